"""Long work in the background, reminders, and what has to be put right."""
