"""`kaohe quality`: the four rates of data quality, what does not agree, what stands out."""

import csv
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kaohe.cli.common import (
    MATERIAL_HAS_ERRORS,
    json_option,
    last_year_option,
    load_facts,
    load_last_year,
    load_scheme,
    load_units,
    print_json,
    refusing,
    show,
    together,
    units_option,
    working,
)
from kaohe.cli.data_rules import day_of, force_option, load_rules, may_write, rules_option
from kaohe.core import Problem
from kaohe.core.problem import has_errors
from kaohe.facts import Units

if TYPE_CHECKING:
    from kaohe.facts.quality.rates import Quality, Tally
    from kaohe.facts.quality.rules import Rate


@click.command(name="quality")
@click.argument("scheme_file", metavar="办法.yaml", type=click.Path(path_type=Path))
@click.argument("fact_files", metavar="数据…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--deliveries",
    "deliveries_file",
    type=click.Path(path_type=Path),
    help="送达记录：单位,期间,应报日期,收到日期",
)
@click.option("--on", "on_text", metavar="日期", help="按哪一天算；不写时全年的都算应报")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="四率写成 CSV，一行一个单位一期")
@click.option("--flaws", "flaws_file", type=click.Path(path_type=Path), help="缺、错、迟的清单写成 CSV")
@click.option(
    "--facts",
    "facts_file",
    type=click.Path(path_type=Path),
    help="按数据规则里的“四率”，把四率写成可以计分的数据（CSV）",
)
@rules_option
@units_option
@last_year_option
@force_option
@json_option
@refusing
def command(
    scheme_file: Path,
    fact_files: tuple[Path, ...],
    deliveries_file: Path | None,
    on_text: str | None,
    output: Path | None,
    flaws_file: Path | None,
    facts_file: Path | None,
    rules_file: Path | None,
    units_file: Path | None,
    last_year: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """数据质量：按系统收到的数据算覆盖率、完整率、逻辑准确率、及时率，查数与数对不对得上，查异常变化。

    例：kaohe quality 办法.yaml 数据.csv --deliveries 送达.csv --last-year 上年.csv -o 四率.csv
    """
    from kaohe.facts.quality.checking import relation_problems
    from kaohe.facts.quality.deliveries import read_deliveries
    from kaohe.facts.quality.outliers import outlier_problems
    from kaohe.facts.quality.rate_facts import rate_facts
    from kaohe.facts.quality.rates import outside, quality_of
    from kaohe.facts.table_files import write_csv

    sources = [*fact_files, *(path for path in (deliveries_file, rules_file, last_year) if path)]
    may_write((output, flaws_file, facts_file), sources, force=force)
    scheme, problems = load_scheme(scheme_file)
    units, unit_problems = load_units(scheme_file, units_file)
    rules, rule_problems = load_rules(scheme_file, rules_file, scheme)
    facts, fact_problems = load_facts(fact_files, scheme, units)
    past, _, past_problems = load_last_year(last_year, scheme, units)
    deliveries, late_problems = read_deliveries(deliveries_file, units) if deliveries_file else ((), ())
    on = day_of(on_text) if on_text else None
    both = together(facts, past)
    with working("算四率、查数据"):
        quality = quality_of(scheme, units, both, deliveries, rules, on=on)
        found = [*problems, *unit_problems, *rule_problems, *fact_problems, *past_problems, *late_problems]
        found += outside(deliveries, scheme)
        found += relation_problems(rules.relations, scheme, units, both)
        found += outlier_problems(scheme, units, both, rules.fences)
    if output:
        _write_rates(output, quality, units)
    if flaws_file:
        _write_flaws(flaws_file, quality, units, scheme.measures)
    if facts_file:
        write_csv(rate_facts(quality, rules.rates, scheme, units), facts_file, scheme)
    if as_json:
        print_json(_record(quality, units, found, on))
    else:
        _print(quality, units)
        show(found)
        for path in (output, flaws_file, facts_file):
            if path:
                click.echo(f"已写入 {path}")
    if has_errors(found):
        sys.exit(MATERIAL_HAS_ERRORS)


def _print(quality: "Quality", units: Units) -> None:
    from kaohe.cli.tables import MOST_ROWS, print_table
    from kaohe.facts.quality.rates import RATES

    columns = ("单位", *(rate.label for rate in RATES))
    by_unit = quality.by_unit()
    rows = [(units[unit].name, *_texts(by_unit[unit])) for unit in list(by_unit)[:MOST_ROWS]]
    print_table("数据质量", columns, [*rows, ("合计", *_texts(quality.total))], numbers=len(RATES))
    if len(by_unit) > MOST_ROWS:
        click.echo(f"  ……共{len(by_unit)}个单位，全部请用 -o 写成 CSV。")
    if quality.flaws:
        click.echo(f"  缺、错、迟共 {len(quality.flaws)} 处，用 --flaws 写成清单。")


def _texts(tallies: "Mapping[Rate, Tally]") -> list[str]:
    from kaohe.facts.quality.rate_facts import percent
    from kaohe.facts.quality.rates import RATES

    return [
        f"{percent(tallies[rate])} {tallies[rate].part}/{tallies[rate].whole}"
        if tallies[rate].whole
        else "不适用"
        for rate in RATES
    ]


def _write_rates(path: Path, quality: "Quality", units: Units) -> None:
    """A row a unit × period, then a row a unit, then all; each rate with its two counts."""
    from kaohe.facts.quality.rates import RATES
    from kaohe.facts.rows import safe_text

    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        heads = (f"{rate.label}{part}" for rate in RATES for part in ("", "分子", "分母"))
        writer.writerow(("单位", "期间", *heads))
        for row in quality.rows:
            writer.writerow((safe_text(units[row.unit].name), str(row.period), *_cells(row.tallies)))
        for unit, tallies in quality.by_unit().items():
            writer.writerow((safe_text(units[unit].name), "合计", *_cells(tallies)))
        writer.writerow(("合计", "合计", *_cells(quality.total)))


def _cells(tallies: "Mapping[Rate, Tally]") -> list[str]:
    from kaohe.facts.quality.rate_facts import percent
    from kaohe.facts.quality.rates import RATES

    found: list[str] = []
    for rate in RATES:
        tally = tallies[rate]
        found += [percent(tally, 2) if tally.whole else "不适用", str(tally.part), str(tally.whole)]
    return found


def _write_flaws(path: Path, quality: "Quality", units: Units, measures: Mapping[str, object]) -> None:
    from kaohe.facts.rows import safe_text

    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("单位", "期间", "哪一率", "数据项", "情况"))
        for flaw in quality.flaws:
            name = getattr(measures.get(flaw.measure), "name", "")
            texts = (units[flaw.unit].name, str(flaw.period), flaw.rate.label, name, flaw.text)
            writer.writerow([safe_text(text) for text in texts])


def _record(quality: "Quality", units: Units, problems: list[Problem], on: date | None) -> dict[str, object]:
    return {
        "on": on.isoformat() if on else None,
        "total": _tallies(quality.total),
        "units": [
            {"unit": unit, "name": units[unit].name, **_tallies(tallies)}
            for unit, tallies in quality.by_unit().items()
        ],
        "periods": [
            {"period": str(period), **_tallies(found)} for period, found in quality.by_period().items()
        ],
        "rows": [
            {"unit": row.unit, "period": str(row.period), **_tallies(row.tallies)} for row in quality.rows
        ],
        "flaws": [
            {
                "unit": f.unit,
                "period": str(f.period),
                "rate": f.rate.value,
                "measure": f.measure,
                "text": f.text,
            }
            for f in quality.flaws
        ],
        "problems": [problem.as_json() for problem in problems],
    }


def _tallies(tallies: "Mapping[Rate, Tally]") -> dict[str, object]:
    """Each rate by its two counts and in percent, None where it does not apply."""
    from kaohe.core import Absence, plain

    found: dict[str, object] = {}
    for rate, tally in tallies.items():
        value = tally.value
        percent = None if isinstance(value, Absence) else plain(value.exact)
        found[rate.value] = {"part": tally.part, "whole": tally.whole, "percent": percent}
    return found
