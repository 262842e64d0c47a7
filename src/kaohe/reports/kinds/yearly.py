"""年度对比分析: this year against last, what the units did apart from what the rules changed."""

from collections.abc import Iterator
from decimal import Decimal

from kaohe.core import Absence, plain
from kaohe.documents.whole.words import numeral
from kaohe.reports.kinds.kind import Kind, Paper
from kaohe.reports.material import LastYear, Material
from kaohe.reports.official.blocks import Align, Block, Paragraph, Part, simple_table
from kaohe.reports.official.fields import Data, Vocabulary
from kaohe.reports.official.markup import prose
from kaohe.reports.pictures import ranks_over, trend_picture
from kaohe.results.compare import Comparison, YearComparison, compare_years
from kaohe.results.consequences import NO_HISTORY

_OWN = Vocabulary(
    {"上年": "上一个考核期"},
    {},
    {"对比": "每张考核表：变化最大的单位、两年得分名次和变化的构成、名次变化最大的单位的图"},
)
_NAMED = 3
"""So many units are named at either end of the changes."""
_DRAWN = 6
"""So many units' ranks are drawn, those that moved the most."""


def _papers(kind: Kind, material: Material) -> Iterator[Paper]:
    last = material.last_year
    if last is None or material.inputs is None:
        return
    blocks = tuple(_blocks(material, last))
    fields = {**kind.fields(material), "上年": last.inputs.scheme.period.label}
    yield Paper(kind.name, Data(fields, {}, {"对比": blocks}))


def _blocks(material: Material, last: LastYear) -> Iterator[Block]:
    history = material.inputs.history if material.inputs else NO_HISTORY
    shared = [table.name for table in material.scheme.tables if last.inputs.scheme.table(table.name)]
    for number, name in enumerate(shared, 1):
        compared = compare_years(
            last.inputs.scheme, material.scheme, material.units, material.facts, name, history
        )
        yield prose(f"{numeral(number)}、{name}")
        for sentence in _sentences(compared):
            yield Paragraph(Part.BODY, sentence)
        yield Paragraph(Part.CAPTION, f"{name}两年对比")
        yield _table(compared)
        if material.result is not None and (units := _movers(compared)):
            yield trend_picture(ranks_over((last.result, material.result), name, units))


def _movers(compared: YearComparison) -> tuple[str, ...]:
    """The units whose rank moved the most, either way; those that kept it are not drawn."""
    moved = []
    for unit in compared.units:
        before, now = unit.ranks
        if before is not None and now is not None and before != now:
            moved.append((abs(before - now), unit.unit))
    return tuple(unit for _, unit in sorted(moved, key=lambda pair: -pair[0])[:_DRAWN])


def _sentences(compared: YearComparison) -> Iterator[str]:
    moved = [unit for unit in compared.units if unit.performance is not None]
    moved.sort(key=lambda unit: unit.performance or Decimal(0), reverse=True)
    better = [unit for unit in moved if (unit.performance or 0) > 0]
    worse = [unit for unit in moved if (unit.performance or 0) < 0]
    yield (
        f"两年都参加考核的单位{len(compared.units)}个，按今年的办法计算，"
        f"{len(better)}个单位工作得分上升，{len(worse)}个单位下降。"
    )
    if better:
        yield f"上升较多的是：{'、'.join(map(_named, better[:_NAMED]))}。"
    if worse:
        yield f"下降较多的是：{'、'.join(map(_named, list(reversed(worse))[:_NAMED]))}。"
    if compared.only_this_year:
        yield f"上年没有数据、不参加对比的指标：{'、'.join(compared.only_this_year)}。"
    if compared.only_last_year:
        yield f"今年没有数据、不参加对比的指标：{'、'.join(compared.only_last_year)}。"


def _named(unit: Comparison) -> str:
    return f"{unit.name}（{_signed(unit.performance)}分）"


def _table(compared: YearComparison) -> Block:
    heads = (
        ("单位", 30, Align.LEFT),
        ("上年总分", 20, Align.RIGHT),
        ("今年总分", 20, Align.RIGHT),
        ("变化", 16, Align.RIGHT),
        ("工作变化", 18, Align.RIGHT),
        ("规则变化", 18, Align.RIGHT),
        ("上年名次", 16, Align.CENTRE),
        ("今年名次", 16, Align.CENTRE),
    )
    rows = [
        (
            unit.name,
            _points(unit.last_year),
            _points(unit.this_year),
            _signed(unit.change),
            _signed(unit.performance),
            _signed(unit.rules),
            *("—" if rank is None else str(rank) for rank in unit.ranks),
        )
        for unit in compared.units
    ]
    return simple_table(heads, rows)


def _points(value: Decimal | Absence) -> str:
    return value.label if isinstance(value, Absence) else plain(value)


def _signed(value: Decimal | None) -> str:
    if value is None:
        return "—"
    return f"+{plain(value)}" if value > 0 else plain(value)


def _lacks(material: Material) -> str:
    if material.last_year is None:
        return "没有上年的结果（用 --last-year 指明上年的结果文件夹）"
    shared = any(material.last_year.inputs.scheme.table(table.name) for table in material.scheme.tables)
    return "" if shared else "两年没有同名的考核表"


YEARLY = Kind("年度对比分析", "两年得分和名次的变化，分成工作的变化和规则的变化", _papers, _OWN, lacks=_lacks)
