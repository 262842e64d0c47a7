"""Papers as they come out of the printer: by LibreOffice from the Word file, and by the PDF writer."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from kaohe.reports.official.blocks import Align, Block, Document, Page, Paragraph, Part, Table, simple_table
from kaohe.reports.official.pdf import write_pdf
from kaohe.reports.official.word import write_docx
from kaohe.reports.pictures.picture import Picture
from tests.unit.reports.official.printed import SOFFICE, Sheet, printed_together, sheets

LONG = "云溪区青石街道沿江经济开发片区城市管理与综合行政执法协调服务指导中心（筹备组）"
BODY = Paragraph(Part.BODY, "现将有关情况通报如下，请认真整改。")
OUTLINE = (
    "<svg xmlns='http://www.w3.org/2000/svg' width='{0}' height='{1}' viewBox='0 0 {0} {1}'>"
    "<rect x='2' y='2' width='{2}' height='{3}' fill='none' stroke='black' stroke-width='4'/></svg>"
)


def picture(width: int, height: int) -> Picture:
    return Picture(OUTLINE.format(width, height, width - 4, height - 4), width, height, "图", "一个框")


def rows(count: int, filler: int = 12) -> Table:
    """Rows that say where they begin and where they end, with a long text between."""
    heads = (("序号", 12, Align.CENTRE), ("被考核单位", 40, Align.LEFT), ("说明", 80, Align.LEFT))
    return simple_table(heads, [(f"起{n:03}", LONG, "扣" * filler + f"止{n:03}") for n in range(count)])


def short_rows(count: int) -> Table:
    return simple_table(
        (("序号", 12, Align.CENTRE), ("得分", 40, Align.RIGHT)), [(str(n), "9.5") for n in range(count)]
    )


CASES: dict[str, tuple[Block, ...]] = {
    "full": (Paragraph(Part.BODY, "考" * 28 * 70),),
    "long-names": (
        Paragraph(Part.RED_HEAD, LONG),
        Paragraph(Part.NUMBER, "云考〔2026〕1号", "签发人：某某"),
        Paragraph(Part.TITLE, f"关于{LONG}考核结果的通报"),
        Paragraph(Part.RECIPIENT, f"{LONG}："),
        BODY,
        Paragraph(Part.SIGNER, LONG),
        Paragraph(Part.DATE, "2026年12月31日"),
        Paragraph(Part.COPIES, f"抄送：{LONG}，{LONG}，{LONG}。"),
        Paragraph(Part.PRINTED, LONG[:18], "2026年12月31日印发"),
    ),
    "sixty": (BODY, Paragraph(Part.CAPTION, "表一"), rows(60)),
    "three-hundred": (Page(wide=True), Paragraph(Part.CAPTION, "表一"), rows(300, 120)),
    "ends-wide": (BODY, Page(wide=True), rows(5)),
    "ends-wide-picture": (BODY, Page(wide=True), picture(950, 560)),
    "large-picture": (BODY, picture(1600, 3000), BODY),
    "large-picture-alone": (Page(), picture(620, 900)),
    "pages": (BODY, Page(), BODY, Page(), rows(3), Page(wide=True), BODY, Page(wide=True), rows(2)),
    "letter": (
        Paragraph(Part.LETTER_HEAD, "云溪区目标管理绩效考核办公室"),
        Paragraph(Part.LETTER_NUMBER, "云考函〔2026〕1号"),
        Paragraph(Part.TITLE, "关于反馈考核结果的函"),
        *(BODY,) * 30,
        Page(wide=True),
        rows(3),
    ),
    **{f"fill-{count}": (short_rows(count),) for count in range(33, 45)},
    **{f"caption-{count}": (*(BODY,) * count, Paragraph(Part.CAPTION, "表尾"), rows(3)) for count in range(16, 22)},
}  # fmt: skip


def paper(name: str) -> Document:
    blocks = CASES[name]
    wide = blocks[0] == Page(wide=True)
    return Document(name, blocks[1:] if isinstance(blocks[0], Page) else blocks, wide)


@pytest.fixture(scope="module")
def by_office(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Sheet]]:
    """Every case printed by LibreOffice, in one go: it takes longer to start than to print."""
    folder = tmp_path_factory.mktemp("office")
    for name in CASES:
        write_docx(paper(name), folder / f"{name}.docx")
    printed_together(sorted(folder.glob("*.docx")))
    return {name: sheets(folder / f"{name}.pdf") for name in CASES}


@pytest.fixture(scope="module")
def by_us(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Sheet]]:
    """Every case by the PDF writer."""
    folder = tmp_path_factory.mktemp("pdf")
    for name in CASES:
        write_pdf(paper(name), folder / f"{name}.pdf")
    return {name: sheets(folder / f"{name}.pdf") for name in CASES}


Pages = Callable[[str], list[Sheet]]


@pytest.fixture(
    params=[
        pytest.param(
            "by_office", marks=pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed here")
        ),
        "by_us",
    ]
)
def pages(request: pytest.FixtureRequest) -> Pages:
    found: dict[str, list[Sheet]] = request.getfixturevalue(request.param)
    return lambda name: found[name]


def test_a_full_page_has_twenty_two_lines_of_twenty_eight_characters(pages: Pages) -> None:
    first, second, third, _ = pages("full")
    for page in (first, second, third):
        assert len(page.lines) == 22
        assert {len(line) for line in page.lines[1:]} == {28}
        assert page.rightmost <= 210 - 26 + 0.5
    assert len(first.lines[0]) == 26


def test_page_numbers_stand_outside(pages: Pages) -> None:
    for number, page in enumerate(pages("full"), 1):
        text, left = page.number
        assert text == f"—{number}—"
        assert (left > 150) if number % 2 else (left < 40)


def test_the_first_page_of_a_letter_has_no_number(pages: Pages) -> None:
    assert [page.number[0] for page in pages("letter")] == ["", "—2—", "—3—"]


def test_the_count_goes_on_across_a_wide_page(pages: Pages) -> None:
    assert [(page.wide, page.number[0]) for page in pages("pages")] == [
        (False, "—1—"), (False, "—2—"), (False, "—3—"), (True, "—4—"), (True, "—5—"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_no_page_is_empty(name: str, pages: Pages) -> None:
    for number, page in enumerate(pages(name), 1):
        assert page.ink, f"page {number}"


@pytest.mark.parametrize("name", CASES)
def test_nothing_leaves_the_page(name: str, pages: Pages) -> None:
    for page in pages(name):
        wide, high = (297 - 37, 210 - 26) if page.wide else (210 - 26, 297 - 35)
        assert page.rightmost <= wide + (
            14 if name == "letter" else 3
        )  # a closing bracket may hang half over the edge
        assert page.lowest <= high + 1


@pytest.mark.parametrize(("name", "count"), [("sixty", 60), ("three-hundred", 300)])
def test_long_tables_repeat_their_head_and_split_no_row(name: str, count: int, pages: Pages) -> None:
    found = pages(name)
    assert len(found) > 2
    begins: dict[str, int] = {}
    for number, page in enumerate(found):
        text = "".join(page.lines)
        assert text.count("序号") == 1, number
        for row in range(count):
            if f"起{row:03}" in text:
                begins[f"{row:03}"] = number
            if f"止{row:03}" in text:
                assert begins[f"{row:03}"] == number
    assert len(begins) == count


@pytest.mark.parametrize("name", [name for name in CASES if name.startswith("caption")])
def test_no_caption_and_no_head_stands_alone_at_the_foot(name: str, pages: Pages) -> None:
    (here,) = [page for page in pages(name) if any("表尾" in line for line in page.lines)]
    assert any("起000" in line for line in here.lines)


def test_the_imprint_stands_at_the_foot_of_the_last_page_however_long_the_names(pages: Pages) -> None:
    *_, page = pages("long-names")
    assert page.lines[-1].endswith("2026年12月31日印发")
    assert page.lines[-1].startswith(LONG[:18])
    assert 252 < page.lowest <= 262


@pytest.mark.parametrize("name", ["large-picture", "large-picture-alone", "ends-wide-picture"])
def test_a_picture_takes_the_page_it_needs_and_no_other(name: str, pages: Pages) -> None:
    expected = {"large-picture": 3, "large-picture-alone": 1, "ends-wide-picture": 2}
    assert len(pages(name)) <= expected[name]


def test_pdf_needs_no_other_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(subprocess, "Popen", forbidden)
    write_pdf(paper("pages"), tmp_path / "a.pdf")
    first = (tmp_path / "a.pdf").read_bytes()
    write_pdf(paper("pages"), tmp_path / "a.pdf")
    assert first == (tmp_path / "a.pdf").read_bytes()
