"""Lines for the terminal that break as Chinese is set: no line begins with a closing mark, and no number is torn."""

import re

from rich.cells import cell_len

_PIECE = re.compile(
    "[“‘「（《〔【(]*(?:[0-9０-９.．]+[%％‰分]?|[A-Za-z]+|\\s+|.)[”’」）》〕】)、，。；：！？,.;:!?]*",
    re.DOTALL,
)
"""What stays together: opening marks, a number with its sign or a letter, closing marks."""


def fold(text: str, width: int) -> str:
    """The text in lines of at most `width` cells, so far as its pieces allow; what is longer than a line is cut."""
    return "\n".join(line for part in text.split("\n") for line in _lines(part, width))


def _lines(text: str, width: int) -> list[str]:
    lines = [""]
    for found in _PIECE.finditer(text):
        for piece in _cut(found[0], width):
            if cell_len(lines[-1] + piece.rstrip()) > width and lines[-1]:
                lines.append("")
            lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line.rstrip() for line in lines]


def _cut(piece: str, width: int) -> list[str]:
    if cell_len(piece) <= width:
        return [piece]
    return list(piece)
