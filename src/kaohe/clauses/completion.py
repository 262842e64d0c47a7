"""Distances from a line that stands before the step: 联用处方≤20%，超1个百分点, 未完成目标任务的，每少1%, 每多完成1%."""

import re

from kaohe.clauses.comparisons import HUNDRED, interval, value_of
from kaohe.clauses.grounds import ABOVE_WORDS, RATES, joined, number_and_unit, subject_of, words_of
from kaohe.clauses.kinds import Kind, Side, Trigger
from kaohe.clauses.parsing import Ground, Statement
from kaohe.clauses.steps import each_at

_DONE = re.compile("(?:^|，)(?P<each>每)?(?P<how>超额?|多|少|欠)完成(?:目标|任务|计划|年度目标)*$")


_UNDONE = re.compile(
    "(?:^|，)未(?:能)?(?:按时)?(?:完成|达到)[^，。；率比]{0,10}(?:目标|任务|计划|指标)[^，。；率比]{0,3}的?，(?P<each>每)?(?:低于?|下降|降低|减少|少|差|欠)$"
)
_OVERDONE = re.compile(
    "(?:^|，)(?:超额?完成|超过|超出)[^，。；率比]{0,6}(?:目标|任务|计划|指标)?[^，。；率比]{0,3}的?，(?P<each>每)?(?:超过?|超出|高于?|高出|多|增加|提高)$"
)


def past_the_line(statement: Statement, grounds: tuple[Ground, ...]) -> Trigger | None:
    """“联用处方≤20%，超1百分点扣2分”: a distance in points from the line before it, without 每."""
    verdict = statement.verdict
    compared = [ground for ground in grounds if ground.kind == "COMPARE"]
    if verdict is None or verdict.kind != "take" or len(compared) != 2 or each_at(grounds) is not None:
        return None
    line, step = compared
    relation, value = step.part("RELATION"), step.part("VALUE")
    if relation is None or value is None or step.part("BOUND") is not None:
        return None
    number, unit = number_and_unit(value.text)
    own = interval(line)
    above = relation.text.endswith(ABOVE_WORDS)
    end = own.high if above else own.low
    near = grounds.index(step) - grounds.index(line) <= 2
    if unit != "百分点" or number_and_unit(value_of(line).text)[1] != "%" or end is None or not near:
        return None
    before = grounds[: grounds.index(line)]
    side = Side.ABOVE if above else Side.BELOW
    return Trigger(
        Kind.STEPS,
        subject_of(before or grounds),
        unit,
        number,
        side,
        end,
        "%",
        own_subject=bool(words_of(before)),
    )


def of_completion(statement: Statement, grounds: tuple[Ground, ...]) -> Trigger | None:
    """多完成1%加1分, 每少完成1%扣1分, 超额完成1百分点加0.3分: away from all of it, in percent of the task."""
    verdict = statement.verdict
    values = [ground for ground in grounds if ground.kind in ("VALUE", "COMPARE")]
    if verdict is None or verdict.kind not in ("give", "take") or len(values) != 1:
        return None
    value = values[0]
    relation, inner = value.part("RELATION"), value.part("VALUE")
    if value.kind == "COMPARE" and (relation is None or inner is None or value.part("BOUND") is not None):
        return None
    number, unit = number_and_unit((inner or value).text)
    before = joined(grounds[: grounds.index(value)]) if grounds.index(value) else ""
    before += relation.text if relation is not None else ""  # “超1百分点”
    behind = "".join(ground.text for ground in grounds[grounds.index(value) + 1 :]).strip("的，")
    for pattern, kind, side in ((_UNDONE, "take", Side.BELOW), (_OVERDONE, "give", Side.ABOVE)):
        stepped = pattern.search(before)
        counts = stepped is not None and (bool(stepped["each"]) or number == 1)
        if counts and unit in RATES and not behind and verdict.kind == kind:
            subject = subject_of(grounds)
            return Trigger(
                Kind.STEPS, subject, unit, number, side, HUNDRED, "%", own_subject=False, of_task=True
            )
    said = _DONE.search(before)
    if said is None or unit not in RATES or behind or (not said["each"] and number != 1):
        return None
    side = Side.BELOW if said["how"] in ("少", "欠") else Side.ABOVE
    return Trigger(
        Kind.STEPS, subject_of(grounds), unit, number, side, HUNDRED, "%", own_subject=False, of_task=True
    )
