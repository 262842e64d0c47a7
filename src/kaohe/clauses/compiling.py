"""A draft with clauses as text → the same draft with rules, measures and questions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from kaohe.clauses.reader import Question, read_clause
from kaohe.clauses.reading import ClauseReading, Input, Nature
from kaohe.clauses.targets import with_targets
from kaohe.core import Problem, Severity
from kaohe.rules import ByLevel, Discretion, Node, walk
from kaohe.scheme.draft import DraftGroup, DraftItem, DraftTable, Pending, SchemeDraft
from kaohe.scheme.model import GroupKind, Measure, MeasureKind, Supply
from kaohe.scheme.pending import BY_DEPARTMENT, OWN_RULE, stating_defaults
from kaohe.scheme.reader import default_places

MODES = {GroupKind.BASE: "score", GroupKind.BONUS: "bonus", GroupKind.DEDUCTION: "adjust"}
"""On what scale a clause of each kind of group is read."""


@dataclass(frozen=True, slots=True)
class ItemReading:
    """An item of a draft and what was understood of its clause. `path` are the names from the table down to it."""

    path: tuple[str, ...]
    item: DraftItem
    question: Question
    reading: ClauseReading


@dataclass(frozen=True, slots=True)
class Compiled:
    """The draft with rules, and one reading an item, in the order of the document."""

    draft: SchemeDraft
    readings: tuple[ItemReading, ...]


def compile_draft(draft: SchemeDraft) -> Compiled:
    """Read every clause that has no rule yet. Measures are added; what is in doubt becomes a question on its item.

    The draft's problems are kept; those of the clauses are added after them.
    """
    work = _Compiling([*draft.measures], [])
    tables = tuple(work.table(table) for table in draft.tables)
    problems = tuple(problem for entry in work.readings for problem in entry.reading.problems)
    done = replace(draft, tables=tables, measures=tuple(work.measures), problems=draft.problems + problems)
    return Compiled(stating_defaults(done), tuple(work.readings))


@dataclass(slots=True)
class _Compiling:
    measures: list[Measure]
    readings: list[ItemReading]

    def table(self, table: DraftTable) -> DraftTable:
        groups = tuple(self.group(group, group.kind, (table.name,)) for group in table.groups)
        return replace(table, groups=groups)

    def group(self, group: DraftGroup, kind: GroupKind, path: tuple[str, ...]) -> DraftGroup:
        here = (*path, group.name)
        children = tuple(
            self.group(child, kind, here) if isinstance(child, DraftGroup) else self.item(child, kind, here)
            for child in group.children
        )
        return replace(group, children=children)

    def item(self, item: DraftItem, kind: GroupKind, path: tuple[str, ...]) -> DraftItem:
        if item.rule is not None or item.unread or not (item.clause or item.standard).strip():
            return item
        taken = frozenset(measure.id for measure in self.measures)
        text, context = (item.clause, item.standard) if item.clause.strip() else (item.standard, "")
        points = abs(item.points) if item.points is not None else None
        question = Question(text, item.name, points, MODES[kind], context, item.where, taken)
        reading = read_clause(question)
        rule: Node | None = None
        targets: Mapping[str, str] = {}
        if reading.rule is not None and not reading.unread:
            rule, targets = with_targets(reading.rule, reading.inputs)
        made = replace(
            item,
            rule=rule,
            floor=None if reading.under and kind is GroupKind.BASE else item.floor,
            cap=None if reading.over else item.cap,
            pending=(*item.pending, *_pending(reading)),
        )
        if made.rule is not None:
            self.measures += _measures(reading, made.rule, item, targets)
        self.readings.append(ItemReading((*path, item.name), made, question, reading))
        return made


def _pending(reading: ClauseReading) -> Iterator[Pending]:
    """What a person has to settle before the item counts."""
    if reading.unread:
        words = "；".join(dict.fromkeys(span.text.strip(" ，。；：、\n") for span in reading.unread))
        yield Pending(f"“{words}”没有读懂", options=(BY_DEPARTMENT, OWN_RULE))
    elif reading.nature is Nature.NONE:
        yield Pending("这一条没有写怎么计分", options=(BY_DEPARTMENT, OWN_RULE))
    for problem in reading.problems:
        if problem.severity is Severity.WARNING:
            yield Pending(problem.message, options=(OWN_RULE,))


_KINDS = {
    "percent": MeasureKind.PERCENT,
    "count": MeasureKind.COUNT,
    "number": MeasureKind.NUMBER,
    "money": MeasureKind.MONEY,
    "bool": MeasureKind.YES_NO,
}


def _measures(
    reading: ClauseReading, rule: Node, item: DraftItem, targets: Mapping[str, str]
) -> Iterator[Measure]:
    """The measures that the rule asks for: figures first, then what a person judges, with the clause as its standard.
    `targets` are those of the clause's figures that are targets of others."""
    department = item.departments[0] if item.departments else ""
    for entry in reading.inputs:
        if entry.measure not in targets:
            yield _measure(entry, department, item)
    standard = " ".join(reading.text.split())
    judged = partial(Measure, supply=Supply.JUDGED, department=department, note=standard, where=item.where)
    for node in walk(rule):
        if isinstance(node, ByLevel):
            yield judged(node.measure, MeasureKind.LEVEL, levels=tuple(level.name for level in node.levels))
        elif isinstance(node, Discretion):
            low = min(node.low, Decimal(0)) if node.or_none else node.low
            yield judged(node.measure, MeasureKind.POINTS, low=low, high=node.high)


def _measure(entry: Input, department: str, item: DraftItem) -> Measure:
    kind = _KINDS[entry.type]
    unit = "" if kind in (MeasureKind.PERCENT, MeasureKind.YES_NO) else entry.unit
    return Measure(
        entry.measure,
        kind,
        unit_label=unit,
        places=default_places(kind),
        department=department,
        where=item.where,
    )


def clause_problems(compiled: Compiled) -> tuple[Problem, ...]:
    """The problems of all clauses, in the order of the document."""
    return tuple(problem for entry in compiled.readings for problem in entry.reading.problems)
