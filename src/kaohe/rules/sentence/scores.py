"""Points as clauses. `verb` is what is done with them: 得, 扣 or 加."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kaohe.core import UnitKind, plain
from kaohe.core.numbers import RATE_PLACES
from kaohe.rules.node import Node
from kaohe.rules.quantities import Change, Const, LastYear, Mean
from kaohe.rules.scores import (
    ByLevel,
    Discretion,
    Fraction,
    Ledger,
    Line,
    PerStep,
    Proportional,
    Tiers,
    Weight,
    Weighted,
)
from kaohe.rules.sentence.wording import (
    TIER_WORDS,
    Scale,
    Verb,
    kept,
    named,
    scale_of,
    share,
    short_name,
)

if TYPE_CHECKING:
    from kaohe.rules.sentence.writer import Writer

_FROM_NOTHING = Const(Decimal(0))
_COUNTED = (UnitKind.COUNT, UnitKind.MONEY)


def points(verb: Verb, number: Decimal) -> str:
    return f"{verb}{plain(number)}分"


# ---- each step


def per_step(w: Writer, n: PerStep, verb: Verb) -> str:
    """“…低于99%的，每低1个百分点扣0.5分（不足1个百分点的不计），最多扣3分”."""
    limits = [limit for limit in (n.below, n.above) if limit is not None]
    scale = scale_of(n.of, *limits)
    text = f"{_each(w, n, scale, verb)}{points(verb, n.points)}{_rest(n, scale)}"
    return text if n.cap is None else f"{text}，最多{points(verb, n.cap)}"


def _each(w: Writer, n: PerStep, scale: Scale, verb: Verb) -> str:
    step = scale.distance(n.step)
    if _since_last_year(n):
        assert isinstance(n.of, Change)
        up, down = ("每增长", "每下降") if n.of.relative else ("每增加", "每减少")
        now = w.atom(n.of.now, scale_of(n.of.now, n.of.before))
        return f"{now}比上年同期{down if n.above is None else up}{step}"
    of, (less, more) = w.atom(n.of, scale), _words(scale)
    if n.above is None:
        assert n.below is not None
        return f"{of}{less}于{w.limit(n.below, n.of, scale)}的，每{less}{step}"
    if n.below is not None:
        low, high = w.limit(n.below, n.of, scale), w.limit(n.above, n.of, scale)
        return f"{of}{less}于{low}或{more}于{high}的，每偏离{step}"
    if n.above == _FROM_NOTHING:
        happens = "每发生" if verb is Verb.TAKE and scale.unit.kind is UnitKind.COUNT else "每有"
        return f"{of}{happens}{_events(n.step, scale)}"
    return f"{of}{more}于{w.limit(n.above, n.of, scale)}的，每{more}{step}"


def _since_last_year(n: PerStep) -> bool:
    """A change since last year, counted from zero, reads as “比上年同期每增加…”."""
    change = n.of
    return (
        isinstance(change, Change)
        and change.before == LastYear(change.now)
        and change.places == RATE_PLACES
        and _FROM_NOTHING in (n.below, n.above)
        and None in (n.below, n.above)
    )


def _words(scale: Scale) -> tuple[str, str]:
    return ("少", "多") if scale.unit.kind in _COUNTED else ("低", "高")


def _events(step: Decimal, scale: Scale) -> str:
    counted = scale.unit.kind is UnitKind.COUNT and not scale.unit.label
    return f"{plain(step)}个" if counted else scale.distance(step)


def _rest(n: PerStep, scale: Scale) -> str:
    step = scale.distance(n.step)
    match n.fraction:
        case Fraction.PROPORTIONAL:
            return ""
        case Fraction.WHOLE:
            return f"（不足{step}的不计）"
        case Fraction.STARTED:
            return f"（不足{step}的按{step}计）"


# ---- by the figure


def proportional(w: Writer, n: Proportional, verb: Verb) -> str:
    """“…达到10次得5分，不足的按比例得分”, or between two ends."""
    scale = scale_of(n.of, n.low, n.high)
    of, high = w.atom(n.of, scale), w.limit(n.high, n.of, scale)
    if n.low == _FROM_NOTHING and n.low_points == 0:
        return f"{of}达到{high}{points(verb, n.high_points)}，不足的按比例{verb}分"
    low = w.limit(n.low, n.of, scale)
    line = f"{verb}{plain(n.low_points)}分至{plain(n.high_points)}分"
    return f"{of}介于{low}与{high}之间的，按比例{line}（两端以外按端点计）"


def tiers(w: Writer, n: Tiers, verb: Verb) -> str:
    """“…达到95得8分，达到90得6分，否则得0分”."""
    scale = scale_of(n.of, *(tier.threshold for tier in n.tiers))
    ladder = [
        TIER_WORDS[n.higher_is_better, tier.strict]
        + w.limit(tier.threshold, n.of, scale)
        + w.branch(tier.points, verb)
        for tier in n.tiers
    ]
    return f"{w.atom(n.of, scale)}{'，'.join(ladder)}，否则{w.branch(n.otherwise, verb)}"


# ---- by a person


def by_level(w: Writer, n: ByLevel, verb: Verb) -> str:
    """“…由考核人员评定：好得4分，较好得3分”."""
    levels = [short_name(level.name) + points(verb, level.points) for level in n.levels]
    return f"{w.measure(n.measure)}由考核人员评定：{'，'.join(levels)}"


def discretion(w: Writer, n: Discretion, verb: Verb) -> str:
    """“…由考核人员在0分至5分之间评定得分”."""
    none = f"，也可不{verb}分" if n.or_none else ""
    return f"{w.measure(n.measure)}由考核人员在{plain(n.low)}分至{plain(n.high)}分之间评定{verb}分{none}"


# ---- of several parts


def ledger(w: Writer, n: Ledger) -> str:
    """“起始4分；…扣0.5分；扣完为止”."""
    clauses = [f"起始{plain(n.start)}分"] if n.start else []
    clauses += [_line(w, line, Verb.TAKE) for line in n.deductions]
    clauses += [_line(w, line, Verb.GIVE) for line in n.additions]
    clauses.append(_floor(n))
    if n.cap is not None:
        clauses.append(f"最高{plain(n.cap)}分")
    if n.when_spent:
        clauses.append(f"扣满{plain(n.start)}分的，追加扣除{plain(n.when_spent)}分")
    return "；".join(clauses)


def _line(w: Writer, line: Line, verb: Verb) -> str:
    return _label(line.label) + w.award(line.points, verb)


def _label(label: str) -> str:
    return f"{named(label)}：" if label else ""


def _floor(n: Ledger) -> str:
    if n.floor is None:
        return "扣分不设下限，可得负分" if n.deductions else "不设下限"
    return "扣完为止" if n.floor == 0 and n.deductions else f"最低{plain(n.floor)}分"


def weighted(w: Writer, n: Weighted, verb: Verb) -> str:
    """“加权得分：水平：「…」占70%，进步：「…」占30%”."""
    return f"加权{verb}分：{'，'.join(_weight(w, part, verb) for part in n.of)}"


def _weight(w: Writer, part: Weight, verb: Verb) -> str:
    return f"{_label(part.label)}{w.item(part.of, verb)}占{share(part.weight)}"


def mean(w: Writer, n: Mean, verb: Verb) -> str:
    """“平均得分：「…」、「…」”."""
    return f"平均{verb}分：{_listed(w, n.of, verb)}{kept(n.places)}"


def _listed(w: Writer, nodes: tuple[Node, ...], verb: Verb) -> str:
    return "、".join(w.item(node, verb) for node in nodes)
