"""The figures of a round as the library's Facts, and back. What counts is decided here once, for all pages."""

from kaohe.core import Absence, FactValue, Period, Place, Refused, plain
from kaohe.facts import Fact, Facts, State, value_text
from kaohe.facts import Role as FactRole
from kaohe.facts.needs import form_of
from kaohe.facts.values import read_value, value_cell
from kaohe.scheme import Measure, Scheme
from kaohe.web.filing.models import Figure
from kaohe.web.rounds.models import Round
from kaohe.web.schemes.reading import scheme_of


def scheme_for(round: Round) -> Scheme:
    """The scheme a round goes by. Refused where there is none yet, or it has errors."""
    if round.scheme is None:
        raise Refused("round.no-scheme", f"“{round.title}”还没有选定办法。")
    scheme, problems = scheme_of(round.scheme.text)
    if scheme is None:
        raise Refused("scheme.has-errors", f"“{round.scheme.file.title}”还有错误，先改好再用。", problems)
    return scheme


def facts_of(round: Round) -> Facts:
    """Every figure that was understood, reported or not yet handed in, with who entered it and when.

    A blank cell and one that was not understood are not in it: not reported.
    """
    scheme = scheme_for(round)
    rows = Figure.objects.filter(round=round).exclude(value="").select_related("unit", "by")
    return Facts(fact for row in rows if (fact := fact_of(row, scheme)) is not None)


def fact_of(row: Figure, scheme: Scheme) -> Fact | None:
    """One figure; None where the scheme (a later version, say) does not know its measure, or its value no longer fits."""
    measure = scheme.measures.get(row.measure)
    role = FactRole(row.role)
    form = None if measure is None else form_of(scheme, measure, role)
    if form is None:
        return None
    value = value_of(row.value, form)
    if value is None:
        return None
    by = row.by.name if row.by else ""
    return Fact(row.unit.code, row.measure, Period.parse(row.period), value, role, State(row.state),
                Place(what=row.place), by, row.at.isoformat(timespec="seconds"), row.note)  # fmt: skip


def stored(value: FactValue | None, form: Measure) -> str:
    """A value as a figure keeps it: what reads back as the same (half a percent as 0.5个百分点); nothing where none was reported."""
    if value is None or value is Absence.MISSING:
        return ""
    cell = value_cell(value, form)
    return cell if isinstance(cell, str) else plain(cell)


def value_of(text: str, form: Measure) -> FactValue | None:
    """What `stored` wrote, read again by the one place that decides what a cell means."""
    value, _ = read_value(text, form, Place())
    return value


def shown(value: FactValue | None) -> str:
    """A value for a page; nothing where nothing was reported."""
    return "" if value is None or value is Absence.MISSING else value_text(value)
