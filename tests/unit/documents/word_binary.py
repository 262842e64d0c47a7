"""An old .doc by hand: a compound file with as much of Word's tables as says where the text is."""

import struct
from collections.abc import Mapping

_SECTOR = 512
_LEAST = 4096
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_NONE = 0xFFFFFFFF


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file with these streams, each filled up to the size from which it has sectors of its own."""
    sectors: list[bytes] = []
    chain: list[int] = []
    entries = [_entry("Root Entry", 5, _END, 0, child=1)]

    def add(data: bytes) -> int:
        first = len(sectors)
        many = max(1, -(-len(data) // _SECTOR))
        sectors.extend(data[at * _SECTOR : (at + 1) * _SECTOR].ljust(_SECTOR, b"\0") for at in range(many))
        chain.extend([*range(first + 1, first + many), _END])
        return first

    for number, (name, data) in enumerate(streams.items(), 1):
        padded = data.ljust(_LEAST, b"\0")
        following = number + 1 if number < len(streams) else _NONE
        entries.append(_entry(name, 2, add(padded), len(padded), right=following))
    directory = add(b"".join(entries))
    table = len(sectors)
    chain.append(_TABLE)
    sectors.append(struct.pack("<128I", *chain, *[_FREE] * (128 - len(chain))))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, 1, directory, 0, _LEAST, _END, 0, _END, 0)
    head += struct.pack("<109I", table, *[_FREE] * 108)
    return head + b"".join(sectors)


def _entry(name: str, kind: int, start: int, size: int, *, right: int = _NONE, child: int = _NONE) -> bytes:
    wide = (name + "\0").encode("utf-16-le")
    packed = wide.ljust(64, b"\0") + struct.pack("<HBB", len(wide), kind, 1)
    return packed + struct.pack("<III", _NONE, right, child) + bytes(36) + struct.pack("<III", start, size, 0)


def old_doc(text: str, *, flags: int = 0x0200, version: int = 0x00C1, narrow: str = "") -> bytes:
    """A .doc whose main text is `narrow` (eight bits a character) and then `text` (sixteen)."""
    body = narrow.encode("cp1252").ljust(256, b"\0") + text.encode("utf-16-le")
    ends = [0, len(narrow), len(narrow) + len(text)] if narrow else [0, len(text)]
    starts = [(0x400 * 2) | 0x40000000, 0x400 + 256] if narrow else [0x400 + 256]
    pieces = struct.pack(f"<{len(ends)}I", *ends) + b"".join(
        struct.pack("<HIH", 0, start, 0) for start in starts
    )
    table = b"\x01\x02\x00\xff\xff" + b"\x02" + struct.pack("<I", len(pieces)) + pieces
    head = bytearray(0x400)
    struct.pack_into("<HH", head, 0, 0xA5EC, version)
    struct.pack_into("<H", head, 0x0A, flags)
    struct.pack_into("<I", head, 0x4C, ends[-1])
    struct.pack_into("<II", head, 0x1A2, 0, len(table))
    return compound({"WordDocument": bytes(head) + body, "1Table": table})
