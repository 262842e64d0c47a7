"""What the words of long rows mean: which slot and state they name, and which unit.

Words repeat themselves: a file has millions of rows and some hundred combinations of 数据项, 类型, 期间 and 状态.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

import polars as pl

from kaohe.batch.layout import UNIT, Slot
from kaohe.batch.long_files import LongFile
from kaohe.batch.roster import NAME, Roster
from kaohe.batch.sources import reading
from kaohe.core import Absence, Period
from kaohe.facts import Role, State
from kaohe.facts.needs import asks, form_of, inside
from kaohe.facts.rows import plain_text, safe_text
from kaohe.facts.table_files import ROLES, STATES, find_measure
from kaohe.scheme.model import Scheme

SLOT, STATE, PASSED, PLACE = "#slot", "#state", "#passed", "#unit"
WORDS = ("数据项", "类型", "期间", "状态")
STATE_NUMBERS = {state: number for number, state in enumerate(State)}

_ABSENCES = "|".join(each.label for each in Absence)


class Slots:
    """The slots that occur, numbered as they come."""

    def __init__(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self._numbers: dict[Slot, int] = {}
        self.lacking: set[Slot] = set()
        """Where a word may stand for the figure."""

    def __len__(self) -> int:
        return len(self._numbers)

    def all(self) -> list[Slot]:
        return list(self._numbers)

    def read(self, file: LongFile) -> pl.DataFrame:
        """The combinations of words in a file: the texts as they are written, the slot's number, the state's, and whether
        they are passed over.
        """
        counted = file.rows.select(
            *(file.text(name).alias(name) for name in WORDS), lacking=file.text("值").str.contains(_ABSENCES)
        )
        with reading(file.name):
            found = counted.group_by(WORDS).agg(pl.col("lacking").any()).collect(engine="streaming")
        slots = [self._slot(*row[:3]) for row in found.iter_rows()]
        states = [STATES.get(text.strip()) for text in found["状态"]]
        passed = [file.is_past and self._passed(*row[:3]) for row in found.iter_rows()]
        numbers: list[int | None] = []
        for slot, state, out, lacking in zip(slots, states, passed, found["lacking"], strict=True):
            reads = slot is not None and state is not None and not out
            numbers.append(self._number(slot, lacking=lacking) if reads and slot else None)
        return found.select(WORDS).with_columns(
            pl.Series(SLOT, numbers, dtype=pl.UInt32),
            pl.Series(STATE, [state and STATE_NUMBERS[state] for state in states], dtype=pl.UInt8),
            pl.Series(PASSED, passed, dtype=pl.Boolean),
        )

    def _number(self, slot: Slot, *, lacking: bool) -> int:
        if lacking:
            self.lacking.add(slot)
        return self._numbers.setdefault(slot, len(self._numbers))

    def _passed(self, name: str, role: str, period: str) -> bool:
        """Of an earlier year: a measure that is no more, or a figure that is of this year."""
        if find_measure(self._scheme, plain_text(name.strip())) is None:
            return True
        slot = self._slot(name, role, period)
        return slot is not None and slot.period >= self._scheme.period

    def _slot(self, name: str, role: str, period: str) -> Slot | None:
        measure, meant = find_measure(self._scheme, plain_text(name.strip())), ROLES.get(role.strip())
        if measure is None or meant is None or form_of(self._scheme, measure, meant) is None:
            return None
        try:
            return Slot(meant, measure.id, Period.parse(period))
        except ValueError:
            return None


def known_units(roster: Roster) -> pl.DataFrame:
    """Every text that names a unit (its id, or a name that only it bears), and the unit's row in the roster."""
    table = roster.table.select(UNIT, NAME).with_row_index(PLACE)
    ids = table.select(PLACE, pl.col(UNIT).alias("#text"))
    names = table.filter(~pl.col(NAME).is_duplicated()).select(PLACE, pl.col(NAME).alias("#text"))
    known = pl.concat([ids, names.join(ids, on="#text", how="anti")])
    guarded = known.filter(pl.col("#text").str.contains(r"^'*[=+\-@\t\r]")).with_columns(
        pl.col("#text").map_elements(safe_text, return_dtype=pl.String)
    )
    return pl.concat([known, guarded])


def stray(scheme: Scheme, periods: Sequence[Period], slots: Collection[Slot]) -> list[Slot]:
    """Slots of periods that no rule looks at. Earlier years of what is reported for these periods too are welcome."""
    wanted = {
        (ask.role, ask.measure.id, ask.period)
        for period in periods
        for ask in asks(replace(scheme, period=period))
    }
    current = {slot for slot in slots if _wanted(slot, periods, wanted)}
    reported = {(slot.role, slot.measure) for slot in current}
    return [
        slot
        for slot in slots
        if slot not in current
        and not (_earlier(slot.period, periods) and (slot.role, slot.measure) in reported)
    ]


def _earlier(period: Period, periods: Sequence[Period]) -> bool:
    """Whether a period lies before one of those that are scored, and is no part of any."""
    return period < max(periods) and not any(inside(period, each) for each in periods)


def _wanted(slot: Slot, periods: Sequence[Period], wanted: Collection[tuple[Role, str, Period]]) -> bool:
    if slot.role is Role.TARGET and any(inside(slot.period, period) for period in periods):
        return True
    return slot in wanted
