"""The public notice of a draw, as the papers of a round are written."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.translation import gettext as _

from kaohe.core import Refused
from kaohe.reports.happenings import Drawn, Sample
from kaohe.reports.writing import write_papers
from kaohe.web.fieldwork.draws_keeping import made_of
from kaohe.web.fieldwork.models import Draw, DrawState
from kaohe.web.results.papers import kinds_named, material_for
from kaohe.web.rounds.models import Round

_KIND = "抽样公告"


def notice_of(round: Round, draw: Draw) -> bytes:
    """The notice in Word. Refused where nothing is drawn yet."""
    if draw.state != DrawState.DRAWN:
        raise Refused("draw.not-done", _("还没有抽取。"))
    made = made_of(draw)
    names = {spot.id: spot.name for spot in made.frame.spots}
    drawn = tuple(
        Drawn(
            group.label,
            tuple(spot.name for spot in spots),
            tuple(names[each] for each in group.chosen.reserves),
        )
        for group, spots in made.sample()
        if spots
    )
    sample = Sample(made.drawn, made.plan.in_words(), made.seed.value, made.seed.way, drawn)
    material, _problems = material_for(round)
    material = replace(material, office=replace(material.office, sample=sample))
    with TemporaryDirectory(prefix="kaohe-") as folder:
        written = write_papers(material, kinds_named([_KIND]), Path(folder))
        if not written.written:
            raise Refused("draw.no-notice", _("抽样公告写不出来。"), written.problems)
        return written.written[0].read_bytes()
