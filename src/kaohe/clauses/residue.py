"""What is left of a clause behind its points: words and numbers there may say how all of it is to be taken.

“…扣1分（最多2次）”, “…，其中山区县达到80%即可”, “…，取三次检查的平均分”: none of this moves points itself, so no statement takes it up;
but a rule that leaves it out gives other points than the clause. What stands before the points is a standard, and is looked at
where the points are.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from kaohe.clauses.grounds import TIMES, number_and_unit
from kaohe.clauses.parsing import Ground, Statement

_OPERATES = re.compile(
    "即可|上浮|下浮|[减增]按|参照|另行|(?<!不)视(?:为|同)(?!没有|无|未)|打[一-龥\\d]+折|冲减|抵扣|顺延|递[增减]|翻[倍番]|连带|权重|限[扣加计]|[只仅][扣计加]"
    "|(?:取|以|按)[^，。；（）]{0,10}(?:平均|最高|最低|较高|较低)(?:分|值|得分|成绩|标准)"
    "|按[月季天日年](?:度|份)?(?:计算|折算|计分|分摊|平均)|合并计|分别计|加至|扣至|减至|左右|比照|同等|一半|半数|(?<![一-龥])适用"
)
"""Words that change what others say of points."""

_PLAIN = re.compile(
    "备注|依据|入户|抽样|随机|佐证|资料|台账|材料|查看|查阅|抽查|检查方式|考核方式|责任单位|附|说明|以.{0,20}为准|数据来源|口径"
)
"""A remark on where the figures come from."""


def left_over(
    statements: Sequence[Statement], held: set[Decimal], placed: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """The statements behind the first points that hold operating words, and behind the last that hold numbers not among `held`."""
    moving = [at for at, entry in enumerate(statements) if entry.verdict is not None]
    if not moving:
        return
    for at, entry in enumerate(statements):
        taken = any(start <= entry.start and entry.end <= end for start, end in placed)
        silent = entry.verdict is None or entry.verdict.kind in ("floor", "cap", "once", "below", "lowest")
        if not silent or at < moving[0] or taken:
            continue
        words = "".join(ground.text for ground in entry.grounds)
        if _OPERATES.search(words) or (
            at > moving[-1]
            and entry.verdict is None
            and not _PLAIN.search(words)
            and any(_lost(entry.grounds, held))
        ):
            yield entry.start, entry.end


def _lost(grounds: Sequence[Ground], held: set[Decimal]) -> Iterator[Ground]:
    """Numbers with a counting word that the rule does not hold; times are left out."""
    for ground in grounds:
        number = (
            ground if ground.kind == "VALUE" else ground.part("VALUE") if ground.kind == "COMPARE" else None
        )
        if number is not None:
            value, unit = number_and_unit(number.text)
            if unit and unit not in TIMES and value not in held:
                yield ground
