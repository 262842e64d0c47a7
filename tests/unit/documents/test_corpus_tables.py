"""Tables of real offices, where they lie beside the checkout: every item, group and total is found."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kaohe.documents.html import read_html
from kaohe.documents.json_form import reading_json
from kaohe.documents.recognise import recognise
from kaohe.documents.text import read_text

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus"


def _known() -> Iterator[tuple[Path, dict[str, Any]]]:
    for file in sorted((CORPUS / "tables").glob("*.expected.json")):
        stem = file.name.removesuffix(".expected.json")
        document = next(path for path in file.parent.glob(f"{stem}.*") if not path.name.endswith(".json"))
        yield document, json.loads(file.read_text(encoding="utf-8"))
    for file in sorted((CORPUS / "expected").glob("*.json")):
        known = json.loads(file.read_text(encoding="utf-8"))
        if "groups" in known:
            yield CORPUS / known["document"], known


def _flat(groups: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for group in groups:
        yield group
        yield from _flat(group["children"])


def _items(groups: list[dict[str, Any]]) -> list[Decimal]:
    return [
        Decimal(str(item["points"]))
        for group in _flat(groups)
        for item in group["items"]
        if item["points"] is not None
    ]


@pytest.mark.parametrize(("document", "known"), [pytest.param(*pair, id=pair[0].stem) for pair in _known()])
def test_every_item_group_and_total_of_a_known_table(document: Path, known: dict[str, Any]) -> None:
    reading = recognise((read_html if document.suffix == ".html" else read_text)(document))
    (scheme,) = reading_json(reading)["schemes"]
    expected = [
        Decimal(str(i["points"])) for g in known["groups"] for i in g["items"] if i["points"] is not None
    ]
    assert _items(scheme["groups"]) == expected
    assert scheme["total"] == known["total"]
    stated = [group["points"] for group in _flat(scheme["groups"])]
    wanted = [group["points"] for group in known["groups"]]
    position = 0
    for points in wanted:
        position = stated.index(points, position) + 1
    if known.get("source_faults"):
        told = [problem for problem in reading.problems if problem.code == "document.points-do-not-add-up"]
        assert len(told) == len(known["source_faults"])
