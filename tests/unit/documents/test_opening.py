"""The door: content before extension, and a reason with a remedy for all that cannot be read."""

import io
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest

from kaohe.core import Refused, Severity
from kaohe.documents.limits import Limits
from kaohe.documents.opening import Kind, open_document, what_it_is
from tests.unit.documents.pdf_writer import Page, pdf
from tests.unit.documents.small_xls import SMALL_XLS

PAGE = "<html><head><meta charset='utf-8'></head><body><table><tr><td>指标</td><td>分值</td></tr><tr><td>信访</td><td>5</td></tr></table></body></html>"
MHTML = (
    'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\n'
    'Content-Type: text/html; charset="gb2312"\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n--x--\r\n'
)


def _xlsx() -> bytes:
    out = io.BytesIO()
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (["指标", "分值"], ["信访", 5]):
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def _docx() -> bytes:
    out = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("一、总则")
    document.save(out)
    return out.getvalue()


def _zip(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return out.getvalue()


def _mhtml() -> bytes:
    import base64

    page = PAGE.replace("utf-8", "gb2312").encode("gb18030")
    return MHTML.format(base64.encodebytes(page).decode()).encode()


def _ole2(name: str) -> bytes:
    """An old container whose workbook goes by another name."""
    return SMALL_XLS.replace(_entry("Workbook"), _entry(name))


def _entry(name: str) -> bytes:
    wide = name.encode("utf-16-le")
    return wide.ljust(64, b"\0") + (len(wide) + 2).to_bytes(2, "little")


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.xlsx", _xlsx(), Kind.XLSX),
        ("a.docx", _xlsx(), Kind.XLSX),
        ("a.xls", _docx(), Kind.DOCX),
        ("a.xlsx", SMALL_XLS, Kind.XLS),
        ("a.doc", _ole2("WordDocument"), Kind.DOC),
        ("a.txt", pdf(Page().text(72, 72, "字")), Kind.PDF),
        ("a.pdf", b"\r\n\r\n" + pdf(Page()), Kind.PDF),
        ("a.odt", _zip(mimetype=b"application/vnd.oasis.opendocument.text"), Kind.ODT),
        ("a.doc", b"{\\rtf1\\ansi abc}", Kind.RTF),
        ("a.doc", PAGE.encode(), Kind.HTML),
        ("a.xls", PAGE.encode("gb18030"), Kind.HTML),
        ("a.xls", PAGE.encode("utf-16"), Kind.HTML),
        ("a.xls", b"<table><tr><td>1</td></tr></table>", Kind.HTML),
        ("a.doc", _mhtml(), Kind.MHTML),
        ("a.doc", b"From: <Saved by Word>\r\nSubject: a\r\n b\r\n" + _mhtml(), Kind.MHTML),
        ("a.html", "没有标签的文字".encode(), Kind.HTML),
        ("a.txt", "一、总则\n1.按季考核。".encode("gb18030"), Kind.TEXT),
        ("a.txt", "a < b 而 c > d".encode(), Kind.TEXT),
        ("a.doc", "名称\t分值\r\n信访\t5".encode("utf-16"), Kind.TEXT),
        ("a.csv", "名称,分值".encode(), Kind.TEXT),
        ("a.txt", b"BM01, MZ02", Kind.TEXT),
        ("README", "一、总则".encode(), Kind.TEXT),
    ],
)
def test_a_file_is_what_its_content_is(name: str, data: bytes, kind: Kind) -> None:
    assert what_it_is(data, Path(name)) is kind


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("a.zip", _zip(a_dot_docx=b"x"), "ZIP 压缩包"),
        ("a.docx", _zip(a=b"x"), "ZIP 压缩包"),
        ("a.ofd", _zip(OFD_dot_xml=b"<a/>"), "OFD"),
        ("a.ods", _zip(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "OpenDocument"),
        ("a.xlsb", _zip(xl__workbook_dot_bin=b"x", **{"[Content_Types]_dot_xml": b"<a/>"}), ".xlsb"),
        (
            "a.pptx",
            _zip(ppt__presentation_dot_xml=b"<a/>", **{"[Content_Types]_dot_xml": b"<a/>"}),
            "演示文稿",
        ),
        ("a.ppt", _ole2("PowerPoint Document"), "演示文稿"),
        ("a.et", _ole2("Nothing"), "旧版 Office 文件"),
        ("a.et", b"\x01\x02\x03\x04" * 50, "认不出的文件"),
        ("a.docx", b"\x89PNG\r\n\x1a\n" + bytes(40), "PNG 图片"),
        ("a.jpg", b"\xff\xd8\xff\xe0" + bytes(40), "JPEG 图片"),
        ("a.pdf", b"MZ" + bytes(40), "程序"),
        ("a.rar", b"Rar!\x1a\x07\x00", "RAR"),
        ("a.heic", bytes(range(256)) * 4, "图片"),
        (
            "a.xls",
            b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>",
            "XML 表格",
        ),
    ],
)
def test_what_cannot_be_read_is_named_with_a_remedy(
    tmp_path: Path, name: str, data: bytes, what: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(Refused) as refused:
        open_document(tmp_path / name)
    assert refused.value.code == "document.unknown-kind"
    assert what in refused.value.message
    assert "请" in refused.value.message or "能读的文件" in refused.value.message


def test_every_kind_reaches_its_reader(tmp_path: Path) -> None:
    for name, data, kind in (
        ("a.xlsx", _xlsx(), "xlsx"),
        ("a.xls", SMALL_XLS, "xls"),
        ("a.docx", _docx(), "docx"),
        ("a.pdf", pdf(Page().text(72, 72, "一、总则")), "pdf"),
        ("a.html", PAGE.encode(), "html"),
        ("a.mht", _mhtml(), "html"),
        ("a.txt", "一、总则".encode(), "txt"),
    ):
        (tmp_path / name).write_bytes(data)
        document = open_document(tmp_path / name)
        assert (document.source, document.blocks != ()) == (name, True)
        assert document.kind in (kind, "text")
        assert "document.misnamed" not in {problem.code for problem in document.problems}


def test_a_web_page_saved_as_doc_is_read_and_told(tmp_path: Path) -> None:
    for name, data in (("a.doc", _mhtml()), ("a.xls", PAGE.encode())):
        (tmp_path / name).write_bytes(data)
        document = open_document(tmp_path / name)
        assert document.grids[0].text(1, 0) == "信访"
        assert document.grids[0].cells[0].place.file == name
        first = document.problems[0]
        assert (first.code, first.severity) == ("document.misnamed", Severity.ADVICE)
        assert "网页" in first.message


def test_an_archive_without_a_page_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.mht").write_bytes(b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nx")
    with pytest.raises(Refused) as refused:
        open_document(tmp_path / "a.mht")
    assert refused.value.code == "document.empty"


def test_folders_missing_empty_and_large_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "空.docx").write_bytes(b"\r\n  \x00")
    (tmp_path / "大.txt").write_bytes("字".encode() * 100)
    for path, limits, code in (
        (tmp_path, Limits(), "document.folder"),
        (tmp_path / "没有.docx", Limits(), "document.missing"),
        (tmp_path / ("长" * 3000), Limits(), "document.unreadable"),
        (tmp_path / "空.docx", Limits(), "document.empty"),
        (tmp_path / "大.txt", Limits(file_bytes=99), "document.too-large"),
    ):
        with pytest.raises(Refused) as refused:
            open_document(path, limits)
        assert refused.value.code == code
        assert "请" in refused.value.message


def test_a_file_one_may_not_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "a.txt"
    path.write_text("字", encoding="utf-8")
    monkeypatch.setattr(Path, "read_bytes", locked)
    with pytest.raises(Refused) as refused:
        open_document(path)
    assert refused.value.code == "document.unreadable"


def test_a_password_and_a_bomb_are_refused(tmp_path: Path) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + b" " * 50_000_000)
    for data, code in (
        (_ole2("EncryptedPackage"), "document.encrypted"),
        (bomb.getvalue(), "document.unsafe"),
    ):
        path = tmp_path / "a.docx"
        path.write_bytes(data)
        with pytest.raises(Refused) as refused:
            open_document(path)
        assert refused.value.code == code
        assert "请" in refused.value.message


def test_an_archive_with_a_locked_part_is_refused(tmp_path: Path) -> None:
    data = bytearray(_zip(word__document_dot_xml=b"<a/>"))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a.docx").write_bytes(data)
    with pytest.raises(Refused) as refused:
        open_document(tmp_path / "a.docx")
    assert refused.value.code == "document.encrypted"


def test_an_archive_that_lies_about_its_sizes_is_refused(tmp_path: Path) -> None:
    """The directory says ten bytes, the part unpacks to a million."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<a>" + b"x" * 1_000_000)
    data = out.getvalue().replace((1_000_003).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    (tmp_path / "a.docx").write_bytes(data)
    with pytest.raises(Refused) as refused:
        open_document(tmp_path / "a.docx")
    assert refused.value.code == "document.unsafe"


def test_too_deep_a_structure_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def reader(path: Path) -> None:
        raise RecursionError

    monkeypatch.setattr("kaohe.documents.text.read_text", reader)
    (tmp_path / "a.txt").write_text("字", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        open_document(tmp_path / "a.txt")
    assert refused.value.code == "document.unsafe"
