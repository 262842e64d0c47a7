"""Rows that several papers share: a unit's targets, its items with what it reported, the parts of its table."""

from collections.abc import Mapping
from decimal import Decimal

from kaohe.core import Absence, CountRatio, FactValue, plain, round_half_up
from kaohe.facts import AssessedUnit, value_text
from kaohe.facts.needs import clauses, department_of
from kaohe.reports.material import Material
from kaohe.reports.pictures import aims_of_unit
from kaohe.rules import Given, walk
from kaohe.scheme.model import Group, GroupKind, Item, Measure, Table

_COLUMNS_OF_ITEM = ("编号", "名称", "分值", "标准", "方式", "数据", "责任科室")


def target_rows(material: Material, unit: AssessedUnit) -> tuple[dict[str, str], ...]:
    """One row a measure that has a target for the unit: target, what was done so far, whether that is enough (empty
    where there is no figure yet, or nothing says which way is better).
    """
    scheme = material.scheme
    uses = clauses(scheme)
    rows = []
    for number, aim in enumerate(aims_of_unit(scheme, material.units, material.facts, unit).rows, 1):
        measure = scheme.measures[aim.measure]
        reported = aim.actual is not Absence.MISSING
        rows.append(
            {
                "序号": str(number),
                "名称": measure.name,
                "目标值": value_text(aim.target),
                "计量单位": measure.unit_label or measure.unit.label,
                "责任科室": department_of(measure, uses.get(measure.id, ())),
                "完成值": shown(aim.actual, measure) if reported else "",
                "完成": "" if aim.short is None else "否" if aim.short else "是",
            }
        )
    return tuple(rows)


def shown(value: FactValue, measure: Measure) -> str:
    """A figure as people read it: with its unit, two counts with what they come to."""
    if isinstance(value, CountRatio):
        return f"{plain(round_half_up(value.exact, 2))}{measure.unit.label}（{value}）"
    if isinstance(value, Decimal):
        return value_text(value) + measure.unit.label
    return value_text(value)


def item_rows(
    material: Material, table: Table, unit: AssessedUnit, wanted: tuple[str, ...] = ()
) -> tuple[dict[str, str], ...]:
    """One row an item, with the figures that the unit has reported for it. `wanted`: only items whose method names
    one of these words.
    """
    figures = material.facts.row(unit.id, material.scheme.period)
    return tuple(
        _item_row(material, item, figures)
        for item in table.items()
        if not wanted or any(word in item.method for word in wanted)
    )


def _item_row(material: Material, item: Item, figures: Mapping[str, FactValue]) -> dict[str, str]:
    ids = dict.fromkeys(node.measure for node in walk(item.rule) if isinstance(node, Given))
    measures = material.scheme.measures
    known = [
        f"{measures[name].name}：{shown(figures[name], measures[name])}" for name in ids if name in figures
    ]
    texts = (
        item.code,
        item.name,
        plain(item.points),
        item.clause,
        item.method,
        "\n".join(known),
        "、".join(item.departments),
    )
    return dict(zip(_COLUMNS_OF_ITEM, texts, strict=True))


def part_rows(table: Table) -> tuple[dict[str, str], ...]:
    """One row a group: its points and what is below it."""
    rows = []
    for number, group in enumerate(table.groups, 1):
        rows.append(
            {
                "序号": str(number),
                "名称": group.name,
                "分值": _points_of(group),
                "指标": "、".join(item.name for item in group.items()),
            }
        )
    return tuple(rows)


def _points_of(group: Group) -> str:
    if group.kind is GroupKind.BASE:
        return plain(group.points * group.weight)
    if group.kind is GroupKind.BONUS:
        return "" if group.cap is None else f"最多加{plain(group.cap)}"
    return "" if group.floor is None else f"最多扣{plain(-group.floor)}"
