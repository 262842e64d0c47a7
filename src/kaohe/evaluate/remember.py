"""Same figures, same trace: a rule that looks at the unit's own figures alone is computed once for each.

Most figures of a round repeat (no complaint, level 好, 100 of 100), and a trace is immutable, so units can
share it: less to compute, and far less to keep.
"""

from kaohe.core import FactValue
from kaohe.evaluate.setting import Context
from kaohe.evaluate.trace import Plan, Trace
from kaohe.rules import (
    ByClass,
    ByLevel,
    Discretion,
    Given,
    InClass,
    LastYear,
    LevelIs,
    Node,
    OverPeriods,
    Peer,
    PeriodIs,
    Subordinates,
    Target,
    walk,
)

_ELSEWHERE = (LastYear, OverPeriods, Peer, PeriodIs, Subordinates)
"""What these nodes look at lies outside the unit's own figures of the period."""

Key = tuple[FactValue | str | None, ...]


def remembering(node: Node, run: Plan) -> Plan:
    """The same plan, remembering its traces by the figures it looks at; as it is, where it looks elsewhere.

    It remembers as long as the plan lives: make a plan for a round, not for a program.
    """
    nodes = list(walk(node))
    if any(isinstance(each, _ELSEWHERE) for each in nodes):
        return run
    figures = tuple(
        dict.fromkeys(n.measure for n in nodes if isinstance(n, Given | ByLevel | Discretion | LevelIs))
    )
    targets = tuple(dict.fromkeys(n.measure for n in nodes if isinstance(n, Target)))
    by_class = any(isinstance(each, InClass | ByClass) for each in nodes)
    known: dict[Key, Trace] = {}

    def remembered(context: Context) -> Trace:
        actuals = context.actuals
        key: Key = tuple([actuals.get(measure) for measure in figures])
        if targets:
            key += tuple([context.targets.get(measure) for measure in targets])
        if by_class:
            key += (context.unit.unit_class,)
        trace = known.get(key)
        if trace is None:
            trace = known[key] = run(context)
        return trace

    return remembered
