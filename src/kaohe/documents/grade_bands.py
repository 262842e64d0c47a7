"""Grades and the scores they are for, as remarks and prose state them: “90分以上为优秀，80—89分为良好 …”."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from kaohe.core import Place, Problem, Severity, plain
from kaohe.documents.figures import NUMBER, half_width, number
from kaohe.documents.model import Paragraph
from kaohe.documents.outline import Piece, span_of
from kaohe.documents.reading import GradeBand, GradeBands
from kaohe.scheme.model import Grade

_NAME = re.compile(
    r"(?:第?[一二三四五](?:等奖|等|档|级|类)|[A-E](?:级|等|档|类)|[A-E](?![A-Za-z%])|特等奖?|"
    r"非常满意|比?较满意|基本满意|不满意|满意|基本合格|不合格|合格|基本称职|不称职|称职|基本达标|不达标|未达标|达标|"
    r"优秀|优良|优等|良好|优|良|较好|较差|很差|中等|一般|及格|不及格|先进|后进|末等|好|中|差)"
)
_N = rf"({NUMBER})"
_ASIDE = r"(?:\(\s*(不?)(?:包?含)[^()]*\))?"
_RANGES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("both", re.compile(rf"{_N}\s*分?\s*{_ASIDE}\s*(?:及其?)?以上{_ASIDE}\s*[,、至到~-]?\s*(?:且|但|而)?(?:低于|不足|不满|小于)?\s*{_N}\s*分\s*{_ASIDE}\s*(?:及其?)?(以下|以内)?{_ASIDE}")),
    ("span", re.compile(rf"{_N}\s*分?\s*{_ASIDE}\s*[-~至到]\s*{_N}\s*分?\s*{_ASIDE}")),
    ("signs", re.compile(rf"{_N}\s*分?\s*([≤<]=?)[^≤<≥>\d;。]{{0,8}}([≤<]=?)\s*{_N}")),
    ("least", re.compile(rf"(?:不低于|达到|达|大于等于|≥|>=)\s*{_N}\s*分?(?:以上)?")),
    ("above", re.compile(rf"(?:高于|超过|大于|>)\s*{_N}\s*分?")),
    ("below", re.compile(rf"(?:低于|不足|不满|小于|不到|<(?!=))\s*{_N}\s*分?(?:以下)?")),
    ("most", re.compile(rf"(?:不高于|不超过|≤|<=)\s*{_N}\s*分?")),
    ("up", re.compile(rf"{_N}\s*分?\s*{_ASIDE}\s*(?:及其?)?以上{_ASIDE}")),
    ("down", re.compile(rf"{_N}\s*分?\s*{_ASIDE}\s*(?:及其?)?以下{_ASIDE}")),
)  # fmt: skip
_SHARE = re.compile(r"(?:不超过|不得超过|控制在|占|按)[^%;。]{0,14}?(\d{1,2}(?:\.\d+)?)\s*%")
_MOST_RANGES = 60
"""No paragraph states so many grades; it is something else."""
_LOWEST_TOP = Decimal(60)
"""The best grade of a whole appraisal begins at 60 or more; “好8—10分” is a step of one item."""


@dataclass(frozen=True, slots=True)
class _Range:
    low: Decimal | None
    high: Decimal | None
    low_in: bool
    high_in: bool
    start: int
    end: int
    said: bool = False
    usual: bool = False
    """`said`: whether the upper bound belongs is written (含, 不含, <); `usual`: “60分以下” beside “60分以上”, which
    nobody misunderstands.
    """


def read_grades(paragraphs: Iterable[Paragraph]) -> tuple[GradeBands, ...]:
    """The grade bands of these paragraphs (a remark cell can be given as one). Gaps and overlaps are problems."""
    found: list[GradeBands] = []
    gathered: list[tuple[GradeBand, _Range, Place]] = []
    last = -9
    for index, paragraph in enumerate(paragraphs):
        bands = list(_bands(paragraph, index))
        if not bands:
            continue
        if gathered and index - last > 2:
            found.extend(_passage(gathered))
            gathered = []
        gathered.extend((band, written, paragraph.place) for band, written in bands)
        last = index
    found.extend(_passage(gathered))
    return tuple(found)


def as_grades(bands: GradeBands) -> tuple[Grade, ...]:
    """The bands as a table's grades, best first; the lowest one, if it is open below, is for everybody else."""
    ordered = sorted(bands.bands, key=lambda band: (band.low is None, -(band.low or Decimal(0))))
    return tuple(Grade(band.name, band.low, band.share, where=bands.place) for band in ordered)


def _passage(gathered: Sequence[tuple[GradeBand, _Range, Place]]) -> Iterator[GradeBands]:
    if len(gathered) < 2 or max((band.low or Decimal(0)) for band, _, _ in gathered) < _LOWEST_TOP:
        return
    lows = {band.low for band, _, _ in gathered if band.low is not None and band.low_in}
    shared = [band for band, each, _ in gathered if not (each.said or each.usual) and band.high in lows]
    bands = tuple(
        replace(band, high_in=False) if not each.said and band.high in lows else band
        for band, each, _ in gathered
    )
    place = gathered[0][2]
    problems = tuple(_doubts(bands, place)) + tuple(_shared(band, place) for band in shared)
    yield GradeBands(bands, place, problems)


def _bands(paragraph: Paragraph, index: int) -> Iterator[tuple[GradeBand, _Range]]:
    text = half_width(paragraph.text)
    ranges = _ranges(text)
    if not ranges or len(ranges) > _MOST_RANGES:
        return
    names = [found for found in _NAME.finditer(text) if not _inside_word(text, found)]
    used: set[int] = set()
    for each in ranges:
        name = _name_of(text, each, names, ranges, used)
        if name is None:
            continue
        used.add(name.start())
        start, end = min(name.start(), each.start), max(name.end(), each.end)
        stop = re.compile(r"[;。\n]|$").search(text, end)
        share = _SHARE.search(text, end, stop.start() if stop else len(text))
        piece = Piece(paragraph.text[start:end], paragraph.place, index, start, end)
        band = GradeBand(
            paragraph.text[name.start() : name.end()],
            each.low,
            each.high,
            each.low_in,
            each.high_in,
            Decimal(share[1]) / 100 if share else None,
            span_of(piece),
        )
        yield band, each


def _inside_word(text: str, found: re.Match[str]) -> bool:
    """“好” in “做好”, “优” in “优先” are no grades: a one-sign name stands alone between stops and 为, 评."""
    if len(found[0]) > 1:
        return text[found.end() : found.end() + 1] in ("率", "度")
    before, after = text[: found.start()][-1:], text[found.end() :][:1]
    return not (
        (not before or before in '为是评定,、;:。("“”\n 级等属')
        and (not after or after in ',、;:。)("”\n 等级档的(≥><0123456789')
    )


def _name_of(
    text: str, each: _Range, names: Sequence[re.Match[str]], ranges: Sequence[_Range], used: set[int]
) -> re.Match[str] | None:
    """The grade that this range belongs to: behind it up to the next stop or range, else right before it."""
    following = min((other.start for other in ranges if other.start >= each.end), default=len(text))
    stop = re.compile(r"[;。\n、]|$").search(text, each.end)
    limit = min(following, (stop.start() if stop else len(text)))
    behind = [n for n in names if each.end <= n.start() < limit and n.start() not in used]
    previous = max((other.end for other in ranges if other.end <= each.start), default=0)
    before = [n for n in names if previous <= n.start() and n.end() <= each.start and n.start() not in used]
    before = [
        n
        for n in before
        if not re.search(r"[;。\n]", text[n.end() : each.start]) and each.start - n.end() <= 16
    ]
    named_first = before and re.match(
        r"(?:等次|等级|单位|级|档|等|奖)?\s*[:(]|\s*$|.{0,6}[:(为在]", text[before[-1].end() : each.start]
    )
    awarded = re.match(
        r"\s*[)分]*\s*(?:的|者|,)*\s*(?:单位)?(?:,)?(?:为|评为|定为|评定为|认定为|确定为|属|列为|授予|是|:|-|=)",
        text[each.end :],
    )
    if behind and (awarded or not named_first):
        return behind[0]
    return before[-1] if before and named_first else (behind[0] if behind else None)


def _ranges(text: str) -> list[_Range]:
    taken: list[_Range] = []
    for kind, pattern in _RANGES:
        for found in pattern.finditer(text):
            if any(found.start() < other.end and other.start < found.end() for other in taken):
                continue
            built = _range(kind, found, text)
            if built is not None:
                taken.append(built)
            if len(taken) > _MOST_RANGES:
                return taken
    return sorted(taken, key=lambda each: each.start)


def _range(kind: str, found: re.Match[str], text: str) -> _Range | None:
    whole, span = found[0], found.span()
    after = text[found.end() : found.end() + 1]
    if after in ("%", "个", "次", "人", "天", "月", "年", "万", "元", "件", "项", "名", "家", "户"):
        return None
    if re.match(r"\s*(?:月|日|年|%|名|位)", text[found.end() :]) or (
        kind != "signs" and "分" not in whole and "分" not in text
    ):
        return None
    if re.search(r"[得扣加计减]\s*$", text[: found.start()]) and kind == "span":
        return None
    values = [number(group) for group in found.groups() if group and re.fullmatch(NUMBER, group)]
    if not values or any(value is None for value in values):
        return None
    excluded = bool(re.search(r"\(\s*不(?:包?含)", whole))
    included = bool(re.search(r"\(\s*(?:包?含)", whole))
    if kind in ("both", "span"):
        low, high = values[0], values[-1]
        if low is not None and high is not None and low > high:
            low, high = high, low
        strict = excluded or bool(re.search("低于|不足|不满|小于", whole))
        said = strict or (included and whole.rstrip().endswith(")"))
        return _Range(low, high, True, not strict, *span, said=said, usual=kind == "both")
    if kind == "signs":
        return _Range(
            values[0],
            values[-1],
            "=" in found[2] or "≤" in found[2],
            "=" in found[3] or "≤" in found[3],
            *span,
            said=True,
        )
    if kind in ("least", "up"):
        return _Range(values[0], None, not excluded, True, *span)
    if kind == "above":
        return _Range(values[0], None, False, True, *span)
    if kind == "below":
        return _Range(None, values[0], True, False, *span, said=True)
    said = excluded or included or kind == "most"
    return _Range(None, values[0], True, not excluded, *span, said=said, usual=True)


def _doubts(bands: Sequence[GradeBand], place: Place) -> Iterator[Problem]:
    """Scores that no band holds, or two do."""
    ordered = sorted(
        bands, key=lambda band: (band.low is not None, band.low or Decimal(0), band.high or Decimal(0))
    )
    for lower, upper in pairwise(ordered):
        if lower.high is None or upper.low is None:
            continue
        if lower.high < upper.low:
            yield Problem(
                "grades.gap",
                Severity.WARNING,
                f"“{lower.name}”到{plain(lower.high)}分为止，“{upper.name}”从{plain(upper.low)}分起，{plain(lower.high)}分和{plain(upper.low)}分之间（如{plain(lower.high)}.5分）没有等次。"
                if lower.high == lower.high.to_integral_value()
                else f"“{lower.name}”到{plain(lower.high)}分为止，“{upper.name}”从{plain(upper.low)}分起，中间没有等次。",
                "请写明带小数的得分归哪一等，如“85分以上90分以下（不含90分）”。",
                (place,),
            )
        elif lower.high > upper.low or (lower.high == upper.low and lower.high_in and upper.low_in):
            yield Problem(
                "grades.overlap",
                Severity.WARNING,
                f"“{lower.name}”到{plain(lower.high)}分，“{upper.name}”从{plain(upper.low)}分起，两等有重叠。",
                "请写明重叠的得分归哪一等。",
                (place,),
            )
        elif lower.high == upper.low and not lower.high_in and not upper.low_in:
            yield Problem(
                "grades.gap",
                Severity.WARNING,
                f"恰好{plain(lower.high)}分不属于“{lower.name}”，也不属于“{upper.name}”。",
                "请写明这个得分归哪一等。",
                (place,),
            )


def _shared(band: GradeBand, place: Place) -> Problem:
    bound = plain(band.high) if band.high is not None else ""
    return Problem(
        "grades.bound-shared",
        Severity.ADVICE,
        f"恰好{bound}分既写在“{band.name}”里，又写在上一等里，按归上一等处理。",
        f"如果不是这样，请写明“不含{bound}分”。",
        (place,),
    )
