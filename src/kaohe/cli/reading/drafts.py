"""Drafts as files: a file a scheme, never half written, and nothing overwritten that was there before."""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kaohe.core import Refused
from kaohe.reports.read_document import Given, ReadDocument, drafts_to_write
from kaohe.reports.reading_page import reading_page
from kaohe.scheme import SchemeDraft, write_scheme


def targets_for(output: Path, number: int) -> list[Path]:
    """The file of each scheme: the one named, or with -1, -2 … before its ending where there are several."""
    if number == 1:
        return [output]
    return [output.with_name(f"{output.stem}-{n}{output.suffix}") for n in range(1, number + 1)]


@dataclass(frozen=True, slots=True)
class WrittenDraft:
    """A draft and its file. `kept`: the new name of another file that stood there before."""

    draft: SchemeDraft
    path: Path
    kept: Path | None = None


def write_drafts(read: ReadDocument, output: Path, given: Given) -> tuple[WrittenDraft, ...]:
    """A file a scheme; Refused where there is none."""
    drafts = drafts_to_write(read, given)
    if not drafts:
        raise Refused("read.nothing-to-write", "没有读到考核表，没有写草稿。", read.reading.problems)
    paths = targets_for(output, len(drafts))
    return tuple(
        WrittenDraft(draft, path, write_draft(draft, path)) for path, draft in zip(paths, drafts, strict=True)
    )


def write_page(read: ReadDocument, page: Path) -> None:
    """The page with the document on the left and its rules on the right."""
    write_whole(reading_page(read.document, read.reading, read.studies), page)


def write_draft(draft: SchemeDraft, path: Path) -> Path | None:
    """Write the draft whole or not at all. What stood there before and is not the same is kept beside it; its new name."""
    text = write_scheme(draft)
    kept = _keep(path, text)
    write_whole(text, path)
    return kept


def write_whole(text: str, path: Path) -> None:
    """Text into a file, in one step: whoever is interrupted finds the old file or the new one, never half of it."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _keep(path: Path, text: str) -> Path | None:
    if not path.is_file() or path.read_bytes() == text.encode("utf-8"):
        return None
    kept = next(name for name in _beside(path) if not name.exists())
    kept.write_bytes(path.read_bytes())
    return kept


def _beside(path: Path) -> Iterator[Path]:
    """办法.yaml → 办法.bak1.yaml, 办法.bak2.yaml …"""
    number = 1
    while True:
        yield path.with_name(f"{path.stem}.bak{number}{path.suffix}")
        number += 1
