"""`kaohe quality`, `kaohe standards`, `kaohe progress` on the example and on a small round."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from kaohe.cli.main import main
from tests.unit.facts.quality.material import SCHEME

YUNXI = Path(__file__).resolve().parents[3] / "examples" / "yunxi"
THIS, LAST = YUNXI / "2026", YUNXI / "2025"
EXAMPLE = (THIS / "scheme.yaml", THIS / "facts.csv")
RULES = """
校验: [{名称: 查, 关系: 普惠托位数 <= 托位总数}]
四率: {及时率: 填报及时率}
标准: [{数据项: 信息员人数, 按: 常住人口, 单位: 万, 分档: [{不超过: 3, 为: 1}, {高于: 3, 不超过: 5, 为: 2}, {高于: 5, 为: 3}]}]
"""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


def table(path: Path) -> list[list[str]]:
    return list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small round: two towns, one of which reports one child-care place too many and one of which came late."""
    texts = {
        "办法.yaml": SCHEME,
        "units.csv": "编码,名称,层级,类别,上级\nA,甲镇,镇街,镇,\nB,乙镇,镇街,镇,\n",
        "数据.csv": "单位,数据项,期间,值\nA,普惠托位数,2026,30\nA,托位总数,2026,25\nA,常住人口,2026,42300\nB,常住人口,2026,\nA,信息员人数,2026,1\n",
        "送达.csv": "单位,期间,应报日期,收到日期\nA,2026,2027-01-10,2027-01-10\nB,2026,2027-01-10,2027-01-12\n",
        "数据规则.yaml": RULES,
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_the_example_as_a_table_and_as_files(tmp_path: Path) -> None:
    arguments = ("quality", *EXAMPLE, "--deliveries", THIS / "送达.csv", "--last-year", LAST / "facts.csv")
    done = run(*arguments, "-o", tmp_path / "四率.csv", "--flaws", tmp_path / "清单.csv")
    assert done.exit_code == 0
    assert "桑陌镇" in done.stdout
    rows = table(tmp_path / "四率.csv")
    assert rows[0][:5] == ["单位", "期间", "覆盖率", "覆盖率分子", "覆盖率分母"]
    assert rows[-1][-3:] == ["95.65%", "110", "115"]
    assert any("迟 3 天" in row[-1] for row in table(tmp_path / "清单.csv"))
    again = run(*arguments, "-o", tmp_path / "四率.csv")
    assert again.exit_code == 1
    assert "--force" in again.stderr
    assert run(*arguments, "-o", tmp_path / "四率.csv", "--force").exit_code == 0


def test_plain_data(folder: Path) -> None:
    done = run(
        "quality", folder / "办法.yaml", folder / "数据.csv", "--deliveries", folder / "送达.csv", "--json"
    )
    data = json.loads(done.stdout)
    assert data["total"]["timeliness"] == {"part": 1, "whole": 2, "percent": "50"}
    assert data["total"]["logic"] == {"part": 0, "whole": 1, "percent": "0"}
    towns = {entry["name"]: entry for entry in data["units"]}
    assert towns["乙镇"]["logic"] == {"part": 0, "whole": 0, "percent": None}
    assert "quality.relation" in {problem["code"] for problem in data["problems"]}


def test_the_rates_score_like_any_figure(folder: Path) -> None:
    rates = folder / "四率数据.csv"
    done = run(
        "quality",
        folder / "办法.yaml",
        folder / "数据.csv",
        "--deliveries",
        folder / "送达.csv",
        "--facts",
        rates,
    )
    assert done.exit_code == 0
    explained = run("explain", folder / "办法.yaml", folder / "数据.csv", rates, "--unit", "乙镇", "及时")
    if explained.exit_code == 2:
        explained = run("explain", folder / "办法.yaml", folder / "数据.csv", rates, "乙镇", "及时")
    assert "0/1" in explained.stdout
    assert "按系统收到的数据计算：及时率 0/1" in rates.read_text(encoding="utf-8-sig")


def test_wrong_rules_stop_the_command_with_their_line(folder: Path) -> None:
    (folder / "数据规则.yaml").write_text("校验: [{名称: 查, 关系: 普惠托位 <= 托位总数}]", encoding="utf-8")
    done = run("quality", folder / "办法.yaml", folder / "数据.csv")
    assert done.exit_code == 1
    assert "quality.unknown-measure" in done.stderr
    assert "第1行" in done.stderr


def test_standards_become_targets_that_score_and_explain(folder: Path) -> None:
    targets = folder / "标准.csv"
    done = run("standards", folder / "办法.yaml", folder / "数据.csv", "-o", targets)
    assert done.exit_code == 0
    assert "没有数" in done.stderr  # B's population
    explained = run("explain", folder / "办法.yaml", folder / "数据.csv", targets, "甲镇", "配备")
    assert "信息员人数1人，比目标值2人少1人，每1人扣2分，扣2分" in explained.stdout


def test_standards_want_their_file(folder: Path) -> None:
    (folder / "数据规则.yaml").unlink()
    done = run("standards", folder / "办法.yaml", folder / "数据.csv")
    assert done.exit_code == 1
    assert "没有找到数据规则" in done.stderr


def test_progress_of_the_example(tmp_path: Path) -> None:
    book, paper = tmp_path / "进度.xlsx", tmp_path / "进度.docx"
    arguments = ("progress", *EXAMPLE, "--last", LAST / "facts.csv", "--on", "2026-12-31")
    done = run(*arguments, "-o", book)
    assert done.exit_code == 0
    assert "合计：已完成 37，未达目标 22，不适用 1。" in done.stdout
    sheet = load_workbook(book)["进度"]
    assert sheet["A1"].value == "芸溪区2026年家庭支持工作目标管理责任制考核办法进度表（截至2026年12月31日）"
    assert (sheet["A4"].value, sheet["G4"].value) == ("听泉街道", "已完成")
    assert run(*arguments, "-o", paper).exit_code == 0
    assert paper.read_bytes().startswith(b"PK")
    assert run(*arguments, "-o", book).exit_code == 1


def test_progress_as_plain_data_and_of_one_unit(folder: Path) -> None:
    done = run(
        "progress",
        folder / "办法.yaml",
        folder / "数据.csv",
        "--on",
        "2026-06-30",
        "--unit",
        "甲镇",
        "--json",
    )
    lines = {line["measure"]: line for line in json.loads(done.stdout)["lines"]}
    assert {line["name"] for line in lines.values()} == {"甲镇"}
    assert (lines["普惠托位数"]["share"], lines["普惠托位数"]["standing"]) == ("30", "behind")
    assert (lines["信息员人数"]["target"], lines["信息员人数"]["standing"]) == (
        "2",
        "short",
    )  # of the standard


@pytest.mark.parametrize("bad", [("--on", "6月"), ("--unit", "丙镇"), ("-o", "进度.pdf")])
def test_wrong_usage(folder: Path, bad: tuple[str, str]) -> None:
    assert run("progress", folder / "办法.yaml", folder / "数据.csv", *bad).exit_code == 2


def test_a_source_is_never_written_over(folder: Path) -> None:
    done = run("quality", folder / "办法.yaml", folder / "数据.csv", "-o", folder / "数据.csv", "--force")
    assert done.exit_code == 1
    assert "普惠托位数" in (folder / "数据.csv").read_text(encoding="utf-8")
