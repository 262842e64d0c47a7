"""Trying a clause: the score it gives for figures that somebody names."""

from collections.abc import Mapping
from decimal import Decimal

from kaohe.clauses import ClauseReading, Question
from kaohe.core import Absence, Period, exactly, round_half_up
from kaohe.evaluate import Setting, evaluate
from kaohe.facts import AssessedUnit, Fact, Facts, Units

PERIOD = Period(2000)
UNIT = AssessedUnit("单位", "单位", "单位")
ZERO = Decimal(0)


def score_of(
    reading: ClauseReading, question: Question, values: Mapping[str, Decimal | bool | None]
) -> Decimal | None:
    """The score for these figures, between the item's floor and cap; None where the rule cannot say.

    What a person decides besides (`reading.optional`) holds nothing against the unit.
    """
    if reading.rule is None:
        return None
    facts = [Fact(UNIT.id, name, PERIOD, value) for name, value in values.items() if value is not None]
    facts += [Fact(UNIT.id, name, PERIOD, value) for name, value in reading.optional]
    setting = Setting(period=PERIOD, units=Units((UNIT,)), cohort=(UNIT,), facts=Facts(facts))
    with exactly():
        found = evaluate(reading.rule, setting.context(UNIT)).value
        if isinstance(found, bool | str | Absence):
            return None
        return _between(round_half_up(found, 4), reading, question)


def _between(score: Decimal, reading: ClauseReading, question: Question) -> Decimal:
    if question.mode == "adjust":
        return score
    if not reading.under:
        score = max(ZERO, score)
    if question.points is not None and not reading.over:
        score = min(question.points, score)
    return score
