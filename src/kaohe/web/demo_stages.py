"""What happens in the example's rounds, stage by stage: each stage's figures are put in, then the step is taken as the office takes
it, its guards asked. Rows are written many at a time, so that it takes seconds.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.utils import timezone

from kaohe.core import Absence, Period, plain
from kaohe.facts import Fact, Facts, State, value_text
from kaohe.facts import Role as FactRole
from kaohe.reports.kinds.losses import losses
from kaohe.results import ItemScore
from kaohe.results.explain import Reasons
from kaohe.scheme import Scheme
from kaohe.scheme.model import Supply
from kaohe.web.accounts.models import User
from kaohe.web.audit.recording import record
from kaohe.web.demo_fieldwork import accept_the_rest
from kaohe.web.filing.models import Figure, Filing, FilingState
from kaohe.web.filing.shape import NOBODY, FormKey, shape_for
from kaohe.web.results.computing import result_of
from kaohe.web.rounds.actions import step_forward, touch
from kaohe.web.rounds.models import Deadline, Round, RoundUnit
from kaohe.web.rounds.stages import Stage
from kaohe.web.scoring.layout import layout_of
from kaohe.web.scoring.models import (
    Appeal,
    AppealState,
    Confirmation,
    HandIn,
    SecondReading,
    SelfAssessment,
    SelfScore,
)
from kaohe.web.scoring.querysets import Bench, lacks_of
from kaohe.web.scoring.readings import to_read
from kaohe.web.tasks.models import Rectification, RectificationState

Who = Callable[[Fact], User]
_BATCH = 500
_LATE, _RETURNED, _BEGUN = (2, 9), (5,), (12, 17, 19)
"""Places in the list of units: who was late, whose last form came back, who has not handed it in."""
_APPEALS = (0, 7)
"""Who appeals against the first item that cost them points."""


@dataclass(frozen=True, slots=True)
class Actors:
    """Who does what: people by login name; departments in the order in which their people are numbered."""

    people: Mapping[str, User]
    departments: Sequence[str]

    @property
    def office(self) -> User:
        return self.people["office"]

    def reporter(self, unit: str) -> User:
        return self.people.get(unit.lower(), self.office)

    def head(self, unit: str) -> User:
        return self.people.get(f"{unit.lower()}-head", self.office)

    def scorer(self, departments: str, *, second: bool = False) -> User:
        """The person of the first of several departments; the office, where there is none."""
        name = departments.split("、", maxsplit=1)[0]
        if name not in self.departments:
            return self.office
        return self.people[f"dept{self.departments.index(name) + 1}{'-2' if second else ''}"]


class Story:
    """One round on its way."""

    def __init__(self, round: Round, scheme: Scheme, facts: Facts, actors: Actors) -> None:
        self.round, self.scheme, self.facts, self.actors = round, scheme, facts, actors

    def until(self, stage: Stage) -> None:
        """Take every step that leads to a stage; what belongs to it at its beginning is there afterwards."""
        before = {
            Stage.TARGETS: self._nothing,
            Stage.REPORTING: self._set_targets,
            Stage.SELF: self._report_the_rest,
            Stage.SCORING: self._assess_themselves,
            Stage.FEEDBACK: self._score,
            Stage.APPEALS: self._answer_feedback,
            Stage.APPROVAL: self._decide_appeals,
            Stage.ARCHIVED: self._put_right,
        }
        for after in list(Stage)[self.round.at.place + 1 : stage.place + 1]:
            before.get(after, self._nothing)()
            self.round = step_forward(round=self.round, expected=self.round.at, by=self.actors.office)
            if after is Stage.REPORTING:
                self._report_most()
            elif after is Stage.RECTIFYING:
                self._order_rectifications()

    def _nothing(self) -> None:
        """Nothing has to be done before this step."""

    @cached_property
    def units(self) -> dict[str, RoundUnit]:
        return {unit.code: unit for unit in self.round.units.all()}

    def _set_targets(self) -> None:
        targets = [fact for fact in self.facts if fact.role is FactRole.TARGET]
        self._put(targets, State.VERIFIED, lambda _fact: self.actors.office)
        record("target.saved", by=self.actors.office, subject=self.round.title, round=self.round.pk,
               count=len(targets))  # fmt: skip

    # 填报

    def _report_most(self) -> None:
        """Figures of earlier years, most forms handed in, some late, one returned, a few begun; days set."""
        self._set_days()
        earlier = [fact for fact in self.facts if fact.period.year < self.round.when.year]
        self._put(earlier, State.VERIFIED, lambda fact: self.actors.reporter(fact.unit))
        appraised = [code for code in self.units if any(key.unit == code for key in self._forms)]
        for key in self._forms:
            self._hand_in(key, self._outcome(key, appraised))
        touch(self.round)

    def _outcome(self, key: FormKey, appraised: Sequence[str]) -> str:
        last = key.period.months == self.round.when.months
        if key.department:
            # One department is still at it: the office sees what it waits for.
            return "begun" if last and key.department == self.actors.departments[-1] else "verified"
        place = appraised.index(key.unit)
        if not last:
            return "late" if place in _LATE else "verified"
        return "returned" if place in _RETURNED else "begun" if place in _BEGUN else "submitted"

    def _report_the_rest(self) -> None:
        done = {
            FormKey(Period.parse(row.period), row.unit.code if row.unit else "", row.department): row
            for row in Filing.objects.filter(round=self.round).select_related("unit")
        }
        for key in self._forms:
            row = done.get(key)
            if row is None or row.writable:
                if row is not None:
                    row.delete()
                self._hand_in(key, "submitted")
        touch(self.round)

    @cached_property
    def _forms(self) -> list[FormKey]:
        shape = shape_for(self.round)
        levels = {code: unit.level for code, unit in self.units.items()}
        return [*shape.keys_of_units(levels), *shape.keys_of_departments()]

    def _hand_in(self, key: FormKey, outcome: str) -> None:
        """One form: its figures, and where it stands. One that was only begun has half of them."""
        unit = self.units.get(key.unit)
        shape = shape_for(self.round)
        asked = {field.key for field in shape.fields(key, unit.level if unit else "")}
        own = [
            fact
            for fact in self.facts
            if (fact.measure, str(fact.period)) in asked
            and fact.role is FactRole.ACTUAL
            and (unit is None or fact.unit == unit.code)
        ]
        by = self.actors.head(key.unit) if unit else self.actors.scorer(key.department)
        states = {
            "returned": FilingState.RETURNED,
            "begun": FilingState.OPEN,
            "submitted": FilingState.SUBMITTED,
        }
        state = states.get(outcome, FilingState.VERIFIED)
        shown = {FilingState.RETURNED: State.RETURNED, FilingState.VERIFIED: State.VERIFIED}
        self._put(
            own[: len(own) // 2] if outcome == "begun" else own,
            shown.get(state, State.REPORTED),
            lambda fact: self.actors.reporter(fact.unit) if unit else by,
        )
        handed_in = outcome != "begun"
        Filing.objects.create(
            round=self.round,
            unit=unit,
            department=key.department,
            period=str(key.period),
            state=state,
            late=outcome == "late",
            reason="托位数与机构台账对不上，请核对后重报。" if outcome == "returned" else "",
            submitted_by=by if handed_in else None,
            submitted_at=timezone.now() if handed_in else None,
        )
        if handed_in:
            late = "（逾期）" if outcome == "late" else ""
            subject = unit.name if unit else key.department
            record("filing.submitted", by=by, subject=subject, round=self.round.pk, unit=key.unit,
                   period=key.period.label, late=late)  # fmt: skip

    def _set_days(self) -> None:
        """The whole year's figures are due in three days; shorter periods' ten days after their end."""
        today = timezone.localdate()
        for period in {key.period for key in self._forms}:
            year, month = period.last
            end = date(year + month // 12, month % 12 + 1, 10)
            due = today + timedelta(days=3) if period.months == self.round.when.months else end
            Deadline.objects.update_or_create(
                round=self.round, stage=Stage.REPORTING, period=str(period), defaults={"due": due}
            )

    # 自评

    def _assess_themselves(self) -> None:
        """Everybody gives themselves what the figures come to, and full points where people will judge."""
        _inputs, result = result_of(self.round)
        scores, done = [], []
        for table in result.tables:
            for standing in table.standings:
                unit = self.units[standing.tally.unit.id]
                by = self.actors.reporter(unit.code)
                scores += [
                    SelfScore(
                        round=self.round,
                        unit=unit,
                        table=table.table.name,
                        item=score.item.code,
                        points=_own_points(score),
                        by=by,
                    )
                    for score in standing.tally.items()
                ]
                done.append(
                    SelfAssessment(round=self.round, unit=unit, submitted_by=self.actors.head(unit.code))
                )
                record("self.submitted", by=self.actors.head(unit.code), subject=unit.name,
                       round=self.round.pk, unit=unit.code)  # fmt: skip
        SelfScore.objects.bulk_create(scores, _BATCH, ignore_conflicts=True)
        SelfAssessment.objects.bulk_create(done, _BATCH, ignore_conflicts=True)

    # 检查评分

    def _score(self) -> None:
        """Every department puts in what it judges and has found, gives its reasons, is read again, and hands in."""
        accept_the_rest(self.round, self.actors.office)
        entered = {
            measure.id: measure.department
            for measure in self.scheme.measures.values()
            if measure.supply in (Supply.JUDGED, Supply.FOUND)
        }
        layout = layout_of(self.round)
        owner = {column.form.id: "、".join(sorted(column.owners)) for column in layout.columns}
        self._put(
            [fact for fact in self.facts if fact.measure in entered and fact.role is FactRole.ACTUAL],
            State.VERIFIED,
            lambda fact: self.actors.scorer(owner.get(fact.measure) or entered[fact.measure] or NOBODY),
        )
        touch(self.round)
        for name in layout.scoring:
            bench = Bench(self.round, layout, layout.number_of(name), name)
            self._give_reasons(bench)
            second = self.actors.scorer(name, second=True)
            SecondReading.objects.bulk_create(
                SecondReading(figure=each.figure, edition=each.figure.edition, agrees=True, by=second)
                for each in to_read(bench)
                if not each.done
            )
            by = self.actors.scorer(name)
            HandIn.objects.create(round=self.round, department=name, by=by)
            record("score.submitted", by=by, subject=self.round.title, round=self.round.pk, department=name)

    def _give_reasons(self, bench: Bench) -> None:
        for lack in lacks_of(bench):
            if lack.reason:
                Figure.objects.filter(
                    round=self.round,
                    unit=lack.unit,
                    measure=lack.column.form.id,
                    period=str(lack.column.period),
                ).update(note=f"检查记录：{lack.column.form.name}未达到评分标准。")

    # 反馈、申诉

    def _answer_feedback(self) -> None:
        """Most confirm; two appeal."""
        _inputs, result = result_of(self.round)
        for table in result.tables:
            standings = sorted(table.standings, key=lambda each: self.units[each.tally.unit.id].order)
            for place, standing in enumerate(standings):
                unit = self.units[standing.tally.unit.id]
                lost = next((score for score in standing.tally.items() if _lost(score)), None)
                by = self.actors.head(unit.code)
                if place in _APPEALS and lost is not None and table is result.tables[0]:
                    Appeal.objects.create(
                        round=self.round, unit=unit, table=table.table.name, item=lost.item.code, filed_by=by,
                        text=f"“{lost.item.name}”的台账在评分以后补齐了，请复核。",
                    )  # fmt: skip
                    record("appeal.filed", by=by, subject=unit.name, round=self.round.pk, unit=unit.code,
                           item=lost.item.name)  # fmt: skip
                else:
                    Confirmation.objects.get_or_create(round=self.round, unit=unit, defaults={"by": by})
                    record(
                        "feedback.confirmed", by=by, subject=unit.name, round=self.round.pk, unit=unit.code
                    )

    def _decide_appeals(self) -> None:
        now = timezone.now()
        for appeal in Appeal.objects.filter(round=self.round, state=AppealState.OPEN).select_related("unit"):
            appeal.state, appeal.decision = AppealState.REJECTED, "补充的台账形成于考核期以后，维持原评分。"
            appeal.decided_by, appeal.decided_at = self.actors.office, now
            appeal.save(update_fields=["state", "decision", "decided_by", "decided_at"])
            record("appeal.decided", by=self.actors.office, subject=appeal.unit.name, round=self.round.pk,
                   unit=appeal.unit.code, item=appeal.item, decision="维持原评")  # fmt: skip

    # 整改

    def _order_rectifications(self) -> None:
        """Everybody is to put right the item that cost them most; one has answered."""
        office, due = self.actors.office, timezone.localdate() + timedelta(days=60)
        inputs, result = result_of(self.round)
        reasons = Reasons({measure.id: measure.name for measure in inputs.scheme.measures.values()})
        for table in result.tables:
            for place, standing in enumerate(table.standings):
                most = next(iter(losses(standing.tally, reasons)), None)
                if most is None:
                    continue
                unit = self.units[standing.tally.unit.id]
                answered = place == 0
                Rectification.objects.create(
                    round=self.round,
                    unit=unit,
                    table=table.table.name,
                    item=most.score.item.code,
                    name=most.score.item.name,
                    departments=list(most.score.item.departments),
                    lost=plain(most.lost),
                    why=most.reason,
                    demand="对照评分标准查明原因，拿出措施，限期改到位。",
                    due=due,
                    state=RectificationState.ANSWERED if answered else RectificationState.ORDERED,
                    answer="台账已经补齐，责任到人，每月自查一次。" if answered else "",
                    answered_at=timezone.now() if answered else None,
                    by=office,
                )
                record("rectification.ordered", by=office, subject=unit.name, round=self.round.pk, unit=unit.code,
                       item=most.score.item.name, due=str(due))  # fmt: skip

    def _put_right(self) -> None:
        now, office = timezone.now(), self.actors.office
        for each in Rectification.objects.filter(round=self.round).exclude(state=RectificationState.CLOSED):
            each.state, each.verdict, each.closed_at, each.by = (
                RectificationState.CLOSED,
                "已经改到位。",
                now,
                office,
            )
            each.answer = each.answer or "已按要求整改。"
            each.save(update_fields=["state", "verdict", "closed_at", "by", "answer"])
            record("rectification.accepted", by=office, subject=each.unit.name, round=self.round.pk,
                   unit=each.unit.code, item=each.name)  # fmt: skip

    def _put(self, facts: Iterable[Fact], state: State, by: Who) -> None:
        """Figures as if they had been typed."""
        Figure.objects.bulk_create(
            (
                Figure(
                    round=self.round,
                    unit=self.units[fact.unit],
                    measure=fact.measure,
                    period=str(fact.period),
                    role=fact.role.value,
                    text=value_text(fact.value),
                    value=value_text(fact.value),
                    state=state.value,
                    note=fact.note,
                    by=by(fact),
                )
                for fact in facts
            ),
            _BATCH,
            update_conflicts=True,
            unique_fields=["round", "unit", "measure", "period", "role"],
            update_fields=["text", "value", "state", "note", "by"],
        )


def _own_points(score: ItemScore) -> str:
    if isinstance(score.score, Absence) or score.open:
        return plain(score.item.points)
    return plain(score.score)


def _lost(score: ItemScore) -> bool:
    return not isinstance(score.score, Absence) and score.points < score.item.points
