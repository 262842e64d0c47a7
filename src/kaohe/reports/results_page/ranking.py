"""The ranking: its picture, grades with their units, and the table that the script sorts and filters."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from kaohe.core import Absence, plain, round_half_up
from kaohe.reports.pictures import Look, ranking_of, ranking_pages
from kaohe.reports.pictures.content.ranking import WITHIN
from kaohe.reports.results_page.markup import Cell, Column, clean, figure, h, shown, table_of, text
from kaohe.reports.results_page.view import View, in_force, order_of, rank_shown, total_shown
from kaohe.results.standing import Standing

_WIDE = Look(width=640, tallest=1050)
_NARROW = Look(width=372, tallest=1050)
"""What a phone shows without making it small."""
_NAMED = 12
_COLUMNS = (
    Column("名次", "mid"),
    Column("单位", "name"),
    Column("类别"),
    Column("上级"),
    Column("总分", "num"),
    Column("基本分", "num"),
    Column("加分", "num"),
    Column("扣分", "num"),
    Column("等次", "mid"),
    Column("否决、黄牌"),
    Column("列入名单", "long"),
    Column("未定", "mid"),
)


def ranking_pictures(view: View) -> str:
    """The best 40 or so at once; the pages after them folded, or left out where there are many: nobody reads 1,300 bars."""
    content = ranking_of(view.result, view.table)
    first, *rest = ranking_pages(content, _WIDE)
    narrow = ranking_pages(content, _NARROW)[0]
    parts = [figure(first, "all by-row broad"), figure(narrow, "all by-row narrow")]
    if rest and view.many:
        parts.append('<p class="note">图上是名次在前的单位，全部单位在下面的排名表里。</p>')
    elif rest:
        inside = "".join(figure(picture, "all by-row") for picture in rest)
        parts.append(f'<details class="rest"><summary>其余{len(rest)}幅排名图</summary>{inside}</details>')
    return "".join(parts)


def grades(view: View) -> str:
    """Each grade with its units; of many, the first and how many there are."""
    rows = []
    entries = [(g.name, [s for s in view.standings if s.grade == g.name]) for g in view.table.table.grades]
    for name, members in entries:
        shown_first = "、".join(view.link(s.tally.unit.id, s.tally.unit.name) for s in members[:_NAMED])
        more = f" 等{len(members)}个" if len(members) > _NAMED else ""
        rows.append(
            f'<tr><th scope="row"><a href="#{view.id}-ranking" data-grade="{h(name)}">{h(name)}</a></th>'
            f'<td class="num">{len(members)}个</td><td>{shown_first or "没有"}{more}</td></tr>'
        )
    if not rows:
        return ""
    return f'<h3>等次</h3><table class="plain">{"".join(rows)}</table>'


def ranking(view: View) -> str:
    """The whole ranking as a table. (Search and choices above it are set by the script, which alone can use them.)"""
    columns = _COLUMNS
    cells = [list(_cells(view, standing)) for standing in view.standings]
    used = [place for place, column in enumerate(columns) if _worth(column, [row[place] for row in cells])]
    orders = {
        "总分": order_of([_known(s.tally.total) for s in view.standings]),
        "名次": _last_without(order_of([s.rank for s in view.standings])),
        **{
            name: order_of([getattr(s.tally, part) for s in view.standings])
            for name, part in (("基本分", "base"), ("加分", "bonus"), ("扣分", "deduction"))
        },
        "等次": order_of([_grade_place(view, s) for s in view.standings]),
    }
    rows = [
        (
            standing.tally.unit.id,
            [_ordered(cells[number][place], orders.get(columns[place].name), number) for place in used],
        )
        for number, standing in enumerate(view.standings)
    ]
    within = WITHIN[view.table.table.ranking.scope]
    said = f'<p class="note">名次在{within}内计。</p>' if within else ""
    return said + table_of([columns[place] for place in used], rows, "ranking")


def _cells(view: View, standing: Standing) -> Iterator[Cell]:
    tally = standing.tally
    tied = " <small>并列</small>" if standing.tied else ""
    yield Cell(rank_shown(standing) + tied)
    yield Cell(view.link(tally.unit.id, tally.unit.name))
    yield text(tally.unit.unit_class)
    yield text(view.parent(standing))
    yield text(total_shown(standing), "total", told=_exact(standing))
    for part in (tally.base, tally.bonus, tally.deduction):
        exact = shown(plain(part))
        words = shown(format(round_half_up(part, view.places), "f")) if part else "0"
        yield text(words, told="" if Decimal(words.replace("−", "-")) == part else f"未舍入：{exact}分")
    yield text(standing.grade)
    yield text("；".join(in_force(standing)))
    yield text("、".join(view.lists.get(tally.unit.id, ())))
    yield text(f"{len(tally.gaps)}项" if tally.gaps else "")


def _exact(standing: Standing) -> str:
    """How the total came about, before it was rounded."""
    tally = standing.tally
    if isinstance(tally.total, Absence):
        return "没有一项适用，不计总分"
    parts = f"基本分{plain(tally.base)}"
    parts += f"＋加分{plain(tally.bonus)}" if tally.bonus else ""
    parts += f"－扣分{plain(-tally.deduction)}" if tally.deduction else ""
    return shown(
        f"{clean(tally.unit.name)}：{parts}，总分{format(tally.total, 'f')}分{'（暂定）' if tally.provisional else ''}"
    )


def _worth(column: Column, cells: Sequence[Cell]) -> bool:
    """Whether a column says anything: what is empty, or a class that all share, is left out."""
    if column.name in ("名次", "单位", "总分"):
        return True
    if column.name in ("加分", "扣分"):
        return any(cell.html != "0" for cell in cells)
    values = {cell.html for cell in cells}
    return len(values - {""}) > (1 if column.name in ("类别", "上级") else 0)


def _known(total: Decimal | Absence) -> Decimal | None:
    return None if isinstance(total, Absence) else total


def _grade_place(view: View, standing: Standing) -> int | None:
    names = [grade.name for grade in view.table.table.grades]
    return names.index(standing.grade) if standing.grade in names else None


def _last_without(places: list[int]) -> list[int]:
    """Who has no rank stands behind all who have one."""
    behind = max(places, default=0) + 1
    return [place or behind for place in places]


def _ordered(cell: Cell, orders: Sequence[int] | None, number: int) -> Cell:
    return cell if orders is None else Cell(cell.html, cell.kind, orders[number], cell.told)
