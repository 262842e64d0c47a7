"""The record of a computation."""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from kaohe.core import Absence, CountRatio, Number, plain
from kaohe.core.absence import weightiest
from kaohe.core.numbers import rounding
from kaohe.rules import Node

if TYPE_CHECKING:
    from kaohe.evaluate.setting import Context

Value = Number | bool | str | Absence
"""A number, a condition's answer, a level's name, or the reason why there is none."""

Detail = tuple[tuple[str, Value | CountRatio], ...]


class Trace(NamedTuple):
    """One node's value, and what it came from: the traces of the parts that were looked at.

    `detail` holds the figures on the way that are no node of their own (the distance and the steps of a
    `PerStep`, the raw sum of a `Ledger`, the two counts behind a rate), by name; `exact` is the number before
    rounding, where rounding changed it. `provisional` says
    that peers or units below were still missing.

    (A named tuple rather than a dataclass because a round makes hundreds of thousands of them.)
    """

    node: Node
    value: Value
    parts: "tuple[Trace, ...]" = ()
    detail: Detail = ()
    provisional: bool = False

    def walk(self) -> "Iterator[Trace]":
        """This and everything below it, depth first."""
        yield self
        for part in self.parts:
            yield from part.walk()

    def as_json(self) -> dict[str, object]:
        """The record as plain data, numbers as exact text (a fraction without an end as `146/300`)."""
        data: dict[str, object] = {"node": type(self.node).__name__, "value": value_json(self.value)}
        if self.detail:
            data["detail"] = {name: value_json(value) for name, value in self.detail}
        if self.provisional:
            data["provisional"] = True
        if measure := getattr(self.node, "measure", None):
            data["measure"] = measure
        if self.parts:
            data["parts"] = [part.as_json() for part in self.parts]
        return data


new_trace = tuple.__new__
"""`new_trace(Trace, (node, value, parts, detail, provisional))`: what `Trace(…)` does, at half the price.

The nodes that most rules are made of use it; everything else says `Trace(…)`.
"""

Plan = Callable[["Context"], Trace]
"""A rule made ready to run: called for a unit in a period, it returns the record."""


def value_json(value: Value | CountRatio) -> object:
    """A value as plain data."""
    if isinstance(value, bool | str):
        return value
    if isinstance(value, Absence):
        return {"absent": value.value}
    if isinstance(value, CountRatio) or not hasattr(value, "is_finite"):
        return str(value)
    return plain(value)


def absence_of(traces: Iterable[Trace]) -> Absence | None:
    """The absence that speaks for all of them, or None where all are there."""
    return survey(traces)[0]


def left_out(traces: Iterable[Trace]) -> list[Trace] | Absence:
    """Those that apply; or the absence of the whole: none applies, or one that does is not known."""
    applying = [trace for trace in traces if trace.value is not Absence.NOT_APPLICABLE]
    if not applying:
        return Absence.NOT_APPLICABLE
    return absence_of(applying) or applying


def settle(exact: Number, places: int, detail: Detail = ()) -> tuple[Decimal, Detail]:
    """The number rounded, and the detail with the exact number kept where rounding changed it."""
    value, changed = rounding(exact, places)
    return value, (*detail, ("exact", exact)) if changed else detail


def survey(traces: Iterable[Trace]) -> tuple[Absence | None, bool]:
    """`absence_of` and `provisional` in one pass."""
    speaks: Absence | None = None
    unsure = False
    for trace in traces:
        value = trace.value
        if value.__class__ is Absence:
            speaks = value if speaks is None else weightiest(speaks, value)
        if trace.provisional:
            unsure = True
    return speaks, unsure


def provisional(traces: Iterable[Trace]) -> bool:
    """Whether any of them is."""
    for trace in traces:  # noqa: SIM110  # a loop takes a third of the time of any() over a generator
        if trace.provisional:
            return True
    return False


def number(trace: Trace) -> Number:
    """The trace's value, which a checked rule makes sure is a number."""
    value = trace.value
    if value.__class__ is Decimal or value.__class__ is Fraction:
        return value
    raise TypeError(f"{type(trace.node).__name__} yielded {value!r} where a number was due")
