"""Rules as they are written, and the sentence each is printed as. Read the files: they are the specification."""

from pathlib import Path

import pytest

from kaohe.rules import NODES, walk
from kaohe.rules.sentence import sentence
from tests.golden.rules.vocabulary import block, fenced, heading, hold, read_rule, sections

FILES = sorted(Path(__file__).parent.glob("*.md"))


def _section(section: str) -> str:
    title = section.splitlines()[0]
    source = block(section, "python")
    return f"{title}\n\n{fenced('python', source)}\n> {sentence(read_rule(source))}\n"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_rules_are_printed_as_recorded(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    hold(path, "\n".join([heading(text), *(_section(section) for section in sections(text))]))


def test_the_files_show_every_kind_of_node() -> None:
    cases = [section for path in FILES for section in sections(path.read_text(encoding="utf-8"))]
    shown = {type(node) for case in cases for node in walk(read_rule(block(case, "python")))}
    assert shown == set(NODES)
