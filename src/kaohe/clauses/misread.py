"""The finished reading, looked at once more: names and directions that no clause means.

The words of a clause that the grammar does not know end up in the name of a figure. Where such a name is no name
(“按职工年培训率达到30%、20%”, “签订率不”, “每低出百分少的个数”), words that matter were passed over; and where more of what is
bad earns points, or more of what is good costs some, the sentence was taken the wrong way round. Either puts the clause
among the unread: a person reads it.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from kaohe.clauses.directions import directions
from kaohe.clauses.effects import Figure
from kaohe.clauses.grounds import RATES
from kaohe.rules import Compare, Const, Given, Ledger, Node, PerStep, Proportional, Tiers, walk
from kaohe.rules.bounds import Interval, bounds

_RATE = re.compile(
    "率|比例|比重|占比|百分比|指数|比$|占|[度感性面量]$|总额$|水平|增速|增幅|增长|增加|上升|提高|提升|下降|降低|压减|减少|节约|权重|排名|位居|名次"
    "|满意|进度|完成|达标|到位|误差|差错|纠错|优良天数|得分|任务|目标|指标|达|标准|覆盖|年底|月底|季度|年$|^超过\\d+%"
)
"""What a percentage can be called."""

_LOOSE_END = re.compile(
    "(?:[未没与和按被将是且]|高于|多于|少于|超过|达不到|不达|(?<![0-9])不|（|〔|在\\d+%?[到至]?)$"
)
"""A name that stops where something must follow."""

_NUMBERS = re.compile(
    r"(?<!^超过)(?<!^超过\d)\d(?:\.\d+)?%|‰|[≥≤<>＞＜×÷]|(?<![\d\-—－~～年第])\d+、\d+(?![\d]*(?:热线|平台|号))"
)
"""Lines and what multiplies are for the rule, and stand in no name."""

_SCORING = re.compile(
    "(?<![统合])[扣加得计减]\\d|(?<![综考测检督抽自评互统])(?:扣|加|减|奖|得|计|记|赋|评|打)分(?!率|标准|项|情况|制|析|类|布|级|散|配|公司|包|[≥≤])|分值|倍(?!率)"
)
_EACH = re.compile("每(?:[低高降升]|个?百分[点的])|个数个数|数个数|个数个?数$|百分(?![点比率之数百])")
_SCOPE = re.compile("[，的者]按[项件次人个处户例起篇场卷种类条]?$|[^，。]按[项件次人个处户例起篇场卷种类条]$")
"""A word that counts, left in what is asked with yes or no."""

_GOOD = re.compile(
    "(?:满意|合格|达标|完成|覆盖|到位|及时|知晓|参与|入户|持证|办结|优良|优秀|达成|执行|规范管理|建档|签约|接种|入学|巩固|普及"
    "|整改|处置|处理|回收|利用|准确|完好|上线|就业|签订|设置|配备|参保|报告|反馈|公开)[率度]"
)
_BAD = re.compile(
    "(?:发生|死亡|投诉|差错|超标|空置|辍学|流失|感染|违法|违规|缺陷|不合格|返工|逾期|不良|漏报|误报|错误|退回|失信|事故|缺勤|破损|重访|重复|信访"
    "|超限|超时|偏差|误差|亏损|负债|不满意|抛荒|发案|发病|未[^，、]{1,4})率|^误差|误差$|偏差$|PM\\d|颗粒物|浓度(?!达标)|排放量|污染物"
)
_SHORT = re.compile(
    "^[^不]{0,12}(?:(?<![至])[少缺漏错欠迟](?!于)|[未没无])|^(?:出现|发生|存在)?(?:违|投诉|事故)"
)
_MENDED = re.compile(
    "减少|缩短|发现|查处|查出|整改|化解|处置|无害|无偿|无障碍|缺勤|未成年|未检|无线|少年|少数|少先|少儿|少工|减少|纠正|消除|解决|漏斗"
    "|缺口|错峰|没收|无人|无事故|无违|无投诉|未发生|未出现|零|无[^，、]{0,8}(?:发生|现象|案件|问题|事件)"
)
_LACKING = re.compile(
    "(?:^|，)(?:不(?:及时|全面?|到位|完善|规范|健全|落实|达标|合格|符合|够|按)|缺|漏|迟"
    "|未(?!成年|婚|来|央|满|被|受|造成|超|突破|列入|收到|接到|因|引发|引起|产生|有|存在|出现|发生|检出|查出|发现|违|涉|参与|划定|纳入))|未按"
)


_STANDARD = re.compile("\\d+[^，\\d]{1,3}以上|(?:不少于|至少|达到)[^，\\d]{0,3}\\d")
_PART = re.compile("[条处个座所间辆台站村校户家](?!性|别|理|置|谈|有|长|人)[一-龥]{2}")
"""“每条主干道各达到5条”: asked of each of them, so one number cannot say it."""
_BRACKETS = re.compile("[（(][^（）()]*[）)]")
_NAMELESS = re.compile("每?[少缺差][^，]{0,3}")
_COMPARED = re.compile("与(?:计划|目标|标准|要求|规定)$")
_ONLY_A_LINE = re.compile(
    "(?:低于|少于|不足|不到|未达到?|达到?|高于|多于|超过|超出|大于|小于|[≥≤<>＞＜])[\\d.]+[^，\\d]{0,3}(?:以上|以下|以内)?"
    "|[缺少漏错迟][一1][一-龥]{1,2}"
)
"""A yes or no that is only a comparison has lost what is compared."""
_PIECE = re.compile("(?:至少|应当?|必须|须)有?.{0,2}数$|[项次处个件例]$|视为")
"""What is left where a counting word is all there was, or of a sentence that says how something is to be taken."""
_JOINS = re.compile("[并且同时另再和及与或但而，、]+|[好中差优良]|较[好差]|一般|优秀|良好|合格|不合格")
_STEP = re.compile("每?[少缺差超多低高](?!1\\D)\\d+(?:\\.\\d+)?\\D{1,3}")
_STEP_PAST_A_LINE = re.compile(
    "(?:超过|超出|高于|多于|大于|低于|少于|小于|不足|不到|达到|[≥≤<>])\\d[^，]*，每[超高多增低降减]"
)
_OF_A_FORMULA = re.compile(r"\d+(?:\.\d+)?[-+×÷*/－—–]")
"""“15-漂移率”: a piece of a formula."""
_TIME = re.compile(
    "(?:连续[两二三四五六\\d]+(?:个?[年月季][度份]?|天|次)|当[年月]|累计|全年|年内|每年|本年度?|每月|每季度?|上半年|下半年|前三季度|第[一二三四1-4]季度|[、和])+"
)
_TASK = re.compile("完成|任务|目标|计划|达|进度|率")
"""Without such a word nothing is there that could be done to so many percent."""
_DONE = re.compile("完成[^，]{0,12}(?:任务|目标|计划|指标)$")
_CHANGE = re.compile("下降|降低|减少|压减|提升|提高|增长|上升|增加")
_NO_NOUN = re.compile("(?:少|欠)完成(?:目标值?|任务|计划|指标)*")
"""“少完成目标值10%”: a distance from what is not said."""
_SEVERAL = re.compile("率[^，率]*[、和及与][^，率]*率")
"""Several rates in the name of one figure."""
_APART = re.compile("单[起次例件项笔宗]|每[起次例件项笔宗]")
"""A measure of each single event: one number cannot stand for all of them."""
_OPEN_AMOUNT = re.compile(
    r"(?<![计共被])[扣减加]\d+(?:\.\d+)?分(?:及?以上|及?以下|以内|之内|起)(?=[，。；§]|$)"
)
"""“扣5分以上”: how many points somebody has to say."""
_DISTANCE = re.compile("^(?:低于|高于|超过|超出|少于|多于|未达|未完成|不足|增加|减少|每增|每减|相差)")
"""A distance from somewhere: lines upon it begin at nothing."""


def misread(
    rule: Node, names: Mapping[str, Figure], item: str, text: str, beside: str = ""
) -> Iterator[tuple[int, int]]:
    """The stretches of the figures that the rule cannot mean.

    `names` gives each measure's figure; `text` is the normal text, `beside` the next column.
    """
    if _given_twice(rule):
        yield 0, len(text)
    for amount in _OPEN_AMOUNT.finditer(text):
        yield amount.span()
    proof = _Proof(rule, names, item, text, beside)
    for name, figure in names.items():
        if proof.is_odd(name, figure):
            yield proof.place_of(figure)
    found: dict[str, set[int]] = {}
    for name, way in directions(rule):
        found.setdefault(name, set()).add(way)
    for name, ways in found.items():
        known = names.get(name)
        if known is not None and len(ways) == 1 and _turned_round(proof.plain[name], known, next(iter(ways))):
            yield proof.place_of(known)


class _Proof:
    """What the figures of one rule are looked at with: which of them meet lines, are counted, stand both ways."""

    def __init__(self, rule: Node, names: Mapping[str, Figure], item: str, text: str, beside: str) -> None:
        self.rule, self.names, self.item, self.text = rule, names, item, text
        self.plain = {name: _plain(name, figure, item) for name, figure in names.items()}
        self.against = any(
            re.search("平均|目标|计划|任务|全[国省市县区]", said) for said in self.plain.values()
        )
        self.lined, self.counted = _lined(rule), _counted(rule)
        self.twice, self.once = _both_ways(rule), _short_of_one(rule)
        self.flags = [self.plain[name] for name, figure in names.items() if figure.type == "bool"]
        self.has_a_line = _has_a_line(rule, f"{text}；{beside}")

    def place_of(self, figure: Figure) -> tuple[int, int]:
        """Where the figure stands; the whole clause where it takes its name from the item."""
        start, end = figure.span
        return (start, end) if start < end else (0, len(self.text))

    def is_odd(self, name: str, figure: Figure) -> bool:
        """Whether the figure's name is none, or the rule uses it as nothing of that name is used."""
        return (
            _no_name(self.plain[name], figure)
            or name in self.twice
            or self._is_no_rate(name, figure)
            or self._is_a_distance(name, figure)
            or self._is_of_each(name, figure)
            or self._is_counted_from_a_line(name, figure)
            or self._is_a_completion_of_nothing(name)
        )

    def _is_no_rate(self, name: str, figure: Figure) -> bool:
        """A percentage under a name that no percentage has."""
        if figure.type != "percent":
            return False
        said, (start, end) = self.plain[name], figure.span
        if _COMPARED.search(said):
            return True
        listed = self.text[end:].startswith(("、", "和", "及", "与"))
        plainly = len(said) > 3 and re.search(r"\d%", self.text[start : end + 8])
        known = said == self.item or _RATE.search(said) or _RATE.search(self.item)
        return not (known or listed or self.against or plainly)

    def _is_a_distance(self, name: str, figure: Figure) -> bool:
        """A distance, or a measure of each single event, held against lines of its own."""
        if figure.type not in ("percent", "number") or name not in self.lined:
            return False
        said = self.plain[name]
        return bool(_APART.search(said) or (_DISTANCE.search(said) and _costs_at_nothing(self.rule, name)))

    def _is_of_each(self, name: str, figure: Figure) -> bool:
        """A count that stands for several: of what is asked for once, of two standards, of each of many places."""
        said = self.plain[name]
        if name in self.once and _NAMELESS.fullmatch(said):
            return True
        if figure.type != "count":
            return False
        if said in ("少", "缺", "差") and len(_STANDARD.findall(self.text[slice(*figure.span)])) > 1:
            return True
        at = self.text.find(said)
        each = at > 0 and self.text[at - 1] == "每"
        return each and name not in self.counted and _PART.match(said) is not None

    def _is_counted_from_a_line(self, name: str, figure: Figure) -> bool:
        """Steps counted from nothing where the clause speaks of a line."""
        if name not in self.counted:
            return False
        if _STEP_PAST_A_LINE.search(self.text[slice(*figure.span)]):
            return True
        if figure.unit not in RATES or _CHANGE.search(self.plain[name]):
            return False
        alone = len(self.names) <= len(self.flags) + 1
        return self.has_a_line or (self.plain[name] == self.item and not alone)

    def _is_a_completion_of_nothing(self, name: str) -> bool:
        """完成率 where nothing is there to be completed, or where its completion is asked with yes or no already."""
        if self.plain[name] != "完成率":
            return False
        no_task = not _TASK.search(f"{self.text}{self.item}")
        return no_task or any(_DONE.search(other) for other in self.flags)


def _plain(name: str, figure: Figure, item: str) -> str:
    """The measure's name without brackets and without what only keeps it apart from others."""
    said = _BRACKETS.sub("", name).removeprefix(f"{item}：") if item else _BRACKETS.sub("", name)
    return said.split("，")[-1] if figure.type == "count" else said


def _no_name(name: str, figure: Figure) -> bool:
    """Whether the name holds words that belong to the rule, or stops in the middle of a sentence."""
    if _EACH.search(name) or _PIECE.match(name) or _OF_A_FORMULA.match(name):
        return True
    if figure.type != "number" and _SCORING.search(name):
        return True
    if figure.type == "bool":
        return bool(_SCOPE.search(name) or _ONLY_A_LINE.fullmatch(name) or _JOINS.fullmatch(name))
    if figure.type != "percent" and _STEP.fullmatch(name):
        return True
    if figure.type != "count" and _NO_NOUN.fullmatch(name):
        return True
    if figure.type != "count" and (_TIME.fullmatch(name) or _SEVERAL.search(name)):
        return True
    return bool(_LOOSE_END.search(name) or _NUMBERS.search(name))


def _costs_at_nothing(rule: Node, name: str) -> bool:
    """Whether no distance at all earns less than some distance could."""
    best = bounds(rule, {}, {}).high
    nothing = bounds(rule, {name: Interval(Decimal(0), Decimal(0))}, {}).high
    return best is None or nothing is None or nothing < best


def _lined(rule: Node) -> set[str]:
    """The measures that the rule holds against numbers."""
    tiers = {node.of.measure for node in walk(rule) if isinstance(node, Tiers) and isinstance(node.of, Given)}
    compared = (node for node in walk(rule) if isinstance(node, Compare))
    return tiers | {node.left.measure for node in compared if isinstance(node.left, Given)}


def _has_a_line(rule: Node, text: str) -> bool:
    """Whether a rate stands in the words that the rule does not hold: then what is counted from nothing has a line there."""
    held = {node.value for node in walk(rule) if isinstance(node, Const)}
    for node in walk(rule):
        if isinstance(node, PerStep):
            held |= {node.step, node.points, node.cap or node.points}
    rates = {Decimal(number) for number in re.findall(r"(?<![\d.])(\d+(?:\.\d+)?)[%％]", text)}
    return bool(rates - held - {Decimal(1), Decimal(100)})


def _short_of_one(rule: Node) -> set[str]:
    """The measures that are held against one of a thing: “少1次扣1分” of what is asked for once is no number of times done."""
    one = Const(Decimal(1))
    steps = (node for node in walk(rule) if isinstance(node, PerStep) and node.below == one)
    return {node.of.measure for node in steps if isinstance(node.of, Given)}


def _given_twice(rule: Node) -> bool:
    """Whether points are earned in proportion on top of a start that has them already."""
    return any(
        isinstance(node, Ledger)
        and node.start > 0
        and any(isinstance(part, Proportional) for line in node.additions for part in walk(line.points))
        for node in walk(rule)
    )


def _both_ways(rule: Node) -> set[str]:
    """The measures that earn in proportion and cost in steps for one and the same distance."""
    shared = {
        node.of.measure
        for node in walk(rule)
        if isinstance(node, Proportional) and isinstance(node.of, Given)
    }
    steps = (node for node in walk(rule) if isinstance(node, PerStep) and node.below is not None)
    return shared & {node.of.measure for node in steps if isinstance(node.of, Given)}


def _counted(rule: Node) -> set[str]:
    """The measures that are counted from nothing."""
    nothing = Const(Decimal(0))
    steps = (node for node in walk(rule) if isinstance(node, PerStep) and node.above == nothing)
    return {node.of.measure for node in steps if isinstance(node.of, Given)}


def _turned_round(name: str, figure: Figure, way: int) -> bool:
    """Whether more of what is bad earns, or more of what is good costs."""
    if figure.type in ("percent", "number"):
        if _CHANGE.search(name):
            return False  # a fall of what is bad is good
        return (way < 0 and bool(_GOOD.search(name)) and not _BAD.search(name)) or (
            way > 0 and bool(_BAD.search(name)) and not _MENDED.search(name)
        )
    if way < 0 or _MENDED.search(name) or _NAMELESS.fullmatch(name) or "但" in name:
        return False  # “未完成当年目标，但累计达到进度”: what is lacking is made up for
    return bool((_SHORT if figure.type == "count" else _LACKING).search(name))
