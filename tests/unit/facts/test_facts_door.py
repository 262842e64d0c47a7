"""Files that are not what they say."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kaohe.core import Place, Severity
from kaohe.facts import door
from kaohe.facts.entry import read_entry
from kaohe.facts.workbook import write_template
from tests.unit.facts.samples import HASH, scheme, units

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
TYPES = "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"


def _zip(**parts: str | bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()


def _book(**parts: str | bytes) -> bytes:
    return _zip(**{"[Content_Types].xml": TYPES, "xl/workbook.xml": "<workbook/>", **parts})


def _template() -> bytes:
    data = Path("template.xlsx")
    write_template(scheme(), units(), data, scheme_hash=HASH)
    return data.read_bytes()


FILES: list[tuple[str, Callable[[], bytes], str]] = [
    ("empty", lambda: b"", "empty-file"),
    ("blank", lambda: b"  \n", "empty-file"),
    ("png", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "not-a-workbook"),
    ("jpeg", lambda: b"\xff\xd8\xff\xe0" + b"\0" * 64, "not-a-workbook"),
    ("pdf", lambda: b"%PDF-1.7\n", "not-a-workbook"),
    ("html", lambda: b"<html><table></table></html>", "not-a-workbook"),
    ("xls", lambda: OLE2 + "Workbook".encode("utf-16-le"), "old-workbook"),
    ("doc", lambda: OLE2 + "WordDocument".encode("utf-16-le"), "not-a-workbook"),
    ("locked", lambda: OLE2 + "EncryptionInfo".encode("utf-16-le"), "encrypted-file"),
    ("docx", lambda: _zip(**{"[Content_Types].xml": TYPES, "word/document.xml": "<w/>"}), "not-a-workbook"),
    ("ods", lambda: _zip(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "not-a-workbook"),
    ("zip", lambda: _zip(**{"a.txt": "a"}), "not-a-workbook"),
    ("bomb", lambda: _book(**{"xl/worksheets/sheet1.xml": b"\0" * 8_000_000}), "zip-bomb"),
    ("many", lambda: _book(**{f"xl/m/{n}.xml": "<a/>" for n in range(2100)}), "zip-bomb"),
    ("nested", lambda: _book(**{"xl/embeddings/a.xlsx": _book()}), "embedded-file"),
    ("macros", lambda: _book(**{"xl/vbaProject.bin": b"x"}), "macros"),
    ("links", lambda: _book(**{"xl/externalLinks/externalLink1.xml": "<a/>"}), "external-links"),
    ("xlsb", lambda: _book(**{"xl/workbook.bin": b"x"}), "old-workbook"),
    ("entities", lambda: _book(**{"xl/a.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}), "unsafe-file"),
    (
        "merged",
        lambda: _book(**{"xl/worksheets/sheet1.xml": '<mergeCell ref="A1:XFD1048576"/>'}),
        "unsafe-file",
    ),
    ("hollow", _book, "damaged-file"),
    ("cut", lambda: _template()[:-300], "damaged-file"),
    ("cut-early", lambda: _template()[:200], "damaged-file"),
]


@pytest.mark.parametrize(("name", "make", "code"), FILES, ids=[name for name, _, _ in FILES])
def test_each_is_said_by_its_name(
    name: str, make: Callable[[], bytes], code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / f"{name}.xlsx"
    path.write_bytes(make())
    facts, problems = read_entry(path, scheme(), units(), HASH)
    assert len(facts) == 0
    assert [problem.code for problem in problems] == [f"facts.{code}"]
    assert problems[0].severity is Severity.ERROR
    assert problems[0].where[0].file == path.name
    assert problems[0].remedy


def test_the_bomb_is_small(tmp_path: Path) -> None:
    assert len(_book(**{"xl/worksheets/sheet1.xml": b"\0" * 8_000_000})) < 20_000


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.xlsx", tmp_path):
        assert [p.code for p in read_entry(path, scheme(), units(), HASH)[1]] == ["facts.no-file"]


def test_too_big(tmp_path: Path) -> None:
    path = tmp_path / "big.xlsx"
    path.write_bytes(b"PK" * 100)
    _, problems = door.read_bytes(path, Place(file=path.name), most=100)
    assert [problem.code for problem in problems] == ["facts.file-too-big"]


def test_a_flipped_byte_never_ends_in_a_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    good = bytearray(_template())
    path = tmp_path / "flipped.xlsx"
    for position in range(10, len(good), len(good) // 60):
        data = bytearray(good)
        data[position] ^= 0x5A
        path.write_bytes(bytes(data))
        read_entry(path, scheme(), units(), HASH)
