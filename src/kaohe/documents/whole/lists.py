"""The small tables of such a document, row by row: measures, vetoes, grades, lists of consequences, basic facts."""

from collections.abc import Iterator
from decimal import Decimal

from kaohe.core import Problem
from kaohe.documents.model import Grid
from kaohe.documents.whole import phrases
from kaohe.documents.whole.notes import Notes, Row, Sentences, rows_below, tell_extra_columns
from kaohe.documents.whole.selectors import read_extras, read_selectors
from kaohe.documents.whole.texts import listed
from kaohe.documents.whole.words import Column, Head
from kaohe.rules.words import UNBOUNDED
from kaohe.scheme import file_words as words
from kaohe.scheme.model import Consequence, Effect, Grade, Measure, MeasureKind, Veto
from kaohe.scheme.reader import UNDECIDED, default_places, default_supply
from kaohe.scheme.reading import looks_like_number

_CARDS = {**{said: card for card, said in phrases.CARDS.items()}, "黄牌警告": True}
_DIRECTIONS = {**words.DIRECTIONS, "越高越好": True, "越低越好": False}
_MOST_PLACES = 12


def read_measures(grid: Grid, head: Head, notes: Notes) -> Iterator[Measure]:
    """The measures that can be told; one without a kind is reported and left out."""
    tell_extra_columns(grid, head, notes)
    for row in rows_below(grid, head, notes):
        name = row.text(Column.MEASURE)
        if not name or looks_like_number(name) or name in (UNBOUNDED, UNDECIDED):
            row.wrong(Column.MEASURE, "数据项的名称", "请起一个像“核实完成率”这样的名称。")
            continue
        kind = row.choice(Column.KIND, words.MEASURE_KINDS)
        if kind is None:
            if not row.text(Column.KIND):
                row.wrong(Column.KIND, "数据项的类型", f"可以写：{'、'.join(words.MEASURE_KINDS)}。")
            continue
        yield _measure(row, name, kind)


def _measure(row: Row, name: str, kind: MeasureKind) -> Measure:
    low, high = _range(row)
    part, whole, per = _fraction(row)
    return Measure(
        id=name,
        kind=kind,
        label=row.text(Column.LABEL),
        unit_label=row.text(Column.UNIT),
        part_name=part,
        whole_name=whole,
        per=per,
        places=_places(row, kind),
        low=low,
        high=high,
        higher_is_better=row.choice(Column.DIRECTION, _DIRECTIONS),
        cadence=row.choice(Column.CADENCE, words.CADENCES),
        department=row.text(Column.OFFICE),
        supply=row.choice(Column.SUPPLY, words.SUPPLIES) or default_supply(kind),
        levels=listed(row.text(Column.LEVELS)),
        targets=_targets(row),
        note=row.text(Column.NOTE),
        where=row.where,
    )


def _range(row: Row) -> tuple[Decimal | None, Decimal | None]:
    read = phrases.read_range(row.text(Column.RANGE))
    if read is None or (None not in read and read[0] > read[1]):  # type: ignore[operator]  # both are numbers
        row.wrong(Column.RANGE, "从小到大的两个数", "请写成“0至100”，一头不限的写“0至不设”。")
        return None, None
    return read


def _fraction(row: Row) -> tuple[str, str, int]:
    read = phrases.read_fraction(row.text(Column.FRACTION))
    if read is None:
        row.wrong(Column.FRACTION, "分子、分母或“每100”", "请写成“分子：…”“分母：…”“每1000”，一行一个。")
        return "分子", "分母", 100
    return read


def _places(row: Row, kind: MeasureKind) -> int:
    value = row.number_in(Column.PLACES, "位")
    if value is None:
        return default_places(kind)
    if not 0 <= value <= _MOST_PLACES or value != int(value):
        row.wrong(Column.PLACES, f"0到{_MOST_PLACES}的整数", "请写小数的位数，如 2。")
        return default_places(kind)
    return int(value)


def _targets(row: Row) -> tuple[tuple[str, Decimal], ...]:
    read = phrases.read_targets(row.text(Column.TARGETS))
    if read is None:
        row.wrong(Column.TARGETS, "目标值", "请写一个数，或按单位类别写“镇：3.6”“街道：4.6”，一行一个。")
    return read or ()


def read_vetoes(grid: Grid, head: Head, sentences: Sentences) -> Iterator[Veto]:
    """Vetoes and cards in their order; one whose condition cannot be read is reported and left out."""
    tell_extra_columns(grid, head, sentences.notes)
    for row in rows_below(grid, head, sentences.notes):
        name = row.text(Column.MATTER)
        condition = sentences.rule(row, Column.CONDITION, f"“{name}”的条件")
        card = row.choice(Column.CARD, _CARDS) or False
        effect = _effect(row, card)
        if condition is not None and effect is not None:
            yield Veto(name, condition, *effect, card, row.text(Column.APPROVAL), row.where)


def _effect(row: Row, card: bool) -> tuple[Effect, str] | None:
    text = row.text(Column.EFFECT)
    if not text:
        return (Effect.NOTE if card else Effect.UNRANKED), ""
    read = phrases.read_effect(text)
    if read is None:
        row.wrong(
            Column.EFFECT, "认识的后果", f"可以写：{'、'.join(words.EFFECTS)}；限定等次的写“限定等次“良好””。"
        )
    return read


def read_grades(grid: Grid, head: Head, notes: Notes) -> Iterator[Grade]:
    """Grades from the best to the worst."""
    tell_extra_columns(grid, head, notes)
    for row in rows_below(grid, head, notes):
        line = phrases.read_line(row.text(Column.LINE))
        if isinstance(line, str):
            row.wrong(Column.LINE, "得分线", "请写成“不低于90分”，最后一个等次写“其余”。")
            line = None
        quota = phrases.read_quota(row.text(Column.QUOTA))
        if quota is None:
            row.wrong(Column.QUOTA, "名额", "请写成“不超过30%”或“不超过5个”。")
        yield Grade(row.text(Column.GRADE), line, *(quota or (None, None)), row.where)


def read_lists(grid: Grid, head: Head, sentences: Sentences) -> Iterator[Consequence]:
    """Lists of consequences; one for whom nobody can be told is reported and left out."""
    notes = sentences.notes
    tell_extra_columns(grid, head, notes)
    for row in rows_below(grid, head, notes):
        name = row.text(Column.LIST)
        selectors = read_selectors(row.text(Column.SELECTORS), sentences.node)
        if isinstance(selectors, Problem):
            sentences.tell(selectors, row.place(Column.SELECTORS), f"“{name}”的条件")
            notes.doubtful.add(row.where)
            continue
        if isinstance(selectors, int):
            near = row.text(Column.SELECTORS)[selectors : selectors + 12]
            remedy = (
                f"从“{near}”起读不懂；可以写“前2名”“后3名”“等次为“优秀””“列入“…””等，几类单位用分号隔开。"
            )
            row.wrong(Column.SELECTORS, "认识的对象", remedy)
            continue
        extras = read_extras(row.text(Column.REMARK))
        if isinstance(extras, str):
            row.wrong(Column.REMARK, "认识的写法", "请用原来的写法，或删去这一格。")
            continue
        amount = row.number_in(Column.AMOUNT, "元")
        if amount is not None and amount < 0:
            row.wrong(Column.AMOUNT, "金额", "请写0或更大的数。")
            amount = None
        yield Consequence(name, row.text(Column.ACTION), selectors, amount, *extras, row.where)
