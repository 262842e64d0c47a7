"""检查日程表: which team visits whom on which half-day."""

from collections.abc import Iterator, Sequence

from kaohe.reports.dates import with_weekday
from kaohe.reports.happenings import Visit
from kaohe.reports.kinds.circular import work_of
from kaohe.reports.kinds.kind import Kind, Paper
from kaohe.reports.material import Material
from kaohe.reports.official.fields import Data, Vocabulary

_OWN = Vocabulary(
    {
        "工作": "考核的是什么工作",
        "天数": "检查几天",
        "组数": "几个检查组",
        "单位数": "检查几个单位",
    },
    {"日程": {name: f"每次检查的{name}" for name in ("日期", "时段", "组", "单位", "说明")}},
)
_HALVES = ("上午", "下午", "全天", "晚上", "")


def visit_rows(visits: Sequence[Visit]) -> tuple[dict[str, str], ...]:
    """One row a team and half-day, in order of time."""
    ordered = sorted(visits, key=lambda visit: (visit.date, _HALVES.index(visit.half_day), visit.team))
    return tuple(
        {
            "日期": with_weekday(visit.date),
            "时段": visit.half_day,
            "组": visit.team,
            "单位": "、".join(visit.units),
            "说明": visit.note,
        }
        for visit in ordered
    )


def _papers(kind: Kind, material: Material) -> Iterator[Paper]:
    visits = material.office.visits
    own = {
        "工作": work_of(material.scheme),
        "天数": str(len({visit.date for visit in visits})),
        "组数": str(len({visit.team for visit in visits})),
        "单位数": str(len({unit for visit in visits for unit in visit.units})),
    }
    yield Paper(kind.name, Data({**kind.fields(material), **own}, {"日程": visit_rows(visits)}))


def _lacks(material: Material) -> str:
    return "" if material.office.visits else "《公文.yaml》里没有写“日程”"


TIMETABLE = Kind("检查日程表", "哪个检查组哪天检查哪个单位", _papers, _OWN, of_result=False, lacks=_lacks)
