"""Long facts made wide: one figure a row becomes one unit a row, in Parquet files that `sources` reads like any others.

However long the files are, memory holds a part of them at a time. Every row is led, by the unit and the period it is about, to one
of some dozen parts on disk (`long_parts`); a part holds all rows of its units, and is made wide on its own. What rows mean
is decided as `facts.table_files` decides it, and told in its words (`long_words`, `long_values`, `long_files`).
"""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import mkdtemp

import polars as pl

from kaohe.batch.guarding import lines_of_people
from kaohe.batch.layout import UNIT, Slot, slots
from kaohe.batch.long_checks import Checker
from kaohe.batch.long_files import LongFile, open_long
from kaohe.batch.long_parts import NOTED, WRONG, Part, Parts
from kaohe.batch.long_values import VALUE, WHOLE_COUNT, WHY, SlotReader, TooManyError
from kaohe.batch.long_words import PLACE, SLOT, STATE, STATE_NUMBERS, Slots, known_units
from kaohe.batch.roster import Roster
from kaohe.batch.running import Progress, no_progress
from kaohe.batch.sources import PERIOD, reading
from kaohe.core import Period, Problem, Refused, Severity
from kaohe.core.problem import has_errors
from kaohe.facts import State
from kaohe.facts.table_files import NEEDED
from kaohe.scheme.model import Scheme

_MOST_LINES = 200
"""So many lines of a file are read again to say what is wrong with them."""

_OF_A_FILE = {
    f"facts.{code}"
    for code in (
        "personal-data", "binary-float", "not-a-table", "damaged-file", "no-figures", "duplicate-column",
    )
}  # fmt: skip
"""What is said of a file as such; its rows are not looked at then."""


def widened(
    paths: Iterable[Path],
    scheme: Scheme,
    roster: Roster,
    folder: Path,
    *,
    past: Iterable[Path] = (),
    periods: Sequence[Period] | None = (),
    progress: Progress = no_progress,
) -> tuple[list[Path], list[Problem]]:
    """A folder of wide files for each period that rules look at, below `folder`, and the warnings about the figures.

    `past`: files of an earlier year. What this scheme or the roster no longer know of it is left out, and what the other
    files say takes precedence. `periods` are those that are going to be scored, the scheme's own where none is named; None:
    every one of that length. Refused where a figure does not hold, with its place (of many alike, the first
    places), and where a file carries personal data.
    """
    folder = Path(mkdtemp(dir=folder))
    files: list[LongFile] = []
    problems: list[Problem] = []
    for path, is_past in [*((path, False) for path in paths), *((path, True) for path in past)]:
        opened, found = open_long(path, folder, is_past=is_past)
        files += opened
        problems += found
    for file in files:
        problems += _unusable(file, scheme, roster, folder)
    _refuse(problems)
    known = Slots(scheme)
    words = [known.read(file) for file in files]
    scored = _scored(periods, scheme, known.all())
    checker = Checker(files, scheme, roster, scored)
    made = _Widening(files, words, known, roster, checker, folder).run(scheme, scored, progress)
    said = checker.problems(folder)
    _refuse(said)
    return made, said


def _scored(periods: Sequence[Period] | None, scheme: Scheme, known: Iterable[Slot]) -> tuple[Period, ...]:
    if periods is None:
        periods = sorted({slot.period for slot in known if slot.period.months == scheme.period.months})
    return tuple(periods) or (scheme.period,)


def _unusable(file: LongFile, scheme: Scheme, roster: Roster, folder: Path) -> list[Problem]:
    """Why a file cannot be read at all."""
    found = [each for each in file.said((), scheme, roster, folder) if has_errors([each])]
    if any(file.at(name) is None for name in NEEDED):
        return found
    whole = [each for each in found if each.code in _OF_A_FILE]
    if whole:
        return whole
    with reading(file.name):
        people = lines_of_people(file.rows, file.columns(), _MOST_LINES)
    return list(file.said(people, scheme, roster, folder)) if people else []


def _refuse(problems: Sequence[Problem]) -> None:
    if any(problem.code == "facts.personal-data" for problem in problems):
        raise Refused("facts.personal-data", "数据里有个人信息，没有读入。", problems)
    if has_errors(problems):
        raise Refused("facts.has-errors", "数据有错误，没有计分。请先改好下面的问题。", problems)


class _Widening:
    """Some files on their way from long to wide."""

    def __init__(
        self,
        files: Sequence[LongFile],
        words: Sequence[pl.DataFrame],
        known: Slots,
        roster: Roster,
        checker: Checker,
        folder: Path,
    ) -> None:
        self._files, self._words, self._known = files, words, known
        self._roster, self._checker, self._folder = roster, checker, folder

    def run(self, scheme: Scheme, periods: Sequence[Period], progress: Progress) -> list[Path]:
        """Lead every row to its part, and make part after part wide."""
        looked_at = {slot for period in periods for table in scheme.tables for slot in slots(table, period)}
        every = self._known.all()
        readers = {slot: SlotReader(scheme, slot) for slot in every}
        parts = self._parts(every, progress)
        done, steps = len(self._files), len(self._files) + len(parts)
        made: dict[Period, Path] = {}
        try:
            for part in parts:
                progress("长表转宽", done, steps)
                here = {slot: reader for slot, reader in readers.items() if slot.period == part.period}
                wide = self._wide(part, here, looked_at)
                if wide is not None:
                    path = made.setdefault(part.period, self._folder / "wide" / str(len(made)) / self._name())
                    path.mkdir(parents=True, exist_ok=True)
                    wide.write_parquet(path / f"{part.start:09}.parquet", compression="lz4", statistics=False)
                done += 1
        except TooManyError:
            self._checker.give_up()
        parts.removed()
        return list(made.values())

    def _parts(self, every: Sequence[Slot], progress: Progress) -> Parts:
        rows = sum(file.rows.select(pl.len()).collect(engine="streaming").item() for file in self._files)
        parts = Parts(self._folder, known_units(self._roster), self._roster.table.height, every, rows)
        for number, (file, words) in enumerate(zip(self._files, self._words, strict=True)):
            progress("读入长表", number, len(self._files) + len(parts))
            parts.lead(file, words)
            for kind, severity in ((WRONG, Severity.ERROR), (NOTED, Severity.ADVICE)):
                self._checker.suspects.add(number, severity, *parts.lines(number, kind, _MOST_LINES))
        return parts

    def _name(self) -> str:
        """What messages call the wide files: the long ones that they were made of."""
        names = "、".join(file.name for file in self._files)
        return (names if len(names) <= 60 else f"{names[:60]}…").replace("/", "／")

    def _wide(
        self, part: Part, readers: Mapping[Slot, SlotReader], looked_at: set[Slot]
    ) -> pl.DataFrame | None:
        """The figures of a part, one row a unit; None where no rule looks at them, or where something does not hold."""
        numbers = {slot: number for number, slot in enumerate(self._known.all())}
        by_slot = part.rows.partition_by(SLOT, as_dict=True, include_key=False)
        empty = part.rows.clear().drop(SLOT)
        texts = [by_slot.get((numbers[slot],), empty) for slot in readers]
        with ThreadPoolExecutor(pl.thread_pool_size()) as pool:
            read = list(pool.map(SlotReader.read, readers.values(), texts))
        everybody = pl.int_range(part.start, part.start + part.count, dtype=pl.UInt32, eager=True)
        seats = everybody.alias(PLACE).to_frame()
        units = self._roster.table[UNIT].slice(part.start, part.count)
        columns = [units, pl.repeat(str(part.period), part.count, eager=True).alias(PERIOD)]
        for (slot, reader), rows in zip(readers.items(), read, strict=True):
            kept = self._checker.checked(slot, rows)
            if slot in looked_at and not self._checker.fails:
                dense = seats.join(_standing(kept), on=PLACE, how="left", maintain_order="left")
                columns += reader.wide(dense, says_why=slot in self._known.lacking)
        return None if len(columns) == 2 or self._checker.fails else pl.DataFrame(columns)


def _standing(rows: pl.DataFrame) -> pl.DataFrame:
    """The figures as they count: one that was returned to its sender does not."""
    held = [name for name in (VALUE, WHOLE_COUNT, WHY) if name in rows.columns]
    returned = pl.col(STATE) == STATE_NUMBERS[State.RETURNED]
    return rows.select(PLACE, *(pl.when(~returned).then(name).alias(name) for name in held))
