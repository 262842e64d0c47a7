"""A draw through its life: prepared and announced, drawn with the seed, places replaced for a reason.

    frame, plan, terms of the seed ─ prepare ─▶ Draw ─ draw ─▶ Draw with its result ─ replace_spot ─▶ Draw with replacements

Nothing is changed in place, and what was drawn stays in the record when it is replaced.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace as changed

from kaohe.core import Problem, Refused
from kaohe.core.problem import has_errors
from kaohe.facts.guard import personal_kind
from kaohe.fieldwork.draws.allocation import Group, allocate, groups_of
from kaohe.fieldwork.draws.frame import Frame, Spot, many_values
from kaohe.fieldwork.draws.plan import Chance, Exclusion, Plan, excluding
from kaohe.fieldwork.draws.seeds import Secret, Seed, revealed
from kaohe.fieldwork.draws.selection import Chosen, choose_by_size, choose_equally

NO_TERMS = Seed()
"""Neither committed nor public: the seed is told on the spot."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """替换: `out` can not be visited, for `reason`; `taken`, the next of its group, takes its place. Ids; an ISO date."""

    out: str
    taken: str
    reason: str
    date: str = ""


@dataclass(frozen=True, slots=True)
class Draw:
    """抽样: everything that was fixed before (`frame`, `plan`, terms of `seed`, planned numbers of `groups`, the day it
    was `announced`) and, once drawn, what came out. Days are ISO dates or empty.
    """

    frame: Frame
    plan: Plan
    seed: Seed
    groups: tuple[Group, ...]
    announced: str = ""
    drawn: str = ""
    replacements: tuple[Replacement, ...] = ()

    @property
    def done(self) -> bool:
        """Whether the seed is known and the spots are drawn."""
        return bool(self.seed.value)

    def before(self) -> "Draw":
        """The draw as it was announced: without seed and result."""
        groups = tuple(changed(group, chosen=Chosen()) for group in self.groups)
        return changed(self, seed=self.seed.before(), groups=groups, drawn="", replacements=())

    def sample(self) -> Iterator[tuple[Group, tuple[Spot, ...]]]:
        """Whom to visit, group by group: what was drawn, with each replaced spot's place taken by who replaced it."""
        instead = {replaced.out: replaced.taken for replaced in self.replacements}
        for group in self.groups:
            spots = []
            for spot_id in group.chosen.drawn:
                at = spot_id
                while at in instead:
                    at = instead[at]
                spots.append(self.frame.by_id[at])
            yield group, tuple(spots)

    def group_of(self, spot: Spot) -> Group:
        """The group a spot belongs to."""
        return next(group for group in self.groups if (group.unit, group.kind) == self.plan.group_of(spot))


def prepare(
    frame: Frame,
    plan: Plan,
    seed: Seed = NO_TERMS,
    exclusions: tuple[Exclusion, ...] = (),
    announced: str = "",
) -> tuple[Draw | None, tuple[Problem, ...]]:
    """The draw to be announced, and what is wrong with its material; no draw where that stops it."""
    frame, problems = excluding(frame, exclusions)
    groups, found = allocate(groups_of(frame, plan), plan)
    problems = (*problems, *found)
    if has_errors(problems):
        return None, problems
    return Draw(frame, plan, seed.before(), groups, announced), problems


def draw(
    prepared: Draw, secret: Secret | None = None, number: str = "", told: str = "", date: str = ""
) -> Draw:
    """The draw with its result. Refused where it was drawn already, or the seed does not fit what was announced."""
    if prepared.done:
        raise Refused("draw.done", "这份记录已经抽过了，不能再抽一次。")
    seed = revealed(prepared.seed, secret, number, told)
    reserves = prepared.plan.reserves
    with many_values():
        groups = tuple(
            changed(group, chosen=choose(prepared.plan, seed, group, reserves)) for group in prepared.groups
        )
    return changed(prepared, seed=seed, groups=groups, drawn=date)


def choose(plan: Plan, seed: Seed, group: Group, reserves: int) -> Chosen:
    """What comes out in one group. With more reserves the first ones stay the same."""
    method = choose_equally if plan.chance is Chance.EQUAL else choose_by_size
    if not group.planned:
        return Chosen()
    return method(seed.value, group.unit, group.kind, group.spots, group.planned, reserves)


def replace_spot(done: Draw, name: str, reason: str, date: str = "") -> Draw:
    """The draw with a spot of its sample (by id, or name where only one has it) replaced by the next of its group.

    The next is the first reserve that has not been used; when all are used up, whoever the same order gives next.
    Nobody chooses. Refused where the spot is not in the sample, the reason is missing, or nobody is left.
    """
    if not done.done:
        raise Refused("draw.not-done", "还没有抽取，没有可替换的。")
    if not reason.strip() or len(reason) > 200 or "\n" in reason.strip():
        raise Refused("draw.no-reason", "请用一行字写明替换的理由。")
    if kind := personal_kind(reason):
        raise Refused("draw.personal", f"理由里有{kind}，记录要公开，请删去。")
    spot = _in_sample(done, name)
    group = done.group_of(spot)
    taken = next_of(done, group)
    if taken is None:
        raise Refused("draw.nobody-left", f"“{group.label}”可抽的已经全部用上，没有可替换的了。")
    replacement = Replacement(spot.id, taken, reason.strip(), date)
    return changed(done, replacements=(*done.replacements, replacement))


def next_of(done: Draw, group: Group) -> str | None:
    """Who comes next in a group: the first in order that was neither drawn nor used as a replacement."""
    used = {replacement.taken for replacement in done.replacements}
    reach = len(group.chosen.reserves) + len(used) + 1
    stand_by = choose(done.plan, done.seed, group, reach).reserves
    return next((spot_id for spot_id in stand_by if spot_id not in used), None)


def _in_sample(done: Draw, name: str) -> Spot:
    spots = [spot for _, found in done.sample() for spot in found]
    meant = [spot for spot in spots if name in (spot.id, f"{spot.unit}/{spot.name}")]
    meant = meant or [spot for spot in spots if spot.name == name]
    if not meant:
        raise Refused("draw.not-in-sample", f"“{name}”不在要检查的点里，没有替换。")
    if len(meant) > 1:
        choices = "、".join(f"{spot.unit}/{spot.name}" for spot in meant)
        raise Refused("draw.name-shared", f"叫“{name}”的有{len(meant)}个：{choices}。请写编码。")
    return meant[0]
