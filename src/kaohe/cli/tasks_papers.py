"""`kaohe tasks bulletin, report`: a month's bulletin, a quarter's report to the level above."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kaohe.cli.common import json_option, refusing, units_option, working
from kaohe.cli.tasks_common import (
    formats_option,
    ledger_for,
    load_desk,
    load_office,
    maybe_scheme,
    month_option,
    office_option,
    on_option,
    programme_argument,
    quarter_option,
    record_option,
    scheme_option,
    tell,
)
from kaohe.core import Period, Problem

if TYPE_CHECKING:
    from kaohe.reports.kinds import Kind, Paper
    from kaohe.reports.material import Material
    from kaohe.reports.office import Office
    from kaohe.scheme import Scheme
    from kaohe.tasks.ledger import Ledger

TASK_LISTS, BULLETINS, QUARTERS = "月度任务清单", "月度通报", "季度报告"
_output = click.option(
    "-o", "--output", "folder", required=True, type=click.Path(path_type=Path), help="写到哪个文件夹"
)


@click.command(name="bulletin")
@programme_argument
@month_option
@_output
@formats_option
@units_option
@record_option
@on_option
@scheme_option
@office_option
@json_option
@refusing
def bulletin(
    programme_file: Path,
    month: Period | None,
    folder: Path,
    formats: tuple[str, ...],
    units_file: Path | None,
    record_file: Path | None,
    on: date | None,
    scheme_file: Path | None,
    office_file: Path | None,
    as_json: bool,
) -> None:
    """写一个月的通报：各单位、各项任务的办结情况，以前月份结转的单独列出。不写 --on 时看月末那一天。"""
    from kaohe.reports.task_ledger import months_of

    if month is None:
        raise click.UsageError("请用 --month 写明哪个月，如 --month 2026-11。")
    desk = load_desk(programme_file, units_file, record_file)
    office, office_problems = load_office(desk, office_file)
    with working("写通报"):
        ledger, problems = ledger_for(desk, month, on)
        written, said = write_month_papers(
            BULLETINS, ledger, month, office, maybe_scheme(scheme_file), folder, formats
        )
    tasks = [task for each in months_of(ledger, month) if each.month == str(month) for task in each.tasks]
    due, done = sum(len(task.units) for task in tasks), sum(len(task.done) for task in tasks)
    data = {
        "month": str(month),
        "due": due,
        "done": done,
        "written": [str(path) for path in written],
    }

    def lines() -> None:
        summed = f"到期的任务{due}件，办结{done}件。" if written else "没有到期的任务，没有写通报。"
        click.echo(month.label + summed)
        for path in written:
            click.echo(f"已写入 {path}")

    tell(data, lines, (*problems, *office_problems, *said), as_json)


@click.command(name="report")
@programme_argument
@quarter_option
@_output
@formats_option
@units_option
@record_option
@on_option
@scheme_option
@office_option
@json_option
@refusing
def report(
    programme_file: Path,
    quarter: Period,
    folder: Path,
    formats: tuple[str, ...],
    units_file: Path | None,
    record_file: Path | None,
    on: date | None,
    scheme_file: Path | None,
    office_file: Path | None,
    as_json: bool,
) -> None:
    """写一个季度的报告：办结、逾期、结转，按类别、按单位，与上一季度相比。"""
    from kaohe.reports.kinds.quarterly import QUARTERLY, Quarter, quarterly_paper
    from kaohe.reports.task_ledger import task_material
    from kaohe.tasks.figures import change_text, quarter_figures, rate_text

    desk = load_desk(programme_file, units_file, record_file)
    office, office_problems = load_office(desk, office_file)
    with working("写季度报告"):
        ledger, problems = ledger_for(desk, quarter, on)
        found = Quarter(ledger, quarter, quarter_figures(ledger, quarter))
        number = (quarter.month - 1) // quarter.months + 1
        month = Period(*quarter.last, 1)
        material = task_material(ledger, month, office, maybe_scheme(scheme_file))
        kind = replace(QUARTERLY, papers=lambda kind, of: iter([quarterly_paper(kind, of, found, number)]))
        written, said = _write(material, kind, folder, formats)
    whole, before = found.figures.whole, found.figures.before
    data = {
        "quarter": str(quarter),
        "due": whole.due,
        "done": whole.finished,
        "late": whole.late,
        "open": whole.open,
        "carried_in": whole.carried_in,
        "rate": rate_text(whole.rate),
        "change": change_text(whole.rate, before.whole.rate) if before else None,
        "written": [str(path) for path in written],
    }

    def lines() -> None:
        click.echo(
            f"{quarter.label}：应办{whole.due}件，办结{whole.finished}件（逾期{whole.late}件），"
            f"办结率{rate_text(whole.rate)}，未办结{whole.open}件。"
        )
        for path in written:
            click.echo(f"已写入 {path}")

    tell(data, lines, (*problems, *office_problems, *said), as_json)


def write_month_papers(
    name: str,
    ledger: "Ledger",
    month: Period,
    office: "Office",
    scheme: "Scheme | None",
    folder: Path,
    formats: Sequence[str],
) -> tuple[list[Path], tuple[Problem, ...]]:
    """The papers of this kind for one month: the list of each unit, or the bulletin."""
    from kaohe.reports.kinds import KINDS
    from kaohe.reports.task_ledger import task_material

    kind = next(each for each in KINDS if each.name == name)
    material = task_material(ledger, month, office, scheme, running=name == TASK_LISTS)

    def of_month(own: "Kind", of: "Material") -> Iterator["Paper"]:
        return (paper for paper in kind.papers(own, of) if paper.stem.split()[0] == str(month))

    return _write(material, replace(kind, papers=of_month), folder, formats)


def _write(
    material: "Material", kind: "Kind", folder: Path, formats: Sequence[str]
) -> tuple[list[Path], tuple[Problem, ...]]:
    from kaohe.reports.writing import write_papers

    done = write_papers(material, [kind], folder, formats or ("docx",))
    return [*done.written, *done.kept], done.problems
