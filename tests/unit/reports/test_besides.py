"""What a page and a listing say of a document beside its items."""

from decimal import Decimal

from lxml import html as lxml_html

from kaohe.core import Place
from kaohe.documents.reading import (
    DocumentReading,
    Duty,
    GradeBand,
    GradeBands,
    ListEntry,
    Slot,
    TargetMatrix,
    TargetRow,
    TargetValue,
    Task,
    Timetable,
    VetoList,
)
from kaohe.reports.besides import besides, sections

BANDS = (
    GradeBand("优秀", low=Decimal(90), share=Decimal("0.3")),
    GradeBand("合格", low=Decimal(60), high=Decimal(90), high_in=False),
    GradeBand("不合格"),
)
READING = DocumentReading(
    "办法.docx",
    grades=(GradeBands(BANDS, Place(line=3)), GradeBands(BANDS[:2])),
    targets=(
        TargetMatrix(
            "任务数", ("甲镇", "乙镇"), (TargetRow("建成数", (TargetValue("3"), TargetValue("—"))),)
        ),
    ),
    timetables=(Timetable("", (Slot("5月6日", "上午", "一组", ("甲镇", "乙镇")),)),),
    tasks=(Task("一、宣传", "1.", "办好<专栏>", rhythm=("每季度",), months=(3, 6)),),
    duties=(Duty("办公室", "汇总"),),
    vetoes=(
        VetoList("", (ListEntry("弄虚作假"),), effect="不得评优"),
        VetoList("", (ListEntry("迟报"), ListEntry("漏报")), card=True),
    ),
)


def test_a_few_words_add_up_what_is_alike() -> None:
    assert list(besides(READING)) == [
        "等次3档、2档",
        "目标“任务数”1行×2个单位",
        "日程1个半天、1个组、2个单位",
        "任务1条",
        "职责分工1条",
        "一票否决1条",
        "黄牌2条",
    ]
    assert list(besides(DocumentReading("办法.docx"))) == []


def test_everything_stands_in_a_table_and_is_escaped() -> None:
    placed: list[Place] = []

    def link(place: Place, text: str) -> str:
        placed.append(place)
        return text.replace("<", "&lt;")

    made = [lxml_html.fragment_fromstring(text) for text in sections(READING, link)]
    told = [[["".join(cell.itertext()) for cell in row] for row in each.iter("tr")] for each in made]
    assert told[0] == [
        ["等次", "得分"],
        ["优秀", "90分（含）以上，不超过30%的单位"],
        ["合格", "60分（含）以上，90分（不含）以下"],
        ["不合格", "其余"],
    ]
    assert [each.findtext("summary") for each in made[2:4]] == ["一票否决1条：不得评优", "黄牌2条"]
    assert told[4:] == [
        [["指标", "甲镇", "乙镇"], ["建成数", "3", "—"]],
        [["日期", "时间", "组", "单位"], ["5月6日", "上午", "一组", "甲镇、乙镇"]],
        [["标题", "任务", "时间"], ["一、宣传", "1. 办好<专栏>", "3月、6月，每季度"]],
        [["部门", "职责"], ["办公室", "汇总"]],
    ]
    assert placed[0] == Place(line=3)
    assert not any("open" in text[:30] for text in sections(READING, link))
    assert all('<details class="else" open>' in text for text in sections(READING, link, unfolded=True))
