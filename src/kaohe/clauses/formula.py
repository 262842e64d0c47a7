"""Formulas: 得分=上半年得分×40%+下半年得分×60%; 得分=70×达标率-63; 得分=新引进个数÷目标个数×分值.

A clause that is nothing but equations is computed as it is written: sums of products of figures, each with its factor. A rate counts as
a fraction of one. What is not of this kind (a product of two rates, a divisor that is a formula of its own) is not read here.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction as Exact
from functools import cache
from importlib.resources import files

from lark import Lark, Token, Tree
from lark.exceptions import LarkError

from kaohe.clauses.effects import Figure
from kaohe.clauses.nodes import ZERO, Makers
from kaohe.clauses.parsing import parse
from kaohe.rules import (
    Change,
    Compare,
    Const,
    Fraction,
    If,
    Ledger,
    Line,
    Node,
    PerStep,
    Proportional,
    Quotient,
    Relation,
    RuleError,
    Sum,
    Times,
)

HUNDRED = Decimal(100)
_SENTENCE = re.compile(r"[^。；§]+")
_EQUATION = re.compile(r"(?:^|.*[，：])(?P<left>[^=，：（）\d]{2,24})=(?P<right>[^=]+)$")
_SCORE = re.compile(r"(?:得分值?|计分|总分|分数|成绩|评分|积分|分值)$")
_WORTH = re.compile(
    r"(?:本项|该项|此项|指标)?(?:标准|基本|权重)?(?:分值|满分|分数|总分|标准分|基本分|权重分)"
)
_RATE = re.compile(r"(?:率|比例|比重|占比|百分比|增幅|增速|契合度|满意度|覆盖面)$")
_BESIDE_RATE = re.compile(r"[-+]\d+(?:\.\d+)?%(?![×÷/])")
"""“实际值-5%”: what a percentage is taken from is one."""
_SIGNED = re.compile(r"增(?!加[件个项])|降|变动|变化|差[额距值]|之差|盈亏|利润|净")
_FLOOR = re.compile(
    r"，?(?:扣完为止|不计负分|不得负分|最低(?:得|为|计)?0分|(?:最高|最多)?(?:得|为)?不超过满分)$"
)
"""What holds anyhow: no less than nothing, no more than all."""
_BESIDE = re.compile(
    r"(?P<part>[^，\d]{0,16}?)(?:低于|不足|不到|未达到?|达不到|小于|少于|<)(?P<whole>[^，\d]{0,16}?)的?(?P<rate>\d+(?:\.\d+)?)%"
    r"(?:以下)?(?:的|时|，)*(?:则|即|均)?(?:此项|本项|该项|指标)*(?:不得分|不计分|[得计为]0分|得零分|不予得分)"
    r"|(?P<over>[^，\d]{0,16}?)(?:超过|超出|高于|大于)(?P<line>[^，\d]{2,16}?|100%)的?(?:部分|时|，)*(?:按(?P<as>[^，\d]{2,16}?|100%)(?:计算|计)?|不(?:再|另)?(?:加|计)分)"
)
"""“处理量低于设计量60%的不得分，超过设计量的按设计量计”: where the formula begins, and that it ends where all is reached."""
_SHARE = re.compile(
    r"占(?P<whole>[^，\d]{2,16})的比例(?P<how>低于|不足|不到|未达到?|达不到|小于|少于|<)(?=\d)"
)
_REMARK = re.compile(r"（(?![^（）]*(?:[=×÷+]|\d))[^（）]*）$")


class _Beyond(Exception):
    """The formula is not one that is read here."""


@dataclass(frozen=True, slots=True)
class _Atom:
    """What a factor is of: a figure by name, or one sum of figures over another. `whole`: the names of the divisor, with their signs."""

    part: tuple[tuple[str, int], ...]
    whole: tuple[tuple[str, int], ...] = ()


_Polynomial = dict[tuple[_Atom, ...], Exact]


@dataclass(slots=True)
class Formula:
    """One clause of equations. `points` are the item's; None: the formula alone says how much."""

    makers: Makers
    points: Decimal | None
    figures: dict[str, Figure] = field(default_factory=dict)
    beside: list[re.Match[str]] = field(default_factory=list)

    def rule(self) -> Node | None:
        """The rule of the last equation, with the earlier ones put in; None where the clause is not made up of equations."""
        found = self._equations()
        if found is None:
            return None
        known: dict[str, _Polynomial] = {}
        try:
            for left, right, start in found:
                last = known[left] = self._of(_parser().parse(right), known, start)
            if not _SCORE.search(found[-1][0]) and not found[-1][1].endswith("分"):
                return None
            self._unused(known, last)
            return self._ended(self._built(last), last)
        except (LarkError, _Beyond, RuleError, ZeroDivisionError):
            return None

    def _equations(self) -> list[tuple[str, str, int]] | None:
        """Left side, right side and where the sentence begins; None where a sentence is neither an equation nor says the same in words."""
        found: list[tuple[str, str, int]] = []
        for sentence in _SENTENCE.finditer(self.makers.normal.text):
            words = sentence[0].rstrip("，")
            while _REMARK.search(words) or _FLOOR.search(words):
                words = _FLOOR.sub("", _REMARK.sub("", words))
            words = self._without_ends(_SHARE.sub(r"\g<how>\g<whole>", words))
            if not words:
                continue
            equation = _EQUATION.match(words)
            if equation is not None and not re.search(r"\d", words[: equation.start("left")]):
                right = equation["right"].removesuffix("×100%")
                found.append((equation["left"], right, sentence.start() + equation.start("right")))
            elif not self._says_no_more(words):
                return None
        return found or None

    def _without_ends(self, words: str) -> str:
        """The sentence without the phrases behind it that say where the formula begins and ends; they are kept in `beside`."""
        while words:
            starts = [0, *(at + 1 for at, mark in enumerate(words) if mark == "，")]
            said = next((found for at in starts if (found := _BESIDE.fullmatch(words, at))), None)
            if said is None:
                return words
            self.beside.append(said)
            words = words[: said.start()].rstrip("，")
        return words

    def _ended(self, rule: Node, formula: _Polynomial) -> Node:
        """Nothing below the share that the formula begins with; where it ends must be the item's points."""
        if not self.beside:
            return rule
        if len(formula) != 1 or len(next(iter(formula))) != 1:
            raise _Beyond
        (key,), factor = next(iter(formula.items()))
        whole = [name for name, _ in key.whole]
        if len(key.part) != 1 or len(whole) > 1:
            raise _Beyond
        name = key.part[0][0]
        of, scale = self._atom(key)
        for said in self.beside:
            if scale != HUNDRED or not _speaks_of(said, name, whole[0] if whole else ""):
                raise _Beyond
            if said["rate"] is None:
                if factor != self.points:
                    raise _Beyond
                continue
            rule = If(Compare(of, Relation.BELOW, Const(Decimal(said["rate"]))), Const(ZERO), rule)
        return rule

    def _says_no_more(self, words: str) -> bool:
        """“完成的得满分，未完成的按比例得分” beside the formula: the formula in words."""
        if re.search(r"\d", words):
            return False
        verdicts = [entry.verdict.kind for entry in parse(words) or () if entry.verdict is not None]
        return bool(verdicts) and set(verdicts) <= {"full", "proportional"}

    # -- arithmetic -------------------------------------------------------------------------------------------------

    def _of(self, tree: Tree[Token] | Token, known: Mapping[str, _Polynomial], start: int) -> _Polynomial:
        """The expression multiplied out."""
        assert isinstance(tree, Tree)
        token = tree.children[0]
        if tree.data == "number":
            return {(): _number(str(token))}
        if tree.data == "name":
            assert isinstance(token, Token)
            return self._named(token, known, start)
        parts = [self._of(child, known, start) for child in tree.children]
        if tree.data == "negative":
            return {key: -factor for key, factor in parts[0].items()}
        if tree.data == "times":
            return _product(*parts)
        if tree.data == "over":
            return _ratio(*parts)
        sign = 1 if tree.data == "plus" else -1
        total = dict(parts[0])
        for key, factor in parts[1].items():
            total[key] = total.get(key, Exact(0)) + sign * factor
        return {key: factor for key, factor in total.items() if factor}

    def _named(self, token: Token, known: Mapping[str, _Polynomial], start: int) -> _Polynomial:
        name = str(token)
        if name in known:
            return known[name]
        if _WORTH.fullmatch(name):
            if self.points is None:
                raise _Beyond
            return {(): Exact(self.points)}
        if name not in self.figures:
            begin = start + (token.start_pos or 0)
            span = (begin, begin + len(name))
            rate = _RATE.search(name) is not None or _BESIDE_RATE.match(self.makers.normal.text, span[1])
            self.figures[name] = Figure(name, "percent" if rate else "number", span, "%" if rate else "")
        return {(_Atom(((name, 1),)),): Exact(1)}

    def _unused(self, known: Mapping[str, _Polynomial], last: _Polynomial) -> None:
        """Every equation has to go into the last one, else something said would be lost."""
        asked = {name for key in last for atom in key for name, _ in (*atom.part, *atom.whole)}
        for polynomial in known.values():
            names = {name for key in polynomial for atom in key for name, _ in (*atom.part, *atom.whole)}
            if not names <= asked:
                raise _Beyond

    # -- nodes ------------------------------------------------------------------------------------------------------

    def _built(self, formula: _Polynomial) -> Node:
        start = formula.get((), Exact(0))
        terms = {key: factor for key, factor in formula.items() if key}
        if not terms:
            raise _Beyond
        if len(terms) == 1:
            line = self._line(*next(iter(terms.items())), start)
            if line is not None:
                return line
        if start < 0:
            raise _Beyond
        lines = {key: self._term(key, abs(factor)) for key, factor in terms.items()}
        given = tuple(Line("", node) for key, node in lines.items() if terms[key] > 0)
        taken = tuple(Line("", node) for key, node in lines.items() if terms[key] < 0)
        return Ledger(_decimal(start), taken, given, ZERO, self.points)

    def _line(self, key: tuple[_Atom, ...], factor: Exact, start: Exact) -> Node | None:
        """One figure and the item's points: the straight line from nothing to all; None where its ends are no plain numbers."""
        if len(key) != 1 or self.points is None:
            return None
        of, scale = self._atom(key[0])
        ends = [_finite((Exact(points) - start) / factor * scale) for points in (ZERO, self.points)]
        low, high = ends
        if low is None or high is None:
            return None
        if scale == 100 and factor > 0 and high > HUNDRED:
            raise _Beyond  # all of it would not earn the item's points
        return Proportional(of, Const(low), Const(high), ZERO, self.points)

    def _term(self, key: tuple[_Atom, ...], factor: Exact) -> Node:
        """A figure, or a product of two, times its factor. What may be below zero is not read: nothing is earned below zero there."""
        atoms = [self._atom(atom) for atom in key]
        names = [name for atom in key for name, _ in (*atom.part, *atom.whole)]
        signs = [sign for atom in key for _, sign in (*atom.part, *atom.whole)]
        if len(atoms) > 2 or min(signs) < 0 or any(_SIGNED.search(name) for name in names):
            raise _Beyond
        of, scale = atoms[0]
        if len(atoms) == 2:
            rates = [entry for entry in atoms if entry[1] == 100]
            if len(rates) > 1:
                raise _Beyond
            (of, scale), (by, _) = sorted(atoms, key=lambda entry: -entry[1])
            of = Times(of, by)
        step, points = Decimal(scale), _decimal(factor)
        while points != round(points, 4):
            step, points = step * 10, points * 10
        return PerStep(of, step, points, above=Const(ZERO), fraction=Fraction.PROPORTIONAL)

    def _atom(self, atom: _Atom) -> tuple[Node, int]:
        """The node, and how many of its units are one: 100 for percentages."""
        if not atom.whole:
            figure = self.figures[atom.part[0][0]]
            return self.makers.given(figure), 100 if figure.type == "percent" else 1
        return Quotient(self._sum(atom.part), self._sum(atom.whole), HUNDRED), 100

    def _sum(self, parts: tuple[tuple[str, int], ...]) -> Node:
        given = [self._given(name) for name, sign in parts if sign > 0]
        less = [self._given(name) for name, sign in parts if sign < 0]
        whole: Node = given[0] if len(given) == 1 else Sum(tuple(given))
        if not less:
            return whole
        if len(less) > 1 or not given:
            raise _Beyond
        return Change(whole, less[0])

    def _given(self, name: str) -> Node:
        return self.makers.given(self.figures[name])


def _speaks_of(said: re.Match[str], part: str, whole: str) -> bool:
    """Whether the phrase is about the share of `part` in `whole`, or about the rate `part` itself (`whole` empty)."""
    if said["rate"] is not None:
        return _short_for(said["part"], part) and (
            _short_for(said["whole"], whole) if whole else not said["whole"]
        )
    ends = [said["line"], *([said["as"]] if said["as"] else [])]
    return all(end == "100%" if not whole else _short_for(end, whole) for end in ends) and (
        not said["over"] or _short_for(said["over"], part)
    )


def _short_for(short: str, name: str) -> bool:
    """Whether the characters of `short` stand in `name` in their order (设计量, 设计日处理量)."""
    rest = iter(name)
    return len(short) > 1 and all(character in rest for character in short)


def _number(text: str) -> Exact:
    return Exact(text.removesuffix("%")) / 100 if text.endswith("%") else Exact(text.removesuffix("分"))


def _product(left: _Polynomial, right: _Polynomial) -> _Polynomial:
    made: _Polynomial = {}
    for one, first in left.items():
        for other, second in right.items():
            key = (*one, *other)
            made[key] = made.get(key, Exact(0)) + first * second
    return made


def _ratio(part: _Polynomial, whole: _Polynomial) -> _Polynomial:
    """By a number; or figures by figures, which is one share, with the one factor that each side may have."""
    if set(whole) == {()}:
        return {key: factor / whole[()] for key, factor in part.items()}
    above, below = set(map(abs, part.values())), set(map(abs, whole.values()))
    if (
        len(above) != 1
        or len(below) != 1
        or not all(len(key) == 1 and not key[0].whole for key in (*part, *whole))
    ):
        raise _Beyond
    atom = _Atom(tuple(_signed(part)), tuple(_signed(whole)))
    return {(atom,): above.pop() / below.pop()}


def _signed(polynomial: _Polynomial) -> Iterator[tuple[str, int]]:
    for key, factor in polynomial.items():
        yield key[0].part[0][0], 1 if factor > 0 else -1


def _finite(number: Exact) -> Decimal | None:
    """The number as a decimal, where it is one of at most six places."""
    scaled = number * 10**6
    return None if scaled.denominator != 1 else (Decimal(scaled.numerator) / 10**6).normalize() + ZERO


def _decimal(number: Exact) -> Decimal:
    found = _finite(number)
    if found is None:
        raise _Beyond
    return found


@cache
def _parser() -> Lark:
    return Lark(files("kaohe.clauses").joinpath("formula.lark").read_text(encoding="utf-8"), parser="lalr")
