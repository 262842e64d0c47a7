"""`kaohe read --json`: the reading with what its clauses became."""

from collections.abc import Iterator, Sequence
from typing import Any

from kaohe.core import plain
from kaohe.documents.json_form import reading_json
from kaohe.reports.read_document import ReadDocument
from kaohe.reports.study import ItemStudy
from kaohe.reports.trials import Trial
from kaohe.scheme.draft import DraftGroup, DraftItem, Pending


def read_json(read: ReadDocument) -> dict[str, Any]:
    """The one object of the contract; items carry their nature, rule in words, inputs, state and open questions."""
    data = reading_json(read.reading)
    tables = [table for study in read.studies for table in study.tables]
    for scheme, table in zip(data["schemes"], tables, strict=True):
        items = iter(table.items)
        for group, draft in zip(scheme["groups"], table.table.groups, strict=True):
            _tell_group(group, draft, items)
    return data


def _tell_group(group: dict[str, Any], draft: DraftGroup, studies: Iterator[ItemStudy]) -> None:
    """The form lists items before groups, the draft has them as they stand."""
    items, groups = iter(group["items"]), iter(group["children"])
    for child in draft.children:
        if isinstance(child, DraftItem):
            next(items).update(_told(next(studies)))
        else:
            _tell_group(next(groups), child, studies)


def _told(study: ItemStudy) -> dict[str, Any]:
    reading = study.reading
    return {
        "code": study.number,
        "nature": None if reading is None else reading.nature.value,
        "rule": study.words or None,
        "inputs": [] if reading is None else [{"name": i.measure, "type": i.type} for i in reading.inputs],
        "state": study.state.key,
        "unread": [] if reading is None else [span.text for span in reading.unread],
        "pending": [pending_json(pending) for pending in study.item.pending],
    }


def pending_json(pending: Pending) -> dict[str, Any]:
    """A question that waits for a person's word."""
    return {
        "question": pending.question,
        "default": pending.default,
        "options": list(pending.options),
        "answer": pending.answer,
    }


def trials_json(rows: Sequence[Trial]) -> list[dict[str, Any]]:
    """A boundary table."""
    return [
        {
            "what": row.what,
            "figures": dict(row.figures),
            "score": None if row.score is None else plain(row.score),
        }
        for row in rows
    ]
