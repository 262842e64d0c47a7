"""The parts of an .xlsx file that its sheets lean on: which sheets there are, shared texts, formats.

The XML is read directly, a piece at a time. A library that builds a whole workbook in memory takes
minutes and gigabytes over one formatted sheet, refuses files that WPS writes and Excel opens, and gives
either the formula of a cell or its value, not both.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from posixpath import dirname, join, normpath

from lxml import etree

from kaohe.core.archive import XML_PARTS
from kaohe.documents.number_formats import BUILTIN, GENERAL

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BORDERED = ("left", "right", "top", "bottom", "start", "end")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet by its name, the part it lies in, and whether it is hidden."""

    name: str
    path: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Style:
    """What of a cell's format matters here: how numbers look, and whether there is a line around it."""

    code: str = GENERAL
    bordered: bool = False


def local(element: etree._Element) -> str:
    """The name of an element without its namespace (the two dialects of the format differ only there)."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element, name: str) -> str:
    """An attribute without regard to its namespace; not there: the empty string."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def is_on(value: str | None) -> bool:
    return value in ("1", "true", "on")


def rich_text(element: etree._Element) -> str:
    """The text of a string with its runs; what tells how to pronounce it (rPh) is no part of it."""
    pieces = [
        child.text or ""
        for child in element.iter()
        if local(child) == "t" and not any(local(parent) == "rPh" for parent in child.iterancestors())
    ]
    return unescaped("".join(pieces))


def unescaped(text: str) -> str:
    """Control characters are written _x000D_ in these files; line ends become one character."""
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


class Package:
    """An opened .xlsx: its parts by name. It has passed `core.archive` before."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.names = frozenset(archive.namelist())

    def elements(self, path: str, *names: str) -> Iterator[etree._Element]:
        """The elements of one part that have these names, each when it is complete; nothing where it is missing.

        Whoever takes one must be done with it before asking for the next: it is emptied then.
        """
        if path not in self.names or not path.lower().endswith(XML_PARTS):
            return  # only what has been looked through as XML is parsed as XML
        tags = [f"{{*}}{name}" for name in names]
        with self._archive.open(path) as stream:
            found = etree.iterparse(
                stream, events=("end",), tag=tags, resolve_entities=False, no_network=True, load_dtd=False
            )
            for _, element in found:
                yield element
                element.clear()
                parent = element.getparent()
                while parent is not None and element.getprevious() is not None:
                    del parent[0]

    def related(self, path: str) -> Mapping[str, tuple[str, str]]:
        """What a part points to: id → (kind, path). Links out of the file are left out."""
        rels = join(dirname(path), "_rels", f"{path.rpartition('/')[2]}.rels")
        found = {}
        for element in self.elements(rels, "Relationship"):
            if element.get("TargetMode") != "External":
                target = element.get("Target", "")
                full = target[1:] if target.startswith("/") else normpath(join(dirname(path), target))
                found[element.get("Id", "")] = (element.get("Type", "").rpartition("/")[2], full)
        return found

    @cached_property
    def workbook_path(self) -> str:
        """Where the workbook itself lies; the empty string where there is none."""
        for kind, path in self.related("").values():
            if kind == "officeDocument":
                return path
        return "xl/workbook.xml" if "xl/workbook.xml" in self.names else ""

    @cached_property
    def _relations(self) -> Mapping[str, tuple[str, str]]:
        return self.related(self.workbook_path)

    def _part(self, kind: str) -> str:
        return next((path for found, path in self._relations.values() if found == kind), "")

    @cached_property
    def sheets(self) -> tuple[SheetPart, ...]:
        """The sheets with cells, in their order. (A sheet that is only a chart has none.)"""
        found = []
        for element in self.elements(self.workbook_path, "sheet"):
            kind, path = self._relations.get(attribute(element, "id"), ("", ""))
            if kind == "worksheet":
                hidden = element.get("state", "visible") != "visible"
                found.append(SheetPart(element.get("name", ""), path, hidden))
        return tuple(found)

    @cached_property
    def from_1904(self) -> bool:
        """Whether dates count from 1904 (workbooks of old Macs)."""
        return any(
            is_on(element.get("date1904")) for element in self.elements(self.workbook_path, "workbookPr")
        )

    @cached_property
    def waits_for_calculation(self) -> bool:
        """Whether the writing program left it to Excel to compute the formulas on opening."""
        return any(
            is_on(element.get("fullCalcOnLoad")) for element in self.elements(self.workbook_path, "calcPr")
        )

    @cached_property
    def strings(self) -> tuple[str, ...]:
        """The texts that cells name by number."""
        return tuple(rich_text(element) for element in self.elements(self._part("sharedStrings"), "si"))

    @cached_property
    def styles(self) -> tuple[Style, ...]:
        """The formats that cells name by number."""
        codes, borders, found = dict(BUILTIN), [], []
        for element in self.elements(self._part("styles"), "numFmt", "border", "cellXfs"):
            match local(element):
                case "numFmt":
                    codes[_whole(element.get("numFmtId"))] = element.get("formatCode", GENERAL)
                case "border":
                    borders.append(any(local(side) in _BORDERED and side.get("style") for side in element))
                case _:
                    for form in element:
                        border = _whole(form.get("borderId"))
                        lined = 0 <= border < len(borders) and borders[border]
                        found.append(Style(codes.get(_whole(form.get("numFmtId")), GENERAL), lined))
        return tuple(found)

    def beside(self, sheet: SheetPart, kind: str) -> tuple[str, ...]:
        """The parts of one kind (drawing, comments) that belong to a sheet."""
        return tuple(path for found, path in self.related(sheet.path).values() if found == kind)


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 10 else 0
