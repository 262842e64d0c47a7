"""自评表 and 自评报告: what a unit fills in about itself, with the figures it has reported already."""

from collections.abc import Iterator

from kaohe.core import plain
from kaohe.documents.whole.words import numeral
from kaohe.reports.kinds.circular import work_of
from kaohe.reports.kinds.kind import Kind, Paper, numbered
from kaohe.reports.kinds.rows import item_rows, target_rows
from kaohe.reports.material import Material
from kaohe.reports.official.fields import Data, Vocabulary

_ITEM = ("编号", "名称", "分值", "标准", "方式", "数据", "责任科室")
_SHEET_OWN = Vocabulary(
    {"单位": "自评的单位", "考核表": "列入哪张考核表"},
    {"指标": {name: f"每项指标的{name}" for name in _ITEM}},
)
_REPORT_OWN = Vocabulary(
    {
        "工作": "考核的是什么工作",
        "单位": "自评的单位",
        "考核表": "列入哪张考核表",
        "项数": "指标项数",
        "满分": "满分",
    },
    {
        "目标": {name: f"每个目标的{name}" for name in ("名称", "目标值", "完成值", "完成")},
        "部分": {"标题": "每个部分的标题", "提示": "这一部分要写什么"},
    },
)
_HINT = "（写明做法、成效和佐证，没有的写“无”。）"


def _sheets(kind: Kind, material: Material) -> Iterator[Paper]:
    everyone = list(material.scored())
    for number, (table, unit) in enumerate(everyone, 1):
        fields = {**kind.fields(material, number), "单位": unit.name, "考核表": table.name}
        rows = item_rows(material, table, unit)
        yield Paper(f"{numbered(number, len(everyone))} {unit.name}", Data(fields, {"指标": rows}))


def _reports(kind: Kind, material: Material) -> Iterator[Paper]:
    everyone = list(material.scored())
    for number, (table, unit) in enumerate(everyone, 1):
        own = {
            "工作": work_of(material.scheme),
            "单位": unit.name,
            "考核表": table.name,
            "项数": str(sum(1 for _ in table.items())),
            "满分": plain(table.total),
        }
        targets = tuple(
            {name: row[name] for name in _REPORT_OWN.lists["目标"]} for row in target_rows(material, unit)
        )
        parts = tuple(
            {"标题": f"（{numeral(place)}）{group.name}", "提示": _HINT}
            for place, group in enumerate(table.groups, 1)
        )
        fields = {**kind.fields(material, number), **own}
        yield Paper(
            f"{numbered(number, len(everyone))} {unit.name}", Data(fields, {"目标": targets, "部分": parts})
        )


SELF_SHEET = Kind("自评表", "每个单位对照评分标准自评，已报的数据填好", _sheets, _SHEET_OWN, of_result=False)
SELF_REPORT = Kind(
    "自评报告", "每个单位的自评报告提纲，目标和完成数填好", _reports, _REPORT_OWN, of_result=False
)
