"""Where placeholders stand in a template, said so that a clerk finds them: 第3段, 第2个表第4行, 页脚."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.etree import _Element as Element

from kaohe.core import Place, Problem, Severity
from kaohe.documents.word.names import W, w
from kaohe.reports.official.fields import Vocabulary, problems_of, slot_of
from kaohe.reports.official.word.template_text import has_braces, own_text

_PARAGRAPH, _TABLE, _ROW, _CELL, _BOX = w("p"), w("tbl"), w("tr"), w("tc"), w("txbxContent")
_WHERE = {"hdr": "页眉", "ftr": "页脚", "footnotes": "脚注", "endnotes": "尾注", "document": ""}
_SHOWN = 16
"""Characters of a paragraph that say which one is meant."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A paragraph, or a row of a table as one text, that has placeholders; `what` says where it stands."""

    what: str
    text: str
    row: bool = False

    def problems(self, vocabulary: Vocabulary, file: str) -> Iterator[Problem]:
        """What is wrong with the placeholders here."""
        place = Place(file=file, what=self.what)
        found = problems_of(self.text, vocabulary, place)
        if self.row:  # each of its paragraphs is a spot of its own
            yield from (problem for problem in found if problem.code == "template.two-lists")
            return
        yield from found
        alone = slot_of(self.text)
        for name in vocabulary.slots:
            if name != alone and f"{{{{{name}}}}}" in self.text:
                yield Problem(
                    "template.slot-not-alone",
                    Severity.ERROR,
                    f"“{{{{{name}}}}}”要换成表格或图片，不能夹在一句话里。",
                    "让它单独成一段，这一段里不要有别的字。",
                    (place,),
                )


def spots_of(root: Element) -> Iterator[Spot]:
    """Every place with braces in a part of the file."""
    name = str(root.tag).removeprefix(f"{{{W}}}")
    yield from _spots(root, _WHERE.get(name, ""))


def _spots(element: Element, where: str) -> Iterator[Spot]:
    """The paragraphs that one sees are counted, and the tables."""
    paragraphs = tables = 0
    for child in _blocks(element):
        if child.tag == _TABLE:
            tables += 1
            if has_braces(child):
                yield from _rows(child, f"{where}第{tables}个表")
            continue
        text = own_text(child)
        paragraphs += bool(text.strip())
        if not has_braces(child):
            continue
        here = where if where in _WHERE.values() and where else f"{where}第{paragraphs}段"
        if "{" in text or "}" in text:
            yield Spot(_shown(here, text), text)
        for box in _boxes(child):
            yield from _spots(box, f"{here}的文本框")


def _rows(table: Element, where: str) -> Iterator[Spot]:
    rows = (row for row in table.iter(_ROW) if _table_of(row) is table)
    for number, row in enumerate(rows, 1):
        here, whole = f"{where}第{number}行", []
        if not has_braces(row):
            continue
        for cell in (cell for cell in row.iter(_CELL) if _table_of(cell) is table):
            for child in _blocks(cell):
                if child.tag == _TABLE:
                    yield from _rows(child, f"{here}里的表")
                    continue
                text = own_text(child)
                whole.append(text)
                if "{" in text or "}" in text:
                    yield Spot(_shown(here, text), text)
                for box in _boxes(child):
                    yield from _spots(box, f"{here}的文本框")
        yield Spot(_shown(here, "".join(whole)), "".join(whole), row=True)


def _blocks(element: Element) -> Iterator[Element]:
    """The paragraphs and tables in here, in order, through content controls."""
    for child in element.iterchildren("*"):
        if child.tag in (_PARAGRAPH, _TABLE):
            yield child
        elif str(child.tag).startswith(f"{{{W}}}"):
            yield from _blocks(child)


def _boxes(paragraph: Element) -> Iterator[Element]:
    """The text boxes that hang on a paragraph; what older programs are given instead of one says the same again."""
    seen = []
    for box in paragraph.iter(_BOX):
        texts = [own_text(inner) for inner in box.iter(_PARAGRAPH)]
        if texts not in seen:
            seen.append(texts)
            yield box


def _table_of(element: Element) -> Element | None:
    return next(element.iterancestors(_TABLE), None)


def _shown(here: str, text: str) -> str:
    begin = " ".join(text.split())
    return f"{here}“{begin[:_SHOWN]}{'…' if len(begin) > _SHOWN else ''}”"


def parts_of(text: str, name: str) -> Iterator[str]:
    """What a text asks of the entries of a list."""
    yield from (match[1] for match in re.finditer(rf"\{{\{{{re.escape(name)}\.([^{{}}]*)\}}\}}", text))
