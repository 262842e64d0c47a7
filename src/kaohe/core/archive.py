"""What speaks against unpacking a ZIP archive (.docx and .xlsx are ZIP archives), before anything opens it.

The directory of an archive can lie about sizes, so each part is really unpacked here, a piece at a time,
and thrown away again; what exceeds its declared size, or a limit, stops at once. The XML parts are looked
through on the way: no office program writes a document type or an entity into them.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from enum import Enum

XML_PARTS = (".xml", ".rels", ".vml")
"""Names of the parts that are XML. What has another name must never be parsed as XML."""

_PIECE = 256 * 1024
_RATIO_MATTERS = 1024 * 1024
_LOCAL_HEADER = 30
_OVERLAP = 32
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DECLARED = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_ENCODINGS = {
    b"utf-8",
    b"utf8",
    b"utf-16",
    b"us-ascii",
    b"ascii",
    b"iso-8859-1",
    b"gb2312",
    b"gbk",
    b"gb18030",
}


class ArchiveFault(Enum):
    """Why an archive must not be opened."""

    LOCKED = "locked"
    SWOLLEN = "swollen"
    UNSAFE = "unsafe"
    DAMAGED = "damaged"


def archive_fault(
    data: bytes, *, most_entries: int, most_unpacked: int, most_xml: int, most_tags: int, most_ratio: int
) -> ArchiveFault | None:
    """The first thing that speaks against opening these bytes; None where they may pass.

    LOCKED: a part has a password. SWOLLEN: too many parts, too large unpacked (`most_unpacked` bytes, of
    which XML `most_xml`, with `most_tags` opening and closing tags; or `most_ratio` times the packed size, from
    a megabyte on), or larger than declared.
    UNSAFE: an XML part declares a document type, entities or an encoding that no office program writes.
    DAMAGED: it cannot be read through.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, OSError, MemoryError):
        return ArchiveFault.DAMAGED
    if any(entry.flag_bits & 1 for entry in entries):
        return ArchiveFault.LOCKED
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, min(len(data), sum(entry.compress_size for entry in entries)))
    xml = sum(entry.file_size for entry in entries if _is_xml(entry))
    swells = unpacked > _RATIO_MATTERS and unpacked > most_ratio * packed
    if len(entries) > most_entries or unpacked > most_unpacked or xml > most_xml or swells:
        return ArchiveFault.SWOLLEN
    tags = 0
    for entry in entries:
        fault, found = _entry_fault(data, entry)
        tags += found
        if fault is not None or tags > most_tags:
            return fault or ArchiveFault.SWOLLEN
    return None


def _is_xml(entry: zipfile.ZipInfo) -> bool:
    return entry.filename.lower().endswith(XML_PARTS)


def _entry_fault(data: bytes, entry: zipfile.ZipInfo) -> tuple[ArchiveFault | None, int]:
    """Unpack one part and say what is wrong with it, and how many tags it has where it is XML."""
    tags = 0
    watch, total, checksum, carry, wide = _is_xml(entry), 0, 0, b"", False
    try:
        for piece in _pieces(data, entry):
            if watch and not total:
                wide = b"\0" in piece[:4]
                if not wide and not _plain_start(piece[:1024]):
                    return ArchiveFault.UNSAFE, 0
            total += len(piece)
            checksum = zlib.crc32(piece, checksum)
            if total > entry.file_size:
                return ArchiveFault.SWOLLEN, 0
            if watch:
                seen = carry + piece
                if _ENTITIES.search(seen.replace(b"\0", b"") if wide else seen):
                    return ArchiveFault.UNSAFE, 0
                tags += piece.count(b"<")
                carry = piece[-_OVERLAP:]
    except (zlib.error, ValueError):
        return ArchiveFault.DAMAGED, 0
    whole = total == entry.file_size and checksum == entry.CRC
    return (None if whole else ArchiveFault.DAMAGED), tags


def _plain_start(piece: bytes) -> bool:
    """Whether this is XML in an encoding in which `<` is `<`: others could hide an entity from the search."""
    text = piece.removeprefix(b"\xef\xbb\xbf").lstrip()
    declared = _DECLARED.match(text)
    return (not text or text[:1] == b"<") and (declared is None or declared[1].lower() in _ENCODINGS)


def _pieces(data: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part unpacked, a piece at a time. ValueError where its place in the file makes no sense."""
    start = entry.header_offset
    header = data[start : start + _LOCAL_HEADER]
    if len(header) < _LOCAL_HEADER or header[:4] != b"PK\x03\x04":
        raise ValueError("no header where the directory says")
    start += _LOCAL_HEADER + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    packed = memoryview(data)[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        for at in range(0, len(packed), _PIECE):
            yield bytes(packed[at : at + _PIECE])
        return
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise ValueError("a compression that no office program uses")
    engine = zlib.decompressobj(-15)
    for at in range(0, len(packed), _PIECE):
        piece = engine.decompress(packed[at : at + _PIECE], _PIECE)
        while piece:
            yield piece
            piece = engine.decompress(engine.unconsumed_tail, _PIECE) if engine.unconsumed_tail else b""
    if tail := engine.flush():
        yield tail
