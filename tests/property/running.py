"""Running the interpreter on what the strategies draw."""

from fractions import Fraction

from hypothesis import settings

from kaohe import rules as r
from kaohe.core import Absence
from kaohe.evaluate import Setting, Trace, evaluate
from kaohe.facts import Facts, Units
from tests.oracle import Out, World


def setting(world: World) -> Setting:
    """The world as the interpreter takes it."""
    return Setting(
        period=world.period,
        units=Units(world.units),
        cohort=world.cohort,
        facts=Facts(world.facts),
        measures=world.measures,
        totals=world.totals,
    )


def traces(rule: r.Node, world: World) -> dict[str, Trace]:
    """The record for every unit of the cohort."""
    where = setting(world)
    return {unit.id: evaluate(rule, where.context(unit)) for unit in world.cohort}


def out(trace: Trace) -> Out:
    """What the oracle would say."""
    value = trace.value
    assert not isinstance(value, str)
    return Out(value if isinstance(value, bool | Absence) else Fraction(value), trace.provisional)


def run(rule: r.Node, world: World) -> dict[str, Out]:
    """What the interpreter yields for every unit of the cohort."""
    return {unit: out(trace) for unit, trace in traces(rule, world).items()}


def examples(times: int) -> settings:
    """So many times the examples of the profile that is loaded."""
    return settings(max_examples=times * settings().max_examples)
