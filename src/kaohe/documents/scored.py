"""What an entry of numbered prose says of points: its own, its weight, whether it is a list of bonuses or a veto."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from itertools import pairwise

from kaohe.documents.figures import NUMBER, PointsKind, PointsMention, half_width, number, points_in
from kaohe.documents.outline import RESULT_SAID, Node, join

_HUNDRED = Decimal(100)
_TOTAL = re.compile(
    rf"(?:总分|满分|总分值|合计|共计|总计|基础分|基本分)\s*(?:值|为|是|[:])?\s*({NUMBER})\s*分"
)
_AT_MOST = re.compile(rf"(?:最高|最多|封顶|累计不超过)(?:得|计|为)?\s*({NUMBER})\s*分")
_SYSTEM = re.compile(r"(百|千|一千|1000|100)\s*分制|(百|千)分考核")
_WEIGHT = re.compile(
    r"(?:按|权重(?:为|占|是|系数)?[:]?|占(?:总分|总成绩|比|总分值|考核总分)?(?:的|比)?(?:比重|比例)?(?:为)?)\s*(\d{1,3}(?:\.\d+)?)\s*%"
)
_HEAD_SENTENCE = re.compile(r"(?<=[\u4e00-\u9fff\d]分)(?<![加减扣得计]分)[。;].*", re.DOTALL)
"""What follows a heading that ends with its points and a stop: “理论学习15分。每月 …”."""
_LONGEST_ENTRY = 80
_BARE_NUMBER = re.compile(r"\(\s*(\d{1,3}(?:\.\d+)?)\s*\)\s*[:]?$")
_BARE_BEFORE_COLON = re.compile(r"[^。;:,()\d]{2,30}?(?=\()\(\s*(\d{1,3}(?:\.\d+)?)\s*\)(?=\s*:)")
_BARE_END = re.compile(r"(?:[。;,、:)”]\s*|\s+|-+)(?P<points>\d{1,3}(?:\.\d+)?\s*分)[\s。;,]*$")
"""Points behind a stop or a blank at a text's end."""
_LIST_WORDS = r"(?:事项|项目|指标|因素|内容|标准|情况|情形|办法|条件|部分|规定|清单|制|项|类)?"
_HEAD = r"(?:(?:工作|考核|评分|本?办法|单位|特别|综合|额外)(?:的)?)?"
_BONUS = re.compile(rf"{_HEAD}(?:加分|附加分|奖励(?:加|性)?分|奖分|激励加分|创新加分){_LIST_WORDS}")
_DEDUCTION = re.compile(rf"{_HEAD}(?:减分|扣分|倒扣分?|负面扣分|惩罚性?扣分|追加扣分){_LIST_WORDS}")
_BOTH = re.compile(r".{0,10}(?:加.{0,4}[减扣]分|奖惩分|加分.{0,3}[减扣]分).{0,6}")
_VETO = re.compile(r".{0,14}(?:一票否决|否决(?:事项|项|条件|情形|指标)|黄牌|红线(?:指标|事项)).{0,10}")
_APART = re.compile(
    r".{0,12}(?:等次|等级|结果.{0,4}[运应使]用|结果评定|(?:考核|考评|评价|评估|评定|评选|检查)结果|奖惩|奖励与处罚|奖励和处罚|考核纪律|兑现).{0,8}"
)
_BY_RESULT = re.compile(
    r"排名|名次|排序|[前后末]\s*(?:[一二三四五六七八九十两\d]{1,3}|几)?\s*[名位]|结果.{0,4}(?:运用|应用|使用)|连续.{1,4}年|"
    r"(?:评为|确定为|评定为|考核为|获|列为|定为).{0,4}(?:优秀|良好|合格|不合格|先进|达标|一等奖|[优良差][^\u4e00-\u9fff])的?.{0,4}(?:单位|镇|街道|乡|村|社区|部门)"
    r"|(?:得分|总分|考核分).{0,6}(?:以下|以上|低于|高于|不足)"
)
_DEPARTMENT_TAIL = "科室|股室|科|股|室|处|办公室|办|局|委|部|站|中心|大队|所|协会|联合会|队|组|协"
_NAMED = re.compile(
    r"\(?(?:责任|考核|牵头|评分|主管|主办|打分|归口|配合)?(?:科室|部门|单位|股室|处室)\s*[:]\s*(?P<names>[^()。;\n]{2,60})\)?"
)
_GIVEN_BY = re.compile(
    rf"由(?P<names>[^,。;()由的]{{1,30}}(?:{_DEPARTMENT_TAIL}))(?:负责)?(?:提供|考核|评分|打分|牵头|核实|认定|评定|负责)"
)


class Role(Enum):
    """What a heading announces. BOTH: bonuses and deductions mixed. APART: grades, consequences, discipline."""

    BASE = "base"
    BONUS = "bonus"
    DEDUCTION = "deduction"
    BOTH = "both"
    VETO = "veto"
    APART = "apart"


_ANNOUNCED = (
    (
        Role.VETO,
        re.compile(r"一票否决|(?:直接|一律)?(?:评定?|定|列)为(?:不合格|不达标|末等|差)|取消.{0,10}资格"),
    ),
    (Role.BOTH, re.compile(r"加分.{0,4}[减扣]分|[减扣]分.{0,4}加分")),
    (Role.BONUS, re.compile(r"(?:给予|予以|适当|可以?|酌情|另|额外)(?:加分|奖励)")),
    (Role.DEDUCTION, re.compile(r"(?:给予|予以|适当|可以?|酌情|另|额外|倒|从总分中)[扣减]分")),
)
"""What a sentence that ends with a colon announces."""


@dataclass(frozen=True, slots=True)
class Stated:
    """The points an entry states for itself, and where in its text (`start` to `end`).

    `total`: it says so of a whole table (总分). `weight`: 0.6 for “按60%计算”. `firm`: they stand in brackets or at
    the heading's end; otherwise they were taken from a sentence.
    """

    points: Decimal | None = None
    start: int = 0
    end: int = 0
    total: bool = False
    weight: Decimal | None = None
    firm: bool = True


def stated(node: Node) -> Stated:
    """What the entry's own text states in brackets or at the end of its heading."""
    text = node.text
    plain = half_width(text)
    weight = _weight(plain)
    own = _own(points_in(text), plain)
    if own is not None:
        total = bool(re.match(r"\(\s*[总满]\s*分", plain[own.start : own.end]))
        return Stated(own.value, own.start, own.end, total, weight)
    if tail := _at_heading_end(text, node):
        return Stated(tail.value, tail.start, tail.end, tail.kind is PointsKind.TOTAL, weight)
    if weight is not None and "百分制" in plain:
        found = re.search(r"\([^()]*百分制[^()]*\)", plain)
        return Stated(_HUNDRED, found.start() if found else 0, found.end() if found else 0, weight=weight)
    return Stated(weight=weight)


def bare_number(node: Node) -> Stated:
    """“组织领导（20）”: a number alone in brackets at a short heading's end; points only where its neighbours do so."""
    plain = half_width(node.text)
    found = _BARE_NUMBER.search(plain) if node.is_bare_heading else _BARE_BEFORE_COLON.match(plain)
    if found is None:
        return Stated()
    return Stated(number(found[1]), plain.rindex("(", 0, found.end()), found.end())


def bare_end(node: Node) -> Stated:
    """“…，制度上墙； 5分”: bare points with which the entry's text ends, or the first of its lines that ends so; points
    only where its neighbours do so."""
    for count in range(1, len(node.pieces) + 1):
        text = join(node.pieces[:count])
        plain = half_width(text)
        if (found := _BARE_END.search(plain)) is None:
            continue
        mention = next((m for m in points_in(text) if m.start == found.start("points")), None)
        if mention is not None and mention.kind in (PointsKind.OTHER, PointsKind.TOTAL, PointsKind.AWARD):
            return Stated(mention.value, found.start(), len(plain))
        return Stated()
    return Stated()


def _weight(plain: str) -> Decimal | None:
    head = plain[:120]
    for inside in [*re.findall(r"\(([^()]*)\)", head), head if len(plain) <= 40 else ""]:
        if found := _WEIGHT.search(inside):
            return Decimal(found[1]) / _HUNDRED
    return None


def _own(mentions: tuple[PointsMention, ...], plain: str) -> PointsMention | None:
    """The bracket that speaks of the whole entry, not of a part of it."""
    brackets = [mention for mention in mentions if mention.kind is PointsKind.OWN]
    if len(brackets) < 2:
        return brackets[0] if brackets else None
    first, rest = brackets[0], brackets[1:]
    if first.value == sum((mention.value for mention in rest), Decimal(0)):
        return first
    listed = (
        plain[first.end : first.end + 1] in (";", "、", ",") and "。" not in plain[first.end : rest[0].start]
    )
    return None if listed else first


def _at_heading_end(text: str, node: Node) -> PointsMention | None:
    """“组织领导 20分”, “组织领导：20分”: points with which a short heading ends; “组织领导20分，其中…5分，…15分” and
    “组织领导20分。每少 …” too.
    """
    first = half_width(node.pieces[0].text).strip() if node.pieces else ""
    first = _HEAD_SENTENCE.sub("", first)
    if not 0 < len(first) <= 60 or re.search(r"[。;]", first.rstrip(";。")):
        return None
    mentions = [mention for mention in points_in(text) if mention.end <= len(first)]
    said = [m for m in mentions if m.kind in (PointsKind.OTHER, PointsKind.TOTAL)]
    verbs = any(m.kind in (PointsKind.DEDUCT, PointsKind.ADD) for m in mentions)
    if verbs and not any(m.kind is PointsKind.TOTAL for m in said):
        return None  # “每次分别扣10分、5分”: a clause and no heading
    if len(said) > 1:
        rest = sum((mention.value for mention in said[1:]), Decimal(0))
        return said[0] if said[0].value == rest else None
    for mention in mentions:
        behind = re.sub(r"\([^()]*\)", "", half_width(text)[mention.end : len(first)]).strip(" ;。:")
        counted = "," not in first and re.search(rf"[计共]\s*{NUMBER}\s*分", first)
        if not behind and (mention in said or (mention.kind is PointsKind.AWARD and counted)):
            return mention
    return None


def sentence_points(text: str) -> tuple[Decimal, ...]:
    """The full points that sentences may mean: the one that is stated, else the highest and the sum of awards."""
    mentions = points_in(text)
    totals = [mention.value for mention in mentions if mention.kind is PointsKind.TOTAL]
    if totals:
        return (totals[0],)
    if found := _AT_MOST.search(half_width(text)):
        most = number(found[1])
        return () if most is None else (most,)
    brackets = [mention.value for mention in mentions if mention.kind is PointsKind.OWN]
    awards = brackets or [
        mention.value for mention in mentions if mention.kind is PointsKind.AWARD and mention.value
    ]
    if not awards:
        return ()
    if brackets:
        return (sum(brackets, Decimal(0)),)
    return tuple(dict.fromkeys((max(awards), sum(awards, Decimal(0)))))


def parts_in(text: str, points: Decimal) -> tuple[tuple[int, int, Decimal], ...]:
    """The parts that an entry's sentences divide its points into: (start, end, points) each, or none.

    “…计7分；…计3分；…计10分” behind “（20分）”. Only where they add up to it exactly; what stands in brackets as an
    aside is part of what it follows.
    """
    mentions = points_in(text)
    brackets = [mention for mention in mentions if mention.kind is PointsKind.OWN]
    plain = half_width(text)
    awards = [m for m in mentions if m.kind is PointsKind.AWARD and not _inside_bracket(plain, m.start)]
    plainly = [m for m in mentions if m.kind in (PointsKind.OTHER, PointsKind.TOTAL)]
    for told in (brackets, awards, plainly):
        if len(told) < 2 or sum((mention.value for mention in told), Decimal(0)) != points:
            continue
        if told is awards and _scored_apart(plain, mentions, awards):
            continue
        starts = [0] + [_behind(plain, mention.end) for mention in told[:-1]]
        ends = [*starts[1:], len(text)]
        if brackets:  # what follows a bracket up to the next sentence's end belongs to it
            ends = [_sentence_end(plain, m.end, n.start) for m, n in pairwise(told)] + [len(text)]
            starts = [0, *ends[:-1]]
        return tuple((start, end, m.value) for start, end, m in zip(starts, ends, told, strict=True))
    return ()


def _scored_apart(plain: str, mentions: tuple[PointsMention, ...], awards: Sequence[PointsMention]) -> bool:
    """Whether every award goes on with what is taken from it: “…记5分，每降1个百分点扣0.1分；…记5分，每降…扣…”.

    That is one clause, whose deductions belong to the award before them.
    """
    ends = [*(mention.start for mention in awards[1:]), len(plain)]
    return all(
        any(m.kind is PointsKind.DEDUCT and one.end <= m.start < end for m in mentions)
        and plain[one.end : one.end + 1] in (",", "，", "、")
        for one, end in zip(awards, ends, strict=True)
    )


def _inside_bracket(plain: str, position: int) -> bool:
    return plain.count("(", 0, position) > plain.count(")", 0, position)


def _behind(plain: str, end: int) -> int:
    """The end of a part: behind the bracket and the stop that follow its points."""
    if found := re.compile(r"\s*(?:\([^()]*\))?[;。,、\s]*").match(plain, end):
        return found.end()
    return end


def _sentence_end(plain: str, start: int, before: int) -> int:
    """The last stop between one part's points and the next one's; none: behind the first."""
    last = max(plain.rfind(sign, start, before) for sign in ";。")
    return last + 1 if last >= 0 else _behind(plain, start)


def role(node: Node) -> Role:
    """What the entry's heading announces; only headings do, not an entry that mentions a bonus."""
    plain = half_width(node.pieces[0].text).strip() if node.pieces else ""
    if not node.label and not node.style and speaks_of_result(plain):
        return Role.APART
    head = re.split(r"[:。;(,]", plain, maxsplit=1)[0].strip()
    if len(head) <= 40 and announces_consequence(head):
        return Role.APART
    for found, pattern in (
        (Role.BOTH, _BOTH), (Role.BONUS, _BONUS), (Role.DEDUCTION, _DEDUCTION), (Role.VETO, _VETO), (Role.APART, _APART),
    ):  # fmt: skip
        if len(head) <= 24 and pattern.fullmatch(head):
            return found
    if node.children and plain.endswith(":") and len(plain) <= 60:  # “有下列情形之一的，予以加分：”
        return next((found for found, pattern in _ANNOUNCED if pattern.search(plain)), Role.BASE)
    return Role.BASE


def speaks_of_result(text: str) -> bool:
    """Whether a paragraph without a label says what is done with the result: “将考核结果纳入…”."""
    return bool(RESULT_SAID.match(half_width(text)))


def announces_consequence(text: str) -> bool:
    """Whether a heading says what follows from a rank or a grade (对末位单位黄牌警告), which vetoes nothing by itself."""
    head = half_width(text).split(":")[0]
    return bool(_BY_RESULT.search(head)) and not re.match(r"\W*\w{0,3}一票否决", head)


def total_in(text: str) -> Decimal | None:
    """The total that a passage states: “总分100分”, “实行百分制”, “千分制”."""
    plain = half_width(text)
    if found := _TOTAL.search(plain):
        return number(found[1])
    if found := _SYSTEM.search(plain):
        return Decimal(1000) if any(sign in found[0] for sign in ("千", "1000")) else _HUNDRED
    return None


def whole_total_in(text: str) -> Decimal | None:
    """A total that can only be the whole table's: “总分100分”, “实行百分制”; not “满分10分” of an item."""
    plain = half_width(text)
    if found := re.search(rf"总分(?:值)?\s*(?:为|是|[:])?\s*({NUMBER})\s*分", plain):
        return number(found[1])
    return total_in(plain) if _SYSTEM.search(plain) else None


def announced_in(text: str, names: Iterable[str]) -> tuple[dict[str, Decimal], bool]:
    """Points that a passage gives to entries by name (“其中基础工作30分，重点工作70分”), and whether it speaks of no others."""
    plain, found, others = half_width(text), dict[str, Decimal](), False
    wanted = {half_width(name): name for name in names if len(name) > 1}
    for mention in points_in(text):
        if mention.kind in (PointsKind.LINE, PointsKind.TOTAL):
            continue
        near = plain[max(0, mention.start - _LONGEST_ENTRY) : mention.start]
        before = re.sub(r"[(占计为共满分值:\s]+$", "", near)
        name = next((own for own in wanted if before.endswith(own)), None)
        if name is None:
            others = True
        else:
            found[wanted[name]] = mention.value
    return found, not others


def cap_in(text: str) -> Decimal | None:
    """The most that a list gives or takes: “以上加分不超过5分”, “最高加10分”, “（上限5分）”."""
    return next((mention.value for mention in points_in(text) if mention.kind is PointsKind.CAP), None)


def departments_in(text: str) -> tuple[str, ...]:
    """The departments that score or supply: “（责任科室：基层科、宣传科）”, “由规划科提供”."""
    plain = half_width(text)
    names: list[str] = []
    for pattern in (_NAMED, _GIVEN_BY):
        for found in pattern.finditer(plain):
            start, end = found.span("names")
            names.extend(split_names(text[start:end]))
    return tuple(dict.fromkeys(names))


def split_names(text: str) -> Iterator[str]:
    """“基层科、宣传科和办公室” → each."""
    for name in re.split(r"[、，,/\n；; ]+|(?<=[科室股处办局委部站心所会])[和与及](?=.{2,})", text):
        if name.strip():
            yield name.strip()
