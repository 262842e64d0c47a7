"""“播种面积、产量完成任务各得5分，未完成的按比例扣分”: several tasks, each with its points in proportion to how much of it is done."""

import re
from collections.abc import Iterator
from dataclasses import replace

from kaohe.clauses.effects import Action, Effect, Figure
from kaohe.clauses.kinds import Interval, Kind
from kaohe.clauses.naming import name_of
from kaohe.clauses.normalise import NormalText
from kaohe.clauses.state import HUNDRED, Resolved

_DONE = re.compile(
    "(?:均|都|全部|按时|分别)?完成(?:下达|年度|当年|全年|的)*(?:目标任务|任务|计划|目标|指标)(?:数|值)?(?:的)?"
)
_NOT_DONE = re.compile(
    "，?(?:未|没有?)(?:能)?(?:按时|全部)?完成(?:任务|计划|目标|指标)*的?，?|，?完不成(?:任务|计划|目标)*的?，?"
)


def several_tasks(normal: NormalText, out: Resolved) -> None:
    """Ask for the completion of each of the tasks, in place, where the share behind their awards can be of nothing else."""
    for at, share in enumerate(out.effects):
        awards = list(_awards(out.effects[:at]))
        plain = share.action is Action.SHARE and share.figure is None and share.verdict.kind == "proportional"
        if len(awards) < 2 or not plain or not _NOT_DONE.fullmatch(_words(normal, share)):
            continue
        if not _DONE.search(_words(normal, awards[-1])):
            continue
        for award in awards:
            name = _DONE.sub("", name_of(normal, award.trigger.subject))
            figure = Figure(f"{name}完成率", "percent", award.trigger.subject, "%")
            out.figures[:] = [figure if known is award.figure else known for known in out.figures]
            award.figure, award.interval = figure, Interval(HUNDRED, None)
            award.trigger = replace(award.trigger, kind=Kind.LINE, unit="%")


def _awards(before: list[Effect]) -> Iterator[Effect]:
    """The awards of one statement (各得5分) that stand directly before the share."""
    last = before[-1] if before else None
    for effect in before:
        together = last is not None and effect.verdict is last.verdict
        if (
            together
            and effect.kind is Kind.FACT
            and effect.action is Action.GIVE
            and effect.figure is not None
        ):
            yield effect


def _words(normal: NormalText, effect: Effect) -> str:
    return normal.text[effect.statement.start : effect.verdict.start]
