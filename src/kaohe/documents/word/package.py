"""The archive that a .docx is: its parts, found by their relationships, unpacked within bounds."""

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from lxml import etree
from lxml.etree import _Element as Element

from kaohe.core import Refused
from kaohe.documents.word import limits
from kaohe.documents.word.markup import Unreadable, parse

_ENTRY = b"PK\x01\x02"
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
    OSError,
)
"""What a mangled archive raises, here and there, in the standard library."""


class Package:
    """Parts by name and by relationship. External targets are never followed."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self.name = name
        self.broken: list[str] = []
        """Parts beside the main one that could not be read."""
        self._archive = archive
        self._entries = {_plain(entry.filename): entry for entry in archive.infolist()}
        self._left = limits.MOST_XML_BYTES
        self.main = self._main()
        self._related = self._relations(self.main)

    @property
    def has_macros(self) -> bool:
        return any(posixpath.basename(entry) == "vbaproject.bin" for entry in self._entries)

    def body(self) -> Element:
        """The root of the main part; Refused where it is missing or malformed."""
        if self.main not in self._entries:
            raise limits.damaged(self.name, "里没有正文（document.xml）")
        try:
            return parse(self._unpack(self.main), self.name)
        except Unreadable:
            raise limits.damaged(self.name, "的正文已损坏") from None

    def related(self, kind: str) -> Element | None:
        """The root of the part that the main one names as its styles, numbering, footnotes …; None: has none."""
        beside = posixpath.join(posixpath.dirname(self.main), f"{kind.lower()}.xml")
        part = self._related.get(kind.lower(), beside)
        if part not in self._entries:
            return None
        try:
            return parse(self._unpack(part), self.name)
        except (Unreadable, Refused) as reason:
            if isinstance(reason, Refused) and reason.code != "document.damaged":
                raise
            self.broken.append(posixpath.basename(part))
            return None

    def _main(self) -> str:
        return self._relations("").get("officedocument", "word/document.xml")

    def _relations(self, part: str) -> dict[str, str]:
        """Kind → part, for the targets within the archive; a broken list counts as none."""
        folder, base = posixpath.split(part)
        name = posixpath.join(folder, "_rels", f"{base}.rels")
        if name not in self._entries:
            return {}
        try:
            root = parse(self._unpack(name), self.name)
        except Unreadable:
            self.broken.append(posixpath.basename(name))
            return {}
        found: dict[str, str] = {}
        for link in root.iter(etree.Element):
            kind = posixpath.basename(link.get("Type", "")).lower()
            if kind and link.get("TargetMode", "").lower() != "external":
                target = posixpath.join("/", folder, link.get("Target", ""))
                found.setdefault(kind, _plain(target))
        return found

    def _unpack(self, part: str) -> bytes:
        entry = self._entries[part]
        if entry.flag_bits & 1:
            raise encrypted(self.name)
        if entry.compress_type not in _PACKED:  # others may ask for gigabytes before the first byte
            raise limits.damaged(self.name, "的压缩方式不合规范")
        try:
            with self._archive.open(entry) as stream:
                data = stream.read(self._left + 1)
        except _BROKEN:
            raise limits.damaged(self.name, "已损坏或没有传完整") from None
        self._left -= len(data)
        if self._left < 0:
            raise limits.too_big(self.name, "解压后太大")
        return data


@contextmanager
def open_package(data: bytes, name: str) -> Iterator[Package]:
    """The archive in `data`, or Refused: not an archive, cut off, without end."""
    if data.count(_ENTRY) > limits.MOST_PARTS:
        raise limits.too_big(name, "里的部件太多")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN:
        raise limits.damaged(name, "已损坏或没有传完整") from None
    with archive:
        yield Package(archive, name)


def encrypted(name: str) -> Refused:
    """The refusal of a file with a password."""
    return Refused(
        "document.encrypted",
        f"“{name}”设了打开密码，读不了。请在 Word 或 WPS 里打开，去掉密码，另存后再读。",
    )


def part_names(data: bytes) -> frozenset[str]:
    """The names of an archive's parts; nothing where it cannot be opened. Refused where there are too many."""
    if data.count(_ENTRY) > limits.MOST_PARTS:
        return frozenset()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return frozenset(_plain(entry) for entry in archive.namelist())
    except _BROKEN:
        return frozenset()


def _plain(name: str) -> str:
    """Part names know no case, and careless programs write backslashes."""
    return posixpath.normpath(posixpath.join("/", name.replace("\\", "/"))).lstrip("/").lower()
