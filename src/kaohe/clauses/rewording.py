"""Wordings that say in other words what another says plainly: put so, the grammar needs to know only one of them.

Each pair is a pattern over text in normal spelling and what stands in its place; the stretch it came from is kept.
"""

import re
from collections.abc import Callable

_UP = "增加|上升|提高|增长|超过|高于|多于|超出|上浮|升|增|高|多|超"
_DOWN = "下降|降低|减少|低于|少于|下浮|降|减|低|少|欠"
_BOTH_WAYS = re.compile(
    rf"每(?:(?P<up>{_UP})(?:（|/|、|或者?|)(?P<down>{_DOWN})|(?P<fall>{_DOWN})(?:（|/|、|或者?|)(?P<rise>{_UP}))）?"
    r"(?P<what>[^，。；（）\d]{0,12})(?P<step>\d+(?:\.\d+)?[^，。；（）\d]{1,10}?)，?(?:相应|则|的)?"
    r"(?:加|奖|增)(?:（|/|、|或者?|)(?:减|扣|罚)）?分?(?P<points>\d+(?:\.\d+)?分)"
)


def _one_way_after_the_other(match: re.Match[str]) -> str:
    """每增（减）1百分点加（减）5分 → 每增1百分点加5分，每减1百分点扣5分."""
    what, step, points = match["what"], match["step"], match["points"]
    first, second = match["up"] or match["fall"], match["down"] or match["rise"]
    return f"每{first}{what}{step}加{points}，每{second}{what}{step}扣{points}"


REWORDINGS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]], ...] = (
    # “没有完成的扣分，每低于目标2%扣1分”, “以到位资金计分，完成任务得60分”: the scoring word only announces what follows
    (
        re.compile(
            r"(?<![情酌量当度况不未免])(?:进行|予以|给予)?(?:扣分|扣减|减分)(?=[，：；]每(?![^，。；：§]{0,6}最[高多])[^，。；：§]{1,16}，?扣\d)"
        ),
        lambda _: "",
    ),
    (
        re.compile(
            r"(?P<by>(?:(?<=^)|(?<=[§。；，：]))[按以](?![^，。；：§]*(?:比例|比重|率|排|名次|得分|分值|平均|系数|综合|情况|程度))[^，。；：§\d×÷]{2,24}?)"
            r"(?:进行)?(?:考核)?(?:计分|评分)(?=[，。；][^。；]{2,60}(?:[得扣加计]\d|得满分|基础分|得总分))"
        ),
        lambda m: m["by"],
    ),
    # “按实际完成值占目标值的比重计算得分”
    (
        re.compile(
            r"按[^，。；：§\d]{0,8}占[^，。；：§\d]{0,10}(?:目标|任务|计划)[^，。；：§\d]{0,4}?的?(?:比重|比例|百分比)(?:进行|计算|折算|换算)*(?:得分|计分|给分)"
        ),
        lambda _: "按完成比例得分",
    ),
    # nothing of a rate is 0%
    (
        re.compile(r"(?<=率)(?P<r>为|≤|≥|<|>|=|不超过|超过|不高于|高于|等于)0(?=[，。；的得]|$)"),
        lambda m: m["r"] + "0%",
    ),
    # “每低于目标值2%”: the steps of a share of the target
    (
        re.compile(
            r"(?:实际)?(?P<w>完成)?值?(?P<m>每(?:超过|超额|超出|超|高于|低于|少于|低|少))(?:年度)?(?:目标|任务|计划)(?:值|数)?(?=\d+(?:\.\d+)?%)"
        ),
        lambda m: ("完成率" if m["w"] else "") + m["m"],
    ),
    (re.compile(r"(?<=完成)(?P<t>目标值?|任务|计划)时(?=，得)"), lambda m: m["t"] + "的"),
    # “每增（减）1个百分点加（减）5分” is said of both ways at once
    (_BOTH_WAYS, _one_way_after_the_other),
)
