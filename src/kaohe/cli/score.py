"""`kaohe score`: from a scheme and figures to a results folder."""

import sys
from pathlib import Path

import click

from kaohe.cli.common import (
    MATERIAL_HAS_ERRORS,
    json_option,
    last_year_option,
    load_material,
    print_json,
    refusing,
    show,
    units_option,
    working,
)
from kaohe.core.problem import has_errors


@click.command(name="score")
@click.argument("scheme_file", metavar="办法.yaml", type=click.Path(path_type=Path))
@click.argument("fact_files", metavar="数据…", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--facts", "more_files", multiple=True, type=click.Path(path_type=Path), help="数据文件，可以写几个"
)
@click.option(
    "-o",
    "--output",
    "folder",
    required=True,
    type=click.Path(path_type=Path),
    help="结果文件夹；写成 ….parquet 的按列计分",
)
@click.option(
    "--engine",
    type=click.Choice(["polars", "spark"]),
    help="按列计分，单位成千上万时用：单机 polars，集群 spark",
)
@click.option("--period", "periods", multiple=True, help="按列计分的期间，可以写几个；“全部”是数据里有的各期")
@click.option(
    "--changes",
    multiple=True,
    type=click.Path(path_type=Path),
    help="更正的数（长表），只重算受影响的；要有 --previous",
)
@click.option("--previous", type=click.Path(path_type=Path), help="更正前按列计分的结果")
@units_option
@last_year_option
@json_option
@refusing
def command(
    scheme_file: Path,
    fact_files: tuple[Path, ...],
    more_files: tuple[Path, ...],
    folder: Path,
    engine: str | None,
    periods: tuple[str, ...],
    changes: tuple[Path, ...],
    previous: Path | None,
    units_file: Path | None,
    last_year: Path | None,
    as_json: bool,
) -> None:
    """计分、排名、定等次，写出结果和凭据。

    数据可以是填好的填报表（.xlsx），也可以是长表（.csv、.parquet），可以给多个。
    有错误的数据不采用，其余照算，结果标为暂定、不出凭据，结束码为 1。

    \b
    单位成千上万时按列计分（docs/guide/large.md）：
      kaohe score 办法.yaml --facts 数据.parquet -o 得分.parquet --engine polars
    """
    fact_files += more_files
    if not fact_files:
        raise click.UsageError("没有写数据文件。")
    if engine or folder.suffix == ".parquet":
        words = (periods, changes, previous, last_year, as_json)
        _by_columns(scheme_file, fact_files, units_file, folder, engine or "polars", *words)
        return
    if periods or changes or previous:
        raise click.UsageError(
            "--period、--changes、--previous 只用于按列计分（--engine，或输出写成 ….parquet）。"
        )
    from kaohe.reports.results_book import write_results_book
    from kaohe.results import score_scheme
    from kaohe.results.folder import WORKBOOK, write_results
    from kaohe.results.record import result_record

    with working("读入办法、单位和数据"):
        inputs, problems = load_material(scheme_file, fact_files, units_file, last_year)
    with working("计分、排名"):
        result = score_scheme(inputs.scheme, inputs.units, inputs.facts, inputs.history)
    found = (*problems, *result.problems)
    with working("写出结果和凭据"):
        receipt = write_results(folder, inputs, result, found)
        write_results_book(folder / WORKBOOK, result, inputs.facts, inputs.units)
    if as_json:
        record = result_record(result)
        fingerprint = None if receipt is None else receipt["fingerprint"]
        problem_data = [problem.as_json() for problem in found]
        print_json({"result": record, "fingerprint": fingerprint, "problems": problem_data})
    else:
        from kaohe.cli.tables import print_ranking

        show(found)
        for table in result.tables:
            print_ranking(table)
        _say_where(folder, receipt, result.provisional)
    if has_errors(found):
        sys.exit(MATERIAL_HAS_ERRORS)


def _by_columns(
    scheme_file: Path,
    fact_files: tuple[Path, ...],
    units_file: Path | None,
    output: Path,
    engine: str,
    periods: tuple[str, ...],
    changes: tuple[Path, ...],
    previous: Path | None,
    last_year: Path | None,
    as_json: bool,
) -> None:
    """As many units as there are."""
    from kaohe.cli.score_columns import Asked, score_columns

    if bool(changes) is not bool(previous):
        raise click.UsageError("--changes 和 --previous 要一起写：更正的数，和更正前的结果。")
    asked = (
        scheme_file,
        fact_files,
        units_file,
        output,
        engine,
        periods,
        changes,
        previous,
        last_year,
        as_json,
    )
    score_columns(Asked(*asked))


def _say_where(folder: Path, receipt: dict[str, object] | None, provisional: bool) -> None:
    click.echo(f"结果已写入 {folder}/（排名、得分、理由见 results.xlsx）")
    if receipt is None:
        click.echo("材料有错误，没有采用的数据按未填报处理；改好后重新计分才出凭据。", err=True)
        return
    state = "暂定结果，还有未报或待评的项目，不能公布" if provisional else "正式结果"
    click.echo(f"{state}。凭据 {folder}/receipt.json，指纹 {str(receipt['fingerprint'])[:16]}…")
    click.echo(f"核对：kaohe verify {folder}/receipt.json")
