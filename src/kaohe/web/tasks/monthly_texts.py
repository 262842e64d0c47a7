"""The programme as a form shows it: a head and a line a task, each field as the clerk writes it; and back to the text of its file.

What the file says beyond the form (counts, how long a task runs, where it comes from) stays as it was.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from kaohe.core import Period, plain
from kaohe.scheme.yaml_text import Bare, Block, BlockList, Value, lay_out
from kaohe.tasks import CountRule, Origin, PointRule, Programme, Task
from kaohe.tasks.model import PROOF
from kaohe.tasks.words import due_text

FIELDS = (
    "number", "heading", "text", "rhythm", "months", "due", "departments", "units", "proof", "points", "receiver"
)  # fmt: skip
"""Of one line, in the order of its columns."""
_BETWEEN = "、"


@dataclass(frozen=True, slots=True)
class Line:
    """One task as it is written. `before`: the number it had when the form was made, empty for a new one."""

    number: str = ""
    heading: str = ""
    text: str = ""
    rhythm: str = ""
    months: str = ""
    due: str = ""
    departments: str = ""
    units: str = ""
    proof: str = ""
    points: str = ""
    receiver: str = ""
    before: str = ""

    @property
    def blank(self) -> bool:
        return not any(getattr(self, name) for name in FIELDS if name not in ("rhythm", "heading"))


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the tasks. `departments`: givers of information, with 、 between them."""

    title: str = ""
    year: str = ""
    start: str = ""
    level: str = ""
    departments: str = ""
    measure: str = ""
    full: str = "100"
    late: str = "50"
    carried: str = "0"


def head_of(programme: Programme) -> Head:
    """The head of a programme as the form shows it."""
    rule = programme.points
    return Head(
        title=programme.title,
        year=str(programme.period),
        start=str(programme.start),
        level=programme.level,
        departments=_BETWEEN.join(programme.departments),
        measure=rule.measure,
        full="不折算" if rule.full is None else plain(rule.full),
        late=plain(rule.late),
        carried=plain(rule.carried),
    )


def lines_of(programme: Programme) -> list[Line]:
    """A line a task."""
    return [
        Line(
            number=task.number,
            heading=task.heading,
            text=task.text,
            rhythm=task.rhythm.label,
            months=_BETWEEN.join(map(str, task.months)) if task.months != task.rhythm.months else "",
            due=due_text(task),
            departments=_BETWEEN.join(task.departments),
            units=_BETWEEN.join(task.units),
            proof="" if task.proof == PROOF else task.proof,
            points="" if task.points is None else plain(task.points),
            receiver=task.receiver,
            before=task.number,
        )
        for task in programme.tasks
    ]


def lines_in(post: Mapping[str, Sequence[str]]) -> list[Line]:
    """The lines that were sent: each field as often as there are lines. Blank lines are left out."""
    count = len(post.get("number", ()))
    columns = {name: list(post.get(name, ())) for name in (*FIELDS, "before")}
    lines = [
        Line(**{name: values[at].strip() for name, values in columns.items() if at < len(values)})
        for at in range(count)
    ]
    return [line for line in lines if not line.blank]


def text_of(head: Head, lines: Iterable[Line], before: Programme | None) -> str:
    """The text of the file. What is wrong with it is found when it is read."""
    known = before.by_number if before else {}
    file: dict[str, Value] = {"任务方案": head.title, "年度": head.year}
    if head.start and not _is_first(head):
        file["起始月份"] = head.start
    if head.level:
        file["对象"] = head.level
    if names := _names(head.departments):
        file["提供部门"] = names
    if head.measure:
        places = before.points.places if before else PointRule().places
        file["月积分"] = {
            "数据项": head.measure,
            "满分": head.full or "100",
            "逾期扣": head.late or "50",
            "结转每件扣": head.carried or "0",
            "小数位": places,
        }
    if before and before.counts:
        file["计数"] = BlockList(_count(rule) for rule in before.counts)
    file["任务"] = BlockList(
        Block(
            {
                **({"类别": heading} if heading else {}),
                "清单": BlockList(_line(each, known) for each in group),
            }
        )
        for heading, group in groupby(lines, lambda line: line.heading)
    )
    return lay_out(file)


def _is_first(head: Head) -> bool:
    """Whether it begins where the year does, which need not be said."""
    try:
        period = Period.parse(head.year)
        return Period.parse(head.start) == Period(period.year, period.month, 1)
    except ValueError:
        return False


def _count(rule: CountRule) -> dict[str, Value]:
    made: dict[str, Value] = {"数据项": rule.measure, "计": rule.counted.label}
    if rule.tasks:
        made["任务"] = list(rule.tasks)
    return made


def _line(line: Line, known: Mapping[str, Task]) -> dict[str, Value]:
    """One task. Of the one it was before, what the form does not show."""
    made: dict[str, Value] = {"编号": line.number, "任务": line.text}
    for word, text in (("频次", line.rhythm), ("期限", line.due)):
        if text:
            made[word] = text
    if months := _names(line.months):
        made["月份"] = [Bare(month) if month.isdigit() else month for month in months]
    for word, names in (("责任科室", _names(line.departments)), ("单位", _names(line.units))):
        if names:
            made[word] = names
    for word, text in (("证明", line.proof), ("分", line.points), ("接收", line.receiver)):
        if text:
            made[word] = text
    task = known.get(line.before)
    if task is not None:
        made |= _unshown(line, task)
    return made


def _unshown(line: Line, task: Task) -> dict[str, Value]:
    kept: dict[str, Value] = {}
    if (line.rhythm, line.due) == (task.rhythm.label, due_text(task)):
        kept["历时"] = task.runs
    if task.origin is not (Origin.INFORMATION if line.receiver else Origin.PROGRAMME):
        kept["来源"] = task.origin.label
    for word, text in (("指标", task.item), ("说明", task.note)):
        if text:
            kept[word] = text
    return kept


def _names(text: str) -> list[str]:
    """Names with 、 or a comma between them, each once."""
    for other in "，,；;\n":
        text = text.replace(other, _BETWEEN)
    return list(dict.fromkeys(name.strip() for name in text.split(_BETWEEN) if name.strip()))
