"""One sheet into the tables and lines of text that a reader sees on it.

title ──────────────▶ Paragraph            A sheet is cut at its blank rows, each part at its blank columns.
(blank row)                                 Lines around cells and merged areas hold together what a blank
┌────┬────┬────┐                            row would cut. Lines of text above a table and notes below it
│    │    │    │ ───▶ Grid                  are Paragraphs. In doubt a row stays in the grid.
└────┴────┴────┘
注：… ──────────────▶ Paragraph
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kaohe.core import Place, Problem, Severity
from kaohe.documents.addresses import cell_address
from kaohe.documents.model import Block, Cell, Grid, Paragraph
from kaohe.documents.scoring.words import goes_on_beside
from kaohe.documents.sheet_content import Area, Position, SheetContent, SheetTooLargeError

_MOST_MERGED = 500_000
_MOST_BLANKS = 200_000
_FAR_MERGE = 1_000
_NARROW_GAP = 2
_WIDEST_GAP = 3
_MOST_STACKED = 300
_TITLE_SHARE = 0.6
_NOTE = re.compile(r"[（(【]?\s*(?:注|备注|说明|附注|填表|制表|填报|审核|联系|报送|本表|附[:：])")
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?\s*[%％分]?")


def sheet_blocks(content: SheetContent, file: str) -> tuple[list[Block], list[Problem]]:
    """The blocks of a sheet in reading order, and what was odd about its merged areas."""
    if not content.texts:
        return [], []
    sheet = _Sheet(content, file)
    return list(sheet.blocks()), sheet.problems()


@dataclass(frozen=True, slots=True)
class _Region:
    """A part of the sheet: its filled rows, each with its filled columns."""

    rows: dict[int, set[int]]

    @property
    def columns(self) -> set[int]:
        return set().union(*self.rows.values())

    def part(self, rows: Iterable[int]) -> "_Region":
        return _Region({row: self.rows[row] for row in rows})

    def across(self, columns: set[int]) -> "_Region":
        kept = ((row, found & columns) for row, found in self.rows.items())
        return _Region({row: found for row, found in kept if found})


class _Sheet:
    """A sheet while it is cut up. Texts stand at the upper left of their areas."""

    def __init__(self, content: SheetContent, file: str) -> None:
        self._content, self._file = content, file
        self._areas: dict[Position, Area] = {}
        self._owner: dict[Position, Position] = {}
        self._covered: list[Position] = []
        self._overlapping: list[Position] = []
        self._bottom = max(row for row, _ in content.texts)
        self._right = max(column for _, column in content.texts)
        self._lay_merges()
        self._texts = {p: t for p, t in content.texts.items() if self._owner.get(p, p) == p}
        self._lined = {
            (row, column)
            for row, column in content.lined or ()
            if row <= self._bottom and column <= self._right
        }

    def _lay_merges(self) -> None:
        """Which cell each merged position belongs to. Areas that run off the used part end where it ends."""
        near = [
            a
            for a in self._content.merges
            if a.bottom - a.top < _FAR_MERGE and (a.top, a.left) in self._content.texts
        ]
        near = [a for a in near if a.right - a.left < _FAR_MERGE]
        self._bottom = max([self._bottom, *(area.bottom for area in near)])
        self._right = max([self._right, *(area.right for area in near)])
        total = 0
        for found in self._content.merges:
            area = Area(found.top, found.left, min(found.bottom, self._bottom), min(found.right, self._right))
            if area.top > area.bottom or area.left > area.right:
                continue
            total += (area.bottom - area.top + 1) * (area.right - area.left + 1)
            if total > _MOST_MERGED:
                raise SheetTooLargeError("合并的单元格大得不合情理")
            positions = _positions(area)
            if any(position in self._owner for position in positions):
                self._overlapping.append((area.top, area.left))
                continue
            anchor = (area.top, area.left)
            self._areas[anchor] = area
            self._owner.update(dict.fromkeys(positions, anchor))
            self._covered += [p for p in positions[1:] if p in self._content.texts]

    def problems(self) -> list[Problem]:
        found = []
        name = self._content.name
        if self._covered:
            message = f"工作表“{name}”有 {len(self._covered)} 格的字被合并单元格盖住，看不见，没有读入。"
            remedy = "请取消合并，核对盖住的内容。"
            found.append(self._problem("covered", message, remedy, self._covered))
        if self._overlapping:
            message = f"工作表“{name}”有合并区域互相重叠，重叠的没有当作合并读入。"
            remedy = "请用 Excel 或 WPS 打开，重新合并这些单元格，保存后再读入。"
            found.append(self._problem("merges-overlap", message, remedy, self._overlapping))
        return found

    def _problem(self, code: str, message: str, remedy: str, where: Sequence[Position]) -> Problem:
        places = tuple(self._place(position) for position in where[:20])
        return Problem(f"sheet.{code}", Severity.WARNING, message, remedy, places)

    def blocks(self) -> Iterator[Block]:
        yield from self._cut(self._whole(), deep=True)

    def _whole(self) -> _Region:
        """Everything that holds a text, belongs to a merged area with one, or has lines around it."""
        rows: dict[int, set[int]] = {}
        for row, column in (*self._texts, *self._lined):
            rows.setdefault(row, set()).add(column)
        for anchor in self._texts:
            if area := self._areas.get(anchor):
                for row in range(area.top, area.bottom + 1):
                    rows.setdefault(row, set()).update(range(area.left, area.right + 1))
        return _Region(dict(sorted(rows.items())))

    def _cut(self, region: _Region, *, deep: bool) -> Iterator[Block]:
        """Cut at blank rows; what is left is a table with lines of text above and below, or only such lines."""
        for band in self._bands(region):
            rest: _Region | None = band
            stacked = 0
            while rest is not None and self._anchors(rest):  # else: lines around nothing
                here, stacked = rest, stacked + 1
                above, middle, below = self._peel(here)
                again = self._again(here, middle) if stacked < _MOST_STACKED else 0
                rest = here.part([*middle[again:], *below]) if again else None
                yield from self._paragraphs(here.part(above))
                yield from self._tables(here.part(middle[: again or None]), deep=deep)
                yield from self._paragraphs(here.part([] if again else below))

    def _tables(self, region: _Region, *, deep: bool) -> Iterator[Block]:
        """One table, or several side by side."""
        if not region.rows:
            return
        parts = self._columns(region) if deep else []
        if len(parts) > 1:
            for part in parts:
                yield from self._cut(part, deep=False)
        else:
            yield self._grid(region)

    def _again(self, band: _Region, rows: Sequence[int]) -> int:
        """Where a second table begins right below the first: a title outside the lines, then the same heading.

        0: nowhere. A row outside the lines that is followed by anything else stays in the grid.
        """
        if not rows or not self._is_lined(band, rows):
            return 0
        heading = set(self._row_texts(band, rows[0]).values())
        for index in range(1, len(rows) - 1):
            bare = not any((rows[index], column) in self._lined for column in band.rows[rows[index]])
            tied = any(self._reaches_below(rows[index - 1], column) for column in band.rows[rows[index]])
            if bare and not tied and len(heading) > 1:
                following = set(self._row_texts(band, rows[index + 1]).values())
                if following == heading:
                    return index
        return 0

    def _bands(self, region: _Region) -> Iterator[_Region]:
        """The runs of rows between blank rows, those that plainly go on taken together."""
        runs: list[list[int]] = []
        for row in sorted(region.rows):
            gap = row - runs[-1][-1] if runs else 0
            if gap == 1 or (1 < gap <= _NARROW_GAP and self._goes_on(region, runs[-1], row)):
                runs[-1].append(row)
            else:
                runs.append([row])
        yield from map(region.part, runs)

    def _goes_on(self, region: _Region, run: Sequence[int], row: int) -> bool:
        """Whether a row behind a blank one carries on with the table above: figures under figures."""
        last = run[-1]
        same = min(region.rows[last]) == min(region.rows[row]) and max(region.rows[last]) == max(
            region.rows[row]
        )
        texts, before = self._row_texts(region, row), self._row_texts(region, last)
        figures = [c for c in texts if c in before and _is_number(texts[c]) and _is_number(before[c])]
        return same and len(run) > 1 and len(texts) > 2 and len(before) > 2 and bool(figures)

    def _row_texts(self, region: _Region, row: int) -> dict[int, str]:
        return {c: self._texts[row, c] for c in region.rows[row] if (row, c) in self._texts}

    def _anchors(self, region: _Region) -> list[Position]:
        return [(r, c) for r in region.rows for c in sorted(region.rows[r]) if (r, c) in self._texts]

    def _peel(self, band: _Region) -> tuple[list[int], list[int], list[int]]:
        """The rows above the table, of the table, and below it."""
        rows = sorted(band.rows)
        counts = {row: self._count(band, row) for row in rows}
        if all(count < 2 for count in counts.values()) and not self._is_lined(band, rows):
            return rows, [], []
        if len(rows) == 1 and not self._is_lined(band, rows):
            return rows, [], []
        left, right = min(band.columns), max(band.columns)
        lined = self._is_lined(band, rows)
        first, last = 0, len(rows)
        while first < last - 1 and self._is_title(band, rows[first], left, right, lined):
            first += 1
        while first < last - 1 and self._is_note(band, rows[last - 1], lined):
            last -= 1
        return rows[:first], rows[first:last], rows[last:]

    def _count(self, band: _Region, row: int) -> int:
        """How many different texts stand in a row, areas that reach into it included."""
        owners = {self._owner.get((row, c), (row, c)) for c in band.rows[row]}
        return sum(1 for owner in owners if owner in self._texts)

    def _is_lined(self, band: _Region, rows: Sequence[int]) -> bool:
        """Whether the table has lines: most of its rows do, in two cells or more."""
        if self._content.lined is None:
            return False
        lined = sum(1 for row in rows if sum((row, c) in self._lined for c in band.rows[row]) > 1)
        return lined * 2 >= len(rows) and lined > 0

    def _is_title(self, band: _Region, row: int, left: int, right: int, lined: bool) -> bool:
        """Whether a first row is text above the table."""
        columns = band.rows[row]
        if any(self._reaches_below(row, c) for c in columns):
            return False
        bare = lined and not any((row, c) in self._lined for c in columns)
        if bare:
            return True
        if self._count(band, row) != 1:
            return False
        anchor = next((row, c) for c in sorted(columns) if (row, c) in self._texts)
        area = self._area(anchor)
        wide = area.left == left and area.right - area.left + 1 >= _TITLE_SHARE * (right - left + 1)
        alone = (
            area.left == area.right and anchor[1] in (left, right) and not (lined and columns != {anchor[1]})
        )
        return wide or (alone and not lined)

    def _reaches_below(self, row: int, column: int) -> bool:
        """Whether a merged area ties this row to the next."""
        owner = self._owner.get((row, column))
        return owner is not None and self._areas[owner].bottom > row

    def _is_note(self, band: _Region, row: int, lined: bool) -> bool:
        """Whether a last row is text below the table: outside its lines, or a note in so many words."""
        columns = band.rows[row]
        if any(self._owner.get((row, c), (row, c))[0] < row for c in columns):
            return False
        if lined and not any((row, c) in self._lined for c in columns):
            return True
        texts = self._row_texts(band, row)
        return len(texts) == 1 and not lined and bool(_NOTE.match(next(iter(texts.values()))))

    def _columns(self, band: _Region) -> list[_Region]:
        """The tables that stand side by side; one part where it is in doubt whether they are two."""
        runs: list[set[int]] = []
        last = -1
        for column in sorted(band.columns):
            if runs and column == last + 1:
                runs[-1].add(column)
            else:
                runs.append({column})
            last = column
        runs = self._joined(band, runs)
        parts = [band.across(run) for run in runs]
        apart = any(min(b) - max(a) > _NARROW_GAP for a, b in pairwise(runs))
        tables = all(len(part.rows) > 1 and len(part.columns) > 1 for part in parts)
        return parts if len(parts) > 1 and (tables or apart) else [band]

    def _joined(self, band: _Region, runs: Sequence[set[int]]) -> list[set[int]]:
        """The runs of columns, those of one table taken together that only an empty column divides."""
        joined: list[set[int]] = []
        for run in runs:
            if joined and min(run) - max(joined[-1]) <= _WIDEST_GAP and self._is_one(band, joined[-1], run):
                joined[-1] = joined[-1] | run
            else:
                joined.append(run)
        return joined

    def _is_one(self, band: _Region, left: set[int], right: set[int]) -> bool:
        """Whether header and rows go on behind the gap, so that the columns on its right are no table of their own."""
        sides = [band.across(columns) for columns in (left, right)]
        first, second = (set(side.rows) for side in sides)
        if min(first) != min(second) or len(first & second) * 10 < len(first | second) * 6:
            return False
        heads = [list(self._row_texts(side, min(first)).values()) for side in sides]
        return goes_on_beside(*heads)

    def _area(self, anchor: Position) -> Area:
        return self._areas.get(anchor, Area(*anchor, *anchor))

    def _place(self, position: Position) -> Place:
        return Place(file=self._file, sheet=self._content.name, cell=cell_address(*position))

    def _paragraphs(self, region: _Region) -> Iterator[Paragraph]:
        for anchor in self._anchors(region):
            for line in self._texts[anchor].split("\n"):
                if line.strip():
                    yield Paragraph(line.strip(), self._place(anchor), page=self._content.name)

    def _grid(self, region: _Region) -> Grid:
        """The table: trimmed to its texts and the areas they cover, blank cells included."""
        areas = [self._area(anchor) for anchor in self._anchors(region)]
        top, left = min(a.top for a in areas), min(a.left for a in areas)
        bottom, right = max(a.bottom for a in areas), max(a.right for a in areas)
        cells = [self._cell(area, top, left) for area in areas]
        height, width = bottom - top + 1, right - left + 1
        if height * width <= _MOST_BLANKS:
            taken = {(area.top, area.left) for area in areas}
            blank: dict[Position, Area] = {}
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    owner = self._owner.get((row, column), (row, column))
                    if owner not in taken:
                        blank.setdefault(owner, self._within(self._area(owner), top, left, bottom, right))
            cells += [self._cell(area, top, left) for area in blank.values()]
        cells.sort(key=lambda cell: (cell.row, cell.column))
        name = self._content.name
        return Grid(tuple(cells), height, width, self._place((top, left)), page=name)

    @staticmethod
    def _within(area: Area, top: int, left: int, bottom: int, right: int) -> Area:
        return Area(
            max(area.top, top), max(area.left, left), min(area.bottom, bottom), min(area.right, right)
        )

    def _cell(self, area: Area, top: int, left: int) -> Cell:
        position = (area.top, area.left)
        return Cell(
            self._texts.get(position, ""),
            area.top - top,
            area.left - left,
            area.bottom - area.top + 1,
            area.right - area.left + 1,
            self._place(position),
            hidden=self._content.hides(area),
        )


def _positions(area: Area) -> list[Position]:
    return [
        (row, column)
        for row in range(area.top, area.bottom + 1)
        for column in range(area.left, area.right + 1)
    ]


def _is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text.strip()))
