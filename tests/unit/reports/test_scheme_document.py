"""Schemes as Word and Excel documents: the files themselves, the command, and LibreOffice between writing and reading."""

import json
import shutil
import subprocess
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from lxml import etree

from kaohe.cli.main import main
from kaohe.core import Refused
from kaohe.documents.opening import open_document
from kaohe.documents.whole import read_whole
from kaohe.documents.whole.words import numeral
from kaohe.reports.scheme_document import scheme_parts, write_scheme_document
from kaohe.scheme import Item, Scheme, complete, scheme_digest
from tests.golden.rules.vocabulary import RERECORD
from tests.unit.reports.documents import EXAMPLES, example, read, written

SOFFICE = shutil.which("soffice")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NAMES = ("first/scheme.yaml", "yunxi/2026/scheme.yaml", "yunxi/2025/scheme.yaml")


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
@pytest.mark.parametrize("name", NAMES)
def test_the_examples_are_read_back(name: str, suffix: str) -> None:
    draft = read(written(example(name), suffix))
    scheme, _ = complete(draft)
    assert draft.problems == ()
    assert scheme == example(name)
    assert scheme_digest(scheme) == scheme_digest(example(name))


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
def test_the_same_scheme_is_the_same_file_at_any_hour(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"办法{suffix}"
    write_scheme_document(example(), path)
    with zipfile.ZipFile(path) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        created = etree.fromstring(package.read("docProps/core.xml")).findtext("{*}created")
    assert created in (None, "2000-01-01T00:00:00Z")


def test_the_example_has_the_document_that_its_office_would_write(tmp_path: Path) -> None:
    """The file that people open is the one that the writer writes, part by part."""
    kept = EXAMPLES / "yunxi" / "2026" / "办法.docx"
    now = tmp_path / kept.name
    write_scheme_document(example(NAMES[1]), now, plain=True)
    if RERECORD:
        shutil.copyfile(now, kept)
    assert _parts(kept) == _parts(now), "KAOHE_RERECORD=1 records it anew"


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed here")
@pytest.mark.parametrize(("name", "suffix"), [(NAMES[1], ".docx"), (NAMES[1], ".xlsx")])
def test_what_libreoffice_saved_again_is_read_back(name: str, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"办法{suffix}"
    write_scheme_document(example(name), path)
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [
        str(SOFFICE),
        profile,
        "--headless",
        "--convert-to",
        suffix[1:],
        "--outdir",
        str(tmp_path / "out"),
        str(path),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    document = open_document(tmp_path / "out" / path.name)
    scheme, problems = complete(read(document))
    assert scheme == example(name), problems
    assert scheme_digest(scheme) == scheme_digest(example(name))


# ---- Word


def test_word_tables_repeat_their_heads_and_keep_rows_together(tmp_path: Path) -> None:
    path = tmp_path / "办法.docx"
    write_scheme_document(example(), path)
    with zipfile.ZipFile(path) as archive:
        body = etree.fromstring(archive.read("word/document.xml"))
    pages = [page.get(f"{W}orient") for page in body.iter(f"{W}pgSz")]
    assert pages == [None, "landscape"]  # the front stands upright
    tables = body.findall(f".//{W}tbl")
    assert len(tables) == 5
    for table in tables:
        rows = table.findall(f"{W}tr")
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows[:2]] == [True, False]
        width = sum(int(column.get(f"{W}w", "0")) for column in table.iter(f"{W}gridCol"))
        assert width <= 267 * 57
    hidden = [e for tag in ("vanish", "customXml", "comment") for e in body.iter(f"{W}{tag}")]
    assert hidden == []


# ---- Excel


def test_numbers_are_numbers_and_texts_never_formulas(tmp_path: Path) -> None:
    scheme = _renamed('=HYPERLINK("http://x")', "+1+cmd|' /C calc'!A0")
    path = tmp_path / "办法.xlsx"
    write_scheme_document(scheme, path)
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert [cell for cell in cells if cell.data_type == "f" or cell.hyperlink] == []
    assert {'=HYPERLINK("http://x")', "+1+cmd|' /C calc'!A0"} <= {cell.value for cell in cells}
    with zipfile.ZipFile(path) as archive:
        assert [n for n in archive.namelist() if "external" in n.lower()] == []
        assert all(
            b"<f>" not in archive.read(n) for n in archive.namelist() if n.startswith("xl/worksheets/")
        )
    sheet = book.worksheets[1]
    heads = [cell.value for cell in sheet[3]]
    points = sheet.cell(4, heads.index("分值") + 1)
    assert (points.data_type, points.value) == ("n", 20)
    assert sheet.freeze_panes == "C4"
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.print_area
    assert sheet.page_setup.orientation == "landscape"
    assert "A4:A6" in {str(area) for area in sheet.merged_cells.ranges}
    assert complete(read(open_document(path)))[0] == scheme


def _renamed(name: str, clause: str) -> Scheme:
    """The first example with another name and clause for one of its items."""
    table = example().tables[0]
    first, group, *others = table.groups
    before, item, *behind = group.children
    assert isinstance(item, Item)
    changed = replace(group, children=(before, replace(item, name=name, clause=clause), *behind))
    groups = (first, changed, *others)
    return replace(example(), tables=(replace(table, groups=groups),))


@pytest.mark.parametrize("number", ["0.333333333333", "123456789012345.5", "0.1", "7"])
def test_every_digit_of_a_number_is_kept(number: str, tmp_path: Path) -> None:
    value = Decimal(number)
    table = example().tables[0]
    consequence = replace(table.consequences[0], amount=value)
    scheme = replace(example(), tables=(replace(table, consequences=(consequence, *table.consequences[1:])),))
    for suffix in (".docx", ".xlsx"):
        assert read(written(scheme, suffix)).tables[0].consequences[0].amount == value


# ---- what cannot be written


@pytest.mark.parametrize(
    ("clause", "suffix", "code"),
    [
        ("得\x07分", ".docx", "document.unprintable"),
        ("得\x07分", ".xlsx", "document.unprintable"),
        ("长" * 32_768, ".xlsx", "document.text-too-long"),
        ("得分", ".pdf", "document.format"),
        ("得分", "", "document.format"),
    ],
)
def test_what_no_document_can_hold_is_refused(clause: str, suffix: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        write_scheme_document(_renamed("甲", clause), tmp_path / f"办法{suffix}")
    assert caught.value.code == code
    assert list(tmp_path.iterdir()) == []


# ---- plain


def test_the_plain_document_has_the_clauses_and_nothing_of_the_program() -> None:
    document = written(example(NAMES[1]), plain=True)
    assert read_whole(document) is None
    texts = {cell.text for grid in document.grids for cell in grid.cells}
    assert {"一级指标", "三级指标", "权重", "70%", "加分项\n（最多加5分）", "扣分项\n（最多扣5分）"} <= texts
    assert not texts & {"计分规则", "编号", "数据项"}
    assert {item.clause for table in example(NAMES[1]).tables for item in table.items()} <= texts
    prose = [paragraph.text for paragraph in document.paragraphs]
    assert "85分（含）以上为优秀，名额不超过1个；75分（含）以上、85分以下为良好；75分以下为一般。" in prose


def test_sheets_are_named_by_their_tables_number() -> None:
    names = [part.name for part in scheme_parts(example(NAMES[1]))]
    assert names == ["考核办法", "一 评分表", "一 结果", "二 评分表", "二 结果", "数据项说明"]
    assert [numeral(n) for n in (9, 10, 11, 20, 21, 99, 100)] == [
        "九",
        "十",
        "十一",
        "二十",
        "二十一",
        "九十九",
        "100",
    ]


# ---- the command


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
def test_the_command_reads_again_what_it_wrote(suffix: str, tmp_path: Path) -> None:
    output = tmp_path / f"办法{suffix}"
    done = CliRunner().invoke(main, ["document", str(EXAMPLES / NAMES[0]), "-o", str(output)])
    assert (done.exit_code, done.stderr) == (0, "")
    assert "重新读过，与原办法一致" in done.stdout
    done = CliRunner().invoke(main, ["document", str(EXAMPLES / NAMES[0]), "-o", str(output), "--json"])
    assert json.loads(done.stdout) == {"written": str(output), "problems": []}
    done = CliRunner().invoke(main, ["document", str(EXAMPLES / NAMES[0]), "-o", str(output), "--plain"])
    assert done.stdout.strip() == f"办法已写入 {output}"


def test_the_command_says_where_the_document_says_less(tmp_path: Path) -> None:
    source = (EXAMPLES / NAMES[0]).read_text(encoding="utf-8")
    file = tmp_path / "scheme.yaml"
    file.write_text(source.replace("名称: 服务公示", '名称: "服务\\n  公示"'), encoding="utf-8")
    done = CliRunner().invoke(main, ["document", str(file), "-o", str(tmp_path / "办法.docx")])
    assert done.exit_code == 0
    assert "document.not-the-same" in done.stderr
    assert "公示" in done.stderr
    assert "一致" not in done.stdout


def test_the_command_refuses_other_formats(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["document", str(EXAMPLES / NAMES[0]), "-o", str(tmp_path / "办法.pdf")])
    assert done.exit_code == 1
    assert "document.format" in done.stderr
