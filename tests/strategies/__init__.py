"""Hypothesis strategies: measures, rules of every kind of node, units, facts and whole schemes.

Rules are well-typed by construction: a builder is asked for a number of a kind of unit, for points or for
a condition. Figures and thresholds are drawn from the same small sets, so that thresholds are hit and totals
tie; among them are halves at the fourth and fifth decimal of both signs and rates without an end.
Facts are drawn only where a rule looks, and a little beside.
"""

from tests.strategies.measures import (
    AWKWARD,
    BOUNDS,
    CLASSES,
    COUNTIES,
    COUNTS,
    COUNTY_TABLE,
    FIGURES,
    FLAGS,
    JUDGED_POINTS,
    LEVEL_MEASURES,
    LEVELS,
    MEASURES,
    NUMERIC,
    PERIODS,
    PRICES,
    STEPS,
    TOWN_TABLE,
    TOWNS,
    decimals,
    measures_of,
)
from tests.strategies.rules import BUILDERS, YIELDS, Grow, conditions, rules, scores
from tests.strategies.schemes import Round, rounds
from tests.strategies.worlds import cases, figures, slots, units, worlds

__all__ = [
    "AWKWARD",
    "BOUNDS",
    "BUILDERS",
    "CLASSES",
    "COUNTIES",
    "COUNTS",
    "COUNTY_TABLE",
    "FIGURES",
    "FLAGS",
    "JUDGED_POINTS",
    "LEVELS",
    "LEVEL_MEASURES",
    "MEASURES",
    "NUMERIC",
    "PERIODS",
    "PRICES",
    "STEPS",
    "TOWNS",
    "TOWN_TABLE",
    "YIELDS",
    "Grow",
    "Round",
    "cases",
    "conditions",
    "decimals",
    "figures",
    "measures_of",
    "rounds",
    "rules",
    "scores",
    "slots",
    "units",
    "worlds",
]
