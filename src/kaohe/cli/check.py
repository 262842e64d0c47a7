"""`kaohe check`: read a scheme, say everything that is wrong with it, and print each rule as one sentence."""

import sys
from pathlib import Path

import click

from kaohe.cli.common import MATERIAL_HAS_ERRORS, json_option, print_json, refusing, show
from kaohe.core import plain
from kaohe.scheme import Scheme


@click.command(name="check")
@click.argument("scheme_file", metavar="办法.yaml", type=click.Path(path_type=Path))
@click.option("--quiet", is_flag=True, help="只说问题，不列规则")
@json_option
@refusing
def command(scheme_file: Path, quiet: bool, as_json: bool) -> None:
    """查办法文件：写法、分值合计、规则是否说得通；没有错误时把每条规则印成一句话，供对照评分标准。

    （合法性和减负审查不在这里。）
    """
    from kaohe.scheme import read_scheme, scheme_digest

    scheme, problems = read_scheme(scheme_file)
    if as_json:
        rules = [] if scheme is None else list(_rules(scheme))
        digest = None if scheme is None else scheme_digest(scheme)
        data = {"items": rules, "scheme_sha256": digest, "problems": [p.as_json() for p in problems]}
        print_json(data)
    else:
        show(problems)
        if scheme is not None:
            _print(scheme, quiet=quiet)
    if scheme is None:
        sys.exit(MATERIAL_HAS_ERRORS)


def _rules(scheme: Scheme) -> list[dict[str, str]]:
    from kaohe.rules.sentence import sentence

    names = {measure.id: measure.name for measure in scheme.measures.values()}
    return [
        {
            "table": table.name,
            "code": item.code,
            "name": item.name,
            "points": plain(item.points),
            "clause": item.clause,
            "sentence": sentence(item.rule, names),
        }
        for table in scheme.tables
        for item in table.items()
    ]


def _print(scheme: Scheme, *, quiet: bool) -> None:
    rules = _rules(scheme)
    if not quiet:
        for rule in rules:
            click.echo(f"{rule['code']} {rule['name']}（{rule['points']}分）")
            if rule["clause"]:
                click.echo(f"　评分标准：{rule['clause']}")
            click.echo(f"　规则：　　{rule['sentence']}")
    totals = "；".join(f"{table.name}{plain(table.total)}分" for table in scheme.tables)
    click.echo(f"{scheme.title}：没有错误。{totals}；{len(rules)}项指标，{len(scheme.measures)}个数据项。")
