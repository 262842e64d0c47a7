"""What was read of a document: schemes, and all else an office puts beside them.

    DocumentReading ─┬─ drafts      SchemeDraft, one a scoring table or scored outline
                     ├─ grades      GradeBands: 优秀 90 分以上 …
                     ├─ targets     TargetMatrix: what each unit has to reach
                     ├─ timetables  Timetable: who is visited when and by whom
                     ├─ tasks       Task: what is to be done, how often, by when
                     ├─ duties      Duty: which department answers for what
                     └─ problems    all that was doubted or not understood, with its place

A reading is what stands there, not what ought to: nothing in it is repaired.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from kaohe.core import Cadence, Place, Problem, SourceSpan
from kaohe.scheme.draft import SchemeDraft


class TargetKind(Enum):
    """What a target looks like.

    RATE: a percentage. COUNT: a number of things. RANGE: from one number to another. TEXT: words.
    NONE: the cell is empty or a dash; the unit has no target here.
    """

    RATE = "rate"
    COUNT = "count"
    RANGE = "range"
    TEXT = "text"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class TargetValue:
    """What one unit has to reach in one row.

    `text` is the cell as written. `number` is set for RATE and COUNT, `low` and `high` for RANGE (either may
    be missing where the range is open: “≥95%” has no `high`, and `number` too). `merged`: one cell
    holds for several units; each of them gets a value of its own with the same place.
    """

    text: str
    kind: TargetKind = TargetKind.TEXT
    number: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    merged: bool = False
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One measure with a target for each unit, in the order of the matrix's `units`.

    `name` is the label without the unit sign and the remark behind it, `label` all of it as written.
    `merged`: one cell holds for all units. `total` is what an 合计 column states, `unit` “%”, “人”, …
    """

    name: str
    values: tuple[TargetValue, ...]
    label: str = ""
    group: str = ""
    unit: str = ""
    merged: bool = False
    total: TargetValue | None = None
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, slots=True)
class TargetMatrix:
    """目标分解表: `rows` of measures by `units`, whichever of them stands across in the document."""

    title: str
    units: tuple[str, ...]
    rows: tuple[TargetRow, ...]
    place: Place = field(default=Place(), compare=False)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """One team on one half-day, and the units it visits (one or several).

    `date` is as written (“12月6日（星期二）”), `month` and `day` are what was read in it (0: not stated);
    `half_day` is “上午”, “下午”, “晚上” or “全天”, empty where nothing is said.
    """

    date: str
    half_day: str
    team: str
    units: tuple[str, ...]
    month: int = 0
    day: int = 0
    year: int = 0
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, slots=True)
class Timetable:
    """日程安排: the slots in the order of the document."""

    title: str
    slots: tuple[Slot, ...]
    place: Place = field(default=Place(), compare=False)
    problems: tuple[Problem, ...] = ()

    @property
    def teams(self) -> tuple[str, ...]:
        """The teams, each once, in their order."""
        return tuple(dict.fromkeys(slot.team for slot in self.slots))

    @property
    def half_days(self) -> tuple[tuple[str, str], ...]:
        """(date, half-day) pairs, each once, in their order."""
        return tuple(dict.fromkeys((slot.date, slot.half_day) for slot in self.slots))

    @property
    def units(self) -> tuple[str, ...]:
        """Every visit's unit in order; a unit visited twice stands twice."""
        return tuple(unit for slot in self.slots for unit in slot.units)


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of work that a programme sets.

    `heading` is what it stands under, `number` its label as written (“1”, “（二）”), `name` its first
    words where they are a heading of their own. `cadences` are how often it is asked (每月, 每季度 …), `rhythm`
    the words that say so, as written. `months` are the months it is for (1–12), in the order given;
    none: it stands for the whole time. `deadline` is a stated day (“每月25日前”) as written.
    """

    heading: str
    number: str
    text: str
    name: str = ""
    cadences: tuple[Cadence, ...] = ()
    rhythm: tuple[str, ...] = ()
    months: tuple[int, ...] = ()
    deadline: str = ""
    departments: tuple[str, ...] = ()
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, slots=True)
class Duty:
    """What one department answers for."""

    department: str
    text: str
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, slots=True)
class GradeBand:
    """One grade and the scores it is for.

    `low` and `high` None: open at that side. `low_in` and `high_in` say whether the bound itself belongs
    to the band (“80分以上90分以下（不含90分）”: `high_in` is false). `share`: at most that part of the
    units (0.3).
    """

    name: str
    low: Decimal | None = None
    high: Decimal | None = None
    low_in: bool = True
    high_in: bool = True
    share: Decimal | None = None
    span: SourceSpan | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class GradeBands:
    """等次: the bands of one passage, in its order. `problems` tell their gaps and overlaps."""

    bands: tuple[GradeBand, ...]
    place: Place = field(default=Place(), compare=False)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One line of a veto, bonus or deduction list. `points` None: none stated, or a person decides."""

    text: str
    points: Decimal | None = None
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, slots=True)
class VetoList:
    """一票否决 or, with `card`, 黄牌警告: what leads to it, kept as written, with what it does."""

    heading: str
    entries: tuple[ListEntry, ...]
    effect: str = ""
    card: bool = False
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, slots=True)
class DocumentReading:
    """All that was read of one file. `title` is the first document's title; several may be strung together."""

    source: str
    title: str = ""
    drafts: tuple[SchemeDraft, ...] = ()
    grades: tuple[GradeBands, ...] = ()
    targets: tuple[TargetMatrix, ...] = ()
    timetables: tuple[Timetable, ...] = ()
    tasks: tuple[Task, ...] = ()
    duties: tuple[Duty, ...] = ()
    vetoes: tuple[VetoList, ...] = ()
    problems: tuple[Problem, ...] = ()
