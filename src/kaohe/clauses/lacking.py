"""Points by how many of the listed things are there: 三者俱全得4分，缺一项得2分，缺两项不得分.

What is asked for stays what the clause lists, each with yes or no; how many are lacking is counted by the rule. Where the list does
not come apart, the number itself is asked for.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kaohe.clauses.effects import Action, Effect, Figure
from kaohe.clauses.grounds import without_remarks
from kaohe.clauses.kinds import Interval, Kind
from kaohe.clauses.naming import name_of, parts_of
from kaohe.clauses.normalise import NormalText
from kaohe.clauses.numerals import numeral
from kaohe.clauses.parsing import Statement
from kaohe.clauses.state import Resolved

_NUMBER = "(?:\\d{1,2}|[一二两三四五六七八九十])"
_ALL = re.compile(
    f"(?P<list>.*?)[，：；]?(?:以上|上述)?(?:(?P<n>{_NUMBER})(?:者|项|个|样|种|类|方面)(?:内容|工作|指标|制度|资料)?)?"
    "(?:(?:全部|均|都|全|皆|同时|各项)+(?:已|有|能)?(?:具备|齐备|齐全|完备|建立|落实|到位|达标|合格|完成|做到|满足|符合(?:要求)?|有)|俱全|齐全|齐备|俱备|具全|兼备|完备|完整|健全|无缺项?|不缺项?)(?:的|者)?"
)
_LACK = re.compile(
    f"(?:其中|若|如|凡|有)?(?:每?(?:缺少?|少|欠缺)(?:其中)?(?P<k>{_NUMBER})(?:者|项|个|样|种|类|方面)(?:内容|工作|指标|制度|资料)?(?P<more>(?:及其?|或)?以上)?"
    f"|(?P<k2>{_NUMBER})(?:者|项|个|样|种|类|方面)(?P<more2>(?:及其?|或)?以上)?(?:缺失|没有|未[^，]{{1,4}}|不[^，]{{1,4}}))(?:的|者)?"
)
_NONE = re.compile(
    f"(?:以上|上述)?(?:{_NUMBER}(?:者|项|个))?(?:全部|均|都|全|皆)+(?:无|没有?|缺|缺失|未[^，]{{1,4}}|不[^，]{{1,4}})(?:的|者)?"
)


@dataclass(frozen=True, slots=True)
class _Tier:
    """What so many lacking things come to; `more`: and all numbers above."""

    effect: Effect
    lacking: int | None
    more: bool


def tiers_of_lacking(normal: NormalText, statements: Sequence[Statement], out: Resolved) -> None:
    """Put an award for all of several things, and what is said of some lacking, together as tiers of one number."""
    for at, award in enumerate(out.effects):
        tiers = _following(out.effects[at + 1 :]) if _is_award(award) else []
        awarded = any(tier.effect.action is Action.GIVE for tier in tiers)
        taken = any(_each(tier.effect) or tier.effect.action is Action.TAKE for tier in tiers)
        if not tiers or not awarded or taken:
            continue
        said = _ALL.fullmatch(_words(award))
        count = int(numeral(said["n"]) or said["n"]) if said is not None and said["n"] else None
        things = _things(normal, statements, award, said, count) if said is not None else []
        if things and count is not None and count != len(things):
            out.unread.append((award.statement.start, award.statement.end))
        count = count if count is not None else len(things) or None
        _together(normal, out, award, tiers, things, count)
        return
    for effect in out.effects:  # what is lacking earns nothing by itself
        counted = effect.action is Action.GIVE and effect.kind in (Kind.EVENTS, Kind.LINE)
        said = _LACK.fullmatch(_words(effect)) if counted else None
        if said is not None and said["k"]:
            out.unread.append((effect.statement.start, effect.statement.end))


def _is_award(effect: Effect) -> bool:
    return effect.action in (Action.GIVE, Action.ALL) and effect.kind is Kind.FACT


def _each(effect: Effect) -> bool:
    return any(ground.kind in ("EACH", "EACH_UNIT") for ground in effect.statement.grounds)


def _words(effect: Effect) -> str:
    grounds = without_remarks(effect.statement.grounds)
    return "".join(ground.text for ground in grounds).strip("，；：、")


def _following(effects: Sequence[Effect]) -> list[_Tier]:
    """The tiers that follow an award, up to the first effect that is none."""
    tiers: list[_Tier] = []
    for effect in effects:
        if effect.action not in (Action.GIVE, Action.TAKE, Action.NOTHING) or effect.kind is Kind.STEPS:
            break
        said = _LACK.fullmatch(_words(effect))
        if said is not None:
            number = said["k"] or said["k2"]
            tiers.append(_Tier(effect, int(numeral(number) or number), bool(said["more"] or said["more2"])))
        elif _NONE.fullmatch(_words(effect)):
            tiers.append(_Tier(effect, None, True))
        else:
            break
    return tiers


def _things(
    normal: NormalText, statements: Sequence[Statement], award: Effect, said: re.Match[str], count: int | None
) -> list[tuple[int, int]]:
    """The stretches of the things listed: in the award itself, or in the statements without points before it."""
    start = (
        without_remarks(award.statement.grounds)[0].start
        if award.statement.grounds
        else award.statement.start
    )
    text = said["list"].strip("，；：、")
    if len(text) > 1:
        offset = normal.text.find(text, start)
        marks = text.count("、") + len(re.findall("[^、]和|及(?!时|其)|以及|与", text.split("、")[-1]))
        for number in (count, marks + 1, text.count("，") + 1, text.count("、") + 1):
            cut = parts_of(text, number) if number is not None and number > 1 and offset >= 0 else None
            if cut is not None:
                return [(offset + first, offset + last) for first, last in cut]
        return []
    at = next(index for index, one in enumerate(statements) if one is award.statement)
    before = [one for one in statements[:at] if one.grounds]
    if len(before) < 2 or any(one.verdict is not None for one in before):
        return []
    return [(one.start, one.end) for one in before]


def _together(
    normal: NormalText,
    out: Resolved,
    award: Effect,
    tiers: list[_Tier],
    things: list[tuple[int, int]],
    count: int | None,
) -> None:
    """Make the award and its tiers lines of one number of lacking things."""
    numbers = [count if tier.lacking is None else tier.lacking for tier in tiers]
    known = [number for number in numbers if number is not None]
    ends = tiers[-1].more or tiers[-1].effect.action is Action.NOTHING or known[-1:] == [count]
    gapless = known == list(range(1, len(known) + 1))
    open_ended = count is None and tiers[-1].effect.action is not Action.NOTHING
    if len(known) < len(tiers) or not ends or not gapless or open_ended:
        out.unread += [(tier.effect.statement.start, tier.effect.statement.end) for tier in tiers]
        return
    if tiers[-1].effect.action is not Action.NOTHING and count is not None:
        known[-1] = count
    _as_lines(normal, out, award, tiers, known, things)


def _as_lines(
    normal: NormalText,
    out: Resolved,
    award: Effect,
    tiers: list[_Tier],
    known: list[int],
    things: list[tuple[int, int]],
) -> None:
    parts = tuple(Figure(name_of(normal, span), "bool", span) for span in things)
    span = award.trigger.subject
    number = Figure("缺项数", "count", span, "项", lacking_of=parts)
    gone = [award.figure, *(tier.effect.figure for tier in tiers)]
    out.figures[:] = [figure for figure in out.figures if not any(figure is one for one in gone)]
    out.figures.append(number)
    for effect, lacking in ((award, 0), *((tier.effect, k) for tier, k in zip(tiers, known, strict=True))):
        effect.trigger = replace(effect.trigger, kind=Kind.LINE, unit="项", in_passing=False, doubt="")
        effect.figure = number
        effect.interval = Interval(None, Decimal(lacking))
        if effect.action is Action.NOTHING:
            effect.interval = Interval(Decimal(lacking), None)
