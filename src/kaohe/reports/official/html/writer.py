"""Blocks as HTML."""

from collections.abc import Iterator
from html import escape
from importlib.resources import files
from pathlib import Path

from kaohe.reports.official.blocks import Block, Document, Page, Paragraph, Part, Table, partner
from kaohe.reports.official.geometry import ROOM, signature_indents
from kaohe.reports.official.headings import split_heading
from kaohe.reports.official.word.text import head_size
from kaohe.reports.pictures.picture import Picture

_HEADINGS = (Part.HEADING_1, Part.HEADING_2, Part.HEADING_3, Part.HEADING_4)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def style_sheet() -> str:
    """How papers look in a browser."""
    return (files(__package__) / "paper.css").read_text(encoding="utf-8")


def write_html(document: Document, path: Path) -> None:
    """Write the paper as a page of its own. The file appears whole or not at all."""
    page = (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(document.title)}</title>'
        f"<style>{style_sheet()}</style></head><body>{fragment(document)}</body></html>\n"
    )
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.write_text(page, encoding="utf-8")
    unfinished.replace(path)


def fragment(document: Document) -> str:
    """The paper's sheets, to be put into a page that has the style sheet."""
    return "".join(_sheets(document))


def _sheets(document: Document) -> Iterator[str]:
    yield _sheet(wide=document.wide)
    for number, block in enumerate(document.blocks):
        if isinstance(block, Page):
            yield f"</article>{_sheet(wide=block.wide)}"
        else:
            yield _block(document, number, block)
    yield "</article>"


def _sheet(*, wide: bool) -> str:
    return f'<article class="paper{" wide" if wide else ""}">'


def _block(document: Document, number: int, block: Block) -> str:
    match block:
        case Paragraph():
            return _paragraph(document, number, block)
        case Table():
            return _table(block)
        case Picture():
            return f"<figure>{block.svg}</figure>"
    raise TypeError(block)


def _paragraph(document: Document, number: int, block: Paragraph) -> str:
    name = block.part.name.lower().replace("_", "-")
    text, style = _lines(block.text), ""
    if block.part in _HEADINGS:
        head, rest = split_heading(block.text)
        text = (f"<b>{_lines(head)}</b>" if head else "") + _lines(rest)
    elif block.part in (Part.RED_HEAD, Part.LETTER_HEAD):
        style = f' style="font-size:{head_size(block.text, ROOM)}pt"'
    elif block.part in (Part.SIGNER, Part.DATE):
        style = f' style="padding-right:{_free(document, number, block)}em"'
    if block.beside:
        text = f'<span class="beside"><span>{text}</span><span>{_lines(block.beside)}</span></span>'
    return f'<p class="{name}"{style}>{text}</p>'


def _free(document: Document, number: int, block: Paragraph) -> float:
    """What stays free at the right, so that signer and date stand centred on one another."""
    if block.part is Part.SIGNER:
        date = partner(block, next(iter(document.blocks[number + 1 : number + 2]), None))
        return signature_indents(block.text, date)[0]
    return signature_indents(partner(block, document.blocks[number - 1] if number else None), block.text)[1]


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _table(table: Table) -> str:
    total = sum(column.width for column in table.columns)
    columns = "".join(f'<col style="width:{100 * column.width / total:.2f}%">' for column in table.columns)
    rows: list[list[str]] = [[] for _ in range(table.height)]
    for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.column)):
        align = (cell.align or table.columns[cell.column].align).value
        classes = [
            align,
            *(["strong"] if cell.strong else []),
            *([f"shade{cell.shade}"] if cell.shade else []),
        ]
        spans = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
        spans += f' colspan="{cell.columns}"' if cell.columns > 1 else ""
        tag = "th" if cell.row < table.head else "td"
        rows[cell.row].append(f'<{tag} class="{" ".join(classes)}"{spans}>{escape(cell.text)}</{tag}>')
    lines = [f"<tr>{''.join(row)}</tr>" for row in rows]
    head, body = "".join(lines[: table.head]), "".join(lines[table.head :])
    return (
        f'<div class="scroll"><table><colgroup>{columns}</colgroup><thead>{head}</thead>'
        f"<tbody>{body}</tbody></table></div>"
    )
