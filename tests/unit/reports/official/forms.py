"""Random forms with placeholders, and data to fill them with."""

from hypothesis import strategies as st

from kaohe.reports.official.blocks import (
    Align,
    Block,
    Cell,
    Column,
    Document,
    Page,
    Paragraph,
    Part,
    Table,
    simple_table,
)
from kaohe.reports.official.fields import Data
from kaohe.reports.pictures.picture import Picture

FIELDS = ("单位", "总分", "日期", "备注")
LISTS = {"失分": ("指标", "分值"), "名单": ("姓名", "事由")}
SLOTS = ("排名表", "图")
PICTURE = Picture(
    '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="30"/>', 60, 30, "图一", "一张图"
)

texts = st.text(st.sampled_from("考核街道0.5，。\n\t&<>\"'—（）ab\x0b\x00"), max_size=12)
words = st.text(st.sampled_from("本季度由街道办事处报送，&<5分"), max_size=10)
PLAIN = (
    Part.BODY,
    Part.RECIPIENT,
    Part.ATTACHMENT,
    Part.REMARK,
    Part.NOTE,
    Part.SPACE,
    Part.TITLE,
    Part.CAPTION,
)


def _mark(name: str) -> str:
    return f"{{{{{name}}}}}"


@st.composite
def sentences(draw: st.DrawFn, marks: tuple[str, ...]) -> str:
    """Words with placeholders between them."""
    pieces = draw(st.lists(st.one_of(words, st.sampled_from(marks).map(_mark)), max_size=4))
    return "".join(pieces)


conditions = st.one_of(
    st.just(""),
    st.just(""),
    st.tuples(st.sampled_from(("如有", "如无")), st.sampled_from((*FIELDS, *LISTS, *SLOTS))).map(
        lambda pair: _mark(f"{pair[0]} {pair[1]}")
    ),
)


@st.composite
def paragraphs(draw: st.DrawFn) -> Paragraph:
    """A paragraph with fields, of a list, or one with a condition."""
    part = draw(st.sampled_from((*PLAIN, Part.NUMBER, Part.RED_HEAD, Part.SIGNER, Part.DATE)))
    kind = draw(st.sampled_from(("field", "field", *LISTS)))
    marks = FIELDS if kind == "field" else (*FIELDS, *(f"{kind}.{name}" for name in LISTS[kind]))
    beside = draw(sentences(FIELDS)) if part is Part.NUMBER else ""
    return Paragraph(part, draw(conditions) + draw(sentences(marks)), beside)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A head with a merged cell, then rows as they are, of lists, or with a condition; below, cells that reach down."""
    width = draw(st.integers(2, 4))
    columns = tuple(Column(draw(st.integers(5, 40)), draw(st.sampled_from(Align))) for _ in range(width))
    cells = [
        Cell("考核指标", 0, 0, 1, 2, strong=True),
        *(Cell("分值", 0, column) for column in range(2, width)),
    ]
    rows = draw(st.integers(1, 5))
    for row in range(1, rows + 1):
        kind = draw(st.sampled_from(("field", "field", *LISTS)))
        marks = FIELDS if kind == "field" else (*FIELDS, *(f"{kind}.{name}" for name in LISTS[kind]))
        first = draw(conditions)
        cells += [
            Cell((first if not column else "") + draw(sentences(marks)), row, column)
            for column in range(width)
        ]
    height = rows + 1
    if draw(st.booleans()):
        cells += [Cell("合计" + draw(sentences(FIELDS)), height, 0, 2, 1)]
        cells += [
            Cell(draw(sentences(FIELDS)), row, column)
            for row in (height, height + 1)
            for column in range(1, width)
        ]
        height += 2
    return Table(columns, tuple(cells), height)


slots = st.sampled_from(SLOTS).map(lambda name: Paragraph(Part.BODY, _mark(name)))


@st.composite
def forms(draw: st.DrawFn) -> Document:
    """A whole form; it has no empty pages before it is filled."""
    blocks: list[Block] = draw(
        st.lists(st.one_of(paragraphs(), tables(), slots, st.builds(Page, st.booleans())), max_size=9)
    )
    kept: list[Block] = []
    for block in blocks:
        if not isinstance(block, Page) or (kept and not isinstance(kept[-1], Page)):
            kept.append(block)
    if kept and isinstance(kept[-1], Page):
        kept.pop()
    return Document(draw(sentences(FIELDS)), tuple(kept), draw(st.booleans()))


_contents: st.SearchStrategy[tuple[Block, ...]] = st.lists(
    st.one_of(
        st.builds(Paragraph, st.sampled_from(PLAIN), texts),
        st.lists(st.tuples(texts, texts), max_size=3).map(
            lambda rows: simple_table((("甲", 10, Align.LEFT), ("乙", 20, Align.RIGHT)), rows)
        ),
        st.just(PICTURE),
    ),
    max_size=4,
).map(tuple)


@st.composite
def data(draw: st.DrawFn) -> Data:
    """Something, or nothing, for every name."""
    fields = {name: draw(texts) for name in FIELDS}
    lists = {
        name: draw(st.lists(st.fixed_dictionaries(dict.fromkeys(parts, texts)), max_size=3))
        for name, parts in LISTS.items()
    }
    return Data(fields, lists, {name: draw(_contents) for name in SLOTS})
