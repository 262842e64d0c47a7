"""One unit as an article of the page, with its pictures."""

from collections.abc import Iterator
from itertools import groupby

from kaohe.reports.pictures import (
    Look,
    Picture,
    account_of,
    aims_of_unit,
    bullet_pages,
    profile_of,
    radar_picture,
    waterfall_picture,
)
from kaohe.reports.results_page.markup import figure, h
from kaohe.reports.results_page.unit_view import ItemHead, ItemView, UnitView, item_heads
from kaohe.reports.results_page.view import View
from kaohe.results.standing import Standing

LOOK = Look(width=440, tallest=900)
"""As wide as the panel beside the page, and not made small on a phone."""


def unit_article(view: View, standing: Standing, unit: UnitView) -> str:
    """Place, notes, pictures, and every item with its reason."""
    anchor = f"{view.id}-u{view.places_of[standing.tally.unit.id]}"
    return (
        f'<article id="{anchor}" class="of-unit" data-unit="{h(unit.unit)}" data-table="{view.id}">\n'
        f'<h3>{h(unit.name)}</h3><p class="which">{h(view.table.table.name)}</p>\n'
        f"{facts(unit)}{notes(unit)}\n"
        f"{''.join(figure(picture) for picture in _pictures(view, standing))}\n"
        f"{items(view, unit)}\n</article>"
    )


def facts(unit: UnitView) -> str:
    rows = "".join(f"<div><dt>{h(label)}</dt><dd>{h(words)}</dd></div>" for label, words in unit.facts)
    return f'<dl class="facts">{rows}</dl>'


def notes(unit: UnitView) -> str:
    return (
        f'<ul class="notes">{"".join(f"<li>{h(note)}</li>" for note in unit.notes)}</ul>'
        if unit.notes
        else ""
    )


def _pictures(view: View, standing: Standing) -> Iterator[Picture]:
    material = view.material
    yield waterfall_picture(account_of(view.result, view.table, standing, view.reasons), LOOK)
    profile = profile_of(view.result, view.table, standing)
    if len(profile.spokes) > 1:
        yield radar_picture(profile, LOOK)
    aims = aims_of_unit(material.scheme, material.units, material.facts, standing.tally.unit)
    if aims.rows:
        yield from bullet_pages(aims, LOOK)


def items(view: View, unit: UnitView) -> str:
    """Items below their groups; the reason stands in a row of its own below each."""
    pairs = zip(item_heads(view), unit.items, strict=True)
    body = "".join(
        f'<tbody><tr class="group"><th scope="rowgroup" colspan="4">{h(group)}</th></tr>'
        f"{''.join(_row(head, item) for head, item in rows)}</tbody>"
        for group, rows in groupby(pairs, lambda pair: pair[0].group)
    )
    return (
        '<table class="items"><thead><tr><th scope="col">指标</th><th scope="col" class="num">分值</th>'
        f'<th scope="col" class="num">得分</th><th scope="col" class="num">失分</th></tr></thead>{body}</table>'
    )


def _row(head: ItemHead, item: ItemView) -> str:
    kind = "open" if item.open else "lost" if item.lost else "kept"
    exact = f' title="未舍入：{h(item.exact)}分"' if item.exact != item.points else ""
    lost = f' title="未舍入：{h(item.lost_exact)}分"' if item.lost_exact != item.lost else ""
    return (
        f'<tr class="{kind}" data-item="{h(head.code)}"><td>{h(head.name)}</td>'
        f'<td class="num">{head.full}</td><td class="num"{exact}>{h(item.points)}</td>'
        f'<td class="num"{lost}>{item.lost}</td></tr><tr class="{kind} why"><td colspan="4">{h(item.reason)}</td></tr>'
    )
