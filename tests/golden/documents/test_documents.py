"""The examples as documents, as the readers see them: text and tables, cell by cell. Read the files."""

from pathlib import Path

import pytest

from kaohe.documents import Document, Grid
from kaohe.documents.opening import open_document
from kaohe.reports.scheme_document import write_scheme_document
from kaohe.scheme import read_scheme
from tests.golden.rules.vocabulary import hold

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[2] / "examples"
CASES = (
    ("first.docx", "first/scheme.yaml", False),
    ("first.xlsx", "first/scheme.yaml", False),
    ("yunxi.docx", "yunxi/2026/scheme.yaml", False),
    ("yunxi.xlsx", "yunxi/2026/scheme.yaml", False),
    ("yunxi-plain.docx", "yunxi/2026/scheme.yaml", True),
)


@pytest.mark.parametrize(("name", "source", "plain"), CASES, ids=[name for name, _, _ in CASES])
def test_the_examples_are_written_as_recorded(name: str, source: str, plain: bool, tmp_path: Path) -> None:
    scheme, _ = read_scheme(EXAMPLES / source)
    assert scheme is not None
    path = tmp_path / name
    write_scheme_document(scheme, path, plain=plain)
    document = open_document(path)
    assert document.problems == ()
    hold(HERE / f"{name}.txt", dump(document))


def dump(document: Document) -> str:
    """Paragraphs as they stand; a cell on a line of its own, behind its place and what it covers."""
    lines = []
    for block in document.blocks:
        if isinstance(block, Grid):
            lines += ["", f"{block.height}×{block.width} {block.page}".rstrip(), *_cells(block), ""]
        else:
            lines.append(f"{block.page}｜{block.full_text}" if block.page else block.full_text)
    return "\n".join(lines).strip() + "\n"


def _cells(grid: Grid) -> list[str]:
    told = []
    for cell in grid.cells:
        over = f"（{cell.rows}×{cell.columns}）" if (cell.rows, cell.columns) != (1, 1) else ""
        if cell.text or over:
            place = f"{chr(ord('A') + cell.column)}{cell.row + 1}"
            told.append(f"  {place}{over} {cell.text}".rstrip().replace("\n", "↵"))
    return told
