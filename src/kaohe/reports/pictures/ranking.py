"""Ranking as bars: base, bonus and deduction of each unit, its total, rank and grade; vetoed units apart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kaohe.core import Absence, plain
from kaohe.reports.pictures import ink
from kaohe.reports.pictures.content.ranking import RankedUnit, Ranking
from kaohe.reports.pictures.drawing import Drawing, Mark
from kaohe.reports.pictures.frame import (
    BODY,
    MARGIN,
    SMALL,
    Scale,
    Sign,
    axis,
    heading,
    label_width,
    legend,
    note,
    nothing,
    numbered,
    scale_over,
)
from kaohe.reports.pictures.ink import Fill
from kaohe.reports.pictures.picture import PAGE, Look, Picture
from kaohe.reports.pictures.text import minus, points, text_width

ROW, BAR, APART = 20.0, 12.0, 24.0
_AROUND = 150.0
"""Heading, legend, axis and note together, when rows are counted out for a page."""

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the columns of all pictures of one ranking lie: rank, name, bars, total, grade."""

    rank: float
    name: float
    name_room: float
    total: float
    grade: float
    grade_room: float
    scale: Scale


def ranking_picture(content: Ranking, look: Look = PAGE) -> Picture:
    """One picture: as many units from the top as it takes, and a word about the rest."""
    drawn, *rest = _portions(content, look)
    left = sum(len(portion) for portion in rest)
    remark = f"另有{left}个单位没有画出。" if left else ""
    return _picture(content, drawn, look, _title(content), remark)


def ranking_pages(content: Ranking, look: Look = PAGE) -> tuple[Picture, ...]:
    """Everybody, in as many pictures as it takes."""
    portions = _portions(content, look)
    return tuple(
        _picture(content, portion, look, numbered(_title(content), place, len(portions)), "")
        for place, portion in enumerate(portions, 1)
    )


def _title(content: Ranking) -> str:
    return f"{content.period}{content.table}得分排名"


def _portions(content: Ranking, look: Look) -> list[tuple[RankedUnit, ...]]:
    """The units of each picture; those without a rank need room for the line above them."""
    most = max(int((look.tallest - _AROUND - APART) / ROW), 5)
    units = (*content.ranked, *content.apart)
    return [units[start : start + most] for start in range(0, len(units), most)] or [()]


def _picture(content: Ranking, units: Sequence[RankedUnit], look: Look, title: str, remark: str) -> Picture:
    if not units:
        return nothing(look, title, "没有参加考核的单位。")
    drawing = Drawing(look.width)
    top = heading(drawing, look, title, _subtitle(content))
    top = legend(drawing, top, list(_signs(content, units))) + 4
    columns = _columns(content, look)
    rows = list(_placed(units, top))
    bottom = rows[-1][1] + ROW / 2 + 2
    below = axis(drawing, columns.scale, top, bottom)
    for _, line in content.lines:
        x = columns.scale.at(line)
        drawing.line((x, top), (x, bottom), ink.FAINT, thick=0.9, dash="2 2")
    for unit, y in rows:
        _row(drawing, content, unit, y, columns)
    _line_apart(drawing, rows)
    if remark:
        below = note(drawing, below + 2, remark)
    return drawing.finish(below + 4, title, _words(content, units, remark))


def _placed(units: Sequence[RankedUnit], top: float) -> Iterator[tuple[RankedUnit, float]]:
    """Each unit with the middle of its row."""
    y, before = top + ROW / 2 + 2, True
    for unit in units:
        if before and unit.rank is None:
            y += APART
        before = unit.rank is not None
        yield unit, y
        y += ROW


def _line_apart(drawing: Drawing, rows: Sequence[tuple[RankedUnit, float]]) -> None:
    first = next((y for unit, y in rows if unit.rank is None), None)
    if first is not None:
        y = first - ROW / 2 - APART / 2
        drawing.line((MARGIN, y + 9), (drawing.width - MARGIN, y + 9), ink.SOFT, thick=0.8)
        drawing.text(MARGIN, y, "不计名次", SMALL, colour=ink.SOFT)


def _columns(content: Ranking, look: Look) -> _Columns:
    """The same for every picture of the ranking, so that they can be laid beside one another."""
    ranks = label_width([_rank(unit) for unit in content.units], BODY, 60)
    names = label_width([unit.name for unit in content.units], BODY, look.width * 0.26)
    totals = label_width([_total(unit) for unit in content.units], BODY, 90)
    grades = label_width([_label(unit) for unit in content.units], SMALL, 92) + 12
    grade = look.width - MARGIN - grades
    total = grade - 10
    name = MARGIN + ranks + 8
    left = name + names + 8
    values = [value for unit in content.units for value in _ends(unit)]
    room = total - totals - 10 - left
    scale = scale_over(
        min([_ZERO, *values]), max([content.full, *values]), left, left + room, max(int(room / 60), 2)
    )
    return _Columns(MARGIN + ranks, name, names, total, grade, grades, scale)


def _ends(unit: RankedUnit) -> Iterator[Decimal]:
    if isinstance(unit.total, Decimal):
        yield unit.base
        yield unit.base + unit.bonus
        yield unit.base + unit.bonus + unit.deduction


def _row(drawing: Drawing, content: Ranking, unit: RankedUnit, y: float, columns: _Columns) -> None:
    with drawing.group(Mark(_told(unit), unit.unit)):
        drawing.text(columns.rank, y, _rank(unit), BODY, colour=ink.SOFT, anchor="end")
        drawing.text(columns.name, y, unit.name, BODY, room=columns.name_room)
        if isinstance(unit.total, Decimal):
            _bar(drawing, unit, y - BAR / 2, columns.scale)
        else:
            drawing.text(columns.scale.left + 4, y, "没有一项适用，不计总分", SMALL, colour=ink.SOFT)
        drawing.text(columns.total, y, _total(unit), BODY, anchor="end")
        if unit.provisional:
            drawing.text(columns.total + 1, y, "*", BODY)
        if label := _label(unit):
            fill = _grade_fill(content, unit)
            drawing.area(columns.grade, y - 7.5, columns.grade_room, 15, fill)
            middle = columns.grade + columns.grade_room / 2
            drawing.text(
                middle,
                y,
                label,
                SMALL,
                colour=ink.on(fill.colour),
                anchor="middle",
                room=columns.grade_room - 6,
            )


def _bar(drawing: Drawing, unit: RankedUnit, top: float, scale: Scale) -> None:
    """Base and bonus one behind the other; what was deducted lies as an empty frame over the end of both."""
    zero, base = scale.at(_ZERO), scale.at(unit.base)
    gained = scale.at(unit.base + unit.bonus)
    kept = scale.at(unit.base + unit.bonus + unit.deduction)
    out = unit.zeroed or unit.rank is None
    drawing.area(
        min(zero, base), top, abs(base - zero), BAR, ink.Fill(ink.PALE, edge=ink.MAIN) if out else ink.BASE
    )
    if unit.bonus:
        drawing.area(min(base, gained), top, abs(gained - base), BAR, ink.BONUS)
    if unit.deduction:
        drawing.area(min(gained, kept), top, abs(gained - kept), BAR, ink.TAKEN)
        drawing.line((kept, top - 1.5), (kept, top + BAR + 1.5), ink.INK, thick=1.6)


def _grade_fill(content: Ranking, unit: RankedUnit) -> Fill:
    """Grades from dark to light, the last one empty; so it is with two grades as with four."""
    if unit.grade not in content.grades:
        return Fill(ink.PAPER, edge=ink.SOFT, dashed=True)
    place = content.grades.index(unit.grade)
    if place == len(content.grades) - 1 and place:
        return ink.GRADES[-1]
    return ink.GRADES[min(place, len(ink.GRADES) - 2)]


def _rank(unit: RankedUnit) -> str:
    return "—" if unit.rank is None else str(unit.rank)


def _total(unit: RankedUnit) -> str:
    if isinstance(unit.total, Absence):
        return "—"
    return minus(format(unit.total, "f"))


def _label(unit: RankedUnit) -> str:
    """The grade, and a veto or card where one is in force."""
    sign = "否决" if unit.vetoes else "黄牌" if unit.cards else ""
    return " · ".join(part for part in (unit.grade, sign) if part)


def _told(unit: RankedUnit) -> str:
    place = "不计名次" if unit.rank is None else f"第{unit.rank}名{'（并列）' if unit.tied else ''}"
    if isinstance(unit.total, Absence):
        return f"{unit.name}：没有一项适用，不计总分"
    parts = f"基本分{points(unit.base)}"
    parts += f"，加分{points(unit.bonus)}" if unit.bonus else ""
    parts += f"，扣分{points(-unit.deduction)}" if unit.deduction else ""
    total = f"{'暂定' if unit.provisional else ''}总分{_total(unit)}分（{parts}）{'，因一票否决计零分' if unit.zeroed else ''}"
    besides = [
        unit.grade,
        *(f"一票否决：{name}" for name in unit.vetoes),
        *(f"黄牌：{name}" for name in unit.cards),
    ]
    return "；".join([f"{unit.name}：{place}", total, *(text for text in besides if text)])


def _signs(content: Ranking, units: Sequence[RankedUnit]) -> Iterator[Sign]:
    yield Sign("基本分", ink.BASE)
    if any(unit.bonus for unit in units):
        yield Sign("加分", ink.BONUS)
    if any(unit.deduction for unit in units):
        yield Sign("扣去的分（粗线处为总分）", ink.TAKEN)
    if any(unit.rank is None or unit.zeroed for unit in units):
        yield Sign("不计名次或计零分", ink.Fill(ink.PALE, edge=ink.MAIN))
    if content.lines:
        lines = "、".join(f"{name}{plain(line)}" for name, line in content.lines)
        yield Sign(f"等次分数线：{lines}", line=(ink.FAINT, "2 2"))
    if any(unit.provisional for unit in units):
        yield Sign("* 暂定，还有数没有报齐或评定")


def _subtitle(content: Ranking) -> str:
    within = f"，名次在{content.within}内计" if content.within else ""
    apart = f"，其中{len(content.apart)}个不计名次" if content.apart else ""
    return f"满分{plain(content.full)}分，{len(content.units)}个单位{apart}{within}"


def _words(content: Ranking, units: Sequence[RankedUnit], remark: str) -> str:
    ranked = [unit for unit in units if unit.rank is not None]
    says = [_subtitle(content) + "。"]
    if ranked:
        first, last = ranked[0], ranked[-1]
        span = f"图中从{first.name}（{_total(first)}分）到{last.name}（{_total(last)}分）"
        says.append(span + "。" if first is not last else f"图中只有{first.name}（{_total(first)}分）。")
    return text_limit("".join([*says, remark]))


def text_limit(words: str) -> str:
    """Alternative text is read aloud: no more than a breath or two."""
    return words if text_width(words, 1) <= 160 else words[:150] + "…"
