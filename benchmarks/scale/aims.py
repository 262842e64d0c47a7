"""What the columnar engine is to reach, held against what was measured."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.scale.contenders import BY_HAND, OPENFISCA, OURS, ZEN, ZEN_EACH, Contender
from benchmarks.scale.measuring import Measured
from benchmarks.timing import Timing

MOST_TIMES_BY_HAND = 1.3
LEAST_TIMES_OPENFISCA = 5.0
LEAST_TIMES_ZEN = 1000.0
_LEAST_TIMES = ((OPENFISCA, LEAST_TIMES_OPENFISCA), (ZEN, LEAST_TIMES_ZEN), (ZEN_EACH, LEAST_TIMES_ZEN))
MOST_MEGABYTES, MOST_MEGABYTES_MONTHS = 2500.0, 4000.0
MOST_POWER = 1.1
"""Linear: time grows with the size to the power of one, and a tenth."""
MOST_COMPILE = 0.2
"""Seconds for the scheme with the most items."""


@dataclass(frozen=True, slots=True)
class Aim:
    """One aim: what it is about, what was asked, what was measured, in words."""

    name: str
    asked: str
    found: str
    reached: bool


def exponent(points: Sequence[tuple[int, float]]) -> float:
    """The power of the size that the seconds grow with: the slope of the straight line through the logarithms. NaN for fewer than two sizes."""
    xs = [math.log(size) for size, _ in points]
    ys = [math.log(seconds) for _, seconds in points]
    if len(set(xs)) < 2:
        return math.nan
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    above = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    return above / sum((x - mean_x) ** 2 for x in xs)


def aims(
    measured: Sequence[Measured],
    streamed: Sequence[tuple[Contender, Timing]],
    over_units: Sequence[Measured],
    over_items: Sequence[Measured],
) -> list[Aim]:
    """Every aim that what was measured can decide."""
    return [
        *_speed(measured),
        *_memory(measured, streamed),
        *_linear(over_units, over_items),
        *_compile(over_items),
    ]


def _of(measured: Sequence[Measured], contender: Contender) -> Measured | None:
    """The contender at its largest size."""
    mine = [each for each in measured if each.contender == contender]
    return max(mine, key=lambda each: each.units) if mine else None


def _speed(measured: Sequence[Measured]) -> Iterator[Aim]:
    ours = _of(measured, OURS)
    if ours is None:
        return
    size = f"{ours.units:,} × {ours.items}"
    hand = next((e for e in measured if e.contender == BY_HAND and e.units == ours.units), None)
    if hand is not None:
        for label, ratio in (
            ("算 compute", ours.compute / hand.compute),
            ("整个进程 whole process", ours.whole.median / hand.whole.median),
        ):
            name = f"{size}，{label}，比手写 Polars × by hand"
            yield Aim(name, f"≤ {MOST_TIMES_BY_HAND}", f"{ratio:.2f}", ratio <= MOST_TIMES_BY_HAND)
    for contender, least in _LEAST_TIMES:
        other = _of(measured, contender)
        if other is not None:
            ratio = ours.a_second / other.a_second
            name = f"每秒单位 units/s，是几倍 times {contender.name}（{other.units:,}）"
            yield Aim(name, f"≥ {least:,.0f}", f"{ratio:,.1f}", ratio >= least)


def _memory(measured: Sequence[Measured], streamed: Sequence[tuple[Contender, Timing]]) -> Iterator[Aim]:
    ours = _of(measured, OURS)
    whole = [] if ours is None else [(f"{ours.units:,} × {ours.items}", ours.whole, MOST_MEGABYTES)]
    whole += [
        ("逐月 months", timing, MOST_MEGABYTES_MONTHS) for contender, timing in streamed if contender == OURS
    ]
    for name, timing, most in whole:
        found = timing.megabytes
        yield Aim(f"{name}，内存峰值 peak MB", f"≤ {most:,.0f}", f"{found:,.0f}", found <= most)


def _linear(over_units: Sequence[Measured], over_items: Sequence[Measured]) -> Iterator[Aim]:
    for label, measured, sizes in (
        ("单位数 units", over_units, [each.units for each in over_units]),
        ("指标数 items", over_items, [each.items for each in over_items]),
    ):
        pairs = zip(measured, sizes, strict=True)
        power = exponent([(size, each.compute) for each, size in pairs if each.contender == OURS])
        name = f"算的用时随 {label} 的几次方 power"
        yield Aim(name, f"≤ {MOST_POWER}", f"{power:.2f}", power <= MOST_POWER)


def _compile(over_items: Sequence[Measured]) -> Iterator[Aim]:
    """Only where ours says how long it compiled, as a phase of its own."""
    mine = [each for each in over_items if each.contender == OURS and "compile" in each.phases]
    if mine:
        largest = max(mine, key=lambda each: each.items)
        found = largest.phases["compile"].median
        name = f"编译 compile，{largest.items} 项 items（秒 s）"
        yield Aim(name, f"≤ {MOST_COMPILE}", f"{found:.3f}", found <= MOST_COMPILE)
