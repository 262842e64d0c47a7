"""Names of figures: the words of the clause without what only joins them."""

import re

from kaohe.clauses.normalise import NormalText

_LEAD = re.compile(
    r"^(?:[，。；：、（）§\s]|其中|如果|如|若|凡|对于|以\d+分为(?:基[数准础]|起评)分?|或者?|并且|以及|同时|另外|此外|但是|但|而|的|为(?=未|按)|查(?:看|阅)?(?:相关|有关)?(?:资料|记录|文件|台账)[，、]|现场检查[，、])+"
)
_TAIL = re.compile(
    r"(?:[，。；：、（\s]|的|者|，(?:实行)?[一1]票否决|(?<![一二三四甲乙丙1-4])等|(?<![及按准临定小机工学课耗])时|分别|依次|各|(?<![平人户年月日])均(?!数)|每|(?<=的，)按|情况属实|一经(?:查实|核实|发现)(?:属实)?|经查实|查实|，|否则)+$"
)
_RATE = re.compile("率|比例|比重|占比|覆盖面|满意度|百分比|程度|指数|合格面|到位|进度|完成(?!的)")


_COMPARISON = re.compile(
    r"(?:应|须|需)?(?:(?<![人户平月年日])均)?(?:在|为|达不到|不达|未满|未达到|未达|达到|达|不到|不足|不满|不大于|不多于|大于|不低于|不少于|高于|多于|超过|超出|低于|少于|小于|不高于|不超过|控制在|等于|满|至少|[≥≤><＜＞=＝])*(?:±|正负|[+＋]/?[-－]|(?<=[在为])[-－—])?"
    r"[\d０-９一二两三四五六七八九十百]+(?!定|般|些|致|体|律|系列|[级类等产线星方](?!以))(?:[.．][\d０-９]+)?(?:[%％]?[-－—–~～至到]{1,2}(?:±|[+＋]|正负)?\d+(?:\.\d+)?)?[^，、\d０-９]{0,8}(?:[、和]\d+(?:\.\d+)?[%％]?)*$"
)
_COUNTED = re.compile(
    r"(?:每)?(?:有|发现|出现|存在)?(?P<n>1|１|一)(?P<unit>个月|个|项次|人次|件次|户次|处|项|次|人|名|例|起|件|户|份|条|种|家|类|篇|期|场|批|台|张|本|天|门|级|块|座|样|所|辆|宗|笔|单(?!位)|位|部|套|册|只|根|株|头|面|间|栋|幢|站|卷|组)"
)


_EVENT = re.compile("^(?:每|少|缺|有|发现|出现|发生|的)+|的$")


def figure_name(name: str, kind: str) -> str:
    """The name of a figure rather than of what is asked of it: “完成率达到99%” → 完成率, “有1项未达到要求” → 未达到要求项数."""
    if kind == "count" and re.search("[少差]的[^，]{1,3}数$", name):
        return name  # made so already
    name = re.sub("（[^（）]*）", "", name) if len(name) > 12 else name
    if kind == "count" and (often := re.fullmatch("(.{2,}?)的?，?每个?(月|季度)", name)):
        return f"{often[1]}{often[2]}数"  # “按时报送的，每月得0.5分”
    if kind == "percent" and re.fullmatch(
        "(?:未(?:能)?|没有?)(?:按时)?完成(?:年度|目标|任务|计划|值)*的?", name
    ):
        return "完成率"
    name = re.sub("(?<=率)[=＝].*", "", name) if kind == "percent" else name
    if kind != "bool":  # 每月≥4次: the line is no part of the name
        name = re.sub(r"(?<=[^，])[≥≤]\d+(?:\.\d+)?[^，\d]{0,4}$", "", name)
    phrases = [phrase for phrase in re.split("[，：]", name) if phrase]
    lined = any(
        re.search(
            r"(?:不少于|少于|至少|不低于|达到|不足|不多于|不超过|不高于|不大于|[≥≤])\D{0,2}[\d一二两三四五六七八九十]|天数?\d+天(?:及?以[上下内])$|(?:超过|高于|不足|低于)\d+周?岁$",
            phrase,
        )
        for phrase in phrases
    )
    if kind == "count" and not lined:
        return _count_name(phrases)
    if (
        kind == "count"
        and len(_EVENT.sub("", _COUNTED.sub("", phrases[-1]))) > 1
        and _COUNTED.search(phrases[-1])
    ):
        return _count_name(phrases[-1:])
    if kind == "bool" or not phrases:
        return name
    for phrase in reversed(phrases):
        trimmed = _TAIL.sub("", _COMPARISON.sub("", phrase))
        trimmed = re.sub("至少", "", trimmed)
        trimmed = re.sub("^(?:每(?![千万百周月年季天日学半\\d])|确保|其中|根据)+", "", trimmed)
        if len(bare(trimmed)) > 1:
            return trimmed
    return name


def _count_name(phrases: list[str]) -> str:
    kept = phrases[-1] if phrases else ""
    for phrase in reversed(phrases[:-1]):
        if len(_COUNTED.sub("", kept).replace("每", "")) > 3:
            break
        kept = f"{phrase}，{kept}"
    if re.fullmatch(r"[\d一二两三四五六七八九十]+[一-龥]", kept):
        return f"{kept[-1]}数"  # “2项”
    counted = _COUNTED.search(kept)
    if counted is None or (counted[0] == "一类" and not counted.start()):  # 一类差错: which class
        return re.sub("^每(?![千万百周月年季天日学半])", "", kept)
    rest = (kept[: counted.start()] + kept[counted.end() :]).strip("，的")
    return f"{_TAIL.sub('', rest)}{counted['unit'].removeprefix('个') or '个'}数"


_FULL_MARKS = str.maketrans(",;:()", "，；：（）")


def name_of(normal: NormalText, span: tuple[int, int]) -> str:
    """A readable name from a stretch of the clause; empty where only joining words stand there."""
    words = re.sub(r"\s+", "", normal.words(*span)).translate(_FULL_MARKS)
    words = re.sub(r"^\d+(?:\.\d+)?[%％‰]?[<≤＜≦⩽]", "", _LEAD.sub("", words))  # “0%<处置率”
    words = (
        re.sub(r"[（(][^（）()]*$", "", words)
        if words.count("（") + words.count("(") > words.count("）") + words.count(")")
        else words
    )
    return _TAIL.sub("", words)


_MEASURES = re.compile(
    r"\d+(?:\.\d+)?[万亿]?(?:%|百分点|分|次|项|人|个|件|场|篇|户|家|起|例|处|名|条|份|期|台|套|张|册|天|小时|元|万|亿|平方米|公里|尾|亩|吨)?|（含）|以上|以下|以内|达到|达|不低于|不少于|不高于|低于|高于|少于|超过|不足|不满|大于|小于|每|个?百分点"
    r"|下降|降低|减少|提高|上升|增加|增长|提升|压缩至|压减至|完成(?=$)|未|的|及|者|得|为|在|分别|[-±，、（）%≤≥<>=＝＜＞％～~—–至]|超额完成|超额|部分|该项|此项|本项|的?"
)


def bare(name: str) -> str:
    """The name without numbers and the words of comparison, so that two mentions of one figure look alike."""
    return _MEASURES.sub("", name)


_ONLY_A_LINE = re.compile(
    r"[每凡若如]?(?:低于|少于|小于|不足|不到|未满|未达到?|达不到|没有达到|高于|超过|超出|大于|多于|[<>≤≥＜＞])[\d一二三四五六七八九十百]+(?:\.\d+)?(?:[%％‰]|[一-龥]{1,3}?)?(?:[（(]不?含[^（）()]*[）)])?(?:及?以[上下内外])?"
    r"(?:的|者|时|，)*(?:每?[一-龥]{0,3}?[\d一]+(?:\.\d+)?(?:[%％‰]|[一-龥]{1,4}))?"
)


def only_compares(name: str) -> bool:
    """Whether a name is nothing but a line and the step from it (低于95%的，每低1个百分点): the item's name is meant."""
    return _ONLY_A_LINE.fullmatch(name) is not None


def looks_like_a_rate(name: str) -> bool:
    """Whether the name is of something counted in percent (率, 比例, 满意度 …)."""
    return bool(_RATE.search(name))


def likeness(first: str, second: str) -> int:
    """How alike two names are: pairs of neighbouring characters that both have, and single ones. 0: nothing in common."""
    pairs = {first[index : index + 2] for index in range(len(first) - 1)}
    others = {second[index : index + 2] for index in range(len(second) - 1)}
    return 3 * len(pairs & others) + len(set(first) & set(second))


def parts_of(name: str, count: int) -> list[tuple[int, int]] | None:
    """The stretches of a list of `count` things (甲、乙和丙); None where it does not come apart into so many."""
    separators = [match.span() for match in re.finditer("、|和|或者|或|及|以及|与|，", name)]
    for chosen in ([entry for entry in separators if name[entry[0] : entry[1]] in "、，"], separators):
        if len(chosen) + 1 == count:
            return _cut(name, chosen)
    if len(separators) + 1 > count:
        return _cut(name, separators[-(count - 1) :]) if count > 1 else None
    return None


def _cut(name: str, separators: list[tuple[int, int]]) -> list[tuple[int, int]]:
    starts = [0, *(end for _, end in separators)]
    ends = [*(start for start, _ in separators), len(name)]
    return list(zip(starts, ends, strict=True))


_GENERAL = ("不符合", "未达到", "达不到", "未完成", "没有完成", "没完成", "不达标", "未达标", "不合格", "未按要求", "没有", "未开展", "没有开展", "未落实", "不满足", "未实现", "不满意", "不具备", "未做到", "未建立", "无")  # fmt: skip


def is_general_denial_text(name: str) -> bool:
    """Whether the name only says that what was asked is not so (不符合要求的, 未完成的)."""
    return name.startswith(_GENERAL) and len(name) <= 9
