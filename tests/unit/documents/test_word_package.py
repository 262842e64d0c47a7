"""Files as they come: strict, with macros, under another name, damaged, hostile. Read or refused, never a trace."""

import io
import struct
import time
import zipfile
from pathlib import Path

import pytest

from kaohe.core import Refused
from kaohe.documents.word import limits, read_doc, read_docx
from kaohe.documents.word.markup import Unreadable, parse
from tests.unit.documents.word_binary import compound, old_doc
from tests.unit.documents.word_builder import (
    archive,
    box,
    codes,
    docx,
    level,
    listed,
    lists,
    p,
    part,
    r,
    read,
    relations,
    shape,
    t,
    tbl,
    tc,
    tr,
)

_PLAIN = docx(p("正文") + tbl(tr("甲", "乙")))


def _refusal(folder: Path, data: bytes, name: str = "办法.docx") -> Refused:
    with pytest.raises(Refused) as caught:
        read(folder, data, name)
    assert name in caught.value.message
    assert "请" in caught.value.message
    return caught.value


def test_the_strict_form_reads_as_the_usual_one(tmp_path: Path) -> None:
    body = listed("总则") + tbl(
        tr(tc("甲", span=2, down="restart"), "乙"), tr(tc(down="-", span=2), "丙"), tr(*"丁戊己")
    )
    body += p(
        "尾",
        "",
        box(p("框")),
        r('<w:sym w:font="Wingdings" w:char="F0FE"/>'),
        r('<w:footnoteReference w:id="1"/>'),
    )
    body += p(
        "",
        "",
        f"<m:oMath><m:f><m:num><m:t>甲</m:t></m:num><m:den><m:t>乙</m:t></m:den></m:f></m:oMath>{r(t('完'))}",
    )
    parts = {
        "numbering": lists(level(0, "chineseCounting", "%1、")),
        "footnotes": f'<w:footnote w:id="1">{p("注")}</w:footnote>',
    }
    usual, strict = (read(tmp_path, docx(body, strict=kind, **parts)) for kind in (False, True))  # type: ignore[arg-type]
    assert usual == strict
    assert [item.full_text for item in strict.paragraphs] == ["一、总则", "尾☑", "框", "甲/乙完", "注"]
    assert shape(strict)[0] == ("甲", 0, 0, 2, 2)


def test_macros_are_said_and_not_run(tmp_path: Path) -> None:
    document = read(tmp_path, docx(p("正文"), more={"word/vbaProject.bin": b"macro"}), "办法.docm")
    assert (document.paragraphs[0].text, codes(document)) == ("正文", ["document.macros"])


def test_the_main_part_may_have_another_name(tmp_path: Path) -> None:
    body = part("document", f"<w:body>{listed('文')}</w:body>")
    parts = {
        "_rels/.rels": relations({"officeDocument": "/word/Document2.xml"}),
        "word\\document2.xml": body,
        "word/_rels/document2.xml.rels": relations({"numbering": "../lists/n.xml"}),
        "lists/n.xml": part("numbering", lists(level(0, "decimal", "%1、"))),
        "[Content_Types].xml": "<Types/>",
    }
    assert read(tmp_path, archive(parts)).paragraphs[0].full_text == "1、文"
    bare = {"word/document.xml": body, "word/numbering.xml": parts["lists/n.xml"]}
    assert read(tmp_path, archive(bare)).paragraphs[0].full_text == "1、文"


def test_a_damaged_part_beside_the_text_is_said(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        docx(listed("文"), more={"word/numbering.xml": "<broken", "word/_rels/document.xml.rels": "<"}),
    )
    assert [item.full_text for item in document.paragraphs] == ["文"]
    assert codes(document) == ["document.part-damaged", "document.part-damaged"]


def test_nothing_outside_the_file_is_followed(tmp_path: Path) -> None:
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="x/attachedTemplate" Target="http://127.0.0.1:9/t.dotm" TargetMode="External"/>'
        '<Relationship Id="r2" Type="x/numbering" Target="file:///etc/passwd" TargetMode="External"/>'
        '<Relationship Id="r3" Type="x/styles" Target="../../../../etc/passwd"/></Relationships>'
    )
    document = read(tmp_path, docx(p("正文"), more={"word/_rels/document.xml.rels": links}))
    assert (document.paragraphs[0].text, document.problems) == ("正文", ())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "entity",
    [
        '<!ENTITY x SYSTEM "file:///etc/passwd">',
        '<!ENTITY x "哈哈哈">',
        '<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;',
    ],
)
def test_entities_are_refused(tmp_path: Path, entity: str, encoding: str) -> None:
    bare = part("document", f"<w:body>{p('甲')}</w:body>").partition("?>")[2].replace("甲", "&x;")
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE d [{entity}]>{bare}'
    assert (
        _refusal(tmp_path, docx("", more={"word/document.xml": text.encode(encoding)})).code
        == "document.damaged"
    )


def test_a_document_type_in_another_encoding_is_refused() -> None:
    text = '<?xml version="1.0" encoding="utf-7"?><!DOCTYPE d><d/>'
    with pytest.raises(Unreadable):
        parse(text.encode("utf-7"), "x")
    with pytest.raises(Unreadable):
        parse('<?xml version="1.0" encoding="utf-32"?><!DOCTYPE d><d/>'.encode("utf-32"), "x")
    with pytest.raises(Unreadable):
        parse(b'<?xml version="1.0" encoding="nonsense"?><d/>', "x")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 100,
        b"PK\x03\x04" + bytes(range(256)),
        _PLAIN[: len(_PLAIN) // 2],
        _PLAIN[:-10],
        bytes((value * 7 + 13) % 256 for value in range(5000)),
        docx("", more={"word/document.xml": "<w:document"}),
        docx("", more={"word/document.xml": part("document", "")}),
        docx("", more={"word/document.xml": b""}),
        archive({"[Content_Types].xml": "<Types/>", "word/styles.xml": part("styles", "")}),
    ],
    ids=[
        "empty",
        "zeros",
        "not a zip",
        "half",
        "cut off",
        "noise",
        "broken",
        "no body",
        "empty part",
        "no part",
    ],
)
def test_damaged_files(tmp_path: Path, data: bytes) -> None:
    assert _refusal(tmp_path, data).code == "document.damaged"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n123", "图片"),
        (b"Rar!\x1a\x07", "压缩包"),
        (b"<!DOCTYPE html><html><body>x</body></html>", "网页"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "网页"),
        ("考核办法\r\n一、总则".encode(), "纯文本"),
        ("考核办法\r\n一、总则".encode("gb18030"), "纯文本"),
        ("考核办法\r\n一、总则".encode("utf-16"), "纯文本"),
        (archive({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<x/>"}), "Excel"),
        (archive({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<x/>"}), "演示文稿"),
        (archive({"办法.txt": "x"}), "压缩包"),
        (compound({"Workbook": b"x"}), "Excel"),
        (compound({"PowerPoint Document": b"x"}), "演示文稿"),
    ],
)
def test_files_of_another_kind(tmp_path: Path, data: bytes, what: str) -> None:
    refused = _refusal(tmp_path, data)
    assert refused.code == "document.other-kind"
    assert what in refused.message


@pytest.mark.parametrize(
    "data", [compound({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}), old_doc("文", flags=0x0300)]
)
def test_files_with_a_password(tmp_path: Path, data: bytes) -> None:
    assert _refusal(tmp_path, data).code == "document.encrypted"


def test_an_archive_with_a_password(tmp_path: Path) -> None:
    data = bytearray(_PLAIN)
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 8] |= 1
        at += 4
    assert _refusal(tmp_path, bytes(data)).code == "document.encrypted"


def test_no_such_file(tmp_path: Path) -> None:
    for path in (tmp_path / "没有.docx", tmp_path):
        with pytest.raises(Refused) as caught:
            read_docx(path)
        assert caught.value.code == "document.no-file"


def test_a_docx_by_another_name_needs_no_libreoffice(tmp_path: Path) -> None:
    path = tmp_path / "办法.doc"
    path.write_bytes(_PLAIN)
    assert (read_doc(path).kind, read_doc(path).source) == ("docx", "办法.doc")


def _zeros(count: int) -> bytes:
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target,
        target.open("word/document.xml", "w") as stream,
    ):
        stream.write(b"<a>")
        for _ in range(count):
            stream.write(b" " * 1024 * 1024)
    return packed.getvalue()


def test_bombs_are_refused_in_bounded_time(tmp_path: Path) -> None:
    began = time.monotonic()
    assert _refusal(tmp_path, _zeros(300)).code == "document.too-big"
    lying = bytearray(_zeros(70))  # says that it is small
    struct.pack_into("<I", lying, lying.rfind(b"PK\x01\x02") + 24, 100)
    assert _refusal(tmp_path, bytes(lying)).code in ("document.too-big", "document.damaged")
    assert time.monotonic() - began < 10


def test_too_much_of_anything_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_big(data: bytes) -> None:
        assert _refusal(tmp_path, data).code == "document.too-big"

    too_big(docx("<w:p/>" * (limits.MOST_TAGS + 1)))
    too_big(docx("<w:p/>", more={f"x{number}": b"" for number in range(limits.MOST_PARTS)}))
    for name, value, body in (
        ("MOST_PARAGRAPHS", 10, p("甲") * 11),
        ("MOST_CELLS", 10, tbl(tr(*"甲乙丙丁戊己") * 1, tr(*"甲乙丙丁戊"))),
        ("MOST_TEXT", 100, p("甲" * 101)),
        ("MOST_TEXT", 100, tbl(tr(tc("\n".join(["甲" * 60, "乙" * 60]))))),
        ("MOST_COLUMNS", 5, tbl(tr(*"甲乙丙丁戊己"))),
        ("MOST_POSITIONS", 10, tbl(*[tr(*"甲乙丙")] * 4)),
        ("MOST_FILE_BYTES", 10, p("甲")),
        ("MOST_ATTRIBUTES", 10, p("甲")),
        ("MOST_XML_BYTES", 100, p("甲")),
    ):
        with monkeypatch.context() as patched:
            patched.setattr(limits, name, value)
            too_big(docx(body))


def test_a_thousand_columns_over_many_rows_take_no_time(tmp_path: Path) -> None:
    """Few cells, each spanning ten thousand grid columns, with edges that differ from row to row."""
    rows = [tr(*(tc("甲", span=span * 97 % 9973 + 1) for span in range(at, at + 20))) for at in range(2000)]
    began = time.monotonic()
    assert _refusal(tmp_path, docx(tbl(*rows))).code == "document.too-big"
    assert time.monotonic() - began < 10


def test_tables_within_tables_without_end(tmp_path: Path) -> None:
    def nested(depth: int, inside: str = "") -> str:
        for _ in range(depth):
            inside = tbl(tr(tc(inside=inside + p("文"))))
        return inside

    deep = read(tmp_path, docx(nested(10))).grids[0]
    depth = 1
    while deep.cells[0].grids:
        deep, depth = deep.cells[0].grids[0], depth + 1
    assert depth == 10
    assert _refusal(tmp_path, docx(nested(30))).code == "document.too-deep"
    assert _refusal(tmp_path, docx(nested(500))).code == "document.too-deep"
    boxes = p("芯")
    for _ in range(24):
        boxes = p("", "", r(f"<w:pict><w:txbxContent>{boxes}</w:txbxContent></w:pict>"))
    assert _refusal(tmp_path, docx(boxes)).code == "document.too-deep"


def test_wrappers_within_wrappers_are_opened_without_recursion(tmp_path: Path) -> None:
    inside = r(t("甲"))
    for _ in range(200):
        inside = f"<w:smartTag>{inside}</w:smartTag>"
    assert read(tmp_path, docx(p("", "", inside))).paragraphs[0].text == "甲"
    formula = "<m:r><m:t>甲</m:t></m:r>"
    for _ in range(100):
        formula = f"<m:rad><m:e>{formula}</m:e></m:rad>"
    assert read(tmp_path, docx(p("", "", f"<m:oMath>{formula}</m:oMath>"))).paragraphs[0].text.endswith("甲")
