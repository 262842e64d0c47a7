"""One unit in one table as its page shows it: where points were lost, every item with its reason in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kaohe.core import Absence, plain
from kaohe.reports.kinds.losses import points_text
from kaohe.reports.pictures import account_of
from kaohe.reports.pictures.content.account import Account, Step, StepKind
from kaohe.reports.pictures.text import signed
from kaohe.results import GroupScore, ItemScore, RoundResult, Standing, TableResult
from kaohe.results.explain import Reasons
from kaohe.scheme.model import GroupKind
from kaohe.web.results.seeing import View

Said = Mapping[tuple[str, str], str]
MOST_BARS = 16
"""So many losses get a bar of their own; what is less is one bar together. The table beside it has all."""


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A line: a group (`head`) with its sum, or an item with points, what was lost, why, and what the department wrote to its judgement."""

    head: bool
    code: str
    name: str
    full: str
    points: str
    lost: str
    reason: str
    departments: str
    open: bool
    said: str = ""


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step from the full points to the total."""

    label: str
    points: str
    after: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Part:
    """A unit in one table. Ranks, grades and lists are empty for who does not see them yet, steps for who sees some items only."""

    number: int
    table: str
    full: str
    total: str
    rank: str
    grade: str
    provisional: bool
    notes: tuple[str, ...]
    items: tuple[ItemRow, ...]
    steps: tuple[StepRow, ...]
    bars: list[dict[str, Any]]

    @property
    def bars_id(self) -> str:
        return f"bars{self.number}"


def parts_of(result: RoundResult, unit: str, view: View, said: Said | None = None) -> list[Part]:
    """The unit in every table that scores it. `said`: what departments wrote, by table and code of the item."""
    reasons = Reasons({measure.id: measure.name for measure in result.scheme.measures.values()})
    return [
        _part(number, result, table, standing, view, reasons, said or {})
        for number, table in enumerate(result.tables, 1)
        if (standing := table.of(unit)) is not None
    ]


def _part(
    number: int,
    result: RoundResult,
    table: TableResult,
    standing: Standing,
    view: View,
    reasons: Reasons,
    said: Said,
) -> Part:
    tally, places = standing.tally, table.table.precision
    whole = view.departments is None
    account = account_of(result, table, standing, reasons) if whole else None
    total = "" if isinstance(tally.total, Absence) else format(tally.total, "f")
    rank = "" if standing.rank is None else f"{standing.rank}{_('（并列）') if standing.tied else ''}"
    return Part(
        number=number,
        table=table.table.name,
        full=plain(tally.full),
        total=total if whole or view.ranking else "",
        rank=rank if view.ranking else "",
        grade=standing.grade if view.ranking else "",
        provisional=tally.provisional,
        notes=tuple(_notes(table, standing, view)) if whole or view.ranking else (),
        items=tuple(
            replace(row, said="" if row.head else said.get((table.table.name, row.code), ""))
            for group in tally.groups
            for row in _rows(group, places, view, reasons)
        ),
        steps=tuple(_steps(account, places)) if account else (),
        bars=list(_bars(account, places)) if account else [],
    )


def _notes(table: TableResult, standing: Standing, view: View) -> Iterator[str]:
    tally = standing.tally
    for outcome in tally.vetoes:
        if outcome.in_force:
            yield f"{_('黄牌') if outcome.veto.card else _('一票否决')}：{outcome.veto.name}"
        elif outcome.open:
            yield _("还不能确定是否触发“%(veto)s”，所需数据未报") % {"veto": outcome.veto.name}
    if gaps := tally.gaps:
        yield _("还有 %(count)s 项没有定分：%(names)s") % {
            "count": len(gaps), "names": "、".join(score.item.name for score in gaps)}  # fmt: skip
    elif tally.provisional and not any(outcome.open for outcome in tally.vetoes):
        yield _("要比照的其他单位还没有报齐，得分可能变化")
    if view.ranking:
        lists = [
            entry.consequence.list_name
            for entry in table.lists
            if any(member.unit == tally.unit.id for member in entry.members)
        ]
        if lists:
            yield _("列入名单：%(names)s") % {"names": "、".join(dict.fromkeys(lists))}


def _rows(
    group: GroupScore, places: int, view: View, reasons: Reasons, base: bool | None = None
) -> Iterator[ItemRow]:
    base = group.group.kind is GroupKind.BASE if base is None else base
    inner: list[ItemRow] = []
    for child in group.children:
        if isinstance(child, GroupScore):
            inner += _rows(child, places, view, reasons, base)
        elif view.item(child.item):
            inner.append(_item(child, places, reasons, base))
    if inner:
        whole = view.departments is None
        yield ItemRow(
            True, group.group.code, group.group.name, plain(group.full) if base else "",
            points_text(group.score, places) if whole else "", "", "", "", False,
        )  # fmt: skip
        yield from inner


def _item(score: ItemScore, places: int, reasons: Reasons, base: bool) -> ItemRow:
    lost = score.full - score.points if base and not score.open else Decimal(0)
    points = score.score.label if isinstance(score.score, Absence) else points_text(score.score, places)
    return ItemRow(
        head=False,
        code=score.item.code,
        name=score.item.name,
        full=plain(score.item.points) if base else "",
        points=points,
        lost=points_text(lost, places) if lost > 0 else "",
        reason=reasons(score),
        departments="、".join(score.item.departments),
        open=score.open,
    )


def _steps(account: Account, places: int) -> Iterator[StepRow]:
    level = account.full
    for step in account.steps:
        level += step.points
        yield StepRow(
            step.label, signed(_shown(step, places)), points_text(level, places), step.code, step.reason
        )


def _shown(step: Step, places: int) -> Decimal:
    """At the table's precision, but for the step of rounding itself, which is all behind it."""
    return step.points if step.kind is StepKind.ROUNDED else Decimal(points_text(step.points, places))


def _bars(account: Account, places: int) -> Iterator[dict[str, Any]]:
    """Label, from where to where, what it says, what kind: for the chart. Many small losses are one bar."""
    if isinstance(account.total, Absence):
        return
    yield _bar("whole", _("满分"), Decimal(0), account.full, plain(account.full))
    level = account.full
    losses = [step for step in account.steps if step.kind in (StepKind.LOST, StepKind.OPEN)]
    small = losses[MOST_BARS:] if len(losses) > MOST_BARS + 1 else []
    for step in account.steps:
        if small and step is small[0]:
            rest = sum((each.points for each in small), Decimal(0))
            label = _("其余 %(count)s 项") % {"count": len(small)}
            yield _bar("loss", label, level, level + rest, signed(Decimal(points_text(rest, places))))
            level += rest
        if any(step is each for each in small):
            continue
        kind = "open" if step.kind is StepKind.OPEN else "gain" if step.points > 0 else "loss"
        yield _bar(kind, step.label, level, level + step.points, signed(_shown(step, places)))
        level += step.points
    yield _bar("whole", _("总分"), Decimal(0), account.total, format(account.total, "f"))


def _bar(kind: str, label: str, start: Decimal, end: Decimal, told: str) -> dict[str, Any]:
    return {"label": label, "from": plain(start), "to": plain(end), "kind": kind, "told": told}
