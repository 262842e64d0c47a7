"""`kaohe compare`: one year against another, performance apart from changed rules."""

from decimal import Decimal
from pathlib import Path

import click

from kaohe.cli.common import (
    json_option,
    load_facts,
    load_scheme,
    load_units,
    print_json,
    refusing,
    together,
    units_option,
)
from kaohe.core import Absence, plain
from kaohe.facts import Facts, Units
from kaohe.results.compare import Comparison, YearComparison
from kaohe.scheme import Scheme


@click.command(name="compare")
@click.argument("old_scheme", metavar="上年办法.yaml", type=click.Path(path_type=Path))
@click.argument("old_facts", metavar="上年数据", type=click.Path(path_type=Path))
@click.argument("new_scheme", metavar="今年办法.yaml", type=click.Path(path_type=Path))
@click.argument("new_facts", metavar="今年数据", type=click.Path(path_type=Path))
@click.option("--table", help="比哪一张考核表；不写时比第一张")
@units_option
@json_option
@refusing
def command(
    old_scheme: Path,
    old_facts: Path,
    new_scheme: Path,
    new_facts: Path,
    table: str | None,
    units_file: Path | None,
    as_json: bool,
) -> None:
    """两年总分的变化，分成两部分：工作本身的变化，和规则改了带来的变化。

    办法：把上年的数据按今年的办法再算一遍（以及反过来），只比两年的数据都答得上的项目。
    """
    from kaohe.results.compare import compare_years

    old, _ = load_scheme(old_scheme)
    new, _ = load_scheme(new_scheme)
    units, _ = load_units(new_scheme, units_file)
    past = _only(old, old_facts, units)
    present = _only(new, new_facts, units)
    name = table or new.tables[0].name
    outcome = compare_years(old, new, units, together(present, past), name)
    if as_json:
        print_json(_record(outcome))
    else:
        _print(outcome, old, new)


def _only(scheme: Scheme, path: Path, units: Units) -> Facts:
    """The figures of one year's file, for the periods of that year."""
    facts, _ = load_facts([path], scheme, units, validated=False)
    return Facts(facts)


def _print(outcome: YearComparison, old: Scheme, new: Scheme) -> None:
    from kaohe.cli.tables import print_table

    columns = ("单位", "上年", "今年", "变化", "工作", "规则", "（按上年办法）工作", "名次 上年", "名次 今年")
    title = f"{outcome.table}：{old.period.label}与{new.period.label}对比"
    print_table(title, columns, [_row(unit) for unit in outcome.units], numbers=8)
    if outcome.only_this_year:
        click.echo(f"  上年没有这些数据，计入“规则”：{'、'.join(outcome.only_this_year)}")
    if outcome.only_last_year:
        click.echo(f"  今年没有这些数据，不在“（按上年办法）工作”里：{'、'.join(outcome.only_last_year)}")


def _row(unit: Comparison) -> tuple[str, ...]:
    return (
        unit.name,
        _points(unit.last_year),
        _points(unit.this_year),
        *(_signed(value) for value in (unit.change, unit.performance, unit.rules)),
        _signed(unit.performance_under_old),
        *("—" if rank is None else str(rank) for rank in unit.ranks),
    )


def _points(value: Decimal | Absence) -> str:
    return value.label if isinstance(value, Absence) else format(value, "f")


def _signed(value: Decimal | None) -> str:
    return "—" if value is None else f"{value:+f}"


def _record(outcome: YearComparison) -> dict[str, object]:
    return {
        "table": outcome.table,
        "only_this_year": list(outcome.only_this_year),
        "only_last_year": list(outcome.only_last_year),
        "units": [
            {
                "unit": unit.unit,
                "name": unit.name,
                "last_year": _points(unit.last_year),
                "this_year": _points(unit.this_year),
                "change": _number(unit.change),
                "performance": _number(unit.performance),
                "rules": _number(unit.rules),
                "performance_under_old": _number(unit.performance_under_old),
                "ranks": list(unit.ranks),
            }
            for unit in outcome.units
        ],
    }


def _number(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)
