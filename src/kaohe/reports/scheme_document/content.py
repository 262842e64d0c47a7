"""What is written of a scheme, and where: the same for Word and Excel."""

from collections.abc import Iterator

from kaohe.clauses.canonical import Names
from kaohe.core import Period
from kaohe.documents.whole import phrases, words
from kaohe.documents.whole.selectors import say_extras, say_selectors
from kaohe.documents.whole.texts import LONG, enlisted
from kaohe.documents.whole.words import Column as Word
from kaohe.reports.scheme_document.blocks import Basics, Block, Column, Grid, Heading, Line, Part, simple
from kaohe.reports.scheme_document.prose import plain_results
from kaohe.reports.scheme_document.scoring import scoring_grid
from kaohe.rules import Node
from kaohe.rules.sentence import sentence
from kaohe.scheme import file_words
from kaohe.scheme.draft import DraftTable
from kaohe.scheme.model import Consequence, Grade, Measure, MeasureKind, Scheme, Table, Veto
from kaohe.scheme.reader import default_places
from kaohe.scheme.redraft import redraft

_WIDE, _MIDDLE, _SHORT = 70, 40, 24


def scheme_parts(scheme: Scheme, *, plain: bool = False) -> tuple[Part, ...]:
    """The whole document. `plain`: without codes, rules and figures, as an office writes it by hand."""
    names = Names.of(scheme.measures.values())

    def say(rule: Node) -> str:
        return sentence(rule, names.labels)

    parts = [Part("考核办法", tuple(_front(scheme, plain=plain)))]
    draft = redraft(scheme)
    for number, (table, written) in enumerate(zip(scheme.tables, draft.tables, strict=True), 1):
        heading = f"{words.numeral(number)}、{table.name}"
        parts.append(
            Part(
                _sheet(number, "评分表"),
                tuple(_scoring(heading, table, written, say, plain=plain)),
                number > 1,
            )
        )
        results = tuple(plain_results(table, say) if plain else _results(table, say))
        if results:
            title = Heading(f"{heading}{words.RESULTS}", 1, in_sheets=True)
            parts.append(Part(_sheet(number, "结果"), (title, *results)))
    if not plain:
        parts.append(Part("数据项说明", tuple(_annex(scheme)), apart=True))
    return tuple(parts)


def _sheet(number: int, what: str) -> str:
    return f"{words.numeral(number)} {what}"


def _front(scheme: Scheme, *, plain: bool) -> Iterator[Block]:
    yield Heading(scheme.title, 0)
    entries = [
        (words.VERSION_LABELS[0], "" if plain else scheme.version),
        (words.PERIOD_LABELS[0], _period(scheme.period)),
        (words.CLASS_LABELS[0], enlisted(scheme.classes)),
        (words.BASIS_LABELS[0], enlisted(scheme.basis, LONG)),
        (words.NOTE_LABELS[0], scheme.note),
    ]
    yield Basics(tuple((label, text) for label, text in entries if text))


def _period(period: Period) -> str:
    """The period as people read it, where that can be read back."""
    try:
        return period.label if Period.parse(period.label) == period else str(period)
    except ValueError:
        return str(period)


def _scoring(
    heading: str, table: Table, draft: DraftTable, say: phrases.Say, *, plain: bool
) -> Iterator[Block]:
    yield Heading(heading, 1)
    yield Line(
        phrases.say_table(
            phrases.TableLine(table.level, table.total, table.precision, draft.when_not_applicable)
        )
    )
    yield scoring_grid(table, draft, say, plain=plain)
    if not plain:
        yield Line(words.RULE_REMARK, small=True)


def _results(table: Table, say: phrases.Say) -> Iterator[Block]:
    """Vetoes, grades, ranking and lists, as far as there are any; the ranking always."""
    sections: list[tuple[str, Block]] = []
    if table.vetoes:
        sections.append((words.VETO_CAPTION, _vetoes(table.vetoes, say)))
    if table.grades:
        sections.append((words.GRADE_CAPTION, _grades(table.grades)))
    ranking = Line(f"{words.RANKING_LABEL}：{phrases.say_ranking(table.ranking)}")
    sections.append((words.RANKING_CAPTION, ranking))
    if table.consequences:
        sections.append((words.LIST_CAPTION, _lists(table.consequences, say)))
    for number, (caption, block) in enumerate(sections, 1):
        yield Heading(f"（{words.numeral(number)}）{caption}", 2)
        yield block


def _column(word: Word, width: int, *, centred: bool = False) -> Column:
    return Column(word.head, width, centred)


def _vetoes(vetoes: tuple[Veto, ...], say: phrases.Say) -> Grid:
    columns = (
        _column(Word.MATTER, _MIDDLE),
        _column(Word.EFFECT, _MIDDLE),
        _column(Word.CONDITION, _WIDE),
        _column(Word.CARD, _SHORT, centred=True),
        _column(Word.APPROVAL, _MIDDLE + 10),
    )
    return simple(
        columns,
        (
            (
                v.name,
                phrases.say_effect(v.effect, v.grade),
                say(v.condition),
                phrases.CARDS[v.card],
                v.approval,
            )
            for v in vetoes
        ),
    )


def _grades(grades: tuple[Grade, ...]) -> Grid:
    columns = (
        _column(Word.GRADE, _MIDDLE, centred=True),
        _column(Word.LINE, _MIDDLE, centred=True),
        _column(Word.QUOTA, _WIDE, centred=True),
    )
    return simple(columns, ((g.name, phrases.say_line(g), phrases.say_quota(g)) for g in grades))


def _lists(entries: tuple[Consequence, ...], say: phrases.Say) -> Grid:
    columns = (
        _column(Word.LIST, _MIDDLE),
        _column(Word.ACTION, _MIDDLE + 10),
        _column(Word.SELECTORS, _WIDE),
        _column(Word.AMOUNT, _SHORT, centred=True),
        _column(Word.REMARK, _MIDDLE + 10),
    )
    return simple(
        columns,
        ((e.list_name, e.action, say_selectors(e.selectors, say), e.amount, say_extras(e)) for e in entries),
    )


def _annex(scheme: Scheme) -> Iterator[Block]:
    yield Heading(words.MEASURE_CAPTION, 1)
    columns = (
        _column(Word.MEASURE, 30),
        _column(Word.KIND, 14, centred=True),
        _column(Word.LABEL, 30),
        _column(Word.UNIT, 11, centred=True),
        _column(Word.FRACTION, 38),
        _column(Word.PLACES, 12, centred=True),
        _column(Word.RANGE, 18, centred=True),
        _column(Word.DIRECTION, 12, centred=True),
        _column(Word.CADENCE, 11, centred=True),
        _column(Word.SUPPLY, 18, centred=True),
        _column(Word.OFFICE, 22, centred=True),
        _column(Word.LEVELS, 24),
        _column(Word.TARGETS, 22),
        _column(Word.NOTE, 40),
    )
    yield simple(columns, (_measure(measure) for measure in scheme.measures.values()))


def _measure(measure: Measure) -> tuple[str | int | None, ...]:
    cadence, better = measure.cadence, measure.higher_is_better
    return (
        measure.id,
        phrases.word(file_words.MEASURE_KINDS, measure.kind),
        measure.label,
        measure.unit_label,
        phrases.say_fraction(measure),
        _places(measure),
        phrases.say_range(measure.low, measure.high),
        "" if better is None else phrases.word(file_words.DIRECTIONS, better),
        "" if cadence is None else phrases.word(file_words.CADENCES, cadence),
        phrases.word(file_words.SUPPLIES, measure.supply),
        measure.department,
        enlisted(measure.levels),
        phrases.say_targets(measure.targets),
        measure.note,
    )


def _places(measure: Measure) -> int | None:
    """The decimals; nothing where the figure is no number anyway."""
    no_number = measure.kind in (MeasureKind.YES_NO, MeasureKind.LEVEL)
    return None if no_number and measure.places == default_places(measure.kind) else measure.places
