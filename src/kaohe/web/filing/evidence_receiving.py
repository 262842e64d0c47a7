"""Several files that arrive together: each is checked and kept or refused by itself, and everything is said at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from kaohe.core import Place, Problem, Refused, Severity
from kaohe.facts.guard import personal_kind
from kaohe.web.accounts.models import User
from kaohe.web.filing.evidence_actions import Upload, add_evidence
from kaohe.web.filing.evidence_checks import check, too_large
from kaohe.web.filing.evidence_kinds import MOST_AT_ONCE, MOST_BYTES, clean_name
from kaohe.web.filing.evidence_querysets import CURRENT, thing_of
from kaohe.web.filing.evidence_storing import digest_of
from kaohe.web.filing.models import Evidence
from kaohe.web.rounds.models import Round, RoundUnit
from kaohe.web.rounds.states import require_open

SAME = "evidence.same-file"
_OF_THE_PLACE = (SAME, "evidence.too-many")
"""Refusals that concern one file; the others after it may still be kept."""


@dataclass(slots=True)
class Received:
    """What was kept, what is there already with the same content, and what was refused and why."""

    added: list[Evidence] = field(default_factory=list)
    there: list[Evidence] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def receive(
    *,
    round: Round,
    unit: RoundUnit,
    table: str,
    item: str,
    files: Sequence[UploadedFile[bytes]],
    note: str,
    replaces: int | None,
    by: User,
) -> Received:
    """All files of one press. A file that names a version to replace comes alone."""
    require_open(round, thing_of(table))
    if not files:
        raise Refused("evidence.no-file", _("还没有选文件。"))
    if len(files) > MOST_AT_ONCE:
        message = _("一次最多传 %(most)s 个文件，您选了 %(count)s 个。请分几次传。")
        raise Refused("evidence.too-many-at-once", message % {"most": MOST_AT_ONCE, "count": len(files)})
    if replaces is not None and len(files) > 1:
        raise Refused("evidence.one-for-one", _("换新版时只能选一个文件。"))
    if kind := personal_kind(note):
        raise Refused(
            "evidence.personal-note", _("说明里有%(kind)s，考核不收个人信息。请删去再传。") % {"kind": kind}
        )
    received = Received()
    for file in files:
        upload, problems = _checked(file)
        received.problems += problems
        if upload is None:
            continue
        try:
            made = add_evidence(
                round=round, unit=unit, table=table, item=item, upload=upload, note=note.strip(), replaces=replaces, by=by
            )  # fmt: skip
        except Refused as refused:
            if refused.code not in _OF_THE_PLACE:
                raise
            place = (Place(file=upload.name),)
            if refused.code == SAME:
                rows = Evidence.objects.filter(CURRENT, round=round, unit=unit, table=table, item=item)
                received.there += rows.filter(sha256=digest_of(upload.data))[:1]
            received.problems.append(Problem(refused.code, Severity.WARNING, refused.message, "", place))
        else:
            received.added.append(made)
    return received


def _checked(file: UploadedFile[bytes]) -> tuple[Upload | None, tuple[Problem, ...]]:
    name = clean_name(file.name or "")
    if (file.size or 0) > MOST_BYTES:
        return None, (too_large(name, file.size or 0),)
    data = file.read()
    kind, problems = check(name, data)
    return (None if kind is None else Upload(name, kind, data)), problems
