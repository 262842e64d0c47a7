"""The text of one paragraph, as it is seen, and what hangs on it: text boxes, notes, pictures."""

from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from kaohe.documents.word.fields import checkbox, shown
from kaohe.documents.word.flow import Mark, Marks, content, within
from kaohe.documents.word.formulas import IS_FORMULA, formula
from kaohe.documents.word.names import CHART, DIAGRAM, PIC, WP, O, V, child, is_on, value, w
from kaohe.documents.word.styles import Styles
from kaohe.documents.word.symbols import UNKNOWN, is_picture_font, letters, symbol

_EMU_A_CENTIMETRE = 360_000
_LARGE = (8 * _EMU_A_CENTIMETRE, 4 * _EMU_A_CENTIMETRE)
"""A picture at least this wide and high may be a table that was scanned; a seal or a logo is smaller."""

_BOX = w("txbxContent")
_PICTURES = {f"{{{PIC}}}pic", f"{{{V}}}imagedata"}
_OBJECTS = {f"{{{O}}}OLEObject", f"{{{CHART}}}chart", w("control")}
_DIAGRAMS = {f"{{{DIAGRAM}}}relIds"}
_EXTENTS = {f"{{{WP}}}extent"}
_DRAWN = {w("drawing"), w("pict"), w("object")}
_BREAKS = {w("br"): "\n", w("cr"): "\n", w("tab"): "\t", w("ptab"): "\t", w("noBreakHyphen"): "-"}
_NOTES = {w("footnoteReference"): "脚注", w("endnoteReference"): "尾注"}
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_T, _R, _SYM, _FIELD, _INSTRUCTION = w("t"), w("r"), w("sym"), w("fldChar"), w("instrText")
_OBJECT = w("object")


@dataclass(slots=True)
class _Field:
    """A field that has begun: its instruction so far, and whether its result has."""

    instruction: str = ""
    in_result: bool = False
    covered: list[str] = field(default_factory=list)
    result_from: int = 0


class Inline:
    """Gathers the text of a paragraph; of several, where the mark between them is deleted."""

    def __init__(self, styles: Styles) -> None:
        self.boxes: list[Element] = []
        self.notes: list[tuple[str, str]] = []
        self.marks: Marks = set()
        self._styles = styles
        self._pieces: list[str] = []
        self._fields: list[_Field] = []
        self._style_hides = False

    @property
    def text(self) -> str:
        """The text without the space around it and around its lines."""
        lines = "".join(self._pieces).replace("\r", "").split("\n")
        return "\n".join(line.strip(" \u3000\xa0") for line in lines).strip()

    def add(self, paragraph: Element) -> None:
        """What a paragraph holds, after what is there already."""
        self._style_hides = bool(self._styles.style(self._styles.of(child(paragraph, "pPr"))).hidden)
        for item in content(paragraph, self.marks):
            if item.tag == _R:
                self._run(item)
            elif item.tag in IS_FORMULA:
                self._put(formula(item))
        while self._fields:  # a field that never comes to its result: better its text than none
            self._pieces.extend(self._fields.pop().covered)

    def _put(self, text: str) -> None:
        if not text:
            return
        waiting = next((item for item in self._fields if not item.in_result), None)
        (self._pieces if waiting is None else waiting.covered).append(text)

    def _run(self, run: Element) -> None:
        properties = child(run, "rPr")
        if self._is_hidden(properties):
            if any(item.tag == _T and item.text for item in content(run, self.marks)):
                self.marks.add(Mark.HIDDEN)
            return
        fonts = child(properties, "rFonts")
        font = "" if value(fonts, "asciiTheme") else value(fonts, "ascii") or value(fonts, "hAnsi")
        for item in content(run, self.marks):
            self._item(item, font)

    def _is_hidden(self, properties: Element | None) -> bool:
        stated = child(properties, "vanish")
        if stated is not None:
            return is_on(stated)
        style = value(child(properties, "rStyle"))
        by_style = self._styles.style(style).hidden if style else None
        return self._style_hides if by_style is None else by_style

    def _item(self, item: Element, font: str) -> None:
        tag = str(item.tag)
        if tag == _T:
            self._put(self._letters(_text_of(item), font))
        elif tag in _BREAKS:
            self._put(_BREAKS[tag])
        elif tag == _SYM:
            self._put(self._symbol(item))
        elif tag == _FIELD:
            self._field(item)
        elif tag == _INSTRUCTION:
            if self._fields:
                self._fields[-1].instruction += str(item.text or "")
        elif tag in _NOTES:
            self.notes.append((_NOTES[tag], value(item, "id")))
        elif tag in _DRAWN:
            self._drawing(item)
        elif tag == _R:  # the letters below a reading aid stand in runs of their own
            self._run(item)

    def _letters(self, text: str, font: str) -> str:
        if not is_picture_font(font) and not any("\uf000" <= letter <= "\uf0ff" for letter in text):
            return text
        seen, known = letters(text, font)
        if not known:
            self.marks.add(Mark.SYMBOL)
        return seen

    def _symbol(self, item: Element) -> str:
        try:
            found = symbol(int(value(item, "char"), 16), value(item, "font"))
        except ValueError:
            found = None
        if found is None:
            self.marks.add(Mark.SYMBOL)
        return found or UNKNOWN

    def _field(self, item: Element) -> None:
        kind = value(item, "fldCharType")
        if kind == "begin":
            self._put(checkbox(item))
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].in_result = True
            self._fields[-1].result_from = len(self._pieces)
        elif kind == "end" and self._fields:
            ended = self._fields.pop()
            if ended.in_result and len(self._pieces) > ended.result_from:
                return
            result = shown(ended.instruction)
            if result is None:
                self.marks.add(Mark.FIELD)
                result = ended.instruction.strip()
            self._put(result)

    def _drawing(self, item: Element) -> None:
        """Text boxes are kept for later; of the rest only that it is there."""
        if item.tag == _OBJECT:
            self.marks.add(Mark.OBJECT)
        found: Marks = set()
        for part in within(item, frozenset({_BOX})):
            tag = part.tag
            if tag == _BOX:
                self.boxes.append(part)
            elif tag in _PICTURES:
                found.add(Mark.PICTURE)
            elif tag in _OBJECTS:
                found.add(Mark.OBJECT)
            elif tag in _DIAGRAMS:
                found.add(Mark.DIAGRAM)
            elif tag in _EXTENTS and _is_large(part):
                found.add(Mark.LARGE_PICTURE)
        if Mark.PICTURE not in found:  # a large shape without a picture in it
            found.discard(Mark.LARGE_PICTURE)
        self.marks |= found


def _text_of(item: Element) -> str:
    """The letters of a `w:t`: without `xml:space` the space at its ends is the layout of the file, not of the text."""
    text = str(item.text or "")
    if item.get(_XML_SPACE) != "preserve":
        text = text.strip(" \t\r\n")
    return text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ")


def _is_large(extent: Element) -> bool:
    width, height = extent.get("cx", ""), extent.get("cy", "")
    sizes = [
        int(size) if size.isascii() and size.isdecimal() and len(size) < 12 else 0 for size in (width, height)
    ]
    return sizes[0] >= _LARGE[0] and sizes[1] >= _LARGE[1]
