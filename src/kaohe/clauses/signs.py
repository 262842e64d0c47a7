"""Lines on either side of nothing: 误差在±5%以内, 超过±10%至±20%, ±30%以外."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from kaohe.clauses.kinds import Interval
from kaohe.clauses.parsing import NUMBER, Statement

_WITHIN = re.compile(
    "^(?:应|须|要|需)?(?:不超过?|不得超过|不大于|不高于|不多于|小于|低于|少于|控制在|保持在|在|≤|<)$"
)
_BEYOND = re.compile("^(?:超过了?|超出|超|大于|高于|多于|>)$")
_FROM = re.compile("^(?:不小于|不低于|不少于|≥)$")


def signed(text: str, relation: str, bound: str) -> Interval:
    """The numbers for which “±10%以内”, “超过±10%”, “±10%-±20%” holds; `text` is the number with its sign and unit.

    Up to a size it is a stretch around nothing (-10 to 10), from a size on it is both sides of it.
    """
    sizes = sorted(Decimal(number) for number in NUMBER.findall(text))
    closed = "不含" not in bound
    if len(sizes) > 1:
        ends = re.split(r"-(?=±?\d)", text + bound)
        opened = not _BEYOND.match(relation) and "不含" not in ends[0]
        return Interval(sizes[0], sizes[1], opened, "不含" not in ends[-1], sizes=True)
    size = sizes[0]
    if bound.endswith(("以外", "之外")):
        return Interval(size, None, False, sizes=True)
    if "以上" in bound or _FROM.match(relation):
        return Interval(size, None, closed, sizes=True)
    if _BEYOND.match(relation):
        return Interval(size, None, False, sizes=True)
    strict = relation in ("小于", "低于", "少于", "<")
    return Interval(-size, size, closed and not strict, closed and not strict)


def around(interval: Interval) -> Interval | None:
    """The stretch around nothing that the interval ends at, from which a distance is counted; None where it has none."""
    if not interval.even or (interval.sizes and interval.high is not None):
        return None
    size = interval.low if interval.sizes else interval.high
    return Interval(-size, size) if size is not None else None


def one_sided(
    statements: Sequence[Statement],
    lined: Sequence[tuple[Statement, Interval | None]],
    steps: Sequence[tuple[Statement, Interval | None]],
) -> Iterator[tuple[int, int]]:
    """The statements with “±” of which a rule would hold only one side.

    `lined` are the statements of lines with what they ask for, `steps` those of steps with the stretch they are counted from.
    """
    marked = [entry for entry in statements if any("±" in ground.text for ground in entry.grounds)]
    if not marked:
        return
    held = {entry.end for entry, interval in lined if interval is not None and interval.even}
    held |= {entry.end for entry, interval in steps if interval is not None and interval.even}
    for entry in marked:
        if entry.end not in held or not all(map(_plainly, _compared(entry))):
            yield entry.start, entry.end
    for entry, interval in steps:
        if interval is None or not interval.even:
            yield entry.start, entry.end


_BELOW_NOTHING = re.compile(r"(?<=[在为于达到过])-\d+(?:\.\d+)?(?:%|‰|百分点)")


def below_nothing(text: str) -> Iterator[tuple[int, int]]:
    """“在-5%至10%之间”: numbers below nothing, of which the grammar knows only the digits."""
    return (match.span() for match in _BELOW_NOTHING.finditer(text))


def _compared(statement: Statement) -> list[tuple[str, str]]:
    """The words before and behind each “±” of the statement; one without any is a bare number."""
    found = []
    for ground in statement.grounds:
        if "±" in ground.text:
            relation, bound = ground.part("RELATION"), ground.part("BOUND")
            ranged = ground.part("RANGE") is not None
            words = "至" if ranged else bound.text if bound is not None else ""
            found.append((relation.text if relation is not None else "", words))
    return found if len(found) == 1 else [*found, ("", "")]


def _plainly(words: tuple[str, str]) -> bool:
    """Whether it is said on which side of the number the points are (达到±5% is either)."""
    relation, bound = words
    return bool(bound or _WITHIN.match(relation) or _BEYOND.match(relation) or _FROM.match(relation))
