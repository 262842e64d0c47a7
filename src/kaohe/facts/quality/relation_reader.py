"""The text of a relation → its tree, held against the scheme: names, kinds, units. Nothing of it is ever run as a program."""

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedEOF, UnexpectedInput

from kaohe.core import ANY, Place, Unit, UnitKind
from kaohe.facts.quality.relation import Compare, Figure, Joined, Plain, Relation, Side, Term, When
from kaohe.scheme.model import Measure, MeasureKind
from kaohe.scheme.reading import Notes

MOST_CHARACTERS = 500
MOST_BRACKETS = 20
_NARROW = str.maketrans("（）＋－−×÷＊／＜＞＝！．０１２３４５６７８９", "()+--*/*/<>=!.0123456789")
_SIGNS = {
    "<=": Compare.AT_MOST,
    ">=": Compare.AT_LEAST,
    "<": Compare.BELOW,
    ">": Compare.ABOVE,
    "=": Compare.EQUAL,
    "==": Compare.EQUAL,
    "!=": Compare.UNEQUAL,
}
_TWO = {"≤": "<=", "≥": ">=", "≠": "!="}
_WORDS = re.compile(r"不大于|不小于|不超过|不低于|不少于|不多于|大于|小于|高于|低于|等于")
_HOW = "请写成“甲 <= 乙”“甲 + 乙 = 丙”“甲 >= 上期(甲)”的样子；名称里有符号或空格的，前后加“”。"
_NO_NUMBER = (MeasureKind.YES_NO, MeasureKind.LEVEL)


class _Unread(Exception):
    """Why a relation cannot be read."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.code, self.message, self.remedy = code, message, remedy


def read_relation(text: str, measures: Mapping[str, Measure], place: Place, notes: Notes) -> Relation | None:
    """The relation, or None with a Problem at `place`."""
    try:
        tree = _parse(text)
        left, sign, right = tree.children
        relation = Relation(
            _term(left, measures, notes),
            _SIGNS[str(sign)],
            _term(right, measures, notes),
            " ".join(text.split()),
        )
        _require_one_unit(relation, measures)
    except _Unread as found:
        notes.error(found.code, place, found.message, found.remedy)
        return None
    if not relation.figures():
        notes.error("quality.no-figure", place, f"“{relation.text}”里没有数据项。", _HOW)
        return None
    return relation


@cache
def _parser() -> Lark:
    grammar = files("kaohe.facts.quality").joinpath("relation.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", start="relation", maybe_placeholders=False)


def _parse(text: str) -> Tree[Token]:
    plain_text = text.translate(_NARROW)
    for sign, two in _TWO.items():
        plain_text = plain_text.replace(sign, two)
    if len(text) > MOST_CHARACTERS or plain_text.count("(") > MOST_BRACKETS:
        raise _Unread("quality.too-long", "这条关系太长了。", "请拆成几条写。")
    try:
        return _parser().parse(plain_text)
    except UnexpectedEOF:
        raise _Unread("quality.unreadable", f"“{text}”没有写完。", _HOW) from None
    except UnexpectedInput as error:
        if getattr(getattr(error, "token", None), "type", "") == "$END":
            raise _Unread("quality.unreadable", f"“{text}”没有写完，或者没有写比较的符号。", _HOW) from None
        at = error.pos_in_stream or 0
        word = _WORDS.search(text)
        hint = f"“{word[0]}”请写成符号（<=、>=、<、>、=）。" if word else _HOW
        message = f"“{text}”从“{plain_text[at : at + 8]}”起读不下去。"
        raise _Unread("quality.unreadable", message, hint) from None


def _term(tree: object, measures: Mapping[str, Measure], notes: Notes) -> Term:
    assert isinstance(tree, Tree)
    children = tree.children
    match str(tree.data):
        case "number":
            return Plain(Decimal(str(children[0])))
        case "signed":
            inner = _term(children[1], measures, notes)
            return Joined(Plain(Decimal(0)), str(children[0]), inner)
        case "plain":
            return _figure(children[0], When.NOW, measures, notes)
        case "call":
            return _figure(children[1], When(str(children[0])), measures, notes)
    term = _term(children[0], measures, notes)
    for sign, following in zip(children[1::2], children[2::2], strict=True):
        term = Joined(term, str(sign), _term(following, measures, notes))
    return term


def _figure(tree: object, when: When, measures: Mapping[str, Measure], notes: Notes) -> Figure:
    assert isinstance(tree, Tree)
    words = [str(child) for child in tree.children]
    name = words[0].strip('“”"')
    measure = measures.get(name) or next((m for m in measures.values() if m.label == name), None)
    if measure is None:
        hint = notes.guess(name, measures)
        raise _Unread("quality.unknown-measure", f"办法里没有数据项“{name}”。", hint or _HOW)
    if measure.kind in _NO_NUMBER:
        message = f"“{name}”填的是“是否”或等级，不能比大小。"
        raise _Unread("quality.not-a-number", message, "校验关系里只能写数。")
    side = _side(measure, words[1][1:]) if len(words) > 1 else Side.VALUE
    text = measure.name + (f"的{words[1][1:]}" if len(words) > 1 else "")
    if when is not When.NOW:
        text = f"{when.value}（{text}）"
    if (
        when is When.PARTS
        and measure.kind not in (MeasureKind.COUNT, MeasureKind.MONEY)
        and side is Side.VALUE
    ):
        message = f"“{name}”不是一期一期累加的数，不能写“各期合计”。"
        raise _Unread("quality.not-added", message, "只有计数、金额和比率的分子、分母可以合计。")
    return Figure(measure.id, text, when, side)


def _side(measure: Measure, word: str) -> Side:
    if measure.kind is not MeasureKind.RATIO:
        raise _Unread(
            "quality.no-parts", f"“{measure.name}”不是比率，没有“{word}”。", "只有比率才有分子、分母。"
        )
    sides = {
        "分子": Side.PART,
        "分母": Side.WHOLE,
        measure.part_name: Side.PART,
        measure.whole_name: Side.WHOLE,
    }
    if word not in sides:
        remedy = f"可以写：.分子（{measure.part_name}）、.分母（{measure.whole_name}）。"
        raise _Unread("quality.no-parts", f"“{measure.name}”没有“{word}”这个数。", remedy)
    return sides[word]


def _require_one_unit(relation: Relation, measures: Mapping[str, Measure]) -> None:
    left, right = _unit(relation.left, measures), _unit(relation.right, measures)
    if not left.fits(right):
        message = f"“{relation.text}”两边的单位不同（{left}、{right}），不能比较。"
        raise _Unread("quality.units-differ", message, "请核对是不是写错了数据项。")


def _unit(term: Term, measures: Mapping[str, Measure]) -> Unit:
    """What a term counts. A product or quotient of two figures may be anything; with a bare number it stays what it was."""
    match term:
        case Plain():
            return ANY
        case Figure(measure, _, _, side):
            return measures[measure].unit if side is Side.VALUE else Unit(UnitKind.COUNT)
        case Joined(left_term, sign, right_term):
            left, right = _unit(left_term, measures), _unit(right_term, measures)
            if sign in "*/":
                return (
                    left
                    if right is ANY and left is not ANY
                    else right
                    if sign == "*" and left is ANY
                    else ANY
                )
            if not left.fits(right):
                message = f"加减的两个数单位不同（{left}、{right}）。"
                raise _Unread("quality.units-differ", message, "请核对是不是写错了数据项。")
            return right if left is ANY else left
