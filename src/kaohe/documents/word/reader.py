"""A .docx, whole: the archive opened, its story read, and what the office ought to know about it."""

from collections.abc import Iterator

from lxml.etree import _Element as Element

from kaohe.core import Place, Problem, Severity
from kaohe.documents.model import Document
from kaohe.documents.word import limits
from kaohe.documents.word.body import Body
from kaohe.documents.word.names import child, value, w
from kaohe.documents.word.numbering import Numbering
from kaohe.documents.word.package import Package, open_package
from kaohe.documents.word.paragraphs import Paragraphs
from kaohe.documents.word.styles import Styles

_NOTES = {"footnotes": ("脚注", "footnote"), "endnotes": ("尾注", "endnote")}
_LINES = {"separator", "continuationSeparator", "continuationNotice"}
"""Notes that are only the line above the notes."""


def read_archive(data: bytes, name: str, kind: str = "docx") -> Document:
    """The document in the bytes of a .docx; `name`: of the file that the office knows. Refused: cannot be read."""
    with open_package(data, name) as package:
        body = child(package.body(), "body")
        if body is None:
            raise limits.damaged(name, "里没有正文")
        styles = Styles(package.related("styles"))
        numbering = Numbering(package.related("numbering"), styles)
        story = Body(name, Paragraphs(name, styles, numbering), _notes(package))
        blocks = story.blocks(body)
        problems = [
            *_package_problems(package),
            *story.remarks.problems(),
            *_number_problems(numbering, name),
        ]
        if not blocks:
            scanned = story.remarks.has_pictures
            problems = [problem for problem in problems if problem.code != "document.large-picture"]
            problems.insert(0, _nothing_read(name, scanned=scanned))
    return Document(name, kind, blocks, tuple(problems))


def _notes(package: Package) -> dict[tuple[str, str], Element]:
    found: dict[tuple[str, str], Element] = {}
    for part, (kind, tag) in _NOTES.items():
        root = package.related(part)
        for note in [] if root is None else root.findall(w(tag)):
            if value(note, "type") not in _LINES:
                found[kind, value(note, "id")] = note
    return found


def _package_problems(package: Package) -> Iterator[Problem]:
    place = Place(file=package.name)
    if package.has_macros:
        yield Problem(
            "document.macros",
            Severity.ADVICE,
            "文件带有宏。只读了文字和表格，宏没有运行。",
            "如果不需要宏，请另存为不带宏的 .docx。",
            (place,),
        )
    for part in package.broken:
        yield Problem(
            "document.part-damaged",
            Severity.WARNING,
            f"文件的一部分（{part}）已损坏，没有读入；自动编号、标题级别或脚注可能缺失。",
            "请在 Word 或 WPS 里打开，核对后另存为 .docx，再读。",
            (place,),
        )


def _number_problems(numbering: Numbering, name: str) -> Iterator[Problem]:
    if numbering.unknown_forms:
        yield Problem(
            "document.number-format",
            Severity.ADVICE,
            f"有的自动编号用了不认识的样式（{'、'.join(sorted(numbering.unknown_forms))}），按 1、2、3 来读。",
            "请核对编号；要紧的请改成手写的编号。",
            (Place(file=name),),
        )


def _nothing_read(name: str, *, scanned: bool) -> Problem:
    place = Place(file=name)
    if scanned:
        return Problem(
            "document.scan",
            Severity.ERROR,
            "正文里只有图片，没有文字：这是一份扫描件或截图。",
            "请向制发单位要 Word 原稿；没有原稿，请先用文字识别（OCR）软件转成文字并校对，再读。",
            (place,),
        )
    return Problem(
        "document.empty", Severity.ERROR, "文件里没有文字，也没有表格。", "请核对是否选错了文件。", (place,)
    )
