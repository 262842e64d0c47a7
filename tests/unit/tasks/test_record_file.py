"""任务记录: lines are added and never rewritten; what cannot be read is said with its line."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe.tasks import Deed, Event
from kaohe.tasks.record_file import append_record, read_record
from tests.unit.tasks.samples import UNITS, done, ended, event, month

LINES = [
    event("A", "T1", 1, Deed.SUBMIT, "2026-01-10", "=回执，第1号"),
    event("A", "T1", 1, Deed.GIVE_BACK, "2026-01-12", note="缺“公章”\n和日期"),
    done("C", "T1", 1, "2026-01-12"),
    ended(1, "2026-01-31"),
]


@pytest.mark.parametrize("name", ["记录.csv", "记录.jsonl"])
def test_what_is_written_reads_back(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    append_record(path, LINES[:2], UNITS)
    before = path.read_bytes()
    append_record(path, LINES[2:], UNITS)
    assert path.read_bytes().startswith(before)
    events, problems = read_record(path, UNITS)
    assert problems == ()
    assert list(events) == LINES


def test_a_spreadsheet_runs_nothing_of_it(tmp_path: Path) -> None:
    append_record(tmp_path / "记录.csv", LINES, UNITS)
    text = (tmp_path / "记录.csv").read_text(encoding="utf-8-sig")
    assert "\"'=回执" in text or "'=回执" in text
    assert text.startswith("日期,单位,任务编号,月份,事项,证明,说明,经办")


def test_a_hand_may_write_names_ids_and_excels_dates(tmp_path: Path) -> None:
    path = tmp_path / "记录.csv"
    path.write_text(
        "单位,事项,日期,任务编号,月份,证明\nA,办结,2026/1/5,T1,2026年1月,回执\n", encoding="gb18030"
    )
    events, problems = read_record(path, UNITS)
    assert problems == ()
    assert events == (event("A", "T1", 1, Deed.ACCEPT, "2026-01-05", "回执"),)


def test_a_last_line_left_open_is_ended_first(tmp_path: Path) -> None:
    path = tmp_path / "记录.csv"
    path.write_text(
        "日期,单位,任务编号,月份,事项,证明,说明,经办\n2026-01-05,A,T1,2026-01,办结,回执,,", encoding="utf-8"
    )
    append_record(path, LINES[2:3], UNITS)
    assert len(read_record(path, UNITS)[0]) == 2


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        ("2026-13-05,A,T1,2026-01,办结,证明", "facts.bad-cell", "日期"),
        ("2026-01-05,没有镇,T1,2026-01,办结,证明", "facts.bad-cell", "单位"),
        ("2026-01-05,A,,2026-01,办结,证明", "facts.bad-cell", "任务编号"),
        ("2026-01-05,A,T1,2026,办结,证明", "facts.bad-cell", "月份"),
        ("2026-01-05,A,T1,2026-01,做完,证明", "facts.bad-cell", "事项"),
        ("2026-01-05,A,T1,2026-01,办结,电话13800138000", "facts.personal-data", "手机号码"),
    ],
)
def test_a_line_that_is_wrong(tmp_path: Path, line: str, code: str, says: str) -> None:
    path = tmp_path / "记录.csv"
    path.write_text(f"日期,单位,任务编号,月份,事项,证明\n{line}\n", encoding="utf-8")
    events, problems = read_record(path, UNITS)
    assert events == ()
    assert [problem.code for problem in problems] == [code]
    assert says in problems[0].message
    assert problems[0].where[0].line == 2


def test_columns_that_are_missing(tmp_path: Path) -> None:
    path = tmp_path / "记录.csv"
    path.write_text("日期,单位\n2026-01-05,A\n", encoding="utf-8")
    (problem,) = read_record(path, UNITS)[1]
    assert problem.code == "facts.missing-column"
    assert "任务编号" in problem.message


@pytest.mark.parametrize("line", ["不是记录", '["A"]', '{"日期": 1}', '{"哪天": "2026-01-05"}'])
def test_a_json_line_that_is_wrong(tmp_path: Path, line: str) -> None:
    path = tmp_path / "记录.jsonl"
    append_record(path, LINES[2:3], UNITS)
    with path.open("a", encoding="utf-8") as stream:
        stream.write(line + "\n")
    events, problems = read_record(path, UNITS)
    assert len(events) == 1
    assert [problem.where[0].line for problem in problems] == [2]


def test_an_empty_file_is_an_empty_record_and_a_missing_one_is_said(tmp_path: Path) -> None:
    (tmp_path / "空.csv").write_text("", encoding="utf-8")
    assert read_record(tmp_path / "空.csv", UNITS) == ((), ())
    assert [problem.code for problem in read_record(tmp_path / "没有.csv", UNITS)[1]] == ["facts.no-file"]


_texts = st.text("甲乙,\"'=+-@\n一2号（）", max_size=12).map(str.strip)


@given(
    st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(list(Deed)[:4]), _texts, _texts), max_size=6)
)
def test_any_text_reads_back(
    tmp_path_factory: pytest.TempPathFactory, lines: list[tuple[str, Deed, str, str]]
) -> None:
    path = tmp_path_factory.mktemp("record") / "记录.csv"
    day = date(2026, 1, 5)
    written = [Event(unit, "T1", month(1), deed, day, proof, note) for unit, deed, proof, note in lines]
    append_record(path, written, UNITS)
    assert read_record(path, UNITS) == (tuple(written), ())
