"""Progress against a responsibility letter: for each unit and measure its target, what is done by a day, and the same period last year.

`amounts` finds what was done by a day, `compare` what became of it against last year, `schedule` whether it goes as fast as time does,
`board` puts them together, `words` and `book` show them. Nothing here changes a score.
"""

from kaohe.facts.progress.board import Line, progress_of

__all__ = ["Line", "progress_of"]
