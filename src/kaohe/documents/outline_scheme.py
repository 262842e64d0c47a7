"""A numbered outline with points becomes the draft of a scheme.

Entries that have scored entries below them are groups, the others items; a heading of bonuses or deductions
makes a list of its own with its cap. Where several entries state a total each, each is a table.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from kaohe.core import Place, Problem, Severity, plain
from kaohe.documents.entries import (
    Entry,
    entries_of,
    entry_clause,
    entry_name,
    has_points,
    last_word,
    leaning,
    point_lists,
    short_label,
    single_vetoes,
    table_heads,
    topmost,
    weighed,
)
from kaohe.documents.figures import PointsKind
from kaohe.documents.outline import Node, Outline, join
from kaohe.documents.reading import ListEntry, VetoList
from kaohe.documents.scored import (
    Role,
    announced_in,
    cap_in,
    departments_in,
    parts_in,
    total_in,
    whole_total_in,
)
from kaohe.documents.vetoes import vetoing_sentence, without_mild
from kaohe.scheme.draft import DraftGroup, DraftItem, DraftTable, SchemeDraft
from kaohe.scheme.model import GroupKind

ZERO = Decimal(0)
_GENERAL = re.compile(
    r"(?:考核|考评|评分|评价|评估|检查|计分)?(?:的)?(?:内容|指标|项目|标准|细则|办法|要点|体系)(?:[及和与、].{0,10})?"
)
"""A heading over the scored entries that names no table."""
_KINDS = {Role.BONUS: GroupKind.BONUS, Role.DEDUCTION: GroupKind.DEDUCTION}


@dataclass(frozen=True, slots=True)
class OutlineScheme:
    """The draft of an outline, its veto lists, and which paragraphs (by their index) found a place in them."""

    draft: SchemeDraft | None
    vetoes: tuple[VetoList, ...] = ()
    placed: frozenset[int] = frozenset()


def read_outline_scheme(outline: Outline, title: str = "") -> OutlineScheme:
    """The scheme that numbered prose states. `draft` is None where no entry carries points."""
    return _Reader(outline, title).read()


class _Reader:
    def __init__(self, outline: Outline, title: str) -> None:
        self.outline = outline
        self.title = title
        self.problems: list[Problem] = []
        self.placed: set[int] = set()
        self.notes: list[str] = []

    def read(self) -> OutlineScheme:
        root, doubtful = entries_of(self.outline, self.title)
        entries = root.children
        for entry, choices in doubtful:
            self._doubt_points(entry, choices)
        for parent in root.walk():
            self._doubt_weights(weighed(parent))
        lists_of_vetoes = [self._veto(entry) for entry in topmost(entries, Role.VETO)]
        lists_of_vetoes += [self._veto_sentence(entry) for entry in single_vetoes(entries)]
        vetoes = tuple(found for found in lists_of_vetoes if found.entries)
        heads = table_heads(root)
        lists = [
            entry for entry in point_lists(entries) if any(has_points(sub.node.text) for sub in entry.walk())
        ]
        if not heads and not lists:
            return OutlineScheme(None, vetoes, frozenset(self.placed))
        tables = [self._table(head, parent) for head, parent in heads]
        if len(tables) == 1 and self.title and _GENERAL.fullmatch(tables[0].name):
            tables = [replace(tables[0], name=self.title)]
        if len(tables) == 1 and tables[0].total is None:
            tables = [self._with_total(tables[0])]
        extra = tuple(group for entry in lists for group in self._list(entry))
        if len(tables) > 1 and extra:
            self._doubt_lists(lists)
        tables = [
            self._with_lists(table, extra, head) for table, (head, _) in zip(tables, heads, strict=True)
        ] or [DraftTable(self.title or "加减分", groups=extra, where=extra[0].where)]
        draft = SchemeDraft(
            title=self.title or (tables[0].name if len(tables) == 1 else ""),
            tables=tuple(tables),
            note="\n".join(dict.fromkeys(self.notes)),
            problems=(*self.outline.problems, *self.problems),
            where=tables[0].where,
        )
        return OutlineScheme(draft, vetoes, frozenset(self.placed))

    # tables, groups, items

    def _table(self, head: Entry, above: str) -> DraftTable:
        name = (
            (entry_name(head.node, head.stated) if head.node.label or head.node.style else "")
            or self.title
            or "考核表"
        )
        children = [c for c in head.children if c.scored or self._stays(c, head)]
        groups: list[DraftGroup] = []
        for child in children:
            if child.is_list or child.role is Role.VETO:
                continue
            built = self._build(child)
            if isinstance(built, DraftItem):
                weight = child.stated.weight or Decimal(1)
                built = DraftGroup(
                    built.name, (built,), points=built.points, weight=weight, where=built.where
                )
            groups.append(built)
        total = (
            head.stated.points
            if head.stated.points is not None
            else total_in(head.node.text) or total_in(above)
        )
        self._mark_head(head)
        return DraftTable(name, total=total, groups=tuple(groups), where=head.node.place)

    def _with_total(self, table: DraftTable) -> DraftTable:
        """The total as some other passage states it, outside the scored entries."""
        texts = [join([piece]) for piece in self.outline.preamble]
        for node in self.outline.walk():
            texts.extend(piece.text for piece in node.pieces if piece.index not in self.placed)
        totals = {total for text in texts if (total := whole_total_in(text)) is not None}
        if len(totals) != 1:
            return table
        return replace(table, total=totals.pop())

    def _with_lists(self, table: DraftTable, extra: tuple[DraftGroup, ...], head: Entry) -> DraftTable:
        """The table with its bonuses and deductions. A total that counts the bonuses in (100 + 10) is the base's."""
        base = _added(table.groups)
        bonus = sum((group.cap or ZERO for group in extra if group.kind is GroupKind.BONUS), ZERO)
        total = table.total
        if base is not None and total is not None and bonus and total == base + bonus:
            total = base
        table = DraftTable(table.name, table.level, total, (*table.groups, *extra), where=table.where)
        self._check_total(table, head)
        return table

    def _stays(self, child: Entry, parent: Entry) -> bool:
        """An entry without points among scored ones is kept and asked about; a remark on the list is not one."""
        if not child.node.label or child.is_list or child.role in (Role.VETO, Role.APART):
            return False
        beside = [c for c in parent.children if c.stated.points is not None]
        if len(beside) < 2 or parent.node.style == "":
            return False
        self._warn(
            "outline.item-without-points",
            f"“{short_label(child.node)}”与有分值的各项并列，自己没有写分值。",
            "请补写分值；如果它只是说明，请从考核表中去掉。",
            child.node.place,
        )
        return True

    def _build(self, entry: Entry) -> DraftGroup | DraftItem:
        below = [c for c in entry.children if c.scored]
        if not below:
            return self._item(entry)
        self._mark(entry.node)
        children = [c for c in entry.children if c.scored or self._stays(c, entry)]
        built = tuple(self._build(child) for child in children if not child.is_list)
        group = DraftGroup(
            entry_name(entry.node, entry.stated),
            built,
            points=entry.stated.points,
            weight=entry.stated.weight or Decimal(1),
            where=entry.node.place,
        )
        self._check_sum(group, entry)
        return group

    def _item(self, entry: Entry) -> DraftItem | DraftGroup:
        node = entry.node
        for each in node.walk():
            self._mark(each)
        name = entry_name(node, entry.stated)
        if parts := self._parts(entry):
            return DraftGroup(name, parts, points=entry.stated.points, where=node.place)
        return DraftItem(
            name=name,
            points=entry.stated.points,
            clause=entry_clause(node, entry.stated, name),
            departments=departments_in(node.whole),
            where=node.place,
        )

    def _parts(self, entry: Entry) -> tuple[DraftItem, ...]:
        """The items that one entry's sentences divide its points into; none: it is an item itself."""
        if entry.stated.points is None or not entry.stated.firm or entry.children:
            return ()
        text = entry.node.text[entry.stated.end :]
        items = []
        for start, end, points in parts_in(text, entry.stated.points):
            clause = text[start:end].strip(" 　。，,；;：:\n")
            if not re.search(r"[\u4e00-\u9fff]{2}", clause):
                return ()
            name = re.split(
                r"[，,；;。：:]",
                re.sub(r"[（(][^（()）]*[)）]|[得计]?\s*\d+(?:\.\d+)?\s*分.*$", "", clause),
                maxsplit=1,
            )[0]
            items.append(
                DraftItem(
                    name.removeprefix("其中").strip().removesuffix("的") or short_label(entry.node),
                    points=points,
                    clause=clause,
                    departments=departments_in(clause) or departments_in(text),
                    where=entry.node.place,
                )
            )
        return tuple(items)

    # lists

    def _list(self, entry: Entry) -> tuple[DraftGroup, ...]:
        """A bonus or deduction list; one that mixes the two comes apart by what its entries do."""
        for each in entry.node.walk():
            self._mark(each)
        if entry.role is not Role.BOTH:
            return (self._listed(entry, _KINDS[entry.role], list(entry.children)),)
        groups = []
        for kind, verb in ((GroupKind.BONUS, PointsKind.ADD), (GroupKind.DEDUCTION, PointsKind.DEDUCT)):
            of_kind = [c for c in entry.children if c.node.label and leaning(c.node.whole) is verb]
            sign = "加" if verb is PointsKind.ADD else "[扣减]"
            if of_kind:
                of_kind += [c for c in entry.children if not c.node.label and re.search(sign, c.node.text)]
                groups.append(self._listed(entry, kind, of_kind))
        if not groups:
            groups.append(self._listed(entry, GroupKind.BONUS, list(entry.children)))
        return tuple(groups)

    def _listed(self, entry: Entry, kind: GroupKind, children: list[Entry]) -> DraftGroup:
        remarks = [c for c in children if not c.node.label and not c.node.style]
        self.notes.extend(remark.node.whole for remark in remarks)
        entries = [c for c in children if c not in remarks]
        texts = [entry.node.text, *(c.node.text for c in remarks)]
        own = any(cap_in(c.node.whole) is not None for c in entries[:-1])
        texts.extend(last_word(c.node.whole, own=own) for c in entries[-1:])
        cap = next((found for found in map(cap_in, texts) if found is not None), entry.stated.points)
        items: tuple[DraftGroup | DraftItem, ...] = tuple(self._list_entry(c, kind, own) for c in entries)
        if not items:
            items = (
                DraftItem(
                    entry_name(entry.node, entry.stated), clause=entry.node.text, where=entry.node.place
                ),
            )
        deduction = kind is GroupKind.DEDUCTION
        return DraftGroup(
            re.split(r"[（(]", entry_name(entry.node, entry.stated), maxsplit=1)[0]
            or ("减分" if deduction else "加分"),
            items,
            kind=kind,
            points=entry.stated.points,
            floor=-cap if deduction and cap is not None else None,
            cap=cap if not deduction else None,
            where=entry.node.place,
        )

    def _list_entry(self, entry: Entry, kind: GroupKind, own: bool) -> DraftGroup | DraftItem:
        """`own`: the entries beside it state a most of their own."""
        if any(c.node.label for c in entry.children) and not has_points(entry.node.text):
            return self._listed(entry, kind, entry.children)
        name = entry_name(entry.node, entry.stated)
        text = entry.node.whole.strip(" 。\n")
        most = cap_in(text.removesuffix(last_word(text, own=own)))
        return DraftItem(
            name=name,
            points=entry.stated.points if entry.stated.points is not None else most,
            clause=entry.node.whole,
            departments=departments_in(entry.node.whole),
            where=entry.node.place,
        )

    def _veto(self, entry: Entry) -> VetoList:
        for each in entry.node.walk():
            self._mark(each)
        head, _, effect = entry.node.text.partition("\n")
        listed = tuple(ListEntry(child.node.whole, place=child.node.place) for child in entry.children)
        entries = listed or (ListEntry(entry.node.text, place=entry.node.place),)
        card = "黄牌" in head
        found, told = without_mild(VetoList(head.strip(), entries, effect.strip(), card, entry.node.place))
        self._warn(
            "outline.veto-kept",
            f"“{short_label(entry.node)}”列出了否决（警告）情形{len(found.entries)}条，已原样保留，没有变成规则。",
            "请在办法文件的“一票否决”下写明条件、后果和批准依据。",
            entry.node.place,
        )
        self.problems += told
        return found

    def _veto_sentence(self, entry: Entry) -> VetoList:
        """A veto that stands in one sentence of its own: “弄虚作假的，取消评优资格。”"""
        self._mark(entry.node)
        when, then = vetoing_sentence(entry.node.text)
        self._warn(
            "outline.veto-kept",
            f"“{short_label(entry.node)}”写的是否决情形，已原样保留，没有变成规则。",
            "请在办法文件的“一票否决”下写明条件、后果和批准依据。",
            entry.node.place,
        )
        return VetoList(then, (ListEntry(when, place=entry.node.place),), then, place=entry.node.place)

    # what does not add up

    def _check_sum(self, group: DraftGroup, entry: Entry) -> None:
        added = _added(group.children)
        if group.points is not None and added is not None and added != group.points:
            self._warn(
                "outline.points-do-not-add-up",
                f"“{group.name}”写明{plain(group.points)}分，下面{len(group.children)}项相加是{plain(added)}分。{self._edge(entry)}",
                "请核对原文的分值；没有作任何改动。",
                group.where,
                *(child.where for child in group.children),
            )

    def _check_total(self, table: DraftTable, head: Entry) -> None:
        base = [group for group in table.groups if group.kind is GroupKind.BASE]
        added = _added(base)
        if table.total is not None and base and added is not None and added != table.total:
            self._warn(
                "outline.total-differs",
                f"“{table.name}”写明总分{plain(table.total)}分，各项相加是{plain(added)}分。{self._edge(head)}",
                "请核对原文的分值；没有作任何改动。",
                table.where,
                *(group.where for group in base),
            )

    def _edge(self, entry: Entry) -> str:
        """A sum that is short at the very end of the text: it probably breaks off there."""
        last = self.outline.nodes[-1] if self.outline.nodes else None
        while last is not None and last is not entry.node:
            last = last.children[-1] if last.children else None
        return "这一段就在正文末尾，原文可能到这里中断了。" if last is entry.node and entry.children else ""

    def _doubt_points(self, entry: Entry, choices: tuple[Decimal, ...]) -> None:
        self._warn(
            "outline.points-unsettled",
            f"“{short_label(entry.node)}”没有写明满分，句子里的几个得分可以理解为{plain(choices[0])}分（取最高）或{plain(choices[1])}分（相加），暂按最高。",
            "请在这一项后面写明满分，如“（10分）”。",
            entry.node.place,
        )

    def _doubt_weights(self, entries: list[Entry]) -> None:
        """Shares that stand beside the points of another section: how the whole is put together."""
        if entries:
            said = "、".join(
                f"“{short_label(e.node)}”占{plain((e.stated.weight or ZERO) * 100)}%" for e in entries
            )
            self._warn(
                "outline.weights-unread",
                f"{said}：各部分怎样合成总分，没有写进考核表。",
                "请把各部分分别做成考核表，按权重合成。",
                *(entry.node.place for entry in entries),
            )

    def _doubt_lists(self, lists: list[Entry]) -> None:
        self._warn(
            "outline.lists-for-every-table",
            "加分、减分清单没有写明属于哪一张考核表，已列入每一张表。",
            "请在不适用的表中删去。",
            *(entry.node.place for entry in lists),
            severity=Severity.ADVICE,
        )

    def _mark_head(self, head: Entry) -> None:
        """What stands above the groups found its place only as far as it states their points or the total."""
        names = [entry_name(child.node, child.stated) for child in head.children]
        stands = {piece.index for piece in head.node.pieces[:1]} if head.stated.end else set()
        stands |= {piece.index for piece in head.node.pieces if announced_in(piece.text, names)[1]}
        self.placed |= stands

    def _mark(self, node: Node) -> None:
        self.placed.update(piece.index for piece in node.pieces)

    def _warn(
        self, code: str, message: str, remedy: str, *places: Place, severity: Severity = Severity.WARNING
    ) -> None:
        self.problems.append(Problem(code, severity, message, remedy, places))


def _added(children: Iterable[DraftGroup | DraftItem]) -> Decimal | None:
    """The sum of their points, weighted; None where one of them is not known. Lists do not count."""
    total = ZERO
    for child in children:
        if isinstance(child, DraftGroup):
            points = child.points if child.points is not None else _added(child.children)
            if child.kind is not GroupKind.BASE:
                continue
            total += (points or ZERO) * child.weight
        else:
            points = child.points
            total += points or ZERO
        if points is None:
            return None
    return total
