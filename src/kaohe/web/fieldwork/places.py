"""The sample points of a round: what was drawn for each unit, for the form to choose from."""

from kaohe.core import Refused
from kaohe.web.fieldwork.draws_keeping import made_of
from kaohe.web.fieldwork.models import Draw, DrawState
from kaohe.web.rounds.models import Round


def places_of(round: Round) -> dict[str, list[str]]:
    """Names of the points to visit by the unit's code, over all draws; replaced ones have given way. A draw whose record does not
    hold, and places below no unit of the round, give none.
    """
    codes = {unit.name: unit.code for unit in round.units.all()}
    found: dict[str, list[str]] = {}
    for draw in Draw.objects.filter(round=round, state=DrawState.DRAWN):
        try:
            made = made_of(draw)
        except Refused:
            continue
        for _group, spots in made.sample():
            for spot in spots:
                if spot.unit in codes:
                    names = found.setdefault(codes[spot.unit], [])
                    names += [spot.name] if spot.name not in names else []
    return found
