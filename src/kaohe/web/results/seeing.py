"""Who sees what of a result by now. Before its time it is refused, with when the time is."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from kaohe.core import Refused
from kaohe.scheme.model import Item
from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import OF_A_UNIT, Role
from kaohe.web.config.permissions import PERMITS
from kaohe.web.config.refusals import Forbidden
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.states import SEEN_FROM, Sight, sees


def require_sight(user: User, round: Round, sight: Sight, unit: str = "") -> None:
    """Refused where this person does not see it yet; `unit`: what there is to see is one unit's."""
    roles = _roles(user, unit) if sight is Sight.SCORES else user.roles
    if sees(roles, round, sight):
        return
    starts = [SEEN_FROM[role, sight] for role in roles if (role, sight) in SEEN_FROM]
    if not starts:
        raise Forbidden("result.not-for-you", _("结果不在您的职责之内。"))
    stage = min(starts, key=lambda start: start.place)
    message = _("“%(round)s”现在是“%(now)s”阶段，结果到“%(stage)s”阶段才能看。") % {
        "round": round.title,
        "now": round.at.label,
        "stage": stage.label,
    }
    raise Refused("result.not-yet", message)


@dataclass(frozen=True, slots=True)
class View:
    """What somebody sees: everybody's totals, ranks and grades or not; all items or those of some departments (None: all)."""

    ranking: bool
    departments: frozenset[str] | None

    def item(self, item: Item) -> bool:
        return self.departments is None or not self.departments.isdisjoint(item.departments)


def view_of(user: User, round: Round, unit: str = "") -> View:
    """What this person sees of the round's result by now, or of one unit's. Before publication a department sees its own items."""
    ranking = sees(user.roles, round, Sight.RANKING)
    wide = _roles(user, unit) - {Role.DEPARTMENT}
    only_own = user.has(Role.DEPARTMENT) and not ranking and not sees(wide, round, Sight.SCORES)
    return View(ranking, user.department_names if only_own else None)


def _roles(user: User, unit: str) -> frozenset[Role]:
    """The roles that have to do with what is looked at: who acts for one unit sees no other's by that."""
    return user.roles if unit in user.unit_codes else user.roles - OF_A_UNIT


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of the results."""

    label: str
    url: str
    lit: bool


def tabs_of(user: User, round: Round, here: str) -> list[Tab]:
    """The pages of the results that this person may open now."""
    view = view_of(user, round)
    pages = (
        ("results:ranking", _("排名"), view.ranking),
        ("results:heat", _("得分分布"), True),
        ("results:years", _("上年对比"), view.ranking and round.before_id is not None),
        ("results:stability", _("名次稳不稳"), view.ranking),
        ("results:whatif", _("假如"), view.ranking),
        ("results:publications", _("公布和核对"), view.ranking),
    )
    return [
        Tab(label, reverse(name, args=[round.pk]), name == here)
        for name, label, there in pages
        if there and PERMITS[name].mark(user.roles) != "-"
    ]
