"""Scheme files of every family of rules read without a word, and mean what they meant: `golden/scheme/good`."""

import os
from pathlib import Path

import pytest

from kaohe.rules import NODES, walk
from kaohe.scheme import (
    Scheme,
    complete,
    diff,
    parse_draft,
    read_draft,
    read_scheme,
    scheme_digest,
    write_scheme,
)

GOOD = Path(__file__).parents[2] / "golden" / "scheme" / "good"
FILES = sorted(GOOD.glob("*.yaml"))


def read(file: Path) -> Scheme:
    found, problems = read_scheme(file)
    assert not problems, [str(problem) for problem in problems]
    assert found is not None
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_good_file_reads_without_a_word(file: Path) -> None:
    read(file)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_good_file_is_written_back(file: Path) -> None:
    found, draft = read(file), read_draft(file)
    again, problems = complete(parse_draft(write_scheme(found)))
    assert not problems
    assert again == found
    assert diff(found, again) == ()
    assert parse_draft(write_scheme(draft)) == draft


def test_the_hashes_are_what_they_were() -> None:
    """`digests.txt`: they stand in receipts. KAOHE_RERECORD=1 writes them again; say why."""
    lines = "".join(f"{scheme_digest(read(file))}  {file.name}\n" for file in FILES)
    golden = GOOD / "digests.txt"
    if os.environ.get("KAOHE_RERECORD"):
        golden.write_text(lines, encoding="utf-8")
    assert golden.read_text(encoding="utf-8") == lines


def test_the_good_files_hold_every_kind_of_node() -> None:
    found = set()
    for file in FILES:
        for table in read(file).tables:
            rules = [item.rule for item in table.items()] + [veto.condition for veto in table.vetoes]
            found |= {type(node) for rule in rules for node in walk(rule)}
    assert found == set(NODES)
