"""Reported against found, unit by unit: the rate, its intervals, the figure for scoring, the corrected figure.

The correction is not computed here a second time: the scheme's own `Corrected` node is run on the figures, as scoring
runs it, once for what was found and once for either end of its interval.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from kaohe.core import Absence, CountRatio, FactValue, Number, Period, Place, Problem, round_half_up
from kaohe.core.numbers import exactly, less
from kaohe.evaluate import Setting, plan
from kaohe.facts import Fact, Facts, Units
from kaohe.fieldwork.estimates.chance import Basis, Chance, Claim, chance_of, holm
from kaohe.fieldwork.estimates.checking import Finding, Located, check, error, warning
from kaohe.fieldwork.estimates.clusters import Design, design_of
from kaohe.fieldwork.estimates.intervals import PLACES, Intervals, intervals
from kaohe.fieldwork.estimates.uses import COUNTED, SHARES, How, Use
from kaohe.rules import Corrected, Peer, Subordinates, walk
from kaohe.scheme.model import Measure, MeasureKind, Scheme

HUNDRED = 100
MOST_LOOKED = 20_000
"""Beyond this it is no sample any more, and exact tails take long."""


@dataclass(frozen=True, slots=True)
class Settings:
    """confidence, allowed (error that is let pass; None: not stated) and limit (of a chance) in percent."""

    confidence: Decimal = Decimal(95)
    allowed: Decimal | None = None
    limit: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class CorrectedFigure:
    """A reported figure and what the scheme's rule makes of it. low, high: at the ends of the interval of what was
    found; None where what was found is no rate. An Absence: the figure was not reported."""

    measure: Measure
    reported: FactValue
    corrected: Number | Absence
    low: Number | None = None
    high: Number | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """One unit × measure × period. rate: wrong cases in percent, half up; None where nothing was counted.

    value: the fact that scoring takes; None where the rows yield none (said as a Problem). chance: None where there is
    no claim to hold the sample against, and `no_chance` says why.
    """

    unit: str
    use: Use
    period: Period
    looked: int
    wrong: int
    total: int | None
    design: Design
    rate: Decimal | None
    intervals: Intervals | None
    value: FactValue | None
    corrected: tuple[CorrectedFigure, ...]
    chance: Chance | None
    no_chance: str
    findings: tuple[Finding, ...]

    @property
    def measure(self) -> Measure:
        return self.use.measure


@dataclass(frozen=True, slots=True)
class Estimates:
    """All of them, in the order of units and measures, and what is to be said about the material."""

    rows: tuple[Estimate, ...]
    settings: Settings
    problems: tuple[Problem, ...] = ()

    @property
    def tested(self) -> int:
        """How many reported figures were held against a sample."""
        return sum(1 for row in self.rows if row.chance is not None)


def estimate(
    located: Iterable[Located], scheme: Scheme, units: Units, facts: Facts, settings: Settings
) -> Estimates:
    """What the findings say of the reported figures. Rows that do not hold are left out and said."""
    findings, problems = check(located, scheme, units)
    found = list(problems)
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.key, []).append(finding)
    own = _by_unit(facts)
    order = {unit.id: place for place, unit in enumerate(units)}
    measures = {name: place for place, name in enumerate(scheme.measures)}
    keys = sorted(groups, key=lambda key: (order[key[0]], measures[key[1]], key[2]))
    rows = []
    for key in keys:
        row = _estimate(groups[key], scheme, units, own.get(key[0], ()), settings, found)
        if row is not None:
            rows.append(row)
    rows = _adjusted(rows)
    found += _several(rows, settings)
    return Estimates(tuple(rows), settings, tuple(found))


def _by_unit(facts: Facts) -> Mapping[str, list[Fact]]:
    own: dict[str, list[Fact]] = {}
    for fact in facts:
        own.setdefault(fact.unit, []).append(fact)
    return own


def _estimate(
    findings: list[Finding],
    scheme: Scheme,
    units: Units,
    facts: Iterable[Fact],
    settings: Settings,
    problems: list[Problem],
) -> Estimate | None:
    first = findings[0]
    use, unit, period = first.use, first.row.unit, first.period
    looked, wrong = (sum(getattr(each.row, name) for each in findings) for name in ("looked", "wrong"))
    totals = {each.total: each.place for each in findings if each.total is not None}
    total = next(iter(totals), None)
    if len(totals) > 1 or (total is not None and looked > total):
        which = "写了几个不同的总数" if len(totals) > 1 else f"一共看了{looked}件，大于总数（{total}）"
        message = f"“{units[unit].name}”的“{use.measure.name}”{which}，没有采用。"
        problems.append(
            error("bad-total", first.place, message, "总数写全单位这一项一共有多少，各行写同一个数。")
        )
        return None
    if looked > MOST_LOOKED:
        message = (
            f"“{units[unit].name}”的“{use.measure.name}”看了{looked}件，多于抽查所能有的（{MOST_LOOKED}）。"
        )
        problems.append(error("too-many", first.place, message, "系统全量比对的数，请直接填在填报表里。"))
        return None
    design = design_of(each.row for each in findings)
    limits = intervals(looked, wrong, design, total, settings.confidence) if looked else None
    value = _value(findings, looked, wrong, problems)
    whole = Estimate(
        unit=unit,
        use=use,
        period=period,
        looked=looked,
        wrong=wrong,
        total=total,
        design=design,
        rate=round_half_up(Fraction(wrong * HUNDRED, looked), PLACES) if looked else None,
        intervals=limits,
        value=value,
        corrected=(),
        chance=None,
        no_chance="",
        findings=tuple(findings),
    )
    corrected = tuple(_corrections(whole, scheme, units, list(facts)))
    claim, why = _claim(use, corrected, settings) if looked else (None, "没有写检查数")
    chance = None
    if claim is not None:
        exact = chance_of(looked, wrong, claim, design, total)
        chance = Chance(claim, exact, exact)
    return replace(whole, corrected=corrected, chance=chance, no_chance=why)


def _value(findings: list[Finding], looked: int, wrong: int, problems: list[Problem]) -> FactValue | None:
    """The figure for scoring. A share of two counts stays two counts; a percentage is rounded half up to the
    measure's decimals; cases are added up; a figure for the whole unit stands once."""
    use, rows = findings[0].use, [each.row for each in findings]
    measure, stated = use.measure, [row.found for row in rows if row.found is not None]
    if measure.kind in COUNTED and use.how is How.ITSELF:
        return Decimal(sum(row.wrong if row.found is None else row.found for row in rows))
    if measure.kind in SHARES and not stated:
        part = wrong if use.counts_errors else looked - wrong
        if measure.kind is MeasureKind.RATIO:
            return CountRatio(Decimal(part), Decimal(looked), measure.per)
        return round_half_up(Fraction(part * HUNDRED, looked), measure.places)
    if len(set(stated)) == 1:
        return stated[0]
    places = [each.place for each in findings if each.row.found is not None] or [findings[0].place]
    if stated:
        message = f"“{measure.name}”写了几个不同的查得数，没有采用。"
        problems.append(error("several-figures", places[0], message, "全单位核实的数只写一行。", *places[1:]))
    else:
        message = f"“{measure.name}”没有写全单位的查得数，只算了不符的比率，没有可计分的数。"
        problems.append(warning("no-figure", places[0], message, "要计分的，请另写一行查得数，检查点留空。"))
    return None


def _corrections(row: Estimate, scheme: Scheme, units: Units, facts: list[Fact]) -> Iterator[CorrectedFigure]:
    """Each reported figure that this one corrects, run through the scheme's own rule."""
    if row.value is None:
        return
    for measure, node in row.use.corrected:
        if any(isinstance(part, (Peer, Subordinates)) for part in walk(node)):
            continue  # it hangs on other units, whom this unit's figures alone do not know
        reported = _fact(facts, measure.id, row.period)
        now = _run(node, row, scheme, units, facts, row.value)
        ends: list[Number] = []
        for end in _ends(row):
            at = _run(node, row, scheme, units, facts, end)
            ends += [] if isinstance(at, Absence) else [at]
        low, high = _sorted(ends) if len(ends) == 2 else (None, None)
        yield CorrectedFigure(measure, reported, now, low, high)


def _fact(facts: list[Fact], measure: str, period: Period) -> FactValue:
    return next(
        (f.counts for f in facts if f.measure == measure and f.period == period and f.role.value == "actual"),
        Absence.MISSING,
    )


def _ends(row: Estimate) -> tuple[Decimal, ...]:
    """The ends of the exact interval as the measure counts: wrong cases, or right ones; times its `per`."""
    stated = any(finding.row.found is not None for finding in row.findings)
    if row.intervals is None or row.measure.kind not in SHARES or stated:
        return ()
    exact = row.intervals.exact
    ends = exact if row.use.counts_errors else exact.turned
    per = row.measure.per if row.measure.kind is MeasureKind.RATIO else HUNDRED
    return (ends.low * per / HUNDRED, ends.high * per / HUNDRED)


def _run(
    node: Corrected, row: Estimate, scheme: Scheme, units: Units, facts: list[Fact], found: FactValue
) -> Number | Absence:
    unit = units[row.unit]
    own = Facts(facts).replace(Fact(unit.id, row.measure.id, row.period, found))
    setting = Setting(period=scheme.period, units=units, cohort=(unit,), facts=own, measures=scheme.measures)
    with exactly():
        value = plan(node)(setting.context(unit, row.period)).value
    assert not isinstance(value, bool | str)  # a correction is a quantity
    return value


def _sorted(ends: list[Number]) -> tuple[Number, Number]:
    low, high = ends
    return (high, low) if less(high, low) else (low, high)


def _claim(use: Use, corrected: tuple[CorrectedFigure, ...], settings: Settings) -> tuple[Claim | None, str]:
    """The share of wrong cases that the reported figure claims, or why there is none to hold against.

    A reported share claims that all but so many are right. A figure that stands for the same share as the sample
    (replacement) is always held against itself. Otherwise the stated allowed error takes precedence: it is what a
    true report may still err by; without it the reported share is taken, which is the milder one.
    """
    own = next((_share_wrong(each) for each in corrected if _share_wrong(each) is not None), None)
    if own is not None and (use.how is How.REPLACE or settings.allowed is None):
        return Claim(own, Basis.REPORTED), ""
    if settings.allowed is not None:
        return Claim(Fraction(settings.allowed) / HUNDRED, Basis.ALLOWED), ""
    if any(isinstance(each.reported, Absence) for each in corrected):
        return None, "没有上报数"
    return None, "上报数不是可比的比率，也没有写允许的差错率（--allowed）"


def _share_wrong(figure: CorrectedFigure) -> Fraction | None:
    """The share of wrong cases that a reported percentage admits itself."""
    measure, value = figure.measure, figure.reported
    if measure.kind not in SHARES or measure.higher_is_better is None or measure.per != HUNDRED:
        return None
    number = value.exact if isinstance(value, CountRatio) else value
    if not isinstance(number, Decimal | Fraction) or not 0 <= number <= HUNDRED:
        return None
    share = Fraction(number) / HUNDRED
    return 1 - share if measure.higher_is_better else share


def _adjusted(rows: list[Estimate]) -> list[Estimate]:
    """Holm's adjustment over everything that was tested together."""
    tested = [row.chance for row in rows if row.chance is not None]
    adjusted = iter(holm([chance.exact for chance in tested]))
    return [
        row
        if row.chance is None
        else replace(row, chance=replace(row.chance, adjusted=next(adjusted), tested=len(tested)))
        for row in rows
    ]


def _several(rows: list[Estimate], settings: Settings) -> Iterator[Problem]:
    """A word of warning where several were tested and any looks bad."""
    limit = Fraction(settings.limit) / HUNDRED
    tested = [row.chance for row in rows if row.chance is not None]
    if len(tested) > 1 and any(chance.exact <= limit for chance in tested):
        message = f"同时拿{len(tested)}个上报数和抽查比对，就算全部属实，也可能有个别碰巧落到界限以下。"
        remedy = "请看按霍尔姆法校正后的可能性，校正后仍低于界限的才标“不可信”。"
        yield warning("several-tests", Place(), message, remedy)
