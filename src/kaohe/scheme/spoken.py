"""The parts of a scheme in the office's words, field by field: for telling what changed.

Each table names the fields of one class by their names in `json_form`, with the word for the field and how
to say its value. A test holds the tables against the classes, so that no field is forgotten.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import Enum
from typing import Any, TypeAlias

from kaohe.core import plain
from kaohe.rules import Node
from kaohe.rules.sentence import sentence
from kaohe.scheme import file_words as words
from kaohe.scheme.model import Grade, Item, Measure, Selector, Veto

Say: TypeAlias = Callable[[Any], str]
Fields: TypeAlias = Mapping[str, tuple[str, Say]]


def points(value: Decimal | None) -> str:
    return "不设" if value is None else f"{plain(value)}分"


def number(value: Decimal | int | None) -> str:
    return "未写" if value is None else plain(Decimal(value))


def text(value: str) -> str:
    return f"“{value}”" if value else "未写"


def texts(value: tuple[str, ...]) -> str:
    return "、".join(value) or "未写"


def yes_no(value: bool) -> str:
    return "是" if value else "否"


def word(known: Mapping[str, Enum | bool]) -> Say:
    """Says an enumeration's value in the word of the file."""
    return lambda value: next((said for said, meant in known.items() if meant is value), "未写")


def targets(value: tuple[tuple[str, Decimal], ...]) -> str:
    return "、".join(f"{name or '各单位'}{plain(target)}" for name, target in value) or "未写"


def places(value: int) -> str:
    return f"{value}位"


def share(value: Decimal | None) -> str:
    return "不限" if value is None else f"{plain(value * 100)}%"


def most(value: int | None) -> str:
    return "不限" if value is None else f"{value}个"


def rules(names: Mapping[str, str]) -> Say:
    """Says a rule as its canonical sentence."""
    return lambda rule: sentence(rule, names).rstrip("。")


def selectors(names: Mapping[str, str]) -> Say:
    return lambda value: "；".join(selector(each, names) for each in value) or "未写"


def selector(value: Selector, names: Mapping[str, str]) -> str:
    """前2名（同类内，按“信息核实”）"""
    parts = []
    if value.first is not None:
        parts.append(f"前{value.first}名")
    if value.last is not None:
        parts.append(f"后{value.last}名")
    if value.of:
        parts.append(f"按“{value.of}”")
    parts.append({"all": "", "class": "同类之内", "parent": "同一上级之内"}[value.scope.value])
    parts.append("、".join(value.classes))
    parts.append(f"等次为“{value.grade}”" if value.grade else "")
    parts.append("被否决的" if value.vetoed else "")
    parts.append("被黄牌警告的" if value.carded else "")
    parts.append("" if value.condition is None else sentence(value.condition, names).rstrip("。"))
    parts.append(f"列入“{value.listed}”的" if value.listed else "")
    parts.append(f"连续{value.years}年" if value.years != 1 else "")
    return "，".join(part for part in parts if part) or "未写"


def measure_names(*measures: Mapping[str, Measure]) -> dict[str, str]:
    """Names by id, for sentences."""
    return {id_: measure.name for known in measures for id_, measure in known.items()}


SCHEME: Fields = {
    "title": ("名称", text),
    "version": ("版本", text),
    "period": ("考核期", lambda period: period.label),
    "classes": ("单位类别", texts),
    "basis": ("依据", texts),
    "note": ("说明", text),
}
MEASURE: Fields = {
    "kind": ("类型", word(words.MEASURE_KINDS)),
    "label": ("全称", text),
    "unit_label": ("单位", text),
    "part_name": ("分子", text),
    "whole_name": ("分母", text),
    "per": ("倍数（每）", number),
    "places": ("小数位", places),
    "low": ("范围下限", number),
    "high": ("范围上限", number),
    "higher_is_better": ("优者", word(words.DIRECTIONS)),
    "cadence": ("频次", word(words.CADENCES)),
    "department": ("责任科室", text),
    "supply": ("来源", word(words.SUPPLIES)),
    "levels": ("等级", texts),
    "targets": ("目标", targets),
    "note": ("说明", text),
}
TABLE: Fields = {
    "level": ("对象", text),
    "total": ("总分", points),
    "precision": ("小数位", places),
}
GROUP: Fields = {
    "kind": ("性质", word(words.GROUP_KINDS)),
    "points": ("分值", points),
    "weight": ("权重", number),
    "floor": ("最低", points),
    "cap": ("最高", points),
}
GRADE: Fields = {
    "at_least": ("分数线", lambda value: "其余" if value is None else points(value)),
    "share": ("名额比例", share),
    "most": ("名额", most),
}
RANKING: Fields = {
    "scope": ("范围", word(words.SCOPES)),
    "tie_break": ("同分时的比较", texts),
}


def item_fields(names: Mapping[str, str]) -> Fields:
    return {
        "points": ("分值", points),
        "rule": ("计分规则", rules(names)),
        "standard": ("考核内容", text),
        "clause": ("评分标准", text),
        "departments": ("责任科室", texts),
        "method": ("考核方式", text),
        "floor": ("最低", points),
        "cap": ("最高", points),
        "when_not_applicable": ("不适用时的处理", word(words.NOT_APPLICABLE)),
        "note": ("说明", text),
    }


def veto_fields(names: Mapping[str, str]) -> Fields:
    return {
        "condition": ("条件", rules(names)),
        "effect": ("后果", word(words.EFFECTS)),
        "grade": ("限定的等次", text),
        "approval": ("批准依据", text),
    }


def consequence_fields(names: Mapping[str, str]) -> Fields:
    return {
        "action": ("措施", text),
        "selectors": ("对象", selectors(names)),
        "amount": ("金额", lambda value: "未写" if value is None else f"{plain(value)}元"),
        "in_proportion": ("按得分比例", yes_no),
        "passing_over": ("顺延", texts),
        "includes_vetoed": ("含被否决", yes_no),
    }


def a_measure(measure: Measure) -> str:
    return f"{word(words.MEASURE_KINDS)(measure.kind)}，{word(words.SUPPLIES)(measure.supply)}"


def an_item(item: Item, names: Mapping[str, str]) -> str:
    rule: Node = item.rule
    return f"{points(item.points)}；{sentence(rule, names).rstrip('。')}"


def a_veto(veto: Veto, names: Mapping[str, str]) -> str:
    effect = word(words.EFFECTS)(veto.effect)
    return f"{sentence(veto.condition, names).rstrip('。')}，{effect}{veto.grade}"


def a_grade(grade: Grade) -> str:
    line = "其余单位" if grade.at_least is None else f"不低于{points(grade.at_least)}"
    quota = [said for said in (share(grade.share), most(grade.most)) if said != "不限"]
    return "，名额".join([line, *quota])
