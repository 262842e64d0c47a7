"""`kaohe read`: the office's own document becomes a draft of the scheme."""

from pathlib import Path
from typing import Any

import click

from kaohe.cli.common import json_option, print_json, refusing, show, working


@click.command(name="read")
@click.argument("document_file", metavar="文件", type=click.Path(path_type=Path))
@json_option
@refusing
def command(document_file: Path, as_json: bool) -> None:
    """读考核办法（Word、Excel、网页、PDF、文本），列出读到的考核表、分值和没有读懂的地方。"""
    from kaohe.documents.json_form import reading_json
    from kaohe.documents.opening import open_document
    from kaohe.documents.recognise import recognise

    with working("正在读文件"):
        reading = recognise(open_document(document_file))
    data = reading_json(reading)
    if as_json:
        print_json(data)
        return
    for scheme in data["schemes"]:
        click.echo(f"{scheme['title']}（{scheme['total']}分）")
        for group in scheme["groups"]:
            _show(group, "　")
    show(reading.problems)


def _show(group: dict[str, Any], indent: str) -> None:
    click.echo(f"{indent}{group['name']}　{group['points']}分")
    for item in group["items"]:
        points = "未写分值" if item["points"] is None else f"{item['points']}分"
        click.echo(f"{indent}　{item['name']}　{points}")
    for child in group["children"]:
        _show(child, indent + "　")
