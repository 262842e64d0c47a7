"""Rows that several papers share: a unit's targets, its items with what it reported, the parts of its table."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from kaohe.core import Absence, CountRatio, FactValue, Number, plain, round_half_up
from kaohe.evaluate import Setting
from kaohe.evaluate.setting import as_number
from kaohe.facts import AssessedUnit, value_text
from kaohe.facts.model import Role
from kaohe.facts.needs import asks, clauses, department_of
from kaohe.reports.material import Material
from kaohe.results.round import scored_units
from kaohe.rules import Given, walk
from kaohe.scheme.model import Group, GroupKind, Item, Measure, Table

_COLUMNS_OF_ITEM = ("编号", "名称", "分值", "标准", "方式", "数据", "责任科室")


def setting_of(material: Material, table: Table) -> Setting:
    """What the units of a table are looked at in: figures and targets of the round."""
    return Setting(
        period=material.scheme.period,
        units=material.units,
        cohort=scored_units(table, material.units),
        facts=material.facts,
        measures=material.scheme.measures,
    )


def target_rows(material: Material, table: Table, unit: AssessedUnit) -> tuple[dict[str, str], ...]:
    """One row a measure that has a target for the unit: target, what was done so far, whether that is enough."""
    setting = setting_of(material, table)
    targets = setting.targets(unit, material.scheme.period)
    actuals = material.facts.row(unit.id, material.scheme.period)
    uses = clauses(material.scheme)
    rows: list[dict[str, str]] = []
    for measure in _measures_of(material, table):
        target = targets.get(measure.id)
        if target is None or isinstance(target, Absence | bool | str):
            continue
        actual = actuals.get(measure.id)
        rows.append(
            {
                "序号": str(len(rows) + 1),
                "名称": measure.name,
                "目标值": value_text(target),
                "计量单位": _unit_label(measure),
                "责任科室": department_of(measure, uses.get(measure.id, ())),
                "完成值": "" if actual is None else shown(actual, measure),
                "完成": _met(measure, target, actual),
            }
        )
    return tuple(rows)


def _measures_of(material: Material, table: Table) -> Iterator[Measure]:
    """The measures whose targets the scheme asks for at this table's level, in the scheme's order."""
    seen: dict[str, Measure] = {}
    for ask in asks(material.scheme):
        if ask.role is Role.TARGET and table.level in ask.levels:
            seen.setdefault(ask.measure.id, ask.measure)
    yield from seen.values()


def _unit_label(measure: Measure) -> str:
    return measure.unit_label or measure.unit.label


def shown(value: FactValue, measure: Measure) -> str:
    """A figure as people read it: with its unit, two counts with what they come to."""
    if isinstance(value, CountRatio):
        return f"{plain(round_half_up(value.exact, 2))}{measure.unit.label}（{value}）"
    if isinstance(value, Decimal):
        return value_text(value) + measure.unit.label
    return value_text(value)


def _met(measure: Measure, target: FactValue, actual: FactValue | None) -> str:
    """是 or 否; empty where one of the two is no number."""
    done, asked = _number(actual), _number(target)
    if done is None or asked is None:
        return ""
    return "是" if (done <= asked if measure.higher_is_better is False else done >= asked) else "否"


def _number(value: FactValue | None) -> Number | None:
    if value is None or isinstance(value, bool | str):
        return None
    number = as_number(value)
    return None if isinstance(number, Absence) else number


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
