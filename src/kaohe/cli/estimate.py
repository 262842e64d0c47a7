"""`kaohe estimate`: what inspection found, held against what was reported; the figures for scoring."""

import sys
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kaohe.cli.common import (
    MATERIAL_HAS_ERRORS,
    json_option,
    load_facts,
    load_scheme,
    load_units,
    print_json,
    refusing,
    show,
    units_option,
    working,
)
from kaohe.core import Absence, Number, Problem, Refused, Severity, plain
from kaohe.core.problem import has_errors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kaohe.facts import Facts, Units
    from kaohe.fieldwork.estimates import Estimate, Estimates
    from kaohe.scheme import Scheme


_MOST_PLACES = 4


def _percent(text: str, option: str, least: int, most: int, *, open_ended: bool = False) -> Decimal:
    """A percentage as it is written: 95, 99.5, 2%."""
    try:
        number = Decimal(text.removesuffix("%"))
        inside = least < number < most or (open_ended and number == least)
        inside = inside and number == round(number, _MOST_PLACES)
    except InvalidOperation:
        inside = False
    if not inside:
        message = f"{option} 的“{text}”不是{least}到{most}之间的百分数（最多{_MOST_PLACES}位小数）。"
        raise click.UsageError(message)
    return number


@click.command(name="estimate")
@click.argument("scheme_file", metavar="办法.yaml", type=click.Path(path_type=Path))
@click.argument(
    "files", metavar="[数据…] 检查结果.csv", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "-o", "--output", "target", type=click.Path(path_type=Path), help="写出计分用的数据（CSV 长表）"
)
@click.option("--confidence", default="95", show_default=True, metavar="百分数", help="区间的置信度")
@click.option("--allowed", metavar="百分数", help="允许的差错率；不写时看上报数自己承认的")
@click.option(
    "--limit", default="1", show_default=True, metavar="百分数", help="可能性到这个界限以下标“不可信”"
)
@click.option("--rest", is_flag=True, help="没有检查到的单位写“不适用”")
@click.option("--force", is_flag=True, help="输出文件已经有了，换成新的")
@units_option
@json_option
@refusing
def command(
    scheme_file: Path,
    files: tuple[Path, ...],
    target: Path | None,
    confidence: str,
    allowed: str | None,
    limit: str,
    rest: bool,
    force: bool,
    units_file: Path | None,
    as_json: bool,
) -> None:
    """抽查结果和上报数比：不符率和区间、核实后的数、上报数可不可信，写出计分用的数据。

    最后一个文件是检查结果（列：单位、数据项、检查点、检查数、不符数、查得数、总数、检查单位、检查组、日期、说明）。

    \b
    例：kaohe estimate 办法.yaml 填报表.xlsx 检查结果.csv -o 查得.csv
        kaohe score 办法.yaml 填报表.xlsx 查得.csv -o 结果/
    """
    from kaohe.fieldwork.estimates import Settings, estimate, read_findings
    from kaohe.fieldwork.estimates.found_facts import found_facts

    settings = Settings(
        _percent(confidence, "--confidence", 50, 100),
        None if allowed is None else _percent(allowed, "--allowed", 0, 100, open_ended=True),
        _percent(limit, "--limit", 0, 100),
    )
    if target is not None:
        _may_write(target, files, force=force)
    scheme, problems = load_scheme(scheme_file)
    units, unit_problems = load_units(scheme_file, units_file)
    facts, fact_problems = load_facts(files[:-1], scheme, units, validated=False)
    located, read_problems = read_findings(files[-1], scheme, units)
    if not located and has_errors(read_problems):
        raise Refused(
            "estimates.nothing-read", f"{files[-1]} 一行也没有读进来。请先改好下面的问题。", read_problems
        )
    with working("估计、核实"):
        estimates = estimate(located, scheme, units, facts, settings)
    found = (*problems, *unit_problems, *fact_problems, *read_problems, *estimates.problems)
    found += _clashes(estimates, scheme, units, facts)
    written = found_facts(estimates)
    if rest:
        written = _with_others(written, estimates, scheme, units, facts)
    if target is not None:
        from kaohe.facts.table_files import write_csv

        write_csv(written, target, scheme)
    if as_json:
        print_json(_record(estimates, units, found))
    else:
        show(found)
        _print(estimates, units)
        if target is not None:
            click.echo(f"计分用的数据已写入 {target}（{len(written)}个）。和填报表一起交给 kaohe score。")
    if has_errors(found):
        sys.exit(MATERIAL_HAS_ERRORS)


def _may_write(target: Path, files: tuple[Path, ...], *, force: bool) -> None:
    if any(target.resolve() == file.resolve() for file in files):
        raise click.UsageError("输出不能写在要读的文件上。")
    if target.suffix.lower() != ".csv":
        raise click.UsageError("-o 请写成 .csv 文件。")
    if target.exists() and not force:
        raise Refused("estimates.file-exists", f"{target} 已经有了。请换个名字，或加 --force 换成新的。")


def _with_others(
    written: "Facts", estimates: "Estimates", scheme: "Scheme", units: "Units", facts: "Facts"
) -> "Facts":
    from kaohe.facts import Facts
    from kaohe.fieldwork.estimates.found_facts import others
    from kaohe.fieldwork.estimates.uses import uses

    known = uses(scheme).values()
    return Facts([*written, *others(estimates, known, scheme, units, facts)])


def _clashes(estimates: "Estimates", scheme: "Scheme", units: "Units", facts: "Facts") -> tuple[Problem, ...]:
    """A word for each figure that the entry workbook holds otherwise than the findings."""
    from kaohe.fieldwork.estimates.found_facts import contradicted

    remedy = "检查所得的数以检查结果为准的，请清空填报表里的；否则计分时先读到的算数。"
    problems = []
    for old, new in contradicted(estimates, facts):
        subject = f"“{units[new.unit].name}”的“{scheme.measures[new.measure].name}”"
        message = f"{subject}填报表里已经填了一个数，和检查结果算出的不一样。"
        where = (old.place, new.place)
        problems.append(Problem("estimates.entered-otherwise", Severity.WARNING, message, remedy, where))
    return tuple(problems)


def _print(estimates: "Estimates", units: "Units") -> None:
    from kaohe.cli.tables import print_table
    from kaohe.fieldwork.estimates.words import design_text, plausibility

    settings = estimates.settings
    columns = (
        "单位",
        "数据项",
        "上报",
        "核实后",
        "可信",
        "检查",
        "不符",
        "不符率%",
        "威尔逊区间",
        "精确区间",
    )
    rows = [_row(row, units[row.unit].name, settings.limit) for row in estimates.rows]
    print_table(
        f"检查与上报（{plain(settings.confidence)}%区间，向外取到两位小数）", columns, rows, numbers=5
    )
    for row in estimates.rows:
        name = f"{units[row.unit].name}　{row.measure.name}"
        if row.looked:
            click.echo(f"{name}：{design_text(row.design, row.looked)}。")
        if text := plausibility(row):
            click.echo(f"　　{text}。")
        elif row.looked:
            click.echo(f"　　没有检验上报数可不可信：{row.no_chance}。")
    if estimates.tested:
        several = "，按霍尔姆法校正后再比" if estimates.tested > 1 else ""
        click.echo(
            f"可能性到{plain(settings.limit)}%以下标“不可信”{several}；它只说数和抽查对不上，不说原因。"
        )


def _row(row: "Estimate", name: str, limit: Decimal) -> "Sequence[str]":
    from fractions import Fraction

    from kaohe.facts import value_text
    from kaohe.fieldwork.estimates.words import range_text

    reported = "；".join(value_text(figure.reported) for figure in row.corrected)
    corrected = "；".join(
        _text(figure.corrected) + _between(figure.low, figure.high) for figure in row.corrected
    )
    if not row.corrected and row.value is not None:
        corrected = f"查得{value_text(row.value)}"
    verdict = "" if row.chance is None else row.chance.verdict(Fraction(limit) / 100).label
    if row.rate is None or row.intervals is None:
        return (name, row.measure.name, reported, corrected, verdict, "—", "—", "—", "—", "—")
    ranges = (range_text(row.intervals.wilson), range_text(row.intervals.exact))
    counts = (str(row.looked), str(row.wrong), plain(row.rate))
    return (name, row.measure.name, reported, corrected, verdict, *counts, *ranges)


def _text(value: Number | Absence) -> str:
    return value.label if isinstance(value, Absence) else plain(value)


PLACES = 2
"""Decimals of the range a corrected figure may lie in."""


def _between(low: Number | None, high: Number | None) -> str:
    return "" if low is None or high is None else f"\n（{plain(low, PLACES)}—{plain(high, PLACES)}）"


def _record(estimates: "Estimates", units: "Units", problems: "tuple[Problem, ...]") -> dict[str, object]:
    from kaohe.fieldwork.estimates.words import as_json

    settings = estimates.settings
    return {
        "confidence": plain(settings.confidence),
        "limit": plain(settings.limit),
        "allowed": None if settings.allowed is None else plain(settings.allowed),
        "tested": estimates.tested,
        "estimates": [as_json(row, units[row.unit].name, settings.limit) for row in estimates.rows],
        "problems": [problem.as_json() for problem in problems],
    }
