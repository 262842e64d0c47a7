"""Colours, and hatches that tell areas apart where there is no colour.

Lightness alone keeps the order of everything that is ordered; what is of another kind (missing, not applicable,
taken away) has a hatch of its own.
"""

from dataclasses import dataclass
from enum import Enum

INK = "#1f2933"
SOFT = "#55606c"
FAINT = "#8793a0"
RULE = "#c3cad2"
HAIR = "#e3e7eb"
PAPER = "#ffffff"

DEEP = "#1d3f63"
MAIN = "#3d6d9e"
MIDDLE = "#7fa6c9"
LIGHT = "#b9d0e3"
PALE = "#e6eff6"
WARM = "#a8480f"
SAND = "#f2d3b3"


class Hatch(Enum):
    """A pattern of lines: rising, falling, both, or lying."""

    RISING = "rising"
    FALLING = "falling"
    CROSSED = "crossed"
    LYING = "lying"


@dataclass(frozen=True, slots=True)
class Fill:
    """What an area is filled with: a colour, lines upon it, and an edge around it. `gap` is between the lines."""

    colour: str
    hatch: Hatch | None = None
    lines: str = INK
    edge: str = ""
    dashed: bool = False
    gap: float = 5.0


BASE = Fill(MAIN)
BONUS = Fill(LIGHT, Hatch.RISING, DEEP, DEEP)
TAKEN = Fill(PAPER, Hatch.FALLING, WARM, WARM, dashed=True)
LOST = Fill(SAND, Hatch.FALLING, WARM, WARM)
GHOST = Fill(PAPER, None, edge=FAINT, dashed=True)

MISSING = Fill(PAPER, Hatch.FALLING, INK, FAINT, gap=4.0)
PENDING = Fill(PAPER, Hatch.CROSSED, SOFT, FAINT, gap=6.0)
NOT_APPLICABLE = Fill(PAPER, Hatch.LYING, FAINT, RULE, gap=4.0)

GRADES = (Fill(DEEP), Fill(MAIN), Fill(LIGHT), Fill(PAPER, edge=SOFT))
"""From the best grade down; what comes after the last looks like it."""


def on(colour: str) -> str:
    """The colour that a text has upon this one: white on dark, ink on light."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return PAPER if red * 299 + green * 587 + blue * 114 < 140_000 else INK
