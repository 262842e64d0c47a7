"""`kaohe whatif`: change something and see everybody's place before and after."""

from collections.abc import Sequence
from pathlib import Path

import click

from kaohe.cli.common import (
    json_option,
    last_year_option,
    load_material,
    load_scheme,
    print_json,
    refusing,
    show,
    units_option,
)
from kaohe.core import Absence, Number, Period, Place, Refused, plain
from kaohe.core.problem import has_errors
from kaohe.facts import Fact, Role, Units
from kaohe.results.whatif import Move, TableMoves
from kaohe.scheme import Scheme


@click.command(name="whatif")
@click.argument("scheme_file", metavar="办法.yaml", type=click.Path(path_type=Path))
@click.argument("fact_files", metavar="数据…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--set", "facts_set", multiple=True, metavar="单位:数据项[:期间]=值", help="改一个数，可以写多次"
)
@click.option(
    "--target", "targets_set", multiple=True, metavar="单位:数据项=值", help="改一个目标，可以写多次"
)
@click.option(
    "--rule", "rules_set", multiple=True, metavar="指标=规则", help="改一条规则（办法文件里的写法）"
)
@click.option("--scheme", "other_scheme", type=click.Path(path_type=Path), help="换成另一份办法")
@click.option("--all", "show_all", is_flag=True, help="没有变化的单位也列出")
@units_option
@last_year_option
@json_option
@refusing
def command(
    scheme_file: Path,
    fact_files: tuple[Path, ...],
    facts_set: tuple[str, ...],
    targets_set: tuple[str, ...],
    rules_set: tuple[str, ...],
    other_scheme: Path | None,
    show_all: bool,
    units_file: Path | None,
    last_year: Path | None,
    as_json: bool,
) -> None:
    """假如改一个数、一个目标或一条规则，每个单位的总分、名次、等次怎样变。原来的数据不动。

    例：kaohe whatif 办法.yaml 填报表.xlsx --set 青石镇:核实完成率=300/300
    """
    from kaohe.results import score_scheme
    from kaohe.results.whatif import moves

    if not (facts_set or targets_set or rules_set or other_scheme):
        raise click.UsageError("请用 --set、--target、--rule 或 --scheme 写明改什么。")
    inputs, problems = load_material(scheme_file, fact_files, units_file, last_year)
    units, history = inputs.units, inputs.history
    after_scheme = load_scheme(other_scheme)[0] if other_scheme else inputs.scheme
    for text in rules_set:
        after_scheme = _with_rule(after_scheme, text)
    changes = [_fact(text, after_scheme, units, Role.ACTUAL) for text in facts_set]
    changes += [_fact(text, after_scheme, units, Role.TARGET) for text in targets_set]
    before = score_scheme(inputs.scheme, units, inputs.facts, history)
    after = score_scheme(after_scheme, units, inputs.facts.replace(*changes), history)
    tables = moves(before, after)
    if as_json:
        print_json([_record(table) for table in tables])
        return
    show(problems)
    for table in tables:
        _print(table, show_all=show_all)


def _fact(text: str, scheme: Scheme, units: Units, role: Role) -> Fact:
    """青石镇:核实完成率=292/300, read with the same care as a cell of a workbook."""
    from kaohe.facts.values import as_target, read_value

    place, _, value_text = text.partition("=")
    words = place.split(":") if ":" in place else place.split("：")
    if len(words) not in (2, 3) or not value_text:
        raise click.UsageError(f"“{text}”看不懂。请写成 单位:数据项=值 或 单位:数据项:期间=值。")
    unit, measure = units.find(words[0]), scheme.measures.get(words[1])
    if unit is None:
        raise Refused("whatif.unknown-unit", f"单位表里没有“{words[0]}”。")
    if measure is None:
        raise Refused("whatif.unknown-measure", f"办法里没有数据项“{words[1]}”。")
    form = as_target(measure) if role is Role.TARGET else measure
    if form is None:
        raise Refused("whatif.no-target", f"“{measure.name}”没有目标值可改。")
    value, problems = read_value(value_text, form, Place(what=text))
    if has_errors(problems) or value is None:
        raise Refused("whatif.bad-value", f"“{value_text}”不能作“{measure.name}”的值。", problems)
    period = _period(words[2]) if len(words) == 3 else scheme.period
    return Fact(unit.id, measure.id, period, value, role)


def _period(text: str) -> Period:
    try:
        return Period.parse(text)
    except ValueError:
        message = f"“{text}”不是一个期间。请写成 2026、2026Q3 或 2026-07 的样子。"
        raise Refused("whatif.bad-period", message) from None


def _with_rule(scheme: Scheme, text: str) -> Scheme:
    from kaohe.results.whatif import with_rule
    from kaohe.scheme.reading import Notes
    from kaohe.scheme.rule_reader import RuleReader
    from kaohe.scheme.source import parse_yaml

    code, _, rule_text = text.partition("=")
    notes = Notes()
    located, problems = parse_yaml(rule_text, "--rule")
    rule = None if located is None else RuleReader(scheme.measures, notes).node(located)
    if rule is None or problems:
        raise Refused("whatif.bad-rule", f"“{rule_text}”不是一条规则。", [*problems, *notes.problems])
    return with_rule(scheme, code.strip(), rule)


def _print(table: TableMoves, *, show_all: bool) -> None:
    from kaohe.cli.tables import print_table

    rows = [_row(move) for move in table.moves if move.changed or show_all]
    if not rows:
        click.echo(f"{table.table}：没有任何变化。")
        return
    columns = ("单位", "等次", "变动的项目", "总分 前", "总分 后", "名次 前", "名次 后")
    print_table(table.table, columns, rows, numbers=4)
    for entry in table.lists:
        joined = f"新列入 {'、'.join(entry.joined)}；" if entry.joined else ""
        left = f"不再列入 {'、'.join(entry.left)}；" if entry.left else ""
        click.echo(f"  {entry.list_name}：{joined}{left}".rstrip("；"))


def _row(move: Move) -> Sequence[str]:
    grade = move.grade[1] if move.grade[0] == move.grade[1] else f"{move.grade[0]} → {move.grade[1]}"
    items = "；".join(f"{name} {_text(old)} → {_text(new)}" for name, (old, new) in move.items.items())
    totals = [value.label if isinstance(value, Absence) else format(value, "f") for value in move.total]
    ranks = ["—" if rank is None else str(rank) for rank in move.rank]
    return (move.name, grade, items, *totals, *ranks)


def _text(value: Number | Absence) -> str:
    return value.label if isinstance(value, Absence) else plain(value)


def _record(table: TableMoves) -> dict[str, object]:
    return {
        "table": table.table,
        "units": [
            {
                "unit": move.unit,
                "name": move.name,
                "total": [_text(value) for value in move.total],
                "rank": list(move.rank),
                "grade": list(move.grade),
                "items": {name: [_text(old), _text(new)] for name, (old, new) in move.items.items()},
            }
            for move in table.moves
        ],
        "lists": [
            {"list": entry.list_name, "joined": list(entry.joined), "left": list(entry.left)}
            for entry in table.lists
        ],
    }
