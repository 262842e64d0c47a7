"""`kaohe document`: the scheme as the office's own document."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kaohe.cli.common import json_option, load_scheme, print_json, refusing, show
from kaohe.core import Place, Problem, Severity

if TYPE_CHECKING:
    from kaohe.scheme import Scheme


@click.command(name="document")
@click.argument("scheme_file", metavar="办法.yaml", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help="写到哪个文件（.docx 或 .xlsx）"
)
@click.option("--plain", is_flag=True, help="只写办法原文，不写计分规则和数据项说明（不能原样读回）")
@json_option
@refusing
def command(scheme_file: Path, output: Path, plain: bool, as_json: bool) -> None:
    """把办法写成 Word 或 Excel 文件，改好后可以用 kaohe read 读回；写完就读一遍，核对与办法一致。"""
    from kaohe.reports.scheme_document import write_scheme_document

    scheme, _ = load_scheme(scheme_file)
    write_scheme_document(scheme, output, plain=plain)
    problems = () if plain else differences(scheme, output)
    if as_json:
        print_json({"written": str(output), "problems": [problem.as_json() for problem in problems]})
        return
    show(problems)
    click.echo(f"办法已写入 {output}" + ("" if plain or problems else "，重新读过，与原办法一致"))


def differences(scheme: "Scheme", output: Path) -> tuple[Problem, ...]:
    """What the document, read again, says otherwise than the scheme."""
    from kaohe.documents.opening import open_document
    from kaohe.documents.whole import read_whole
    from kaohe.scheme import complete, diff, scheme_digest

    draft = read_whole(open_document(output))
    again, problems = (None, ()) if draft is None else complete(draft)
    if again is not None and scheme_digest(again) == scheme_digest(scheme):
        return ()
    message = "写出的文件读回来与办法不完全一致"
    told = [str(change) for change in diff(scheme, again)[:3]] if again is not None else []
    told += [] if again is not None else [problem.message for problem in problems[:3]]
    remedy = "请核对办法里这几处的文字：前后有没有空格、有没有多余的换行。"
    return (
        Problem(
            "document.not-the-same",
            Severity.WARNING,
            f"{message}：{'；'.join(told)}" if told else f"{message}。",
            remedy,
            (Place(file=output.name),),
        ),
    )
