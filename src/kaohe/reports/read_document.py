"""From a document to drafts of its schemes: what was read, which scheme is meant, what its heading says."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from kaohe.clauses import compile_draft
from kaohe.core import Period, Refused
from kaohe.documents.model import Document
from kaohe.documents.opening import open_document
from kaohe.documents.reading import DocumentReading
from kaohe.documents.recognise import recognise
from kaohe.reports.settling import with_header
from kaohe.reports.study import Study, studied
from kaohe.scheme import SchemeDraft
from kaohe.scheme.pending import stating_defaults

_PERIOD = re.compile(r"(20\d\d)年度?(上半年|下半年|第[1-4一二三四]季度)?")
_SECTION = re.compile("[（(]?[一二三四五六七八九十]+[）)、.．]+")
_QUARTERS = str.maketrans("一二三四", "1234")


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document, what was read of it, and its schemes with their clauses read. `reading` has the compiled drafts."""

    document: Document
    reading: DocumentReading
    studies: tuple[Study, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody says that the document may not say of itself."""

    title: str = ""
    period: Period | None = None
    level: str = ""


def read_document(path: Path) -> ReadDocument:
    """Open, recognise and read every clause."""
    return read_opened(open_document(path))


def read_opened(document: Document) -> ReadDocument:
    """Recognise what a document is made of, and read every clause."""
    reading = recognise(document)
    compiled = [compile_draft(draft) for draft in reading.drafts]
    studies = tuple(studied(each) for each in compiled)
    return ReadDocument(document, replace(reading, drafts=tuple(each.draft for each in compiled)), studies)


def chosen(read: ReadDocument, part: int | None) -> ReadDocument:
    """Only the scheme that `--part` names."""
    if part is None:
        return read
    number = len(read.studies)
    if not 1 <= part <= number:
        titles = "；".join(f"{n} {title}" for n, title in enumerate(titles_of(read), 1))
        message = f"这份文件里有{number}套考核方案，没有第{part}套。{f'可以选：{titles}。' if titles else ''}"
        raise Refused("read.no-such-part", message)
    drafts, studies = read.reading.drafts[part - 1 : part], read.studies[part - 1 : part]
    return ReadDocument(read.document, replace(read.reading, drafts=drafts), studies)


def titles_of(read: ReadDocument) -> list[str]:
    """What each scheme is called, with its number of items."""
    return [
        f"{study.draft.title or read.reading.title or read.reading.source}（{len(study.items)}项）"
        for study in read.studies
    ]


def drafts_to_write(read: ReadDocument, given: Given) -> tuple[SchemeDraft, ...]:
    """The drafts as they are written: defaults said, the heading filled as far as the document or the caller says it."""
    return tuple(_to_write(study.draft, read.reading, given) for study in read.studies)


def _to_write(draft: SchemeDraft, reading: DocumentReading, given: Given) -> SchemeDraft:
    stated = stating_defaults(replace(draft, problems=()))
    title = given.title or _full_title(draft.title, reading.title) or Path(reading.source).stem
    period = given.period or draft.period or period_in(title)
    return with_header(replace(stated, title=title, period=period), level=given.level)


def _full_title(own: str, whole: str) -> str:
    """A scheme's title; one that is only a numbered heading (“二、片区评分表”) goes with the document's."""
    section = _SECTION.match(own)
    if section is None or not whole or own == whole:
        return own or whole
    return f"{whole}：{own[section.end() :].strip()}"


def period_in(title: str) -> Period | None:
    """The period that a title names, where it names one: 某区2026年度…考核办法."""
    found = {match[0]: match for match in _PERIOD.finditer(title)}
    years = {match[1] for match in found.values()}
    if len(years) != 1:
        return None
    parts = {match[2] for match in found.values() if match[2]}
    year = years.pop()
    if len(parts) > 1:
        return None
    part = parts.pop().translate(_QUARTERS) if parts else ""
    try:
        return Period.parse(f"{year}年{part}" if part.startswith("第") else f"{year}{part}")
    except ValueError:
        return None
