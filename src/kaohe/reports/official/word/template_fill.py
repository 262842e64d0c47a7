"""Fill one part of a template (text, header, footer …): the same meaning as `fill`, on Word's own paragraphs and rows."""

from collections.abc import Iterable, Iterator, Sequence

from lxml import etree
from lxml.etree import _Element as Element

from kaohe.documents.word.names import child, is_on, w
from kaohe.reports.official.blocks import Block, Page, Paragraph, Part
from kaohe.reports.official.fields import Data, Entry, keeps, list_of, slot_of
from kaohe.reports.official.fill import without_empty_tables
from kaohe.reports.official.word.body import PictureIds, blocks_xml
from kaohe.reports.official.word.styles import MAIN, RELATIONS
from kaohe.reports.official.word.template_copies import copied
from kaohe.reports.official.word.template_copies import made as of_ours
from kaohe.reports.official.word.template_layout import keep_together, lay_out, lay_out_imprint
from kaohe.reports.official.word.template_merges import join_down, pass_down
from kaohe.reports.official.word.template_pages import Pages
from kaohe.reports.official.word.template_sections import Sections
from kaohe.reports.official.word.template_styles import Styles, use_ids
from kaohe.reports.official.word.template_text import fill_text, has_braces, own_text
from kaohe.reports.official.word.text import NO_ROOM

_PARAGRAPH, _TABLE, _ROW, _CELL, _BOX = w("p"), w("tbl"), w("tr"), w("tc"), w("txbxContent")
_WRAPS = frozenset(map(w, ("sdt", "sdtContent", "customXml", "ins", "moveTo")))
_LOOSE = frozenset(
    map(
        w,
        [
            "bookmarkStart",
            "bookmarkEnd",
            "proofErr",
            "permStart",
            "permEnd",
            "commentRangeStart",
            "commentRangeEnd",
        ],
    )
)
"""What stands between paragraphs without being one: it parts no list."""
_HOLDERS = frozenset(map(w, ["body", "hdr", "ftr", "footnote", "endnote", "txbxContent", "tc", "sdtContent"]))
"""What Word wants to end with a paragraph."""
_IMPRINT = (Part.COPIES, Part.PRINTED)


class Filling:
    """One part of a file being filled. `lacking`: parts of ours whose styles the template does not have."""

    def __init__(self, data: Data, styles: Styles, keep: PictureIds) -> None:
        self.data = data
        self.styles = styles
        self.keep = keep
        self.lacking: set[Part] = set()
        self._changed: list[Element] = []
        self._imprint = False
        self._sections: Sections | None = None
        self._pages: Pages | None = None
        """Of the text; None in headers, footers and footnotes."""

    def fill(self, root: Element) -> None:
        """Fill the part whose root this is, in place."""
        body = child(root, "body")
        story = root if body is None else body
        if body is not None:
            self._sections, self._pages = Sections(body), Pages(body)
        self._container(story, None, "")
        lay_out(self._changed, self.styles)
        keep_together(story, self.styles)
        if self._imprint:
            lay_out_imprint(story, self.styles)

    def _container(self, parent: Element, entry: Entry | None, within: str) -> None:
        """Everything in a body, cell, text box …; `within`: the list whose `entry` is being written here."""
        if not has_braces(parent):
            return
        content: list[Element | None] = []
        for name, group in _grouped(parent, within):
            if not name:
                for element in group:
                    content += self._one(element, entry, within)
                continue
            entries = self.data.lists[name]
            for number, each in enumerate(entries, 1):
                copies = [copied(element, again=number > 1) for element in group]
                if number < len(entries):  # what stays with the signature is the last of them
                    _let_break(copies[-1:])
                for copy in copies:
                    content += self._one(copy, each, name)
            content += [rest for element in group for rest in _remains(element)]
        kept = self._without_lone_captions(content)
        if self._pages and parent.tag == w("body"):
            kept = self._pages.without_empty(kept)
        if kept != list(parent):
            parent[:] = kept
            if parent.tag in _HOLDERS:
                _mend(parent)

    def _one(self, element: Element, entry: Entry | None, within: str) -> Iterator[Element | None]:
        """What stands in an element's place; None for a table that has nothing to say."""
        if element.tag == _PARAGRAPH:
            yield from self._paragraph(element, entry, within)
        elif element.tag == _TABLE:
            yield element if self._table(element, entry, within) else None
        else:
            self._container(element, entry, within)
            yield element

    def _paragraph(self, paragraph: Element, entry: Entry | None, within: str) -> Iterator[Element | None]:
        if not has_braces(paragraph):
            yield paragraph
            return
        text = own_text(paragraph)
        slot = slot_of(text)
        if not keeps(text, self.data):
            self._imprint |= self.styles.part_of(paragraph) in _IMPRINT
            yield from _remains(paragraph)
        elif slot in self.data.slots:
            yield from self._slot(paragraph, self.data.slots[slot])
            yield from _remains(paragraph)
        else:
            if fill_text(paragraph, self.data, entry):
                self._changed.append(paragraph)
                self._imprint |= self.styles.part_of(paragraph) in _IMPRINT
            for box in paragraph.iter(_BOX):
                self._container(box, entry, within)
            yield paragraph

    def _slot(self, paragraph: Element, blocks: Sequence[Block]) -> Iterator[Element | None]:
        """Our blocks, in the template's styles and on its pages."""
        before = Paragraph(Part.CAPTION, "")
        kept = tuple(without_empty_tables([before, *blocks]))
        if not kept or kept[0] is not before:
            yield None
        kept = tuple(block for block in kept if block is not before)
        sections = self._sections if self._sections and self._sections.knows(paragraph) else None
        if sections is None:  # paper cannot turn within a cell
            kept = tuple(block for block in kept if not isinstance(block, Page))
        wide = sections.wide(paragraph) if sections else False
        xml = blocks_xml(kept, self.keep, wide=wide)
        made = list(etree.fromstring(f"<w:body {MAIN} {RELATIONS}>{xml}</w:body>"))
        self.lacking |= use_ids(made, self.styles)
        if sections:
            sections.turn(paragraph, made)
        yield from made

    def _table(self, table: Element, entry: Entry | None, within: str) -> bool:
        """Fill a table; whether anything is left below its head."""
        if not has_braces(table):
            return True
        rows = [row for row in table.iter(_ROW) if next(row.iterancestors(_TABLE), None) is table]
        head = _head(rows)
        self._rows(table, entry, within)
        left = [row for row in table.iter(_ROW) if next(row.iterancestors(_TABLE), None) is table]
        if len(left) > len(rows):  # what kept a short table on one page would push a long one to the next
            _let_break(left[head:])
        return len(left) == len(rows) or len(left) > head

    def _rows(self, parent: Element, entry: Entry | None, within: str) -> None:
        """The rows in a table, or in a content control around some of its rows."""
        content: list[Element] = []
        groups = list(_grouped(parent, within))
        gone = [
            row
            for name, group in groups
            for row in group
            if row.tag == _ROW
            and not (keeps(_row_text(row), self.data) and (not name or self.data.lists[name]))
        ]
        pass_down(list(parent.iterchildren(_ROW)), gone)
        for name, group in groups:
            rows = [row for row in group if row not in gone]
            for number, each in enumerate(self.data.lists[name] if name else [entry]):
                for row in rows:
                    element = copied(row, again=number > 0) if name else row
                    if row.tag in _WRAPS:
                        self._rows(element, entry, within)
                    elif row.tag == _ROW:
                        if number:
                            join_down(element, name)
                        self._row(element, each, name or within)
                    content.append(element)
        parent[:] = content

    def _row(self, row: Element, entry: Entry | None, within: str) -> None:
        if next(row.iter(_TABLE, _BOX, w("sdt")), None) is not None:
            for cell in _cells(row):
                self._container(cell, entry, within)
            return
        for cell in row.iterchildren(_CELL):
            paragraphs = [each for each in cell.iterchildren(_PARAGRAPH) if has_braces(each)]
            if any(slot_of(own_text(each)) in self.data.slots for each in paragraphs):
                self._container(cell, entry, within)
                continue
            for paragraph in paragraphs:  # its conditions hold, or the row would not be here
                if fill_text(paragraph, self.data, entry):
                    self._changed.append(paragraph)

    def _without_lone_captions(self, content: Sequence[Element | None]) -> list[Element]:
        """The elements, without the captions of the tables that are left out."""
        kept: list[Element] = []
        caption: Element | None = None
        if None not in content:
            return [element for element in content if element is not None]
        for element in content:
            if element is None:
                if caption is not None:
                    kept.remove(caption)
                caption = None
                continue
            if element.tag not in _LOOSE:
                lone = element.tag == _PARAGRAPH and self.styles.is_caption(element)
                caption = element if lone else None
            kept.append(element)
        return kept


def _grouped(parent: Element, within: str) -> Iterator[tuple[str, list[Element]]]:
    """Neighbours of one list together, everything else under the empty name."""
    name, group = "", list[Element]()
    for element in parent.iterchildren("*"):
        if element.tag in _LOOSE:
            if name:
                yield "", [element]
            else:
                group.append(element)
            continue
        here = _list_of(element)
        here = "" if here == within else here
        if here != name and group:
            yield name, group
            group = []
        name = here
        group.append(element)
    if group:
        yield name, group


def _list_of(element: Element) -> str:
    if element.tag not in (_PARAGRAPH, _ROW) or not has_braces(element):
        return ""
    return list_of(own_text(element) if element.tag == _PARAGRAPH else _row_text(element))


def _row_text(row: Element) -> str:
    """The text of a row, without the tables in its cells."""
    if not has_braces(row):
        return ""
    paragraphs = (paragraph for cell in _cells(row) for paragraph in _paragraphs(cell))
    return "".join(own_text(paragraph) for paragraph in paragraphs)


def _cells(row: Element) -> list[Element]:
    return [cell for cell in row.iter(_CELL) if next(cell.iterancestors(_ROW), None) is row]


def _paragraphs(element: Element) -> Iterator[Element]:
    for inner in element.iterchildren("*"):
        if inner.tag == _PARAGRAPH:
            yield inner
        elif inner.tag in _WRAPS:
            yield from _paragraphs(inner)


def _head(rows: Sequence[Element]) -> int:
    """How many rows are the head of a table; where none is marked as one, the first, if it is the same on every paper."""
    head = 0
    while head < len(rows) and is_on(child(rows[head], "trPr", "tblHeader")):
        head += 1
    return head or int(bool(rows) and not has_braces(rows[0]))


def _let_break(elements: Iterable[Element]) -> None:
    """Take away that these must stay with what follows."""
    for element in elements:
        for keep in list(element.iter(w("keepNext"))):
            above = keep.getparent()
            if above is not None:
                above.remove(keep)


def _remains(element: Element) -> Iterator[Element]:
    """What stays of a paragraph that goes: the end of a section, which says how the pages before it lie."""
    if element.tag == _PARAGRAPH and child(element, "pPr", "sectPr") is not None:
        for inner in list(element):
            if inner.tag != w("pPr"):
                element.remove(inner)
        yield element


def _mend(parent: Element) -> None:
    """Word joins tables that touch, and wants a paragraph at the end."""
    blocks = list(parent.iterchildren(_PARAGRAPH, _TABLE, w("sdt")))
    for block, following in zip(blocks, [*blocks, None][1:], strict=True):
        if block.tag == _TABLE and (following is None or following.tag == _TABLE):
            block.addnext(_no_room())
    if not blocks:
        if parent.tag == w("body"):
            parent.insert(0, _no_room())
        else:
            parent.append(parent.makeelement(_PARAGRAPH))


def _no_room() -> Element:
    return of_ours(NO_ROOM)
