"""The way of the data: imports point back up the list of packages, and the core stays free of frameworks."""

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "kaohe"
ORDER = (
    "core", "rules", "scheme", "clauses", "documents", "checks", "facts", "evaluate", "batch", "results",
    "fieldwork", "tasks", "reports", "web", "cli",
)  # fmt: skip
APART = {"evaluate", "batch", "clauses"}
"""Interpreters and the clause reader know the tree, not one another."""


def _imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
        elif isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)


def _offences() -> Iterator[str]:
    for path in sorted(SOURCE.rglob("*.py")):
        here = path.relative_to(SOURCE).parts[0].removesuffix(".py")
        for line, module in _imports(path):
            place = f"{path.relative_to(SOURCE.parent)}:{line} imports {module}"
            parts = module.split(".")
            if parts[0] == "django" and here != "web":
                yield f"{place}: only web knows Django"
            if parts[0] != "kaohe" or len(parts) == 1 or here == "__init__":
                continue
            there = parts[1]
            if there not in ORDER:
                yield f"{place}: no such package in the house"
            elif ORDER.index(there) > ORDER.index(here):
                yield f"{place}: imports point back up the list"
            elif here != there and {here, there} <= APART:
                yield f"{place}: these two stand apart"


def test_imports_point_back_up_the_list() -> None:
    assert list(_offences()) == []


def test_every_package_says_what_it_is_for() -> None:
    for package in {path.parent for path in SOURCE.rglob("*.py")}:
        docstring = ast.get_docstring(ast.parse((package / "__init__.py").read_text(encoding="utf-8")))
        assert docstring, package


def test_no_float_is_written_where_points_are_computed() -> None:
    """A float literal or a call of float() in the packages that compute is a bug, not a style."""
    found = []
    for package in ("core", "rules", "evaluate", "results", "scheme"):
        for path in sorted((SOURCE / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
                call = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "float"
                if (literal or call) and path.name not in LAYOUT:
                    found.append(f"{path.relative_to(SOURCE)}:{getattr(node, 'lineno', 0)}")
    assert found == []


LAYOUT = {"source.py", "diff.py", "matching.py"}
"""Column widths and likeness of words: floats that no score is computed from."""
