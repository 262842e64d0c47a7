"""From the record of tasks to a score with its reasons; from lost points back to tasks; departments that owe information."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kaohe.cli.main import main
from kaohe.core import Period
from kaohe.facts.unit_file import read_units
from kaohe.results.receipt import read_inputs
from kaohe.results.round import RoundResult, score_scheme
from kaohe.tasks import Origin
from kaohe.tasks.programme_file import read_programme
from kaohe.tasks.rectifying import Demand, lost_points, rectification_tasks, with_tasks
from tests.unit.tasks.samples import YUNXI, month

SCHEME = YUNXI / "2026" / "任务考核办法.yaml"


def run(*arguments: object, ends: int = 0) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == ends, result.output
    return result


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example's year as facts, scored."""
    folder = tmp_path_factory.mktemp("scored")
    programme = YUNXI / "2026" / "任务方案.yaml"
    words = ("--on", "2027-01-31", "--units", YUNXI / "units.csv")
    run("tasks", "points", programme, *words, "-o", folder / "积分.csv")
    run(
        "score",
        SCHEME,
        folder / "积分.csv",
        "--units",
        YUNXI / "units.csv",
        "-o",
        folder / "结果",
    )
    return folder


def test_monthly_points_are_averaged_and_late_reports_deducted(scored: Path) -> None:
    """桑陌镇: the twelve months add up to 1007.74, ÷ 12 = 83.9783…, × 0.9; six late reports take all ten points."""
    result = result_of(scored / "结果")
    (table,) = result.tables
    tallies = {standing.tally.unit.name: standing.tally for standing in table.standings}
    items = {score.item.name: score.points for score in tallies["桑陌镇"].items()}
    assert items == {"月度任务": Decimal("75.5805"), "材料报送": Decimal(0)}
    best = {score.item.name: score.points for score in tallies["听泉街道"].items()}
    assert best == {"月度任务": Decimal(90), "材料报送": Decimal(10)}
    assert not table.provisional


def test_the_explanation_names_every_month(scored: Path) -> None:
    text = run(
        "explain",
        SCHEME,
        scored / "积分.csv",
        "桑陌镇",
        "月度任务",
        "--units",
        YUNXI / "units.csv",
    ).stdout
    assert "36.36" in text
    assert "73.33" in text
    assert "75.58" in text


def test_the_receipt_holds(scored: Path) -> None:
    run("verify", scored / "结果")


def result_of(folder: Path) -> RoundResult:
    inputs = read_inputs(folder)
    return score_scheme(inputs.scheme, inputs.units, inputs.facts, inputs.history)


def test_lost_points_become_tasks(scored: Path) -> None:
    result = result_of(scored / "结果")
    lost = lost_points(result)
    assert all(each.lost > 0 for each in lost)
    assert sum(1 for each in lost if each.unit == "W06") == 2
    assert {each.unit for each in lost_points(result, Decimal(10))} == {"W06", "W07"}
    tasks = rectification_tasks(
        lost, month(2, 2027), 20, 2, [Demand("W06", "材料报送", "明确专岗报送", 4, 30)]
    )
    own = {task.item: task for task in tasks if task.units == ("W06",)}
    by_name = {each.name: own[each.item] for each in lost if each.unit == "W06"}
    assert (by_name["材料报送"].text, by_name["材料报送"].runs, by_name["材料报送"].day) == (
        "明确专岗报送",
        3,
        30,
    )
    assert (by_name["月度任务"].runs, by_name["月度任务"].day, by_name["月度任务"].origin) == (
        2,
        20,
        Origin.RECTIFICATION,
    )
    assert "逐月" in by_name["月度任务"].text
    programme, _ = read_programme(YUNXI / "2026" / "任务方案.yaml")
    assert programme is not None
    joined = with_tasks(programme, tasks)
    assert len(joined.tasks) == len(programme.tasks) + len(tasks)
    assert with_tasks(joined, tasks) == joined
    more = with_tasks(
        joined, [by_name["月度任务"].__class__("改1", "再整改", (9,), units=("W01",), item="1")]
    )
    numbers = [task.number for task in more.tasks]
    assert len(set(numbers)) == len(numbers)


def test_the_command_makes_a_programme_of_lost_points(scored: Path, tmp_path: Path) -> None:
    out = tmp_path / "整改.yaml"
    words = (
        "tasks",
        "rectify",
        scored / "结果",
        "--month",
        "2027-02",
        "--runs",
        2,
        "--least",
        "5",
        "-o",
        out,
    )
    told = json.loads(run(*words, "--json").stdout)
    assert {tuple(task["units"]) for task in told["tasks"]} >= {("桑陌镇",), ("梅屿镇",)}
    programme, problems = read_programme(out)
    assert problems == ()
    assert programme is not None
    assert programme.start == Period(2027, 2, 1)
    assert "已经有了" in run(*words, ends=1).stderr
    units, _ = read_units(YUNXI / "units.csv")
    listed = json.loads(
        run("tasks", "issue", out, "--month", "2027-02", "--units", YUNXI / "units.csv", "--json").stdout
    )
    assert listed["entries"] == len(programme.tasks)
    assert {line["unit"] for line in listed["list"]} <= {unit.id for unit in units}


DEPARTMENTS = """\
考核办法: 芸溪区2026年部门职责考核办法
版本: 1
考核期: 2026
数据项:
  信息逾期件数: {类型: 计数, 单位: 件, 优者: 低, 来源: 部门提供}
考核表:
  - 名称: 部门考核表
    对象: 部门
    总分: 10
    指标:
      - 名称: 信息共享
        分值: 10
        责任科室: 办公室
        评分标准: 应当提供的信息逾期1件扣3分，扣完为止。
        规则: {起分: 10, 扣分: [{事由: 信息逾期, 指标: 信息逾期件数, 高于: 0, 每: 1, 分: 3}]}
"""


def test_information_that_was_not_delivered_costs_its_department(tmp_path: Path) -> None:
    names = ["区教育局", "区民政局", "区公安分局", "区医疗保障局"]
    (tmp_path / "办法.yaml").write_text(DEPARTMENTS, encoding="utf-8")
    lines = "".join(f"{name},部门\n" for name in names)
    (tmp_path / "units.csv").write_text(f"名称,层级\n{lines}", encoding="utf-8")
    programme = YUNXI / "2026" / "部门信息报送.yaml"
    record = ("--record", YUNXI / "2026" / "部门信息记录.csv", "--units", tmp_path / "units.csv")
    out = tmp_path / "件数.csv"
    run(
        "tasks",
        "points",
        programme,
        *record,
        "--on",
        "2027-01-31",
        "--scheme",
        tmp_path / "办法.yaml",
        "-o",
        out,
    )
    result = run("score", tmp_path / "办法.yaml", out, "-o", tmp_path / "结果", "--json")
    (table,) = json.loads(result.stdout)["result"]["tables"]
    totals = {unit["name"]: unit["total"] for unit in table["units"]}
    assert {name: Decimal(total) for name, total in totals.items()} == {
        "区教育局": Decimal(7),
        "区民政局": Decimal(7),
        "区公安分局": Decimal(4),
        "区医疗保障局": Decimal(10),
    }
