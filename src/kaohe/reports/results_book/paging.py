"""How a wide sheet breaks into pages side by side: between groups of columns where that wastes little."""

from collections.abc import Sequence

from kaohe.reports.results_book.page import LANDSCAPE_WIDTH, Page, pixels

_SMALLEST = 62
"""Percent: smaller type is not read on paper."""
_WIDE_SCALE = 75
"""Percent at which a sheet of several pages prints."""
_WORTH_FILLING = 0.6
_SURE = 84
"""Percent of the page that is filled: where the font is not there, another one makes columns a sixth wider."""


def page_breaks(widths: Sequence[float], repeated: int, starts: Sequence[int]) -> list[int]:
    """The columns that begin a new page, `repeated` columns standing on each; none where one page holds all.

    `starts` are the columns at which groups begin.
    """
    sizes = [pixels(width) for width in widths]
    if sum(sizes) * _SMALLEST <= LANDSCAPE_WIDTH * 100:
        return []
    room = LANDSCAPE_WIDTH * _SURE // _WIDE_SCALE - sum(sizes[:repeated])
    breaks: list[int] = []
    first, used = repeated, 0
    for column in range(repeated, len(sizes)):
        if used + sizes[column] > room and column > first:
            begin = _begin(sizes, first, column, room, starts)
            breaks.append(begin)
            first, used = begin, sum(sizes[begin:column])
        used += sizes[column]
    return breaks


def _begin(sizes: Sequence[int], first: int, column: int, room: int, starts: Sequence[int]) -> int:
    """Where the next page begins: at the last group that starts on a well filled page, else where it is full."""
    for start in sorted(starts, reverse=True):
        if first < start <= column and sum(sizes[first:start]) >= room * _WORTH_FILLING:
            return start
    return column


def print_wide(page: Page, breaks: Sequence[int], repeated: int) -> None:
    """Pages side by side, the first columns repeated on each; one page wide where there are no breaks."""
    if breaks:
        page.sheet.set_print_scale(_WIDE_SCALE)
        page.sheet.set_v_pagebreaks(list(breaks))
        page.sheet.repeat_columns(0, repeated - 1)
        page.sheet.print_across()
