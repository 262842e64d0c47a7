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
    r"(?P<of>(?!下达|规定|上级|标准|实际|同期|上|去|前|全[国省市县区州]|(?:目标|计划|任务|平均|考核))[^，。；：（）§\d≤≥<>每率×÷]{2,14}?)(?<![年期标划务均率准求平])的?(?P<rate>\d+(?:\.\d+)?%)"
)
"""不超过净资产50%, 低于应训人数的80%: what it is a share of stands between the word of comparison and the number."""


def _share_compared(match: re.Match[str]) -> str:
    return f"占{match['of']}的比例{match['how']}{match['rate']}"


_PLACES = (
    "病室|病房|病区|科室|学校|医院|机构|小区|路段|班级|窗口|工地|门店|网点|乡镇|街道|站点|站所|车间|矿井|楼栋|路口|场所"
    "|企业|部门|单位|社区|店|户家庭|家庭|村|镇|工作面|作业点|工程|项目|岗位|点位|人员|环节|指标|设备|资料|台账"
)

_OF_THEM = r"(?:\d+项[^，。；§\d不未没无]{0,6}?(?:均|都|全部)?(?:满足|符合|达到|达标|合格|完成|具备)(?:要求|标准)?|(?:满足|符合|达到|完成|具备)\d+项)"
_EARN = r"的?，?(?:得|计)(?:满分|\d+(?:\.\d+)?分)"
_SO_MANY_OF = re.compile(rf"{_OF_THEM}{_EARN}(?:[，；。§]{_OF_THEM}{_EARN})+")


def _so_many_of(match: re.Match[str]) -> str | None:
    if re.search("全部|所有|[均都]", match.string[: match.start()]):
        return None  # how many all of them are is not said
    return re.sub(
        r"(?P<n>\d+项)[^，。；§\d不未没无]{0,6}?(?:均|都|全部)?(?P<v>满足|符合|达到|达标|合格|完成|具备)(?:要求|标准)?(?=的?，?[得计])",
        lambda one: f"{one['v']}{one['n']}",
        match[0],
    )


PLAINER: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]], ...] = (
    # “许可证未悬挂在醒目处；扣2分”: a mark between what is wrong and what it costs
    (
        re.compile(
            r"(?P<said>(?:(?<=^)|(?<=[。；§]))(?![^；。§]*(?:\d分|不得分|满分|不扣|酌情))(?=[^；。§]*[未不没无缺少漏违错])[^；。§]{4,60})"
            r"；(?=(?:扣|减)\d+(?:\.\d+)?分)"
        ),
        lambda m: m["said"] + "，",
    ),
    # “每缺一项扣0.25分未指定专人管理，扣1分”: a mark is lacking
    (re.compile(r"(?<=\d分)(?=(?:未|没有|无)[^，。；§\d]{3,24}，?的?，?(?:扣|不得分))"), lambda _: "；"),
    (re.compile(r"(?P<w>[低高少多大小])于于"), lambda m: m["w"] + "于"),
    # “不得分或酌情扣分” is somebody's to say; so is “相应扣分” without a number
    (re.compile(r"(?:不得分|不计分)(?:，)?或(?:者)?(?=(?:视[^，。；]{0,6}|酌情)[扣减])"), lambda _: ""),
    (re.compile(r"(?<=酌情扣分)(?:，)?(?:或(?:者)?|直至|至)不得分"), lambda _: ""),
    (
        re.compile(
            r"(?<!按比例)(?:(?:予以|给予|则|酌情)?相应(?:地)?(?:扣分|减分|扣减)|(?:根据|视|按)?[^，。；§\d]{0,8}?(?:情况|情形|程度)?(?:扣除|扣减|扣)相应的?分[数值]?)"
            r"(?=[，。；§）]|$)"
        ),
        lambda _: "酌情扣分",
    ),
    # “减分下限为4分”: no more than that is taken
    (
        re.compile(r"(?P<w>[减扣加])分(?:的)?(?:下限|上限|限额|封顶)(?:为|是|：)?(?=\d+(?:\.\d+)?分)"),
        lambda m: f"最多{m['w']}",
    ),
    # “在此基数上，每上升…”, “在基本得分的基础上奖1分”: where the points go is plain
    (re.compile(r"，?在此(?:基数|基础)(?:之)?上，?(?=每)"), lambda _: "，"),
    (re.compile(r"在(?:基本|基础|原有)(?:得分|分值?)的?基础上，?(?:再|另)?(?=[奖加]\d)"), lambda _: "，另"),
    # “90%以上得满分，每少10%扣0.5分类推计算”
    (re.compile(r"(?<=\d分)，?(?:以此|依此|依次|按此)?类推(?:计算|计分|扣分)?"), lambda _: "，以此类推"),
    # “发现一病室有异味扣1分”, “有一单位未完成”: one of them
    (re.compile(rf"(?<=[每有现])一(?=(?:{_PLACES}))"), lambda _: "1个"),
    # “执行完毕得3分，执行80-99%得2分”
    (
        re.compile(
            r"(?:当年内|年内|年度内|全部|全额|按时)*(?P<v>执行|支付|拨付|使用|整改|办结|落实|支出|兑现|发放|缴纳)(?:完毕|到位|完成)(?:的)?，?"
            r"(?P<a>(?:得|计|给)(?:\d+(?:\.\d+)?分|满分))，(?:实际)?(?P=v)率?(?=\d|低于|不足|达到|超过|≥|≤|在\d)(?P<rest>[^。§]*)"
        ),
        lambda m: (
            f"{m['v']}率为100%的，{m['a']}，{m['v']}率"
            + re.sub(rf"{m['v']}率?(?=\d|低于|不足|≥|<|≤)", f"{m['v']}率", m["rest"])
        ),
    ),
    # “按实际体检人数占应体检人数的百分比计算”
    (
        re.compile(
            r"(?:(?<=^)|(?<=[。；§，]))(?:得分)?按照?(?P<part>[^，。；：§\d占率]{2,14})占(?P<whole>(?!总分|本项|该项)[^，。；：§\d占率]{2,14})的(?:百分比|比例|比率|百分率|比重)"
            r"(?:进行|折算|换算|计算)*(?:得分|计分|给分|赋分)?(?=[，。；§]|$)"
        ),
        lambda m: (
            None if re.search("目标|任务|计划|完成", m[0]) else f"得分={m['part']}÷{m['whole']}×本项分值"
        ),
    ),
    # “覆盖率≥50%，达标加1分，不达标扣1分”
    (
        re.compile(
            r"(?P<line>(?:≥|≤|>|<|达到|不低于|不超过|不少于|不高于|控制在)\d+(?:\.\d+)?(?:%|‰|[一-龥]{1,3}?)?(?:以[上下内])?)，(?:达标|合格|符合要求|达到要求)的?，?"
            r"(?P<a>(?:得|加|计|记)\d+(?:\.\d+)?分)(?:[，；。](?:不达标|未达标|达不到|不合格|不符合要求|未达到要求)的?，?(?P<b>(?:扣|减)\d+(?:\.\d+)?分|不得分))?"
        ),
        lambda m: f"{m['line']}，{m['a']}" + (f"，否则{m['b']}" if m["b"] else ""),
    ),
    # “2项培训均满足，得满分；1项满足，得1分”: how many of them
    (_SO_MANY_OF, _so_many_of),
    # “有3名以上专职人员得5分，2名得3分”: what is counted stands ahead of its number
    (
        re.compile(
            r"(?P<n>(?:不少于|至少|达到)?\d+(?P<u>名|个|种|次|项|篇|人|场|家|处|件|条|期|台|辆)(?:及?以上)?)(?P<noun>(?!以|及|的|得|计|，)[一-龥]{2,10}?)(?P<de>的)?"
            r"(?=，?(?:否则不得分|(?:得|计|记)\d[^。§]*?[，；](?:只?有|仅有|配备|达到)?\d+(?P=u)(?:及?以上)?的?，?(?:得|计|记)\d))"
        ),
        lambda m: f"{m['noun']}{m['n']}{m['de'] or ''}",
    ),
    # “不足240天的每少10天扣1分”: the line and the step from it
    (
        re.compile(
            r"(?P<line>(?:低于|少于|不足|未达到|达不到|不到|高于|超过)\d+(?:\.\d+)?(?:%|‰|[一-龥]{1,3}?))的(?=每[低少降高超增])"
        ),
        lambda m: m["line"] + "的，",
    ),
    # “同一案件不同部门的分别计算”: several add up, as they do anyway
    (
        re.compile(
            r"[，；。](?:同[一1])?[^，。；§\d]{0,10}不同[^，。；§\d]{1,12}的?，?(?:可)?(?:分别|可以|累计)(?:累计|累加|计算|计分|加分|扣分)+(?=[，。；§]|$)"
        ),
        lambda _: "",
    ),
)
"""Slips of punctuation and ways of saying that somebody decides, that something adds up, that a share is paid: put plainly."""

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
        ),
        lambda m: f"每增{m['step']}加{m['points']}，每减{m['step']}扣{m['points']}",
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
