"""检查: draws, the timetable, the form that works without a network, and what came of it."""
