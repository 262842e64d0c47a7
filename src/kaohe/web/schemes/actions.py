"""Decisions about schemes: each checks, changes and is recorded within one transaction."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from kaohe.checks import Level, can_be_issued, check_scheme
from kaohe.core import Problem, Refused, Severity
from kaohe.reports.settling import items_in, waits
from kaohe.scheme import scheme_digest
from kaohe.web.accounts.models import User
from kaohe.web.audit.recording import record
from kaohe.web.rounds.actions import touch
from kaohe.web.schemes import storing
from kaohe.web.schemes.guarding import refuse_people_in
from kaohe.web.schemes.models import Document, SchemeFile, Version
from kaohe.web.schemes.reading import draft_of, on_screen, scheme_of
from kaohe.web.tasks.jobs import start
from kaohe.web.tasks.models import Job

MOST_CHARACTERS = 2_000_000


class Overtaken(Refused):
    """Somebody else has saved since; `version` is as it is now."""

    def __init__(self, version: Version) -> None:
        message = _("%(who)s在您打开以后保存过这一稿，您的改动还没有保存。") % {"who": version.saved_by.name}
        super().__init__("scheme.overtaken", message)
        self.version = version


@transaction.atomic
def upload(*, data: bytes, name: str, file: SchemeFile | None, token: str, by: User) -> Job:
    """Keep the office's own file and have it read. The same press twice (`token`) is one job."""
    key = f"scheme.read:{token}"
    running = Job.objects.filter(key=key).first()
    if running is not None:
        return running
    path, sha256 = storing.keep(data, storing.ORIGINALS)
    document = Document.objects.create(name=name, path=path, size=len(data), sha256=sha256, uploaded_by=by)
    record("scheme.document-uploaded", by=by, subject=name, sha256=sha256)
    asked = {"document": document.pk, "file": file.pk if file else 0}
    job = start("scheme.read", key=key, title=_("读办法“%(name)s”") % {"name": name}, asked=asked, by=by)
    if job.asked != asked:
        transaction.set_rollback(
            True
        )  # the same press at the same moment: its document is the one that stays
    return job


@transaction.atomic
def create_version(
    *,
    file: SchemeFile | None,
    text: str,
    by: User,
    document: Document | None = None,
    part: int = 0,
    made_from: Version | None = None,
) -> Version:
    """A new version as a draft: the next of a scheme, or the first of a new one."""
    _allowed(text)
    draft = draft_of(text)
    if file is None:
        file = SchemeFile.objects.create(title=draft.title[:200] or _("未命名的办法"), created_by=by)
    elif SchemeFile.objects.select_for_update().filter(pk=file.pk).first() is None:
        raise _gone()
    last = file.versions.aggregate(last=Max("number"))["last"] or 0
    made = Version(
        file=file, number=last + 1, document=document, part=part, made_from=made_from, text=text, saved_by=by
    )
    _count(made)
    made.save()
    what = _("由第 %(number)s 版而来") % {"number": made_from.number} if made_from else _("新建")
    record("scheme.draft-saved", by=by, subject=file.title, number=made.number, what=what)
    return made


@transaction.atomic
def save_draft(*, version: Version, text: str, edition: int, what: str, by: User) -> Version:
    """Another text for a draft. Overtaken where somebody has saved since `edition`; an issued version never changes."""
    locked = _held(version)
    if locked.issued:
        raise Refused(
            "scheme.issued", _("“%(version)s”已经印发，不能再改。要改请另起一版。") % {"version": locked}
        )
    if locked.edition != edition:
        raise Overtaken(locked)
    if text == locked.text:
        return locked
    _allowed(text)
    locked.text, locked.edition, locked.saved_by = text, edition + 1, by
    _count(locked)
    locked.save(update_fields=["text", "edition", "saved_by", "saved_at", "digest", "open_items", "faults"])
    title = draft_of(text).title[:200]
    if (
        title
        and title != locked.file.title
        and locked.number == locked.file.versions.aggregate(n=Max("number"))["n"]
    ):
        locked.file.title = title
        locked.file.save(update_fields=["title"])
    for round in locked.rounds.all():
        touch(round)
    record("scheme.draft-saved", by=by, subject=locked.file.title, number=locked.number, what=what)
    return locked


@dataclass(frozen=True, slots=True)
class Examination:
    """What stands against issuing a version on a day: problems of the file, findings, and the verdict."""

    problems: tuple[Problem, ...]
    issuable: bool
    warned: bool


def examination_of(version: Version, on: date) -> Examination:
    """The version held against what is in force on this day. `warned`: issuing it takes a written reason."""
    scheme, problems = scheme_of(version.text)
    findings = check_scheme(scheme or draft_of(version.text), on)
    everything = (*problems, *findings)
    warned = any(finding.level is Level.WARNING for finding in findings)
    return Examination(everything, scheme is not None and can_be_issued(everything), warned)


@transaction.atomic
def issue(*, version: Version, edition: int, reason: str, on: date, by: User) -> Version:
    """Issue a draft: from now on it never changes. Refused with everything that stands against it."""
    locked = _held(version)
    if locked.issued:
        raise Refused("scheme.issued-already", _("“%(version)s”已经印发。") % {"version": locked})
    if locked.edition != edition:
        raise Overtaken(locked)
    examined = examination_of(locked, on)
    if not examined.issuable:
        grave = [problem for problem in examined.problems if not can_be_issued([problem])]
        raise Refused("scheme.not-issuable", _("还不能印发，请先处理下面这些："), on_screen(grave))
    if examined.warned and not reason.strip():
        raise Refused(
            "scheme.reason-missing", _("体检有提醒，印发时要写明理由。"),
            [problem for problem in examined.problems if problem.severity is Severity.WARNING],
        )  # fmt: skip
    scheme, _problems = scheme_of(locked.text)
    assert scheme is not None
    locked.digest, locked.reason = scheme_digest(scheme), reason.strip()
    locked.issued_at, locked.issued_by = timezone.now(), by
    locked.save(update_fields=["digest", "reason", "issued_at", "issued_by"])
    record("scheme.issued", by=by, subject=locked.file.title, number=locked.number, digest=locked.digest,
           reason=locked.reason or _("无"))  # fmt: skip
    return locked


@transaction.atomic
def drop_draft(*, version: Version, by: User) -> None:
    """Take away a draft that nothing goes by; with its last version goes the scheme."""
    locked = _held(version)
    if locked.issued:
        raise Refused("scheme.issued", _("“%(version)s”已经印发，不能删去。") % {"version": locked})
    if locked.rounds.exists() or Version.objects.filter(made_from=locked).exists():
        raise Refused(
            "scheme.in-use", _("“%(version)s”还有考核或别的稿子在用，不能删去。") % {"version": locked}
        )
    record("scheme.draft-dropped", by=by, subject=locked.file.title, number=locked.number)
    file = locked.file
    locked.delete()
    if not file.versions.exists():
        file.delete()


def _held(version: Version) -> Version:
    """The version as it is now, held until the transaction ends; before it the rounds that go by it: everybody takes them first."""
    list(version.rounds.select_for_update().order_by("pk"))
    rows = Version.objects.select_for_update(of=("self",)).select_related("file", "saved_by")
    held = rows.filter(pk=version.pk).first()
    if held is None:
        raise _gone()
    return held


def _gone() -> Refused:
    return Refused("scheme.gone", _("这一稿已经被删去了，请刷新页面。"))


def _count(version: Version) -> None:
    """What lists and desks say of a version, so that they need not read it."""
    draft = draft_of(version.text)
    scheme, problems = scheme_of(version.text)
    version.open_items = sum(waits(found.item, found.kind) for found in items_in(draft))
    version.faults = sum(problem.severity is Severity.ERROR for problem in problems)
    version.digest = "" if scheme is None else scheme_digest(scheme)


def _allowed(text: str) -> None:
    """Refused where the text is too long or carries residents' data."""
    if len(text) > MOST_CHARACTERS:
        raise Refused("scheme.too-long", _("办法文件太长，没有保存。"))
    refuse_people_in(text)
