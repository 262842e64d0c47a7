"""From a document's reading to the draft of a programme: its tasks and duties, and what was not understood of each.

A draft says how often and by when as far as the words do; a task without a time runs the whole year and is said so. A
person looks at it before it is issued.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kaohe.core import Cadence, Period, Place, Problem, Severity
from kaohe.documents.programme import cadences_in, months_in
from kaohe.documents.reading import Duty
from kaohe.documents.reading import Task as ReadTask
from kaohe.tasks.model import DEPARTMENT_LEVEL, Origin, Programme, Rhythm, Task
from kaohe.tasks.words import read_due, runs_to_end

_RHYTHMS = {
    Cadence.MONTH: Rhythm.MONTH,
    Cadence.QUARTER: Rhythm.QUARTER,
    Cadence.HALF: Rhythm.HALF,
    Cadence.YEAR: Rhythm.YEAR,
}
_OWED = re.compile(r"(?:提供|报送|通报|反馈|抄送|移交|共享|交换)")
_RECEIVER = re.compile(
    r"[向给]([^，。；\s向给]{2,16}?(?:部门|局|委|办|中心|联|协会|机构))(?:及时|定期|按时)?(?:提供|报送|通报|反馈|移交)"
)
_CASES = re.compile(
    r"名单|花名册|个案|人员信息|身份证|病历|卷宗|对象信息|逐人|出生信息|怀孕|孕妇|产妇|手术|新生儿|婚育信息|登记信息"
)
_WITHIN_PERIOD = re.compile(r"(?:20\d{2}年)?\d{1,2}月|月|季度|半年|年")
_LONGEST = 60
_MOST_LISTED = 10


@dataclass(slots=True)
class _Drafting:
    """What is made as tasks go by: numbers taken, problems found."""

    period: Period
    problems: list[Problem] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    headings: dict[str, int] = field(default_factory=dict)
    timeless: list[tuple[str, Place]] = field(default_factory=list)

    def say(self, code: str, severity: Severity, place: Place, message: str, remedy: str) -> None:
        self.problems.append(Problem(code, severity, message, remedy, (place,)))

    def number(self, heading: str) -> str:
        """1.1, 1.2, 2.1 …: the heading's place, and the task's within it."""
        group = self.headings.setdefault(heading, len(self.headings) + 1)
        at = next(n for n in range(1, 10_000) if f"{group}.{n}" not in self.taken)
        self.taken.add(f"{group}.{at}")
        return f"{group}.{at}"


def draft_programme(
    title: str, period: Period, tasks: Iterable[ReadTask], duties: Iterable[Duty], level: str = ""
) -> tuple[Programme, tuple[Problem, ...]]:
    """The draft, with what was not understood: each task keeps its place. `level`: whom the tasks are for."""
    drafting = _Drafting(period)
    made = [_task(task, drafting) for task in tasks]
    for duty in duties:
        made += _of_duty(duty, drafting)
    departments = tuple(
        dict.fromkeys(name for task in made if task.origin is not Origin.PROGRAMME for name in task.units)
    )
    start = Period(period.year, period.month, 1)
    if not made:
        drafting.say(
            "tasks.nothing-found",
            Severity.ERROR,
            Place(what=title),
            "没有读到任务，也没有读到部门职责。",
            "请核对是不是任务方案；也可以照示例自己写一份。",
        )
    programme = Programme(title, period, tuple(made), start, level, departments)
    return programme, (*drafting.problems, *_without_time(drafting))


def _without_time(drafting: _Drafting) -> Iterator[Problem]:
    """Tasks that say nothing of when, each with its place; many of them are said at once."""
    if not drafting.timeless:
        return
    numbers, places = zip(*drafting.timeless, strict=True)
    listed = "、".join(numbers[:_MOST_LISTED]) + (
        f"等{len(numbers)}项" if len(numbers) > _MOST_LISTED else ""
    )
    yield Problem(
        "tasks.no-time",
        Severity.ADVICE,
        f"任务{listed}没有写什么时候办，草稿按全年的任务，年底到期。",
        "请补写“频次”或“月份”和“期限”。",
        places,
    )


def _task(read: ReadTask, drafting: _Drafting) -> Task:
    number = drafting.number(read.heading)
    rhythm, months = _when(read, number, drafting)
    day = _day(read, number, drafting)
    return Task(
        number,
        _shortened(read.text),
        months,
        rhythm,
        heading=read.heading,
        day=day,
        runs=runs_to_end(months[0], drafting.period) if rhythm is Rhythm.YEAR else 1,
        departments=read.departments,
        note="" if len(read.text) <= _LONGEST else " ".join(read.text.split()),
        place=read.place,
    )


def _when(read: ReadTask, number: str, drafting: _Drafting) -> tuple[Rhythm, tuple[int, ...]]:
    """Months that are named come first, then how often; neither: the whole year, and it is said so."""
    if len(read.cadences) > 1:
        words = "、".join(f"“{said}”" for said in read.rhythm)
        drafting.say(
            "tasks.several-rhythms",
            Severity.WARNING,
            read.place,
            f"任务{number}里有几种频次：{words}，草稿按第一种。",
            "一项任务里说了几件事的，请拆成几项，各写各的频次。",
        )
    if read.months:
        whole = len(read.months) == 12
        return (Rhythm.MONTH if whole else Rhythm.ONCE), tuple(sorted(read.months))
    if read.cadences:
        rhythm = _RHYTHMS[read.cadences[0]]
        return rhythm, ((drafting.period.month,) if rhythm is Rhythm.YEAR else rhythm.months)
    drafting.timeless.append((number, read.place))
    return Rhythm.YEAR, (drafting.period.month,)


def _day(read: ReadTask, number: str, drafting: _Drafting) -> int:
    """The day of the month that the stated deadline names; the last one where it names none."""
    if not read.deadline:
        return 0
    due = read_due(re.sub(r"^20\d{2}年|(?:之?前|左右|内|份)+$", "", read.deadline))
    if due is not None:
        return due.day
    if not _WITHIN_PERIOD.search(read.deadline) or not months_in(read.deadline):
        drafting.say(
            "tasks.deadline-unread",
            Severity.WARNING,
            read.place,
            f"任务{number}的期限“{read.deadline}”没有读成哪一天，草稿按月底。",
            "请在“期限”里写明，如 25日、次月5日。",
        )
    return 0


def _of_duty(duty: Duty, drafting: _Drafting) -> Iterator[Task]:
    """A department's duty: one task; each sentence that owes information at a rhythm is one of its own."""
    department = re.sub(r"\s", "", duty.department)
    owed = [
        sentence
        for sentence in re.split(r"[。；;\n]", duty.text)
        if _OWED.search(sentence) and cadences_in(sentence)
    ]
    for sentence in owed:
        yield _information(department, sentence, duty, drafting)
    if not owed:
        number = drafting.number("部门职责")
        yield Task(
            number,
            _shortened(duty.text),
            (drafting.period.month,),
            Rhythm.YEAR,
            heading="部门职责",
            runs=runs_to_end(drafting.period.month, drafting.period),
            departments=(department,),
            units=_givers(department),
            origin=Origin.DUTY,
            note="" if len(duty.text) <= _LONGEST else " ".join(duty.text.split()),
            place=duty.place,
        )


def _information(department: str, sentence: str, duty: Duty, drafting: _Drafting) -> Task:
    number = drafting.number("信息报送")
    cadence, _ = cadences_in(sentence)[0]
    rhythm = _RHYTHMS[cadence]
    months = (drafting.period.month,) if rhythm is Rhythm.YEAR else rhythm.months
    receiver = _RECEIVER.search(sentence)
    if receiver is None:
        drafting.say(
            "tasks.no-receiver",
            Severity.WARNING,
            duty.place,
            f"任务{number}没有读出信息报给谁。",
            "请在“接收”里写明接收的部门。",
        )
    if _CASES.search(sentence):
        drafting.say(
            "tasks.cases-owed",
            Severity.WARNING,
            duty.place,
            f"任务{number}要的像是名单或个案。部门之间只登记汇总数和送达凭据，不收个人信息。",
            "请改成报送汇总数（合计、分单位的件数），证明写送达回执的文号。",
        )
    return Task(
        number,
        _shortened(sentence),
        months,
        rhythm,
        heading="信息报送",
        runs=runs_to_end(months[0], drafting.period) if rhythm is Rhythm.YEAR else 1,
        departments=(department,),
        units=_givers(department),
        proof="汇总数和送达回执",
        origin=Origin.INFORMATION,
        receiver=receiver[1] if receiver else "",
        place=duty.place,
    )


def _givers(department: str) -> tuple[str, ...]:
    """“民政局、残联”: each of them."""
    return tuple(name for name in re.split(r"[、和及]", department) if len(name) > 1) or (DEPARTMENT_LEVEL,)


def _shortened(text: str) -> str:
    """The first sentence of a long text; all of it stands in the remark."""
    whole = " ".join(text.split())
    if len(whole) <= _LONGEST:
        return whole
    first = re.split(r"[。；;]", whole, maxsplit=1)[0]
    return first if 4 <= len(first) <= _LONGEST else whole[: _LONGEST - 1] + "…"
