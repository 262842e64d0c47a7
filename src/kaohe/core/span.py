"""Where in a source document something was read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceSpan:
    """A stretch of the office's own document: a cell or paragraph, and the characters in it."""

    document: str
    address: str
    start: int = 0
    end: int = 0

    def __str__(self) -> str:
        return f"{self.document} {self.address}"
