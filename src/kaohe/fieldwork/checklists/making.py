"""The checklist of a scoring table: one question a measure that has to be looked at on the spot.

An item is looked at on the spot where its method says so (`ON_SITE`). Asked are the measures of its rule that
inspection finds; where there are none, those that the unit reports, to be checked. What a person judges becomes
a level, or words. Figures from elsewhere (来源: 部门提供) are not asked for, and nothing is asked twice.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256

from kaohe.core import plain
from kaohe.facts.needs import levels_of, nodes
from kaohe.facts.values import places_of
from kaohe.fieldwork.checklists.model import Asked, Checklist, Question, Together
from kaohe.fieldwork.estimates.uses import How, uses
from kaohe.rules import ByLevel, Discretion, Given, LevelIs, walk
from kaohe.scheme import scheme_digest
from kaohe.scheme.model import Item, Measure, MeasureKind, Scheme, Supply, Table

ON_SITE = ("现场", "实地", "暗访", "问卷", "入户", "查看")
"""Words in an item's method by which it is looked at on the spot."""

VERSION_DIGITS = 12
ELSE = "其他"
"""Stands for the item where a question belongs to none."""

CHECKED_WORDS = ("抽查数", "其中不符数")

_WRONG = re.compile("差错|错误|不符|不合|缺|逾期|误|漏|违|虚|隐患")
_TWO_COUNTS = (MeasureKind.RATIO, MeasureKind.PERCENT)
_ASKED = {
    MeasureKind.RATIO: Asked.CHECKED,
    MeasureKind.PERCENT: Asked.CHECKED,
    MeasureKind.COUNT: Asked.COUNT,
    MeasureKind.RANK: Asked.COUNT,
    MeasureKind.NUMBER: Asked.NUMBER,
    MeasureKind.MONEY: Asked.NUMBER,
    MeasureKind.POINTS: Asked.NUMBER,
    MeasureKind.YES_NO: Asked.YES_NO,
    MeasureKind.LEVEL: Asked.LEVEL,
}


def on_site(item: Item) -> bool:
    """Whether the item's method sends somebody to look."""
    return any(word in item.method for word in ON_SITE)


def tables_on_site(scheme: Scheme) -> tuple[Table, ...]:
    """The tables with anything to look at."""
    return tuple(table for table in scheme.tables if any(map(on_site, table.items())))


def checklist_of(scheme: Scheme, table_name: str) -> Checklist:
    """The checklist of a table; without a question where nothing is to be looked at. KeyError: no such table."""
    table = scheme.table(table_name)
    if table is None:
        raise KeyError(table_name)
    asked = _twins(scheme)
    questions: list[Question] = []
    for item in table.items():
        if on_site(item):
            questions += _of_item(scheme, item, asked, {question.name for question in questions})
    version = scheme_digest(scheme)[:VERSION_DIGITS]
    return Checklist(f"{scheme.title.removesuffix('办法')}现场检查表", table.name, version, tuple(questions))


def counts_wrong(scheme: Scheme, measure: Measure) -> bool:
    """Whether the measure's percentage is that of the cases which are not as they should be (差错率), or of those
    which are (配置率). What the rules do with it and 优者 say so; where the scheme is silent, a ratio's part is
    what is counted, and a bare percentage is known by its name.
    """
    use = uses(scheme).get(measure.id)
    said = use.counts_errors if use else None
    if said is not None:
        return said
    return measure.kind is MeasureKind.RATIO or _WRONG.search(measure.name) is not None


def question_for(scheme: Scheme, item: Item | None, measure: Measure, name: str) -> Question:
    """How one measure is asked for at a place."""
    asked = _ASKED[measure.kind]
    levels = _best_first(scheme, item, levels_of(scheme, measure), measure)
    if measure.kind is MeasureKind.POINTS and measure.supply is Supply.JUDGED:
        asked = (
            Asked.TEXT
        )  # points are awarded afterwards, by whoever judges; on the spot they note what they saw
    if asked is Asked.LEVEL and not levels:
        asked = Asked.TEXT
    label, hint = _label(measure, asked), _hint(measure, asked)
    code, item_name = (item.code, item.name) if item else ("", ELSE)
    question = Question(name, label, asked, code, item_name, measure.id, hint)
    low, high = measure.bounds
    match asked:
        case Asked.CHECKED:
            return replace(question, choices=_words(scheme, measure))
        case Asked.COUNT | Asked.NUMBER:
            together = Together.SUM if _by_case(scheme, measure) else None
            return replace(question, low=low, high=high, places=places_of(measure), together=together)
        case Asked.LEVEL:
            return replace(question, choices=levels)
        case Asked.YES_NO:
            return replace(question, together=Together.ANY if measure.higher_is_better is False else None)
    return question


def _of_item(scheme: Scheme, item: Item, asked: set[str], names: set[str]) -> Iterator[Question]:
    """The questions of one item; a photograph may go with the first."""
    wanted = list(_wanted(scheme, item))
    measures = [measure for measure in wanted if measure.id not in asked]
    if wanted and not measures:
        return  # another item has asked for everything
    asked.update(measure.id for measure in measures)
    stem = _stem(item.code)
    while f"{stem}_1" in names:
        stem += "x"  # two codes that differ only in signs
    if not measures:
        yield Question(f"{stem}_1", f"{item.name}：查看情况", Asked.TEXT, item.code, item.name, photo=True)
    for number, measure in enumerate(measures, 1):
        question = question_for(scheme, item, measure, f"{stem}_{number}")
        yield replace(question, photo=number == 1)


def _best_first(
    scheme: Scheme, item: Item | None, levels: tuple[str, ...], measure: Measure
) -> tuple[str, ...]:
    """The levels from the best to the worst, by the points that the item (else any rule) gives for them; as the
    scheme lists them where no rule does.
    """
    rules = walk(item.rule) if item else nodes(scheme)
    for node in rules:
        if isinstance(node, ByLevel) and node.measure == measure.id:
            points = {level.name: level.points for level in node.levels}
            if set(levels) <= set(points):
                return tuple(sorted(levels, key=lambda level: points[level], reverse=True))
    return levels


def _twins(scheme: Scheme) -> set[str]:
    """The measures for what the level above found that stand beside one of our own: one question asks for both."""
    known = uses(scheme)
    return {
        use.above.id for use in known.values() if use.above is not None and use.above.id != use.measure.id
    }


def _by_case(scheme: Scheme, measure: Measure) -> bool:
    """Whether the rules count cases one by one, wherever they were found."""
    use = uses(scheme).get(measure.id)
    return measure.kind is MeasureKind.COUNT and use is not None and use.how is How.ITSELF


def _wanted(scheme: Scheme, item: Item) -> Iterator[Measure]:
    looked = (Given, ByLevel, Discretion, LevelIs)
    ids = dict.fromkeys(node.measure for node in walk(item.rule) if isinstance(node, looked))
    measures = [scheme.measures[name] for name in ids if name in scheme.measures]
    found = any(measure.supply is Supply.FOUND for measure in measures)
    for measure in measures:
        judged = measure.supply is Supply.JUDGED or measure.kind is MeasureKind.LEVEL
        reported = measure.supply is Supply.REPORTED and not found
        if measure.supply is Supply.FOUND or judged or reported:
            yield measure


def _label(measure: Measure, asked: Asked) -> str:
    if asked is Asked.TEXT:
        return f"{measure.name}：看到的情况"
    if measure.supply in (Supply.FOUND, Supply.JUDGED) or asked is Asked.LEVEL:
        return measure.name
    return f"{measure.name}（现场核对）"


def _hint(measure: Measure, asked: Asked) -> str:
    unit = measure.unit_label
    if asked in (Asked.COUNT, Asked.NUMBER) and unit:
        return f"单位：{unit}"
    if asked is Asked.CHECKED:
        return "写两个数：抽查了多少，其中有多少不符。一个也没有抽查的留空。"
    return ""


def _words(scheme: Scheme, measure: Measure) -> tuple[str, str]:
    """The words of the two counts. A figure of the unit's own is held against what it reported."""
    if measure.supply is not Supply.FOUND:
        return "抽查数", "其中与上报不符数"
    if measure.kind is not MeasureKind.RATIO:
        return CHECKED_WORDS
    if counts_wrong(scheme, measure):
        return measure.whole_name, measure.part_name
    return measure.whole_name, f"其中不是“{measure.part_name}”的"


def _stem(code: str) -> str:
    """The item's code as an XML name takes it; a code in other letters by its hash."""
    if re.fullmatch(r"[0-9A-Za-z._ -]+", code):
        return "q_" + re.sub(r"[^0-9a-z]+", "_", code.lower()).strip("_")
    return "q_h" + sha256(code.encode()).hexdigest()[:8]


def bounds_words(question: Question) -> str:
    """What a number may be, in words: 0 到 50 之间，最多 2 位小数; empty where anything goes."""
    low, high = question.low, question.high
    parts: list[str] = []
    if question.asked is Asked.COUNT and not low and high is None:
        return ""  # a count is never below zero
    if low is not None and high is not None:
        parts.append(f"{plain(low)} 到 {plain(high)} 之间")
    elif low is not None or high is not None:
        parts.append(f"不小于 {plain(low)}" if low is not None else f"不大于 {plain(high or Decimal(0))}")
    if question.asked is Asked.NUMBER and question.places:
        parts.append(f"最多 {question.places} 位小数")
    return "，".join(parts)
