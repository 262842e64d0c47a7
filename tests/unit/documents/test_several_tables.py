"""One document with several scoring tables, and the remarks that stand with them."""

from kaohe.documents.limits import LIMITS
from kaohe.documents.model import Block, Document, Paragraph
from kaohe.documents.recognise import recognise

from .scoring_samples import grid, read_rows

ROWS = [
    ["项目", "内容", "分值", "评分标准"],
    ["保洁", "水面", "60", "每处扣1分"],
    ["护岸", "岸坡", "40", "每处扣1分"],
]


def _document(*titles: str) -> Document:
    blocks: list[Block] = [Paragraph("河道管护工作考核办法"), Paragraph("为做好管护工作，制定本办法。")]
    for title in titles:
        blocks += [Paragraph(title), grid(ROWS)]
    return Document("办法.docx", "docx", tuple(blocks))


def test_each_table_with_its_title_and_whom_it_is_for() -> None:
    (draft,) = recognise(_document("农村镇考核评分表", "城关镇考核评分表", "县直部门考核评分表")).drafts
    assert [(table.name, table.level) for table in draft.tables] == [
        ("农村镇考核评分表", "农村镇"),
        ("城关镇考核评分表", "城关镇"),
        ("县直部门考核评分表", "县直部门"),
    ]
    assert draft.title == "河道管护工作考核办法"


def test_whom_a_table_is_for_in_brackets() -> None:
    (draft,) = recognise(_document("考核评分表（街道）", "考核评分表（适用于社区）")).drafts
    assert [table.level for table in draft.tables] == ["街道", "社区"]


def test_what_the_names_do_not_say_is_left_open() -> None:
    (draft,) = recognise(_document("基础工作考核评分表", "专项工作考核评分表")).drafts
    assert [table.level for table in draft.tables] == ["", ""]


def test_remarks_of_every_table_are_kept() -> None:
    reading = read_rows(
        [*ROWS, [("备注：扣分以单项分值为限。", 1, 4)]],
        "河道考核评分表",
        below=["注：1.加分须提供证明。", "2.弄虚作假的不得分。", "二、结果运用"],
    )
    assert reading.drafts[0].note.split("\n") == [
        "备注：扣分以单项分值为限。",
        "注：1.加分须提供证明。",
        "2.弄虚作假的不得分。",
    ]


def test_the_title_of_a_table_is_no_task() -> None:
    assert read_rows(ROWS, "文化站免费开放绩效考核").tasks == ()


def test_a_page_number_and_a_word_that_the_table_goes_on() -> None:
    more = [ROWS[0], ["保洁", "滩地", "20", "每处扣1分"]]
    blocks = (Paragraph("河道考核评分表"), grid(ROWS), Paragraph("— 1 —"), Paragraph("（续表）"), grid(more))
    (draft,) = recognise(Document("办法.docx", "docx", blocks)).drafts
    assert len(draft.tables) == 1


def test_what_lies_beyond_the_limits_is_told() -> None:
    lines = tuple(Paragraph(f"第{n}句话。") for n in range(LIMITS.paragraphs + 5))
    told = [problem.code for problem in recognise(Document("办法.txt", "txt", lines)).problems]
    assert "document.too-long" in told


def test_two_documents_on_one_page_come_apart() -> None:
    reading = recognise(_document("河道工作考核办法", "环境工作考核办法"))
    assert [draft.title for draft in reading.drafts] == ["河道工作考核办法", "环境工作考核办法"]
