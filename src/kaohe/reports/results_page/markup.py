"""Text made safe for HTML, small tags, data for the script, and the policy that forbids everything else."""

import json
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files

from kaohe.reports.pictures import Picture
from kaohe.reports.pictures.text import clean, escaped, minus

h = escaped
"""A text as it may stand in an element or an attribute. Control characters and turns of direction are left out."""

_SCRIPT = ("page.js", "article.js", "tables.js", "tips.js")
_TALL = 60
"""Tables with more rows than that move within a box of the screen's height."""

_IN_SCRIPT = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table. `html` is markup already; `order` is what the column sorts by, where that is not its text;
    `told` is said when it is pointed at.
    """

    html: str
    kind: str = ""
    order: int | None = None
    told: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading and the class of its cells (num, mid, or none for texts)."""

    name: str
    kind: str = ""


def text(words: str, kind: str = "", *, order: int | None = None, told: str = "") -> Cell:
    """A cell of plain text."""
    return Cell(h(words), kind, order, told)


def table_of(
    columns: Sequence[Column], rows: Iterable[tuple[str, Sequence[Cell]]], kind: str = "", caption: str = ""
) -> str:
    """A table in a box that moves sideways where it is wider than the screen. A row comes with its unit's id (or
    nothing). Its first column with a name of a unit or item is not marked: readers name columns, that is enough here.
    """
    heads = "".join(f'<th scope="col"{_kind(column.kind)}>{h(column.name)}' for column in columns)
    body = "\n".join(_row(unit, columns, cells) for unit, cells in rows)
    said = f"<caption>{h(caption)}</caption>" if caption else ""
    tall = " tall" if body.count("\n") >= _TALL else ""
    return (
        f'<div class="scroll{tall}"><table{_kind(kind)}>{said}<thead><tr>{heads}</tr></thead>\n'
        f"<tbody>\n{body}\n</tbody></table></div>"
    )


def _row(unit: str, columns: Sequence[Column], cells: Sequence[Cell]) -> str:
    whose = f' data-unit="{h(unit)}"' if unit else ""
    return f"<tr{whose}>{''.join(_cell(c, column) for c, column in zip(cells, columns, strict=True))}</tr>"


def _cell(cell: Cell, column: Column) -> str:
    kind = _kind(" ".join(part for part in (column.kind, cell.kind) if part))
    order = "" if cell.order is None else f' data-order="{cell.order}"'
    told = f' title="{h(cell.told)}"' if cell.told else ""
    return f"<td{kind}{order}{told}>{cell.html}</td>"


def _kind(kind: str) -> str:
    return f' class="{kind}"' if kind else ""


def figure(picture: Picture, kind: str = "") -> str:
    """A picture; its title is in it."""
    return f"<figure{_kind(kind)}>{picture.svg}</figure>"


def bar(permille: int, kind: str = "") -> str:
    """A bar of so many thousandths of its room. (A style of its own would be against the policy.)"""
    return (
        f'<svg class="bar {kind}" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{permille}" height="10"/></svg>'
    )


def shown(number: str) -> str:
    """A number as the page shows it: with a real minus sign."""
    return minus(number)


def data_block(identity: str, data: object) -> str:
    """Data for the script. Nothing in it can end the element."""
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign, code in _IN_SCRIPT.items():
        body = body.replace(sign, code)
    return f'<script type="application/json" id="{identity}">{body}</script>'


def shipped(name: str) -> str:
    """A file of this package."""
    return (files(__package__) / name).read_text(encoding="utf-8")


def script() -> str:
    """The script: its parts in their order, in one function that leaves nothing behind."""
    parts = "\n".join(shipped(name) for name in _SCRIPT)
    return f'"use strict";\n(() => {{\n{parts}}})();\n'


def policy(style: str, code: str) -> str:
    """Nothing but this style and this script; nothing is loaded, sent or framed."""
    return (
        f"default-src 'none'; style-src 'sha256-{_digest(style)}'; script-src 'sha256-{_digest(code)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(content: str) -> str:
    return b64encode(sha256(content.encode("utf-8")).digest()).decode("ascii")


__all__ = [
    "Cell",
    "Column",
    "bar",
    "clean",
    "data_block",
    "figure",
    "h",
    "policy",
    "shipped",
    "shown",
    "table_of",
    "text",
]
