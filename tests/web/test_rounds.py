"""A round: its table of states, its steps forward and back, what is open and what is seen when."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from kaohe.core import Period, Refused
from kaohe.web.accounts.models import Unit, User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.models import Event
from kaohe.web.rounds import actions, states
from kaohe.web.rounds.models import Deadline, Round, StageChange
from kaohe.web.rounds.stages import Stage
from kaohe.web.rounds.states import DEMANDS, OPEN, SEEN_FROM, STEPS, Blocker, Sight, Thing, sees
from tests.web.people import a_version

pytestmark = pytest.mark.django_db
RoundAt = Callable[[Stage], Round]
Clients = Callable[[Role], Client]


@pytest.fixture
def unguarded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every guard is content: only the step itself is looked at."""
    for name in {name for step in STEPS for name in step.guards}:
        monkeypatch.setitem(states.GUARDS, name, lambda round: ())


# ---- the tables


def test_the_steps_lead_from_the_first_stage_to_the_last_one_by_one() -> None:
    assert [step.before for step in STEPS] == list(Stage)[:-1]
    assert [step.after for step in STEPS] == list(Stage)[1:]


def test_every_guard_of_the_table_is_registered() -> None:
    assert {name for step in STEPS for name in step.guards} <= set(states.GUARDS)


def test_a_form_that_was_reopened_stands_in_the_way_until_points_are_given() -> None:
    asking = {step.before for step in STEPS if "filings-in" in step.guards}
    assert asking == {Stage.REPORTING, Stage.SELF, Stage.SCORING}


def test_everything_that_can_be_changed_is_open_somewhere_and_has_its_word() -> None:
    assert set(OPEN) == set(Thing)
    assert all(OPEN[thing] and thing.label for thing in Thing)
    published = {stage for stage in Stage if stage.reached(Stage.PUBLISHED)}
    after = {thing for thing in Thing if OPEN[thing] & published}
    # Nothing that scores depend on: what monthly tasks feed goes into the forms, which are closed by then.
    assert after == {Thing.RECTIFICATION, Thing.EVIDENCE, Thing.TASKS}


def test_who_sees_what_from_when() -> None:
    """Towns see nothing of others before publication, nor of themselves before the feedback; an administrator never does."""
    for stage in Stage:
        one = Round(stage=stage)
        public = stage.reached(Stage.PUBLISHED)
        for role in (Role.REPORTER, Role.HEAD):
            assert sees([role], one, Sight.RANKING) is public
            assert sees([role], one, Sight.SCORES) is stage.reached(Stage.FEEDBACK)
        assert sees([Role.DEPARTMENT], one, Sight.RANKING) is public
        assert not sees([Role.ADMIN], one, Sight.RANKING)
        assert sees([Role.OFFICE, Role.HEAD], one, Sight.RANKING) is stage.reached(
            SEEN_FROM[Role.OFFICE, Sight.RANKING]
        )


def test_a_step_whose_guard_is_not_there_is_not_taken(
    round_at: RoundAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(states.GUARDS, "scheme-issued")
    one = round_at(Stage.DRAFTING)
    assert any("没有装上" in blocker.text for blocker in states.blockers(one, STEPS[0]))


# ---- steps


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.before.value)
def test_each_step_forward_is_taken_by_the_office_and_recorded(
    step: states.Step,
    round_at: RoundAt,
    people: dict[Role, User],
    unguarded: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(states, "ON_ENTER", {}, raising=False)
    one = round_at(step.before)
    for role in (Role.HEAD, Role.DEPARTMENT, Role.LEADER, Role.ADMIN):
        with pytest.raises(Refused) as refused:
            actions.step_forward(round=one, expected=step.before, by=people[role])
        assert refused.value.code == "round.not-yours"
    moved = actions.step_forward(round=one, expected=step.before, by=people[Role.OFFICE])
    assert moved.at is step.after
    change = StageChange.objects.get(round=one)
    assert (change.before, change.after, change.by) == (step.before, step.after, people[Role.OFFICE])
    assert Event.objects.filter(code="round.stage-changed", round=one.pk).count() == 1


def test_what_stands_in_the_way_is_told_all_at_once(
    round_at: RoundAt, people: dict[Role, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(states.GUARDS, "filings-in", lambda round: ())
    monkeypatch.setitem(
        states.GUARDS, "scores-in", lambda round: [Blocker("甲科还有 3 项没有评"), Blocker("乙科没有交")]
    )
    monkeypatch.setitem(states.GUARDS, "second-readings-done", lambda round: [Blocker("还有 2 格没有复核")])
    one = round_at(Stage.SCORING)
    with pytest.raises(Refused) as refused:
        actions.step_forward(round=one, expected=Stage.SCORING, by=people[Role.OFFICE])
    assert refused.value.message == "还不能办：甲科还有 3 项没有评；乙科没有交；还有 2 格没有复核。"
    one.refresh_from_db()
    assert one.at is Stage.SCORING
    assert not StageChange.objects.exists()


def test_a_second_press_of_the_same_step_takes_no_second_step(
    round_at: RoundAt, people: dict[Role, User], unguarded: None
) -> None:
    one = round_at(Stage.TARGETS)
    actions.step_forward(round=one, expected=Stage.TARGETS, by=people[Role.OFFICE])
    with pytest.raises(Refused) as refused:
        actions.step_forward(round=one, expected=Stage.TARGETS, by=people[Role.OFFICE])
    assert refused.value.code == "round.moved-on"
    one.refresh_from_db()
    assert one.at is Stage.REPORTING


def test_a_step_back_takes_a_reason(round_at: RoundAt, people: dict[Role, User]) -> None:
    one, office = round_at(Stage.SELF), people[Role.OFFICE]
    with pytest.raises(Refused) as refused:
        actions.step_backward(round=one, expected=Stage.SELF, reason="  ", by=office)
    assert refused.value.code == "round.reason-missing"
    with pytest.raises(Refused):
        actions.step_backward(round=one, expected=Stage.SELF, reason="数要重报", by=people[Role.HEAD])
    moved = actions.step_backward(round=one, expected=Stage.SELF, reason="数要重报", by=office)
    assert moved.at is Stage.REPORTING
    assert StageChange.objects.get().reason == "数要重报"


@pytest.mark.parametrize("stage", [Stage.DRAFTING, Stage.PUBLISHED, Stage.RECTIFYING, Stage.ARCHIVED])
def test_from_there_nothing_leads_back(stage: Stage, round_at: RoundAt, people: dict[Role, User]) -> None:
    with pytest.raises(Refused) as refused:
        actions.step_backward(round=round_at(stage), expected=stage, reason="想改", by=people[Role.OFFICE])
    assert refused.value.code == "round.no-way-back"


# ---- what is open


@pytest.mark.parametrize("stage", list(Stage))
def test_what_is_closed_is_refused_with_when_it_was_open(stage: Stage) -> None:
    one = Round(stage=stage)
    for thing in Thing:
        if stage in OPEN[thing]:
            states.require_open(one, thing)
            continue
        with pytest.raises(Refused) as refused:
            states.require_open(one, thing)
        assert all(f"“{each.label}”" in refused.value.message for each in OPEN[thing])


def test_the_list_of_units_is_the_rounds_own(round_at: RoundAt, people: dict[Role, User]) -> None:
    one = round_at(Stage.DRAFTING)
    count = one.units.count()
    Unit.objects.filter(level="镇街").update(name="改名镇")
    assert not one.units.filter(name="改名镇").exists()
    assert actions.take_units_again(round=one, by=people[Role.OFFICE]) == count
    assert one.units.filter(name="改名镇").exists()
    Round.objects.filter(pk=one.pk).update(stage=Stage.TARGETS)
    with pytest.raises(Refused) as refused:
        actions.take_units_again(round=one, by=people[Role.OFFICE])
    assert refused.value.code == "round.closed"


def test_a_scheme_that_is_not_issued_stands_in_the_way(round_at: RoundAt, people: dict[Role, User]) -> None:
    one = round_at(Stage.DRAFTING)
    draft = a_version(people[Role.OFFICE], issued=False)
    actions.use_scheme(round=one, scheme=draft, by=people[Role.OFFICE])
    with pytest.raises(Refused, match="还没有印发"):
        actions.step_forward(round=one, expected=Stage.DRAFTING, by=people[Role.OFFICE])


def test_every_change_that_scores_depend_on_moves_the_count(
    round_at: RoundAt, people: dict[Role, User]
) -> None:
    one = round_at(Stage.DRAFTING)
    actions.take_units_again(round=one, by=people[Role.OFFICE])
    actions.use_scheme(round=one, scheme=a_version(people[Role.OFFICE]), by=people[Role.OFFICE])
    one.refresh_from_db()
    assert one.figures == 2


# ---- pages


def test_the_office_makes_a_round(client_of: Clients, people: dict[Role, User]) -> None:
    version = a_version(people[Role.OFFICE])
    client = client_of(Role.OFFICE)
    form = {"title": "二〇二六年度", "period": "2026", "scheme": version.pk}
    to = client.post(reverse("rounds:round-new"), form)["Location"]
    one = Round.objects.get()
    assert to == reverse("rounds:round", args=[one.pk])
    assert one.when == Period(2026)
    assert one.units.count() == Unit.objects.filter(active=True).count()
    assert Event.objects.filter(code="round.created", round=one.pk).exists()
    again = client.post(reverse("rounds:round-new"), form | {"period": "二〇二六"}).content.decode()
    assert "已经有这个名称" in again
    assert "考核期写得不对" in again


def test_a_town_sees_its_rounds_and_no_other(client_of: Clients, round_at: RoundAt, own: Unit) -> None:
    one = round_at(Stage.REPORTING)
    client = client_of(Role.HEAD)
    assert client.get(reverse("rounds:round", args=[one.pk])).status_code == 200
    one.units.filter(code=own.code).delete()
    assert client.get(reverse("rounds:round", args=[one.pk])).status_code == 404
    assert one.title not in client.get(reverse("rounds:rounds")).content.decode()


def test_a_step_from_the_page(client_of: Clients, round_at: RoundAt, unguarded: None) -> None:
    one = round_at(Stage.TARGETS)
    client = client_of(Role.OFFICE)
    url = reverse("rounds:forward", args=[one.pk])
    assert client.post(url, {"stage": "targets"}).status_code == 302
    stale = client.post(url, {"stage": "targets"})
    assert stale.status_code == 409
    assert "请刷新页面" in stale.content.decode()
    assert client.post(url, {"stage": "nonsense"}).status_code == 409
    back = client.post(
        reverse("rounds:backward", args=[one.pk]), {"stage": "reporting", "reason": "目标要改"}
    )
    assert back.status_code == 302
    one.refresh_from_db()
    assert one.at is Stage.TARGETS


def test_days_are_set_changed_and_taken_away(client_of: Clients, round_at: RoundAt) -> None:
    one = round_at(Stage.REPORTING)
    client, url = client_of(Role.OFFICE), reverse("rounds:deadline", args=[one.pk])
    for due in ("2026-12-01", "2026-12-10"):
        client.post(url, {"stage": "reporting", "period": "", "due": due})
    assert str(Deadline.objects.get().due) == "2026-12-10"
    assert client.post(url, {"stage": "reporting", "due": "2026-02-30"}).status_code == 409
    client.post(url, {"stage": "reporting", "period": "", "due": ""})
    assert not Deadline.objects.exists()


def test_the_help_page_is_the_table(client_of: Clients) -> None:
    page = client_of(Role.REPORTER).get(reverse("rounds:way")).content.decode()
    assert all(str(step.label) in page for step in STEPS)


def test_the_desk_asks_the_database_little(
    client_of: Clients, round_at: RoundAt, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    round_at(Stage.REPORTING)
    client = client_of(Role.OFFICE)
    with django_assert_max_num_queries(30):
        client.get(reverse("ui:desk"))


def test_a_period_of_a_day_is_read_and_kept_as_figures_have_it(client_of: Clients, round_at: RoundAt) -> None:
    one = round_at(Stage.REPORTING)
    client, url = client_of(Role.OFFICE), reverse("rounds:deadline", args=[one.pk])
    wrong = client.post(url, {"stage": "reporting", "period": "一季报", "due": "2026-04-10"})
    assert wrong.status_code == 409
    assert "报送期写得不对" in wrong.content.decode()
    client.post(url, {"stage": "reporting", "period": "2026年第1季度", "due": "2026-04-10"})
    assert Deadline.objects.get().period == "2026Q1"


def test_the_desk_says_when_a_step_can_be_taken(client_of: Clients, round_at: RoundAt) -> None:
    one = round_at(Stage.DRAFTING)
    client, words = client_of(Role.OFFICE), "这一步的事齐了，可以办："
    assert words in client.get(reverse("ui:desk")).content.decode()
    assert words not in client_of(Role.HEAD).get(reverse("ui:desk")).content.decode()
    Round.objects.filter(pk=one.pk).update(stage=Stage.REPORTING)
    assert words not in client.get(reverse("ui:desk")).content.decode()
    Round.objects.filter(pk=one.pk).update(stage=Stage.APPROVAL)
    assert reverse("results:publications", args=[one.pk]) in client.get(reverse("ui:desk")).content.decode()


def test_a_round_names_its_scheme_and_leads_to_the_publishing(client_of: Clients, round_at: RoundAt) -> None:
    one = round_at(Stage.APPROVAL)
    page = client_of(Role.OFFICE).get(reverse("rounds:round", args=[one.pk])).content.decode()
    assert f'href="{reverse("schemes:version", args=[one.scheme_id])}"' in page
    assert f'href="{reverse("results:publications", args=[one.pk])}"' in page
    assert reverse("rounds:forward", args=[one.pk]) not in page


def test_an_archived_round_takes_no_days(client_of: Clients, round_at: RoundAt) -> None:
    one = round_at(Stage.ARCHIVED)
    client, url = client_of(Role.OFFICE), reverse("rounds:deadline", args=[one.pk])
    assert url not in client.get(reverse("rounds:round", args=[one.pk])).content.decode()
    assert client.post(url, {"stage": "reporting", "period": "", "due": "2026-12-01"}).status_code == 409
    assert not Deadline.objects.exists()


def test_every_guard_says_what_it_asks_for(client_of: Clients) -> None:
    assert {name for step in STEPS for name in step.guards} == set(DEMANDS)
    page = client_of(Role.REPORTER).get(reverse("rounds:way")).content.decode()
    assert all(str(words) in page for words in DEMANDS.values())
