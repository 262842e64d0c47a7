"""The interface's document as people read it: one entry an operation."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from kaohe.web.config.permissions import COLUMNS
from kaohe.web.interface.operations import api
from kaohe.web.interface.permits import OPERATIONS


@dataclass(frozen=True, slots=True)
class Parameter:
    """What an address takes. `place`: path or query."""

    name: str
    place: str
    kind: str
    default: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. marks: those of the table, in the order of the roles."""

    name: str
    method: str
    path: str
    summary: str
    description: str
    tag: str
    parameters: tuple[Parameter, ...]
    marks: tuple[str, ...]


@cache
def operations() -> tuple[Operation, ...]:
    """Every operation, subject by subject."""
    document = api.get_openapi_schema()
    found = [
        _operation(method.upper(), path, told)
        for path, methods in document["paths"].items()
        for method, told in methods.items()
    ]
    order = list(OPERATIONS)
    tags = {
        each.tag: min(order.index(other.name) for other in found if other.tag == each.tag) for each in found
    }
    return tuple(sorted(found, key=lambda each: (tags[each.tag], order.index(each.name))))


def _operation(method: str, path: str, told: dict[str, Any]) -> Operation:
    marks = OPERATIONS[told["operationId"]]
    return Operation(
        name=told["operationId"],
        method=method,
        path=path,
        summary=told["summary"],
        description=told.get("description", ""),
        tag=told["tags"][0],
        parameters=tuple(_parameter(each) for each in told["parameters"]),
        marks=tuple(marks[role] for role in COLUMNS),
    )


def _parameter(told: dict[str, Any]) -> Parameter:
    schema = told["schema"]
    return Parameter(told["name"], told["in"], schema.get("type", ""), str(schema.get("default", "")))
