"""Scoring clauses: what they mean, and the many ways to write it.

A `Meaning` is a small list of parts with figures; `score` says what it comes to (independently of the reader),
`written` puts it in words with a `Wording`: synonyms, marks, numerals, labels, all of which leave the meaning alone.
`loose_texts` are phrases put together at random, which need not mean anything.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from hypothesis import strategies as st

from kaohe.core import plain

Figure = Decimal | bool
ZERO = Decimal(0)
CHINESE = "零一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Wording:
    """The choices of one office. Each leaves the meaning as it is.

    `take`, `give`, `drop`, `point`: the words for 扣, 得, 每下降, 个百分点. `reach`: 达到 or 以上. `one`: 1, 一 or 一 left to the
    classifier. `wide`: full-width digits and marks. `numerals`: points in Chinese numerals where they are whole.
    `between`: what parts the statements. `labels`: how entries are numbered. `of`: 的 or nothing. `comma`: a comma before the
    verdict. `floor`: 扣完为止 said or not.
    """

    take: str = "扣"
    give: str = "得"
    drop: str = "每下降"
    point: str = "个百分点"
    reach: str = "达到{}%"
    event: str = "每{}"
    one: str = "1"
    wide: bool = False
    numerals: bool = False
    between: str = "；"
    labels: str = ""
    of: str = "的"
    comma: bool = True
    floor: str = ""


PLAIN = Wording()
"""As the guide recommends it."""

TAKES = ("扣", "减", "扣除", "扣减")
GIVES = ("得", "计", "记", "加", "给")
DROPS = ("每下降", "每降低", "每低", "每减少", "每少")
POINTS = ("个百分点", "%", "％", "百分点", "个点")
REACHES = ("达到{}%", "达{}%", "达到{}%以上", "≥{}%", "不低于{}%", "在{}%以上")
EVENTS = ("每{}", "每发现{}", "每出现{}", "每有{}", "{}")
BETWEEN = ("；", ";", "。", "\n", "；\n", "。\n")
LABELS = ("", "1. ", "1、", "（1）", "①", "(1)", "一、", "⑴")
FLOORS = ("", "，扣完为止", "，扣完为止。", ",扣完为止", "，直至扣完")

wordings = st.builds(
    Wording,
    take=st.sampled_from(TAKES),
    give=st.sampled_from(GIVES),
    drop=st.sampled_from(DROPS),
    point=st.sampled_from(POINTS),
    reach=st.sampled_from(REACHES),
    event=st.sampled_from(EVENTS),
    one=st.sampled_from(("1", "一")),
    wide=st.booleans(),
    numerals=st.booleans(),
    between=st.sampled_from(BETWEEN),
    labels=st.sampled_from(LABELS),
    of=st.sampled_from(("的", "")),
    comma=st.booleans(),
    floor=st.sampled_from(FLOORS),
)


@dataclass(frozen=True, slots=True)
class RateStep:
    """甲率达到98%得4分，每下降1个百分点扣0.5分: `points` at the line, `loss` for each `step` below it."""

    name: str
    line: Decimal
    points: Decimal
    step: Decimal
    loss: Decimal
    type = "percent"

    def earned(self, figure: Figure) -> Decimal:
        short = max(ZERO, self.line - Decimal(figure))
        return max(ZERO, self.points - short / self.step * self.loss)

    def written(self, say: Wording) -> str:
        reach = say.reach.format(plain(self.line))
        step = plain(self.step) + say.point
        return (
            f"{self.name}{reach}{say_comma(say)}{say.give}{amount(self.points, say)}，"
            f"{say.drop}{step}{say_comma(say)}{say.take}{amount(self.loss, say)}"
        )


@dataclass(frozen=True, slots=True)
class Fault:
    """每发现1处漏水扣0.5分: `loss` each."""

    name: str
    counter: str
    loss: Decimal
    type = "count"

    def lost(self, figure: Figure) -> Decimal:
        return Decimal(figure) * self.loss

    def written(self, say: Wording) -> str:
        event = say.event.format(say.one + self.counter)
        return f"{event}{self.name}{say.of}{say_comma(say)}{say.take}{amount(self.loss, say)}"


@dataclass(frozen=True, slots=True)
class Omission:
    """未公示值班电话的扣1分: `loss` where it is so."""

    name: str
    loss: Decimal
    type = "bool"

    def lost(self, figure: Figure) -> Decimal:
        return self.loss if figure else ZERO

    def written(self, say: Wording) -> str:
        return f"{self.name}{say.of}{say_comma(say)}{say.take}{amount(self.loss, say)}"


@dataclass(frozen=True, slots=True)
class Award:
    """建立台账得2分: `points` where it is so."""

    name: str
    points: Decimal
    type = "bool"

    def earned(self, figure: Figure) -> Decimal:
        return self.points if figure else ZERO

    def written(self, say: Wording) -> str:
        return f"{self.name}{say.of}{say_comma(say)}{say.give}{amount(self.points, say)}"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a clause says of an item worth `points`: awards (with steps of their own), or full points less what is lost."""

    points: Decimal
    awards: tuple[RateStep | Award, ...] = ()
    losses: tuple[Fault | Omission, ...] = ()

    @property
    def parts(self) -> tuple[RateStep | Award | Fault | Omission, ...]:
        return self.awards + self.losses

    @property
    def types(self) -> list[str]:
        return [part.type for part in self.parts]

    def score(self, figures: Sequence[Figure]) -> Decimal:
        given = list(zip(self.parts, figures, strict=True))
        earned = sum(
            (part.earned(figure) for part, figure in given if not isinstance(part, Fault | Omission)), ZERO
        )
        start = earned if self.awards else self.points
        lost = sum((part.lost(figure) for part, figure in given if isinstance(part, Fault | Omission)), ZERO)
        return min(self.points, max(ZERO, start - lost))

    def written(self, say: Wording) -> str:
        many = len(self.parts) > 1
        entries = (
            label(say.labels if many else "", number) + part.written(say)
            for number, part in enumerate(self.parts, 1)
        )
        text = say.between.join(entries) + (
            say.floor if self.losses or any(isinstance(part, RateStep) for part in self.awards) else ""
        )
        return wide(text) if say.wide else text


def say_comma(say: Wording) -> str:
    return "，" if say.comma else ""


def amount(points: Decimal, say: Wording) -> str:
    """2分, 二分, 0.5分."""
    if say.numerals and points == points.to_integral_value() and 0 < points <= 10:
        return CHINESE[int(points)] + "分"
    return plain(points) + "分"


def label(style: str, number: int) -> str:
    """The label of the entry with this number, in the style of the first."""
    if style in ("①", "⑴"):
        return chr(ord(style) + number - 1)
    return style.replace("1", str(number)).replace("一", CHINESE[number])


_WIDE = {
    ord(half): full for half, full in zip("0123456789.%,;()", "０１２３４５６７８９．％，；（）", strict=True)
}


def wide(text: str) -> str:
    return text.translate(_WIDE)


# Among the names are some with words in them that elsewhere score, count or compare: 减排, 满载超限, 不文明行为.
RATES = (
    "亮灯率",
    "档案合格率",
    "垃圾清运率",
    "群众满意率",
    "持证上岗率",
    "减排达标率",
    "加油站检查率",
    "扣押物品归档率",
    "一次性告知率",
    "三级医院预约率",
)
FAULTS = (
    ("漏水", "处"), ("占道经营", "起"), ("材料缺页", "份"), ("设备停机", "次"), ("无证上岗", "人"), ("未整改问题", "个"), ("不文明行为", "起"),
    ("满载超限", "次"), ("计量失准", "台"), ("增项收费", "件"), ("低保错发", "户"), ("十类垃圾混投", "处"),
)  # fmt: skip
OMISSIONS = (
    "未公示值班电话", "未签订安全协议", "未建立值班制度", "未设置警示标志", "没有配备急救箱", "未落实一次性告知", "未给予书面答复", "未加盖公章", "超过办理时限",
)  # fmt: skip
AWARDS = (
    "建立应急台账",
    "组建志愿队伍",
    "开通服务热线",
    "制定年度计划",
    "配备专职人员",
    "公布减排清单",
    "明确办理时限",
)
LINES = tuple(map(Decimal, ("85", "90", "95", "98", "100")))
_LOSSES = tuple(map(Decimal, ("0.2", "0.5", "1", "2", "3")))


def _rate_step(name: str, line: Decimal, points: int, step: str, loss: Decimal) -> RateStep:
    return RateStep(name, line, Decimal(points), Decimal(step), loss)


def _rates(most: int) -> st.SearchStrategy[tuple[RateStep, ...]]:
    one = st.builds(
        _rate_step,
        st.sampled_from(RATES),
        st.sampled_from(LINES),
        st.integers(1, 10),
        st.sampled_from(("1", "2", "5")),
        st.sampled_from(_LOSSES),
    )
    return st.lists(one, min_size=1, max_size=most, unique_by=lambda part: part.name).map(tuple)


_faults = st.builds(
    lambda named, loss: Fault(named[0], named[1], loss), st.sampled_from(FAULTS), st.sampled_from(_LOSSES)
)
_omissions = st.builds(Omission, st.sampled_from(OMISSIONS), st.sampled_from(_LOSSES))
_awards = st.builds(Award, st.sampled_from(AWARDS), st.sampled_from(tuple(map(Decimal, (1, 2, 3, 5)))))


def _distinct(
    one: st.SearchStrategy[Fault | Omission], least: int, most: int
) -> st.SearchStrategy[tuple[Fault | Omission, ...]]:
    return st.lists(one, min_size=least, max_size=most, unique_by=lambda part: part.name).map(tuple)


def _worth(awards: Sequence[RateStep | Award], losses: tuple[Fault | Omission, ...] = ()) -> Meaning:
    return Meaning(sum((part.points for part in awards), ZERO), tuple(awards), losses)


losing = st.builds(
    Meaning, st.integers(2, 20).map(Decimal), st.just(()), _distinct(_faults | _omissions, 1, 3)
)
"""Full points at first, something off for faults."""
earning = _rates(2).map(_worth)
"""One or two rates, each with points and steps of its own."""
listed = st.lists(_awards, min_size=2, max_size=4, unique_by=lambda part: part.name).map(_worth)
"""Things that are worth so much each."""
both = st.builds(_worth, _rates(1), _distinct(_faults, 1, 2))
"""A rate with its points, and something off for faults beside."""
meanings = losing | earning | listed | both


def figures(meaning: Meaning) -> st.SearchStrategy[tuple[Figure, ...]]:
    """One figure for each part; lines are hit, passed and missed."""
    return st.tuples(*map(_figure, meaning.parts))


def _figure(part: RateStep | Award | Fault | Omission) -> st.SearchStrategy[Figure]:
    if isinstance(part, RateStep):
        return st.sampled_from(
            [
                part.line,
                part.line - part.step,
                part.line - 3 * part.step,
                Decimal(100),
                Decimal(50),
                part.line - 1,
            ]
        )
    if isinstance(part, Fault):
        return st.sampled_from([0, 1, 2, 5, 40]).map(Decimal)
    return st.booleans()


# ---- phrases at random --------------------------------------------------------------------------------------------

_SUBJECTS = (
    "隐患整改率",
    "宣传栏更新",
    "未按时报送材料的",
    "材料不全",
    "发生安全事故",
    "会议记录",
    "满意度",
    "设施破损",
    "台账",
    "",
)
_TRIGGERS = (
    "达到95%", "低于80%", "每下降1个百分点", "每缺1项", "每发现一处", "每人次", "90%以上", "不少于4次", "超过3天", "一次", "每少1份", "一项不符合要求", "",
    "60%（含）-80%", "每超1天", "否则", "被省、市通报的", "与上年相比每增加1起",
)  # fmt: skip
_VERDICTS = (
    "扣1分", "扣0.5分", "得2分", "得满分", "不得分", "扣完为止", "酌情扣分", "酌情扣1-3分", "加1分", "最多扣4分", "分别扣3分、1.5分", "按比例得分", "扣2分/次",
    "加倍扣分", "减半扣分", "追加扣除7分", "最高不超过6分", "得8分", "计2.5分", "（3分）", "一票否决", "得一半分", "每次扣0.3分", "",
)  # fmt: skip
_JOINTS = ("，", "；", "。", "\n", "、", "，并", "的，", "；其他", "", " ")
_NOISE = ("", "", "按照上级要求，", "（详见附件）", "由各街道负责，", "结合实际，", "12月底前", "（含外聘）")


@st.composite
def loose_texts(draw: Callable[[st.SearchStrategy[str]], str]) -> str:
    """Up to five statements of subject, trigger and verdict, joined in any way."""
    text = ""
    for _ in range(int(draw(st.sampled_from("12345")))):
        pieces = (_NOISE, _SUBJECTS, _TRIGGERS, ("", "，", "的"), _VERDICTS, _JOINTS)
        text += "".join(draw(st.sampled_from(piece)) for piece in pieces)
    return text
