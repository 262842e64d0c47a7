"""How each part of an official paper looks in Word: one row of a table a part."""

from dataclasses import dataclass

from kaohe.reports.official.blocks import Part
from kaohe.reports.official.geometry import BODY_SIZE, LINE, PAGE_NUMBER_SIZE, TITLE_SIZE, twips

XIAOBIAOSONG, FANGSONG, HEITI, KAITI, SONGTI = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
LATIN = "Times New Roman"


@dataclass(frozen=True, slots=True)
class Look:
    """Font; size in points; how lines stand; what stays free, in characters (first, left, right) and lines (before,
    after). `line`: the height of a line in twentieths of a point, 0 as high as the text. `keep`: on one page with
    what follows. `red`: the colour of the head.
    """

    font: str = FANGSONG
    size: float = BODY_SIZE
    align: str = "both"
    first: float = 0
    left: float = 0
    right: float = 0
    hanging: float = 0
    before: float = 0
    after: float = 0
    line: int = LINE
    keep: bool = False
    red: bool = False
    level: int = 0


_HEAD_SIZE = 40
_TITLE_LINE = round(TITLE_SIZE * 20 * 1.6)
_IMPRINT_LINE = 480
_TOP_OF_HEAD = (twips(35) - 8 * 20) / LINE
"""The head begins 35 mm below the upper margin; the font's own room above the characters is taken off."""

LOOKS: dict[Part, Look] = {
    Part.RED_HEAD: Look(XIAOBIAOSONG, _HEAD_SIZE, "center", before=_TOP_OF_HEAD, line=0, red=True, keep=True),
    Part.LETTER_HEAD: Look(XIAOBIAOSONG, _HEAD_SIZE, "center", line=0, red=True, keep=True),
    Part.NUMBER: Look(align="center", before=2, keep=True),
    Part.LETTER_NUMBER: Look(align="right", keep=True),
    Part.TITLE: Look(
        XIAOBIAOSONG, TITLE_SIZE, "center", before=2, after=1, line=_TITLE_LINE, keep=True, level=1
    ),
    Part.SUBTITLE: Look(KAITI, BODY_SIZE, "center", after=1, keep=True),
    Part.RECIPIENT: Look(),
    Part.BODY: Look(first=2),
    Part.HEADING_1: Look(HEITI, first=2, keep=True, level=2),
    Part.HEADING_2: Look(KAITI, first=2, keep=True, level=3),
    Part.HEADING_3: Look(first=2, keep=True, level=4),
    Part.HEADING_4: Look(first=2, keep=True, level=5),
    Part.ATTACHMENT: Look(left=6, hanging=4, before=1, align="left"),
    Part.SIGNER: Look(align="right", before=2, keep=True),
    Part.DATE: Look(align="right"),
    Part.NOTE: Look(first=2),
    Part.ANNEX: Look(HEITI, align="left", keep=True),
    Part.CAPTION: Look(HEITI, 14, "center", before=0.5, after=0.2, keep=True),
    Part.REMARK: Look(SONGTI, 10.5, "left", before=0.2, after=0.3, line=0),
    Part.COPIES: Look(size=PAGE_NUMBER_SIZE, left=4, right=1, hanging=3, align="left", line=_IMPRINT_LINE),
    Part.PRINTED: Look(size=PAGE_NUMBER_SIZE, left=1, right=1, align="left", line=_IMPRINT_LINE),
    Part.SPACE: Look(),
}


def style_id(part: Part) -> str:
    """The style's id in the file; its name is the part's own."""
    return "Kaohe" + "".join(word.title() for word in part.name.split("_"))
