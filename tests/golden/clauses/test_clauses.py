"""Scoring clauses and what is read out of them. Read the files: they are what the reader can do, family by family."""

from collections import Counter
from pathlib import Path

import pytest

from tests.golden.clauses.cases import FILES, Case, answer, read_case, recorded
from tests.golden.rules.vocabulary import heading, hold, sections

CASES = [read_case(section) for path in FILES for section in sections(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])
def test_no_score_is_wrong_in_silence(case: Case) -> None:
    found = answer(case)
    assert found.ends in ("right", "asked"), (found.scores, [entry.name for entry in found.reading.inputs])


def test_nearly_all_are_read() -> None:
    """What the reader leaves to a person although a rule stands there: few. The cases are harder than an office's usual table."""
    ends = Counter(answer(case).ends for case in CASES)
    assert ends["right"] >= 0.9 * len(CASES), ends


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_readings_are_as_recorded(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    cases = [read_case(section) for section in sections(text)]
    hold(path, "\n".join([heading(text), *map(recorded, cases)]))
