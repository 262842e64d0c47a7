"""Questions about an item's rule that wait for a person's word: nothing is scored while one is open.

    待确认:
      - 问: “每低1个百分点”没有写不足1个百分点的怎么算
        默认: 起始4分；核实完成率低于99%的，每低1个百分点扣0.5分；扣完为止。
        可选: [填写规则]
        答: 按默认

The default is the sentence of the rule as it was read; where nothing could be read there is none. An answer that
is not the default is only kept when the rule has become another.
"""

from collections.abc import Iterator
from dataclasses import replace

from kaohe.core import Problem, Severity
from kaohe.rules import ByLevel, Discretion, Node, walk
from kaohe.rules.sentence import sentence
from kaohe.scheme.draft import DraftGroup, DraftItem, DraftTable, Pending, SchemeDraft

AS_READ = "按默认"
"""The answer that the rule stays as it was read."""
BY_DEPARTMENT = "由责任科室评定"
"""The option that a person gives the points."""
OWN_RULE = "填写规则"
"""The option that somebody writes the rule."""


def takes_default(pending: Pending) -> bool:
    """Whether the answer agrees with the rule as it was read."""
    return bool(pending.default) and pending.answer in (AS_READ, pending.default)


def unsettled(item: DraftItem) -> Iterator[Problem]:
    """What still stands in the way of scoring the item: questions without an answer, answers that the rule does not follow."""
    for pending in item.pending:
        question = pending.question.rstrip("。？?；")
        if not pending.answer:
            yield _problem(
                "item.unsettled", item, f"“{item.name}”还有一问没有确认：{question}。", _choices(pending)
            )
        elif not _followed(pending, item):
            message = f"“{item.name}”的一问已答“{pending.answer}”，规则却没有照此改：{question}。"
            yield _problem("item.answer-not-in-rule", item, message, _change(pending))


def is_open(item: DraftItem) -> bool:
    """Whether anything about the item waits for a person."""
    return next(unsettled(item), None) is not None


def stating_defaults(draft: SchemeDraft) -> SchemeDraft:
    """The draft with the default of every open question said as the sentence of the rule that it stands for."""
    tables = tuple(
        replace(table, groups=tuple(_group(group) for group in table.groups)) for table in draft.tables
    )
    return replace(draft, tables=tables)


def stating_default(item: DraftItem) -> DraftItem:
    """The item with the default of its open questions said as the sentence of its rule; none where it has no rule."""
    if not item.pending:
        return item
    said = "" if item.rule is None else sentence(item.rule)
    return replace(item, pending=tuple(p if p.answer else replace(p, default=said) for p in item.pending))


def items_of(entry: DraftTable | DraftGroup) -> Iterator[DraftItem]:
    """All items below, in order."""
    for child in entry.groups if isinstance(entry, DraftTable) else entry.children:
        if isinstance(child, DraftItem):
            yield child
        else:
            yield from items_of(child)


def _group(group: DraftGroup) -> DraftGroup:
    children = tuple(_group(c) if isinstance(c, DraftGroup) else stating_default(c) for c in group.children)
    return replace(group, children=children)


def _followed(pending: Pending, item: DraftItem) -> bool:
    if takes_default(pending):
        return item.rule is not None or item.unread
    if pending.answer == AS_READ or item.rule is None:
        return item.unread  # a rule that cannot be read has problems of its own
    if pending.answer == BY_DEPARTMENT and not _judged(item.rule):
        return False
    return sentence(item.rule) != pending.default


def _judged(rule: Node) -> bool:
    return any(isinstance(node, ByLevel | Discretion) for node in walk(rule))


def _choices(pending: Pending) -> str:
    others = [option for option in pending.options if option != OWN_RULE]
    such = f"（如{'、'.join(others)}）" if others else ""
    if pending.default:
        by_hand = f"同意现在的规则，就在“答”后面写“{AS_READ}”；不同意的，先改“规则”，再写怎样定的{such}"
    else:
        by_hand = f"请先写好“规则”，再在“答”后面写怎样定的{such}"
    return f"{by_hand}；也可以运行 kaohe read 办法.yaml --ask，逐条确认。"


def _change(pending: Pending) -> str:
    if pending.answer == BY_DEPARTMENT:
        return "请把“规则”改成由人评定的，如{评分: 数据项, 从: 0, 到: 4}；或改“答”。"
    if pending.answer == AS_READ and not pending.default:
        return "这一问没有默认的读法，请写好“规则”，再在“答”后面写怎样定的。"
    also = f"；同意原来读法的，“答”写“{AS_READ}”" if pending.default else ""
    return f"请按答复改“规则”{also}。"


def _problem(code: str, item: DraftItem, message: str, remedy: str) -> Problem:
    return Problem(code, Severity.ERROR, message, remedy, (item.where,))
