"""The pages of a result: who sees what from when on, and that it is what the library computed."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kaohe.results import score_scheme
from kaohe.web.accounts.models import Duty, Unit, User
from kaohe.web.accounts.roles import Role
from kaohe.web.filing.models import Figure
from kaohe.web.results import computing, views
from kaohe.web.results.computing import computation_of, inputs_of, record_of, result_of
from kaohe.web.results.models import Computation
from kaohe.web.rounds.actions import touch
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from tests.web.scored import scored_round

ClientOf = Callable[[Role], Client]


@pytest.fixture
def scored(people: dict[Role, User]) -> Round:
    """A complete round on the point of being published."""
    return scored_round(people[Role.OFFICE], Stage.APPROVAL)


def put(round: Round, stage: Stage) -> None:
    Round.objects.filter(pk=round.pk).update(stage=stage)


def page(client: Client, name: str, round: Round, *arguments: Any, status: int = 200, **query: Any) -> str:
    answer = client.get(reverse(f"results:{name}", args=[round.pk, *arguments]), query)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def test_the_ranking_is_what_the_library_computes(scored: Round, client_of: ClientOf) -> None:
    html = page(client_of(Role.OFFICE), "ranking", scored)
    inputs = inputs_of(scored)
    result = score_scheme(inputs.scheme, inputs.units, inputs.facts, inputs.history)
    for standing in result.tables[0].standings:
        assert f"<b>{standing.tally.total}</b>" in html
        assert standing.tally.unit.name in html
    assert "暂定" not in html


def test_the_ranking_by_class_and_table(scored: Round, client_of: ClientOf) -> None:
    html = (
        client_of(Role.OFFICE)
        .get(reverse("results:ranking", args=[scored.pk]), {"class": "镇"})
        .content.decode()
    )
    assert "柳堰镇" in html
    assert "听泉街道" not in html
    assert "东部片区" in page(client_of(Role.OFFICE), "ranking", scored, table="2")
    assert "听泉街道" in page(client_of(Role.OFFICE), "ranking", scored, table="99")


def test_a_provisional_result_says_so(people: dict[Role, User], client_of: ClientOf) -> None:
    round = scored_round(people[Role.OFFICE], Stage.SCORING, "2026")
    html = page(client_of(Role.OFFICE), "ranking", round)
    assert "这是暂定结果" in html
    assert "暂定，差 3 项" in html


@pytest.mark.parametrize(
    ("role", "stage", "ranking", "heat"),
    [
        (Role.OFFICE, Stage.REPORTING, 200, 200),
        (Role.DEPARTMENT, Stage.SELF, 409, 409),
        (Role.DEPARTMENT, Stage.SCORING, 302, 200),
        (Role.DEPARTMENT, Stage.PUBLISHED, 200, 200),
        (Role.REPORTER, Stage.SCORING, 409, 403),
        (Role.REPORTER, Stage.FEEDBACK, 302, 403),
        (Role.REPORTER, Stage.PUBLISHED, 200, 403),
        (Role.HEAD, Stage.APPEALS, 302, 403),
        (Role.INSPECTOR, Stage.APPROVAL, 409, 409),
        (Role.LEADER, Stage.APPEALS, 409, 409),
        (Role.LEADER, Stage.APPROVAL, 200, 200),
        (Role.AUDITOR, Stage.SCORING, 409, 409),
        (Role.AUDITOR, Stage.FEEDBACK, 200, 200),
        (Role.ADMIN, Stage.PUBLISHED, 403, 403),
    ],
)
def test_nobody_sees_a_result_before_its_time(
    scored: Round, client_of: ClientOf, role: Role, stage: Stage, ranking: int, heat: int
) -> None:
    put(scored, stage)
    client = client_of(role)
    assert client.get(reverse("results:ranking", args=[scored.pk])).status_code == ranking
    assert client.get(reverse("results:heat", args=[scored.pk])).status_code == heat


def test_the_refusal_says_when(scored: Round, client_of: ClientOf) -> None:
    put(scored, Stage.SCORING)
    assert "到“反馈”阶段才能看" in page(client_of(Role.REPORTER), "ranking", scored, status=409)


def test_a_unit_sees_its_own_without_ranks_before_publication(
    scored: Round, client_of: ClientOf, own: Unit, other: Unit
) -> None:
    put(scored, Stage.FEEDBACK)
    client = client_of(Role.REPORTER)
    html = page(client, "unit", scored, own.code)
    assert "总分" in html
    assert "名次 <b>" not in html
    assert "等次" not in html
    page(client, "unit", scored, other.code, status=404)
    page(client, "item", scored, other.code, 1, "1.1", status=404)
    put(scored, Stage.PUBLISHED)
    html = page(client, "unit", scored, own.code)
    assert "名次 <b>" in html
    assert other.name in page(client, "ranking", scored)
    assert reverse("results:unit", args=[scored.pk, other.code]) not in page(client, "ranking", scored)


def test_a_department_sees_its_own_items_alone(
    scored: Round, client_of: ClientOf, own: Unit, people: dict[Role, User]
) -> None:
    put(scored, Stage.SCORING)
    names = people[Role.DEPARTMENT].department_names
    _inputs, result = result_of(scored)
    items = list(result.tables[0].table.items())
    theirs = next(item for item in items if names & set(item.departments))
    foreign = next(item for item in items if not names & set(item.departments))
    client = client_of(Role.DEPARTMENT)
    for html in (page(client, "heat", scored), page(client, "unit", scored, own.code)):
        assert f"{theirs.code} {theirs.name}" in html
        assert f"{foreign.code} {foreign.name}" not in html
        assert "总分" not in html
    page(client, "item", scored, own.code, 1, theirs.code)
    page(client, "item", scored, own.code, 1, foreign.code, status=404)


def test_a_second_duty_opens_no_other_unit(
    scored: Round, client_of: ClientOf, own: Unit, other: Unit, people: dict[Role, User]
) -> None:
    """Who reports for one unit and inspects others sees, at feedback, their own unit's scores and nobody else's."""
    Duty.objects.create(user=people[Role.REPORTER], role=Role.INSPECTOR)
    put(scored, Stage.FEEDBACK)
    client = client_of(Role.REPORTER)
    page(client, "unit", scored, own.code)
    page(client, "unit", scored, other.code, status=409)
    page(client, "heat", scored, status=409)
    page(client, "ranking", scored, status=302)


def test_every_reason_of_a_unit_is_there_and_the_steps_add_up(
    scored: Round, client_of: ClientOf, own: Unit
) -> None:
    from kaohe.web.results.seeing import View
    from kaohe.web.results.unit_page import parts_of

    _inputs, result = result_of(scored)
    (part,) = parts_of(result, own.code, View(True, None))
    changes = [Decimal(bar["to"]) - Decimal(bar["from"]) for bar in part.bars[1:-1]]
    assert Decimal(part.full) + sum(changes) == Decimal(part.total)
    html = page(client_of(Role.OFFICE), "unit", scored, own.code)
    standing = result.tables[0].of(own.code)
    assert standing is not None
    assert html.count("/results/units/") >= len(list(standing.tally.items()))


def test_what_departments_wrote_stands_beside_the_reason(
    scored: Round, client_of: ClientOf, own: Unit, other: Unit
) -> None:
    """From the feedback on, and after publication."""
    rows = Figure.objects.filter(round=scored, measure="形势分析评定")
    rows.filter(unit__code=own.code).update(note="缺形势分析的建议")
    rows.filter(unit__code=other.code).update(note="别的单位的理由")
    Round.objects.filter(pk=scored.pk).update(stage=Stage.PUBLISHED)
    url = reverse("results:unit", args=[scored.pk, own.code])
    for role in (Role.HEAD, Role.LEADER):
        page = client_of(role).get(url).content.decode()
        assert "评分的理由：缺形势分析的建议" in page
        assert "别的单位的理由" not in page


def test_one_item_step_by_step(scored: Round, client_of: ClientOf, own: Unit) -> None:
    _inputs, result = result_of(scored)
    item = next(result.tables[0].table.items())
    html = page(client_of(Role.OFFICE), "item", scored, own.code, 1, item.code)
    assert "规则：" in html
    assert "计算：" in html
    page(client_of(Role.OFFICE), "item", scored, own.code, 1, "no such", status=404)
    page(client_of(Role.OFFICE), "item", scored, own.code, 9, item.code, status=404)


def test_the_map_has_a_cell_for_each_score(scored: Round, client_of: ClientOf) -> None:
    html = page(client_of(Role.LEADER), "heat", scored)
    record = record_of(scored)["tables"][0]
    body = html.split("<tbody>")[1].split("</tbody>")[0]
    assert body.count("<td class=") + body.count("<td>") >= len(record["units"]) * len(
        record["units"][0]["items"]
    )


def test_what_if_moves_ranks_and_no_figure(scored: Round, client_of: ClientOf, own: Unit) -> None:
    before = list(Figure.objects.filter(round=scored).values_list("pk", "value"))
    figure = (
        Figure.objects.filter(round=scored, unit__code=own.code, role="actual", period=scored.period)
        .filter(value__regex=r"^\d+$").exclude(value="0").first()
    )  # fmt: skip
    assert figure is not None
    html = page(client_of(Role.OFFICE), "whatif", scored, unit=own.name, measure=figure.measure, value="0", role="actual", period="")  # fmt: skip
    assert f"{figure.value} → 0" in html
    assert list(Figure.objects.filter(round=scored).values_list("pk", "value")) == before
    assert "名单里没有“没有镇”" in page(client_of(Role.OFFICE), "whatif", scored, unit="没有镇", measure="x", value="1", role="actual", period="")  # fmt: skip
    page(client_of(Role.REPORTER), "whatif", scored, status=403)


def test_how_firm_the_ranks_are(scored: Round, client_of: ClientOf) -> None:
    html = page(client_of(Role.OFFICE), "stability", scored)
    assert "由人评定的指标" in html
    assert "都评最低" in html


def test_year_over_year(people: dict[Role, User], client_of: ClientOf, scored: Round) -> None:
    now = scored_round(people[Role.OFFICE], Stage.SCORING, "2026", before=scored)
    html = page(client_of(Role.OFFICE), "years", now)
    assert "听泉街道" in html
    assert "工作（按上年办法）" in html
    assert "没有上年的考核结果可比" in page(client_of(Role.OFFICE), "years", scored)


def test_a_changed_figure_is_computed_anew(scored: Round) -> None:
    first = computation_of(scored)
    assert computation_of(scored).pk == first.pk
    touch(scored)
    second = computation_of(scored)
    assert second.pk != first.pk
    assert second.digest == first.digest
    assert Computation.objects.filter(round=scored).count() == 1


def test_nothing_of_an_unfinished_transaction_is_kept(scored: Round) -> None:
    """The database under these tests is in one all the time."""
    result_of(scored)
    assert scored.pk not in computing._LATEST


@pytest.mark.django_db(transaction=True)
def test_a_result_is_computed_once_a_state(people: dict[Role, User]) -> None:
    round = scored_round(people[Role.OFFICE], Stage.SCORING)
    first = result_of(round)
    assert result_of(round)[1] is first[1]
    touch(round)
    assert result_of(round)[1] is not first[1]


def test_queries_of_a_page_do_not_grow_with_units(
    scored: Round, client_of: ClientOf, django_assert_max_num_queries: Any
) -> None:
    client = client_of(Role.OFFICE)
    page(client, "ranking", scored)
    with django_assert_max_num_queries(16):
        page(client, "ranking", scored)
    with django_assert_max_num_queries(16):
        page(client, "heat", scored)


def test_pages_of_a_large_round_stay_small(
    scored: Round, client_of: ClientOf, own: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """60 units × 100 items, with a score of four figures in each cell, and the page of one of them."""
    inputs, result = result_of(scored)
    table = result.tables[0].table
    items = tuple(
        replace(table.groups[0].children[0], code=f"1.{number}", name=f"第{number}项工作完成情况")
        for number in range(100)
    )
    large = replace(table, groups=(replace(table.groups[0], children=items),))
    scheme = replace(inputs.scheme, tables=(large,))
    units = [
        {"unit": f"U{number:02}", "name": f"第{number}街道", "class": "镇", "total": "91.25",
         "items": {item.code: "2.71" for item in items}} for number in range(60)
    ]  # fmt: skip
    record = {"tables": [{"table": large.name, "units": units, "status": "final", "precision": 2}]}
    monkeypatch.setattr(views, "record_of", lambda _round: record)
    monkeypatch.setattr(views, "scheme_for", lambda _round: scheme)
    assert len(page(client_of(Role.OFFICE), "heat", scored).encode()) < 150_000
    monkeypatch.undo()
    whole = page(client_of(Role.OFFICE), "unit", scored, own.code)
    standing = result.tables[0].of(own.code)
    assert standing is not None
    assert len(whole.encode()) / len(list(standing.tally.items())) * 100 < 150_000
