"""Tiers written in one text: “很快：9分；较快：7分；一般：4分”, “按时：7分——未按时：0分”.

Where nothing else states an item's points, the best of its tiers is what it can have.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from kaohe.documents.figures import half_width, number
from kaohe.documents.scoring.grade_words import is_grade

_N = r"\d{1,4}(?:\.\d{1,2})?"
_RANGE = rf"(?:{_N}\s*分?\s*[-~至到]\s*)?(?P<n>{_N})\s*(?P<unit>分)?"
_RUNG = re.compile(
    rf"(?P<word>.{{0,29}}?[\u4e00-\u9fffA-E%)”\"])\s*[:(\-~=]*\s*(?:[得计记给为]\s*)?{_RANGE}", re.DOTALL
)
_ALONE = re.compile(_RANGE)
_BREAK = re.compile(
    r"[;,。、/|\n]|-{2,}|(?<=\d分)[)]?\s*(?=[\u4e00-\u9fffA-E])|(?<=\d)[)]?\s+(?=[\u4e00-\u9fffA-E])|(?<=\d\))(?=[\u4e00-\u9fff])"
)
_SINGLE_CASE = re.compile(
    r"扣|减(?!少)|(?<![参增更强])加|罚|奖$|每|[共合总]计?$|[满总]分$|分值$|不[少低]于$|达到?$|[≥≤<>]$"
)
"""Points of a single case, or of the whole: no tier."""
_DEGREE = re.compile(r"[很较最极更]|非常|比较|基本|部分|完全|全部|一般|[不未没无]|尚|少数|个别|多次|以[上下]")
_MOST_BEHIND = 2


@dataclass(frozen=True, slots=True)
class Ladder:
    """The points of the best tier; `sure`: the words are grades or degrees of one thing, or the last tier gives
    nothing. Otherwise they may be several things that each have points.
    """

    best: Decimal
    sure: bool


@lru_cache(maxsize=4096)
def ladder(text: str) -> Ladder | None:
    """The tiers with which a text ends, the points falling or rising from one to the next; None: it has none."""
    pieces = [piece.strip(' ()"“”:') for piece in _BREAK.split(half_width(text))]
    pieces = [piece for piece in pieces if piece]
    behind = 0
    while pieces and behind < _MOST_BEHIND and not re.search(r"\d", pieces[-1]):
        pieces.pop()
        behind += 1
    rungs: list[tuple[Decimal, bool, str]] = []
    for piece in reversed(pieces):
        rung = _rung(piece)
        if rung is None or (rungs and rung[0] == rungs[-1][0]):
            break
        rungs.append(rung)
    values = [value for value, _, _ in rungs]
    if len(values) < 2:
        return None
    falls = all(one < two for one, two in pairwise(values))
    if not falls and not all(one > two for one, two in pairwise(values)):
        return None
    words = [word for _, _, word in rungs]
    graded = sum(1 for word in words if is_grade(word))
    marked = sum(1 for _, unit, _ in rungs if unit)
    if graded < len(rungs) and marked * 2 < len(rungs):
        return None
    degrees = sum(1 for word in words if is_grade(word) or _DEGREE.search(word))
    return Ladder(max(values), 0 in values or degrees * 2 > len(words))


def _rung(piece: str) -> tuple[Decimal, bool, str] | None:
    """The points of one tier, whether 分 stands behind them, and its words."""
    found = _RUNG.fullmatch(piece) or _ALONE.fullmatch(piece)
    if found is None:
        return None
    word = (found.groupdict().get("word") or "").strip()
    value = number(found["n"])
    if value is None or _SINGLE_CASE.search(word):
        return None
    return value, found["unit"] is not None, word
