"""Why this score: a trace put into Chinese, step by step, for the clerk who has to answer for it.

Every figure that is printed stands in the trace, or in the rule beside it; nothing is computed again. A number
without an end is shown at two decimals, or at as many as it takes to tell it from what it is held against.

    起始4分
    核实完成率97.33%（292/300），比99%低1.67个百分点，每1个百分点扣0.5分，扣0.8333分
    得3.1667分

`Teller` has three voices, as a rule's sentence has: a figure, a premise, points. Each says what is special to
the node and takes the words of its parts; a part that has more to say than its value gets lines below.
"""

from collections.abc import Mapping

from kaohe.core import Absence, UnitKind
from kaohe.evaluate.narrate.absent import causes, verdict
from kaohe.evaluate.narrate.points import account
from kaohe.evaluate.narrate.teller import Teller
from kaohe.evaluate.narrate.told import Told
from kaohe.evaluate.trace import Trace
from kaohe.rules import Ledger

__all__ = ["narrate", "narrate_line"]

INDENT = "　　"
TABLE_PLACES = 2


def narrate(trace: Trace, names: Mapping[str, str] | None = None) -> list[str]:
    """Short lines, each step below what it belongs to. `names` gives measures' names by id."""
    told = _told(Teller(names or {}), trace)
    if trace.provisional:
        told = (*told, Told("以上为暂计，有关单位报齐并评定后重算"))
    return [line for each in told for line in _lines(each)]


def narrate_line(trace: Trace, names: Mapping[str, str] | None = None) -> str:
    """One sentence for the column 得分说明, figures at two decimals."""
    told = _told(Teller(names or {}, TABLE_PLACES), trace)
    if isinstance(trace.node, Ledger) and len(told) > 1:
        steps = [text for each in told[:-1] for text in _effective(each)]
        end = told[-1].text
        text = "；".join(steps) + ("，" if len(steps) == 1 else "；" if steps else "") + end
    else:
        text = "；".join(_with_below(each) for each in told)
    return text + ("（暂计）" if trace.provisional else "")


def _told(teller: Teller, trace: Trace) -> tuple[Told, ...]:
    """The account of a ledger, else one step; and what it means where the whole is absent."""
    lacks = isinstance(trace.value, Absence)
    if isinstance(trace.node, Ledger) and not (lacks and (teller.brief or len(trace.parts) == 1)):
        return tuple(account(teller, trace, trace.node))
    if not isinstance(trace.value, Absence) or trace.node.unit.kind is UnitKind.FLAG:
        return (teller.whole(trace),)
    return (Told("，".join([*causes(teller, trace), verdict(trace.value)])),)


def _lines(told: Told, depth: int = 0) -> list[str]:
    return [INDENT * depth + told.text, *(line for each in told.below for line in _lines(each, depth + 1))]


def _effective(told: Told) -> list[str]:
    """The lines of an account that changed something; where none did, the only one or a word for all."""
    lines = told.below or (told,)
    if busy := [_with_below(line) for line in lines if not line.idle]:
        return busy
    return [_with_below(lines[0])] if len(lines) == 1 else ["各项均无扣分和加分"]


def _with_below(told: Told) -> str:
    """A step in one sentence, what stands directly below it in brackets."""
    lines = [line.text for line in told.below]
    return f"{told.text}（{'；'.join(lines)}）" if lines else told.text
