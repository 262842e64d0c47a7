"""What offices say roundabout, put plainly: rewordings that come before all others (see `rewording`).

Each pair is a pattern over text in normal spelling and what stands in its place; None leaves it as it is.
"""

import re
from collections.abc import Callable
from decimal import Decimal

_COUNTING = "个|项|次|人|名|例|起|件|处|户|份|条|种|家|类|篇|期|场|批|台|套|张|本|册|部|辆|座|所|点|宗|笔|单|位|天|日|周|月|季|年|分|元|万|亿|吨|亩|米|公|小时|百分|岁|级|档"

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


_LAID_DOWN = "(?:规定|要求|标准|应(?:有|完成|达))(?:的)?(?:例|病种|次|人|个)?(?:数量?|量)"
_OF_THE_NUMBER = re.compile(
    rf"(?:[^，。；§\d]{{0,16}})(?:达到|符合)(?:规定)?要求(?:（[^（）]*）)?，得(?:满分|\d+(?:\.\d+)?分)[；，。§][^。]*?(?:≥|达到|<){_LAID_DOWN}的?\d+%.*"
)


def _shares_of_the_number(match: re.Match[str]) -> str:
    """With no name at all: it is the item's."""
    text = re.sub(
        rf"[^，。；§\d≥<]{{0,16}}(?P<how>≥|<|达到){_LAID_DOWN}的?(?=\d+%)", lambda one: one["how"], match[0]
    )
    return re.sub(r"^[^，。；§]*?(?:达到|符合)(?:规定)?要求(?:（[^（）]*）)?，得", "≥100%，得", text)


_DOUBLED = re.compile(
    r"凡?(?P<v>[^，。；§\d]{1,6})1(?P<u>亿|万|个|项|件|篇|家|户|人)(?P<o>元)?(?P<noun>[^，。；§\d得]{0,12})得(?P<a>\d+(?:\.\d+)?)分，2(?P=u)元?[^，。；§\d得]{0,12}得(?P<b>\d+(?:\.\d+)?)分"
    r"(?:，3(?P=u)元?[^，。；§\d得]{0,12}得\d+(?:\.\d+)?分)?，?以此类推"
)


def _each_of_doubled(match: re.Match[str]) -> str | None:
    if Decimal(match["b"]) != 2 * Decimal(match["a"]):
        return None
    return f"每{match['v']}{match['noun']}1{match['u']}{match['o'] or ''}得{match['a']}分"


PLAINER: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]], ...] = (
    # “每缺一份扣0.5分未指定联络员扣2分”: a mark is lacking
    (re.compile(r"(?<=\d)分(?=(?:未|没有|无)[^，。；§\d]{3,24}，?的?，?(?:扣|不得分))"), lambda _: "分；"),
    # “许可证未悬挂在醒目处；扣2分”: a mark between what is wrong and what it costs
    (
        re.compile(
            r"(?P<said>(?:(?<=^)|(?<=[。；§]))(?![^；。§]*(?:\d分|不得分|满分|不扣|酌情))(?=[^；。§]*[未不没无缺少漏违错])[^；。§]{4,60})"
            r"；(?=(?:扣|减)\d+(?:\.\d+)?分)"
        ),
        lambda m: m["said"] + "，",
    ),
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
    # “拨付完毕得6分，拨付70-99%得4分”
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
    # “按实际备案点数占应备案点数的百分比计算”
    (
        re.compile(
            r"(?:(?<=^)|(?<=[。；§，]))(?:得分)?按照?(?P<part>[^，。；：§\d占率]{2,14})占(?P<whole>(?!总分|本项|该项)[^，。；：§\d占率]{2,14})的(?:百分比|比例|比率|百分率|比重)"
            r"(?:进行|折算|换算|计算)*(?:得分|计分|给分|赋分)?(?=[，。；§]|$)"
        ),
        lambda m: (
            None if re.search("目标|任务|计划|完成", m[0]) else f"得分={m['part']}÷{m['whole']}×本项分值"
        ),
    ),
    # “建册率≥90%，达标加2分，不达标扣2分”
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
    # “累计扣分制，最高扣分不超过20分”: that several add up is so anyhow
    (re.compile(r"，?累计(?:叠加)?(?:扣分|加分|计分)制?(?=，(?:最高|最多|扣完)|[。；§]|$)"), lambda _: ""),
    # “按0.5分/个扣分”
    (
        re.compile(
            r"按(?:照)?(?P<n>\d+(?:\.\d+)?分/[一-龥]{1,2})(?:的?标准)?(?:进行|予以|给予)?(?P<v>扣|加|奖|计|得)分?(?=[，。；§]|$)"
        ),
        lambda m: f"{m['v']}{m['n']}",
    ),
    # “有1起投诉扣0.5分，每多1起扣0.5分”: so much for each
    (
        re.compile(
            r"(?P<h>有|发生|出现|发现)1(?P<u>件|起|次|例|人|项|处|个|名)(?P<w>[^，。；§\d]{0,10})(?P<v>扣|减)(?P<p>\d+(?:\.\d+)?分)"
            r"，每(?:多|增加|再有)1(?P=u)[^，。；§\d]{0,6}(?:再|加)?(?P=v)(?P=p)"
        ),
        lambda m: f"每{m['h']}1{m['u']}{m['w']}{m['v']}{m['p']}",
    ),
    # “按时报送的得2分，未按时报送的扣1分”: the second is what holds where the first does not
    (
        re.compile(
            r"(?P<a>(?P<w>按时|及时|按要求|按规定|如期)[^，。；§\d]{2,24}，?得\d+(?:\.\d+)?分)[，；](?:未|不)(?:能)?(?P=w)[^，。；§\d]{0,8}，?(?P<b>扣\d+(?:\.\d+)?分)(?=[，。；§]|$)"
        ),
        lambda m: f"{m['a']}，否则{m['b']}",
    ),
    # “每少1病种扣1分”
    (
        re.compile(rf"(?<=每[少缺漏])1(?=(?!(?:{_COUNTING}))[一-龥]{{2,4}}?，?扣\d)"),
        lambda _: "1个",
    ),
    # “（医技科室参照此标准打分）”
    (
        re.compile(r"（[^（）\d]{0,14}参照(?:此|本|上述|该)(?:标准|办法|条)(?:打分|评分|执行|计分|扣分)?）"),
        lambda _: "",
    ),
    # “…1分.”: a dot where a sentence ends
    (re.compile(r"(?<=[^\d.§])\.(?=§|$)"), lambda _: "。"),
    # “（本项共计4分）”
    (re.compile(r"(?P<w>[本该此]项)(?:共计|合计|总计)(?=\d+(?:\.\d+)?分)"), lambda m: f"{m['w']}共"),
    (re.compile(r"最多扣完(?=[，。；§]|$)"), lambda _: "扣完为止"),
    # “按完成进度比例得分。得分=（到位额/任务）×分值”, “根据排名在总成绩中加减分，第一名加1分”: only announced
    (
        re.compile(r"(?:(?<=^)|(?<=^§))按[^，。；§\d=]{2,16}(?:比例|进度)(?:得分|计分)[。，；§]+(?=得分=)"),
        lambda _: "",
    ),
    (
        re.compile(
            r"(?:根据|按照?)[^，。；§]{0,10}(?:排名|名次|排序)[^，。；§]{0,24}(?:加减分|加分|计分|扣分)，(?=第[一1]名)"
        ),
        lambda _: "",
    ),
    # “凡引进1家得2分，2家得4分，以此类推”: so much for each
    (_DOUBLED, _each_of_doubled),
    (re.compile(r"(?P<w>未达到|不达标|达不到)(?=每[低少降])"), lambda m: f"{m['w']}的，"),
    # “符合要求，得5分；≥规定数的90%，得3分”: a share of the number that is laid down
    (_OF_THE_NUMBER, _shares_of_the_number),
    # “得分=（1-补报率）×8，补报率=（补报期数/应报期数）×100%”: what a rate is, behind where it is used
    (
        re.compile(
            r"(?P<f>(?P<rate>[^，。；§=（）\d×÷/+-]{2,12}率)[^。；§=]*)[，。；§](?:其中[，：]?)?(?P=rate)=（?[^=，。；§]{2,40}[÷/][^=，。；§]{2,40}?）?×100%(?=[，。；§]|$)"
        ),
        lambda m: m["f"],
    ),
    # “未达到目标值的，按两者差额扣分，每差1户扣1分”: it only announces what follows
    (
        re.compile(
            r"(?<=，)按[^，。；§\d]{2,30}(?:差距|差额|差值|差异|幅度)(?:的?绝对值)?(?:进行)?(?:扣分|计分|评分)，(?=每)"
        ),
        lambda _: "",
    ),
    # a clause that is nothing but a formula
    (
        re.compile(
            r"(?:(?<=^)|(?<=^§))(?P<f>（?[^，。；：§=\d×÷/（）+-]{2,20}[÷/][^，。；：§=\d×÷/（）+-]{2,20}）?(?:×100%)?×(?:\d|分值|标准分|本项)[^，。；§=]*$|\d+(?:\.\d+)?分?-[^，。；§=\d×÷（）]{2,16}×\d+(?:\.\d+)?分?$)"
        ),
        lambda m: f"得分={m['f']}",
    ),
    # “2.1项未评估扣2分” behind “1.无记录扣5分；”: a label, and one of a thing
    (
        re.compile(
            r"(?:(?<=[；。§])|(?<=；§))(?P<k>[2-9])\.(?=1(?:项|处|次|人|名|个|例|起|条|份|台|户|件)(?![以至、]))"
        ),
        lambda m: "§" if m.string.startswith("§") else None,
    ),
)
"""Slips of punctuation and ways of saying that somebody decides, that something adds up, that a share is paid: put plainly."""
