"""What monthly tasks lead to: papers, figures in the forms, tasks from rectifications; and that a backup brings them back."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from kaohe.web import backup_rows
from kaohe.web.accounts.models import Unit, User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.models import Event
from kaohe.web.filing.models import Figure, Filing
from kaohe.web.results.models import Paper
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from kaohe.web.tasks.jobs import run
from kaohe.web.tasks.models import Job, JobState, TaskDeed, TaskEntry, TaskPlan
from kaohe.web.tasks.monthly_library import programme_of
from kaohe.web.tasks.monthly_turning import end_what_is_over
from tests.web.monthly import at_day, issued
from tests.web.rectifications import one_of

ClientOf = Callable[[Role], Client]
RoundAt = Callable[[Stage], Round]
COUNTS = "计数:\n  - {数据项: 材料迟报次数, 计: 逾期, 任务: [S1]}\n"


@pytest.fixture
def march(monkeypatch: pytest.MonkeyPatch) -> None:
    at_day(monkeypatch, date(2026, 3, 3))


@pytest.fixture
def round(round_at: RoundAt, people: dict[Role, User], department: str, march: None) -> Round:
    made = round_at(Stage.REPORTING)
    issued(made, department, people[Role.OFFICE])
    return made


def at(round: Round, name: str, *more: object) -> str:
    return reverse(f"monthly:{name}", args=[round.pk, *more])


def write(client: Client, round: Round, *kinds: str) -> Job:
    url = reverse("results:papers-write", args=[round.pk])
    assert client.post(url, {"kind": kinds, "format": ["docx"], "token": "one"}).status_code == 302
    job = Job.objects.order_by("-pk")[0]
    run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.DONE, job.words
    return job


def test_lists_bulletins_and_a_report_are_written(
    round: Round, client_of: ClientOf, own: Unit, other: Unit
) -> None:
    write(client_of(Role.OFFICE), round, "月度任务清单", "月度通报", "季度报告")
    lists = Paper.objects.filter(round=round, kind="月度任务清单")
    units = round.units.filter(level="镇街").count()
    assert lists.count() >= units
    assert all(name.startswith("2026-03") for name in lists.values_list("name", flat=True))
    names = Paper.objects.filter(kind="月度通报").values_list("name", flat=True)
    assert {name.split()[0] for name in names} == {"2026-01", "2026-02", "2026-03"}
    assert list(Paper.objects.filter(kind="季度报告").values_list("name", flat=True)) == ["2026Q1"]
    page = client_of(Role.REPORTER).get(reverse("results:papers", args=[round.pk])).content.decode()
    assert own.name in page
    assert other.name not in page
    assert "2026-02" in page


def test_counts_go_into_the_forms_that_are_open(
    round_at: RoundAt, client_of: ClientOf, people: dict[Role, User], department: str, own: Unit,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    at_day(monkeypatch, date(2026, 3, 3))
    round = round_at(Stage.REPORTING)
    issued(round, department, people[Role.OFFICE], COUNTS)
    office = client_of(Role.OFFICE)
    assert "月积分和计数" not in office.get(at(round, "overview")).content.decode()  # the year is not over
    at_day(monkeypatch, date(2027, 1, 5))
    end_what_is_over()
    page = office.get(at(round, "overview")).content.decode()
    assert "写入填报" in page
    assert client_of(Role.DEPARTMENT).post(at(round, "points")).status_code == 403
    assert office.post(at(round, "points")).status_code == 302
    figure = Figure.objects.get(measure="材料迟报次数", unit__code=own.code)
    assert (figure.value, figure.period, figure.place) == ("12", "2026", "月度任务")
    assert "未办结" in figure.note or "逾期" in figure.note
    assert Event.objects.filter(code="task.points-written").count() == 1
    assert office.post(at(round, "points")).status_code == 409
    Figure.objects.filter(pk=figure.pk).update(value="1", text="1")
    Filing.objects.create(
        round=round,
        unit=None,
        department="办公室",
        period="2026",
        state="submitted",
        submitted_by=people[Role.OFFICE],
    )
    assert office.post(at(round, "points")).status_code == 409
    assert Figure.objects.get(pk=figure.pk).value == "1"


def test_a_rectification_becomes_a_task_once(
    round: Round, client_of: ClientOf, people: dict[Role, User], department: str, own: Unit
) -> None:
    Round.objects.filter(pk=round.pk).update(stage=Stage.RECTIFYING)
    row = one_of(round.units.get(code=own.code), [department])
    page = client_of(Role.OFFICE).get(reverse("rectify:one", args=[round.pk, row.pk])).content.decode()
    assert "列为月度任务" in page
    item = next(i.code for t in _scheme(round).tables for i in t.items())
    type(row).objects.filter(pk=row.pk).update(item=item, due=date(2026, 4, 20))
    url = at(round, "from-rectification", row.pk)
    assert client_of(Role.OFFICE).post(url).status_code == 302
    assert client_of(Role.OFFICE).post(url).status_code == 409
    task = programme_of(TaskPlan.objects.get()).tasks[-1]
    assert (task.origin.value, task.units, task.item) == ("rectification", (own.code,), item)
    entry = TaskEntry.objects.get(task=task.number)
    assert (entry.unit and entry.unit.code, entry.due, entry.month) == (
        own.code,
        date(2026, 4, 20),
        "2026-03",
    )


def _scheme(round: Round):  # type: ignore[no-untyped-def]
    from kaohe.web.filing.facts import scheme_for

    return scheme_for(round)


def test_a_backup_holds_every_row_of_them(round: Round) -> None:
    tables = backup_rows.tables()
    for model in (TaskPlan, TaskEntry, TaskDeed, TaskEntry.files.through):
        assert model in tables
        lines = b"".join(backup_rows.lines_of(model)).splitlines()
        assert len(lines) == model._base_manager.count()
