"""The structures of real documents score as the arithmetic on paper says."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from kaohe.core import Absence, Severity, round_half_up
from kaohe.results import GroupScore, RoundResult, Standing
from kaohe.rules.bounds import bounds
from kaohe.scheme.complete import complete
from kaohe.scheme.model import Group, GroupKind, Table
from kaohe.scheme.reader import parse_draft
from tests.structures.handwork import NAMES, Case, Structure, structure

STRUCTURES = {name: structure(name) for name in NAMES}
CASES = [case for each in STRUCTURES.values() for case in each.cases()]


def _id(case: Case) -> str:
    return f"{case.structure.name}-{case.name}"


@pytest.mark.parametrize("case", CASES, ids=_id)
def test_a_case_comes_out_as_worked_by_hand(case: Case) -> None:
    result = case.score()
    assert case.expected or case.lists, "a case that expects nothing"
    for unit, expected in case.expected.items():
        standings = [standing for _, standing in result.of(unit)]
        assert len(standings) == 1, unit
        assert _said(standings[0], expected) == expected, unit
    assert {name: sorted(_members(result)[name]) for name in case.lists} == {
        name: sorted(units) for name, units in case.lists.items()
    }
    assert {name: _amounts(result, name) for name in case.amounts} == {
        name: {unit: Decimal(amount) for unit, amount in amounts.items()}
        for name, amounts in case.amounts.items()
    }
    said = [problem.code for problem in result.problems]
    if case.problems is not None:  # a case of one level only leaves the other level's table empty
        assert [code for code in said if code != "results.nobody-to-score"] == case.problems


def _said(standing: Standing, expected: Mapping[str, Any]) -> dict[str, Any]:
    """What the result says to every question that the case asks, in the case's own words."""
    tally = standing.tally
    answers: dict[str, Any] = {}
    for question, written in expected.items():
        match question:
            case "总分":
                answers[question] = _text(tally.total, written)
            case "名次":
                answers[question] = "不计" if standing.rank is None else str(standing.rank)
            case "并列":
                answers[question] = "是" if standing.tied else "否"
            case "等次":
                answers[question] = standing.grade
            case "暂定":
                answers[question] = "是" if tally.provisional else "否"
            case "被否决":
                answers[question] = "是" if tally.vetoed else "否"
            case "基本分" | "加分" | "扣分":
                amount = {"基本分": tally.base, "加分": tally.bonus, "扣分": tally.deduction}[question]
                answers[question] = _text(amount, written)
            case "缺口":
                answers[question] = [score.item.name for score in tally.gaps]
            case "各项":
                answers[question] = {name: _score(standing, name, text) for name, text in written.items()}
            case "到限":
                answers[question] = {name: _kept(standing, name, text) for name, text in written.items()}
            case _:
                raise AssertionError(f"unknown question {question}")
    return answers


def _text(number: Decimal | Absence, written: str) -> str:
    """The number in the digits the case wrote, where it is the same number."""
    if isinstance(number, Absence):
        return number.label
    try:
        return written if Decimal(written) == number else str(number)
    except ArithmeticError:
        return str(number)


def _score(standing: Standing, name: str, written: str) -> str:
    score = standing.tally.find(name)
    assert score is not None, name
    return _text(score.score, written)


def _kept(standing: Standing, name: str, written: str) -> str:
    """The floor or cap at which a score was kept, or 否."""
    score = standing.tally.find(name)
    assert score is not None, name
    return "否" if score.kept_at is None else _text(score.kept_at, written)


def _members(result: RoundResult) -> dict[str, set[str]]:
    members: dict[str, set[str]] = {}
    for table in result.tables:
        for entry in table.lists:
            members.setdefault(entry.consequence.list_name, set()).update(m.unit for m in entry.members)
    return members


def _amounts(result: RoundResult, name: str) -> dict[str, Decimal]:
    return {
        member.unit: member.amount
        for table in result.tables
        for entry in table.lists
        if entry.consequence.list_name == name
        for member in entry.members
        if member.amount is not None
    }


@pytest.mark.parametrize("each", STRUCTURES.values(), ids=NAMES)
def test_the_points_stand_as_the_document_has_them(each: Structure) -> None:
    tables = each.scheme().tables
    assert {table.name: _shape(table) for table in tables} == each.data["结构"]


def _shape(table: Table) -> dict[str, Any]:
    return {
        "总分": _plain(table.total),
        "指标数": str(sum(1 for _ in table.items())),
        "各组": {group.name: _branches(group) for group in table.groups},
    }


def _branches(group: Group) -> Any:
    """The points of an item; the list of what a group's children are worth."""
    if group.kind is not GroupKind.BASE:
        limit = group.cap if group.kind is GroupKind.BONUS else group.floor
        return "不封顶" if limit is None else _plain(limit)
    return [_branches(c) if isinstance(c, Group) else _plain(c.points) for c in group.children]


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")


@pytest.mark.parametrize("each", STRUCTURES.values(), ids=NAMES)
def test_the_shown_totals_are_made_of_their_parts(each: Structure) -> None:
    for case in each.cases():
        for table in case.score().tables:
            for standing in table.standings:
                tally = standing.tally
                if isinstance(tally.total, Absence):
                    continue
                parts = [_again(group) for group in tally.groups]
                assert parts == [group.score for group in tally.groups], (case.name, tally.unit.name)


def _again(score: GroupScore) -> Decimal:
    """A group's score from its children's: sum, floor and cap, weight, four decimals."""
    total = sum((c.score if isinstance(c, GroupScore) else c.points for c in score.children), Decimal(0))
    group = score.group
    total = total if group.floor is None else max(total, group.floor)
    total = total if group.cap is None else min(total, group.cap)
    return round_half_up(total * group.weight, 4)


def test_the_broken_off_outline_is_refused_at_its_lines() -> None:
    """Without the two stated holes the groups do not add up, and each is said at its own line."""
    path = STRUCTURES["dengzhou"].path
    lines = path.read_text(encoding="utf-8").split("\n")
    assert sum("# 缺口" in line for line in lines) == 2
    text = "\n".join("" if "# 缺口" in line else line for line in lines)
    scheme, problems = complete(parse_draft(text, "文本.yaml"))
    assert scheme is None
    found = [(p.code, p.where[0].line) for p in problems if p.severity is Severity.ERROR]
    expected = [(e["代码"], int(e["行"])) for e in STRUCTURES["dengzhou"].data["断掉的文本"]]
    assert sorted(found) == sorted(expected)
    messages = " ".join(problem.message for problem in problems)
    for entry in STRUCTURES["dengzhou"].data["断掉的文本"]:
        assert entry["写明"] in messages
        assert entry["相加"] in messages


def test_a_hole_left_undecided_is_refused_too() -> None:
    """A hole may be named without a rule (待定), but then there is no scheme yet, and the line is told."""
    path = STRUCTURES["dengzhou"].path
    lines = path.read_text(encoding="utf-8").split("\n")
    holes = [number for number, line in enumerate(lines, 1) if "# 缺口" in line]
    for number in holes:
        head, _, _ = lines[number - 1].partition("规则:")
        lines[number - 1] = head + "规则: 待定}"
    scheme, problems = complete(parse_draft("\n".join(lines), "文本.yaml"))
    assert scheme is None
    errors = [(p.code, p.where[0].line) for p in problems if p.severity is Severity.ERROR]
    assert errors == [("scheme.no-rule", number) for number in holes]


def test_only_the_clause_at_fault_can_award_more_than_its_item() -> None:
    """The document gives 6 points in an item of 5: the one rule whose proven bound lies above its points."""
    (table,) = STRUCTURES["qingpu"].scheme().tables
    base = [item for group in table.groups if group.kind is GroupKind.BASE for item in group.items()]
    highest = {item.name: (bounds(item.rule, {}).high, item.points) for item in base}
    over = {name: pair for name, pair in highest.items() if pair[0] is None or pair[0] > pair[1]}
    assert over == {"二2": (Decimal(6), Decimal(5))}


def test_the_columns_of_the_matrix_add_up() -> None:
    """Nine columns, a target in each row of each, and the counts make the total printed beside them."""
    each = STRUCTURES["targets"]
    assert len(each.targets) == 9
    rows = list(each.data["目标矩阵"])
    assert all(sorted(column) == sorted(rows) for column in each.targets.values())
    sums = {
        name: sum(Decimal(column[name]) for column in each.targets.values()) for name in each.data["合计"]
    }
    assert sums == {name: Decimal(total) for name, total in each.data["合计"].items()}
