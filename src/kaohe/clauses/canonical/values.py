"""What passes between the parts of a sentence while it is read, and how its tokens are taken apart."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from kaohe.core import PERCENT, Unit
from kaohe.core.numbers import RATE_PLACES
from kaohe.rules import Given, LastYear, Node, Target
from kaohe.rules.sentence.wording import KINDS, Verb

MOST_DIGITS = 50
"""Digits of one number; arithmetic keeps sixty (`core.numbers`)."""


class Unreadable(Exception):
    """The text is no canonical sentence, and why. `position` counts characters from 0; None: not known here."""

    def __init__(self, code: str, message: str, remedy: str, position: int | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.remedy, self.position = code, message, remedy, position


@dataclass(frozen=True, slots=True)
class Award:
    """Points as a clause: the rule, and what is done with the points."""

    rule: Node
    verb: Verb


Said = Node | Award
"""What may stand in 「」."""


class Own(Enum):
    """A limit that is said by its relation to what is held against it."""

    TARGET = "target"
    LAST_YEAR = "last_year"


Limit = Node | Award | Own


def rule(said: Said) -> Node:
    """The rule of what was said, in whichever voice."""
    return said.rule if isinstance(said, Award) else said


def award(said: Said) -> Award:
    """Points that were said as a clause."""
    if isinstance(said, Award):
        return said
    raise Unreadable(
        "sentence.not-points", "这里要写得多少分（或者扣多少分、加多少分）。", "请按规范句式写明分数。"
    )


def limit_of(limit: Limit, of: Node) -> Node:
    """The limit that `of` is held against."""
    match limit:
        case Own.LAST_YEAR:
            return LastYear(of)
        case Own.TARGET:
            if isinstance(of, Given):
                return Target(of.measure, of.of_unit)
            raise Unreadable(
                "sentence.target-of-what", "“目标值”前面不是一个数据项。", "请写明是哪个数据项的目标值。"
            )
        case said:
            return rule(said)


# ---- tokens


def amount(token: str) -> Decimal:
    """The number of 99%, 3件, 第2名."""
    found = re.search(r"-?[0-9]+(?:\.[0-9]+)?", token)
    assert found, token
    if len(found[0]) > MOST_DIGITS:
        raise Unreadable("sentence.number-too-long", "有一个数太长。", f"一个数最多写{MOST_DIGITS}位。")
    return Decimal(found[0])


def unquoted(token: str) -> str:
    """What stands in “”."""
    return token[1:-1].replace("””", "”")


def places(token: str | None) -> int:
    """The number in 保留2位小数; not said: the usual."""
    if token is None:
        return RATE_PLACES
    found = re.search(r"保留([0-9]+)位", token)
    return int(amount(found[1])) if found else 0


def verb_of(token: str) -> Verb:
    """The verb that stands in 扣, 不扣分, 合计扣分：."""
    return next(verb for verb in Verb if verb.value in token)


def reason(token: str) -> str:
    """The text of （理由：…）."""
    text = token.removeprefix("（理由：").removesuffix("）")
    return unquoted(text) if text.startswith("“") else text


_KINDS = {word: kind for kind, word in KINDS.items()}


def counted(token: str) -> Unit:
    """The unit of （数值，以“个”计）; （百分数） alone is percent."""
    word, apart, label = token[1:-1].partition("，以")
    return Unit(_KINDS[word], unquoted(label.removesuffix("计"))) if apart else PERCENT
