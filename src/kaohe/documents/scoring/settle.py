"""From the tree to the draft: lists apart, totals settled, and everything told that does not fit.

Nothing is repaired: figures that do not add up stay as they stand, and a problem tells both.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kaohe.core import Place, Problem
from kaohe.documents.reading import VetoList
from kaohe.documents.scoring.lists import into_lists, is_veto, kind_of_table, list_kind, veto_list
from kaohe.documents.scoring.nodes import COLUMN_LEVEL, ZERO, GroupNode, ItemNode, StatedSum
from kaohe.documents.scoring.segments import award_of
from kaohe.documents.scoring.sums import (
    Tell,
    breaks_off,
    problem,
    settle_alternatives,
    settle_shares,
    settle_total,
    settle_weights,
    tell_groups,
    tell_items,
)
from kaohe.documents.scoring.tier_rows import as_items
from kaohe.documents.scoring.tree import Tree
from kaohe.documents.vetoes import vetoes, without_mild
from kaohe.scheme.draft import DraftGroup, DraftItem, DraftTable
from kaohe.scheme.model import GroupKind


@dataclass(frozen=True, slots=True)
class Settled:
    """A table ready for the scheme, the veto lists found in it, and what is to be said about it."""

    table: DraftTable
    vetoes: tuple[VetoList, ...] = ()
    problems: tuple[Problem, ...] = ()
    items: int = 0


def settle(trees: Sequence[Tree], name: str, where: Place, around: Sequence[StatedSum]) -> Settled:
    """The draft of a table that stands in one grid or goes on over several. `around`: totals stated beside it."""
    problems: list[Problem] = []

    def tell(code: str, message: str, remedy: str, *places: Place) -> None:
        problems.append(problem(code, message, remedy, *(place for place in places if place != Place())))

    found = as_items([root for tree in trees for root in tree.roots], tell)
    groups = list(_grouped(found, name, where))
    scored = [group for group in groups if not is_veto(group)]
    listed = [veto_list(group) for group in groups if is_veto(group)]
    lists = tuple(_without_mild((*listed, *_vetoes_among(scored)), problems))
    kind = _kind_of_table(trees, name, scored, around)
    roots = list(into_lists(scored, kind))
    if kind is not None and roots:
        told = (
            "扣分情形和每次扣的分，按扣分项" if kind is GroupKind.DEDUCTION else "加分情形和加的分，按加分项"
        )
        tell(
            "read-as-list",
            f"“{name}”列的是{told}读了。",
            "它是分值相加得总分的考核表的话，请在表头写明“分值”并写出合计。",
            where,
        )
    _fill_points(roots, tell)
    settle_shares(roots, tell)
    settle_weights(roots)
    settle_alternatives(roots, tell)
    sums = [stated for tree in trees for stated in tree.sums]
    total = settle_total(roots, sums, around, tell, where)
    for root in roots:
        tell_groups(root, tell)
    tell_items(roots, tell)
    _tell_rest(trees, roots, total, tell)
    for veto in lists:
        message = f"“{veto.heading}”读到{len(veto.entries)}条，什么情形否决、怎样处理，要由人确认。"
        tell("veto-wants-a-person", message, "请在办法文件的“一票否决”里写明条件和后果。", veto.place)
    drafts = tuple(_group(root) for root in roots if root.children)
    table = DraftTable(name, total=total, groups=drafts, where=where)
    return Settled(table, lists, tuple(problems), sum(1 for root in roots for _ in root.items()))


def _grouped(roots: Sequence[GroupNode | ItemNode], name: str, where: Place) -> Iterator[GroupNode]:
    """Items that stand in no group make one of their own, which bears the table's name."""
    bare: GroupNode | None = None
    for root in roots:
        if isinstance(root, GroupNode):
            bare = None
            root.name = root.name or "（未写名称）"
            yield root
        elif list_kind(root.name) is not None or is_veto(GroupNode(root.name, children=[root])):
            bare = None
            yield GroupNode(root.name, children=[root], where=root.where)
        elif bare is None:
            bare = GroupNode(name or "考核项目", where=where, children=[root])
            yield bare
        else:
            bare.children.append(root)


def _vetoes_among(groups: Sequence[GroupNode]) -> Iterator[VetoList]:
    """Items of which the points say 否决: a list for each group. They stay items too, without points."""
    for root in groups:
        for group in root.groups():
            found = [c for c in group.children if isinstance(c, ItemNode) and vetoes(c.unread)]
            if found:
                yield veto_list(GroupNode(group.name, children=list(found), where=found[0].where))


def _kind_of_table(
    trees: Sequence[Tree], name: str, groups: Sequence[GroupNode], around: Sequence[StatedSum]
) -> GroupKind | None:
    """What kind of list all of a table is; None: it is a table whose points add up, or scores in any other way."""
    items = [item for group in groups for item in group.items()]
    added = sum((item.points or ZERO for item in items), ZERO)
    stated = [*around, *(told for tree in trees for told in tree.sums)]
    if any(told.value == added for told in stated) or any(group.points is not None for group in groups):
        return None
    kinds = set()
    for tree in trees:
        source, columns = tree.source, tree.layout.columns
        header = columns[source.column].header if source and 0 <= source.column < len(columns) else ""
        names = [column.header for column in tree.layout.names]
        kinds.add(kind_of_table(name, "" if source and source.brackets else header, names, items))
    return kinds.pop() if len(kinds) == 1 else None


def _without_mild(lists: Sequence[VetoList], problems: list[Problem]) -> Iterator[VetoList]:
    """The lists as far as they veto."""
    for found in lists:
        kept, told = without_mild(found)
        problems += told
        if kept.entries:
            yield kept


def _fill_points(roots: Sequence[GroupNode], tell: Tell) -> None:
    """Points that stand for one item elsewhere: in its group's name where it is the only one, or in its clause.

    What comes from a clause is told, since 得10分 may be one award of several.
    """
    for root in roots:
        for group in root.groups():
            items = [child for child in group.children if isinstance(child, ItemNode)]
            if group.kind is not GroupKind.BASE or len(items) != len(group.children):
                continue
            missing = [item for item in items if item.points is None and not item.unread]
            if len(items) == 1 and missing and group.points is not None:
                items[0].points = group.points
                items[0].figure_at = group.where
            elif missing and len(missing) == len(items):
                awards = [award_of(item.clause) for item in items]
                known = [award for award in awards if award is not None]
                if len(known) == len(items) and (group.points is None or sum(known, ZERO) == group.points):
                    for item, award in zip(items, known, strict=True):
                        item.points = award
                    tell(
                        "points-from-clauses",
                        f"“{group.name}”下面没有写分值，按评分标准里写的最高得分读了。",
                        "请核对，并在表里补写分值。",
                        group.where,
                    )


def _tell_first_without_group(tree: Tree, tell: Tell) -> None:
    """Items before the first name in a column of groups: the name may stand in the middle of its rows."""
    first = tree.roots[0] if tree.roots else None
    columns = any(isinstance(root, GroupNode) and root.level >= COLUMN_LEVEL for root in tree.roots)
    if isinstance(first, ItemNode) and columns:
        tell(
            "group-name-missing",
            f"从“{first.name}”起的前几项没有写属于哪一类，单独作了一组；类名可能写在了这一类的中间一行。",
            "请把类名写在这一类的第一行，或合并单元格。",
            first.where,
        )


def _tell_rest(trees: Sequence[Tree], roots: Sequence[GroupNode], total: Decimal | None, tell: Tell) -> None:
    for tree in trees:
        _tell_first_without_group(tree, tell)
        for place, name in tree.merged:
            message = f"“{name}”这一行没有分值，当作和上一行合用一个分值。"
            tell("points-shared", message, "请核对；如果是单独的一项，请补写分值。", place)
        for place, text in tree.loose:
            tell("row-not-understood", f"“{text}”这一行没有读懂。", "请核对它是不是考核项目。", place)
        if tree.layout.graded or (tree.source is not None and (tree.source.tiers or tree.source.awards)):
            message = "表里没有单列的分值，各项按文字里满分或最好一档的分数读了。"
            tell(
                "points-from-clauses",
                message,
                "请核对，并在表里补写分值。",
                roots[0].where if roots else Place(),
            )
        if tree.source is not None:
            for column in tree.source.alike:
                if column.role.value == "分值":
                    message = f"有不止一列分值，“{column.header or column.number + 1}”这一列没有用来计分。"
                    tell(
                        "second-points-column",
                        message,
                        "各类单位分值不同的，请分别做成考核表。",
                        roots[0].where if roots else Place(),
                    )
    closed = any(tree.closed for tree in trees)
    for root in roots:
        if not root.children:
            message = f"“{root.name}”下面没有读到考核项目。"
            tell("row-not-understood", message, "请核对它是不是一组；是的话，补全下面的项目。", root.where)
    last = None if closed else breaks_off(roots, total)
    if last is not None:
        message = f"表读到“{last.name}”为止，后面像是断了：分值还不够。"
        tell("table-breaks-off", message, "请核对原件，把缺的部分补全后再读。", last.where)


def _in_order(children: Sequence[GroupNode | ItemNode], kind: GroupKind) -> Iterator[GroupNode | ItemNode]:
    """The children of a group; an item behind a group gets one of its own, so that its place in the order is kept."""
    after = False
    for child in children:
        after = after or isinstance(child, GroupNode)
        if after and isinstance(child, ItemNode):
            yield GroupNode(child.name, child.points, child.extra, kind, children=[child], where=child.where)
        else:
            yield child


def _group(node: GroupNode) -> DraftGroup:
    children = tuple(
        _group(child) if isinstance(child, GroupNode) else _item(child, node.kind)
        for child in _in_order(node.children, node.kind)
    )
    base = node.kind is GroupKind.BASE
    points = (node.points if node.points is not None else node.subtotal) if base else None
    if not base and node.counted:
        points = node.cap or node.sum_below()
    takes = node.kind is GroupKind.DEDUCTION
    return DraftGroup(
        node.name, children, kind=node.kind, points=points, weight=node.weight,
        floor=-node.cap if takes and node.cap is not None else None,
        cap=None if base or takes else node.cap, where=node.where,
    )  # fmt: skip


def _item(node: ItemNode, kind: GroupKind) -> DraftItem:
    cap: Decimal | str | None = ""
    if node.extra and kind is GroupKind.BASE:
        cap = (node.points or ZERO) + node.extra
    points = node.points
    if kind is GroupKind.DEDUCTION and points:
        points = abs(points)
    return DraftItem(
        node.name, points=points, clause=node.clause, departments=node.departments, method=node.method,
        floor=ZERO if node.stops and kind is GroupKind.BASE else "", cap=cap, note=node.note, points_unread=bool(node.unread), standard=node.standard, where=node.where,
    )  # fmt: skip
