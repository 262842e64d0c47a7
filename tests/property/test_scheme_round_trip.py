"""Any scheme written as a document and read again is the same scheme, in Word and in Excel."""

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given, settings

from kaohe.core import Severity
from kaohe.documents.opening import open_document
from kaohe.documents.whole import read_whole
from kaohe.reports.scheme_document import write_scheme_document
from kaohe.scheme import Scheme, SchemeDraft, complete, redraft, scheme_digest
from tests import strategies
from tests.unit.scheme import drawn

FORMATS = (".docx", ".xlsx")


def round_trip(scheme: Scheme, suffix: str) -> SchemeDraft:
    """What is read of the document that was written."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"办法{suffix}"
        write_scheme_document(scheme, path)
        draft = read_whole(open_document(path))
    assert draft is not None
    return draft


def held(scheme: Scheme, suffix: str) -> None:
    """What was written comes back to the last field, and the scheme with its digest where it is a sound one."""
    draft = round_trip(scheme, suffix)
    assert [p for p in draft.problems if p.severity is not Severity.ADVICE] == []
    assert replace(draft, problems=()) == redraft(scheme)
    again, _ = complete(draft)
    if complete(redraft(scheme))[0] is not None:
        assert again == scheme
        assert scheme_digest(again) == scheme_digest(scheme)


@pytest.mark.parametrize("suffix", FORMATS)
@given(drawn_round=strategies.rounds())
@settings(max_examples=60)
def test_a_scheme_is_read_back(suffix: str, drawn_round: strategies.Round) -> None:
    held(drawn_round.scheme, suffix)


@pytest.mark.parametrize("suffix", FORMATS)
@given(draft=drawn.drafts(holes=False))
@settings(max_examples=60)
def test_a_scheme_with_odd_texts_is_read_back(suffix: str, draft: SchemeDraft) -> None:
    scheme, _ = complete(draft)
    assume(scheme is not None)
    assert scheme is not None
    held(replace(scheme, version="2"), suffix)
