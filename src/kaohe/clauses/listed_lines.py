"""“甲率、乙率分别达到95%、90%的得5分，有1项不达标扣2分”: a line for each of the rates, and so much for each that stays below its own."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from kaohe.clauses.comparisons import value_of
from kaohe.clauses.effects import Action, Effect, Figure
from kaohe.clauses.grounds import without_remarks
from kaohe.clauses.kinds import Interval, Kind
from kaohe.clauses.naming import looks_like_a_rate, name_of, parts_of
from kaohe.clauses.normalise import NormalText
from kaohe.clauses.parsing import NUMBER, Ground, Statement
from kaohe.clauses.several_rates import BY_CLASS
from kaohe.clauses.state import Resolved

_MISSED = re.compile(
    "[，；]?(?:其中)?(?:每?有|每)?1[项个](?:指标)?(?:未达到?|没有?达到|达不到|不达标|未达标|未完成|不符合)(?:目标|要求|标准|指标)?[值数]?的?，?(?:每项)?"
)
_AT_LEAST = re.compile("^(?:应|须|要|需)?(?:达到?|达到或超过|不低于|不少于|高于|≥)了?$")


def listed_lines(
    normal: NormalText, statements: Sequence[Statement], points: Decimal | None, out: Resolved
) -> None:
    """Put a line for each of the rates in the place of the one count, where the award is for all of them."""
    for statement in statements:
        span = statement.start, statement.end
        rates = _rates(normal, statement)
        whole = statement.verdict is not None and (
            statement.verdict.kind == "full"
            or (statement.verdict.kind == "give" and statement.verdict.amounts[:1] == (points,))
        )
        missed = [effect for effect in out.effects if _is_missed(normal, effect)]
        if span not in out.unread or not whole or not rates or len(missed) != 1:
            continue
        taken = missed[0]
        at = out.effects.index(taken)
        out.figures[:] = [figure for figure in out.figures if figure is not taken.figure]
        out.figures += [figure for figure, _ in rates]
        out.figures.sort(key=lambda figure: figure.span)
        out.effects[at : at + 1] = [_below(taken, figure, number) for figure, number in rates]
        out.unread[:] = [entry for entry in out.unread if entry != span]


def _rates(normal: NormalText, statement: Statement) -> list[tuple[Figure, Decimal]]:
    """The rates of the list, each with its line; empty where the statement is no such list."""
    grounds = without_remarks(statement.grounds)
    lists = [ground for ground in grounds if ground.kind == "COMPARE"]
    respectively = any(ground.kind == "RESPECTIVELY" for ground in grounds)
    if len(lists) != 1 or not respectively or not _plain(lists[0], grounds):
        return []
    numbers = [Decimal(number) for number in NUMBER.findall(value_of(lists[0]).text)]
    before = [
        ground for ground in grounds[: grounds.index(lists[0])] if ground.kind in ("TEXT", "LIST", "MOVE")
    ]
    if len(before) != grounds.index(lists[0]) - 1 or len(numbers) < 2:
        return []
    cut = parts_of(normal.text[before[0].start : before[-1].end], len(numbers))
    if cut is None:
        return []
    spans = [(before[0].start + first, before[0].start + last) for first, last in cut]
    names = [name_of(normal, each) for each in spans]
    apart = len(set(names)) == len(names) and not any(map(BY_CLASS.match, names))
    if not apart or not all(map(looks_like_a_rate, names)):
        return []
    figures = [Figure(name, "percent", each, "%") for name, each in zip(names, spans, strict=True)]
    return list(zip(figures, numbers, strict=True))


def _plain(compared: Ground, grounds: Sequence[Ground]) -> bool:
    """Whether it is a list of percentages to be reached, with nothing but 的 behind it."""
    relation, bound = compared.part("RELATION"), compared.part("BOUND")
    behind = "".join(ground.text for ground in grounds[grounds.index(compared) + 1 :]).strip("，")
    reached = relation is not None and _AT_LEAST.match(relation.text) is not None
    upward = bound is None or bound.text in ("以上", "及以上")
    return (
        compared.part("VALUE_LIST") is not None
        and "%" in compared.text
        and reached
        and upward
        and behind in ("", "的")
    )


def _is_missed(normal: NormalText, effect: Effect) -> bool:
    """“有1项不达标扣2分”."""
    words = normal.text[effect.statement.start : effect.verdict.start]
    return (
        effect.action is Action.TAKE
        and effect.kind is Kind.EVENTS
        and effect.points is not None
        and _MISSED.fullmatch(words) is not None
    )


def _below(taken: Effect, figure: Figure, number: Decimal) -> Effect:
    missed = Interval(None, number, True, False)
    trigger = replace(taken.trigger, kind=Kind.LINE, unit="%", intervals=(missed,))
    return replace(taken, trigger=trigger, figure=figure, interval=missed)
