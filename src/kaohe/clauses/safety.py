"""The safety rule, looked at from outside the grammar: scoring words and points that no statement took."""

import re
from collections.abc import Iterator, Sequence

from kaohe.clauses.parsing import Statement

_SCORING = re.compile(
    r"乘以|翻番|翻\d*倍|(?<=\d)倍(?!以上|及以上)|占[^，。；\d]{0,8}(?:总分|权重|分值)[^，。；\d]{0,3}\d+(?:\.\d+)?%|(?:难度|折算|调整)系数|加权|占(?:比)?\d+(?:\.\d+)?%(?=[，。；）§]|$)|（\d+(?:\.\d+)?%）(?=和|、|与|两|组成)|扣(?!押|除外|件)(?:[^，。；§（）]{0,4}\d)?|(?<![不部])(?:得|计|加|减|奖|记|赋|评)分|倒扣|满分|一票否决|1票否决|加倍|双倍|(?<=[，的者])减半|(?<![\d.])\d+(?:\.\d+)?分(?!钟|类|管|之|公司|局|部|支|队|级|别|析|工)"
)


_SWALLOWED = re.compile("(?:扣|减|加|奖)分(?!项|标准|情况|值|事项|因素)|倒扣|不得分|乘以|系数|加权|(?<![考核测评实际综合])(?:计分|给分)")
"""Scoring words that cannot be part of a fact's name."""


def unplaced(text: str, statements: Sequence[Statement]) -> Iterator[tuple[int, int]]:
    """The stretches of normal text with points or scoring words that stand neither in a verdict nor in the grounds of one."""
    covered = [False] * len(text)
    for statement in statements:
        verdict = statement.verdict
        if verdict is None:
            continue
        for index in range(verdict.start, min(verdict.end, len(text))):
            covered[index] = True
        modifies = verdict.kind in ("below", "floor")
        for ground in statement.grounds:
            named = ground.kind == "TEXT" and not _SWALLOWED.search(ground.text)
            if modifies or named or ground.kind in ("COMPARE", "SPENT", "BASIS", "RANKED"):
                for index in range(ground.start, ground.end):
                    covered[index] = True
    for match in _SCORING.finditer(text):
        if not all(covered[match.start() : match.end()]):
            yield match.span()
    for statement in statements:
        for ground in statement.grounds:
            if ground.kind in ("DOUBLE", "HALVED", "VETO"):
                yield ground.start, ground.end
