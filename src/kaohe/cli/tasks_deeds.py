"""`kaohe tasks close, month-end`: what is added to the record."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kaohe.cli.common import json_option, refusing, units_option
from kaohe.cli.tasks_common import (
    Desk,
    entry_record,
    ledger_of,
    load_desk,
    month_argument,
    month_option,
    on_option,
    programme_argument,
    read_day_option,
    record_option,
    tell,
    today,
)
from kaohe.core import Period, Refused

if TYPE_CHECKING:
    from kaohe.tasks import Entry, Event
    from kaohe.tasks.ledger import Ledger


@click.command(name="close")
@programme_argument
@click.argument("unit_name", metavar="单位")
@click.argument("number", metavar="任务编号")
@month_option
@click.option("--proof", default="", help="证明材料的名称或文号；写了就是报送")
@click.option("--accept", is_flag=True, help="办结：报送的材料合格（和 --proof 一起写，报送、办结一次记）")
@click.option("--return", "returned", default="", metavar="理由", help="退回，写明理由")
@click.option("--excuse", "excused", default="", metavar="理由", help="免办：这个单位不适用，写明理由")
@click.option("--by", default="", metavar="科室", help="经办的科室或单位")
@click.option("--date", "day", callback=read_day_option, metavar="日期", help="哪一天；不写是今天")
@units_option
@record_option
@json_option
@refusing
def close(
    programme_file: Path,
    unit_name: str,
    number: str,
    month: Period | None,
    proof: str,
    accept: bool,
    returned: str,
    excused: str,
    by: str,
    day: date | None,
    units_file: Path | None,
    record_file: Path | None,
    as_json: bool,
) -> None:
    """记一件任务：报送（--proof）、办结（--accept）、退回（--return）、免办（--excuse）。

    同一项任务有几个月没有办结的，用 --month 写明是哪个月下达的。记录只增不改。
    """
    from kaohe.facts.guard import personal_kind
    from kaohe.tasks import Deed, Event
    from kaohe.tasks.ledger import applied
    from kaohe.tasks.record_file import append_record

    if sum(map(bool, (accept or proof, returned, excused))) != 1:
        raise click.UsageError(
            "报送（--proof）、办结（--accept）、退回（--return）、免办（--excuse）写一样。"
        )
    for text in (proof, returned, excused, by):
        if kind := personal_kind(text):
            raise Refused("tasks.personal-data", f"里面有{kind}，不收个人信息，没有记下。")
    desk = load_desk(programme_file, units_file, record_file)
    at = day or today()
    ledger, problems = ledger_of(desk, at)
    entry = _entry(ledger, unit_name, number, month)
    deed = Deed.EXCUSE if excused else Deed.GIVE_BACK if returned else Deed.ACCEPT if accept else Deed.SUBMIT
    event = Event(
        entry.unit, entry.task, entry.month, deed, at, proof.strip(), (returned or excused).strip(), by
    )
    _month_not_ended(desk, at)
    _no_later_line(desk, event)
    after = applied(entry, event)
    append_record(desk.record, [event], desk.units)
    said = f"{ledger.units[entry.unit].name} {entry.task}（{entry.month.label}）：{entry.state.label} → {after.state.label}"
    tell(
        {
            "before": entry_record(entry, ledger),
            "after": entry_record(after, ledger),
            "record": str(desk.record),
        },
        lambda: click.echo(f"{said}，记入 {desk.record}"),
        problems,
        as_json,
    )


def _entry(ledger: "Ledger", unit_name: str, number: str, month: Period | None) -> "Entry":
    """The entry that is meant: of the unit and task, open, and of the month where one is named."""
    unit = ledger.units.find(unit_name)
    if unit is None:
        raise Refused("tasks.unknown-unit", f"单位表里没有“{unit_name}”。")
    entries = ledger.current.entries if ledger.current else ()
    of_task = [entry for entry in entries if entry.unit == unit.id and entry.task == number]
    found = [entry for entry in of_task if (month is None and entry.is_open) or entry.month == month]
    if not found and of_task and month is None:
        found = of_task[-1:]
    if not found:
        when = f"{month.label}下达的" if month else ""
        raise Refused("tasks.no-such-entry", f"{unit.name}现在的清单里没有{when}任务{number}。")
    if len(found) > 1:
        months = "、".join(str(entry.month) for entry in found)
        raise Refused(
            "tasks.several-months",
            f"{unit.name}的任务{number}有几个月没有办结（{months}），请用 --month 写明。",
        )
    return found[0]


def _month_not_ended(desk: Desk, at: date) -> None:
    """Whatever day the line is of: once a month was ended, whenever that was, nothing is written into it."""
    from kaohe.tasks.ledger import ended_months
    from kaohe.tasks.months import month_of

    ended = ended_months(desk.programme, desk.events)
    if ended and month_of(at) <= ended[-1]:
        raise Refused("tasks.month-ended", f"{ended[-1].label}已经月结，不能再补记{at.isoformat()}的事项。")


def _no_later_line(desk: Desk, event: "Event") -> None:
    """A day before one that is on record for the same entry would turn its story round."""
    key = (event.unit, event.task, event.month)
    later = [each for each in desk.events if (each.unit, each.task, each.month) == key and each.at > event.at]
    if later:
        raise Refused(
            "tasks.too-early",
            f"这一件在{later[0].at.isoformat()}已经记过“{later[0].deed.label}”，不能再记更早的日期。",
        )


@click.command(name="month-end")
@programme_argument
@month_argument
@units_option
@record_option
@on_option
@json_option
@refusing
def month_end(
    programme_file: Path,
    month: Period,
    units_file: Path | None,
    record_file: Path | None,
    on: date | None,
    as_json: bool,
) -> None:
    """月结：记下这个月到此为止，没有办结的结转下月。月结以后不能再补记这个月的事项；再月结一次什么都不变。"""
    from kaohe.tasks import Deed, Event
    from kaohe.tasks.ledger import end_problem, ended_months
    from kaohe.tasks.months import last_day
    from kaohe.tasks.months import month_end as carried_over
    from kaohe.tasks.record_file import append_record

    desk = load_desk(programme_file, units_file, record_file)
    at = on or max(today(), last_day(month)) if on or today() >= last_day(month) else today()
    ledger, problems = ledger_of(desk, max(at, last_day(month)))
    ended = ended_months(desk.programme, desk.events)
    again = month in ended
    event = Event("", "", month, Deed.MONTH_END, at)
    if not again and (problem := end_problem(desk.programme, list(ended), event)):
        raise Refused(problem.code, problem.message)
    found = ledger.at(month)
    carried = carried_over(found) if found else ()
    if not again:
        append_record(desk.record, [event], desk.units)

    def lines() -> None:
        click.echo(
            f"{month.label}早已月结，没有改动。" if again else f"{month.label}月结，记入 {desk.record}"
        )
        click.echo(
            f"结转下月{len(carried)}件，其中第二次以上结转的{sum(1 for e in carried if e.carried > 1)}件。"
        )

    data = {
        "month": str(month),
        "again": again,
        "carried": len(carried),
        "entries": [entry_record(entry, ledger) for entry in carried],
    }
    tell(data, lines, problems, as_json)
