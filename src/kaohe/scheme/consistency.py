"""Whether a complete scheme holds together: names that are used are declared, grades fall, lists come in order."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from kaohe.core import Place, Problem
from kaohe.rules import Node, Subordinates, walk
from kaohe.scheme.model import Consequence, Effect, Grade, Group, Item, Scheme, Selector, Table, Veto
from kaohe.scheme.reading import Notes
from kaohe.scheme.rule_checks import RuleCheck, measures_of


@dataclass(frozen=True, slots=True)
class Doubts:
    """What could not be read of the file, so that nothing that follows from it is reported as well.

    places: entries with a mistake of their own.  period: the period is not known.
    somewhere: there is any mistake at all.  rule: stands where an item has no rule.
    """

    places: frozenset[Place]
    period: bool
    somewhere: bool
    rule: Node


def inconsistencies(scheme: Scheme, doubts: Doubts) -> list[Problem]:
    """Everything that does not fit, in the order of the file."""
    notes = Notes()
    for position, table in enumerate(scheme.tables):
        _TableCheck(scheme, table, scheme.tables[:position], notes, doubts).run()
    used = set(used_measures(scheme))
    for measure in scheme.measures.values():
        if measure.id not in used and not doubts.somewhere:
            notes.warn(
                "scheme.unused-measure",
                measure.where,
                f"数据项“{measure.id}”没有一条规则用到，填了也不影响得分。",
                "请核对是不是漏写了规则，或删去这个数据项。",
            )
        for name, _ in measure.targets:
            if name and name not in scheme.classes:
                notes.error(
                    "scheme.unknown-class",
                    measure.where,
                    f"数据项“{measure.id}”的目标写了未声明的单位类别“{name}”。",
                    f"“单位类别”有：{'、'.join(scheme.classes) or '（未写）'}。",
                )
    return notes.problems


def used_measures(scheme: Scheme) -> Iterator[str]:
    """Ids of the measures that some rule, veto or consequence looks at."""
    for table in scheme.tables:
        for item in table.items():
            yield from measures_of(item.rule)
        for veto in table.vetoes:
            yield from measures_of(veto.condition)
        for consequence in table.consequences:
            for selector in consequence.selectors:
                if selector.condition is not None:
                    yield from measures_of(selector.condition)


@dataclass
class _TableCheck:
    """The checks of one table. `lists` are the consequences' lists so far."""

    scheme: Scheme
    table: Table
    earlier: tuple[Table, ...]
    notes: Notes
    doubts: Doubts
    lists: list[str] = field(default_factory=list)

    def run(self) -> None:
        rules = RuleCheck(self.scheme, self.earlier, self.notes, period_known=not self.doubts.period)
        self._names()
        for item in self.table.items():
            if item.rule is self.doubts.rule:
                continue
            rules.score(item.rule, f"“{item.name}”", item.where)
            looks_below = any(isinstance(node, Subordinates) for node in walk(item.rule))
            if not looks_below and not any(True for _ in measures_of(item.rule)):
                self.notes.error(
                    "rule.bound-to-nothing",
                    item.where,
                    f"“{item.name}”的规则没有用到任何数据项，谁都会得同样的分。",
                    "请在规则里写明看哪个数据项。",
                )
        for veto in self.table.vetoes:
            rules.condition(veto.condition, f"“{veto.name}”", veto.where)
            self._veto(veto)
        self._grades()
        for code in self.table.ranking.tie_break:
            self._code(code, "“同分”", self.table.ranking.where)
        for consequence in self.table.consequences:
            self._consequence(consequence)
            for selector in consequence.selectors:
                if selector.condition is not None:
                    rules.condition(selector.condition, f"“{consequence.list_name}”", consequence.where)
            self.lists.append(consequence.list_name)

    def _names(self) -> None:
        codes = Counter(entry.code for entry in self.table.entries())
        for entry in self.table.entries():
            if codes[entry.code] > 1:
                self.notes.error(
                    "scheme.code-twice",
                    entry.where,
                    f"编码“{entry.code}”用了{codes[entry.code]}次。",
                    "请给每一项不同的编码，或不写编码由程序编。",
                )
                codes[entry.code] = 1
        if any(other.name == self.table.name for other in self.earlier):
            self.notes.error(
                "scheme.table-twice", self.table.where, f"有两张考核表都叫“{self.table.name}”。", "请改名。"
            )

    def _veto(self, veto: Veto) -> None:
        if veto.effect is Effect.GRADE:
            self._grade_known(veto.grade, f"“{veto.name}”", veto.where)

    def _grade_known(self, name: str, what: str, place: Place) -> None:
        known = [grade.name for grade in self.table.grades]
        if name not in known:
            self.notes.error(
                "scheme.unknown-grade",
                place,
                f"{what}用到的等次“{name}”不在“等次”里。",
                f"“等次”有：{'、'.join(known) or '（未写）'}。",
            )

    def _grades(self) -> None:
        grades = self.table.grades
        for position, grade in enumerate(grades):
            if any(other.name == grade.name for other in grades[:position]):
                message = f"有两个等次都叫“{grade.name}”。"
                self.notes.error("scheme.name-twice", grade.where, message, "请改成不同的名称。")
        for better, worse in pairwise(grades):
            if better.where in self.doubts.places or worse.where in self.doubts.places:
                continue
            if better.at_least is None or (worse.at_least is not None and worse.at_least > better.at_least):
                self.notes.error(
                    "scheme.grade-order",
                    worse.where,
                    f"等次“{worse.name}”排在“{better.name}”后面，分数线却不更低。",
                    "请从最好的等次写到最差的等次。",
                )
        if grades and grades[-1].where not in self.doubts.places and not _takes_the_rest(grades[-1]):
            self.notes.error(
                "scheme.grade-rest",
                grades[-1].where,
                "最后一个等次要收下其余所有单位，不能有分数线和名额。",
                "请在最后加一个等次，只写名称。",
            )

    def _code(self, code: str, what: str, place: Place) -> None:
        if self.table.find(code) is None:
            hint = self.notes.guess(code, [entry.name for entry in self.table.entries()])
            message = f"{what}里的“{code}”不是指标的编码或名称。"
            self.notes.error("scheme.unknown-code", place, message, f"{hint}请核对指标的名称。")
        elif len(self._named(code)) > 1:
            message = f"{what}里的“{code}”是好几个指标的名称。"
            remedy = "请给它们写不同的“编码”，在这里写编码。"
            self.notes.error("scheme.ambiguous-code", place, message, remedy)

    def _named(self, name: str) -> list[Group | Item]:
        """The entries of this name, unless one has it as its code. An item alone in its group is one with it."""
        entries = list(self.table.entries())
        if any(entry.code == name for entry in entries):
            return []
        alone = {id(e.children[0]) for e in entries if isinstance(e, Group) and len(e.children) == 1}
        return [entry for entry in entries if entry.name == name and id(entry) not in alone]

    def _consequence(self, consequence: Consequence) -> None:
        what = f"“{consequence.list_name}”"
        sure = consequence.where not in self.doubts.places
        if sure and (not consequence.selectors or Selector() in consequence.selectors):
            self.notes.error(
                "scheme.no-selector",
                consequence.where,
                f"{what}没有写明对象。",
                "请在“对象”下写明是哪些单位，如“- 前: 3”。",
            )
        if consequence.in_proportion and not self.table.total:
            self.notes.error(
                "scheme.no-total",
                consequence.where,
                f"{what}按得分比例发放，而这张考核表没有总分。",
                "请去掉“按得分比例”，或给考核表加上有分值的指标。",
            )
        for name in consequence.passing_over:
            self._list_known(name, f"{what}要顺延过的名单", consequence.where, self.lists)
        for selector in consequence.selectors:
            if selector.of:
                self._code(selector.of, what, consequence.where)
            if selector.grade:
                self._grade_known(selector.grade, what, consequence.where)
            if selector.listed:
                known = [*self.lists, consequence.list_name] if selector.years > 1 else self.lists
                self._list_known(selector.listed, f"{what}用到的名单", consequence.where, known)
            for name in selector.classes:
                if name not in self.scheme.classes:
                    self.notes.error(
                        "scheme.unknown-class",
                        consequence.where,
                        f"{what}里的单位类别“{name}”没有声明。",
                        f"“单位类别”有：{'、'.join(self.scheme.classes) or '（未写）'}。",
                    )

    def _list_known(self, name: str, what: str, place: Place, known: list[str]) -> None:
        if name not in known:
            self.notes.error(
                "scheme.unknown-list",
                place,
                f"{what}“{name}”在前面没有。",
                "请把它写在前面，名称要一致。",
            )


def _takes_the_rest(grade: Grade) -> bool:
    return grade.at_least is None and grade.share is None and grade.most is None
