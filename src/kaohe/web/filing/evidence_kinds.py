"""What evidence may be: the kinds of file, how each is known by its content, and how large it may get."""

import re
import unicodedata
from enum import Enum

MOST_BYTES = 20 * 1024 * 1024
MOST_AT_ONCE = 20
MOST_AN_ITEM = 40
LONGEST_NAME = 120

_UNWANTED = re.compile(r'[\\/:*?"<>|]')


class Kind(Enum):
    """One kind: the extensions that fit it, the media type it is sent with, and how a page may show it."""

    PDF = ("PDF", (".pdf",), "application/pdf", "frame")
    DOCX = (
        "Word",
        (".docx",),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "text",
    )
    XLSX = ("Excel", (".xlsx",), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "text")
    CSV = ("CSV", (".csv",), "text/csv; charset=utf-8", "text")
    TEXT = ("文本", (".txt",), "text/plain; charset=utf-8", "text")
    JPEG = ("照片", (".jpg", ".jpeg"), "image/jpeg", "image")
    PNG = ("图片", (".png",), "image/png", "image")

    @property
    def label(self) -> str:
        return str(self.value[0])

    @property
    def extensions(self) -> tuple[str, ...]:
        return tuple(self.value[1])

    @property
    def media_type(self) -> str:
        return str(self.value[2])

    @property
    def shown_as(self) -> str:
        """image, frame or text."""
        return str(self.value[3])

    @property
    def checked(self) -> bool:
        """Whether its words can be looked through for residents' data. Of pictures nothing is known."""
        return self.shown_as != "image"


KINDS_BY_EXTENSION = {extension: kind for kind in Kind for extension in kind.extensions}
ACCEPT = ",".join(KINDS_BY_EXTENSION)
"""For the `accept` of a file input."""

_OTHERS = {
    ".doc": "请用 Word 或 WPS 打开，另存为 .docx，再上传。",
    ".wps": "请用 WPS 打开，另存为 .docx，再上传。",
    ".xls": "请用 Excel 或 WPS 打开，另存为 .xlsx，再上传。",
    ".et": "请用 WPS 打开，另存为 .xlsx，再上传。",
    ".docm": "请另存为不带宏的 .docx，再上传。",
    ".xlsm": "请另存为不带宏的 .xlsx，再上传。",
    ".ppt": "请另存为 PDF，再上传。",
    ".pptx": "请另存为 PDF，再上传。",
    ".ofd": "请转换为 PDF，再上传。",
    ".heic": "请在手机或电脑上转成 JPG，再上传。",
    ".webp": "请转成 JPG 或 PNG，再上传。",
    ".bmp": "请转成 JPG 或 PNG，再上传。",
    ".zip": "请先解压，再逐个上传里面的文件。",
    ".rar": "请先解压，再逐个上传里面的文件。",
    ".7z": "请先解压，再逐个上传里面的文件。",
}


def remedy_for(extension: str) -> str:
    """What to do with a file of another kind."""
    return _OTHERS.get(extension, "能传的有：PDF、Word（.docx）、Excel（.xlsx）、CSV、TXT、JPG、PNG。")


def extension_of(name: str) -> str:
    """`.pdf` of 总结.PDF; empty where there is none."""
    dot = name.rfind(".")
    return name[dot:].lower() if dot > 0 else ""


def clean_name(name: str) -> str:
    """The name without folders, without what cannot be seen or turns letters round, and not too long."""
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(letter for letter in bare if unicodedata.category(letter)[0] != "C")
    plain = _UNWANTED.sub("_", unicodedata.normalize("NFC", seen)).strip(" .")
    extension = extension_of(plain)
    stem = plain[: len(plain) - len(extension)]
    return (stem[: LONGEST_NAME - len(extension)] or "文件") + extension
