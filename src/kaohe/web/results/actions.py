"""Decisions about results and papers: each checks, changes and is recorded within one transaction."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kaohe.core import Refused
from kaohe.reports.kinds import KINDS
from kaohe.reports.results_book import write_results_book
from kaohe.reports.writing import FORMATS
from kaohe.results.folder import WORKBOOK, write_results
from kaohe.results.receipt import RECEIPT, verify
from kaohe.web.accounts.models import User
from kaohe.web.audit.recording import record
from kaohe.web.results.computing import result_of
from kaohe.web.results.models import OfficeWords, Publication
from kaohe.web.results.papers import EXTRAS, written_from
from kaohe.web.results.storing import keep, zip_folder
from kaohe.web.results.works import key_of
from kaohe.web.rounds.actions import locked_round, step_forward
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from kaohe.web.rounds.states import on_enter
from kaohe.web.tasks.jobs import start
from kaohe.web.tasks.models import Job

FOLDER = "results"


@transaction.atomic
def publish(*, round: Round, approval: str, by: User) -> Publication:
    """The result approved and published: the step, the archive and the words it rests on, together or not at all."""
    step_forward(round=round, expected=Stage.APPROVAL, by=by)
    publication = Publication.objects.filter(round=round).order_by("-number")[0]
    publication.approval = approval.strip()
    publication.save(update_fields=["approval"])
    record("result.approved", by=by, subject=round.title, round=round.pk,
           digest=publication.fingerprint, approval=publication.approval)  # fmt: skip
    return publication


@on_enter(Stage.PUBLISHED)
def lock_result(round: Round, by: User) -> None:
    """Write the results folder with its receipt, put it away, and note it; within the transaction of the step.

    The file comes first: where the process ends before the transaction does, a file is left that nothing names.
    """
    inputs, result = result_of(round)
    with TemporaryDirectory(prefix="kaohe-") as name:
        folder = Path(name)
        receipt = write_results(folder, inputs, result, result.problems)
        if receipt is None or result.provisional:
            raise Refused("result.not-final", _("结果还是暂定的，或者有错误，不能公布。"), result.problems)
        write_results_book(folder / WORKBOOK, result, inputs.facts, inputs.units)
        checked = verify(folder / RECEIPT)
        if not checked.holds:
            message = _("写出的凭据重算对不上，没有公布：%(what)s") % {"what": checked.differences[0]}
            raise Refused("result.receipt-does-not-hold", message)
        data = zip_folder(folder)
    path, sha256 = keep(data, FOLDER, "zip")
    made = Publication.objects.create(
        round=round, number=Publication.objects.filter(round=round).count() + 1, fingerprint=receipt["fingerprint"],
        path=path, size=len(data), sha256=sha256, record=receipt["result"], by=by, at=timezone.now(),
    )  # fmt: skip
    record("result.published", by=by, subject=round.title, round=round.pk, digest=made.fingerprint)


@transaction.atomic
def save_office_words(*, round: Round, text: str, edition: int, by: User) -> OfficeWords:
    """What the office says of its papers. `edition`: the one that was shown (0: there was none); a later one is not written over."""
    locked_round(round)
    found = OfficeWords.objects.filter(round=round).first()
    if (found.edition if found else 0) != edition:
        who = found.by.name if found else ""
        message = _("%(who)s刚刚改过公文用语。请刷新页面，看过以后再改。") % {"who": who}
        raise Refused("paper.words-changed-meanwhile", message)
    words = found or OfficeWords(round=round, edition=0)
    words.text, words.by, words.edition = text, by, words.edition + 1
    words.save()
    record("paper.words-saved", by=by, subject=round.title, round=round.pk)
    return words


def write_papers(*, round: Round, kinds: list[str], formats: list[str], token: str, by: User) -> Job:
    """Have papers written in the background. Refused where nothing was chosen, or it is too early for one of them."""
    known = {kind.name for kind in KINDS} | set(EXTRAS)
    names = [name for name in kinds if name in known]
    if not names:
        raise Refused("paper.none-chosen", _("请先选要写哪些文书。"))
    chosen = [suffix for suffix in FORMATS if suffix in formats] or ["docx"]
    early = [name for name in names if not round.at.reached(written_from(name))]
    if early:
        stage = max((written_from(name) for name in early), key=lambda stage: stage.place)
        message = _("现在还不能写%(names)s，要到“%(stage)s”阶段。") % {
            "names": "、".join(early),
            "stage": stage.label,
        }
        raise Refused("paper.too-early", message)
    title = _("写文书：%(names)s") % {"names": "、".join(names)}
    asked = {"kinds": names, "formats": chosen}
    return start("papers.write", key=key_of(round, token), title=title, asked=asked, by=by, round=round)
