"""A draft item by item as it was read, for people to go through: what each clause became, and how sure that is.

    SchemeDraft ─ compile_draft ─▶ Compiled ─ study_draft ─▶ Study ── tables ── entries: headings and items

A draft that comes from a scheme file has rules and no readings; its items are told from their rules and questions.
"""

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from kaohe.clauses import ClauseReading, Compiled, Input, Nature, Span
from kaohe.clauses.canonical import Names
from kaohe.reports.trials import Limits, Trial, trials
from kaohe.rules import ByLevel, Discretion, Given, Node, walk
from kaohe.rules.sentence import sentence
from kaohe.scheme.complete import item_limits
from kaohe.scheme.draft import DraftGroup, DraftItem, DraftTable, SchemeDraft
from kaohe.scheme.model import GroupKind, Measure, MeasureKind
from kaohe.scheme.pending import is_open, stating_default

ZERO = Decimal(0)


class State(Enum):
    """How far an item was understood."""

    UNDERSTOOD = "读懂"
    DOUBTFUL = "存疑"
    UNREAD = "没读懂"
    JUDGED = "由人评定"
    NO_SCORING = "没有写计分"

    @property
    def key(self) -> str:
        """The state's name in English, for styles and scripts."""
        return self.name.lower().replace("_", "-")


@dataclass(frozen=True, slots=True)
class AskedFigure:
    """A figure that a rule asks for: what it is called, its kind in Chinese, and where the clause speaks of it."""

    name: str
    kind: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class ItemStudy:
    """One item. `number` is its code as a scheme would count it, `path` the names above it; `words` is its rule in Chinese, empty
    where there is none. `reading` is None where the rule was not read from a clause.
    """

    number: str
    path: tuple[str, ...]
    item: DraftItem
    kind: GroupKind
    state: State
    words: str
    asked: tuple[AskedFigure, ...]
    trials: tuple[Trial, ...]
    reading: ClauseReading | None = None

    @property
    def clause(self) -> str:
        """The text that was read as the clause."""
        return self.reading.text if self.reading else self.item.clause or self.item.standard

    @property
    def open(self) -> bool:
        """Whether it waits for a person's word, or for a rule."""
        return is_open(self.item) or (self.item.rule is None and not self.item.unread)


@dataclass(frozen=True, slots=True)
class Heading:
    """A group; `depth` from 0. `points`: as stated, else what its items add up to."""

    number: str
    name: str
    depth: int
    kind: GroupKind
    points: Decimal


@dataclass(frozen=True, slots=True)
class TableStudy:
    """A table's headings and items in the order of the document."""

    table: DraftTable
    entries: tuple[Heading | ItemStudy, ...]

    @property
    def items(self) -> tuple[ItemStudy, ...]:
        return tuple(entry for entry in self.entries if isinstance(entry, ItemStudy))


@dataclass(frozen=True, slots=True)
class Study:
    """A draft as people go through it."""

    draft: SchemeDraft
    tables: tuple[TableStudy, ...]

    @property
    def items(self) -> tuple[ItemStudy, ...]:
        return tuple(item for table in self.tables for item in table.items)

    def counts(self) -> Mapping[State, int]:
        """How many items there are in each state."""
        return Counter(item.state for item in self.items)


def study_draft(draft: SchemeDraft, compiled: Compiled | None = None) -> Study:
    """Lay the draft out. `compiled` adds what was read in the clauses; it must be of this draft."""
    work = _Laying({measure.id: measure for measure in draft.measures})
    if compiled is not None:
        # A draft states defaults that its readings do not have yet.
        work.readings.extend((stating_default(entry.item), entry.reading) for entry in compiled.readings)
    return Study(draft, tuple(TableStudy(table, tuple(work.table(table))) for table in draft.tables))


def studied(compiled: Compiled) -> Study:
    """The study of a draft that was just compiled."""
    return study_draft(compiled.draft, compiled)


def tally(studies: tuple[Study, ...]) -> str:
    """41项：读懂30，存疑4，没读懂2，由人评定5"""
    counts: Counter[State] = Counter()
    for study in studies:
        counts.update(study.counts())
    parts = [f"{state.value}{counts[state]}" for state in State if counts[state]]
    number = sum(counts.values())
    return f"{number}项：{'，'.join(parts)}" if number else "没有读到要计分的项"


@dataclass(frozen=True, slots=True)
class _Laying:
    """Lays out one draft. `readings`: those of its items that come yet, in the draft's order."""

    measures: Mapping[str, Measure]
    readings: deque[tuple[DraftItem, ClauseReading]] = field(default_factory=deque)

    def table(self, table: DraftTable) -> Iterator[Heading | ItemStudy]:
        for number, group in enumerate(table.groups, 1):
            yield from self.group(group, str(number), 0, (table.name,))

    def group(
        self, group: DraftGroup, code: str, depth: int, path: tuple[str, ...]
    ) -> Iterator[Heading | ItemStudy]:
        own = group.code or code
        if not _says_no_more(group):
            yield Heading(own, group.name, depth, group.kind, points_of(group))
        here = (*path, group.name)
        for number, child in enumerate(group.children, 1):
            if isinstance(child, DraftGroup):
                yield from self.group(child, f"{own}.{number}", depth + 1, here)
            else:
                yield self.item(child, child.code or f"{own}.{number}", group.kind, here)

    def item(self, item: DraftItem, code: str, kind: GroupKind, path: tuple[str, ...]) -> ItemStudy:
        item = stating_default(item)
        reading = self.readings.popleft()[1] if self.readings and self.readings[0][0] == item else None
        rule = item.rule
        names = Names.of(self.measures.values()).labels if rule is not None else {}
        return ItemStudy(
            number=code,
            path=path,
            item=item,
            kind=kind,
            state=_state(item, reading),
            words="" if rule is None else sentence(rule, names),
            asked=tuple(_asked(reading.inputs)) if reading and reading.inputs else tuple(self._given(rule)),
            trials=() if rule is None else trials(rule, self.measures, limits_of(item, kind)),
            reading=reading,
        )

    def _given(self, rule: Node | None) -> Iterator[AskedFigure]:
        """The figures of a rule that no clause was read for."""
        nodes = () if rule is None else tuple(walk(rule))
        names = dict.fromkeys(
            node.measure for node in nodes if isinstance(node, Given | ByLevel | Discretion)
        )
        for name in names:
            measure = self.measures.get(name)
            yield AskedFigure(measure.name if measure else name, _KINDS[measure.kind] if measure else "")


def _says_no_more(group: DraftGroup) -> bool:
    """Whether the group is only the cell of its one item, merged over two columns of names."""
    child = group.children[0] if len(group.children) == 1 else None
    return isinstance(child, DraftItem) and group.kind is GroupKind.BASE and child.name == group.name


def points_of(entry: DraftGroup | DraftItem) -> Decimal:
    """Points as stated, else the sum of what is below."""
    if isinstance(entry, DraftItem) or entry.points is not None:
        return entry.points or ZERO
    if entry.kind is not GroupKind.BASE and entry.cap is not None:
        return entry.cap
    return sum((points_of(child) * getattr(child, "weight", 1) for child in entry.children), ZERO)


def limits_of(item: DraftItem, kind: GroupKind) -> Limits:
    """Between what the item's score is kept: as written, else as its kind says."""
    floor, cap = item_limits(kind, item.points or ZERO)
    return Limits(
        floor if isinstance(item.floor, str) else item.floor,
        cap if isinstance(item.cap, str) else item.cap,
    )


def _state(item: DraftItem, reading: ClauseReading | None) -> State:
    if reading is not None and not reading.unread and item.rule is None:
        return State.NO_SCORING
    if item.rule is None:
        written = item.clause.strip() or item.standard.strip() or item.unread
        return State.UNREAD if written else State.NO_SCORING
    if is_open(item):
        return State.DOUBTFUL
    if reading is not None:
        return State.JUDGED if reading.nature is Nature.JUDGEMENT else State.UNDERSTOOD
    figures = any(isinstance(node, Given) for node in walk(item.rule))
    judged = any(isinstance(node, ByLevel | Discretion) for node in walk(item.rule))
    return State.JUDGED if judged and not figures else State.UNDERSTOOD


def _asked(inputs: tuple[Input, ...]) -> Iterator[AskedFigure]:
    for entry in inputs:
        kind = _INPUTS.get(entry.type, entry.type)
        shows_unit = entry.unit and entry.type not in ("percent", "bool", "points")
        yield AskedFigure(entry.measure, f"{kind}（{entry.unit}）" if shows_unit else kind, entry.span)


_INPUTS = {
    "percent": "百分比",
    "count": "计数",
    "number": "数值",
    "money": "金额",
    "bool": "是否",
    "level": "等级",
    "points": "分数",
}
_KINDS = {
    MeasureKind.PERCENT: "百分比",
    MeasureKind.RATIO: "比率",
    MeasureKind.COUNT: "计数",
    MeasureKind.NUMBER: "数值",
    MeasureKind.MONEY: "金额",
    MeasureKind.YES_NO: "是否",
    MeasureKind.LEVEL: "等级",
    MeasureKind.POINTS: "分数",
    MeasureKind.RANK: "名次",
}
