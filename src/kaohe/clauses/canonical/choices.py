"""What works on numbers, points and conditions alike; the methods for points end in `_award`."""

from lark import Token

from kaohe.clauses.canonical.naming import Naming
from kaohe.clauses.canonical.values import Award, Said, award, places, reason, rule, verb_of
from kaohe.core import Absence, Cadence
from kaohe.rules import (
    ByClass,
    ClassCase,
    Const,
    Default,
    Gather,
    If,
    Node,
    OverPeriods,
    Pick,
    PickOne,
    Round,
    Rounding,
    Times,
)
from kaohe.rules.quantities import ZERO
from kaohe.rules.sentence.choices import GATHERED
from kaohe.rules.sentence.wording import PARTS, ROUNDINGS

_GATHERED: dict[str, Gather] = {word: gather for gather, word in GATHERED.items()}
_PARTS: dict[str, Cadence] = {word: cadence for cadence, word in PARTS.items()}
_ROUNDINGS: dict[str, Rounding] = {word: rounding for rounding, word in ROUNDINGS.items()}
_ABSENCES: dict[str, Absence] = {absence.label: absence for absence in Absence}

StandIns = tuple[dict[Absence, Node], str]
"""What is taken where something is absent, and for which reason."""


class Choices(Naming):
    """One method a form in the grammar."""

    # ---- if

    def if_else(self, condition: Said, then: Said, otherwise: Said) -> If:
        return If(rule(condition), rule(then), rule(otherwise))

    def if_award(self, condition: Said, then: Said, otherwise: Said | None) -> Award:
        other = Const(ZERO) if otherwise is None else rule(otherwise)
        return Award(If(rule(condition), rule(then), other), award(then).verb)

    # ---- by class

    def case(self, name: str, of: Said) -> ClassCase:
        return ClassCase(name, rule(of))

    def cases(self, *cases: ClassCase) -> tuple[ClassCase, ...]:
        return cases

    def exempt(self) -> None:
        """A class that is not named is not asked."""

    def by_class(self, cases: tuple[ClassCase, ...], otherwise: Said | None) -> ByClass:
        return ByClass(cases, None if otherwise is None else rule(otherwise))

    def by_class_award(self, head: Token, cases: tuple[ClassCase, ...], otherwise: Said | None) -> Award:
        return Award(self.by_class(cases, otherwise), verb_of(head))

    # ---- one of several

    def pick(self, of: tuple[Node, ...], extreme: Token) -> PickOne:
        return PickOne(of, Pick.HIGHEST if "最高" in extreme else Pick.LOWEST)

    def pick_award(self, head: Token, of: tuple[Node, ...]) -> Award:
        return Award(PickOne(of, Pick.HIGHEST if "就高" in head else Pick.LOWEST), verb_of(head))

    # ---- multiplied, rounded, over periods

    def times(self, of: Said, by: Said) -> Times:
        return Times(rule(of), rule(by))

    def times_award(self, of: Said, by: Said, verb: Token) -> Award:
        return Award(self.times(of, by), verb_of(verb))

    def round(self, of: Said, how: Token) -> Round:
        mode = next(mode for word, mode in _ROUNDINGS.items() if how.startswith(word))
        return Round(rule(of), 0 if how.endswith("取整数") else places(how), mode)

    def round_award(self, of: Said, how: Token, verb: Token) -> Award:
        return Award(self.round(of, how), verb_of(verb))

    def over_periods(self, of: Said, how: Token, kept: Token | None) -> OverPeriods:
        part, gather = how.removeprefix("逐").split("计算，")
        return OverPeriods(rule(of), _PARTS[part], _GATHERED[gather], places(kept))

    def over_periods_award(self, of: Said, how: Token, kept: Token | None, verb: Token) -> Award:
        return Award(self.over_periods(of, how, kept), verb_of(verb))

    # ---- stand-ins

    def stand_in(self, when: Token, instead: Said) -> tuple[Absence, Node]:
        absence = next(absence for word, absence in _ABSENCES.items() if word in when)
        return absence, rule(instead)

    def stand_ins(self, *parts: tuple[Absence, Node] | Token) -> StandIns:
        given = [part for part in parts if isinstance(part, tuple)]
        return dict(given), reason(str(parts[-1]))

    def default(self, of: Said, stand_ins: StandIns) -> Default:
        instead, why = stand_ins
        return Default(
            rule(of),
            why,
            instead.get(Absence.MISSING),
            instead.get(Absence.PENDING),
            instead.get(Absence.NOT_APPLICABLE),
        )

    def default_award(self, of: Said, stand_ins: StandIns) -> Award:
        return Award(self.default(of, stand_ins), award(of).verb)
