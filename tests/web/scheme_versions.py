"""Versions of schemes for tests: of the bundled example's own document, read as an upload is; and of a small scheme file."""

from functools import lru_cache

from kaohe.documents.opening import open_document
from kaohe.reports.read_document import Given, drafts_to_write, read_opened
from kaohe.reports.source_view import SourceView
from kaohe.scheme import write_scheme
from kaohe.web.accounts.models import User
from kaohe.web.schemes import actions, storing
from kaohe.web.schemes.importing import found_in, page_html
from kaohe.web.schemes.models import Document, Version
from tests.web.people import FIRST, YUNXI

WORD = YUNXI / "2026" / "办法.docx"


@lru_cache
def _read() -> tuple[str, dict[str, object], str]:
    """The document's first scheme as text, what was found beside it, and its page."""
    read = read_opened(open_document(WORD))
    source = SourceView(read.document)
    found = found_in(read, source)
    return write_scheme(drafts_to_write(read, Given())[0]), found, page_html(source)


def with_document(by: User, *, issued: bool) -> Version:
    """The example read from its document; issued by hand where that is asked for, whatever is open in it."""
    text, found, html = _read()
    path, sha256 = storing.keep(WORD.read_bytes(), storing.ORIGINALS)
    page, _sha256 = storing.keep(html.encode(), storing.PAGES)
    document = Document.objects.create(
        name=WORD.name, path=path, size=1, sha256=sha256, page=page, found=found, uploaded_by=by
    )
    version = actions.create_version(file=None, text=text, by=by, document=document)
    if issued:
        from django.utils import timezone

        Version.objects.filter(pk=version.pk).update(issued_at=timezone.now(), issued_by=by)
        version.refresh_from_db()
    return version


def whole(by: User) -> Version:
    """A draft of the small example, in which nothing is open."""
    text = (FIRST / "scheme.yaml").read_text(encoding="utf-8")
    return actions.create_version(file=None, text=text, by=by)
