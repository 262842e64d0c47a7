"""Wordings that say in other words what another says plainly: put so, the grammar needs to know only one of them.

Each pair is a pattern over text in normal spelling and what stands in its place; the stretch it came from is kept.
"""

import re
from collections.abc import Callable

from kaohe.clauses.plainer import PLAINER

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


_MARK = r"（(?P<k>不?含)"
_END = r"\d+(?:\.\d+)?"
_IN = r"(?:[%‰]|[一-龥]{1,3}?)?"

ENDS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]], ...] = (
    # “90%至95%（含90%，不含95%）”, “90%至95%（含90%）”, “90%（不含90%）”: the mark stands where its number stands
    (
        re.compile(
            rf"(?P<a>{_END})(?P<u>{_IN})(?:-{{1,2}}|至|到)(?P<b>{_END})(?P<v>{_IN}){_MARK}(?P=a){_IN}[，、；](?P<l>不?含)(?P=b){_IN}）"
        ),
        lambda m: f"{m['a']}{m['u']}（{m['k']}）-{m['b']}{m['v']}（{m['l']}）",
    ),
    (
        re.compile(
            rf"(?P<a>{_END})(?P<u>{_IN})(?:-{{1,2}}|至|到)(?P<b>{_END})(?P<v>{_IN}){_MARK}(?P=a)(?![\d.]){_IN}）"
        ),
        lambda m: f"{m['a']}{m['u']}（{m['k']}）-{m['b']}{m['v']}",
    ),
    (
        re.compile(rf"(?<![\d.])(?P<a>{_END})(?P<u>[%‰]|[一-龥]{{0,2}}?){_MARK}(?:本数|(?P=a)(?:(?P=u))?)）"),
        lambda m: f"{m['a']}{m['u']}（{m['k']}）",
    ),
)
"""Marks at the ends of ranges. They come before ranges are put together."""

_LEVEL = (
    "(?:优秀?|良好?|中等?|合格|不合格|基本合格|及格|不及格|好|较好|很好|一般|较差|差|很差|不好|基本符合|符合|不符合|基本到位|到位|[A-Ea-eＡ-Ｅ甲乙丙丁一二三四][级等档类]"
    "|(?<![一-龥])[A-E]|高|较高|较低|低|强|较强|较弱|弱|满意|基本满意|不满意|明显|较明显|不明显|突出|显著|优良|完善|规范|扎实|有效|[一-龥](?=（[^（）]*分）))"
)
_RANGED_LEVEL = re.compile(
    rf"(?P<level>{_LEVEL})(?:的|：|为)?（?(?P<low>\d+(?:\.\d+)?)分?-(?P<high>\d+(?:\.\d+)?)分）?"
    "(?=(?:评定|评分|打分|评价|计分)?(?:[，；、。§]|$))(?!，[得计记加给评])"
)
"""优6-5分，良4-3分: what somebody may give for each level, without a verb."""


def _given_for_level(match: re.Match[str]) -> str:
    return f"{match['level']}得{match['low']}-{match['high']}分"


_BARE_LEVEL = rf"(?:{_LEVEL})(?:的|：|为|，)?（?\d+(?:\.\d+)?分?）?"
_BARE_LEVELS = re.compile(
    rf"(?:(?<=^)|(?<=[，；。：§]))(?=[^。§]{{0,40}}?\d）?(?:[，；、。§]|$)){_BARE_LEVEL}(?:[，；、。]{_BARE_LEVEL})+(?=[，；。§]|$)"
)
"""符合2，基本符合1，不符合0: levels and their points without 得 and 分."""


def _awarded_levels(match: re.Match[str]) -> str:
    return re.sub(
        rf"(?P<level>{_LEVEL})(?:的|：|为|，)?（?(?P<points>\d+(?:\.\d+)?)分?）?(?=[，；、。]|$)",
        lambda one: f"{one['level']}得{one['points']}分",
        match[0],
    )


_TARGET = "(?:年度|全年|既定|下达|规定|上级|的)*(?:目标任务|目标值|任务目标|指标值|目标要求|任务数|目标数|计划数|目标|任务|计划)"
_TARGET_REACHED = re.compile(
    rf"达到(?={_TARGET}(?:的|者)?，?(?:得|计|加|给))[^。§]*?达到(?:{_TARGET}的?)?\d+(?:\.\d+)?%[^。§]*"
)
"""达到目标得满分，达到80%以上得1分: what is reached is a share of the target."""


def _target_completed(match: re.Match[str]) -> str:
    return re.sub(rf"达到(?={_TARGET}|\d+(?:\.\d+)?%)", "完成", match[0])


_SHARE_OF = re.compile(
    "(?P<as>占比?例?|比例|比重|占比)?(?P<how>不超过|不得超过|未超过|不突破|不高于|不大于|不多于|不低于|不少于|不小于|(?<!不)(?<!未)(?<!得)超过|(?<!不)高于|(?<!不)大于"
    "|(?<!不)低于|(?<!不)少于|(?<!不)小于|不足|未达到|≤|≥|<|>)"
    r"(?P<of>(?!下达|规定|上级|标准|实际(?![^，。；\d]{2,8}[量数额])|同期|上|去|前|全[国省市县区州]|(?:目标|计划|任务|平均|考核))[^，。；：（）§\d≤≥<>每率×÷]{2,14}?)(?<![年期标划务均率准求平])的?(?P<rate>\d+(?:\.\d+)?%)"
)
"""不超过净资产50%, 低于应训人数的80%: what it is a share of stands between the word of comparison and the number."""


def _share_compared(match: re.Match[str]) -> str:
    return f"占{match['of']}的比例{match['how']}{match['rate']}"


REWORDINGS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]], ...] = (
    *PLAINER,
    # “达标率=达标数÷总数×100%，达标率100%得10分”: what the rate is, ahead of what it earns
    (
        re.compile(
            r"^(?P<name>§?[^=，。；：（）\d]{0,20}(?:率|比例|比重|占比))=[^=，。；：\d]{2,24}[÷/][^=，。；：\d]{2,24}×100%(?=[，。；§][^=]*$)"
        ),
        lambda m: m["name"],
    ),
    # “正负5%”, “-5%至+5%之间”: as far below nothing as above it
    (re.compile(r"(?:正负|[+]/?-)(?=\d+(?:\.\d+)?(?:%|百分点))"), lambda _: "±"),
    (
        re.compile(
            r"(?<![\d%])-(?P<n>\d+(?:\.\d+)?%)(?:-|至|到)[+]?(?P=n)(?:（含）)?(?:之间|以内|之内|范围内)?"
        ),
        lambda m: f"±{m['n']}以内",
    ),
    (
        re.compile(r"(?P<n>±\d+(?:\.\d+)?(?:%|百分点))(?:的)?(?:范围|区间|幅度|之间)(?:以|之)?内?"),
        lambda m: m["n"] + "以内",
    ),
    # “该项分值为2分每少1人扣0.5分”: what the item is worth, and what is taken from it
    (
        re.compile(
            r"(?:(?<=^)|(?P<comma>[，；。§]))(?P<w>(?:该|本|此)项(?:目|指标)?(?:的)?(?:标准|考核)?(?:分值|满分)(?:为|是|：|共)\d+(?:\.\d+)?分)，?(?=每|[未不没无缺少])"
        ),
        lambda m: ("；" if m["comma"] else "") + m["w"] + "，",
    ),
    # “在上述得分基础上扣1分”
    (
        re.compile(
            "，?在(?:上述|以上|前述|前项|原有|已得|原)的?(?:得分|分值|评分|计分|分数)(?:的)?基础上，?(?:再|另|另行)?(?=扣减?\\d)"
        ),
        lambda _: "，",
    ),
    # “本项不得分，并在总分中另扣2分”: below nothing here is as much off the total
    (
        re.compile(
            "(?<=不得分)，?(?:并|另|再|同时|且|还)*(?:(?:从|在)?(?:年度|全年|考核|综合|年终)*(?:总分|总成绩|总得分)(?:值)?(?:中|里|内)?(?:再|另|额外|倒)*(?:扣除|扣减|减去|扣|减)"
            "|(?:再|另|额外|倒)*(?:扣除|扣减|扣|减)(?:年度|全年|考核|综合|年终)*(?:总分|总成绩|总得分))(?=\\d)"
        ),
        lambda _: "，追加扣除",
    ),
    # “每起积1分，最高积3分”
    (re.compile(r"(?<![累面容淤堆])积(?=\d+(?:\.\d+)?分)"), lambda _: "计"),
    (re.compile(r"累积(?=(?:计分|[扣加得]分?|不超过|最[高多])?\d+(?:\.\d+)?分)"), lambda _: "累计"),
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
            r"(?:实际)?(?P<w>完成)?[值数]?(?P<m>每(?:超过|超额|超出|超|高于|高出|低于|少于|低|少|差|欠))(?:年度)?(?:目标|任务|计划)(?:值|数)?(?=\d+(?:\.\d+)?%)"
        ),
        lambda m: ("每多完成" if m["m"][1] in "超高" else "每少完成") if m["w"] else m["m"],
    ),
    # “完成80%得8分，加减1个百分点，加减0.5分”
    (
        re.compile(
            r"每?(?:加减|增减|升降|高低)(?P<step>\d+(?:\.\d+)?(?:百分点|%))，?(?:相应|则)?(?:加减|增减|加扣)分?(?P<points>\d+(?:\.\d+)?分)"
            r"(?:，?(?:最多|最高|上限)(?:不超过)?(?:加减|增减|加扣)(?P<most>\d+(?:\.\d+)?分))?"
        ),
        lambda m: (
            f"每增{m['step']}加{m['points']}，最多加{m['most']}，每减{m['step']}扣{m['points']}，最多扣{m['most']}"
            if m["most"]
            else f"每增{m['step']}加{m['points']}，每减{m['step']}扣{m['points']}"
        ),
    ),
    (re.compile(r"(?<=完成)(?P<t>目标值?|任务|计划)时(?=，得)"), lambda m: m["t"] + "的"),
    # “每增（减）1个百分点加（减）5分” is said of both ways at once
    (_BOTH_WAYS, _one_way_after_the_other),
    (_RANGED_LEVEL, _given_for_level),
    (_BARE_LEVELS, _awarded_levels),
    (_TARGET_REACHED, _target_completed),
    # “测评得分率乘以15分”, “乘15”
    (re.compile(r"(?<![加减相])乘以?(?=\d|(?:本|该|此)项|标准分|分值|满分)"), lambda _: "×"),
    # “分别扣1-2-3分”: three numbers are no range
    (
        re.compile(r"(?<![\d.])\d+(?:\.\d+)?分?(?:-\d+(?:\.\d+)?分?){2,}(?<=分)"),
        lambda m: m[0].replace("-", "、"),
    ),
    (_SHARE_OF, _share_compared),
)
