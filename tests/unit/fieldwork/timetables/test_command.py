"""`kaohe timetable`: plans the example, checks, plans again, and says why where it cannot."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from kaohe.cli.main import main

EXAMPLE = Path(__file__).resolve().parents[4] / "examples" / "yunxi" / "2026"
PLAN = EXAMPLE / "检查安排.yaml"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["timetable", *map(str, words)])


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("timetable") / "日程"
    result = run(PLAN, "-o", folder, "--scheme", EXAMPLE / "scheme.yaml")
    assert result.exit_code == 0, result.output
    assert "最优（已证明）" in result.stdout
    return folder


def stops(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((folder / "plan.json").read_text(encoding="utf-8"))["stops"]
    return found


def cells(entries: Sequence[dict[str, Any]]) -> set[tuple[str, ...]]:
    return {(e["date"], e["half_day"], e["team"], e["name"]) for e in entries}


def test_the_example_is_planned_and_written(planned: Path) -> None:
    assert {path.name for path in planned.iterdir()} >= {
        "plan.json",
        "日程.xlsx",
        "日程.yaml",
        "检查日程表.docx",
    }
    record = json.loads((planned / "plan.json").read_text(encoding="utf-8"))
    assert record["format"] == "kaohe.timetable/1"
    assert record["algorithm"]["status"] == "最优（已证明）"
    assert record["cost"]["bound"] == record["cost"]["weighed"]
    assert set(record["inputs"]) == {"检查安排.yaml", "单位表"}
    assert len({entry["unit"] for entry in record["stops"]}) == len(record["stops"]) == 20
    assert [entry["name"] for entry in record["stops"] if entry["fixed"]] == ["听泉街道"]


def test_the_section_is_what_papers_read(planned: Path) -> None:
    """The same visits as in the record, in the words of 公文.yaml."""
    visits = yaml.safe_load((planned / "日程.yaml").read_text(encoding="utf-8"))["日程"]
    said = {(str(v["日期"]), v["半天"], v["组"], unit) for v in visits for unit in v["单位"]}
    assert said == cells(stops(planned))


def test_the_plan_holds_read_from_either_file(planned: Path) -> None:
    for name in ("plan.json", "日程.xlsx"):
        result = run(PLAN, "--check", planned / name)
        assert result.exit_code == 0, result.output
        assert "全部条件都守住了" in result.stdout


def test_a_hand_change_is_checked_kept_and_the_rest_changed_least(planned: Path, tmp_path: Path) -> None:
    book = load_workbook(planned / "日程.xlsx")
    sheet = book["日程"]
    texts = {
        cell.coordinate: str(cell.value or "")
        for row in sheet.iter_rows(min_row=4, min_col=2)
        for cell in row
    }
    here = next(address for address, text in texts.items() if "棠里镇" in text)
    there = next(address for address, text in texts.items() if "青砚镇" in text)
    sheet[here], sheet[there] = texts[there], texts[here]
    book.save(tmp_path / "改.xlsx")
    assert run(PLAN, "--check", tmp_path / "改.xlsx").exit_code in (0, 1)
    result = run(PLAN, "--keep", tmp_path / "改.xlsx", "-o", tmp_path / "新", "--json")
    assert result.exit_code == 0, result.output
    again = json.loads(result.stdout)
    fixed = {entry["name"] for entry in again["stops"] if entry["fixed"]}
    assert fixed == {"听泉街道", "棠里镇", "青砚镇"}
    assert again["cost"]["changed"] <= 2
    assert len(cells(stops(planned)) - cells(again["stops"])) <= 4


def test_what_is_there_is_not_overwritten(planned: Path) -> None:
    before = (planned / "plan.json").read_bytes()
    result = run(PLAN, "-o", planned)
    assert result.exit_code == 1
    assert "timetable.exists" in result.stderr
    assert (planned / "plan.json").read_bytes() == before


def _with(folder: Path, *changes: tuple[str, str]) -> Path:
    text = PLAN.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / "安排.yaml").write_text(text, encoding="utf-8")
    return folder / "安排.yaml"


UNITS = ("--units", str(EXAMPLE.parent / "units.csv"))


def test_a_conflict_is_said_in_words(tmp_path: Path) -> None:
    plan = _with(
        tmp_path,
        ("单位: 桑陌镇, 专长: [财务]", "单位: 青砚镇, 专长: [财务]"),
        ("不在: [2027-01-07 下午]", "不在: [2027-01-05, 2027-01-06, 2027-01-07]"),
    )
    result = run(plan, *UNITS)
    assert result.exit_code == 1
    assert "timetable.infeasible" in result.stderr
    assert "第一组的沈砚秋与青砚镇须回避。" in result.stderr
    assert "青砚镇需要会“财务”的人，会的只有第一组、第二组。" in result.stderr
    assert result.stderr.count("第二组的叶舒1月") == 3
    assert json.loads(run(plan, *UNITS, "--json").stdout)["refused"]["code"] == "timetable.infeasible"


def test_too_few_half_days_are_counted(tmp_path: Path) -> None:
    result = run(_with(tmp_path, ("每组: 6", "每组: 5")), *UNITS)
    assert result.exit_code == 1
    assert "至少要12个半天；2个组每组5个，只有10个" in result.stderr


def test_a_broken_plan_is_named_and_ends_with_one(planned: Path, tmp_path: Path) -> None:
    record = json.loads((planned / "plan.json").read_text(encoding="utf-8"))
    record["stops"] = record["stops"][1:]
    (tmp_path / "plan.json").write_text(json.dumps(record), encoding="utf-8")
    result = run(PLAN, "--check", tmp_path / "plan.json")
    assert result.exit_code == 1
    assert "timetable.not-visited" in result.stderr


def test_without_the_solver_the_extra_is_named_and_checking_works(
    planned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "ortools"]:
        monkeypatch.delitem(sys.modules, name)
    for name in ("solve", "region", "columns", "bound", "areas", "pieces", "start"):
        monkeypatch.delitem(sys.modules, f"kaohe.fieldwork.timetables.{name}", raising=False)
    monkeypatch.setitem(sys.modules, "ortools", None)
    refused = run(PLAN)
    assert refused.exit_code == 1
    assert "pip install 'kaohe[field]'" in refused.stderr
    assert run(PLAN, "--check", planned / "plan.json").exit_code == 0


def test_wrong_usage_ends_with_two(planned: Path) -> None:
    assert run(PLAN, "--check", planned / "plan.json", "-o", "x").exit_code == 2
