"""目标管理责任书: a unit's targets and what it will be appraised by, to be signed by both sides."""

from collections.abc import Iterator

from kaohe.core import plain
from kaohe.reports.kinds.circular import work_of
from kaohe.reports.kinds.kind import Kind, Paper, numbered
from kaohe.reports.kinds.rows import part_rows, target_rows
from kaohe.reports.material import Material
from kaohe.reports.official.fields import Data, Vocabulary
from kaohe.scheme.model import Table

_OWN = Vocabulary(
    {
        "工作": "考核的是什么工作",
        "单位": "签责任书的单位",
        "满分": "考核满分",
        "否决": "一票否决和黄牌事项，一句话；没有的为空",
    },
    {
        "目标": {name: f"每个目标的{name}" for name in ("序号", "名称", "目标值", "计量单位", "责任科室")},
        "部分": {name: f"每个部分的{name}" for name in ("序号", "名称", "分值", "指标")},
    },
)


def _papers(kind: Kind, material: Material) -> Iterator[Paper]:
    everyone = list(material.scored())
    for number, (table, unit) in enumerate(everyone, 1):
        own = {
            "工作": work_of(material.scheme),
            "单位": unit.name,
            "满分": plain(table.total),
            "否决": bottom_lines(table),
        }
        targets = tuple(
            {name: row[name] for name in _OWN.lists["目标"]} for row in target_rows(material, unit)
        )
        fields = {**kind.fields(material, number, unit.name), **own}
        yield Paper(
            f"{numbered(number, len(everyone))} {unit.name}",
            Data(fields, {"目标": targets, "部分": part_rows(table)}),
        )


def bottom_lines(table: Table) -> str:
    """The table's vetoes and cards, in a sentence."""
    vetoes = [veto.name for veto in table.vetoes if not veto.card]
    cards = [veto.name for veto in table.vetoes if veto.card]
    parts = [f"一票否决事项：{'、'.join(vetoes)}。"] if vetoes else []
    parts += [f"黄牌警示事项：{'、'.join(cards)}。"] if cards else []
    return "".join(parts)


COMMITMENT = Kind(
    "目标管理责任书", "与每个单位签订：下达的目标、考核内容、底线要求", _papers, _OWN, of_result=False
)
