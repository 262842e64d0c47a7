"""What the data rules compute put into the round: the four rates as figures, standards by population as targets."""

from django.db import transaction
from django.utils.translation import gettext as _

from kaohe.core import Problem, Refused
from kaohe.facts import Facts
from kaohe.facts.quality.rate_facts import rate_facts
from kaohe.facts.quality.standards import standard_targets
from kaohe.web.accounts.models import User
from kaohe.web.filing.actions import Cell, save_cells, save_targets
from kaohe.web.filing.data_rules import rules_of
from kaohe.web.filing.facts import stored
from kaohe.web.filing.models import Filing
from kaohe.web.filing.quality import figures_of_both_years, quality_of_units
from kaohe.web.filing.shape import shape_for
from kaohe.web.filing.standing import HANDED_IN
from kaohe.web.rounds.actions import locked_round
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.states import Thing, require_open


@transaction.atomic
def put_rates(*, round: Round, by: User) -> int:
    """Save every rate as a figure of its measure; how many there are. Those over nothing say 不适用.

    Refused where no measure is named, or where a department has handed in the form that the figures belong to.
    """
    locked = locked_round(round)
    require_open(locked, Thing.FIGURES)
    rules = rules_of(locked)
    if not rules.rates:
        raise Refused("quality.no-measures", _("数据规则里没有写“四率”记入哪些数据项。"))
    shape = shape_for(locked)
    fields = {field.key: field for field in shape.supplied if field.measure.id in rules.rates.values()}
    closed = Filing.objects.filter(
        round=locked,
        state__in=HANDED_IN,
        department__in={field.department for field in fields.values()},
        period__in={str(field.period) for field in fields.values()},
    ).first()
    if closed is not None:
        raise Refused(
            "quality.closed",
            _("“%(department)s”%(period)s的数据已经报送，四率记不进去，请先退回。")
            % {"department": closed.department, "period": closed.period},
        )
    units = list(locked.units.all())
    quality = quality_of_units(locked, units)
    cells = [
        Cell(
            fact.unit,
            fact.measure,
            str(fact.period),
            stored(fact.value, fields[key].measure),
            None,
            fact.note,
        )
        for fact in rate_facts(quality, rules.rates, shape.scheme, locked.assessed)
        if (key := (fact.measure, str(fact.period))) in fields
    ]
    save_cells(round=locked, cells=cells, by=by, place=_("系统计算"))
    return len(cells)


@transaction.atomic
def put_standards(*, round: Round, by: User) -> tuple[int, tuple[Problem, ...]]:
    """Save what the standards ask of each unit as its target, while targets are set; how many, and what could not be told.

    A target that was set by hand stands. Refused where there is no standard.
    """
    locked = locked_round(round)
    require_open(locked, Thing.TARGETS)
    rules = rules_of(locked)
    if not rules.standards:
        raise Refused("quality.no-standards", _("数据规则里没有写“标准”。"))
    shape = shape_for(locked)
    fields = {field.key: field for field in shape.targets}
    facts = Facts(figures_of_both_years(locked, {unit.code for unit in locked.units.all()}))
    targets, problems = standard_targets(rules.standards, shape.scheme, locked.assessed, facts)
    cells = [
        Cell(
            fact.unit,
            fact.measure,
            str(fact.period),
            stored(fact.value, fields[key].measure),
            None,
            fact.note,
        )
        for fact in targets
        if (key := (fact.measure, str(fact.period))) in fields
    ]
    save_targets(round=locked, cells=cells, by=by)
    return len(cells), problems
