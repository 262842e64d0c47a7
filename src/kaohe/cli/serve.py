"""`kaohe serve`: the web application and its background jobs in one process."""

import json
import os
from pathlib import Path

import click

from kaohe.cli.common import json_option, refusing
from kaohe.core import Refused


@click.command(name="serve")
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    help="数据放在哪个文件夹（默认 kaohe-data；示例是 kaohe-demo-data）",
)
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="在哪个地址上等；0.0.0.0 是让局域网里的人都能访问"
)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="端口")
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 200), help="同时办多少件")
@click.option("--no-jobs", is_flag=True, help="不在这个进程里办后台任务（另用 --only-jobs 起一个）")
@click.option("--only-jobs", is_flag=True, help="只办后台任务，不开网页")
@click.option(
    "--proxy", default="", help="前面的反向代理的地址（如 127.0.0.1）：相信它报来的访客地址和 https"
)
@click.option("--demo", is_flag=True, help="装好示例（芸溪区两年的考核和各种角色的人），密码写在登录页上")
@json_option
@refusing
def command(
    folder: Path | None,
    host: str,
    port: int,
    threads: int,
    no_jobs: bool,
    only_jobs: bool,
    proxy: str,
    demo: bool,
    as_json: bool,
) -> None:
    """启动网页系统：建好数据库和静态文件，打开网页，后台任务也在里面办。按 Ctrl-C 停止，正在办的会办完。

    数据库默认是数据文件夹里的 SQLite；要用 PostgreSQL，设环境变量 DATABASE_URL。
    """
    if no_jobs and only_jobs:
        raise click.UsageError("--no-jobs 和 --only-jobs 只能用一个。")
    home = set_up_web(folder, host=host, demo=demo)

    from kaohe.web.serving_run import Serving, serve

    https = os.environ.get("KAOHE_HTTPS", "") in ("1", "true", "yes")
    proxy = proxy or ("127.0.0.1" if https else "")
    wanted = Serving(home, host, port, threads, not only_jobs, not no_jobs, demo, proxy)

    def say(text: str, **data: object) -> None:
        """A line a message: the server goes on after it."""
        click.echo(json.dumps({"message": text, **data}, ensure_ascii=False) if as_json else text)

    serve(wanted, say)


def set_up_web(folder: Path | None, *, host: str = "127.0.0.1", demo: bool = False) -> Path:
    """`serving.set_up`; Refused where the web is not installed."""
    try:
        from kaohe.web.serving import set_up
    except ModuleNotFoundError as error:
        if error.name and error.name.startswith("kaohe"):
            raise
        raise Refused("web.not-installed", "网页系统没有装。请运行：pip install 'kaohe[web]'") from None
    return set_up(folder, host=host, demo=demo)
