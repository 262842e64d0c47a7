"""The list that people work through: every item, its points, what its clause was read as, and how sure that is."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import click
from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.table import Table as RichTable
from rich.text import Text

from kaohe.cli.reading.fold import fold
from kaohe.cli.tables import console
from kaohe.core import plain
from kaohe.reports.study import Heading, ItemStudy, State, Study
from kaohe.reports.trials import Trial

_STYLES = {
    State.UNDERSTOOD: "green",
    State.DOUBTFUL: "yellow",
    State.UNREAD: "red",
    State.JUDGED: "magenta",
    State.NO_SCORING: "red",
}
_HEADS = ("编号", "项目", "分值", "状态", "读成什么")
_POINTS = 5
_RULES = 16
"""Cells that the lines and gaps of the table take."""
_MOST_OF_IT = 0.6
"""Where more of a clause than this was not understood, it is shown whole and not in pieces besides."""
_MARKS = " ，。；：、"


def print_study(study: Study, title: str) -> None:
    """The list of one scheme. Text of the document is shown as it is, never as markup."""
    entries = [entry for table in study.tables for entry in table.entries]
    screen = console()
    widths = _widths(entries, screen.width)
    table = RichTable(
        title=Text(title), title_justify="left", title_style="bold", header_style="bold", box=SIMPLE_HEAD
    )
    for head, width in zip(_HEADS, widths, strict=True):
        justify: Literal["left", "right"] = "right" if head == "分值" else "left"
        table.add_column(head, width=width, justify=justify, overflow="fold")
    several = len(study.tables) > 1
    for part in study.tables:
        if several:
            table.add_row("", Text(fold(part.table.name, widths[1]), style="bold underline"))
        for entry in part.entries:
            cells = _heading(entry) if isinstance(entry, Heading) else _item(entry)
            table.add_row(*(_folded(cell, width) for cell, width in zip(cells, widths, strict=False)))
    screen.print(table)


def _widths(entries: Sequence[Heading | ItemStudy], room: int) -> tuple[int, ...]:
    """In cells: the names get what they need up to a fourth of the room, the last column what is left."""
    states = [entry.state.value for entry in entries if isinstance(entry, ItemStudy)]
    number = _longest(entry.number for entry in entries)
    name = min(_longest(_name(entry) for entry in entries), max(room // 4, 12))
    first = (number, name, _POINTS, _longest(states))
    return (*first, max(room - sum(first) - _RULES, 20))


def _longest(texts: Iterable[str]) -> int:
    """The width of the longest, at least that of a column's head."""
    return max((4, *(cell_len(text) for text in texts)))


def _folded(cell: Text, width: int) -> Text:
    lines = Text()
    for part in cell.split("\n"):
        lines.append("\n" if lines else "").append(fold(part.plain, width), style=part.style)
    lines.style = cell.style
    return lines


def _name(entry: Heading | ItemStudy) -> str:
    return entry.name if isinstance(entry, Heading) else entry.item.name


def _heading(heading: Heading) -> Iterator[Text]:
    for text in (heading.number, heading.name, plain(heading.points) if heading.points else ""):
        yield Text(text, style="bold")


def _item(study: ItemStudy) -> Iterator[Text]:
    points = study.item.points
    yield Text(study.number)
    yield Text(study.item.name)
    yield Text("" if points is None else plain(points))
    yield Text(study.state.value, style=_STYLES[study.state])
    yield Text("\n".join(_told(study)), style="" if study.words else "dim")


def _told(study: ItemStudy) -> Iterator[str]:
    """The rule and what is asked of it; without a rule what was not understood, and the clause."""
    if study.words:
        yield study.words
        yield from (f"要确认：{pending.question}" for pending in study.item.pending if not pending.answer)
        return
    clause = " ".join(study.clause.split())
    if not clause:
        yield "只有名称和分值，没有评分标准"
        return
    unread = study.reading.unread if study.reading else ()
    pieces = list(dict.fromkeys(span.text.strip(_MARKS) for span in unread))
    if pieces and sum(map(len, pieces)) < len(clause) * _MOST_OF_IT:
        yield f"没读懂：{'、'.join(f'“{piece}”' for piece in pieces if piece)}"
    yield f"原文：{clause}"


def trial_lines(rows: Iterable[Trial]) -> Iterator[str]:
    """A boundary table in lines: 达到 99%　→ 4分."""
    first: Trial | None = None
    for row in rows:
        first = first or row
        before = dict(first.figures)
        shown = [
            pair for pair in row.figures if row is first or before.get(pair[0]) != pair[1]
        ] or row.figures
        alone = len(row.figures) == 1
        figures = "；".join(value if alone else f"{name} {value}" for name, value in shown)
        score = "要看其他单位" if row.score is None else f"{plain(row.score)}分"
        yield f"{row.what}：{figures} → {score}"


def say_trials(rows: tuple[Trial, ...], indent: str = "　") -> None:
    """The boundary table on the terminal."""
    if not rows:
        return
    names = [name for name, _ in rows[0].figures]
    click.echo(f"{indent}试算{f'（{names[0]}）' if len(names) == 1 else '（其余同第一行）'}：")
    for line in trial_lines(rows):
        click.echo(f"{indent}　{line}")
