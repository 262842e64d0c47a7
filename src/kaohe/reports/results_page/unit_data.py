"""The units as data for the script: what a field of the heat map means, and, of many units, their whole articles.

Texts that repeat (reasons, mostly) stand there once. Everything is text; the script only puts it in its place:

    units[id] = {n: name, p: place from 1, c: [[reason, points, lost, exact points, exact lost] …]}   one entry an item
                of many units besides: f facts, o notes, s steps, a aims
    `exact` is 0 where it is as shown; entries end where nothing follows. `open` items are marked by lost -1.
"""

from collections.abc import Iterable

from kaohe.reports.results_page.unit_view import ItemView, UnitView, item_heads
from kaohe.reports.results_page.view import View

OPEN = -1


def table_data(view: View, units: Iterable[UnitView]) -> dict[str, object]:
    """Everything of one table."""
    texts = _Texts()
    heads = item_heads(view)
    of_units = {unit.unit: _unit(view, unit, place, texts) for place, unit in enumerate(units, 1)}
    return {
        "table": view.table.table.name,
        "items": [[head.code, head.name, head.full, head.group] for head in heads],
        "base": [place for place, head in enumerate(heads) if head.base],
        "units": of_units,
        "texts": texts.all,
    }


class _Texts:
    """Texts and their numbers."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        return self._numbers.setdefault(text, len(self._numbers))

    @property
    def all(self) -> list[str]:
        return list(self._numbers)


def _unit(view: View, unit: UnitView, place: int, texts: _Texts) -> dict[str, object]:
    own: dict[str, object] = {"n": unit.name, "p": place, "c": [_cell(item, texts) for item in unit.items]}
    if view.many:
        own["f"] = [[texts.number(label), words] for label, words in unit.facts]
        own["o"] = list(unit.notes)
        own["s"] = [
            [texts.number(s.kind), texts.number(s.label), s.points, s.start, s.length] for s in unit.steps
        ]
        own["a"] = [
            [texts.number(a.name), texts.number(a.target), a.actual, texts.number(a.verdict), a.state]
            for a in unit.aims
        ]
    return own


def _cell(item: ItemView, texts: _Texts) -> list[object]:
    entry: list[object] = [
        texts.number(item.reason),
        item.points,
        OPEN if item.open else item.lost or 0,
        0 if item.exact == item.points else item.exact,
        0 if item.lost_exact == item.lost else item.lost_exact,
    ]
    while entry and entry[-1] == 0:
        entry.pop()
    return entry
