"""Progress of reporting: a bar for each unit, and the fields of units × measures behind it."""

from collections.abc import Iterator, Sequence

from kaohe.reports.pictures import ink
from kaohe.reports.pictures.content.reporting import Count, Reporting, ReportingRow
from kaohe.reports.pictures.drawing import Drawing, Mark
from kaohe.reports.pictures.frame import (
    BODY,
    MARGIN,
    Sign,
    heading,
    label_width,
    legend,
    nothing,
    numbered,
)
from kaohe.reports.pictures.grid import Column, Field, Grid, Row, grid_pages
from kaohe.reports.pictures.ink import Fill, Hatch
from kaohe.reports.pictures.picture import PAGE, Look, Picture

REPORTED = Fill(ink.MAIN)
LATE = Fill(ink.MIDDLE, Hatch.RISING, ink.DEEP, ink.DEEP)
PART = Fill(ink.LIGHT, edge=ink.MIDDLE)
RETURNED = Fill(ink.SAND, Hatch.CROSSED, ink.WARM, ink.WARM, gap=4.0)
MISSING = ink.MISSING
NOT_ASKED = ink.NOT_APPLICABLE

_PARTS = (
    ("reported", "已报", REPORTED),
    ("late", "迟报", LATE),
    ("returned", "退回未重报", RETURNED),
    ("missing", "未报", MISSING),
)
_ROW, _BAR, _AROUND = 20.0, 12.0, 110.0


def reporting_pages(content: Reporting, look: Look = PAGE) -> tuple[Picture, ...]:
    """One bar a unit: how many of the figures asked of it are in. First a bar of all units together."""
    title = f"{content.period}{content.level}数据报送进度"
    if not content.rows or not content.whole.asked:
        return (nothing(look, title, "没有要报送的单位。" if not content.rows else "没有要报送的数据。"),)
    most = max(int((look.tallest - _AROUND) / _ROW) - 1, 4)
    portions = [content.rows[start : start + most] for start in range(0, len(content.rows), most)]
    return tuple(
        _bars(content, rows, look, numbered(title, place, len(portions)))
        for place, rows in enumerate(portions, 1)
    )


def _bars(content: Reporting, rows: Sequence[ReportingRow], look: Look, title: str) -> Picture:
    drawing = Drawing(look.width)
    top = heading(drawing, look, title, f"{len(content.rows)}个单位，{len(content.measures)}个数据项")
    whole = content.whole
    signs = [Sign(name, fill) for part, name, fill in _PARTS if getattr(whole, part)]
    top = legend(drawing, top, signs) + 4
    all_of_them = ReportingRow("", "全部", (whole,))
    names = label_width([row.name for row in (*rows, all_of_them)], BODY, look.width * 0.26)
    texts = label_width([_there(row.whole) for row in (*rows, all_of_them)], BODY, 110)
    left, right = MARGIN + names + 8, look.width - MARGIN - texts - 8
    for place, row in enumerate((all_of_them, *rows)):
        y = top + (place + 0.5) * _ROW + (6 if place else 0)
        with drawing.group(Mark(_told(row), row.unit)):
            drawing.text(MARGIN, y, row.name, BODY, room=names)
            _bar(drawing, row.whole, left, right, y)
            drawing.text(look.width - MARGIN, y, _there(row.whole), BODY, anchor="end")
    drawing.line((MARGIN, top + _ROW + 3), (look.width - MARGIN, top + _ROW + 3), ink.RULE)
    return drawing.finish(top + (len(rows) + 1) * _ROW + 6 + MARGIN, title, _words(content))


def _bar(drawing: Drawing, count: Count, left: float, right: float, y: float) -> None:
    """The parts behind one another; together they are all that is asked."""
    done = 0
    for part, _, fill in _PARTS:
        number = int(getattr(count, part))
        if number:
            start = left + (right - left) * done / count.asked
            done += number
            end = left + (right - left) * done / count.asked
            drawing.area(start, y - _BAR / 2, end - start, _BAR, fill)


def reporting_field_pages(content: Reporting, look: Look = PAGE) -> tuple[Picture, ...]:
    """Units × measures, in as many pictures as it takes."""
    title = f"{content.period}{content.level}数据报送情况"
    if not content.rows or not content.measures:
        return (nothing(look, title, "没有要报送的单位。" if not content.rows else "没有要报送的数据。"),)
    order = sorted(range(len(content.measures)), key=lambda place: _first_of(content, place))
    measures = [content.measures[place] for place in order]
    grid = Grid(
        title=title,
        subtitle=f"{len(content.rows)}个单位×{len(measures)}个数据项",
        words=_words(content),
        columns=tuple(
            Column(m.measure, m.name, f"{m.name}（{m.department or '未定科室'}）", m.department)
            for m in measures
        ),
        rows=tuple(Row(row.unit, row.name, "", _there(row.whole)) for row in content.rows),
        field=lambda row, column: _field(
            content.rows[row], measures[column].name, content.rows[row].counts[order[column]]
        ),
        signs=tuple(_signs(content)),
        head_behind="已报/应报",
    )
    return grid_pages(grid, look)


def _first_of(content: Reporting, place: int) -> int:
    """Measures of one department stand together, where its first one stands."""
    department = content.measures[place].department
    return next(at for at, measure in enumerate(content.measures) if measure.department == department)


def _field(row: ReportingRow, name: str, count: Count) -> Field:
    head = f"{row.name} · {name}："
    if not count.asked:
        return Field(NOT_ASKED, "", f"{head}不要求报送")
    return Field(_fill(count), "" if count.there in (0, count.asked) else _there(count), head + _parts(count))


def _fill(count: Count) -> Fill:
    """What wants to be seen first: what was returned, what is not there or only in part, what came late."""
    if count.returned:
        return RETURNED
    if not count.there:
        return MISSING
    if count.missing:
        return PART
    return LATE if count.late else REPORTED


def _signs(content: Reporting) -> Iterator[Sign]:
    fills = [
        (REPORTED, "已报"),
        (LATE, "有迟报"),
        (PART, "只报了一部分"),
        (RETURNED, "有退回未重报"),
        (MISSING, "未报"),
        (NOT_ASKED, "不要求"),
    ]
    seen = {_fill(count) if count.asked else NOT_ASKED for row in content.rows for count in row.counts}
    for fill, name in fills:
        if fill in seen:
            yield Sign(name, fill)


def _there(count: Count) -> str:
    return f"{count.there}/{count.asked}" if count.asked else "—"


def _parts(count: Count) -> str:
    return "，".join(f"{name}{getattr(count, part)}个" for part, name, _ in _PARTS if getattr(count, part))


def _told(row: ReportingRow) -> str:
    return f"{row.name}：应报{row.whole.asked}个，{_parts(row.whole)}"


def _words(content: Reporting) -> str:
    whole = content.whole
    if not whole.asked:
        return "没有要报送的数据。"
    open_rows = [row.name for row in content.rows if row.whole.there < row.whole.asked]
    head = f"{len(content.rows)}个单位应报{whole.asked}个数，{_parts(whole)}。"
    if not open_rows:
        return f"{head}已全部报齐。"
    return f"{head}没有报齐的有{len(open_rows)}个单位：{'、'.join(open_rows[:5])}{'等' if len(open_rows) > 5 else ''}。"
