"""Any scheme written as a document and read again is the same scheme, in Word and in Excel."""

import re
import tempfile
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings

from kaohe import rules as r
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


# ---- names, clauses and notes with anything in them that a cell can show

LONG = {"clause", "standard", "note", "approval", "action", "method"}
"""Texts that may go over several lines; names and headings stand on one."""
NOT_TEXTS = {"code", "where", "floor", "cap", "version", "problems", "doubtful", "period", "pending"}
_UNSEEN = re.compile("[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\uf900-\ufffd\U00010000-\U0010ffff]")


def shown(value: Any, field: str = "") -> Any:
    """The value with its texts as a cell shows them: no control or private characters, no space around a line, names on one."""
    if isinstance(value, str):
        lines = [line.strip() for line in _UNSEEN.sub("", value).replace("\t", " ").split("\n")]
        text = "\n".join(lines).strip() if field in LONG else " ".join(lines).strip()
        return text or (value and "空")
    if isinstance(value, tuple):
        return tuple(shown(entry, field) for entry in value)
    if isinstance(value, (r.Node, type)) or not is_dataclass(value):
        return value
    entry: Any = value
    texts = {f.name: shown(getattr(value, f.name), f.name) for f in fields(value) if f.name not in NOT_TEXTS}
    return replace(entry, **texts)


@pytest.mark.parametrize("suffix", FORMATS)
@given(draft=drawn.drafts(holes=False))
@settings(max_examples=60)
def test_a_scheme_with_odd_texts_is_read_back(suffix: str, draft: SchemeDraft) -> None:
    scheme, _ = complete(shown(draft))
    assume(scheme is not None)
    assert scheme is not None
    held(scheme, suffix)
