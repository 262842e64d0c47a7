"""A result as plain data: what receipts carry, what `--json` prints, what is compared digit by digit."""

import hashlib
import json
from typing import Any

from kaohe.core import Absence, plain
from kaohe.evaluate.trace import value_json
from kaohe.results.consequences import ListResult
from kaohe.results.round import RoundResult, TableResult
from kaohe.results.standing import Standing
from kaohe.results.tally import GroupScore, ItemScore, Tally


def canonical(data: Any) -> str:
    """The one text of some plain data: sorted keys, no spaces, Chinese as it is."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(data: Any) -> str:
    """SHA-256 of the canonical text."""
    return hashlib.sha256(canonical(data).encode()).hexdigest()


def result_record(result: RoundResult) -> dict[str, Any]:
    """Everything but the traces: tables, standings, item scores, lists, gaps."""
    return {
        "scheme": result.scheme.title,
        "version": result.scheme.version,
        "period": str(result.scheme.period),
        "status": "provisional" if result.provisional else "final",
        "tables": [table_record(table) for table in result.tables],
    }


def table_record(table: TableResult) -> dict[str, Any]:
    """One table: its units, best first, and its lists."""
    return {
        "table": table.table.name,
        "total": plain(table.table.total),
        "precision": table.table.precision,
        "status": "provisional" if table.provisional else "final",
        "units": [standing_record(standing) for standing in table.standings],
        "lists": [list_record(entry) for entry in table.lists],
    }


def standing_record(standing: Standing) -> dict[str, Any]:
    """One unit: total, rank, grade, every group and item, vetoes in force, what is still open."""
    tally = standing.tally
    return {
        "unit": tally.unit.id,
        "name": tally.unit.name,
        "class": tally.unit.unit_class,
        "total": _value(tally.total, tally.table.precision),
        "rank": standing.rank,
        "tied": standing.tied,
        "grade": standing.grade,
        "status": "provisional" if tally.provisional else "final",
        "base": plain(tally.base),
        "bonus": plain(tally.bonus),
        "deduction": plain(tally.deduction),
        "groups": {score.group.code: plain(score.score) for score in _groups(tally)},
        "items": {score.item.code: _value(score.score) for score in tally.items()},
        "vetoes": [outcome.veto.name for outcome in tally.vetoes if outcome.in_force],
        "gaps": [score.item.code for score in tally.gaps],
    }


def list_record(entry: ListResult) -> dict[str, Any]:
    """One list: what is done, for whom, how much each."""
    return {
        "list": entry.consequence.list_name,
        "action": entry.consequence.action,
        "members": [
            {"unit": member.unit, **({} if member.amount is None else {"amount": plain(member.amount)})}
            for member in entry.members
        ],
    }


def trace_record(standing: Standing) -> dict[str, Any]:
    """One unit's whole account with every trace, from the figures to the total."""
    tally = standing.tally
    return {
        "table": tally.table.name,
        "unit": tally.unit.id,
        "items": {score.item.code: _item_record(score) for score in tally.items()},
        "groups": {score.group.code: _group_record(score) for score in _groups(tally)},
        "vetoes": {outcome.veto.name: outcome.trace.as_json() for outcome in tally.vetoes},
        "earned": plain(tally.earned),
        "available": plain(tally.available),
        "full": plain(tally.full),
        "base": plain(tally.base),
        "bonus": plain(tally.bonus),
        "deduction": plain(tally.deduction),
        "exact": plain(tally.base + tally.bonus + tally.deduction),
        "total": _value(tally.total, tally.table.precision),
    }


def _item_record(score: ItemScore) -> dict[str, Any]:
    record: dict[str, Any] = {"score": _value(score.score), "trace": score.trace.as_json()}
    if score.kept_at is not None:
        record["kept_at"] = plain(score.kept_at)
    return record


def _group_record(score: GroupScore) -> dict[str, Any]:
    record = {"raw": plain(score.raw), "score": plain(score.score), "full": plain(score.full)}
    if score.kept_at is not None:
        record["kept_at"] = plain(score.kept_at)
    return record


def _groups(tally: Tally) -> list[GroupScore]:
    groups: list[GroupScore] = []
    stack = list(reversed(tally.groups))
    while stack:
        score = stack.pop()
        groups.append(score)
        stack.extend(child for child in reversed(score.children) if isinstance(child, GroupScore))
    return groups


def _value(value: Any, places: int | None = None) -> Any:
    if isinstance(value, Absence) or places is None:
        return value_json(value)
    return format(value, "f")
