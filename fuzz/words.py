"""Bytes → clauses and documents: each byte chooses a word of the trade, so that mutations stay near real text."""

from pathlib import Path

import atheris

from kaohe.core import Place
from kaohe.documents import Block, Cell, Document, Grid, Paragraph

_BLANKS = (" ", "\n", "\r\n", "\t", "\u3000", "\u200b", "")
WORDS = (*Path(__file__).with_name("phrases.txt").read_text(encoding="utf-8").split(), *_BLANKS)
"""What a clause is put together from; also marks, slips and blanks."""

_HEADS = (
    "序号",
    "指标",
    "考核内容",
    "评分标准",
    "分值",
    "标准分",
    "责任科室",
    "考核方式",
    "小计",
    "合计",
    "备注",
    "得分",
    "单位",
    "目标",
    "日期",
    "上午",
    "完成时限",
)
_UNITS = ("城关镇", "甲镇", "乙街道", "丙乡")


def clause(data: atheris.FuzzedDataProvider, most: int = 60) -> str:
    """Up to `most` words; now and then a piece of any text."""
    parts = []
    for _ in range(data.ConsumeIntInRange(0, most)):
        chosen = data.ConsumeIntInRange(0, len(WORDS))
        parts.append(WORDS[chosen] if chosen < len(WORDS) else data.ConsumeUnicodeNoSurrogates(8))
    return "".join(parts)


def document(data: atheris.FuzzedDataProvider) -> Document:
    """Paragraphs and grids in any order, merged cells, cells that overlap or stand outside."""
    return Document(
        "甲.txt", "text", tuple(_block(data, number) for number in range(data.ConsumeIntInRange(0, 8)))
    )


def _block(data: atheris.FuzzedDataProvider, number: int) -> Block:
    place = Place("甲.txt", sheet=f"表{number}", cell="A1")
    if data.ConsumeBool():
        label = data.PickValueInList(["", "一、", "（一）", "1.", "(1)", "①", "第一条 "])
        return Paragraph(label + _cell_text(data), place, level=data.ConsumeIntInRange(0, 4))
    return _grid(data, place, 0)


def _grid(data: atheris.FuzzedDataProvider, place: Place, depth: int) -> Grid:
    height, width = data.ConsumeIntInRange(0, 7), data.ConsumeIntInRange(0, 7)
    cells = []
    for row in range(height):
        column = 0
        while column < width:
            columns = data.ConsumeIntInRange(1, 3) if data.ConsumeIntInRange(0, 5) == 0 else 1
            rows = data.ConsumeIntInRange(1, 4) if data.ConsumeIntInRange(0, 5) == 0 else 1
            inner = (
                (_grid(data, place, depth + 1),) if depth < 2 and data.ConsumeIntInRange(0, 30) == 0 else ()
            )
            text = _head(data) if row == 0 else _cell_text(data)
            cells.append(Cell(text, row, column, rows, columns, place, grids=inner, header=row == 0))
            column += columns
    return Grid(tuple(cells), height, width, place)


def _head(data: atheris.FuzzedDataProvider) -> str:
    return str(data.PickValueInList([*_HEADS, *_UNITS, ""]))


def _cell_text(data: atheris.FuzzedDataProvider) -> str:
    kind = data.ConsumeIntInRange(0, 7)
    if kind < 3:
        return str(data.ConsumeIntInRange(0, 120))
    if kind < 4:
        return str(
            data.PickValueInList(
                [*_HEADS, *_UNITS, "合计", "100", "20分", "（5分）", "95%", "≥95%", "3月5日", "每月"]
            )
        )
    return clause(data, 12)
