"""Who a consequence is for, in words, and the words read again.

前2名，在同类单位内；等次为“优秀”        parts of one selector: ，   one selector and the next: ；
"""

import re
from collections.abc import Callable
from dataclasses import replace

from kaohe.core import Problem
from kaohe.documents.whole.phrases import SCOPES, Say, word
from kaohe.documents.whole.texts import QUOTED, unguarded
from kaohe.rules import Node
from kaohe.rules.sentence.wording import listed as all_quoted
from kaohe.rules.sentence.wording import quoted
from kaohe.scheme.model import Consequence, Scope, Selector

Read = Callable[[str], Node | Problem]


def say_selectors(selectors: tuple[Selector, ...], sentence: Say) -> str:
    """All of them, one a line. `sentence`: prints a condition, its full stop included."""
    return "；\n".join(_say(selector, sentence) for selector in selectors)


def _say(selector: Selector, sentence: Say) -> str:
    parts = []
    if selector.first is not None:
        parts.append(f"前{selector.first}名")
    if selector.last is not None:
        parts.append(f"后{selector.last}名")
    if selector.of:
        parts.append(f"按{quoted(selector.of)}排名")
    if selector.scope is not Scope.ALL:
        parts.append(f"在{word(SCOPES, selector.scope)}内")
    if selector.classes:
        parts.append(f"类别为{all_quoted(selector.classes)}")
    if selector.grade:
        parts.append(f"等次为{quoted(selector.grade)}")
    if selector.vetoed:
        parts.append("被一票否决")
    if selector.carded:
        parts.append("被黄牌警告")
    if selector.listed:
        parts.append(f"列入{quoted(selector.listed)}")
    if selector.years != 1:
        parts.append(f"连续{selector.years}年")
    if selector.condition is not None:
        parts.append(f"符合「{sentence(selector.condition).removesuffix('。')}」")
    return "，".join(parts) or "全部单位"


_Q = QUOTED.pattern
_PART = re.compile(
    rf"前(?P<first>\d{{1,6}})名|后(?P<last>\d{{1,6}})名|按(?P<of>{_Q})排名|在(?P<scope>{'|'.join(SCOPES)})内"
    rf"|类别为(?P<classes>{_Q}(?:、{_Q})*)|等次为(?P<grade>{_Q})|(?P<vetoed>被一票否决)|(?P<carded>被黄牌警告)"
    rf"|列入(?P<listed>{_Q})|连续(?P<years>\d{{1,4}})年|(?P<all>全部单位)|符合(?P<condition>「)"
)
_BRACKETS = re.compile(rf"{_Q}|[「」]")
_BETWEEN = re.compile(r"\s*([，,；;])\s*")


def read_selectors(text: str, condition: Read) -> tuple[Selector, ...] | Problem | int:
    """The selectors; where a condition cannot be read its problem, else the character at which they stop being any."""
    selectors: list[Selector] = []
    here, position = Selector(), 0
    text = text.strip().removesuffix("。")
    while True:
        found = _PART.match(text, position)
        if found is None:
            return position
        end = found.end()
        if found["condition"]:
            end = _closing(text, found.start("condition"))
            if end < 0:
                return position
            node = condition(text[found.end() : end - 1] + "。")
            if isinstance(node, Problem):
                return node
            here = replace(here, condition=node)
        here = _with(here, found)
        between = _BETWEEN.match(text, end)
        if between is None or between[1] in "；;":
            selectors.append(here)
            here = Selector()
        if between is None:
            return tuple(selectors) if end == len(text) else end
        position = between.end()
        if position == len(text):
            return tuple(selectors)


def _closing(text: str, start: int) -> int:
    """Behind the bracket that closes the one at `start`; −1 where none does."""
    depth = 0
    for found in _BRACKETS.finditer(text, start):
        depth += {"「": 1, "」": -1}.get(found[0], 0)
        if depth == 0:
            return found.end()
    return -1


def _with(selector: Selector, found: re.Match[str]) -> Selector:
    """The selector with what this part states."""
    match found.lastgroup:
        case "first":
            return replace(selector, first=int(found["first"]))
        case "last":
            return replace(selector, last=int(found["last"]))
        case "of":
            return replace(selector, of=unguarded(found["of"]))
        case "scope":
            return replace(selector, scope=SCOPES[found["scope"]])
        case "classes":
            return replace(selector, classes=tuple(map(unguarded, re.findall(_Q, found["classes"]))))
        case "grade":
            return replace(selector, grade=unguarded(found["grade"]))
        case "vetoed":
            return replace(selector, vetoed=True)
        case "carded":
            return replace(selector, carded=True)
        case "listed":
            return replace(selector, listed=unguarded(found["listed"]))
        case "years":
            return replace(selector, years=int(found["years"]))
        case _:  # everybody, or a condition, which has been read
            return selector


# ---- the rest of a consequence

_PROPORTION = "金额乘以得分占总分的比例"
_VETOED = "含被一票否决的单位"


def say_extras(entry: Consequence) -> str:
    """What else is to be known of a list."""
    lines = [_PROPORTION] if entry.in_proportion else []
    lines += [f"已列入{all_quoted(entry.passing_over)}的跳过，由下一名顺延"] if entry.passing_over else []
    return "\n".join([*lines, *([_VETOED] if entry.includes_vetoed else [])])


_PASSING = re.compile(rf"已列入({_Q}(?:、{_Q})*)的跳过，由下一名顺延")


def read_extras(text: str) -> tuple[bool, tuple[str, ...], bool] | str:
    """Whether the amount is in proportion, whom it passes over, whether the vetoed count; or what was not understood."""
    proportion, vetoed = False, False
    over: tuple[str, ...] = ()
    rest = text.strip()
    while rest:
        if found := _PASSING.match(rest):
            over = tuple(map(unguarded, re.findall(_Q, found[1])))
            end = found.end()
        elif rest.startswith(_PROPORTION):
            proportion, end = True, len(_PROPORTION)
        elif rest.startswith(_VETOED):
            vetoed, end = True, len(_VETOED)
        else:
            return rest.split("\n")[0]
        rest = rest[end:].lstrip("；;。\n ")
    return proportion, over, vetoed
