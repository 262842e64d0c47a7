"""`kaohe tasks check, issue, status, remind`: the programme over the year, a month's lists, where everything stands."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kaohe.cli.common import json_option, refusing, units_option, working
from kaohe.cli.tasks_common import (
    entry_record,
    force_option,
    formats_option,
    ledger_for,
    ledger_of,
    load_desk,
    load_office,
    may_write,
    maybe_scheme,
    month_option,
    office_option,
    on_option,
    programme_argument,
    record_option,
    scheme_option,
    tell,
)
from kaohe.core import Cadence, Period, Problem, Refused
from kaohe.core.problem import has_errors

if TYPE_CHECKING:
    from kaohe.tasks import Entry, Programme
    from kaohe.tasks.ledger import Ledger
    from kaohe.tasks.reminders import Reminder

_MOST_ROWS = 60


@click.command(name="check")
@programme_argument
@units_option
@scheme_option
@json_option
@refusing
def check(programme_file: Path, units_file: Path | None, scheme_file: Path | None, as_json: bool) -> None:
    """核对任务方案：单位写得对不对，每月有哪些任务，有没有失去依据、增加负担的内容。

    用 --scheme 指明考核办法，一并核对积分的数据项和任务的指标。
    """
    from kaohe.tasks.checking import check_programme

    desk = load_desk(programme_file, units_file, None)
    found = (*desk.problems, *check_programme(desk.programme, desk.units, maybe_scheme(scheme_file)))
    months = _calendar(desk.programme)
    data = {
        "title": desk.programme.title,
        "tasks": len(desk.programme.tasks),
        "months": {str(month): list(numbers) for month, numbers in months},
    }
    tell(data, lambda: _print_calendar(desk.programme, months), found, as_json)


def _calendar(programme: "Programme") -> list[tuple[Period, tuple[str, ...]]]:
    return [
        (month, tuple(task.number for task in programme.tasks if month.month in task.months))
        for month in programme.period.parts(Cadence.MONTH)
        if month >= programme.start
    ]


def _print_calendar(programme: "Programme", months: list[tuple[Period, tuple[str, ...]]]) -> None:
    from kaohe.cli.tables import print_table
    from kaohe.tasks.words import when_text

    rows = [
        (
            task.number,
            task.text,
            when_text(task),
            "、".join(task.departments),
            "、".join(task.units) or "全部",
        )
        for task in programme.tasks
    ]
    print_table(programme.title, ("编号", "任务", "什么时候", "责任科室", "单位"), rows)
    print_table(
        "每月下达", ("月份", "任务"), [(month.label, "、".join(numbers)) for month, numbers in months]
    )


@click.command(name="issue")
@programme_argument
@month_option
@click.option("-o", "--output", "folder", type=click.Path(path_type=Path), help="写到哪个文件夹")
@click.option("--papers", is_flag=True, help="再写每个单位一份的任务清单（公文格式）")
@formats_option
@units_option
@record_option
@on_option
@scheme_option
@office_option
@force_option
@json_option
@refusing
def issue(
    programme_file: Path,
    month: Period | None,
    folder: Path | None,
    papers: bool,
    formats: tuple[str, ...],
    units_file: Path | None,
    record_file: Path | None,
    on: date | None,
    scheme_file: Path | None,
    office_file: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """下达一个月的任务清单：新的任务，加上以前月份结转的。用 -o 写成工作簿，--papers 再写每个单位一份。

    不写 --on 时看这个月第一天的清单：下达的时候是什么样就是什么样。
    """
    from kaohe.tasks.checking import check_programme

    if month is None:
        raise click.UsageError("请用 --month 写明哪个月，如 --month 2026-11。")
    if papers and folder is None:
        raise click.UsageError("--papers 要用 -o 写明写到哪个文件夹。")
    desk = load_desk(programme_file, units_file, record_file)
    scheme = maybe_scheme(scheme_file)
    checked = check_programme(desk.programme, desk.units, scheme)
    if has_errors(checked):
        raise Refused("tasks.cannot-be-issued", f"{programme_file} 还有错误，不能下达。", checked)
    with working(f"开{month.label}的清单"):
        ledger, problems = ledger_for(desk, month, on or date(month.year, month.month, 1))
    written: list[Path] = []
    if folder is not None:
        written = _write_lists(ledger, month, folder, force=force)
    if papers and folder is not None:
        from kaohe.cli.tasks_papers import TASK_LISTS, write_month_papers

        office, office_problems = load_office(desk, office_file)
        more, said = write_month_papers(TASK_LISTS, ledger, month, office, scheme, folder, formats)
        written += more
        problems = (*problems, *office_problems, *said)
    entries = _of_month(ledger, month)
    data = {
        "month": str(month),
        "entries": len(entries),
        "carried": sum(1 for entry in entries if entry.carried),
        "written": [str(path) for path in written],
        "list": [entry_record(entry, ledger) for entry in entries],
    }
    tell(data, lambda: _print_issue(ledger, month, written), (*checked, *problems), as_json)


def _of_month(ledger: "Ledger", month: Period) -> tuple["Entry", ...]:
    found = ledger.at(month)
    return found.entries if found else ()


def _write_lists(ledger: "Ledger", month: Period, folder: Path, *, force: bool) -> list[Path]:
    from kaohe.reports.tasks_book import write_tasks_book

    path = folder / f"任务清单 {month}.xlsx"
    may_write(path, force=force)
    folder.mkdir(parents=True, exist_ok=True)
    with working("写工作簿"):
        write_tasks_book(path, ledger, month)
    return [path]


def _print_issue(ledger: "Ledger", month: Period, written: list[Path]) -> None:
    entries = _of_month(ledger, month)
    carried = sum(1 for entry in entries if entry.carried)
    units = len({entry.unit for entry in entries})
    click.echo(f"{month.label}：{units}个单位，{len(entries)}件，其中结转{carried}件。")
    for path in written[:_MOST_ROWS]:
        click.echo(f"已写入 {path}")


@click.command(name="status")
@programme_argument
@units_option
@record_option
@on_option
@click.option("--unit", "unit_name", help="只看一个单位，逐件列出")
@json_option
@refusing
def status(
    programme_file: Path,
    units_file: Path | None,
    record_file: Path | None,
    on: date | None,
    unit_name: str | None,
    as_json: bool,
) -> None:
    """现在各单位办到哪一步：应办、办结、逾期、退回、结转。用 --unit 看一个单位的每一件。"""
    desk = load_desk(programme_file, units_file, record_file)
    with working("按记录推算"):
        ledger, problems = ledger_of(desk, on)
    if ledger.current is None:
        raise Refused(
            "tasks.not-begun", f"{desk.programme.title}从{desk.programme.start.label}开始，还没有清单。"
        )
    if unit_name is not None:
        _one_unit(ledger, unit_name, problems, as_json)
        return
    from kaohe.tasks.figures import figures, rate_text

    month = ledger.current.month
    found = figures(ledger, month, month)
    rows = [(unit.name, tally) for unit, tally in found.units]
    data = {
        "on": ledger.on.isoformat(),
        "month": str(month),
        "ended": [str(each) for each in ledger.ended],
        "units": [
            {"name": name, "due": each.due, "done": each.finished, "late": each.late, "open": each.open,
             "overdue": each.overdue, "submitted": each.submitted, "carried_in": each.carried_in}
            for name, each in rows
        ],
    }  # fmt: skip

    def lines() -> None:
        from kaohe.cli.tables import print_table

        columns = ("单位", "应办", "办结", "待审", "未办结", "已逾期", "结转来", "办结率")
        table = [
            (
                name,
                *map(str, (t.due, t.finished, t.submitted, t.open, t.overdue, t.carried_in)),
                rate_text(t.rate),
            )
            for name, t in rows[:_MOST_ROWS]
        ]
        print_table(f"{month.label}（{ledger.on.isoformat()}）", columns, table, numbers=7)
        if len(rows) > _MOST_ROWS:
            click.echo(f"……共{len(rows)}个单位，用 --json 或工作簿看全部。")

    tell(data, lines, problems, as_json)


def _one_unit(ledger: "Ledger", name: str, problems: tuple[Problem, ...], as_json: bool) -> None:
    unit = ledger.units.find(name)
    if unit is None:
        raise Refused("tasks.unknown-unit", f"单位表里没有“{name}”。")
    current = ledger.current
    entries = [entry for entry in (current.entries if current else ()) if entry.unit == unit.id]

    def lines() -> None:
        from kaohe.cli.tables import print_table
        from kaohe.reports.tasks_book import state_text

        tasks = ledger.programme.by_number
        rows = [
            (
                e.task,
                tasks[e.task].text,
                str(e.month),
                e.due.isoformat(),
                state_text(e, ledger),
                str(e.carried),
            )
            for e in entries
        ]
        print_table(
            f"{unit.name}（{ledger.on.isoformat()}）", ("编号", "任务", "下达", "期限", "状态", "结转"), rows
        )

    tell({"unit": unit.name, "entries": [entry_record(e, ledger) for e in entries]}, lines, problems, as_json)


@click.command(name="remind")
@programme_argument
@units_option
@record_option
@on_option
@click.option("--days", default=7, type=click.IntRange(0, 366), help="几天以内到期的；不写是7天")
@json_option
@refusing
def remind(
    programme_file: Path,
    units_file: Path | None,
    record_file: Path | None,
    on: date | None,
    days: int,
    as_json: bool,
) -> None:
    """提醒：哪些任务几天内到期、哪些已逾期、哪些被退回，按单位列出。"""
    from kaohe.tasks.reminders import reminders

    desk = load_desk(programme_file, units_file, record_file)
    ledger, problems = ledger_of(desk, on)
    found = reminders(ledger, days)
    data = {
        "on": ledger.on.isoformat(),
        "units": [
            {
                "name": each.unit.name,
                "overdue": [entry_record(entry, ledger) for entry in each.overdue],
                "returned": [entry_record(entry, ledger) for entry in each.returned],
                "soon": [entry_record(entry, ledger) for entry in each.soon],
            }
            for each in found
        ],
    }
    tell(data, lambda: _print_reminders(found, ledger, days), problems, as_json)


def _print_reminders(found: tuple["Reminder", ...], ledger: "Ledger", days: int) -> None:
    tasks = ledger.programme.by_number
    if not found:
        click.echo(f"{ledger.on.isoformat()}：没有逾期、退回和{days}天内到期的任务。")
    for each in found:
        click.echo(f"{each.unit.name}：")
        for word, entries in (("已逾期", each.overdue), ("已退回", each.returned), ("快到期", each.soon)):
            for entry in entries:
                carried = f"，已结转{entry.carried}次" if entry.carried else ""
                reason = f"（{entry.note}）" if entry.note and word == "已退回" else ""
                click.echo(
                    f"　{word}　{entry.due.isoformat()}　{entry.task} {tasks[entry.task].text}{reason}{carried}"
                )
