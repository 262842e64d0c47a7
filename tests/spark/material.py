"""A round of some thousands of units that looks at everybody: peers, last year, units below, quotas, figures that are absent."""

import random
from pathlib import Path

import polars as pl

from kaohe.batch.roster import Roster, roster_of
from kaohe.facts import AssessedUnit
from kaohe.scheme.complete import complete
from kaohe.scheme.model import Scheme
from kaohe.scheme.reader import read_draft

VILLAGES, COUNTIES, FILES = 2000, 20, 4
TABLE, ABOVE = "村评分表", "县评分表"


def scheme() -> Scheme:
    found, problems = complete(read_draft(Path(__file__).with_name("scheme.yaml")))
    assert found is not None, [str(problem) for problem in problems]
    return found


def roster() -> Roster:
    """Villages of two classes below counties. Nobody is a township: its table scores no unit."""
    counties = [AssessedUnit(f"C{n:02}", f"第{n}县", "县") for n in range(COUNTIES)]
    villages = [
        AssessedUnit(f"V{n:05}", f"第{n}村", "村社区", "城" if n % 3 else "乡", f"C{n % COUNTIES:02}")
        for n in range(VILLAGES)
    ]
    return roster_of([*counties, *villages])


def figures(seed: int, units: int = VILLAGES) -> pl.DataFrame:
    """One row a village, from the last to the first. Some figures are absent, each in its way; the first ten villages have no row."""
    chance = random.Random(seed)
    rows = [f"V{n:05}" for n in range(10, units)]
    chance.shuffle(rows)
    some = [chance.random() < 0.05 for _ in rows]
    return pl.DataFrame(
        {
            "单位": rows,
            "走访率.分子": [None if none else chance.randint(20, 90) for none in some],
            "走访率.分母": [None if none else chance.randint(90, 100) for none in some],
            "走访率.状态": [chance.choice((None, "不适用", "待评定")) if none else None for none in some],
            "信访件数": [chance.choice((0, 0, 0, 1, 2, 17, None)) for _ in rows],
            "满意度": pl.Series([f"{chance.randint(0, 1000) / 10}" for _ in rows]).cast(pl.Decimal(5, 1)),
            "活动评定": [chance.choice(("好", "较好", "一般", "待评定")) for _ in rows],
            "弄虚作假": [chance.random() < 0.01 for _ in rows],
        }
    )


def write(folder: Path) -> Path:
    """This year's and last year's figures, each in several files of a folder of its own: `期间=2026/0.parquet` and so on."""
    for year, table in (("2026", figures(1)), ("2025", figures(2))):
        place = folder / f"期间={year}"
        place.mkdir(parents=True)
        size = -(-table.height // FILES)
        for number in range(FILES):
            table.slice(number * size, size).write_parquet(place / f"{number}.parquet")
    return folder
