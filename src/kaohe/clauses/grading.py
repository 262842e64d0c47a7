"""Named levels that a person judges: 落实好的得3分；较好得2分；一般得1分."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from kaohe.clauses.effects import Action, Effect
from kaohe.clauses.kinds import Kind
from kaohe.rules import Level

_GRADED = re.compile(
    "[一二三四1234]等|[ABCDＡＢＣ甲乙丙][级等]|一般|较好|较差|较高|较低|较大|较多|较强|较少|较为|比较|良好|优秀|基本|部分|不够|不力|不明显|明显|高质量|不高|不好|差的?$|好的?$|有影响|一定|优$|良$|中$|合格|不太|欠|尚|很|充分|到位|认真|完善|不完善|显著|突出|有力|有效|积极"
)


_SETTLED = re.compile(
    "有(?:专职|兼职|专门|固定|独立)|创建成|创成|获得?|被?评为(?:国|省|市|县|区|全)|通过|取得|列入|入选|内设|设有|建有|配备|签订|与.{2,12}签订|被?授予|[^，]{0,12}属(?!实)"
)
"""What a document shows: nobody has to judge it."""


@dataclass(frozen=True, slots=True)
class Graded:
    """Levels in the order of the clause."""

    levels: tuple[Level, ...]


def graded(effects: Sequence[Effect], base: Decimal | None) -> Graded | None:
    """The levels, where the clause names some and somebody has to say which holds; None for everything else."""
    effects = [effect for effect in effects if effect.action is not Action.JUDGE or effect.high is not None]
    if any(effect.action not in (Action.GIVE, Action.ALL, Action.NOTHING) for effect in effects):
        return None
    if any(effect.kind not in (Kind.FACT, Kind.OTHERWISE) for effect in effects):
        return None
    awards = [effect for effect in effects if effect.action is not Action.NOTHING]
    if len(awards) < 2:
        return None
    amounts = [effect.points if effect.action is Action.GIVE else base for effect in awards]
    if any(amount is None for amount in amounts):
        return None
    given = [amount for amount in amounts if amount is not None]
    words = [_words(effect) for effect in effects]
    if sum(bool(re.search(r"\d", re.sub(r"近\d年", "", word))) for word in words) > 1:
        return None  # numbers are lines, and a line is nobody's judgement
    falling = all(first > second for first, second in pairwise(given))
    graded_words = sum(bool(_GRADED.search(word)) for word in words[1:])
    whole = base is not None and sum(given) == base
    shown = [_SETTLED.match(word) is not None for word in words[: len(awards)]]
    settled = all(shown)
    exclusive = (
        not settled
        and base is not None
        and sum(given) > base
        and given[0] <= base + 2
        and (
            len(given) < len(effects)
            or (len(given) > 2 and given[0] == base != sum(given[1:]) and not any(shown))
        )
    )
    if not falling or not ((graded_words and not (whole and graded_words < 2)) or exclusive):
        return None
    return Graded(_levels(effects, words, base))


def names_a_level(effect: Effect) -> bool:
    """Whether the effect's last words name a level (一般, 较好, 差) and no number."""
    words = _words(effect)
    return _GRADED.search(words) is not None and re.search(r"\d", words) is None


_VALUE = re.compile(
    "(?:成效|效果|成绩|作用|力度|质量|水平|特色|亮点|影响|优势)(?:较为|比较|非常|十分|特别)?(?:明显|显著|突出|较?大|较?好|较?高|良好|鲜明|优良)$"
    "|(?:措施|推进|保障|组织)(?:有力|得力|扎实)$|氛围浓厚$|(?:履职|工作|对待|态度)(?:较为|比较)?(?:认真|积极|扎实)(?:负责)?$"
)
_DEGREE = re.compile(
    "(?:的|性|研究|服务|工作|管理|创新|业务)(?:深度|广度|有效性|质量|水平|程度|效果|成效|力度|态度|能力|效率)$|(?:创新|满意|配合|规范)程度$"
)
"""“服务质量（5分）”: how good it is, and not whether there is any."""


def is_a_value(name: str, *, degree: bool = False) -> bool:
    """Whether the words say how good something is (成效明显, and with `degree` 服务质量 too): no document shows it."""
    last = re.split("[，、；]", name)[-1].rstrip("的")
    return _VALUE.search(last) is not None or (degree and _DEGREE.search(last) is not None)


def _levels(effects: Sequence[Effect], words: Sequence[str], base: Decimal | None) -> tuple[Level, ...]:
    names: list[str] = []
    levels: list[Level] = []
    for effect, word in zip(effects, words, strict=True):
        name = word or "其他"
        while name in names:
            name += "（又）"
        names.append(name)
        points = (
            effect.points
            if effect.action is Action.GIVE
            else base
            if effect.action is Action.ALL
            else Decimal(0)
        )
        levels.append(Level(name, points if points is not None else Decimal(0)))
    return tuple(levels)


def _words(effect: Effect) -> str:
    if effect.figure is not None:
        phrases = [phrase for phrase in re.split("[，。：；]", effect.figure.name) if phrase]
        return re.sub("^(?:评[为定]|被评为)", "", phrases[-1]) if phrases else effect.figure.name
    return "".join(ground.text for ground in effect.statement.grounds).strip("，、：；的")
