"""Figures as offices write them: full-width, Chinese, with points behind them.

`half_width` keeps the length of a text, so that a position in the result is the same position in the
document.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

_FULL = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_ODD = str.maketrans("　\xa0﹪﹙﹚〔〕［］【】﹐﹕﹔—–－―～∶﹣‰", "  %()()()()" + ",:;" + "----~:-‰")
_CN_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "两": 2,
    "俩": 2,
}
_CN_UNITS = {"十": 10, "百": 100, "千": 1000}

CN = "零〇一二两三四五六七八九十百千"
NUMBER = rf"(?:(?<![\d.])\d{{1,9}}(?:\.\d{{1,6}})?(?!\d)|(?<![{CN}])[{CN}]{{1,12}}(?:点[{CN}]{{1,6}})?)"
"""A number in digits or Chinese numerals, in text that is `half_width`."""


def half_width(text: str) -> str:
    """The text with full-width digits, letters and brackets made plain, character for character.

    Enumeration commas and full stops (、。) stay; 〔 【 ［ become round brackets, dashes hyphens.
    """
    return text.translate(_FULL).translate(_ODD)


def number(text: str) -> Decimal | None:
    """The value of “12.5”, “１２”, “十二”, “一百零五” or “零点五”; None where it is none of them."""
    plain = half_width(text).strip()
    if re.fullmatch(r"\d{1,12}(?:\.\d{1,6})?", plain):
        return Decimal(plain)
    whole, _, fraction = plain.partition("点")
    value = _chinese(whole)
    if value is None or not fraction:
        return value
    digits = "".join(str(_CN_DIGITS.get(char, "x")) for char in fraction)
    return value + Decimal(f"0.{digits}") if digits.isdigit() else None


def _chinese(text: str) -> Decimal | None:
    if not text or len(text) > 12:
        return None
    total, digit, pending = 0, 0, False
    for char in text:
        if char in _CN_DIGITS:
            if pending and digit:
                return None  # “二三”: not a number but two of them
            digit, pending = _CN_DIGITS[char], True
        elif char in _CN_UNITS:
            total += (digit if pending else 1) * _CN_UNITS[char]
            digit, pending = 0, False
        else:
            return None
    return Decimal(total + digit)


class PointsKind(Enum):
    """What a mention of points says.

    OWN: the full points of what it stands behind, in brackets. TOTAL: 满分, 共计, 分值 in a sentence. CAP: 不超过,
    最高. AWARD: 得, 计. ADD: 加. DEDUCT: 扣, 减. LINE: a score that something is compared with (90分以上).
    OTHER: none of these words is near.
    """

    OWN = "own"
    TOTAL = "total"
    CAP = "cap"
    AWARD = "award"
    ADD = "add"
    DEDUCT = "deduct"
    LINE = "line"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class PointsMention:
    """“…分” in a text: the value (of a range the upper one), what it says, and where it stands."""

    value: Decimal
    kind: PointsKind
    start: int
    end: int


_NOT_POINTS = "钟之类别管工局布析会解期级组支行院校阶包层批线段点比数制店厂馆队片头明享娩"
_POINTS = re.compile(rf"({NUMBER})(?:\s*[-~至到]\s*({NUMBER}))?\s*分(?![{_NOT_POINTS}])")
_OWN = re.compile(
    r"\((?:共?\d{1,2}\s*[项条个款]\s*[,、]\s*)?(?:每[项条个款]\s*\d{1,3}\s*分\s*[,、]\s*)?"
    r"(?:本项|此项|该项|项目|指标|标准|基本|基础|总|满|权重|小计|合计|共计|总计|共|计|占|分|值|为|[:\s])*"
    rf"({NUMBER})\s*分(?:值)?\s*(?:[,;:。、](?P<rest>[^()]*)|(?P<aside>\([^()]*\)))?\)"
)
_BEFORE = (
    (
        PointsKind.CAP,
        re.compile(r"(?:不超过|不高于|不得超过|最高|最多|上限|封顶|限额|限|以内)[^,;。()\d%]{0,6}$"),
    ),
    (
        PointsKind.DEDUCT,
        re.compile(r"(?:扣|减|罚)(?:除|减|去|掉|分)?(?:总分|其|该项|本项)?[^,;。()\d]{0,3}$"),
    ),
    (PointsKind.ADD, re.compile(r"(?:加|奖|奖励|增加)(?:计|记|给|分)?[^,;。()\d]{0,3}$")),
    (
        PointsKind.TOTAL,
        re.compile(r"(?:满分|总分|总分值|分值|共|共计|合计|总计|基本分|基础分|占)(?:为|是|值|[:\s])*$"),
    ),
    (PointsKind.AWARD, re.compile(r"(?:得|计|记|给|评|赋|各)(?:满分|为|予|到|分)?$")),
)
_LINE_AFTER = re.compile(
    r"\s*(?:\(?含[^)]*\)?)?\s*(?:以上|以下|及以上|及以下|\(不?含|为(?:优|良|合|不|一|达|较|基)|之间|者|[-~至到]\s*\d)"
)
_LINE_BEFORE = re.compile(r"(?:达到|低于|高于|不足|不低于|不到|≥|>|≤|<|大于|小于|在|满)\s*$")


def points_in(text: str) -> tuple[PointsMention, ...]:
    """Every mention of points in the text, in order. “十分重视” and “百分点” are none."""
    plain = half_width(text)
    own = {found.start(1): found for found in _OWN.finditer(plain)}
    mentions = []
    for found in _POINTS.finditer(plain):
        value = number(found[2] or found[1])
        if value is None:
            continue
        bracket = own.get(found.start(1))
        if bracket is not None:
            rest = bracket["rest"]  # “（5分，缺一项扣1分）”: the clause stands in the same bracket
            end = bracket.start("rest") if rest and _POINTS.search(rest) else bracket.end()
            mentions.append(PointsMention(value, PointsKind.OWN, bracket.start(), end))
            continue
        kind = _kind(plain, found)
        if kind is PointsKind.OTHER and not found[1][0].isdigit():
            continue  # “十分重视”: a Chinese numeral counts only behind a word that says so
        mentions.append(PointsMention(value, kind, found.start(), found.end()))
    return tuple(mentions)


def _kind(plain: str, found: re.Match[str]) -> PointsKind:
    before = plain[max(0, found.start() - 14) : found.start()]
    if _LINE_AFTER.match(plain, found.end()) or (_LINE_BEFORE.search(before)):
        return PointsKind.LINE
    return next((kind for kind, pattern in _BEFORE if pattern.search(before)), PointsKind.OTHER)
