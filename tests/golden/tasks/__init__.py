"""The example's year of tasks in figures."""
