"""Real clauses with known answers, beside the checkout where it has them; nothing to run where it has none."""

import importlib.util
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kaohe.cli.clause import answer

SHARED = Path(__file__).parents[3] / ".." / "shared"
GOLDS = [path for path in (SHARED / "corpus" / "clauses.jsonl",) if path.is_file()]
JUDGE = SHARED / "acceptance" / "clauses.py"


def _judge() -> Any:
    spec = importlib.util.spec_from_file_location("acceptance_clauses", JUDGE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _question(gold: dict[str, Any], given: tuple[str, ...]) -> dict[str, Any]:
    """A gold line without its answers, as a batch has it."""
    expected = gold["gold"]
    asked = {key: gold.get(key) for key in given}
    return asked | {"mode": expected.get("mode"), "cases": [case["in"] for case in expected.get("cases", [])]}


def _verdicts(path: Path, judge: Any) -> list[tuple[str, str, str]]:
    """Id, verdict and reason of every clause."""
    found = []
    decide: Callable[..., tuple[str, str]] = judge.judge
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            gold = json.loads(line)
            verdict, why = decide(gold, answer(_question(gold, judge.GIVEN)))
            found.append((gold["id"], verdict, why))
    return found


@pytest.mark.parametrize("path", GOLDS, ids=lambda path: path.name)
def test_real_clauses_are_read_right_and_none_is_wrong(path: Path) -> None:
    verdicts = _verdicts(path, _judge())
    assert [entry for entry in verdicts if entry[1] in ("wrong", "shape")] == []
    tally = Counter(verdict for _, verdict, _ in verdicts)
    assert tally["right"] >= 0.95 * len(verdicts), tally
