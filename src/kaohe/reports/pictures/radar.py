"""Radar of a unit's groups against the mean. With fewer than three groups or too many to read, as bars in pairs."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from math import cos, pi, sin

from kaohe.core import Absence, Number, plain
from kaohe.reports.pictures import ink
from kaohe.reports.pictures.content.profile import Profile, Spoke
from kaohe.reports.pictures.drawing import Drawing, Mark, Point
from kaohe.reports.pictures.frame import (
    BODY,
    MARGIN,
    SMALL,
    Scale,
    Sign,
    axis,
    dot,
    heading,
    label_width,
    legend,
    nothing,
)
from kaohe.reports.pictures.picture import PAGE, Look, Picture
from kaohe.reports.pictures.text import minus, points

FEWEST, MOST = 3, 12
_RINGS = (25, 50, 75, 100)
_ROW = 30.0


def radar_picture(content: Profile, look: Look = PAGE) -> Picture:
    """The unit's share of the full points in each group, and the mean's."""
    title = f"{content.name}{content.period}各类指标得分率"
    shown = [spoke for spoke in content.spokes if not isinstance(spoke.score, Absence)]
    if not shown:
        return nothing(look, title, "没有适用的基本分指标。")
    drawing = Drawing(look.width)
    top = heading(drawing, look, title, f"{content.table} · 与{content.compared}个单位的平均得分率比")
    top = legend(
        drawing, top, [Sign(content.name, line=(ink.MAIN, "")), Sign("平均", line=(ink.WARM, "4 3"))]
    )
    around = FEWEST <= len(content.spokes) <= MOST
    bottom = _round(drawing, content, top) if around else _pairs(drawing, content, top)
    return drawing.finish(bottom + 4, title, _words(content, shown))


def _round(drawing: Drawing, content: Profile, top: float) -> float:
    room = min(drawing.width * 0.19, 130.0)
    radius = min((drawing.width - 2 * MARGIN) / 2 - room - 12, 150.0)
    centre = (drawing.width / 2, top + radius + 40)
    angles = [2 * pi * place / len(content.spokes) for place in range(len(content.spokes))]
    for ring in _RINGS:
        corners = [_at(centre, radius * ring / 100, angle) for angle in angles]
        drawing.path(corners, ink.RULE if ring == 100 else ink.HAIR, closed=True)
    for angle in angles:
        drawing.line(centre, _at(centre, radius, angle), ink.HAIR)
    means = list(_corners(centre, radius, angles, [spoke.mean for spoke in content.spokes]))
    own = list(_corners(centre, radius, angles, [spoke.share for spoke in content.spokes]))
    drawing.path(own, ink.MAIN, thick=2, fill=ink.LIGHT, opacity="0.35", closed=True)
    drawing.path(means, ink.WARM, thick=1.4, dash="4 3", closed=True)
    for x, y in means:
        dot(drawing, x, y, ink.WARM, size=2.6, fill=ink.PAPER)
    for x, y in own:
        dot(drawing, x, y, ink.MAIN)
    for ring in _RINGS[:-1]:
        drawing.text(centre[0] + 4, centre[1] - radius * ring / 100 + 6, f"{ring}%", 8, colour=ink.SOFT)
    for spoke, angle in zip(content.spokes, angles, strict=True):
        _label(drawing, content, spoke, _at(centre, radius + 12, angle), angle, room)
    return centre[1] + radius + 36


def _at(centre: Point, radius: float, angle: float) -> Point:
    """A point at this angle, counted from the top clockwise."""
    return centre[0] + radius * sin(angle), centre[1] - radius * cos(angle)


def _corners(
    centre: Point, radius: float, angles: Sequence[float], shares: Sequence[Number | Absence]
) -> Iterator[Point]:
    """Where the shares lie; what does not apply has no corner, what is below zero lies in the middle."""
    for angle, share in zip(angles, shares, strict=True):
        if not isinstance(share, Absence):
            yield _at(centre, radius * min(max(float(share), 0.0), 100.0) / 100, angle)


def _label(drawing: Drawing, content: Profile, spoke: Spoke, place: Point, angle: float, room: float) -> None:
    """The group's name and points outside its spoke, on the side where there is room."""
    x, y = place
    across = sin(angle)
    anchor = "middle" if abs(across) < 0.25 else "start" if across > 0 else "end"
    y -= 12 * cos(angle)
    with drawing.group(Mark(_told(content, spoke), content.unit, spoke.code)):
        drawing.text(x, y - 6, spoke.name, BODY, anchor=anchor, room=room)
        drawing.text(x, y + 7, _points(spoke), SMALL, colour=ink.SOFT, anchor=anchor, room=room)


def _pairs(drawing: Drawing, content: Profile, top: float) -> float:
    """The same as bars, the mean as a dashed line across each."""
    names = label_width([spoke.name for spoke in content.spokes], BODY, drawing.width * 0.3)
    values = label_width([_points(spoke) for spoke in content.spokes], SMALL, 110)
    scale = Scale(
        Decimal(0), Decimal(100), MARGIN + names + 10, drawing.width - MARGIN - values - 24, Decimal(25)
    )
    bottom = top + len(content.spokes) * _ROW
    below = axis(drawing, scale, top, bottom, "%")
    for place, spoke in enumerate(content.spokes):
        y = top + (place + 0.5) * _ROW
        with drawing.group(Mark(_told(content, spoke), content.unit, spoke.code)):
            drawing.text(MARGIN + names, y, spoke.name, BODY, anchor="end", room=names)
            if not isinstance(spoke.share, Absence):
                drawing.area(scale.left, y - 7, scale.at(spoke.share) - scale.left, 14, ink.BASE)
            if not isinstance(spoke.mean, Absence):
                x = scale.at(spoke.mean)
                drawing.line((x, y - 11), (x, y + 11), ink.WARM, thick=2, dash="4 3")
            drawing.text(drawing.width - MARGIN, y, _points(spoke), SMALL, colour=ink.SOFT, anchor="end")
    return below


def _points(spoke: Spoke) -> str:
    if isinstance(spoke.score, Absence):
        return spoke.score.label
    return f"{points(spoke.score)}/{plain(spoke.full)}分"


def _told(content: Profile, spoke: Spoke) -> str:
    mean = "" if isinstance(spoke.mean, Absence) else f"，平均得分率{minus(plain(spoke.mean, 2))}%"
    if isinstance(spoke.share, Absence):
        return f"{content.name} · {spoke.name}：{spoke.share.label}{mean}"
    share = minus(plain(spoke.share, 2))
    return f"{content.name} · {spoke.name}：{_points(spoke)}，得分率{share}%{mean}"


def _words(content: Profile, shown: Sequence[Spoke]) -> str:
    """Where the unit lies below the mean."""
    below = [
        s
        for s in shown
        if not isinstance(s.share, Absence) and not isinstance(s.mean, Absence) and s.share < s.mean
    ]
    names = "、".join(spoke.name for spoke in below[:5]) + ("等" if len(below) > 5 else "")
    head = f"{content.name}在{len(shown)}类指标上的得分率与平均得分率。"
    return head + (f"低于平均的有{len(below)}类：{names}。" if below else "没有一类低于平均。")
