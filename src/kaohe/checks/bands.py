"""Bands as a clause writes them (95分以上、90—94分、89分以下): do they leave gaps, do they overlap?

A compiled rule has no gap by construction, because each tier reaches down to the next. The words may have one:
90—94 and 95以上 say nothing of 94.5. Whole-number things (件、次、第几名) have no values between.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from kaohe.checks.wording import squeezed
from kaohe.core import plain

_N = r"(?P<{}>[0-9]+(?:\.[0-9]+)?)"
_WHOLE_UNITS = "件|人次|人|次|个|场|篇|户|名|位|起|例|天|日|条|家|处|项|期|份|张|岁|周岁|所|辆|宗|批"
_UNIT = rf"(?P<{{}}>个百分点|百分点|分|%|‰|万元|元|{_WHOLE_UNITS})?"
_IN = r"(?P<{}>（不?含[^）]{{0,6}}）|含|以上|以下)?"
_BAND = re.compile(
    "|".join(
        (
            rf"(?:第)?{_N.format('low')}{_UNIT.format('low_unit')}{_IN.format('low_in')}(?:[-~至到])第?"
            rf"{_N.format('high')}{_UNIT.format('high_unit')}{_IN.format('high_in')}(?:之间|以内)?",
            rf"(?P<under>未达到|没有达到|达不到|未达|不到|不足|不满|低于|小于|少于|<)(?:了)?{_N.format('below')}{_UNIT.format('below_unit')}",
            rf"(?P<over>达到|不低于|不少于|不小于|高于|超过|大于|多于|≥|>=|>|达){_N.format('from')}{_UNIT.format('from_unit')}(?:（含）)?(?:及?以上)?",
            rf"(?P<atmost>不超过|不高于|不多于|不大于|≤|<=){_N.format('upto')}{_UNIT.format('upto_unit')}(?:（含）)?(?:及?以[下内])?",
            rf"{_N.format('above')}{_UNIT.format('above_unit')}(?P<above_in>（不?含[^）]{{0,6}}）)?(?:及|\+)?以上(?P<above_in2>（不含[^）]{{0,6}}）)?",
            rf"{_N.format('beneath')}{_UNIT.format('beneath_unit')}(?P<beneath_in>（不?含[^）]{{0,6}}）)?及?以[下内](?P<beneath_in2>（不含[^）]{{0,6}}）)?",
        )
    )
)
_GRADE = (
    "(?:优秀|优良|优等|优|良好|良|中等|中|合格|达标|不达标|不合格|基本合格|基本达标|基本称职|称职|不称职|一般|"
    "较好|较差|好|差|先进|完成|未完成|[一二三四五]等|[一二三四五]档|[一二三四五]类|[A-E]级?|第[一二三四五]等次|[一二三四五]星级?)"
)
_AWARD = re.compile(
    r"^(?:的|者|，|为|是|时|：|单位|）|得分|可|则|本项|该项|的单位){0,4}"
    r"(?:(?:得|计|记|加|扣|给|赋|折算?|减)(?:计|加|给)?(?P<points>[0-9]+(?:\.[0-9]+)?)分|不得分|不计分|不加分|不扣分|得?满分|得?零分"
    rf"|(?:评|定|确定|评定|评为|列为|定为|为|是|等次为)*[“]?(?P<grade>{_GRADE})(?=[”，。；、（）：]|等次|等级|单位|档|$|[0-9]))"
)
_NAMED = re.compile(rf"[“]?{_GRADE}(?:等次|等级|单位|档)?[”]?[（：为是-]{{1,2}}$")
_STEPS = re.compile(r"每|按比例|比例|线性|插值|递减|其余|其他|其它|否则|依次|类推|之间按")
_CONNECTING = re.compile(
    r"其中|完成|达到|介于|得分|考核|分值|单位|总分|处于|以上|以下|本项|其次|[^\u4e00-\u9fff]|[的在且但或及和为不达是得分第者以档另若如果则评从当仅满约]"
)
ZERO = Decimal(0)
_REACH = 40
MOST_CHARACTERS = 10_000


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of values with what it earns; an end that is None is open. `text` as written."""

    text: str
    low: Decimal | None
    high: Decimal | None
    low_in: bool
    high_in: bool
    unit: str
    start: int
    end: int
    grade: bool = False


@dataclass(frozen=True, slots=True)
class Clash:
    """Two bands that leave a gap between them, overlap, or both hold one value (`touch`).

    `low` and `high` bound what is claimed by none or by both.
    """

    kind: str
    lower: Band
    upper: Band
    low: Decimal
    high: Decimal

    @property
    def between(self) -> str:
        """The values in question, as people write them."""
        if self.low == self.high:
            return plain(self.low)
        return f"{plain(self.low)}—{plain(self.high)}"


def clashes(text: str) -> Iterator[Clash]:
    """All gaps and overlaps of a clause's bands, series by series."""
    flat = squeezed(text)
    stepped = _STEPS.search(flat) is not None
    for series in _series(flat):
        if len(series) > 1 and not _mixed(series):
            yield from _gaps(series, stepped=stepped)
            yield from _overlaps(series)


def _series(flat: str) -> Iterator[list[Band]]:
    """The bands of a text that are about one thing, in the order of the text; only those that earn something fixed."""
    current: list[Band] = []
    for band in _bands(flat[:MOST_CHARACTERS]):
        if current and not _continues(flat, current, band):
            yield current
            current = []
        current.append(band)
    if current:
        yield current


def _bands(flat: str) -> list[Band]:
    """The bands that earn something fixed, each with the word before it."""
    bands: list[Band] = []
    found = [_read(match) for match in _BAND.finditer(flat)]
    while found:
        band = found.pop(0)
        if found and (joined := _joined(flat, band, found[0])):
            found.pop(0)
            band = joined
        tail, lead = flat[band.end : band.end + 24], flat[max(0, band.start - 10) : band.start]
        award, named = _AWARD.match(tail), _NAMED.search(lead)
        if award or named:
            bands.append(
                replace(band, grade=bool(named) or (award is not None and award["grade"] is not None))
            )
    return bands


def _joined(flat: str, first: Band, second: Band) -> Band | None:
    """One band with two ends where two stand side by side: 未达到90%但达到80%."""
    between = flat[first.end : second.start]
    if re.fullmatch(r"的?[，、]?(?:但|且|而|并|但是)?(?:在|又|已)?", between) is None:
        return None
    text = flat[first.start : second.end]
    if first.low is None and second.high is None:
        return replace(second, text=text, high=first.high, high_in=first.high_in, start=first.start)
    if first.high is None and second.low is None:
        return replace(first, text=text, high=second.high, high_in=second.high_in, end=second.end)
    return None


def _continues(flat: str, series: Sequence[Band], band: Band) -> bool:
    """Whether the band is about the same thing as those before it: nothing new is named between them."""
    last = series[-1]
    if band.start - last.end > _REACH or (band.unit and last.unit and band.unit != last.unit):
        return False
    if band.grade and last.grade:
        return True
    between = _NAMED.sub("", flat[last.end : band.start])
    named = _CONNECTING.sub("", _AWARD.sub("", between))
    lead = flat[max(0, series[0].start - 24) : series[0].start]
    return not named or named in lead


def _read(match: re.Match[str]) -> Band:
    group = match.groupdict()

    def number(name: str) -> Decimal | None:
        return Decimal(group[name]) if group[name] else None

    if group["low"]:
        low, high = number("low"), number("high")
        low_in, high_in = "不含" not in (group["low_in"] or ""), "不含" not in (group["high_in"] or "")
        if group["high_in"] == "以下" or (group["high_in"] is None and "不足" in match[0]):
            high_in = False
        unit = group["high_unit"] or group["low_unit"] or ""
    elif group["under"]:
        low, high, low_in, high_in, unit = None, number("below"), True, False, group["below_unit"] or ""
    elif group["over"]:
        low, high, high_in, unit = number("from"), None, True, group["from_unit"] or ""
        low_in = group["over"] not in ("高于", "超过", "大于", "多于", ">") or "以上" in match[0]
    elif group["atmost"]:
        low, high, low_in, high_in, unit = None, number("upto"), True, True, group["upto_unit"] or ""
    elif group["above"]:
        low, high, high_in, unit = number("above"), None, True, group["above_unit"] or ""
        low_in = "不含" not in f"{group['above_in'] or ''}{group['above_in2'] or ''}"
    else:
        low, high, low_in, unit = None, number("beneath"), True, group["beneath_unit"] or ""
        high_in = "不含" not in f"{group['beneath_in'] or ''}{group['beneath_in2'] or ''}"
    if low is not None and high is not None and low > high:
        low, high, low_in, high_in = high, low, high_in, low_in
    if match[0].startswith("第"):
        unit = "名"
    return Band(match[0], low, high, low_in, high_in, unit, match.start(), match.end())


def _mixed(series: Sequence[Band]) -> bool:
    """Whether what looks like a series cannot be one: the same band twice, or nothing but open ends one way."""
    ends = [(band.low, band.high) for band in series]
    return len(set(ends)) < len(ends)


def _gaps(series: Sequence[Band], *, stepped: bool) -> Iterator[Clash]:
    """Between the lowest and the highest end: what no band holds. Where steps or “其余” fill in, only slips at the seam."""
    whole = any(band.unit in _WHOLE_UNITS.split("|") for band in series)
    places = max(_places(end) for band in series for end in (band.low, band.high) if end is not None)
    seam = Decimal(1).scaleb(-places)
    # one that is open downwards begins before all others, and reaches its own end
    ordered = sorted(series, key=lambda band: (band.low is not None, band.low or 0, not band.low_in))
    reached: Band | None = None
    for band in ordered:
        if reached is None:
            reached = band
            continue
        if reached.high is None:
            return
        if _apart(reached, band):
            gap = Clash("gap", reached, band, *_ends(reached, band))
            width = gap.high - gap.low
            # 89.9 beside 90 was written by somebody who counts in tenths
            counted = (whole and width <= 1) or (places > 0 and width <= seam)
            if not counted and (width <= seam or not stepped):
                yield gap
        if band.high is None or band.high >= reached.high:
            reached = band


def _ends(lower: Band, upper: Band) -> tuple[Decimal, Decimal]:
    return lower.high or ZERO, upper.low or ZERO


def _apart(lower: Band, upper: Band) -> bool:
    if lower.high is None or upper.low is None:
        return False
    if lower.high == upper.low:
        return not lower.high_in and not upper.low_in
    return lower.high < upper.low


def _overlaps(series: Sequence[Band]) -> Iterator[Clash]:
    """Bands that reach into a neighbour. Open ends on the same side nest by design (达到95、达到90)."""
    ordered = sorted(series, key=lambda band: (band.low is not None, band.low or 0, band.high is None))
    for lower, upper in pairwise(ordered):
        if lower.high is None or upper.low is None:
            continue
        if lower.high > upper.low:
            yield Clash("overlap", lower, upper, upper.low, min(lower.high, upper.high or lower.high))
        elif lower.high == upper.low and lower.high_in and upper.low_in and not _settled(lower, upper):
            yield Clash("touch", lower, upper, lower.high, upper.low)


def _settled(lower: Band, upper: Band) -> bool:
    """Whether a reader knows which band the shared end belongs to: “含” is written, or 90以上 beside 90以下."""
    return "含" in lower.text + upper.text or (lower.low is None and "以下" in lower.text)


def _places(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
