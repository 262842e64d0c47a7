"""What is wrong with the user's material, and what is not allowed now.

Three families, never mixed. A `Problem` can be mended by the user: all are collected and shown at
once. `Refused` says that an action is not allowed, and what would be. A bug is a plain exception.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """ERROR stops the work it stands in the way of; WARNING wants a reason; ADVICE may be left."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"

    @property
    def label(self) -> str:
        return {"error": "错误", "warning": "提醒", "advice": "建议"}[self.value]


@dataclass(frozen=True, slots=True)
class Place:
    """Where to look: a file, a sheet and cell of a workbook, or a line and column, and what stands there."""

    file: str = ""
    sheet: str = ""
    cell: str = ""
    line: int = 0
    column: int = 0
    what: str = ""

    def __str__(self) -> str:
        parts = [self.file]
        if self.sheet or self.cell:
            parts.append("!".join(part for part in (self.sheet, self.cell) if part))
        if self.line:
            parts.append(f"第{self.line}行" + (f"第{self.column}列" if self.column else ""))
        parts.append(self.what)
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. `where` names the culprit first, related places after.

    `code` is stable (`facts.not-a-number`), so that a screen or a test can name it; `message` and
    `remedy` are for the clerk.
    """

    code: str
    severity: Severity
    message: str
    remedy: str
    where: tuple[Place, ...] = ()

    def __str__(self) -> str:
        place = "；".join(str(place) for place in self.where)
        head = f"{self.severity.label}［{self.code}］"
        return f"{head}{place}{'：' if place else ''}{self.message} {self.remedy}".strip()

    def as_json(self) -> dict[str, object]:
        """The form that every command prints under `problems`."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "where": [str(place) for place in self.where],
            "message": self.message,
            "remedy": self.remedy,
        }


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether any of them stops the work."""
    return any(problem.severity is Severity.ERROR for problem in problems)


class Refused(Exception):
    """The action is not allowed; the message says why and what would be. Carries the problems behind it."""

    def __init__(self, code: str, message: str, problems: Iterable[Problem] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.problems = tuple(problems)
