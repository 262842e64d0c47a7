"""The answers of one engine beside those of another, value by value: `python -m benchmarks.scale.compare GOT RIGHT [--items N]`."""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from benchmarks.scale.shape import GRADE, PROVISIONAL, RANK, TOTAL, UNIT, answer_names


@dataclass(frozen=True, slots=True)
class Wrong:
    """How many of so many units have a wrong item (at least one), a wrong total, grade, rank, or state; and how many items there are wrong."""

    units: int
    any_item: int
    items: int
    total: int
    grade: int
    rank: int
    provisional: int

    @property
    def nothing(self) -> bool:
        """Equal value by value."""
        return not (self.any_item or self.total or self.grade or self.rank or self.provisional)


def wrong_in(got: Path, right: Path, count: int) -> Wrong:
    """What differs. The rows may stand in any order; other units, or units twice, are an error."""
    left, other = (pl.read_parquet(path).sort(UNIT) for path in (got, right))
    if not left[UNIT].equals(other[UNIT]):
        raise SystemExit(f"{got} and {right} are not about the same units")
    names = answer_names(count)
    differ = {name: left[name].ne_missing(other[name]) for name in (*names, TOTAL, GRADE, RANK, PROVISIONAL)}
    by_unit = pl.DataFrame({name: differ[name] for name in names}).sum_horizontal()
    return Wrong(
        units=left.height,
        any_item=int((by_unit > 0).sum()),
        items=int(by_unit.sum()),
        total=int(differ[TOTAL].sum()),
        grade=int(differ[GRADE].sum()),
        rank=int(differ[RANK].sum()),
        provisional=int(differ[PROVISIONAL].sum()),
    )


def main() -> None:
    """Print what differs; ends with 1 where anything does."""
    parser = argparse.ArgumentParser()
    parser.add_argument("got", type=Path)
    parser.add_argument("right", type=Path)
    parser.add_argument("--items", type=int, default=100)
    given = parser.parse_args()
    wrong = wrong_in(given.got, given.right, given.items)
    sys.stdout.write(f"{wrong}\n")
    sys.exit(0 if wrong.nothing else 1)


if __name__ == "__main__":
    main()
