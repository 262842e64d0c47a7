"""The programme as the text of its file; see `programme_file`."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from kaohe.core import Period, plain
from kaohe.scheme.yaml_text import Bare, Block, BlockList, Value, lay_out
from kaohe.tasks.model import PROOF, Origin, PointRule, Programme, Rhythm, Task
from kaohe.tasks.words import due_text, runs_to_end


def programme_text(programme: Programme, remarks: Iterable[str] = ()) -> str:
    """YAML that reads as the same programme. `remarks` stand above it as comments."""
    file: dict[str, Value] = {"任务方案": programme.title, "年度": Bare(str(programme.period))}
    if programme.start != Period(programme.period.year, programme.period.month, 1):
        file["起始月份"] = Bare(str(programme.start))
    if programme.level:
        file["对象"] = programme.level
    if programme.departments:
        file["提供部门"] = list(programme.departments)
    if programme.points != PointRule():
        file["月积分"] = _points(programme.points)
    if programme.counts:
        file["计数"] = BlockList(
            {"数据项": rule.measure, "计": rule.counted.label, **_listed("任务", rule.tasks)}
            for rule in programme.counts
        )
    file["任务"] = BlockList(
        Block({**({"类别": heading} if heading else {}), "清单": BlockList(_tasks(group, programme.period))})
        for heading, group in groupby(programme.tasks, lambda task: task.heading)
    )
    head = "".join(f"# {' '.join(line.split())}\n" for line in remarks)
    return head + lay_out(file)


def _points(rule: PointRule) -> dict[str, Value]:
    return {
        "数据项": rule.measure,
        "满分": "不折算" if rule.full is None else rule.full,
        "逾期扣": Bare(f"{plain(rule.late)}%"),
        "结转每件扣": rule.carried,
        "小数位": rule.places,
    }


def _tasks(tasks: Iterable[Task], period: Period) -> Iterator[dict[str, Value]]:
    for task in tasks:
        line: dict[str, Value] = {"编号": task.number, "任务": task.text}
        if task.rhythm is not Rhythm.ONCE:
            line["频次"] = task.rhythm.label
        if task.months != task.rhythm.months:
            line["月份"] = [Bare(str(month)) for month in task.months]
        line["期限"] = due_text(task)
        if task.runs != _usual_runs(task, period):
            line["历时"] = task.runs
        line |= _listed("责任科室", task.departments)
        line |= _listed("单位", task.units)
        if task.proof != PROOF:
            line["证明"] = task.proof
        if task.points is not None:
            line["分"] = task.points
        if task.origin is not (Origin.INFORMATION if task.receiver else Origin.PROGRAMME):
            line["来源"] = task.origin.label
        for word, text in (("指标", task.item), ("接收", task.receiver), ("说明", task.note)):
            if text:
                line[word] = text
        yield line


def _usual_runs(task: Task, period: Period) -> int:
    """What the reader takes where 历时 is not written."""
    if task.rhythm is Rhythm.YEAR:
        return runs_to_end(task.months[0], period)
    return 2 if due_text(task).startswith("次月") else 1


def _listed(word: str, names: tuple[str, ...]) -> dict[str, Value]:
    if not names:
        return {}
    return {word: names[0] if len(names) == 1 else list(names)}
