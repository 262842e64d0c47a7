"""Points as they stand in tables: “10”, “10分”, “二十分”, “23分+10分”, “（12分，7分奖分）”, “O.5”, “≤5”.

A clerk's slips (the letters O and l for the figures 0 and 1) are read as meant, and `slip` keeps what
was written so that somebody can be told.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from kaohe.documents.figures import PointsKind, half_width, number, points_in

_N = r"(?:\d{1,6}(?:\.\d{1,4})?|\.\d{1,4}|[零〇一二两三四五六七八九十百千]{1,7}(?:点[零〇一二三四五六七八九]+)?)"
_BEFORE = (
    r"(?:本项|此项|该项|项目|指标|标准|基本|基础|考核|权重|分值|总分值|总分|满分|赋分|配分|小计|合计|共计|总计|"
    r"共|计|占|为|最高|最多|上限|不超过|不高于|不得超过|封顶|至多|约|:|=|≤|<=|±|[,;])*"
)
_AFTER = r"(?:分值|分数|分)?(?:以内|以下|封顶|为限|为止|满分)?(?:[,;、]?扣完(?:本项|该项)?(?:分值?)?为止)?"
_WHOLE = re.compile(rf"^(?P<before>{_BEFORE})(?P<sign>[+\-]?)(?P<n>{_N})(?P<percent>%?){_AFTER}$")
_RANGE = re.compile(rf"^(?P<sign>[+\-]?){_N}分?[-~至到](?P<n>{_N})分?$")
_EXTRA = r"(?:奖励?分?|加分?|附加分?)"
_PLUS = re.compile(
    rf"^{_BEFORE}(?P<n>{_N})分?(?:[+,、;]|其中|另)+(?:另|含|外加|附)?{_EXTRA}?(?P<extra>{_N})分?(?:的)?{_EXTRA}?$"
)
_ALL_EXTRA = re.compile(
    rf"^(?:{_EXTRA}项?目?[,:、]?)?{_BEFORE}(?P<n>{_N})分?(?:[,、;]?(?:为|是|属)?(?:{_EXTRA}|加分项|奖励分))?{_AFTER}$"
)
_CAP_WORDS = re.compile(r"最高|最多|上限|不超过|不高于|不得超过|封顶|至多|以内|为限|≤|<=|±")
_MOST = re.compile(
    rf"(?:最高|最多|上限|不超过|不得超过|封顶|至多|满分|累计|总共|共计|合计|总计|共)(?:可|不超过)?(?:得|加|计|为|至)?(?P<n>{_N})分(?:封顶|为止|为限)?"
)
_PRODUCT = re.compile(rf"\D{{0,4}}{_N}[^\d×xX*]{{0,3}}[×xX*]{_N}[^\d=]{{0,3}}=(?P<n>{_N})分?")
_BRACKET = re.compile(r"[(\[{<]([^()\[\]{}<>]{1,40})[)\]}>]")
_SLIPS = str.maketrans({"O": "0", "o": "0", "Ｏ": "0", "l": "1", "I": "1", "Ⅰ": "1"})
_BLANK = re.compile(r"\s+")
_TWO_LINES = re.compile(r"[\d分]\s*\n\s*\d")
_BARE_END = re.compile(rf"^(?P<name>.*[\u4e00-\u9fff)”》])[\s:：—\-、,]*(?P<n>{_N})\s*分$", re.DOTALL)
_VERB_BEFORE = re.compile(
    r"(?:得|扣|加|减|计|记|各|每|罚|给|至|到|不足|满|低于|高于|达|为|[\d零一二三四五六七八九十])$"
)
_UPRIGHT = str.maketrans("︵︶︹︺﹇﹈", "()()[]")
_KEPT = 4096
"""Texts whose reading is kept, since a cell is asked about many times."""
_A_YEAR = 1900
"""A figure in brackets from here on is a year unless 分 stands behind it."""


@dataclass(frozen=True, slots=True)
class Points:
    """Points read from a text.

    `extra` are points that can be earned on top of `value` (奖励分). `bonus`: all of it is on top, `value` being
    the most that can be had. `capped`: written as a most (最高10分). `percent`: written with a per cent sign.
    `start` and `end`: where in the text it stands. `marked`: 分 or % stands behind it.
    """

    value: Decimal
    extra: Decimal | None = None
    bonus: bool = False
    capped: bool = False
    negative: bool = False
    percent: bool = False
    slip: str = ""
    start: int = 0
    end: int = 0
    marked: bool = False


@lru_cache(maxsize=_KEPT)
def whole(text: str) -> Points | None:
    """The points, where the text is nothing but points; else None."""
    plain = _BLANK.sub("", _upright(text)).strip("。;,、")
    if not plain or len(plain) > 24 or _TWO_LINES.search(text.strip()):
        return None
    bracketed = re.fullmatch(r"[(\[](.*)[)\]]", plain)
    plain = bracketed[1] if bracketed else plain
    read = _parsed(plain)
    if read is None and re.search(r"[OoIlⅠ]", plain) and re.search(r"\d|分", plain):
        read = _parsed(plain.translate(_SLIPS))
        read = replace(read, slip=text.strip()) if read else None
    if read is None and (inner := re.fullmatch(r"([^()]{1,8})\(([^()]{1,10})\)", plain)):
        read = _two(inner[1], inner[2])
    return replace(read, start=0, end=len(text), marked="分" in plain or "%" in plain) if read else None


def loosely(text: str) -> Points | None:
    """The points of a cell that says more than the points: “每项5分，最高20分”, “2×5=10”, “10（按百分制折算）”; None: it names none."""
    plain = _BLANK.sub("", _upright(text)).strip("。;,、")
    if len(plain) > 40:
        return None
    most = list(_MOST.finditer(plain))
    if most and most[-1].end() == len(plain):
        value = _value(most[-1]["n"])
        return Points(value, capped=True) if value is not None else None
    if product := _PRODUCT.fullmatch(plain):
        value = _value(product["n"])
        return Points(value) if value is not None else None
    aside = re.fullmatch(r"([^()]{1,8})\(([^()\d]{2,20})\)", plain)
    return _parsed(aside[1]) if aside else None


def lines_of(text: str) -> list[Points]:
    """The points of a cell with a figure on each of several lines; none where any line is something else."""
    read = [whole(line) for line in text.split("\n") if line.strip()]
    values = [points for points in read if points is not None]
    return values if len(values) > 1 and len(values) == len(read) else []


def is_figure(text: str) -> bool:
    """Whether a cell holds points and nothing else, be it on several lines."""
    return whole(text) is not None or bool(lines_of(text))


def _two(first: str, second: str) -> Points | None:
    """“10（5分加分）”, “10（含加分5）”, “5分（加分）”: the second is on top, or all of it, only where it says so."""
    value = _parsed(first)
    if value is not None and re.fullmatch(rf"(?:属|为|是)?{_EXTRA}项?目?", second):
        return replace(value, bonus=True)
    extra = re.search(_N, second)
    if value is None or extra is None or not re.search(_EXTRA, second):
        return None
    return replace(value, extra=number(extra[0]))


def _parsed(plain: str) -> Points | None:
    taken = re.match(r"[扣减]分?(?=\d)", plain)  # “扣2分” in a list of deductions
    if found := _WHOLE.match(plain[taken.end() :] if taken else plain):
        value = _value(found["n"])
        if value is None:
            return None
        percent, sign = bool(found["percent"]), "-" if taken else found["sign"]
        capped = bool(_CAP_WORDS.search(plain))
        return Points(value, percent=percent, capped=capped, negative=sign == "-", bonus=sign == "+")
    if found := _RANGE.match(plain):
        value = _value(found["n"])
        return Points(value, negative=found["sign"] == "-") if value is not None else None
    if found := _PLUS.match(plain):
        value, extra = _value(found["n"]), _value(found["extra"])
        return Points(value, extra) if value is not None and extra is not None else None
    if (found := _ALL_EXTRA.match(plain)) and re.search(_EXTRA, plain):
        value = _value(found["n"])
        return Points(value, bonus=True, capped=bool(_CAP_WORDS.search(plain))) if value is not None else None
    return None


def _value(text: str) -> Decimal | None:
    return number(f"0{text}" if text.startswith(".") else text)


@lru_cache(maxsize=_KEPT)
def bracketed(text: str, *, name: bool = False) -> Points | None:
    """The points that stand in brackets at the end (or the beginning) of a text; else None.

    In a `name` a figure without 分 will do, if it stands at the end, and so will “组织领导 20分” without brackets.
    """
    plain = _upright(text)
    for bracket in reversed(list(_BRACKET.finditer(plain))):
        read = whole(bracket[1])
        if read is None:
            continue
        behind = plain[bracket.end() :].strip(' \t\n。;,、:."”')
        in_front = not _BLANK.sub(
            "", re.sub(r"^[\d.、()一二三四五六七八九十①-⑳\s]{0,8}", "", plain[: bracket.start()])
        )
        at_end = not behind or _BRACKET.fullmatch(behind) is not None
        if not (at_end or (in_front and read.marked) or (name and read.marked)):
            continue
        if not read.marked and not (name and at_end and not in_front and read.value < _A_YEAR):
            continue
        return replace(read, start=bracket.start(), end=bracket.end())
    if name and (bare := _BARE_END.match(plain.rstrip(" 。;,:"))) and len(plain) <= 40:
        value = _value(bare["n"])
        if value is not None and not _VERB_BEFORE.search(bare["name"]) and value != 0:
            return Points(value, start=bare.start("n"), end=len(text), marked=True)
    return None


def _upright(text: str) -> str:
    """Half-width, with the brackets of vertical writing turned; every character keeps its place."""
    return half_width(text.translate(_UPRIGHT))


def stated_in(text: str, *, name: bool = False) -> Points | None:
    """The points in brackets at an end of the text, else the only ones in it: “健全（8分），没有的不得分”."""
    read = bracketed(text, name=name)
    if read is not None:
        return read
    own = [mention for mention in points_in(text) if mention.kind is PointsKind.OWN]
    return Points(own[0].value, start=own[0].start, end=own[0].end, marked=True) if len(own) == 1 else None


def without(text: str, points: Points | None) -> str:
    """The text without the points that were read in it, on one line."""
    if points is not None:
        text = text[: points.start] + text[points.end :]
    return one_line(text).rstrip("：:，,、—- ")


def one_line(text: str) -> str:
    """Lines joined; blanks between Chinese characters are layout and go."""
    joined = re.sub(r"\s*\n\s*", "", text.strip())
    joined = re.sub(
        r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \u3000\xa0]+(?=[\u3000-\u9fff\uff00-\uffef])", "", joined
    )
    return re.sub(r"[ \u3000\xa0\t]+", " ", joined).strip()
