"""评分表: for each responsible department, its items with every unit, filled in where scores are there."""

from collections.abc import Iterator, Sequence

from kaohe.core import plain
from kaohe.facts import AssessedUnit
from kaohe.reports.kinds.kind import Kind, Paper, numbered
from kaohe.reports.kinds.losses import score_text
from kaohe.reports.material import Material
from kaohe.reports.official.blocks import Align, Block, Page, Paragraph, Part, simple_table
from kaohe.reports.official.fields import Data, Vocabulary
from kaohe.results.round import scored_units
from kaohe.results.tally import ItemScore
from kaohe.scheme.model import Item, Table

MOST_ACROSS = 8
"""So many items stand in one table; more go into further ones."""
_NOBODY = "未定科室"
_OWN = Vocabulary(
    {"科室": "评分的科室"},
    {},
    {
        "评分表": "这个科室的指标和各单位得分，指标多的分成几张",
        "理由": "每一处扣分的理由；没有计分的不写",
        "标准": "这个科室各项指标的评分标准",
    },
)


def _papers(kind: Kind, material: Material) -> Iterator[Paper]:
    departments = dict.fromkeys(
        name for table in material.scheme.tables for item in table.items() for name in _of(item)
    )
    for number, name in enumerate(departments, 1):
        slots = {
            "评分表": tuple(_sheets(material, name)),
            "理由": tuple(_reasons(material, name)),
            "标准": tuple(_standards(material, name)),
        }
        fields = {**kind.fields(material, number), "科室": name}
        yield Paper(f"{numbered(number, len(departments))} {name}", Data(fields, {}, slots))


def _of(item: Item) -> Sequence[str]:
    return item.departments or (_NOBODY,)


def _sheets(material: Material, department: str) -> Iterator[Block]:
    for table in material.scheme.tables:
        items = [item for item in table.items() if department in _of(item)]
        for start in range(0, len(items), MOST_ACROSS):
            part = items[start : start + MOST_ACROSS]
            if len(material.scheme.tables) > 1 or len(items) > MOST_ACROSS:
                place = f"（{start // MOST_ACROSS + 1}）" if len(items) > MOST_ACROSS else ""
                yield Paragraph(Part.CAPTION, f"{table.name}{place}")
            heads = [("序号", 12, Align.CENTRE), ("单位", 30, Align.LEFT)]
            heads += [(f"{item.name}\n（{plain(item.points)}分）", 22, Align.RIGHT) for item in part]
            yield simple_table(heads, _rows(material, table, part))


def _rows(material: Material, table: Table, items: Sequence[Item]) -> Iterator[list[str]]:
    for number, (unit, scores) in enumerate(_scores(material, table), 1):
        texts = [
            score_text(scores[item.code], table.precision) if item.code in scores else "" for item in items
        ]
        yield [str(number), unit.name, *texts]


def _scores(material: Material, table: Table) -> Iterator[tuple[AssessedUnit, dict[str, ItemScore]]]:
    """Every unit of the table with its scores by code; none where nothing has been scored."""
    result = next((r for r in material.result.tables if r.table is table), None) if material.result else None
    for unit in scored_units(table, material.units):
        standing = result.of(unit.id) if result else None
        yield unit, {score.item.code: score for score in standing.tally.items()} if standing else {}


def _reasons(material: Material, department: str) -> Iterator[Block]:
    """Why points were taken, a row a unit and item."""
    why = material.reasons()
    rows = [
        (
            unit.name,
            score.item.name,
            plain(score.item.points),
            score_text(score, table.precision),
            why(score),
        )
        for table in material.scheme.tables
        for unit, scores in _scores(material, table)
        for score in scores.values()
        if department in _of(score.item) and (score.open or score.points < score.full)
    ]
    if not rows:
        return
    heads = (
        ("单位", 30, Align.LEFT),
        ("指标", 36, Align.LEFT),
        ("分值", 14, Align.RIGHT),
        ("得分", 16, Align.RIGHT),
        ("扣分理由", 130, Align.LEFT),
    )
    yield Paragraph(Part.CAPTION, "扣分理由")
    yield simple_table(heads, rows)


def _standards(material: Material, department: str) -> Iterator[Block]:
    rows = [
        (item.code, item.name, plain(item.points), item.method, item.clause)
        for table in material.scheme.tables
        for item in table.items()
        if department in _of(item)
    ]
    heads = (
        ("编号", 18, Align.CENTRE),
        ("指标", 36, Align.LEFT),
        ("分值", 14, Align.RIGHT),
        ("考核方式", 28, Align.CENTRE),
        ("评分标准", 130, Align.LEFT),
    )
    yield Page(wide=True)
    yield Paragraph(Part.CAPTION, "评分标准")
    yield simple_table(heads, rows)


SCORE_SHEET = Kind("评分表", "每个责任科室的指标和各单位得分，没有计分的留空", _papers, _OWN, of_result=False)
