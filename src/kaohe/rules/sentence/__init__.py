"""A rule as one Chinese sentence, as a clause of a 考核办法 would say it, and nothing left out.

The sentence is canonical: a rule has one, and two rules that differ in anything never share one, so that a
clause grammar can read it back. What makes that hold, in three voices:

    a number     as a noun      核实完成率占应核实件数的百分比        `Writer.term`
    a condition  as a premise   核实完成率低于99%                    `Writer.condition`
    points       as a clause    核实完成率低于99%的，每低1个百分点扣0.5分   `Writer.award`

What stands inside another part is a name, a number, or bracketed in 「」. A name is bare where it is plain
and holds none of the words that carry the grammar (`wording.RESERVED`); otherwise it stands in “”. A field
that has its default is not said; every other is. A measure's unit is not part of the sentence where no
number shows it: it is the measure's, and a scheme has one for each.
"""

from collections.abc import Mapping

from kaohe.rules.node import Node
from kaohe.rules.sentence.writer import Writer

__all__ = ["sentence"]


def sentence(node: Node, names: Mapping[str, str] | None = None) -> str:
    """The rule in words. `names` gives measures' names by id; where it is silent, the id is the name.

    >>> from decimal import Decimal
    >>> from kaohe.core import PERCENT
    >>> from kaohe.rules import Const, Given, Ledger, Line, PerStep
    >>> rate = Given("核实完成率", PERCENT)
    >>> lower = PerStep(rate, Decimal(1), Decimal("0.5"), below=Const(Decimal(99)))
    >>> sentence(Ledger(Decimal(4), (Line("", lower),)))
    '起始4分；核实完成率低于99%的，每低1个百分点扣0.5分；扣完为止。'
    """
    return Writer(names or {}).whole(node) + "。"
