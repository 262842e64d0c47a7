"""What follows from the result: lists of units, with what is done and how much."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kaohe.core import Absence, Problem, Severity, round_half_up
from kaohe.core.numbers import divide
from kaohe.evaluate import Setting, Trace, evaluate
from kaohe.results.standing import Standing, equal_groups, is_ranked, order_key, scope_of
from kaohe.results.tally import ItemScore, Tally
from kaohe.scheme.model import Consequence, Selector, Table

CENTS = 2


@dataclass(frozen=True, slots=True)
class Listed:
    """A unit on a list: by which selector (counted from 1), what amount, what the condition's record is."""

    unit: str
    selector: int
    amount: Decimal | None = None
    trace: Trace | None = None


@dataclass(frozen=True, slots=True)
class ListResult:
    """One consequence and the units it is for, in the order of the standings."""

    consequence: Consequence
    members: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class History:
    """Who was on which list in earlier rounds: list name → for each earlier year (last year first) unit ids."""

    years: tuple[Mapping[str, frozenset[str]], ...] = ()

    def was_on(self, name: str, unit: str, years: int) -> bool:
        """Whether the unit was on the list in each of so many years before this one."""
        known = self.years[:years]
        return len(known) == years and all(unit in year.get(name, frozenset()) for year in known)


NO_HISTORY = History()
"""Nothing is known of earlier years; nobody was on any list."""


class Consequences:
    """Works through the consequences of a table in their order; later ones see the lists of earlier ones."""

    def __init__(
        self, table: Table, standings: Sequence[Standing], setting: Setting, history: History
    ) -> None:
        self.table = table
        self.standings = standings
        self.setting = setting
        self.history = history
        self.lists: dict[str, set[str]] = {}
        self.problems: list[Problem] = []

    def run(self) -> tuple[ListResult, ...]:
        return tuple(self._one(consequence) for consequence in self.table.consequences)

    def _one(self, consequence: Consequence) -> ListResult:
        members: dict[str, Listed] = {}
        for number, selector in enumerate(consequence.selectors, 1):
            for tally, trace in self._select(consequence, selector):
                amount = self._amount(consequence, tally)
                members.setdefault(tally.unit.id, Listed(tally.unit.id, number, amount, trace))
        self.lists.setdefault(consequence.list_name, set()).update(members)
        order = [standing.tally.unit.id for standing in self.standings]
        return ListResult(consequence, tuple(members[unit] for unit in order if unit in members))

    def _amount(self, consequence: Consequence, tally: Tally) -> Decimal | None:
        if consequence.amount is None or not consequence.in_proportion:
            return consequence.amount
        if isinstance(tally.total, Absence) or tally.total < 0:
            return Decimal(0)
        return round_half_up(divide(consequence.amount * tally.total, self.table.total), CENTS)

    def _select(self, consequence: Consequence, selector: Selector) -> list[tuple[Tally, Trace | None]]:
        """Who meets everything the selector states; first and last are counted among those."""
        pool: list[tuple[Tally, Trace | None]] = []
        undecided: list[Tally] = []
        for standing in self.standings:
            tally = standing.tally
            if tally.vetoed and not (consequence.includes_vetoed or selector.vetoed):
                continue
            if any(tally.unit.id in self.lists.get(name, ()) for name in consequence.passing_over):
                continue
            if not self._meets(selector, standing):
                continue
            trace = None
            if selector.condition is not None:
                trace = evaluate(selector.condition, self.setting.context(tally.unit))
                if trace.value in (Absence.MISSING, Absence.PENDING):
                    undecided.append(tally)
                if trace.value is not True:
                    continue
            pool.append((tally, trace))
        if undecided:
            self._say_undecided(consequence, undecided)
        if selector.first is None and selector.last is None:
            return pool
        chosen = self._edge(consequence, selector, [tally for tally, _ in pool])
        return [(tally, trace) for tally, trace in pool if tally.unit.id in chosen]

    def _meets(self, selector: Selector, standing: Standing) -> bool:
        tally = standing.tally
        listed = not selector.listed or (
            tally.unit.id in self.lists.get(selector.listed, ())
            and self.history.was_on(selector.listed, tally.unit.id, selector.years - 1)
        )
        return (
            listed
            and (not selector.classes or tally.unit.unit_class in selector.classes)
            and (not selector.grade or standing.grade == selector.grade)
            and (not selector.vetoed or tally.vetoed)
            and (not selector.carded or tally.carded)
        )

    def _edge(self, consequence: Consequence, selector: Selector, pool: list[Tally]) -> set[str]:
        """The ids of the first or last so many within each scope; equals at the edge are all in."""
        chosen: set[str] = set()
        together = scope_of(selector.scope)
        for scope in dict.fromkeys(together(tally) for tally in pool):
            members = [tally for tally in pool if together(tally) == scope]
            for wanted, best_first in ((selector.first, True), (selector.last, False)):
                if wanted is not None:
                    chosen |= self._first(consequence, selector, members, wanted, best_first)
        return chosen

    def _first(
        self,
        consequence: Consequence,
        selector: Selector,
        members: list[Tally],
        wanted: int,
        best_first: bool,
    ) -> set[str]:
        keys = {
            tally.unit.id: self._key(
                selector, tally, vetoed_too=consequence.includes_vetoed or selector.vetoed
            )
            for tally in members
        }
        scored = [tally for tally in members if keys[tally.unit.id] is not None]
        scored.sort(key=lambda tally: keys[tally.unit.id] or (), reverse=best_first)
        taken: list[Tally] = []
        for equals in equal_groups(scored, lambda tally: keys[tally.unit.id] or ()):
            if len(taken) >= wanted:
                break
            taken.extend(equals)
        if len(taken) > wanted:
            self._say_equals(consequence, wanted, taken)
        return {tally.unit.id for tally in taken}

    def _key(self, selector: Selector, tally: Tally, *, vetoed_too: bool) -> tuple[Decimal, ...] | None:
        """What the selector orders by; None for a unit that has no place in that order.

        By the total that is everybody who is ranked (and, where vetoed units are asked for too, they);
        by a group or item everybody for whom it applies and is known.
        """
        if not selector.of:
            if isinstance(tally.total, Absence) or not (is_ranked(tally) or vetoed_too):
                return None
            return order_key(self.table.ranking, tally)
        score = tally.find(selector.of)
        if isinstance(score, ItemScore):
            return None if isinstance(score.score, Absence) else (score.score,)
        if score is None or all(item.score is Absence.NOT_APPLICABLE for item in score.items()):
            return None
        return (score.score,)

    def _say_equals(self, consequence: Consequence, wanted: int, taken: list[Tally]) -> None:
        names = "、".join(tally.unit.name for tally in taken)
        self.problems.append(
            Problem(
                "results.equals-at-the-edge",
                Severity.WARNING,
                f"“{consequence.list_name}”要{wanted}个单位，因并列列入了{len(taken)}个：{names}。",
                "请在“排名”的“同分”里写明怎样区分，或由考核办决定。",
                (consequence.where,),
            )
        )

    def _say_undecided(self, consequence: Consequence, undecided: list[Tally]) -> None:
        names = "、".join(tally.unit.name for tally in undecided)
        self.problems.append(
            Problem(
                "results.undecided-condition",
                Severity.WARNING,
                f"“{consequence.list_name}”的条件对{names}还不能判断，所需数据未报或未评，暂未列入。",
                "请先补报或评定，再定名单。",
                (consequence.where,),
            )
        )


def members_by_list(lists: Iterable[ListResult]) -> dict[str, frozenset[str]]:
    """Unit ids by list name, for next year's history."""
    collected: dict[str, set[str]] = {}
    for result in lists:
        collected.setdefault(result.consequence.list_name, set()).update(m.unit for m in result.members)
    return {name: frozenset(units) for name, units in collected.items()}
