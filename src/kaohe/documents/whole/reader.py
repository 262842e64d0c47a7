"""A document in our form → the draft of the scheme that it was written from, with what somebody changed since."""

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from kaohe.clauses.canonical import Names
from kaohe.core import Period, Place, plain
from kaohe.documents.model import Document, Grid, Paragraph
from kaohe.documents.whole import lists
from kaohe.documents.whole.notes import Notes, Sentences, rows_below, shown
from kaohe.documents.whole.phrases import TableLine, read_ranking, read_table
from kaohe.documents.whole.scoring import Scored, read_scoring
from kaohe.documents.whole.texts import LONG, listed
from kaohe.documents.whole.words import (
    BASIS_LABELS,
    CAPTIONS,
    CLASS_LABELS,
    MEASURE_CAPTION,
    NOTE_LABELS,
    PERIOD_LABELS,
    RANKING_LABEL,
    REMARKS,
    RESULTS,
    VERSION_LABELS,
    Column,
    Head,
    Kind,
    head_of,
    without_number,
)
from kaohe.scheme.draft import DraftTable, SchemeDraft
from kaohe.scheme.model import Measure, Ranking

_LABELS = (*VERSION_LABELS, *PERIOD_LABELS, *CLASS_LABELS, *BASIS_LABELS, *NOTE_LABELS)
_LABELLED = re.compile(rf"({'|'.join(_LABELS)})[：:](.*)", re.DOTALL)


def read_whole(document: Document) -> SchemeDraft | None:
    """The scheme of a document that `kaohe document` wrote; None where the document is none of these.

    It is one where a scoring table has a column 计分规则 and another table lists the 数据项. Columns may stand in another
    order, and what was changed in Word or Excel counts as it stands now. What cannot be read is among the draft's
    problems, with its cell.
    """
    grids = [(grid, head_of(grid)) for grid in document.grids]
    kinds = {head.kind for _, head in grids if head is not None}
    if not {Kind.SCORING, Kind.MEASURES} <= kinds:
        return None
    notes = Notes()
    notes.problems.extend(document.problems)
    for cell in (cell for grid in document.grids for cell in grid.cells if cell.grids):
        message, remedy = "这一格里还套着一张表，没有读入。", "请把里面的表移到外面，或改写成文字。"
        notes.warn("nested-table", cell.place, message, remedy)
    return _Whole(document, {id(grid): head for grid, head in grids}, notes).run()


class _Whole:
    """Walks the document: the measures first, since rules name them, then everything in its order."""

    def __init__(self, document: Document, heads: dict[int, Head | None], notes: Notes) -> None:
        self.document, self.heads, self.notes = document, heads, notes
        self.measures = self._measures()
        self.sentences = Sentences(Names.of(self.measures), notes)
        self.title = ""
        self.basics: dict[str, tuple[str, Place]] = {}
        self.tables: list[DraftTable] = []
        self.current = -1
        """The table that grades, vetoes, ranking and lists are for."""
        self.line: tuple[TableLine, Place, Paragraph | None] | None = None
        """The line above the next scoring table, and the heading above that."""
        self.strays: list[Paragraph] = []
        """Paragraphs that nothing has been made of yet; the last may be the name of a table."""

    def run(self) -> SchemeDraft:
        for block in self.document.blocks:
            if isinstance(block, Paragraph):
                self._paragraph(block)
            else:
                self._grid(block)
        self._tell_strays(self.strays)
        basic = {label: text for label, (text, _) in self.basics.items()}
        return SchemeDraft(
            title=self.title,
            version=_first(basic, VERSION_LABELS) or "1",
            period=self._period(),
            classes=listed(_first(basic, CLASS_LABELS)),
            measures=self.measures,
            tables=tuple(self.tables),
            basis=listed(_first(basic, BASIS_LABELS), LONG),
            note=_first(basic, NOTE_LABELS),
            problems=tuple(self.notes.problems),
            doubtful=frozenset(self.notes.doubtful),
            where=Place(file=self.document.source),
        )

    def _measures(self) -> tuple[Measure, ...]:
        """The measures of all annexes; a name that stands there twice counts once, and is said."""
        found: dict[str, Measure] = {}
        for grid in self.document.grids:
            head = self.heads[id(grid)]
            if head is None or head.kind is not Kind.MEASURES:
                continue
            for measure in lists.read_measures(grid, head, self.notes):
                if measure.id in found:
                    message = f"数据项“{shown(measure.id)}”写了两次。"
                    self.notes.error("measure-twice", measure.where, message, "请只留一行。")
                else:
                    found[measure.id] = measure
        return tuple(found.values())

    # ---- paragraphs

    def _paragraph(self, paragraph: Paragraph) -> None:
        text = paragraph.full_text.strip()
        labelled = _LABELLED.fullmatch(text) if not self.tables else None
        if labelled is not None and labelled[1] not in self.basics:
            self.basics[labelled[1]] = (labelled[2].strip(), paragraph.place)
        elif (line := read_table(text)) is not None:
            self.line = (line, paragraph.place, self.strays.pop() if self.strays else None)
        elif text.startswith((f"{RANKING_LABEL}：", f"{RANKING_LABEL}:")):
            self._ranking(text[len(RANKING_LABEL) + 1 :], paragraph.place)
        elif text.endswith(RESULTS):
            self._turn_to(without_number(text.removesuffix(RESULTS)), paragraph.place)
        elif without_number(text) in CAPTIONS or text in (MEASURE_CAPTION, *REMARKS):
            return
        elif not self.title:
            self.title = text.replace("\n", "")  # a long title is broken over lines for its looks
        elif text.replace("\n", "") != self.title:  # each sheet of a workbook may carry it
            self.strays.append(paragraph)

    def _ranking(self, text: str, place: Place) -> None:
        read = read_ranking(text.strip())
        if read is None or not self.tables:
            message, remedy = (
                f"排名规则（{shown(text)}）读不懂。",
                "请写成“全部单位一起排名；总分相同的并列。”这样。",
            )
            self.notes.error("ranking", place, message, remedy)
        else:
            self._change(ranking=Ranking(*read, place))

    def _turn_to(self, name: str, place: Place) -> None:
        """What follows is for the table of this name."""
        found = [number for number, table in enumerate(self.tables) if table.name == name]
        if found:
            self.current = found[-1]
        else:
            self.current = -1
            message, remedy = f"没有叫“{shown(name)}”的考核表。", "请核对表名，或调整工作表的顺序。"
            self.notes.error("no-such-table", place, message, remedy)

    def _tell_strays(self, strays: Iterable[Paragraph]) -> None:
        for paragraph in strays:
            message = f"这一段（{shown(paragraph.text)}）没有读入办法。"
            remedy = "要计入办法的，请写到“说明”一段或表格里。"
            self.notes.advise("paragraph-not-read", paragraph.place, message, remedy)

    # ---- grids

    def _grid(self, grid: Grid) -> None:
        head = self.heads[id(grid)]
        if head is None:
            if any(cell.text.strip() for cell in grid.cells):
                message = f"这张表（{shown(grid.cells[0].text)}…）没有读入。"
                self.notes.warn("table-not-read", grid.place, message, "请核对表头，或删去这张表。")
            return
        match head.kind:
            case Kind.SCORING:
                self._scoring(grid, head)
            case Kind.BASICS:
                self._basics(grid, head)
            case Kind.MEASURES:
                return
            case _ if not self.tables or self.current < 0:
                message, remedy = "这张表前面没有考核表，不知道是哪一张的。", "请移到它的考核表后面。"
                self.notes.error("whose-table", grid.place, message, remedy)
            case _:
                self._results(grid, head)

    def _basics(self, grid: Grid, head: Head) -> None:
        for row in rows_below(grid, head, self.notes):
            label = row.text(Column.BASIC)
            if label in _LABELS and label not in self.basics:
                self.basics[label] = (row.text(Column.CONTENT), row.place(Column.CONTENT))
            else:
                message = f"“{shown(label)}”这一行没有读入。"
                self.notes.advise(
                    "row-not-read", row.where, message, f"可以写：{'、'.join(_LABELS)}，各写一行。"
                )

    def _scoring(self, grid: Grid, head: Head) -> None:
        last = self.strays.pop() if self.strays and self.line is None else None
        line, place, heading = self.line or (TableLine(""), grid.place, last)
        name = without_number(heading.full_text.strip()) if heading else ""
        self._tell_strays(self.strays)
        self.strays.clear()
        if not line.level:
            message, remedy = "这张考核表没有写考核对象。", "请在表的上面写“考核对象：…；总分：…”。"
            self.notes.error("no-level", place, message, remedy)
        for part in line.stray:
            message, remedy = f"“{shown(part)}”读不懂。", "可以写：总分、得分保留几位小数、合理缺项怎样计。"
            self.notes.warn("line-not-understood", place, message, remedy)
        self.line = None
        scored = read_scoring(grid, head, self.sentences)
        self.tables.append(
            DraftTable(
                name=name or self.title,
                level=line.level,
                total=self._total(line.total, scored),
                groups=scored.groups,
                precision=line.precision,
                when_not_applicable=line.when_not_applicable,
                where=grid.place,
            )
        )
        self.current = len(self.tables) - 1

    def _total(self, stated: Decimal | None, scored: Scored) -> Decimal | None:
        """The total that is stated above the table or in its row of totals."""
        if stated is not None and scored.total is not None and stated != scored.total:
            message = f"表上写明总分{plain(stated)}分，合计一行写的是{plain(scored.total)}分。"
            self.notes.error("total-twice", scored.total_place, message, "请核对总分，两处写成一样。")
        return scored.total if stated is None else stated

    def _results(self, grid: Grid, head: Head) -> None:
        """What follows from the scores of the table at hand."""
        table = self.tables[self.current]
        match head.kind:
            case Kind.VETOES:
                self._change(vetoes=(*table.vetoes, *lists.read_vetoes(grid, head, self.sentences)))
            case Kind.GRADES:
                self._change(grades=(*table.grades, *lists.read_grades(grid, head, self.notes)))
            case Kind.LISTS:
                entries = lists.read_lists(grid, head, self.sentences)
                self._change(consequences=(*table.consequences, *entries))

    def _change(self, **changes: object) -> None:
        self.tables[self.current] = replace(self.tables[self.current], **changes)  # type: ignore[arg-type]

    def _period(self) -> Period | None:
        text, place = next(
            (self.basics[label] for label in PERIOD_LABELS if label in self.basics), ("", Place())
        )
        if not text:
            return None
        try:
            return Period.parse(text)
        except ValueError:
            message, remedy = (
                f"“{shown(text)}”不是一个考核周期。",
                "请写成 2026年、2026年上半年、2026年第3季度 这样。",
            )
            self.notes.error("not-a-period", place, message, remedy)
            return None


def _first(basics: dict[str, str], labels: Iterable[str]) -> str:
    """What stands behind the first of these labels that is there."""
    return next((basics[label] for label in labels if basics.get(label)), "")
