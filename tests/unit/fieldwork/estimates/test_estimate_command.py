"""`kaohe estimate` from the guide's own example to the score and its explanation."""

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from kaohe.cli.main import main
from tests.unit.fieldwork.estimates.samples import BLOCKS, FINDINGS, folder

YUNXI = Path(__file__).parents[4] / "examples" / "yunxi"
Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    def call(*arguments: object, ends: int = 0) -> Result:
        result = CliRunner().invoke(main, [str(argument) for argument in arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert result.exit_code == ends, result.output
        return result

    return call


def test_the_guide_shows_what_the_command_prints(run: Run, tmp_path: Path) -> None:
    made = folder(tmp_path)
    printed = run("estimate", made.scheme, made.reported, made.findings).stdout
    shown = next(text for kind, text in reversed(BLOCKS) if not kind)
    lines = [line.rstrip() for line in printed.strip().splitlines() if set(line.strip()) != {"─"}]
    assert lines == [line.rstrip() for line in shown.strip().splitlines()]


def test_the_corrections_feed_the_score_and_stand_in_the_explanation(run: Run, tmp_path: Path) -> None:
    """按差错率: 89.375, 5.625 short of 95, 11.25 points of 40. 以查得为准: 180 of 200, 36. 按件: 2 + 1 × 2."""
    made, target = folder(tmp_path), tmp_path / "查得.csv"
    run("estimate", made.scheme, made.reported, made.findings, "-o", target, "--rest")
    result = json.loads(
        run("score", made.scheme, made.reported, target, "-o", tmp_path / "r", "--json").stdout
    )
    assert result["problems"] == []
    told = run("explain", made.scheme, made.reported, target, "柳堰镇").output
    golden = Path(__file__).with_name("explained.txt")
    assert told == golden.read_text(encoding="utf-8")
    for name in ("得28.75分", "得36分", "得16分"):
        assert name in told


def test_one_item_says_where_its_figure_comes_from(run: Run, tmp_path: Path) -> None:
    made, target = folder(tmp_path), tmp_path / "查得.csv"
    run("estimate", made.scheme, made.reported, made.findings, "-o", target)
    told = run("explain", made.scheme, made.reported, target, "柳堰镇", "信息准确").output
    assert "自报97.5%（585/600），差错率8.33%（10/120），折减后按89.375%计" in told
    assert "抽查差错率：本级检查，3个检查点，看120件，不符10件" in told
    assert "（第一组、第二组，2026-11-18）" in told
    data = json.loads(run("explain", made.scheme, made.reported, target, "柳堰镇", "--json").stdout)
    assert data[0]["sources"]["抽查差错率"].startswith("抽查差错率：本级检查")


def test_json(run: Run, tmp_path: Path) -> None:
    made = folder(tmp_path)
    data = json.loads(run("estimate", made.scheme, made.reported, made.findings, "--json").stdout)
    row = next(row for row in data["estimates"] if (row["unit"], row["measure"]) == ("L1", "抽查差错率"))
    assert (row["looked"], row["wrong"], row["rate"], row["value"]) == (120, 10, "8.33", "10/120")
    assert row["corrected"][0]["corrected"] == "89.375"
    assert row["chance"]["claimed"] == "1/40"
    assert (row["chance"]["exact"], row["chance"]["verdict"]) == ("0.0009101", "implausible")
    assert [problem["code"] for problem in data["problems"]] == ["estimates.several-tests"]


def test_a_workbook_of_findings_reads_the_same(run: Run, tmp_path: Path) -> None:
    made = folder(tmp_path)
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for line in FINDINGS.strip().splitlines():
        sheet.append([int(cell) if cell.isdigit() else cell or None for cell in line.split(",")])
    book.save(tmp_path / "findings.xlsx")
    of_csv = json.loads(run("estimate", made.scheme, made.reported, made.findings, "--json").stdout)
    of_book = json.loads(
        run("estimate", made.scheme, made.reported, tmp_path / "findings.xlsx", "--json").stdout
    )
    assert of_csv == of_book


def test_personal_data_and_bad_rows_end_with_a_word_and_no_trace(run: Run, tmp_path: Path) -> None:
    made = folder(tmp_path, FINDINGS + "柳堰镇,抽查差错率,户主13812345678家,1,0,,,,,,\n")
    assert "facts.personal-data" in run("estimate", made.scheme, made.findings, ends=1).stderr
    made = folder(tmp_path, FINDINGS + "柳堰镇,抽查差错率,乙村,1,2,,,,,,\n")
    told = run("estimate", made.scheme, made.reported, made.findings, ends=1).stderr
    assert "错误［estimates.more-wrong-than-looked］findings.csv 第15行" in told
    made = folder(tmp_path, "单位,检查数\n柳堰镇,3\n")
    assert "estimates.missing-column" in run("estimate", made.scheme, made.findings, ends=1).stderr


def test_nothing_is_overwritten_unless_told(run: Run, tmp_path: Path) -> None:
    made, target = folder(tmp_path), tmp_path / "查得.csv"
    run("estimate", made.scheme, made.reported, made.findings, "-o", target)
    assert "estimates.file-exists" in run("estimate", made.scheme, made.findings, "-o", target, ends=1).stderr
    run("estimate", made.scheme, made.reported, made.findings, "-o", target, "--force")
    run("estimate", made.scheme, made.reported, made.findings, "-o", made.findings, "--force", ends=2)


@pytest.mark.parametrize(
    "option", [("--confidence", "100"), ("--confidence", "95.00001"), ("--limit", "0"), ("--allowed", "-1")]
)
def test_percentages_out_of_range_are_wrong_usage(run: Run, tmp_path: Path, option: tuple[str, str]) -> None:
    made = folder(tmp_path)
    run("estimate", made.scheme, made.findings, *option, ends=2)


def test_the_bundled_example_agrees_with_its_own_figures(run: Run, tmp_path: Path) -> None:
    """What 抽查.csv comes to is what facts.csv holds already, so that nobody's score changes."""
    year = YUNXI / "2026"
    target = tmp_path / "查得.csv"
    result = run("estimate", year / "scheme.yaml", year / "facts.csv", year / "抽查.csv", "-o", target)
    assert "entered-otherwise" not in result.stderr
    both = [year / "scheme.yaml", year / "facts.csv", target, "--last-year", YUNXI / "2025" / "facts.csv"]
    assert "facts.twice" not in run("score", *both, "-o", tmp_path / "r").stderr
