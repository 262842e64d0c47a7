"""A version's text as the library's Scheme: read once for each text and kept."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from kaohe.core import Problem
from kaohe.scheme import Scheme, SchemeDraft, complete, parse_draft

_KEPT = 16
_COMMAND = re.compile("[；，]?也可以运行 kaohe [^。]*")


@lru_cache(maxsize=_KEPT)
def draft_of(text: str, name: str = "") -> SchemeDraft:
    """The draft that a text is, holes and problems with it."""
    return parse_draft(text, name)


@lru_cache(maxsize=_KEPT)
def scheme_of(text: str, name: str = "") -> tuple[Scheme | None, tuple[Problem, ...]]:
    """The scheme, or None where something stands in the way, with all problems at once."""
    return complete(draft_of(text, name))


def on_screen(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems without remedies that only a terminal has."""
    return tuple(replace(problem, remedy=_COMMAND.sub("", problem.remedy)) for problem in problems)
