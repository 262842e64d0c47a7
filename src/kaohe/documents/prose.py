"""All that one document's prose holds, and what of its points found no place."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from kaohe.core import Place, Problem, Severity
from kaohe.documents.duties import read_duties, read_duty_table
from kaohe.documents.figures import PointsKind, points_in
from kaohe.documents.grade_bands import as_grades, read_grades
from kaohe.documents.model import Document, Grid, Paragraph
from kaohe.documents.outline import read_outline
from kaohe.documents.outline_scheme import read_outline_scheme
from kaohe.documents.programme import read_task_table, read_tasks
from kaohe.documents.reading import Duty, GradeBands, TargetMatrix, Task, Timetable, VetoList
from kaohe.documents.scored import total_in
from kaohe.documents.target_matrix import read_targets
from kaohe.documents.timetable import read_timetable, read_timetable_prose
from kaohe.scheme.draft import DraftTable, SchemeDraft


@dataclass(frozen=True, slots=True)
class ProseReading:
    """What the paragraphs of one document say. `totals` are totals that sentences state (总分100分), with their place."""

    draft: SchemeDraft | None = None
    grades: tuple[GradeBands, ...] = ()
    timetables: tuple[Timetable, ...] = ()
    tasks: tuple[Task, ...] = ()
    duties: tuple[Duty, ...] = ()
    vetoes: tuple[VetoList, ...] = ()
    totals: tuple[tuple[Decimal, Place], ...] = ()
    problems: tuple[Problem, ...] = ()


def read_prose(document: Document, title: str = "") -> ProseReading:
    """Read the paragraphs of one part (see `split_parts`). The draft's own problems stay in the draft."""
    paragraphs = _below_title(document.paragraphs, title)
    outline = read_outline(paragraphs)
    scheme = read_outline_scheme(outline, title)
    grades = read_grades(paragraphs)
    timetable = read_timetable_prose(paragraphs, title)
    duties = read_duties(outline, title)
    drafted = scheme.placed if scheme.draft is not None else frozenset()
    tasks = () if duties else read_tasks(outline, title, drafted)
    draft = _graded(scheme.draft, grades)
    totals = tuple((total, p.place) for p in paragraphs if (total := total_in(p.text)) is not None)
    problems = [problem for bands in grades for problem in bands.problems]
    if draft is None:
        problems.extend(outline.problems)
    problems.extend(_unread(paragraphs, scheme.placed, grades))
    return ProseReading(
        draft,
        grades,
        (timetable,) if timetable else (),
        tasks,
        duties,
        scheme.vetoes,
        totals,
        tuple(problems),
    )


def read_grid(
    grid: Grid, title: str = ""
) -> "TargetMatrix | Timetable | tuple[Task, ...] | tuple[Duty, ...] | None":
    """A grid that is no scoring table: a timetable, targets, tasks or duties; None: it is none of them."""
    return (
        read_timetable(grid, title)
        or read_targets(grid, title)
        or read_duty_table(grid)
        or read_task_table(grid)
        or None
    )


def _below_title(paragraphs: tuple[Paragraph, ...], title: str) -> tuple[Paragraph, ...]:
    """Without a title that carries a number of its own (“2、某某计划”), which is no entry of the text below it."""
    for index, paragraph in enumerate(paragraphs[:3]):
        if title and paragraph.text.strip() != title and paragraph.text.strip().endswith(title):
            return paragraphs[:index] + paragraphs[index + 1 :]
    return paragraphs


def _graded(draft: SchemeDraft | None, grades: tuple[GradeBands, ...]) -> SchemeDraft | None:
    """The draft with its grades, where the document states one set of them."""
    if draft is None or len(grades) != 1:
        return draft
    bands = as_grades(grades[0])
    tables = tuple(
        DraftTable(
            table.name, table.level, table.total, table.groups, table.precision, table.when_not_applicable,
            table.vetoes, bands, table.ranking, table.consequences, table.where,
        )
        for table in draft.tables
    )  # fmt: skip
    return SchemeDraft(
        title=draft.title, tables=tables, note=draft.note, problems=draft.problems, where=draft.where
    )


def _unread(
    paragraphs: Iterable[Paragraph], placed: frozenset[int], grades: tuple[GradeBands, ...]
) -> Iterable[Problem]:
    """Paragraphs that speak of points and found no place; a stated total or a grade's bounds are none of them."""
    graded = {
        (band.span.document, band.span.address)
        for bands in grades
        for band in bands.bands
        if band.span is not None
    }
    for index, paragraph in enumerate(paragraphs):
        if index in placed or _address(paragraph.place) in graded:
            continue
        told = [m for m in points_in(paragraph.text) if m.kind not in (PointsKind.LINE, PointsKind.TOTAL)]
        if told:
            start, end = told[0].start, told[0].end
            yield Problem(
                "document.text-with-points-unread",
                Severity.WARNING,
                f"这一段写到分数（“{paragraph.text[max(0, start - 12) : end].strip()}”），没有归到任何指标、加减分或等次。",
                "请看它是否是计分的规定；是的话，请写到相应的指标下。",
                (paragraph.place,),
            )


def _address(place: Place) -> tuple[str, str]:
    address = "!".join(part for part in (place.sheet, place.cell) if part)
    return place.file, address or (f"第{place.line}行" if place.line else "")
