"""What no single figure of long files shows: facts written twice, points beyond what is to be awarded, periods that nobody asked for."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import polars as pl

from kaohe.batch.csv_files import LINE
from kaohe.batch.inspection import allowed, awards
from kaohe.batch.layout import Slot
from kaohe.batch.long_files import LongFile
from kaohe.batch.long_parts import FILE
from kaohe.batch.long_suspects import Suspects
from kaohe.batch.long_values import BAD, MARK, VALUE, WARNED, WHOLE_COUNT, WHY, awarded_outside
from kaohe.batch.long_words import PLACE, STATE, stray
from kaohe.batch.roster import NAME, Roster
from kaohe.core import Period, Place, Problem, Severity, plain
from kaohe.core.problem import has_errors
from kaohe.facts import Role
from kaohe.facts.findings import error, masked
from kaohe.facts.needs import asks
from kaohe.scheme.model import Scheme

_LISTED = 5
_FIRST_FILE, _FIRST_LINE = f"{FILE}|first", f"{LINE}|first"


class Checker:
    """Takes the figures of one slot of one part after the other, and keeps what is to be said."""

    def __init__(
        self, files: Sequence[LongFile], scheme: Scheme, roster: Roster, periods: Sequence[Period]
    ) -> None:
        self._files, self._scheme, self._roster, self._periods = files, scheme, roster, periods
        self.suspects = Suspects()
        self._own: list[Problem] = []
        self._read: Counter[Slot] = Counter()
        self._first: dict[Slot, Place] = {}
        self._ranges = awards(scheme)
        self._this_year = sum(not file.is_past for file in files)
        """Files of an earlier year stand behind the others."""

    @property
    def fails(self) -> bool:
        """Whether anything was found for which nothing will be scored."""
        return self.suspects.any(Severity.ERROR) or has_errors(self._own)

    def give_up(self) -> None:
        """So much is wrong that the rest was not looked at."""
        message, remedy = "读不懂的数太多，后面的没有再看。", "请先改好上面的问题，再查一遍。"
        self._own.append(error("more", Place(), message, remedy))

    def checked(self, slot: Slot, rows: pl.DataFrame) -> pl.DataFrame:
        """Of what was read, one row a unit."""
        bad = pl.col(MARK) == BAD
        self.suspects.add_rows(Severity.ERROR, rows.filter(bad))
        self.suspects.add_rows(Severity.WARNING, rows.filter(pl.col(MARK) == WARNED))
        good = rows.filter(~bad)
        if good.height:
            good = self._once(slot, good)
            self._judged(slot, good)
            self._counted(slot, good.filter(pl.col(FILE) < self._this_year))
        return good

    def _counted(self, slot: Slot, rows: pl.DataFrame) -> None:
        if rows.height:
            self._read[slot] += rows.height
            self._first.setdefault(slot, self._place(rows.bottom_k(1, by=[FILE, LINE]).row(0, named=True)))

    def _place(self, row: dict[str, int], file: str = FILE, line: str = LINE) -> Place:
        return Place(self._files[row[file]].name, line=row[line])

    def _once(self, slot: Slot, rows: pl.DataFrame) -> pl.DataFrame:
        """Of facts written twice the first one; whether they agree is to be said."""
        if not rows[PLACE].is_duplicated().any():
            return rows
        rows = rows.sort(FILE, LINE)
        firsts = rows.unique(PLACE, keep="first", maintain_order=True)
        later = rows.join(firsts, on=[FILE, LINE], how="anti").join(
            firsts, on=PLACE, suffix="|first", maintain_order="left"
        )
        held = [name for name in (VALUE, WHOLE_COUNT, WHY, STATE) if name in rows.columns]
        agree = pl.all_horizontal([pl.col(name).eq_missing(pl.col(f"{name}|first")) for name in held])
        here = pl.col(FILE) == pl.col(_FIRST_FILE)
        self.suspects.add_rows(Severity.ERROR, later.filter(here & ~agree), _FIRST_LINE)
        self.suspects.add_rows(Severity.WARNING, later.filter(here & agree), _FIRST_LINE)
        self._elsewhere(slot, later.filter(~here & ~agree & (pl.col(FILE) < self._this_year)))
        return firsts

    def _elsewhere(self, slot: Slot, rows: pl.DataFrame) -> None:
        """Facts that an earlier file has otherwise."""
        measure = self._scheme.measures[slot.measure]
        for row in rows.head(_LISTED).iter_rows(named=True):
            unit = masked(self._roster.table[NAME][row[PLACE]])
            message = f"“{unit}”的“{measure.name}”（{slot.period.label}）在两个文件里填得不一样。"
            first = self._place(row, _FIRST_FILE, _FIRST_LINE)
            self._own.append(error("twice", self._place(row), message, "请核对后只留一个。", first))

    def _judged(self, slot: Slot, rows: pl.DataFrame) -> None:
        """Points that a person awards lie within what the rules allow."""
        ranges = self._ranges.get(slot.measure, [])
        if not ranges or slot.role is not Role.ACTUAL or not rows[VALUE].dtype.is_numeric():
            return
        name = self._scheme.measures[slot.measure].name
        outside = awarded_outside(rows, ranges).bottom_k(_LISTED, by=[FILE, LINE])
        for row in outside.iter_rows(named=True):
            message = f"“{name}”评了 {plain(Decimal(row[VALUE]))} 分，超出了办法规定的范围。"
            self._own.append(error("outside-range", self._place(row), message, f"请评 {allowed(ranges)}。"))

    def problems(self, folder: Path) -> list[Problem]:
        """Everything that is to be said, file by file."""
        found: list[Problem] = []
        for number, file in enumerate(self._files):
            found += file.said(self.suspects.lines(number), self._scheme, self._roster, folder)
            found += self.suspects.unlisted(number, file)
        if self.suspects.any(Severity.ERROR) and not has_errors(found):
            raise AssertionError("a row was left out and nothing was said of it")
        return [*found, *self._own, *self._strays()]

    def _strays(self) -> list[Problem]:
        """Figures for periods that no rule looks at."""
        found = []
        for slot in stray(self._scheme, self._periods, [*self._read]):
            measure = self._scheme.measures[slot.measure]
            due = "、".join(
                ask.period.label
                for period in self._periods
                for ask in asks(replace(self._scheme, period=period))
                if ask.measure.id == slot.measure and ask.role is slot.role
            )
            label, count = slot.period.label, self._read[slot]
            message = f"“{measure.name}”报的是{label}的数（{count}个），办法不看这一期。"
            remedy = f"请改报：{due}。" if due else "请核对期间，或删去这些数。"
            found.append(error("wrong-period", self._first[slot], message, remedy))
        return found
