"""The door of evidence: what a file is, by its content; whether it can be opened; whether it carries residents' data.

    name, bytes ─▶ size, extension ─▶ magic bytes ─▶ opened for good ─▶ looked through ─▶ Kind, or Problems with their places

Nothing of a file is ever run. Macros, scripts inside a PDF and files inside files are refused. Pictures cannot be looked
through: the page says so where they are chosen.
"""

import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image

from kaohe.core import Place, Problem, Refused, Severity
from kaohe.core.problem import has_errors
from kaohe.documents.limits import LIMITS
from kaohe.documents.model import Document, Grid
from kaohe.documents.opening import Kind as Read
from kaohe.documents.opening import open_document, what_it_is
from kaohe.facts.door import check_workbook
from kaohe.facts.guard import check_cell, is_person_header, number_problem, personal_kind
from kaohe.facts.rows import read_csv
from kaohe.facts.sheets import Cells, open_workbook
from kaohe.web.filing.evidence_kinds import KINDS_BY_EXTENSION, MOST_BYTES, Kind, extension_of, remedy_for
from kaohe.web.filing.evidence_pdf import pdf_problems

_MOST_PIXELS = 100_000_000
_MOST_CELLS = 300_000
_MOST_TOLD = 20
_CELL = re.compile(rb"<(?:\w+:)?c[ >]")
_PARAGRAPH_ENDS = re.compile(rb"</(?:\w+:)?p>")
_TAG = re.compile(rb"<[^>]*>")
_WORD_TEXTS = (
    "word/document",
    "word/header",
    "word/footer",
    "word/comments",
    "word/footnotes",
    "word/endnotes",
)
_NO_WORDS = (
    "word/styles",
    "word/fontTable",
    "word/settings",
    "word/theme",
    "word/numbering",
    "word/webSettings",
)
_MAGIC = {Kind.JPEG: b"\xff\xd8\xff", Kind.PNG: b"\x89PNG\r\n\x1a\n"}
_FORMATS = {Kind.JPEG: "JPEG", Kind.PNG: "PNG"}


def check(name: str, data: bytes) -> tuple[Kind | None, tuple[Problem, ...]]:
    """The kind of a file that may be kept, or None and why not. `name` is clean already."""
    place = Place(file=name)
    if found := personal_kind(name):
        return None, (number_problem(found, Place(what="文件名")),)
    if not data:
        return None, (_error("empty", place, "这是空文件。", "请核对是否选错了文件。"),)
    if len(data) > MOST_BYTES:
        return None, (too_large(name, len(data)),)
    extension = extension_of(name)
    kind = KINDS_BY_EXTENSION.get(extension)
    if kind is None:
        shown = extension or "没有扩展名"
        return None, (_error("other-kind", place, f"不收这种文件（{shown}）。", remedy_for(extension)),)
    try:
        problems = tuple(_CHECKS[kind](name, data))
    except Refused as refused:
        problems = (*refused.problems, _error("not-opened", place, refused.message, ""))
    return (None if has_errors(problems) else kind), problems[:_MOST_TOLD]


def too_large(name: str, size: int) -> Problem:
    """The refusal of a file that is too large."""
    megabytes = -(-size // (1024 * 1024))
    message = f"文件有 {megabytes} MB，超过了 {MOST_BYTES // 1024 // 1024} MB。"
    return _error("too-large", Place(file=name), message, "请压缩图片或拆成几个文件，再上传。")


def _error(code: str, place: Place, message: str, remedy: str) -> Problem:
    return Problem(f"evidence.{code}", Severity.ERROR, message, remedy, (place,))


def _other(kind: Kind, place: Place) -> Problem:
    message = f"扩展名说是{kind.label}，内容却不是。"
    return _error("misnamed", place, message, "请核对是否选错了文件，或改过扩展名。")


def _check_picture(name: str, data: bytes) -> Iterator[Problem]:
    """A picture that really decodes, of a size that a browser can show."""
    kind, place = KINDS_BY_EXTENSION[extension_of(name)], Place(file=name)
    if not data.startswith(_MAGIC[kind]):
        yield _other(kind, place)
        return
    try:
        with Image.open(io.BytesIO(data), formats=[_FORMATS[kind]]) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                yield _error("too-many-pixels", place, "图片的像素太多。", "请缩小以后再上传。")
                return
            picture.load()
    except Image.DecompressionBombError:
        yield _error("too-many-pixels", place, "图片的像素太多。", "请缩小以后再上传。")
    except Exception:  # the border of somebody else's code: a mangled picture raises nearly anything
        yield _error("damaged", place, "图片打不开，可能没有传完整。", "请重新拷贝或另存一份，再上传。")


def _check_pdf(name: str, data: bytes) -> Iterator[Problem]:
    if not data[:1024].lstrip().startswith(b"%PDF-"):
        yield _other(Kind.PDF, Place(file=name))
        return
    yield from pdf_problems(name, data)


def _check_xlsx(name: str, data: bytes) -> Iterator[Problem]:
    """A workbook that passes the door of figures: no macros, links or bombs, nobody's data in any cell or remark."""
    place = Place(file=name)
    found = check_workbook(data, place)
    if found:
        yield from found
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [part for part in archive.namelist() if part.startswith("xl/worksheets/")]
        cells = sum(len(_CELL.findall(archive.read(part))) for part in sheets)
    if cells > _MOST_CELLS:
        message = f"工作簿有 {cells} 格，太大，没法逐格查有没有个人信息。"
        yield _error("too-many-cells", place, message, "请只留汇总，或拆成几个文件，再上传。")
        return
    book = open_workbook(io.BytesIO(data))
    if book is None:
        yield _error("damaged", place, "工作簿打不开。", "请在 Excel 或 WPS 里重新保存，再上传。")
        return
    for sheet in book.worksheets:
        yield from Cells(sheet, name).personal_problems(())


def _check_docx(name: str, data: bytes) -> Iterator[Problem]:
    """A document that reads, without macros, with no file in it that would not be taken by itself."""
    place = Place(file=name)
    if not data.startswith(b"PK") or what_it_is(data, Path(name)) is not Read.DOCX:
        yield _other(Kind.DOCX, place)
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        yield from _inside(archive, place)
        seen = set()
        for problem in _in_words(read(name, data), place):
            seen.add(problem.message)
            yield problem
        for problem in _raw_words(archive, place):
            if problem.message not in seen:
                yield problem


def _inside(archive: zipfile.ZipFile, place: Place) -> Iterator[Problem]:
    names = archive.namelist()
    if any(part.endswith("vbaProject.bin") or part.startswith("word/activeX") for part in names):
        yield _error("macros", place, "文档里带有宏或控件。", "请另存为不带宏的 .docx，再上传。")
    settings = "word/_rels/settings.xml.rels"
    if settings in names and b'TargetMode="External"' in archive.read(settings):
        yield _error("linked-template", place, "文档挂着外部的模板。", "请在“加载项—模板”里去掉，再上传。")
    for part in names:
        if not part.startswith("word/embeddings/"):
            continue
        if part.lower().endswith(".xlsx"):
            inner = archive.read(part)
            yield from _check_xlsx(f"{place.file} 内嵌的 {part.rsplit('/', 1)[-1]}", inner)
        else:
            message = "文档里嵌着别的文件，查不了里面有没有个人信息。"
            yield _error("embedded", place, message, "请删去嵌入的对象（可改成图片），再上传。")


def _in_words(document: Document, place: Place) -> Iterator[Problem]:
    for block in document.blocks:
        if isinstance(block, Grid):
            for cell in block.cells:
                if found := check_cell(cell.text, cell.place or place):
                    yield found
        elif kind := personal_kind(block.text):
            yield number_problem(kind, block.place or place)


def _raw_words(archive: zipfile.ZipFile, place: Place) -> Iterator[Problem]:
    """Everything else that is written in a document: heads, feet, remarks, text boxes."""
    for part in archive.namelist():
        if not part.startswith("word/") or not part.endswith(".xml") or part.startswith(_NO_WORDS):
            continue
        for piece in _PARAGRAPH_ENDS.split(archive.read(part)):
            if kind := personal_kind(_TAG.sub(b"", piece).decode("utf-8", "replace")):
                what = "正文或文本框" if part.startswith(_WORD_TEXTS[0]) else "页眉、页脚或批注"
                yield number_problem(kind, Place(file=place.file, what=what))


def _check_csv(name: str, data: bytes) -> Iterator[Problem]:
    with _on_disk(name, data) as path:
        _rows, problems = read_csv(path)
    yield from problems


def _check_text(name: str, data: bytes) -> Iterator[Problem]:
    """Plain text in an encoding that is known; a table with tabs is looked through as one."""
    place = Place(file=name)
    text = decoded(data)
    if text is None:
        yield _other(Kind.TEXT, place)
        return
    for number, line in enumerate(text.splitlines(), 1):
        at = Place(file=name, line=number)
        if kind := personal_kind(line):
            yield number_problem(kind, at)
        cells = re.split(r"[\t,，;；|]| {2,}", line)
        if len(cells) > 1:
            yield from (found for cell in cells if is_person_header(cell) and (found := check_cell(cell, at)))


def decoded(data: bytes) -> str | None:
    """Text as offices write it; None where it is none."""
    encodings = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        control = sum(1 for letter in text[:65536] if ord(letter) < 32 and letter not in "\t\n\r\f\x1a")
        return None if "\0" in text or control * 50 > len(text) else text
    return None


def read(name: str, data: bytes) -> Document:
    """A document or workbook as the library reads it. Refused where it cannot be."""
    with _on_disk(name, data) as path:
        return open_document(path, LIMITS)


class _on_disk:  # noqa: N801 - reads as the words of a `with`
    """The bytes as a file of this name, for as long as somebody reads it."""

    def __init__(self, name: str, data: bytes) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="kaohe-")
        self._path = Path(self._folder.name) / name
        self._path.write_bytes(data)

    def __enter__(self) -> Path:
        return self._path

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()


_CHECKS: dict[Kind, Callable[[str, bytes], Iterator[Problem]]] = {
    Kind.PDF: _check_pdf,
    Kind.DOCX: _check_docx,
    Kind.XLSX: _check_xlsx,
    Kind.CSV: _check_csv,
    Kind.TEXT: _check_text,
    Kind.JPEG: _check_picture,
    Kind.PNG: _check_picture,
}
