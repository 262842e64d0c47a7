"""The container that Word, Excel and PowerPoint files were before 2007: a little file system in one file.

Each stream is a chain of sectors, and a chain that bites its own tail must not be followed for ever. So
what a file holds is read here, and the reader of workbooks is handed the one stream it wants.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_HEADER = 512
_FIRST_DIFAT = 109
_LAST_SECTOR = 0xFFFFFFF9
_ENTRY = 128
_STREAM, _ROOT = 2, 5


class DamagedContainerError(ValueError):
    """The sectors do not hang together."""


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    kind: int
    start: int
    size: int


class Container:
    """The streams of a file by their names. DamagedContainerError where it cannot be made out."""

    def __init__(self, data: bytes) -> None:
        if not data.startswith(SIGNATURE) or len(data) < _HEADER:
            raise DamagedContainerError("no header")
        self._data = data
        shift, self._mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or self._mini_shift != 6:
            raise DamagedContainerError("sectors of an odd size")
        self._shift = shift
        directory, self._cutoff, mini, difat = struct.unpack_from("<I4xI I4x I", data, 48)
        self._fat = self._table(self._fat_sectors(difat))
        self._entries = self._directory(directory)
        self._mini_fat = self._table(self._chain(mini, self._fat)) if mini <= _LAST_SECTOR else ()
        root = next((entry for entry in self._entries if entry.kind == _ROOT), None)
        self._mini = self._sectors(root.start) if root and root.start <= _LAST_SECTOR else b""

    @property
    def names(self) -> frozenset[str]:
        """Everything in the directory, storages included."""
        return frozenset(entry.name for entry in self._entries)

    def stream(self, *names: str) -> bytes | None:
        """The first stream with one of these names (in whatever case); None where there is none."""
        wanted = [name.lower() for name in names]
        found = [e for e in self._entries if e.kind == _STREAM and e.name.lower() in wanted]
        if not found:
            return None
        entry = min(found, key=lambda one: wanted.index(one.name.lower()))
        if entry.size >= self._cutoff:
            return self._sectors(entry.start)[: entry.size]
        size = 1 << self._mini_shift
        chain = self._chain(entry.start, self._mini_fat) if entry.size else []
        return b"".join(self._mini[sector * size : (sector + 1) * size] for sector in chain)[: entry.size]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) << self._shift
        return self._data[start : start + (1 << self._shift)]

    def _sectors(self, first: int) -> bytes:
        return b"".join(self._sector(number) for number in self._chain(first, self._fat))

    def _chain(self, first: int, table: Sequence[int]) -> list[int]:
        """The sectors of a stream in their order."""
        chain: list[int] = []
        while first <= _LAST_SECTOR:
            if first >= len(table) or len(chain) >= len(table):
                raise DamagedContainerError("a chain leads nowhere, or in a circle")
            chain.append(first)
            first = table[first]
        return chain

    def _fat_sectors(self, difat: int) -> list[int]:
        """The sectors that hold the table of chains: the first 109 stand in the header."""
        most = (len(self._data) >> self._shift) + 1
        found = list(struct.unpack_from(f"<{_FIRST_DIFAT}I", self._data, 76))
        for _ in range(most):
            if difat > _LAST_SECTOR:
                break
            numbers = self._numbers(self._sector(difat))
            if not numbers:
                break
            found += numbers[:-1]
            difat = numbers[-1]
        return [number for number in found if number <= _LAST_SECTOR][:most]

    def _table(self, sectors: Sequence[int]) -> tuple[int, ...]:
        return tuple(number for sector in sectors for number in self._numbers(self._sector(sector)))

    @staticmethod
    def _numbers(data: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])

    def _directory(self, first: int) -> tuple[_Entry, ...]:
        data = self._sectors(first)
        found = []
        for at in range(0, len(data) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", data, at + 64)
            start, size = struct.unpack_from("<II", data, at + 116)
            if kind:
                name = data[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
                found.append(_Entry(name, kind, start, size))
        return tuple(found)
