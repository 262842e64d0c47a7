"""A fresh process that reads one file and says how long each part took.

    python -m benchmarks.reading_process document FILE RECORD     start, open, recognise, clauses
    python -m benchmarks.reading_process grid FILE RECORD         start, open: Kaohe's grid alone
    python -m benchmarks.reading_process cells FILE RECORD        start, open: every text of python-docx's row.cells

A line of JSON, part → seconds of the processor, is added to RECORD. “start” is importing what is needed; whoever times the whole process
sees the start of Python besides.
"""

import json
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

_READERS = {".docx": "word", ".xlsx": "sheets", ".txt": "text"}


def main() -> None:
    what, path, record = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    seconds = {"document": _document, "grid": _grid, "cells": _cells}[what](path)
    with record.open("a", encoding="utf-8") as target:
        target.write(json.dumps(seconds) + "\n")


def _timed(seconds: dict[str, float], part: str, work: Callable[..., Any], *given: Any) -> Any:
    begun = time.process_time()
    done = work(*given)
    seconds[part] = time.process_time() - begun
    return done


def _import(*names: str) -> list[Any]:
    return [import_module(name) for name in names]


def _document(path: Path) -> dict[str, float]:
    seconds: dict[str, float] = {}
    packages = ("opening", "recognise", _READERS[path.suffix])
    names = ["kaohe.clauses", *(f"kaohe.documents.{name}" for name in packages)]
    clauses, opening, recognition, _ = _timed(seconds, "start", _import, *names)
    document = _timed(seconds, "open", opening.open_document, path)
    reading = _timed(seconds, "recognise", recognition.recognise, document)
    _timed(seconds, "clauses", lambda: [clauses.compile_draft(draft) for draft in reading.drafts])
    return seconds


def _grid(path: Path) -> dict[str, float]:
    seconds: dict[str, float] = {}
    names = [f"kaohe.documents.{name}" for name in ("opening", _READERS[path.suffix])]
    opening, _ = _timed(seconds, "start", _import, *names)
    _timed(seconds, "open", opening.open_document, path)
    return seconds


def _cells(path: Path) -> dict[str, float]:
    seconds: dict[str, float] = {}
    (docx,) = _timed(seconds, "start", _import, "docx")
    _timed(seconds, "open", lambda: _all_texts(docx.Document(str(path))))
    return seconds


def _all_texts(document: Any) -> list[list[list[str]]]:
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]


if __name__ == "__main__":
    main()
