"""`kaohe test`: hold a scheme against examples that a clerk wrote."""

import sys
from pathlib import Path

import click

from kaohe.cli.common import MATERIAL_HAS_ERRORS, json_option, load_scheme, print_json, refusing, show
from kaohe.core import Problem, Refused
from kaohe.core.problem import has_errors
from kaohe.results.cases import Outcome


@click.command(name="test")
@click.argument("scheme_file", metavar="办法.yaml", type=click.Path(path_type=Path))
@click.argument("case_files", metavar="[用例.yaml…]", nargs=-1, type=click.Path(path_type=Path))
@json_option
@refusing
def command(scheme_file: Path, case_files: tuple[Path, ...], as_json: bool) -> None:
    """用写好的例子检验办法：每个例子写一个单位的数据和应得的分，算得不一样就指出来并说明理由。

    不写用例文件时，用办法旁边的 cases.yaml。
    """
    from kaohe.results.cases import read_cases, run_case

    scheme, _ = load_scheme(scheme_file)
    files = case_files or (scheme_file.resolve().parent / "cases.yaml",)
    outcomes: list[Outcome] = []
    problems: list[Problem] = []
    for path in files:
        if not path.is_file():
            raise Refused("cases.no-file", f"没有找到用例文件 {path}。")
        cases, found = read_cases(path, scheme)
        problems += found
        outcomes += [run_case(case, scheme) for case in cases]
    failed = [outcome for outcome in outcomes if not outcome.passed]
    if as_json:
        print_json(
            {
                "cases": [{"name": o.case.name, "failures": list(o.failures)} for o in outcomes],
                "problems": [problem.as_json() for problem in problems],
            }
        )
    else:
        show(problems)
        for outcome in failed:
            click.echo(f"✗ {outcome.case.name}")
            for failure in outcome.failures:
                click.echo(f"　{failure}")
        click.echo(f"用例{len(outcomes)}个，相符{len(outcomes) - len(failed)}个，不符{len(failed)}个。")
    if failed or has_errors(problems):
        sys.exit(MATERIAL_HAS_ERRORS)
