"""Short ways to say what is wrong with an arrangement or a plan."""

from kaohe.core import Place, Problem, Severity


def error(code: str, message: str, remedy: str, *where: Place) -> Problem:
    """Something that makes a plan no plan."""
    return Problem(f"timetable.{code}", Severity.ERROR, message, remedy, where)


def warning(code: str, message: str, remedy: str, *where: Place) -> Problem:
    """Something that wants a reason."""
    return Problem(f"timetable.{code}", Severity.WARNING, message, remedy, where)


def advice(code: str, message: str, remedy: str, *where: Place) -> Problem:
    """Something that may be left."""
    return Problem(f"timetable.{code}", Severity.ADVICE, message, remedy, where)
