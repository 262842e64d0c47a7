"""A graver case of what has just been said: 被媒体曝光扣2分，情节严重扣5分. It takes the place of the lesser one."""

import re
from collections.abc import Sequence

from kaohe.clauses.effects import Action, Effect
from kaohe.clauses.kinds import Kind

_DEGREE = re.compile(
    "(?:其中|并|且|对)?(?:情节|性质|后果|影响|情况|程度|问题)(?:特别|较为?|十分|非常|极其|极为|比较)?(?:严重|恶劣|较?大|较?重|重大)(?:的|者)?"
    "|(?:其中|并|且)?(?:造成|产生|引起|引发)(?:了|特别|较为?|十分)?(?:严重|恶劣|重大|极坏)(?:的)?(?:社会)?(?:后果|影响|损失)(?:的|者)?"
)


def lesser_of(effect: Effect, effects: Sequence[Effect]) -> Effect | None:
    """What the effect is a graver case of: the deduction before it in the same sentence; None where it is none."""
    if effect.action is not Action.TAKE or effect.kind is not Kind.FACT or effect.figure is None:
        return None
    at = next(number for number, other in enumerate(effects) if other is effect)
    if at == 0 or _DEGREE.fullmatch(effect.figure.name.strip("，")) is None:
        return None
    before = effects[at - 1]
    same = (
        before.action is Action.TAKE
        and before.statement.sentence == effect.statement.sentence
        and before.points is not None
        and effect.points is not None
        and before.points < effect.points
    )
    return before if same else None
