"""Pictures of a round: what a page shows, what a document has printed, what hangs on the wall. One drawing serves all.

Two steps, never mixed. `pictures.content` says *what* is shown: small frozen values, exact, made from a
`RoundResult`, a `TableResult`, a `Standing` or `Facts`. The modules here say *how*: each turns one such value into one
`Picture` or, where a page does not hold it all, into several.

    ranking_of              → ranking_picture, ranking_pages    base, bonus, deduction, grades; vetoed units apart
    heat_of                 → heat_pages                        units × items, darker where more was lost
    account_of              → waterfall_picture                 one unit from the full points to its total
    profile_of              → radar_picture                     one unit's groups against the mean
    totals_over, ranks_over → trend_picture                     years, as points or as ranks
    reporting_of            → reporting_pages, reporting_field_pages   what is in of what is asked for
    aims_of_unit, _measure  → bullet_pages                      targets against actual figures
    stability_of            → stability_pages                   how far judgements could move the order

A `Picture` is a static SVG: no script, no style sheet, no id, nothing from outside; so any number of them stand
in one HTML page, in Word and in a PDF. Shapes carry `data-unit` and `data-item`, so that a page can light up the same
unit everywhere, and a <title> with the exact points. What differs in kind differs in hatch, what differs in degree in
lightness: nothing is told by hue alone. Positions are rounded to a tenth of a pixel; points in texts are exact.

`look` says how wide and how tall (`PAGE`, `WIDE`, or a `Look` of one's own). `raster.png_of` makes PNG of them (it
needs typst and the packaged fonts, so it is not imported here). To add a picture: a module in `content`, a
module here that builds on `drawing` and `frame`, a line above.
"""

from kaohe.reports.pictures.bullets import bullet_pages
from kaohe.reports.pictures.content.account import Account, account_of
from kaohe.reports.pictures.content.heat import Heat, heat_of
from kaohe.reports.pictures.content.profile import Profile, profile_of
from kaohe.reports.pictures.content.ranking import Ranking, ranking_of
from kaohe.reports.pictures.content.reporting import Reporting, reporting_of
from kaohe.reports.pictures.content.stability import Stability, stability_of
from kaohe.reports.pictures.content.targets import Aims, aims_of_measure, aims_of_unit
from kaohe.reports.pictures.content.trend import Course, Trend, TrendOf, ranks_over, totals_over, trend_of
from kaohe.reports.pictures.heat import heat_pages
from kaohe.reports.pictures.picture import PAGE, WIDE, Look, Picture
from kaohe.reports.pictures.radar import radar_picture
from kaohe.reports.pictures.ranking import ranking_pages, ranking_picture
from kaohe.reports.pictures.reporting import reporting_field_pages, reporting_pages
from kaohe.reports.pictures.stability import stability_pages
from kaohe.reports.pictures.trend import trend_picture
from kaohe.reports.pictures.waterfall import waterfall_picture

__all__ = [
    "PAGE",
    "WIDE",
    "Account",
    "Aims",
    "Course",
    "Heat",
    "Look",
    "Picture",
    "Profile",
    "Ranking",
    "Reporting",
    "Stability",
    "Trend",
    "TrendOf",
    "account_of",
    "aims_of_measure",
    "aims_of_unit",
    "bullet_pages",
    "heat_of",
    "heat_pages",
    "profile_of",
    "radar_picture",
    "ranking_of",
    "ranking_pages",
    "ranking_picture",
    "ranks_over",
    "reporting_field_pages",
    "reporting_of",
    "reporting_pages",
    "stability_of",
    "stability_pages",
    "totals_over",
    "trend_of",
    "trend_picture",
    "waterfall_picture",
]
