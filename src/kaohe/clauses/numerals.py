"""Chinese numerals as they occur in clauses: 一 … 九千九百九十九, 两, 半."""

import re

NUMERAL = "(?:[零〇一二两三四五六七八九十百千]+|半)"
"""A pattern for what `numeral` may be asked."""

CLASSIFIERS = re.findall(
    r"\S+",
    "% 个百分点 百分点 个比例点 个百分比 比例点 个点 人次 人份 件次 项次 户次 家次 台次 例次 处次"
    " 点次 场次 批次 起次 车次 篇次 项 次 处 人 名 例 起 件 个 户 份 条 种 家 类 篇 期 场 批"
    " 台 套 张 本 册 部 辆 座 所 点 宗 笔 单 位 天 日 周 月 季度 季 年 小时 分钟 万元 亿元 元"
    " 平方米 平米 平方公里 公里 米 亩 公顷 吨 岁 级 档 名次 位次 页 字 幅 块 间 栋 幢 站 村 镇"
    " 乡 社区 街道 县 组 门 科 课时 样 包 箱 瓶 尾 学时 节 轮 回 令 倍 层 道 根 只 头 株 面"
    " 颗 枚 支 艘 环节 方面 部门 单位 指标 内容 要求 制度 岗位 企业 万人 千人 百人 亿 万 千 款 具"
    " 棵 盏 扇 床 针 剂 桶 罐 封 餐 工作日 个工作日 个月",
)
"""Counting words that may follow a numeral."""

_DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_TENS = {"十": 10, "百": 100, "千": 1000}


def numeral(text: str) -> str | None:
    """Its value in Arabic digits; None where it is none (“十百”). Digits without tens are read in turn: 二〇 is 20.

    >>> numeral("十二"), numeral("两"), numeral("一百零五"), numeral("半")
    ('12', '2', '105', '0.5')
    """
    if text == "半":
        return "0.5"
    if not any(character in _TENS for character in text):
        digits = [_DIGITS.get(character) for character in text]
        return (
            None
            if None in digits or not digits
            else "".join(str(digit) for digit in digits).lstrip("0") or "0"
        )
    total, digit, last = 0, None, 10000
    for character in text:
        if character in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[character]
        elif character in _TENS:
            tens = _TENS[character]
            if tens >= last:
                return None
            total += (1 if digit in (None, 0) else digit or 1) * tens
            digit, last = None, tens
        else:
            return None
    return str(total + (digit or 0))
