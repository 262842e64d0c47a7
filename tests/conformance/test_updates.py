"""A change to some figures: what is brought up to date equals a full run, and only what depends on it is computed."""

from dataclasses import replace
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from kaohe.batch.patching import Changes, patched
from kaohe.batch.refusal import UnsupportedNodeError
from kaohe.batch.roster import roster_of
from kaohe.batch.running import Run
from kaohe.batch.updating import Updated, Updater
from kaohe.batch.writing import finished, scales, whole
from kaohe.facts import Fact
from kaohe.scheme.model import Scheme
from tests import strategies
from tests.conformance.backends import Scalar, line, measured, sources_of
from tests.conformance.lines import Line, Lines
from tests.strategies import MEASURES, Round
from tests.strategies.worlds import pool


@st.composite
def changed_rounds(draw: st.DrawFn) -> tuple[Round, tuple[Fact, ...]]:
    """A round, and new figures in the place of some."""
    drawn = draw(strategies.rounds())
    if not drawn.facts:
        return drawn, ()
    facts = draw(st.lists(st.sampled_from(drawn.facts), max_size=3, unique_by=lambda fact: fact.key))
    new = []
    for fact in facts:
        entry = draw(st.sampled_from(pool(MEASURES[fact.measure], fact.role, 1)))
        if entry is not None:
            new.append(replace(fact, value=entry[0], state=entry[1]))
    return drawn, tuple(new)


def finished_tables(scheme: Scheme, drawn: Round, sources: Any) -> dict[str, pl.DataFrame]:
    with Run(scheme, roster_of(drawn.units), sources) as run:
        return {name: finished(t.frame().lazy(), t.program).collect() for name, t in run.run().items()}


def updated(drawn: Round, new: tuple[Fact, ...]) -> dict[str, Updated]:
    scheme = replace(drawn.scheme, measures=measured(drawn.scheme.measures))
    before = sources_of(scheme, drawn.facts)
    changes = Changes.of(new)
    after = patched(before, changes, scheme, {})
    previous = finished_tables(scheme, drawn, before)
    slots = {unit: frozenset(slot for who, slot in changes.values if who == unit) for unit in changes.units}
    updater = Updater(scheme, roster_of(drawn.units), before, after, slots)
    return {table.name: updater.update(table, previous[table.name]) for table in scheme.tables}


def lines(drawn: Round, tables: dict[str, Updated]) -> Lines:
    found: dict[str, dict[str, Line]] = {}
    for table in drawn.scheme.tables:
        frame = tables[table.name].frame
        places = scales(frame.schema)
        rows = whole(frame.lazy()).collect().iter_rows(named=True)
        found[table.name] = {row["单位"]: line(table, places, row) for row in rows}
    return found


@given(case=changed_rounds())
@settings(max_examples=settings().max_examples)
def test_what_was_brought_up_to_date_equals_a_full_run(case: tuple[Round, tuple[Fact, ...]]) -> None:
    drawn, new = case
    keys = {fact.key for fact in new}
    facts = (*(fact for fact in drawn.facts if fact.key not in keys), *new)
    try:
        found = updated(drawn, new)
    except UnsupportedNodeError:
        return
    assert lines(drawn, found) == Scalar().lines(replace(drawn, facts=facts))
