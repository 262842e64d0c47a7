"""A scheme of any number of items, of six families in turn, and figures for any number of units.

The figures come from a fixed linear congruence, so that every run measures the same work.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

FAMILIES = ("steps", "tiers", "share", "events", "checklist", "level")
LEVELS = ("好", "较好", "一般", "差")


@dataclass(frozen=True, slots=True)
class Row:
    """One figure as text: unit, measure, value."""

    unit: str
    measure: str
    value: str


def scheme_text(items: int) -> str:
    """A scheme file of one table with so many items of one point each."""
    measures, indicators = [], []
    for number in range(items):
        family = FAMILIES[number % len(FAMILIES)]
        measures += _measures(family, number)
        indicators += [
            f"          - 名称: 指标{number}",
            "            分值: 4",
            f"            规则: {_rule(family, number)}",
        ]
    return "\n".join(
        [
            "考核办法: 测速用办法",
            "考核期: 2026",
            "单位类别: [镇, 街道]",
            "数据项:",
            *measures,
            "考核表:",
            "  - 名称: 评分表",
            "    对象: 镇街",
            "    指标:",
            "      - 名称: 全部",
            "        下级:",
            *indicators,
            "    等次: [{名称: 优秀, 不低于: 200, 名额: 30%}, {名称: 达标}]",
            "",
        ]
    )


def _measures(family: str, number: int) -> list[str]:
    kinds = {
        "steps": f"  率{number}: {{类型: 比率}}",
        "tiers": f"  得分{number}: {{类型: 数值, 单位: 分, 小数位: 1, 范围: [0, 100]}}",
        "share": f"  完成{number}: {{类型: 数值, 单位: 个, 小数位: 1, 范围: [0, 1000]}}",
        "events": f"  件数{number}: {{类型: 计数, 单位: 件}}",
        "level": f"  评定{number}: {{类型: 等级, 等级: [{', '.join(LEVELS)}]}}",
    }
    if family == "checklist":
        return [f"  是否{number}{letter}: {{类型: 是否}}" for letter in "甲乙丙"]
    return [kinds[family]]


def _rule(family: str, number: int) -> str:
    lines = ", ".join(f"{{事由: {letter}, 如果: 是否{number}{letter}, 则: 1.5}}" for letter in "甲乙丙")
    return {
        "steps": f"{{起分: 4, 扣分: [{{指标: 率{number}, 低于: 99, 每: 1, 分: 0.5}}]}}",
        "tiers": f"{{指标: 得分{number}, 分档: [{{达到: 95, 得: 4}}, {{达到: 90, 得: 3}}, {{达到: 80, 得: 1.5}}]}}",
        "share": f"{{按比例: 完成{number}, 终点: 400, 终点分: 4}}",
        "events": f"{{起分: 4, 扣分: [{{指标: 件数{number}, 每: 1, 分: 0.3, 最多: 3}}]}}",
        "checklist": f"{{加分: [{lines}], 最高: 4}}",
        "level": f"{{评定: 评定{number}, 等级: {{好: 4, 较好: 3, 一般: 2, 差: 0}}}}",
    }[family]


def units_text(units: int) -> str:
    """The list of units."""
    rows = [f"U{n},单位{n},镇街,{'镇' if n % 3 else '街道'}," for n in range(units)]
    return "\n".join(["编码,名称,层级,类别,上级", *rows, ""])


def rows(units: int, items: int) -> Iterator[Row]:
    """Every figure of every unit."""
    state = 20261121
    for unit in range(units):
        for number in range(items):
            state = (state * 1103515245 + 12345) % 2**31
            yield from _figures(FAMILIES[number % len(FAMILIES)], f"U{unit}", number, state >> 8)


def _figures(family: str, unit: str, number: int, dice: int) -> Iterator[Row]:
    match family:
        case "steps":
            whole = 200 + dice % 300
            yield Row(unit, f"率{number}", f"{whole - dice % 17}/{whole}")
        case "tiers":
            yield Row(unit, f"得分{number}", f"{70 + dice % 300 // 10}.{dice % 10}")
        case "share":
            yield Row(unit, f"完成{number}", f"{dice % 480}.{dice % 10}")
        case "events":
            yield Row(unit, f"件数{number}", str(dice % 14))
        case "checklist":
            for position, letter in enumerate("甲乙丙"):
                yield Row(unit, f"是否{number}{letter}", "是" if dice >> position & 1 else "否")
        case _:
            yield Row(unit, f"评定{number}", LEVELS[dice % len(LEVELS)])


def facts_text(units: int, items: int) -> str:
    """The figures as a long table."""
    lines = (f"{row.unit},{row.measure},2026,{row.value}" for row in rows(units, items))
    return "\n".join(["单位,数据项,期间,值", *lines, ""])


FULL = Decimal(4)
