"""Our own forms as plain text files: a line a paragraph, its role by its number or by a word after @.

    @标题 关于反馈{{办法}}考核结果的函
    @主送 {{单位}}：
    一、总体情况                         headings are known by their numbers
    总分{{总分}}分，……                    everything else is body
    @表 序号 12 中 | 指标 50 | 失分 20 右   head, width in millimetres, 左 中 右
    | {{失分.序号}} | {{失分.指标}} | {{失分.失分}}
    @横页                                what follows lies across; @竖页 upright again, @新页 just a new page

`||` stands between what is at the left and what is at the right of a line (签发人, 印发日期). Lines that begin with #
are remarks; empty lines are nothing.
"""

from collections.abc import Iterator

from kaohe.reports.official.blocks import Align, Block, Document, Page, Paragraph, Part, simple_table
from kaohe.reports.official.geometry import heading_level

_PARTS = {
    "红头": Part.RED_HEAD,
    "函头": Part.LETTER_HEAD,
    "字号": Part.NUMBER,
    "函号": Part.LETTER_NUMBER,
    "标题": Part.TITLE,
    "副题": Part.SUBTITLE,
    "主送": Part.RECIPIENT,
    "正文": Part.BODY,
    "附件说明": Part.ATTACHMENT,
    "署名": Part.SIGNER,
    "日期": Part.DATE,
    "附注": Part.NOTE,
    "附件": Part.ANNEX,
    "表题": Part.CAPTION,
    "表注": Part.REMARK,
    "抄送": Part.COPIES,
    "印发": Part.PRINTED,
    "空行": Part.SPACE,
}
_PAGES = {"新页": Page(), "横页": Page(wide=True), "竖页": Page()}
_ALIGNS = {"左": Align.LEFT, "中": Align.CENTRE, "右": Align.RIGHT}
_HEADINGS = (Part.BODY, Part.HEADING_1, Part.HEADING_2, Part.HEADING_3, Part.HEADING_4)
_TABLE = "@表 "


def parse_form(text: str) -> Document:
    """The form that a text describes. These files are ours: what is wrong in one is a bug and raises ValueError."""
    lines = [line.strip() for line in text.splitlines()]
    blocks = list(_blocks([line for line in lines if line and not line.startswith("#")]))
    wide = bool(blocks) and blocks[0] == Page(wide=True)
    title = next(
        (block.text for block in blocks if isinstance(block, Paragraph) and block.part is Part.TITLE), ""
    )
    return Document(title.replace("\n", ""), tuple(blocks[1:] if wide else blocks), wide)


def _blocks(lines: list[str]) -> Iterator[Block]:
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if line.startswith(_TABLE):
            rows = []
            while at < len(lines) and lines[at].startswith("|"):
                rows.append(_cells(lines[at][1:]))
                at += 1
            yield _table(line.removeprefix(_TABLE), rows)
        elif line.startswith("@"):
            word, _, text = line[1:].partition(" ")
            yield _PAGES[word] if word in _PAGES else _paragraph(_PARTS[word], text)
        else:
            yield prose(line)


def prose(text: str) -> Paragraph:
    """A paragraph of the text proper, a heading where it is numbered like one."""
    return Paragraph(_HEADINGS[heading_level(text)], text)


def _paragraph(part: Part, text: str) -> Paragraph:
    left, _, right = text.partition("||")
    return Paragraph(part, left.strip().replace("\\n", "\n"), right.strip())


def _table(heads: str, rows: list[list[str]]) -> Block:
    columns = []
    for head in _cells(heads):
        name, width, *align = head.split()
        columns.append((name, int(width), _ALIGNS[align[0]] if align else Align.LEFT))
    if any(len(row) != len(columns) for row in rows):
        raise ValueError(f"a row of another length below {heads}")
    return simple_table(columns, rows)


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")]
