"""Templates as an office makes them in Word: a body of one's own, headers, footers, footnotes, a logo."""

from pathlib import Path

from kaohe.reports.official.word.package import write_zip

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_NAMES = (
    f'xmlns:w="{_MAIN}" xmlns:r="{_OFFICE}" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" mc:Ignorable="w14"'
)
_KINDS = {"header1": "header", "footer1": "footer", "footnotes": "footnotes", "styles": "styles"}
SECTION = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1800" w:bottom="1440" w:left="1800" w:header="851" w:footer="992" w:gutter="0"/></w:sectPr>'
STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="a7"><w:name w:val="公文表题"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="ab"><w:name w:val="公文红头"/></w:style>'
)


def p(*runs: str, style: str = "", more: str = "") -> str:
    """A paragraph of runs; a run may begin with its format and a bar (`<w:b/>|text`)."""
    kept = f"<w:pPr>{f'<w:pStyle w:val={chr(34)}{style}{chr(34)}/>' if style else ''}{more}</w:pPr>"
    return f"<w:p>{kept}{''.join(r(run) for run in runs)}</w:p>"


def r(run: str) -> str:
    """A run; what begins with a tag is XML already."""
    if run.startswith("<w:") and "|" not in run:
        return run
    look, _, text = run.rpartition("|")
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def table(*rows: list[str], head: int = 0) -> str:
    """A table of texts, or of paragraphs where a cell begins with a tag."""
    cells = [
        "".join(f"<w:tc><w:tcPr/>{cell if cell.startswith('<w:') else p(cell)}</w:tc>" for cell in row)
        for row in rows
    ]
    lines = (
        f"<w:tr><w:trPr>{'<w:tblHeader/>' if number < head else ''}</w:trPr>{row}</w:tr>"
        for number, row in enumerate(cells)
    )
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(lines)}</w:tbl>"


def box(*paragraphs: str) -> str:
    """A run with a text box as Word writes it: for itself, and again for older programs."""
    content = f"<w:txbxContent>{''.join(paragraphs)}</w:txbxContent>"
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><wp:docPr id="7" name="框"/>'
        f"<wps:wsp><wps:txbx>{content}</wps:txbx></wps:wsp></wp:anchor></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{content}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def template(
    path: Path,
    body: str,
    *,
    section: str = SECTION,
    extra: dict[str, bytes] | None = None,
    relations: str = "",
    parts: dict[str, str] | None = None,
) -> Path:
    """A Word file with this body; `parts`: the inside of header1, footer1, footnotes, styles."""
    roots = {"header1": "hdr", "footer1": "ftr", "footnotes": "footnotes", "styles": "styles"}
    parts = {"styles": STYLES, **(parts or {})}
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{_KINDS[name]}" Target="{name}.xml"/>'
        for number, name in enumerate(parts, 1)
    )
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{_KINDS[name]}+xml"/>'
        for name in parts
    )
    write_zip(
        path,
        {
            "[Content_Types].xml": (
                f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
                '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
                f'wordprocessingml.document.main+xml"/>{types}</Types>'
            ),
            "_rels/.rels": (
                f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
                f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
            ),
            "word/document.xml": f"<w:document {_NAMES}><w:body>{body}{section}</w:body></w:document>",
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{links}{relations}</Relationships>',
            **{
                f"word/{name}.xml": f"<w:{roots[name]} {_NAMES}>{inner}</w:{roots[name]}>"
                for name, inner in parts.items()
            },
            **(extra or {}),
        },
    )
    return path


def link(id_: str, kind: str, target: str, *, outside: bool = False) -> str:
    """A relation to be put among those of the text."""
    mode = ' TargetMode="External"' if outside else ""
    return f'<Relationship Id="{id_}" Type="{_OFFICE}/{kind}" Target="{target}"{mode}/>'
