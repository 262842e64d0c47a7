"""What a reader of a Word file sees, as lines: paragraphs with their styles, tables with merged cells, how pages lie.

Written apart from the package on purpose: it knows Word's XML and nothing of Kaohe.
"""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree
from lxml.etree import _Element as Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_NS = {"w": W[1:-1]}


def root_of(path: Path | bytes, part: str = "word/document.xml") -> Element:
    """A part of a Word file as a tree."""
    with zipfile.ZipFile(io.BytesIO(path) if isinstance(path, bytes) else path) as archive:
        return etree.fromstring(archive.read(part))


def parts_of(path: Path) -> dict[str, bytes]:
    """Everything in the file, by name."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def dump(path: Path) -> list[str]:
    """The text and tables of a file in order; nothing that takes no room and says nothing."""
    names = {
        style.get(f"{W}styleId", ""): style.xpath("string(w:name/@w:val)", namespaces=_NS)
        for style in root_of(path, "word/styles.xml").iter(f"{W}style")
    }
    body = root_of(path).find(f"{W}body")
    assert body is not None
    return _page_starts(list(_lines(body, names)))


def _page_starts(lines: list[str]) -> list[str]:
    """Word says at the end of a section how its pages lie; here each new page says it."""
    wide = next((line for line in lines if line.startswith("节")), "")
    out = [wide]
    for number, line in enumerate(lines):
        if line == "分页":
            out.append(wide)
        elif line.startswith("节"):
            wide = next((each for each in lines[number + 1 :] if each.startswith("节")), "")
            out += [wide] if wide else []
        else:
            out.append(line)
    return out


def _lines(parent: Element, names: dict[str, str]) -> Iterator[str]:
    for child in parent:
        if child.tag == f"{W}p":
            style = child.find(f"{W}pPr/{W}pStyle")
            name = "" if style is None else names.get(style.get(f"{W}val", ""), "?")
            text = text_of(child)
            if name or text:
                yield f"{name}｜{text}"
            for picture in child.iter(f"{WP}docPr"):
                yield f"图｜{picture.get('name')}｜{picture.get('descr')}"
            if child.find(f".//{W}br[@{W}type='page']") is not None:
                yield "分页"
            for section in child.iter(f"{W}sectPr"):
                yield _page(section)
        elif child.tag == f"{W}tbl":
            yield "表"
            for row in child.iter(f"{W}tr"):
                yield "　".join(["行", *(_cell(cell) for cell in row.findall(f"{W}tc"))])
            yield "表毕"
        elif child.tag == f"{W}sectPr":
            yield _page(child)


def _page(section: Element) -> str:
    size = section.find(f"{W}pgSz")
    assert size is not None
    wide = int(size.get(f"{W}w", "0")) > int(size.get(f"{W}h", "0"))
    return f"节｜{'横' if wide else '竖'}{size.get(f'{W}orient', '')}"


def _cell(cell: Element) -> str:
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    width = "" if span is None else f"（{span.get(f'{W}val')}列）"
    down = "" if merge is None else f"（{merge.get(f'{W}val', 'continue')}）"
    return width + down + "／".join(text_of(paragraph) for paragraph in cell.findall(f"{W}p"))


def text_of(paragraph: Element) -> str:
    """The text of a paragraph; a tab with nothing after it is not seen."""
    signs = {f"{W}t": "", f"{W}tab": "\t", f"{W}br": "\n"}
    out = []
    for piece in paragraph.iterfind(".//w:r/*", _NS):
        if piece.tag in signs and piece.get(f"{W}type") != "page":
            out.append((piece.text or "") if piece.tag == f"{W}t" else signs[str(piece.tag)])
    return "".join(out).rstrip("\t")


def attribute(element: Element, path: str, name: str = "val") -> str:
    """An attribute of an element below; the path in Word's names without their prefix (`pPr/spacing`)."""
    found = element.find("/".join(f"{W}{step}" for step in path.split("/")))
    return "" if found is None else found.get(f"{W}{name}", "")
