"""Progress of reporting: one sentence where everything is in, else who still has to report, and the picture."""

from dataclasses import replace

from kaohe.reports.pictures import Look, reporting_of, reporting_pages
from kaohe.reports.results_page.markup import figure, h
from kaohe.reports.results_page.view import View

_LOOK = Look(width=640, tallest=1050)


def reporting(view: View) -> str:
    """Bars of the units; of many, of those alone that have not reported everything."""
    material = view.material
    content = reporting_of(material.scheme, material.units, material.facts, view.table.table.level)
    pictures = reporting_pages(content, _LOOK)
    words = f'<p class="note">{h(pictures[0].words)}</p>'
    whole = content.whole
    if not whole.asked:
        return words
    done = whole.there == whole.asked
    if view.many and not done:
        behind = tuple(row for row in content.rows if row.whole.there < row.whole.asked)
        pictures = reporting_pages(replace(content, rows=behind), _LOOK)
    first, *rest = pictures
    if view.many and done:
        return words
    shown_first = "" if done else figure(first)
    folded = list(pictures) if done else rest
    if not folded:
        return words + shown_first
    inside = "".join(figure(picture) for picture in folded)
    name = "各单位报送了多少" if done else f"其余{len(folded)}幅图"
    return f'{words}{shown_first}<details class="rest"><summary>{name}</summary>{inside}</details>'
