"""An office's document becomes a scheme in a first version: what was read is kept, with the page that shows it as it looked.

Document ─ open ─▶ guard ─▶ read ─┬─▶ Version 1 of each scheme in it (a draft, with its questions)
                                  └─▶ page (HTML) and `found` (anchors, problems, what else there is)
"""

import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kaohe.core import Place, Problem, Refused
from kaohe.documents.model import Document as Opened
from kaohe.documents.opening import open_document
from kaohe.documents.whole import read_whole
from kaohe.reports.besides import besides, sections
from kaohe.reports.marks import clause_marks
from kaohe.reports.read_document import Given, ReadDocument, drafts_to_write, read_opened
from kaohe.reports.source_view import SourceView
from kaohe.reports.study import tally
from kaohe.scheme import SchemeDraft, write_scheme
from kaohe.web.accounts.models import User
from kaohe.web.schemes import actions, storing
from kaohe.web.schemes.guarding import refuse_people
from kaohe.web.schemes.models import Document, SchemeFile, Version

Told = Callable[[int, int, str], None]
STEPS = 4
_STYLE = re.compile(r' style="--columns: (\d+)"')


def read_into_versions(document: Document, file: SchemeFile | None, by: User, told: Told) -> list[Version]:
    """Read a stored document and make a version of each scheme in it: of `file` where one is named, else of new ones.

    Run again after an interruption, it finds what is there. A document that is refused is not kept.
    """
    done = list(document.versions.select_related("file").order_by("part"))
    if done:
        return done
    try:
        opened = _guarded(document, told)
        told(1, STEPS, _("读评分标准"))
        read = read_opened(opened)
        drafts = _drafts(opened, read)
    except Refused:
        discard(document)
        raise
    told(2, STEPS, _("排出对照页"))
    source = SourceView(opened)
    found = found_in(read, source)
    told(3, STEPS, _("保存草稿"))
    with transaction.atomic():
        # Somebody who was only thought dead may have been faster.
        document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
        if done := list(document.versions.select_related("file").order_by("part")):
            return done
        document.page, _sha256 = storing.keep(page_html(source).encode(), storing.PAGES)
        document.found = found
        document.save(update_fields=["page", "found"])
        return [
            actions.create_version(
                file=file if part == 0 else None,
                text=write_scheme(draft),
                document=document,
                part=part,
                by=by,
            )
            for part, draft in enumerate(drafts)
        ]


def discard(document: Document) -> None:
    """Take away a document that nothing was made of, its file with it unless another has the same.

    The file goes before the row is gone for good: where the process ends between them, the row is there to do it again.
    """
    with transaction.atomic():
        path = document.path
        document.delete()
        if not Document.objects.filter(path=path).exists():
            storing.forget(path)


def _guarded(document: Document, told: Told) -> Opened:
    """The document, opened, after the look for residents' data."""
    told(0, STEPS, _("打开文件"))
    opened = _open(document)
    refuse_people(opened)
    return opened


def _drafts(opened: Opened, read: ReadDocument) -> tuple[SchemeDraft, ...]:
    """What becomes a version each. A document that we wrote ourselves is taken back whole."""
    whole = read_whole(opened)
    if whole is not None:
        return (whole,)
    if not read.studies:
        message = _("没有读到考核表，没有建立办法。请核对是否选错了文件。")
        raise Refused("read.nothing-to-write", message, read.reading.problems)
    return drafts_to_write(read, Given())


def _open(document: Document) -> Opened:
    """The stored file, under the name that it came with: messages and places say it, and the extension counts."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(document.name).name
        try:
            shutil.copyfile(storing.absolute(document.path), path)
        except FileNotFoundError:
            raise Refused("scheme.document-gone", _("这份原件没有收下，请重新上传。")) from None
        return open_document(path)


# ---- what is kept of a reading beside its drafts


def page_html(source: SourceView) -> str:
    """The source as it looked, without attributes of style: our policy allows none."""
    return _STYLE.sub(r' data-columns="\1"', source.html())


def found_in(read: ReadDocument, source: SourceView) -> dict[str, Any]:
    """As JSON: `parts` (for each scheme its title and items: anchor, number, name, clause, whether the page has its place),
    `problems` (with anchors), `besides` (in a few words, and as HTML).
    """
    parts = []
    for part, study in enumerate(read.studies):
        items = []
        for number, item in enumerate(study.items, 1):
            anchor = f"p{part}i{number}"
            marks = clause_marks(item, anchor)
            linked = source.put_item(anchor, item.number, item.state.key, item.item.where, item.clause, marks)
            entry = {
                "anchor": anchor,
                "number": item.number,
                "name": item.item.name,
                "clause": item.item.clause,
            }
            items.append({**entry, "linked": linked})
        parts.append({"title": study.draft.title, "items": items})

    def link(place: Place, text: str) -> str:
        anchor = source.anchor(place)
        return f'<a href="#{anchor}">{escape(text)}</a>' if anchor else escape(text)

    drafted = (problem for study in read.studies for problem in study.draft.problems)
    problems = list(dict.fromkeys((*read.reading.problems, *drafted)))
    return {
        "title": read.reading.title,
        "tally": tally(read.studies),
        "parts": parts,
        "problems": [_problem(problem, source) for problem in problems],
        "besides": list(besides(read.reading)),
        "else": list(sections(read.reading, link)),
    }


def _problem(problem: Problem, source: SourceView) -> dict[str, Any]:
    places = [
        {"text": str(replace(place, file="")), "anchor": source.anchor(place)} for place in problem.where[:5]
    ]
    return {**problem.as_json(), "label": problem.severity.label, "places": places}


def scheme_text(data: bytes, name: str) -> str:
    """The text of a scheme file (.yaml); Refused where it is none."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as reason:
        message = _("“%(name)s”不是 UTF-8 编码的办法文件。请用记事本打开，另存为 UTF-8 编码，再导入。")
        raise Refused("scheme.not-utf8", message % {"name": name}) from reason


def is_scheme_file(name: str) -> bool:
    """Whether the name says that it is a scheme file of ours."""
    return Path(name).suffix.lower() in (".yaml", ".yml")
