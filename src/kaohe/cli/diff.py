"""`kaohe diff`: what changed between two versions of a scheme, in the office's words."""

from pathlib import Path

import click

from kaohe.cli.common import json_option, load_scheme, print_json, refusing


@click.command(name="diff")
@click.argument("old_file", metavar="旧办法.yaml", type=click.Path(path_type=Path))
@click.argument("new_file", metavar="新办法.yaml", type=click.Path(path_type=Path))
@json_option
@refusing
def command(old_file: Path, new_file: Path, as_json: bool) -> None:
    """两版办法有哪些不同，用办公室的话一条条说。"""
    from kaohe.scheme.diff import diff

    old, _ = load_scheme(old_file)
    new, _ = load_scheme(new_file)
    changes = diff(old, new)
    if as_json:
        print_json([change.as_json() for change in changes])
        return
    for change in changes:
        click.echo(change.text)
    click.echo(f"共{len(changes)}处不同。" if changes else "两版内容相同。")
