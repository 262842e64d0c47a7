"""From the rules of a table to one unit's total: items, groups, caps, weights, composition.

The order is stated in `rules/semantics.md`, “From items to a total”. Each step keeps what it was
computed from, so that the explanation of a total is its own record, as a rule's trace is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kaohe.core import Absence, round_half_up
from kaohe.core.numbers import POINT_PLACES, divide
from kaohe.evaluate import Context, Plan, Trace, plan
from kaohe.evaluate.remember import remembering
from kaohe.facts import AssessedUnit
from kaohe.rules import Node, Peer, Subordinates, walk
from kaohe.scheme.model import Effect, Group, GroupKind, Item, Table, Veto, WhenNotApplicable

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class ItemScore:
    """One unit's score in one item. `score` is the rule's value within the item's floor and cap, or why
    there is none; `points` is what enters the sum, `full` the full points that count for the unit
    (zero for an item that does not apply and is scaled out).
    """

    item: Item
    trace: Trace
    score: Decimal | Absence
    points: Decimal
    full: Decimal
    kept_at: Decimal | None = None

    @property
    def open(self) -> bool:
        """Whether the score still waits for somebody."""
        return self.score in (Absence.MISSING, Absence.PENDING)


@dataclass(frozen=True, slots=True)
class GroupScore:
    """One unit's score in one group. `raw` is the sum of the children, `score` what is left after floor,
    cap and weight, `full` the full points that count, weighted.
    """

    group: Group
    children: "tuple[GroupScore | ItemScore, ...]"
    raw: Decimal
    score: Decimal
    full: Decimal
    kept_at: Decimal | None = None

    def items(self) -> Iterator[ItemScore]:
        """The item scores below, in order."""
        for child in self.children:
            if isinstance(child, ItemScore):
                yield child
            else:
                yield from child.items()


@dataclass(frozen=True, slots=True)
class VetoOutcome:
    """Whether a veto or card came into force: yes, no, or not known yet."""

    veto: Veto
    trace: Trace

    @property
    def in_force(self) -> bool:
        return self.trace.value is True

    @property
    def open(self) -> bool:
        return self.trace.value in (Absence.MISSING, Absence.PENDING)


@dataclass(frozen=True, slots=True)
class Tally:
    """One unit's whole account in one table.

    `earned` and `available` are the base points before scaling, `full` the table's; `base` after it.
    total = base + bonus + deduction, zero under a veto that says so, at the table's precision;
    NOT_APPLICABLE where no item applies. `gaps` are the items that still wait for a figure or a judgement;
    `provisional` says whether the total may still change: a gap, peers who have not reported, an undecided veto.
    """

    unit: AssessedUnit
    table: Table
    groups: tuple[GroupScore, ...]
    vetoes: tuple[VetoOutcome, ...]
    earned: Decimal
    available: Decimal
    base: Decimal
    bonus: Decimal
    deduction: Decimal
    total: Decimal | Absence
    gaps: tuple[ItemScore, ...]
    provisional: bool

    @property
    def full(self) -> Decimal:
        return self.table.total

    def items(self) -> Iterator[ItemScore]:
        """All item scores, in order."""
        for group in self.groups:
            yield from group.items()

    def find(self, code: str) -> GroupScore | ItemScore | None:
        """The score of the group or item with this code or name."""
        entry = self.table.find(code)
        return None if entry is None else next((s for s in self._scores() if _entry(s) is entry), None)

    def _scores(self) -> Iterator[GroupScore | ItemScore]:
        stack: list[GroupScore | ItemScore] = list(self.groups)
        while stack:
            score = stack.pop()
            yield score
            if isinstance(score, GroupScore):
                stack.extend(score.children)

    @property
    def vetoed(self) -> bool:
        """Whether a veto (not a card) is in force."""
        return any(outcome.in_force and not outcome.veto.card for outcome in self.vetoes)

    @property
    def carded(self) -> bool:
        return any(outcome.in_force and outcome.veto.card for outcome in self.vetoes)

    def has(self, effect: Effect) -> bool:
        """Whether something with this effect is in force."""
        return any(outcome.in_force and outcome.veto.effect is effect for outcome in self.vetoes)


def _plan(rule: Node) -> Plan:
    """A rule made ready for a round: units with the same figures share one trace."""
    return remembering(rule, plan(rule))


def _looks_at_itself(rule: Node) -> bool:
    """Whether a rule's value hangs on the unit's own figures alone, of whatever period."""
    return not any(isinstance(node, Peer | Subordinates) for node in walk(rule))


def _entry(score: GroupScore | ItemScore) -> Group | Item:
    return score.item if isinstance(score, ItemScore) else score.group


class Tallier:
    """A table made ready: its rules planned once, run for each unit. Call inside `core.exactly()`."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._plans: Mapping[str, Plan] = {item.code: _plan(item.rule) for item in table.items()}
        self._vetoes = tuple((veto, _plan(veto.condition)) for veto in table.vetoes)
        self._own = frozenset(item.code for item in table.items() if _looks_at_itself(item.rule))
        self._alone = len(self._own) == len(self._plans) and all(
            _looks_at_itself(veto.condition) for veto in table.vetoes
        )

    def tally(self, context: Context, before: Tally | None = None) -> Tally:
        """Everything about one unit in this table, up to the total. `before`: its tally by the same table and the same figures of its
        own, of which the items that look at nobody else are taken over.
        """
        if before is not None and self._alone:
            return before
        known = {
            score.item.code: score
            for score in (before.items() if before is not None else ())
            if score.item.code in self._own
        }
        groups = tuple(self._group(group, context, known) for group in self.table.groups)
        vetoes = tuple(VetoOutcome(veto, condition(context)) for veto, condition in self._vetoes)
        sums = {
            kind: sum((score.score for score in groups if score.group.kind is kind), ZERO)
            for kind in GroupKind
        }
        earned = sums[GroupKind.BASE]
        available = sum((score.full for score in groups if score.group.kind is GroupKind.BASE), ZERO)
        base = self._scaled(earned, available)
        total: Decimal | Absence = Absence.NOT_APPLICABLE
        if base is not None:
            raw = base + sums[GroupKind.BONUS] + sums[GroupKind.DEDUCTION]
            if any(outcome.in_force and outcome.veto.effect is Effect.ZERO for outcome in vetoes):
                raw = ZERO
            total = round_half_up(raw, self.table.precision)
        items = [item for group in groups for item in group.items()]
        gaps = tuple(item for item in items if item.open)
        return Tally(
            unit=context.unit,
            table=self.table,
            groups=groups,
            vetoes=vetoes,
            earned=earned,
            available=available,
            base=ZERO if base is None else base,
            bonus=sums[GroupKind.BONUS],
            deduction=sums[GroupKind.DEDUCTION],
            total=total,
            gaps=gaps,
            provisional=bool(gaps)
            or any(item.trace.provisional for item in items)
            or any(outcome.open or outcome.trace.provisional for outcome in vetoes),
        )

    def _scaled(self, earned: Decimal, available: Decimal) -> Decimal | None:
        """Base points as if every item applied; None where none does."""
        full = self.table.total
        if available == full:
            return earned
        if available <= 0:
            return None
        return round_half_up(divide(earned * full, available), POINT_PLACES)

    def _group(self, group: Group, context: Context, known: Mapping[str, ItemScore]) -> GroupScore:
        children = tuple(
            self._group(child, context, known)
            if isinstance(child, Group)
            else known.get(child.code) or self._item(child, group.kind, context)
            for child in group.children
        )
        raw = sum((c.points if isinstance(c, ItemScore) else c.score for c in children), ZERO)
        kept, kept_at = _within(raw, group.floor, group.cap)
        full = sum((child.full for child in children), ZERO) * group.weight
        score = round_half_up(kept * group.weight, POINT_PLACES)
        return GroupScore(group, children, raw, score, full, kept_at)

    def _item(self, item: Item, kind: GroupKind, context: Context) -> ItemScore:
        trace = self._plans[item.code](context)
        value = trace.value
        if value is Absence.NOT_APPLICABLE:
            return _not_applicable(item, kind, trace)
        full = item.points if kind is GroupKind.BASE else ZERO
        if isinstance(value, Absence):
            return ItemScore(item, trace, value, ZERO, full)
        if isinstance(value, bool | str):
            raise TypeError(f"the rule of {item.name} yielded {value!r}; complete schemes hold no such rule")
        score, kept_at = _within(round_half_up(value, POINT_PLACES), item.floor, item.cap)
        return ItemScore(item, trace, score, score, full, kept_at)


def _not_applicable(item: Item, kind: GroupKind, trace: Trace) -> ItemScore:
    """不适用: leave the full points out too, count them full, or count zero."""
    absent = Absence.NOT_APPLICABLE
    if kind is not GroupKind.BASE:
        full = kind is GroupKind.BONUS and item.when_not_applicable is WhenNotApplicable.FULL
        return ItemScore(item, trace, absent, item.points if full else ZERO, ZERO)
    match item.when_not_applicable:
        case WhenNotApplicable.SCALE:
            return ItemScore(item, trace, absent, ZERO, ZERO)
        case WhenNotApplicable.FULL:
            return ItemScore(item, trace, absent, item.points, item.points)
        case WhenNotApplicable.ZERO:
            return ItemScore(item, trace, absent, ZERO, item.points)


def _within(raw: Decimal, floor: Decimal | None, cap: Decimal | None) -> tuple[Decimal, Decimal | None]:
    """The number between floor and cap, and which of the two it was kept at, if any."""
    if floor is not None and raw < floor:
        return floor, floor
    if cap is not None and raw > cap:
        return cap, cap
    return raw, None
