"""What the commands about figures share: the file of data rules beside a scheme, the day, and files that are not written over."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kaohe.core import Problem, Refused
from kaohe.core.problem import has_errors

if TYPE_CHECKING:
    from kaohe.facts.quality.rules import DataRules
    from kaohe.scheme import Scheme

rules_option = click.option(
    "--rules",
    "rules_file",
    type=click.Path(path_type=Path),
    help="数据规则；不写时用办法旁边的 数据规则.yaml",
)
force_option = click.option("--force", is_flag=True, help="输出文件已经有了，换成新的")
on_option = click.option("--on", "on_text", metavar="日期", help="截至哪一天，如 2026-06-30；不写是今天")


def load_rules(
    scheme_file: Path, rules_file: Path | None, scheme: "Scheme", *, needed: bool = False
) -> tuple["DataRules", tuple[Problem, ...]]:
    """The rules that were named or lie beside the scheme; none where there is no such file. Refused where they have errors."""
    from kaohe.facts.quality.rules import DataRules
    from kaohe.facts.quality.rules_file import FILE, read_rules

    path = rules_file or scheme_file.resolve().parent / FILE
    if rules_file is None and not path.is_file():
        if needed:
            raise Refused("quality.no-rules", f"没有找到数据规则 {path}。请用 --rules 指明。")
        return DataRules(), ()
    rules, problems = read_rules(path, scheme)
    if has_errors(problems):
        raise Refused("quality.rules-have-errors", f"数据规则 {path} 还有错误，先改好再用。", problems)
    return rules, problems


def day_of(text: str | None) -> date:
    """The day that was named, else today."""
    if text is None:
        return date.today()  # noqa: DTZ011 - the office's own calendar
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise click.UsageError(f"“{text}”不是日期，请写成 2026-06-30 的样子。") from None


def may_write(targets: Iterable[Path | None], sources: Iterable[Path], *, force: bool) -> None:
    """Refused where a file is there already and --force is not said, or where it is one of those read."""
    read = {path.resolve() for path in sources}
    for target in targets:
        if target is None:
            continue
        if target.resolve() in read:
            raise Refused("files.is-source", f"{target} 是读入的文件，不能写到它上面。请换个文件名。")
        if target.exists() and not force:
            raise Refused("files.exists", f"{target} 已经有了。请换个文件名，或加 --force 换成新的。")
