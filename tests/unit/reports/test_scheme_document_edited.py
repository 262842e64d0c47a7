"""A document that was changed by hand: what stands there now counts, and what cannot be read is said with its cell."""

from dataclasses import replace
from decimal import Decimal

import pytest

from kaohe.core import Place
from kaohe.documents import Cell, Grid, Paragraph
from kaohe.documents.whole import read_whole
from kaohe.scheme import complete, scheme_digest
from tests.unit.reports.documents import (
    codes,
    example,
    first,
    items,
    place_of,
    read,
    with_blocks,
    with_cells,
    with_grid,
    with_text,
    written,
)

RULE = "服务清单已公示为“是”的，得10分，否则得0分。"
CLAUSE = "免费服务清单已经公示的得10分，没有公示的不得分。"
LINE = "考核对象：镇街；总分：100分；得分保留2位小数；合理缺项：按比例折算"
OTHER = example("yunxi/2026/scheme.yaml")
"""Stands where there is no scheme, and has another digest."""
DIGEST = scheme_digest(example())


def test_columns_may_stand_in_another_order() -> None:
    """The columns behind the names the other way round."""
    width = first().grids[0].width
    document = with_cells(first(), lambda c: replace(c, column=width + 1 - c.column) if c.column > 2 else c)
    scheme, problems = complete(read(document))
    assert scheme is not None, problems
    assert scheme_digest(scheme) == DIGEST


def test_a_column_of_their_own_is_left_out_and_said() -> None:
    grid = first().grids[0]
    extra = tuple(
        Cell("自评得分" if row == 0 else "9", row, grid.width, place=Place(cell=f"J{row + 1}"))
        for row in range(grid.height)
    )
    draft = read(with_grid(first(), replace(grid, cells=grid.cells + extra, width=grid.width + 1)))
    assert [(p.code, p.severity.value, str(p.where[0])) for p in draft.problems] == [
        ("document.column-not-read", "advice", "J1")
    ]
    assert scheme_digest(complete(draft)[0] or OTHER) == DIGEST


def test_edited_clause_and_points_count() -> None:
    document = with_text(first(), CLAUSE, "清单公示了的得8分，否则不得分。")
    draft = read(with_text(document, "2.2", "A9"))
    item = items(draft)["服务公示"]
    assert (item.clause, item.code) == ("清单公示了的得8分，否则不得分。", "A9")
    cells = {cell.text: cell for cell in first().grids[0].cells}
    row = cells[CLAUSE].row
    document = with_cells(first(), lambda c: replace(c, text="８分") if (c.row, c.text) == (row, "10") else c)
    draft = read(document)
    assert items(draft)["服务公示"].points == Decimal(8)
    assert {p.code for p in complete(draft)[1]} >= {"scheme.group-points"}


def test_a_rule_that_no_longer_reads_is_a_problem_at_its_cell() -> None:
    place = place_of(first(), RULE)
    draft = read(with_text(first(), RULE, "服务清单已公示为“是”的，得十分，否则得0分。"))
    (problem,) = draft.problems
    assert problem.code == "sentence.unreadable"
    assert str(problem.where[0]).startswith(place)
    assert "“服务公示”的规范句读不懂" in problem.message
    item = items(draft)["服务公示"]
    assert item.rule is None
    assert item.unread
    scheme, problems = complete(draft)
    assert scheme is None
    assert [p.code for p in problems if p.code == "scheme.no-rule"] == []


def test_a_rule_may_be_broken_over_lines_or_lack_its_full_stop() -> None:
    document = with_text(first(), RULE, "服务清单已公示为“是”的，\n得10分，否则得0分")
    assert scheme_digest(complete(read(document))[0] or OTHER) == DIGEST


@pytest.mark.parametrize("nothing", ["", "待定", "—"])
def test_a_rule_that_was_cleared_is_still_to_be_made(nothing: str) -> None:
    draft = read(with_text(first(), RULE, nothing))
    item = items(draft)["服务公示"]
    assert (item.rule, item.unread, codes(draft)) == (None, False, [])
    assert "scheme.no-rule" in {p.code for p in complete(draft)[1]}


def test_merged_cells_that_were_split_are_read_as_before() -> None:
    grid = first().grids[0]
    cells = []
    for cell in grid.cells:
        cells.append(replace(cell, rows=1))
        cells += [replace(cell, text="", row=cell.row + n, rows=1) for n in range(1, cell.rows)]
    draft = read(with_grid(first(), replace(grid, cells=tuple(cells))))
    assert scheme_digest(complete(draft)[0] or OTHER) == DIGEST


def test_a_repeated_head_is_no_row() -> None:
    grid = first().grids[0]
    head = tuple(replace(cell, row=4) for cell in grid.cells if cell.row == 0)
    moved = tuple(replace(cell, row=cell.row + (cell.row > 3)) for cell in grid.cells)
    draft = read(with_grid(first(), replace(grid, cells=moved + head, height=grid.height + 1)))
    assert scheme_digest(complete(draft)[0] or OTHER) == DIGEST


def test_sums_that_do_not_agree_are_said() -> None:
    draft = read(with_text(first(), "监测与数据\n（40分）", "监测与数据\n（45分）"))
    assert codes(draft) == ["document.subtotal"]
    assert {p.code for p in complete(draft)[1]} >= {"scheme.group-points"}
    draft = read(with_text(first(), LINE, LINE.replace("100分", "90分")))
    assert codes(draft) == ["document.total-twice"]
    draft = read(with_text(first(), LINE, "考核对象：镇街"))
    assert codes(draft) == []
    assert draft.tables[0].total == 100


def test_a_remark_row_and_a_stray_paragraph_are_said_not_dropped() -> None:
    grid = first().grids[0]
    remark = Cell("以上各项由考核办汇总", grid.height, 0, columns=grid.width)
    document = with_grid(first(), replace(grid, cells=(*grid.cells, remark), height=grid.height + 1))
    document = replace(document, blocks=(*document.blocks, Paragraph("本办法由考核办解释。")))
    draft = read(document)
    assert codes(draft) == ["document.row-not-read", "document.paragraph-not-read"]
    assert scheme_digest(complete(draft)[0] or OTHER) == DIGEST


def test_paragraphs_between_do_not_become_names() -> None:
    at = next(
        n for n, block in enumerate(first().blocks) if isinstance(block, Paragraph) and block.text == LINE
    )
    blocks = list(first().blocks)
    blocks[at + 1 : at + 1] = [Paragraph("注：每季度通报一次。")]
    blocks[at - 1 : at - 1] = [Paragraph("各镇、街道：")]
    draft = read(replace(first(), blocks=tuple(blocks)))
    assert codes(draft) == ["document.paragraph-not-read"] * 2
    assert scheme_digest(complete(draft)[0] or OTHER) == DIGEST


def test_a_fact_about_the_whole_that_is_not_known_is_said() -> None:
    document = written(example(), ".xlsx")
    draft = read(with_text(document, "版本", "联系人"))
    assert codes(draft) == ["document.row-not-read"]
    assert draft.version == "1"


def test_a_table_in_a_cell_is_said() -> None:
    inner = Grid((Cell("甲", 0, 0),), 1, 1)
    draft = read(with_cells(first(), lambda c: replace(c, grids=(inner,)) if c.text == RULE else c))
    assert codes(draft) == ["document.nested-table"]


def test_an_item_over_two_rows_is_not_guessed_at() -> None:
    grid = first().grids[0]
    name = next(cell for cell in grid.cells if cell.text == "服务公示")
    kept = [cell for cell in grid.cells if (cell.row, cell.column) != (name.row + 1, name.column)]
    cells = tuple(replace(cell, rows=2) if cell is name else cell for cell in kept)
    draft = read(with_grid(first(), replace(grid, cells=cells)))
    assert codes(draft) == ["document.item-over-rows"]
    assert complete(draft)[0] is None


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("考核周期：2026年", "考核周期：明年", "document.not-a-period"),
        ("服务公示", "", "document.no-name"),
        ("家庭服务\n（40分）", "家庭服务\n（40分，由三科负责）", "document.bracket-not-understood"),
        (LINE, "得分保留2位小数", "document.no-level"),
        (LINE, f"{LINE}；每季通报", "document.line-not-understood"),
    ],
)
def test_what_is_not_understood_is_said(old: str, new: str, code: str) -> None:
    assert code in codes(read(with_text(first(), old, new)))


def test_tables_without_the_figures_or_the_rules_are_not_ours() -> None:
    assert read_whole(written(OTHER, plain=True)) is None
    measures = first().grids[-1]
    assert read_whole(with_blocks(first(), lambda block: None if block is measures else block)) is None
    assert read_whole(with_text(first(), "计分规则", "核定")) is None
    assert read_whole(replace(first(), blocks=())) is None


def test_a_table_of_another_kind_is_said() -> None:
    other = Grid((Cell("联系人", 0, 0), Cell("电话", 0, 1)), 1, 2)
    draft = read(replace(first(), blocks=(*first().blocks, other)))
    assert codes(draft) == ["document.table-not-read"]


def test_sheets_in_another_order_find_their_table_by_name() -> None:
    document = written(OTHER, ".xlsx")
    pages = list(dict.fromkeys(block.page for block in document.blocks))
    assert [page[-2:] for page in pages[1:5]] == ["分表", "结果", "分表", "结果"]
    order = [pages[0], pages[1], pages[3], pages[4], pages[2], pages[5]]
    blocks = tuple(sorted(document.blocks, key=lambda block: order.index(block.page)))
    scheme, problems = complete(read(replace(document, blocks=blocks)))
    assert scheme == OTHER, problems
    lost = tuple(block for block in document.blocks if block.page != pages[1])
    assert {"document.no-such-table", "document.whose-table"} <= set(
        codes(read(replace(document, blocks=lost)))
    )


# ---- the small tables


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("前2名", "前两名", "“前两名”起读不懂"),
        ("不低于90分", "九十以上", "请写成“不低于90分”"),
        ("不超过30%", "三成", "请写成“不超过30%”"),
        ("限定等次“良好”", "降一等", "可以写：不计名次"),
        ("已列入“先进单位”的跳过，由下一名顺延", "酌情", "请用原来的写法"),
        ("镇：3.6\n街道：4.6", "镇：三点六", "按单位类别写"),
        ("0至50", "50至0", "请写成“0至100”"),
        ("分子：已采集条数\n分母：应采集条数", "已采集的条数", "分母：…"),
        ("30000", "三万", "阿拉伯数字"),
    ],
)  # fmt: skip
def test_cells_of_small_tables(old: str, new: str, said: str) -> None:
    document = written(OTHER)
    place = place_of(document, old)
    grid = next(g for g in document.grids for cell in g.cells if cell.text == old)
    cell = next(cell for cell in grid.cells if cell.text == old)
    changed = replace(grid, cells=tuple(replace(c, text=new) if c is cell else c for c in grid.cells))
    draft = read(with_blocks(document, lambda block: changed if block is grid else block))
    (problem,) = [p for p in draft.problems if p.code == "document.cell-not-understood"]
    assert str(problem.where[0]) == place
    assert new in problem.message
    assert said in problem.remedy
    assert complete(draft)[0] is None


def test_a_condition_that_no_longer_reads_is_said() -> None:
    document = written(OTHER)
    old = "符合「单位类别为“街道”，且母婴设施配置率低于80%」"
    draft = read(with_text(document, old, old.replace("低于80%", "不足80%")))
    assert [p.code for p in draft.problems] == ["sentence.unreadable"]
    assert "“母婴设施提级督办”的条件的规范句读不懂" in draft.problems[0].message
    assert len(draft.tables[0].consequences) == len(OTHER.tables[0].consequences) - 1


@pytest.mark.parametrize(
    ("column", "new", "code"),
    [
        (0, "月报及时率", "document.measure-twice"),
        (0, "95", "document.cell-not-understood"),
        (1, "数", "document.cell-not-understood"),
        (1, "", "document.cell-not-understood"),
    ],
)
def test_measures_that_cannot_be_told(column: int, new: str, code: str) -> None:
    document = with_cells(
        first(), lambda c: replace(c, text=new) if (c.row, c.column) == (1, column) else c, -1
    )
    draft = read(document)
    assert code in codes(draft)
    assert complete(draft)[0] is None
