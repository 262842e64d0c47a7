"""From a document to all that was read of it: schemes, grades, targets, timetables, tasks, duties, vetoes.

A document first comes apart into those strung together in it. In each part the grids that score are read as
tables; what is left of the grids may be targets, a timetable, tasks or duties; the paragraphs are read as prose.
A grid that is none of these is told, so that nothing is dropped in silence.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from kaohe.core import Place, Problem, Severity
from kaohe.documents.grade_bands import as_grades, read_grades
from kaohe.documents.limits import LIMITS
from kaohe.documents.model import Document, Grid, Paragraph
from kaohe.documents.parts import Part, split_parts
from kaohe.documents.prose import read_grid, read_prose
from kaohe.documents.reading import (
    DocumentReading,
    Duty,
    GradeBands,
    TargetMatrix,
    Task,
    Timetable,
    VetoList,
)
from kaohe.documents.scoring import read_scoring
from kaohe.documents.scoring.rows import RowKind, classify
from kaohe.documents.vetoes import veto_grid, without_mild
from kaohe.documents.whole import read_whole
from kaohe.scheme.draft import DraftGroup, DraftItem, SchemeDraft


@dataclass
class _Gathered:
    """What the parts of a document gave so far."""

    drafts: list[SchemeDraft] = field(default_factory=list)
    grades: list[GradeBands] = field(default_factory=list)
    targets: list[TargetMatrix] = field(default_factory=list)
    timetables: list[Timetable] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)
    vetoes: list[VetoList] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def recognise(document: Document) -> DocumentReading:
    """Read a document. All problems are in the reading; those of a scheme are in its draft too.

    A document that Kaohe wrote carries its rules in words; it is read back as it stands.
    """
    whole = read_whole(document)
    if whole is not None:
        return DocumentReading(document.source, whole.title, (whole,), problems=whole.problems)
    document = _bounded(document)
    parts = split_parts(document)
    gathered = _Gathered(problems=list(document.problems))
    for part in parts:
        _read_part(part, gathered)
    read = (gathered.drafts, gathered.targets, gathered.timetables, gathered.tasks, gathered.duties)
    if not (any(read) or gathered.vetoes):
        gathered.problems.append(_nothing(document))
    title = next((part.title for part in parts if part.title), "")
    return DocumentReading(
        source=document.source,
        title=title,
        drafts=tuple(gathered.drafts),
        grades=tuple(gathered.grades),
        targets=tuple(gathered.targets),
        timetables=tuple(gathered.timetables),
        tasks=tuple(gathered.tasks),
        duties=tuple(gathered.duties),
        vetoes=tuple(gathered.vetoes),
        problems=tuple(dict.fromkeys(gathered.problems)),
    )


def _bounded(document: Document) -> Document:
    """The document up to the limits; what lies beyond is told."""
    paragraphs = cells = 0
    for index, block in enumerate(document.blocks):
        paragraphs += isinstance(block, Paragraph)
        cells += 0 if isinstance(block, Paragraph) else len(block.cells)
        if index and (paragraphs > LIMITS.paragraphs or cells > LIMITS.sheet_cells):
            problem = Problem(
                "document.too-long",
                Severity.WARNING,
                f"文件太长（共{len(document.blocks)}个段落和表格），只读到这里，后面的没有读。",
                "请只留下考核办法本身，或分成几份文件来读。",
                (block.place,),
            )
            kept = document.blocks[:index]
            return replace(document, blocks=kept, problems=(*document.problems, problem))
    return document


def _read_part(part: Part, gathered: _Gathered) -> None:
    scoring = read_scoring(part.document.blocks, part.title)
    headings = {id(paragraph) for paragraph in scoring.headings}
    names = {table.name for draft in scoring.drafts for table in draft.tables}
    blocks = tuple(
        block
        for block in part.document.blocks
        if id(block) not in headings
        and not (isinstance(block, Paragraph) and block.full_text.strip() in names)
    )
    prose = read_prose(replace(part.document, blocks=blocks), part.title)
    remarks = read_grades(_remarks(scoring.used))
    grades = (*remarks, *prose.grades)
    drafts = [_graded(draft, grades) for draft in scoring.drafts]
    own = prose.draft
    if own is not None and _only_tells_total(own, scoring.drafts):
        own = None
    if own is not None:
        drafts.append(own)
    gathered.drafts += drafts
    gathered.grades += grades
    gathered.timetables += prose.timetables
    gathered.tasks += prose.tasks
    gathered.duties += prose.duties
    gathered.vetoes += [*scoring.vetoes, *prose.vetoes]
    gathered.problems += [*scoring.problems, *prose.problems]
    gathered.problems += [problem for bands in remarks for problem in bands.problems]
    if own is not None:
        gathered.problems += own.problems
    used = {id(grid) for grid in scoring.used}
    for title, grid in _other_grids(part, used):
        _read_other(grid, title, gathered)


def _only_tells_total(draft: SchemeDraft, tables: Sequence[SchemeDraft]) -> bool:
    """Whether all that the prose has is what a table comes to: “测评表（总分100分）”, “注：本表满分100分”."""
    totals = {table.total for scheme in tables for table in scheme.tables if table.total is not None}
    items = [item for table in draft.tables for item in _items(table.groups)]
    return len(items) == 1 and items[0].points in totals


def _items(groups: Iterable[DraftGroup | DraftItem]) -> Iterator[DraftItem]:
    for child in groups:
        if isinstance(child, DraftItem):
            yield child
        else:
            yield from _items(child.children)


def _graded(draft: SchemeDraft, grades: Sequence[GradeBands]) -> SchemeDraft:
    """The draft with its grades, where the document states one set of them."""
    if len(grades) != 1:
        return draft
    bands = as_grades(grades[0])
    return replace(draft, tables=tuple(replace(table, grades=bands) for table in draft.tables))


def _remarks(grids: Iterable[Grid]) -> Iterator[Paragraph]:
    """Remark rows of scoring tables, as paragraphs."""
    for grid in grids:
        for row in classify(grid):
            if row.kind in (RowKind.REMARK, RowKind.TITLE, RowKind.FORM) and row.cell is not None:
                yield Paragraph(row.text, row.cell.place)


def _other_grids(part: Part, used: set[int]) -> Iterator[tuple[str, Grid]]:
    """Grids that score nothing, each with the line above it."""
    title = part.title
    for block in part.document.blocks:
        if isinstance(block, Paragraph):
            continue
        if id(block) not in used and not any(
            id(inner) in used for cell in block.cells for inner in cell.grids
        ):
            yield block.caption or title, block


def _read_other(grid: Grid, title: str, gathered: _Gathered) -> None:
    found = read_grid(grid, title)
    match found:
        case TargetMatrix():
            gathered.targets.append(found)
            gathered.problems += found.problems
        case Timetable():
            gathered.timetables.append(found)
            gathered.problems += found.problems
        case tuple() if found:
            for entry in found:
                if isinstance(entry, Task):
                    gathered.tasks.append(entry)
                else:
                    gathered.duties.append(entry)
        case _ if (listed := veto_grid(grid, title)) is not None:
            kept, told = without_mild(listed)
            gathered.vetoes.append(kept)
            gathered.problems += told
        case _:
            if sum(len(cell.text) for cell in grid.cells) > 0:
                gathered.problems.append(_not_read(grid))


def _not_read(grid: Grid) -> Problem:
    words = "、".join(cell.text.strip().replace("\n", "")[:8] for cell in grid.cells[:6] if cell.text.strip())
    return Problem(
        "document.table-not-read",
        Severity.ADVICE,
        f"这张表（{words}…）不是考核表，也不是目标表、日程表或任务表，没有读。",
        "如果它是考核表，请核对表头里有没有“分值”“评分标准”这样的字。",
        (grid.place,),
    )


def _nothing(document: Document) -> Problem:
    return Problem(
        "document.nothing-found",
        Severity.WARNING,
        f"{document.source} 里没有找到考核表、目标、日程或任务。",
        "请核对是不是这份文件；考核表要有分值和评分标准。",
        (Place(document.source),),
    )
