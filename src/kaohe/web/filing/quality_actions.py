"""The four rates put into the figures of the round, where the office's data rules say which measures hold them."""

from django.db import transaction
from django.utils.translation import gettext as _

from kaohe.core import Refused
from kaohe.facts.quality.rate_facts import rate_facts
from kaohe.web.accounts.models import User
from kaohe.web.filing.actions import Cell, save_cells
from kaohe.web.filing.data_rules import rules_of
from kaohe.web.filing.facts import stored
from kaohe.web.filing.models import Filing
from kaohe.web.filing.quality import quality_of_units
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
