"""The entries of an outline with what they state of points: which is a table, a group, an item, a list.

Between the outline and the draft: here it is settled what the points of an entry are and what it is called;
`outline_scheme` builds the draft from it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise, product

from kaohe.documents.figures import PointsKind, half_width, points_in
from kaohe.documents.outline import Node, Outline
from kaohe.documents.scored import (
    Role,
    Stated,
    announced_in,
    bare_end,
    bare_number,
    role,
    sentence_points,
    stated,
    total_in,
    whole_total_in,
)
from kaohe.documents.vetoes import vetoing_sentence

ZERO = Decimal(0)
_MOST_UNSETTLED = 8
_LEAST_ENDS = 3
_LEAST_TABLE = 100
_EDGES = " 　、，,：:——-"
_SCHEME_TITLE = re.compile("考核|考评|评分|评估|评价|检查|评比|验收|测评")
_LIST_ROLES = (Role.BONUS, Role.DEDUCTION, Role.BOTH)


@dataclass(slots=True)
class Entry:
    """An entry on its way into the draft."""

    node: Node
    stated: Stated
    role: Role
    children: list["Entry"] = field(default_factory=list)

    @property
    def scored(self) -> bool:
        """It has points, or something below it has."""
        return self.stated.points is not None or any(child.scored for child in self.children)

    @property
    def is_list(self) -> bool:
        return self.role in (Role.BONUS, Role.DEDUCTION, Role.BOTH)

    def walk(self) -> "Iterator[Entry]":
        yield self
        for child in self.children:
            yield from child.walk()


def entries_of(outline: Outline, title: str = "") -> tuple[Entry, list[tuple[Entry, tuple[Decimal, ...]]]]:
    """The outline as entries below one root, and those of which the points can be read in several ways."""
    root = Entry(
        Node("", "", 0, outline.preamble), Stated(), Role.BASE, list(map(build_entry, outline.nodes))
    )
    _settle_bare(root)
    _settle_ends(root)
    _settle_weights(root, root)
    _settle_announced(root)
    return root, list(_settle_sentences(root, title))


def build_entry(node: Node, inside: bool = False) -> Entry:
    """The node and all below it as entries. `inside` an item, “扣分标准：” is part of its clause and no list."""
    said, kind = stated(node), role(node)
    if kind is Role.APART and not (node.label or node.style):
        said = Stated()  # “将考核结果纳入…，分值为5分”: the points of another appraisal
    if kind is Role.BASE and not inside and said.points is None and _adds_only(node):
        kind = Role.BONUS
    if inside or (kind in (Role.VETO, Role.APART) and said.points is not None and not said.total):
        kind = Role.BASE  # “落实一票否决制度（5分）” is an item like any other
    item = kind is Role.BASE and said.points is not None and not any(_firm(child) for child in node.children)
    return Entry(node, said, kind, [build_entry(child, inside or item) for child in node.children])


def _adds_only(node: Node) -> bool:
    """Whether each entry below a heading says what it adds, and none what it is worth or takes: “工作创新”."""
    entries = [child for child in node.children if child.label]
    if not node.is_bare_heading or len(entries) < 2:
        return False
    kinds = [{mention.kind for mention in points_in(child.whole)} for child in node.children]
    limits = {PointsKind.ADD, PointsKind.CAP, PointsKind.OTHER}
    adding = sum(PointsKind.ADD in found for found in kinds)
    return adding >= len(entries) and all(found <= limits for found in kinds)


def _firm(node: Node) -> bool:
    return stated(node).points is not None or any(_firm(child) for child in node.children)


def _settle_bare(parent: Entry) -> None:
    """“（20）” behind the headings of neighbours: points, where at least two have it and none says 分."""
    bare = [bare_number(child.node) for child in parent.children]
    if sum(each.points is not None for each in bare) > 1 and not any(
        c.stated.points for c in parent.children
    ):
        for child, each in zip(parent.children, bare, strict=True):
            if each.points is not None:
                child.stated = each
    for child in parent.children:
        _settle_bare(child)


def _settle_ends(parent: Entry) -> None:
    """“…，制度上墙； 5分”: entries that end with bare points, where nearly all of at least three neighbours do so."""
    listed = [c for c in parent.children if c.node.label and c.role is Role.BASE and not c.is_list]
    open_ones = [c for c in listed if not c.scored and not c.children]
    told = [(child, found) for child in open_ones if (found := bare_end(child.node)).points is not None]
    known = sum(1 for c in listed if c.stated.points is not None)
    if told and len(told) + known >= _LEAST_ENDS and (len(told) + known) * 10 >= len(listed) * 8:
        for child, found in told:
            child.stated = found
    for child in parent.children:
        _settle_ends(child)


def weighed(parent: Entry) -> list[Entry]:
    """Entries that share the whole by percentages alone (“占30%” beside “占70%”), without points; none: not so."""
    found = [c for c in parent.children if c.stated.weight is not None and c.role is Role.BASE]
    whole = sum((c.stated.weight or ZERO for c in found), ZERO) == 1
    return found if len(found) > 1 and whole and all(c.stated.points is None for c in found) else []


def _settle_weights(parent: Entry, root: Entry) -> None:
    """Percentages as points of a hundred, where nothing else in the document has points.

    What is below tells whether the weight multiplies (its parts make 100) or is the points (they make 30).
    """
    for child in parent.children:
        _settle_weights(child, root)
    found = weighed(parent)
    inside = sum(entry.stated.points is not None for entry in parent.walk())
    if not found or sum(entry.stated.points is not None for entry in root.walk()) > inside:
        return
    for child in found:
        share = (child.stated.weight or ZERO) * 100
        share = share.to_integral_value() if share == share.to_integral_value() else share
        below = [c.stated.points for c in child.children if c.stated.points is not None]
        if below and sum(below, ZERO) == 100:
            child.stated = replace(child.stated, points=Decimal(100))
        else:
            child.stated = replace(child.stated, points=share, weight=None)


def _settle_announced(parent: Entry) -> None:
    """“其中基础工作30分，重点工作70分” above the headings 基础工作 and 重点工作: their points."""
    open_ones = {entry_name(c.node, c.stated): c for c in parent.children if c.stated.points is None}
    told, _ = announced_in(parent.node.text, open_ones)
    if len(told) > 1:
        for name, points in told.items():
            open_ones[name].stated = replace(open_ones[name].stated, points=points)
    for child in parent.children:
        _settle_announced(child)


def _settle_sentences(parent: Entry, title: str) -> Iterator[tuple[Entry, tuple[Decimal, ...]]]:
    """Leaves that state their points in a sentence only, where their neighbours or their group have points.

    Comes back with those that can be read in several ways: the highest award, or the sum of awards.
    """
    for child in parent.children:
        if child.role not in (*_LIST_ROLES, Role.VETO, Role.APART):
            yield from _settle_sentences(child, title)
    leaves = [c for c in parent.children if not c.scored and not c.children and c.role is Role.BASE]
    leaves = [leaf for leaf in leaves if whole_total_in(leaf.node.text) is None]
    told = [(leaf, choices) for leaf in leaves if (choices := sentence_points(leaf.node.text))]
    known = [c for c in parent.children if c.scored]
    scheme = len(told) > 1 and _SCHEME_TITLE.search(title)
    if not told or not (known or parent.stated.points is not None or scheme):
        return
    fixed = sum((c.stated.points or ZERO for c in known), ZERO)
    if parent.stated.points is not None and len(told) <= _MOST_UNSETTLED:
        for picks in product(*(choices for _, choices in told)):
            if fixed + sum(picks, ZERO) == parent.stated.points:  # read in this way they add up
                for (leaf, _), points in zip(told, picks, strict=True):
                    leaf.stated = Stated(points, firm=False)
                return
    for leaf, choices in told:
        leaf.stated = Stated(choices[0], firm=False)
        if len(choices) > 1 and not _descending(leaf.node.text):
            yield leaf, choices


def table_heads(root: Entry) -> list[tuple[Entry, str]]:
    """The entries that are tables, each with the text above it (where a total may stand)."""
    found = [(entry, above) for entry, above in _scored_below(root, "") if entry.stated.total]
    if found and _are_tables(found, root):
        return found
    head, above = root, root.node.text
    if not _base(root):
        return []
    while True:
        below = _base(head)
        if len(below) != 1 or below[0].stated.points is not None or below[0].stated.weight is not None:
            return [(head, above)]
        head = below[0]
        above += "\n" + head.node.text


def _are_tables(found: list[tuple[Entry, str]], root: Entry) -> bool:
    """“满分20分” is a group; what states a hundred or more is a table, unless all of them make up one total."""
    points = [entry.stated.points or ZERO for entry, _ in found]
    stated_above = {total_in(root.node.text), *(total_in(above) for _, above in found)} - {None}
    if min(points) < _LEAST_TABLE or (len(points) > 1 and sum(points, ZERO) in stated_above):
        return False
    return not any(_scored_beside(root, [entry for entry, _ in found]))


def _scored_beside(entry: Entry, heads: list[Entry]) -> Iterator[Entry]:
    """Entries with points of their own that stand in none of these heads; then the heads are no tables."""
    for child in entry.children:
        if any(child is head for head in heads) or child.role is not Role.BASE:
            continue
        if child.stated.points is not None and child.stated.firm:
            yield child
        yield from _scored_beside(child, heads)


def _scored_below(entry: Entry, above: str) -> Iterator[tuple[Entry, str]]:
    for child in entry.children:
        if child.role is Role.BASE and child.children and any(c.scored for c in child.children):
            if child.stated.total:
                yield child, above
            else:
                yield from _scored_below(child, above + child.node.text)


def _base(entry: Entry) -> list[Entry]:
    return [c for c in entry.children if c.scored and c.role is Role.BASE]


def point_lists(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Bonus and deduction lists; where one holds others (加分与减分), the others."""
    for entry in entries:
        inner = list(point_lists(entry.children))
        if inner:
            yield from inner
        elif entry.is_list:
            yield entry


def topmost(entries: Iterable[Entry], wanted: Role) -> Iterator[Entry]:
    """The outermost entries of this role."""
    for entry in entries:
        if entry.role is wanted:
            yield entry
        else:
            yield from topmost(entry.children, wanted)


def single_vetoes(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Entries that veto in one sentence of their own, outside items, lists and what follows from grades."""
    for entry in entries:
        if entry.role is Role.BASE and entry.stated.points is None:
            if not entry.children and entry.node.label and vetoing_sentence(entry.node.text)[0]:
                yield entry
            yield from single_vetoes(entry.children)


def entry_name(node: Node, said: Stated) -> str:
    """What the entry is called: what stands before its points, or its first clause."""
    text = node.text
    before = text[: said.start] if said.end and said.firm else text
    before = re.split(r"[。；;：:\n]", before.strip(), maxsplit=1)[0]
    mentions = points_in(before)
    if not said.firm and mentions:  # “河道保洁，满分40分”, “有机构得10分，无机构不得分”
        before = before[: mentions[0].start]
    if not before and said.firm:
        before = re.split(r"[。；;：:\n]", text[said.end :].strip(), maxsplit=1)[0]
    if len(before) > 60 or (said.end and said.firm and mentions):
        before = re.split(r"[，,（(]", before, maxsplit=1)[0]
    name = re.sub(r"[（(][^（()）]*\d\s*[%％][^（()）]*[)）]\s*$", "", before).strip(_EDGES) or before.strip(
        _EDGES
    )
    if not said.end and said.firm:
        return name
    name = re.sub(
        r"(?<=[\u4e00-\u9fff，,])(?:的?(?:共?计|满分|分值|共|总分|得|记))(?:为|是)?$", "", name
    ).strip(_EDGES)
    return name if said.firm or name.endswith("目的") else name.removesuffix("的")


def entry_clause(node: Node, said: Stated, name: str) -> str:
    """The scoring clause: what stands behind the points, and before them where something scores there."""
    lines = [child.label + child.whole for child in node.children]
    text = node.text
    if not (said.end and said.firm):
        whole = text.strip()
        return "\n".join(part for part in ("" if whole == name else whole, *lines) if part)
    behind = text[said.end :].strip(" 　。，,；;：:\n")
    plain = half_width(behind)
    if plain.endswith(")") and plain.count("(") < plain.count(")"):
        behind = behind[:-1]
    before = text[: said.start].strip()
    scores = has_points(before) or "。" in before.rstrip("。")
    head = before if scores or (not behind and before.rstrip("。；;：:，,") != name and not lines) else ""
    return "\n".join(part for part in (head, behind, *lines) if part)


def last_word(text: str, *, own: bool = False) -> str:
    """The last sentence of a list's last entry, where it speaks of the whole list: “…。累计不超过5分。”

    `own`: other entries have a most of their own, so that “最高3分” is the last entry's.
    """
    sentence = re.split(r"[。\n]", text.strip(" 。\n"))[-1]
    return (
        sentence
        if re.match(
            r"\s*(?:以上|上述|累计|合计|总计)"
            if own
            else r"\s*(?:以上|上述|累计|合计|总计|最高|最多|加分|扣分|减分|本项)",
            sentence,
        )
        else ""
    )


def short_label(node: Node) -> str:
    """The entry in a message: its label and heading, cut short."""
    text = f"{node.label}{node.heading}"
    return text if len(text) <= 24 else text[:23] + "…"


def has_points(text: str) -> bool:
    """Whether the text mentions points at all."""
    return bool(points_in(text))


def leaning(text: str) -> PointsKind:
    """Whether an entry of a mixed list adds or takes, by its first verb."""
    verbs = [m.kind for m in points_in(text) if m.kind in (PointsKind.ADD, PointsKind.DEDUCT)]
    return PointsKind.DEDUCT if verbs and verbs[0] is PointsKind.DEDUCT else PointsKind.ADD


def _descending(text: str) -> bool:
    """“得4分；得2分；得0分”: steps of one award."""
    awards = [mention.value for mention in points_in(text) if mention.kind is PointsKind.AWARD]
    return all(later < earlier for earlier, later in pairwise(awards))
