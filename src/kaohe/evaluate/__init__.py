"""Run a rule for one unit and keep the record.

`plan` turns a rule tree, once for a scheme, into a function; the function, called for a unit, returns
a `Trace`: the value of every node on the way, with what it was computed from. There is no second
engine that explains: `narrate` puts the trace into Chinese words, nothing more.
"""

from kaohe.evaluate.narrate import narrate
from kaohe.evaluate.plan import evaluate, plan
from kaohe.evaluate.setting import Context, Frozen, Setting
from kaohe.evaluate.trace import Plan, Trace, Value

__all__ = ["Context", "Frozen", "Plan", "Setting", "Trace", "Value", "evaluate", "narrate", "plan"]
