"""考核办法 as it is issued is a document that our own reader takes: the same items, points and clauses."""

from pathlib import Path

import pytest

from kaohe.documents.opening import open_document
from kaohe.documents.recognise import recognise
from kaohe.reports.kinds.scheme_paper import SCHEME_PAPER
from kaohe.reports.material import Material
from kaohe.reports.official.fill import fill
from kaohe.reports.official.word import write_docx
from kaohe.scheme.draft import DraftGroup, DraftItem

from .material import example, large


def _items(children: tuple[DraftGroup | DraftItem, ...]) -> list[DraftItem]:
    found = []
    for child in children:
        found += [child] if isinstance(child, DraftItem) else _items(child.children)
    return found


@pytest.mark.parametrize("material", [example(), large(3, 60)], ids=["example", "sixty items"])
def test_the_issued_scheme_is_read_again(material: Material, tmp_path: Path) -> None:
    (paper,) = SCHEME_PAPER.papers(SCHEME_PAPER, material)
    path = tmp_path / "考核办法.docx"
    write_docx(fill(SCHEME_PAPER.form(), paper.data), path)
    reading = recognise(open_document(path))
    read = [item for draft in reading.drafts for table in draft.tables for item in _items(table.groups)]
    meant = [item for table in material.scheme.tables for item in table.items()]
    assert [item.name for item in read] == [item.name for item in meant]
    assert [abs(item.points) for item in read if item.points is not None] == [
        abs(item.points) for item in meant
    ]
    for got, item in zip(read, meant, strict=True):
        if item.clause:
            assert "".join(got.clause.split()) == "".join(item.clause.split())
