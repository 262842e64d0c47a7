"""月积分 and counts: what a unit's entries are worth in a month, and the facts of a scheme they become.

    ledger ─ points_of ─▶ MonthPoints (a unit × month, with its sum line by line) ─▶ Facts, for `kaohe score`
           └ counted ───▶ a number a unit × period ─▶ Facts, for `kaohe score`

The rule is `PointRule`'s, in the programme. What counts is the day of the report that was accepted; a report that
is not decided yet counts as it stands, and the figure is 已报 until it is.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kaohe.core import Absence, Cadence, Number, Period, divide, plain, round_half_up
from kaohe.core.numbers import add, multiply, subtract
from kaohe.facts import AssessedUnit, Fact
from kaohe.facts.model import State as FactState
from kaohe.scheme.model import Scheme
from kaohe.tasks.ledger import Ledger
from kaohe.tasks.model import Counted, CountRule, Entry, PointRule, State, Task
from kaohe.tasks.months import last_day

_REPORTED = (State.SUBMITTED, State.DONE, State.DONE_LATE)
ZERO, HUNDRED = Decimal(0), Decimal(100)


@dataclass(frozen=True, slots=True)
class Line:
    """One entry's share in a month's points: what it could earn and did, or what it takes."""

    entry: Entry
    could: Decimal
    earned: Decimal
    taken: Decimal = ZERO
    why: str = ""


@dataclass(frozen=True, slots=True)
class MonthPoints:
    """A unit's month. `value` None: nothing was due (不适用). `pending`: some reports are not decided yet."""

    unit: AssessedUnit
    month: Period
    value: Decimal | None
    lines: tuple[Line, ...]
    pending: bool = False

    @property
    def account(self) -> str:
        """The sum in words: “应得10分，实得8分，折合80分；结转1件扣2分，计78分”."""
        return _account(self)


def points_of(ledger: Ledger, month: Period) -> tuple[MonthPoints, ...]:
    """Every unit's points of a month that is over, in the order of the list, for units that had any entry with points
    due up to then. The same ledger seen at a later day may know more: reports decided since.
    """
    tasks = {number: task for number, task in ledger.programme.by_number.items() if task.points is not None}
    lines: dict[str, list[Line]] = {}
    rule = ledger.programme.points
    for entry in ledger.entries():
        task = tasks.get(entry.task)
        if task is None:
            continue
        own = lines.setdefault(entry.unit, [])
        if (line := _line(entry, task, rule, month)) is not None:
            own.append(line)
    return tuple(
        _month(unit, month, tuple(lines[unit.id]), rule) for unit in ledger.units if unit.id in lines
    )


def _line(entry: Entry, task: Task, rule: PointRule, month: Period) -> Line | None:
    """What an entry does to a month's points; None: nothing, it is not due yet, done earlier, or excused."""
    if entry.state is State.EXCUSED or task.points is None:
        return None
    end = last_day(month)
    before_end = entry.due <= end
    reported = entry.submitted if entry.state in _REPORTED else None
    if before_end and entry.due >= date(month.year, month.month, 1):
        if reported is None or reported > end:
            return Line(entry, task.points, ZERO, why="没有办结")
        if reported > entry.due:
            kept = task.points * (HUNDRED - rule.late) / HUNDRED
            return Line(entry, task.points, kept, why=f"{reported.isoformat()}报送，逾期")
        return Line(entry, task.points, task.points, why="按时")
    if before_end and (reported is None or reported > end):
        return Line(entry, ZERO, ZERO, rule.carried, f"{entry.month.label}的任务，仍没有办结")
    return None


def _month(unit: AssessedUnit, month: Period, lines: tuple[Line, ...], rule: PointRule) -> MonthPoints:
    pending = any(line.entry.state is State.SUBMITTED for line in lines)
    if not lines:
        return MonthPoints(unit, month, None, (), pending)
    value = subtract(_base(lines, rule), sum((line.taken for line in lines), ZERO))
    shown = round_half_up(value, rule.places)
    return MonthPoints(unit, month, max(shown, ZERO), lines, pending)


def _base(lines: Iterable[Line], rule: PointRule) -> Number:
    """What was earned, brought to the rule's base; all of it where nothing could be had."""
    could: Number = ZERO
    earned: Number = ZERO
    for line in lines:
        could, earned = add(could, line.could), add(earned, line.earned)
    if rule.full is None:
        return earned
    return divide(multiply(rule.full, earned), could) if could else rule.full


def _account(points: MonthPoints) -> str:
    if points.value is None:
        return "当月没有到期的任务"
    could = sum((line.could for line in points.lines), ZERO)
    earned = sum((line.earned for line in points.lines), ZERO)
    lost = [line for line in points.lines if line.earned < line.could]
    taken = sum((line.taken for line in points.lines), ZERO)
    parts = [f"当月到期的任务{plain(could)}分，得{plain(earned)}分"] if could else ["当月没有到期的任务"]
    parts += [f"{line.entry.task}（{line.why}）" for line in lost]
    if taken:
        count = sum(1 for line in points.lines if line.taken)
        parts.append(f"以前月份{count}件仍没有办结，扣{plain(taken)}分")
    return f"{'；'.join(parts)}；计{plain(points.value)}分"


def counted(ledger: Ledger, rule: CountRule, period: Period) -> Mapping[str, int]:
    """The count of each unit that was given any of these tasks in the period, up to the ledger's day."""
    found: dict[str, int] = {}
    for entry in _counted_entries(ledger, rule, period):
        found[entry.unit] = found.get(entry.unit, 0) + _count(entry, rule.counted, ledger)
    return found


def _counted_entries(ledger: Ledger, rule: CountRule, period: Period) -> Iterator[Entry]:
    """By the month of issue: a task of December that is due in January is still the year's."""
    wanted = set(rule.tasks) or {task.number for task in ledger.programme.tasks}
    first, last = Period(period.year, period.month, 1), Period(*period.last, 1)
    for entry in ledger.entries():
        if entry.task in wanted and first <= entry.month <= last and entry.state is not State.EXCUSED:
            yield entry


def _count(entry: Entry, what: Counted, ledger: Ledger) -> int:
    reported = entry.submitted if entry.state in _REPORTED else None
    missing = reported is None and entry.due < ledger.on
    match what:
        case Counted.NOT_DELIVERED:
            return int(missing)
        case Counted.LATE:
            return int(missing or (reported is not None and reported > entry.due))
        case Counted.RETURNED:
            return entry.returns
        case Counted.DONE:
            return int(entry.state in (State.DONE, State.DONE_LATE))


def _may_change(entry: Entry, ledger: Ledger) -> bool:
    """Whether what is counted of it is not settled: a report waits for a decision, or its day is not past."""
    return entry.state is State.SUBMITTED or (entry.is_open and entry.due >= ledger.on)


@dataclass(frozen=True, slots=True)
class _Source:
    """What facts need to say of where they come from."""

    ledger: Ledger
    by: str

    def fact(
        self, unit: str, measure: str, period: Period, value: Decimal | Absence, *, note: str, open_: bool
    ) -> Fact:
        state = FactState.REPORTED if open_ else FactState.VERIFIED
        return Fact(
            unit, measure, period, value, state=state, by=self.by, at=self.ledger.on.isoformat(), note=note
        )


def facts_of(ledger: Ledger, scheme: Scheme | None = None) -> tuple[Fact, ...]:
    """All facts that the programme feeds: points month by month for the months that are over, counts for each part of the
    year at the measure's cadence in the scheme (without a scheme: the programme's whole period).

    A month with nothing due is 不适用. Units that only the programme knows (departments) get facts too.
    """
    source = _Source(ledger, ledger.programme.title)
    return (*_point_facts(source), *_count_facts(source, scheme))


def _point_facts(source: _Source) -> Iterator[Fact]:
    rule = source.ledger.programme.points
    if not rule.measure:
        return
    within = set(source.ledger.programme.period.parts(Cadence.MONTH))
    for month in source.ledger.over():
        if month not in within:
            continue
        for points in points_of(source.ledger, month):
            value = Absence.NOT_APPLICABLE if points.value is None else points.value
            note = points.account
            yield source.fact(points.unit.id, rule.measure, month, value, note=note, open_=points.pending)


def _count_facts(source: _Source, scheme: Scheme | None) -> Iterator[Fact]:
    ledger = source.ledger
    for rule in ledger.programme.counts:
        measure = scheme.measures.get(rule.measure) if scheme else None
        cadence = (measure.cadence if measure else None) or ledger.programme.period.cadence
        for period in ledger.programme.period.parts(cadence):
            if last_day(Period(*period.last, 1)) > ledger.on:
                continue
            counts = counted(ledger, rule, period)
            waiting = {
                entry.unit for entry in _counted_entries(ledger, rule, period) if _may_change(entry, ledger)
            }
            names = "、".join(rule.tasks) or "全部任务"
            for unit in ledger.units:
                if unit.id in counts:
                    note = f"{names}：{rule.counted.label}{counts[unit.id]}件"
                    yield source.fact(
                        unit.id,
                        rule.measure,
                        period,
                        Decimal(counts[unit.id]),
                        note=note,
                        open_=unit.id in waiting,
                    )
