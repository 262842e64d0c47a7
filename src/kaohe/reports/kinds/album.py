"""结果图册: the round in pictures, for the wall or a meeting: everybody first, then a page for each unit."""

from collections.abc import Iterable, Iterator

from kaohe.reports.kinds.circular import work_of
from kaohe.reports.kinds.kind import Kind, Paper
from kaohe.reports.material import Material
from kaohe.reports.official.blocks import Block, Page, Paragraph, Part
from kaohe.reports.official.fields import Data, Vocabulary
from kaohe.reports.pictures import (
    Look,
    Picture,
    account_of,
    aims_of_measure,
    aims_of_unit,
    bullet_pages,
    heat_of,
    heat_pages,
    profile_of,
    radar_picture,
    ranking_of,
    ranking_pages,
    ranks_over,
    reporting_of,
    reporting_pages,
    stability_of,
    stability_pages,
    trend_picture,
    waterfall_picture,
)
from kaohe.results.explain import Reasons
from kaohe.results.round import RoundResult, TableResult
from kaohe.results.standing import Standing

_ACROSS = Look(width=850, tallest=470)
_UPRIGHT = Look(width=590, tallest=700)
_PART, _RADAR = Look(width=590, tallest=250), Look(width=380, tallest=270)
"""A page lying across, one standing upright, and the parts of a page that is shared."""
MOST_UNITS = 60
"""With more units than these each unit's pictures are in its letter alone."""
_DRAWN = 6
"""So many units' ranks over the years are drawn: the first of this year."""

_OWN = Vocabulary(
    {"工作": "考核的是什么工作"},
    {},
    {
        "总图": "排名、得分分布、名次稳定性、目标完成、报送进度、名次走势",
        "单位图": "每个单位的失分、与平均的比较、目标完成",
    },
)


def _papers(kind: Kind, material: Material) -> Iterator[Paper]:
    result = material.result
    if result is None:
        return
    everybody = [block for table in result.tables for block in _overall(material, result, table)]
    units = [block for table in result.tables for block in _by_unit(material, result, table)]
    fields = {**kind.fields(material), "工作": work_of(material.scheme)}
    yield Paper(kind.name, Data(fields, {}, {"总图": everybody, "单位图": units}))


def _overall(material: Material, result: RoundResult, table: TableResult) -> Iterator[Block]:
    for wide, picture in _overall_pictures(material, result, table):
        yield Page(wide=wide)
        yield picture
        yield Paragraph(Part.REMARK, picture.words)


def _overall_pictures(
    material: Material, result: RoundResult, table: TableResult
) -> Iterator[tuple[bool, Picture]]:
    """Each picture, and whether its page lies across."""
    units, facts, scheme = material.units, material.facts, material.scheme
    among = units.at(table.table.level)
    yield from _each(False, ranking_pages(ranking_of(result, table), _UPRIGHT))
    yield from _each(True, heat_pages(heat_of(result, table), _ACROSS))
    yield from _each(False, stability_pages(stability_of(result, table, units, facts), _UPRIGHT))
    for measure in scheme.measures.values():
        aims = aims_of_measure(scheme, units, facts, measure, among)
        if aims.rows:
            yield from _each(False, bullet_pages(aims, _UPRIGHT))
    yield from _each(True, reporting_pages(reporting_of(scheme, units, facts, table.table.level), _ACROSS))
    last = material.last_year
    if last is not None and last.inputs.scheme.table(table.table.name) is not None:
        best = tuple(standing.tally.unit.id for standing in table.standings[:_DRAWN])
        yield True, trend_picture(ranks_over((last.result, result), table.table.name, best), _ACROSS)


def _each(wide: bool, pictures: Iterable[Picture]) -> Iterator[tuple[bool, Picture]]:
    return ((wide, picture) for picture in pictures)


def _by_unit(material: Material, result: RoundResult, table: TableResult) -> Iterator[Block]:
    if len(table.standings) > MOST_UNITS:
        return
    reasons = material.reasons()
    for standing in table.standings:
        yield Page()
        yield Paragraph(Part.CAPTION, standing.tally.unit.name)
        yield from _unit_pictures(material, result, table, standing, reasons)


def _unit_pictures(
    material: Material, result: RoundResult, table: TableResult, standing: Standing, reasons: Reasons
) -> Iterator[Picture]:
    yield waterfall_picture(account_of(result, table, standing, reasons), _PART)
    profile = profile_of(result, table, standing)
    if len(profile.spokes) > 1:
        yield radar_picture(profile, _RADAR)
    aims = aims_of_unit(material.scheme, material.units, material.facts, standing.tally.unit)
    if aims.rows:
        yield from bullet_pages(aims, _PART)


ALBUM = Kind("结果图册", "排名、得分分布、名次稳定性、目标完成、报送进度、走势，每个单位一页", _papers, _OWN)
