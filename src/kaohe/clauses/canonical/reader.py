"""A canonical sentence → the rule, or the place where it stops being one."""

import re
from functools import cache
from pathlib import Path

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedEOF, UnexpectedInput

from kaohe.clauses.canonical.builder import Builder
from kaohe.clauses.canonical.names import Names
from kaohe.clauses.canonical.values import Unreadable
from kaohe.core import Place, Problem, Severity
from kaohe.rules import Node
from kaohe.rules.sentence import sentence

MOST_CHARACTERS = 10_000
DEEPEST = 40
"""Brackets within brackets. A rule made by a program may nest deeper than anybody would write by hand; far beyond
that it is no rule."""

_MEND = "请用规则生成的规范句，或按规范句的格式改正这一处。"
_NAMES_AND_BRACKETS = re.compile("“(?:[^”]|””)*+|[「」]")


def read_sentence(text: str, names: Names) -> Node | Problem:
    """The rule whose sentence this is: `sentence(rule, names.labels) == text`, or a Problem with the place.

    A rule that was printed with `names.labels` is read back equal to itself. Nothing is read as meant: a text
    that is not, character for character, the sentence of a rule is none.

    >>> from kaohe.scheme.model import Measure, MeasureKind
    >>> names = Names.of([Measure("核实完成率", MeasureKind.PERCENT)])
    >>> read_sentence("起始4分；核实完成率低于99%的，每低1个百分点扣0.5分；扣完为止。", names).start
    Decimal('4')
    """
    try:
        _within_limits(text)
        rule = Builder(names).build(_parse(text))
        _says_the_same(rule, text, names)
    except Unreadable as error:
        return _problem(error, text)
    assert isinstance(rule, Node)
    return rule


@cache
def parser() -> Lark:
    """The grammar, ready to parse; loaded once."""
    grammar = Path(__file__).with_name("canonical.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", maybe_placeholders=True)


def _parse(text: str) -> Tree[Token]:
    try:
        return parser().parse(text)
    except UnexpectedEOF as error:
        raise _broken_off(len(text)) from error
    except UnexpectedInput as error:
        position = error.pos_in_stream or 0
        token = getattr(error, "token", None)
        if token is not None and token.type == "$END":
            raise _broken_off(len(text)) from error
        raise _stray(text, position) from error


def _within_limits(text: str) -> None:
    if len(text) > MOST_CHARACTERS:
        raise Unreadable(
            "sentence.too-long",
            f"这一句有{len(text)}个字，太长了。",
            f"一条规则的规范句最多{MOST_CHARACTERS}个字。",
            MOST_CHARACTERS,
        )
    depth = 0
    for found in _NAMES_AND_BRACKETS.finditer(text):
        depth += {"「": 1, "」": -1}.get(found[0], 0)
        if depth > DEEPEST:
            raise Unreadable(
                "sentence.too-deep",
                f"括号“「」”套了{DEEPEST}层以上。",
                "请把规则拆成几个指标，或减少层次。",
                found.start(),
            )


def _says_the_same(rule: Node, text: str, names: Names) -> None:
    """Units, verbs and the choice of words are held against the rule by printing it."""
    said = sentence(rule, names.labels)
    if said == text:
        return
    place = next((i for i, (a, b) in enumerate(zip(said, text, strict=False)) if a != b), len(said))
    raise Unreadable(
        "sentence.not-canonical",
        f"第{place + 1}个字起不是规范句的写法，应为“{said[place : place + 20]}”。",
        _MEND,
        place,
    )


def _broken_off(position: int) -> Unreadable:
    return Unreadable("sentence.broken-off", "这一句没有写完。", "请补写到句号为止。", position)


def _stray(text: str, position: int) -> Unreadable:
    what = text[position : position + 8]
    return Unreadable("sentence.unreadable", f"第{position + 1}个字“{what}”起读不下去。", _MEND, position)


def _problem(error: Unreadable, text: str) -> Problem:
    position = error.position or 0
    place = Place(line=1, column=position + 1, what=f"“{text[position : position + 12]}”")
    return Problem(error.code, Severity.ERROR, error.message, error.remedy, (place,))
