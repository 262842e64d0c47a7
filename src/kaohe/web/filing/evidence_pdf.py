"""A PDF that may be kept: it opens, has no password, no script and no files in it, and nobody's number in its words."""

from collections.abc import Iterator
from threading import Lock

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from kaohe.core import Place, Problem, Severity
from kaohe.facts.guard import may_carry_numbers, number_problem, personal_kind

_MOST_PAGES = 500
_ONE_AT_A_TIME = Lock()
"""PDFium keeps to one thread at a time."""


def pdf_problems(name: str, data: bytes) -> Iterator[Problem]:
    """Everything that speaks against keeping it. A scan has no words: nothing is found in it, as in a picture."""
    with _ONE_AT_A_TIME:
        found = list(_problems(name, data))
    return iter(found)


def _problems(name: str, data: bytes) -> Iterator[Problem]:
    place = Place(file=name)
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as reason:
        if "password" in str(reason).lower():
            yield _error("locked", place, "PDF 设了打开密码。", "请去掉密码，再上传。")
        else:
            yield _error("damaged", place, "PDF 打不开，可能没有传完整。", "请重新生成或拷贝一份，再上传。")
        return
    try:
        if pdfium.FPDFDoc_GetJavaScriptActionCount(document) > 0:
            yield _error("scripts", place, "PDF 里带有脚本。", "请用“打印为 PDF”另存一份，再上传。")
        if pdfium.FPDFDoc_GetAttachmentCount(document) > 0:
            yield _error("embedded", place, "PDF 里夹带着附件。", "请去掉附件，分别上传。")
        if len(document) > _MOST_PAGES:
            message = f"PDF 有 {len(document)} 页，超过了 {_MOST_PAGES} 页。"
            yield _error("too-many-pages", place, message, "请只留有关的页，或拆成几个文件，再上传。")
            return
        for number in range(len(document)):
            yield from _page_problems(document, number, name)
    finally:
        document.close()


def _page_problems(document: pypdfium2.PdfDocument, number: int, name: str) -> Iterator[Problem]:
    page = document[number]
    try:
        words = page.get_textpage()
        text = str(words.get_text_range())
        words.close()
    except pypdfium2.PdfiumError:
        return
    finally:
        page.close()
    if not may_carry_numbers(text):
        return
    kinds = {kind for line in text.splitlines() if (kind := personal_kind(line))}
    for kind in sorted(kinds):
        yield number_problem(kind, Place(file=name, what=f"第{number + 1}页"))


def _error(code: str, place: Place, message: str, remedy: str) -> Problem:
    return Problem(f"evidence.{code}", Severity.ERROR, message, remedy, (place,))
