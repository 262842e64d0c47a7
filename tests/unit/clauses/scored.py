"""A clause read and held against figures and scores that a person worked out."""

from decimal import Decimal

from kaohe.clauses import ClauseReading, Question, read_clause
from kaohe.cli.trial import score_of

Rows = list[tuple[list[float | bool], str]]
"""Figures in their order of appearance, and the score they come to."""


def read(text: str, points: str | None, mode: str = "score") -> tuple[Question, ClauseReading]:
    """The question and what the reader says; `points` None: the document gives none."""
    question = Question(text, "", None if points is None else Decimal(points), mode)
    return question, read_clause(question)


def scored(text: str, points: str | None, rows: Rows, mode: str = "score") -> None:
    """Nothing is unread, and each row scores as it should."""
    question, reading = read(text, points, mode)
    assert not reading.unread, [span.text for span in reading.unread]
    for given, wanted in rows:
        assert len(reading.inputs) == len(given), [entry.measure for entry in reading.inputs]
        values: dict[str, Decimal | bool] = {
            entry.measure: value if isinstance(value, bool) else Decimal(str(value))
            for entry, value in zip(reading.inputs, given, strict=True)
        }
        assert score_of(reading, question, values) == Decimal(wanted), (text, given)
