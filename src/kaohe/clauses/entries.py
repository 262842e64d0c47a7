"""A clause of several entries, each with points of its own: which they are, and what each is worth.

    1.成立领导小组（1分）  2.部署工作（3分，少一次扣1分）  3.满意率达90%得3分，每低1个百分点扣0.2分

An entry is read by itself where the worths make up the item's points; where they do not, the clause is one whole.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal

from kaohe.clauses.effects import Action, Effect
from kaohe.clauses.grading import graded
from kaohe.clauses.kinds import Kind
from kaohe.clauses.parsing import Statement
from kaohe.clauses.state import Resolved

ZERO = Decimal(0)
LEVELS: tuple[Callable[[Statement], int], ...] = (
    lambda statement: statement.chunk,
    lambda statement: statement.period,
    lambda statement: statement.sentence,
)
"""Where entries may part: at numbers and lines, at full stops, at semicolons."""


def entries(statements: Sequence[Statement], level: Callable[[Statement], int]) -> list[list[Statement]]:
    """The statements of each entry; words without a verdict go with what follows them."""
    runs: list[list[Statement]] = []
    last: int | None = None
    waiting: list[Statement] = []
    for statement in statements:
        parted = level(statement) != last and not _goes_on(statement)
        if (parted and runs and any(entry.verdict is not None for entry in runs[-1])) or not runs:
            runs.append([])
        last = level(statement)
        runs[-1].append(statement)
    if runs and not any(entry.verdict is not None for entry in runs[-1]):
        waiting = runs.pop()
    if runs:
        runs[-1] += waiting
    return runs


def _goes_on(statement: Statement) -> bool:
    """“…达50%得4分 / 达45%得3分”: a tier in a line of its own belongs to what stands before it."""
    grounds = statement.grounds
    return statement.verdict is not None and bool(grounds) and grounds[0].kind == "COMPARE"


def worths(parts: Sequence[Resolved], points: Decimal | None, *, rest: bool) -> list[Decimal] | None:
    """What each entry is worth; one that does not say has what the others leave (`rest`). None where it does not add up."""
    found = [worth(part) for part in parts]
    known = sum((each for each in found if each is not None), ZERO)
    missing = found.count(None)
    if any(each is None and _only_denies(part) for each, part in zip(found, parts, strict=True)):
        return None
    if missing > 1 or (missing and (points is None or not rest or known >= points)):
        return None
    if not missing and points is not None and known != points:
        return None
    if missing and not any(_says_its_points(part) for part in parts):
        return None  # “…每处扣1分，最多扣3分。…每条扣1分”: a limit of what is taken leaves no worth to the others
    return [each if each is not None else (points or ZERO) - known for each in found]


def _says_its_points(part: Resolved) -> bool:
    """Whether the entry names points of its own, and not only how much of the item's may be taken."""
    return bool(part.sections) or any(
        effect.part is not None or effect.action is not Action.TAKE
        for effect in part.effects
        if effect.action is not Action.NOTHING
    )


def _only_denies(part: Resolved) -> bool:
    """Whether the entry only says when nothing is earned: it belongs to the one before it."""
    return all(effect.action is Action.NOTHING for effect in part.effects)


def worth(part: Resolved) -> Decimal | None:
    """The points an entry speaks of as its own: in brackets, as a limit, or as the most it awards. None: it does not say."""
    if part.sections:
        return sum(part.sections.values(), ZERO)
    scale = graded(part.effects, None)
    if scale is not None:
        return max(level.points for level in scale.levels)
    if part.caps:
        return min(part.caps)
    awarded = _awarded(part.effects)
    if awarded is None or awarded > 0:
        return awarded
    if part.spent_at is not None:
        return part.spent_at
    takes = [effect for effect in part.effects if effect.action is Action.TAKE]
    if takes and all(effect.cap is not None for effect in takes):
        return sum((effect.cap or ZERO for effect in takes), ZERO)
    return None


def _awarded(effects: Sequence[Effect]) -> Decimal | None:
    """The most that the awards come to; None where one of them names no limit; zero where there is no award."""
    tiers: dict[int, Decimal] = {}
    total = ZERO
    for effect in effects:
        if effect.part is not None:
            total += effect.part
        elif effect.action is Action.ALL:
            return None
        elif effect.action is Action.GIVE and effect.verdict.kind != "half":
            points = effect.points or ZERO
            if effect.kind in (Kind.LINE, Kind.RANK):
                tiers[id(effect.figure)] = max(points, tiers.get(id(effect.figure), ZERO))
            elif effect.kind is Kind.EVENTS and effect.cap is None:
                return None
            elif effect.kind is Kind.FACT:
                total += points
            elif effect.kind is Kind.EVENTS:
                total += effect.cap or ZERO
        elif effect.action is Action.JUDGE and effect.rewards and effect.high is not None:
            tiers[0] = max(effect.high, tiers.get(0, ZERO))
        elif effect.action is Action.SHARE and effect.points is not None:
            total += effect.points
    return total + sum(tiers.values(), ZERO)
