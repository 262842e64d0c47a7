"""How firmly ranks stand, and this year beside last year's round: what the library finds, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from kaohe.checks import discretion_shares, subject_of
from kaohe.core import Absence, plain
from kaohe.facts import Facts
from kaohe.reports.kinds.losses import points_text
from kaohe.reports.pictures import Stability, stability_of
from kaohe.reports.pictures.content.stability import Pair
from kaohe.reports.pictures.text import signed
from kaohe.results import RoundResult, TableResult
from kaohe.results.compare import Comparison, YearComparison, compare_years
from kaohe.results.inputs import Inputs
from kaohe.web.results.archive import publication_of
from kaohe.web.results.computing import result_of
from kaohe.web.rounds.models import Round


@dataclass(frozen=True, slots=True)
class SwingRow:
    """A ranked unit: its total and the range, and what stands between it and the next one."""

    code: str
    name: str
    rank: int
    total: str
    low: str
    high: str
    gap: str
    room: str
    verdict: str
    kind: str


@dataclass(frozen=True, slots=True)
class StabilityPart:
    """One table. `judged` and `unbounded`: names of items and of measures; `share`: how much of the points people decide."""

    table: str
    judged: tuple[str, ...]
    unbounded: tuple[str, ...]
    share: str
    rows: tuple[SwingRow, ...]


def stabilities_of(inputs: Inputs, result: RoundResult) -> list[StabilityPart]:
    """Every table that has a ranking."""
    shares = {share.table: share for share in discretion_shares(subject_of(inputs.scheme))}
    parts = []
    for table in result.tables:
        content = stability_of(result, table, inputs.units, inputs.facts)
        share = shares.get(table.table.name)
        words = ""
        if share is not None:
            words = _("由人评定的分有 %(points)s 分，占基本分的 %(percent)s%%。") % {
                "points": plain(share.points), "percent": plain(share.percent)}  # fmt: skip
        rows = tuple(_swings(content, table))
        parts.append(StabilityPart(table.table.name, content.judged, content.unbounded, words, rows))
    return parts


def _swings(content: Stability, table: TableResult) -> Iterator[SwingRow]:
    places = table.table.precision
    below = {pair.upper: pair for pair in content.pairs}
    for at, swing in enumerate(content.swings):
        pair = below.get(at)
        gap = room = verdict = kind = ""
        if pair is not None:
            gap, room = points_text(pair.gap, places), points_text(pair.room, places)
            verdict, kind = _verdict(pair)
        ends = (format(swing.total, "f"), format(swing.low, "f"), format(swing.high, "f"))
        yield SwingRow(swing.unit, swing.name, swing.rank, *ends, gap, room, verdict, kind)


def _verdict(pair: Pair) -> tuple[str, str]:
    """Whether the order of two neighbours holds, in words, and the kind of the badge."""
    if not pair.gap:
        return _("总分相同"), "wait"
    if pair.needed is None:
        return _("稳"), "good"
    words = _("用去余地的 %(percent)s%% 就会换位") % {"percent": plain(pair.needed, 0)}
    return words, "bad" if pair.loose else "wait"


@dataclass(frozen=True, slots=True)
class YearRow:
    """One unit: both totals, the change and its two parts, both ranks."""

    code: str
    name: str
    last: str
    this: str
    change: str
    performance: str
    rules: str
    under_old: str
    ranks: tuple[str, str]
    climb: str


@dataclass(frozen=True, slots=True)
class YearPart:
    """One table that both schemes have by name."""

    table: str
    rows: tuple[YearRow, ...]
    only_this_year: tuple[str, ...]
    only_last_year: tuple[str, ...]


def years_of(round: Round, before: Round) -> list[YearPart]:
    """This round against the one before, table by table; empty where no table has the same name in both."""
    inputs, _result = result_of(round)
    old, _old_result = result_of(before)
    facts = _both(inputs.facts, old.facts)
    names = [table.name for table in inputs.scheme.tables if old.scheme.table(table.name) is not None]
    return [
        _year_part(compare_years(old.scheme, inputs.scheme, inputs.units, facts, name, inputs.history))
        for name in names
    ]


def has_result(round: Round) -> bool:
    """Whether a round has come to anything that another can be compared with."""
    return publication_of(round) is not None or (round.scheme is not None and round.figure_set.exists())


def _both(this: Facts, last: Facts) -> Facts:
    known = {fact.key for fact in this}
    return Facts([*this, *(fact for fact in last if fact.key not in known)])


def _year_part(content: YearComparison) -> YearPart:
    rows = tuple(_year_row(unit) for unit in content.units)
    return YearPart(content.table, rows, content.only_this_year, content.only_last_year)


def _year_row(unit: Comparison) -> YearRow:
    before, now = unit.ranks
    climb = "" if before is None or now is None else signed(Decimal(before - now))
    return YearRow(
        code=unit.unit,
        name=unit.name,
        last=_points(unit.last_year),
        this=_points(unit.this_year),
        change=_change(unit.change),
        performance=_change(unit.performance),
        rules=_change(unit.rules),
        under_old=_change(unit.performance_under_old),
        ranks=("—" if before is None else str(before), "—" if now is None else str(now)),
        climb=climb,
    )


def _points(value: Decimal | Absence) -> str:
    return value.label if isinstance(value, Absence) else format(value, "f")


def _change(value: Decimal | None) -> str:
    return "—" if value is None else signed(value)
