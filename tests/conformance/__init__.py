"""One suite over every interpreter: the same values, absences and doubts to the last digit.

`backends` makes each interpreter answer the same two questions: what a rule yields for every unit, and what a round
comes to. A figure that a backend refuses is refused by name, and counted, so that the suite cannot become one of nothing.
"""
