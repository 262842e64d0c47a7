"""Long titles over several lines, without a word torn apart (GB/T 9704-2012, 7.3.1: 回行时词意完整、排列对称)."""

import re
from functools import lru_cache
from itertools import pairwise

from kaohe.reports.official.geometry import ROOM, TITLE_SIZE, width_in_characters

_POINTS_A_MM = 72 / 25.4
MOST = int(ROOM * _POINTS_A_MM / TITLE_SIZE)
"""Characters of 2号 on a line."""

_WORDS = [
    "目标管理责任制",
    "目标管理",
    "责任制",
    "责任书",
    "考核办法",
    "考核结果",
    "考核意见",
    "考核检查",
    "考核评分",
    "考核",
    "检查",
    "结果",
    "工作",
    "意见",
    "通报",
    "通知",
    "公告",
    "决定",
    "办法",
    "方案",
    "自评报告",
    "自评表",
    "记录表",
    "日程表",
    "评分表",
    "任务清单",
    "任务",
    "完成情况",
    "情况",
    "对比分析",
    "对比",
    "分析",
    "申诉",
    "处理",
    "反馈",
    "关于",
    "开展",
    "家庭支持",
    "家庭",
    "支持",
    "服务",
    "人口",
    "发展",
    "健康",
    "管理",
    "建设",
    "治理",
    "年度",
    "季度",
    "上半年",
    "下半年",
    "人民政府",
    "办事处",
    "街道",
    "社区",
    "委员会",
    "办公室",
    "联席会议",
    "领导小组",
    "抽样",
    "现场",
    "整改",
    "申请",
    "报告",
    "印发",
    "实施",
]
_TOKEN = re.compile(
    r"“[^”]*”|《[^》]*》|\d+年度?|\d+月份?|\d+|[A-Za-z]+|"
    + "|".join(sorted(_WORDS, key=len, reverse=True))
    + r"|\S"
)
_NOT_FIRST = set("的了和及与、，。；：）》”之等")
_UNKNOWN = 4.0
"""What a break between two characters that belong to no known word costs, in characters of unevenness."""


@lru_cache(maxsize=4096)
def title_lines(text: str) -> str:
    """The title with its lines broken; one line where it fits, is broken already or has yet to be filled in."""
    width = width_in_characters(text)
    if width <= MOST or "\n" in text or "{{" in text:
        return text
    tokens = _TOKEN.findall(text)
    lines = int(-(-width // MOST))
    while lines < len(tokens):
        if broken := _broken(tokens, lines):
            return broken
        lines += 1
    return text


def _broken(tokens: list[str], lines: int) -> str:
    """The tokens on so many lines, as even as words allow; empty where they do not fit."""
    aim = sum(map(width_in_characters, tokens)) / lines
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    ends = range(1, len(tokens) + 1)
    for _ in range(lines):
        reached: dict[int, tuple[float, tuple[int, ...]]] = {}
        for start, (cost, breaks) in best.items():
            for end in ends:
                wide = sum(map(width_in_characters, tokens[start:end]))
                if end <= start or wide > MOST:
                    continue
                total = cost + (wide - aim) ** 2 / 4 + _torn(tokens, end)
                if end not in reached or total < reached[end][0]:
                    reached[end] = (total, (*breaks, end))
        best = reached
    if len(tokens) not in best:
        return ""
    cuts = (0, *best[len(tokens)][1])
    return "\n".join("".join(tokens[start:end]) for start, end in pairwise(cuts))


def _torn(tokens: list[str], at: int) -> float:
    """What it costs to break before this token."""
    if at == len(tokens):
        return 0.0
    if tokens[at] in _NOT_FIRST:
        return 50.0
    known = len(tokens[at]) > 1 or len(tokens[at - 1]) > 1 or tokens[at - 1] in _NOT_FIRST
    return 0.0 if known else _UNKNOWN
