"""`kaohe explain`: why this score, step by step."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kaohe.cli.common import (
    json_option,
    last_year_option,
    load_material,
    names_of,
    print_json,
    refusing,
    show,
    units_option,
)
from kaohe.core import Refused

if TYPE_CHECKING:
    from kaohe.core import Problem
    from kaohe.facts import AssessedUnit
    from kaohe.results import RoundResult, Standing, TableResult


@click.command(name="explain")
@click.argument("scheme_file", metavar="办法.yaml", type=click.Path(path_type=Path))
@click.argument("rest", metavar="数据… 单位 [指标]", nargs=-1, required=True)
@click.option("--engine", type=click.Choice(["polars"]), help="数据按列存放、单位成千上万时用")
@units_option
@last_year_option
@json_option
@refusing
def command(
    scheme_file: Path,
    rest: tuple[str, ...],
    engine: str | None,
    units_file: Path | None,
    last_year: Path | None,
    as_json: bool,
) -> None:
    """说明一个单位为什么得这些分；写明指标（编码或名称）就只说那一项，一步一步列出。

    例：kaohe explain 办法.yaml 填报表.xlsx 青石镇 信息核实
    """
    from kaohe.results.record import trace_record

    files = [Path(word) for word in rest if _is_file(word)]
    words = [word for word in rest if Path(word) not in files]
    if not files or not 1 <= len(words) <= 2:
        raise click.UsageError("请依次写：办法、数据文件、单位、（可选）指标。")
    if engine:
        result, unit, problems = _by_columns(scheme_file, files, units_file, last_year, words[0])
        sources: Mapping[str, str] = {}
    else:
        result, unit, problems, sources = _by_unit(scheme_file, files, units_file, last_year, words[0])
    standings = list(result.of(unit.id))
    if not standings:
        raise Refused("explain.not-scored", f"没有一张考核表考核“{unit.name}”（层级：{unit.level}）。")
    names_by_id = names_of(result.scheme)
    if as_json:
        more = {"sources": dict(sources)} if sources else {}
        print_json([trace_record(standing) | more for _, standing in standings])
        return
    show(problems)
    _tell(result, standings, words, names_by_id, sources)


def _is_file(word: str) -> bool:
    """A word that names figures: a file of theirs, or a folder."""
    return Path(word).suffix.lower() in (".xlsx", ".csv", ".parquet") or Path(word).is_dir()


def _by_unit(
    scheme_file: Path, files: list[Path], units_file: Path | None, last_year: Path | None, name: str
) -> "tuple[RoundResult, AssessedUnit, tuple[Problem, ...], Mapping[str, str]]":
    """Everybody scored step by step; and where the unit's figures that inspection found come from."""
    from kaohe.results import score_scheme
    from kaohe.results.sources import sources_of

    inputs, problems = load_material(scheme_file, files, units_file, last_year)
    unit = inputs.units.find(name)
    if unit is None:
        names = "、".join(entry.name for entry in inputs.units)
        raise Refused("explain.unknown-unit", f"单位表里没有“{name}”。有的是：{names}。")
    result = score_scheme(inputs.scheme, inputs.units, inputs.facts, inputs.history)
    return result, unit, problems, sources_of(unit.id, inputs.facts, inputs.scheme)


def _by_columns(
    scheme_file: Path, files: list[Path], units_file: Path | None, last_year: Path | None, name: str
) -> "tuple[RoundResult, AssessedUnit, tuple[Problem, ...]]":
    """Everybody scored by columns, the one unit again step by step."""
    from tempfile import TemporaryDirectory

    from kaohe.cli.common import load_scheme
    from kaohe.cli.score_columns import load_roster, load_sources

    scheme, problems = load_scheme(scheme_file)
    roster, found = load_roster(scheme_file, units_file)
    unit = roster.unit(name)
    if unit is None:
        raise Refused("explain.unknown-unit", f"单位表里没有“{name}”，或有几个同名的。请写编码或全称。")
    from kaohe.batch.running import Run
    from kaohe.results.replay import replay

    with TemporaryDirectory(prefix="kaohe-") as folder:
        sources, more = load_sources(files, scheme, roster, Path(folder), last_year)
        with Run(scheme, roster, sources, watch=unit.id) as run:
            run.run()
            return replay(run, unit), unit, (*problems, *found, *more, *run.problems)


def _tell(
    result: "RoundResult",
    standings: "list[tuple[TableResult, Standing]]",
    words: list[str],
    names_by_id: dict[str, str],
    sources: "Mapping[str, str]",
) -> None:
    """The unit's account, or the one item step by step."""
    from kaohe.results.explain import explain_item, explain_unit
    from kaohe.results.tally import GroupScore

    if len(words) == 1:
        for table, standing in standings:
            click.echo("\n".join(explain_unit(result, table, standing, names_by_id, sources)))
        return
    found = [score for _, s in standings if (score := s.tally.find(words[1])) is not None]
    if not found:
        items = "、".join(item.name for table, _ in standings for item in table.table.items())
        raise Refused("explain.unknown-item", f"没有叫“{words[1]}”的指标。有的是：{items}。")
    for score in found:
        for item in score.items() if isinstance(score, GroupScore) else [score]:
            click.echo("\n".join(explain_item(item, names_by_id, sources)))
