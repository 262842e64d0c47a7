"""What the points of one statement hang on: a fact, a count, a step away from a line, a comparison.

This looks at one statement alone. What it leaves open (the line that “每下降1个百分点” is measured from, the figure
that “低于80%” speaks of) is found by `resolve` among its neighbours.
"""

import re
from decimal import Decimal

from kaohe.clauses.comparisons import line, rank, share_of_ranking
from kaohe.clauses.completion import of_completion, past_the_line
from kaohe.clauses.grounds import subject_of, without_remarks
from kaohe.clauses.kinds import Interval, Kind, Trigger
from kaohe.clauses.parsing import Statement
from kaohe.clauses.steps import by_verdict, each_at, events, steps

_SHRINKING = re.compile(
    "(?:^|，)(?:较上年|较去年|同比|与上年)?(?P<how>持平(?:或|及)(?:以下|以上|下降|上升|增长|降低|减少|提高)|不降反升|不升反降|不增反降|不减反增|不增反减|负增长|零增长|(?:未|没有|无)(?:提高|增长|上升|提升|增加|下降|降低|减少)|(?:有|有所|实现)(?:提高|增长|上升|提升|增加|下降|降低|减少))的?，?$"
)

_MOVED = re.compile("，?(?:与上年|较上年|同比)?(?P<how>持平|下降|降低)的?，?")
"""“持平得1分，下降不得分”: the growth of the awards before it."""


def trigger(statement: Statement) -> Trigger:
    """What the statement's points hang on, as far as its own words say."""
    grounds = without_remarks(statement.grounds)
    if any(ground.kind == "OTHERWISE" for ground in grounds) and not each_at(grounds):
        comparisons = [ground for ground in grounds if ground.kind == "COMPARE"]
        if not comparisons:
            return Trigger(Kind.OTHERWISE, subject_of(grounds))
    words = "".join(ground.text for ground in grounds if ground.kind in ("TEXT", "MOVE", "COMMA"))
    moved = _MOVED.fullmatch(words) if len(words) == sum(len(ground.text) for ground in grounds) else None
    if moved:
        fell = Interval(Decimal(0), None, False)  # turned, where the figure is a rise
        ends = Interval(Decimal(0), Decimal(0)) if moved["how"] == "持平" else fell
        here = grounds[0].start, grounds[0].start
        return Trigger(Kind.LINE, here, "%", intervals=(ends,), own_subject=False, against_last_year=True)
    direction = _SHRINKING.search(words)
    if direction:
        words = direction["how"]
        rising = words.startswith(("有", "实现", "持平", "不降", "不升", "不增", "不减"))
        zero = (
            Interval(Decimal(0), None, words.startswith("持平"))
            if rising
            else Interval(None, Decimal(0), True, words != "负增长")
        )
        return Trigger(
            Kind.LINE, subject_of(grounds), "%", intervals=(zero,), own_subject=False, against_last_year=True
        )
    for attempt in (of_completion, past_the_line, steps, by_verdict, share_of_ranking, events, line, rank):
        found = attempt(statement, grounds)
        if found is not None:
            return found
    kept = [ground for ground in grounds if ground.kind not in ("COMMA", "COLON", "LIST")]
    if not kept:
        return Trigger(Kind.ALWAYS, subject_of(grounds), own_subject=False)
    return Trigger(Kind.FACT, subject_of(grounds))
