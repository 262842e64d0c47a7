"""`python -m benchmarks.fieldwork`: measure what stands in SECTIONS, print it, and put it into the page."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.fieldwork import draw, tasks, timetable

PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks-fieldwork.md"
TITLE = "# 检查与任务测速 · Benchmarks of fieldwork and tasks\n"
SECTIONS: dict[str, tuple[str, Callable[[], str]]] = {
    "draw": (draw.HEAD, draw.section),
    "tasks": (tasks.HEAD, tasks.section),
    "timetable": (timetable.HEAD, timetable.section),
}
"""Name on the command line → heading of the section, and what measures and writes it."""


def put(head: str, text: str, page: str) -> str:
    """The page with this section in place of the one under the same heading, or at its end."""
    found = re.search(rf"^{re.escape(head)}\n.*?(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    whole = text.rstrip() + "\n"
    if found is None:
        return f"{page.rstrip()}\n\n{whole}"
    return f"{page[: found.start()]}{whole}\n{page[found.end() :]}".rstrip() + "\n"


def main() -> None:
    """Measure the sections named; or all of them, each in a process of its own, so that its peak of memory is its own."""
    if not sys.argv[1:]:
        for name in SECTIONS:
            subprocess.run([sys.executable, "-m", "benchmarks.fieldwork", name], check=True)
    for name in sys.argv[1:]:
        head, measure = SECTIONS[name]
        text = measure()
        sys.stdout.write(text)
        page = PAGE.read_text(encoding="utf-8") if PAGE.is_file() else TITLE
        PAGE.write_text(put(head, text, page), encoding="utf-8")


if __name__ == "__main__":
    main()
