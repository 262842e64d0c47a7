"""抽样预告 and 抽样公告: what is fixed before sample points are drawn, and what came out."""

from collections.abc import Iterator

from kaohe.reports.dates import in_words
from kaohe.reports.kinds.circular import work_of
from kaohe.reports.kinds.kind import Kind, Paper
from kaohe.reports.material import Material
from kaohe.reports.official.fields import Data, Vocabulary

_PLAN = Vocabulary(
    {
        "工作": "考核的是什么工作",
        "方法": "抽取的办法",
        "名单": "从什么名单里抽，哪些不抽、为什么",
        "种子": "种子从哪里来，怎样得到",
        "指纹": "抽样记录（抽取以前）的指纹",
        "预告日期": "公布名单和办法的日期",
    },
    {"各组": {name: f"每组的{name}" for name in ("序号", "组", "名单", "不抽", "应抽")}},
)
_OWN = Vocabulary(
    {
        "工作": "考核的是什么工作",
        "方法": "抽取的办法",
        "名单": "从什么名单里抽，哪些不抽、为什么",
        "种子": "随机种子",
        "种子来源": "种子从哪里来",
        "抽取日期": "抽取的日期",
        "指纹": "抽样记录（抽取以前）的指纹",
    },
    {
        "样本": {name: f"每个单位的{name}" for name in ("序号", "单位", "抽中", "候补")},
        "替换": {name: f"每次替换的{name}" for name in ("序号", "单位", "原抽中", "替换为", "理由", "日期")},
    },
)


def _plan_papers(kind: Kind, material: Material) -> Iterator[Paper]:
    plan = material.office.draw_plan
    if plan is None:
        return
    own = {
        "工作": work_of(material.scheme),
        "方法": plan.method,
        "名单": plan.frame,
        "种子": plan.seed,
        "指纹": plan.fingerprint,
        "预告日期": in_words(plan.date),
    }
    rows = tuple(
        {
            "序号": str(number),
            "组": group.name,
            "名单": group.listed,
            "不抽": group.barred,
            "应抽": group.planned,
        }
        for number, group in enumerate(plan.groups, 1)
    )
    yield Paper(kind.name, Data({**kind.fields(material), **own}, {"各组": rows}))


def _papers(kind: Kind, material: Material) -> Iterator[Paper]:
    sample = material.office.sample
    if sample is None:
        return
    own = {
        "工作": work_of(material.scheme),
        "方法": sample.method,
        "名单": sample.frame,
        "种子": sample.seed,
        "种子来源": sample.seed_source,
        "抽取日期": in_words(sample.date),
        "指纹": sample.fingerprint,
    }
    rows = tuple(
        {
            "序号": str(number),
            "单位": drawn.label,
            "抽中": "、".join(drawn.places),
            "候补": "、".join(drawn.reserves),
        }
        for number, drawn in enumerate(sample.drawn, 1)
    )
    replaced = tuple(
        {
            "序号": str(number),
            "单位": one.unit,
            "原抽中": one.place,
            "替换为": one.by,
            "理由": one.reason,
            "日期": in_words(one.date, ""),
        }
        for number, one in enumerate(sample.replaced, 1)
    )
    yield Paper(kind.name, Data({**kind.fields(material), **own}, {"样本": rows, "替换": replaced}))


def _lacks_plan(material: Material) -> str:
    return "" if material.office.draw_plan else "《公文.yaml》里没有写“抽样预告”"


def _lacks(material: Material) -> str:
    return "" if material.office.sample else "《公文.yaml》里没有写“抽样”"


DRAW_PLAN = Kind(
    "抽样预告",
    "抽取以前公布的名单、办法和种子的来历",
    _plan_papers,
    _PLAN,
    of_result=False,
    lacks=_lacks_plan,
)
DRAW_NOTICE = Kind("抽样公告", "检查点怎样抽取、抽中哪些", _papers, _OWN, of_result=False, lacks=_lacks)
