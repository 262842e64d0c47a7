"""What `kaohe draw prepare` and `now` are told: a frame, and a plan from a file or from options."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kaohe.cli.common import working
from kaohe.core import Problem, Refused
from kaohe.core.problem import has_errors

if TYPE_CHECKING:
    from kaohe.fieldwork.draws import Exclusion, Frame, Plan

Function = TypeVar("Function", bound=Callable[..., Any])
_BY = {"单位": "unit", "类别": "class", "单位和类别": "unit+class", "不分组": "none"}
_CHANCE = {"等概率": "equal", "按规模": "size"}


@dataclass(slots=True)
class Asked:
    """The material of a draw, read. `problems` grows while it is used."""

    frame: "Frame"
    plan: "Plan"
    exclusions: "tuple[Exclusion, ...]" = ()
    source: str = ""
    shape: str = ""
    ascending: bool = False
    committed: bool = False
    problems: list[Problem] = field(default_factory=list)


def frame_options(function: Function) -> Function:
    """--frame FILE, or --units FILE --level 村 [--above 镇街]."""
    for option in (
        click.option("--above", default="", help="从单位表取点时，按哪一级的上级分组；不写是直接上级"),
        click.option("--level", default="", help="从单位表取点：哪一级的单位，如 村"),
        click.option(
            "--units",
            "units_file",
            type=click.Path(path_type=Path),
            help="单位表；和 --frame 一起写时核对所属单位",
        ),
        click.option("--frame", "frame_file", type=click.Path(path_type=Path), help="抽样框（CSV 或 Excel）"),
    ):
        function = option(function)
    return function


def plan_options(function: Function) -> Function:
    """方案.yaml, or the simple plans by options."""
    for option in (
        click.option("--shape", default="", help="公开号码的形式，一位数字写一个0，如 00-00-00"),
        click.option(
            "--number-from", "source", default="", help="种子取自哪个公开号码，如“2026年12月27日开奖的……”"
        ),
        click.option("--reserves", type=click.IntRange(0, 1000), default=0, help="每组候补几个"),
        click.option("--chance", type=click.Choice(list(_CHANCE)), default="等概率", help="抽法"),
        click.option("--by", type=click.Choice(list(_BY)), default="单位", help="怎样分组"),
        click.option("--except", "exceptions", multiple=True, metavar="组=个数", help="例外，可以写几个"),
        click.option("--total", type=click.IntRange(1), help="总数，按可抽的个数分给各组"),
        click.option("--each", type=click.IntRange(0), help="每组几个"),
        click.argument(
            "plan_file", metavar="[抽样方案.yaml]", required=False, type=click.Path(path_type=Path)
        ),
    ):
        function = option(function)
    return function


def today(_context: click.Context, _option: click.Parameter, value: str | None) -> str:
    """A day as an ISO date; today where none is written."""
    if not value:
        return datetime.date.today().isoformat()  # noqa: DTZ011 - the day on the clerk's own calendar
    try:
        return datetime.date.fromisoformat(value).isoformat()
    except ValueError:
        raise click.UsageError(f"“{value}”不是日期，请写成 2026-12-28 的样子。") from None


def read_asked(words: Mapping[str, Any]) -> Asked:
    """Frame and plan. Refused with all problems where either cannot be used."""
    problems: list[Problem] = []
    with working("读入抽样框"):
        frame = _frame(words, problems)
    asked = _from_file(words, frame) if words["plan_file"] else _from_options(words, frame)
    asked.problems[:0] = problems
    return asked


def _frame(words: Mapping[str, Any], problems: list[Problem]) -> "Frame":
    from kaohe.facts.unit_file import read_units
    from kaohe.fieldwork.draws import frame_of_units, read_frame

    units, found = (None, ()) if words["units_file"] is None else read_units(words["units_file"])
    problems += found
    if has_errors(problems):
        raise Refused("units.has-errors", f"单位表 {words['units_file']} 还有错误，先改好再用。", problems)
    if words["frame_file"]:
        frame, found = read_frame(words["frame_file"], [unit.name for unit in units or ()])
        problems += found
        if has_errors(found):
            raise Refused(
                "draw.frame-has-errors", f"抽样框 {words['frame_file']} 还有错误，先改好再用。", problems
            )
        return frame
    if units is None or not words["level"]:
        raise click.UsageError("请用 --frame 指明抽样框，或用 --units 和 --level 从单位表取。")
    frame = frame_of_units(units, words["level"], words["above"])
    if not len(frame):
        levels = "、".join(dict.fromkeys(unit.level for unit in units))
        raise Refused("draw.no-such-level", f"单位表里没有“{words['level']}”这一级；有：{levels}。")
    return frame


def _from_file(words: Mapping[str, Any], frame: "Frame") -> Asked:
    from kaohe.fieldwork.draws import read_terms

    told = [word for word in ("each", "total", "exceptions", "source", "shape") if words[word]]
    if told or words["reserves"]:
        raise click.UsageError("有了方案文件，个数、例外、候补和种子都写在方案里，不用选项。")
    terms, found = read_terms(words["plan_file"])
    if terms is None:
        raise Refused("draw.plan-has-errors", f"抽样方案 {words['plan_file']} 还有错误，先改好再用。", found)
    seed = terms.seed
    return Asked(
        frame,
        terms.plan,
        terms.exclusions,
        seed.source,
        seed.shape,
        seed.ascending,
        seed.committed,
        list(found),
    )


def _from_options(words: Mapping[str, Any], frame: "Frame") -> Asked:
    from kaohe.fieldwork.draws import By, Chance, Plan

    if (words["each"] is None) is (words["total"] is None):
        raise click.UsageError("请写方案文件，或用 --each、--total 中的一个写明抽几个。")
    exceptions = {}
    for text in words["exceptions"]:
        name, _, number = text.partition("=")
        if not name or not (number.isascii() and number.isdigit() and len(number) < 8):
            raise click.UsageError(f"例外“{text}”看不懂，请写成 榉坪镇=1 的样子。")
        exceptions[name] = int(number)
    if words["shape"] and not (words["source"] and set(words["shape"]) <= {"0", "-"}):
        raise click.UsageError("--shape 和 --number-from 一起写，每位数字写一个0，如 00-00-00。")
    if exceptions and words["total"] is not None:
        raise click.UsageError("写了总数，就不能再写例外。")
    plan = Plan(
        by=By(_BY[words["by"]]),
        chance=Chance(_CHANCE[words["chance"]]),
        each=words["each"],
        total=words["total"],
        exceptions=exceptions,
        reserves=words["reserves"],
    )
    return Asked(frame, plan, source=words["source"], shape=words["shape"])
