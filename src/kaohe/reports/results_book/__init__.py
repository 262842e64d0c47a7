"""The workbook of results: what an office keeps, filters and prints of a round.

    RoundResult ─┬─ ranking ── rank_charts         排名、排名图
                 ├─ matrix (ramp)                  各项得分, coloured by share of the full points
                 ├─ losses ── loss_sheet           失分明细: what each point was lost or given for
    Facts, Units ─── targets ─┬─ target_sheet      目标与完成
                              └─ target_charts     目标完成图
                 ├─ consequence_sheet              结果运用
                 ├─ overview                       图表
                 ├─ department                     one sheet a responsible department
                 └─ guide                          说明

`book.write_results_book` writes the sheets of one table of the scheme after another's; `round_book` holds what they share.
What stands in no sheet alone: `page` (cells, heights, print), `paging` (pages side by side), `charts`, `columns` (items as
columns), `figures` (numbers as Excel keeps them), `names` (of sheets, in footers), `styles`.

Rules that hold for all of it:

- A number is a number, with every digit it has; a mean is rounded at four places. There are no formulas: figures are those of
  the receipt, not Excel's. The only formulas are conditions of colours, made of our own words.
- What a user typed is written as text and reaches charts as a reference to its cell; titles begin with our own words.
- Rows are written from top to bottom, because a large round is written as a stream (`book.MANY_SCORES`).
- Above the filter stand full points and means, below it nothing but units: sorting and filtering leave everything right.
- Widths and pages leave room for machines without 宋体, where another font makes columns a sixth wider.

A new sheet: a module with `write_…(part)`, one line in `book._fill`.
"""

from kaohe.reports.results_book.book import write_results_book

__all__ = ["write_results_book"]
