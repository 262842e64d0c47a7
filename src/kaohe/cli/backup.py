"""`kaohe backup`: everything of the web application in one file."""

from pathlib import Path

import click

from kaohe.cli.common import json_option, print_json, refusing
from kaohe.core import Refused


@click.command(name="backup")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="写到哪个文件；写文件夹时按时间起名（默认是数据文件夹里的 backups）",
)
@click.option("--folder", type=click.Path(path_type=Path), help="数据文件夹（默认 kaohe-data）")
@click.option("--keep", type=click.IntRange(1), help="写完后只留那个文件夹里最新的几份")
@json_option
@refusing
def command(output: Path | None, folder: Path | None, keep: int | None, as_json: bool) -> None:
    """备份网页系统：数据、上传的文件、留痕，写成一个文件，带每一部分的指纹。系统开着也能备份。

    里面有人员和全部填报，请妥善保管。恢复用 kaohe restore，SQLite 和 PostgreSQL 之间也行。
    """
    from kaohe.cli.serve import set_up_web

    home = set_up_web(folder)

    from kaohe.web.backup import backup, default_name, forget_old
    from kaohe.web.serving_start import has_people, require_current

    if not has_people():
        raise Refused("backup.nothing-there", f"{home} 里还没有数据。请核对 --folder 和 DATABASE_URL。")
    require_current()
    target = output or home / "backups"
    if target.is_dir() or output is None:
        target = target / default_name()
    head = backup(target, by=None)
    removed = forget_old(target.parent, keep) if keep else []
    if as_json:
        print_json(
            {"written": str(target), "removed": [str(path) for path in removed], "files": len(head["files"])}
        )
        return
    click.echo(f"备份好了：{target}（{target.stat().st_size // 1024 + 1} KB，{len(head['files'])} 个文件）")
    if removed:
        click.echo(f"清理了 {len(removed)} 份旧的。")
