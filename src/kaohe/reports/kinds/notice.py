"""考核通知: who is appraised, on what, how and when."""

from collections.abc import Iterator, Sequence

from kaohe.core import plain
from kaohe.documents.whole.words import numeral
from kaohe.reports.dates import in_words
from kaohe.reports.kinds.circular import work_of
from kaohe.reports.kinds.kind import Kind, Paper, everybody
from kaohe.reports.kinds.timetable import visit_rows
from kaohe.reports.material import Material
from kaohe.reports.official.blocks import Align, Block, Page, Paragraph, Part, simple_table
from kaohe.reports.official.fields import Data, Vocabulary
from kaohe.reports.official.markup import prose
from kaohe.results.round import scored_units

_OWN = Vocabulary(
    {
        "工作": "考核的是什么工作",
        "对象": "考核哪些单位",
        "方式": "考核方式，从考核表里取",
        "责任科室": "评分的科室，从考核表里取",
        "日程": "有检查日程的，这里是“有”；没有的为空",
        "检查起": "第一天检查的日期",
        "检查止": "最后一天检查的日期",
    },
    {},
    {"内容": "每张考核表的内容和分值", "附件": "检查日程表；没有日程的不写"},
)


def _papers(kind: Kind, material: Material) -> Iterator[Paper]:
    items = [item for table in material.scheme.tables for item in table.items()]
    methods = dict.fromkeys(word for item in items for word in item.method.split("、") if word)
    departments = dict.fromkeys(name for item in items for name in item.departments)
    days = sorted(visit.date for visit in material.office.visits)
    own = {
        "工作": work_of(material.scheme),
        "对象": "；".join(
            f"{table.level}{len(units)}个：{'、'.join(unit.name for unit in units)}"
            for table in material.scheme.tables
            if (units := scored_units(table, material.units))
        ),
        "方式": "、".join(methods) or "查看资料",
        "责任科室": "、".join(departments) or "有关科室",
        "日程": "有" if days else "",
        "检查起": in_words(days[0]) if days else "",
        "检查止": in_words(days[-1]) if days else "",
    }
    slots = {"内容": tuple(_contents(material)), "附件": tuple(_annex(material))}
    yield Paper(kind.name, Data({**kind.fields(material, 1, everybody(material)), **own}, {}, slots))


def _contents(material: Material) -> Iterator[Block]:
    several = len(material.scheme.tables) > 1
    for number, table in enumerate(material.scheme.tables, 1):
        head = f"（{numeral(number)}）{table.name}。" if several else ""
        parts = "、".join(
            f"{group.name}（{plain(group.points * group.weight)}分）"
            for group in table.groups
            if group.points
        )
        yield prose(f"{head}满分{plain(table.total)}分，包括{parts}。")


def _annex(material: Material) -> Iterator[Block]:
    rows = visit_rows(material.office.visits)
    if not rows:
        return
    heads: Sequence[tuple[str, int, Align]] = (
        ("日期", 40, Align.LEFT),
        ("时段", 16, Align.CENTRE),
        ("检查组", 26, Align.CENTRE),
        ("单位", 74, Align.LEFT),
    )
    yield Page()
    yield Paragraph(Part.ANNEX, "附件")
    yield Paragraph(Part.CAPTION, "检查日程表")
    yield simple_table(heads, [(row["日期"], row["时段"], row["组"], row["单位"]) for row in rows])


NOTICE = Kind("考核通知", "考核对象、内容、方式、时间和要求，附检查日程", _papers, _OWN, of_result=False)
