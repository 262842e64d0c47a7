"""Scoring tables: from a grid with its merges to groups and items with their points and clauses.

The way: `rows` (what each row is) → `columns` (what each column is) → `segments` (stretches of rows, and where
the points stand) → `tree` (groups and items) → `lists` and `sums` (bonuses, totals, what does not add up) →
`settle` (the draft). `series` walks a document and decides which grids are scoring tables at all, and which of
them are one table going on.
"""

from kaohe.documents.scoring.series import ScoringReading, read_scoring

__all__ = ["ScoringReading", "read_scoring"]
