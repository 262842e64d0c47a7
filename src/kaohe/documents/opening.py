"""The door through which every document enters: what a file is, by what stands in it, and who reads it.

    path ─▶ is it there, of a size, readable ─▶ what are its bytes ─▶ reader ─▶ Document, or Refused with a remedy

The extension only decides where the content leaves it open. A web page saved as .doc, which office systems
love to hand out, is read as the web page it is, and said to be one.
"""

import dataclasses
import io
import re
import zipfile
from collections.abc import Callable
from enum import Enum
from functools import partial
from importlib import import_module
from pathlib import Path

from kaohe.core import Place, Problem, Refused, Severity
from kaohe.documents.limits import LIMITS, Limits
from kaohe.documents.model import Document
from kaohe.documents.ole_container import SIGNATURE, Container, DamagedContainerError
from kaohe.documents.sheets import check_archive

READABLE = (
    "能读的文件：Word（.docx、.doc）、Excel（.xlsx、.xls）、网页（.html）、文字版 PDF、纯文本（.txt）。"
)

_SNIFFED = 64 * 1024
_MANIFEST = "[Content_Types].xml"
_MAGIC = (
    (b"\x89PNG", "一张 PNG 图片"),
    (b"\xff\xd8\xff", "一张 JPEG 图片"),
    (b"GIF8", "一张 GIF 图片"),
    (b"BM", "一张 BMP 图片"),
    (b"II*\0", "一张 TIFF 图片"),
    (b"MM\0*", "一张 TIFF 图片"),
    (b"Rar!", "一个 RAR 压缩包"),
    (b"7z\xbc\xaf", "一个 7z 压缩包"),
    (b"\x1f\x8b", "一个 gzip 压缩包"),
    (b"MZ", "一个程序"),
    (b"SQLite format 3", "一个数据库文件"),
    (b"%!PS", "一个 PostScript 文件"),
)
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|table|tr|td|div|p|span|font|center|br)\b[^<>]*>", re.I
)
_MHTML = re.compile(
    rb"^(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?(?:MIME-Version|Content-Type:\s*multipart/related)", re.I
)
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic")


class Kind(Enum):
    """What a file is read as, and the extensions that say so."""

    DOCX = ("Word 文档（.docx）", (".docx", ".docm", ".dotx"))
    DOC = ("旧版 Word 文档（.doc）", (".doc", ".dot", ".wps"))
    ODT = ("OpenDocument 文本（.odt）", (".odt", ".ott"))
    RTF = ("RTF 文档", (".rtf", ".doc"))
    XLSX = ("Excel 工作簿（.xlsx）", (".xlsx", ".xlsm", ".xltx"))
    XLS = ("旧版 Excel 工作簿（.xls）", (".xls", ".xlt", ".et"))
    PDF = ("PDF 文件", (".pdf",))
    HTML = ("网页", (".html", ".htm", ".xhtml"))
    MHTML = ("单个文件网页（.mht）", (".mht", ".mhtml"))
    TEXT = ("纯文本", (".txt", ".text", ".md", ".csv", ".tsv", ""))

    @property
    def label(self) -> str:
        return str(self.value[0])

    @property
    def extensions(self) -> tuple[str, ...]:
        return tuple(self.value[1])


def open_document(path: Path, limits: Limits = LIMITS) -> Document:
    """The file as a Document, whatever it is. Refused, with the reason and what to do, where it cannot be read."""
    data = _content(path, limits)
    kind = what_it_is(data, path, limits)
    try:
        document = _reader(kind, limits)(path)
    except (RecursionError, MemoryError) as reason:
        message = f"“{path.name}”的内部结构太深或太大，没有读入。请另存一份，只保留要读的内容，再读入。"
        raise Refused("document.unsafe", message) from reason
    if path.suffix.lower() in kind.extensions:
        return document
    return dataclasses.replace(document, problems=(_misnamed(path, kind), *document.problems))


def _content(path: Path, limits: Limits) -> bytes:
    """The bytes of the file; Refused where there are none to be had, or too many."""
    name = path.name
    try:
        if path.is_dir():
            raise Refused("document.folder", f"“{name}”是文件夹。请指定其中的一个文件；{READABLE}")
        if not path.is_file():
            raise Refused("document.missing", f"找不到文件“{name}”。请核对文件名和所在的文件夹。")
        size = path.stat().st_size
        if size > limits.file_bytes:
            most = limits.file_bytes // 1024 // 1024
            message = f"“{name}”有 {size // 1024 // 1024} MB，超过了 {most} MB 的上限。请删去图片和无关的内容，另存后再读入。"
            raise Refused("document.too-large", message)
        data = path.read_bytes()
    except (OSError, ValueError) as reason:
        why = getattr(reason, "strerror", None) or "文件名不对"
        message = f"“{name}”打不开（{why}）。请核对文件是否被别的程序占用、是否有权限读取。"
        raise Refused("document.unreadable", message) from reason
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Refused("document.empty", f"“{name}”是空文件。请核对是否选错了文件。")
    return data


def what_it_is(data: bytes, path: Path, limits: Limits = LIMITS) -> Kind:
    """What the bytes are; Refused where that is nothing Kaohe reads. `path` decides only between kinds of text."""
    if data.startswith(SIGNATURE):
        return _ole2_kind(data, path)
    if data.startswith(b"PK"):
        check_archive(data, limits)
        return _archive_kind(data, path)
    if b"%PDF-" in data[:1024]:
        return Kind.PDF
    if data.lstrip()[:5] == b"{\\rtf":
        return Kind.RTF
    for magic, name in _MAGIC:
        # Two letters may begin a text as well; what is no text has a zero among its first bytes.
        if data.startswith(magic) and (len(magic) > 2 or b"\0" in data[:16]):
            raise _not_read(path, name)
    return _text_kind(data, path)


def _ole2_kind(data: bytes, path: Path) -> Kind:
    """An OLE2 container: an old document or workbook, or a new one with a password."""
    try:
        names = Container(data).names
    except DamagedContainerError as reason:
        message = f"“{path.name}”已损坏或没有传完整，读不下去。请用 Word、Excel 或 WPS 打开并重新保存；打不开就请重新拷贝一份。"
        raise Refused("document.damaged", message) from reason
    if names & {"EncryptedPackage", "EncryptionInfo"}:
        message = f"“{path.name}”设了打开密码，读不了。请用 Word、Excel 或 WPS 打开，去掉密码，保存后再读入。"
        raise Refused("document.encrypted", message)
    if "WordDocument" in names:
        return Kind.DOC
    if {name.lower() for name in names} & {"workbook", "book"}:
        return Kind.XLS
    if "PowerPoint Document" in names:
        raise _not_read(path, "一个演示文稿")
    raise _not_read(path, "一个认不出的旧版 Office 文件")


def _archive_kind(data: bytes, path: Path) -> Kind:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        first = archive.read("mimetype")[:200] if "mimetype" in names else b""
    if _MANIFEST in names:
        if any(name.startswith("word/") for name in names):
            return Kind.DOCX
        if "xl/workbook.bin" in names:
            raise _not_read(
                path, "一个 .xlsb 工作簿", "请用 Excel 打开，另存为“Excel 工作簿（*.xlsx）”，再读入。"
            )
        if any(name.startswith("xl/") for name in names):
            return Kind.XLSX
        if any(name.startswith("ppt/") for name in names):
            raise _not_read(path, "一个演示文稿")
    if b"opendocument.text" in first:
        return Kind.ODT
    if b"opendocument" in first:
        remedy = "请用 LibreOffice 或 WPS 打开，另存为 .docx 或 .xlsx，再读入。"
        raise _not_read(path, "一个 OpenDocument 文件", remedy)
    if any(name.upper() == "OFD.XML" for name in names):
        remedy = "请用 OFD 阅读器打开，转换为 Word 或文字版 PDF，再读入。"
        raise _not_read(path, "一个 OFD 版式文件", remedy)
    raise _not_read(path, "一个 ZIP 压缩包", "请先解压，再逐个读入里面的文件。")


def _text_kind(data: bytes, path: Path) -> Kind:
    """Text of some kind: a web page where it looks like one, else plain; bytes that are no text are refused."""
    start = data[:_SNIFFED]
    plain = start.replace(b"\0", b"") if start[:2] in (b"\xff\xfe", b"\xfe\xff") else start
    if b"urn:schemas-microsoft-com:office:spreadsheet" in plain[:4096]:
        remedy = "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”，再读入。"
        raise _not_read(path, "一个 XML 表格（2003 版）", remedy)
    if b"schemas.microsoft.com/office/word/2003/wordml" in plain[:8192] or b"<pkg:package" in plain[:2048]:
        remedy = "请用 Word 或 WPS 打开，另存为“Word 文档（*.docx）”，再读入。"
        raise _not_read(path, "一个 XML 格式的 Word 文档", remedy)
    suffix = path.suffix.lower()
    if _MHTML.match(plain.lstrip(b"\xef\xbb\xbf\r\n")):
        return Kind.MHTML
    if _looks_like_html(plain) or suffix in Kind.HTML.extensions:
        return Kind.HTML
    if plain.count(b"\0") > len(plain) // 100 or (plain is start and _is_binary(start)):
        what = "一张图片" if suffix in _PICTURES else "认不出的文件"
        raise _not_read(path, what)
    return Kind.TEXT


def _looks_like_html(text: bytes) -> bool:
    """Whether markup is what the file consists of, not something it mentions."""
    head = text.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1]
    found = _HTML.findall(text)
    return len(found) >= 2 if head == b"<" else len(found) >= 8


def _is_binary(text: bytes) -> bool:
    """Whether bytes occur that no text has: control characters other than breaks and tabs."""
    control = sum(1 for byte in text if byte < 32 and byte not in (9, 10, 11, 12, 13, 26, 27))
    return control * 50 > len(text)


def _not_read(path: Path, what: str, remedy: str = "") -> Refused:
    return Refused("document.unknown-kind", f"“{path.name}”是{what}，读不了。{remedy or READABLE}")


def _misnamed(path: Path, kind: Kind) -> Problem:
    extension = path.suffix or "（没有扩展名）"
    message = f"文件的扩展名是 {extension}，内容却是{kind.label}；按内容读入。"
    remedy = "请核对是否选错了文件；没有选错的，可以改正扩展名。"
    return Problem("document.misnamed", Severity.ADVICE, message, remedy, (Place(file=path.name),))


def _reader(kind: Kind, limits: Limits) -> Callable[[Path], Document]:
    """Who reads it. Each reader is imported when it is wanted: some take half a second to start."""
    module, name, bounded = _READERS[kind]
    reader = getattr(import_module(f"kaohe.documents.{module}"), name)
    return partial(reader, limits=limits) if bounded else reader


_READERS = {
    Kind.DOCX: ("word", "read_docx", False),
    Kind.DOC: ("word", "read_doc", False),
    Kind.ODT: ("word", "read_doc", False),
    Kind.RTF: ("word", "read_doc", False),
    Kind.XLSX: ("sheets", "read_xlsx", True),
    Kind.XLS: ("legacy_sheets", "read_xls", True),
    Kind.PDF: ("pdf", "read_pdf", True),
    Kind.HTML: ("html", "read_html", False),
    Kind.MHTML: ("web_archive", "read_mhtml", False),
    Kind.TEXT: ("text", "read_text", False),
}
"""Module, function, and whether it takes the limits."""
