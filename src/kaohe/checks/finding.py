"""What the examination finds: a problem with a level, and the instrument and reason behind it."""

from dataclasses import dataclass
from enum import Enum

from kaohe.core import Problem, Severity


class Level(Enum):
    """ERROR: cannot be issued until it is settled. WARNING: issuing it needs a written reason. ADVICE: may be left.

    HISTORICAL: the scheme's period lies before the repeal; it may be read, recomputed and studied, and not
    issued anew. As a `Problem` it is advice, because nothing stands in the way of that work.
    """

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"
    HISTORICAL = "historical"

    @property
    def label(self) -> str:
        return "历史" if self is Level.HISTORICAL else self.severity.label

    @property
    def severity(self) -> Severity:
        return Severity.ADVICE if self is Level.HISTORICAL else Severity(self.value)


@dataclass(frozen=True, slots=True)
class Finding(Problem):
    """A problem of the examination. `instrument` and `dated` are empty where no law stands behind it.

    `quote` are the words of the scheme that it is about.
    """

    level: Level = Level.ADVICE
    instrument: str = ""
    dated: str = ""
    reason: str = ""
    quote: str = ""

    def __str__(self) -> str:
        text = Problem.__str__(self).removeprefix(self.severity.label)
        basis = f" 依据：{self.instrument}，{self.dated}。{self.reason}" if self.instrument else ""
        return f"{self.level.label}{text}{basis}"

    def as_json(self) -> dict[str, object]:
        """The problem's form, with level, instrument, date, reason and quotation besides."""
        return Problem.as_json(self) | {
            "level": self.level.value,
            "instrument": self.instrument,
            "dated": self.dated,
            "reason": self.reason,
            "quote": self.quote,
        }
