"""A scheme as canonical JSON, and the hash of it.

One meaning, one form: names of fields in English, numbers as plain text ("0.5"), what stands under names
(measures, targets, classes, levels) by name and not in the order of the file. Where something was read
(`where`, `source`) is no part of it, nor is the unit that a rule takes over from its measure.

The hash stands in receipts. A field that is added to the model later is therefore left out of the form
while it has its default, so that the hashes of old schemes stay what they were.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeAlias

from kaohe.core import Period, plain
from kaohe.rules import ByClass, ByLevel, Given, Node, Target
from kaohe.scheme.model import Item, Measure, Scheme

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"

FORM = "kaohe.scheme/1"
_LEFT_OUT = {"where", "source"}
_TAKEN_OVER: dict[type, set[str]] = {Given: {"of_unit"}, Target: {"of_unit"}}
_LATER: dict[type, dict[str, object]] = {Item: {"standard": ""}}
"""Fields that came after the first receipts, with their defaults."""


def to_json(value: object) -> Json:
    """A scheme, a draft, a rule or any part of them as plain data."""
    match value:
        case None | bool() | int() | str():
            return value
        case Decimal():
            return plain(value)
        case Enum():
            return to_json(value.value)
        case Period():
            return str(value)
        case tuple() | list():
            return [to_json(entry) for entry in value]
        case Mapping():
            return {str(key): to_json(entry) for key, entry in value.items()}
    if not is_dataclass(value) or isinstance(value, type):
        raise TypeError(f"no JSON for {type(value).__name__}")
    return _record(value)


def scheme_digest(scheme: Scheme) -> str:
    """SHA-256 over the canonical JSON: keys sorted, no spaces, UTF-8; as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(scheme).encode("utf-8")).hexdigest()


def canonical(value: object) -> str:
    """The one text of the value: equal for equal meaning, and different for any other."""
    return json.dumps(to_json(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _record(value: "DataclassInstance") -> dict[str, Json]:
    """A dataclass by the names of its fields; a node of a rule says which it is."""
    head: dict[str, Json] = {}
    if isinstance(value, Node):
        head["node"] = type(value).__name__
    if isinstance(value, Scheme):
        head["form"] = FORM
    later = _LATER.get(type(value), {})
    silent = {name for name, default in later.items() if getattr(value, name) == default}
    skipped = _LEFT_OUT | _TAKEN_OVER.get(type(value), set()) | silent
    own = {f.name: to_json(getattr(value, f.name)) for f in fields(value) if f.name not in skipped}
    return {**head, **own, **_by_name(value)}


def _by_name(value: Any) -> dict[str, Json]:
    """What stands under names in the file: the order says nothing."""
    if isinstance(value, ByClass):
        return {"cases": {case.name: to_json(case.of) for case in value.cases}}
    if isinstance(value, ByLevel):
        return {"levels": {level.name: plain(level.points) for level in value.levels}}
    if isinstance(value, Measure):
        return {"targets": {name: plain(number) for name, number in value.targets}}
    return {}
