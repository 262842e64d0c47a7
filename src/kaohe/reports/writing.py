"""Write the papers of a round into a folder: each whole or not at all, and what was written once is not written again.

The folder keeps a list (`已写文书.csv`) of each file with a mark of what it was made from. A run that was broken off
goes on where it stopped; a paper is written anew when its content, the office's form or the program changes.
"""

import csv
import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kaohe import __version__
from kaohe.core import Problem, Refused, Severity
from kaohe.core.problem import has_errors
from kaohe.reports.kinds import Kind, Paper
from kaohe.reports.material import Material
from kaohe.reports.official.blocks import Document
from kaohe.reports.official.excel import write_xlsx
from kaohe.reports.official.fill import fill
from kaohe.reports.official.html import write_html
from kaohe.reports.official.word import write_docx
from kaohe.reports.official.word.template import Template

FORMATS = ("docx", "pdf", "xlsx", "html")
_LEDGER = "已写文书.csv"
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Written:
    """What a run did: files written now, files that were there already, and what is to be said."""

    written: tuple[Path, ...] = ()
    kept: tuple[Path, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class _Ledger:
    """The list of what was written, added to line by line, so that nothing is forgotten when a run breaks off."""

    path: Path
    marks: dict[str, str] = field(default_factory=dict)

    @classmethod
    def open(cls, folder: Path) -> "_Ledger":
        ledger = cls(folder / _LEDGER)
        if ledger.path.is_file():
            with ledger.path.open(encoding="utf-8-sig", newline="", errors="replace") as stream:
                ledger.marks = {row[0]: row[1] for row in csv.reader(stream) if len(row) == 2}
        return ledger

    def has(self, name: str, mark: str, file: Path) -> bool:
        return self.marks.get(name) == mark and file.is_file()

    def note(self, name: str, mark: str) -> None:
        self.marks[name] = mark
        new = not self.path.is_file()
        with self.path.open("a", encoding="utf-8-sig" if new else "utf-8", newline="") as stream:
            csv.writer(stream).writerow((name, mark))


@dataclass(frozen=True, slots=True)
class _OwnForm:
    """A form the office has made its own, and a mark of its bytes."""

    template: Template
    mark: str


Told = Callable[[int, int, str], None]
"""Called before each paper: how many are done, how many there are, the name of this one."""


def write_papers(
    material: Material,
    kinds: Sequence[Kind],
    folder: Path,
    formats: Sequence[str] = ("docx",),
    templates: Path | None = None,
    told: Told = lambda _done, _all, _name: None,
) -> Written:
    """Write every paper of these kinds. `templates`: a folder with forms the office has made its own (名称.docx), used
    for Word; PDF and HTML are written from our own form. A kind that lacks what it needs is passed over and said so.
    """
    folder.mkdir(parents=True, exist_ok=True)
    problems: list[Problem] = []
    jobs: list[tuple[Kind, _OwnForm | None, Paper]] = []
    for kind in kinds:
        template = _template(kind, templates, problems)
        jobs += [(kind, template, paper) for paper in _papers(kind, material, problems)]
    ledger = _Ledger.open(folder)
    written: list[Path] = []
    kept: list[Path] = []
    for number, (kind, template, paper) in enumerate(jobs):
        told(number, len(jobs), f"{kind.name} {paper.stem}")
        for path, new in _write(kind, template, paper, folder, formats, ledger):
            (written if new else kept).append(path)
    told(len(jobs), len(jobs), "")
    return Written(tuple(written), tuple(kept), tuple(problems))


def _papers(kind: Kind, material: Material, problems: list[Problem]) -> Iterator[Paper]:
    reason = kind.lacks(material)
    if not reason and kind.of_result and material.result is None:
        reason = "还没有计分结果"
    if reason:
        problems.append(
            Problem(
                "report.nothing-to-write",
                Severity.ADVICE,
                f"没有写“{kind.name}”：{reason}。",
                "需要的话补上再写。",
            )
        )
        return
    if kind.of_result and material.result and material.result.provisional:
        problems.append(
            Problem(
                "report.provisional",
                Severity.WARNING,
                f"“{kind.name}”写的是暂定结果，不能公布。",
                "报齐、评定以后重新计分再写。",
            )
        )
    try:
        yield from kind.papers(kind, material)
    except Refused as refused:  # one kind that cannot be written keeps nobody from the others
        problems.append(
            Problem(refused.code, Severity.ERROR, f"没有写“{kind.name}”：{refused.message}", "改好再写。")
        )
        problems.extend(refused.problems)


def _template(kind: Kind, folder: Path | None, problems: list[Problem]) -> _OwnForm | None:
    """The office's own form of this kind; none where it has none, or where it has mistakes (they are told)."""
    path = None if folder is None else folder / f"{kind.name}.docx"
    if path is None or not path.is_file():
        return None
    template = Template.read(path)
    found = template.check(kind.vocabulary())
    problems.extend(found)
    if has_errors(found):
        return None
    return _OwnForm(template, hashlib.sha256(path.read_bytes()).hexdigest())


def _write(
    kind: Kind, template: _OwnForm | None, paper: Paper, folder: Path, formats: Sequence[str], ledger: _Ledger
) -> Iterator[tuple[Path, bool]]:
    """The paper in each format, and whether it was written now."""
    document: Document = fill(kind.form(), paper.data)
    mark = _mark(document, template)
    single = paper.stem == kind.name
    for suffix in formats:
        name = file_name(paper.stem) + f".{suffix}"
        path = folder / name if single else folder / kind.name / name
        entry = path.relative_to(folder).as_posix()
        if ledger.has(entry, mark, path):
            yield path, False
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_one(document, template, paper, path)
        ledger.note(entry, mark)
        yield path, True


def _write_one(document: Document, own: _OwnForm | None, paper: Paper, path: Path) -> None:
    if path.suffix == ".docx":
        if own is None:
            write_docx(document, path)
        else:
            own.template.write(paper.data, path)
    elif path.suffix == ".pdf":
        from kaohe.reports.official.pdf import write_pdf  # noqa: PLC0415 — the layout program is large

        write_pdf(document, path)
    elif path.suffix == ".xlsx":
        write_xlsx(document, path)
    else:
        write_html(document, path)


def _mark(document: Document, own: _OwnForm | None) -> str:
    """A mark of everything that makes the paper what it is."""
    made_from = (__version__, repr(document), own.mark if own else "")
    return hashlib.sha256("\x00".join(made_from).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def file_name(text: str) -> str:
    """A name every system takes: no forbidden character, not too long, not empty."""
    name = _FORBIDDEN.sub("_", text).strip(" .")[:_LONGEST_NAME].rstrip(" .")
    return name or "_"
