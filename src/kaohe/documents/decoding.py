"""Bytes to text: which encoding a plain file is in, and what cannot be text at all.

The office's text files come from Windows (GB18030, UTF-16 or UTF-8 with a mark in front) and from the web
(UTF-8). A file that fits none of them is read with its bad places marked, and said to be doubtful.
"""

import codecs
import re
from pathlib import Path

from kaohe.core import Place, Problem, Refused, Severity
from kaohe.documents.limits import LIMITS

MOST_BYTES = LIMITS.file_bytes
LONGEST_TEXT = 20_000
"""Characters kept of one cell or paragraph of plain text or HTML; the rest is cut off, and said to be."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufeff\u200b\u200e\u200f\ufffe\uffff]")
_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,30})""", re.IGNORECASE)
_SAME_FAMILY = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030"}


def read_bytes(path: Path) -> bytes:
    """The file's bytes; Refused where it is larger than any document of this kind."""
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise Refused(
            "document.too-large",
            f"{path.name} 有{size // 1_000_000}MB，超过{MOST_BYTES // 1_000_000}MB，没有读。请只留下考核办法的正文和附表。",
        )
    return path.read_bytes()


def decoded(data: bytes, name: str, *, declared: bool = False) -> tuple[str, tuple[Problem, ...]]:
    """The text, with line ends as "\\n" and without control characters, and what is doubtful about it.

    `declared`: look for the encoding that an HTML page states, once the marks in front have been tried.
    Refused where the bytes are no text.
    """
    text, doubtful = _decode(data, declared=declared)
    if not doubtful and _not_text(text):
        raise _no_text(name)
    problems: list[Problem] = []
    if doubtful:
        if _not_text(text) or text.count("\ufffd") * 5 > len(text):
            raise _no_text(name)
        message = f"{name} 的文字编码认不出来，有{text.count(chr(0xFFFD))}处读不出，先按 UTF-8 读了。"
        remedy = "请在原来的软件里另存为 UTF-8 的文本，再读一遍。"
        problems.append(
            Problem("document.encoding-doubtful", Severity.WARNING, message, remedy, (Place(name),))
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\f", "\n")
    return _CONTROL.sub("", text), tuple(problems)


def clipped(text: str, place: Place, problems: list[Problem]) -> str:
    """The text up to `LONGEST_TEXT` characters; what is cut off is told."""
    if len(text) <= LONGEST_TEXT:
        return text
    message = f"这一处文字有{len(text)}个字，只读了前{LONGEST_TEXT}个。"
    problems.append(
        Problem("document.text-too-long", Severity.WARNING, message, "请把它分成几段或几行。", (place,))
    )
    return text[:LONGEST_TEXT]


def _decode(data: bytes, *, declared: bool) -> tuple[str, bool]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace"), False
    for encoding in _candidates(data, declared=declared):
        try:
            return data.decode(encoding), False
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("utf-8", "replace"), True


def _candidates(data: bytes, *, declared: bool) -> list[str]:
    candidates = ["utf-8", "gb18030"]
    stated = _DECLARED.search(data[:4096]) if declared else None
    if stated:
        name = stated.group(1).decode("ascii").lower()
        name = _SAME_FAMILY.get(name, name)
        if _is_text_encoding(name):
            # A page that states one encoding and is in another is common; UTF-8 proves itself.
            candidates.insert(1, name)
    head = data[:4000]
    if head.count(0) * 5 > len(head) and len(data) % 2 == 0:
        odd = head[1::2].count(0) >= head[0::2].count(0)
        candidates.insert(0, "utf-16-le" if odd else "utf-16-be")
    return candidates


def _is_text_encoding(name: str) -> bool:
    try:
        return codecs.lookup(name)._is_text_encoding
    except LookupError:
        return False


def _not_text(text: str) -> bool:
    """Whether more than a tenth of it are characters that no text has."""
    head = text[:20_000]
    strange = sum(1 for c in head if (c < " " and c not in "\t\n\r\f") or "\ue000" <= c <= "\uf8ff")
    return strange * 10 > max(len(head), 50)


def _no_text(name: str) -> Refused:
    return Refused("document.not-text", f"{name} 不是文本文件，读不出文字。请用原来的软件打开，另存后再读。")
