"""The example's figures in a round, as if they had been reported; judged and found ones only where a test wants them."""

from collections.abc import Callable

from kaohe.facts import value_text
from kaohe.facts.table_files import read_table
from kaohe.scheme.model import Supply
from kaohe.web.accounts.models import User
from kaohe.web.filing.facts import scheme_for
from kaohe.web.filing.models import Figure
from kaohe.web.rounds.actions import touch
from kaohe.web.rounds.models import Round
from kaohe.web.scoring.layout import Layout, layout_of
from kaohe.web.scoring.querysets import Bench
from tests.web.people import YUNXI

Wanted = Callable[[str, str], bool]
"""Whether a figure is put in, by unit and measure."""


def fill(round: Round, by: User, wanted: Wanted | None = None, *, entered: bool = True) -> None:
    """Put the example's figures of this year and the last in. `entered` false: without what departments put in while scoring."""
    scheme = scheme_for(round)
    units = {unit.code: unit for unit in round.units.all()}
    rows = []
    for year in ("2025", "2026"):
        facts, _problems = read_table(YUNXI / year / "facts.csv", scheme, round.assessed)
        for fact in facts:
            measure = scheme.measures[fact.measure]
            late = measure.supply in (Supply.JUDGED, Supply.FOUND) and fact.role.value == "actual"
            if (late and not entered) or (wanted is not None and not wanted(fact.unit, fact.measure)):
                continue
            text = value_text(fact.value)
            rows.append(
                Figure(round=round, unit=units[fact.unit], measure=fact.measure, period=str(fact.period), by=by,
                       role=fact.role.value, text=text, value=text, note="核对过" if late else "")
            )  # fmt: skip
    Figure.objects.bulk_create(rows)
    touch(round)


def bench_of(round: Round, department: str) -> Bench:
    layout: Layout = layout_of(round)
    return Bench(round, layout, layout.number_of(department), department)


def entry_named(round: Round, name: str):  # type: ignore[no-untyped-def]
    """The item of the first table with this name."""
    return next(entry for entry in layout_of(round).entries if entry.name == name)
