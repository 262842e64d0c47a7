"""What in a paper is laid out by its text, done again once the text is known: head, signature, imprint."""

from collections.abc import Iterable, Iterator

from lxml import etree
from lxml.etree import _Element as Element

from kaohe.documents.word.names import VAL, child, w
from kaohe.reports.official.blocks import Paragraph, Part
from kaohe.reports.official.geometry import BODY_SIZE, ROOM, signature_indents
from kaohe.reports.official.titles import title_lines
from kaohe.reports.official.word.styles import MAIN
from kaohe.reports.official.word.template_styles import Styles
from kaohe.reports.official.word.template_text import break_lines, own_text
from kaohe.reports.official.word.text import KEEPING, LETTER_WIDTH, head_size, imprint, imprint_height

_PARAGRAPH = w("p")
_IMPRINT = (Part.COPIES, Part.PRINTED)
_HEADS = {Part.RED_HEAD: ROOM, Part.LETTER_HEAD: LETTER_WIDTH}


def lay_out(changed: Iterable[Element], styles: Styles) -> None:
    """Set the paragraphs again whose text was filled in, where their style is one of ours."""
    for paragraph in changed:
        part = styles.part_of(paragraph)
        if part in _HEADS:
            _set_head(paragraph, _HEADS[part])
        elif part is Part.TITLE:
            title = own_text(paragraph)
            if "\n" not in title:  # what is broken already stays as it is
                break_lines(paragraph, title_lines(title))
        elif part is Part.SIGNER:
            _sign(paragraph, _neighbour(paragraph, Part.DATE, styles, after=True))
        elif part is Part.DATE:
            _sign(_neighbour(paragraph, Part.SIGNER, styles, after=False), paragraph)


def keep_together(story: Element, styles: Styles) -> None:
    """Let what stands before a signature go to a new page with it, whatever paragraph that has become."""
    for paragraph in story.iterchildren(_PARAGRAPH):
        before = paragraph.getprevious()
        if before is None or before.tag != _PARAGRAPH or styles.part_of(paragraph) not in KEEPING:
            continue
        properties = child(before, "pPr")
        if (
            styles.part_of(before) is not None
            and properties is not None
            and child(properties, "keepNext") is None
        ):
            properties.insert(1, properties.makeelement(w("keepNext")))


def _set_head(paragraph: Element, room: float) -> None:
    """As large as the line allows."""
    half_points = str(round(head_size(own_text(paragraph), room) * 2))
    for run in paragraph.iter(w("r")):
        look = child(run, "rPr")
        if look is None:
            look = run.makeelement(w("rPr"))
            run.insert(0, look)
        for name in ("sz", "szCs"):
            size = child(look, name)
            if size is None:
                size = etree.SubElement(look, w(name))
            size.set(VAL, half_points)


def _neighbour(paragraph: Element, part: Part, styles: Styles, *, after: bool) -> Element | None:
    other = next(paragraph.itersiblings(_PARAGRAPH, preceding=not after), None)
    return other if other is not None and styles.part_of(other) is part else None


def _sign(signer: Element | None, date: Element | None) -> None:
    """Signer and date centred on one another. Whoever took the indents away wanted it otherwise."""
    texts = ["" if paragraph is None else own_text(paragraph) for paragraph in (signer, date)]
    for paragraph, free in zip((signer, date), signature_indents(*texts), strict=True):
        indent = child(paragraph, "pPr", "ind")
        if indent is not None:
            indent.set(w("rightChars"), str(round(free * 100)))
            indent.set(w("right"), str(round(free * BODY_SIZE * 20)))


def lay_out_imprint(body: Element, styles: Styles) -> None:
    """The lines of the 版记 one above the other at the foot of the page, each as high as its text."""
    lines = [
        (paragraph, Paragraph(part, *_sides(paragraph)))
        for paragraph, part in _framed(body, styles)
        if part in _IMPRINT
    ]
    below = 0
    for number in reversed(range(len(lines))):
        paragraph, block = lines[number]
        made = imprint(block, below, first=number == 0, last=number == len(lines) - 1)
        fresh = child(etree.fromstring(f"<w:body {MAIN}>{made}</w:body>"), "p", "pPr")
        for name in ("framePr", "pBdr"):
            old, new = child(paragraph, "pPr", name), child(fresh, name)
            if old is not None and new is not None:
                old.addprevious(new)
                new.getparent().remove(old)  # type: ignore[union-attr]  # it was just put beside `old`
        below += imprint_height(block)


def _framed(body: Element, styles: Styles) -> Iterator[tuple[Element, Part]]:
    for paragraph in body.iterchildren(_PARAGRAPH):
        part = styles.part_of(paragraph)
        if part is not None and child(paragraph, "pPr", "framePr") is not None:
            yield paragraph, part


def _sides(paragraph: Element) -> tuple[str, str]:
    left, _, right = own_text(paragraph).partition("\t")
    return left, right
