"""The nodes that work on numbers, points and conditions alike, in each of the three voices."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kaohe.core import plain
from kaohe.core.absence import Absence
from kaohe.rules.choices import ByClass, Default, Gather, If, OverPeriods, Pick, PickOne, Round
from kaohe.rules.conditions import AllOf, AnyOf
from kaohe.rules.node import Node
from kaohe.rules.quantities import Const
from kaohe.rules.sentence.wording import (
    PARTS,
    ROUNDINGS,
    Scale,
    Verb,
    kept,
    reason,
    scale_of,
    short_name,
)

if TYPE_CHECKING:
    from kaohe.rules.sentence.writer import Writer

GATHERED = {
    Gather.MEAN: "取平均",
    Gather.SUM: "取合计",
    Gather.LAST: "取最后一期",
    Gather.LOWEST: "取最低",
    Gather.HIGHEST: "取最高",
}
_PICKED = {Pick.HIGHEST: ("就高", "最高值"), Pick.LOWEST: ("就低", "最低值")}


# ---- if


def if_points(w: Writer, n: If, verb: Verb) -> str:
    """“…的，扣2分”; what else, where it is not nothing taken or given."""
    joined = isinstance(n.condition, AllOf | AnyOf)
    premise = w.condition(n.condition) if joined else w.premise(n.condition)
    text = f"{premise}的，{w.branch(n.then, verb)}"
    if isinstance(n.otherwise, Const) and n.otherwise.value == 0 and verb is not Verb.EARN:
        return text
    return f"{text}，否则{w.branch(n.otherwise, verb)}"


def if_number(w: Writer, n: If, scale: Scale) -> str:
    then, otherwise = w.atom(n.then, scale), w.atom(n.otherwise, scale)
    return f"如果{w.premise(n.condition)}，取{then}，否则取{otherwise}"


def if_condition(w: Writer, n: If) -> str:
    parts = (n.condition, n.then, n.otherwise)
    return "如果{}，看是否{}，否则看是否{}".format(*(w.premise(part) for part in parts))


# ---- by class


def by_class_points(w: Writer, n: ByClass, verb: Verb) -> str:
    return f"按单位类别{verb}分：" + _cases(n, lambda node: w.branch(node, verb))


def by_class_number(w: Writer, n: ByClass, scale: Scale) -> str:
    return "按单位类别：" + _cases(n, lambda node: f"取{w.atom(node, scale)}")


def by_class_condition(w: Writer, n: ByClass) -> str:
    return "按单位类别：" + _cases(n, lambda node: f"看是否{w.premise(node)}")


def _cases(n: ByClass, say: Callable[[Node], str]) -> str:
    cases = [short_name(case.name) + say(case.of) for case in n.cases]
    return "，".join([*cases, "其他单位" + ("不适用" if n.otherwise is None else say(n.otherwise))])


# ---- one of several


def pick_points(w: Writer, n: PickOne, verb: Verb) -> str:
    """“就高得分：「…」、「…」”."""
    return f"{_PICKED[n.pick][0]}{verb}分：{'、'.join(w.item(part, verb) for part in n.of)}"


def pick_number(w: Writer, n: PickOne) -> str:
    scale = scale_of(*n.of)
    return "、".join(w.atom(part, scale) for part in n.of) + f"中的{_PICKED[n.pick][1]}"


# ---- tails


def rounding(n: Round) -> str:
    """“四舍五入保留1位小数”."""
    return ROUNDINGS[n.mode] + (f"保留{n.places}位小数" if n.places else "取整数")


def gathering(n: OverPeriods) -> str:
    """“逐月计算，取平均”."""
    return f"逐{PARTS[n.cadence]}计算，{GATHERED[n.gather]}{kept(n.places)}"


# ---- stand-ins


def stand_ins_for_points(w: Writer, n: Default) -> str:
    """“未填报时按20分计（理由：…）”."""

    def points(node: Node) -> str:
        return f"{plain(node.value)}分" if isinstance(node, Const) else f"「{w.award(node, Verb.EARN)}」"

    return _stand_ins(n, lambda node: f"按{points(node)}计")


def default_number(w: Writer, n: Default, scale: Scale) -> str:
    return f"{w.atom(n.of, scale)}，" + _stand_ins(n, lambda node: f"取{w.atom(node, scale)}")


def default_condition(w: Writer, n: Default) -> str:
    return f"{w.premise(n.of)}，" + _stand_ins(n, lambda node: f"看是否{w.premise(node)}")


def _stand_ins(n: Default, say: Callable[[Node], str]) -> str:
    stand_ins = (
        (Absence.MISSING, n.missing),
        (Absence.PENDING, n.pending),
        (Absence.NOT_APPLICABLE, n.not_applicable),
    )
    said = [f"{absence.label}时{say(node)}" for absence, node in stand_ins if node is not None]
    return "，".join(said) + reason(n.reason)
