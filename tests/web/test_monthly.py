"""任务: a programme saved and issued, lists month by month, reported, accepted, given back, carried over."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from kaohe.tasks.ledger import fold
from kaohe.web.accounts.models import Unit, User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.models import Event
from kaohe.web.filing.models import Evidence
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from kaohe.web.tasks.models import TaskDeed, TaskEntry, TaskPlan
from kaohe.web.tasks.monthly_library import entry_of, events_of, programme_of
from kaohe.web.tasks.monthly_turning import end_what_is_over
from kaohe.web.tasks.remind_dues import dues_of
from kaohe.web.ui.desk import waiting_for
from tests.web.evidence_files import picture, upload
from tests.web.monthly import at_day, issued, text_of

ClientOf = Callable[[Role], Client]
RoundAt = Callable[[Stage], Round]


@pytest.fixture
def march(monkeypatch: pytest.MonkeyPatch) -> None:
    at_day(monkeypatch, date(2026, 3, 3))


@pytest.fixture
def round(round_at: RoundAt, people: dict[Role, User], department: str, march: None) -> Round:
    """Issued at the beginning of March, so that January's and February's entries were carried."""
    made = round_at(Stage.REPORTING)
    issued(made, department, people[Role.OFFICE])
    return made


def at(round: Round, name: str, *more: object) -> str:
    return reverse(f"monthly:{name}", args=[round.pk, *more])


def the_entry(round: Round, unit: Unit, task: str = "S1", month: str = "2026-03") -> TaskEntry:
    return TaskEntry.objects.get(round=round, unit__code=unit.code, task=task, month=month)


def report(client: Client, round: Round, row: TaskEntry, words: str = "数据已经报送", **more: object) -> int:
    data = {"words": words, "edition": row.edition, **more}
    return client.post(at(round, "submit", row.pk), data).status_code


def folded(round: Round, on: date) -> dict[tuple[str, str, str], object]:
    """Every entry as the library folds it from programme and record."""
    programme = programme_of(TaskPlan.objects.get(round=round))
    ledger, problems = fold(programme, round.assessed, events_of(round), on)
    assert not problems
    return {(entry.unit, entry.task, str(entry.month)): entry for entry in ledger.latest().values()}


def same_as_folded(round: Round, on: date) -> bool:
    rows = {(row.giver, row.task, row.month): entry_of(row) for row in TaskEntry.objects.filter(round=round)}
    return rows == folded(round, on)


# ---- the programme


def test_it_is_filled_in_saved_and_issued(
    round_at: RoundAt, client_of: ClientOf, department: str, own: Unit, march: None
) -> None:
    round, office = round_at(Stage.TARGETS), client_of(Role.OFFICE)
    assert "准备任务方案" in office.get(at(round, "overview")).content.decode()
    form = {
        "edition": 0, "head-title": "任务方案", "head-year": "2026", "head-start": "2026-03", "head-level": "镇街",
        "number": ["A1", ""], "heading": ["数据", ""], "text": ["报送数据", ""], "rhythm": ["每月", "一次性"], "months": ["", ""],
        "due": ["5日", ""], "departments": [f"{department}", ""], "units": ["", ""], "proof": ["", ""], "points": ["2", ""],
        "receiver": ["", ""], "before": ["", ""],
    }  # fmt: skip
    wrong = office.post(at(round, "programme-edit"), form | {"due": ["月中间", ""]})
    assert wrong.status_code == 409
    assert "月中间" in wrong.content.decode()
    assert not TaskPlan.objects.exists()
    assert office.post(at(round, "programme-edit"), form).status_code == 302
    plan = TaskPlan.objects.get()
    (task,) = programme_of(plan).tasks
    assert (task.number, task.text, task.day, task.departments) == ("A1", "报送数据", 5, (department,))
    reporter = client_of(Role.REPORTER)
    assert "报送数据" not in reporter.get(at(round, "programme")).content.decode()
    assert not TaskEntry.objects.exists()
    for _press in range(2):
        assert office.post(at(round, "issue")).status_code == 302
    assert "报送数据" in reporter.get(at(round, "programme")).content.decode()
    assert TaskEntry.objects.filter(month="2026-03").count() == round.units.filter(level="镇街").count()
    assert Event.objects.filter(code="task.programme-issued").count() == 1


def test_what_the_form_does_not_show_is_kept(
    round_at: RoundAt, client_of: ClientOf, people: dict[Role, User], department: str, march: None
) -> None:
    round, office = round_at(Stage.TARGETS), client_of(Role.OFFICE)
    more = "计数:\n  - {数据项: 培训场次, 计: 逾期, 任务: [S1]}\n"
    text = text_of(department, more).replace("期限: 月底,", "期限: 月底, 历时: 2, 说明: 分两批,")
    assert office.post(at(round, "programme-text"), {"text": text, "edition": 0}).status_code == 302
    before = programme_of(TaskPlan.objects.get())
    page = office.get(at(round, "programme-edit"))
    assert page.status_code == 200
    lines = page.context["lines"]
    form: dict[str, object] = {f"head-{name}": value for name, value in page.context["head"].items()}
    form |= {name: [getattr(line, name) for line in lines] for name in lines[0].__slots__}
    assert office.post(at(round, "programme-edit"), form | {"edition": 1}).status_code == 302
    assert programme_of(TaskPlan.objects.get()) == before


def test_points_of_another_scheme_are_pointed_out_and_stop_nothing(
    round: Round, client_of: ClientOf, department: str
) -> None:
    text = text_of(department, "月积分: {数据项: 没有这个数}\n")
    office = client_of(Role.OFFICE)
    assert office.post(at(round, "programme-text"), {"text": text, "edition": 1}).status_code == 302
    assert "没有这个数" in office.get(at(round, "programme")).content.decode()
    assert office.get(at(round, "overview")).status_code == 200


def test_two_who_edit_it_at_once(round: Round, client_of: ClientOf, department: str) -> None:
    office = client_of(Role.OFFICE)
    text = text_of(department).replace("组织春季宣传", "组织宣传")
    assert office.post(at(round, "programme-text"), {"text": text, "edition": 1}).status_code == 302
    answer = office.post(at(round, "programme-text"), {"text": text_of(department), "edition": 1})
    assert answer.status_code == 409
    assert "组织春季宣传" in answer.content.decode()
    assert "组织宣传" in TaskPlan.objects.get().text


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("期限: 5日", "期限: 6日", "期限、历时不能再改"),
        ("{编号: S2", "{编号: S9", "不能删去"),
        ("月份: [3], 期限: 月底", "月份: [2, 3], 期限: 月底", "的安排不能再改"),
        ("对象: 镇街", "起始月份: 2026-02\n对象: 镇街", "不能再改"),
        ("年度: 2026", "年度: 2025", "这次考核是"),
    ],
)
def test_what_was_issued_stays(
    round: Round, client_of: ClientOf, department: str, old: str, new: str, words: str
) -> None:
    text = text_of(department)
    assert old in text
    answer = client_of(Role.OFFICE).post(
        at(round, "programme-text"), {"text": text.replace(old, new), "edition": 1}
    )
    assert answer.status_code == 409
    assert words in answer.content.decode()
    assert TaskPlan.objects.get().edition == 1


def test_a_new_task_of_the_open_month_is_on_the_lists_at_once(
    round: Round, client_of: ClientOf, department: str
) -> None:
    office = client_of(Role.OFFICE)
    line = "      - {编号: S4, 任务: 清理台账, 月份: [3, 4], 期限: 20日}\n  - 类别: 信息报送"
    text = text_of(department).replace("  - 类别: 信息报送", line)
    late = text.replace("月份: [3, 4]", "月份: [2, 3, 4]")
    assert (
        "不能补到已经过去的月份"
        in office.post(at(round, "programme-text"), {"text": late, "edition": 1}).content.decode()
    )
    assert office.post(at(round, "programme-text"), {"text": text, "edition": 1}).status_code == 302
    assert TaskEntry.objects.filter(task="S4", month="2026-03").exists()
    assert same_as_folded(round, date(2026, 3, 3))


def test_an_upload_is_shown_before_it_counts(
    round_at: RoundAt, client_of: ClientOf, department: str, march: None
) -> None:
    round, office = round_at(Stage.TARGETS), client_of(Role.OFFICE)
    file = SimpleUploadedFile("任务方案.yaml", text_of(department).encode())
    page = office.post(at(round, "programme-upload"), {"file": file})
    assert page.status_code == 200
    assert "还没有保存" in page.content.decode()
    assert not TaskPlan.objects.exists()
    broken = SimpleUploadedFile("任务方案.yaml", "任务方案: 甲\n年度: 二〇二六\n".encode())
    page = office.post(at(round, "programme-upload"), {"file": broken})
    assert "不是期间" in page.content.decode()
    people_in = SimpleUploadedFile("任务方案.yaml", (text_of(department) + "# 13812345678\n").encode())
    assert office.post(at(round, "programme-upload"), {"file": people_in}).status_code == 409
    assert office.post(at(round, "programme-upload")).status_code == 409


def test_an_offices_document_becomes_a_draft(round_at: RoundAt, client_of: ClientOf, march: None) -> None:
    round, office = round_at(Stage.TARGETS), client_of(Role.OFFICE)
    words = "2026年工作任务方案\n\n一、数据质量\n\n1.每月5日前报送监测数据。\n\n2.每季度召开一次分析会。\n"
    file = SimpleUploadedFile("任务方案.txt", words.encode())
    answer = office.post(at(round, "programme-upload"), {"file": file})
    assert answer.status_code in (200, 409)
    assert "任务" in answer.content.decode()


# ---- entries


def test_a_unit_reports_with_a_file_and_the_department_accepts(
    round: Round, client_of: ClientOf, own: Unit, other: Unit, department: str
) -> None:
    reporter, row = client_of(Role.REPORTER), the_entry(round, own)
    assert "报送上月监测数据" in reporter.get(at(round, "overview"), follow=True).content.decode()
    assert reporter.get(at(round, "entry", the_entry(round, other).pk)).status_code == 404
    assert report(reporter, round, row, words="") == 409
    assert report(reporter, round, row, words="张三 13812345678") == 409
    files = upload("报表.png", picture())
    assert report(reporter, round, row, files=files) == 302
    row.refresh_from_db()
    assert (row.state, row.submitted) == ("submitted", date(2026, 3, 3))
    (file,) = row.files.all()
    assert reporter.get(reverse("evidence:show", args=[round.pk, file.pk])).status_code == 200
    judge = client_of(Role.DEPARTMENT)
    assert any("等待验收" in each.text for each in waiting_for(User.objects.get(username="department")))
    assert (
        judge.post(at(round, "decide", row.pk), {"accepted": "0", "edition": row.edition}).status_code == 409
    )
    sent_back = {"accepted": "0", "edition": row.edition, "reason": "缺一份报表"}
    assert judge.post(at(round, "decide", row.pk), sent_back).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.returns) == ("returned", 1)
    assert "缺一份报表" in reporter.get(at(round, "entry", row.pk)).content.decode()
    assert report(reporter, round, row, words="补齐了", proof=[file.pk]) == 302
    row.refresh_from_db()
    assert (
        judge.post(at(round, "decide", row.pk), {"accepted": "1", "edition": row.edition}).status_code == 302
    )
    row.refresh_from_db()
    assert (row.state, row.closed) == ("done", date(2026, 3, 3))
    codes = list(Event.objects.filter(unit=own.code, code__startswith="task.").values_list("code", flat=True))
    assert sorted(codes) == ["task.accepted", "task.returned", "task.submitted", "task.submitted"]
    assert same_as_folded(round, date(2026, 3, 3))


def test_the_same_report_twice_is_once(round: Round, client_of: ClientOf, own: Unit) -> None:
    reporter, row = client_of(Role.REPORTER), the_entry(round, own)
    assert report(reporter, round, row) == 302
    assert report(reporter, round, row) == 302
    assert TaskDeed.objects.filter(deed="submit").count() == 1
    assert report(reporter, round, row, words="另外的话") == 409


def test_whose_it_is_not(round: Round, client_of: ClientOf, own: Unit, department: str) -> None:
    row = the_entry(round, own)
    assert report(client_of(Role.DEPARTMENT), round, row) == 409
    row.refresh_from_db()
    assert row.state == "open"
    report(client_of(Role.HEAD), round, row)
    strange = the_entry(round, own, "S3")
    assert client_of(Role.DEPARTMENT).get(at(round, "entry", strange.pk)).status_code == 404
    row.refresh_from_db()
    excused = {"reason": "不适用", "edition": row.edition}
    assert client_of(Role.DEPARTMENT).post(at(round, "excuse", row.pk), excused).status_code == 403
    assert client_of(Role.OFFICE).post(at(round, "excuse", row.pk), excused).status_code == 302
    row.refresh_from_db()
    assert row.state == "excused"


def test_many_are_accepted_at_once(round: Round, client_of: ClientOf, own: Unit) -> None:
    reporter = client_of(Role.REPORTER)
    rows = [the_entry(round, own), the_entry(round, own, "S2"), the_entry(round, own, "S3")]
    for row in rows[:2]:
        assert report(reporter, round, row) == 302
    page = client_of(Role.OFFICE).get(at(round, "list"), {"state": "submitted"}).content.decode()
    assert f'value="{rows[0].pk}"' in page
    chosen = {"chosen": [row.pk for row in rows]}
    assert client_of(Role.OFFICE).post(at(round, "accept"), chosen).status_code == 302
    assert set(
        TaskEntry.objects.filter(unit__code=own.code, state="done").values_list("task", flat=True)
    ) == {"S1", "S2"}


# ---- the turn of the month


def test_what_is_open_is_carried_and_counted(
    round: Round, client_of: ClientOf, own: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    january = the_entry(round, own, month="2026-01")
    assert (january.carried, january.listed) == (2, "2026-03")
    assert "结转 2 个月" in client_of(Role.REPORTER).get(at(round, "giver", own.code)).content.decode()
    report(client_of(Role.REPORTER), round, the_entry(round, own))
    at_day(monkeypatch, date(2026, 3, 31))
    assert "还没有结束" in client_of(Role.OFFICE).post(at(round, "month-end"), follow=True).content.decode()
    at_day(monkeypatch, date(2026, 4, 1))
    assert "还没有月结" in client_of(Role.OFFICE).get(at(round, "overview")).content.decode()
    assert end_what_is_over() == 1
    assert end_what_is_over() == 0
    assert client_of(Role.OFFICE).post(at(round, "month-end")).status_code == 302
    assert TaskDeed.objects.filter(deed="month_end").count() == 3
    assert Event.objects.filter(code="task.month-ended").count() == 3
    now = the_entry(round, own)
    assert (now.state, now.carried, now.listed) == ("submitted", 1, "2026-04")
    assert the_entry(round, own, month="2026-04").carried == 0
    assert same_as_folded(round, date(2026, 4, 1))
    page = client_of(Role.OFFICE).get(at(round, "overview"), {"month": "2026-03"}).content.decode()
    assert "2026年3月" in page


def test_a_report_of_the_new_month_ends_the_old_one_first(
    round: Round, client_of: ClientOf, own: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = the_entry(round, own)
    at_day(monkeypatch, date(2026, 4, 2))
    assert report(client_of(Role.REPORTER), round, row) == 302
    row.refresh_from_db()
    assert (row.carried, row.listed, row.submitted) == (1, "2026-04", date(2026, 4, 2))
    assert TaskPlan.objects.get().month == "2026-04"
    assert same_as_folded(round, date(2026, 4, 2))


def test_a_year_goes_by(
    round: Round, client_of: ClientOf, own: Unit, people: dict[Role, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    for month in range(4, 13):
        at_day(monkeypatch, date(2026, month, 4))
        end_what_is_over()
        assert report(client_of(Role.HEAD), round, the_entry(round, own, month=f"2026-{month:02}")) == 302
    at_day(monkeypatch, date(2027, 2, 1))
    end_what_is_over()
    plan = TaskPlan.objects.get()
    assert plan.month == "2027-02"
    assert not TaskEntry.objects.filter(month__gt="2026-12").exists()
    assert same_as_folded(round, date(2027, 2, 1))


# ---- what departments owe one another


def test_information_is_delivered_and_its_receipt_confirmed(
    round: Round, client_of: ClientOf, people: dict[Role, User], department: str
) -> None:
    from kaohe.web.accounts.models import Department
    from tests.web import people as stock

    Department.objects.get_or_create(name="医保科")
    giver = stock.person(Role.DEPARTMENT, "yibao", department="医保科")
    client = Client()
    client.force_login(giver, backend="django.contrib.auth.backends.ModelBackend")
    row = TaskEntry.objects.get(round=round, giver="医保科", month="2026-03")
    assert row.unit is None
    assert any("医保科有" in each.text for each in waiting_for(giver))
    assert report(client, round, row, words="3月3日送达，回执〔2026〕3号") == 302
    row.refresh_from_db()
    own_word = client.post(at(round, "decide", row.pk), {"accepted": "1", "edition": row.edition})
    assert own_word.status_code == 409
    assert TaskEntry.objects.get(pk=row.pk).state == "submitted"
    receiver = client_of(Role.DEPARTMENT)
    page = receiver.get(at(round, "owed")).content.decode()
    assert "待确认" in page
    assert (
        receiver.post(at(round, "decide", row.pk), {"accepted": "1", "edition": row.edition}).status_code
        == 302
    )
    assert "已确认" in receiver.get(at(round, "owed")).content.decode()
    assert client_of(Role.REPORTER).get(at(round, "owed")).status_code == 403


# ---- reminders, pages


def test_it_is_due_and_waits_on_the_desk(round: Round, own: Unit, people: dict[Role, User]) -> None:
    found = [
        due
        for due in dues_of(round)
        if due.key.startswith("monthly:") and due.unit and due.unit.code == own.code
    ]
    assert {due.due for due in found} >= {date(2026, 3, 5), date(2026, 1, 5)}
    texts = [each.text for each in waiting_for(people[Role.REPORTER])]
    assert any("件月度任务要办" in text and "结转来的" in text for text in texts)


def test_pages_ask_a_bounded_number_of_questions(
    round: Round, client_of: ClientOf, own: Unit, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    office = client_of(Role.OFFICE)
    row = the_entry(round, own)
    for url in (
        at(round, "overview"),
        at(round, "list"),
        at(round, "giver", own.code),
        at(round, "entry", row.pk),
        at(round, "owed"),
        at(round, "programme"),
        at(round, "programme-edit"),
        at(round, "programme-text"),
    ):
        with django_assert_max_num_queries(30):
            answer = office.get(url)
        assert answer.status_code == 200, url
        assert len(answer.content) < 150_000, url


def test_an_archived_round_takes_nothing_more(round: Round, client_of: ClientOf, own: Unit) -> None:
    Round.objects.filter(pk=round.pk).update(stage=Stage.ARCHIVED)
    row = the_entry(round, own)
    assert report(client_of(Role.REPORTER), round, row) == 409
    assert client_of(Role.OFFICE).post(at(round, "issue")).status_code == 409
    assert end_what_is_over() == 0
    assert Evidence.objects.count() == 0
