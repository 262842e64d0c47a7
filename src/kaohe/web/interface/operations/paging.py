"""Lists come a part at a time."""

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Model, QuerySet

from kaohe.core import Problem
from kaohe.web.interface.schemas import ProblemEntry

Row = TypeVar("Row", bound=Model)


def part_of(rows: QuerySet[Row], page: int, size: int) -> tuple[int, list[Row]]:
    """How many there are in all, and those of one page; none past the last."""
    return rows.count(), list(rows[(page - 1) * size : page * size])


def entries(problems: Iterable[Problem]) -> list[ProblemEntry]:
    """Problems as the document has them."""
    return [ProblemEntry.model_validate(problem.as_json()) for problem in problems]
