"""`kaohe tasks …`: a month from the list to the bulletin on the command line, and everything that is refused on the way."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kaohe.cli.main import main
from kaohe.documents import Paragraph
from kaohe.documents.opening import open_document
from tests.unit.tasks.samples import YUNXI

PROGRAMME = """\
任务方案: 试点任务方案
年度: 2026
对象: 镇街
月积分: {数据项: 任务月积分, 结转每件扣: 5}
任务:
  - 类别: 数据
    清单:
      - {编号: S1, 任务: 报送月报, 频次: 每月, 期限: 5日, 责任科室: 规划信息科, 证明: 回执, 分: 2}
      - {编号: S2, 任务: 核实信息, 月份: 1, 期限: 20日, 责任科室: 规划信息科, 单位: 镇, 分: 3}
"""
UNITS = "名称,层级,类别\n柳堰镇,镇街,镇\n听泉街道,镇街,街道\n"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "任务方案.yaml").write_text(PROGRAMME, encoding="utf-8")
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    return tmp_path / "任务方案.yaml"


def run(name: str, *arguments: object, ends: int = 0) -> Result:
    result = CliRunner().invoke(main, ["tasks", name, *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == ends, result.output
    assert "Traceback" not in result.output
    return result


def told(name: str, *arguments: object, ends: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(name, *arguments, "--json", ends=ends).stdout)
    return found


def test_the_commands_are_listed_and_explained() -> None:
    listed = CliRunner().invoke(main, ["tasks", "--help"]).output
    for name in (
        "issue",
        "close",
        "month-end",
        "bulletin",
        "report",
        "points",
        "rectify",
        "read",
        "remind",
        "status",
    ):
        assert name in listed
        assert "用法" in run(name, "--help").output or "Usage" in run(name, "--help").output
    assert "可用的" in run("没有", ends=2).output


def test_a_month_from_the_list_to_the_end(desk: Path) -> None:
    assert told("issue", desk, "--month", "2026-01")["entries"] == 3
    first = told("close", desk, "柳堰镇", "S1", "--proof", "回执1号", "--date", "2026-01-05")
    assert (first["before"]["state"], first["after"]["state"]) == ("open", "submitted")
    told("close", desk, "柳堰镇", "S1", "--accept", "--date", "2026-01-06")
    told("close", desk, "柳堰镇", "S2", "--proof", "记录", "--accept", "--date", "2026-01-22")
    run("close", desk, "听泉街道", "S1", "--proof", "回执", "--date", "2026-01-05")
    back = told("close", desk, "听泉街道", "S1", "--return", "缺公章", "--date", "2026-01-07")
    assert (back["after"]["state"], back["after"]["note"]) == ("returned", "缺公章")
    ended = told("month-end", desk, "2026-01", "--on", "2026-02-01")
    assert (ended["carried"], ended["again"]) == (1, False)
    record = (desk.parent / "任务记录.csv").read_bytes()
    for day in ("2026-02-03", "2026-01-31"):
        again = told("month-end", desk, "2026-01", "--on", day)
        assert (again["carried"], again["again"]) == (1, True)
    assert (desk.parent / "任务记录.csv").read_bytes() == record
    february = told("issue", desk, "--month", "2026-02")
    assert [(line["name"], line["task"], line["month"], line["carried"]) for line in february["list"]] == [
        ("听泉街道", "S1", "2026-01", 1),
        ("柳堰镇", "S1", "2026-02", 0),
        ("听泉街道", "S1", "2026-02", 0),
    ]
    several = run("close", desk, "听泉街道", "S1", "--proof", "回执", "--date", "2026-02-03", ends=1)
    assert "tasks.several-months" in several.stderr
    run(
        "close",
        desk,
        "听泉街道",
        "S1",
        "--month",
        "2026-01",
        "--proof",
        "回执",
        "--accept",
        "--date",
        "2026-02-03",
    )
    points = told("points", desk, "--on", "2026-02-28")["facts"]
    assert [(line["unit"], line["period"], line["value"]) for line in points] == [
        ("柳堰镇", "2026-01", "70"),
        ("听泉街道", "2026-01", "0"),
        ("柳堰镇", "2026-02", "0"),
        ("听泉街道", "2026-02", "0"),
    ]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("柳堰镇", "S9", "--accept"), "tasks.no-such-entry"),
        (("没有镇", "S1", "--accept"), "tasks.unknown-unit"),
        (("柳堰镇", "S1", "--accept"), "tasks.not-acceptable"),
        (("柳堰镇", "S1", "--return", "理由"), "tasks.not-returnable"),
        (("听泉街道", "S2", "--proof", "记录"), "tasks.no-such-entry"),
        (("柳堰镇", "S1", "--proof", "联系13800138000"), "tasks.personal-data"),
    ],
)
def test_what_may_not_be_recorded(desk: Path, words: tuple[str, ...], code: str) -> None:
    assert code in run("close", desk, *words, "--date", "2026-01-10", ends=1).stderr
    assert told("close", desk, *words, "--date", "2026-01-10", ends=1)["refused"]["code"] == code
    assert not (desk.parent / "任务记录.csv").exists()


def test_a_closed_month_and_an_earlier_day_take_no_more_lines(desk: Path) -> None:
    run("close", desk, "柳堰镇", "S1", "--proof", "回执", "--date", "2026-01-09")
    assert (
        "tasks.too-early"
        in run("close", desk, "柳堰镇", "S1", "--proof", "回执", "--date", "2026-01-08", ends=1).stderr
    )
    run("month-end", desk, "2026-01", "--on", "2026-01-31")
    refused = run("close", desk, "柳堰镇", "S2", "--proof", "记录", "--date", "2026-01-30", ends=1)
    assert "tasks.month-ended" in refused.stderr
    assert "tasks.month-skipped" in run("month-end", desk, "2026-03", "--on", "2026-03-31", ends=1).stderr
    assert "tasks.month-not-over" in run("month-end", desk, "2026-02", "--on", "2026-02-20", ends=1).stderr


@pytest.mark.parametrize(
    "words",
    [
        ("close", "柳堰镇", "S1"),
        ("close", "柳堰镇", "S1", "--accept", "--return", "理由"),
        ("close", "柳堰镇", "S1", "--accept", "--date", "昨天"),
        ("issue",),
        ("issue", "--month", "2026"),
        ("issue", "--month", "2026-01", "--papers"),
        ("bulletin", "-o", "x"),
        ("report", "--quarter", "2026-01", "-o", "x"),
        ("month-end", "春天"),
    ],
)
def test_wrong_usage(desk: Path, words: tuple[str, ...]) -> None:
    run(words[0], desk, *words[1:], ends=2)


def test_a_month_before_the_programme_begins_is_refused(desk: Path) -> None:
    assert "tasks.no-such-month" in run("issue", desk, "--month", "2025-12", ends=1).stderr
    assert "tasks.not-begun" in run("status", desk, "--on", "2025-12-31", ends=1).stderr


def test_a_programme_or_record_with_errors_says_where(desk: Path) -> None:
    (desk.parent / "任务记录.csv").write_text(
        "日期,单位,任务编号,月份,事项\n2026-01-05,柳堰镇,S9,2026-01,办结\n", encoding="utf-8"
    )
    result = run("status", desk, "--on", "2026-01-31", ends=1)
    assert "任务记录.csv 第2行" in result.stderr
    desk.write_text(PROGRAMME.replace("频次: 每月", "频次: 天天"), encoding="utf-8")
    assert "任务方案.yaml 第8行" in run("status", desk, ends=1).stderr


def test_a_programme_that_may_not_be_issued(desk: Path) -> None:
    desk.write_text(PROGRAMME.replace("报送月报", "完成社会抚养费征收"), encoding="utf-8")
    assert "tasks.cannot-be-issued" in run("issue", desk, "--month", "2026-01", ends=1).stderr
    run("check", desk, ends=1)


def test_reminders_and_status(desk: Path) -> None:
    run("close", desk, "柳堰镇", "S1", "--proof", "回执", "--date", "2026-01-03")
    found = told("remind", desk, "--on", "2026-01-16", "--days", 5)
    assert [(each["name"], len(each["overdue"]), len(each["soon"])) for each in found["units"]] == [
        ("柳堰镇", 0, 1),
        ("听泉街道", 1, 0),
    ]
    assert "已逾期" in run("remind", desk, "--on", "2026-01-16").stdout
    assert "没有逾期" in run("remind", desk, "--on", "2026-01-01", "--days", 0).stdout
    (first, second) = told("status", desk, "--on", "2026-01-16")["units"]
    assert (first["submitted"], first["overdue"], second["overdue"]) == (1, 0, 1)
    own = told("status", desk, "--on", "2026-01-16", "--unit", "柳堰镇")["entries"]
    assert [(line["task"], line["state"]) for line in own] == [("S1", "submitted"), ("S2", "open")]
    assert "已报送" in run("status", desk, "--on", "2026-01-16", "--unit", "柳堰镇").stdout


def test_lists_and_papers_are_written_and_not_overwritten(desk: Path, tmp_path: Path) -> None:
    out = tmp_path / "清单"
    written = told("issue", desk, "--month", "2026-01", "-o", out, "--papers")["written"]
    assert [Path(path).name for path in written] == [
        "任务清单 2026-01.xlsx",
        "2026-01 1 柳堰镇.docx",
        "2026-01 2 听泉街道.docx",
    ]
    text = "\n".join(
        cell.text for grid in open_document(out / "任务清单 2026-01.xlsx").grids for cell in grid.cells
    )
    assert "核实信息" in text
    assert "tasks.file-exists" in run("issue", desk, "--month", "2026-01", "-o", out, ends=1).stderr
    run("issue", desk, "--month", "2026-01", "-o", out, "--force")


def test_a_bulletin_and_a_report_of_the_example(tmp_path: Path) -> None:
    folder = tmp_path / "2026"
    folder.mkdir()
    for name in ("任务方案.yaml", "任务记录.csv", "公文.yaml"):
        shutil.copy(YUNXI / "2026" / name, folder / name)
    words = ("--units", YUNXI / "units.csv", "-o", tmp_path / "文书")
    bulletin = told("bulletin", folder / "任务方案.yaml", "--month", "2026-12", *words)
    assert (bulletin["due"], bulletin["done"]) == (143, 137)
    text = _text(Path(bulletin["written"][0]))
    assert "以前月份结转、仍没有办结的任务" not in text
    assert "各镇街：" in text
    june = _text(Path(told("bulletin", folder / "任务方案.yaml", "--month", "2026-06", *words)["written"][0]))
    assert "以前月份结转" not in june
    may = _text(Path(told("bulletin", folder / "任务方案.yaml", "--month", "2026-05", *words)["written"][0]))
    assert "以前月份结转、仍没有办结的任务" in may
    assert "核对托位和托育机构台账" in may
    report = told("report", folder / "任务方案.yaml", "--quarter", "2026Q3", *words)
    assert (report["due"], report["done"], report["late"], report["open"]) == (235, 232, 9, 10)
    assert report["change"] == "提高0.7个百分点"
    assert "与上季相比" in _text(Path(report["written"][0]))
    first = told("report", folder / "任务方案.yaml", "--quarter", "2026Q1", *words)
    assert first["change"] is None


def _text(path: Path) -> str:
    document = open_document(path)
    cells = [cell.text for grid in document.grids for cell in grid.cells]
    return "\n".join([*(block.text for block in document.blocks if isinstance(block, Paragraph)), *cells])


def test_a_month_in_which_nothing_fell_due_has_no_bulletin(desk: Path, tmp_path: Path) -> None:
    found = told("bulletin", desk, "--month", "2027-02", "-o", tmp_path / "文书")
    assert (found["due"], found["written"]) == (0, [])


def test_what_was_accepted_is_on_record(desk: Path) -> None:
    run("close", desk, "柳堰镇", "S1", "--proof", "回执", "--date", "2026-01-04")
    found = told("close", desk, "柳堰镇", "S1", "--proof", "回执（补）", "--accept", "--date", "2026-01-05")
    assert (found["after"]["state"], found["after"]["proof"]) == ("done", "回执（补）")


def test_a_document_becomes_a_draft(tmp_path: Path) -> None:
    source = tmp_path / "方案.txt"
    source.write_text(
        "2026年家庭支持工作任务方案\n\n一、托育服务\n1.每月巡查托育机构，5日前报送巡查情况。\n2.举办开放日活动（5月）。\n"
        "二、家庭帮扶\n1.每季度走访困难家庭。\n2.完善工作制度。\n",
        encoding="utf-8",
    )
    out = tmp_path / "任务方案.yaml"
    found = told("read", source, "--level", "镇街", "-o", out)
    assert [task["when"].split("，")[0] for task in found["tasks"]] == ["每月", "5月", "每季度", "全年"]
    assert [problem["code"] for problem in found["problems"]] == ["tasks.no-time"]
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    run("check", out)
    assert "tasks.file-exists" in run("read", source, "-o", out, ends=1).stderr
    source.write_text("没有年份也没有任务\n", encoding="utf-8")
    assert "tasks.no-year" in run("read", source, ends=1).stderr
