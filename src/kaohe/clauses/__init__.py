"""Scoring clauses (评分标准): Chinese text → rule, or an honest question.

    text ─ normalise ─▶ segments ─ grammar.lark ─▶ statements ─ build ─▶ ClauseReading (rule, inputs, unread, problems)

The safety rule: every number and every scoring verb of the clause is in the rule or in `unread`.
"""

from kaohe.clauses.compiling import Compiled, ItemReading, compile_draft
from kaohe.clauses.reader import Question, read_clause
from kaohe.clauses.reading import ClauseReading, Input, Nature, Span

__all__ = [
    "ClauseReading",
    "Compiled",
    "Input",
    "ItemReading",
    "Nature",
    "Question",
    "Span",
    "compile_draft",
    "read_clause",
]
