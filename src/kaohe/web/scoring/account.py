"""A unit's account for its feedback: group by group, item by item, with the reason in words and what was lost where."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kaohe.core import Absence, plain
from kaohe.facts import Role as FactRole
from kaohe.results import ItemScore
from kaohe.results.explain import Reasons, explain_item
from kaohe.scheme.model import GroupKind
from kaohe.web.filing.models import Figure
from kaohe.web.results.computing import result_of
from kaohe.web.rounds.models import Round, RoundUnit
from kaohe.web.scoring.layout import Entry, layout_of
from kaohe.web.scoring.models import Appeal
from kaohe.web.scoring.querysets import points_shown, scores_of


@dataclass(frozen=True, slots=True)
class Line:
    """One item: points, what is missing to the full (empty: nothing), why, what the department wrote to its judgement (empty:
    nothing), and the appeal against it.
    """

    entry: Entry
    points: str
    lost: str
    why: str
    said: str
    appeal: Appeal | None


@dataclass(frozen=True, slots=True)
class Section:
    """One group at the top of a table: its points of its full ones, and what was lost in it."""

    name: str
    kind: str
    points: str
    full: str
    lost: Decimal
    lines: tuple[Line, ...]

    @property
    def lost_shown(self) -> str:
        return plain(self.lost) if self.lost else ""


@dataclass(frozen=True, slots=True)
class Account:
    """One table that scores the unit. most: the items that cost most, the dearest first."""

    table: str
    total: str
    full: str
    provisional: bool
    sections: tuple[Section, ...]
    most: tuple[Line, ...]


def account_of(round: Round, unit: RoundUnit, appeals: Mapping[tuple[str, str], Appeal]) -> list[Account]:
    """Every table that scores the unit."""
    layout = layout_of(round)
    _inputs, result = result_of(round)
    reasons = Reasons(layout.names())
    notes = _notes(round, unit)
    accounts = []
    for table, standing in result.of(unit.code):
        tally = standing.tally
        sections: list[Section] = []
        losses: list[tuple[Decimal, Line]] = []
        for group in tally.groups:
            own: list[tuple[Decimal, Line]] = []
            for score in group.items():
                entry = layout.find(table.table.name, score.item.code)
                if entry is not None:
                    lost = loss(entry, score)
                    appeal = appeals.get((entry.table.name, entry.code))
                    shown = plain(lost) if lost else ""
                    said = "；".join(_said(entry, notes))
                    own.append((lost, Line(entry, points_shown(score), shown, reasons(score), said, appeal)))
            losses += [pair for pair in own if pair[0] > 0]
            lost = sum((pair[0] for pair in own), Decimal(0))
            sections.append(Section(group.group.name, group.group.kind.value, plain(group.score), plain(group.full),
                                    lost, tuple(line for _lost, line in own)))  # fmt: skip
        losses.sort(key=lambda pair: pair[0], reverse=True)
        total = tally.total.label if isinstance(tally.total, Absence) else format(tally.total, "f")
        accounts.append(Account(table.table.name, total, plain(table.table.total), tally.provisional,
                                tuple(sections), tuple(line for _lost, line in losses[:6])))  # fmt: skip
    return accounts


def loss(entry: Entry, score: ItemScore) -> Decimal:
    """Points missing to the full ones, or taken by a deduction; bonuses that were not earned are no loss."""
    if isinstance(score.score, Absence):
        return Decimal(0)
    if entry.kind is GroupKind.BASE:
        return max(score.item.points - score.points, Decimal(0))
    return -score.points if entry.kind is GroupKind.DEDUCTION and score.points < 0 else Decimal(0)


def reasons_given(round: Round, unit: RoundUnit, entry: Entry) -> list[str]:
    """What the department wrote to its judgements of one item."""
    return list(_said(entry, _notes(round, unit)))


def all_reasons_given(round: Round, unit: RoundUnit) -> dict[tuple[str, str], str]:
    """What departments wrote to their judgements of a unit, by table and code of the item."""
    notes = _notes(round, unit)
    said = {(e.table.name, e.code): "；".join(_said(e, notes)) for e in layout_of(round).at(unit.level)}
    return {key: words for key, words in said.items() if words}


def _notes(round: Round, unit: RoundUnit) -> dict[tuple[str, str], str]:
    """The words beside a unit's figures, by figure."""
    rows = Figure.objects.filter(round=round, unit=unit, role=FactRole.ACTUAL.value).exclude(note="")
    return {
        (measure, period): note for measure, period, note in rows.values_list("measure", "period", "note")
    }


def _said(entry: Entry, notes: Mapping[tuple[str, str], str]) -> Iterator[str]:
    for column in entry.columns:
        if column.entered and column.key in notes:
            yield notes[column.key]


def explained(round: Round, unit: RoundUnit, entry: Entry) -> list[str]:
    """One item step by step."""
    score = scores_of(round).get((unit.code, entry.number))
    return explain_item(score, layout_of(round).names()) if score else []
