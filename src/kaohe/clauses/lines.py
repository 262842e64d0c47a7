"""Where a step is measured from, when the statement itself does not say: neighbours, the next column, the item's name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kaohe.clauses.comparisons import interval
from kaohe.clauses.grounds import RATES, SIZES
from kaohe.clauses.kinds import Side
from kaohe.clauses.naming import likeness
from kaohe.clauses.normalise import normalise
from kaohe.clauses.parsing import Ground, Statement, parse

_PER_PART = re.compile(
    r"每(?:月|季度?|周|旬|半年|天|日|个月)|按月|按季|月均|各(?![类种项级方])[^，。；]{0,6}$"
)


_AT_MOST = re.compile("(?:控制数|控制指标|控制目标|控制线|上限|限额|限值|最高限)$")
"""A number of this name is not to be passed."""


_AT_LEAST = re.compile(r"至少[^，。；\d]{1,8}$")
"""“至少召开4次会议”: the word of comparison stands before the verb."""

_TARGET = re.compile("(?:目标值?|目标任务|任务数|计划数|指标值)(?:为|：)?$")
"""“目标值100万元”: the number is the target."""


@dataclass(frozen=True, slots=True)
class Standard:
    """A number asked for in words without points: 全年不少于4次, 持证率98%. `name` is the text before it."""

    name: str
    unit: str
    number: Decimal
    side: Side
    per_part: bool
    ground: Ground


def standards(statements: Sequence[Statement], text: str) -> Iterator[Standard]:
    """The standards in statements, from the first to the last."""
    for statement in statements:
        yield from _in_grounds(statement.grounds, text)


def standards_in(context: str) -> tuple[Standard, ...]:
    """The standards that a neighbouring column states."""
    normal = normalise(context)
    statements = parse(normal.text)
    return tuple(standards(statements, normal.text)) if statements else ()


def _in_grounds(grounds: Sequence[Ground], text: str) -> Iterator[Standard]:
    phrase = grounds[0].start if grounds else 0
    stepped = False
    for ground in grounds:
        before = text[phrase : ground.start]
        if ground.kind in ("COMMA", "COLON", "COMPARE"):
            phrase = ground.end
        if ground.kind == "COMPARE":
            value = next(part for part in ground.parts if part.kind not in ("RELATION", "BOUND", "MARKED"))
            if value.kind not in ("VALUE", "POINTS"):
                continue
            if "±" in value.text:
                continue  # a line on either side: no step can say from which of them it is measured
            number, unit = _split(value.text)
            chosen = interval(ground)
            at_most = _AT_MOST.search(before) is not None
            side = Side.BELOW if chosen.low is not None and not at_most else Side.ABOVE
            yield Standard(before, unit, number, side, bool(_PER_PART.search(before)), ground)
        elif ground.kind == "VALUE" and "±" not in ground.text:
            number, unit = _split(ground.text)
            asked = unit not in SIZES and _AT_LEAST.search(before) is not None
            asked |= _TARGET.search(text[: ground.start]) is not None
            if (unit == "%" or asked) and not stepped:
                yield Standard(before, unit, number, Side.BELOW, bool(_PER_PART.search(before)), ground)
        stepped |= ground.kind in ("EACH", "EACH_UNIT", "MOVE")


def _split(text: str) -> tuple[Decimal, str]:
    match = re.match(r"\d+(?:\.\d+)?", text)
    assert match is not None
    return Decimal(match[0]), text[match.end() :]


def same_unit(first: str, second: str) -> bool:
    """Whether a step in one unit can be measured from a line in the other (% and 百分点)."""
    first, second = first.split("/", maxsplit=1)[0], second.split("/", maxsplit=1)[0]
    return first == second or {first, second} <= RATES


def nearest(
    candidates: Sequence[Standard], name: str, unit: str, side: Side | None, *, rates: bool
) -> Standard | None:
    """The standard that a step in `unit` about `name` is measured from; None where none or several would do."""
    fitting = [entry for entry in candidates if same_unit(entry.unit, unit) and (rates or not entry.per_part)]
    if side is not None:
        fitting = [entry for entry in fitting if entry.side is side] or ([] if rates is False else fitting)
    if len(fitting) < 2 or not name:
        return fitting[-1] if len(fitting) == 1 else None
    ranked = sorted(fitting, key=lambda entry: likeness(entry.name, name), reverse=True)
    best, second = likeness(ranked[0].name, name), likeness(ranked[1].name, name)
    return ranked[0] if best > second or ranked[0].number == ranked[1].number else None
