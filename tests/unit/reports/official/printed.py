"""Papers as they are printed: Word files by LibreOffice, and what stands on each page of a PDF."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pdfplumber

SOFFICE = shutil.which("soffice")
_POINTS_A_MM = 72 / 25.4


def printed_together(paths: list[Path]) -> None:
    """PDFs beside Word files of one folder, by LibreOffice with a profile of its own. A hundred at a time: of more than
    some 240 in one call it leaves the rest without a word."""
    folder = paths[0].parent
    command = [
        str(SOFFICE),
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--norestore",
    ]
    command += ["--nolockcheck", "--convert-to", "pdf", "--outdir", str(folder)]
    for first in range(0, len(paths), 100):
        some = [str(path) for path in paths[first : first + 100]]
        subprocess.run([*command, *some], check=True, capture_output=True, timeout=900)


@dataclass(frozen=True)
class Sheet:
    """A page. `lines`: its texts from the top, page number excluded; `number`: the page number and where it stands in
    millimetres; `ink`: whether anything but the number is on it; `lowest`: millimetres from the top of the last text.
    """

    wide: bool
    lines: tuple[str, ...]
    number: tuple[str, float]
    ink: bool
    lowest: float
    rightmost: float


def sheets(pdf: Path) -> list[Sheet]:
    """The pages of a PDF."""
    with pdfplumber.open(pdf) as document:
        return [_sheet(page) for page in document.pages]


def _sheet(page: pdfplumber.page.Page) -> Sheet:
    foot = float(page.height) - (26 if page.width > page.height else 35) * _POINTS_A_MM
    above, below = page.crop((0, 0, page.width, foot)), page.crop((0, foot, page.width, page.height))
    characters = [each for each in above.chars if each["text"].strip()]
    rows: dict[int, list[dict[str, Any]]] = {}
    for each in sorted(characters, key=lambda each: (round(each["bottom"]), each["x0"])):
        row = next((key for key in rows if abs(key - round(each["bottom"])) <= 4), round(each["bottom"]))
        rows.setdefault(row, []).append(each)
    lines = tuple(
        "".join(str(each["text"]) for each in sorted(rows[row], key=lambda e: e["x0"]))
        for row in sorted(rows)
    )
    number = [each for each in below.chars if each["text"].strip()]
    return Sheet(
        page.width > page.height,
        lines,
        (
            "".join(each["text"] for each in number),
            min((each["x0"] for each in number), default=0) / _POINTS_A_MM,
        ),
        bool(characters or above.images or above.rects or above.curves),
        max((each["bottom"] for each in characters), default=0) / _POINTS_A_MM,
        max((each["x1"] for each in characters), default=0) / _POINTS_A_MM,
    )
