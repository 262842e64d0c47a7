"""Progress against the responsibility letter as blocks of a paper: what stands behind, and the whole table."""

from collections.abc import Sequence
from datetime import date

from kaohe.facts.progress import Line
from kaohe.facts.progress.words import HEADS, NUMBERS, STANDINGS, TROUBLED, cells, sentence, summary
from kaohe.reports.official.blocks import Align, Block, Document, Paragraph, Part, Table, simple_table
from kaohe.scheme.model import Scheme

_WIDTHS = (22, 30, 18, 30, 16, 18, 24, 28, 34, 40)
_MOST_SENTENCES = 20


def progress_table(lines: Sequence[Line]) -> Table:
    """Every line as a row; those that want attention are strong. Wide: it wants a page that lies across."""
    heads = [
        (head, width, Align.RIGHT if column in NUMBERS else Align.LEFT)
        for column, (head, width) in enumerate(zip(HEADS, _WIDTHS, strict=True))
    ]
    strong = frozenset(number for number, line in enumerate(lines) if line.standing in TROUBLED)
    return simple_table(heads, (cells(line) for line in lines), strong=strong)


def progress_blocks(lines: Sequence[Line], on: date) -> tuple[Block, ...]:
    """A paragraph of counts, a sentence for each of the first lines that want attention, the table."""
    told = "，".join(f"{STANDINGS[standing]}{count}项" for standing, count in summary(lines).items())
    behind = [line for line in lines if line.standing in TROUBLED]
    day = f"{on.year}年{on.month}月{on.day}日"
    blocks: list[Block] = [Paragraph(Part.BODY, f"截至{day}，下达目标{len(lines)}项：{told}。")]
    blocks += [Paragraph(Part.BODY, sentence(line)) for line in behind[:_MOST_SENTENCES]]
    if len(behind) > _MOST_SENTENCES:
        rest = len(behind) - _MOST_SENTENCES
        blocks.append(Paragraph(Part.BODY, f"其余{rest}项见下表。"))
    return (*blocks, Paragraph(Part.CAPTION, f"责任书进度表（截至{day}）"), progress_table(lines))


def progress_document(lines: Sequence[Line], scheme: Scheme, on: date) -> Document:
    """The same as a paper of its own, lying across."""
    title = f"{scheme.title}进度表"
    return Document(title, (Paragraph(Part.TITLE, title), *progress_blocks(lines, on)), wide=True)
