"""A programme held against the list of units, a scheme, and what is in force."""

from collections.abc import Iterator
from datetime import date

from kaohe.checks.instruments import legal_rules
from kaohe.checks.law import finding_of
from kaohe.core import Cadence, Place, Problem, Severity
from kaohe.facts import Units
from kaohe.scheme.model import MeasureKind, Scheme
from kaohe.tasks.model import Programme
from kaohe.tasks.months import due_day, everyone, still_running, units_of

_POINTS = (MeasureKind.POINTS, MeasureKind.NUMBER, MeasureKind.PERCENT)


def check_programme(programme: Programme, units: Units, scheme: Scheme | None = None) -> tuple[Problem, ...]:
    """Everything that is wrong with it: words that name no unit, tasks for nobody, measures and items that the scheme does
    not have, and wording whose legal basis is gone or that burdens the grassroots.
    """
    return (
        *_units(programme, everyone(programme, units)),
        *_never_issued(programme),
        *_after_the_year(programme),
        *_law(programme),
        *(_scheme(programme, scheme) if scheme else ()),
    )


def _units(programme: Programme, units: Units) -> Iterator[Problem]:
    words = {word for unit in units for word in (unit.id, unit.name, unit.level, unit.unit_class) if word}
    if programme.level and programme.level not in words:
        message = f"单位表里没有层级是“{programme.level}”的单位。"
        yield _error("tasks.unknown-level", Place(), message, "请核对“对象”和单位表的“层级”。")
    for task in programme.tasks:
        strange = [word for word in task.units if word not in words]
        for word in strange:
            message = f"任务{task.number}的“单位”里“{word}”不是层级、类别，也不是单位表里的单位。"
            remedy = "请写单位表里的名称、编码、类别或层级；报信息的部门请写进“提供部门”。"
            yield _error("tasks.unknown-unit", task.place, message, remedy)
        if not strange and not units_of(task, programme, units):
            message = f"任务{task.number}没有一个单位要办。"
            yield _error("tasks.for-nobody", task.place, message, "请核对“对象”或这一项的“单位”。")


def _never_issued(programme: Programme) -> Iterator[Problem]:
    """Tasks all of whose months lie before the first list (or outside a period shorter than a year)."""
    months = [month for month in programme.period.parts(Cadence.MONTH) if month >= programme.start]
    for task in programme.tasks:
        running = still_running(task, programme, programme.start) is not None
        if not running and not any(month.month in task.months for month in months):
            message = f"任务{task.number}的月份都不在{programme.start.label}以后、{programme.period.label}以内，不会下达。"
            remedy = "请核对“月份”“年度”和“起始月份”。"
            yield Problem("tasks.never-issued", Severity.WARNING, message, remedy, (task.place,))


def _after_the_year(programme: Programme) -> Iterator[Problem]:
    """A task with points whose day falls behind the year: no month of the year can count it."""
    last = programme.period.last
    for task in programme.tasks:
        late = [
            month
            for month in programme.period.parts(Cadence.MONTH)
            if month.month in task.months and (day := due_day(task, month)) and (day.year, day.month) > last
        ]
        if task.points is not None and programme.points.measure and late:
            message = f"任务{task.number}{late[0].label}下达的，到期日在{programme.period.label}以后，不计入月积分。"
            remedy = "请把期限改到当月，或者去掉“分”；逾期件数照计。"
            yield Problem("tasks.due-after-the-year", Severity.WARNING, message, remedy, (task.place,))


def _law(programme: Programme) -> Iterator[Problem]:
    on = date(programme.period.year, programme.period.month, 1)
    for rule in legal_rules().values():
        for task in programme.tasks:
            phrases = tuple(dict.fromkeys(rule.found_in(f"{task.text}。{task.proof}。{task.note}")))
            if not phrases:
                continue
            finding = finding_of(rule, on, f"任务{task.number}", task.place, phrases)
            if finding is not None:
                yield finding


def _scheme(programme: Programme, scheme: Scheme) -> Iterator[Problem]:
    names = [programme.points.measure] if programme.points.measure else []
    names += [rule.measure for rule in programme.counts]
    for name in names:
        if name not in scheme.measures:
            message = f"办法里没有数据项“{name}”。"
            yield _error("tasks.unknown-measure", Place(), message, "请写办法“数据项”里的名称。")
    points = scheme.measures.get(programme.points.measure)
    if points is not None and (points.kind not in _POINTS or points.cadence is not Cadence.MONTH):
        message = f"“{points.id}”要能按月填一个分数。"
        remedy = f"请在办法里写 {points.id}: {{类型: 分数, 频次: 月}}。"
        yield _error("tasks.measure-not-monthly", points.where, message, remedy)
    for rule in programme.counts:
        measure = scheme.measures.get(rule.measure)
        if measure is not None and measure.kind is not MeasureKind.COUNT:
            message = f"“{rule.measure}”不是计数，不能由任务计。"
            yield _error("tasks.measure-not-count", measure.where, message, "请换一个类型是“计数”的数据项。")
    for task in programme.tasks:
        if task.item and not any(table.find(task.item) for table in scheme.tables):
            message = f"任务{task.number}的“指标”写的是“{task.item}”，办法里没有。"
            yield _error("tasks.unknown-item", task.place, message, "请写办法里指标的名称或编码。")


def _error(code: str, place: Place, message: str, remedy: str) -> Problem:
    return Problem(code, Severity.ERROR, message, remedy, (place,) if place != Place() else ())
