"""zen-engine: one decision graph, evaluated unit by unit; ranks and grades are taken in Python, for a graph sees one unit.

The graph has two expression nodes, one for the items and one for the totals. Its numbers are decimals of 28 digits.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import zen

from benchmarks.scale.driver import Engine, main
from benchmarks.scale.polars_ints import placed
from benchmarks.scale.shape import (
    BLAMED,
    LATE,
    MODEL,
    NOT_APPLICABLE,
    PRAISED,
    PROVISIONAL,
    TOTAL,
    UNIT,
    VETO,
    Family,
    Item,
    answer_names,
    items,
)
from benchmarks.scale.tables import TOWN, scan_towns

_LIST_KEYS = {PRAISED: "praised", MODEL: "model", LATE: "late", BLAMED: "blamed", VETO: "veto", TOWN: "town"}


@dataclass(frozen=True, slots=True)
class Held:
    """The graph's inputs, one mapping a unit."""

    units: Sequence[str]
    rows: Sequence[dict[str, Any]]


def _score(number: int, item: Item) -> str:
    """The item as an expression over its inputs f (figure), t (target), p and w (part, whole)."""
    f, t, p, w = (f"{letter}{number}" for letter in "ftpw")
    match item.family:
        case Family.PERCENT:
            return f"{f} == null ? null : max([4 - max([95 - {f}, 0]) * 0.5, 0])"
        case Family.EVENTS:
            return f"{f} == null ? null : 4 - min([{f} * 0.3, 3])"
        case Family.TIERS:
            return f"{f} == null ? null : {f} >= 95 ? 4 : {f} >= 90 ? 3 : {f} >= 80 ? 1.5 : 0"
        case Family.SHARE:
            return f"{f} == null ? null : min([round({f} * 4 / 400, 4), 4])"
        case Family.RATIO:
            lost = f"round(max([99 * {w} - 100 * {p}, 0]) / (2 * {w}), 4)"
            return f"{p} == null or {w} == null ? null : max([4 - {lost}, 0])"
        case Family.TASK:
            steps = f"floor(max([100 - round({f} * 100 / {t}, 4), 0]) / 10)"
            return f"{f} == null or {t} == null ? null : max([4 - {steps} * (town ? 0.8 : 0.5), 0])"


def graph(count: int) -> str:
    """The decision graph as JSON."""
    scores = {f"i{number}": _score(number, item) for number, item in enumerate(items(count))}
    scores["praised"] = "praised == null ? null : min([praised * 0.5, 2])"
    scores["model"] = "model == null ? null : model ? 1 : 0"
    scores["late"] = "late == null ? null : max([late * -0.2, -1])"
    scores["blamed"] = "blamed == null ? null : max([blamed * -1, -3])"
    scores |= {"veto": "veto", "apart": "apart"}
    every = [f"i{number}" for number in range(count)]
    earned = "sum([{}])".format(", ".join(f"({key} ?? 0)" for key in every))
    missing = "sum([{}])".format(
        ", ".join(f"({key} == null ? 1 : 0)" for key in (*every, *_LIST_KEYS.values()) if key != "town")
    )
    full = 4 * count
    totals = {key: key for key in (*every, "praised", "model", "late", "blamed")}
    totals |= {
        "earned": earned,
        "base": f"apart == 0 ? $.earned : round($.earned * {full} / ({full} - 4 * apart), 4)",
        "lists": "min([(praised ?? 0) + (model ?? 0), 2]) + max([(late ?? 0) + (blamed ?? 0), -3])",
        "total": "(veto ?? false) ? 0 : round($.base + $.lists, 2)",
        "provisional": f"{missing} > apart",
    }
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in"},
        _expressions("items", scores),
        _expressions("totals", totals),
        {"id": "out", "type": "outputNode", "name": "out"},
    ]
    pairs = pairwise(("in", "items", "totals", "out"))
    edges = [{"id": f"{a}-{b}", "sourceId": a, "targetId": b, "type": "edge"} for a, b in pairs]
    return json.dumps({"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges})


def _expressions(name: str, expressions: dict[str, str]) -> dict[str, Any]:
    entries = [{"id": f"{name}-{key}", "key": key, "value": value} for key, value in expressions.items()]
    return {"id": name, "type": "expressionNode", "name": name, "content": {"expressions": entries}}


def read(facts: Path, units: Path, count: int) -> Held:
    """One mapping a unit. zen takes JSON numbers, and reads the shortest text of a float back as the decimal it was."""
    columns = []
    for number, item in enumerate(items(count)):
        match item.family:
            case Family.RATIO:
                columns += [pl.col(item.part).alias(f"p{number}"), pl.col(item.whole).alias(f"w{number}")]
            case Family.TASK:
                columns += [pl.col(item.figure).alias(f"f{number}"), pl.col(item.target).alias(f"t{number}")]
            case _:
                columns.append(pl.col(item.figure).alias(f"f{number}"))
    states = [pl.col(item.state) == NOT_APPLICABLE for item in items(count) if item.state]
    columns += [pl.col(name).alias(key) for name, key in _LIST_KEYS.items()]
    frame = pl.read_parquet(facts).join(
        scan_towns(units).collect(), on=UNIT, how="left", maintain_order="left"
    )
    apart = pl.sum_horizontal(states) if states else pl.lit(0)
    given = frame.select(*columns, apart.alias("apart")).with_columns(pl.col(pl.Decimal).cast(pl.Float64))
    return Held(frame[UNIT].to_list(), given.to_dicts())


def compute(held: Held, count: int) -> pl.DataFrame:
    """All units through the graph in one call, which spreads them over the processor's cores."""
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"scheme": json.loads(graph(count))}}})
    answers = engine.evaluate_batch([{"key": "scheme", "context": row} for row in held.rows])
    return _table(held, [answer["data"]["result"] for answer in answers], count)


def compute_each(held: Held, count: int) -> pl.DataFrame:
    """Every unit through the graph in a call of its own."""
    decision = zen.ZenEngine().create_decision(graph(count))
    return _table(held, [decision.evaluate(row)["result"] for row in held.rows], count)


def _table(held: Held, results: Sequence[Mapping[str, Any]], count: int) -> pl.DataFrame:
    """The answers as a table, with ranks and grades. What is null in a graph is not in its result."""
    keys = [*(f"i{number}" for number in range(count)), "praised", "model", "late", "blamed"]
    points = {
        name: pl.Series(name, [_scaled(result.get(key), 10_000) for result in results], pl.Int32)
        for name, key in zip(answer_names(count), keys, strict=True)
    }
    totals = pl.Series(TOTAL, [_scaled(result["total"], 100) for result in results], pl.Int64)
    provisional = pl.Series(PROVISIONAL, [result["provisional"] for result in results])
    return placed(pl.DataFrame({UNIT: held.units, **points, TOTAL: totals, PROVISIONAL: provisional}), count)


def _scaled(points: float | None, unit: int) -> int | None:
    return None if points is None else round(points * unit)


def write(answers: pl.DataFrame, out: Path) -> None:
    """The answers as Parquet."""
    answers.write_parquet(out)


ENGINE = Engine(read, compute, write)

if __name__ == "__main__":
    main(ENGINE)
