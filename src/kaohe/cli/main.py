"""`kaohe`: the entry point. Commands are imported when they are called, so that --help answers at once."""

import importlib
from typing import Any

import click

from kaohe import __version__

COMMANDS = {
    "demo": "在一个文件夹里走一遍示例：读 Word 办法、定稿、查数据、计分、排名、出结果",
    "clause": "读一条评分标准：性质、数据项、规则、边界表、得分",
    "read": "读考核办法原件（Word、Excel、网页、PDF、文本），变成办法文件的草稿",
    "document": "把办法写成 Word 或 Excel 文件，可以改好再读回",
    "check": "体检：写法、分值、条款能不能照着评、合法性与减负；把每条规则印成一句话",
    "template": "按办法生成填报表（Excel）",
    "score": "计分、排名、定等次，写出结果和凭据",
    "report": "写文书：通知、责任书、反馈函、通报、整改通知书……，结果工作簿和网页",
    "quality": "数据质量：四率、数与数对不对得上、异常变化",
    "progress": "责任书进度：目标、完成、序时、同比",
    "standards": "按人口等规模的配备标准，算出每个单位应有的数，写成目标",
    "checklist": "检查表：打印，或装进手机（XLSForm）断网填；导出读回来，变成查得的数",
    "estimate": "抽查结果和上报数比：不符率和区间、核实后的数、可不可信，写出计分用的数据",
    "explain": "说明一个单位（或一项）为什么得这些分",
    "verify": "按凭据重新计算，核对一位数字都没有变",
    "whatif": "假如改一个数、一个目标或一条规则，名次怎样变",
    "compare": "两年对比：哪些是工作的变化，哪些是规则的变化",
    "diff": "两版办法有哪些不同",
    "test": "用写好的例子检验办法",
    "draw": "抽检查点：先公布名单和种子的来历再抽取，记录谁都能重算；算样本量",
    "timetable": "排检查日程：哪个组哪个半天查哪个单位，守住回避、专长、请假、节假日；核对手工排的",
    "tasks": "月度任务：下达清单，逐件销号，结转、通报、季度报告、月积分，失分转整改",
    "serve": "启动网页系统：填报、评分、申诉、结果、通报都在浏览器里办",
    "backup": "把网页系统的全部数据和文件备份成一个文件",
    "restore": "从备份恢复网页系统，SQLite 和 PostgreSQL 之间也行",
    "schema": "写出办法文件的 JSON Schema，供编辑器提示",
}
"""Name → what it does, for people. The module of the same name holds the command."""


class Lazy(click.Group):
    """A group that knows its commands' names and imports a command when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"kaohe.cli.{cmd_name}")
        command: click.Command = module.command
        command.help = command.help or COMMANDS[cmd_name]
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        with formatter.section("命令"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            close = get_close_matches(args[0], COMMANDS, n=1)
            hint = f"是不是想用“{close[0]}”？" if close else f"可用的命令：{'、'.join(COMMANDS)}。"
            raise click.UsageError(f"没有“{args[0]}”这个命令。{hint}", ctx) from error


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kaohe", message="%(prog)s %(version)s")
def main() -> None:
    """考核：从考核办法到得分、排名、等次、理由和凭据。

    每个命令都有 --help 和 --json；错误写在标准错误里，带位置和改法。
    结束码：0 完成；1 材料有错误；2 用法不对。
    """


if __name__ == "__main__":
    main()
