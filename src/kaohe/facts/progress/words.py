"""Progress in words and as plain data: what stands in a table, and one sentence a line."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from kaohe.core import Absence, CountRatio, Number, plain
from kaohe.facts.hints import unit_of
from kaohe.facts.model import value_text
from kaohe.facts.progress.board import Line
from kaohe.facts.progress.compare import Change, ChangeKind, NoGrowth
from kaohe.facts.progress.schedule import Standing
from kaohe.scheme.model import Measure

HEADS = ("单位", "数据项", "目标", "完成", "占目标%", "时间进度%", "进度", "上年同期", "同比", "说明")
NUMBERS = frozenset({2, 3, 4, 5, 7})
"""Which columns hold figures."""
STANDINGS = {
    Standing.REACHED: "已完成",
    Standing.AHEAD: "快于序时",
    Standing.ON_TIME: "与序时持平",
    Standing.BEHIND: "慢于序时",
    Standing.SHORT: "未达目标",
    Standing.WITHIN: "在控制数内",
    Standing.FAST: "快于序时（控制数）",
    Standing.EXCEEDED: "超过控制数",
    Standing.UNJUDGED: "不作评判",
    Standing.NO_FIGURE: "没有数",
    Standing.NO_TARGET: "没有目标",
    Standing.NOT_APPLICABLE: "不适用",
}
TROUBLED = frozenset({Standing.BEHIND, Standing.SHORT, Standing.FAST, Standing.EXCEEDED, Standing.NO_FIGURE})
"""What wants somebody's attention."""
_WHY = {
    NoGrowth.BASE_ABSENT: "上年同期没有数",
    NoGrowth.BASE_ZERO: "上年同期为 0，不算增长率",
    NoGrowth.BASE_BELOW_ZERO: "上年同期为负，不算增长率",
    NoGrowth.BASE_OF_WHOLE_YEAR: "上年只有全年数，不是同期",
    NoGrowth.BASE_NOT_APPLICABLE: "上年不适用",
    NoGrowth.NOW_ABSENT: "",
    NoGrowth.PARTS_MISSING: "两年报了数的月份不同，不能比",
}
_SHOWN = 1


def cells(line: Line) -> tuple[str, ...]:
    """A row under `HEADS`."""
    return (
        line.unit.name,
        line.measure.name,
        "—" if line.target is None else f"{plain(line.target)}{unit_of(line.measure)}",
        figure(line.done.value, line.measure),
        _number(line.share),
        _number(line.passed) if line.adds_up else "—",
        STANDINGS[line.standing],
        figure(line.before.value, line.measure),
        change_words(line.change, line.measure),
        remark(line),
    )


def figure(value: object, measure: Measure) -> str:
    """A figure with its unit; a rate of two counts with both."""
    if isinstance(value, CountRatio):
        return f"{plain(value.exact, 2)}{unit_of(measure)}（{value}）"
    if isinstance(value, Decimal):
        return f"{plain(value)}{unit_of(measure)}"
    return value.label if isinstance(value, Absence) else "—"


def change_words(change: Change, measure: Measure) -> str:
    """+12.5%, −3.2个百分点, or why there is none. Percent and 百分点 are never exchanged."""
    if change.value is None:
        why = _WHY[change.why] if change.why else ""
        if change.why in (NoGrowth.BASE_ZERO, NoGrowth.BASE_BELOW_ZERO) and change.difference:
            word = "增加" if change.difference > 0 else "减少"
            return f"{why}，{word} {plain(_size(change.difference))}{unit_of(measure)}"
        return why or "—"
    if change.value == 0:
        return "持平"
    sign, size = "+" if change.value > 0 else "−", _size(change.value)
    places = 2 if change.kind in _POINTS else _SHOWN
    return f"{sign}{plain(size, places)}{_suffix(change, measure)}"


_POINTS = {ChangeKind.PERCENTAGE_POINTS: "个百分点", ChangeKind.PER_MILLE_POINTS: "个千分点"}


def _suffix(change: Change, measure: Measure) -> str:
    if change.kind is ChangeKind.PERCENT:
        return "%"
    return _POINTS.get(change.kind, unit_of(measure))


def remark(line: Line) -> str:
    """What is still to be said: how far from the target or from time, and which parts are missing."""
    said = []
    if line.judged is not None:
        if distance := _distance(line):
            said.append(distance)
        elif line.judged.lead is not None and line.standing in (
            Standing.BEHIND,
            Standing.AHEAD,
            Standing.FAST,
        ):
            word = "慢" if line.judged.lead < 0 else "快"
            said.append(f"比时间进度{word} {plain(_size(line.judged.lead), _SHOWN)} 个百分点")
        elif line.standing is Standing.UNJUDGED:
            said.append("办法没有写“优者”")
    if line.done.missing:
        said.append(f"缺{'、'.join(period.label for period in line.done.missing)}的数")
    return "；".join(said)


def _distance(line: Line) -> str:
    """How far a level lies from its target; empty where it does not."""
    if line.judged is None or line.standing not in (Standing.SHORT, Standing.EXCEEDED):
        return ""
    unit, short = _distance_unit(line.measure), line.judged.short
    return (
        f"距目标 {plain(short, 2)}{unit}"
        if line.standing is Standing.SHORT
        else f"超出 {plain(-short, 2)}{unit}"
    )


def _distance_unit(measure: Measure) -> str:
    """A distance between percentages is in 百分点."""
    return {"%": "个百分点", "‰": "个千分点"}.get(unit_of(measure), unit_of(measure))


def sentence(line: Line) -> str:
    """One line for a paper: 桑陌镇培训场次完成 6场，占目标的75%，时间已过 50.1%，快于序时；同比 +20%。"""
    measure = line.measure
    parts = [f"{line.unit.name}{measure.name}完成 {figure(line.done.value, measure)}"]
    if line.adds_up and line.share is not None:
        parts.append(f"占目标 {plain(line.target or Decimal(0))}{unit_of(measure)} 的 {_number(line.share)}%")
        parts.append(f"时间已过 {_number(line.passed)}%")
    elif line.target is not None:
        parts.append(f"目标 {plain(line.target)}{unit_of(measure)}")
    parts.append("，".join(part for part in (STANDINGS[line.standing], _distance(line)) if part))
    change = change_words(line.change, measure)
    ending = f"；同比 {change}" if line.change.value is not None else f"；{change}" if change != "—" else ""
    return "，".join(parts) + ending + "。"


def summary(lines: Sequence[Line]) -> dict[Standing, int]:
    """How many lines stand how, in the order of the standings."""
    return {
        standing: count
        for standing in Standing
        if (count := sum(line.standing is standing for line in lines))
    }


def record(lines: Sequence[Line], on: date) -> dict[str, object]:
    """Plain data for `--json`; numbers as texts, exact where they end."""
    return {
        "on": on.isoformat(),
        "summary": {standing.value: count for standing, count in summary(lines).items()},
        "lines": [_record(line) for line in lines],
    }


def _record(line: Line) -> Mapping[str, object]:
    change = line.change
    return {
        "unit": line.unit.id,
        "name": line.unit.name,
        "measure": line.measure.id,
        "target": None if line.target is None else plain(line.target),
        "target_given": line.given,
        "done": None if line.done.value is None else value_text(line.done.value),
        "periods": [str(period) for period in line.done.periods],
        "missing": [str(period) for period in line.done.missing],
        "share": _text(line.share),
        "time_passed": _text(line.passed) if line.adds_up else None,
        "lead": _text(line.judged.lead if line.judged else None),
        "short": _text(line.judged.short if line.judged else None),
        "standing": line.standing.value,
        "last_year": None if line.before.value is None else value_text(line.before.value),
        "change": _text(change.value),
        "change_in": change.kind.value,
        "difference": _text(change.difference),
        "no_change_because": change.why.value if change.why else None,
        "said": sentence(line),
    }


def _size(number: Number) -> Number:
    return number if number >= 0 else -number


def _number(number: Number | None) -> str:
    return "—" if number is None else plain(number, _SHOWN)


def _text(number: Number | None) -> str | None:
    return None if number is None else plain(number)
