"""The Word file itself: the parts every paper shares, this paper's text and pictures, always in the same bytes."""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from kaohe.reports.official.word.styles import (
    HEAD,
    MAIN,
    RELATIONS,
    fonts_xml,
    footer_xml,
    settings_xml,
    styles_xml,
)
from kaohe.reports.official.word.text import printable

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""No clock enters a file: the same paper is the same bytes."""
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

_CONTENT_TYPES = (
    f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
    '<Default Extension="svg" ContentType="image/svg+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPES}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_TYPES}.styles+xml"/>'
    f'<Override PartName="/word/settings.xml" ContentType="{_TYPES}.settings+xml"/>'
    f'<Override PartName="/word/fontTable.xml" ContentType="{_TYPES}.fontTable+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{_TYPES}.footer+xml"/>'
    f'<Override PartName="/word/footer2.xml" ContentType="{_TYPES}.footer+xml"/>'
    '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    "</Types>"
)
_TOP = (
    f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>"
)
_SHARED = (
    ("rIdStyles", "styles", "styles.xml"),
    ("rIdSettings", "settings", "settings.xml"),
    ("rIdFonts", "fontTable", "fontTable.xml"),
    ("rIdOdd", "footer", "footer1.xml"),
    ("rIdEven", "footer", "footer2.xml"),
)
_PARTS = {
    "[Content_Types].xml": _CONTENT_TYPES,
    "_rels/.rels": _TOP,
    "word/styles.xml": styles_xml(),
    "word/settings.xml": settings_xml(),
    "word/fontTable.xml": fonts_xml(),
    "word/footer1.xml": footer_xml(even=False),
    "word/footer2.xml": footer_xml(even=True),
}


def relation(name: str, kind: str, target: str) -> str:
    """One relation of the text to another part of the file."""
    return f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{target}"/>'


def document_xml(body: str) -> str:
    """The text's part around its body."""
    return f"{HEAD}<w:document {MAIN} {RELATIONS}><w:body>{body}</w:body></w:document>"


def write_package(path: Path, title: str, body: str, media: Sequence[tuple[str, str, bytes]]) -> None:
    """Write the file. `media`: id, name within the media folder, bytes."""
    relations = "".join(relation(*shared) for shared in _SHARED)
    relations += "".join(relation(name, "image", f"media/{file}") for name, file, _ in media)
    properties = (
        f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(printable(title))}</dc:title></cp:coreProperties>"
    )
    parts: dict[str, str | bytes] = {
        **_PARTS,
        "docProps/core.xml": properties,
        "word/document.xml": document_xml(body),
        "word/_rels/document.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>',
        **{f"word/media/{file}": data for _, file, data in media},
    }
    write_zip(path, parts)


def write_zip(path: Path, parts: dict[str, str | bytes]) -> None:
    """The parts in one file, without times in it; the file appears whole or not at all."""
    unfinished = path.with_name(f".{path.name}.part")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    unfinished.replace(path)
