"""What is wrong with findings, held against the scheme and the list of units. All of it, each with its place."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kaohe.core import Period, Place, Problem, Severity
from kaohe.facts import Units
from kaohe.facts.findings import quoted
from kaohe.fieldwork.estimates.model import Inspected
from kaohe.fieldwork.estimates.uses import ABOVE, COUNTED, OURS, SHARES, How, Use, uses
from kaohe.scheme.model import Scheme


@dataclass(frozen=True, slots=True)
class Located:
    """A row of findings, where it stands, and the number of all cases the unit has (总数; None: not written)."""

    row: Inspected
    place: Place = Place()
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A row that holds: the measure its figures go to (the level above's own, where there is one), and the period."""

    row: Inspected
    use: Use
    period: Period
    place: Place
    total: int | None

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.row.unit, self.use.measure.id, str(self.period))


def error(code: str, where: Place, message: str, remedy: str, *related: Place) -> Problem:
    """A row that cannot be used as it stands."""
    return Problem(f"estimates.{code}", Severity.ERROR, message, remedy, (where, *related))


def warning(code: str, where: Place, message: str, remedy: str, *related: Place) -> Problem:
    """Something that wants a second look."""
    return Problem(f"estimates.{code}", Severity.WARNING, message, remedy, (where, *related))


def check(
    located: Iterable[Located], scheme: Scheme, units: Units
) -> tuple[tuple[Finding, ...], tuple[Problem, ...]]:
    """The rows that hold, with what they mean, and everything that is wrong with the others."""
    known = uses(scheme)
    problems: list[Problem] = []
    findings = []
    for entry in _once(located, problems):
        faults = [*_names(entry, scheme, units, known), *_counts(entry)]
        if faults:
            problems += faults
            continue
        use = known[entry.row.measure]
        taken, faults = _routed(entry, use, known)
        faults += _fits(entry, taken)
        period = _period(entry, taken, faults)
        problems += faults
        if period is not None and not faults:
            findings.append(Finding(entry.row, taken, period, entry.place, entry.total))
    return tuple(findings), tuple(problems)


def _once(located: Iterable[Located], problems: list[Problem]) -> Iterator[Located]:
    """Every visit once: the same unit, measure, place, finder and day. Figures that differ are said, and not used."""
    groups: dict[tuple[object, ...], list[Located]] = {}
    for entry in located:
        row = entry.row
        groups.setdefault((row.unit, row.measure, row.place, row.by, row.above, row.at), []).append(entry)
    for first, *again in groups.values():
        if not again:
            yield first
            continue
        places = [entry.place for entry in again]
        if all(replace(entry.row, note="") == replace(first.row, note="") for entry in again):
            message = "同一个检查点、同一天的检查写了两次，数相同，只取一次。"
            problems.append(warning("repeated", places[0], message, "请只留一行。", first.place, *places[1:]))
            yield first
        else:
            message = "同一个检查点、同一天的检查写了两次，数不一样，都没有采用。"
            remedy = "请只留一行；确是两次检查的，请写明日期或检查组。"
            problems.append(error("repeated", places[0], message, remedy, first.place, *places[1:]))


def _names(entry: Located, scheme: Scheme, units: Units, known: Mapping[str, Use]) -> list[Problem]:
    row = entry.row
    problems: list[Problem] = []
    if row.unit not in units:
        message = f"单位名单里没有{quoted(row.unit)}。" if row.unit else "没有写单位。"
        problems.append(error("unknown-unit", entry.place, message, "请写名单里的编码或全称。"))
    measure = scheme.measures.get(row.measure)
    if measure is None:
        message = f"办法里没有数据项{quoted(row.measure)}。" if row.measure else "没有写数据项。"
        problems.append(error("unknown-measure", entry.place, message, "请写办法里的数据项名称。"))
    elif row.measure not in known:
        message = f"“{measure.name}”不是检查所得的数，检查结果不能记在它上面。"
        names = "、".join(use.measure.name for use in known.values())
        remedy = (
            f"检查所得的数据项有：{names}。"
            if names
            else "请在办法里把检查得到的数据项的来源写成“检查所得”。"
        )
        problems.append(error("not-found-by-inspection", entry.place, message, remedy))
    return problems


def _counts(entry: Located) -> list[Problem]:
    row = entry.row
    if row.looked < 0 or row.wrong < 0 or (row.found is not None and row.found < 0):
        return [error("negative", entry.place, "检查数、不符数、查得数不能是负数。", "请核对后改正。")]
    if row.wrong > row.looked:
        message = f"不符数（{row.wrong}）大于检查数（{row.looked}）。"
        return [error("more-wrong-than-looked", entry.place, message, "请核对两个数，看是否填反。")]
    if row.looked == 0 and row.found is None:
        remedy = "请填检查数和不符数；没有检查的请删去这一行。"
        return [error("nothing-found", entry.place, "这一行没有检查数，也没有查得数。", remedy)]
    if entry.total is not None and row.looked > entry.total:
        message = f"检查数（{row.looked}）大于总数（{entry.total}）。"
        return [error("more-looked-than-all", entry.place, message, "总数写全单位这一项一共有多少，请核对。")]
    if row.at and not _is_date(row.at):
        message = f"日期{quoted(row.at)}认不出来。"
        return [error("bad-date", entry.place, message, "请写成 2026-11-18 的样子。")]
    return []


def _is_date(text: str) -> bool:
    """A day, with or without the time of day behind it."""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return text[4:5] == "-" and text[7:8] == "-"


def _routed(entry: Located, use: Use, known: Mapping[str, Use]) -> tuple[Use, list[Problem]]:
    """The use that the row's figures go to: that of the level above's own measure where there is one."""
    row, name = entry.row, use.measure.name
    if use.above is use.measure and not row.above:
        message = f"“{name}”记的是上级查得的数，这一行的检查单位写的是“{OURS}”。"
        remedy = f"请把检查单位改为“{ABOVE}”，或改记本级的数据项。"
        return use, [error("wrong-level", entry.place, message, remedy)]
    if row.above and use.above is not None:
        return known[use.above.id], []
    if row.above and use.measure.id.startswith(OURS):
        message = f"“{name}”记的是本级查得的数，办法没有“{ABOVE}{use.measure.id.removeprefix(OURS)}”可以记上级查得的。"
        return use, [error("wrong-level", entry.place, message, "请核对检查单位，或在办法里补这个数据项。")]
    return use, []


def _fits(entry: Located, use: Use) -> list[Problem]:
    """What kind of figure the measure takes: a share two counts, a figure one for the whole unit."""
    row, measure = entry.row, use.measure
    if measure.kind in SHARES and row.looked and use.counts_errors is None:
        message = f"“{measure.name}”记的是对的比例还是错的比例，办法没有说。"
        remedy = f"请在办法里给“{measure.name}”写“优者: 低”（差错率）或“优者: 高”（合格率）。"
        return [error("which-way", entry.place, message, remedy)]
    if measure.kind is SHARES[0] and not row.looked:
        message = f"“{measure.name}”由检查数和不符数算出，不能只写查得数。"
        return [error("needs-counts", entry.place, message, "请填检查数和不符数。")]
    cases = measure.kind in COUNTED and use.how is How.ITSELF
    if not cases and row.found is not None and row.place:
        message = f"一个检查点查得的数，不能当作全单位的“{measure.name}”。"
        remedy = "请把全单位核实的数另写一行，检查点留空；检查点的检查数、不符数可以照写在别的数据项里。"
        return [error("figure-of-a-point", entry.place, message, remedy)]
    if cases and row.found is not None and row.looked and row.found != row.wrong:
        message = f"查得数与不符数（{row.wrong}）不一样，不知道按哪个计。"
        return [error("two-figures", entry.place, message, "按件计的，查得数和不符数只填一个。")]
    if measure.kind in COUNTED and row.found is not None and row.found != int(row.found):
        return [error("not-whole", entry.place, f"“{measure.name}”要填整数。", "请填整数。")]
    return []


def _period(entry: Located, use: Use, faults: list[Problem]) -> Period | None:
    """The period the figure is asked for; of several the one that the day of the visit lies in."""
    periods: Sequence[Period] = use.periods
    if len(periods) == 1:
        return periods[0]
    if not periods:
        message = f"办法没有哪一条要用“{use.measure.name}”。"
        faults.append(error("not-asked", entry.place, message, "请删去这一行，或核对办法的规则。"))
        return None
    at = entry.row.at
    month = (int(at[:4]), int(at[5:7])) if at else None
    found = [p for p in periods if month and (p.year, p.month) <= month <= p.last]
    if len(found) == 1:
        return found[0]
    message = (
        f"“{use.measure.name}”分期计，这一行的日期不落在哪一期里。" if at else "这一项分期计，没有写日期。"
    )
    faults.append(error("which-period", entry.place, message, "请写检查的日期（2026-11-18）。"))
    return None
