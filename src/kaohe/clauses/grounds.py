"""Looking at grounds: what they are about, their numbers, their phrases."""

import re
from decimal import Decimal

from kaohe.clauses.parsing import NUMBER, Ground

TIMES = {
    "年",
    "月",
    "个月",
    "天",
    "日",
    "小时",
    "分钟",
    "周",
    "季度",
    "个季度",
    "学期",
    "个学期",
    "年度",
    "个年度",
    "季",
    "工作日",
    "个工作日",
    "岁",
}
SIZES = {
    "㎡",
    "m",
    "m2",
    "km",
    "cm",
    "mm",
    "kg",
    "t",
    "dB",
    "平方米",
    "微克/立方米",
    "毫克/立方米",
    "毫克/升",
    "克/立方米",
    "微克",
    "毫克",
    "立方米",
    "千瓦时",
    "吨标准煤",
    "分贝",
    "℃",
    "平米",
    "平方公里",
    "公里",
    "米",
    "亩",
    "公顷",
    "吨",
    "万",
    "亿",
    "元",
    "万元",
    "亿元",
    "级",
    "倍",
    "层",
    "页",
    "字",
    "学时",
    "课时",
    "",
}
RATES = {"%", "百分点", "‰", "‱", "ppm"}
FINE_RATES = {"‰", "‱", "ppm"}
"""Shares of a thousand, of ten thousand, of a million: read as plain numbers, because a percentage is of a hundred."""
SPOKEN_UNITS = {"‱": "万分之一", "ppm": "百万分之一"}
"""What a unit is called where it is shown."""
BELOW_WORDS = (
    "低于",
    "少于",
    "小于",
    "不足",
    "不到",
    "未达",
    "达不到",
    "未能达到",
    "没有达到",
    "没达到",
    "不满",
    "不达",
    "未满",
    "<",
    "未达到",
    "未完成",
)
AT_MOST_WORDS = (
    "未超过",
    "不高于",
    "不超过",
    "不超",
    "不大于",
    "不多于",
    "不得超过",
    "不得高于",
    "不得多于",
    "≤",
    "控制在",
)
AT_LEAST_WORDS = ("不低于", "不少于", "不小于", "不得低于", "不得少于")
ABOVE_WORDS = ("高于", "多于", "超过", "超出", "大于", ">", "超")
PER_PART = re.compile("每个?(?:月|季度?|周|旬|半年|天|日)|按[月季周]")

ABSENT = re.compile(
    "(?:[缺旷][勤岗工课席职]|[脱离空断误]岗|请假|[事病]假|[不未没]有?(?:出勤|到岗|上岗|在岗|值班|上班|开放|运行|运转|清运|巡查|开门|营业|供水|供暖|供电)|停[运产工水电机供业]|断[水电网供]|中断|空缺|滞留|积压|超[期时])(?:的|者|，)?$"
)
"""What is counted by the day: 缺勤1天, 停水1小时."""


def without_remarks(grounds: tuple[Ground, ...]) -> tuple[Ground, ...]:
    """The grounds without what stands in closed brackets, and without the mark before the first word."""
    kept: list[Ground] = []
    opened: list[int] = []
    for ground in grounds:
        if ground.kind == "OPEN":
            opened.append(len(kept))
            kept.append(ground)
        elif ground.kind == "CLOSE":
            if opened:
                del kept[opened.pop() :]
        else:
            kept.append(ground)
    kept = [ground for ground in kept if ground.kind not in ("OPEN", "CLOSE")]
    while kept and kept[0].kind in ("COMMA", "LIST", "COLON"):
        kept.pop(0)
    return tuple(kept)


def quoted(grounds: tuple[Ground, ...]) -> set[int]:
    """The places of grounds that stand in quotation marks (“门前六包”): names, whatever numbers they hold."""
    found: set[int] = set()
    depth = 0
    for at, ground in enumerate(grounds):
        depth += ground.text.count("“") - ground.text.count("”")
        if depth > 0 and "“" not in ground.text:
            found.add(at)
    return found


def phrases(grounds: tuple[Ground, ...]) -> list[list[Ground]]:
    """The grounds cut at commas and colons; no phrase is empty."""
    found: list[list[Ground]] = [[]]
    for ground in grounds:
        if ground.kind in ("COMMA", "COLON"):
            found.append([])
        else:
            found[-1].append(ground)
    return [phrase for phrase in found if phrase]


def subject_of(grounds: tuple[Ground, ...]) -> tuple[int, int]:
    if not grounds:
        return (0, 0)
    words = [ground for ground in grounds if ground.kind not in ("COMMA", "COLON")]
    return (words[0].start, words[-1].end) if words else (grounds[0].start, grounds[0].start)


def number_and_unit(text: str) -> tuple[Decimal, str]:
    """The first number, and the counting word after the last one (“60%-79%”: 60 and “%”)."""
    match = NUMBER.search(text)
    assert match is not None
    plain = re.sub("（不?含）|±", "", text)
    unit = re.sub(r"^.*-[\d.]+|^[\d.]+", "", plain)
    return Decimal(match[0]), unit.rstrip("≤<")


def joined(grounds: tuple[Ground, ...]) -> str:
    """The text from the first to the last of them; what was left out in between is blank."""
    text = [" "] * (grounds[-1].end - grounds[0].start)
    for ground in grounds:
        text[ground.start - grounds[0].start : ground.end - grounds[0].start] = list(ground.text)
    return "".join(text)


def words_of(grounds: tuple[Ground, ...], but: Ground | None = None) -> str:
    kept = (
        ground
        for ground in grounds
        if ground.kind in ("TEXT", "LIST", "RELATION", "BOUND", "MOVE", "AGAINST") and ground is not but
    )
    text = re.sub("每(?:年|月|季度?|周|天|日)", "", "".join(ground.text for ground in kept))
    text = re.sub(
        "在此基础上?|以此为基础|超出部分|超过部分|(?:下?降低?|减少|低|升|上升|提高)[到至]", "", text
    )
    text = re.sub("达不到|未达到|没有达到|未达标|未完成|不足的?|以内|以上|以下", "", text)
    return re.sub("[的，、；如其中或并且但而对在有者]", "", text)
