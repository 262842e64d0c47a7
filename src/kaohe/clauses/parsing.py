"""The grammar at work: normal text → statements (what the points are for, and what happens)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

from lark import Lark, Token, Tree, UnexpectedInput

NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Ground:
    """A word of the grounds. `kind` is the grammar's name for it (TEXT is a run of plain text); `parts` a comparison's words."""

    kind: str
    text: str
    start: int
    end: int
    parts: tuple["Ground", ...] = ()

    def part(self, kind: str) -> "Ground | None":
        return next((part for part in self.parts if part.kind == kind), None)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What happens. `kind` is the grammar's rule; `amounts` the points named, `per` a counting word (扣1分/次)."""

    kind: str
    text: str
    start: int
    end: int
    amounts: tuple[Decimal, ...] = ()
    ranged: bool = False
    per: str = ""
    capped: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """Grounds and a verdict, or grounds alone (a standard, a remark). `sentence` counts sentences from 0,
    `chunk` the numbered entries and lines, `period` what full stops and those part."""

    grounds: tuple[Ground, ...]
    verdict: Verdict | None
    sentence: int
    start: int
    end: int
    chunk: int = 0
    period: int = 0


def parse(text: str) -> tuple[Statement, ...] | None:
    """The statements of a text in normal spelling; None where the grammar does not go through."""
    try:
        tree = _grammar().parse(text)
    except UnexpectedInput:
        return None
    return tuple(_statements(tree))


@cache
def _grammar() -> Lark:
    source = files("kaohe.clauses").joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(source, parser="lalr", lexer="basic", maybe_placeholders=False)


def _statements(tree: Tree[Token]) -> Iterator[Statement]:
    for statement in _written(tree):
        yield from _bare_awards(statement)


_TOTAL = re.compile(
    "(?:满分|总分|总计|合计|共计|共|分值|标准分|基础分|基本分|基准分|起评分|全年|本项|该项|此项)(?:为|是|：)?$"
)
_FAULT = re.compile("[未不没无缺漏错迟]|违")
_NOT_A_PART = re.compile("^每(?:季度?|月|年|周|次|项)$")


def _bare_awards(statement: Statement) -> Iterator[Statement]:
    """Cut a statement at points that stand without a verb: 成立领导小组（2分）、制定方案（1分）; 85%以上10分; 各1分."""
    rest = list(statement.grounds)
    at = 0
    while at < len(rest):
        if rest[at].kind != "POINTS" or not _ends_a_phrase(rest, at, statement.verdict):
            at += 1
            continue
        before, points = rest[:at], rest[at]
        closes = at + 1 < len(rest) and rest[at + 1].kind == "CLOSE"
        rest = rest[at + 2 if closes else at + 1 :]
        at = 0
        bracket = _bracket(before)
        own = bracket is not None
        if bracket is not None:
            before = before[:bracket] + before[bracket + 1 :]
        text = "".join(ground.text for ground in before).strip("，、：")
        last = text.split("，")[-1]
        if bracket is None and last.startswith("每个") and not _NOT_A_PART.match(last):
            yield Statement(
                (*before, points),
                None,
                statement.sentence,
                before[0].start,
                points.end,
                statement.chunk,
                statement.period,
            )
            continue
        if _NOT_A_PART.match(text.split("，")[-1]):
            verdict = Verdict("untouched", points.text, points.start, points.end)
            yield Statement(
                tuple(before),
                verdict,
                statement.sentence,
                points.start,
                points.end,
                statement.chunk,
                statement.period,
            )
            continue
        per = rest.pop(0) if rest and rest[0].kind == "PER" else None
        kind = (
            "cap"
            if _TOTAL.search(text)
            else "own"
            if own
            else "take"
            if per and _FAULT.search(text)
            else "give"
        )
        amount = Decimal(NUMBER.findall(points.text)[0])
        end = per.end if per else points.end
        unit = per.text[1:].removeprefix("每") if per else ""
        verdict = Verdict(kind, points.text, points.start, end, (amount,), per=unit)
        start = before[0].start if before else points.start
        yield Statement(
            tuple(before), verdict, statement.sentence, start, points.end, statement.chunk, statement.period
        )
    if statement.verdict is not None or rest:
        start = rest[0].start if rest else statement.verdict.start if statement.verdict else statement.start
        yield Statement(
            tuple(rest),
            statement.verdict,
            statement.sentence,
            start,
            statement.end,
            statement.chunk,
            statement.period,
        )


def _bracket(before: list[Ground]) -> int | None:
    """Where the bracket opens that holds nothing but the points (and 各, 共)."""
    for index in range(len(before) - 1, max(-1, len(before) - 4), -1):
        if before[index].kind == "OPEN":
            return index
        if before[index].kind not in ("APIECE", "TEXT") or len(before[index].text) > 3:
            return None
    return None


def _ends_a_phrase(grounds: list[Ground], at: int, verdict: Verdict | None) -> bool:
    if at + 1 == len(grounds):
        return verdict is None
    return grounds[at + 1].kind in ("COMMA", "LIST", "CLOSE", "COLON", "OPEN", "PER", "COMPARE")


def _written(tree: Tree[Token]) -> Iterator[Statement]:
    number = chunk = period = -1
    for child in tree.children:
        if isinstance(child, Token):
            chunk += "§" in child
            period += any(mark in child for mark in "§。！？")
            continue
        number += 1
        yield from _sentence(child, number, chunk, period)


def _sentence(tree: Tree[Token], number: int, chunk: int, period: int) -> Iterator[Statement]:
    for child in tree.children:
        assert isinstance(child, Tree)
        grounds: tuple[Ground, ...] = ()
        verdict: Verdict | None = None
        for part in child.children if child.data == "statement" else [child]:
            assert isinstance(part, Tree)
            if part.data == "grounds":
                grounds = tuple(_merged(part))
            else:
                verdict = _verdict(part)
        spans = [(entry.start, entry.end) for entry in (*grounds, verdict) if entry is not None]
        yield Statement(grounds, verdict, number, spans[0][0], spans[-1][1], chunk, period)


def _merged(tree: Tree[Token]) -> Iterator[Ground]:
    """The grounds, characters of plain text run together."""
    run: list[Token] = []
    for child in tree.children:
        if isinstance(child, Token) and child.type in ("TEXT", "CITED"):
            run.append(child)
            continue
        if run:
            yield _ground(run)
            run = []
        yield _ground([child]) if isinstance(child, Token) else _compound(child)
    if run:
        yield _ground(run)


def _ground(tokens: list[Token]) -> Ground:
    first, last = tokens[0], tokens[-1]
    return Ground(
        "TEXT" if first.type == "CITED" else first.type,
        "".join(tokens),
        first.start_pos or 0,
        last.end_pos or 0,
    )


def _compound(tree: Tree[Token]) -> Ground:
    tokens = [token for token in tree.children if isinstance(token, Token)]
    whole = _ground(tokens)
    if tree.data == "each":
        return whole
    return Ground("COMPARE", whole.text, whole.start, whole.end, tuple(_ground([token]) for token in tokens))


def _verdict(tree: Tree[Token]) -> Verdict:
    inner = tree.children[0]
    assert isinstance(inner, Tree)
    tokens = list(inner.scan_values(lambda _: True))
    first, last = tokens[0], tokens[-1]
    per = next((str(token)[1:] for token in tokens if token.type == "PER"), "")
    if (
        inner.data == "judged"
        and NUMBER.search("".join(tokens))
        and not any(token.type in _AMOUNTS for token in tokens)
    ):
        inside = tuple(Decimal(number) for number in NUMBER.findall("".join(tokens)))
        if len(inside) == 2:
            return Verdict("judged", "".join(tokens), first.start_pos or 0, last.end_pos or 0, inside, True)
    if inner.data == "half":
        text = "".join(tokens)
        kind = "half_taken" if text.startswith(("扣", "减")) else "half"
        return Verdict(kind, text, first.start_pos or 0, last.end_pos or 0, (_share_of(text),))
    named = [
        token
        for token in tokens
        if token.type in _AMOUNTS or (inner.data == "cap" and token.type == "CAPPED")
    ]
    amounts = tuple(Decimal(number) for token in named for number in NUMBER.findall(token))
    ranged = any(token.type == "POINT_RANGE" for token in named)
    text = "".join(tokens)
    capped = None
    if inner.data == "judged" and tokens[-1].type == "CAPPED":
        capped = Decimal(NUMBER.findall(tokens[-1])[0])
    return Verdict(
        str(inner.data),
        text,
        first.start_pos or 0,
        last.end_pos or 0,
        amounts,
        ranged,
        per.removeprefix("每"),
        capped,
    )


_CHINESE = {"一": 1, "二": 2, "三": 3, "四": 4}


def _share_of(text: str) -> Decimal:
    """The share in 一半, 50%, 2/3, 三分之二."""
    percent = re.search(r"(\d+(?:\.\d+)?)%", text)
    if percent:
        return Decimal(percent[1]) / 100
    split = re.search(r"(\d)/(\d)", text)
    if split:
        return Decimal(split[1]) / Decimal(split[2])
    parts = re.search("([一二三四1-9])分之([一二三四1-9])", text)
    if parts:
        whole, part = (Decimal(_CHINESE.get(sign) or sign) for sign in parts.groups())
        return part / whole
    return Decimal("0.5")


_AMOUNTS = ("POINTS", "POINT_LIST", "POINT_RANGE", "BARE", "SIGNED")
