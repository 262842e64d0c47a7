"""DuckDB: one SQL statement on BIGINT for the scores, one for ranks and grades over the few totals that differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from benchmarks.scale.driver import Engine, main
from benchmarks.scale.shape import (
    BLAMED,
    BONUS_CAP,
    CENT,
    CITY,
    CLASS,
    DEDUCTION_CAP,
    FULL,
    GRADE,
    GRADES,
    LATE,
    LISTS,
    MODEL,
    NOT_APPLICABLE,
    POINT,
    PRAISED,
    PROVISIONAL,
    QUOTA_PERCENT,
    RANK,
    TOTAL,
    UNIT,
    VETO,
    Family,
    Item,
    answer_names,
    items,
    limits,
)

_EACH_STEP = "每步"
_PLACES = {Family.PERCENT: 100, Family.TIERS: 10, Family.SHARE: 1000, Family.TASK: 100}


@dataclass(frozen=True, slots=True)
class Held:
    """A connection that has the table `held`, and `scored` and `placed` once computed."""

    connection: duckdb.DuckDBPyConnection


def _q(name: str) -> str:
    return f'"{name}"'


def _file(path: Path) -> str:
    return "'{}'".format(str(path).replace("'", "''"))


def figures(facts: Path, units: Path, count: int) -> str:
    """What is computed on: whole numbers, states, lists, and what a step costs the unit."""
    columns = [_q(UNIT)]
    for item in items(count):
        if item.family is Family.RATIO:
            columns += [f"{_q(name)}::BIGINT AS {_q(name)}" for name in (item.part, item.whole)]
            continue
        names = (item.figure, item.target) if item.family is Family.TASK else (item.figure,)
        times = _PLACES.get(item.family)
        scale = f" * {times}" if times else ""
        columns += [f"({_q(name)}{scale})::BIGINT AS {_q(name)}" for name in names]
    columns += [_q(item.state) for item in items(count) if item.state]
    columns += [_q(name) for name in (*LISTS, VETO)]
    columns.append(f"CASE WHEN {CLASS} = '{CITY}' THEN 8000 ELSE 5000 END AS {_q(_EACH_STEP)}")
    reader = "read_csv" if units.suffix == ".csv" else "read_parquet"
    listed = f"(SELECT 编码 AS {UNIT}, {CLASS} FROM {reader}({_file(units)}))"
    return f"SELECT {', '.join(columns)} FROM read_parquet({_file(facts)}) LEFT JOIN {listed} USING ({UNIT})"


def score(item: Item) -> str:
    """The item's points × 10,000."""
    figure, target = _q(item.figure), _q(item.target)
    match item.family:
        case Family.PERCENT:
            return _where(figure, f"greatest(least(({figure} - 9500) * 50 + {FULL}, {FULL}), 0)")
        case Family.EVENTS:
            return _where(figure, f"{FULL} - least({figure} * 3000, {3 * POINT})")
        case Family.TIERS:
            tiers = " ".join(f"WHEN {figure} >= {at} THEN {points}" for at, points in _TIERS)
            return f"CASE {tiers} WHEN {figure} IS NOT NULL THEN 0 END"
        case Family.SHARE:
            return _where(figure, f"least(({figure} + 5) // 10, {FULL})")
        case Family.RATIO:
            part, whole = _q(item.part), _q(item.whole)
            lost = f"(greatest(990000 * {whole} - 1000000 * {part}, 0) + {whole}) // (2 * {whole})"
            return _where(f"({part} + {whole})", f"greatest({FULL} - {lost}, 0)")
        case Family.TASK:
            percent = f"(2000000 * {figure} + {target}) // (2 * {target})"
            steps = f"greatest((1000000 - {percent}) // 100000, 0)"
            return _where(f"({figure} + {target})", f"greatest({FULL} - {steps} * {_q(_EACH_STEP)}, 0)")


_TIERS = ((950, 4 * POINT), (900, 3 * POINT), (800, POINT * 3 // 2))


def _where(there: str, value: str) -> str:
    """The value where the figure is there: `greatest` and `least` pass over a null."""
    return f"CASE WHEN {there} IS NOT NULL THEN {value} END"


def scores(source: str, count: int) -> str:
    """Items, total and whether it is provisional, one row a unit."""
    chosen = items(count)
    points = [f"({score(item)})::INTEGER AS {_q(item.name)}" for item in chosen]
    points += [
        f"{_where(_q(PRAISED), f'least({_q(PRAISED)} * {POINT // 2}, {2 * POINT})')} AS {_q(PRAISED)}",
        f"{_q(MODEL)}::INTEGER * {POINT} AS {_q(MODEL)}",
        f"{_where(_q(LATE), f'greatest({_q(LATE)} * {POINT // -5}, {-POINT})')} AS {_q(LATE)}",
        f"{_where(_q(BLAMED), f'greatest({_q(BLAMED)} * {-POINT}, {-3 * POINT})')} AS {_q(BLAMED)}",
    ]
    states = [
        f"coalesce({_q(item.state)} = '{NOT_APPLICABLE}', false)::INTEGER" for item in chosen if item.state
    ]
    items_of = f"SELECT {_q(UNIT)}, {_q(VETO)}, {_sum(states)} AS apart, {', '.join(points)} FROM ({source})"
    names = [_q(item.name) for item in chosen]
    nulls = [f"({name} IS NULL)::INTEGER" for name in (*names, *map(_q, (*LISTS, VETO)))]
    praised, model, late, blamed = (f"coalesce({_q(name)}, 0)" for name in LISTS)
    summed = (
        f"SELECT *, ({_sum([f'coalesce({name}, 0)' for name in names])})::BIGINT AS earned, {_sum(nulls)} AS nulls,"
        f" least({praised} + {model}, {BONUS_CAP}) + greatest({late} + {blamed}, {-DEDUCTION_CAP}) AS lists"
        f" FROM ({items_of})"
    )
    full = FULL * count
    available = f"({full} - {FULL} * apart)"
    scaled = f"(2 * {full} * earned + {available}) // (2 * {available})"
    exact = f"SELECT *, CASE WHEN apart = 0 THEN earned ELSE {scaled} END + lists AS exact FROM ({summed})"
    total = f"CASE WHEN {_q(VETO)} THEN 0 ELSE sign(exact) * ((abs(exact) + {CENT // 2}) // {CENT}) END"
    kept = ", ".join(map(_q, (UNIT, *answer_names(count))))
    return f"SELECT {kept}, ({total})::BIGINT AS {TOTAL}, nulls > apart AS {PROVISIONAL} FROM ({exact})"


def _sum(terms: Sequence[str]) -> str:
    return " + ".join(terms) if terms else "0"


def places(count: int) -> str:
    """Rank and grade of each total that occurs; `last` is how many have it or more."""
    best, good, fair = limits(count)
    first, second, third, fourth = (f"'{grade}'" for grade in GRADES)
    run = f"SELECT {TOTAL}, count(*) AS n, (sum(count(*)) OVER (ORDER BY {TOTAL} DESC))::BIGINT AS last FROM scored GROUP BY {TOTAL}"
    quota = f"(SELECT count(*) * {QUOTA_PERCENT} // 100 FROM scored)"
    grade = (
        f"CASE WHEN {TOTAL} >= {best} AND last <= {quota} THEN {first} WHEN {TOTAL} >= {good} THEN {second}"
        f" WHEN {TOTAL} >= {fair} THEN {third} ELSE {fourth} END"
    )
    return f"SELECT {TOTAL}, last - n + 1 AS {RANK}, {grade} AS {GRADE} FROM ({run})"


def _connected() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    return connection


def read(facts: Path, units: Path, count: int) -> Held:
    """The figures in a table of DuckDB's own."""
    held = Held(_connected())
    held.connection.execute(f"CREATE TABLE held AS {figures(facts, units, count)}")
    return held


def compute(held: Held, count: int) -> Held:
    """All answers, in two tables."""
    held.connection.execute(f"CREATE TABLE scored AS {scores('SELECT * FROM held', count)}")
    held.connection.execute(f"CREATE TABLE placed AS {places(count)}")
    return held


def write(held: Held, out: Path) -> None:
    """The two tables together as Parquet."""
    joined = f"SELECT * FROM scored JOIN placed USING ({TOTAL})"
    held.connection.execute(f"COPY ({joined}) TO {_file(out)} (FORMAT parquet, COMPRESSION zstd)")


def at_once(facts: Path, units: Path, out: Path, count: int) -> None:
    """The scan streams into the scores."""
    held = Held(_connected())
    held.connection.execute(f"CREATE TABLE scored AS {scores(figures(facts, units, count), count)}")
    held.connection.execute(f"CREATE TABLE placed AS {places(count)}")
    write(held, out)


ENGINE = Engine(read, compute, write, at_once)

if __name__ == "__main__":
    main(ENGINE)
