"""Estimates put into words: for the note of a fact, for a screen, for a record."""

from decimal import ROUND_CEILING, Context, Decimal
from fractions import Fraction

from kaohe.core import Absence, CountRatio, FactValue, plain
from kaohe.facts import value_text
from kaohe.fieldwork.estimates.chance import Basis, Chance, worth
from kaohe.fieldwork.estimates.clusters import FEW_POINTS, Design
from kaohe.fieldwork.estimates.estimate import CorrectedFigure, Estimate
from kaohe.fieldwork.estimates.intervals import Interval
from kaohe.fieldwork.estimates.uses import ABOVE, OURS

_LEAST = Fraction(1, 10000)
"""A chance below one in ten thousand is said to be below it."""


def source_note(row: Estimate) -> str:
    """Where a found figure comes from: who looked, at how many, in how many places, how sure it is."""
    inspected = [finding.row for finding in row.findings]
    who = "、".join(level for level, is_above in ((OURS, False), (ABOVE, True)) if _some(row, above=is_above))
    points = len({each.place for each in inspected if each.place})
    where = f"{points}个检查点，" if points else ""
    if row.rate is None or row.intervals is None:
        return f"{who}检查，{where}查得{_shown(row.value)}"
    counted = f"看{row.looked}件，不符{row.wrong}件，占{plain(row.rate)}%"
    size = f"（全部{row.total}件）" if row.total is not None else ""
    sure = (
        f"{plain(row.intervals.confidence)}%区间{range_text(row.intervals.exact)}，{row.intervals.law.label}"
    )
    return f"{who}检查，{where}{counted}{size}；{sure}；{design_text(row.design, row.looked)}"


def _some(row: Estimate, *, above: bool) -> bool:
    return any(finding.row.above is above for finding in row.findings)


def finders(row: Estimate) -> str:
    """The teams, in the order they occur; where none is named, the level that looked."""
    teams = dict.fromkeys(finding.row.by for finding in row.findings if finding.row.by)
    levels = dict.fromkeys(ABOVE if finding.row.above else OURS for finding in row.findings)
    return "、".join(teams) or "、".join(f"{level}检查组" for level in levels)


def design_text(design: Design, looked: int) -> str:
    """“3个检查点，设计效应1.80，相当于单独抽看111件”, or why it cannot be said."""
    if design.effect is None:
        return f"{design.why}，设计效应算不出来，实际的把握可能比区间说的小"
    effect = plain(design.effect, 2)
    rough = f"（检查点少于{FEW_POINTS}个，只是约数）" if design.points < FEW_POINTS else ""
    if design.effect <= 1:
        return f"设计效应{effect}{rough}，不超过1，区间不因此收窄"
    return f"设计效应{effect}{rough}，相当于单独抽看{int(design.effective(looked))}件"


def range_text(interval: Interval) -> str:
    return f"{plain(interval.low)}%—{plain(interval.high)}%"


def chance_text(chance: Fraction) -> str:
    """A chance in percent, never shown smaller than it is: rounded up, at two digits below ten per cent."""
    if chance == 0:
        return "0"
    if chance < _LEAST:
        return "不到0.01%"
    percent = chance * 100
    places = 0 if percent >= 10 else 1 if percent >= 1 else 2
    return f"{plain(ceiling(percent, places))}%"


def ceiling(number: Fraction, places: int) -> Decimal:
    """Rounded up to so many decimals."""
    scaled = -(-number.numerator * 10**places // number.denominator)
    return Decimal(scaled).scaleb(-places, Context(prec=60, rounding=ROUND_CEILING))


def claim_text(chance: Chance) -> str:
    """What the reported figure claims."""
    rate = f"{plain(chance.claim.rate * 100, 2)}%"
    return (
        f"上报数自己承认的不符率是{rate}" if chance.claim.basis is Basis.REPORTED else f"允许的差错率是{rate}"
    )


def plausibility(row: Estimate) -> str:
    """“如果上报数属实（…），抽看200件查出6件以上不符的可能只有0.3%”; empty where nothing was tested."""
    chance = row.chance
    if chance is None:
        return ""
    if row.wrong == 0:
        return f"看{row.looked}件没有查出不符，和上报数对得上"
    only = "只有" if chance.exact <= Fraction(1, 20) else "有"
    text = f"如果上报数属实（{claim_text(chance)}），看{row.looked}件查出{row.wrong}件或更多不符的可能"
    text += "是0" if chance.exact == 0 else f"{only}{chance_text(chance.exact)}"
    if row.design.used > 1:
        size, bad = worth(row.looked, row.wrong, row.design)
        text += f"（按设计效应折成看{size}件、不符{bad}件计）"
    if chance.tested > 1:
        text += f"；{chance.tested}个上报数一起看，校正后{chance_text(chance.adjusted)}"
    return text


def _shown(value: FactValue | None) -> str:
    if value is None:
        return "—"
    if isinstance(value, CountRatio):
        return f"{plain(value.exact, 2)}（{value}）"
    return value_text(value)


def as_json(row: Estimate, unit_name: str, limit: Decimal) -> dict[str, object]:
    """One estimate as plain data; numbers as exact text, chances rounded up at eight decimals."""
    data: dict[str, object] = {
        "unit": row.unit,
        "name": unit_name,
        "measure": row.measure.id,
        "period": str(row.period),
        "looked": row.looked,
        "wrong": row.wrong,
        "total": row.total,
        "rate": None if row.rate is None else plain(row.rate),
        "intervals": _intervals_json(row),
        "design": {
            "points": row.design.points,
            "effect": None if row.design.effect is None else plain(row.design.effect, 4),
            "effective": plain(row.design.effective(row.looked), 2),
            "why": row.design.why,
        },
        "value": None if row.value is None else value_text(row.value),
        "corrected": [_corrected_json(figure) for figure in row.corrected],
        "by": finders(row),
        "note": source_note(row),
    }
    return {**data, **_chance_json(row, limit)}


def _intervals_json(row: Estimate) -> dict[str, object] | None:
    if row.intervals is None:
        return None
    found = row.intervals
    return {
        "confidence": plain(found.confidence),
        "wilson": [plain(found.wilson.low), plain(found.wilson.high)],
        "exact": [plain(found.exact.low), plain(found.exact.high)],
        "law": found.law.value,
        "rounding": "outward",
    }


def _corrected_json(figure: CorrectedFigure) -> dict[str, object]:
    ends = None if figure.low is None or figure.high is None else [plain(figure.low), plain(figure.high)]
    value = figure.corrected
    return {
        "measure": figure.measure.id,
        "reported": value_text(figure.reported),
        "corrected": value.label if isinstance(value, Absence) else plain(value),
        "between": ends,
    }


def _chance_json(row: Estimate, limit: Decimal) -> dict[str, object]:
    if row.chance is None:
        return {"chance": None, "why": row.no_chance}
    found = row.chance
    chance = {
        "claimed": str(found.claim.rate),
        "basis": found.claim.basis.value,
        "exact": plain(ceiling(found.exact, 8), 8),
        "holm": plain(ceiling(found.adjusted, 8), 8),
        "tested": found.tested,
        "verdict": found.verdict(Fraction(limit) / 100).value,
        "words": plausibility(row),
    }
    return {"chance": chance}
