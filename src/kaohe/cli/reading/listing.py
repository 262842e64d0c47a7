"""The list that people work through: every item, its points, what its clause was read as, and how sure that is."""

from collections.abc import Iterable, Iterator

import click
from rich.box import SIMPLE_HEAD
from rich.table import Table as RichTable
from rich.text import Text

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


def print_study(study: Study, title: str) -> None:
    """The list of one scheme. Text of the document is shown as it is, never as markup."""
    table = RichTable(
        title=Text(title), title_justify="left", title_style="bold", header_style="bold", box=SIMPLE_HEAD
    )
    table.add_column("编号", overflow="fold", no_wrap=False)
    table.add_column("项目", overflow="fold", ratio=3)
    table.add_column("分值", justify="right")
    table.add_column("读成什么", overflow="fold", ratio=6)
    table.add_column("状态", no_wrap=True)
    several = len(study.tables) > 1
    for entry in study.tables:
        if several:
            table.add_row("", Text(entry.table.name, style="bold underline"), "", "", "")
        for row in entry.entries:
            table.add_row(*(_heading(row) if isinstance(row, Heading) else _item(row)))
    console().print(table)


def _heading(heading: Heading) -> Iterator[Text]:
    for text in (heading.number, heading.name, plain(heading.points) if heading.points else "", "", ""):
        yield Text(text, style="bold")


def _item(study: ItemStudy) -> Iterator[Text]:
    points = study.item.points
    yield Text(study.number)
    yield Text(study.item.name)
    yield Text("" if points is None else plain(points))
    yield Text(study.words or _instead(study), style="" if study.words else "dim")
    yield Text(study.state.value, style=_STYLES[study.state])


def _instead(study: ItemStudy) -> str:
    """What is shown of an item that has no rule."""
    if study.item.pending:
        return study.item.pending[0].question
    if study.state is State.NO_SCORING:
        return "只有名称和分值，没有评分标准" if not study.clause.strip() else study.clause.strip()
    return study.clause.strip()


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
