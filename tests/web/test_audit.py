"""The trail: only added to, chained, told in words; a change of one letter is found."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

import kaohe.web
from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.models import Event
from kaohe.web.audit.recording import broken_links, record, record_now, sentence
from kaohe.web.audit.sentences import SENTENCES

pytestmark = pytest.mark.django_db
Clients = Callable[[Role], Client]


def some(count: int) -> None:
    for number in range(count):
        record_now("account.created", by=None, subject=f"第{number}人", duties="无")


def test_a_chain_that_nobody_touched_holds(people: dict[Role, User]) -> None:
    some(5)
    assert list(broken_links()) == []
    assert [event.number for event in Event.objects.order_by("number")] == list(
        range(1, Event.objects.count() + 1)
    )


@pytest.mark.parametrize("change", ["UPDATE audit_event SET subject = 'x'", "DELETE FROM audit_event"])
def test_the_database_itself_refuses(change: str) -> None:
    some(2)
    with (
        pytest.raises(DatabaseError, match="only added to"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)
    assert Event.objects.count() == 2


def without_guards(change: str) -> None:
    """As somebody who owns the database could."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
        else:
            cursor.execute("DROP TRIGGER audit_event_no_update")
            cursor.execute("DROP TRIGGER audit_event_no_delete")
        cursor.execute(change)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE audit_event SET subject = '别人' WHERE number = 2", [(2, "内容被改动过")]),
        ("UPDATE audit_event SET data = '{}' WHERE number = 3", [(3, "内容被改动过")]),
        ("DELETE FROM audit_event WHERE number = 2", [(2, "第 2 号到第 2 号不见了")]),
        (
            "UPDATE audit_event SET previous = '' WHERE number = 3",
            [(3, "与上一条接不上"), (3, "内容被改动过")],
        ),
    ],
)
def test_what_somebody_did_behind_its_back_is_found(change: str, told: list[tuple[int, str]]) -> None:
    some(4)
    without_guards(change)
    assert list(broken_links()) == told


def test_an_event_belongs_to_the_transaction_of_what_it_tells() -> None:
    with transaction.atomic():
        record("account.created", by=None, subject="某人", duties="无")
        transaction.set_rollback(True)
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_recorded() -> None:
    with pytest.raises(RuntimeError, match="outside a transaction"):
        record("account.created", by=None, subject="某人", duties="无")


def test_an_event_without_a_sentence_is_a_bug() -> None:
    with pytest.raises(KeyError, match="no sentence"):
        record_now("account.sang", by=None)


def codes_in_use() -> set[str]:
    """Every code that the source writes: the first argument of `record` and `record_now`."""
    found: set[str] = set()
    for path in Path(kaohe.web.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") in ("record", "record_now")
                and node.args
            ):
                found |= {
                    each.value
                    for each in ast.walk(node.args[0])
                    if isinstance(each, ast.Constant) and isinstance(each.value, str) and "." in each.value
                }
    return found


def test_every_code_that_is_written_has_its_sentence() -> None:
    assert codes_in_use() <= set(SENTENCES)


def test_every_sentence_is_of_a_code_that_is_written() -> None:
    paths = Path(kaohe.web.__file__).parent.rglob("*.py")
    source = "".join(path.read_text(encoding="utf-8") for path in paths if path.name != "sentences.py")
    assert [code for code in SENTENCES if f'"{code}"' not in source] == []


def test_words_fill_the_sentence_and_an_old_event_may_lack_some() -> None:
    full = record_now("account.created", by=None, subject="王芳", duties="考核办")
    assert sentence(full) == "新建人员“王芳”，职责：考核办"
    assert (
        sentence(record_now("account.created", by=None, subject="王芳")) == "新建人员“王芳”，职责：（duties）"
    )


def test_the_page_searches(client_of: Clients) -> None:
    some(120)
    client = client_of(Role.AUDITOR)
    page = client.get(reverse("audit:trail"), {"words": "第77人"}).content.decode()
    assert "第77人" in page
    assert "第78人" not in page
    first = client.get(reverse("audit:trail")).content.decode()
    assert "下一页" in first
    assert client.get(reverse("audit:trail"), {"since": "2026-13-45", "page": "x"}).status_code == 200
    none = client.get(reverse("audit:trail"), {"until": "2020-01-01"}).content.decode()
    assert "没有查到" in none


def test_the_page_of_the_check(client_of: Clients) -> None:
    client = client_of(Role.AUDITOR)
    assert "环环相扣" in client.get(reverse("audit:check")).content.decode()
    without_guards("UPDATE audit_event SET subject = '别人' WHERE number = 2")
    assert "内容被改动过" in client.get(reverse("audit:check")).content.decode()
