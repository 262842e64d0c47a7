"""Corrections: one item, the heading, the whole text; tried before they are saved, and nothing lost where two people meet."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from kaohe.reports.settling import items_in
from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.models import Event
from kaohe.web.schemes import actions
from kaohe.web.schemes.correcting import fingerprint, key_of
from kaohe.web.schemes.forms import item_values
from kaohe.web.schemes.models import Version
from kaohe.web.schemes.panes import way_in_words
from kaohe.web.schemes.reading import draft_of
from tests.web.scheme_versions import whole, with_document

ClientOf = Callable[[Role], Client]
CLAUSE = "核实完成率达到98%得3分，每低1个百分点扣0.5分，不足1个百分点的按比例扣，扣完为止。"


@pytest.fixture
def draft(people: dict[Role, User]) -> Version:
    return with_document(people[Role.OFFICE], issued=False)


@pytest.fixture
def client(client_of: ClientOf) -> Client:
    return client_of(Role.OFFICE)


def form_of(version: Version, name: str) -> tuple[str, dict[str, Any]]:
    """The address of an item's page, and what a fresh form of it posts."""
    draft = draft_of(Version.objects.get(pk=version.pk).text)
    found = next(each for each in items_in(draft) if each.item.name == name)
    values = {key: value for key, value in item_values(draft, found).items() if value is not None}
    return f"/schemes/{version.pk}/item/{way_in_words(found.way)}/", values | {"seen": fingerprint(found)}


def item_named(version: Version, name: str) -> Any:
    draft = draft_of(Version.objects.get(pk=version.pk).text)
    return next((each.item for each in items_in(draft) if each.item.name == name), None)


def test_a_clause_is_tried_and_then_saved(client: Client, draft: Version) -> None:
    url, values = form_of(draft, "责任落实")
    tried = unescape(client.post(f"{url}try/", values | {"clause": CLAUSE}).content.decode())
    assert "低于98%的，每低1个百分点扣0.5分" in tried.replace("<", "|<").split("data-rule=")[1]
    assert 'class="trials"' in tried
    assert item_named(draft, "责任落实").clause != CLAUSE, "nothing is saved by a trial"
    client.post(url, values | {"clause": CLAUSE})
    saved = Version.objects.get(pk=draft.pk)
    assert item_named(draft, "责任落实").clause == CLAUSE
    assert saved.edition == 2
    event = Event.objects.latest("number")
    assert (event.code, "责任落实" in event.data) == ("scheme.draft-saved", True)


def test_a_form_that_changes_nothing_saves_nothing(client: Client, draft: Version) -> None:
    url, values = form_of(draft, "责任落实")
    assert client.post(url, values).status_code == 302
    assert Version.objects.get(pk=draft.pk).edition == 1


def test_points_are_read_into_the_rule(client: Client, draft: Version) -> None:
    url, values = form_of(draft, "信息覆盖")
    answer = unescape(client.post(f"{url}try/", values | {"points": "4"}).content.decode())
    assert "4" in answer
    client.post(url, values | {"points": "4"})
    assert item_named(draft, "信息覆盖").points == 4


def test_a_question_is_answered_by_a_rule_in_words(client: Client, draft: Version) -> None:
    url, values = form_of(draft, "经费保障")
    words = "经费增长率达到5%得3分，达到0%得2分，达到-5%得1分，低于-5%不得分。"
    answer = client.post(url, values | {"rule": words})
    item = item_named(draft, "经费保障")
    if answer.status_code == 422:  # the reader wants other words: then it says so, and what was typed stands
        assert words in unescape(answer.content.decode())
        client.post(
            url,
            values
            | {"rule": "经费增长率达到5%得3分，每低1个百分点扣0.5分，不足1个百分点的按比例扣，扣完为止。"},
        )
        item = item_named(draft, "经费保障")
    assert item.rule is not None
    assert all(pending.answer for pending in item.pending)


def test_a_question_is_answered_by_leaving_it_to_the_department(client: Client, draft: Version) -> None:
    url, values = form_of(draft, "经费保障")
    question = item_named(draft, "经费保障").pending[0].question
    client.post(url, values | {key_of(question): "由责任科室评定"})
    item = item_named(draft, "经费保障")
    assert item.pending[0].answer == "由责任科室评定"
    assert item.rule is not None
    assert Version.objects.get(pk=draft.pk).open_items == draft.open_items - 1


def test_an_own_rule_wants_its_words(client: Client, draft: Version) -> None:
    url, values = form_of(draft, "经费保障")
    question = item_named(draft, "经费保障").pending[0].question
    answer = client.post(url, values | {key_of(question): "填写规则"})
    assert answer.status_code == 422
    assert "还没有写规则" in unescape(answer.content.decode())


def test_departments_carry_their_figures_along(client: Client, draft: Version) -> None:
    url, values = form_of(draft, "信息覆盖")
    before = draft_of(draft.text)
    old = item_named(draft, "信息覆盖").departments[0]
    client.post(url, values | {"departments": "新科室、办公室"})
    after = draft_of(Version.objects.get(pk=draft.pk).text)
    assert item_named(draft, "信息覆盖").departments == ("新科室", "办公室")
    moved = [
        m.id for m, n in zip(before.measures, after.measures, strict=True) if m.department != n.department
    ]
    assert moved
    assert all(m.department == old for m in before.measures if m.id in moved)


def test_a_clause_with_residents_data_is_refused_and_stays_in_the_field(
    client: Client, draft: Version
) -> None:
    url, values = form_of(draft, "责任落实")
    answer = client.post(url, values | {"clause": CLAUSE + "联系13812345678"})
    assert answer.status_code == 422
    assert "个人信息" in answer.content.decode()
    assert "13812345678" in answer.content.decode()
    assert "13812345678" not in Version.objects.get(pk=draft.pk).text


# ---- two at once


def test_two_items_at_once_are_both_kept(client: Client, draft: Version) -> None:
    forms = [form_of(draft, name) for name in ("责任落实", "信息覆盖")]
    for (url, values), name in zip(forms, ("甲", "乙"), strict=True):
        assert client.post(url, values | {"name": name}).status_code == 302
    assert item_named(draft, "甲")
    assert item_named(draft, "乙")


def test_one_item_at_once_shows_both(client: Client, draft: Version) -> None:
    url, values = form_of(draft, "责任落实")
    client.post(url, values | {"name": "甲"})
    answer = client.post(url, values | {"name": "乙", "clause": CLAUSE})
    assert answer.status_code == 409
    page = unescape(answer.content.decode())
    assert "甲" in page
    assert 'value="乙"' in page
    assert item_named(draft, "甲"), "nobody's is overwritten unasked"
    _url, now = form_of(draft, "甲")
    client.post(url, values | {"name": "乙", "clause": CLAUSE, "seen": now["seen"]})
    assert item_named(draft, "乙").clause == CLAUSE


def test_an_item_that_is_gone_gives_back_what_was_typed(
    client: Client, people: dict[Role, User], draft: Version
) -> None:
    url, values = form_of(draft, "责任落实")
    actions.save_draft(
        version=draft, text=whole(people[Role.OFFICE]).text, edition=1, what="改", by=people[Role.OFFICE]
    )
    answer = client.post(url.replace("0-0-0", "0-9-9"), values | {"name": "没有地方放的字"})
    assert answer.status_code == 409
    assert "没有地方放的字" in answer.content.decode()


def test_the_whole_text_at_once_shows_both(client: Client, people: dict[Role, User]) -> None:
    small = whole(people[Role.OFFICE])
    url = f"/schemes/{small.pk}/text/"
    one, two = small.text.replace("总分: 100", "总分: 101"), small.text.replace("总分: 100", "总分: 102")
    assert client.post(url, {"text": one, "edition": 1}).status_code == 302
    answer = client.post(url, {"text": two, "edition": 1})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "总分: 101" in page
    assert "总分: 102" in page
    assert 'name="edition" value="2"' in page
    client.post(url, {"text": two, "edition": 2})
    assert Version.objects.get(pk=small.pk).text == two


# ---- the text and the heading


def test_problems_of_a_text_stand_with_their_lines(client: Client, people: dict[Role, User]) -> None:
    small = whole(people[Role.OFFICE])
    text = small.text.replace("总分: 100", "总分: 99")
    page = client.post(f"/schemes/{small.pk}/text/try/", {"text": text}).content.decode()
    line = text[: text.index("考核评分表\n    对象")].count("\n") + 1
    assert f'data-line="{line}"' in page
    assert Version.objects.get(pk=small.pk).edition == 1


def test_a_text_with_residents_data_is_refused_and_stays_in_the_field(
    client: Client, people: dict[Role, User]
) -> None:
    small = whole(people[Role.OFFICE])
    answer = client.post(f"/schemes/{small.pk}/text/", {"text": small.text + "\n# 13812345678", "edition": 1})
    assert answer.status_code == 409
    assert "13812345678" in answer.content.decode()
    assert "13812345678" not in Version.objects.get(pk=small.pk).text


def test_the_heading_is_filled(client: Client, draft: Version) -> None:
    fields = {
        "title": "芸溪区2026年办法",
        "version": "1",
        "period": "2026",
        "level0": "镇街",
        "level1": "片区",
        "edition": 1,
    }
    assert client.post(f"/schemes/{draft.pk}/particulars/", fields).status_code == 302
    now = draft_of(Version.objects.get(pk=draft.pk).text)
    assert (now.title, str(now.period), [table.level for table in now.tables]) == (
        "芸溪区2026年办法", "2026", ["镇街", "片区"],
    )  # fmt: skip
    assert Version.objects.get(pk=draft.pk).file.title == "芸溪区2026年办法"
    again = client.post(f"/schemes/{draft.pk}/particulars/", fields | {"title": "别的名称"})
    assert again.status_code == 409
    assert "别的名称" in again.content.decode()
    assert client.post(f"/schemes/{draft.pk}/particulars/", fields | {"period": "哪年"}).status_code == 422


def test_a_text_with_mistakes_is_not_rewritten_item_by_item(client: Client, people: dict[Role, User]) -> None:
    small = whole(people[Role.OFFICE])
    broken = small.text.replace("分值: 40", "分数: 40", 1)
    client.post(f"/schemes/{small.pk}/text/", {"text": broken, "edition": 1})
    page = client.get(f"/schemes/{small.pk}/").content.decode()
    assert "请先在“全文”里改好" in page
    assert 'hx-get="item/' not in page
    assert client.get(f"/schemes/{small.pk}/particulars/").status_code == 409
