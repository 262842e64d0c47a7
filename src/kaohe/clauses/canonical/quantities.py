"""Numbers, as nouns."""

from lark import Token

from kaohe.clauses.canonical.naming import Name, Naming
from kaohe.clauses.canonical.values import Said, amount, counted, places, rule, unquoted
from kaohe.rules import (
    Change,
    Cohort,
    Const,
    Corrected,
    Correction,
    Given,
    LastYear,
    Mean,
    Node,
    Peer,
    Quotient,
    Statistic,
    Subordinates,
    Sum,
    Target,
)
from kaohe.rules.quantities import HUNDRED, ZERO
from kaohe.rules.sentence.wording import COHORTS, STATISTICS

_COHORTS: dict[str, Cohort] = {word: cohort for cohort, word in COHORTS.items()}
_STATISTICS: dict[str, Statistic] = {f"的{word}": statistic for statistic, word in STATISTICS.items()}


class Quantities(Naming):
    """One method a form of `number` in the grammar."""

    def given(self, name: Name) -> Given:
        return Given(*self.measure(name))

    def constant(self, number: Token) -> Const:
        return Const(amount(number))

    def target(self, name: Name) -> Target:
        return Target(*self.measure(name))

    def last_year(self, of: Said) -> LastYear:
        return LastYear(rule(of))

    def change_since(self, now: Said, how: Token, kept: Token | None) -> Change:
        return Change(rule(now), LastYear(rule(now)), "增长率" in how, places(kept))

    def change(self, now: Said, before: Said, how: Token, kept: Token | None) -> Change:
        return Change(rule(now), rule(before), "增长率" in how, places(kept))

    def percentage(self, part: Said, whole: Said, kept: Token | None) -> Quotient:
        return Quotient(rule(part), rule(whole), HUNDRED, places=places(kept))

    def quotient(self, part: Said, whole: Said, times: Token, unit: Token, kept: Token | None) -> Quotient:
        return Quotient(rule(part), rule(whole), amount(times), counted(unit), places(kept))

    def total(self, of: tuple[Node, ...]) -> Sum:
        return Sum(of)

    def mean(self, of: tuple[Node, ...], kept: Token | None) -> Mean:
        return Mean(of, places(kept))

    def peer_rank(self, of: Said, cohort: Token, lower: Token | None, kept: Token | None) -> Peer:
        among = _COHORTS[cohort.removeprefix("在").removesuffix("中的名次")]
        return Peer(rule(of), Statistic.RANK, among, lower is None, places(kept))

    def peer(self, cohort: Token, of: Said, what: Token, lower: Token | None, kept: Token | None) -> Peer:
        return Peer(rule(of), _STATISTICS[what], _COHORTS[cohort], lower is None, places(kept))

    def subordinates(self, table: Token, kept: Token | None) -> Subordinates:
        return Subordinates(unquoted(table), places(kept))

    def discounted(self, reported: Said, found: Said, kept: Token | None) -> Corrected:
        return Corrected(rule(reported), rule(found), Correction.DISCOUNT, places=places(kept))

    def corrected(self, reported: Said, found: Said, off: Token | None, kept: Token | None) -> Corrected:
        tolerance = ZERO if off is None else amount(off)
        return Corrected(rule(reported), rule(found), Correction.REPLACE, tolerance, places(kept))

    def off(self, tolerance: Token | None = None) -> Token | None:
        """How far the two may lie apart; None: not at all."""
        return tolerance
