"""What was read of a document beside its items: grades, vetoes, targets, timetables, tasks, duties; in a few words and as HTML."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape

from kaohe.core import Place, plain
from kaohe.documents.reading import DocumentReading, GradeBand, TargetMatrix, Task, Timetable

Link = Callable[[Place, str], str]
"""A text as HTML that leads to its place in the source, where the page has it."""
Rows = Iterable[Sequence[str]]


def besides(reading: DocumentReading) -> Iterator[str]:
    """What else was read, each in a few words: 等次4档, 目标12行×9个单位 …"""
    if reading.grades:
        yield f"等次{'、'.join(f'{len(bands.bands)}档' for bands in reading.grades)}"
    for matrix in reading.targets:
        yield f"目标{_called(matrix)}{len(matrix.rows)}行×{len(matrix.units)}个单位"
    for timetable in reading.timetables:
        yield _size(timetable)
    if reading.tasks:
        yield f"任务{len(reading.tasks)}条"
    if reading.duties:
        yield f"职责分工{len(reading.duties)}条"
    for word, card in (("一票否决", False), ("黄牌", True)):
        number = sum(len(veto.entries) for veto in reading.vetoes if veto.card is card)
        if number:
            yield f"{word}{number}条"


def _called(matrix: TargetMatrix) -> str:
    return f"“{matrix.title}”" if matrix.title else ""


def _size(timetable: Timetable) -> str:
    return f"日程{len(timetable.slots)}个半天、{len(timetable.teams)}个组、{len(timetable.units)}个单位"


def sections(reading: DocumentReading, link: Link, *, unfolded: bool = False) -> Iterator[str]:
    """The same in full, each folded below a line that says what it is."""
    state = " open" if unfolded else ""
    for name, head, rows in _tables(reading, link):
        inner = f'<div class="wide">{_table(head, rows)}</div>'
        yield f'<details class="else"{state}><summary>{escape(name)}</summary>{inner}</details>'


def _tables(reading: DocumentReading, link: Link) -> Iterator[tuple[str, Sequence[str], Rows]]:
    """What each is called, its head, and its rows in HTML."""
    for bands in reading.grades:
        graded = [(link(bands.place, band.name), _band(band)) for band in bands.bands]
        yield f"等次{len(bands.bands)}档", ("等次", "得分"), graded
    for veto in reading.vetoes:
        effect = f"：{veto.effect}" if veto.effect else ""
        name = f"{'黄牌' if veto.card else '一票否决'}{len(veto.entries)}条{effect}"
        yield name, ("事项",), [(link(entry.place, entry.text),) for entry in veto.entries]
    for matrix in reading.targets:
        asked = [
            (link(row.place, row.label or row.name), *(escape(value.text) for value in row.values))
            for row in matrix.rows
        ]
        yield (
            f"目标{_called(matrix)}{len(matrix.rows)}行×{len(matrix.units)}个单位",
            ("指标", *matrix.units),
            asked,
        )
    for timetable in reading.timetables:
        visits = [
            (
                link(slot.place, slot.date),
                escape(slot.half_day),
                escape(slot.team),
                escape("、".join(slot.units)),
            )
            for slot in timetable.slots
        ]
        yield _size(timetable), ("日期", "时间", "组", "单位"), visits
    if reading.tasks:
        work = [
            (escape(task.heading), link(task.place, _numbered(task)), _when(task)) for task in reading.tasks
        ]
        yield f"任务{len(reading.tasks)}条", ("标题", "任务", "时间"), work
    if reading.duties:
        charged = [(link(duty.place, duty.department), escape(duty.text)) for duty in reading.duties]
        yield f"职责分工{len(reading.duties)}条", ("部门", "职责"), charged


def _table(head: Sequence[str], rows: Rows) -> str:
    """A table; its cells are HTML already, its head is not."""
    top = "".join(f'<th scope="col">{escape(text)}</th>' for text in head)
    body = "\n".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f'<table class="found"><thead><tr>{top}</tr></thead><tbody>\n{body}\n</tbody></table>'


def _band(band: GradeBand) -> str:
    low = "" if band.low is None else f"{plain(band.low)}分{'（含）' if band.low_in else '（不含）'}以上"
    high = "" if band.high is None else f"{plain(band.high)}分{'（含）' if band.high_in else '（不含）'}以下"
    share = "" if band.share is None else f"不超过{plain(band.share * 100)}%的单位"
    return "，".join(part for part in (low, high, share) if part) or "其余"


def _numbered(task: Task) -> str:
    return f"{task.number} {task.text}".strip()


def _when(task: Task) -> str:
    months = "、".join(f"{month}月" for month in task.months)
    return escape("，".join(part for part in (months, "、".join(task.rhythm), task.deadline) if part))
