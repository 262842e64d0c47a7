"""Word files by hand: the XML that Word writes, piece by piece, packed into an archive."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from kaohe.documents import Document
from kaohe.documents.word import read_docx

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OLD, _STRICT = "http://schemas.openxmlformats.org/", "http://purl.oclc.org/ooxml/"
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": W,
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
        "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "cx1": "http://schemas.microsoft.com/office/drawing/2015/9/8/chartex",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
    }.items()
)
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def part(tag: str, inside: str) -> str:
    """The XML of a part whose root is `w:tag`."""
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{tag} {_NAMESPACES}>{inside}</w:{tag}>'


def relations(targets: Mapping[str, str]) -> str:
    """A list of relationships: kind → target."""
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_KINDS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets.items(), 1)
    )
    return f'<?xml version="1.0"?><Relationships xmlns="{_RELATIONS}">{links}</Relationships>'


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip with these parts."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return packed.getvalue()


def _content_types(kinds: list[str]) -> str:
    """The list of what the parts are. We do not ask it; other programs do."""
    names = {kind: f"{kind}.main" if kind == "document" else kind for kind in kinds}
    office = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    overrides = "".join(
        f'<Override PartName="/word/{kind}.xml" ContentType="{office}.{name}+xml"/>'
        for kind, name in names.items()
    )
    links = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    )
    uri = "http://schemas.openxmlformats.org/package/2006/content-types"
    return f'<?xml version="1.0"?><Types xmlns="{uri}">{links}{overrides}</Types>'


def _strictly(content: str) -> str:
    """The same part with the namespaces of the strict form."""
    for name in ("wordprocessingml/2006/main", "officeDocument/2006/", "drawingml/2006/"):
        content = content.replace(_OLD + name, _STRICT + name.replace("/2006", ""))
    return content


def docx(
    body: str,
    *,
    numbering: str = "",
    styles: str = "",
    footnotes: str = "",
    endnotes: str = "",
    strict: bool = False,
    more: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """The bytes of a .docx with this body (the XML within `w:body`) and, where given, its other parts."""
    beside = {"styles": styles, "numbering": numbering, "footnotes": footnotes, "endnotes": endnotes}
    given = {kind: inside for kind, inside in beside.items() if inside}
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _content_types(["document", *given]),
        "_rels/.rels": relations({"officeDocument": "word/document.xml"}),
        "word/_rels/document.xml.rels": relations({kind: f"{kind}.xml" for kind in given}),
        "word/document.xml": part("document", f"<w:body>{body}<w:sectPr/></w:body>"),
        **{f"word/{kind}.xml": part(kind, inside) for kind, inside in given.items()},
        **(more or {}),
    }
    if strict:
        parts = {
            name: _strictly(content) if isinstance(content, str) else content
            for name, content in parts.items()
        }
    return archive(parts)


def read(folder: Path, data: bytes, name: str = "办法.docx") -> Document:
    """The document that these bytes are read as, from a file of that name."""
    path = folder / name
    path.write_bytes(data)
    return read_docx(path)


def t(text: str) -> str:
    """Text in a run's own element."""
    return f'<w:t xml:space="preserve">{text}</w:t>'


def r(inside: str, properties: str = "") -> str:
    """A run."""
    return f"<w:r><w:rPr>{properties}</w:rPr>{inside}</w:r>" if properties else f"<w:r>{inside}</w:r>"


def p(text: str = "", properties: str = "", *more: str) -> str:
    """A paragraph: a text, what its `w:pPr` holds, and what stands after the text."""
    head = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{head}{r(t(text)) if text else ''}{''.join(more)}</w:p>"


def listed(text: str, number: int = 1, level: int | None = 0) -> str:
    """A paragraph in a list."""
    at = "" if level is None else f'<w:ilvl w:val="{level}"/>'
    return p(text, f'<w:numPr>{at}<w:numId w:val="{number}"/></w:numPr>')


def tc(
    text: str = "", *, span: int = 1, down: str = "", across: str = "", width: int = 0, inside: str = ""
) -> str:
    """A cell: a text (each line a paragraph) or XML; `down` and `across`: restart, continue or “-” (no value)."""
    merges = {"vMerge": down, "hMerge": across}
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>' if width else ""
    properties += f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    for name, value in merges.items():
        properties += f"<w:{name}/>" if value == "-" else f'<w:{name} w:val="{value}"/>' if value else ""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside or ''.join(map(p, text.split(chr(10))))}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    """A row of cells; a plain text is a plain cell."""
    head = f"<w:trPr>{properties}</w:trPr>" if properties else ""
    return f"<w:tr>{head}{''.join(cell if cell.startswith('<') else tc(cell) for cell in cells)}</w:tr>"


def tbl(*rows: str, widths: tuple[int, ...] = ()) -> str:
    """A table; without widths it has no grid of its own."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl><w:tblPr/>{f'<w:tblGrid>{grid}</w:tblGrid>' if grid else ''}{''.join(rows)}</w:tbl>"


def level(at: int, form: str, pattern: str, inside: str = "", start: int | None = 1) -> str:
    """A level of a list."""
    begin = "" if start is None else f'<w:start w:val="{start}"/>'
    shape = f'<w:numFmt w:val="{form}"/>'
    return f'<w:lvl w:ilvl="{at}">{begin}{shape}{inside}<w:lvlText w:val="{pattern}"/></w:lvl>'


def lists(levels: str, *more: str, number: int = 1) -> str:
    """A numbering part: one abstract list of these levels, one list of it, and more XML after."""
    return (
        f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="0"/></w:num>{"".join(more)}'
    )


def box(inside: str) -> str:
    """A run with a text box as Word writes it: the shape of today, and the same again for programs of yesterday."""
    today = f"<w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp><wps:txbx><w:txbxContent>{inside}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>"
    yesterday = (
        f"<w:pict><v:shape><v:textbox><w:txbxContent>{inside}</w:txbxContent></v:textbox></v:shape></w:pict>"
    )
    both = f'<mc:Choice Requires="wps">{today}</mc:Choice><mc:Fallback>{yesterday}</mc:Fallback>'
    return r(f"<mc:AlternateContent>{both}</mc:AlternateContent>")


def shape(document: Document, number: int = 0) -> list[tuple[str, int, int, int, int]]:
    """The cells of a grid as text, row, column, rows, columns."""
    cells = document.grids[number].cells
    return [(cell.text, cell.row, cell.column, cell.rows, cell.columns) for cell in cells]


def codes(document: Document) -> list[str]:
    """The codes of the problems."""
    return [problem.code for problem in document.problems]
