"""From answers to what inspection found: a row a visit for the estimate, and one figure a unit for the score.

How several places make the unit's figure (`Question.combined`):

    抽查 (two counts)   added up over all visits; the figure is their ratio
    计数 by case        added up over the places (隐患数, 缺项数)
    是否                是 only where every place says so; 优者低: 是 where any does
    等级                the worst of the places
    数值, 计数 else     only what was counted for the unit as a whole: one point is not the unit;
                        where the office says 合并 in the checklist's file, as it says

A place that was visited several times counts with its last visit, save for the two counts, where every visit
looked at other cases. Each fact's note says from which places it comes, how many, and how they were put together.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kaohe.core import CountRatio, FactValue, Period, Problem, plain, round_half_up
from kaohe.facts import Fact, Role, State
from kaohe.facts.findings import error, warning
from kaohe.facts.needs import asks
from kaohe.facts.units import Units
from kaohe.facts.values import places_of
from kaohe.fieldwork.checklists.making import counts_wrong
from kaohe.fieldwork.checklists.model import YES, Answers, Asked, Checklist, Question, Together, counts
from kaohe.fieldwork.estimates.model import Inspected
from kaohe.fieldwork.estimates.uses import uses
from kaohe.scheme.model import Measure, MeasureKind, Scheme, Supply

_SHOWN_PLACES = 8
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class _Seen:
    """One answer to one question, and the visit it comes from."""

    value: str
    visit: Answers


def inspected(
    checklist: Checklist, scheme: Scheme, answers: Iterable[Answers], *, above: bool = False
) -> tuple[Inspected, ...]:
    """A row a visit and measure that inspection finds: two counts, cases, or a figure of the whole unit. `above`: the
    level above found it. What the unit itself reports is looked at too, but is no finding of its own measure.
    """
    visits, wanted = tuple(answers), _periods(scheme)
    rows = [
        _row(question, entry.value, entry.visit, above)
        for question in _found_questions(checklist, scheme)
        for seen in _by_unit(question, visits, wanted.get(question.measure, (scheme.period,))).values()
        for entry in _counted(question, seen)
    ]
    return tuple(row for row in rows if row is not None)


_Groups = dict[tuple[str, Period | None], list[_Seen]]


def _by_unit(question: Question, visits: Iterable[Answers], periods: tuple[Period, ...]) -> _Groups:
    """The answers to a question by unit and period; None: the day lies in none of them."""
    groups: _Groups = {}
    for entry in _seen(question, visits):
        groups.setdefault((entry.visit.unit, _period_of(entry.visit, periods)), []).append(entry)
    return groups


def _seen(question: Question, visits: Iterable[Answers]) -> list[_Seen]:
    """The answers to a question."""
    values = ((visit.values.get(question.name, "").strip(), visit) for visit in visits)
    return [_Seen(value, visit) for value, visit in values if value]


def _counted(question: Question, seen: list[_Seen]) -> list[_Seen]:
    """Those that count: of several visits of a place the last, save where each looked at cases of its own."""
    if question.asked is Asked.CHECKED:
        return seen
    last: dict[str, _Seen] = {}
    for entry in sorted(seen, key=lambda entry: (entry.visit.at, entry.visit.id)):
        last[entry.visit.place] = entry
    return list(last.values())


def _row(question: Question, value: str, visit: Answers, above: bool) -> Inspected | None:
    looked, wrong, found = 0, 0, None
    if question.asked is Asked.CHECKED:
        looked, wrong = counts(value) or (0, 0)
    else:
        by_case = question.asked is Asked.COUNT and question.combined is Together.SUM
        whole_unit = question.asked in (Asked.COUNT, Asked.NUMBER) and not visit.place
        if not by_case and not whole_unit:
            return None
        found = Decimal(value)
    note = visit.notes.get(question.name, "")
    day = visit.at[:10]
    return Inspected(
        visit.unit, question.measure, looked, wrong, found, visit.place, visit.team, above, day, note
    )


def facts_found(
    checklist: Checklist, scheme: Scheme, units: Units, answers: Sequence[Answers], *, above: bool = False
) -> tuple[tuple[Fact, ...], tuple[Problem, ...]]:
    """The figures of the measures that inspection finds, one a unit × measure × period, and what stands in the way.
    `above`: the level above found them; where the scheme has a measure of its own for that, they go there.
    """
    facts: list[Fact] = []
    problems: list[Problem] = []
    wanted = _periods(scheme)
    for question in _found_questions(checklist, scheme):
        measure = _measure_of(question, scheme, above)
        groups = _by_unit(question, answers, wanted.get(measure.id, (scheme.period,)))
        for (unit, period), seen in groups.items():
            if period is None:
                problems += [_no_period(measure, entry.visit) for entry in seen]
                continue
            fact = _fact(question, measure, scheme, unit, period, seen)
            if isinstance(fact, Fact):
                facts.append(fact)
            else:
                problems.append(_only_points(measure, units[unit].name, seen))
    order = {unit.id: number for number, unit in enumerate(units)}
    return tuple(sorted(facts, key=lambda fact: order.get(fact.unit, len(order)))), tuple(problems)


def _found_questions(checklist: Checklist, scheme: Scheme) -> list[Question]:
    """The questions about measures that inspection finds."""
    return [
        question
        for question in checklist.questions
        if question.measure in scheme.measures
        and scheme.measures[question.measure].supply is Supply.FOUND
        and question.asked is not Asked.TEXT
    ]


def _measure_of(question: Question, scheme: Scheme, above: bool) -> Measure:
    """The measure that the figure goes to (see `estimates.uses`)."""
    use = uses(scheme).get(question.measure) if above else None
    return use.above if use is not None and use.above is not None else scheme.measures[question.measure]


def _fact(
    question: Question, measure: Measure, scheme: Scheme, unit: str, period: Period, seen: list[_Seen]
) -> Fact | None:
    """One figure with its story; None where only single points were measured and nothing says how they add up."""
    seen = _counted(question, seen)
    together = question.combined
    if together is None:
        seen = [entry for entry in seen if not entry.visit.place]
        if not seen:
            return None
    value, how = _value(question, measure, scheme, [entry.value for entry in seen], together)
    teams = "、".join(dict.fromkeys(entry.visit.team for entry in seen))
    last = max(entry.visit.at[:10] for entry in seen)
    place = seen[0].visit.source
    note = f"现场检查：{_places(seen)}{how}"
    return Fact(unit, measure.id, period, value, Role.ACTUAL, State.VERIFIED, place, teams, last, note)


def _value(
    question: Question, measure: Measure, scheme: Scheme, texts: list[str], together: Together | None
) -> tuple[FactValue, str]:
    """The unit's figure, and how it came about in words."""
    way = f"，按“{together.label}”合并" if together and len(texts) > 1 else ""
    match question.asked:
        case Asked.CHECKED:
            return _share(measure, [pair for text in texts if (pair := counts(text))], scheme)
        case Asked.YES_NO:
            said = [text == YES for text in texts]
            return (any(said) if together is Together.ANY else all(said)), way
        case Asked.LEVEL:
            return max(texts, key=question.choices.index), way
    numbers = [Decimal(text) for text in texts]
    if together is Together.MEAN:
        mean = Fraction(sum(map(Fraction, numbers), Fraction(0)), len(numbers))
        return round_half_up(mean, places_of(measure)), way
    if together in (Together.LEAST, Together.MOST):
        return (min(numbers) if together is Together.LEAST else max(numbers)), way
    return sum(numbers[1:], numbers[0]), way


def _share(measure: Measure, pairs: list[tuple[int, int]], scheme: Scheme) -> tuple[FactValue, str]:
    """Two counts added up: the share of the wrong ones, or of the others, as the measure counts."""
    looked, wrong = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
    part = wrong if counts_wrong(scheme, measure) else looked - wrong
    how = f"，抽查合计{looked}，其中不符{wrong}"
    if measure.kind is MeasureKind.RATIO:
        return CountRatio(Decimal(part), Decimal(looked), measure.per), how
    places = places_of(measure)
    share = Fraction(part * _HUNDRED, looked)
    rounded = round_half_up(share, places)
    kept = "" if share == rounded else f"，取{places}位小数，四舍五入"
    return rounded, f"{how}，合{plain(rounded)}%{kept}"


def _places(seen: list[_Seen]) -> str:
    """3处（甲村、乙村、丙村）: which places, each once."""
    names = list(dict.fromkeys(entry.visit.place or "单位本身" for entry in seen))
    shown = "、".join(names[:_SHOWN_PLACES]) + ("等" if len(names) > _SHOWN_PLACES else "")
    visits = f"、{len(seen)}次" if len(seen) > len(names) else ""
    return f"{len(names)}处{visits}（{shown}）"


def _periods(scheme: Scheme) -> Mapping[str, tuple[Period, ...]]:
    """The periods that the rules ask each measure for."""
    wanted: dict[str, list[Period]] = {}
    for ask in asks(scheme):
        if ask.role is Role.ACTUAL:
            wanted.setdefault(ask.measure.id, []).append(ask.period)
    return {measure: tuple(periods) for measure, periods in wanted.items()}


def _period_of(visit: Answers, periods: tuple[Period, ...]) -> Period | None:
    """The only period, or the one that the day of the visit lies in."""
    if len(periods) == 1:
        return periods[0]
    month = (int(visit.at[:4]), int(visit.at[5:7]))
    return next((p for p in periods if (p.year, p.month) <= month <= p.last), None)


def _no_period(measure: Measure, visit: Answers) -> Problem:
    message = f"“{measure.name}”分期计，{visit.at[:10]} 不落在哪一期里，这次的没有采用。"
    return error("which-period", visit.source, message, "请核对检查的日期。")


def _only_points(measure: Measure, unit: str, seen: list[_Seen]) -> Problem:
    message = f"“{unit}”的“{measure.name}”只在{_places(seen)}量过，检查点的数不能当作全单位的数，没有采用。"
    remedy = "请对单位本身另填一份（检查点选“（单位本身）”），或在检查表文件里写明怎样“合并”。"
    first, *others = [entry.visit.source for entry in seen]
    return warning("figure-of-a-point", first, message, remedy, *others)


def observations(checklist: Checklist, units: Units, answers: Iterable[Answers]) -> Iterator[tuple[str, ...]]:
    """A row an answer (`OBSERVED` heads them), for people who want to see everything that came back."""
    for visit in answers:
        unit = units[visit.unit].name if visit.unit in units else visit.unit
        head = (unit, visit.place, visit.team, visit.at)
        for question in checklist.questions:
            value = visit.values.get(question.name, "")
            note, photos = visit.notes.get(question.name, ""), visit.photos.get(question.name, ())
            if value or note or photos:
                line = (question.item_name, question.label, value, note, "、".join(photos))
                yield (*head, *line, visit.position, visit.id)


OBSERVED = ("单位", "检查点", "检查组", "时间", "指标", "问题", "查得", "说明", "照片", "位置", "编号")
