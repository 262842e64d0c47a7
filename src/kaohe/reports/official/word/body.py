"""Blocks in Word's XML, in their sections."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from kaohe.reports.official.blocks import Block, Document, Page, Paragraph, Part, Table, partner
from kaohe.reports.official.geometry import picture_size
from kaohe.reports.official.word.styles import section_xml
from kaohe.reports.official.word.table import table_xml
from kaohe.reports.official.word.text import NO_ROOM, imprint, imprint_height, no_room, paragraph
from kaohe.reports.pictures.picture import Picture

_EMU_A_MM = 36000
_MM_A_PIXEL = 25.4 / 96
_IMPRINT = (Part.COPIES, Part.PRINTED)


def _is_imprint(block: Block | None) -> bool:
    return isinstance(block, Paragraph) and block.part in _IMPRINT


@dataclass(frozen=True, slots=True)
class Footers:
    """The ids under which the package keeps the page numbers of odd and even pages."""

    odd: str = "rIdOdd"
    even: str = "rIdEven"


PictureIds = Callable[[Picture], tuple[str, str]]
"""Keeps a picture in the package; returns the ids of its PNG and of its SVG."""


def body_xml(document: Document, keep: PictureIds, footers: Footers = Footers()) -> str:
    """Everything between the body's tags."""
    return "".join(_Body(document, keep, footers).pieces())


def blocks_xml(blocks: Sequence[Block], keep: PictureIds, *, wide: bool) -> str:
    """Blocks to be put into a document that exists, on a page of the orientation given."""
    return "".join(_Body(Document("", tuple(blocks), wide), keep, Footers()).blocks())


class _Body:
    def __init__(self, document: Document, keep: PictureIds, footers: Footers) -> None:
        self.blocks_ = document.blocks
        self.keep = keep
        self.footers = footers
        self.wide = document.wide
        parts = [block.part for block in document.blocks if isinstance(block, Paragraph)]
        self.letter = Part.LETTER_HEAD in parts

    def pieces(self) -> Iterator[str]:
        yield from self.blocks()
        yield self._section()

    def _section(self) -> str:
        """The section that ends here; only the first page of a letter has no number."""
        letter, self.letter = self.letter, False
        return section_xml(wide=self.wide, odd=self.footers.odd, even=self.footers.even, letter=letter)

    def blocks(self) -> Iterator[str]:
        for number, block in enumerate(self.blocks_):
            match block:
                case Paragraph() if block.part in _IMPRINT:
                    yield self._imprint(number, block)
                case Paragraph():
                    yield self._paragraph(number, block)
                case Table():
                    yield table_xml(block, wide=self.wide)
                    if not isinstance(self._at(number + 1), Paragraph):
                        yield NO_ROOM
                case Picture():
                    yield self._picture(block)
                case Page():
                    yield self._page(block)

    def _at(self, number: int) -> Block | None:
        return self.blocks_[number] if 0 <= number < len(self.blocks_) else None

    def _paragraph(self, number: int, block: Paragraph) -> str:
        """A signer is set by the date below it, a date by the signer above it."""
        neighbour = self._at(number + (1 if block.part is Part.SIGNER else -1))
        beside = partner(block, neighbour)
        following = self._at(number + 1)
        return paragraph(block, beside, following.part if isinstance(following, Paragraph) else None)

    def _imprint(self, number: int, block: Paragraph) -> str:
        """版记: its lines one above the other, the last at the foot of the page."""
        first, last = _is_imprint(self._at(number - 1)), _is_imprint(self._at(number + 1))
        below = 0
        while isinstance(other := self._at(number + 1), Paragraph) and _is_imprint(other):
            below += imprint_height(other)
            number += 1
        apart = NO_ROOM if last else ""  # two frames next to one another would be taken for one
        return imprint(block, below, first=not first, last=not last) + apart

    def _page(self, page: Page) -> str:
        """A new page of the same kind is a break; where paper turns, a section ends."""
        if page.wide == self.wide:
            return no_room(runs='<w:r><w:br w:type="page"/></w:r>')
        ends = self._section()
        self.wide = page.wide
        return no_room(ends)

    def _picture(self, picture: Picture) -> str:
        """As large as it was drawn, or as the page has room for."""
        width, height = picture_size(
            picture.width * _MM_A_PIXEL, picture.height * _MM_A_PIXEL, wide=self.wide
        )
        size = (round(width * _EMU_A_MM), round(height * _EMU_A_MM))
        return picture_xml(picture, size, *self.keep(picture))


_DRAWING = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)


def picture_xml(picture: Picture, size: tuple[int, int], png: str, svg: str) -> str:
    """A drawing that stays sharp: newer programs show the SVG, older ones the PNG."""
    number = int("".join(letter for letter in png if letter.isdigit()) or 1)
    extent = f'cx="{size[0]}" cy="{size[1]}"'
    name, words = quoteattr(picture.title), quoteattr(picture.words)
    return (
        '<w:p><w:pPr><w:snapToGrid w:val="0"/><w:spacing w:before="60" w:after="60" w:line="240" w:lineRule="auto"/>'
        f'<w:jc w:val="center"/></w:pPr><w:r><w:drawing><wp:inline {_DRAWING} distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent {extent}/><wp:docPr id="{number}" name={name} descr={words}/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name={name} descr={words}/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{png}"><a:extLst><a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}">'
        '<asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" '
        f'r:embed="{svg}"/></a:ext></a:extLst></a:blip><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        "</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )
