"""The bundled examples are whole: they read, ask for nothing that is not there, and tell their story."""

import re
from functools import cache
from pathlib import Path

import pytest

from kaohe.core import Absence
from kaohe.documents import Paragraph
from kaohe.documents.opening import open_document
from kaohe.facts.model import Facts, Role, State
from kaohe.facts.needs import asks
from kaohe.facts.table_files import read_table
from kaohe.facts.unit_file import read_units
from kaohe.facts.units import Units
from kaohe.facts.validate import validate
from kaohe.results import History, RoundResult, TableResult, score_scheme
from kaohe.results.cases import Case, read_cases, run_case
from kaohe.results.consequences import NO_HISTORY, members_by_list
from kaohe.rules import NODES, walk
from kaohe.scheme.complete import complete
from kaohe.scheme.model import Scheme
from kaohe.scheme.reader import read_draft

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
YUNXI = EXAMPLES / "yunxi"
FOLDERS = (EXAMPLES / "first", YUNXI / "2025", YUNXI / "2026")
TOWNS = "镇街考核评分表"
folders = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


@cache
def scheme_of(folder: Path) -> Scheme:
    scheme, problems = complete(read_draft(folder / "scheme.yaml"))
    assert not problems, "\n".join(map(str, problems))
    assert scheme is not None
    return scheme


@cache
def units_of(folder: Path) -> Units:
    path = folder / "units.csv" if folder.name == "first" else YUNXI / "units.csv"
    units, problems = read_units(path)
    assert not problems, "\n".join(map(str, problems))
    return units


@cache
def facts_of(folder: Path) -> Facts:
    scheme, units = scheme_of(folder), units_of(folder)
    facts, problems = read_table(folder / "facts.csv", scheme, units)
    problems += validate(facts, scheme, units)
    assert not problems, "\n".join(map(str, problems))
    return facts


@cache
def with_last_year(folder: Path) -> Facts:
    if folder.name != "2026":
        return facts_of(folder)
    return Facts([*facts_of(folder), *facts_of(YUNXI / "2025")])


@cache
def result_of(folder: Path) -> RoundResult:
    history = NO_HISTORY
    if folder.name == "2026":
        last = result_of(YUNXI / "2025")
        history = History(({k: v for table in last.tables for k, v in members_by_list(table.lists).items()},))
    return score_scheme(scheme_of(folder), units_of(folder), with_last_year(folder), history)


def towns(year: str) -> TableResult:
    return next(table for table in result_of(YUNXI / year).tables if table.table.name == TOWNS)


def name_of(unit: str) -> str:
    return units_of(YUNXI / "2026")[unit].name


def listed(year: str, list_name: str) -> set[str]:
    found = next(each for each in towns(year).lists if each.consequence.list_name == list_name)
    return {name_of(member.unit) for member in found.members}


@folders
def test_scheme_reads_without_a_word(folder: Path) -> None:
    scheme = scheme_of(folder)
    assert all(table.total == 100 for table in scheme.tables)


@folders
def test_every_item_says_its_clause_and_who_is_responsible(folder: Path) -> None:
    for table in scheme_of(folder).tables:
        for item in table.items():
            assert item.clause.endswith("。"), item.name
            assert item.departments, item.name


@folders
def test_every_veto_names_its_approval(folder: Path) -> None:
    for table in scheme_of(folder).tables:
        assert all(veto.approval for veto in table.vetoes)


def test_this_years_items_use_every_kind_of_node() -> None:
    items = [item for table in scheme_of(YUNXI / "2026").tables for item in table.items()]
    used = {type(node) for item in items for node in walk(item.rule)}
    assert [kind.__name__ for kind in NODES if kind not in used] == []


@folders
def test_facts_answer_everything_the_scheme_asks(folder: Path) -> None:
    scheme, units, facts = scheme_of(folder), units_of(folder), with_last_year(folder)
    missing = []
    for ask in asks(scheme):
        for unit in (unit for level in ask.levels for unit in units.at(level)):
            given = ask.measure.id in facts.row(unit.id, ask.period, ask.role)
            standing = ask.role is Role.TARGET and ask.measure.standing_target(unit.unit_class) is not None
            if not given and not standing:
                missing.append((unit.name, ask.measure.id, str(ask.period), ask.role.value))
    assert missing == []


@folders
def test_facts_are_settled_and_say_who_gave_them(folder: Path) -> None:
    for fact in facts_of(folder):
        assert fact.state is not State.RETURNED
        assert fact.value not in (Absence.MISSING, Absence.PENDING)
        assert fact.by
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", fact.at)


def test_this_years_scheme_knows_last_years_facts_but_for_what_was_dropped() -> None:
    path = YUNXI / "2025" / "facts.csv"
    _, problems = read_table(path, scheme_of(YUNXI / "2026"), units_of(YUNXI / "2026"))
    assert {problem.message for problem in problems} == {"办法里没有数据项“简报篇数”。"}


def _text_of(path: Path) -> str:
    if path.suffix != ".docx":
        return path.read_text(encoding="utf-8")
    document = open_document(path)
    cells = [cell.text for grid in document.grids for cell in grid.cells]
    return "\n".join([*cells, *(b.full_text for b in document.blocks if isinstance(b, Paragraph))])


@pytest.mark.parametrize("path", sorted(p for p in EXAMPLES.rglob("*") if p.is_file()), ids=lambda p: p.name)
def test_no_number_of_a_person(path: Path) -> None:
    assert not re.search(r"\d{11}", _text_of(path))


@folders
def test_result_is_final(folder: Path) -> None:
    result = result_of(folder)
    assert not result.provisional
    assert result.problems == ()


def _cases() -> tuple[Case, ...]:
    cases, problems = read_cases(YUNXI / "2026" / "cases.yaml", scheme_of(YUNXI / "2026"))
    assert problems == ()
    return cases


def test_there_are_cases_of_every_group() -> None:
    cases = _cases()
    assert len(cases) >= 25
    assert len({case.name for case in cases}) == len(cases)
    named = {expected.name for case in cases for expected in case.expected}
    table = scheme_of(YUNXI / "2026").tables[0]
    for group in table.groups:
        assert {item.name for item in group.items()} & named, group.name


def test_every_case_holds() -> None:
    outcomes = [run_case(case, scheme_of(YUNXI / "2026")) for case in _cases()]
    assert [(outcome.case.name, outcome.failures) for outcome in outcomes if not outcome.passed] == []


def test_the_ranking() -> None:
    order = [
        (each.rank, name_of(each.tally.unit.id), str(each.tally.total)) for each in towns("2026").standings
    ]
    assert order == [
        (1, "听泉街道", "99.60"),
        (2, "望鹭街道", "97.71"),
        (3, "青砚镇", "96.48"),
        (4, "枕溪街道", "95.96"),
        (5, "霁月街道", "93.87"),
        (6, "柳堰镇", "93.34"),  # before 清漪街道 by 信访办理
        (7, "清漪街道", "93.34"),
        (8, "燕回街道", "90.00"),
        (9, "棠里镇", "88.60"),  # equal in everything that breaks ties
        (9, "竹隐镇", "88.60"),
        (11, "葵田镇", "87.50"),  # before 枫眠镇 by 数据质量, 信访办理 being equal
        (12, "枫眠镇", "87.50"),
        (13, "归云街道", "80.00"),
        (14, "荻浦镇", "73.13"),
        (15, "箬岭镇", "71.72"),
        (16, "桐荫街道", "70.00"),
        (17, "杏坞镇", "67.27"),
        (18, "榉坪镇", "63.36"),
        (19, "桑陌镇", "45.73"),
        (None, "梅屿镇", "93.95"),  # 一票否决，不计名次
    ]


def test_the_quota_bites_and_a_card_frees_a_place() -> None:
    grades = {name_of(each.tally.unit.id): each.grade for each in towns("2026").standings}
    best = {name for name, grade in grades.items() if grade == "优秀"}
    assert best == {"听泉街道", "望鹭街道", "青砚镇", "枕溪街道", "柳堰镇"}
    assert grades["霁月街道"] == grades["清漪街道"] == grades["燕回街道"] == grades["归云街道"] == "良好"
    assert grades["桐荫街道"] == "合格"
    assert grades["梅屿镇"] == "不合格"


def test_the_lists() -> None:
    assert listed("2026", "先进单位") == {"听泉街道", "望鹭街道"}
    assert listed("2026", "分类先进单位") == {"青砚镇", "枕溪街道", "柳堰镇"}
    assert listed("2026", "进步奖") == {"青砚镇"}
    assert listed("2026", "重点管理") == {"杏坞镇", "榉坪镇", "桑陌镇"}
    assert listed("2026", "重点帮助") == {"桐荫街道", "荻浦镇", "箬岭镇"}
    assert listed("2025", "重点帮助") == {"葵田镇", "荻浦镇", "杏坞镇"}
    assert listed("2026", "连续两年重点帮助转重点管理") == {"荻浦镇"}
    assert listed("2026", "数据质量单项预警") == {"杏坞镇", "桑陌镇"}
    assert listed("2026", "母婴设施提级督办") == {"桐荫街道"}
    assert listed("2026", "黄牌警示") == {"霁月街道"}
    assert listed("2026", "一票否决单位") == {"梅屿镇"}


def test_the_cells_out_of_the_ordinary() -> None:
    standings = {name_of(each.tally.unit.id): each.tally for each in towns("2026").standings}
    scores = {
        name: {score.item.name: score.score for group in tally.groups for score in group.items()}
        for name, tally in standings.items()
    }
    assert scores["桑陌镇"]["信访办理"] == -4
    assert scores["榉坪镇"]["普惠托位"] is scores["榉坪镇"]["备案与公示"] is Absence.NOT_APPLICABLE
    assert scores["箬岭镇"]["特殊家庭服务"] is scores["箬岭镇"]["暖心家园"] is Absence.NOT_APPLICABLE
    assert scores["杏坞镇"]["志愿服务"] is Absence.NOT_APPLICABLE
    bonus = {group.group.name: group for group in standings["听泉街道"].groups}["加分项"]
    assert bonus.raw > bonus.score == 5
    deduction = {group.group.name: group for group in standings["桑陌镇"].groups}["扣分项"]
    assert deduction.score == -5
