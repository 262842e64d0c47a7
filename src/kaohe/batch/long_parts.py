"""Rows of long files, led to parts on disk: a part holds everything about some of the units in one period."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

import polars as pl

from kaohe.batch.csv_files import LINE
from kaohe.batch.layout import Slot
from kaohe.batch.long_files import LongFile
from kaohe.batch.long_values import TEXT
from kaohe.batch.long_words import PASSED, PLACE, SLOT, STATE, WORDS
from kaohe.batch.sources import reading
from kaohe.core import Period

FILE = "#file"
_PART, _KIND = "#part", "#kind"
_FINE, WRONG, NOTED = 0, 1, 2
"""What a row is: one to be read; one that names no unit, no slot or no state, or has too many cells; a note without a figure."""

ROWS = 3_000_000
_MOST = 64
_BLANK = " \t\r\n\u3000\xa0"


@dataclass(frozen=True, slots=True)
class Part:
    """The rows about the units from `start` on, so many, in a period: their figures as texts, slots, states and lines."""

    period: Period
    start: int
    count: int
    rows: pl.DataFrame


class Parts:
    """The parts of some files. `units`: the texts that name units, and their numbers in the roster, which has `count`."""

    def __init__(
        self, folder: Path, units: pl.DataFrame, count: int, slots: Sequence[Slot], rows: int
    ) -> None:
        self._folder, self._units, self._count = folder / "parts", units.lazy(), count
        self.periods = sorted({slot.period for slot in slots})
        rounds = [self.periods.index(slot.period) for slot in slots]
        self._rounds = pl.DataFrame(
            {SLOT: range(len(slots)), "#round": rounds}, schema={SLOT: pl.UInt32, "#round": pl.UInt32}
        )
        wanted = -(-rows // (max(len(self.periods), 1) * ROWS))
        self._each = max(1, min(wanted, _MOST, count))
        self._files: list[LongFile] = []

    def lead(self, file: LongFile, words: pl.DataFrame) -> None:
        """Write a file's rows into their parts."""
        number = len(self._files)
        self._files.append(file)
        known = words.join(self._rounds, on=SLOT, how="left").lazy()
        blank = pl.col(TEXT).str.strip_chars(_BLANK) == ""
        lost = pl.col(PLACE).is_null() | pl.col(SLOT).is_null() | pl.col("#spare")
        kind = pl.when(lost).then(WRONG).when(blank & pl.col("#noted")).then(NOTED).when(~blank).then(_FINE)
        passed = pl.col(PASSED) | (pl.col(PLACE).is_null() & pl.lit(file.is_past))
        part = pl.col("#round") * self._each + pl.col(PLACE).cast(pl.UInt64) * self._each // self._count
        rows = (
            file.rows.select(LINE, *_texts(file))
            .join(self._units, left_on="#unit-text", right_on="#text", how="left")
            .join(known, on=WORDS, how="left")
            .with_columns(kind.cast(pl.Int8).alias(_KIND))
            .filter(pl.col(_KIND).is_not_null() & ~passed)
            .with_columns(
                pl.when(pl.col(_KIND) == _FINE).then(part).otherwise(-1).cast(pl.Int32).alias(_PART)
            )
            .select(LINE, TEXT, PLACE, pl.col(SLOT), STATE, _KIND, _PART)
        )
        scheme = pl.PartitionBy(self._folder / str(number), key=_PART, include_key=False)
        with reading(file.name):
            rows.sink_parquet(scheme, compression="lz4", statistics=False, mkdir=True, maintain_order=False)

    def lines(self, number: int, kind: int, most: int) -> tuple[list[int], int]:
        """The first lines of a file that are not read, of one kind, and how many there are."""
        paths = self._paths(number, -1)
        if not paths:
            return [], 0
        rows = pl.scan_parquet(paths).filter(pl.col(_KIND) == kind).select(LINE)
        count = rows.select(pl.len()).collect(engine="streaming").item()
        return rows.bottom_k(most, by=LINE).collect(engine="streaming")[LINE].to_list(), count

    def __len__(self) -> int:
        return len(self.periods) * self._each

    def __iter__(self) -> Iterator[Part]:
        """Part after part, and what was read is taken off the disk."""
        for round_, period in enumerate(self.periods):
            for chunk in range(self._each):
                start, end = (-(-at * self._count // self._each) for at in (chunk, chunk + 1))
                yield Part(period, start, end - start, self._rows(round_ * self._each + chunk))

    def _rows(self, part: int) -> pl.DataFrame:
        frames = []
        for number in range(len(self._files)):
            for path in self._paths(number, part):
                rows = pl.read_parquet(path, glob=False).drop(_KIND)
                frames.append(rows.with_columns(pl.lit(number, dtype=pl.UInt16).alias(FILE)))
                path.unlink()
        return pl.concat(frames) if frames else pl.DataFrame(schema=_SCHEMA)

    def _paths(self, number: int, part: int) -> list[Path]:
        return sorted((self._folder / str(number) / f"{_PART}={part}").glob("*.parquet"))

    def removed(self) -> None:
        """Take everything off the disk."""
        rmtree(self._folder, ignore_errors=True)


_SCHEMA = {
    LINE: pl.UInt32, TEXT: pl.String, PLACE: pl.UInt32, SLOT: pl.UInt32, STATE: pl.UInt8, FILE: pl.UInt16,
}  # fmt: skip


def _texts(file: LongFile) -> Iterator[pl.Expr]:
    """What a row is led by."""
    yield file.text("单位").str.strip_chars().alias("#unit-text")
    yield file.text("值").alias(TEXT)
    yield (file.text("说明").str.strip_chars() != "").alias("#noted")
    spare = [pl.col(name).fill_null("") != "" for name in file.spare]
    yield (pl.any_horizontal(spare) if spare else pl.lit(False)).alias("#spare")
    yield from (file.text(name).alias(name) for name in WORDS)
