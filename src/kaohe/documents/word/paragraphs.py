"""Paragraphs as lines of a story: body, cell, text box and note alike."""

from dataclasses import dataclass

from lxml.etree import _Element as Element

from kaohe.documents.word import limits
from kaohe.documents.word.flow import Mark, Marks
from kaohe.documents.word.names import child, whole
from kaohe.documents.word.numbering import NO_LABEL, Numbering
from kaohe.documents.word.runs import Inline
from kaohe.documents.word.styles import Styles, heading_level

_UNSEEN = {Mark.REVISION, Mark.HIDDEN}


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph as it is seen. `what`: 目录 or 文本框 where it is no ordinary one."""

    text: str
    number: str
    level: int
    what: str
    marks: Marks

    @property
    def full_text(self) -> str:
        return f"{self.number}{self.text}"


class Paragraphs:
    """Turns what was gathered of a paragraph into a line: its number, its level, what it is."""

    def __init__(self, file: str, styles: Styles, numbering: Numbering) -> None:
        self._file = file
        self._styles = styles
        self._numbering = numbering
        self._left = limits.MOST_PARAGRAPHS

    def inline(self) -> Inline:
        """Where the text of the next paragraph is gathered."""
        return Inline(self._styles)

    def line(self, inline: Inline, paragraph: Element, *, what: str, numbered: bool) -> Line:
        """The line that `inline` and the properties of `paragraph` make. `numbered`: whether it counts in its list;
        a paragraph in a cell that a merge hides does not."""
        self._left -= 1
        text = inline.text
        if self._left < 0:
            raise limits.too_big(self._file, "里的段落太多")
        if len(text) > limits.MOST_TEXT:
            raise limits.too_big(self._file, f"里有一段长达{len(text)}个字")
        properties = child(paragraph, "pPr")
        is_seen = (
            bool(text) or not inline.marks
        )  # a paragraph that was deleted or hidden as a whole has no number
        label = self._numbering.label(properties) if numbered and is_seen else NO_LABEL
        style = self._styles.style(self._styles.of(properties))
        stated = whole(child(properties, "outlineLvl"))
        heading = style.heading if stated is None else heading_level(stated)
        kind = "目录" if style.contents else what
        return Line(text, label.before(text), heading or label.level, kind, inline.marks)
