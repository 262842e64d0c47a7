"""`kaohe tasks read, rectify`: programmes from an office's document, and from lost points."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kaohe.cli.common import json_option, refusing, working
from kaohe.cli.tasks_common import force_option, load_programme, may_write, month_option, tell
from kaohe.core import Period, Problem, Refused

if TYPE_CHECKING:
    from kaohe.tasks import Programme
    from kaohe.tasks.rectifying import Demand

_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")


@click.command(name="read")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="草稿写进哪个文件，如 任务方案.yaml")
@click.option("--year", type=click.IntRange(1949, 2200), help="哪一年的方案；不写用标题里的年份")
@click.option("--title", default="", help="方案的名称；不写用文件的标题")
@click.option("--level", default="", help="任务下达到哪一级单位，与单位表的“层级”一致，如 镇街")
@force_option
@json_option
@refusing
def read(
    file: Path, output: Path | None, year: int | None, title: str, level: str, force: bool, as_json: bool
) -> None:
    """从办公室的文件（任务方案、工作意见、职责分工表）读出任务，写成草稿。

    没有读出频次、期限、接收部门的逐条指出位置，人看过、改好再下达。
    """
    from kaohe.documents.opening import open_document
    from kaohe.documents.recognise import recognise
    from kaohe.tasks.drafting import draft_programme
    from kaohe.tasks.programme_text import programme_text

    if output is not None:
        may_write(output, force=force)
    with working("正在读文件"):
        document = open_document(file)
        reading = recognise(document)
    name = title or _title(reading.title, file)
    named = _YEAR.search(name) or _YEAR.search(file.stem)
    if year is None and named is None:
        raise Refused("tasks.no-year", "标题里没有年份。请用 --year 写明是哪一年的方案，如 --year 2026。")
    period = Period(year or int(named[1] if named else 0))
    programme, problems = draft_programme(name, period, reading.tasks, reading.duties, level)
    if output is not None and programme.tasks:
        remarks = [f"从“{file.name}”读出的草稿，请逐条核对。", *(str(problem) for problem in problems)]
        output.write_text(programme_text(programme, remarks), encoding="utf-8", newline="\n")
    _tell_programme(
        programme, output if programme.tasks else None, (*_of_document(reading.problems), *problems), as_json
    )


def _title(title: str, file: Path) -> str:
    return " ".join(title.split()) or file.stem


def _of_document(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """What the reader says of the document itself; that it holds no scoring table is no fault here."""
    return tuple(problem for problem in problems if problem.code != "document.nothing-found")


def _tell_programme(
    programme: "Programme", output: Path | None, problems: tuple[Problem, ...], as_json: bool
) -> None:
    from kaohe.tasks.words import when_text

    data = {
        "title": programme.title,
        "period": str(programme.period),
        "written": str(output) if output else None,
        "tasks": [
            {
                "number": task.number,
                "heading": task.heading,
                "text": task.text,
                "when": when_text(task),
                "departments": list(task.departments),
                "units": list(task.units),
                "origin": task.origin.value,
                "item": task.item,
                "receiver": task.receiver,
                "where": str(task.place),
            }
            for task in programme.tasks
        ],
    }

    def lines() -> None:
        from kaohe.cli.tables import print_table

        rows = [
            (
                task.number,
                "、".join(task.units) or task.heading,
                task.text,
                when_text(task),
                "、".join(task.departments),
            )
            for task in programme.tasks
        ]
        print_table(programme.title, ("编号", "类别或单位", "任务", "什么时候", "责任科室"), rows)
        if output is not None:
            click.echo(f"{len(programme.tasks)}项任务的草稿写入 {output}")

    tell(data, lines, problems, as_json)


@click.command(name="rectify")
@click.argument("results", metavar="结果文件夹", type=click.Path(path_type=Path))
@month_option
@click.option("--day", default=0, type=click.IntRange(0, 31), help="到期日；不写是月底")
@click.option("--runs", default=1, type=click.IntRange(1, 12), help="办几个月，2就是次月到期；不写是1")
@click.option("--least", default="0", metavar="分", help="失分不少于多少的才整改；不写是全部失分")
@click.option("--unit", "unit_names", multiple=True, help="只要这些单位，可以写几个")
@click.option(
    "--office",
    "office_file",
    type=click.Path(path_type=Path),
    help="公文文件，里面“整改”写的要求和期限照用",
)
@click.option("--into", "programme_file", type=click.Path(path_type=Path), help="并入已有的任务方案")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="写成任务方案文件")
@force_option
@json_option
@refusing
def rectify(
    results: Path,
    month: Period | None,
    day: int,
    runs: int,
    least: str,
    unit_names: tuple[str, ...],
    office_file: Path | None,
    programme_file: Path | None,
    output: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """从计分结果的失分生成整改任务：哪个单位、哪一项、要求、期限。并入任务方案，以后按月销号。

    例：kaohe tasks rectify 结果/2026 --month 2027-02 --day 31 --runs 2 --least 0.5 -o 整改任务.yaml
    """
    from kaohe.results.receipt import read_inputs
    from kaohe.results.round import score_scheme
    from kaohe.tasks.programme_text import programme_text
    from kaohe.tasks.rectifying import lost_points, rectification_tasks, with_tasks

    if month is None:
        raise click.UsageError("请用 --month 写明从哪个月下达，如 --month 2027-02。")
    if not re.fullmatch(r"\d{1,4}(\.\d{1,4})?", least):
        raise click.UsageError(f"--least 要的是一个数，写的是“{least}”。")
    if output is not None:
        may_write(output, force=force)
    with working("重新计分，找出失分"):
        inputs = read_inputs(results)
        result = score_scheme(inputs.scheme, inputs.units, inputs.facts, inputs.history)
    lost = lost_points(result, Decimal(least))
    wanted = {unit.id for unit in inputs.units if unit.id in unit_names or unit.name in unit_names}
    if unit_names:
        lost = tuple(each for each in lost if each.unit in wanted)
    demands, problems = _demands(office_file, {unit.name: unit.id for unit in inputs.units})
    tasks = rectification_tasks(lost, month, day, runs, demands)
    named = [replace(task, units=tuple(inputs.units[unit].name for unit in task.units)) for task in tasks]
    programme = with_tasks(_into(programme_file, inputs.scheme.title, month), named)
    if output is not None:
        output.write_text(programme_text(programme), encoding="utf-8", newline="\n")
    _tell_programme(programme, output, problems, as_json)


def _into(programme_file: Path | None, title: str, month: Period) -> "Programme":
    """The programme that is named, or an empty one that begins in this month."""
    from kaohe.tasks import Programme

    if programme_file is not None:
        return load_programme(programme_file)[0]
    return Programme(f"{title}整改任务", Period(month.year), (), month)


def _demands(
    office_file: Path | None, ids: dict[str, str]
) -> tuple[tuple["Demand", ...], tuple[Problem, ...]]:
    """The orders of the office's file as demands."""
    from kaohe.reports.dates import read_day
    from kaohe.reports.office import read_office
    from kaohe.tasks.rectifying import Demand

    if office_file is None:
        return (), ()
    office, problems = read_office(office_file)
    found = []
    for order in office.orders:
        day = read_day(order.until)
        when = (day.month, day.day) if day else (0, 0)
        found.append(Demand(ids.get(order.unit, order.unit), order.item, order.text, *when))
    return tuple(found), problems
