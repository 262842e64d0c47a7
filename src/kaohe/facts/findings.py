"""Short ways to say what is wrong with a figure or a file: one Problem, its place and the remedy."""

import re

from kaohe.core import Place, Problem, Severity

_LONG_DIGITS = re.compile(r"[0-9０-９]{9,}[0-9０-９Xx]")
_SHOWN = 24


def error(code: str, where: Place, message: str, remedy: str, *related: Place) -> Problem:
    """Something that stops the work."""
    return Problem(f"facts.{code}", Severity.ERROR, message, remedy, (where, *related))


def warning(code: str, where: Place, message: str, remedy: str, *related: Place) -> Problem:
    """Something that wants a reason."""
    return Problem(f"facts.{code}", Severity.WARNING, message, remedy, (where, *related))


def advice(code: str, where: Place, message: str, remedy: str, *related: Place) -> Problem:
    """Something that may be left."""
    return Problem(f"facts.{code}", Severity.ADVICE, message, remedy, (where, *related))


def masked(text: object) -> str:
    """The text on one line, long runs of digits blanked out: they may be somebody's number, and messages
    travel (screens, logs, e-mail)."""
    return _LONG_DIGITS.sub("……", " ".join(str(text).split()))


def quoted(text: object) -> str:
    """What the user wrote, masked, shortened and in quotes."""
    line = masked(text)
    return f"“{line if len(line) <= _SHOWN else line[:_SHOWN] + '…'}”"
