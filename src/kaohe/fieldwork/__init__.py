"""检查: what happens outside the office. Draws that anyone can repeat, teams and half-days, checklists, estimates from what was found.

Nothing here awards a point: what was found becomes facts of units, and the scheme's rules do the rest.
"""
