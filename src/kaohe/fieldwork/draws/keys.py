"""The algorithm of a draw, complete: everything random comes from here, and anybody can do it with a hash program.

A *key* is SHA-256 of four lines of text (seed, unit, class, id), joined by one LF each, as UTF-8. A *number below T*
reads SHA-256 of six lines as a whole number of 256 bits and takes the remainder by T; numbers in the last, incomplete
round of T are thrown away and the counter goes on, so that every number below T is equally likely.

    printf '种子\\n柳堰镇\\n村\\nE0501' | sha256sum
"""

import hashlib
from collections.abc import Callable, Iterable

from kaohe.fieldwork.draws.frame import Spot

NAME = "kaohe-draw"
VERSION = 1
STATEMENT = (
    "每个点的键是 SHA-256(种子 LF 所属单位 LF 类别 LF 编码)，UTF-8，各行之间一个换行；不按单位（类别）分组的，这一行空着。"
    "同组的点按键从小到大排列，这是抽取的次序。"
    "等概率：依次取够个数，后面的依次为候补。"
    "按规模：规模乘以个数不小于规模合计的必定抽中，取出后对余下的再看一遍，直到没有；余下的按抽取的次序累计规模，"
    "从“起点”开始每隔规模合计除以个数取一个点（个数个刻度，都按整数比较）；"
    "候补一个一个抽，在还没有抽到的点里按规模的比例取。"
    "起点和候补所用的数：SHA-256(种子 LF 所属单位 LF 类别 LF LF 用途 LF 次数) 当作256位整数，"
    "不小于 T 的最大倍数的弃去（次数加一再算），其余除以 T 取余数；用途是“起点”“候补1”“候补2”……，次数从0起。"
)
"""The algorithm in words, as every record and notice states it."""

_ROUND = 1 << 256


def in_order(seed: str, unit: str, kind: str, spots: Iterable[Spot]) -> list[Spot]:
    """The spots of one group in the order of their keys."""
    head = f"{seed}\n{unit}\n{kind}\n".encode()
    sha256 = hashlib.sha256
    keyed = sorted((sha256(head + spot.id.encode()).digest(), spot.id, spot) for spot in spots)
    return [spot for _, _, spot in keyed]


def hashed(text: str) -> int:
    """SHA-256 of a text as a whole number below 2 to the 256th."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest())


def number_below(
    most: int, seed: str, unit: str, kind: str, use: str, hashing: Callable[[str], int] = hashed
) -> int:
    """A whole number from 0 to `most` − 1, every one equally likely. `use` says what for; the same words, the same number."""
    fair = _ROUND - _ROUND % most
    count = 0
    while (found := hashing(f"{seed}\n{unit}\n{kind}\n\n{use}\n{count}")) >= fair:
        count += 1
    return found % most
