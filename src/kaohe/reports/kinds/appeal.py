"""申诉处理决定: what was claimed, what was found, what is decided, and what that does to points, totals and ranks.

The figures are not typed: the round is scored again with what was corrected, and the difference is the decision's.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from kaohe.core import Absence, Place, Refused, plain
from kaohe.core.problem import has_errors
from kaohe.facts import Fact, State
from kaohe.facts.values import read_value
from kaohe.reports.dates import in_words
from kaohe.reports.happenings import Appeal
from kaohe.reports.kinds.kind import Kind, Paper, numbered
from kaohe.reports.material import Material
from kaohe.reports.official.fields import Data, Vocabulary
from kaohe.results.round import score_scheme
from kaohe.results.whatif import Move, moves

_OWN = Vocabulary(
    {
        "单位": "申诉的单位",
        "指标": "申诉的指标",
        "理由": "申诉的理由",
        "核查": "核查情况",
        "决定": "维持还是更正，更正了什么数",
        "影响": "别的单位名次、等次的变化；没有的为空",
        "决定日期": "决定的日期",
    },
    {"变化": {name: f"每处变化的{name}" for name in ("项目", "原", "新")}},
)


def _papers(kind: Kind, material: Material) -> Iterator[Paper]:
    appeals = material.office.appeals
    for number, appeal in enumerate(appeals, 1):
        own, moved = moves_by_unit(material, appeal)
        rows = _rows(own) if own else ()
        fields = {
            **kind.fields(material, number, appeal.unit),
            "单位": appeal.unit,
            "指标": appeal.item,
            "理由": appeal.claim,
            "核查": appeal.finding,
            "决定": _decision(appeal),
            "影响": _others(moved, appeal.unit),
            "决定日期": in_words(appeal.date or material.office.date),
        }
        yield Paper(f"{numbered(number, len(appeals))} {appeal.unit}", Data(fields, {"变化": rows}))


def moves_by_unit(material: Material, appeal: Appeal) -> tuple[Move | None, tuple[Move, ...]]:
    """The unit's own move and everybody's, the appeal granted; nothing moves where the score stands."""
    inputs, result = material.inputs, material.result
    if not appeal.corrected or inputs is None or result is None:
        return None, ()
    unit = inputs.units.find(appeal.unit)
    if unit is None:
        raise Refused("report.unknown-unit", f"申诉里的“{appeal.unit}”不在单位表里。请核对《公文.yaml》。")
    facts = inputs.facts.replace(*(_fact(material, unit.id, *pair) for pair in appeal.corrected.items()))
    after = score_scheme(inputs.scheme, inputs.units, facts, inputs.history)
    changed = tuple(move for table in moves(result, after) for move in table.moves if move.changed)
    return next((move for move in changed if move.unit == unit.id), None), changed


def _fact(material: Material, unit: str, name: str, text: str) -> Fact:
    measure = material.scheme.measures.get(name)
    if measure is None:
        raise Refused(
            "report.unknown-measure", f"申诉更正的“{name}”不是考核办法的数据项。请核对《公文.yaml》。"
        )
    value, problems = read_value(text, measure, Place(what=f"申诉更正的“{name}”"))
    if value is None or has_errors(problems):
        raise Refused(
            "report.bad-value", f"申诉更正的“{name}”写的是“{text}”，用不了。请核对《公文.yaml》。", problems
        )
    return Fact(unit, name, material.scheme.period, value, state=State.CORRECTED, note="申诉更正")


def _decision(appeal: Appeal) -> str:
    if not appeal.corrected:
        return "申诉理由不成立，维持原评分。"
    parts = "、".join(f"“{name}”更正为{value}" for name, value in appeal.corrected.items())
    return f"申诉理由成立，{parts}，按更正后的数据重新计分。"


def _rows(move: Move) -> tuple[dict[str, str], ...]:
    rows = [(f"“{name}”得分", _points(was), _points(now)) for name, (was, now) in move.items.items()]
    rows += [("总分", _points(move.total[0]), _points(move.total[1]))]
    rows += [("名次", _rank(move.rank[0]), _rank(move.rank[1]))]
    rows += [("等次", move.grade[0] or "—", move.grade[1] or "—")]
    return tuple({"项目": name, "原": was, "新": now} for name, was, now in rows)


def _points(value: Decimal | Absence) -> str:
    return value.label if isinstance(value, Absence) else plain(value)


def _rank(value: int | None) -> str:
    return "不计名次" if value is None else f"第{value}位"


def _others(moved: Sequence[Move], unit: str) -> str:
    parts = []
    for move in moved:
        if move.name == unit or (move.rank[0] == move.rank[1] and move.grade[0] == move.grade[1]):
            continue
        text = f"{move.name}由{_rank(move.rank[0])}变为{_rank(move.rank[1])}"
        if move.grade[0] != move.grade[1]:
            text += f"、等次由{move.grade[0] or '无'}变为{move.grade[1] or '无'}"
        parts.append(text)
    return f"{'；'.join(parts)}。" if parts else ""


def _lacks(material: Material) -> str:
    return "" if material.office.appeals else "《公文.yaml》里没有写“申诉”"


APPEAL = Kind(
    "申诉处理决定", "对每件申诉：理由、核查、决定，以及对得分和名次的影响", _papers, _OWN, lacks=_lacks
)
