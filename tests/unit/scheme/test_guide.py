"""Every example of the guide reads without problems."""

import re
from pathlib import Path

import pytest

from kaohe.rules import NODES, Subordinates, walk
from kaohe.rules.node import Node
from kaohe.scheme import complete, parse_draft
from kaohe.scheme.file_words import MEASURE_KINDS
from tests.unit.scheme.test_json_schema import VALIDATOR, loaded

GUIDE = (Path(__file__).parents[3] / "docs" / "guide" / "scheme-file.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
MEASURES = next(block for block in BLOCKS if block.startswith("数据项:"))
ITEMS = [block for block in BLOCKS if block.startswith("- 名称:")]


def wrapped(block: str) -> str:
    """The block as a whole file: measures with no table, items in a table of their own."""
    if block.startswith("考核办法:"):
        return block
    head = f"考核办法: 某办法\n考核期: 2026\n单位类别: [镇, 街道]\n{MEASURES}考核表:\n  - 名称: 甲表\n    对象: 镇街\n    指标:\n"
    items = "".join(ITEMS) if block is MEASURES else block
    indented = re.sub(r"^", "      ", items, flags=re.MULTILINE).rstrip() + "\n"
    return head + re.sub(r"^      - 名称", "      - 分值: 4\n        名称", indented, flags=re.MULTILINE)


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.split("\n")[0][:20])
def test_a_block_of_the_guide_reads(block: str) -> None:
    scheme, problems = complete(parse_draft(wrapped(block)))
    said = [str(problem) for problem in problems if problem.code != "scheme.unused-measure"]
    assert not said
    assert scheme is not None
    VALIDATOR.validate(loaded(wrapped(block)))


def test_the_guide_has_an_example_of_every_kind_of_rule() -> None:
    scheme, _ = complete(parse_draft(wrapped(MEASURES)))
    whole, _ = complete(parse_draft(BLOCKS[0]))
    assert scheme is not None
    assert whole is not None
    rules = [item.rule for table in (*scheme.tables, *whole.tables) for item in table.items()]
    found: set[type[Node]] = {type(node) for rule in rules for node in walk(rule)}
    named = {cls for cls in NODES if cls.__name__ in ("AnyOf", "Not", "InClass", "PeriodIs", "LevelIs")}
    assert found | named | {Subordinates} == set(NODES)


def test_the_guide_names_every_kind_of_measure() -> None:
    assert all(kind in GUIDE for kind in MEASURE_KINDS)
