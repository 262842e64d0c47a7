"""What adds up and what does not: weights, totals, and the problems where two figures differ."""

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from kaohe.core import Place, Problem, Severity, plain
from kaohe.documents.figures import half_width, number
from kaohe.documents.scoring.items import short
from kaohe.documents.scoring.nodes import ZERO, GroupNode, ItemNode, StatedSum, worth
from kaohe.documents.vetoes import vetoes
from kaohe.scheme.model import GroupKind

HUNDRED = Decimal(100)

_TOTAL = re.compile(
    r"(?P<what>总分值|总分数|总分合计|总分|满分|应得分|总计|合计|共计|共|基础分|基本分|标准分)"
    r"(?:\([^)]*\))?(?:设|为|是|值|计|[:\s])*(?P<n>\d{2,4}(?:\.\d+)?|[一二三四五六七八九十百千]{1,5})\s*分(?!钟)"
    r"|(?P<system>百|千|100|1000)\s*分制"
)
_TITLE_TOTAL = re.compile(r"[(\[]\s*(?:总分|满分|共|计|总计|合计|[:\s])*(?P<n>\d{2,4})\s*分\s*制?[)\]]\s*$")
_MAYBE_BONUS = re.compile(r"加分|创新|特色|亮点|奖|附加|争先|荣誉|加\s*\d")

Tell = Callable[..., None]
"""Takes the code without “document.”, the message, the remedy, and places."""


def stated_totals(text: str, place: Place) -> list[StatedSum]:
    """The totals that words around a table state: “总分100分”, “（100分）” behind a title, “百分制”."""
    told = half_width(text)
    found = []
    for match in _TOTAL.finditer(told):
        value = (
            number(match["n"]) if match["n"] else Decimal(1000 if match["system"] in ("千", "1000") else 100)
        )
        if value is not None and value >= 10:
            found.append(StatedSum(value, place, in_table=False))
    if title := _TITLE_TOTAL.search(told):
        found.append(StatedSum(Decimal(title["n"]), place, in_table=False))
    return found


def base_of(roots: Sequence[GroupNode]) -> Decimal:
    """What the base groups add up to, weighted."""
    return sum((worth(root) for root in roots), ZERO)


def settle_weights(roots: Sequence[GroupNode]) -> None:
    """Shares that were read beside groups: weights where every group is scored out of 100 and they add up to 100, else points.

    Only groups whose weight is zero are undecided; so the tree marks those beside which a share was read.
    """
    for siblings in _families(roots):
        marked = [group for group in siblings if group.points is not None and not group.weight]
        if not marked:
            continue
        for group in marked:
            group.weight = Decimal(1)
        below = [group.sum_below() for group in marked]
        values = [group.points or ZERO for group in marked]
        apart = all(total == HUNDRED for total in below) and values != below
        for group, value in zip(marked, values, strict=True):
            group.weight = value / HUNDRED if apart and sum(values, ZERO) == HUNDRED else group.weight
            if group.weight != 1:
                group.points = HUNDRED


def settle_shares(roots: Sequence[GroupNode], tell: Tell) -> None:
    """Items weighted by fractions that add up to 1: points of a hundred."""
    items = [item for root in roots for item in root.items()]
    values = [item.points for item in items if item.points is not None]
    if len(values) < 2 or len(values) < len(items) or sum(values, ZERO) != 1 or not all(values):
        return
    for item in items:
        item.points = (item.points or ZERO) * HUNDRED
    for group in (group for root in roots for group in root.groups()):
        if group.points is not None and group.points <= 1:
            group.points *= HUNDRED
    tell(
        "shares-as-points",
        "各项的权重写作小数，合起来是1，按百分制读作分值（0.3读作30分）。",
        "请核对；不是百分制的话，请在表里写明分值。",
        roots[0].where,
    )


def _families(roots: Sequence[GroupNode]) -> Iterator[list[GroupNode]]:
    """The groups that stand beside one another, innermost families first."""
    for root in roots:
        yield from _families([child for child in root.children if isinstance(child, GroupNode)])
    if roots:
        yield list(roots)


def settle_total(
    roots: Sequence[GroupNode],
    in_table: Sequence[StatedSum],
    around: Sequence[StatedSum],
    tell: Tell,
    where: Place,
) -> Decimal | None:
    """The table's total as the document states it; None where it states none.

    A group whose words speak of bonuses is one where the stated totals say that it comes on top.
    """
    grand = in_table[-1] if in_table else None
    stated = [*in_table, *around]
    values = {told.value for told in stated}
    _bonus_by_total(roots, grand, values)
    base = base_of(roots)
    for group in roots:
        if group.kind is GroupKind.BONUS and group.cap is None and len(group.children) == 1:
            group.cap = group.sum_below() or None
    on_top = sum((group.cap or group.sum_below() for group in roots if group.kind is GroupKind.BONUS), ZERO)
    if base in {told.value for told in in_table}:
        return base
    if grand is not None and grand.value == base + on_top and on_top:
        for group in roots:
            group.counted = group.kind is GroupKind.BONUS
        return base
    if base in values and (grand is None or grand.value == base):
        return base
    if not stated:
        return None
    best = grand or min(around, key=lambda told: abs(told.value - base))
    tell(
        "points-do-not-add-up",
        f"写明总分{plain(best.value)}分，各组相加是{plain(base)}分。",
        "请核对各组分值和总分；读的时候没有改动。",
        best.where if best.where != Place() else where,
    )
    return best.value


def _bonus_by_total(roots: Sequence[GroupNode], grand: StatedSum | None, values: set[Decimal]) -> None:
    """Turn a group into a bonus list where only then the stated total comes out."""
    base = base_of(roots)
    for group in reversed(roots):
        points = worth(group)
        rest = base - points
        doubtful = grand is not None and grand.value == base and rest not in values - {grand.value}
        if group.kind is not GroupKind.BASE or not points or rest not in values or doubtful:
            continue
        if base in values and grand is None:
            continue
        if _MAYBE_BONUS.search(half_width(group.text)):
            group.kind, group.cap = GroupKind.BONUS, group.points or points
            for inner in group.groups():
                inner.kind = GroupKind.BONUS
            return


def tell_groups(group: GroupNode, tell: Tell) -> None:
    """The problems of a group and of those below it: figures stated twice, and sums that differ."""
    for child in group.children:
        if isinstance(child, GroupNode):
            tell_groups(child, tell)
    items = list(group.items())
    known = all(item.points is not None for item in items)
    if group.kind is not GroupKind.BASE or not items or not known or group.alternatives:
        return
    below = group.sum_below()
    for figure, said in ((group.points, "写明"), (group.subtotal, "小计")):
        if figure is not None and figure != below and (said == "写明" or group.subtotal != group.points):
            tell(
                "points-do-not-add-up",
                f"“{group.name}”{said}{plain(figure)}分，下面各项相加是{plain(below)}分{_addends(group)}。",
                "请核对这一组和各项的分值；读的时候没有改动。",
                group.where,
            )
    extras = sum((item.extra or ZERO for item in items), ZERO)
    if group.extra is not None and extras != group.extra:
        tell(
            "points-do-not-add-up",
            f"“{group.name}”写明另有加分{plain(group.extra)}分，下面各项的加分相加是{plain(extras)}分。",
            "请核对加分；读的时候没有改动。",
            group.where,
        )


def _addends(group: GroupNode) -> str:
    values = [worth(child) for child in group.children]
    return f"（{'＋'.join(map(plain, values))}）" if 1 < len(values) <= 12 else ""


def settle_alternatives(roots: Sequence[GroupNode], tell: Tell) -> None:
    """A group of which each unit is scored by its own part: every part by itself comes to the group's points.

    Items of one name are one such part (“县水利局” with three items of 60 together, “县林业局” with one of 60 …).
    """
    for root in roots:
        if root.kind is not GroupKind.BASE or root.points is None or root.sum_below() <= root.points:
            continue
        parts: dict[tuple[int, str], Decimal] = {}
        for group in root.groups():
            for child in group.children:
                if isinstance(child, ItemNode):
                    key = id(group), child.head or child.name
                    parts[key] = parts.get(key, ZERO) + (child.points or ZERO)
        if len(parts) < 3 or any(value != root.points for value in parts.values()):
            continue
        for group in list(root.groups()):
            _divide(group, root.points)
            group.points, group.alternatives = root.points, True
        tell(
            "alternatives",
            f"“{root.name}”下面{len(parts)}个部分各{plain(root.points)}分，一个单位只按其中一个考核，总分按{plain(root.points)}分算。",
            "请按单位类别分别做成考核表，或写明哪个单位用哪一部分。",
            root.where,
        )


def _divide(group: GroupNode, points: Decimal) -> None:
    """Make a group of the items of each name."""
    parts: dict[str, GroupNode] = {}
    rest: list[GroupNode | ItemNode] = []
    for child in group.children:
        if not isinstance(child, ItemNode):
            rest.append(child)
            continue
        head = child.head or child.name
        child.name = child.name.removeprefix(f"{head}：")
        if child.name == head and child.standard:
            child.name = short(child.standard)
        if head not in parts:
            parts[head] = GroupNode(head, points, where=child.where)
            rest.append(parts[head])
        parts[head].children.append(child)
    group.children = rest


def tell_items(roots: Sequence[GroupNode], tell: Tell) -> None:
    """Items without points, with points nobody can read, and slips read as meant."""
    for root in roots:
        for item in root.items():
            place = item.figure_at if item.figure_at != Place() else item.where
            if item.unread:
                message = f"“{item.name}”的分值写的是“{item.unread}”，读不出是多少分。"
                veto = vetoes(item.unread)
                remedy = (
                    "它是否决的情形的话，请从考核项目中去掉，写到“一票否决”里。"
                    if veto
                    else "请改写成一个数。"
                )
                tell("points-not-understood", message, remedy, place)
            elif item.points is None and root.kind is GroupKind.BASE:
                message = f"“{item.name}”没有写分值。"
                tell("points-missing", message, "请补写分值；它不是考核项目的话，请写成备注。", place)
            if item.scoring_remark:
                message = f"“{item.name}”的备注写到计分（“{item.scoring_remark[:30]}”），放在备注里，没有并入评分标准。"
                tell("remark-scores", message, "它影响得分的话，请写进评分标准。", item.where)
            if item.slip:
                message = f"“{item.name}”的分值写成“{item.slip}”，按{plain(item.points or item.extra or ZERO)}分读了。"
                tell("slip", message, "请核对，并改正原文。", place)


def problem(code: str, message: str, remedy: str, *where: Place) -> Problem:
    """A doubt about a document: it wants a person's look, and stops nothing by itself."""
    return Problem(f"document.{code}", Severity.WARNING, message, remedy, where)


def breaks_off(roots: Sequence[GroupNode], total: Decimal | None) -> ItemNode | GroupNode | None:
    """The last entry of a table that seems to break off: it has less than the others, and points are missing at the end."""
    base = [root for root in roots if root.kind is GroupKind.BASE]
    if not base:
        return None
    items = [item for root in base for item in root.items()]
    last_group = base[-1]
    short_of = last_group.points is not None and last_group.sum_below() < last_group.points
    missing = total is not None and base_of(roots) < total
    if not items or not (short_of or missing):
        return None
    last = items[-1]
    usual_clause = sum(1 for item in items if item.clause.strip()) * 10 >= len(items) * 9
    cut = not last.clause.strip() and usual_clause
    cut = cut or bool(
        last.clause and not re.search(r"[。；;.)）”\d分]\s*$", last.clause) and _others_end(items)
    )
    return last if cut or last.points is None else None


def _others_end(items: Sequence[ItemNode]) -> bool:
    ended = sum(1 for item in items[:-1] if re.search(r"[。；;.)）”\d分]\s*$", item.clause))
    return ended * 10 >= len(items[:-1]) * 8
