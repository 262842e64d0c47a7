"""Word files at random: any grid written the ways Word writes it reads back; anything mangled is read or refused."""

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from kaohe.core import Refused
from kaohe.documents import Document
from kaohe.documents.word import read_docx
from tests.unit.documents.word_binary import old_doc
from tests.unit.documents.word_builder import (
    archive,
    box,
    docx,
    level,
    listed,
    lists,
    p,
    part,
    r,
    shape,
    t,
    tbl,
    tc,
    tr,
)

Rectangle = tuple[int, int, int, int]
"""Row, column, rows, columns."""

_CONTROL = "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>"


@st.composite
def partitions(draw: DrawFn) -> tuple[list[Rectangle], int, int]:
    """A table of `height` by `width` cut into rectangles."""
    height, width = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    taken: set[tuple[int, int]] = set()
    found: list[Rectangle] = []
    for row in range(height):
        for column in range(width):
            if (row, column) in taken:
                continue
            room = next((at for at in range(column, width) if (row, at) in taken), width) - column
            down, across = draw(st.integers(1, height - row)), draw(st.integers(1, room))
            taken |= {(row + below, column + beside) for below in range(down) for beside in range(across)}
            found.append((row, column, down, across))
    return found, height, width


@st.composite
def written(draw: DrawFn) -> tuple[str, list[tuple[str, int, int, int, int]]]:
    """A table as XML, and its cells as they must be read: columns that no row parts count as one."""
    rectangles, height, width = draw(partitions())
    edges = sorted({edge for _, column, _, across in rectangles for edge in (column, column + across)})
    rows = []
    for row in range(height):
        cells = []
        for number, (top, _, down, across) in sorted(enumerate(rectangles), key=lambda item: item[1][1]):
            if top <= row < top + down:
                merge = (
                    "" if down == 1 else "restart" if row == top else draw(st.sampled_from(["-", "continue"]))
                )
                text = f"格{number}" if row == top else ""
                cells.append(draw(_cell(text, across, merge, alone=down == 1)))
        control = draw(st.booleans())
        rows.append(_CONTROL.format(tr(*cells)) if control else tr(*cells))
    expected = [
        (f"格{number}", top, edges.index(column), down, edges.index(column + across) - edges.index(column))
        for number, (top, column, down, across) in enumerate(rectangles)
    ]
    widths = draw(st.sampled_from([(), tuple(1500 + 100 * at for at in range(width)), (1,) * width]))
    return tbl(*rows, widths=widths), expected


@st.composite
def _cell(draw: DrawFn, text: str, span: int, down: str, *, alone: bool) -> str:
    """A cell, its span as Word writes it today or, where nothing is merged down, as it wrote it long ago."""
    control = draw(st.booleans())
    if span > 1 and alone and draw(st.booleans()):
        parts = [tc(text, across="restart"), *[tc(across="continue") for _ in range(span - 1)]]
    else:
        parts = [tc(text, span=span, down=down)]
    return "".join(_CONTROL.format(cell) if control else cell for cell in parts)


def _read(data: bytes, name: str = "办法.docx") -> Document | Refused:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        try:
            return read_docx(path)
        except Refused as refused:
            return refused


@given(written())
def test_any_grid_reads_back(table: tuple[str, list[tuple[str, int, int, int, int]]]) -> None:
    xml, expected = table
    document = _read(docx(xml))
    assert isinstance(document, Document)
    assert shape(document) == expected
    assert document.problems == ()
    grid = document.grids[0]
    covered = sorted(
        (row, column) for row in range(grid.height) for column in range(grid.width) if grid.at(row, column)
    )
    assert len(covered) == grid.height * grid.width == sum(cell.rows * cell.columns for cell in grid.cells)


@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from(["", "restart", "-"]), st.integers(1, 4)), max_size=5), max_size=6
    )
)
def test_careless_merges_never_overlap_and_lose_no_text(rows: list[list[tuple[str, int]]]) -> None:
    texts = []
    written_rows = []
    for row, line in enumerate(rows):
        cells = []
        for column, (down, span) in enumerate(line):
            text = "" if down == "-" else f"格{row}之{column}"
            texts += [text] * bool(text)
            cells.append(tc(text, span=span, down=down))
        written_rows.append(tr(*cells))
    document = _read(docx(p("题") + tbl(*written_rows)))
    assert isinstance(document, Document)
    for grid in document.grids:
        places = [
            (cell.row + below, cell.column + beside)
            for cell in grid.cells
            for below in range(cell.rows)
            for beside in range(cell.columns)
        ]
        assert len(places) == len(set(places))
        assert all(row < grid.height and column < grid.width for row, column in places)
        assert sorted(cell.text for cell in grid.cells if cell.text) == sorted(texts)


_BODY = (
    listed("总则")
    + p(
        "",
        "",
        r(t("扣") + "<w:br/>") + '<w:del w:id="1"><w:r><w:delText>1</w:delText></w:r></w:del>',
        box(p("框")),
    )
    + tbl(
        tr(tc("甲", span=2, down="restart"), "乙"),
        tr(tc(down="-", span=2), tc(inside=tbl(tr("内")) + p()), tc("丙")),
    )
    + p("", "", r('<w:sym w:font="Wingdings" w:char="F0FE"/>') + r('<w:footnoteReference w:id="1"/>'))
)
_PARTS = {
    "document": part("document", f"<w:body>{_BODY}</w:body>"),
    "numbering": part("numbering", lists(level(0, "chineseCounting", "%1、"))),
    "footnotes": part("footnotes", f'<w:footnote w:id="1">{p("注")}</w:footnote>'),
    "styles": part("styles", '<w:style w:type="paragraph" w:styleId="a"><w:basedOn w:val="a"/></w:style>'),
}
_FILE = docx("", more={f"word/{name}.xml": text for name, text in _PARTS.items()})
_OLD = old_doc("考核办法\r指标\x07")


@st.composite
def mangled(draw: DrawFn, data: bytes) -> bytes:
    """These bytes with a few changed, cut out or doubled."""
    changed = bytearray(data)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(0, len(changed) - 1)))
        length = draw(st.integers(0, 12))
        changed[at : at + length] = draw(
            st.one_of(st.binary(max_size=12), st.just(bytes(changed[at : at + 40])))
        )
    return bytes(changed)


@given(mangled(_FILE))
def test_a_mangled_archive_is_read_or_refused(data: bytes) -> None:
    assert isinstance(_read(data), Document | Refused)


@given(
    st.sampled_from(sorted(_PARTS)).flatmap(
        lambda name: st.tuples(st.just(name), mangled(_PARTS[name].encode()))
    )
)
def test_a_mangled_part_is_read_or_refused(changed: tuple[str, bytes]) -> None:
    name, data = changed
    parts = {f"word/{part}.xml": text for part, text in _PARTS.items()}
    assert isinstance(_read(archive({**parts, f"word/{name}.xml": data})), Document | Refused)


_TAGS = [
    "p",
    "r",
    "t",
    "tbl",
    "tr",
    "tc",
    "sdt",
    "sdtContent",
    "ins",
    "del",
    "pPr",
    "numPr",
    "numId",
    "ilvl",
    "tcPr",
    "vMerge",
]
_TAGS += [
    "gridSpan",
    "pict",
    "txbxContent",
    "fldChar",
    "instrText",
    "sym",
    "br",
    "footnoteReference",
    "hyperlink",
    "ruby",
]


def _tree(children: st.SearchStrategy[list[str]]) -> st.SearchStrategy[str]:
    value = st.sampled_from(
        ["", "1", "-1", "0", "restart", "continue", "begin", "separate", "end", "F0FE", "999999999999"]
    )
    attributes = st.sampled_from(["val", "id", "char", "fldCharType", "w"])
    return st.builds(
        lambda tag, key, stated, inside: f'<w:{tag} w:{key}="{stated}">{"".join(inside)}</w:{tag}>',
        st.sampled_from(_TAGS),
        attributes,
        value,
        children,
    )


_TREES = st.recursive(
    st.sampled_from(["文", "<w:t>字</w:t>"]), lambda inner: _tree(st.lists(inner, max_size=4)), max_leaves=25
)


@given(st.lists(_TREES, max_size=4))
def test_any_elements_in_any_order_are_read(trees: list[str]) -> None:
    document = _read(docx("".join(trees), numbering=lists(level(0, "decimal", "%1"))))
    assert isinstance(document, Document)
    places = [str(item.place) for item in document.blocks]
    assert len(places) == len(set(places))


@given(mangled(_OLD))
def test_a_mangled_old_file_is_refused_or_handed_over(data: bytes) -> None:
    from kaohe.documents.word.binary import is_encrypted, main_text

    assert isinstance(is_encrypted(data), bool)
    assert isinstance(main_text(data), str | None)


@given(st.binary(max_size=300))
def test_noise_is_refused(data: bytes) -> None:
    assert isinstance(_read(data, "办法.doc"), Refused)
