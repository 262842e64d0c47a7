"""`kaohe restore`: the web application brought back from a backup."""

from pathlib import Path

import click

from kaohe.cli.common import json_option, print_json, refusing


@click.command(name="restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--folder", type=click.Path(path_type=Path), help="恢复到哪个数据文件夹（默认 kaohe-data）")
@click.option(
    "--force",
    is_flag=True,
    help="已有数据时也恢复：现有的先移到 before-restore-… 里（PostgreSQL 里的表会被换掉）",
)
@json_option
@refusing
def command(file: Path, folder: Path | None, force: bool, as_json: bool) -> None:
    """从备份恢复网页系统，先停下 kaohe serve。逐个核对指纹，恢复后再核对一遍，一处不对就什么也不动。

    要恢复到 PostgreSQL，设环境变量 DATABASE_URL。
    """
    from kaohe.cli.serve import set_up_web

    home = set_up_web(folder)

    from kaohe.web.backup_restore import restore

    head = restore(file, force=force)
    if as_json:
        print_json({"restored": str(home), "at": head["at"], "program": head["program"]})
        return
    click.echo(f"恢复好了：{home}，备份于 {head['at']}。数据、文件和留痕逐项核对，与备份时一致。")
