"""What a clerk writes is read, with its line where it is wrong; what is written is read back."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from kaohe.core import Refused
from kaohe.core.problem import Problem, has_errors
from kaohe.facts.units import AssessedUnit, Units
from kaohe.fieldwork.timetables import Arrangement, Half, Limits, Slot, Span, Weights, Wish, check_plan
from kaohe.fieldwork.timetables.arrangement_file import ArrangementFile, read_arrangement
from kaohe.fieldwork.timetables.book import LIST, MATRIX, read_book, write_book
from kaohe.fieldwork.timetables.record import Found, as_text, read_record, record_of
from tests.unit.fieldwork.timetables.instances import MONDAY, SLOTS, TUESDAY, arrangement, stop

UNITS = Units(
    [
        AssessedUnit("Q", "云区", "区县"),
        AssessedUnit("A", "甲镇", "镇街", "镇", "Q"),
        AssessedUnit("B", "乙镇", "镇街", "镇", "Q"),
        AssessedUnit("C", "丙街道", "镇街", "街道", "Q"),
        AssessedUnit("A1", "甲村", "村", "", "A"),
    ]
)
TEXT = """检查安排: 现场检查
层级: 镇街
日期: [2026-03-02, 2026-03-03 上午]
小单位: [街道, 乙镇]
限制: {每半天: 2, 每天: 3, 每组: 3, 相差: 1, 最少人数: 1, 回避: 个人}
侧重: {路程: 2, 愿望: 3}
组:
  - 名称: 第一组
    不出组: 2026-03-03 上午
    成员:
      - {姓名: 沈砚, 单位: 甲村, 曾任: [丙街道], 专长: [财务], 不在: [2026-03-02 下午]}
  - 名称: 第二组
    成员: [{姓名: 江川}]
单位:
  - {单位: 甲镇, 专长: [财务], 半天数: 2}
  - 丙街道
愿望:
  - {单位: 乙镇, 去: 2026-03-02, 组: 第二组}
  - {单位: 乙镇, 不去: [2026-03-03 上午], 必须: 是}
固定:
  - {单位: 丙街道, 时间: 2026-03-02 上午}
距离: 距离.csv
出发地: 驻地
"""
SQUARE = "单位,甲镇,乙镇,丙街道,驻地\n甲镇,0,12,8.5,3\n乙镇,,0,4,20\n丙街道,8.5,,0,1\n"


def read(folder: Path, text: str = TEXT, distances: str | None = SQUARE) -> ArrangementFile:
    (folder / "检查安排.yaml").write_text(text, encoding="utf-8")
    if distances is not None:
        (folder / "距离.csv").write_text(distances, encoding="utf-8")
    return read_arrangement(folder / "检查安排.yaml", UNITS)


def good(folder: Path, text: str = TEXT, distances: str | None = SQUARE) -> Arrangement:
    found = read(folder, text, distances)
    assert [str(p) for p in found.problems if has_errors([p])] == []
    assert found.arrangement is not None
    return found.arrangement


def test_everything_that_is_written_is_read(tmp_path: Path) -> None:
    made = good(tmp_path)
    assert made.slots == (
        Slot(MONDAY, Half.MORNING),
        Slot(MONDAY, Half.AFTERNOON),
        Slot(TUESDAY, Half.MORNING),
    )
    first, second = made.teams
    (member,) = first.members
    assert (first.away, member.away) == ((Span(TUESDAY, Half.MORNING),), (Span(MONDAY, Half.AFTERNOON),))
    assert member.avoids == {"A1", "A", "Q", "C"}  # the village, what stands above it, and the unit before
    assert member.skills == {"财务"}
    assert second.members[0].avoids == frozenset()
    assert made.limits == Limits(2, 3, 3, 1, 1, whole_team=False)
    assert made.weights == Weights(2, 3, 100)
    asked = {need.unit: (need.half_days, need.times, set(need.skills), need.small) for need in made.needs}
    assert asked == {"A": (2, 1, {"财务"}, False), "B": (1, 1, set(), True), "C": (1, 1, set(), True)}
    assert set(made.wishes) == {
        Wish("C", (Span(MONDAY, Half.MORNING),), must=True, fixed=True),
        Wish("B", (Span(MONDAY),), "第二组"),
        Wish("B", (Span(TUESDAY, Half.MORNING),), go=False, must=True),
    }


def test_distances_are_read_in_tenths(tmp_path: Path) -> None:
    travel = good(tmp_path).travel
    assert travel is not None
    assert (travel.between("A", "B"), travel.between("C", "A"), travel.from_base("B")) == (120, 85, 200)
    assert travel.shown(205) == "20.5公里"


def test_a_line_a_pair_is_the_same(tmp_path: Path) -> None:
    pairs = (
        "甲,乙,公里\n甲镇,乙镇,12\n丙街道,甲镇,8.5\n乙镇,丙街道,4\n甲镇,驻地,3\n驻地,乙镇,20\n丙街道,驻地,1\n"
    )
    square = good(tmp_path).travel
    assert good(tmp_path, distances=pairs).travel == square


def test_neighbours_are_steps_apart(tmp_path: Path) -> None:
    text = TEXT.replace("距离: 距离.csv\n出发地: 驻地\n", "相邻:\n  甲镇: [乙镇]\n  乙镇: [丙街道]\n")
    travel = good(tmp_path, text).travel
    assert travel is not None
    assert [travel.between("A", other) for other in "ABC"] == [0, 1, 2]
    assert travel.shown(2) == "2程"


def test_a_stretch_leaves_out_holidays_and_takes_in_make_up_days(tmp_path: Path) -> None:
    text = TEXT.replace(
        "[2026-03-02, 2026-03-03 上午]", "{从: 2026-09-30, 到: 2026-10-10}\n放假: [2026-10-08]"
    )
    text = text[: text.index("固定:")] + text[text.index("距离:") :]
    days = [slot.day.isoformat() for slot in good(tmp_path, text).slots]
    assert sorted(set(days)) == ["2026-09-30", "2026-10-09", "2026-10-10"]
    assert len(days) == 6


def test_a_free_day_that_is_named_is_taken_and_said(tmp_path: Path) -> None:
    found = read(tmp_path, TEXT.replace("2026-03-03 上午]\n小", "2026-03-03 上午, 2026-10-01]\n小"))
    assert [p.message for p in found.problems if p.code == "timetable.free-day"] == [
        "10月1日（星期四，国庆节放假）不是工作日，仍按“日期”里写的安排。"
    ]


WRONG = {
    "timetable.unknown-unit": ("- 丙街道\n", "- 丁镇\n"),
    "timetable.no-such-level": ("层级: 镇街", "层级: 县区"),
    "timetable.unknown-team": ("组: 第二组}", "组: 第九组}"),
    "timetable.not-a-day": ("时间: 2026-03-02 上午", "时间: 三月二日"),
    "timetable.unknown-skill": ("专长: [财务], 半天数", "专长: [法律], 半天数"),
    "timetable.unit-twice": ("  - 丙街道\n", "  - 丙街道\n  - 丙街道\n"),
    "timetable.team-name": ("名称: 第二组", "名称: 第一组"),
    "timetable.empty-wish": ("单位: 乙镇, 去: 2026-03-02, 组: 第二组", "单位: 乙镇"),
    "scheme.unknown-key": ("姓名: 江川", "姓名: 江川, 电话: 无"),
    "scheme.out-of-range": ("每半天: 2", "每半天: 9"),
    "facts.personal-data": ("姓名: 江川", "姓名: 江川, 电话: '13912345678'"),
}


@pytest.mark.parametrize("code", WRONG)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, code: str) -> None:
    found = read(tmp_path, TEXT.replace(*WRONG[code]))
    assert found.arrangement is None
    named = [problem for problem in found.problems if problem.code == code]
    assert named, [str(problem) for problem in found.problems]
    assert named[0].where[0].file == "检查安排.yaml"
    assert named[0].where[0].line
    assert "13912345678" not in str(found.problems)


@pytest.mark.parametrize(
    ("distances", "code"),
    [
        (SQUARE.replace("乙镇,,0,4,20", "乙镇,,0,,20"), "timetable.distance-missing"),
        (SQUARE.replace("乙镇,,0", "乙镇,13,0"), "timetable.distance-differs"),
        (SQUARE.replace("8.5,3", "8.5,约3"), "timetable.not-a-distance"),
    ],
)
def test_distances_that_do_not_hold_are_said(tmp_path: Path, distances: str, code: str) -> None:
    found = read(tmp_path, distances=distances)
    assert code in [problem.code for problem in found.problems]
    assert found.arrangement is None


PLAN = (stop("U0", "T0", 0), stop("U1", "T0", 0, fixed=True), stop("U2", "T1", 2), stop("U3", "T1", 3))


def test_a_record_is_read_back_and_is_the_same_every_time(tmp_path: Path) -> None:
    asked = arrangement()
    text = as_text(record_of(asked, PLAN, Found("手工", "", inputs={"检查安排.yaml": "ab"})))
    assert text == as_text(record_of(asked, PLAN, Found("手工", "", inputs={"检查安排.yaml": "ab"})))
    (tmp_path / "plan.json").write_text(text, encoding="utf-8")
    stops, problems = read_record(tmp_path / "plan.json")
    assert (stops, problems) == (PLAN, ())
    assert [s.fixed for s in stops] == [False, True, False, False]


@pytest.mark.parametrize(
    "text", ["", "[]", '{"format": "x", "stops": []}', '{"format": "kaohe.timetable/1"}']
)
def test_what_is_no_record_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "plan.json").write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        read_record(tmp_path / "plan.json")
    assert refused.value.code == "timetable.not-a-plan"


def test_a_stop_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    asked = arrangement()
    text = as_text(record_of(asked, PLAN, Found("手工", ""))).replace("2026-03-03", "2026-13-03", 1)
    (tmp_path / "plan.json").write_text(text, encoding="utf-8")
    stops, problems = read_record(tmp_path / "plan.json")
    assert len(stops) == 3
    assert [problem.code for problem in problems] == ["timetable.bad-stop"]


def written(folder: Path) -> tuple[Arrangement, Path]:
    asked, path = arrangement(), folder / "日程.xlsx"
    write_book(asked, PLAN, path)
    return asked, path


def test_a_workbook_is_read_back(tmp_path: Path) -> None:
    asked, path = written(tmp_path)
    stops, problems = read_book(path, asked)
    assert problems == ()
    assert sorted(stops) == sorted(PLAN)
    assert {s.unit for s in stops if s.fixed} == {"U1"}


def test_what_was_moved_by_hand_is_fixed(tmp_path: Path) -> None:
    asked, path = written(tmp_path)
    _edit(path, {"B4": "U1", "D5": "U2、U0"})
    stops, _ = read_book(path, asked)
    assert {(s.unit, s.team, SLOTS.index(s.slot)) for s in stops if s.fixed} == {
        ("U1", "T0", 0),
        ("U0", "T1", 2),
    }
    assert [p.code for p in check_plan(asked, stops) if has_errors([p])] == ["timetable.cannot-share"]


def test_a_name_that_nobody_knows_is_found_by_the_check(tmp_path: Path) -> None:
    asked, path = written(tmp_path)
    _edit(path, {"E5": "U3、某镇"})
    found: tuple[Problem, ...] = check_plan(asked, read_book(path, asked)[0])
    assert "timetable.unknown-unit" in [problem.code for problem in found]


def test_formulas_and_people_are_not_read(tmp_path: Path) -> None:
    asked, path = written(tmp_path)
    _edit(path, {"E5": "=A1"})
    assert [problem.code for problem in read_book(path, asked)[1]] == ["facts.formula"]
    _edit(path, {"E5": "13912345678"})
    with pytest.raises(Refused) as refused:
        read_book(path, asked)
    assert refused.value.code == "timetable.personal-data"


def test_another_workbook_is_refused(tmp_path: Path) -> None:
    asked, path = written(tmp_path)
    _edit(path, {}, drop=MATRIX)
    with pytest.raises(Refused):
        read_book(path, asked)


def test_without_the_list_nothing_counts_as_moved(tmp_path: Path) -> None:
    asked, path = written(tmp_path)
    _edit(path, {"B4": "U1", "D5": "U2、U0"}, drop=LIST)
    assert not any(s.fixed for s in read_book(path, asked)[0])


def _edit(path: Path, cells: dict[str, str], drop: str = "") -> None:
    book = load_workbook(path)
    for address, text in cells.items():
        book[MATRIX][address] = text
    if drop:
        del book[drop]
    book.save(path)
