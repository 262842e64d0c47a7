"""`kaohe clause TEXT`: one clause as it is read, in words, with a trial of it and the score for figures that somebody names."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import click

from kaohe.clauses import ClauseReading, Compiled, compile_draft
from kaohe.clauses.boundary import Asked, Figure
from kaohe.clauses.targets import with_targets
from kaohe.cli.reading.listing import say_trials
from kaohe.cli.reading.read_json import trials_json
from kaohe.core import plain
from kaohe.reports.item_card import NATURES
from kaohe.reports.study import ItemStudy, limits_of, studied
from kaohe.reports.trials import score_at
from kaohe.rules import ByLevel, Discretion, Node, walk
from kaohe.rules.sentence import sentence
from kaohe.scheme.draft import DraftGroup, DraftItem, DraftTable, SchemeDraft
from kaohe.scheme.model import GroupKind, Measure, MeasureKind
from kaohe.scheme.reading import exact_number

MODES = {"score": GroupKind.BASE, "bonus": GroupKind.BONUS, "adjust": GroupKind.DEDUCTION}
_YES_NO = {"是": True, "否": False, "true": True, "false": False, "有": True, "无": False}


@dataclass(frozen=True, slots=True)
class Tried:
    """A clause that was read, and its score for the figures given (None: none were, or the rule cannot say)."""

    study: ItemStudy
    reading: ClauseReading
    given: tuple[Figure, ...] = ()
    score: Decimal | None = None

    @property
    def words(self) -> str:
        """The rule in words; of a clause that was not read to the end, what was understood of it."""
        if self.study.words:
            return self.study.words
        return "" if self.reading.rule is None else sentence(self.reading.rule)


def try_clause(item: DraftItem, kind: GroupKind, given: Sequence[str]) -> Tried:
    """Read the clause of the item, and score what is given in the order of its figures.

    More or fewer values than it asks for, or values of another kind, are wrong usage.
    """
    compiled = compile_draft(
        SchemeDraft(tables=(DraftTable("", groups=(DraftGroup("", (item,), kind=kind),)),))
    )
    study, reading = studied(compiled).items[0], compiled.readings[0].reading
    rule = study.item.rule
    if not given:
        return Tried(study, reading)
    if rule is None:
        raise click.UsageError("这一条没有读成规则，不能试算；请先去掉 --given 看看没读懂的是什么。")
    figures = tuple(_figures(rule, compiled, reading, given))
    measures = {measure.id: measure for measure in compiled.draft.measures}
    return Tried(study, reading, figures, score_at(rule, figures, measures, limits_of(study.item, kind)))


def values_in(written: Sequence[str], more: Sequence[str]) -> tuple[str, ...]:
    """What was given: `--given 97 --given 是`, `--given 97,是` or `--given 97 是`."""
    return tuple(part for text in (*written, *more) for part in re.split(r"[,，、;；\s]+", text) if part)


def _figures(
    rule: Node, compiled: Compiled, reading: ClauseReading, given: Sequence[str]
) -> Iterator[Figure]:
    measures = {measure.id: measure for measure in compiled.draft.measures}
    counted = [entry.measure for entry in reading.inputs]
    judged = [node.measure for node in walk(rule) if isinstance(node, ByLevel | Discretion)]
    every = list(dict.fromkeys((*counted, *judged)))
    due = counted if counted and len(given) == len(counted) else every
    if len(given) != len(due):
        names = "、".join(f"{n} {name}" for n, name in enumerate(every, 1))
        raise click.UsageError(f"这一条要{len(every)}个数（{names}），给了{len(given)}个。")
    targets = {} if reading.rule is None else with_targets(reading.rule, reading.inputs)[1]
    for name, text in zip(due, given, strict=True):
        of = targets.get(name, name)
        asked = Asked.TARGET if name in targets else Asked.ACTUAL
        yield Figure(of, asked, _value(text, measures[of]))


def _value(text: str, measure: Measure) -> Decimal | bool | str:
    if measure.kind is MeasureKind.YES_NO:
        if text.lower() not in _YES_NO:
            raise click.UsageError(f"“{measure.name}”要的是“是”或“否”，给的是“{text}”。")
        return _YES_NO[text.lower()]
    if measure.kind is MeasureKind.LEVEL:
        if text not in measure.levels:
            raise click.UsageError(f"“{measure.name}”的等级有{'、'.join(measure.levels)}，给的是“{text}”。")
        return text
    number = exact_number(text.removesuffix("%").removesuffix("％"))
    if number is None:
        raise click.UsageError(f"“{measure.name}”要的是一个数，给的是“{text}”。")
    return number


# ---- as people see it


def say(tried: Tried) -> None:
    """The reading on the terminal."""
    study, reading = tried.study, tried.reading
    click.echo(f"性质：{NATURES[reading.nature]}")
    for number, asked in enumerate(study.asked, 1):
        click.echo(f"数据项{number}：{asked.name}（{asked.kind}）")
    if reading.unread:
        click.echo(f"没有读懂：{'；'.join(span.text for span in reading.unread)}")
    if tried.words:
        click.echo(f"{'规则' if study.words else '读懂的部分（不能用来计分）'}：{tried.words}")
    say_trials(study.trials, "")
    for pending in study.item.pending:
        click.echo(f"要确认：{pending.question}")
    if tried.given:
        given = "；".join(f"{_named(figure)} {_said(figure.value)}" for figure in tried.given)
        score = "说不出得分，还要看别的数" if tried.score is None else f"{plain(tried.score)}分"
        click.echo(f"得分：{given} → {score}")


def as_json(tried: Tried) -> dict[str, Any]:
    """The same for programs."""
    reading = tried.reading
    return {
        "nature": reading.nature.value,
        "inputs": [{"name": i.measure, "type": i.type, "unit": i.unit} for i in reading.inputs],
        "rule": tried.study.words or None,
        "levels": [{"name": level.name, "score": plain(level.points)} for level in reading.levels],
        "range": None if reading.range is None else [plain(end) for end in reading.range],
        "boundary": trials_json(tried.study.trials),
        "unread": [span.text for span in reading.unread],
        "given": {_named(figure): _said(figure.value) for figure in tried.given},
        "score": None if tried.score is None else plain(tried.score),
        "problems": [problem.as_json() for problem in reading.problems],
    }


def _named(figure: Figure) -> str:
    return f"{figure.measure}的目标值" if figure.asked is Asked.TARGET else figure.measure


def _said(value: Decimal | bool | str) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return value if isinstance(value, str) else plain(value)
