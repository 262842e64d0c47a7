"""The text of an old .doc by its own tables, to hold LibreOffice's conversion against it.

    FIB (fixed head) ─▶ Clx in the table stream ─▶ pieces: characters from … to … stand at byte … , 8 or 16 bits each

Only the main text is taken, as far as needed to count its Chinese characters and its cell marks (U+0007).
"""

import io
import re
import struct
from dataclasses import dataclass, replace

from xlrd.compdoc import CompDoc

from kaohe.core import Place, Problem, Severity
from kaohe.documents.model import Cell, Document, Grid

_MAGIC = (b"\xec\xa5", b"\xdc\xa5")
"""Word 97 and after; Word 6 and 95."""
_WORD_97 = 0x00C1
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200
_CELL = "\x07"
_HAN = re.compile(r"[\u4e00-\u9fff]")
_INSTRUCTION = re.compile("\x13[^\x13\x14\x15]*[\x14\x15]")
_MOST_FIELDS_DEEP = 5
_LOST = 20
"""A twentieth of the characters: less may be deleted revisions, hidden text, or numbers of fields."""


@dataclass(frozen=True, slots=True)
class _Head:
    """What the head of the file says: where the list of pieces is, and how long the main text."""

    flags: int
    version: int
    main_length: int
    pieces_at: int
    pieces_length: int


def has_word_text(data: bytes) -> bool:
    """Whether this is a compound file with the text of an old .doc in it."""
    return _streams(data) is not None


def is_encrypted(data: bytes) -> bool:
    """Whether this is an old .doc with a password."""
    found = _streams(data)
    return found is not None and bool(found[0].flags & _ENCRYPTED)


def main_text(data: bytes) -> str | None:
    """The main text of an old .doc with its marks; None where it is none, or too old or too broken to say."""
    found = _streams(data)
    if found is None:
        return None
    head, stream, table = found
    try:
        text = _text(head, stream, table)
    except (struct.error, IndexError, ValueError):
        return None
    for _ in range(_MOST_FIELDS_DEEP if text else 0):  # instructions of fields, the innermost first
        text = _INSTRUCTION.sub("", text or "")
    return text


def check_conversion(document: Document, original: bytes) -> Document:
    """The document, with a problem where the conversion has lost all tables or a good part of the text.

    The tables are looked for in .doc and .rtf, the text in .doc; of other kinds nothing is known here.
    """
    text = main_text(original)
    is_rtf = original.lstrip().startswith(b"{\\rtf")
    has_tables = b"\\trowd" in original if is_rtf else _CELL in (text or "")
    found = []
    if has_tables and not document.grids:
        found.append(_lost(document, "document.tables-lost", "原文件里有表格，转换以后一张也没有了。"))
    before, after = len(_HAN.findall(text or "")), _characters(document)
    if (before - after) * _LOST > before:
        message = f"原文件正文约有{before}个汉字，转换以后只剩{after}个，有的内容没有读到。"
        found.append(_lost(document, "document.text-lost", message))
    return replace(document, problems=(*found, *document.problems))


def _lost(document: Document, code: str, message: str) -> Problem:
    remedy = "请在 Word 或 WPS 里打开原文件，另存为 .docx 再读。"
    return Problem(code, Severity.ERROR, message, remedy, (Place(file=document.source),))


def _characters(document: Document) -> int:
    texts = [paragraph.text for paragraph in document.paragraphs]
    cells: list[Cell] = [cell for grid in document.grids for cell in grid.cells]
    while cells:
        cell = cells.pop()
        texts.append(cell.text)
        cells += _nested(cell.grids)
    return sum(len(_HAN.findall(text)) for text in texts)


def _nested(grids: tuple[Grid, ...]) -> list[Cell]:
    return [cell for grid in grids for cell in grid.cells]


def _streams(data: bytes) -> tuple[_Head, bytes, bytes] | None:
    """The head, the stream of the text and the stream of the tables."""
    try:
        compound = CompDoc(data, logfile=io.StringIO(), ignore_workbook_corruption=True)
        stream = compound.get_named_stream("WordDocument")
        if stream is None or len(stream) < 0x1AA or not stream.startswith(_MAGIC):
            return None
        version, flags = struct.unpack_from("<H", stream, 2)[0], struct.unpack_from("<H", stream, 0x0A)[0]
        (length,) = struct.unpack_from("<I", stream, 0x4C)
        at, size = struct.unpack_from("<II", stream, 0x1A2)
        table = compound.get_named_stream("1Table" if flags & _TABLE_1 else "0Table")
    except (
        Exception
    ):  # a mangled container raises nearly anything in there; LibreOffice has the last word on it
        return None
    return _Head(flags, version, length, at, size), bytes(stream), bytes(table or b"")


def _text(head: _Head, stream: bytes, table: bytes) -> str | None:
    if head.version < _WORD_97 or head.flags & _ENCRYPTED:
        return None
    pieces = table[head.pieces_at : head.pieces_at + head.pieces_length]
    at = 0
    while pieces[at] == 1:  # properties of pieces stand before the list
        at += 3 + struct.unpack_from("<H", pieces, at + 1)[0]
    if pieces[at] != 2:
        return None
    (size,) = struct.unpack_from("<I", pieces, at + 1)
    many = (size - 4) // 12
    ends = struct.unpack_from(f"<{many + 1}I", pieces, at + 5)
    text: list[str] = []
    for number in range(many):
        (where,) = struct.unpack_from("<I", pieces, at + 5 + 4 * (many + 1) + 8 * number + 2)
        length = min(ends[number + 1], head.main_length) - ends[number]
        if length > 0:
            text.append(_piece(stream, where, length))
    return "".join(text)


def _piece(stream: bytes, where: int, length: int) -> str:
    if where & 0x40000000:  # eight bits a character
        start = (where & 0x3FFFFFFF) // 2
        return stream[start : start + length].decode("cp1252", "replace")
    return stream[where : where + 2 * length].decode("utf-16-le", "replace")
