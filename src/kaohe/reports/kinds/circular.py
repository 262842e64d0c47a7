"""考核结果通报: ranking, grades, praise and criticism by the scheme's consequences, with the tables annexed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kaohe.core import plain
from kaohe.core.numbers import round_half_up
from kaohe.documents.whole.words import numeral
from kaohe.reports.kinds.kind import Kind, Paper, everybody
from kaohe.reports.kinds.losses import base_items, points_text, total_text
from kaohe.reports.kinds.tables import group_table, ranking_table
from kaohe.reports.material import Material
from kaohe.reports.official.blocks import Block, Page, Paragraph, Part
from kaohe.reports.official.fields import Data, Vocabulary
from kaohe.reports.official.markup import prose
from kaohe.reports.pictures import Look, heat_of, heat_pages, ranking_of, ranking_pages
from kaohe.results.consequences import ListResult
from kaohe.results.round import RoundResult, TableResult
from kaohe.scheme.model import Scheme

_MOST_LOST = 5
"""So many of the items that cost the most points are named in the circular."""

_UPRIGHT = Look(width=590, tallest=760)
_ACROSS = Look(width=850, tallest=500)
"""Pictures as large as the page has room for: 156 mm × 205 mm and 225 mm × 136 mm."""

_OWN = Vocabulary(
    {
        "工作": "考核的是什么工作，从考核办法的名称里取",
        "对象": "考核了哪些单位，如20个镇街、3个片区",
        "附件目录": "附件的名称，每行一个",
    },
    {},
    {
        "结果": "每张考核表的情况：单位数、平均分、最高最低、各等次的单位",
        "运用": "每个名单：单位、措施、金额；没有的不写",
        "失分": "失分最多的指标",
        "附件": "排名表、各部分得分表、排名图和得分分布图",
    },
)


def _papers(kind: Kind, material: Material) -> Iterator[Paper]:
    result = material.result
    if result is None:
        return
    names = {unit.id: unit.name for unit in material.units}
    annexes = list(_annexes(result))
    listing = "\n".join(f"{number}．{annex.name}" for number, annex in enumerate(annexes, 1))
    if len(annexes) == 1:
        listing = annexes[0].name
    own = {
        "工作": work_of(material.scheme),
        "对象": "、".join(f"{len(table.standings)}个{table.table.level}" for table in result.tables),
        "附件目录": listing,
    }
    slots: dict[str, Sequence[Block]] = {
        "结果": tuple(_outcomes(result)),
        "运用": tuple(_lists(result, names)),
        "失分": tuple(_lost(result)),
        "附件": tuple(_annex_blocks(annexes)),
    }
    yield Paper(kind.name, Data({**kind.fields(material, 1, everybody(material)), **own}, {}, slots))


def work_of(scheme: Scheme) -> str:
    """家庭支持工作目标管理责任制, out of 芸溪区2026年家庭支持工作目标管理责任制考核办法."""
    title = scheme.title.removesuffix("考核办法").removesuffix("考评办法").removesuffix("办法")
    _, _, after = title.partition("年")
    return (after.removeprefix("度") or title) if "年" in title else title


def _outcomes(result: RoundResult) -> Iterator[Block]:
    for number, table in enumerate(result.tables, 1):
        if len(result.tables) > 1:
            yield prose(f"（{numeral(number)}）{table.table.name}")
        yield Paragraph(Part.BODY, _summary(table))
        for grade in table.table.grades:
            names = [s.tally.unit.name for s in table.standings if s.grade == grade.name]
            if names:
                yield Paragraph(Part.BODY, f"{grade.name}（{len(names)}个）：{'、'.join(names)}。")
        if outside := [s.tally.unit.name for s in table.standings if s.rank is None]:
            yield Paragraph(Part.BODY, f"不计名次（{len(outside)}个）：{'、'.join(outside)}。")


def _summary(table: TableResult) -> str:
    """How many units, the mean at two decimals, the best and the worst of those ranked."""
    totals = [s.tally.total for s in table.standings if isinstance(s.tally.total, Decimal)]
    if not totals:
        return "没有单位得出总分。"
    mean = round_half_up(sum(totals, Decimal(0)) / len(totals), 2)
    text = f"共考核{len(table.standings)}个{table.table.level}，平均{mean}分（满分{plain(table.table.total)}分）。"
    ranked = [s for s in table.standings if s.rank is not None]
    if len(ranked) > 1:
        best, worst = ranked[0], ranked[-1]
        text += (
            f"参加排名的最高{total_text(best)}分（{best.tally.unit.name}），"
            f"最低{total_text(worst)}分（{worst.tally.unit.name}）。"
        )
    return text


def _lists(result: RoundResult, names: dict[str, str]) -> Iterator[Block]:
    number = 0
    for table in result.tables:
        for entry in table.lists:
            if entry.members:
                number += 1
                yield prose(f"（{numeral(number)}）{entry.consequence.list_name}。{_listed(entry, names)}")


def _listed(entry: ListResult, names: dict[str, str]) -> str:
    """The units with what is done; amounts where they differ unit by unit, else once."""
    amounts = {member.amount for member in entry.members}
    action = entry.consequence.action
    if amounts == {None} or len(amounts) == 1:
        units = "、".join(names[member.unit] for member in entry.members)
        (amount,) = amounts
        each = "" if amount is None else f"，每个单位{plain(amount)}元"
        return f"{units}。{action}{each}。"
    units = "、".join(
        f"{names[member.unit]}（{plain(member.amount or Decimal(0))}元）" for member in entry.members
    )
    return f"{units}。{action}。"


def _lost(result: RoundResult) -> Iterator[Block]:
    for table in result.tables:
        lost: dict[str, Decimal] = {}
        who: dict[str, int] = {}
        for standing in table.standings:
            for score, weight in base_items(standing.tally):
                if not score.open and score.points < score.full:
                    name = score.item.name
                    lost[name] = lost.get(name, Decimal(0)) + (score.full - score.points) * weight
                    who[name] = who.get(name, 0) + 1
        worst = sorted(lost, key=lambda name: -lost[name])[:_MOST_LOST]
        if not worst:
            yield Paragraph(Part.BODY, f"{table.table.name}各项指标都没有失分。")
            continue
        parts = [
            f"{name}（{who[name]}个单位共失{points_text(lost[name], table.table.precision)}分）"
            for name in worst
        ]
        yield Paragraph(Part.BODY, f"{table.table.name}失分较多的指标是：{'、'.join(parts)}。")


@dataclass(frozen=True, slots=True)
class _Annex:
    """A table and pictures of their own, on pages that lie across where they are broad."""

    name: str
    blocks: tuple[Block, ...]
    wide: bool


def _annexes(result: RoundResult) -> Iterator[_Annex]:
    for table in result.tables:
        name = table.table.name.removesuffix("评分表").removesuffix("表")
        bars = ranking_pages(ranking_of(result, table), _UPRIGHT)
        yield _Annex(f"{name}排名表", (ranking_table(table), *bars), wide=False)
        heat = heat_pages(heat_of(result, table), _ACROSS)
        yield _Annex(f"{name}各部分得分表", (group_table(table), *heat), wide=True)


def _annex_blocks(annexes: Sequence[_Annex]) -> Iterator[Block]:
    for number, annex in enumerate(annexes, 1):
        yield Page(wide=annex.wide)
        yield Paragraph(Part.ANNEX, "附件" if len(annexes) == 1 else f"附件{number}")
        yield Paragraph(Part.CAPTION, annex.name)
        yield from annex.blocks
    if annexes and annexes[-1].wide:
        yield Page(wide=False)


CIRCULAR = Kind("考核结果通报", "排名、等次、表扬和批评的名单，附排名表和得分表", _papers, _OWN)

__all__ = ["CIRCULAR", "work_of"]
