"""Items × units as an HTML table: short markup, since there may be thousands of cells. A cell of full marks bears no class."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from kaohe.core import Absence
from kaohe.core.numbers import divide, exactly, plain, round_half_up
from kaohe.reports.kinds.losses import points_text
from kaohe.scheme.model import Group, GroupKind, Item, Table
from kaohe.web.results.seeing import View

STEPS = ((Decimal(90), "a"), (Decimal(80), "b"), (Decimal(60), "c"))
NOTHING, LITTLE, OVER, GIVEN, TAKEN, OPEN, APART = "e", "d", "f", "g", "h", "i", "j"
LEGEND = (("", "满分"), ("a", "九成以上"), ("b", "八成以上"), ("c", "六成以上"), (LITTLE, "不到六成"), (NOTHING, "零分"),
          (GIVEN, "加分"), (TAKEN, "扣分"), (OPEN, "未报待评"), (APART, "不适用"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: a group's head (`cells` empty), or an item with its cells, one a unit."""

    code: str
    name: str
    full: str
    mean: str
    cells: SafeString
    head: bool = False


def lines_of(table: Table, units: Sequence[Mapping[str, Any]], view: View) -> Iterator[Line]:
    """Groups at the top and the items below them, as far as somebody sees them. `units` are those of a table's record."""
    places = table.precision
    with exactly():
        for group in table.groups:
            items = [item for item in group.items() if view.item(item)]
            if items:
                yield Line(group.code, group.name, "", "", mark_safe(""), head=True)
            for item in items:
                yield _line(item, group, [unit["items"][item.code] for unit in units], places)


def _line(item: Item, group: Group, values: Sequence[Any], places: int) -> Line:
    cells = [_cell(value, item, group.kind, places) for value in values]
    scores = [Decimal(value) for value in values if not isinstance(value, Mapping)]
    mean = (
        plain(round_half_up(divide(sum(scores, Decimal(0)), Decimal(len(scores))), places)) if scores else ""
    )
    full = plain(item.points) if group.kind is GroupKind.BASE else ""
    return Line(item.code, item.name, full, mean, mark_safe("".join(cells)))  # noqa: S308 - classes and numbers of our own


def _cell(value: Any, item: Item, kind: GroupKind, places: int) -> str:
    if isinstance(value, Mapping):
        absence = Absence(value["absent"])
        step = APART if absence is Absence.NOT_APPLICABLE else OPEN
        return f"<td class={step}>{escape(absence.label[:1])}"
    points = Decimal(value)
    step = step_of(points, item.points, kind)
    shown = points_text(points, places)
    return f"<td class={step}>{shown}" if step else f"<td>{shown}"


def step_of(points: Decimal, full: Decimal, kind: GroupKind) -> str:
    """The class of the colour: by the share of the full points; of bonuses and deductions whether there are any."""
    if kind is not GroupKind.BASE:
        return GIVEN if points > 0 else TAKEN if points < 0 else ""
    if points >= full:
        return OVER if points > full else ""
    if points <= 0:
        return NOTHING
    return next((step for least, step in STEPS if points * 100 >= least * full), LITTLE)
