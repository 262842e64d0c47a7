"""What the visits that count come to: a figure a unit and measure, for the office to adopt, with its interval and how likely it is.

The library makes the figures; here they are laid beside those there are, and put in their places when somebody says so.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.db import transaction
from django.utils.translation import gettext as _

from kaohe.core import Absence, Problem, Refused, plain
from kaohe.facts import Fact, State, value_text
from kaohe.facts import Role as FactRole
from kaohe.facts.needs import form_of
from kaohe.fieldwork.checklists.findings import facts_found, inspected
from kaohe.fieldwork.checklists.model import Answers, Checklist
from kaohe.fieldwork.estimates import Settings, estimate
from kaohe.fieldwork.estimates.chance import Verdict
from kaohe.fieldwork.estimates.checking import Located
from kaohe.fieldwork.estimates.estimate import CorrectedFigure, Estimate, Estimates
from kaohe.fieldwork.estimates.found_facts import found_facts, others
from kaohe.fieldwork.estimates.uses import uses
from kaohe.fieldwork.estimates.words import plausibility, range_text
from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.recording import record
from kaohe.web.fieldwork.checklists import checklists_for
from kaohe.web.fieldwork.models import Visit, VisitState
from kaohe.web.fieldwork.visits_querysets import answers_of
from kaohe.web.filing.actions import save_cells
from kaohe.web.filing.cells import MOST_NOTE, Cell
from kaohe.web.filing.facts import scheme_for, stored
from kaohe.web.filing.models import Figure
from kaohe.web.results.computing import figures_for
from kaohe.web.rounds.actions import locked_round
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.states import Thing, require_open
from kaohe.web.scoring.layout import layout_of
from kaohe.web.scoring.models import HandIn

PLACE = "现场检查"
_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Proposal:
    """One figure that inspection comes to. now: what stands there, edition of it (0: nothing). shut: the departments that have handed
    their scores in, so that it can no longer be put in. interval, words, corrected: of the estimate, empty where there is none.
    """

    fact: Fact
    unit: str
    measure: str
    text: str
    now: str
    edition: int
    shut: str = ""
    interval: str = ""
    words: str = ""
    corrected: str = ""
    verdict: str = ""

    @property
    def same(self) -> bool:
        return self.now == self.text

    @property
    def token(self) -> str:
        """What the page sends back: which figure, what was shown, and over which edition it goes."""
        return "|".join(
            (self.fact.unit, self.fact.measure, str(self.fact.period), str(self.edition), self.text)
        )


@dataclass(frozen=True, slots=True)
class Adoption:
    """Everything to be adopted. blank: 不适用 for units that nobody looked at; visits: how many there are that count."""

    proposals: tuple[Proposal, ...]
    blank: tuple[Proposal, ...]
    problems: tuple[Problem, ...]
    visits: int


def adoption_of(round: Round) -> Adoption:
    """What the accepted visits come to now."""
    scheme, units = scheme_for(round), round.assessed
    visits = list(Visit.objects.filter(round=round, state=VisitState.ACCEPTED).select_related("unit"))
    facts: list[Fact] = []
    located: list[Located] = []
    problems: list[Problem] = []
    counted = uses(scheme)
    for checklist, answers, above in _by_checklist(round, visits):
        found, told = facts_found(checklist, scheme, units, answers)
        # Figures of the level above may have a measure of their own: which, the estimate knows.
        facts += [fact for fact in found if not (above and fact.measure in counted)]
        problems += told
        located += [Located(row) for row in inspected(checklist, scheme, answers, above=above)]
    known = figures_for(round)
    estimates = estimate(located, scheme, units, known, Settings())
    estimated = {fact.key: fact for fact in found_facts(estimates)}
    chosen = {fact.key: fact for fact in facts} | estimated
    rows = {(row.unit, row.measure.id, str(row.period)): row for row in estimates.rows}
    board = _Board(round, rows, estimates)
    blank = others(estimates, counted.values(), scheme, units, known) if estimates.rows else ()
    return Adoption(
        tuple(board.proposal(fact) for fact in chosen.values()),
        tuple(board.proposal(fact) for fact in blank),
        (*problems, *(each for each in estimates.problems if each not in problems)),
        len(visits),
    )


@transaction.atomic
def adopt_figures(*, round: Round, tokens: Iterable[str], by: User) -> int:
    """Put the chosen figures in their places; how many. Refused where what was shown is no longer what there is."""
    locked = locked_round(round)
    require_open(locked, Thing.SCORES)
    if not by.has(Role.OFFICE):
        raise Refused("inspection.office-adopts", _("由考核办采用。"))
    adoption = adoption_of(locked)
    there = {each.token: each for each in (*adoption.proposals, *adoption.blank)}
    wanted = list(dict.fromkeys(tokens))
    if not wanted:
        raise Refused("inspection.none-chosen", _("还没有勾选要采用的数。"))
    if any(token not in there or there[token].shut for token in wanted):
        raise Refused(
            "inspection.moved-on", _("有的数刚刚变了，或者科室已经交了评分。请刷新页面看了再采用。")
        )
    cells = [_cell(there[token]) for token in wanted]
    outcomes = save_cells(round=locked, cells=cells, by=by, place=PLACE, recorded=False)
    wrong = [problem for saved in outcomes for problem in saved.problems if not saved.kept or saved.conflict]
    if wrong or any(saved.conflict or not saved.kept for saved in outcomes):
        raise Refused("inspection.not-adopted", _("有的数没有写进去，什么也没有改动。"), wrong)
    numbers = [saved.figure.pk for saved in outcomes if saved.figure is not None]
    Figure.objects.filter(pk__in=numbers).update(state=State.VERIFIED.value)
    changes = [[cell.unit, cell.measure, cell.period, cell.text, cell.note] for cell in cells]
    record(
        "inspection.adopted", by=by, subject=locked.title, round=locked.pk, count=len(cells), changes=changes
    )
    return len(cells)


def _cell(proposal: Proposal) -> Cell:
    fact = proposal.fact
    note = f"{fact.note}；{fact.by}，{fact.at}" if fact.by else fact.note
    return Cell(fact.unit, fact.measure, str(fact.period), proposal.text, proposal.edition, note[:MOST_NOTE])


def _by_checklist(round: Round, visits: Iterable[Visit]) -> Iterator[tuple[Checklist, list[Answers], bool]]:
    """The visits of each checklist, ours and those of the level above apart."""
    own: dict[tuple[str, bool], list[Answers]] = {}
    for visit in visits:
        own.setdefault((visit.table, visit.above), []).append(answers_of(visit))
    for checklist in checklists_for(round):
        for above in (False, True):
            if answers := own.get((checklist.table, above)):
                yield checklist, answers, above


class _Board:
    """The figures there are and who has handed in, read once for all proposals."""

    def __init__(self, round: Round, rows: Mapping[_Key, Estimate], estimates: Estimates) -> None:
        self._scheme, self._rows, self._limit = (
            scheme_for(round),
            rows,
            Fraction(estimates.settings.limit) / 100,
        )
        self._names = {unit.id: unit.name for unit in round.assessed}
        figures = Figure.objects.filter(round=round, role=FactRole.ACTUAL.value)
        self._now = {
            (unit, measure, period): (text, edition)
            for unit, measure, period, text, edition in figures.values_list(
                "unit__code", "measure", "period", "text", "edition"
            )
        }
        handed_in = set(HandIn.objects.filter(round=round).values_list("department", flat=True))
        self._shut = {
            column.key: "、".join(sorted(column.owners & handed_in)) for column in layout_of(round).columns
        }

    def proposal(self, fact: Fact) -> Proposal:
        key = (fact.unit, fact.measure, str(fact.period))
        measure = self._scheme.measures[fact.measure]
        form = form_of(self._scheme, measure, FactRole.ACTUAL)
        now, edition = self._now.get(key, ("", 0))
        row = self._rows.get(key)
        return Proposal(
            fact,
            self._names.get(fact.unit, fact.unit),
            measure.name,
            stored(fact.value, form or measure),
            now,
            edition,
            self._shut.get(key[1:], ""),
            "" if row is None or row.intervals is None else range_text(row.intervals.exact),
            "" if row is None else plausibility(row),
            "" if row is None else "；".join(_corrected(figure) for figure in row.corrected),
            "" if row is None or row.chance is None else _verdict(row.chance.verdict(self._limit)),
        )


def _corrected(figure: CorrectedFigure) -> str:
    """The reported figure and what the scheme's rule makes of it."""
    now = figure.corrected.label if isinstance(figure.corrected, Absence) else plain(figure.corrected)
    parts = {"name": figure.measure.name, "reported": value_text(figure.reported), "now": now}
    return _("%(name)s上报 %(reported)s，核实后 %(now)s") % parts


def _verdict(verdict: Verdict) -> str:
    return verdict.label
