"""The values everything else is made of: numbers, absences, periods, units, places and problems.

Nothing here reads a file or knows a framework, and nothing here imports the rest of Kaohe.
A value that is not there is an `Absence`, never a zero; a number is a `Decimal` or, where two
counts were reported, the exact `Fraction` of the two; a finding about the user's material is a
`Problem` with its place and a remedy, and an action that is not allowed is `Refused`.
"""

from kaohe.core.absence import Absence
from kaohe.core.numbers import EXACT, Number, divide, exactly, plain, round_half_up
from kaohe.core.period import Cadence, Period
from kaohe.core.problem import Place, Problem, Refused, Severity
from kaohe.core.span import SourceSpan
from kaohe.core.unit import ANY, FLAG, MONEY, PERCENT, POINTS, RANK, Unit, UnitKind
from kaohe.core.value import CountRatio, FactValue

__all__ = [
    "ANY",
    "EXACT",
    "FLAG",
    "MONEY",
    "PERCENT",
    "POINTS",
    "RANK",
    "Absence",
    "Cadence",
    "CountRatio",
    "FactValue",
    "Number",
    "Period",
    "Place",
    "Problem",
    "Refused",
    "Severity",
    "SourceSpan",
    "Unit",
    "UnitKind",
    "divide",
    "exactly",
    "plain",
    "round_half_up",
]
