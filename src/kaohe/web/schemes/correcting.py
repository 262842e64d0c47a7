"""One item of a draft, corrected as its form says: a new draft, or what is wrong with the correction. Nothing is stored here."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from kaohe.clauses.canonical import Names
from kaohe.core import Period, Problem, Severity
from kaohe.reports.settling import (
    Located,
    Way,
    at,
    by_department,
    by_own_words,
    items_in,
    take_default,
    with_clause,
    with_item,
    with_points,
)
from kaohe.rules import ByLevel, Discretion, Given, Node, walk
from kaohe.rules.sentence import sentence
from kaohe.scheme import SchemeDraft
from kaohe.scheme.draft import DraftItem, Pending
from kaohe.scheme.json_form import canonical
from kaohe.scheme.pending import AS_READ, BY_DEPARTMENT, OWN_RULE, takes_default

LATER = ""
"""The answer that leaves a question open."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a form says of an item, whole. `rule`: another rule in words (a canonical sentence or the office's own); empty: the rule
    stays, or is what the clause now says.

    `answers`: key of a question → the option chosen. `most`: how many points a person may give where the item states none.
    """

    name: str
    clause: str
    points: Decimal | None
    departments: tuple[str, ...] = ()
    rule: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    most: Decimal | None = None


def corrected(draft: SchemeDraft, way: Way, asked: Correction) -> tuple[SchemeDraft, tuple[Problem, ...]]:
    """The draft with the corrected item, as far as the correction goes, and what stands in the way of the rest of it."""
    draft = _renamed(draft, at(draft, way), asked)
    item = at(draft, way).item
    if differ(asked.clause, item.clause):
        draft = with_clause(draft, way, asked.clause.strip(), asked.points)
    elif asked.points != item.points:
        draft = with_points(draft, way, asked.points)
    if asked.rule.strip():
        made = by_own_words(draft, way, " ".join(asked.rule.split()))
        return (made, ()) if isinstance(made, SchemeDraft) else (draft, made)
    return _answered(draft, way, asked)


def rule_in_words(draft: SchemeDraft, item: DraftItem) -> str:
    """The item's rule as the form shows it; empty where it has none."""
    return "" if item.rule is None else sentence(item.rule, Names.of(draft.measures).labels)


def key_of(question: str) -> str:
    """A question's name in a form: the same words, the same name."""
    return "q-" + hashlib.sha256(question.encode()).hexdigest()[:12]


def chosen(pending: Pending) -> str:
    """Which option the present answer is."""
    return AS_READ if takes_default(pending) else pending.answer


def options_of(pending: Pending) -> list[str]:
    """The ways to settle a question, the default first; a person's points and an own rule can always be chosen."""
    first = [AS_READ] if pending.default else []
    return list(dict.fromkeys((*first, *pending.options, BY_DEPARTMENT, OWN_RULE)))


def fingerprint(found: Located) -> str:
    """What an item is, whole, as a hash: two who started from the same have seen the same."""
    return hashlib.sha256(canonical((found.number, found.item)).encode()).hexdigest()


# ---- what the document does not say of itself


def with_particulars(
    draft: SchemeDraft, *, title: str, version: str, period: Period | None, levels: Iterable[str]
) -> SchemeDraft:
    """The draft with another heading; `levels` are whom its tables score, one each."""
    tables = tuple(replace(table, level=level) for table, level in zip(draft.tables, levels, strict=True))
    return replace(draft, title=title, version=version, period=period, tables=tables)


def differences(before: SchemeDraft, after: SchemeDraft) -> str:
    """The items that a correction changed, by name, for the trail."""
    old = {fingerprint(found) for found in items_in(before)}
    names = [found.item.name for found in items_in(after) if fingerprint(found) not in old]
    return "、".join(f"“{name}”" for name in names[:5])


# ---- parts of a correction


def _renamed(draft: SchemeDraft, found: Located, asked: Correction) -> SchemeDraft:
    """With the item's other name and departments; its own figures go to the department that it went to before."""
    item = replace(found.item, name=asked.name.strip() or found.item.name, departments=asked.departments)
    draft = with_item(draft, found.way, item)
    old, new = (entry.departments[0] if entry.departments else "" for entry in (found.item, item))
    if old == new:
        return draft
    own = set(_figures(item.rule))
    others = {
        name for other in items_in(draft) if other.way != found.way for name in _figures(other.item.rule)
    }
    measures = tuple(
        replace(measure, department=new)
        if measure.id in own - others and measure.department == old
        else measure
        for measure in draft.measures
    )
    return replace(draft, measures=measures)


def _answered(draft: SchemeDraft, way: Way, asked: Correction) -> tuple[SchemeDraft, tuple[Problem, ...]]:
    """With the questions answered that the form answers; a question that is no longer asked is passed over."""
    for number, pending in enumerate(at(draft, way).item.pending):
        answer = asked.answers.get(key_of(pending.question), chosen(pending))
        if answer == chosen(pending):
            continue
        if answer == AS_READ:
            draft = take_default(draft, way, number)
        elif answer == LATER:
            draft = _reopened(draft, way, number)
        elif answer == BY_DEPARTMENT:
            most = asked.most or at(draft, way).item.points
            if not most:
                return draft, (
                    _problem(
                        "scheme.most-missing",
                        _("没有写最多多少分"),
                        _("请在“最多多少分”里写一个大于 0 的数。"),
                    ),
                )
            return by_department(draft, way, abs(most)), ()
        else:
            remedy = _("请在“规则”里写出怎样计分，如“完成率达到95%得4分，每低1个百分点扣0.5分，扣完为止”。")
            return draft, (
                _problem(
                    "scheme.rule-missing", _("选了“%(option)s”，还没有写规则。") % {"option": answer}, remedy
                ),
            )
    return draft, ()


def _reopened(draft: SchemeDraft, way: Way, question: int) -> SchemeDraft:
    item = at(draft, way).item
    pending = tuple(replace(p, answer="") if n == question else p for n, p in enumerate(item.pending))
    return with_item(draft, way, replace(item, pending=pending))


def _figures(rule: Node | None) -> Iterator[str]:
    for node in () if rule is None else walk(rule):
        if isinstance(node, Given | ByLevel | Discretion):
            yield node.measure


def differ(one: str, other: str) -> bool:
    """Whether two texts differ in more than breaks and spaces at their ends: a browser sends its own line breaks."""
    return one.strip().split() != other.strip().split()


def _problem(code: str, message: str, remedy: str) -> Problem:
    return Problem(code, Severity.ERROR, message, remedy)
