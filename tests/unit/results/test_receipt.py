"""What a receipt is held by: differences down to the leaf, and the lists of earlier years."""

import json
from pathlib import Path
from typing import Any

import pytest

from kaohe.results import History
from kaohe.results.receipt import leaves_that_differ, read_history


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": 2}, [(("a",), "1", "2")]),
        ({"a": {"b": "x"}}, {"a": {"b": "y"}}, [(("a", "b"), "x", "y")]),
        ({"a": 1}, {}, [(("a",), "1", "（无）")]),
        ({}, {"a": 1}, [(("a",), "（无）", "1")]),
        ({"a": [1, 2]}, {"a": [1, 3]}, [(("a", "1"), "2", "3")]),
        ({"a": [1]}, {"a": [1, 2]}, [(("a", "1"), "（无）", "2")]),
        ({"a": [1]}, {"a": "x"}, [(("a",), "[1]", "x")]),
        ({"a": {"absent": "missing"}}, {"a": "3"}, [(("a",), '{"absent":"missing"}', "3")]),
        ([{"unit": "甲", "n": 1}], [{"unit": "甲", "n": 2}], [(("甲", "n"), "1", "2")]),
        ([{"table": "表", "n": 1}], [{"table": "表", "n": 2}], [(("表", "n"), "1", "2")]),
        ([{"list": "奖", "n": 1}], [{"list": "奖", "n": 2}], [(("奖#0", "n"), "1", "2")]),
        (
            [{"unit": "甲", "n": 1}, {"unit": "乙", "n": 2}],
            [{"unit": "乙", "n": 2}, {"unit": "甲", "n": 1}],
            [],
        ),
    ],
)
def test_differences_are_named_down_to_the_leaf(old: Any, new: Any, expected: list[Any]) -> None:
    assert list(leaves_that_differ(old, new)) == expected


def test_a_folder_gives_its_own_lists_to_the_round_after_it(tmp_path: Path) -> None:
    path = tmp_path / "history.json"
    data = {"earlier": [{"重点帮助": ["乙"]}], "this_year": {"重点帮助": ["甲"]}}
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    before, now = {"重点帮助": frozenset({"乙"})}, {"重点帮助": frozenset({"甲"})}
    assert read_history(path, this_year=False) == History((before,))
    assert read_history(path, this_year=True) == History((now, before))
