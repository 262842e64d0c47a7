"""The ranking as a page shows it, out of the record of a result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kaohe.core import Absence
from kaohe.reports.kinds.losses import points_text
from kaohe.scheme.model import Scheme


@dataclass(frozen=True, slots=True)
class Row:
    """One unit. `cards` and `vetoes` are those in force; `gaps` counts the items that still wait."""

    code: str
    name: str
    unit_class: str
    rank: str
    tied: bool
    total: str
    grade: str
    base: str
    bonus: str
    deduction: str
    vetoes: tuple[str, ...]
    cards: tuple[str, ...]
    lists: tuple[str, ...]
    provisional: bool
    gaps: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """One table: its rows, best first, and the classes that there are."""

    number: int
    name: str
    full: str
    provisional: bool
    classes: tuple[str, ...]
    rows: tuple[Row, ...]


def rankings_of(record: Mapping[str, Any], scheme: Scheme) -> list[Ranking]:
    """Every table of a record."""
    return [ranking_of(number, table, scheme) for number, table in enumerate(record["tables"], 1)]


def ranking_of(number: int, table: Mapping[str, Any], scheme: Scheme) -> Ranking:
    """One table of a record; the scheme says which vetoes are cards."""
    found = scheme.table(table["table"])
    cards = {veto.name for veto in found.vetoes if veto.card} if found else set()
    lists: dict[str, dict[str, None]] = {}
    for entry in table["lists"]:
        for member in entry["members"]:
            lists.setdefault(member["unit"], {})[entry["list"]] = None
    rows = tuple(_row(unit, table["precision"], cards, tuple(lists.get(unit["unit"], ()))) for unit in table["units"])  # fmt: skip
    classes = tuple(dict.fromkeys(row.unit_class for row in rows if row.unit_class))
    return Ranking(number, table["table"], table["total"], table["status"] == "provisional", classes, rows)


def _row(unit: Mapping[str, Any], places: int, cards: set[str], lists: tuple[str, ...]) -> Row:
    shown = [points_text(Decimal(unit[part]), places) for part in ("base", "bonus", "deduction")]
    return Row(
        code=unit["unit"],
        name=unit["name"],
        unit_class=unit["class"],
        rank="" if unit["rank"] is None else str(unit["rank"]),
        tied=unit["tied"],
        total=value_text(unit["total"]),
        grade=unit["grade"],
        base=shown[0],
        bonus="" if shown[1] == "0" else shown[1],
        deduction="" if shown[2] == "0" else shown[2],
        vetoes=tuple(name for name in unit["vetoes"] if name not in cards),
        cards=tuple(name for name in unit["vetoes"] if name in cards),
        lists=lists,
        provisional=unit["status"] == "provisional",
        gaps=len(unit["gaps"]),
    )


def value_text(value: Any) -> str:
    """A total of a record, or the word for why there is none."""
    return Absence(value["absent"]).label if isinstance(value, Mapping) else str(value)


def state_text(rankings: Sequence[Ranking]) -> str:
    """What is to be said above all of them while something is still open."""
    waiting = {row.code: row.gaps for ranking in rankings for row in ranking.rows if row.provisional}
    if not waiting:
        return ""
    return _("这是暂定结果：%(units)s 个单位还有没报或没评的（共 %(gaps)s 项），名次还会变，不能公布。") % {
        "units": len(waiting),
        "gaps": sum(waiting.values()),
    }
