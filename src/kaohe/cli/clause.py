"""`kaohe clause`: one clause, or a file of them, read and tried."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import IO, Any

import click

from kaohe.clauses import ClauseReading, Nature, Question, read_clause
from kaohe.cli.trial import score_of


@click.command("clause")
@click.argument("text", required=False)
@click.option("--batch", type=click.File("r", encoding="utf-8"), help="每行一条 JSON 的文件，“-”为标准输入。")
def command(text: str | None, batch: IO[str] | None) -> None:
    """读一条评分标准：性质、数据项、规则、边界表、得分。"""
    if batch is not None:
        for line in batch:
            if line.strip():
                click.echo(json.dumps(answer(json.loads(line)), ensure_ascii=False))
        return
    del text
    sys.exit(2)


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


def _scores(reading: ClauseReading, question: Question, cases: Sequence[Sequence[Any]]) -> Iterator[str | None]:
    """A score a case; None where the rule cannot say, or where the figures are not of the kind that it asks for."""
    for case in cases:
        if reading.rule is None or reading.unread or reading.nature in (Nature.NONE, Nature.JUDGEMENT) or len(case) != len(reading.inputs):
            yield None
            continue
        pairs = list(zip(reading.inputs, case, strict=True))
        if not all(_fits(value, entry.type) for entry, value in pairs):
            yield None
            continue
        found = score_of(reading, question, {entry.measure: _value(value, entry.type) for entry, value in pairs})
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
