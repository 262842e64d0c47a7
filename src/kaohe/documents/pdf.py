"""PDF files with text: paragraphs and tables in the order of the page.

    page ─▶ characters ─▶ those inside ruled tables ─▶ cells ─▶ tables that go on overleaf joined ─▶ Grid
                      └─▶ the others ─▶ lines ─▶ page numbers, running heads out ─▶ Paragraph

A scan has no characters, only pictures: that is said, and nothing is guessed.
"""

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pdfplumber

from kaohe.core import Place, Problem, Refused, Severity
from kaohe.documents.limits import LIMITS, Limits
from kaohe.documents.model import Block, Document, Paragraph
from kaohe.documents.pdf_guard import Spending, draw, within
from kaohe.documents.pdf_join import joined_tables
from kaohe.documents.pdf_lines import Line, glued, goes_on, margins_of
from kaohe.documents.pdf_pages import PageContent, PageTable, page_content

DAMAGED = "PDF 已损坏或没有传完整，读不下去。请重新拷贝一份，或直接读入原来的 Word、Excel 文件。"
ENCRYPTED = "PDF 设了打开密码，读不了。请去掉密码，或直接读入原来的 Word、Excel 文件。"
SCAN = "这个 PDF 是扫描件，只有图片，没有文字。请用文字版，或先做文字识别，核对无误后再读入。"
_PAGE_NUMBER = re.compile(
    r"[-—–－―─·\s]*(?:第?\s*\d{1,4}\s*页?)(?:\s*[/／共,，]+\s*\d{1,4}\s*页?)?[-—–－―─·\s]*"
)
# What the parser logs of mangled objects is English and goes to the user's screen; a Problem says what was lost.
logging.getLogger("pdfminer").addHandler(logging.NullHandler())
logging.getLogger("pdfminer").propagate = False
_EDGE = 0.12
_RUNNING_PAGES = 3
_MOSTLY_LOST = 0.3
_SOME_PICTURE, _WHOLE_PICTURE = 0.3, 0.8
_FEW_CHARACTERS = 20


def read_pdf(path: Path, limits: Limits = LIMITS) -> Document:
    """The file as paragraphs and grids. Refused where it is a scan, has a password, is damaged or too large."""
    data = path.read_bytes()
    try:
        with within(limits) as spending:
            pages = _pages(data, limits, spending)
            problems = _text_problems(pages, path.name)
            if spending.lost:
                message = "PDF 里有一部分内容已损坏，没有读入。"
                remedy = "请重新生成 PDF，或直接读入原来的 Word、Excel 文件。"
                problems.append(_problem("damaged-part", Severity.ERROR, message, remedy, path.name))
    except (Refused, MemoryError):
        raise
    except Exception as reason:  # the border of somebody else's code: a mangled file fails in many ways
        raise _refusal(reason) from reason
    kept, notes = _without_running_heads(pages, path.name)
    blocks, joins = _blocks(kept, path.name)
    if not blocks:
        raise Refused("document.empty", "PDF 里没有文字。请核对是否选错了文件。", problems)
    return Document(path.name, "pdf", tuple(blocks), (*problems, *notes, *joins))


def _refusal(reason: BaseException | None) -> Refused:
    """What a foreign exception comes to; ours may be wrapped in one of theirs."""
    while reason is not None:
        if isinstance(reason, Refused):
            return reason
        names = {type(reason).__name__, *(type(arg).__name__ for arg in reason.args)}
        if names & {"PDFPasswordIncorrect", "PDFEncryptionError", "PDFTextExtractionNotAllowed"}:
            return Refused("document.encrypted", ENCRYPTED)
        inner = next((arg for arg in reason.args if isinstance(arg, BaseException)), None)
        reason = inner or reason.__cause__
    return Refused("document.damaged", DAMAGED)


def _pages(data: bytes, limits: Limits, spending: Spending) -> list[PageContent]:
    found: list[PageContent] = []
    with pdfplumber.open(io.BytesIO(data), pages=list(range(1, limits.pages + 2))) as pdf:
        if len(pdf.pages) > limits.pages:
            message = f"PDF 超过 {limits.pages} 页，没有读入。请只保留考核办法的那些页，另存后再读入。"
            raise Refused("document.too-large", message)
        for page in pdf.pages:
            draw(page, spending)
            found.append(page_content(page, limits))
            page.close()
    return found


def _text_problems(pages: Sequence[PageContent], file: str) -> list[Problem]:
    """Pages without text, and text that cannot be made out. Refused where that is all there is."""
    problems = []
    bare = [p.number for p in pages if p.pictured > _SOME_PICTURE and p.characters < _FEW_CHARACTERS]
    if bare and all(page.characters < _FEW_CHARACTERS for page in pages if page.number not in bare):
        raise Refused("document.scan", SCAN)
    if bare:
        message = f"PDF 的第 {_numbers(bare)} 页是扫描的图片，没有文字，没有读入。"
        remedy = "请换成文字版，或先做文字识别，核对无误后再读入。"
        problems.append(_problem("scanned-pages", Severity.ERROR, message, remedy, file, bare))
    behind = [p.number for p in pages if p.pictured > _WHOLE_PICTURE and p.number not in bare]
    if behind:
        message = f"PDF 的第 {_numbers(behind)} 页铺着图片，文字可能是识别出来的，可能有错。"
        remedy = "请对照原件逐字核对，特别是数字。"
        problems.append(_problem("recognised-text", Severity.WARNING, message, remedy, file, behind))
    characters = sum(page.characters for page in pages)
    lost = [page.number for page in pages if page.unreadable]
    if sum(page.unreadable for page in pages) > _MOSTLY_LOST * max(characters, 1):
        message = (
            "PDF 里的字体没有文字编码，认不出是什么字。请在 Word 或 WPS 里重新生成 PDF，或直接读入原文件。"
        )
        raise Refused("document.unreadable-font", message)
    if lost:
        message = f"PDF 第 {_numbers(lost)} 页有的字认不出来（字体没有编码），没有读入。"
        remedy = "请对照原件核对这些页，或直接读入原来的 Word、Excel 文件。"
        problems.append(_problem("unreadable-font", Severity.ERROR, message, remedy, file, lost))
    crowded = [page.number for page in pages if page.crowded]
    if crowded:
        message = f"PDF 第 {_numbers(crowded)} 页的线条太多，没有在上面找表格，只读了文字。"
        remedy = "请对照原件核对这些页，或直接读入原来的 Word、Excel 文件。"
        problems.append(_problem("too-many-lines", Severity.WARNING, message, remedy, file, crowded))
    aside = [page.number for page in pages if page.aside]
    if aside:
        message = f"PDF 第 {_numbers(aside)} 页表格以外有斜着或竖着的字（水印之类），没有读入。"
        remedy = "是正文的，请直接读入原来的 Word、Excel 文件。"
        problems.append(_problem("turned-text", Severity.ADVICE, message, remedy, file, aside))
    return problems


def _numbers(pages: Sequence[int]) -> str:
    some = "、".join(map(str, pages[:8]))
    return some if len(pages) <= 8 else f"{some} 等 {len(pages)} "


def _problem(
    code: str, severity: Severity, message: str, remedy: str, file: str, pages: Sequence[int] = ()
) -> Problem:
    places = tuple(Place(file=file, sheet=f"第{page}页") for page in pages[:20]) or (Place(file=file),)
    return Problem(f"pdf.{code}", severity, message, remedy, places)


def _without_running_heads(
    pages: Sequence[PageContent], file: str
) -> tuple[list[PageContent], list[Problem]]:
    """The pages without their numbers, and without what is printed at the edge of most pages, but once."""
    edges = Counter(
        _plain(line) for page in pages for line in {_plain(one): one for one in _edge_lines(page)}.values()
    )
    often = {text for text, count in edges.items() if count >= max(_RUNNING_PAGES, len(pages) * 0.5)}
    seen: set[str] = set()
    kept, dropped = [], []
    for page in pages:
        edge = set(_edge_lines(page))
        lines = []
        for line in page.lines:
            text = _plain(line)
            if line in edge and _PAGE_NUMBER.fullmatch(line.text):
                continue
            if line in edge and text in often:
                if text in seen:
                    dropped.append(line)
                    continue
                seen.add(text)
            lines.append(line)
        kept.append(page.with_lines(lines))
    if not dropped:
        return kept, []
    message = f"每页重复的页眉页脚（{'、'.join(f'“{text[:20]}”' for text in sorted(seen))}）只读了一次。"
    places = tuple(Place(file=file, sheet=f"第{line.page}页") for line in dropped[:20])
    remedy = "请核对它们是不是正文。"
    return kept, [Problem("pdf.running-head", Severity.ADVICE, message, remedy, places)]


def _edge_lines(page: PageContent) -> Iterator[Line]:
    for line in page.lines:
        if line.bottom < _EDGE * page.height or line.top > (1 - _EDGE) * page.height:
            yield line


def _plain(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text)


def _blocks(pages: Sequence[PageContent], file: str) -> tuple[list[Block], list[Problem]]:
    """Everything in reading order: lines joined into paragraphs, tables joined over the page."""
    lines = [line for page in pages for line in page.lines]
    margins = margins_of(lines) if lines else None
    blocks: list[Block] = []
    problems: list[Problem] = []
    paragraph: list[Line] = []
    tables: list[PageTable] = []
    for item in (item for page in pages for item in page.items()):
        if isinstance(item, PageTable):
            blocks += _paragraph(paragraph, file)
            paragraph = []
            if tables and not tables[-1].meets(item):
                _finish(tables, file, blocks, problems)
                tables = []
            tables.append(item)
            continue
        _finish(tables, file, blocks, problems)
        tables = []
        if paragraph and margins is not None and not goes_on(paragraph[-1], item, margins):
            blocks += _paragraph(paragraph, file)
            paragraph = []
        paragraph.append(item)
    blocks += _paragraph(paragraph, file)
    _finish(tables, file, blocks, problems)
    return blocks, problems


def _finish(tables: list[PageTable], file: str, blocks: list[Block], problems: list[Problem]) -> None:
    if tables:
        grid, notes = joined_tables(tables, file)
        blocks.append(grid)
        problems += notes


def _paragraph(lines: Sequence[Line], file: str) -> Iterator[Paragraph]:
    if not lines:
        return
    text = lines[0].text
    for line in lines[1:]:
        text = glued(text, line.text)
    page = f"第{lines[0].page}页"
    yield Paragraph(text, Place(file=file, sheet=page, cell=f"第{lines[0].number}行"), page=page)
