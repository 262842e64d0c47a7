"""The book that is being written: what all its sheets share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kaohe.facts import Facts, Units
from kaohe.reports.results_book.columns import ItemColumn, has_classes, item_columns
from kaohe.reports.results_book.names import SheetNames
from kaohe.reports.results_book.page import Page, fitting
from kaohe.reports.results_book.ramp import Ramp
from kaohe.reports.results_book.styles import Styles
from kaohe.results import RoundResult, Standing, TableResult
from kaohe.results.explain import Reasons


@dataclass(frozen=True, slots=True)
class Listing:
    """A sheet, as the last one lists it: its name and what it shows."""

    name: str
    shows: str


@dataclass(frozen=True, slots=True)
class Round:
    """A result and what it was computed from, with the words for its reasons and measures' names by id."""

    result: RoundResult
    facts: Facts
    units: Units
    reasons: Reasons
    names: Mapping[str, str]


class Book:
    """The workbook, its formats, its sheets' names."""

    def __init__(self, workbook: Any, of: Round) -> None:
        self.workbook, self.round = workbook, of
        self.styles = Styles(workbook)
        self.ramp = Ramp(self.styles)
        self.sheet_names = SheetNames()
        self.listings: list[Listing] = []

    def page(self, name: str, mark: str, widths: Sequence[float], shows: str) -> Page:
        """A new sheet."""
        made = self.sheet_names.make(name, mark)
        self.listings.append(Listing(made, shows))
        return Page(self.workbook.add_worksheet(made), self.styles, widths)

    def chart(self, kind: str, subtype: str = "") -> Any:
        return self.workbook.add_chart({"type": kind} | ({"subtype": subtype} if subtype else {}))


@dataclass
class Part:
    """One table of the scheme in the book. `mark` tells its sheets from those of other tables."""

    book: Book
    table: TableResult
    mark: str = ""

    @property
    def round(self) -> Round:
        return self.book.round

    @property
    def styles(self) -> Styles:
        return self.book.styles

    @cached_property
    def columns(self) -> tuple[ItemColumn, ...]:
        return item_columns(self.table)

    @cached_property
    def classes(self) -> bool:
        return has_classes(self.table.standings)

    @property
    def standings(self) -> tuple[Standing, ...]:
        return self.table.standings

    @cached_property
    def by_unit(self) -> dict[str, Standing]:
        return {standing.tally.unit.id: standing for standing in self.standings}

    @cached_property
    def unit_width(self) -> float:
        return fitting((standing.tally.unit.name for standing in self.standings), 12, 24)

    @cached_property
    def class_width(self) -> float:
        return fitting((standing.tally.unit.unit_class for standing in self.standings), 8, 14)

    @property
    def leads(self) -> int:
        """How many columns stand before the scores: rank, name and, where there are any, class."""
        return 3 if self.classes else 2

    @property
    def lead_heads(self) -> tuple[str, ...]:
        return ("名次", "单位", "类别")[: self.leads]

    @property
    def lead_widths(self) -> tuple[float, ...]:
        return (6, self.unit_width, self.class_width)[: self.leads]

    @cached_property
    def lead_looks(self) -> tuple[Any, ...]:
        middle = self.styles.centred()
        return (middle, self.styles.text(), middle)[: self.leads]

    def page(self, name: str, widths: Sequence[float], shows: str) -> Page:
        return self.book.page(name, self.mark, widths, shows)

    def title(self, name: str) -> str:
        return f"{self.table.table.name}　{name}"

    def note(self, text: str = "") -> str:
        """The line below a title: period, state, and what the reader of this sheet should know."""
        state = (
            "暂定结果，还有未报或待评的项目，名次、等次都可能变，不能公布。" if self.table.provisional else ""
        )
        nobody = "" if self.standings else "没有被考核单位。"
        return f"考核期：{self.round.result.scheme.period.label}。{state}{nobody}{text}"

    def head(self, page: Page, name: str, text: str, leads: int, breaks: Sequence[int]) -> None:
        """The heading of a sheet that may print on several pages side by side."""
        if not breaks:
            page.heading(self.title(name), self.note(text))
            return
        state = "暂定结果" if self.table.provisional else ""
        page.heading_across((name, self.table.table.name), (state, self.note(text)), leads, breaks)

    @property
    def footer(self) -> str:
        """What stands at the left below every page."""
        return ("（暂定）" if self.table.provisional else "") + self.round.result.scheme.title
