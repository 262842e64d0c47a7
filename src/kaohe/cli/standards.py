"""`kaohe standards`: what each unit has to have by its population, as targets."""

import sys
from pathlib import Path

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
)
from kaohe.cli.data_rules import force_option, load_rules, may_write, rules_option
from kaohe.core import Absence, plain
from kaohe.core.problem import has_errors


@click.command(name="standards")
@click.argument("scheme_file", metavar="办法.yaml", type=click.Path(path_type=Path))
@click.argument("fact_files", metavar="数据…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="目标写成数据文件（CSV），计分时和数据一起用"
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
    output: Path | None,
    rules_file: Path | None,
    units_file: Path | None,
    last_year: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """按人口等规模的配备标准（数据规则里的“标准”），算出每个单位应有的数，写成目标。

    例：kaohe standards 办法.yaml 数据.csv -o 标准.csv，再 kaohe score 办法.yaml 数据.csv 标准.csv -o 结果/
    """
    from kaohe.facts.quality.standards import required, standard_targets
    from kaohe.facts.table_files import write_csv

    may_write((output,), [*fact_files, *([rules_file] if rules_file else [])], force=force)
    scheme, problems = load_scheme(scheme_file)
    units, unit_problems = load_units(scheme_file, units_file)
    rules, rule_problems = load_rules(scheme_file, rules_file, scheme, needed=True)
    facts, fact_problems = load_facts(fact_files, scheme, units)
    past, _, past_problems = load_last_year(last_year, scheme, units)
    both = together(facts, past)
    targets, found = standard_targets(rules.standards, scheme, units, both)
    everything = [*problems, *unit_problems, *rule_problems, *fact_problems, *past_problems, *found]
    asked = required(rules.standards, scheme, units, both)
    if output:
        write_csv(targets, output, scheme)
    if as_json:
        entries = [
            {
                "unit": one.unit,
                "measure": one.standard.measure,
                "base": None if one.base is None or isinstance(one.base, Absence) else plain(one.base),
                "required": None if one.value is None else plain(one.value),
                "why": one.said,
            }
            for one in asked
        ]
        print_json({"required": entries, "problems": [problem.as_json() for problem in everything]})
    else:
        from kaohe.cli.tables import print_table

        rows = [
            (units[one.unit].name, scheme.measures[one.standard.measure].name, one.said,
             "—" if one.value is None else plain(one.value))
            for one in asked
        ]  # fmt: skip
        print_table("配备标准", ("单位", "数据项", "理由", "应有"), rows, numbers=1)
        show(everything)
        if output:
            click.echo(f"目标已写入 {output}")
    if has_errors(everything):
        sys.exit(MATERIAL_HAS_ERRORS)
