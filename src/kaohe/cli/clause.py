"""`kaohe clause`: one clause, or a file of them, read and tried."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import IO, Any

import click

from kaohe.clauses import ClauseReading, Nature, Question, read_clause
from kaohe.cli.common import MATERIAL_HAS_ERRORS, json_option, print_json, refusing, show
from kaohe.cli.reading.one_clause import MODES, say, try_clause, values_in
from kaohe.cli.reading.one_clause import as_json as tried_json
from kaohe.cli.trial import score_of
from kaohe.scheme.draft import DraftItem
from kaohe.scheme.reading import exact_number


@click.command("clause")
@click.argument("text", metavar="[条款]", required=False)
@click.argument("more", metavar="", nargs=-1)
@click.option("--points", metavar="分值", help="这一项的满分")
@click.option(
    "--given", multiple=True, metavar="数", help="试算用的数，按数据项的顺序写：--given 97，--given 97,是"
)
@click.option("--item", default="", metavar="名称", help="项目名称")
@click.option(
    "--mode",
    type=click.Choice(["score", "bonus", "adjust"]),
    default="score",
    help="score 考核项（不写时），bonus 加分项，adjust 扣分项",
)
@click.option("--context", default="", metavar="文字", help="旁边一栏的文字，条款里没写的标准在那里")
@click.option("--batch", type=click.File("r", encoding="utf-8"), help="每行一条 JSON 的文件，“-”为标准输入。")
@json_option
@refusing
def command(
    text: str | None,
    more: tuple[str, ...],
    points: str | None,
    given: tuple[str, ...],
    item: str,
    mode: str,
    context: str,
    batch: IO[str] | None,
    as_json: bool,
) -> None:
    """读一条评分标准：性质、数据项、规则、边界表、得分。

    例：kaohe clause "完成率达到99%得4分，每低1个百分点扣0.5分，扣完为止" --points 4 --given 97
    """
    if batch is not None:
        for line in batch:
            if line.strip():
                click.echo(json.dumps(answer(json.loads(line)), ensure_ascii=False))
        return
    if text is None or not text.strip():
        raise click.UsageError("请写出条款，或用 --batch 指明文件。")
    if more and not given:
        raise click.UsageError(
            f"“{more[0]}”是什么没有看懂；条款里有空格的前后加引号，试算的数写在 --given 后面。"
        )
    _one(text, _points(points), values_in(given, more), item, mode, context, as_json=as_json)


def _one(
    text: str,
    points: Decimal | None,
    given: tuple[str, ...],
    item: str,
    mode: str,
    context: str,
    *,
    as_json: bool,
) -> None:
    """Show one clause; what was not read to the end ends with 1."""
    asked = DraftItem(item, points=points, clause=text, standard=context)
    tried = try_clause(asked, MODES[mode], given)
    if as_json:
        print_json(tried_json(tried))
    else:
        say(tried)
        show(tried.reading.problems)
    if tried.reading.unread:
        sys.exit(MATERIAL_HAS_ERRORS)


def _points(text: str | None) -> Decimal | None:
    number = None if text is None else exact_number(text.removesuffix("分"))
    if text is not None and number is None:
        raise click.BadParameter(f"--points 要的是一个数，写的是“{text}”。")
    return number


def answer(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to one line of a batch."""
    points = asked.get("max")
    question = Question(
        str(asked.get("clause") or ""),
        str(asked.get("item") or ""),
        None if points is None else Decimal(str(points)),
        str(asked.get("mode") or "score"),
        str(asked.get("context") or ""),
    )
    reading = read_clause(question)
    return {
        "id": asked.get("id"),
        "nature": reading.nature.value,
        "inputs": [{"name": entry.name, "type": entry.type} for entry in reading.inputs],
        "scores": list(_scores(reading, question, asked.get("cases") or [])),
        "levels": [{"name": level.name, "score": str(level.points)} for level in reading.levels],
        "range": None if reading.range is None else [str(end) for end in reading.range],
        "unread": [span.text for span in reading.unread],
    }


def _scores(
    reading: ClauseReading, question: Question, cases: Sequence[Sequence[Any]]
) -> Iterator[str | None]:
    """A score a case; None where the rule cannot say, or where the figures are not of the kind that it asks for."""
    for case in cases:
        if (
            reading.rule is None
            or reading.unread
            or reading.nature in (Nature.NONE, Nature.JUDGEMENT)
            or len(case) != len(reading.inputs)
        ):
            yield None
            continue
        pairs = list(zip(reading.inputs, case, strict=True))
        if not all(_fits(value, entry.type) for entry, value in pairs):
            yield None
            continue
        found = score_of(
            reading, question, {entry.measure: _value(value, entry.type) for entry, value in pairs}
        )
        yield None if found is None else format(found, "f")


def _fits(value: Any, kind: str) -> bool:
    if value is None:
        return True
    if kind == "bool":
        return isinstance(value, bool) or value in (0, 1, "是", "否")
    if kind == "count":
        return isinstance(value, bool | int | float | str)
    return not isinstance(value, bool)


def _value(value: Any, kind: str) -> Decimal | bool | None:
    if value is None:
        return None
    if kind == "bool":
        return value is True or value in (1, "是")
    try:
        return Decimal(int(value) if isinstance(value, bool) else str(value))
    except InvalidOperation:
        return None
