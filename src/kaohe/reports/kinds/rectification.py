"""整改通知书: to each unit that lost points, what to mend, by when."""

from collections.abc import Iterator
from decimal import Decimal

from kaohe.reports.dates import in_words
from kaohe.reports.happenings import Order
from kaohe.reports.kinds.kind import Kind, Paper, numbered
from kaohe.reports.kinds.losses import Loss, losses, points_text
from kaohe.reports.material import Material
from kaohe.reports.official.fields import Data, Vocabulary
from kaohe.results.standing import Standing

_OWN = Vocabulary(
    {"单位": "收通知的单位", "项数": "要整改的项数", "失分合计": "失分合计"},
    {
        "事项": {
            name: f"每个事项的{name}" for name in ("序号", "指标", "问题", "要求", "责任科室", "期限", "失分")
        }
    },
)


def _papers(kind: Kind, material: Material) -> Iterator[Paper]:
    reasons = material.reasons()
    wanted: list[tuple[Standing, tuple[Loss, ...]]] = []
    for _, standing in material.standings():
        if lost := losses(standing.tally, reasons):
            wanted.append((standing, lost))
    for number, (standing, lost) in enumerate(wanted, 1):
        unit, places = standing.tally.unit, standing.tally.table.precision
        rows = tuple(
            {"序号": str(place), **_row(material, unit.name, loss, places)}
            for place, loss in enumerate(lost, 1)
        )
        fields = {
            **kind.fields(material, number, unit.name),
            "单位": unit.name,
            "项数": str(len(rows)),
            "失分合计": points_text(sum((loss.lost for loss in lost), Decimal(0)), places),
        }
        yield Paper(f"{numbered(number, len(wanted))} {unit.name}", Data(fields, {"事项": rows}))


def _row(material: Material, unit: str, loss: Loss, places: int) -> dict[str, str]:
    """What is asked is what the office says, else what the clause says."""
    item = loss.score.item
    order = next(
        (o for o in material.office.orders if o.unit == unit and o.item in (item.name, item.code)),
        Order(unit, item.name, f"按评分标准改进：{item.clause}" if item.clause else "查明原因，制定措施"),
    )
    return {
        "指标": item.name,
        "问题": loss.reason,
        "要求": order.text,
        "责任科室": "、".join(item.departments),
        "期限": in_words(order.until or material.office.correct_until),
        "失分": points_text(loss.lost, places),
    }


RECTIFICATION = Kind("整改通知书", "发给每个失分的单位：问题、要求、责任科室、期限", _papers, _OWN)
