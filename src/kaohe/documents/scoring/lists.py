"""Lists beside the points: bonuses, deductions and vetoes, told by their names, their signs and what is in them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kaohe.documents.figures import PointsKind, half_width, points_in
from kaohe.documents.reading import ListEntry, VetoList
from kaohe.documents.scored import announces_consequence
from kaohe.documents.scoring.caps import most_in, without_limits
from kaohe.documents.scoring.items import entries, short
from kaohe.documents.scoring.nodes import GroupNode, ItemNode
from kaohe.documents.vetoes import vetoes
from kaohe.scheme.model import GroupKind

_BOTH = re.compile(r"加减分|加扣分|奖惩|奖扣|加分[、和与及/]?[减扣]分|附加[减扣]|增减分")
_BONUS = re.compile(r"加分|奖励分|奖分|附加分|附加项|奖励项|加项|激励项|正向激励|奖励性")
_DEDUCTION = re.compile(
    r"扣分(?:项|事项|指标|因素|内容|情形|清单|名称|类别|$)|减分|倒扣|扣减|反向扣|负面清单|负向|惩罚|惩戒|罚分|处罚项|追加扣"
)
_NO_LIST = re.compile(r"[无不]加分|加分后|扣分[标原]")
_VETO = re.compile(r"否决|黄牌|红线")
_CARD = re.compile(r"黄牌|警告")
_ADDS = re.compile(r"(?:加|奖|奖励|加计|加记)\s*[\d一二三四五六七八九十半]|加分")
_TAKES = re.compile(r"[扣减]\s*除?\s*[\d一二三四五六七八九十半]|不得分")
_COST = re.compile(r"扣分|减分|扣减|罚分")
_GAIN = re.compile(r"加分|奖分|奖励")
_FAULT = re.compile(
    r"违规|违法|违纪|违约|违章|问题|扣分(?:情形|项目?|内容|事项|点)|负面|失信|失范|禁止|不良|过失|缺陷"
)
_ON_FAULTS = re.compile(r"扣分|减分|负面|违规|违法|违约|问题|失信")
_AWARDS = re.compile(r"得\s*[\d一二三四五六七八九十]|得满分|计满分")
_LONGEST_NAME = 30


def list_kind(name: str) -> GroupKind | None:
    """What a name announces: a list of bonuses or of deductions; None: neither."""
    plain = half_width(name)
    if len(plain) > _LONGEST_NAME or _NO_LIST.search(plain):
        return None
    if _BOTH.search(plain) or _BONUS.search(plain):
        return GroupKind.BONUS
    return GroupKind.DEDUCTION if _DEDUCTION.search(plain) else None


def announces_both(name: str) -> bool:
    """Whether a name announces bonuses and deductions in one list."""
    return bool(_BOTH.search(half_width(name)))


def is_veto(group: GroupNode) -> bool:
    """Whether a group lists what vetoes; one with points is an item about it, and stays."""
    if announces_consequence(group.name):
        return False
    named = bool(_VETO.search(group.name)) or vetoes(group.name)
    return named and not group.points and not any(item.points for item in group.items())


def veto_list(group: GroupNode) -> VetoList:
    """The list as it stands, entry by entry."""
    told = tuple(ListEntry(text, place=item.where) for item in group.items() for text in _told(item))
    head, _, text = half_width(group.name).partition(":")
    if not told and text:  # all of it stands in one line: “一票否决：发生…的，…”
        start = len(group.name) - len(text)
        return VetoList(
            group.name[: len(head)], (ListEntry(group.name[start:].strip(), place=group.where),),
            card=bool(_CARD.search(head)), place=group.where,
        )  # fmt: skip
    return VetoList(group.name, told, card=bool(_CARD.search(group.name)), place=group.where)


def _told(item: ItemNode) -> list[str]:
    """What an item of a veto list says, entry by entry; with its name where one sentence does not repeat it."""
    texts = entries(item.clause or item.standard or item.name)
    if len(texts) == 1 and short(texts[0]) != item.name and item.name not in texts[0]:
        return [f"{item.name}：{texts[0]}"]
    return texts


def kind_of_table(
    title: str, points: str, names: Sequence[str], items: Sequence[ItemNode]
) -> GroupKind | None:
    """DEDUCTION for a list of faults with what each of them costs, BONUS for one of merits; None: it scores like any other.

    `points` and `names` are what heads the column of points and those of names.
    """
    if _COST.search(points):
        return GroupKind.DEDUCTION
    if _GAIN.search(points):
        return GroupKind.BONUS
    if not items or not any(_FAULT.search(name) for name in names):
        return None
    told = [item.clause for item in items]
    if all(map(_costs_once, items)) or (_ON_FAULTS.search(title) and not any(map(_AWARDS.search, told))):
        return GroupKind.DEDUCTION
    return None


def _costs_once(item: ItemNode) -> bool:
    """Whether the item's points are what one case costs: “每处扣2分” beside 2."""
    taken = [m.value for m in points_in(item.clause) if m.kind is PointsKind.DEDUCT]
    return bool(taken) and "每" in item.clause and all(value == item.points for value in taken)


def into_lists(roots: Sequence[GroupNode], otherwise: GroupKind | None = None) -> Iterator[GroupNode]:
    """The groups with their kinds; bonus and deduction items inside base groups become lists behind them.

    `otherwise`: what kind the groups are that do not say it themselves.
    """
    for root in roots:
        kind = _kind(root) or otherwise
        if kind is not None:
            yield from _as_lists(root, kind)
            continue
        apart = list(_taken_out(root))
        if root.children:
            yield root
        for group in apart:
            yield from _as_lists(group, _kind(group) or GroupKind.BONUS)


def _kind(group: GroupNode) -> GroupKind | None:
    items = list(group.items())
    named = list_kind(group.name)
    if named is GroupKind.DEDUCTION and any(item.points and not item.negative for item in items):
        # “扣分项” with points and a scale of its own is scored like any other unless the signs say otherwise.
        texts = "\n".join(item.clause for item in items)
        return named if not group.points or not re.search(r"得\s*\d|得满分|计满分", texts) else None
    if named is not None:
        return named
    if items and all(item.negative for item in items):
        return GroupKind.DEDUCTION
    if items and all(not item.points and item.extra for item in items):
        return GroupKind.BONUS
    if group.points is None and items and not any(item.points or item.unread for item in items):
        # Without points and with nothing but 加…分 in it: 亮点工作. With 扣…分 its points may just be missing.
        told = [item.text for item in items]
        if any(map(_ADDS.search, told)) and not any(map(_TAKES.search, told)):
            return GroupKind.BONUS
    return None


def _taken_out(group: GroupNode) -> Iterator[GroupNode]:
    """Lists inside a base group, taken out of it."""
    kept: list[GroupNode | ItemNode] = []
    for child in group.children:
        kind = list_kind(child.name)
        if isinstance(child, GroupNode):
            if kind is not None or (_kind(child) is not None and group.points is not None):
                yield child
                continue
            yield from _taken_out(child)
        elif kind is not None and _is_heading(child.name):
            yield GroupNode(child.name, where=child.where, children=[child])
            continue
        kept.append(child)
    group.children = kept


def _is_heading(name: str) -> bool:
    """Whether an item's name is nothing but the announcement of a list: “加分项”, not “落实加分政策”."""
    return len(re.sub(r"[\s()（）0-9分]", "", name)) <= 8


def _as_lists(group: GroupNode, kind: GroupKind) -> Iterator[GroupNode]:
    """The group as a list with its cap; one that mixes both kinds as two lists, by what each entry does."""
    for node in group.groups():
        node.children = [one for child in node.children for one in _expanded(child)]
    if not announces_both(group.name):
        yield _listed(group, kind)
        return
    taken = [item for item in group.items() if _takes_only(item)]
    if not taken or len(taken) == sum(1 for _ in group.items()):
        yield _listed(group, GroupKind.DEDUCTION if taken else kind)
        return
    gone = set(map(id, taken))
    for node in group.groups():
        node.children = [child for child in node.children if id(child) not in gone]
    most, name = most_in(group.name), without_limits(group.name)
    deductions = GroupNode(
        f"{name}（扣分）", cap=most.taken or group.cap, where=group.where, children=list(taken)
    )
    group.name, group.cap = f"{name}（加分）", most.added or group.cap
    yield _listed(group, GroupKind.BONUS)
    yield _listed(deductions, GroupKind.DEDUCTION)


def _takes_only(item: ItemNode) -> bool:
    return item.negative or bool(_TAKES.search(item.text) and not _ADDS.search(item.text))


def _listed(group: GroupNode, kind: GroupKind) -> GroupNode:
    for node in group.groups():
        node.kind = kind
    takes = kind is GroupKind.DEDUCTION
    most = most_in(group.name)
    group.cap = group.cap or group.points or group.extra or (most.taken if takes else most.added)
    group.name = without_limits(group.name)
    for item in group.items():
        if kind is GroupKind.BONUS and not item.points and item.extra:
            item.points, item.extra = item.extra, None
        own = most_in(item.name)
        if item.points is None and not item.unread and (limit := own.taken if takes else own.added):
            item.points = limit
        if item.points in (own.taken, own.added):
            item.name = without_limits(item.name)
    return group


def _expanded(child: GroupNode | ItemNode) -> Iterator[GroupNode | ItemNode]:
    """An item without points whose text is a list becomes an item an entry."""
    if isinstance(child, GroupNode) or child.points or child.extra or child.unread:
        yield child
        return
    source = "clause" if child.clause else "standard"
    parts = entries(child.clause or child.standard)
    if len(parts) < 2 or not any(_ADDS.search(part) or _TAKES.search(part) for part in parts):
        yield child
        return
    for part in parts:
        one = replace(child, name=short(part) or child.name)
        setattr(one, source, part)
        yield one
