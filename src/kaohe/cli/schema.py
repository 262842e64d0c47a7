"""`kaohe schema`: the JSON Schema of scheme files, for editors that complete and check while one types."""

from importlib.resources import files
from pathlib import Path

import click

from kaohe.cli.common import json_option, print_json, refusing


@click.command(name="schema")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="写到文件；不写时输出到屏幕")
@json_option
@refusing
def command(output: Path | None, as_json: bool) -> None:
    """写出办法文件的 JSON Schema；编辑器用它提示词语、指出写错的地方。"""
    text = files("kaohe.scheme").joinpath("scheme.schema.json").read_text(encoding="utf-8")
    if output is None:
        click.echo(text)
        return
    output.write_text(text, encoding="utf-8")
    if as_json:
        print_json({"written": str(output)})
    else:
        click.echo(f"已写入 {output}")
