"""Tables on the terminal."""

import sys
from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table as RichTable

from kaohe.core import Absence
from kaohe.results import TableResult
from kaohe.results.standing import Standing

WIDE = 120
MOST_ROWS = 60


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], numbers: int = 0) -> None:
    """A plain table; the last `numbers` columns are figures and stand right."""
    table = RichTable(
        title=title, title_justify="left", title_style="bold", header_style="bold", box=SIMPLE_HEAD
    )
    for position, column in enumerate(columns):
        right = position >= len(columns) - numbers
        table.add_column(column, justify="right" if right else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    console().print(table)


def console() -> Console:
    """The terminal; where the output goes into a file, wide enough that names are not broken."""
    return Console(width=None if sys.stdout.isatty() else WIDE, highlight=False)


def print_ranking(table: TableResult) -> None:
    """Rank, unit, grade and the parts of the total; then the lists."""
    state = "（暂定）" if table.provisional else ""
    columns = ("名次", "单位", "类别", "等次", "说明", "基本分", "加分", "扣分", "总分")
    shown = table.standings[:MOST_ROWS]
    print_table(f"{table.table.name}{state}", columns, [_row(standing) for standing in shown], numbers=4)
    if len(shown) < len(table.standings):
        console().print(f"  ……共{len(table.standings)}个单位，全部见 ranking.csv 和 results.xlsx")
    for entry in table.lists:
        names = [table.of(member.unit) for member in entry.members]
        members = [standing.tally.unit.name for standing in names if standing is not None]
        text = "、".join(members[:MOST_ROWS]) + (f"等{len(members)}个" if len(members) > MOST_ROWS else "")
        console().print(f"  {entry.consequence.list_name}：{text or '无'}", soft_wrap=True)


def _row(standing: Standing) -> tuple[str, ...]:
    tally = standing.tally
    notes = [outcome.veto.name for outcome in tally.vetoes if outcome.in_force]
    if tally.gaps:
        notes.append(f"缺{len(tally.gaps)}项")
    rank = "—" if standing.rank is None else f"{standing.rank}{' 并列' if standing.tied else ''}"
    total = tally.total.label if isinstance(tally.total, Absence) else format(tally.total, "f")
    return (
        rank,
        tally.unit.name,
        tally.unit.unit_class,
        standing.grade,
        "；".join(notes),
        *(f"{part:.4f}" for part in (tally.base, tally.bonus, tally.deduction)),
        total,
    )
