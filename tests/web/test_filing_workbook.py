"""The entry workbook: out, filled in without a network, and back; and all figures out again."""

import csv
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kaohe.web.accounts.models import Duty, Unit, User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.models import Event
from kaohe.web.filing.actions import Cell, save_cells
from kaohe.web.filing.models import Figure, Filing
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage

Clients = Callable[[Role], Client]


@pytest.fixture
def round(round_at: Callable[[Stage], Round]) -> Round:
    return round_at(Stage.REPORTING)


@pytest.fixture
def url(round: Round, own: Unit) -> str:
    return reverse("filing:unit-workbook", args=[round.pk, own.code])


def row_of(sheet: Any, name: str, period: str) -> int:
    return next(
        row
        for row in range(1, sheet.max_row + 1)
        if (sheet.cell(row, 2).value, sheet.cell(row, 4).value) == (name, period)
    )


def looked_at(client: Client, url: str, book: Any) -> Any:
    """The page that tells what the workbook would change."""
    stream = io.BytesIO()
    book.save(stream)
    answer = client.post(url, {"file": SimpleUploadedFile("填报.xlsx", stream.getvalue())})
    assert answer.status_code == 200
    return answer


def sent(client: Client, url: str, book: Any) -> str:
    """Looked at and taken: both pages."""
    answer = looked_at(client, url, book)
    page = str(answer.content.decode())
    proposed = answer.context["proposed"]
    if proposed.count:
        taken = client.post(url, {"cells": proposed.cells, "name": proposed.file})
        assert taken.status_code == 200
        page += taken.content.decode()
    return page


def downloaded(client: Client, url: str) -> Any:
    answer = client.get(url, {"download": "1"})
    assert answer["Content-Type"].endswith("sheet")
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def test_a_unit_fills_it_in_and_sends_it_back(client_of: Clients, url: str, own: Unit) -> None:
    client = client_of(Role.REPORTER)
    book = downloaded(client, url)
    sheet = book[own.name]
    sheet.cell(row_of(sheet, "培训场次", "2026年第1季度"), 5).value = 3
    ratio = row_of(sheet, "备案率", "2026年")
    sheet.cell(ratio, 6).value, sheet.cell(ratio, 7).value = 8, 9
    page = sent(client, url, book)
    assert "填入了 2 个数" in page
    assert set(Figure.objects.values_list("measure", "value")) == {("培训场次", "3"), ("备案率", "8/9")}
    assert Filing.objects.count() == 2
    assert Event.objects.filter(code="filing.imported", unit=own.code).count() == 1


def test_every_problem_is_told_and_what_was_written_is_kept(client_of: Clients, url: str, own: Unit) -> None:
    client = client_of(Role.REPORTER)
    book = downloaded(client, url)
    sheet = book[own.name]
    sheet.cell(row_of(sheet, "培训场次", "2026年第1季度"), 5).value = "三场"
    ratio = row_of(sheet, "备案率", "2026年")
    sheet.cell(ratio, 6).value = 8
    page = sent(client, url, book)
    assert "要填数" in page
    assert "只填了一个数" in page
    kept = dict(Figure.objects.values_list("measure", "text"))
    assert kept == {"培训场次": "三场", "备案率": "8/"}
    assert not Figure.objects.exclude(value="").exists()


def test_what_stood_there_before_is_shown(
    client_of: Clients, url: str, own: Unit, round: Round, people: dict[Role, User]
) -> None:
    save_cells(round=round, cells=[Cell(own.code, "培训场次", "2026Q1", "2")], by=people[Role.HEAD])
    client = client_of(Role.REPORTER)
    book = downloaded(client, url)
    sheet = book[own.name]
    row = row_of(sheet, "培训场次", "2026年第1季度")
    assert sheet.cell(row, 5).value == 2
    sheet.cell(row, 5).value = 4
    assert "换掉了原来的数" in sent(client, url, book)
    assert Figure.objects.get().value == "4"


def test_nothing_is_done_before_it_was_looked_at(
    client_of: Clients, url: str, own: Unit, round: Round, people: dict[Role, User]
) -> None:
    save_cells(round=round, cells=[Cell(own.code, "培训场次", "2026Q1", "2")], by=people[Role.HEAD])
    client = client_of(Role.REPORTER)
    book = downloaded(client, url)
    sheet = book[own.name]
    sheet.cell(row_of(sheet, "培训场次", "2026年第1季度"), 5).value = 4
    sheet.cell(row_of(sheet, "培训场次", "2026年第2季度"), 5).value = "四场"
    answer = looked_at(client, url, book)
    changes = {change.cell.period: change for change in answer.context["proposed"].changes}
    assert (changes["2026Q1"].old, changes["2026Q1"].cell.text, changes["2026Q1"].replaces) == (
        "2",
        "4",
        True,
    )
    assert [problem.code for problem in changes["2026Q2"].problems]
    page = answer.content.decode()
    assert "还没有填入" in page
    assert "换掉原来的" in page
    assert Figure.objects.get().value == "2"
    assert not Event.objects.filter(code="filing.imported").exists()


def test_what_somebody_changed_meanwhile_stays_theirs(
    client_of: Clients, url: str, own: Unit, round: Round, people: dict[Role, User]
) -> None:
    client = client_of(Role.REPORTER)
    book = downloaded(client, url)
    sheet = book[own.name]
    sheet.cell(row_of(sheet, "培训场次", "2026年第1季度"), 5).value = 4
    sheet.cell(row_of(sheet, "培训场次", "2026年第2季度"), 5).value = 5
    proposed = looked_at(client, url, book).context["proposed"]
    save_cells(round=round, cells=[Cell(own.code, "培训场次", "2026Q1", "7")], by=people[Role.HEAD])
    page = client.post(url, {"cells": proposed.cells, "name": proposed.file}).content.decode()
    assert "别人刚刚改过" in page
    assert "填入了 1 个数" in page
    assert dict(Figure.objects.values_list("period", "value")) == {"2026Q1": "7", "2026Q2": "5"}


def test_only_what_the_workbook_asks_for_is_taken(client_of: Clients, url: str, other: Unit) -> None:
    client = client_of(Role.REPORTER)
    foreign = f'[["{other.code}","培训场次","2026Q1","9",0,null]]'
    assert client.post(url, {"cells": foreign, "name": "a.xlsx"}).status_code == 409
    assert client.post(url, {"cells": "nonsense", "name": "a.xlsx"}).status_code == 409
    assert not Figure.objects.exists()


def test_what_was_handed_in_stays(
    client_of: Clients, url: str, own: Unit, round: Round, people: dict[Role, User]
) -> None:
    client = client_of(Role.REPORTER)
    book = downloaded(client, url)
    save_cells(round=round, cells=[Cell(own.code, "培训场次", "2026Q1", "2")], by=people[Role.HEAD])
    submit = reverse("filing:unit-submit", args=[round.pk, own.code, "2026Q1"])
    assert client_of(Role.HEAD).post(submit).status_code == 302
    sheet = book[own.name]
    sheet.cell(row_of(sheet, "培训场次", "2026年第1季度"), 5).value = 9
    assert "已经报送" in sent(client, url, book)
    assert Figure.objects.get().value == "2"


def test_a_target_is_not_set_by_it(client_of: Clients, url: str) -> None:
    client = client_of(Role.REPORTER)
    book = downloaded(client, url)
    sheet = book["目标"]
    cell = next(cell for row in sheet.iter_rows(min_row=6) for cell in row[2:] if cell.value is None)
    cell.value = 3
    assert "没有读入" in sent(client, url, book)
    assert not Figure.objects.exists()


def test_residents_numbers_refuse_the_whole_file(client_of: Clients, url: str, own: Unit) -> None:
    client = client_of(Role.REPORTER)
    book = downloaded(client, url)
    sheet = book[own.name]
    sheet.cell(row_of(sheet, "培训场次", "2026年第1季度"), 5).value = 3
    sheet.cell(row_of(sheet, "备案率", "2026年"), 9).value = "13812345678"
    assert "不收个人信息" in sent(client, url, book)
    assert not Figure.objects.exists()


def test_no_workbook_at_all(client_of: Clients, url: str) -> None:
    client = client_of(Role.REPORTER)
    assert client.post(url).status_code == 409
    page = client.post(url, {"file": SimpleUploadedFile("a.xlsx", b"not a workbook")}).content.decode()
    assert "不是工作簿" in page


def test_it_is_ones_own(client_of: Clients, round: Round, other: Unit, url: str) -> None:
    elsewhere = reverse("filing:unit-workbook", args=[round.pk, other.code])
    assert client_of(Role.REPORTER).get(elsewhere).status_code == 404
    assert client_of(Role.REPORTER).post(elsewhere).status_code == 404
    upload = {"file": SimpleUploadedFile("a.xlsx", b"x")}
    assert client_of(Role.OFFICE).post(url, upload).status_code == 409


def test_a_departments_workbook(client_of: Clients, round: Round, own: Unit) -> None:
    from kaohe.web.accounts.models import Department

    Duty.objects.filter(role=Role.DEPARTMENT).update(department=Department.objects.get(name="综合监督科"))
    client = client_of(Role.DEPARTMENT)
    url = reverse("filing:department-workbook", args=[round.pk, "综合监督科"])
    book = downloaded(client, url)
    sheet = book["综合监督科"]
    row = next(row for row in range(6, sheet.max_row + 1) if sheet.cell(row, 1).value == own.name)
    sheet.cell(row, 3).value = 2
    assert "填入了 1 个数" in sent(client, url, book)
    assert Figure.objects.get().unit.code == own.code
    assert Filing.objects.get().department == "综合监督科"


def test_all_figures_come_out_disarmed(
    client_of: Clients, own: Unit, round: Round, people: dict[Role, User]
) -> None:
    cells = [
        Cell(own.code, "培训场次", "2026Q1", "=1+1"),
        Cell(own.code, "备案率", "2026", "8/9", None, "@见附件"),
    ]
    save_cells(round=round, cells=cells, by=people[Role.HEAD])
    answer = client_of(Role.OFFICE).get(reverse("filing:figures", args=[round.pk]))
    text = b"".join(answer).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 3
    assert {row[5] for row in rows[1:]} == {"'=1+1", "8/9"}
    assert "'@见附件" in {row[8] for row in rows}
