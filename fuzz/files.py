"""Office files to begin with, and changes that keep them files: a tag less, a cell twice, another number."""

import io
import random
import re
import zipfile
from collections.abc import Callable, Mapping

import atheris
import docx
import openpyxl
from tests.unit.documents.pdf_writer import Page, pdf

ROWS = (
    ("序号", "指标", "评分标准", "分值", "责任科室"),
    ("1", "台账管理", "每缺1项扣1分，扣完为止", "5", "办公室"),
    ("2", "按时办结", "办结率达到98%得5分，每低1个百分点扣0.5分", "5", "窗口"),
    ("", "小计", "", "10", ""),
)


def word() -> bytes:
    """A Word file with a heading, a list and a table with merged cells."""
    document = docx.Document()
    document.add_heading("2026年度考核办法", 1)
    document.add_paragraph("一、总则", style="List Number")
    table = document.add_table(len(ROWS), len(ROWS[0]))
    for row, texts in enumerate(ROWS):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(3, 1).merge(table.cell(3, 2))
    return _saved(document.save)


def workbook() -> bytes:
    """A workbook with merged cells, a hidden row, a number format and a second sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in ROWS:
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    sheet.row_dimensions[4].hidden = True
    sheet["F2"] = 0.985
    sheet["F2"].number_format = "0.0%"
    sheet["F3"] = "=SUM(D2:D3)"
    book.create_sheet("二").append(["单位", "目标"])
    return _saved(book.save)


def portable() -> bytes:
    """A PDF of two pages with lines of text."""
    return pdf(
        Page().text(72, 72, "考核办法（100分）").text(72, 120, "一、台账 5分"), Page().text(72, 72, "续表")
    )


PAGE = (
    '<html><head><meta charset="utf-8"><title>考核</title></head><body><h1>办法</h1><p>一、总则</p><table border=1><caption>表</caption>'
    + "".join(
        "<tr>" + "".join(f'<td rowspan="1" colspan="1">{text}</td>' for text in row) + "</tr>" for row in ROWS
    )
    + "</table><div><ol><li>甲<li>乙</ol><br/>&nbsp;&#12288;</div></body></html>"
).encode()
"""A page with a table and a list."""

TEXT = (
    "2026年度考核办法\n\n一、总则\n（一）范围（10分）\n1. 台账齐全，得5分\n\n"
    + "\n\n".join("\t".join(row) for row in ROWS)
    + "\n"
)
"""A text dump: a tab begins a cell, a blank line ends a row."""


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    out = io.BytesIO()
    save(out)
    return out.getvalue()


class Archive:
    """A package whose parts are mutated one at a time: the first byte of an input chooses the part, the rest is its content."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as source:
            self.parts: Mapping[str, bytes] = {name: source.read(name) for name in source.namelist()}
        self.names = [
            name
            for name in self.parts
            if name.endswith((".xml", ".rels")) and "theme" not in name and "docProps" not in name
        ]

    def seeds(self) -> list[bytes]:
        return [bytes([number]) + self.parts[name] for number, name in enumerate(self.names)]

    def packed(self, data: bytes) -> bytes:
        """The package with one part replaced; stored, since packing would only cost time."""
        chosen = self.names[data[0] % len(self.names)] if data else ""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as target:
            for name, content in self.parts.items():
                target.writestr(name, data[1:] if name == chosen else content)
        return out.getvalue()


_TAG = re.compile(rb"<[^<>]{1,400}>")
_NUMBER = re.compile(rb"(?<=[\"'>])-?\d+(?=[\"'<])")
_NUMBERS = (
    b"0",
    b"-1",
    b"1",
    b"2",
    b"63",
    b"1000",
    b"16385",
    b"1048577",
    b"999999999999",
    b"1e9",
    b"",
    b"NaN",
)


def mutated_markup(data: bytes, most: int, seed: int) -> bytes:
    """Half the time a change of tags or numbers, else one of libFuzzer's own."""
    chance = random.Random(seed)  # noqa: S311  # mutations, repeatable by their seed
    if chance.random() < 0.4:
        return bytes(atheris.Mutate(data, most))
    for _ in range(chance.randint(1, 3)):
        data = chance.choice((_tag_gone, _tag_twice, _tags_moved, _other_number, _wrapped))(data, chance)
    return data[:most]


def _tag_gone(data: bytes, chance: random.Random) -> bytes:
    tags = list(_TAG.finditer(data))
    if not tags:
        return data
    chosen = chance.choice(tags)
    return data[: chosen.start()] + data[chosen.end() :]


def _tag_twice(data: bytes, chance: random.Random) -> bytes:
    tags = list(_TAG.finditer(data))
    if not tags:
        return data
    source, target = chance.choice(tags), chance.choice(tags)
    return data[: target.start()] + source[0] + data[target.start() :]


def _tags_moved(data: bytes, chance: random.Random) -> bytes:
    """A stretch from one tag to another, copied or moved to a third place."""
    cuts = sorted(match.start() for match in _TAG.finditer(data))
    if len(cuts) < 3:
        return data
    start, end = sorted(chance.sample(cuts, 2))
    stretch = data[start : min(end, start + 4000)]
    rest = data if chance.random() < 0.5 else data[:start] + data[end:]
    at = chance.randint(0, len(rest))
    return rest[:at] + stretch + rest[at:]


def _other_number(data: bytes, chance: random.Random) -> bytes:
    numbers = list(_NUMBER.finditer(data))
    if not numbers:
        return data
    chosen = chance.choice(numbers)
    return data[: chosen.start()] + chance.choice(_NUMBERS) + data[chosen.end() :]


def _wrapped(data: bytes, chance: random.Random) -> bytes:
    """A tag opened many times over: nesting without an end."""
    tags = [match for match in _TAG.finditer(data) if not match[0].startswith((b"</", b"<?", b"<!"))]
    if not tags or chance.random() < 0.7:
        return data
    chosen = chance.choice(tags)
    return data[: chosen.start()] + chosen[0] * chance.choice((10, 200, 2000)) + data[chosen.start() :]
