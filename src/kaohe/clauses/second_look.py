"""What the whole clause says of a figure that the figure's own statement does not.

“覆盖率达到目标值得20分，低于目标值的，每低1个百分点扣1分”: the steps name the target and not what is held against it;
the award before them does. “达到4个得4分，每少0.1个扣0.5分”: a step of a tenth says that 3.6 may be reported, and
so does a name that is a ratio (每千人口托位数, 户均…), though the counting word is that of whole things.
"""

import re
from dataclasses import replace
from decimal import Decimal

from kaohe.clauses.effects import Action, Effect, Figure
from kaohe.clauses.kinds import Interval, Kind, Side
from kaohe.clauses.naming import name_of
from kaohe.clauses.normalise import NormalText
from kaohe.clauses.state import Resolved

_ONLY_HELD = re.compile(
    r"[，如其中若凡]*(?:实际)?(?:超过|超出|高于|低于|少于|大于|小于|未达到|达不到|未完成|突破)了?$"
)
"""“低于” before the target: nothing is named that is held against it."""

_AWARD = re.compile(
    r"^(?P<name>[^，；。：]{2,}?)(?:均|能)?(?:按时|按期|全面|全部|如期)?"
    r"(?:达到|达|完成|实现|不低于|不少于|不超过|未超过|不高于|不大于|控制在|保持在)了?"
    r"[^，；。：\d]{0,8}?(?:目标|任务|计划|指标|控制)(?:任务|指标)?[值数线]?(?:以内|之内|以下|范围内)?(?:要求)?$"
)
"""“覆盖率达到目标值”: what an award by a target is about."""

_DENIED = re.compile("(?:未(?:能)?|没有|没)(?P<done>[^，。；]{2,}?)的?")
_LESS = re.compile("PM\\d|颗粒物|浓度(?!达标)|排放量|污染物|能耗|死亡率|发病率")
_RATIO = re.compile(r"^(?:每(?:[一十]?[百千万]|十万|\d{3,})|人均|户均|平均)")
"""每千人口, 每100户: what is counted to so many heads. “每1处” counts the places themselves."""


def second_look(normal: NormalText, item: str, out: Resolved) -> None:
    """Mend names and kinds of figures in place, once all statements are known."""
    for effect in out.effects:
        _which_way(effect, item)
        _named_by_award(normal, item, effect, out)
        if _of_which(effect, out):
            out.unread.append((effect.statement.start, effect.statement.end))
    for effect in [
        effect for effect in out.effects if effect.action is Action.NOTHING and effect.kind is Kind.FACT
    ]:
        _void_at_none(effect, out)
    for figure in [figure for figure in out.figures if figure.type == "count"]:
        if _RATIO.match(figure.name) or _falls_between(figure, out.effects):
            _swap(figure, replace(figure, type="number"), out)


def _of_which(effect: Effect, out: Resolved) -> bool:
    """“甲率达90%得6分，乙率达80%得4分；每低1个百分点扣0.5分”: a sentence of its own that names no rate, behind awards of two."""
    sentence = effect.statement.sentence
    steps = [other for other in out.effects if other.statement is effect.statement]
    alone = effect.kind is Kind.STEPS and effect.action is Action.TAKE and len(steps) == 1
    if not alone or effect.trigger.own_subject or effect.figure is None:
        return False
    before = _before(effect, out)
    if (
        not before
        or before[-1].statement.sentence == sentence
        or before[-1].statement.chunk != effect.statement.chunk
    ):
        return False
    awards = [
        other
        for other in before
        if other.kind is Kind.LINE
        and other.action in (Action.GIVE, Action.ALL)
        and other.statement.sentence == before[-1].statement.sentence
        and other.figure is not None
        and other.figure.type == effect.figure.type
    ]
    return len({id(other.figure) for other in awards}) > 1


def _which_way(effect: Effect, item: str) -> None:
    """“未达到目标值的，每差1微克/立方米扣0.5分” of PM2.5: less of it is better, so what is too much is counted."""
    words = "".join(ground.text for ground in effect.statement.grounds)
    apart = effect.kind is Kind.STEPS and effect.action is Action.TAKE and effect.base is not None
    if (
        apart
        and re.search("差\\d", words)
        and effect.figure is not None
        and _LESS.search(f"{effect.figure.name}{item}")
    ):
        effect.trigger = replace(effect.trigger, side=Side.ABOVE)


def _void_at_none(void: Effect, out: Resolved) -> None:
    """“召开会议的，每次得0.5分。未召开会议，不得分”: nothing where none of what is counted was done."""
    flag = void.figure
    denied = _DENIED.fullmatch(flag.name) if flag is not None else None
    if flag is None or denied is None:
        return
    for other in out.effects:
        counted = other.kind is Kind.EVENTS and other.action is Action.GIVE and other.figure is not None
        if counted and other.figure is not None and other.figure.name.rstrip("的") == denied["done"]:
            void.trigger = replace(void.trigger, kind=Kind.LINE, unit=other.trigger.unit)
            void.figure, void.interval = other.figure, Interval(None, Decimal(0))
            out.figures[:] = [figure for figure in out.figures if figure is not flag]
            return


def _named_by_award(normal: NormalText, item: str, effect: Effect, out: Resolved) -> None:
    """The figure of steps from a target takes the name that the award before them gives it."""
    figure, against = effect.figure, effect.trigger.against
    if figure is None or effect.base is None or against is None:
        return
    ahead = normal.text[effect.trigger.subject[0] : against[0]]
    if not _ONLY_HELD.fullmatch(ahead):
        return
    named = [each for other in _before(effect, out) if (each := _awarded(normal, other)) is not None]
    if named:
        name, span = named[-1]
        _swap(figure, replace(figure, name=name, span=span), out)
    elif not item:
        _swap(figure, replace(figure, name="完成率" if figure.type == "percent" else "完成数"), out)


def _before(effect: Effect, out: Resolved) -> list[Effect]:
    return out.effects[: next(at for at, other in enumerate(out.effects) if other is effect)]


def _awarded(normal: NormalText, award: Effect) -> tuple[str, tuple[int, int]] | None:
    """The figure's name and where it stands; None where the effect is no award by a target."""
    if award.action not in (Action.GIVE, Action.ALL) or award.kind not in (Kind.FACT, Kind.LINE):
        return None
    start, end = award.trigger.subject
    said = _AWARD.match(name_of(normal, (start, end)))
    words = _AWARD.match(normal.text[start:end].strip("，的"))
    if said is None or words is None:
        return None
    return said["name"], (start, start + len(words["name"]))


def _falls_between(figure: Figure, effects: list[Effect]) -> bool:
    """Whether a step or a line of the figure is no whole number."""
    for effect in effects:
        if effect.figure is not figure or effect.kind not in (Kind.STEPS, Kind.LINE):
            continue
        found, interval = effect.trigger, effect.interval
        ends = (interval.low, interval.high) if interval is not None else ()
        numbers = [found.step, found.line, *ends]
        if any(number is not None and number % 1 for number in numbers if isinstance(number, Decimal)):
            return True
    return False


def _swap(old: Figure, new: Figure, out: Resolved) -> None:
    """The new figure wherever the old one stood."""
    if old not in out.figures:
        return
    out.figures[:] = [new if figure is old else figure for figure in out.figures]
    for effect in out.effects:
        effect.figure = new if effect.figure is old else effect.figure
        effect.base = new if effect.base is old else effect.base
        effect.also = tuple(new if figure is old else figure for figure in effect.also)
