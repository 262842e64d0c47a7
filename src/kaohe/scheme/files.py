"""A scheme from its file, in one step."""

from pathlib import Path

from kaohe.core import Problem
from kaohe.scheme.complete import complete
from kaohe.scheme.model import Scheme
from kaohe.scheme.reader import read_draft


def read_scheme(path: Path) -> tuple[Scheme | None, tuple[Problem, ...]]:
    """The scheme of a file, or None where something in it stands in the way, with all problems at once."""
    return complete(read_draft(path))
