"""The public notices of a draw, as the papers of a round are written: one before it, one after."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.translation import gettext as _

from kaohe.core import Refused
from kaohe.reports.sampling import with_draw
from kaohe.reports.writing import write_papers
from kaohe.web.fieldwork.draws_keeping import made_of, program_of
from kaohe.web.fieldwork.models import Draw, DrawState
from kaohe.web.results.papers import kinds_named, material_for
from kaohe.web.rounds.models import Round

_KINDS = {DrawState.COMMITTED.value: "抽样预告", DrawState.DRAWN.value: "抽样公告"}


def notice_of(round: Round, draw: Draw) -> tuple[str, bytes]:
    """The notice in Word, and what it is called. Refused where nothing is published yet."""
    kind = _KINDS.get(draw.state)
    if kind is None:
        raise Refused("draw.not-published", _("还没有公布，写不了公告。"))
    material, _problems = material_for(round)
    order = [unit.name for unit in round.assessed]
    office = with_draw(material.office, made_of(draw), program_of(draw), order)
    with TemporaryDirectory(prefix="kaohe-") as folder:
        written = write_papers(replace(material, office=office), kinds_named([kind]), Path(folder))
        if not written.written:
            raise Refused("draw.no-notice", _("公告写不出来。"), written.problems)
        return kind, written.written[0].read_bytes()
