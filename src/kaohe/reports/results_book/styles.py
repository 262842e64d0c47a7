"""The formats of the workbook, each made once, and the few colours it has."""

from typing import Any

FONT = "宋体"
LINE = "#8C8C8C"
HEAD = "#DDE6F0"
SUBHEAD = "#EEF3F8"
INK = "#1F3A5F"
PALE = "#B9C7D6"
QUIET = "#595959"


class Styles:
    """Formats by what they are made of."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def make(self, **wanted: Any) -> Any:
        """A format with these properties, on top of the house's font and position."""
        key = tuple(sorted(wanted.items()))
        if key not in self._made:
            base = {"font_name": FONT, "font_size": 10, "valign": "vcenter"}
            self._made[key] = self._book.add_format(base | wanted)
        return self._made[key]

    def bare(self, **wanted: Any) -> Any:
        """A format with nothing but these properties: for colouring by condition, which changes only what it names."""
        return self._book.add_format(wanted)

    def box(self, **wanted: Any) -> Any:
        """A cell of a table."""
        return self.make(border=1, border_color=LINE, **wanted)

    def text(self, **wanted: Any) -> Any:
        return self.box(text_wrap=True, **wanted)

    def number(self, form: str, **wanted: Any) -> Any:
        return self.box(num_format=form, **wanted)

    def centred(self, **wanted: Any) -> Any:
        return self.box(align="center", text_wrap=True, **wanted)

    def head(self, **wanted: Any) -> Any:
        return self.box(**{"bold": True, "align": "center", "text_wrap": True, "bg_color": HEAD} | wanted)

    def subhead(self, **wanted: Any) -> Any:
        """A line of the head that is not a name: full points, means."""
        return self.box(**{"align": "center", "text_wrap": True, "bg_color": SUBHEAD} | wanted)

    def title(self) -> Any:
        return self.make(bold=True, font_name="黑体", font_size=14, text_wrap=True)

    def note(self) -> Any:
        return self.make(font_color=QUIET, text_wrap=True, font_size=9)
