"""How much of a Word file is read: beyond these an office document has become something else.

The size of what is unpacked is counted while unpacking, never taken from the archive's own word. There is no limit
to the ratio of packing: an honest table of a thousand like rows packs a hundred to one, and a bomb is stopped by its
size all the same. Parts that carry no text (pictures, fonts, macros) are never unpacked.
"""

from kaohe.core import Refused

MOST_FILE_BYTES = 100 * 1024 * 1024
MOST_PARTS = 10_000
"""Files within the archive."""
MOST_XML_BYTES = 64 * 1024 * 1024
"""All XML parts that are read, together, unpacked. A 200-row table is about 2 MB."""
MOST_TAGS = 2_000_000
"""Tags in one part, begin and end; an element takes some 120 bytes of memory, an attribute some 200."""
MOST_ATTRIBUTES = 2_000_000
MOST_PARAGRAPHS = 200_000
MOST_CELLS = 200_000
MOST_COLUMNS = 1_000
"""Word itself stops at 63."""
MOST_POSITIONS = 500_000
"""Rows × columns of all tables together: few cells can span many."""
MOST_TEXT = 200_000
"""Characters in one paragraph or one cell."""
MOST_DEPTH = 20
"""Tables and text boxes within one another."""
MOST_LABEL = 60
"""Characters in the pattern of an automatic number; it is repeated for every paragraph."""
MOST_PLACES = 3
"""Places named for one problem; the message says how many there are."""


def too_big(name: str, what: str) -> Refused:
    """The refusal of a file that holds more than is read."""
    return Refused(
        "document.too-big",
        f"“{name}”{what}，超过了上限，为安全起见没有读。请删去无关的内容（图片、附件），或分成几个文件再读。",
    )


def too_deep(name: str, what: str) -> Refused:
    """The refusal of a file whose parts lie within one another without end."""
    return Refused(
        "document.too-deep",
        f"“{name}”{what}，层数超过了上限，为安全起见没有读。请把套在里面的表格移出来，再读。",
    )


def damaged(name: str, what: str) -> Refused:
    """The refusal of a file that cannot be read through."""
    return Refused(
        "document.damaged",
        f"“{name}”{what}，读不下去。请在 Word 或 WPS 里打开并另存为 .docx；打不开就请重新拷贝一份。",
    )
