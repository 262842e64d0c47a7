"""One page of a round's results (report.html): it holds everything it needs, so it opens from a USB stick, years later, offline.

    markup        text made safe, tags, data for the script, the policy
    view          a round and one table of it, as the sections below want them
    page          the file: head, bar, a part for each table, the units, style and script
    figures, ranking, heat, losses, lists, reporting, years, stability
                  one section of a table each: a function from `View` to HTML
    unit_view     what is said of one unit, as texts; `unit_article` makes HTML of it, `unit_data` data for the script

Everything is in the HTML and can be read and printed without the script (`page.js`, `article.js`, `tables.js`, `tips.js`, joined), which sorts, filters, shows what
a cell means and opens one unit in a panel beside the page. It never computes: texts, orders and lengths of bars come from here.
With many units (`view.MANY`) their articles are not drawn beforehand; the script sets them from the same texts.

To add a section: a module with one function, a line in `page.SECTIONS`.
"""

from kaohe.reports.results_page.page import write_results_page

__all__ = ["write_results_page"]
