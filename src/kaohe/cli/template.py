"""`kaohe template`: the entry workbook."""

from pathlib import Path

import click

from kaohe.cli.common import (
    json_option,
    last_year_option,
    load_facts,
    load_last_year,
    load_scheme,
    load_units,
    print_json,
    refusing,
    show,
    units_option,
)


@click.command(name="template")
@click.argument("scheme_file", metavar="办法.yaml", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="填报表文件（.xlsx）")
@click.option(
    "--by",
    type=click.Choice(["department", "unit"]),
    default="department",
    help="一个科室一张表，或一个单位一张表",
)
@click.option("--facts", "fact_file", type=click.Path(path_type=Path), help="已有的数据，预先填上")
@units_option
@last_year_option
@json_option
@refusing
def command(
    scheme_file: Path,
    output: Path,
    by: str,
    fact_file: Path | None,
    units_file: Path | None,
    last_year: Path | None,
    as_json: bool,
) -> None:
    """按办法生成填报表：带下拉、校验、批注，只有要填的格子可以改。填好后交给 kaohe score。"""
    from kaohe.facts.workbook import write_template
    from kaohe.scheme import scheme_digest

    scheme, problems = load_scheme(scheme_file)
    units, unit_problems = load_units(scheme_file, units_file)
    past, _, past_problems = load_last_year(last_year, scheme, units)
    facts, fact_problems = load_facts([fact_file], scheme, units) if fact_file else (None, ())
    found = (*problems, *unit_problems, *past_problems, *fact_problems)
    write_template(
        scheme,
        units,
        output,
        by="unit" if by == "unit" else "department",
        scheme_hash=scheme_digest(scheme),
        last_year=past if last_year else None,
        facts=facts,
    )
    if as_json:
        print_json({"written": str(output), "problems": [problem.as_json() for problem in found]})
        return
    show(found)
    click.echo(f"填报表已写入 {output}")
    click.echo(f"填好后计分：kaohe score {scheme_file} {output} -o results/")
