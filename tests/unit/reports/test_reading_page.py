"""The two-sided page: everything of the document is in it, escaped; nothing of any other host."""

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from lxml import html as lxml_html
from lxml.html import HtmlElement

from kaohe.clauses import compile_draft
from kaohe.core import Place, Problem, Severity
from kaohe.documents.model import Cell, Document, Grid, Paragraph
from kaohe.documents.opening import open_document
from kaohe.documents.reading import DocumentReading
from kaohe.documents.recognise import recognise
from kaohe.reports.marks import Kind, Mark, clause_marks, render, sentence_marks
from kaohe.reports.reading_page import reading_page
from kaohe.reports.source_view import SourceView
from kaohe.reports.study import State, Study, studied, tally
from tests.unit.cli.read_samples import ROWS, page, table, written

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style></script><b>粗</b>",
    "javascript:alert(1)",
    "' onmouseover='alert(1)",
    "]]><!--",
)


def made(path: Path) -> tuple[str, tuple[Study, ...]]:
    document = open_document(path)
    reading = recognise(document)
    compiled = [compile_draft(draft) for draft in reading.drafts]
    studies = tuple(studied(each) for each in compiled)
    reading = replace(reading, drafts=tuple(each.draft for each in compiled))
    return reading_page(document, reading, studies), studies


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, tuple[Study, ...], HtmlElement]:
    text, studies = made(written(tmp_path_factory.mktemp("page"), page(table())))
    return text, studies, lxml_html.document_fromstring(text)


def test_every_item_has_a_card_and_a_place_in_the_source(
    sample: tuple[str, tuple[Study, ...], HtmlElement],
) -> None:
    _, studies, tree = sample
    cards = tree.find_class("card")
    assert [card.findtext(".//h5") for card in cards] == [name for name, _, _ in ROWS]
    assert [card.get("data-state") for card in cards] == [item.state.key for item in studies[0].items]
    for card in cards:
        (link,) = [a.get("href", "") for a in card.iterfind(".//a") if a.get("class") == "number"]
        assert tree.get_element_by_id(link.removeprefix("#")).get("href") == f"#{card.get('id')}"


def test_the_source_is_there_as_it_looked(sample: tuple[str, tuple[Study, ...], HtmlElement]) -> None:
    _, _, tree = sample
    source = tree.get_element_by_id("source")
    (merged,) = [cell for cell in source.iter("td", "th") if cell.get("rowspan")]
    assert merged.get("rowspan") == str(len(ROWS))
    shown = re.sub(r"\s", "", source.text_content())
    for row in ROWS:
        assert row[0] in shown
    badges = re.compile(r"[0-9？]")  # numbers in front of marked parts stand between the words
    assert all(badges.sub("", clause) in badges.sub("", shown) for _, _, clause in ROWS)


def test_parts_are_tied_across_the_page(sample: tuple[str, tuple[Study, ...], HtmlElement]) -> None:
    _, _, tree = sample
    source = tree.get_element_by_id("source")
    left = {key for mark in source.iter("mark") for key in mark.get("data-part", "").split()}
    right = {
        key
        for mark in tree.get_element_by_id("rules").find_class("rule")
        for part in mark.iter("mark")
        for key in part.get("data-part", "").split()
    }
    assert {"i1-n1", "i1-p4", "i1-p0_5", "i1-l98", "i1-floor"} <= left & right
    assert any(key.startswith("i5-u") for key in left)
    assert not any(key.startswith("i5-u") for key in right)


def test_rules_trials_questions_and_problems_are_shown(
    sample: tuple[str, tuple[Study, ...], HtmlElement],
) -> None:
    text, studies, tree = sample
    cards = {card.findtext(".//h5"): card.text_content() for card in tree.find_class("card")}
    assert "正好达到" in cards["信息核实"]
    assert "要确认" in cards["数据质量"]
    assert "默认：数据准确率不低于96%的，得5分，否则得0分。" in cards["数据质量"]
    assert "由人评定" in cards["窗口服务"]
    problems = tree.find_class("problems")[0]
    targets = [a.get("href", "") for a in problems.iter("a")]
    assert targets
    assert all(tree.get_element_by_id(target.removeprefix("#")) is not None for target in targets)
    assert tally(studies) in text


def test_the_page_asks_nothing_of_any_host(sample: tuple[str, tuple[Study, ...], HtmlElement]) -> None:
    text, _, tree = sample
    assert not re.search(r"https?://|//[a-z0-9-]+\.[a-z]", text)
    assert not list(tree.iter("link", "img", "iframe", "object", "embed", "form", "base", "audio", "video"))
    assert all(a.get("href", "").startswith("#") for a in tree.iter("a"))
    (script,) = tree.iter("script")
    assert script.get("src") is None
    digest = b64encode(sha256((script.text or "").encode()).digest()).decode()
    policy = next(
        m.get("content", "") for m in tree.iter("meta") if m.get("http-equiv") == "Content-Security-Policy"
    )
    assert f"script-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "url(" not in text
    assert "@import" not in text


def test_names_are_unique(sample: tuple[str, tuple[Study, ...], HtmlElement]) -> None:
    _, _, tree = sample
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_stands_in_the_document_is_text(text: str) -> None:
    place = Place("a.html", "表1", "A1")
    grid = Grid((Cell(text, 0, 0, place=replace(place, what=text)),), 1, 1, place, caption=text, page=text)
    document = Document(text, "html", (Paragraph(text, Place(text, line=1), number=text), grid))
    problem = Problem("document.x", Severity.ERROR, text, text, (place, Place(text, text, text)))
    done = reading_page(document, DocumentReading(text, text, problems=(problem,)), ())
    tree = lxml_html.document_fromstring(done)
    assert len(list(tree.iter("script"))) == 1
    assert not list(tree.iter("img", "b"))
    for element in tree.iter():
        assert not [name for name in element.attrib if str(name).startswith("on")]
        assert not (element.get("href") or "#").startswith("javascript")
    assert tree.text_content().count(text) >= 5


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_stands_in_an_item_is_text(text: str, tmp_path: Path) -> None:
    from html import escape

    rows = ((escape(f"台账{text}"), "3", escape(f"台账缺一本扣0.5分{text}，扣完为止。")),)
    done, studies = made(written(tmp_path, page(table(rows), title=escape(text))))
    tree = lxml_html.document_fromstring(done)
    assert len(list(tree.iter("script"))) == 1
    assert not list(tree.iter("img"))
    assert len(tree.find_class("card")) == sum(len(study.items) for study in studies)
    for element in tree.iter():
        assert not [name for name in element.attrib if str(name).startswith("on")]


def test_nested_tables_gaps_and_hidden_cells_are_shown() -> None:
    inner = Grid((Cell("里面", 0, 0, place=Place("a", "表2", "A1")),), 1, 1)
    cells = (
        Cell("甲", 0, 0, columns=2, place=Place("a", "表1", "A1"), header=True),
        Cell("乙", 1, 1, place=Place("a", "表1", "B2"), grids=(inner,)),
        Cell("丙", 2, 0, place=Place("a", "表1", "A3"), hidden=True),
    )
    shown = SourceView(Document("a", "docx", (Grid(cells, 3, 2),))).html()
    tree = lxml_html.fragment_fromstring(shown)
    rows = [[cell.tag for cell in row.iterchildren()] for row in tree.iterfind("table/tr")]
    assert rows == [["th"], ["td", "td"], ["td", "td"]]
    assert tree.findtext(".//td//td") == "里面"
    assert "（隐藏）" in shown


def test_a_clause_is_found_in_the_cells_and_lines_it_came_from() -> None:
    cells = (
        Cell("达到 98%\n得4分", 0, 0, place=Place("a", "表1", "A1")),
        Cell("每低1个百分点扣0.5分", 0, 1, place=Place("a", "表1", "B1")),
    )
    view = SourceView(Document("a", "docx", (Grid(cells, 1, 2),)))
    clause = "达到98%\n得4分\n每低1个百分点扣0.5分"
    marks = (
        Mark(2, 5, Kind.LIMIT, "i1-l98"),
        Mark(clause.index("扣0.5"), clause.index("扣0.5") + 5, Kind.POINTS, "i1-p0_5"),
    )
    assert view.put_item("i1", "1.1", "understood", Place("a", "表1", "A1"), clause, marks)
    assert not view.put_item("i2", "1.2", "understood", Place("a", "表9", "A1"), clause, marks)
    found = [m.text_content() for m in lxml_html.fragment_fromstring(view.html()).iter("mark")]
    assert found == ["98%", "扣0.5分"]


def test_marks_over_one_another_show_what_was_not_read_first() -> None:
    shown = render(
        "甲乙丙", [Mark(0, 3, Kind.INPUT, "n1", badge="1"), Mark(1, 2, Kind.UNREAD, "u1", badge="？")]
    )
    tree = lxml_html.fragment_fromstring(f"<p>{shown}</p>")
    assert [(m.get("class"), m.get("data-part")) for m in tree.iter("mark")] == [
        ("input", "n1"),
        ("unread", "u1 n1"),
        ("input", "n1"),
    ]
    assert tree.text_content() == "1甲？乙丙"


def test_numbers_are_marked_only_where_the_rule_holds_them(
    sample: tuple[str, tuple[Study, ...], HtmlElement],
) -> None:
    _, studies, _ = sample
    first, *_, last = studies[0].items
    marks = {last_mark.kind for last_mark in clause_marks(last, "i5")}
    assert Kind.UNREAD in marks
    assert last.state is State.UNREAD
    assert {m.kind for m in sentence_marks(first, "i1")} == {Kind.INPUT, Kind.POINTS, Kind.LIMIT}
    for mark in clause_marks(first, "i1"):
        assert 0 <= mark.start < mark.end <= len(first.clause)
