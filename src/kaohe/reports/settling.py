"""A draft with one more thing settled in it: a question, a rule, points, or what the document does not say of itself.

Every function gives a new draft; nothing is asked and nothing is written here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from kaohe.clauses import Compiled, compile_draft
from kaohe.clauses.canonical import Names, read_sentence
from kaohe.core import Period, Problem, Severity, plain
from kaohe.reports.trials import trials
from kaohe.rules import Discretion, Ledger, Line, Node, walk
from kaohe.rules.sentence import sentence
from kaohe.scheme.draft import DraftGroup, DraftItem, DraftTable, Pending, SchemeDraft
from kaohe.scheme.model import GroupKind, Measure, MeasureKind, Supply
from kaohe.scheme.pending import AS_READ, BY_DEPARTMENT, is_open, stating_default

ZERO = Decimal(0)
Way = tuple[int, ...]
"""The way to an entry: the table's number, then children's numbers, from 0."""


@dataclass(frozen=True, slots=True)
class Located:
    """An item and the way to it. `path` are the names above it."""

    way: Way
    item: DraftItem
    kind: GroupKind
    path: tuple[str, ...]
    number: str


def items_in(draft: SchemeDraft) -> Iterator[Located]:
    """All items of a draft, in its order."""
    for t, table in enumerate(draft.tables):
        for g, group in enumerate(table.groups):
            yield from _below(group, (t, g), (table.name,), str(g + 1))


def _below(group: DraftGroup, way: Way, path: tuple[str, ...], code: str) -> Iterator[Located]:
    own, here = group.code or code, (*path, group.name)
    for n, child in enumerate(group.children):
        number = f"{own}.{n + 1}"
        if isinstance(child, DraftGroup):
            yield from _below(child, (*way, n), here, number)
        else:
            yield Located((*way, n), child, group.kind, here, child.code or number)


def waits(item: DraftItem, kind: GroupKind) -> bool:
    """Whether the item needs a person's word before it can be scored."""
    no_rule = item.rule is None and not item.unread
    no_points = item.points is None and kind is GroupKind.BASE and not item.points_unread
    return no_rule or no_points or is_open(item)


def at(draft: SchemeDraft, way: Way) -> Located:
    """The item at the end of the way."""
    return next(found for found in items_in(draft) if found.way == way)


def with_item(draft: SchemeDraft, way: Way, item: DraftItem) -> SchemeDraft:
    """The draft with this item at the end of the way."""
    tables = list(draft.tables)
    table = tables[way[0]]
    groups = list(table.groups)
    groups[way[1]] = _put(groups[way[1]], way[2:], item)
    tables[way[0]] = replace(table, groups=tuple(groups))
    return replace(draft, tables=tuple(tables))


def _put(group: DraftGroup, way: Way, item: DraftItem) -> DraftGroup:
    children: list[DraftGroup | DraftItem] = list(group.children)
    below = children[way[0]]
    children[way[0]] = _put(below, way[1:], item) if isinstance(below, DraftGroup) else item
    return replace(group, children=tuple(children))


# ---- questions and rules


def take_default(draft: SchemeDraft, way: Way, question: int) -> SchemeDraft:
    """The question answered: the rule stays as it was read."""
    item = at(draft, way).item
    pending = tuple(replace(p, answer=AS_READ) if n == question else p for n, p in enumerate(item.pending))
    return with_item(draft, way, replace(item, pending=pending))


def by_department(draft: SchemeDraft, way: Way, most: Decimal) -> SchemeDraft:
    """A person gives from 0 to `most` points (in a list of deductions: takes them)."""
    found = at(draft, way)
    name = _unlike(f"{found.item.name}评分", {measure.id for measure in draft.measures})
    rule: Node = Discretion(name, ZERO, most)
    if found.kind is GroupKind.DEDUCTION:
        rule = Ledger(ZERO, (Line("", rule),), floor=None)
    department = found.item.departments[0] if found.item.departments else ""
    measure = Measure(
        name, MeasureKind.POINTS, low=ZERO, high=most, supply=Supply.JUDGED, department=department
    )
    return _with_rule(draft, way, rule, (measure,), BY_DEPARTMENT)


def by_own_words(draft: SchemeDraft, way: Way, text: str) -> SchemeDraft | tuple[Problem, ...]:
    """The rule that somebody wrote: a canonical sentence, else a clause in the office's words. What is not clear gives
    the problems, and nothing is settled.
    """
    found = at(draft, way)
    rule = read_sentence(text, Names.of(draft.measures))
    if isinstance(rule, Node):
        return _too_much(rule, found.item, draft.measures) or _with_rule(draft, way, rule, (), text)
    compiled = _read_alone(draft, found, replace(found.item, clause=text, standard=""))
    made, problems = compiled.readings[0].item, compiled.readings[0].reading.problems
    if made.rule is None or made.pending:
        return problems or tuple(_in_doubt(made))
    if told := _too_much(made.rule, made, compiled.draft.measures):
        return told
    new = compiled.draft.measures[len(draft.measures) :]
    limited = with_item(draft, way, replace(found.item, floor=made.floor, cap=made.cap))
    return _with_rule(limited, way, made.rule, new, text)


def _in_doubt(made: DraftItem) -> Iterator[Problem]:
    """What the questions on a clause say, for somebody who is to write it another way."""
    points = "" if made.points is None else f"；满分要和这一项的{plain(made.points)}分对得上"
    remedy = f"请换一种写法{points}。"
    for pending in made.pending or (Pending("这句话里没有怎样计分"),):
        yield Problem("clause.in-doubt", Severity.WARNING, f"{pending.question}。", remedy)


def _too_much(rule: Node, item: DraftItem, measures: tuple[Measure, ...]) -> tuple[Problem, ...]:
    """A slip in the points: more than the item has, where nothing says that it may be more."""
    if item.points is None or item.cap != "":
        return ()
    scores = [row.score for row in trials(rule, {measure.id: measure for measure in measures})]
    most = max((score for score in scores if score is not None), default=ZERO)
    if most <= abs(item.points):
        return ()
    message = f"这样写最高得{plain(most)}分，超过这一项的{plain(abs(item.points))}分。"
    return (Problem("clause.awards-too-much", Severity.WARNING, message, "请核对分数。"),)


def _with_rule(
    draft: SchemeDraft, way: Way, rule: Node, new: tuple[Measure, ...], answer: str
) -> SchemeDraft:
    """The item with another rule; all that was asked about the old one is answered by it."""
    item = at(draft, way).item
    same = item.rule is not None and sentence(item.rule) == sentence(rule)
    said = AS_READ if same else answer
    pending = tuple(p if p.answer else replace(p, answer=said) for p in item.pending)
    changed = with_item(draft, way, replace(item, rule=rule, unread=False, pending=pending))
    changed = replace(changed, measures=(*draft.measures, *new))
    return changed if item.rule is None or same else _without_unused(changed, item.rule)


def _without_unused(draft: SchemeDraft, old: Node) -> SchemeDraft:
    """Without the measures that only the old rule asked for."""
    used = {name for found in items_in(draft) for name in _asked(found.item.rule)}
    used |= {name for table in draft.tables for veto in table.vetoes for name in _asked(veto.condition)}
    gone = set(_asked(old)) - used
    return replace(draft, measures=tuple(measure for measure in draft.measures if measure.id not in gone))


def _asked(rule: Node | None) -> Iterator[str]:
    for node in () if rule is None else walk(rule):
        name = getattr(node, "measure", None)
        if isinstance(name, str):
            yield name


def _unlike(name: str, taken: set[str]) -> str:
    chosen, number = name, 2
    while chosen in taken:
        chosen, number = f"{name}（{number}）", number + 1
    return chosen


# ---- what the document does not say of itself


def with_points(draft: SchemeDraft, way: Way, points: Decimal | None) -> SchemeDraft:
    """The item with its full points (None: none are stated). Where nobody has answered for its rule yet, its clause is read
    again with them.
    """
    found = at(draft, way)
    item = replace(found.item, points=points)
    if not (item.clause.strip() or item.standard.strip()) or any(pending.answer for pending in item.pending):
        return with_item(draft, way, item)
    bare = with_item(draft, way, replace(item, rule=None, pending=()))
    if found.item.rule is not None:
        bare = _without_unused(bare, found.item.rule)
    compiled = _read_alone(bare, found, at(bare, way).item)
    made = stating_default(compiled.readings[0].item)
    return replace(with_item(bare, way, made), measures=compiled.draft.measures)


def with_clause(draft: SchemeDraft, way: Way, clause: str, points: Decimal | None) -> SchemeDraft:
    """The item with another clause, read anew; what was asked about the old one is no longer asked."""
    item = at(draft, way).item
    emptied = replace(item, clause=clause, unread=False, pending=())
    if clause.strip() or item.standard.strip():
        return with_points(with_item(draft, way, emptied), way, points)
    bare = with_item(draft, way, replace(emptied, points=points, rule=None))
    return bare if item.rule is None else _without_unused(bare, item.rule)


def _read_alone(draft: SchemeDraft, found: Located, item: DraftItem) -> Compiled:
    """What the clause of this one item is read as, with names unlike those of the draft's measures."""
    asked = replace(item, rule=None, unread=False, pending=())
    alone = DraftTable("", groups=(DraftGroup("", (asked,), kind=found.kind),))
    return compile_draft(SchemeDraft(measures=draft.measures, tables=(alone,)))


def with_header(
    draft: SchemeDraft, *, title: str = "", period: Period | None = None, level: str = ""
) -> SchemeDraft:
    """The draft with what is given where nothing stands yet; `level` is whom its tables score."""
    tables = tuple(
        replace(table, level=table.level or level, name=table.name or "考核表") for table in draft.tables
    )
    return replace(draft, title=draft.title or title, period=draft.period or period, tables=tables)
