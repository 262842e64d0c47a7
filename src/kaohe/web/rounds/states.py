"""The workflow as tables: which steps there are and who takes them, what stands in their way, what may be changed and what be seen
in each stage. Actions look things up here; the help page and the tests are made from it.

What stands in a step's way is known to the apps that come after this one; each registers its `guard` under a name.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from kaohe.core import Refused
from kaohe.web.accounts.roles import Role
from kaohe.web.rounds.stages import Stage

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from kaohe.web.accounts.models import User
    from kaohe.web.rounds.models import Round


@dataclass(frozen=True, slots=True)
class Blocker:
    """One thing that stands in the way of a step, in words, and the address at which it can be mended (empty: none)."""

    text: str
    url: str = ""


Guard = Callable[["Round"], Iterable[Blocker]]
GUARDS: Final[dict[str, Guard]] = {}


def guard(name: str) -> Callable[[Guard], Guard]:
    """Register what a step asks for under a name of the table."""

    def register(function: Guard) -> Guard:
        GUARDS[name] = function
        return function

    return register


Hook = Callable[["Round", "User"], None]
ON_ENTER: Final[dict[Stage, list[Hook]]] = {}
"""What is done when a round comes forward into a stage, within the transaction of the step: all of it, or the step is not taken."""


def on_enter(stage: Stage) -> Callable[[Hook], Hook]:
    """Register what is done when a round comes forward into a stage."""

    def register(function: Hook) -> Hook:
        ON_ENTER.setdefault(stage, []).append(function)
        return function

    return register


@dataclass(frozen=True, slots=True)
class Step:
    """One step forward: from a stage to the next, by whom, what must be done before, and what is closed by it."""

    before: Stage
    after: Stage
    label: "StrOrPromise"
    roles: frozenset[Role]
    guards: tuple[str, ...]
    closes: "StrOrPromise"

    @property
    def demands(self) -> list["StrOrPromise"]:
        """What its guards ask for, in words."""
        return [DEMANDS[name] for name in self.guards]


_OFFICE = frozenset({Role.OFFICE})

STEPS: Final[tuple[Step, ...]] = (
    Step(Stage.DRAFTING, Stage.TARGETS, gettext_lazy("印发办法，开始下达目标"), _OFFICE,
         ("scheme-issued", "units-listed"), gettext_lazy("办法和单位名单不再改动")),
    Step(Stage.TARGETS, Stage.REPORTING, gettext_lazy("目标定齐，开始填报"), _OFFICE,
         ("targets-set",), gettext_lazy("目标不再改动")),
    Step(Stage.REPORTING, Stage.SELF, gettext_lazy("收齐报送，开始自评"), _OFFICE,
         ("filings-in",), gettext_lazy("报送的数不再改动，除非重开")),
    Step(Stage.SELF, Stage.SCORING, gettext_lazy("收齐自评，开始检查评分"), _OFFICE,
         ("filings-in", "self-in"), gettext_lazy("自评不再改动")),
    Step(Stage.SCORING, Stage.FEEDBACK, gettext_lazy("评完，向各单位反馈"), _OFFICE,
         ("filings-in", "visits-decided", "scores-in", "second-readings-done"), gettext_lazy("评分不再改动，除非经过申诉")),
    Step(Stage.FEEDBACK, Stage.APPEALS, gettext_lazy("反馈期满，复核申诉"), _OFFICE,
         ("feedback-over",), gettext_lazy("不再受理申诉")),
    Step(Stage.APPEALS, Stage.APPROVAL, gettext_lazy("复核完毕，提请审定"), _OFFICE,
         ("appeals-decided",), gettext_lazy("得分不再改动")),
    Step(Stage.APPROVAL, Stage.PUBLISHED, gettext_lazy("审定通过，公布结果"), _OFFICE,
         ("result-final",), gettext_lazy("结果连同凭据锁定")),
    Step(Stage.PUBLISHED, Stage.RECTIFYING, gettext_lazy("下达整改"), _OFFICE, (), ""),
    Step(Stage.RECTIFYING, Stage.ARCHIVED, gettext_lazy("整改完毕，归档"), _OFFICE,
         ("rectified",), gettext_lazy("整个考核只供查阅")),
)  # fmt: skip


DEMANDS: Final[dict[str, "StrOrPromise"]] = {
    "scheme-issued": gettext_lazy("办法已经印发"),
    "units-listed": gettext_lazy("单位名单不空"),
    "targets-set": gettext_lazy("每个单位的目标都定了"),
    "filings-in": gettext_lazy("各单位、各科室都已报送"),
    "self-in": gettext_lazy("各单位都交了自评"),
    "visits-decided": gettext_lazy("每份检查记录都认定过"),
    "scores-in": gettext_lazy("各科室都交了评分"),
    "second-readings-done": gettext_lazy("由人评定的扣分都复核一致"),
    "feedback-over": gettext_lazy("各单位都确认或申诉了，或者期限已过"),
    "appeals-decided": gettext_lazy("申诉都有了复核意见"),
    "result-final": gettext_lazy("每一分都定了，没有错误"),
    "rectified": gettext_lazy("整改全部销号"),
}
"""What each guard asks for, for the page that shows the way."""


class Thing(Enum):
    """What is open to change in some stages and closed in the others."""

    SCHEME = "scheme"
    UNITS = "units"
    TARGETS = "targets"
    FIGURES = "figures"
    EVIDENCE = "evidence"
    SELF = "self"
    SCORES = "scores"
    APPEALS = "appeals"
    DECISIONS = "decisions"
    RECTIFICATION = "rectification"
    TASKS = "tasks"
    INSPECTION = "inspection"

    @property
    def label(self) -> str:
        return str(_LABELS[self])


_LABELS = {
    Thing.SCHEME: gettext_lazy("办法"),
    Thing.UNITS: gettext_lazy("单位名单"),
    Thing.TARGETS: gettext_lazy("目标"),
    Thing.FIGURES: gettext_lazy("填报的数"),
    Thing.EVIDENCE: gettext_lazy("佐证"),
    Thing.SELF: gettext_lazy("自评"),
    Thing.SCORES: gettext_lazy("评分"),
    Thing.APPEALS: gettext_lazy("申诉"),
    Thing.DECISIONS: gettext_lazy("复核决定"),
    Thing.RECTIFICATION: gettext_lazy("整改"),
    Thing.TASKS: gettext_lazy("月度任务"),
    Thing.INSPECTION: gettext_lazy("检查"),
}

OPEN: Final[dict[Thing, frozenset[Stage]]] = {
    Thing.SCHEME: frozenset({Stage.DRAFTING}),
    Thing.UNITS: frozenset({Stage.DRAFTING}),
    Thing.TARGETS: frozenset({Stage.TARGETS}),
    Thing.FIGURES: frozenset({Stage.REPORTING}),
    Thing.EVIDENCE: frozenset({Stage.REPORTING, Stage.SELF, Stage.SCORING, Stage.FEEDBACK, Stage.RECTIFYING}),
    Thing.SELF: frozenset({Stage.SELF}),
    Thing.SCORES: frozenset({Stage.SCORING}),
    Thing.APPEALS: frozenset({Stage.FEEDBACK}),
    Thing.DECISIONS: frozenset({Stage.FEEDBACK, Stage.APPEALS}),
    Thing.RECTIFICATION: frozenset({Stage.PUBLISHED, Stage.RECTIFYING}),
    Thing.TASKS: frozenset(set(Stage) - {Stage.DRAFTING, Stage.ARCHIVED}),
    Thing.INSPECTION: frozenset({Stage.TARGETS, Stage.REPORTING, Stage.SELF, Stage.SCORING}),
}


class Sight(Enum):
    """What of a result there is to see."""

    SCORES = "scores"
    """One's own scores and reasons: a unit's own, a department's own items."""
    RANKING = "ranking"
    """Everybody's totals, ranks and grades."""


SEEN_FROM: Final[dict[tuple[Role, Sight], Stage]] = {
    (Role.OFFICE, Sight.SCORES): Stage.TARGETS,
    (Role.OFFICE, Sight.RANKING): Stage.TARGETS,
    (Role.AUDITOR, Sight.SCORES): Stage.FEEDBACK,
    (Role.AUDITOR, Sight.RANKING): Stage.FEEDBACK,
    (Role.LEADER, Sight.SCORES): Stage.APPROVAL,
    (Role.LEADER, Sight.RANKING): Stage.APPROVAL,
    (Role.DEPARTMENT, Sight.SCORES): Stage.SCORING,
    (Role.DEPARTMENT, Sight.RANKING): Stage.PUBLISHED,
    (Role.INSPECTOR, Sight.SCORES): Stage.PUBLISHED,
    (Role.INSPECTOR, Sight.RANKING): Stage.PUBLISHED,
    (Role.REPORTER, Sight.SCORES): Stage.FEEDBACK,
    (Role.REPORTER, Sight.RANKING): Stage.PUBLISHED,
    (Role.HEAD, Sight.SCORES): Stage.FEEDBACK,
    (Role.HEAD, Sight.RANKING): Stage.PUBLISHED,
}
"""From which stage on somebody of a role sees it; who is not named never does."""


def step_from(stage: Stage) -> Step | None:
    """The one step forward; None from the last stage."""
    return next((step for step in STEPS if step.before is stage), None)


def step_back(stage: Stage) -> Step | None:
    """The step whose undoing leads out of this stage. What is published stays: from there nothing leads back."""
    step = next((step for step in STEPS if step.after is stage), None)
    return None if step is None or stage.reached(Stage.PUBLISHED) else step


def blockers(round: "Round", step: Step) -> list[Blocker]:
    """Everything that stands in the way, all at once."""
    return [blocker for name in step.guards for blocker in GUARDS.get(name, _unguarded)(round)]


def _unguarded(round: "Round") -> Iterator[Blocker]:
    """A step whose guard nobody has registered is not taken."""
    del round
    yield Blocker(_("这一步要查的事项没有装上"))


def is_open(round: "Round", thing: Thing) -> bool:
    """Whether it may be changed now."""
    return round.at in OPEN[thing]


def require_open(round: "Round", thing: Thing) -> None:
    """Refused where it may not be changed now, with when it may."""
    if is_open(round, thing):
        return
    stages = pgettext("between stages", "、").join(
        f"“{stage.label}”" for stage in Stage if stage in OPEN[thing]
    )
    message = _("现在是“%(now)s”阶段，%(thing)s只能在%(stages)s阶段改动。") % {
        "now": round.at.label,
        "thing": thing.label,
        "stages": stages,
    }
    raise Refused("round.closed", message)


def sees(roles: Iterable[Role], round: "Round", sight: Sight) -> bool:
    """Whether somebody of these roles sees it by now."""
    starts = (SEEN_FROM.get((role, sight)) for role in roles)
    return any(start is not None and round.at.reached(start) for start in starts)
