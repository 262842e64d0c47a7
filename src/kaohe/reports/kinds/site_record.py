"""现场检查记录表: for each unit, the items that are looked at on the spot, what it reported, room for what is found."""

from collections.abc import Iterator

from kaohe.fieldwork.checklists.making import ON_SITE
from kaohe.reports.dates import in_words
from kaohe.reports.kinds.kind import Kind, Paper, numbered
from kaohe.reports.kinds.rows import item_rows
from kaohe.reports.material import Material
from kaohe.reports.official.fields import Data, Vocabulary

_OWN = Vocabulary(
    {"单位": "被检查的单位", "组": "检查组，从日程里取", "检查日期": "检查日期，从日程里取"},
    {
        "指标": {
            name: f"每项指标的{name}" for name in ("编号", "名称", "分值", "标准", "方式", "数据", "责任科室")
        }
    },
)


def _papers(kind: Kind, material: Material) -> Iterator[Paper]:
    everyone = [
        (unit, rows)
        for table, unit in material.scored()
        if (rows := item_rows(material, table, unit, ON_SITE))
    ]
    for number, (unit, rows) in enumerate(everyone, 1):
        visit = next((visit for visit in material.office.visits if unit.name in visit.units), None)
        fields = {
            **kind.fields(material, number),
            "单位": unit.name,
            "组": visit.team if visit else "　　　　　　",
            "检查日期": in_words(visit.date) + visit.half_day if visit else "　　　　　　",
        }
        yield Paper(f"{numbered(number, len(everyone))} {unit.name}", Data(fields, {"指标": rows}))


def _lacks(material: Material) -> str:
    items = (item for table in material.scheme.tables for item in table.items())
    found = any(word in item.method for item in items for word in ON_SITE)
    return "" if found else "考核表里没有要现场检查的指标（考核方式里没有“现场”等字样）"


SITE_RECORD = Kind(
    "现场检查记录表",
    "每个单位要现场看的指标，带上报数，留出查得数",
    _papers,
    _OWN,
    of_result=False,
    lacks=_lacks,
)
