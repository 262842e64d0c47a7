"""The safety rule, looked at from outside the grammar: scoring words and points that no statement took."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal
from itertools import pairwise

from kaohe.clauses.comparisons import value_of
from kaohe.clauses.effects import Figure
from kaohe.clauses.grounds import RATES, TIMES, number_and_unit, without_remarks
from kaohe.clauses.naming import figure_name
from kaohe.clauses.parsing import Ground, Statement
from kaohe.rules import Compare, Discretion, Node, PerStep, Proportional, Tier

_SCORING = re.compile(
    "|".join(
        (
            r"扣(?!押|除外|件|[除发减罚]?(?:[^，。；§（）\d分]{0,6})(?:工资|薪酬|奖金|资金|补贴|津贴|保证金|押金|罚金|款项?)(?![^，。；§]*分))(?:[^，。；§（）]{0,4}\d)?",
            "(?<![不部统])(?:得|计|加|减|奖|记|赋|评)分(?!制)|（[加减扣]）|倒扣|满分",
            r"(?<![\d.])\d+(?:\.\d+)?分(?!钟|类|管|之|公司|局|部|支|队|级|别|析|工)",
            "按[^，。；]{0,8}(?:得分|计分|给分)(?!率|标准)",
            r"(?<=[、\d])\d评分|(?<=按)\d+评分",
            "(?:计算|折算|换算|核算)得分(?!率|标准)",
            "[得计扣](?:一|1)半|(?<=[，的者])减半|加倍|双倍|翻番|翻\\d*倍|(?<=\\d)倍(?!以上|及以上)",
            r"(?:得|计|扣)\d+(?:\.\d+)?%|×(?!100%)\d+(?:\.\d+)?%",
            "(?:分值|满分)×|×(?:本项|该项|此项)?(?:标准)?(?:分值|满分)|乘以",
            "(?:难度|折算|调整)系数|加权",
            r"占[^，。；\d]{0,8}(?:总分|权重|分值)[^，。；\d]{0,3}\d+(?:\.\d+)?%",
            r"占(?:比)?\d+(?:\.\d+)?%(?=[，。；）§]|$)|（\d+(?:\.\d+)?%）(?=和|、|与|两|组成)",
            r"折算|计入总分|平均值?(?:计算|计分)|最[多高](?:计|扣|算|加)\d+(?:次|处|项|个|人)|第(?:\d+|[二三四五])(?:次|起|个|项|处)(?:及以上|以上|起|以后|开始)|从重|以[^，。；（\d]{2,16}为(?:基数|基准)(?!分)",
            "一票否决|1票否决|酌(?=[扣减加])",
        )
    )
)
"""Words and numbers that move points."""

_TORN = re.compile(
    r"(?<=[^\d§.-])\d+(?:\.\d*)?§(?:\d|[%‰]|百分点|分(?![管类别级析组局包项部布散支队公站]))|扣§(?=\d)"
)
"""A number that a line break tears apart, or parts from its unit: whether it is one or two is not sure."""

_SWALLOWED = re.compile(
    "按[^，。；]{0,8}(?:得分|计分|给分)(?!率|标准)|(?:分值|满分)×|×(?:本项|该项)?(?:分值|满分)"
    "|(?:扣|减|加|奖)分(?!项|标准|情况|值|事项|因素)|倒扣|不得分|乘以|比例(?:得|计|给|加)分|系数|加权"
    "|(?<![考核测评实际综合])(?:计分|给分)|(?:计算|折算|换算|核算)得分(?!率|标准)|[得计]总分|酌(?=[扣减加])"
    r"|折算|计入总分|平均值?(?:计算|计分)|最[多高](?:计|扣|算|加)\d+(?:次|处|项|个|人)|第(?:\d+|[二三四五])(?:次|起|个|项|处)(?:及以上|以上|起|以后|开始)|从重|以[^，。；（\d]{2,16}为(?:基数|基准)(?!分)"
)
"""Scoring words that cannot be part of a fact's name."""

_SEVERAL_RATES = re.compile("^(?:[两三四五六]|几|各项?|以上|上述)[^，。；]{0,3}率$")
"""A name of several rates that the clause does not list: one number cannot stand for them."""

_DENIES = re.compile("[不未没]$|没有$|未能$")
"""A word that turns a comparison round, where the comparison does not know it (不不足98%)."""


def unplaced(text: str, statements: Sequence[Statement]) -> Iterator[tuple[int, int]]:
    """The stretches of normal text with points or scoring words that stand neither in a verdict nor in the grounds of one."""
    covered = [False] * len(text)
    for statement in statements:
        verdict = statement.verdict
        if verdict is None:
            continue
        for index in range(verdict.start, min(verdict.end, len(text))):
            covered[index] = True
        modifies = verdict.kind in ("below", "floor", "lowest")
        for ground in statement.grounds:
            named = ground.kind == "TEXT" and not _SWALLOWED.search(ground.text)
            named &= verdict.kind in ("product", "proportional") or "分=" not in ground.text
            if modifies or named or ground.kind in ("COMPARE", "SPENT", "BASIS", "RANKED"):
                for index in range(ground.start, ground.end):
                    covered[index] = True
        stepped = False
        for ground in statement.grounds:
            stepped |= ground.kind == "EACH"
            if ground.kind == "POINTS" and stepped:  # 每低1分
                covered[ground.start : ground.end] = [True] * (ground.end - ground.start)
            if ground.kind == "VETO" and _says_void(statement, ground):
                covered[ground.start : ground.end] = [True] * (ground.end - ground.start)
    for match in _TORN.finditer(text):
        yield match.span()
    for match in _SCORING.finditer(text):
        if not all(covered[match.start() : match.end()]):
            yield match.span()
    taken = any(
        entry.verdict is not None and entry.verdict.kind in ("take", "judged") for entry in statements
    )
    for statement in statements:
        verdict = statement.verdict
        # “规模和班额各占10分，超规模的酌情扣…”: what a thing is worth is no award, where the rest says what is taken from it
        if taken and verdict is not None and text[statement.start : verdict.start].endswith("占"):
            yield statement.start, verdict.end
        if (
            verdict is not None
            and verdict.kind == "proportional"
            and _OTHERS.search(text[statement.start : verdict.start])
        ):
            yield statement.start, verdict.end
        for ahead, ground in pairwise(statement.grounds):
            turned = ground.kind == "COMPARE" and ahead.kind == "TEXT" and _DENIES.search(ahead.text)
            if turned and not ground.text.startswith("在"):
                yield ahead.start, ground.end
        for ground in statement.grounds:
            vetoed = ground.kind == "VETO" and not _says_void(statement, ground)
            if vetoed or ground.kind in ("DOUBLE", "HALVED"):
                yield ground.start, ground.end


_OTHERS = re.compile("(?:其他|其余|另外)[^，。；]{0,4}(?:单位|乡镇|街道|部门|县|镇|村|社区|学校)")
"""“第一名得10分，其他单位按比例得分”: in proportion to what the others did."""


def _says_void(statement: Statement, veto: Ground) -> bool:
    """“一票否决，本项不得分”: the verdict says what the veto does; with another thing between them it does not."""
    after = statement.grounds[statement.grounds.index(veto) + 1 :]
    near = all(len(ground.text) <= 4 and ground.kind in ("TEXT", "COMMA", "CLOSE") for ground in after)
    return statement.verdict is not None and statement.verdict.kind == "zero" and near


_RATE_STEP = re.compile(r"，每[^，\d]{1,6}\d+(?:\.\d+)?(?:%|百分点)")
"""“压缩陈欠20%，每差1%扣5分”: the rate before the step is its line."""
_NUMBERS = re.compile(r"(?<![\d.])\d+(?:\.\d+)?")
_SELF_EVIDENT = {Decimal(1), Decimal(100)}
"""One of a thing and all of it are meant without standing in the rule as numbers."""


def lost_numbers(
    statements: Sequence[Statement],
    rule: Node,
    figures: Sequence[Figure],
    points: Decimal | None,
) -> Iterator[tuple[int, int]]:
    """Points and lines of the clause that the rule does not hold, as stretches of the normal text.

    A number in the name of a figure is part of what is asked (逾期3天以上的), unless it is a rate and the figure one too.
    """
    numbers = {abs(number) for number in _numbers_of(rule)} | _SELF_EVIDENT
    lines = line_numbers(rule)
    taken = numbers | {a - b for a in numbers for b in numbers}
    own = {points} if points is not None else set()
    held = numbers if isinstance(rule, Discretion) else numbers | own  # a range alone holds its ends, no more
    limits = taken | own | {points - number for number in numbers for points in own}
    for figure in figures:
        if figure.type == "percent" and _SEVERAL_RATES.match(figure_name(figure.name, figure.type)):
            yield figure.span
    parts = [
        entry.verdict for entry in statements if entry.verdict is not None and entry.verdict.kind == "own"
    ]
    divided = sum((part.amounts[0] for part in parts), Decimal(0)) == points
    for statement in statements:
        verdict = statement.verdict
        if verdict is None or (divided and verdict in parts):
            continue
        judged = verdict.ranged or verdict.kind in ("judged", "half", "half_taken", "floor")
        known = held
        if verdict.kind == "cap":  # the item's points alone do not say how much may be taken
            known = taken if re.search("[扣减]", verdict.text) else limits
        if not judged and any(abs(amount) not in known for amount in verdict.amounts):
            yield verdict.start, verdict.end
        for ground, start, number in _lines_of(statement):
            rate = "%" in ground.text
            if ground.text.endswith("内") and number_and_unit(value_of(ground).text)[1] in TIMES:
                continue  # a time within which something is to be done
            named = any(
                figure.span[0] <= start < figure.span[1]
                and not (rate and figure.type in ("percent", "number"))
                for figure in figures
            )
            ends = (
                {Decimal(end) for end in _NUMBERS.findall(ground.text)} if ground.part("RANGE") else {number}
            )
            if ground.part("RANGE") and rate:
                ends |= {max(ends) + 1, min(ends) - 1}  # “85%以上…，41%—84%的，40%及以下…” in whole points
            if verdict.kind == "zero":
                ends |= {number - 1, number + 1}  # “4-5起得3分，6起以上不得分” in whole numbers
            if not ends & lines and not named:
                yield statement.start, statement.end
        if verdict.kind not in ("cap", "floor", "once", "below", "lowest"):
            yield from _bare_numbers(statement, lines, figures)


def lines_beside(statements: Sequence[Statement], rule: Node) -> Iterator[tuple[int, int]]:
    """“入学率达100%。初中入学率98%以上。每低0.1百分点扣2分”: lines that stand without points, of which the rule holds some and not all."""
    numbers = {abs(number) for number in _numbers_of(rule)}
    said = [
        (statement, number)
        for statement in statements
        if statement.verdict is None
        for ground, _, number in _lines_of(statement)
        if "%" in ground.text
    ]
    if any(number in numbers for _, number in said):
        for statement, number in said:
            if number not in numbers:
                yield statement.start, statement.end


_COUNTED = ("项", "个", "条", "类", "种", "名", "人", "户", "家", "处", "份")
_ALL_OF = re.compile("[^，\\d]{0,8}(?:均|都|全部|全|皆)")


def _bare_numbers(
    statement: Statement, held: set[Decimal], figures: Sequence[Figure]
) -> Iterator[tuple[int, int]]:
    """Numbers beside no word of comparison that are neither in the rule nor in a name: 6起不扣分; 完成额/3500×10分.

    Times (3个工作日) and what stands in quotation marks (“两个覆盖”) are names.
    """
    quoted = 0
    grounds = without_remarks(statement.grounds)
    for at, ground in enumerate(grounds):
        quoted += ground.text.count("“") - ground.text.count("”")
        if ground.kind != "VALUE" or quoted:
            continue
        if any(after.text.startswith(("季度", "月", "学期", "年度")) for after in grounds[at + 1 : at + 2]):
            continue
        number, unit = number_and_unit(ground.text)
        named = any(figure.span[0] <= ground.start < figure.span[1] for figure in figures)
        stepped = unit == "%" and _RATE_STEP.search("".join(after.text for after in grounds[at + 1 :]))
        listed = sum(before.kind == "LIST" for before in grounds[:at]) + 1 >= number > 1
        if listed and unit in ("项", "个"):
            continue  # 甲、乙、丙三项制度: so many are named
        if (
            number > 1
            and unit in _COUNTED
            and _ALL_OF.match("".join(after.text for after in grounds[at + 1 :]))
        ):
            continue  # 3项指标均达标: all of them
        verdict = statement.verdict
        if (
            verdict is not None
            and verdict.kind == "zero"
            and number > 1
            and number - 1 in held
            and unit not in RATES
        ):
            continue  # 缺1项得2分，缺2项不得分: in whole numbers
        if unit not in TIMES and (not named or stepped) and number not in held:
            yield statement.start, statement.end


def _numbers_of(value: object) -> Iterator[Decimal]:
    """The numbers anywhere in a rule."""
    if isinstance(value, Decimal):
        yield value
    elif isinstance(value, tuple):
        for entry in value:
            yield from _numbers_of(entry)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _numbers_of(getattr(value, field.name))


_LINES = {
    PerStep: ("of", "step", "below", "above"),
    Compare: ("left", "right"),
    Tier: ("threshold",),
    Proportional: ("of", "low", "high"),
}
"""Where in a rule the numbers stand that figures are held against; all others are points."""


def line_numbers(rule: Node) -> set[Decimal]:
    """What the rule holds figures against, and one of a thing and all of it, which need not be written."""
    return {abs(number) for number in _line_numbers(rule)} | _SELF_EVIDENT


def _line_numbers(value: object) -> Iterator[Decimal]:
    """The numbers of a rule that figures are held against: lines and steps, and no points."""
    if isinstance(value, tuple):
        for entry in value:
            yield from _line_numbers(entry)
    elif is_dataclass(value):
        named = _LINES.get(type(value), ())
        for field in fields(value):
            part = getattr(value, field.name)
            yield from _numbers_of(part) if field.name in named else _line_numbers(part)


def _lines_of(statement: Statement) -> Iterator[tuple[Ground, int, Decimal]]:
    """The numbers that a statement compares with, and where they stand; brackets left out."""
    for ground in without_remarks(statement.grounds):
        if ground.kind != "COMPARE":
            continue
        for match in _NUMBERS.finditer(ground.text.split("/")[0]):
            yield ground, ground.start + match.start(), Decimal(match[0])
