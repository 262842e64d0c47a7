"""The six families written out by hand with Decimal, as a careful programmer would without Kaohe.

It reads the same row of figures, minds what was not reported, and gives the same points; it keeps no
trace and can give no reasons. It is what the interpreter is measured against.
"""

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from benchmarks.data import FAMILIES, FULL
from kaohe.core import CountRatio

Figures = Mapping[str, Any]  # Decimal, CountRatio, bool or a level's name
Score = Decimal | None
"""None where a figure was not reported."""

_STEP = Decimal("0.0001")
_ZERO = Decimal(0)
_POINTS = {"好": Decimal(4), "较好": Decimal(3), "一般": Decimal(2), "差": _ZERO}


def steps(row: Figures, names: tuple[str, ...]) -> Score:
    """Four points; half a point for each percentage point under 99, in proportion."""
    ratio: CountRatio | None = row.get(names[0])
    if ratio is None:
        return None
    short = 99 * ratio.whole - ratio.part * 100
    if short <= 0:
        return FULL
    lost = (short * Decimal("0.5") / ratio.whole).quantize(_STEP, ROUND_HALF_UP)
    return max(FULL - lost, _ZERO)


def tiers(row: Figures, names: tuple[str, ...]) -> Score:
    """95 → 4, 90 → 3, 80 → 1.5."""
    score = row.get(names[0])
    if score is None:
        return None
    if score >= 95:
        return FULL
    if score >= 90:
        return Decimal(3)
    return Decimal("1.5") if score >= 80 else _ZERO


def share(row: Figures, names: tuple[str, ...]) -> Score:
    """Four points in proportion to 400."""
    done: Decimal | None = row.get(names[0])
    if done is None:
        return None
    if done >= 400:
        return FULL
    return (done * FULL / 400).quantize(_STEP, ROUND_HALF_UP)


def events(row: Figures, names: tuple[str, ...]) -> Score:
    """Four points less 0.3 each, three at most."""
    count: Decimal | None = row.get(names[0])
    if count is None:
        return None
    return max(FULL - min(count * Decimal("0.3"), Decimal(3)), _ZERO)


def checklist(row: Figures, names: tuple[str, ...]) -> Score:
    """1.5 points each, four at most."""
    facts = [row.get(name) for name in names]
    if None in facts:
        return None
    return min(sum((Decimal("1.5") for fact in facts if fact), _ZERO), FULL)


def level(row: Figures, names: tuple[str, ...]) -> Score:
    """Points by level."""
    name = row.get(names[0])
    return None if name is None else _POINTS[name]


_FAMILY: dict[str, tuple[Callable[[Figures, tuple[str, ...]], Score], str, str]] = {
    "steps": (steps, "率", ""),
    "tiers": (tiers, "得分", ""),
    "share": (share, "完成", ""),
    "events": (events, "件数", ""),
    "checklist": (checklist, "是否", "甲乙丙"),
    "level": (level, "评定", ""),
}


def rules(items: int) -> list[tuple[Callable[[Figures, tuple[str, ...]], Score], tuple[str, ...]]]:
    """One function an item, with the names of its figures."""
    made = []
    for number in range(items):
        function, stem, letters = _FAMILY[FAMILIES[number % len(FAMILIES)]]
        names = tuple(f"{stem}{number}{letter}" for letter in letters or ("",))
        made.append((function, names))
    return made
