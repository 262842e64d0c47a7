"""`kaohe tasks points`: 月积分 and counts as facts that `kaohe score` takes."""

from datetime import date
from pathlib import Path

import click

from kaohe.cli.common import json_option, refusing, units_option, working
from kaohe.cli.tasks_common import (
    force_option,
    ledger_of,
    load_desk,
    may_write,
    maybe_scheme,
    month_option,
    on_option,
    programme_argument,
    record_option,
    scheme_option,
    tell,
)
from kaohe.core import Period, Refused
from kaohe.facts import value_text


@click.command(name="points")
@programme_argument
@click.option("-o", "--output", type=click.Path(path_type=Path), help="写成数据文件（CSV）")
@month_option
@click.option("--unit", "unit_name", help="只看一个单位，说明每个月的分怎样来")
@units_option
@record_option
@on_option
@scheme_option
@force_option
@json_option
@refusing
def points(
    programme_file: Path,
    output: Path | None,
    month: Period | None,
    unit_name: str | None,
    units_file: Path | None,
    record_file: Path | None,
    on: date | None,
    scheme_file: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """月积分和迟报次数：按方案里的“月积分”“计数”算，写成数据文件，交 kaohe score 计分。

    只算已经过完的月份。用 --scheme 指明考核办法时，按办法里数据项的频次写。
    """
    from kaohe.facts.table_files import write_csv
    from kaohe.tasks.checking import check_programme
    from kaohe.tasks.points import facts_of

    desk = load_desk(programme_file, units_file, record_file)
    scheme = maybe_scheme(scheme_file)
    if not desk.programme.points.measure and not desk.programme.counts:
        raise Refused("tasks.nothing-to-score", "方案里没有写“月积分”，也没有写“计数”，没有可以计分的数。")
    if output is not None:
        may_write(output, force=force)
    checked = check_programme(desk.programme, desk.units, scheme) if scheme else ()
    with working("算积分"):
        ledger, problems = ledger_of(desk, on)
        found = [fact for fact in facts_of(ledger, scheme) if month in (None, fact.period)]
    if unit_name is not None:
        unit = ledger.units.find(unit_name)
        if unit is None:
            raise Refused("tasks.unknown-unit", f"单位表里没有“{unit_name}”。")
        found = [fact for fact in found if fact.unit == unit.id]
    if output is not None:
        write_csv(found, output, scheme)
    rows = [
        (ledger.units[fact.unit].name, fact.measure, str(fact.period), value_text(fact.value), fact.note)
        for fact in found
    ]

    def lines() -> None:
        from kaohe.cli.tables import print_table

        if output is not None:
            click.echo(f"{len(found)}个数写入 {output}")
        if output is None or unit_name is not None:
            print_table(desk.programme.title, ("单位", "数据项", "期间", "值", "怎样来"), rows[:200])

    data = {
        "written": str(output) if output else None,
        "facts": [
            {"unit": name, "measure": measure, "period": period, "value": value, "note": note}
            for name, measure, period, value, note in rows
        ],
    }
    tell(data, lines, (*checked, *problems), as_json)
