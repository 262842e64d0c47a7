"""Older Word files: LibreOffice does the reading, we hold its work against the file, and know when it is missing."""

import shutil
import sys
import tempfile
from functools import cache
from pathlib import Path

import pytest

from kaohe.core import Refused
from kaohe.documents import Document, Grid
from kaohe.documents.word import convert, files, read_doc, read_docx
from kaohe.documents.word.binary import is_encrypted, main_text
from tests.unit.documents.word_binary import compound, old_doc
from tests.unit.documents.word_builder import codes, docx, level, listed, lists, p, shape, tbl, tc, tr

_RTF = rb"{\rtf1\ansi\deff0 {\pard\u32771?\u26680?\par}}"


@cache
def _converts() -> bool:
    """LibreOffice may be there without the part that reads texts."""
    try:
        return bool(convert.to_docx(_RTF, ".rtf", "试.rtf"))
    except Refused:
        return False


needs_libreoffice = pytest.mark.skipif("not _converts()", reason="LibreOffice Writer is not installed here")


def _write(folder: Path, data: bytes, name: str) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_without_libreoffice_the_office_is_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(convert, "find_libreoffice", lambda: None)
    for name, data in (
        ("办法.doc", old_doc("考核")),
        ("办法.wps", compound({"MatOST": b"x"})),
        ("办法.rtf", _RTF),
    ):
        with pytest.raises(Refused) as caught:
            read_doc(_write(tmp_path, data, name))
        assert caught.value.code == "document.needs-libreoffice"
        assert name in caught.value.message
        assert "另存为 .docx" in caught.value.message


def test_libreoffice_is_found_by_either_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(convert, "_USUAL_PLACES", (tmp_path / "none",))
    for known, found in (
        ({"soffice"}, "/x/soffice"),
        ({"libreoffice"}, "/x/libreoffice"),
        (set[str](), None),
    ):
        monkeypatch.setattr(
            shutil, "which", lambda name, known=known: f"/x/{name}" if name in known else None
        )
        assert convert.find_libreoffice() == found
    monkeypatch.setattr(convert, "_USUAL_PLACES", (_write(tmp_path, b"", "soffice"),))
    assert convert.find_libreoffice() == str(tmp_path / "soffice")


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("exit 1", "document.conversion-failed"),
        ("sleep 100 & sleep 100", "document.conversion-failed"),
        ('mkdir -p "$OUT"; echo x > "$OUT/source.docx"', "document.damaged"),
    ],
)
def test_a_conversion_that_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, code: str
) -> None:
    stand_in = _write(tmp_path, f'#!/bin/sh\nOUT="$PWD/out"\n{script}\n'.encode(), "soffice")
    stand_in.chmod(0o755)
    monkeypatch.setattr(convert, "find_libreoffice", lambda: str(stand_in))
    monkeypatch.setattr(files, "to_docx", lambda data, suffix, name: convert.to_docx(data, suffix, name, 1))
    with pytest.raises(Refused) as caught:
        read_doc(_write(tmp_path, old_doc("考核"), "办法.doc"))
    assert caught.value.code == code


def test_a_command_that_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(convert, "find_libreoffice", lambda: "/nowhere/soffice")
    with pytest.raises(Refused, match="启动不了"):
        convert.to_docx(_RTF, ".rtf", "办法.rtf")


def _read_as(folder: Path, monkeypatch: pytest.MonkeyPatch, original: bytes, converted: bytes) -> Document:
    monkeypatch.setattr(files, "to_docx", lambda data, suffix, name: converted)
    return read_doc(_write(folder, original, "办法.doc"))


def test_what_a_conversion_loses_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = docx(p("考核办法") + tbl(tr("指标", "分值")))
    original = old_doc("考核办法\r指标\x07分值\x07\x07")
    document = _read_as(tmp_path, monkeypatch, original, whole)
    assert (document.kind, document.source, document.problems) == ("doc", "办法.doc", ())
    assert str(document.grids[0].cells[0].place) == "办法.doc 表1!A1"
    without = _read_as(tmp_path, monkeypatch, original, docx(p("考核办法") + p("指标") + p("分值")))
    assert codes(without) == ["document.tables-lost"]
    short = _read_as(tmp_path, monkeypatch, original, docx(tbl(tr("考核"))))
    assert codes(short) == ["document.text-lost"]
    inner = docx(tbl(tr(tc(inside=tbl(tr("考核办法指标")) + p("分值")))))
    assert _read_as(tmp_path, monkeypatch, original, inner).problems == ()
    table = rb"{\rtf1 \trowd\cellx100 x\cell\row}"
    assert codes(_read_as(tmp_path, monkeypatch, table, docx(p("x")))) == ["document.tables-lost"]


def test_the_text_of_an_old_file() -> None:
    assert main_text(old_doc("考核办法\r一、总则\x07")) == "考核办法\r一、总则\x07"
    assert main_text(old_doc("考核", narrow="2012 ")) == "2012 考核"
    assert main_text(old_doc("甲\x13 PAGE \x131\x15\x14乙\x15丙")) == "甲乙\x15丙"
    assert main_text(old_doc("考核", version=0x0065)) is None
    assert main_text(compound({"WordDocument": b"x"})) is None
    assert main_text(b"noise") is None
    assert not is_encrypted(b"noise")
    for cut in range(512, 5000, 400):
        main_text(old_doc("考核办法")[:cut])


def _convert(folder: Path, data: bytes, source: str, target: str) -> bytes:
    """The other way round, to have something to read: LibreOffice's own writing of an older format."""
    import subprocess

    command = convert.find_libreoffice()
    assert command is not None
    path = _write(folder, data, source)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    arguments = [
        command,
        profile,
        "--headless",
        "--convert-to",
        target,
        "--outdir",
        str(folder / "made"),
        str(path),
    ]
    if source.endswith(".html"):
        arguments.insert(3, "--infilter=HTML (StarWriter)")
    subprocess.run(arguments, check=True, capture_output=True, timeout=120)
    return (folder / "made" / path.with_suffix(f".{target.partition(':')[0]}").name).read_bytes()


@needs_libreoffice
@pytest.mark.parametrize(
    ("target", "first", "second"),
    # LibreOffice writes signs around numbers into .rtf in the machine's own encoding: there only ASCII comes back.
    [("doc:MS Word 97", "%1、", "（%2）"), ("rtf", "%1.", "(%2)"), ("odt", "%1、", "（%2）")],
)
def test_an_older_file_reads_as_the_new_one(tmp_path: Path, target: str, first: str, second: str) -> None:
    levels = level(0, "chineseCounting", first) + level(1, "decimal", second)
    table = tbl(
        tr(tc("指标", span=2), "分值"),
        tr(tc("党建", down="restart"), "学习", "5"),
        tr(tc(down="-"), "活动\n台账", "4"),
        widths=(3000, 3000, 2000),
    )
    body = p("考核办法") + listed("总则") + listed("目的", level=1) + table + listed("附则")
    data = docx(body, numbering=lists(levels))
    suffix = target.partition(":")[0]
    older = read_doc(_write(tmp_path, _convert(tmp_path, data, "source.docx", target), f"办法.{suffix}"))
    newer = read_docx(_write(tmp_path, data, "办法.docx"))
    assert [item.full_text for item in older.paragraphs] == [item.full_text for item in newer.paragraphs]
    assert shape(older) == shape(newer)
    assert (older.kind, older.source, older.problems) == ("doc", f"办法.{suffix}", ())


@needs_libreoffice
def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert convert.to_docx(_RTF, ".rtf", "办法.rtf")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "data", [old_doc("考核")[:2000], old_doc("考核")[:8], compound({"WordDocument": b"noise" * 100})]
)
def test_what_only_begins_like_an_old_file_is_not_handed_over(tmp_path: Path, data: bytes) -> None:
    """LibreOffice would take it for plain text, and give noise back."""
    with pytest.raises(Refused) as caught:
        read_doc(_write(tmp_path, data, "办法.doc"))
    assert caught.value.code == "document.damaged"


_PAGES = """
<table><tr><td rowspan=3>甲</td><td colspan=2>乙</td><td>丙</td></tr><tr><td>丁</td><td rowspan=2>戊</td><td>己</td></tr>
<tr><td>庚</td><td>辛</td></tr></table><p>一</p>
<table><tr><td colspan=3>甲</td></tr><tr><td>乙</td><td>丙</td><td rowspan=2>丁</td></tr><tr><td colspan=2>戊</td></tr></table><p>二</p>
<table><tr><td rowspan=2 colspan=2>甲</td><td>乙</td></tr><tr><td rowspan=2>丙</td></tr><tr><td>丁</td><td>戊</td></tr></table><p>三</p>
<table><tr><td>甲</td><td rowspan=2>乙</td><td>丙</td></tr><tr><td>丁</td><td>戊</td></tr><tr><td colspan=2>己</td><td>庚</td></tr></table>
"""


def _expanded(rows: list[list[tuple[str, int, int]]]) -> list[tuple[str, int, int, int, int]]:
    """Where the cells of an HTML table are, by the rules of HTML."""
    taken: set[tuple[int, int]] = set()
    cells = []
    for row, line in enumerate(rows):
        column = 0
        for text, down, across in line:
            while (row, column) in taken:
                column += 1
            taken |= {(row + below, column + beside) for below in range(down) for beside in range(across)}
            cells.append((text, row, column, down, across))
    return cells


@needs_libreoffice
def test_libreoffice_and_we_see_the_same_grids(tmp_path: Path) -> None:
    """An independent hand writes the merges: HTML's own rules say where the cells must be."""
    from lxml import html

    tree = html.fragment_fromstring(_PAGES, create_parent="div")
    expected = [
        _expanded(
            [
                [
                    (cell.text or "", int(cell.get("rowspan", 1)), int(cell.get("colspan", 1)))
                    for cell in row.iter("td")
                ]
                for row in table.iter("tr")
            ]
        )
        for table in tree.iter("table")
    ]
    page = f'<html><head><meta charset="utf-8"></head><body>{_PAGES}</body></html>'
    made = _convert(tmp_path, page.encode(), "page.html", "docx:MS Word 2007 XML")
    document = read_docx(_write(tmp_path, made, "页.docx"))
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    assert [shape(document, number) for number in range(len(grids))] == expected
