"""Our forms as Word files for an office to edit, with a document that says what may stand in them."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from kaohe.reports.kinds import KINDS, Kind
from kaohe.reports.kinds.kind import COMMON
from kaohe.reports.official.blocks import Align, Block, Document, Paragraph, Part, simple_table
from kaohe.reports.official.markup import prose
from kaohe.reports.official.word import write_docx

GUIDE = "文书模板说明.docx"


def write_templates(folder: Path) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Write every form and the guide. What an office may have edited is kept; returns files written and files kept."""
    folder.mkdir(parents=True, exist_ok=True)
    written, kept = [], []
    for kind in KINDS:
        path = folder / f"{kind.name}.docx"
        if path.exists():
            kept.append(path)
        else:
            write_docx(kind.form(), path)
            written.append(path)
    guide = folder / GUIDE
    write_docx(guide_document(), guide)
    return (*written, guide), tuple(kept)


def guide_document() -> Document:
    """What may stand in the forms, kind by kind, out of their own vocabularies."""
    return Document("文书模板说明", tuple(_blocks()))


def _blocks() -> Iterator[Block]:
    yield Paragraph(Part.TITLE, "文书模板说明")
    for text in (
        "一、怎样改模板",
        "用 Word 或 WPS 打开模板，文字、字体、表格的列宽都可以改，还可以加上单位的标志。改好存为同名的 .docx 文件，生成文书时用 --templates 指明所在的文件夹。",
        "二、占位符",
        "占位符写成 {{单位}} 的样子，生成时换成真实的内容。大括号用半角、全角都认，前后各两个，中间不要换段。",
        "1. 文字：{{单位}} 换成一段文字。",
        "2. 清单：名称里带点的，如 {{失分.指标}}，所在的段落或表格的一行按清单重复，一条一段（行）。相邻几段（行）用同一个清单的，合在一起重复。一段（行）里只用一个清单。",
        "3. 表格和图：名称单独成段的，换成表格或图。",
        "4. 条件：段落里写 {{如有 失分}}，有内容才保留这一段（行）；写 {{如无 失分}}，没有内容才保留。",
        "三、各种文书都能用的占位符",
    ):
        yield prose(text)
    yield _table(COMMON)
    yield prose("四、每种文书自己的占位符")
    for number, kind in enumerate(KINDS, 1):
        yield from _kind(number, kind)


def _kind(number: int, kind: Kind) -> Iterator[Block]:
    own = kind.own
    lists = {f"{name}.{part}": text for name, parts in own.lists.items() for part, text in parts.items()}
    names = {**own.fields, **lists, **{name: f"（表格或图）{text}" for name, text in own.slots.items()}}
    yield Paragraph(Part.CAPTION, f"{number}. {kind.name}：{kind.about}")
    if names:
        yield _table(names)
    else:
        yield Paragraph(Part.REMARK, "没有自己的占位符。")


def _table(names: Mapping[str, str]) -> Block:
    heads = (("占位符", 50, Align.LEFT), ("换成什么", 106, Align.LEFT))
    return simple_table(heads, [(f"{{{{{name}}}}}", text) for name, text in names.items()])
