"""The door: what a file is, before anything opens it.

A workbook comes from outside. It may be a picture with another name, an old .xls, a file with a
password, a bomb of zeros, or carry macros and links. Each is said by its name; none reaches the reader.
"""

import io
import re
import zipfile
from pathlib import Path

from kaohe.core import Place, Problem
from kaohe.core.archive import ArchiveFault, archive_fault
from kaohe.facts.findings import error
from kaohe.facts.guard import number_problem, personal_kind

MOST_BYTES = 50 * 1024 * 1024
MOST_UNPACKED = 64 * 1024 * 1024
MOST_ENTRIES = 2000
MOST_RATIO = 200
MOST_TAGS = 20_000_000
_MOST_MERGED_CELLS = 100_000

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC = (
    (b"\x89PNG", "一张 PNG 图片"),
    (b"\xff\xd8\xff", "一张 JPEG 图片"),
    (b"GIF8", "一张 GIF 图片"),
    (b"%PDF", "一个 PDF 文件"),
    (b"Rar!", "一个 RAR 压缩包"),
    (b"7z\xbc\xaf", "一个 7z 压缩包"),
    (b"\x1f\x8b", "一个 gzip 压缩包"),
    (b"PAR1", "一个 Parquet 文件"),
    (b"SQLite format 3", "一个数据库文件"),
)
_AS_XLSX = "请在 Excel 或 WPS 里打开，另存为“Excel 工作簿（*.xlsx）”，再导入。"
_THE_WORKBOOK = "请导入用 `kaohe template` 生成并填好的 .xlsx 工作簿。"
_MERGED = re.compile(rb"mergeCell\s[^>]*?ref\s*=\s*[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']")
_TAGS = re.compile(r"<[^>]*>")
_TEXT_PARTS = {
    "xl/drawings/drawing": "文本框或图形",
    "xl/threadedComments/": "批注",
    "xl/pivotCache/": "数据透视表",
}
_CACHED = re.compile(r"\bv=\"([^\"]*)\"")
_NESTED = (".zip", ".rar", ".7z", ".gz", ".xlsx", ".xls", ".docx", ".doc", ".exe")


def read_bytes(path: Path, place: Place, most: int = MOST_BYTES) -> tuple[bytes, tuple[Problem, ...]]:
    """The file's content, or why it cannot be had: no such file, empty, too big, not readable."""
    try:
        if not path.is_file():
            remedy = "请核对文件名和所在的文件夹。"
            return b"", (error("no-file", place, f"找不到文件“{path.name}”。", remedy),)
        size = path.stat().st_size
        if size > most:
            message = f"文件有 {size // 1024 // 1024} MB，超过了 {most // 1024 // 1024} MB 的上限。"
            return b"", (error("file-too-big", place, message, "请删去图片和无关的工作表，再导入。"),)
        data = path.read_bytes()
    except OSError as reason:
        remedy = "请核对文件是否被别的程序占用、是否有权限读取。"
        return b"", (error("no-file", place, f"文件打不开：{reason.strerror}。", remedy),)
    if not data.strip():
        return b"", (error("empty-file", place, "这是一个空文件。", "请核对是否选错了文件。"),)
    return data, ()


def what_it_is(data: bytes) -> str | None:
    """What the first bytes say a file is, where that is something we never read; else None."""
    return next((name for magic, name in _MAGIC if data.startswith(magic)), None)


def check_workbook(data: bytes, place: Place) -> tuple[Problem, ...]:
    """Everything that speaks against opening these bytes as a workbook; nothing where they may pass."""
    if data.startswith(_OLE2):
        return (_ole2_problem(data, place),)
    if name := what_it_is(data):
        return (error("not-a-workbook", place, f"这不是工作簿，而是{name}。", _THE_WORKBOOK),)
    if not data.startswith(b"PK"):
        message = "这不是工作簿（可能是改了扩展名的文本或网页）。"
        return (error("not-a-workbook", place, message, _AS_XLSX),)
    try:
        if problem := _archive_problem(data, place):
            return (problem,)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _content_problems(archive, place)
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, RuntimeError, OSError):
        # RuntimeError and NotImplementedError: entries with a password or an unknown compression.
        return (damaged(place),)
    except Exception as reason:  # zlib.error and its kin have no common base
        if type(reason).__module__ in ("zlib", "_lzma", "lzma"):
            return (damaged(place),)
        raise


def damaged(place: Place) -> Problem:
    """The file cannot be read through."""
    remedy = "请在 Excel 或 WPS 里打开并重新保存；打不开就请重新拷贝一份。"
    return error("damaged-file", place, "文件已损坏或没有传完整，读不下去。", remedy)


def _ole2_problem(data: bytes, place: Place) -> Problem:
    """An OLE2 container: a workbook with a password, an old .xls, or something else of that age."""
    if _wide("EncryptionInfo") in data or _wide("EncryptedPackage") in data:
        remedy = "请在 Excel 或 WPS 里打开，去掉“打开密码”，保存后再导入。"
        return error("encrypted-file", place, "这个工作簿设了打开密码，读不了。", remedy)
    if _wide("WordDocument") in data:
        return error("not-a-workbook", place, "这不是工作簿，而是一个旧版 Word 文档。", _THE_WORKBOOK)
    return error("old-workbook", place, "这是旧版的 .xls（或 .et）工作簿，读不了。", _AS_XLSX)


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def _archive_problem(data: bytes, place: Place) -> Problem | None:
    """Bombs, locks and damage: every part is really unpacked, a piece at a time, and thrown away."""
    fault = archive_fault(
        data,
        most_entries=MOST_ENTRIES,
        most_unpacked=MOST_UNPACKED,
        most_xml=MOST_UNPACKED,
        most_tags=MOST_TAGS,
        most_ratio=MOST_RATIO,
    )
    if fault is ArchiveFault.LOCKED:
        return error("encrypted-file", place, "压缩包设了密码，读不了。", "请去掉密码再导入。")
    if fault is ArchiveFault.SWOLLEN:
        return error("zip-bomb", place, "文件解压后大得不合情理，为安全起见没有打开。", _THE_WORKBOOK)
    if fault is ArchiveFault.UNSAFE:
        return error("unsafe-file", place, "工作簿的内部结构不寻常，为安全起见没有打开。", _AS_XLSX)
    return damaged(place) if fault is ArchiveFault.DAMAGED else None


def _content_problems(archive: zipfile.ZipFile, place: Place) -> tuple[Problem, ...]:
    names = archive.namelist()
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/workbook") for name in names):
        return (_other_zip(archive, names, place),)
    if "xl/workbook.bin" in names:
        return (error("old-workbook", place, "这是 .xlsb 工作簿，读不了。", _AS_XLSX),)
    problems: list[Problem] = []
    if any(name.endswith("vbaProject.bin") for name in names):
        message = "工作簿里带有宏，为安全起见没有打开。"
        problems.append(error("macros", place, message, _AS_XLSX))
    if any(name.startswith("xl/externalLinks/") for name in names):
        remedy = "请在“数据—编辑链接”里断开链接，把引用的数变成数值，再导入。"
        problems.append(error("external-links", place, "工作簿链接了别的文件。", remedy))
    nested = [n for n in names if n.startswith("xl/embeddings/") or n.lower().endswith(_NESTED)]
    if nested:
        message = f"工作簿里嵌着别的文件（{len(nested)}个），不能读入。"
        problems.append(error("embedded-file", place, message, "请删去嵌入的对象，再导入。"))
    for name in names:
        if name.endswith((".xml", ".rels", ".vml")):
            problems.extend(_part_problems(name, archive.read(name), place))
    return tuple(problems)


def _part_problems(name: str, data: bytes, place: Place) -> list[Problem]:
    """What speaks against one XML part: merges without end, personal numbers beside the cells."""
    if name.startswith("xl/worksheets/") and _merged_cells(data) > _MOST_MERGED_CELLS:
        # openpyxl makes an object for each merged cell: one range can be 17 thousand million.
        message = "工作表里合并的单元格大得不合情理，为安全起见没有打开。"
        return [error("unsafe-file", place, message, "请取消合并单元格，再导入。")]
    what = next((label for start, label in _TEXT_PARTS.items() if name.startswith(start)), None)
    if what is not None:
        text = data.decode("utf-8", "replace")
        pieces = (*_CACHED.findall(text), _TAGS.sub(" ", text))
        kind = next((kind for piece in pieces if (kind := personal_kind(piece))), None)
        return [number_problem(kind, Place(file=place.file, what=what))] if kind else []
    return []


def _merged_cells(sheet: bytes) -> int:
    total = 0
    for left, top, right, bottom in _MERGED.findall(sheet):
        total += (_column(right) - _column(left) + 1) * (int(bottom) - int(top) + 1)
    return total


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _other_zip(archive: zipfile.ZipFile, names: list[str], place: Place) -> Problem:
    if any(name.startswith("word/") for name in names):
        return error("not-a-workbook", place, "这不是工作簿，而是一个 Word 文档。", _THE_WORKBOOK)
    if any(name.startswith("ppt/") for name in names):
        return error("not-a-workbook", place, "这不是工作簿，而是一个演示文稿。", _THE_WORKBOOK)
    if "mimetype" in names and b"opendocument" in archive.read("mimetype")[:200]:
        return error("not-a-workbook", place, "这是 OpenDocument 文件，读不了。", _AS_XLSX)
    return error("not-a-workbook", place, "这不是工作簿，而是一个普通的 ZIP 压缩包。", _THE_WORKBOOK)
