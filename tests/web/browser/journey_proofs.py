"""What holds at the end of the journey: the archive, the trail and its story, and the ranking against the library alone."""

from pathlib import Path

from playwright.sync_api import expect

from kaohe.facts.table_files import read_table
from kaohe.facts.unit_file import read_units
from kaohe.results import score_scheme
from kaohe.results.receipt import RECEIPT, verify
from kaohe.web.audit.models import Event
from kaohe.web.audit.recording import broken_links, sentence
from kaohe.web.results.archive import opened
from kaohe.web.results.models import Publication
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from kaohe.web.schemes.reading import scheme_of
from tests.web.browser.journey_material import UNITS, facts_csv
from tests.web.browser.journey_people import Town

STORY = (
    "unit.listed", "department.listed", "account.created", "scheme.document-uploaded", "scheme.issued", "round.created",
    "round.deadline-set", "target.saved", "filing.saved", "evidence.added", "filing.submitted", "filing.returned",
    "filing.submitted", "filing.verified", "self.assessed", "self.submitted", "score.saved", "score.submitted",
    "score.read-again", "feedback.confirmed", "appeal.filed", "appeal.decided", "result.published", "paper.written",
    "rectification.ordered", "rectification.answered", "rectification.accepted", "round.stage-changed",
)  # fmt: skip
"""What the trail tells, in this order, whatever else stands between."""


def the_archive_verifies() -> None:
    """Everything in the stored archive computed anew, against its receipt."""
    with opened(Publication.objects.get()) as folder:
        assert verify(folder / RECEIPT).differences == ()


def the_trail_holds_and_tells_the_story(town: Town) -> None:
    """No link is broken, every event has its words, and the year can be read from beginning to end."""
    assert list(broken_links()) == []
    events = list(Event.objects.order_by("number"))
    codes = iter(event.code for event in events)
    assert [code for code in STORY if code not in codes] == []
    assert all(sentence(event) for event in events)
    stages = [event for event in events if event.code == "round.stage-changed"]
    assert len(stages) == len(Stage) - 1
    assert Round.objects.get().at is Stage.ARCHIVED
    page = town.office
    page.get_by_role("link", name="留痕").click()
    page.get_by_role("link", name="核对有没有被改动").click()
    expect(page.locator(".badge-good")).to_have_text("完整")


def the_ranking_is_the_librarys(shown: dict[str, tuple[str, str, str]], folder: Path) -> None:
    """What the page shows is what the library makes of the same scheme and of figures read from files."""
    (folder / "units.csv").write_text(UNITS, encoding="utf-8-sig")
    (folder / "facts.csv").write_text(facts_csv(), encoding="utf-8-sig")
    version = Round.objects.get().scheme
    assert version is not None
    scheme, _problems = scheme_of(version.text)
    assert scheme is not None
    units, problems = read_units(folder / "units.csv")
    facts, found = read_table(folder / "facts.csv", scheme, units)
    assert (*problems, *found) == ()
    (table,) = score_scheme(scheme, units, facts).tables
    expected = {
        standing.tally.unit.name: (str(standing.rank), f"{standing.tally.total:f}", standing.grade)
        for standing in table.standings
    }
    assert shown == expected
