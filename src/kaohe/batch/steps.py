"""Named columns on the way: what is used more than once is computed once."""

import polars as pl


class Steps:
    """Columns that are computed one after another, each from those before it.

    An expression that a rule uses twice (a distance that is held against its cap, say) becomes a column of its own
    here; otherwise expressions would double at each level of a rule. Columns that do not need one another
    are computed together.
    """

    PREFIX = "#"

    def __init__(self, prefix: str = PREFIX) -> None:
        self._prefix = prefix
        self._rounds: list[list[pl.Expr]] = []
        self._round_of: dict[str, int] = {}
        self._named: dict[bytes, str] = {}

    def keep(self, expr: pl.Expr) -> pl.Expr:
        """A column that holds the expression; the same one for the same expression."""
        text = expr.meta.serialize()
        if text in self._named:
            return pl.col(self._named[text])
        name = self._named[text] = f"{self._prefix}{len(self._round_of)}"
        needed = (self._round_of.get(root, -1) for root in expr.meta.root_names())
        at = max(needed, default=-1) + 1
        if at == len(self._rounds):
            self._rounds.append([])
        self._rounds[at].append(expr.alias(name))
        self._round_of[name] = at
        return pl.col(name)

    def added_to(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """The frame with all of them."""
        for columns in self._rounds:
            frame = frame.with_columns(columns)
        return frame

    def __len__(self) -> int:
        return len(self._round_of)


def computed(frame: pl.LazyFrame) -> pl.DataFrame:
    """The frame's rows, a part at a time. What is used twice is in `Steps` already; looking for it again takes as long as
    the computing."""
    return frame.collect(engine="streaming", optimizations=pl.QueryOptFlags(comm_subexpr_elim=False))
