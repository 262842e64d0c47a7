"""Who is on which list of consequences: the docstrings of `scheme.model.Selector` and `Consequence`."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from kaohe.core import Absence
from kaohe.scheme.model import Consequence, Group, Selector, Table
from tests.oracle.rules import World, exact, nearest, num, value
from tests.oracle.tables import Scored, place, within

Lists = dict[str, set[str]]
"""Who is on the lists made so far, by the list's name."""

Years = Sequence[Mapping[str, frozenset[str]]]
"""Who was on which list last year, the year before, and so on."""

Amounts = dict[str, Fraction | None]
"""Who is on a list, and with which amount."""


def make_lists(table: Table, world: World, lines: Sequence[Scored], years: Years) -> list[Amounts]:
    """Every consequence in the order written."""
    made: list[Amounts] = []
    lists: Lists = {}
    for consequence in table.consequences:
        view = View(table, world, lines, lists, years, consequence)
        chosen = [line for line in lines if any(selected(view, s, line) for s in consequence.selectors)]
        made.append({line.unit.id: amount(table, consequence, line) for line in chosen})
        lists[consequence.list_name] = lists.get(consequence.list_name, set()) | set(made[-1])
    return made


class View(NamedTuple):
    """What a selector sees."""

    table: Table
    world: World
    lines: Sequence[Scored]
    lists: Lists
    years: Years
    consequence: Consequence


def vetoed(line: Scored) -> bool:
    return any(not veto.card for veto in line.vetoes)


def carded(line: Scored) -> bool:
    return any(veto.card for veto in line.vetoes)


def selected(view: View, selector: Selector, line: Scored) -> bool:
    """All that is stated must hold; the first and the last are counted among those for whom the rest does."""
    if not meets(view, selector, line):
        return False
    if selector.first is None and selector.last is None:
        return True
    pool = [
        other
        for other in within(selector.scope, line, view.lines)
        if meets(view, selector, other) and standing(view, selector, other) is not None
    ]
    return among_first(view, selector, line, pool)


def meets(view: View, selector: Selector, line: Scored) -> bool:
    """What is asked of the unit itself."""
    unit, consequence = line.unit, view.consequence
    lawful = consequence.includes_vetoed or selector.vetoed or not vetoed(line)
    passed_over = any(unit.id in view.lists.get(name, ()) for name in consequence.passing_over)
    if not lawful or passed_over:
        return False
    if selector.classes and unit.unit_class not in selector.classes:
        return False
    if selector.grade and line.grade != selector.grade:
        return False
    if (selector.vetoed and not vetoed(line)) or (selector.carded and not carded(line)):
        return False
    if selector.condition is not None and value(selector.condition, view.world, unit).value is not True:
        return False
    return not selector.listed or was_on(view, selector, unit.id)


def was_on(view: View, selector: Selector, unit: str) -> bool:
    before = view.years[: selector.years - 1]
    if len(before) < selector.years - 1:
        return False
    names = (year.get(selector.listed, frozenset()) for year in before)
    return unit in view.lists.get(selector.listed, ()) and all(unit in members for members in names)


def standing(view: View, selector: Selector, line: Scored) -> Any:
    """What the line is placed by; None where there is nothing to place it by."""
    if not selector.of:
        asked = view.consequence.includes_vetoed or selector.vetoed
        out = isinstance(line.total, Absence) or not (line.ranked or asked)
        return None if out else place(line, view.table.ranking)
    if selector.of in line.items and isinstance(line.items[selector.of].value, Absence):
        return None
    entry = view.table.find(selector.of)
    if isinstance(entry, Group) and all(
        line.items[item.code].value is Absence.NOT_APPLICABLE for item in entry.items()
    ):
        return None
    return {**line.groups, **line.counted}[selector.of]


def among_first(view: View, selector: Selector, line: Scored, pool: Sequence[Scored]) -> bool:
    if line not in pool:
        return False
    mine = standing(view, selector, line)
    places = [standing(view, selector, other) for other in pool]
    ahead = sum(other > mine for other in places)
    behind = sum(other < mine for other in places)
    first = selector.first is not None and ahead < selector.first
    return first or (selector.last is not None and behind < selector.last)


def amount(table: Table, consequence: Consequence, line: Scored) -> Fraction | None:
    if consequence.amount is None:
        return None
    whole = exact(consequence.amount)
    if not consequence.in_proportion:
        return whole
    reached = Fraction(0) if isinstance(line.total, Absence) else max(num(line.total), Fraction(0))
    return nearest(whole * reached / exact(table.total), 2)
