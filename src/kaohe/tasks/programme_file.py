"""任务方案.yaml: the programme as a clerk writes it, read with the line of everything that is wrong.

    任务方案: 芸溪区2026年家庭支持工作任务方案
    年度: 2026
    对象: 镇街
    月积分: {数据项: 任务月积分, 满分: 100, 逾期扣: 50%, 结转每件扣: 2}
    任务:
      - 类别: 数据质量
        清单:
          - {编号: S1, 任务: 报送上月监测数据, 频次: 每月, 期限: 5日, 责任科室: 规划信息科, 证明: 报表, 分: 2}

The writer gives a file that reads as the same programme.
"""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from kaohe.core import Period, Place, Problem
from kaohe.core.problem import has_errors
from kaohe.facts.guard import number_problem, personal_kind
from kaohe.scheme.reading import Form, Notes, read_mapping
from kaohe.scheme.source import Entries, Listing, Located, Scalar, parse_yaml, read_yaml
from kaohe.tasks.model import (
    PROOF,
    Counted,
    CountRule,
    Origin,
    PointRule,
    Programme,
    Rhythm,
    Task,
)
from kaohe.tasks.words import RHYTHMS, months_word, percent_or_number, read_due, runs_to_end

_ORIGINS = {origin.label: origin for origin in Origin}
_COUNTED = {counted.label: counted for counted in Counted}
_LONGEST_RUN = 12


def read_programme(path: Path) -> tuple[Programme | None, tuple[Problem, ...]]:
    """The programme of a file; None where anything in it is wrong, with all that is."""
    located, problems = read_yaml(path)
    return _programme(located, list(problems))


def parse_programme(text: str, file: str = "") -> tuple[Programme | None, tuple[Problem, ...]]:
    """The programme of a text; see `read_programme`."""
    located, problems = parse_yaml(text, file)
    return _programme(located, list(problems))


def _programme(located: Located | None, found: list[Problem]) -> tuple[Programme | None, tuple[Problem, ...]]:
    notes = Notes()
    notes.problems.extend(found)
    if personal := list(_personal(located)):
        return None, (*notes.problems, *personal)
    entries = None if located is None else read_mapping(located, "任务方案文件", notes)
    if entries is None:
        return None, tuple(notes.problems)
    form = Form(entries, "任务方案文件", notes)
    title = form.text("任务方案", required=True)
    period = _period(form, "年度", notes, required=True)
    start = _start(form, period, notes)
    level = form.text("对象")
    departments = form.texts("提供部门", distinct=True)
    points = _points(form, notes)
    counts = tuple(_counts(form, notes))
    tasks = tuple(_groups(form, period, notes)) if period else ()
    if period is None:
        form.take("任务")
    form.finish()
    _numbers(tasks, counts, notes)
    if has_errors(notes.problems) or period is None or start is None:
        return None, tuple(notes.problems)
    programme = Programme(title, period, tasks, start, level, departments, points, counts)
    return programme, tuple(notes.problems)


def _personal(located: Located | None) -> Iterator[Problem]:
    """Residents' numbers anywhere in the file: it is refused as a whole, every place named and no number repeated."""
    match located:
        case Scalar(text, place):
            if kind := personal_kind(text):
                yield number_problem(kind, place)
        case Listing(entries):
            for entry in entries:
                yield from _personal(entry)
        case Entries(pairs):
            for pair in pairs:
                for part in pair:
                    yield from _personal(part)


def _period(form: Form, word: str, notes: Notes, *, required: bool = False) -> Period | None:
    text = form.text(word, required=required)
    if not text:
        return None
    try:
        return Period.parse(text)
    except ValueError:
        message, remedy = f"“{word}”写的是“{text}”，不是期间。", "请写成 2026 或 2026-01 的样子。"
        notes.error("tasks.not-a-period", form.place, message, remedy)
        return None


def _start(form: Form, period: Period | None, notes: Notes) -> Period | None:
    """起始月份: the first month of the period, unless the office begins later."""
    start = _period(form, "起始月份", notes)
    if period is None:
        return None
    first = Period(period.year, period.month, 1)
    if start is None:
        return first
    if start.months != 1 or not first <= start <= Period(*period.last, 1):
        message = f"“起始月份”要在{period.label}之内，写的是{start.label}。"
        notes.error("tasks.start-outside", form.place, message, f"请写成 {first} 的样子，或者不写。")
        return None
    return start


def _points(form: Form, notes: Notes) -> PointRule:
    value = form.take("月积分")
    entries = None if value is None else read_mapping(value, "月积分", notes)
    if entries is None:
        return PointRule()
    part = Form(entries, "月积分", notes)
    bare = part.text("满分")
    rule = PointRule(
        measure=part.text("数据项", required=True),
        full=None if bare == "不折算" else _amount(bare or "100", "满分", part, notes),
        late=_amount(part.text("逾期扣", "50"), "逾期扣", part, notes, most=100),
        carried=_amount(part.text("结转每件扣", "0"), "结转每件扣", part, notes),
        places=part.whole("小数位", 2, least=0, most=4) or 0,
    )
    part.finish()
    return rule


def _amount(text: str, word: str, part: Form, notes: Notes, most: int | None = None) -> Decimal:
    number = percent_or_number(text)
    if number is not None and (most is None or number <= most):
        return number
    limit = f"，不大于{most}" if most is not None else ""
    notes.error(
        "tasks.not-an-amount", part.place, f"“{word}”写的是“{text}”。", f"请写一个不带负号的数{limit}。"
    )
    return Decimal(0)


def _counts(form: Form, notes: Notes) -> Iterator[CountRule]:
    for number, located in enumerate(form.listing("计数"), 1):
        entries = read_mapping(located, f"计数第{number}条", notes)
        if entries is None:
            continue
        part = Form(entries, f"计数第{number}条", notes)
        counted = part.choice("计", _COUNTED)
        measure = part.text("数据项", required=True)
        tasks = part.texts("任务", distinct=True)
        part.finish()
        if counted is not None:
            yield CountRule(measure, counted, tasks)


def _groups(form: Form, period: Period, notes: Notes) -> Iterator[Task]:
    for number, located in enumerate(form.listing("任务", required=True), 1):
        entries = read_mapping(located, f"第{number}类任务", notes)
        if entries is None:
            continue
        part = Form(entries, f"第{number}类任务", notes)
        heading = part.text("类别")
        listed = part.listing("清单", required=True)
        part.finish()
        for place, line in enumerate(listed, 1):
            what = f"“{heading}”第{place}项" if heading else f"第{number}类第{place}项"
            fields = read_mapping(line, what, notes)
            if fields is not None and (task := _task(Form(fields, what, notes), heading, period, notes)):
                yield task


def _task(form: Form, heading: str, period: Period, notes: Notes) -> Task | None:
    number = form.text("编号", required=True)
    text = form.text("任务", required=True)
    rhythm = form.maybe("频次", RHYTHMS)
    months = _months(form, rhythm, notes)
    runs = form.whole("历时", least=1, most=_LONGEST_RUN)
    due = _due(form, notes)
    day, next_month = due if due else (0, False)
    points = form.number("分", least=0)
    task_origin = form.maybe("来源", _ORIGINS)
    departments, units = form.texts("责任科室", distinct=True), form.texts("单位", distinct=True)
    proof, item = form.text("证明", PROOF), form.text("指标")
    receiver, note = form.text("接收"), form.text("说明")
    form.finish()
    if not (number and text and months):
        return None
    rhythm = rhythm or Rhythm.ONCE
    if runs is None:
        runs = 2 if next_month else runs_to_end(months[0], period) if rhythm is Rhythm.YEAR else 1
    origin = task_origin or (Origin.INFORMATION if receiver else Origin.PROGRAMME)
    fields = (heading, day, runs, departments, units, proof, points, origin, item, receiver, note)
    return Task(number, text, months, rhythm, *fields, place=form.place)


def _due(form: Form, notes: Notes) -> tuple[int, bool] | None:
    text = form.text("期限")
    if not text:
        return None
    due = read_due(text)
    if due is None or due.month:
        remedy = "请写成 25日、月底、上旬、次月5日 的样子；哪个月写在“月份”里。"
        notes.error("tasks.not-a-day", form.place, f"{form.what}的“期限”写的是“{text}”。", remedy)
        return None
    return due.day, due.next_month


def _months(form: Form, rhythm: Rhythm | None, notes: Notes) -> tuple[int, ...]:
    """The calendar months of issue: as named, else those of the rhythm."""
    words = form.texts("月份")
    if not words:
        if rhythm is None or rhythm is Rhythm.ONCE:
            remedy = "请补写 月份: [3, 9]，或 频次: 每月（每季度、每半年、全年）。"
            notes.error("tasks.no-month", form.place, f"{form.what}没有写在哪个月办。", remedy)
        return rhythm.months if rhythm else ()
    found: list[int] = []
    for word in words:
        months = months_word(word)
        if not months:
            notes.error(
                "tasks.not-a-month",
                form.place,
                f"{form.what}的“月份”写的是“{word}”。",
                "请写 3、4至6月、第二季度 的样子。",
            )
        found.extend(months)
    if rhythm is Rhythm.YEAR and len(found) > 1:
        notes.error(
            "tasks.year-has-one-month",
            form.place,
            f"{form.what}是全年的任务，只从一个月开始，写了{len(found)}个月。",
            "请只写开始的月份；几个月各办一次的，把“频次”写成 一次性。",
        )
    return tuple(sorted(dict.fromkeys(found)))


def _numbers(tasks: tuple[Task, ...], counts: tuple[CountRule, ...], notes: Notes) -> None:
    """Numbers name one task each; counts name tasks that there are."""
    for number, times in Counter(task.number for task in tasks).items():
        if times > 1:
            twice = [task for task in tasks if task.number == number]
            notes.error(
                "tasks.number-twice",
                twice[1].place,
                f"编号“{number}”写了{times}次。",
                "一项任务一个编号，用过的不要再用。",
            )
    known = {task.number for task in tasks}
    for rule in counts:
        for number in rule.tasks:
            if number not in known:
                notes.error(
                    "tasks.unknown-number",
                    tasks[0].place if tasks else Place(),
                    f"“计数”里的“{rule.measure}”写了任务“{number}”，清单里没有。",
                    f"{notes.guess(number, known)}请写清单里的编号。",
                )
