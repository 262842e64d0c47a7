"""A table that a page divides: how its second part is known, and how a group that both parts have becomes one.

考核表                      考核表（续）
项目 | 分 | 指标 | 分值     项目 | 分 | 指标 | 分值
计划 | 20 | 产量 | 12       计划 | 20 | 交期 | 8          ← the same group, or nothing where its name would stand
"""

import re
from collections.abc import Sequence

from kaohe.documents.figures import half_width
from kaohe.documents.model import Grid
from kaohe.documents.scoring.columns import Layout
from kaohe.documents.scoring.nodes import GroupNode, ItemNode
from kaohe.documents.scoring.points import one_line, whole
from kaohe.documents.scoring.rows import Row, RowKind
from kaohe.documents.scoring.tree import Tree
from kaohe.documents.scoring.words import Role

_GOES_ON = re.compile(
    r"[(\[]?\s*(?:续\s*(?:表|上表|前表|页)?\s*\d*|接上[页表])\s*[)\]]?\s*$|^\s*续\s*表?\s*\d*\s*[:.]?"
)


def says_it_goes_on(title: str) -> bool:
    """Whether a title says that a table goes on: “考核表（续）”, “续表”."""
    return bool(_GOES_ON.search(half_width(title)))


def same_title(one: str, other: str) -> bool:
    """Whether two titles are one, apart from the word that the table goes on."""
    first, second = (_GOES_ON.sub("", re.sub(r"\s+", "", half_width(text))) for text in (one, other))
    return first == second or not first or not second


def numbers_run_on(
    before: tuple[Grid, Sequence[Row], Layout], behind: tuple[Grid, Sequence[Row], Layout]
) -> bool:
    """Whether the serial numbers of the second part go on where those of the first end."""
    last, first = _serials(*before)[-1:], _serials(*behind)[:1]
    return bool(last and first) and first[0] == last[0] + 1 > 1


def _serials(grid: Grid, rows: Sequence[Row], layout: Layout) -> list[int]:
    columns = layout.of(Role.SERIAL)[:1]
    read = (
        whole(grid.text(row.number, column.number))
        for column in columns
        for row in rows
        if row.kind is RowKind.BODY
    )
    return [int(points.value) for points in read if points is not None]


def carry_over(before: Tree, behind: Tree) -> None:
    """Put what goes on with the last group of the first part into it.

    That is a group of the same name and points, or items that stand in no group though the first part has groups.
    """
    last = before.roots[-1] if before.roots else None
    if not isinstance(last, GroupNode) or not behind.roots:
        return
    first = behind.roots[0]
    if isinstance(first, GroupNode):
        if _same_group(last, first):
            _unite(last, first)
            del behind.roots[0]
        return
    bare = 0
    while bare < len(behind.roots) and _scored(behind.roots[bare]):
        bare += 1
    _innermost(last).children += behind.roots[:bare]
    del behind.roots[:bare]


def _scored(node: GroupNode | ItemNode) -> bool:
    return isinstance(node, ItemNode) and node.points is not None


def _innermost(group: GroupNode) -> GroupNode:
    while group.children and isinstance(child := group.children[-1], GroupNode):
        group = child
    return group


def _same_group(one: GroupNode, other: GroupNode) -> bool:
    named = bool(one.name) and one_line(one.name) == one_line(other.name)
    return named and (one.points == other.points or one.points is None or other.points is None)


def _unite(one: GroupNode, other: GroupNode) -> None:
    """All of the second group into the first; the groups at the border too, where they are the same."""
    one.points = one.points if one.points is not None else other.points
    one.subtotal = other.subtotal if other.subtotal is not None else one.subtotal
    rest = list(other.children)
    last = one.children[-1] if one.children else None
    if rest and isinstance(last, GroupNode) and isinstance(rest[0], GroupNode) and _same_group(last, rest[0]):
        _unite(last, rest[0])
        rest = rest[1:]
    one.children += rest
