"""`kaohe explain`: why this score, step by step."""

from pathlib import Path

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


@click.command(name="explain")
@click.argument("scheme_file", metavar="办法.yaml", type=click.Path(path_type=Path))
@click.argument("rest", metavar="数据… 单位 [指标]", nargs=-1, required=True)
@units_option
@last_year_option
@json_option
@refusing
def command(
    scheme_file: Path, rest: tuple[str, ...], units_file: Path | None, last_year: Path | None, as_json: bool
) -> None:
    """说明一个单位为什么得这些分；写明指标（编码或名称）就只说那一项，一步一步列出。

    例：kaohe explain 办法.yaml 填报表.xlsx 青石镇 信息核实
    """
    from kaohe.results import score_scheme
    from kaohe.results.explain import explain_item, explain_unit
    from kaohe.results.record import trace_record
    from kaohe.results.tally import GroupScore

    files = [Path(word) for word in rest if Path(word).suffix.lower() in (".xlsx", ".csv", ".parquet")]
    words = [word for word in rest if Path(word) not in files]
    if not files or not 1 <= len(words) <= 2:
        raise click.UsageError("请依次写：办法、数据文件、单位、（可选）指标。")
    inputs, problems = load_material(scheme_file, files, units_file, last_year)
    unit = inputs.units.find(words[0])
    if unit is None:
        names = "、".join(entry.name for entry in inputs.units)
        raise Refused("explain.unknown-unit", f"单位表里没有“{words[0]}”。有的是：{names}。")
    result = score_scheme(inputs.scheme, inputs.units, inputs.facts, inputs.history)
    standings = list(result.of(unit.id))
    if not standings:
        raise Refused("explain.not-scored", f"没有一张考核表考核“{unit.name}”（层级：{unit.level}）。")
    names_by_id = names_of(inputs.scheme)
    if as_json:
        print_json([trace_record(standing) for _, standing in standings])
        return
    show(problems)
    if len(words) == 1:
        for table, standing in standings:
            click.echo("\n".join(explain_unit(result, table, standing, names_by_id)))
        return
    found = [score for _, s in standings if (score := s.tally.find(words[1])) is not None]
    if not found:
        items = "、".join(item.name for table, _ in standings for item in table.table.items())
        raise Refused("explain.unknown-item", f"没有叫“{words[1]}”的指标。有的是：{items}。")
    for score in found:
        for item in score.items() if isinstance(score, GroupScore) else [score]:
            click.echo("\n".join(explain_item(item, names_by_id)))
