"""What the name of a list or an item says of its limits: “加分（最多加5分）”, “加减分（加分最多5分，扣分最多3分）”, “（扣完为止）”."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from kaohe.documents.figures import NUMBER, half_width, number
from kaohe.documents.scored import cap_in

_MOST = re.compile(
    rf"(?:正负|±|\+/-|0分?[-至到~]+\s*-)\s*(?P<a>{NUMBER})\s*分|扣[至满到够](?P<b>{NUMBER})\s*分|(?P<c>{NUMBER})\s*分(?:封顶|以内|为限)"
)
_EACH = re.compile(r"每|单[项次个人件]|各项|一[项次]")
_ADDS = re.compile(r"[加奖正+±]")
_TAKES = re.compile(r"[扣减罚负\-±]")
_BRACKET = re.compile(r"\([^()]{2,30}\)|\[[^\[\]]{2,30}\]")
_TAIL = re.compile(r"[:,]\s*[^:,]{2,16}$")
_LIMIT_WORD = (
    r"本项|该项|此项|累计|总|共计?|合计|可|得分?|加分?|扣分?|减分?|倒扣|奖励?|分值|满分|最多|最高|上限|至多|限|不得?超过|不高于|封顶|"
    r"为限|为止|以内|计|扣[完至满到]|正负|[+±≤\-]|[,;、。:\s]"
)
_ONLY_LIMITS = re.compile(rf"(?:{_LIMIT_WORD}|{NUMBER}\s*分)+")
_TO_THE_END = re.compile(r"扣完(?:本项|该项)?(?:分值?)?(?:为止)?")


@dataclass(frozen=True, slots=True)
class Most:
    """The most that can be added and taken; None: nothing is said of it."""

    added: Decimal | None = None
    taken: Decimal | None = None


def most_in(name: str) -> Most:
    """What a name says of a whole list. A limit of each single entry (单项最多加2分) is none of the list."""
    added = taken = None
    for piece in re.split(r"[,;、。()\[\]:]", half_width(name)):
        value = _value(piece)
        if value is None or _EACH.search(piece):
            continue
        adds, takes = bool(_ADDS.search(piece)), bool(_TAKES.search(piece))
        if adds or not takes:
            added = value if added is None else added
        if takes or not adds:
            taken = value if taken is None else taken
    return Most(added, taken)


def without_limits(name: str) -> str:
    """The name without brackets, or words behind a colon, that say nothing but its limits."""
    plain = half_width(name)
    kept, last = "", 0
    for start, end in _said(plain):
        kept, last = kept + name[last:start], end
    kept += name[last:]
    tail = _TAIL.search(half_width(kept))
    if tail is not None and _value(tail[0]) is not None and _is_limit(tail[0]):
        kept = kept[: tail.start()]
    return kept.strip() or name


def to_the_end(name: str) -> bool:
    """Whether a bracket of a name says 扣完为止, and nothing else."""
    return any(_TO_THE_END.fullmatch(found[0][1:-1]) for found in _BRACKET.finditer(half_width(name)))


def without_end(name: str) -> str:
    """The name without a bracket that says 扣完为止."""
    found = next((f for f in _BRACKET.finditer(half_width(name)) if _TO_THE_END.fullmatch(f[0][1:-1])), None)
    return (name[: found.start()] + name[found.end() :]).strip() if found else name


def _said(plain: str) -> Iterator[tuple[int, int]]:
    for bracket in _BRACKET.finditer(plain):
        inside = bracket[0][1:-1]
        told = cap_in(inside) is not None or _value(inside) is not None or _TO_THE_END.fullmatch(inside)
        if told and _is_limit(inside):
            yield bracket.span()


def _is_limit(text: str) -> bool:
    return bool(_ONLY_LIMITS.fullmatch(text)) and not _EACH.search(text)


def _value(piece: str) -> Decimal | None:
    found = _MOST.search(piece)
    told = number(found["a"] or found["b"] or found["c"]) if found else None
    return told if told is not None else cap_in(piece)
