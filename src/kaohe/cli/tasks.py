"""`kaohe tasks`: monthly lists from a year's programme, closed item by item, carried over, reported and scored."""

import importlib

import click

COMMANDS = {
    "read": ("tasks_drafts", "从办公室的文件（方案、意见、职责分工）读出任务，写成任务方案的草稿"),
    "check": ("tasks_lists", "核对任务方案：单位、月份、数据项、法律依据；列出全年每月有哪些任务"),
    "issue": ("tasks_lists", "下达一个月的任务清单：工作簿，每个单位一张的清单"),
    "close": ("tasks_deeds", "记一件：报送、办结、退回、免办"),
    "month-end": ("tasks_deeds", "月结：没有办结的结转下月"),
    "status": ("tasks_lists", "现在各单位办到哪一步"),
    "remind": ("tasks_lists", "提醒：哪些快到期、哪些已逾期、哪些被退回"),
    "bulletin": ("tasks_papers", "写一个月的通报"),
    "report": ("tasks_papers", "写一个季度的报告，与上季度相比"),
    "points": ("tasks_points", "月积分和迟报次数：写成数据文件，交 kaohe score 计分"),
    "rectify": ("tasks_drafts", "从计分结果的失分生成整改任务"),
}
"""Name → the module that holds it, and what it does."""


class _Lazy(click.Group):
    """The commands of this group, imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"kaohe.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("命令"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            raise click.UsageError(
                f"没有“{args[0]}”这个命令。可用的：{'、'.join(COMMANDS)}。", ctx
            ) from error


@click.group(name="tasks", cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """月度任务：年度任务方案变成每个单位每月的清单，逐件销号，没有办结的结转下月。每一步都可以加 --json。

    \b
    kaohe tasks check 任务方案.yaml
    kaohe tasks issue 任务方案.yaml --month 2026-11 -o 清单/
    kaohe tasks close 任务方案.yaml 听泉街道 S1 --proof 芸听〔2026〕12号
    kaohe tasks month-end 任务方案.yaml 2026-11
    kaohe tasks bulletin 任务方案.yaml --month 2026-11 -o 文书/
    kaohe tasks points 任务方案.yaml -o 任务积分.csv
    """
