"""What was found, a line an answer, with what the unit reported beside it."""

from collections.abc import Iterable
from dataclasses import dataclass

from kaohe.core import Period
from kaohe.facts import Role as FactRole
from kaohe.fieldwork.checklists.model import Asked, Question, counts
from kaohe.fieldwork.estimates.uses import uses
from kaohe.scheme import Scheme
from kaohe.scheme.model import Supply
from kaohe.web.fieldwork.checklists import checklists_for
from kaohe.web.fieldwork.models import Visit
from kaohe.web.filing.facts import scheme_for
from kaohe.web.filing.models import Figure
from kaohe.web.rounds.models import Round


@dataclass(frozen=True, slots=True)
class Line:
    """One answer of one visit. `found` as it is shown; `reported`: the figure it is held against, empty where there is none."""

    visit: Visit
    question: Question
    found: str
    note: str
    photos: int
    reported: str
    bad: bool

    @property
    def item(self) -> str:
        return f"{self.question.item} {self.question.item_name}".strip()


class Reading:
    """The questions of a round, and the reported figures beside them: a query for all figures, however many lines are read."""

    def __init__(self, round: Round) -> None:
        self.checklists = {each.table: each for each in checklists_for(round)}
        scheme = scheme_for(round)
        self._names = {each.id: each.name for each in scheme.measures.values()}
        self._against = _against(scheme, self.questions)
        self._reported = _reported(round, set(self._against.values()))

    @property
    def questions(self) -> list[Question]:
        return [question for each in self.checklists.values() for question in each.questions]

    def lines(self, visits: Iterable[Visit]) -> list[Line]:
        """Every answer, remark or photograph, in the order of the questions."""
        return [line for visit in visits for line in self.lines_of(visit)]

    def lines_of(self, visit: Visit) -> list[Line]:
        """Those of one visit. A question that the scheme no longer asks is not among them."""
        checklist = self.checklists.get(visit.table)
        found = []
        for question in checklist.questions if checklist else ():
            value, note = visit.answers.get(question.name, ""), visit.notes.get(question.name, "")
            photos = len(visit.photos.get(question.name, ()))
            if value or note or photos:
                reported = self._said(visit.unit.code, question.measure)
                found.append(
                    Line(
                        visit,
                        question,
                        shown(question, value),
                        note,
                        photos,
                        reported,
                        is_bad(question, value),
                    )
                )
        return found

    def _said(self, unit: str, measure: str) -> str:
        """What the unit reported; of another measure than the one that is asked after, with its name."""
        against = self._against.get(measure, "")
        value = self._reported.get((unit, against), "")
        return value if not value or against == measure else f"{self._names[against]} {value}"


def shown(question: Question, value: str) -> str:
    """An answer in words: 抽查条数 20，差错条数 3."""
    pair = counts(value) if question.asked is Asked.CHECKED else None
    if pair is None:
        return value
    heads = question.choices if len(question.choices) == 2 else ("查", "不符")
    return f"{heads[0]} {pair[0]}，{heads[1]} {pair[1]}"


def is_bad(question: Question, value: str) -> bool:
    """Whether two counts say that something is not as it should be; of other answers nothing is said."""
    pair = counts(value) if question.asked is Asked.CHECKED else None
    return pair is not None and pair[1] > 0


def _against(scheme: Scheme, questions: Iterable[Question]) -> dict[str, str]:
    """By the measure that a question asks after: the reported one that it is held against."""
    known = uses(scheme)
    found = {}
    for name in {question.measure for question in questions}:
        measure, use = scheme.measures.get(name), known.get(name)
        if measure is not None and measure.supply is Supply.REPORTED:
            found[name] = name
        elif use is not None and use.corrected:
            found[name] = use.corrected[0][0].id
    return found


def _reported(round: Round, measures: set[str]) -> dict[tuple[str, str], str]:
    """By unit and measure: the figure of the latest period."""
    rows = Figure.objects.filter(round=round, role=FactRole.ACTUAL.value, measure__in=measures).exclude(
        value=""
    )
    found: dict[tuple[str, str], tuple[tuple[int, int], str]] = {}
    for unit, measure, period, value in rows.values_list("unit__code", "measure", "period", "value"):
        last = Period.parse(period).last
        if (
            Period.parse(period).year == round.when.year
            and last >= found.get((unit, measure), ((0, 0), ""))[0]
        ):
            found[unit, measure] = last, value
    return {key: value for key, (_last, value) in found.items()}
