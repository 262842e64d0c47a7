"""评分: the matrix, cells saved with reasons, conflicts, hand-in, second readings, spread."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kaohe.web.accounts.models import Department, Duty, Unit, User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.models import Event
from kaohe.web.filing.models import Figure
from kaohe.web.rounds.models import Round, RoundUnit
from kaohe.web.rounds.stages import Stage
from kaohe.web.rounds.states import GUARDS
from kaohe.web.scoring.layout import layout_of
from kaohe.web.scoring.models import HandIn, SecondReading
from kaohe.web.scoring.querysets import lacks_of
from kaohe.web.scoring.readings import agreements, to_read
from kaohe.web.ui.desk import waiting_for
from tests.web import people as stock
from tests.web.scored import scored_round
from tests.web.scoring_material import bench_of, entry_named, fill

ClientOf = Callable[[Role], Client]
RoundAt = Callable[[Stage], Round]
NAME = "规划信息科"
JUDGED = "形势分析评定"


@pytest.fixture
def department(listed: None) -> str:
    return NAME


@pytest.fixture
def round(round_at: RoundAt, people: dict[Role, User]) -> Round:
    """In scoring, everything reported, nothing judged or found yet."""
    made = round_at(Stage.SCORING)
    fill(made, people[Role.OFFICE], entered=False)
    return made


@pytest.fixture
def colleague(people: dict[Role, User]) -> Client:
    """Somebody else of the department."""
    user = stock.person(Role.DEPARTMENT, "colleague", department=NAME)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def at(round: Round, name: str, *more: Any) -> str:
    return reverse(f"scoring:{name}", args=[round.pk, layout_of(round).number_of(NAME), *more])


def column(round: Round, measure: str = JUDGED) -> int:
    return next(column.number for column in layout_of(round).columns if column.form.id == measure)


def save(client: Client, round: Round, *cells: tuple[str, str, int, str | None]) -> Any:
    rows = [
        {"u": unit, "c": column(round), "t": text, "e": edition, "n": note}
        for unit, text, edition, note in cells
    ]
    return client.post(
        at(round, "save"),
        json.dumps({"cells": rows}),
        content_type="application/json",
        headers={"Accept": "application/json"},
    )


def judge_all(round: Round, client: Client, text: str, note: str | None) -> None:
    units = round.units.filter(level="镇街").values_list("code", flat=True)
    assert save(client, round, *((unit, text, 0, note) for unit in units)).status_code == 200


def test_a_level_gives_points_at_once_and_asks_for_a_reason(
    round: Round, client_of: ClientOf, own: Unit
) -> None:
    told = save(client_of(Role.DEPARTMENT), round, (own.code, "较好", 0, None)).json()
    assert told["cells"][0]["due"]
    assert [own.code, entry_named(round, "形势分析").number, "2"] in told["scores"]
    told = save(client_of(Role.DEPARTMENT), round, (own.code, "较好", 1, "缺一样：没有写建议")).json()
    assert not told["cells"][0]["due"]
    assert Figure.objects.get(measure=JUDGED, unit__code=own.code).note == "缺一样：没有写建议"
    assert Event.objects.filter(code="score.saved").count() == 2


def test_full_points_need_no_reason(round: Round, client_of: ClientOf, own: Unit) -> None:
    assert not save(client_of(Role.DEPARTMENT), round, (own.code, "好", 0, None)).json()["cells"][0]["due"]


def test_what_the_rule_does_not_know_is_not_saved(round: Round, client_of: ClientOf, own: Unit) -> None:
    told = save(client_of(Role.DEPARTMENT), round, (own.code, "很好", 0, None)).json()["cells"][0]
    assert not told["kept"]
    assert told["problems"]
    assert not Figure.objects.filter(measure=JUDGED, unit__code=own.code).exists()


def test_both_values_of_a_conflict_are_told(
    round: Round, client_of: ClientOf, colleague: Client, own: Unit
) -> None:
    save(client_of(Role.DEPARTMENT), round, (own.code, "好", 0, None))
    told = save(colleague, round, (own.code, "一般", 0, "缺两样")).json()["cells"][0]
    assert (told["conflict"], told["t"], told["mine"], told["by"]) == (True, "好", "一般", "责任科室")
    assert save(colleague, round, (own.code, "一般", told["e"], "缺两样")).json()["cells"][0]["t"] == "一般"


def test_another_departments_figures_are_not_ours(round: Round, client_of: ClientOf, own: Unit) -> None:
    other = next(each for each in layout_of(round).columns if each.form.id == "创新项目评分")
    body = json.dumps({"cells": [{"u": own.code, "c": other.number, "t": "1", "e": 0}]})
    answer = client_of(Role.DEPARTMENT).post(at(round, "save"), body, content_type="application/json")
    assert answer.status_code == 409
    number = layout_of(round).number_of("办公室")
    assert (
        client_of(Role.DEPARTMENT).get(reverse("scoring:matrix", args=[round.pk, number])).status_code == 404
    )


def test_the_office_does_not_score_for_a_department_that_has_people(
    round: Round, client_of: ClientOf, own: Unit
) -> None:
    assert save(client_of(Role.OFFICE), round, (own.code, "好", 0, None)).status_code == 409


def test_the_matrix_is_short(
    round: Round, client_of: ClientOf, people: dict[Role, User], django_assert_max_num_queries: Any
) -> None:
    client = client_of(Role.DEPARTMENT)
    judge_all(round, client, "较好", None)
    client.get(at(round, "matrix"))
    with django_assert_max_num_queries(35):
        answer = client.get(at(round, "matrix"))
    text = answer.content.decode()
    assert 'class="f q"' in text
    assert "没有理由" in text
    assert len(answer.content) < 60_000
    empty = client.get(at(round, "matrix") + "?table=没有").status_code
    assert empty == 404


def test_the_cell_beside_has_standard_evidence_and_reason(
    round: Round, client_of: ClientOf, own: Unit
) -> None:
    entry = entry_named(round, "形势分析")
    url = at(round, "cell", own.code, entry.number)
    client = client_of(Role.DEPARTMENT)
    text = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert entry.item.clause in text
    assert "好 3；较好 2；一般 1；差 0" in text
    assert "<html" not in text
    name = f"{column(round)}-{own.code}"
    data = {f"text-{name}": "一般", f"note-{name}": "缺两样", f"edition-{name}": "0"}
    answer = client.post(url, data, headers={"HX-Request": "true"})
    assert json.loads(answer["HX-Trigger"])["scored"]["cells"][0]["t"] == "一般"
    assert "得1分" in answer.content.decode()


def test_one_item_of_all_units_without_scripts(
    round: Round, client_of: ClientOf, own: Unit, other: Unit
) -> None:
    url = at(round, "item", entry_named(round, "形势分析").number)
    number = column(round)
    data = {f"text-{number}-{own.code}": "好", f"note-{number}-{own.code}": "", f"edition-{number}-{own.code}": "0",
            f"text-{number}-{other.code}": "优", f"note-{number}-{other.code}": "", f"edition-{number}-{other.code}": "0"}  # fmt: skip
    answer = client_of(Role.DEPARTMENT).post(url, data)
    assert answer.status_code == 422
    assert "请填" in answer.content.decode()
    assert list(Figure.objects.filter(measure=JUDGED).values_list("unit__code", flat=True)) == [own.code]


def test_hand_in_says_what_is_missing(round: Round, client_of: ClientOf, people: dict[Role, User]) -> None:
    client = client_of(Role.DEPARTMENT)
    refused = client.post(at(round, "hand-in"))
    assert refused.status_code == 409
    assert JUDGED in refused.content.decode()
    Figure.objects.filter(round=round).delete()
    fill(round, people[Role.DEPARTMENT])
    assert not lacks_of(bench_of(round, NAME))
    assert client.post(at(round, "hand-in")).status_code == 302
    assert HandIn.objects.filter(department=NAME).exists()
    assert Event.objects.filter(code="score.submitted").exists()
    assert save(client, round, ("E01", "差", 1, "晚了")).status_code == 409
    assert client.post(at(round, "take-back")).status_code == 302
    assert not HandIn.objects.exists()


def test_nobody_reads_what_they_entered(
    round: Round, client_of: ClientOf, colleague: Client, own: Unit, people: dict[Role, User]
) -> None:
    client = client_of(Role.DEPARTMENT)
    save(client, round, (own.code, "较好", 0, "缺建议"))
    figure = Figure.objects.get(measure=JUDGED, unit__code=own.code)
    url = at(round, "reading", figure.pk)
    assert client.post(url, {"agrees": "1", "edition": 1}).status_code == 409
    assert list(GUARDS["second-readings-done"](round))
    assert colleague.post(url, {"agrees": "1", "edition": 1}).status_code == 302
    assert not list(GUARDS["second-readings-done"](round))
    assert Event.objects.filter(code="score.read-again").count() == 1


def test_a_disputed_figure_may_change_after_the_hand_in(
    round: Round, client_of: ClientOf, colleague: Client, own: Unit, people: dict[Role, User]
) -> None:
    client = client_of(Role.DEPARTMENT)
    save(client, round, (own.code, "一般", 0, "缺两样"))
    HandIn.objects.create(round=round, department=NAME, by=people[Role.DEPARTMENT])
    figure = Figure.objects.get(measure=JUDGED, unit__code=own.code)
    url = at(round, "reading", figure.pk)
    assert colleague.post(url, {"agrees": "0", "edition": 1, "text": "较好", "note": ""}).status_code == 409
    assert (
        colleague.post(url, {"agrees": "0", "edition": 1, "text": "很好", "note": "材料齐"}).status_code
        == 409
    )
    assert (
        colleague.post(url, {"agrees": "0", "edition": 1, "text": "较好", "note": "只缺一样"}).status_code
        == 302
    )
    (row,) = to_read(bench_of(round, NAME))
    assert row.disputed
    assert "应评" in client.get(at(round, "readings")).content.decode()
    assert save(client, round, (own.code, "较好", 1, "复核后改")).status_code == 200
    assert to_read(bench_of(round, NAME))[0].done


def test_a_proposal_is_adopted_by_another_than_who_made_it(
    round: Round, client_of: ClientOf, colleague: Client, own: Unit, people: dict[Role, User]
) -> None:
    client = client_of(Role.DEPARTMENT)
    save(client, round, (own.code, "一般", 0, "缺两样"))
    HandIn.objects.create(round=round, department=NAME, by=people[Role.DEPARTMENT])
    figure = Figure.objects.get(measure=JUDGED, unit__code=own.code)
    proposed = {"agrees": "0", "edition": 1, "text": "较好", "note": "只缺一样"}
    colleague.post(at(round, "reading", figure.pk), proposed)
    reading = SecondReading.objects.get()
    url = at(round, "adopt", figure.pk)
    assert url in client.get(at(round, "readings")).content.decode()
    assert url not in colleague.get(at(round, "readings")).content.decode()
    assert colleague.post(url, {"reading": reading.pk}).status_code == 409
    assert client_of(Role.OFFICE).post(url, {"reading": reading.pk}).status_code == 409
    assert client.post(url, {"reading": reading.pk + 1}).status_code == 409
    figure.refresh_from_db()
    assert figure.text == "一般"
    for _press in range(2):
        assert client.post(url, {"reading": reading.pk, "note": ""}).status_code == 302
    figure.refresh_from_db()
    assert (figure.text, figure.note, figure.edition) == ("较好", "只缺一样", 2)
    assert to_read(bench_of(round, NAME))[0].done
    event = json.loads(Event.objects.get(code="score.proposal-adopted").data)
    assert (event["before"], event["after"]) == ("一般", "较好")


def test_what_is_no_longer_proposed_is_not_adopted(
    round: Round, client_of: ClientOf, colleague: Client, own: Unit
) -> None:
    client = client_of(Role.DEPARTMENT)
    save(client, round, (own.code, "一般", 0, "缺两样"))
    figure = Figure.objects.get(measure=JUDGED, unit__code=own.code)
    url = at(round, "reading", figure.pk)
    colleague.post(url, {"agrees": "0", "edition": 1, "text": "较好", "note": "只缺一样"})
    reading = SecondReading.objects.get()
    save(client, round, (own.code, "差", 1, "又看了一遍"))
    assert client.post(at(round, "adopt", figure.pk), {"reading": reading.pk}).status_code == 409
    figure.refresh_from_db()
    assert figure.text == "差"


def test_a_reading_of_an_older_value_counts_no_more(
    round: Round, client_of: ClientOf, colleague: Client, own: Unit
) -> None:
    client = client_of(Role.DEPARTMENT)
    save(client, round, (own.code, "较好", 0, "缺建议"))
    figure = Figure.objects.get(measure=JUDGED, unit__code=own.code)
    colleague.post(at(round, "reading", figure.pk), {"agrees": "1", "edition": 1})
    save(client, round, (own.code, "差", 1, "再看一遍"))
    assert not to_read(bench_of(round, NAME))[0].done
    assert colleague.post(at(round, "reading", figure.pk), {"agrees": "1", "edition": 1}).status_code == 409
    assert SecondReading.objects.count() == 1


def test_the_spread_between_scorers(round: Round, client_of: ClientOf, colleague: Client) -> None:
    units = list(round.units.filter(level="镇街").values_list("code", flat=True))
    save(client_of(Role.DEPARTMENT), round, *((unit, "好", 0, None) for unit in units[:3]))
    save(
        colleague, round, (units[3], "一般", 0, "缺"), (units[4], "较好", 0, "缺"), (units[5], "差", 0, "缺")
    )
    (found,) = agreements(bench_of(round, NAME))
    assert (found.whole.count, found.whole.mean, found.whole.median) == (6, "2", "2.5")
    assert {row.mean for row in found.scorers} == {"3", "1"}
    assert found.far or len(found.scorers) == 1


def test_the_step_waits_for_departments(
    round: Round, client_of: ClientOf, people: dict[Role, User], django_assert_max_num_queries: Any
) -> None:
    assert len(list(GUARDS["scores-in"](round))) == 6
    assert any(NAME in entry.text for entry in waiting_for(people[Role.DEPARTMENT]))
    office = client_of(Role.OFFICE)
    with django_assert_max_num_queries(30):
        assert office.get(reverse("scoring:departments", args=[round.pk])).status_code == 200


@pytest.mark.parametrize("stage", [Stage.TARGETS, Stage.REPORTING, Stage.SELF])
def test_nothing_is_seen_before_its_time(
    round_at: RoundAt, client_of: ClientOf, people: dict[Role, User], own: Unit, stage: Stage
) -> None:
    round = round_at(stage)
    fill(round, people[Role.OFFICE])
    client = client_of(Role.DEPARTMENT)
    item = entry_named(round, "形势分析").number
    for url in (
        at(round, "matrix"),
        at(round, "readings"),
        at(round, "item", item),
        at(round, "cell", own.code, item),
    ):
        answer = client.get(url)
        assert answer.status_code == 200
        assert 'id="matrix"' not in answer.content.decode()
        assert "得分</th>" not in answer.content.decode()
    assert save(client, round, (own.code, "好", 0, None)).status_code == 409


def test_another_duty_opens_no_units_own_pages(
    round: Round, people: dict[Role, User], own: Unit, other: Unit
) -> None:
    """Somebody of a department who also reports for a unit sees that unit's feedback, not every unit's."""
    user = people[Role.REPORTER]
    Duty.objects.create(user=user, role=Role.DEPARTMENT, department=Department.objects.get(name=NAME))
    Round.objects.filter(pk=round.pk).update(stage=Stage.FEEDBACK)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("scoring:feedback", args=[round.pk, own.code])).status_code == 200
    assert client.get(reverse("scoring:feedback", args=[round.pk, other.code])).status_code == 404


def test_more_units_than_a_database_takes_in_one_condition(
    client_of: ClientOf, people: dict[Role, User]
) -> None:
    """Thirteen hundred units with a figure each: SQLite takes no condition a thousand deep."""
    made = scored_round(people[Role.OFFICE], Stage.SCORING)
    first = made.units.filter(level="镇街").first()
    column = next(column for column in layout_of(made).columns if column.entered)
    assert first is not None
    Unit.objects.bulk_create(
        Unit(code=f"ZZ{number}", name=f"新{number}镇", level=first.level, unit_class=first.unit_class)
        for number in range(1300)
    )
    RoundUnit.objects.bulk_create(
        RoundUnit(
            round=made,
            unit=unit,
            code=unit.code,
            name=unit.name,
            level=unit.level,
            unit_class=unit.unit_class,
        )
        for unit in Unit.objects.filter(code__startswith="ZZ")
    )
    Figure.objects.bulk_create(
        Figure(round=made, unit=unit, measure=column.key[0], period=column.key[1], role="actual", text="1", value="1",
               state="reported", by=people[Role.OFFICE])
        for unit in made.units.filter(code__startswith="ZZ")
    )  # fmt: skip
    page = client_of(Role.OFFICE).get(reverse("scoring:departments", args=[made.pk]))
    assert page.status_code == 200
