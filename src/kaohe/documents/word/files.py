"""From a path to a document: what the file really is decides how it is read, not what its name says."""

from pathlib import Path

from kaohe.core import Refused
from kaohe.documents.model import Document
from kaohe.documents.word import limits
from kaohe.documents.word.binary import check_conversion, has_word_text, is_encrypted
from kaohe.documents.word.convert import to_docx
from kaohe.documents.word.package import encrypted, part_names
from kaohe.documents.word.reader import read_archive

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RTF = b"{\\rtf"
_WORKS = "MatOST"
"""The text of Microsoft Works, whose files end in .wps as those of the Chinese office program do."""
_PDF, _PICTURE, _PACKED = "一个 PDF 文件", "一张图片", "一个压缩包"
_MAGIC = (
    (b"%PDF", _PDF),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"BM", _PICTURE),
    (b"II*\x00", _PICTURE),
    (b"MM\x00*", _PICTURE),
    (b"Rar!", _PACKED),
    (b"7z\xbc\xaf", _PACKED),
    (b"\x1f\x8b", _PACKED),
)
_PAGE = (b"<html", b"<!doctype html", b"mime-version:", b"<?mso-application", b"<table")
_HEAD = 4096


def read_docx(path: Path) -> Document:
    """A Word file as paragraphs and grids in their order.

    Damaged, encrypted, too much or no Word file at all: Refused, with what to do. An older file that only bears the
    name .docx is read as `read_doc` reads it.
    """
    return _read(path)


def read_doc(path: Path) -> Document:
    """An older Word file (.doc, .wps, .rtf, .odt) by way of LibreOffice, addresses in the original's name.

    Where LibreOffice is not installed: Refused, asking for a .docx. A .docx that only bears the name .doc is read
    as it is, without LibreOffice.
    """
    return _read(path)


def _read(path: Path) -> Document:
    name = path.name
    data = _bytes(path)
    if data.startswith(b"PK"):
        return _archive(path, data)
    if data.startswith(_OLE):
        return _old(path, data)
    if data.lstrip().startswith(_RTF):
        return _converted(path, data, ".rtf")
    if what := next((what for magic, what in _MAGIC if data.startswith(magic)), None):
        raise _other(name, what, "请按它的真实类型改扩展名，或换一个文件。")
    if any(mark in data[:_HEAD].lower() for mark in _PAGE):
        raise _other(name, "一个网页", "请把扩展名改成 .html 再读，或在 Word 里打开并另存为 .docx。")
    if _is_text(data):
        raise _other(name, "一个纯文本文件", "请把扩展名改成 .txt 再读，或在 Word 里打开并另存为 .docx。")
    raise limits.damaged(name, "已损坏或不是 Word 文件")


def _bytes(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise Refused("document.no-file", f"找不到文件“{path.name}”。请核对文件名和所在的文件夹。")
        if path.stat().st_size > limits.MOST_FILE_BYTES:
            raise limits.too_big(path.name, f"有{path.stat().st_size // 1024 // 1024} MB")
        data = path.read_bytes()
    except OSError as reason:
        message = f"文件“{path.name}”打不开（{reason.strerror}）。请核对是否被别的程序占用、是否有权限读取。"
        raise Refused("document.no-file", message) from None
    if not data.strip(b"\x00 \t\r\n"):
        raise limits.damaged(path.name, "是一个空文件")
    return data


def _archive(path: Path, data: bytes) -> Document:
    names = part_names(data)
    if "mimetype" in names and "content.xml" in names:
        return _converted(path, data, ".odt")
    if any(name.startswith("xl/") for name in names):
        raise _other(path.name, "一个 Excel 工作簿", "请把扩展名改成 .xlsx 再读。")
    if any(name.startswith("ppt/") for name in names):
        raise _other(path.name, "一个演示文稿", "请把其中的文字粘贴到 Word 里再读。")
    if names and not any(name.startswith("word/") or name == "[content_types].xml" for name in names):
        raise _other(path.name, "一个普通的压缩包", "请先解压，再读里面的文件。")
    return read_archive(data, path.name)


def _old(path: Path, data: bytes) -> Document:
    """A compound file: an encrypted .docx, a .doc or .wps, or an old workbook.

    LibreOffice takes what it does not know for plain text and would hand back noise: only what has a Word text
    in it goes there.
    """
    if _wide("EncryptedPackage") in data or is_encrypted(data):
        raise encrypted(path.name)
    if has_word_text(data) or _wide(_WORKS) in data:
        return _converted(path, data, ".doc")
    if _wide("Workbook") in data or _wide("Book") in data:
        raise _other(path.name, "一个旧版的 Excel 工作簿", "请把扩展名改成 .xls 再读。")
    if _wide("PowerPoint Document") in data:
        raise _other(path.name, "一个演示文稿", "请把其中的文字粘贴到 Word 里再读。")
    raise limits.damaged(path.name, "已损坏或不是 Word 文件")


def _converted(path: Path, data: bytes, suffix: str) -> Document:
    document = read_archive(to_docx(data, suffix, path.name), path.name, kind="doc")
    return check_conversion(document, data)


def _other(name: str, what: str, remedy: str) -> Refused:
    return Refused("document.other-kind", f"“{name}”其实不是 Word 文件，而是{what}。{remedy}")


def _is_text(data: bytes) -> bool:
    """Whether the bytes are plain text in an encoding that offices use."""
    head = data[:_HEAD]
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    for encoding in ("utf-8", "gb18030", "utf-16"):
        text = head.decode(encoding, "ignore")
        if len(text.encode(encoding, "ignore")) >= len(head) - 4 and _reads(text):
            return True
    return False


def _reads(text: str) -> bool:
    return all(letter.isprintable() or letter in "\t\r\n\f\u3000\ufeff" for letter in text)


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le")
