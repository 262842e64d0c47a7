"""`kaohe progress`: how far everybody has come against the responsibility letter."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kaohe.cli.common import (
    MATERIAL_HAS_ERRORS,
    json_option,
    load_facts,
    load_last_year,
    load_scheme,
    load_units,
    print_json,
    refusing,
    show,
    together,
    units_option,
)
from kaohe.cli.data_rules import day_of, force_option, load_rules, may_write, on_option, rules_option
from kaohe.core.problem import has_errors
from kaohe.facts import Facts

if TYPE_CHECKING:
    from kaohe.facts.progress import Line


@click.command(name="progress")
@click.argument("scheme_file", metavar="办法.yaml", type=click.Path(path_type=Path))
@click.argument("fact_files", metavar="数据…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--last",
    "--last-year",
    "last_year",
    type=click.Path(path_type=Path),
    help="上年的数据文件，或上年的结果文件夹",
)
@on_option
@click.option("--unit", "unit_names", multiple=True, metavar="单位", help="只看这个单位，可以写多次")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="进度表：.xlsx 或 .docx")
@rules_option
@units_option
@force_option
@json_option
@refusing
def command(
    scheme_file: Path,
    fact_files: tuple[Path, ...],
    last_year: Path | None,
    on_text: str | None,
    unit_names: tuple[str, ...],
    output: Path | None,
    rules_file: Path | None,
    units_file: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """责任书进度：目标、到哪一天完成多少、占目标多少、时间过了多少、上年同期、同比，快于还是慢于序时。

    例：kaohe progress 办法.yaml 填报表.xlsx --last 上年.csv --on 2026-06-30 -o 进度.xlsx
    """
    from kaohe.facts.progress import progress_of
    from kaohe.facts.progress.words import record
    from kaohe.facts.quality.standards import standard_targets

    if output and output.suffix.lower() not in (".xlsx", ".docx"):
        raise click.UsageError("进度表请写成 .xlsx 或 .docx。")
    may_write((output,), [*fact_files, *(path for path in (last_year, rules_file) if path)], force=force)
    scheme, problems = load_scheme(scheme_file)
    units, unit_problems = load_units(scheme_file, units_file)
    rules, rule_problems = load_rules(scheme_file, rules_file, scheme)
    facts, fact_problems = load_facts(fact_files, scheme, units)
    past, _, past_problems = load_last_year(last_year, scheme, units)
    standing, standard_problems = standard_targets(rules.standards, scheme, units, together(facts, past))
    everything = together(Facts([*facts, *standing]), past)
    on = day_of(on_text)
    lines = progress_of(scheme, units, everything, on, rules)
    wanted = [one for name in unit_names if (one := units.find(name)) is not None]
    if len(wanted) < len(unit_names):
        raise click.UsageError("--unit 写的单位不在单位名单里。")
    lines = tuple(line for line in lines if not wanted or line.unit in wanted)
    found = [*problems, *unit_problems, *rule_problems, *fact_problems, *past_problems, *standard_problems]
    if output and output.suffix.lower() == ".xlsx":
        from kaohe.facts.progress.book import write_book

        write_book(lines, scheme, on, output)
    elif output:
        from kaohe.reports.official.word import write_docx
        from kaohe.reports.progress_block import progress_document

        write_docx(progress_document(lines, scheme, on), output)
    if as_json:
        print_json({**record(lines, on), "problems": [problem.as_json() for problem in found]})
    else:
        _print(lines, scheme.title)
        show(found)
        if output:
            click.echo(f"进度表已写入 {output}")
    if has_errors(found):
        sys.exit(MATERIAL_HAS_ERRORS)


def _print(lines: "tuple[Line, ...]", title: str) -> None:
    from kaohe.cli.tables import MOST_ROWS, print_table
    from kaohe.facts.progress.words import HEADS, STANDINGS, cells, summary

    if not lines:
        click.echo("没有下达目标的数据项，没有进度可看。")
        return
    order = [0, 1, 6, 8, 9, 2, 3, 4, 5, 7]
    rows = [[cells(line)[column] for column in order] for line in lines[:MOST_ROWS]]
    print_table(f"{title}进度", [HEADS[column] for column in order], rows, numbers=5)
    if len(lines) > MOST_ROWS:
        click.echo(f"  ……共{len(lines)}行，全部请用 -o 写成 Excel。")
    told = "，".join(f"{STANDINGS[standing]} {count}" for standing, count in summary(lines).items())
    click.echo(f"  合计：{told}。")
