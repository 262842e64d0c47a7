"""Lines that something is to be said of: of many alike the first, and how many there are."""

from collections import Counter
from collections.abc import Iterable

import polars as pl

from kaohe.batch.csv_files import LINE
from kaohe.batch.long_files import LongFile
from kaohe.batch.long_parts import FILE
from kaohe.core import Place, Problem, Severity

_OF_EACH, _IN_ALL = 5, 200


class Suspects:
    """Of each file the lines that were found, and why they were: something is wrong, or wants a look."""

    def __init__(self) -> None:
        self._lines: dict[int, set[int]] = {}
        self._listed: Counter[tuple[int, Severity]] = Counter()
        self._found: Counter[tuple[int, Severity]] = Counter()

    def any(self, severity: Severity) -> bool:
        """Whether any line was found."""
        return any(kind is severity and count for (_, kind), count in self._found.items())

    def add(self, file: int, severity: Severity, lines: Iterable[int], count: int) -> None:
        """Lines of a file, and how many there are of their kind."""
        self._found[file, severity] += count
        for line in lines:
            if self._listed[file, severity] >= _IN_ALL:
                return
            self._lines.setdefault(file, set()).add(line)
            self._listed[file, severity] += 1

    def add_rows(self, severity: Severity, rows: pl.DataFrame, *also: str) -> None:
        """Rows of a part, all alike; `also`: columns of further lines that belong to them."""
        if not rows.height:
            return
        for (file,), own in rows.group_by(FILE, maintain_order=True):
            first = own.bottom_k(_OF_EACH, by=LINE)
            self.add(int(str(file)), severity, first[LINE].to_list(), own.height)
            for column in also:
                self._lines.setdefault(int(str(file)), set()).update(first[column].to_list())

    def lines(self, file: int) -> frozenset[int]:
        """Lines of a file to be read by whoever says what is wrong."""
        return frozenset(self._lines.get(file, ()))

    def unlisted(self, number: int, file: LongFile) -> Iterable[Problem]:
        """That there are more."""
        for severity in Severity:
            more = self._found[number, severity] - self._listed[number, severity]
            if more > 0:
                message = f"像上面这样的{severity.label}还有 {more:,} 处，没有一一列出。"
                yield Problem("facts.more", severity, message, "改好后请再查一遍。", (Place(file=file.name),))
