"""Conditions, as premises."""

from lark import Token

from kaohe.clauses.canonical.naming import Name, Naming
from kaohe.clauses.canonical.values import Limit, Said, limit_of, rule, unquoted
from kaohe.core import Cadence
from kaohe.rules import AllOf, AnyOf, Compare, Given, InClass, LevelIs, Not, PeriodIs, Relation
from kaohe.rules.sentence.wording import LENGTHS, RELATIONS

_RELATIONS: dict[str, Relation] = {word: relation for relation, word in RELATIONS.items()}
_LENGTHS: dict[str, Cadence] = {word: cadence for cadence, word in LENGTHS.items()}


class Conditions(Naming):
    """One method a form of `simple` and `joined` in the grammar."""

    def yes(self, name: Name) -> Given:
        return Given(*self.measure(name))

    def no(self, name: Name) -> Not:
        return Not(Given(*self.measure(name)))

    def compare(self, left: Said, relation: Token, right: Limit) -> Compare:
        of = rule(left)
        return Compare(of, _RELATIONS[relation], limit_of(right, of))

    def texts(self, *texts: Token) -> tuple[str, ...]:
        return tuple(unquoted(text) for text in texts)

    def level_is(self, name: Name, levels: tuple[str, ...]) -> LevelIs:
        measure, _ = self.measure(name)
        return LevelIs(measure, levels)

    def in_class(self, classes: tuple[str, ...]) -> InClass:
        return InClass(classes)

    def lengths(self, *lengths: Token) -> tuple[Cadence, ...]:
        return tuple(_LENGTHS[length] for length in lengths)

    def period_is(self, cadences: tuple[Cadence, ...]) -> PeriodIs:
        return PeriodIs(cadences)

    def negation(self, of: Said) -> Not:
        return Not(rule(of))

    def all_of(self, *of: Said) -> AllOf:
        return AllOf(tuple(rule(part) for part in of))

    def any_of(self, *of: Said) -> AnyOf:
        return AnyOf(tuple(rule(part) for part in of))
