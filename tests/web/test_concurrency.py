"""Several people at the same moment, on PostgreSQL: nothing is lost, nothing is done twice, the trail stays one chain.

SQLite lets one write at a time from the start of a transaction; these tests are about a server that does not, and are collected
where one is named (`tests/web/conftest.py`).
"""

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from io import BytesIO
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from kaohe.core import Refused
from kaohe.web.accounts.models import Unit, User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.models import Event
from kaohe.web.audit.recording import broken_links, record_now
from kaohe.web.filing.actions import Cell, save_cells, save_targets
from kaohe.web.filing.facts import scheme_for
from kaohe.web.filing.handing_in import save_form, submit
from kaohe.web.filing.models import Evidence, Figure, Filing, FilingState
from kaohe.web.filing.querysets import Form, book_for, form_for
from kaohe.web.filing.workbooks import cells_in, read_workbook, take_workbook, workbook_of
from kaohe.web.results.actions import publish
from kaohe.web.results.archive import check as archive_check
from kaohe.web.results.models import Publication
from kaohe.web.rounds import actions, states
from kaohe.web.rounds.actions import use_scheme
from kaohe.web.rounds.models import Round, StageChange
from kaohe.web.rounds.stages import Stage
from kaohe.web.schemes.actions import drop_draft, save_draft, upload
from kaohe.web.schemes.models import Document, Version
from kaohe.web.scoring.appeal_actions import decide_appeal, file_appeal, withdraw_appeal
from kaohe.web.scoring.models import Appeal
from kaohe.web.scoring.self_actions import confirm_feedback
from kaohe.web.tasks import jobs
from kaohe.web.tasks.models import Job, RectificationState
from tests.web.evidence_files import ITEM, TABLE, pdf
from tests.web.rectifications import one_of
from tests.web.scheme_versions import WORD, whole
from tests.web.scored import scored_round
from tests.web.scoring_material import entry_named

pytestmark = pytest.mark.django_db(transaction=True)
RoundAt = Callable[[Stage], Round]


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Each in a thread with a connection of its own, all let go together. What a work raises is its result."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        try:
            barrier.wait(20)
            return work()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def codes(results: Sequence[Any]) -> list[str]:
    return sorted(result.code if isinstance(result, Refused) else "done" for result in results)


def test_eight_writers_make_one_chain() -> None:
    def write(name: str) -> Callable[[], None]:
        def many() -> None:
            for number in range(25):
                record_now("account.created", by=None, subject=f"{name}{number}", duties="无")

        return many

    at_once(*[write(name) for name in "甲乙丙丁戊己庚辛"])
    assert Event.objects.count() == 200
    assert list(broken_links()) == []


def test_a_step_is_taken_once(
    round_at: RoundAt, people: dict[Role, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in {name for step in states.STEPS for name in step.guards}:
        monkeypatch.setitem(states.GUARDS, name, lambda round: ())
    one, office = round_at(Stage.SELF), people[Role.OFFICE]
    step = lambda: actions.step_forward(round=one, expected=Stage.SELF, by=office)  # noqa: E731
    assert codes(at_once(*[step] * 6)) == ["done", *["round.moved-on"] * 5]
    one.refresh_from_db()
    assert one.at is Stage.SCORING
    assert StageChange.objects.count() == 1


def some_figures(one: Round, count: int) -> list[tuple[str, str]]:
    """Measures that take a plain number, with a value that fits."""
    scheme = scheme_for(one)
    found = [name for name, measure in scheme.measures.items() if measure.kind.value in ("count", "percent")]
    assert len(found) >= count
    return [(name, "9") for name in found[:count]]


def test_two_who_fill_in_different_figures_lose_nothing(
    round_at: RoundAt, people: dict[Role, User], own: Unit
) -> None:
    one = round_at(Stage.REPORTING)
    figures = some_figures(one, 6)

    def put(name: str, text: str) -> Callable[[], Any]:
        cell = Cell(own.code, name, one.period, text, edition=0)
        return lambda: save_cells(round=one, cells=[cell], by=people[Role.REPORTER])

    outcomes = at_once(*[put(name, text) for name, text in figures])
    assert not [saved for outcome in outcomes for saved in outcome if saved.conflict or saved.problems]
    assert Figure.objects.filter(round=one, unit__code=own.code).count() == 6
    one.refresh_from_db()
    assert one.figures >= 6


def test_of_two_who_fill_in_the_same_figure_one_is_told(
    round_at: RoundAt, people: dict[Role, User], own: Unit
) -> None:
    one = round_at(Stage.REPORTING)
    ((name, _),) = some_figures(one, 1)

    def put(text: str) -> Callable[[], Any]:
        cell = Cell(own.code, name, one.period, text, edition=0)
        return lambda: save_cells(round=one, cells=[cell], by=people[Role.REPORTER])

    outcomes = at_once(*[put(str(number)) for number in range(1, 7)])
    assert sorted(outcome[0].conflict for outcome in outcomes) == [False, *[True] * 5]
    figure = Figure.objects.get(round=one, unit__code=own.code, measure=name)
    (winner,) = [outcome[0].cell.text for outcome in outcomes if not outcome[0].conflict]
    assert (figure.text, figure.edition) == (winner, 1)


def test_the_same_press_is_one_job(people: dict[Role, User], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(jobs.WORKS, "test.nothing", lambda job, told: {})
    office = people[Role.OFFICE]
    press = lambda: jobs.start("test.nothing", key="one", title="一件事", asked={}, by=office)  # noqa: E731
    made = at_once(*[press] * 6)
    assert len({job.pk for job in made}) == 1
    assert Job.objects.count() == 1


# ---- the same thing by several at once


@pytest.fixture
def reporting(round_at: RoundAt) -> Round:
    return round_at(Stage.REPORTING)


def form_of(who: User, one: Round, own: Unit, period: str = "2026Q1") -> Form:
    return form_for(who, one.pk, period, unit=own.code)


def told(*names: str) -> list[str]:
    """The events of these codes in their order; the chain holds."""
    assert list(broken_links()) == []
    return list(Event.objects.filter(code__in=names).order_by("number").values_list("code", flat=True))


def test_a_form_handed_in_by_several_at_once_is_handed_in_once(
    reporting: Round, people: dict[Role, User], own: Unit
) -> None:
    head = people[Role.HEAD]
    form = form_of(head, reporting, own)
    press = lambda: submit(form=form, missing_confirmed=True, by=head)  # noqa: E731
    assert codes(at_once(*[press] * 4)) == ["done"] * 4
    assert told("filing.submitted") == ["filing.submitted"]
    assert Filing.objects.get().state == FilingState.SUBMITTED


def test_a_form_is_not_handed_in_with_a_figure_that_is_being_cleared(
    reporting: Round, people: dict[Role, User], own: Unit
) -> None:
    """Either the clearing comes first and the form lacks a figure, or it comes too late for a form that is closed."""
    head, reporter = people[Role.HEAD], people[Role.REPORTER]
    form = form_of(head, reporting, own)
    cells = [Cell(own.code, field.measure.id, str(field.period), "3", edition=0) for field in form.fields]
    save_form(form=form, cells=cells, by=reporter)
    empty = Cell(own.code, cells[0].measure, cells[0].period, "", edition=1)
    outcomes = at_once(
        lambda: submit(form=form, missing_confirmed=False, by=head),
        lambda: save_form(form=form, cells=[empty], by=reporter),
    )
    text = Figure.objects.get(measure=cells[0].measure, period=cells[0].period).text
    filing = Filing.objects.get()
    if filing.state == FilingState.SUBMITTED:
        assert (codes(outcomes), text) == (["done", "filing.closed"], "3")
    else:
        assert (codes(outcomes), text) == (["done", "filing.incomplete"], "")
    assert told("filing.submitted") == ["filing.submitted"] * (filing.state == FilingState.SUBMITTED)


def test_no_figure_comes_in_after_the_stage_has_closed(
    reporting: Round, people: dict[Role, User], own: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in {name for step in states.STEPS for name in step.guards}:
        monkeypatch.setitem(states.GUARDS, name, lambda round: ())
    reporter, office = people[Role.REPORTER], people[Role.OFFICE]
    forms = [form_of(reporter, reporting, own, f"2026Q{number}") for number in range(1, 5)]

    def put(form: Form) -> Callable[[], Any]:
        field = form.fields[0]
        cell = Cell(own.code, field.measure.id, str(field.period), "3")
        return lambda: save_form(form=form, cells=[cell], by=reporter)

    forward = lambda: actions.step_forward(round=reporting, expected=Stage.REPORTING, by=office)  # noqa: E731
    first, second, *others = [put(form) for form in forms]
    outcomes = at_once(first, second, forward, *others)
    closed = Event.objects.get(code="round.stage-changed").number
    saved = list(Event.objects.filter(code="filing.saved").values_list("number", flat=True))
    assert all(number < closed for number in saved)
    assert len(saved) == 4 - codes(outcomes).count("round.closed")
    assert set(codes(outcomes)) <= {"done", "round.closed"}
    assert Figure.objects.count() == Filing.objects.count() == len(saved)


def test_no_target_comes_in_after_the_stage_has_closed(
    round_at: RoundAt, people: dict[Role, User], own: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in {name for step in states.STEPS for name in step.guards}:
        monkeypatch.setitem(states.GUARDS, name, lambda round: ())
    one, office = round_at(Stage.TARGETS), people[Role.OFFICE]

    def put(text: str) -> Callable[[], Any]:
        cell = Cell(own.code, "服务告知覆盖率", "2026", text)
        return lambda: save_targets(round=one, cells=[cell], by=office)

    forward = lambda: actions.step_forward(round=one, expected=Stage.TARGETS, by=office)  # noqa: E731
    outcomes = at_once(put("91"), put("92"), forward, put("93"), put("94"))
    closed = Event.objects.get(code="round.stage-changed").number
    saved = list(Event.objects.filter(code="target.saved").values_list("number", flat=True))
    assert all(number < closed for number in saved)
    assert len(saved) == 4 - codes(outcomes).count("round.closed")
    one.refresh_from_db()
    assert one.figures == len(saved)


def test_a_workbook_of_a_stage_that_has_closed_brings_nothing(
    reporting: Round, people: dict[Role, User], own: Unit
) -> None:
    """The page was opened while the stage lasted; the file comes after it."""
    reporter = people[Role.REPORTER]
    book = book_for(reporter, reporting.pk, unit=own.code)
    data = workbook_of(book)
    filled = load_workbook(BytesIO(data))
    first = next(sheet for sheet in filled.worksheets if sheet.sheet_state == "visible")
    for row in first.iter_rows():
        for cell in row:
            if cell.value is None and not cell.protection.locked:
                cell.value = 3
    out = BytesIO()
    filled.save(out)
    Round.objects.filter(pk=reporting.pk).update(stage=Stage.SELF)
    proposed = read_workbook(book=book, upload=SimpleUploadedFile("填报表.xlsx", out.getvalue()))
    take_workbook(book=book, cells=cells_in(proposed.cells), file=proposed.file, by=reporter)
    assert not Figure.objects.exists()
    assert told("filing.imported") == []


# ---- appeals


@pytest.fixture
def feedback(round_at: RoundAt) -> Round:
    return round_at(Stage.FEEDBACK)


def filing_of(one: Round, own: Unit, by: User) -> Callable[[], Appeal]:
    entry, unit = entry_named(one, "责任落实"), one.units.get(code=own.code)
    return lambda: file_appeal(round=one, unit=unit, entry=entry, text="会议开了", evidence=(), by=by)


def test_an_appeal_filed_by_several_at_once_is_one(
    feedback: Round, people: dict[Role, User], own: Unit
) -> None:
    works = [filing_of(feedback, own, people[role]) for role in (Role.HEAD, Role.REPORTER)] * 2
    assert codes(at_once(*works)) == ["appeal.already"] * 3 + ["done"]
    assert Appeal.objects.count() == 1
    assert told("appeal.filed") == ["appeal.filed"]


def test_an_appeal_is_decided_or_withdrawn_once(feedback: Round, people: dict[Role, User], own: Unit) -> None:
    appeal = filing_of(feedback, own, people[Role.HEAD])()

    def decide() -> Appeal:
        return decide_appeal(
            appeal=appeal,
            upheld=False,
            words="没有纪要",
            changes=(),
            figures=0,
            digest="",
            by=people[Role.OFFICE],
        )

    withdraw = lambda: withdraw_appeal(appeal=appeal, by=people[Role.HEAD])  # noqa: E731
    assert codes(at_once(decide, withdraw, decide, decide)) == ["appeal.closed"] * 3 + ["done"]
    assert len(told("appeal.decided", "appeal.withdrawn")) == 1


def test_an_appeal_that_comes_with_the_confirmation_is_the_one_or_the_other(
    feedback: Round, people: dict[Role, User], own: Unit
) -> None:
    head = people[Role.HEAD]
    unit = feedback.units.get(code=own.code)
    outcomes = at_once(
        filing_of(feedback, own, head), lambda: confirm_feedback(round=feedback, unit=unit, by=head)
    )
    assert codes(outcomes)[-1] == "done" or codes(outcomes)[0] == "done"
    assert len(told("appeal.filed", "feedback.confirmed")) == 1


# ---- publishing


def test_published_by_several_at_once_it_is_published_once(people: dict[Role, User]) -> None:
    office = people[Role.OFFICE]
    one = scored_round(office, Stage.APPROVAL)
    press = lambda: publish(round=one, approval="第2次会议", by=office)  # noqa: E731
    assert codes(at_once(*[press] * 3)) == ["done", "round.moved-on", "round.moved-on"]
    publication = Publication.objects.get()
    assert archive_check(publication).holds
    names = ("result.published", "result.approved", "round.stage-changed")
    assert sorted(told(*names)) == sorted(names)


# ---- schemes


def test_of_two_who_save_a_draft_one_is_told(people: dict[Role, User]) -> None:
    office = people[Role.OFFICE]
    draft = whole(office)

    def save(title: str) -> Callable[[], Any]:
        text = draft.text.replace(draft.file.title, title)
        return lambda: save_draft(version=draft, text=text, edition=1, what="改名", by=office)

    outcomes = at_once(save("甲办法"), save("乙办法"), save("丙办法"))
    assert codes(outcomes) == ["done", "scheme.overtaken", "scheme.overtaken"]
    draft.refresh_from_db()
    (kept,) = [one for one in outcomes if not isinstance(one, Refused)]
    assert (draft.edition, draft.text) == (2, kept.text)
    assert len(told("scheme.draft-saved")) == 2  # its making and one saving


def test_a_draft_that_is_saved_taken_and_dropped_at_once(people: dict[Role, User], round_at: RoundAt) -> None:
    """Nobody waits for one another for ever, and no round goes by a draft that is gone."""
    office = people[Role.OFFICE]
    one = round_at(Stage.DRAFTING)
    for number in range(4):
        draft = whole(office)
        use_scheme(round=one, scheme=draft, by=office) if number % 2 else None
        outcomes = at_once(
            partial(save_draft, version=draft, text=draft.text + "\n# 改", edition=1, what="改", by=office),
            partial(use_scheme, round=one, scheme=draft, by=office),
            partial(drop_draft, version=draft, by=office),
        )
        assert set(codes(outcomes)) <= {"done", "scheme.gone", "scheme.in-use"}
        one.refresh_from_db()
        assert (one.scheme_id == draft.pk) is Version.objects.filter(pk=draft.pk).exists()


def test_an_upload_pressed_twice_is_one_document(people: dict[Role, User]) -> None:
    office = people[Role.OFFICE]
    press = lambda: upload(data=WORD.read_bytes(), name="办法.docx", file=None, token="t", by=office)  # noqa: E731
    assert len({job.pk for job in at_once(*[press] * 4)}) == 1
    assert Document.objects.count() == 1
    assert told("scheme.document-uploaded") == ["scheme.document-uploaded"]


# ---- posts that are sent twice


def posted(client_of: Callable[[Role], Client], role: Role, path: str, **fields: Any) -> Callable[[], int]:
    """The same post by a browser of its own each time."""

    def post() -> int:
        files = {"files": [SimpleUploadedFile(name, data) for name, data in fields.get("files", [])]}
        data = {name: value for name, value in fields.items() if name != "files"}
        browser = browsers.pop()
        return browser.post(
            path, data | (files if files["files"] else {}), headers={"Accept": accept}
        ).status_code

    accept = fields.pop("accept", "text/html")
    browsers = [client_of(role) for _number in range(4)]
    return post


Clients = Callable[[Role], Client]


def test_the_same_autosave_twice_is_one(reporting: Round, client_of: Clients, own: Unit) -> None:
    path = reverse("filing:unit", args=[reporting.pk, own.code, "2026Q1"])
    cells = json.dumps([[own.code, "培训场次", "2026Q1", "3", 0, "含线上"]])
    post = posted(client_of, Role.REPORTER, path, cells=cells, accept="application/json")
    assert at_once(post, post, post) == [200] * 3
    assert post() == 200
    assert (Figure.objects.get().edition, Figure.objects.get().text) == (1, "3")
    assert told("filing.saved") == ["filing.saved"]


def test_the_same_upload_of_evidence_twice_is_one(
    reporting: Round, client_of: Clients, own: Unit, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    path = reverse("evidence:add", args=[reporting.pk, own.code])
    post = posted(
        client_of, Role.REPORTER, path, table=TABLE, item=ITEM, note="", files=[("总结.pdf", pdf())]
    )
    assert set(at_once(post, post, post)) <= {200, 302}
    assert post() == 200
    first = Evidence.objects.get()
    again = posted(
        client_of, Role.REPORTER, path, table=TABLE, item=ITEM, note="", replaces=str(first.pk),
        files=[("总结二.pdf", pdf("Second"))],
    )  # fmt: skip
    assert set(at_once(again, again)) <= {200, 302}
    assert again() == 200
    assert [row.number for row in Evidence.objects.order_by("pk")] == [1, 2]
    assert told("evidence.added") == ["evidence.added"] * 2
    assert not list(tmp_path.rglob("*.part"))


def test_the_same_answer_to_a_rectification_twice_is_one(
    round_at: RoundAt, client_of: Clients, own: Unit, department: str, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    one = round_at(Stage.RECTIFYING)
    row = one_of(one.units.get(code=own.code), [department])
    path = reverse("rectify:answer", args=[one.pk, row.pk])
    post = posted(
        client_of, Role.REPORTER, path, answer="已补开", edition=str(row.edition), files=[("纪要.pdf", pdf())]
    )
    assert at_once(post, post, post) == [302] * 3
    assert post() == 302
    row.refresh_from_db()
    assert (row.state, row.edition, row.proof.count()) == (RectificationState.ANSWERED, 2, 1)
    assert told("rectification.answered", "evidence.added") == ["evidence.added", "rectification.answered"]
    other = posted(
        client_of, Role.REPORTER, path, answer="另一种说法", edition="1", files=[("纪要.pdf", pdf())]
    )
    assert other() == 409
