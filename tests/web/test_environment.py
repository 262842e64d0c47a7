"""What an installation may be told by its environment is described where it is installed."""

import re
from pathlib import Path

import kaohe.web
from kaohe.web.config.environment import VARIABLES

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide"
_NAMED = re.compile(r"[\"'](KAOHE_[A-Z_]+|DATABASE_URL)[\"']")


def test_every_variable_that_is_read_is_listed() -> None:
    """Whatever the application or its commands look up by a name of ours."""
    sources = Path(kaohe.web.__file__).parents[1].rglob("*.py")
    named = {name for path in sources for name in _NAMED.findall(path.read_text(encoding="utf-8"))}
    assert named == set(VARIABLES)


def test_every_variable_has_its_row_in_the_guide() -> None:
    pages = "".join(path.read_text(encoding="utf-8") for path in GUIDE.glob("install-*.md"))
    rows = {row[1] for row in re.finditer(r"^\| `([A-Z_]+)` \|", pages, re.MULTILINE)}
    assert rows == set(VARIABLES)
