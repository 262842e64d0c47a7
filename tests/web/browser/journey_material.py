"""What the journey starts from: a small office's list of units and its document, and the figures that its year brings."""

import io

from docx import Document

UNITS = "编码,名称,层级,类别,上级\nT1,石笛镇,镇街,镇,\nT2,荇湖镇,镇街,镇,\nT3,霁川街道,镇街,街道,\nT4,槐里镇,镇街,镇,\n"
CODES = {"T1": "石笛镇", "T2": "荇湖镇", "T3": "霁川街道", "T4": "槐里镇"}
DEPARTMENTS = ("人口家庭科", "妇幼健康科", "办公室")
TITLE = "映雪县2026年家庭服务工作考核办法"
TABLE = (
    ("指标", "分值", "评分标准", "责任科室"),
    (
        "信息核实",
        "30",
        "核实完成率达到98%得30分，每低1个百分点扣2分，不足1个百分点的按比例扣，扣完为止。",
        "人口家庭科",
    ),
    ("托位建设", "20", "每千人口托位数达到目标得20分，每低0.1个扣1分，扣完为止。", "妇幼健康科"),
    (
        "随访服务",
        "20",
        "随访服务率达到95%得20分，达到90%得15分，达到85%得10分，85%以下不得分。",
        "妇幼健康科",
    ),
    ("宣传活动", "10", "每开展1场宣传活动得2分，最多得10分。", "办公室"),
    ("协会工作", "20", "由办公室评定，好的得20分，一般的得12分，差的不得分。", "办公室"),
    ("加分项", "2", "工作创新，根据实际效果加分，最多加2分。", "办公室"),
)
RATIO, PLACES, VISITS, EVENTS = "核实完成率", "每千人口托位数", "随访服务率", "每开展宣传活动场数"
JUDGED, BONUS = "协会工作评定", "加分项评分"
RULE = "每千人口托位数达到4个得20分，每低0.1个扣1分，扣完为止"
"""What the office writes where its clause was not read: the line is a number first, the unit's own target in the whole text."""
TARGETS = {"T1": "3.6", "T2": "3.6", "T3": "4.6", "T4": "3.2"}
REPORTED = {
    "T1": {RATIO: "292/300", PLACES: "3.6", VISITS: "96.5", EVENTS: "5"},
    "T2": {RATIO: "237/250", PLACES: "3.2", VISITS: "91", EVENTS: "3"},
    "T3": {RATIO: "512/516", PLACES: "4.7", VISITS: "95", EVENTS: "6"},
    "T4": {RATIO: "150/160", PLACES: "3.1", VISITS: "84", EVENTS: "4"},
}
JUDGEMENTS = {"T1": "一般", "T2": "好", "T3": "好", "T4": "差"}
BONUSES = {"T1": "0", "T2": "0", "T3": "1.5", "T4": "0"}
CORRECTED = "好"
"""What the appeal of T1 makes of its judgement."""


def word_document() -> bytes:
    """The office's document as Word keeps it."""
    made = Document()
    made.add_heading(TITLE, 0)
    made.add_paragraph("为做好2026年家庭服务工作，制定本办法。考核对象为各镇街，满分100分，另设加分项。")
    table = made.add_table(len(TABLE), 4)
    for row, texts in enumerate(TABLE):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    made.add_paragraph("90分以上的为优秀，60分以上的为合格，60分以下的为不合格。")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def facts_csv() -> str:
    """Every figure of the year as the library's own file of facts has it: what the journey should come to."""
    judged = JUDGEMENTS | {"T1": CORRECTED}
    lines = ["单位,数据项,期间,值,类型,状态,填报人,时间,说明"]
    for code, name in CODES.items():
        figures = REPORTED[code] | {JUDGED: judged[code], BONUS: BONUSES[code]}
        lines += [f"{name},{measure},2026,{value},实绩,,,," for measure, value in figures.items()]
        lines.append(f"{name},{PLACES},2026,{TARGETS[code]},目标,,,,")
    return "\n".join(lines) + "\n"
