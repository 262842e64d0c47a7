"""`kaohe check`: what it finds, on which day's law, in which words, and how it ends."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kaohe.cli.main import main

ROOT = Path(__file__).resolve().parents[3]
GOLDEN = ROOT / "tests" / "golden" / "checks"
FIRST = ROOT / "examples" / "first" / "scheme.yaml"


def check(*arguments: object, ends: int = 0) -> Result:
    result = CliRunner().invoke(main, ["check", *(str(argument) for argument in arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == ends, result.output
    return result


@pytest.fixture
def fee(tmp_path: Path) -> Path:
    """A complete scheme of 2016 that scores the collection of the fee."""
    text = """
考核办法: 某县2016年考核办法
考核期: 2016
数据项: {征收到位率: {类型: 百分比, 责任科室: 法规科}}
考核表:
  - 名称: 考核表
    对象: 乡镇
    指标:
      - 名称: 依法行政
        下级:
          - 名称: 社会抚养费
            分值: 4
            评分标准: 社会抚养费征收到位率达到80%得4分，按完成比例计分。
            规则: {按比例: 征收到位率, 终点: 80, 终点分: 4}
"""
    file = tmp_path / "scheme.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_an_old_scheme_is_readable_and_cannot_be_issued(fee: Path) -> None:
    text = check(fee, "--quiet").stdout
    assert "历史［law.fee-historical］" in text
    assert "可以查阅、重算，不能照原样再印发" in text
    data = json.loads(check(fee, "--json").stdout)
    assert data["can_be_issued"] is False
    assert [finding["level"] for finding in data["findings"]] == ["historical"]
    assert data["problems"] == []


def test_on_another_day_another_law_holds(fee: Path) -> None:
    text = check(fee, "--on", "2026-01-01", ends=1).stdout
    assert "错误［law.fee］1处" in text
    assert "依据：《中华人民共和国人口与计划生育法》（2021年修正），2021年8月20日起施行。" in text
    assert "理由：" in text
    assert "改法：请删去这一内容" in text
    assert "scheme.yaml 第11行" in text
    assert "有1处错误，改好以前不能印发" in text
    finding = json.loads(check(fee, "--on", "2026-01-01", "--json", ends=1).stdout)["findings"][0]
    assert finding["code"] == "law.fee"
    assert finding["severity"] == finding["level"] == "error"
    assert finding["instrument"]
    assert finding["reason"]
    assert finding["remedy"]
    assert finding["quote"]


@pytest.mark.parametrize("day", ["明天", "2026-13-01", "2026年1月1日"])
def test_a_day_that_is_none_is_wrong_usage(fee: Path, day: str) -> None:
    assert "2026-01-01" in check(fee, "--on", day, ends=2).stderr


def test_findings_of_one_kind_stand_together() -> None:
    text = check(GOLDEN / "structure.yaml", "--quiet").stdout
    assert text.count("［check.tier-unreachable］") == 1
    assert "提醒［check.tier-unreachable］2处" in text
    assert text.count("改法：请核对档的分数线和数据项的范围。") == 1
    assert "由人酌定的分占总分：镇街考核表50%。" in text


def test_warnings_let_it_pass_and_say_that_a_reason_is_needed() -> None:
    assert "处提醒，印发时须写明理由" in check(GOLDEN / "structure.yaml", "--quiet").stdout
    assert json.loads(check(GOLDEN / "structure.yaml", "--json").stdout)["can_be_issued"] is True


def test_an_unfinished_scheme_is_examined_too() -> None:
    result = check(GOLDEN / "law-today.yaml", ends=1)
    assert "law.fee" in result.stdout
    assert "scheme.no-rule" in result.stderr
    assert json.loads(check(GOLDEN / "law-today.yaml", "--json", ends=1).stdout)["can_be_issued"] is False


def test_what_a_rule_proves_is_not_said_of_its_words_as_well(tmp_path: Path) -> None:
    text = FIRST.read_text(encoding="utf-8").replace("有公示", "没有公示")
    text = text.replace("已经公示的得10分", "已经公示的得12分").replace("则: 10, 否则: 0", "则: 12, 否则: 0")
    file = tmp_path / "scheme.yaml"
    file.write_text(text, encoding="utf-8")
    result = check(file, "--quiet")
    assert "rule.awards-too-much" in result.stderr
    assert "check.awards-too-much" not in result.stdout


def test_the_example_can_be_issued() -> None:
    data = json.loads(check(FIRST, "--json").stdout)
    assert data["can_be_issued"] is True
    assert data["discretion"][0]["percent"] == "4"
