"""The example's data quality and progress to the letter. KAOHE_RERECORD=1 records them anew; look at the difference before."""

import os
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from kaohe.facts import Facts, Units
from kaohe.facts.progress import progress_of
from kaohe.facts.progress.words import cells, sentence
from kaohe.facts.quality.checking import relation_problems
from kaohe.facts.quality.deliveries import read_deliveries
from kaohe.facts.quality.outliers import outlier_problems
from kaohe.facts.quality.rate_facts import percent
from kaohe.facts.quality.rates import RATES, quality_of
from kaohe.facts.quality.rules import DataRules
from kaohe.facts.quality.rules_file import FILE, read_rules
from kaohe.facts.table_files import read_table
from kaohe.facts.unit_file import read_units
from kaohe.scheme import Scheme, read_scheme

HERE = Path(__file__).parent
YUNXI = Path(__file__).resolve().parents[3] / "examples" / "yunxi"
RERECORD = bool(os.environ.get("KAOHE_RERECORD"))


@cache
def material() -> tuple[Scheme, Units, Facts, DataRules]:
    scheme, _ = read_scheme(YUNXI / "2026" / "scheme.yaml")
    assert scheme is not None
    units, _ = read_units(YUNXI / "units.csv")
    now, _ = read_table(YUNXI / "2026" / "facts.csv", scheme, units)
    then, _ = read_table(YUNXI / "2025" / "facts.csv", scheme, units)
    known = {fact.key for fact in now}
    rules, problems = read_rules(YUNXI / "2026" / FILE, scheme)
    assert problems == ()
    return scheme, units, Facts([*now, *(fact for fact in then if fact.key not in known)]), rules


def quality() -> Iterator[str]:
    """The rates of every unit, what they lack, everything that is asked again."""
    scheme, units, facts, rules = material()
    deliveries, problems = read_deliveries(YUNXI / "2026" / "送达.csv", units)
    assert problems == ()
    found = quality_of(scheme, units, facts, deliveries, rules)
    for unit, tallies in found.by_unit().items():
        rates = "  ".join(f"{rate.label} {percent(tallies[rate])}" for rate in RATES)
        yield f"{units[unit].name}  {rates}"
    yield from (f"{units[f.unit].name} {f.period} {f.rate.label} {f.measure} {f.text}" for f in found.flaws)
    yield from map(str, relation_problems(rules.relations, scheme, units, facts))
    yield from map(str, outlier_problems(scheme, units, facts, rules.fences))


def progress() -> Iterator[str]:
    """The board of the half-year, each line as a row and as a sentence."""
    scheme, units, facts, _ = material()
    for line in progress_of(scheme, units, facts, date(2026, 6, 30)):
        yield " | ".join(cells(line))
        yield sentence(line)


@pytest.mark.parametrize(("name", "lines"), [("数据质量", quality), ("责任书进度", progress)])
def test_the_example(name: str, lines: "object") -> None:
    path = HERE / f"芸溪区 {name}.txt"
    now = "\n".join(lines()) + "\n"  # type: ignore[operator]
    if RERECORD:
        path.write_text(now, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == now, "KAOHE_RERECORD=1 records it anew"
