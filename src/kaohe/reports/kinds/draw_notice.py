"""抽样公告: how sample points were drawn, by which seed, and what came out."""

from collections.abc import Iterator

from kaohe.reports.dates import in_words
from kaohe.reports.kinds.circular import work_of
from kaohe.reports.kinds.kind import Kind, Paper
from kaohe.reports.material import Material
from kaohe.reports.official.fields import Data, Vocabulary

_OWN = Vocabulary(
    {
        "工作": "考核的是什么工作",
        "方法": "抽取的办法",
        "种子": "随机种子",
        "种子来源": "种子从哪里来",
        "抽取日期": "抽取的日期",
    },
    {"样本": {name: f"每个单位的{name}" for name in ("序号", "单位", "抽中", "候补")}},
)


def _papers(kind: Kind, material: Material) -> Iterator[Paper]:
    sample = material.office.sample
    if sample is None:
        return
    own = {
        "工作": work_of(material.scheme),
        "方法": sample.method,
        "种子": sample.seed,
        "种子来源": sample.seed_source,
        "抽取日期": in_words(sample.date),
    }
    rows = tuple(
        {
            "序号": str(number),
            "单位": drawn.unit,
            "抽中": "、".join(drawn.places),
            "候补": "、".join(drawn.reserves),
        }
        for number, drawn in enumerate(sample.drawn, 1)
    )
    yield Paper(kind.name, Data({**kind.fields(material), **own}, {"样本": rows}))


def _lacks(material: Material) -> str:
    return "" if material.office.sample else "《公文.yaml》里没有写“抽样”"


DRAW_NOTICE = Kind("抽样公告", "检查点怎样抽取、抽中哪些", _papers, _OWN, of_result=False, lacks=_lacks)
