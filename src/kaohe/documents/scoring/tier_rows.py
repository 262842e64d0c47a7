"""An item whose tiers stand in rows of their own, each with the points it gives.

创新性 | 优秀     | 20          达标率 | 90%以上  | 10
       | 良好     | 15                 | 80%以上  | 8
       | 一般     | 10                 | 80%以下  | 0

Read as they stand they would be items that all count; so the group becomes one item with the best tier's points.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from kaohe.core import plain
from kaohe.documents.figures import half_width
from kaohe.documents.scoring.grade_words import is_grade
from kaohe.documents.scoring.nodes import GroupNode, ItemNode
from kaohe.documents.scoring.sums import Tell

_BOUNDS = re.compile(r"[\d.%‰≥≤<>=~\-至到及以上下不含()在为\s,、]|大于|小于|等于|低于|高于|不足|超过|分$")
_BOUND = re.compile(r"[≥≤<>]|以[上下]|大于|小于|低于|高于|不足|超过|\d\s*%?\s*[-~至到]\s*\d")


def as_items(roots: Sequence[GroupNode | ItemNode], tell: Tell) -> list[GroupNode | ItemNode]:
    """The roots; a group that is nothing but the tiers of one item as that item."""
    return [_settled(root, tell) for root in roots]


def _settled(node: GroupNode | ItemNode, tell: Tell) -> GroupNode | ItemNode:
    if isinstance(node, ItemNode):
        return node
    node.children = as_items(node.children, tell)
    tiers = [child for child in node.children if isinstance(child, ItemNode)]
    if len(tiers) < 2 or len(tiers) < len(node.children) or not _are_tiers(node, tiers):
        return node
    best = max(_values(tiers))
    told = [f"{tier.clause.strip() or tier.name} {plain(tier.points or Decimal(0))}分" for tier in tiers]
    tell(
        "tiers-as-item",
        f"“{node.name}”下面{len(tiers)}行是同一项的不同档次，读作一项，满分{plain(best)}分。",
        "它们是各自计分的几项的话，请给每项写上名称。",
        node.where,
    )
    first = tiers[0]
    return replace(first, name=node.name, points=best, clause="\n".join(told), standard="", head="")


def _are_tiers(group: GroupNode, tiers: Sequence[ItemNode]) -> bool:
    values = list(_values(tiers))
    if len(values) < len(tiers) or (group.points is not None and group.points != max(values)):
        return False
    falls = all(one > two for one, two in pairwise(values))
    if not falls and not all(one < two for one, two in pairwise(values)):
        return False
    texts = [_words(tier) for tier in tiers]
    if all(is_grade(text) for text in texts):
        return True
    rests = {_BOUNDS.sub("", text) for text in texts}
    return len(rests) == 1 and all(_BOUND.search(text) for text in texts)


def _words(tier: ItemNode) -> str:
    """What tells one tier from the others, without the name that they share."""
    text = tier.clause.strip() or tier.name
    return half_width(text.removeprefix(tier.head).lstrip("：:"))


def _values(tiers: Sequence[ItemNode]) -> Iterator[Decimal]:
    return (tier.points for tier in tiers if tier.points is not None and not tier.extra)
