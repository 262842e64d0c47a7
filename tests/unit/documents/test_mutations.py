"""Tables with cells lost, moved and overwritten, and grids with nothing in them: never a crash."""

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from kaohe.documents.model import Cell, Document, Grid, Paragraph
from kaohe.documents.prose import read_grid
from kaohe.documents.recognise import recognise

from .scoring_samples import Sample, grid

TABLE: list[list[Sample]] = [
    [("河道考核评分表（100分）", 1, 6)],
    ["序号", "一级指标", "二级指标", "分值", "评分标准", "备注"],
    ["1", ("日常（70分）", 2, 1), "1.1巡查", "40", "每少一次扣1分，扣完为止", "台账"],
    ["2", "1.2保洁", "30", "每发现一处扣2分", ""],
    [("小计", 1, 3), "70", "", ""],
    [("二、加分项（最多加5分）", 1, 6)],
    ["3", "创新", "推广", "5", "获表彰加2分", ""],
    ["4", ("一票否决", 1, 2), "", "发生责任事故的，取消评优资格", ""],
    [("备注：90分以上为优秀。", 1, 6)],
]
JUNK = [
    "",
    "0",
    "-1",
    "九" * 30,
    "（5分）",
    "合计",
    "1.1.1",
    "10\n5\n3",
    "加减分（±5分）",
    "否决",
    "扣完为止",
    "I0",
    "½",
    "（" * 9,
    "\x00",
]
EMPTY = [
    Grid((), 1, 0),
    Grid((), 0, 0),
    Grid((), 0, 1),
    Grid((), 3, 3),
    Grid((Cell("", 0, 0),), 1, 1),
    Grid((Cell("分值", 0, 0),), 1, 1),
]


@pytest.mark.parametrize("empty", EMPTY)
def test_grids_with_nothing_in_them(empty: Grid) -> None:
    assert read_grid(empty) is None
    assert recognise(Document("办法.html", "html", (empty,))).drafts == ()


def _laid_out(cells: list[Cell], height: int, width: int) -> Iterator[Cell]:
    """Cells as readers give them: none over another, none beyond the edge."""
    taken: set[tuple[int, int]] = set()
    for cell in sorted(cells, key=lambda each: (each.row, each.column)):
        rows, columns = min(cell.rows, height - cell.row), min(cell.columns, width - cell.column)
        if rows < 1 or columns < 1:
            continue
        places = {(cell.row + down, cell.column + right) for down in range(rows) for right in range(columns)}
        if not places & taken:
            taken |= places
            yield replace(cell, rows=rows, columns=columns)


def _mutated(whole: Grid, dice: random.Random) -> Grid:
    cells = list(whole.cells)
    for _ in range(dice.choice([1, 3, 10, 25])):
        if not cells:
            break
        at = dice.randrange(len(cells))
        cell, other = cells[at], dice.choice(cells)
        cells[at] = dice.choice(
            [
                replace(cell, text=dice.choice(JUNK)),
                replace(cell, text=other.text),
                replace(cell, rows=dice.choice([1, 2, 99]), columns=dice.choice([1, 2, 99])),
                replace(cell, row=other.row),
            ]
        )
        if dice.random() < 0.3:
            del cells[at]
    height, width = dice.randint(1, whole.height), dice.randint(1, whole.width)
    if dice.random() < 0.7:
        height, width = whole.height, whole.width
    return replace(whole, cells=tuple(_laid_out(cells, height, width)), height=height, width=width)


@pytest.mark.parametrize("seed", range(8))
def test_mutated_tables(seed: int) -> None:
    dice = random.Random(seed)
    whole = grid(TABLE)
    for _ in range(40):
        blocks = (Paragraph("河道考核办法"), _mutated(whole, dice), _mutated(whole, dice))
        assert recognise(Document("办法.html", "html", blocks)).source == "办法.html"
