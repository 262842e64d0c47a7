"""反馈 and 申诉: seen from its time on, confirmed or appealed, decided with the effect on everybody before one's eyes."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kaohe.facts import State
from kaohe.web.accounts.models import Unit, User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.models import Event
from kaohe.web.filing.models import Figure
from kaohe.web.results.computing import result_of
from kaohe.web.rounds.actions import touch
from kaohe.web.rounds.models import Deadline, Round
from kaohe.web.rounds.stages import Stage
from kaohe.web.rounds.states import GUARDS
from kaohe.web.scoring.models import Appeal, AppealState, Confirmation
from kaohe.web.ui.desk import waiting_for
from tests.web.scoring_material import entry_named, fill

ClientOf = Callable[[Role], Client]
RoundAt = Callable[[Stage], Round]
ITEM, MEASURE = "责任落实", "专题会议已召开"


@pytest.fixture
def round(round_at: RoundAt, people: dict[Role, User], own: Unit) -> Round:
    """In feedback; one's own unit lost a point in the first item."""
    made = round_at(Stage.FEEDBACK)
    fill(made, people[Role.OFFICE])
    Figure.objects.filter(round=made, unit__code=own.code, measure=MEASURE).update(text="否", value="否")
    touch(made)
    return made


def file(client: Client, round: Round, unit: str, text: str = "会议开了，有纪要") -> Any:
    item = entry_named(round, ITEM).number
    return client.post(reverse("scoring:appeal-new", args=[round.pk, unit, item]), {"text": text})


def after(round: Round) -> str:
    return next(
        f"after-{each.number}" for each in entry_named(round, ITEM).columns if each.form.id == MEASURE
    )


def decide(client: Client, appeal: Appeal, **data: Any) -> Any:
    return client.post(reverse("scoring:appeal-decide", args=[appeal.round_id, appeal.pk]), data)


def test_the_feedback_says_what_was_lost_where(
    round: Round, client_of: ClientOf, own: Unit, django_assert_max_num_queries: Any
) -> None:
    client = client_of(Role.HEAD)
    with django_assert_max_num_queries(30):
        answer = client.get(reverse("scoring:feedback", args=[round.pk, own.code]))
    text = answer.content.decode()
    assert "主要负责人没有主持专题会议" in text
    (account,) = answer.context["accounts"]
    line = next(line for section in account.sections for line in section.lines if line.entry.name == ITEM)
    assert (line.points, line.lost) == ("2", "1")
    assert "名次" not in text
    assert len(answer.content) < 150_000
    why = client.get(
        reverse("scoring:feedback-why", args=[round.pk, own.code, line.entry.number])
    ).content.decode()
    assert "评分标准" in why


@pytest.mark.parametrize("stage", [Stage.TARGETS, Stage.REPORTING, Stage.SELF, Stage.SCORING])
def test_no_feedback_before_its_time(
    round: Round, client_of: ClientOf, own: Unit, people: dict[Role, User], stage: Stage
) -> None:
    Round.objects.filter(pk=round.pk).update(stage=stage)
    item = entry_named(round, ITEM).number
    for role in (Role.REPORTER, Role.HEAD, Role.LEADER, Role.AUDITOR):
        for url in (
            reverse("scoring:feedback", args=[round.pk, own.code]),
            reverse("scoring:feedback-why", args=[round.pk, own.code, item]),
        ):
            text = client_of(role).get(url).content.decode()
            assert "没有主持" not in text
            assert "<td" not in text
    assert file(client_of(Role.HEAD), round, own.code).status_code != 302
    assert not Appeal.objects.exists()


def test_confirmed_by_the_head_and_not_appealed_after(round: Round, client_of: ClientOf, own: Unit) -> None:
    url = reverse("scoring:feedback-confirm", args=[round.pk, own.code])
    assert client_of(Role.REPORTER).post(url).status_code == 403
    assert client_of(Role.HEAD).post(url).status_code == 302
    assert Confirmation.objects.get().unit.code == own.code
    assert Event.objects.filter(code="feedback.confirmed").exists()
    assert file(client_of(Role.HEAD), round, own.code).status_code == 409


def test_an_appeal_once_an_item_withdrawn_and_filed_again(
    round: Round, client_of: ClientOf, own: Unit, other: Unit
) -> None:
    client = client_of(Role.REPORTER)
    assert file(client, round, own.code, " ").status_code == 409
    assert file(client, round, own.code).status_code == 302
    assert file(client, round, own.code).status_code == 409
    appeal = Appeal.objects.get()
    assert (
        client_of(Role.HEAD).post(reverse("scoring:feedback-confirm", args=[round.pk, own.code])).status_code
        == 409
    )
    assert client.post(reverse("scoring:appeal-withdraw", args=[round.pk, appeal.pk])).status_code == 302
    assert file(client, round, own.code).status_code == 302
    codes = list(
        Event.objects.filter(code__startswith="appeal.").order_by("number").values_list("code", flat=True)
    )
    assert codes == ["appeal.filed", "appeal.withdrawn", "appeal.filed"]
    assert file(client, round, other.code).status_code == 404


def test_after_the_deadline_it_is_too_late(round: Round, client_of: ClientOf, own: Unit) -> None:
    deadline = Deadline.objects.create(round=round, stage=Stage.FEEDBACK, due=timezone.localdate())
    assert list(GUARDS["feedback-over"](round))
    deadline.due -= timedelta(days=1)
    deadline.save()
    assert file(client_of(Role.HEAD), round, own.code).status_code == 409
    assert not list(GUARDS["feedback-over"](round))


def test_the_effect_is_shown_then_signed(
    round: Round, client_of: ClientOf, own: Unit, people: dict[Role, User]
) -> None:
    file(client_of(Role.HEAD), round, own.code)
    appeal = Appeal.objects.get()
    office = client_of(Role.OFFICE)
    assert any("申诉" in entry.text for entry in waiting_for(people[Role.OFFICE]))
    before = next(result_of(round)[1].of(own.code))[1].tally.total
    assert isinstance(before, Decimal)
    shown = decide(office, appeal, upheld="1", words="纪要属实", **{after(round): "是"})
    assert shown.status_code == 200
    effect = shown.context["trial"]["effect"]
    units = next(
        table for table in effect.record["tables"] if any(u["unit"] == own.code for u in table["units"])
    )["units"]
    assert len(units) == round.units.filter(level="镇街").count()
    mine = next(unit for unit in units if unit["unit"] == own.code)
    assert mine["total"][0] != mine["total"][1]
    assert Appeal.objects.get().state == AppealState.OPEN
    assert Figure.objects.get(unit__code=own.code, measure=MEASURE, period="2026").text == "否"
    signed = decide(
        office, appeal, sign="1", upheld="1", words="纪要属实", figures=effect.figures, digest=effect.digest,
        **{after(round): "是"},
    )  # fmt: skip
    assert signed.status_code == 302
    figure = Figure.objects.get(unit__code=own.code, measure=MEASURE, period="2026")
    assert (figure.text, figure.state, figure.edition) == ("是", State.CORRECTED.value, 2)
    appeal.refresh_from_db()
    assert (appeal.state, appeal.changes[0]["before"], appeal.changes[0]["after"]) == (
        AppealState.UPHELD,
        "否",
        "是",
    )
    assert appeal.effect["tables"]
    assert next(result_of(round)[1].of(own.code))[1].tally.total == before + 1
    assert Event.objects.filter(code="appeal.decided", unit=own.code).exists()
    unit_page = (
        client_of(Role.HEAD).get(reverse("scoring:appeal", args=[round.pk, appeal.pk])).content.decode()
    )
    assert "纪要属实" in unit_page
    assert "名次" not in unit_page  # others' places are not the unit's to see yet


def test_what_moved_meanwhile_is_looked_at_again(round: Round, client_of: ClientOf, own: Unit) -> None:
    file(client_of(Role.HEAD), round, own.code)
    appeal, office = Appeal.objects.get(), client_of(Role.OFFICE)
    effect = decide(office, appeal, upheld="1", words="属实", **{after(round): "是"}).context["trial"][
        "effect"
    ]
    touch(round)
    answer = decide(
        office, appeal, sign="1", upheld="1", words="属实", figures=effect.figures, digest=effect.digest,
        **{after(round): "是"},
    )  # fmt: skip
    assert answer.status_code == 409
    assert Appeal.objects.get().state == AppealState.OPEN
    assert Figure.objects.get(unit__code=own.code, measure=MEASURE, period="2026").text == "否"


def test_rejected_with_words_and_no_figures(round: Round, client_of: ClientOf, own: Unit) -> None:
    file(client_of(Role.HEAD), round, own.code)
    appeal, office = Appeal.objects.get(), client_of(Role.OFFICE)
    assert list(GUARDS["appeals-decided"](round))
    assert decide(office, appeal, upheld="1", words="属实").status_code == 409
    assert decide(office, appeal, sign="1", upheld="0", words=" ").status_code == 409
    assert decide(office, appeal, sign="1", upheld="0", words="没有纪要").status_code == 302
    assert Appeal.objects.get().state == AppealState.REJECTED
    assert decide(office, appeal, sign="1", upheld="0", words="再来").status_code == 409
    assert not list(GUARDS["appeals-decided"](round))


def test_others_appeals_are_not_found(
    round: Round, client_of: ClientOf, other: Unit, people: dict[Role, User]
) -> None:
    unit = round.units.get(code=other.code)
    entry = entry_named(round, ITEM)
    appeal = Appeal.objects.create(
        round=round,
        unit=unit,
        table=entry.table.name,
        item=entry.code,
        text="。",
        filed_by=people[Role.OFFICE],
    )
    assert client_of(Role.HEAD).get(reverse("scoring:appeal", args=[round.pk, appeal.pk])).status_code == 404
    assert (
        client_of(Role.HEAD).post(reverse("scoring:appeal-withdraw", args=[round.pk, appeal.pk])).status_code
        == 404
    )
    assert not client_of(Role.HEAD).get(reverse("scoring:appeals", args=[round.pk])).context["rows"]
    assert client_of(Role.DEPARTMENT).get(reverse("scoring:appeals", args=[round.pk])).status_code == 403


def test_the_unit_reads_the_reason_that_was_written(
    round: Round, client_of: ClientOf, own: Unit, other: Unit
) -> None:
    """Beside the judgement, on the way to the appeal, and nobody else's."""
    judged = Figure.objects.filter(round=round, measure="形势分析评定")
    judged.filter(unit__code=own.code).update(note="缺一样：没有写建议")
    judged.filter(unit__code=other.code).update(note="别的单位的理由")
    item = entry_named(round, "形势分析").number
    for name, way in (("feedback", ()), ("feedback-why", (item,)), ("appeal-new", (item,))):
        url = reverse(f"scoring:{name}", args=[round.pk, own.code, *way])
        page = client_of(Role.HEAD).get(url).content.decode()
        assert "缺一样：没有写建议" in page, name
        assert "别的单位的理由" not in page, name
