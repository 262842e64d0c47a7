"""A value with one field changed, anywhere in it: for what must notice every change."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import Any

from hypothesis import strategies as st

from kaohe.core import Cadence, Period, Place, SourceSpan, Unit
from kaohe.rules import Const, InClass, Node, RuleError
from kaohe.scheme.model import Scheme

Path = tuple[Any, ...]
INSTEAD_OF_NOTHING: dict[str, Any] = {
    "cadence": Cadence.MONTH,
    "higher_is_better": True,
    "condition": InClass(("镇",)),
    "low": Decimal(7),
    "high": Decimal(7),
    "at_least": Decimal(7),
    "share": Decimal("0.07"),
    "most": 7,
    "first": 7,
    "last": 7,
    "amount": Decimal(7),
    "floor": Decimal(-7),
    "cap": Decimal(7),
}
WORDS = ("departments", "classes", "basis", "tie_break", "passing_over")
UNSEEN = ("where", "source", "of_unit")
"""Fields that are no part of a scheme's meaning."""


def paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """The way to every field below."""
    if isinstance(value, tuple):
        for index, entry in enumerate(value):
            yield from paths(entry, (*path, index))
    elif isinstance(value, MappingProxyType):
        for key, entry in value.items():
            yield from paths(entry, (*path, key))
    elif is_dataclass(value) and not isinstance(value, type | Place | SourceSpan | Unit | Period):
        for field in fields(value):
            if field.name not in UNSEEN:
                yield (*path, field.name)
                yield from paths(getattr(value, field.name), (*path, field.name))


def changed(value: Any, path: Path, data: st.DataObject) -> Any:
    """The value with what stands at the end of the path replaced. RuleError where it makes no sense."""
    step, rest = path[0], path[1:]
    if isinstance(value, tuple):
        return (*value[:step], changed(value[step], rest, data), *value[step + 1 :])
    if isinstance(value, MappingProxyType):
        return MappingProxyType({**value, step: changed(value[step], rest, data)})
    if step == "targets":
        return replace(value, targets=(*value.targets, ("改", Decimal(7))))
    old = getattr(value, step)
    if rest:
        return replace(value, **{step: changed(old, rest, data)})
    choices = list(others(old, step))
    if not choices:
        raise RuleError(f"nothing else for {step}")
    return replace(value, **{step: data.draw(st.sampled_from(choices))})


def others(value: Any, field: str) -> Iterator[Any]:
    """Values of the same kind that mean something else."""
    match value:
        case bool():
            yield not value
        case int() | Decimal():
            yield value + 1
        case Enum():
            yield from (other for other in type(value) if other is not value)
        case str():
            yield value + "改"
        case Period(year, month, months):
            yield Period(year + 1, month, months)
        case MappingProxyType():
            yield MappingProxyType(dict(list(value.items())[1:]))
        case tuple() if len(value) > 1:
            yield value[:-1]
            yield value[1:]
            if value[::-1] != value:
                yield value[::-1]
        case tuple():
            if field in WORDS:
                yield () if value else ("改",)
        case None:
            if field in INSTEAD_OF_NOTHING:
                yield INSTEAD_OF_NOTHING[field]
        case Node():
            yield Const(Decimal("12.3"))


def mutants(data: st.DataObject, scheme: Scheme, number: int) -> Iterator[tuple[Path, Scheme]]:
    """So many of the schemes that differ from this one in one place."""
    ways = list(paths(scheme))
    for _ in range(number):
        path = ways[data.draw(st.integers(0, len(ways) - 1))]
        try:
            mutant = changed(scheme, path, data)
        except RuleError:  # a node that makes no sense
            continue
        yield path, mutant
