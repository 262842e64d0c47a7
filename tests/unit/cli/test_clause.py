"""`kaohe clause`: one clause in words, tried and scored; wrong usage is said."""

import json
from decimal import Decimal

import pytest
from click.testing import CliRunner, Result

from kaohe.cli.main import main

CLAUSE = "完成率达到98%得4分，每低1个百分点扣0.5分，扣完为止。"


def run(*arguments: str, ends: int = 0, typed: str = "") -> Result:
    result = CliRunner().invoke(main, ["clause", *arguments], input=typed)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == ends, result.output
    return result


def test_a_clause_is_told_with_its_boundary_table_and_a_score() -> None:
    said = run(CLAUSE, "--points", "4", "--given", "97").stdout
    assert "性质：按数计分" in said
    assert "数据项1：完成率（百分比）" in said
    assert "规则：起始4分；完成率低于98%的，每低1个百分点扣0.5分；扣完为止。" in said
    assert "正好达到：98% → 4分" in said
    assert "得分：完成率 97 → 3.5分" in said


@pytest.mark.parametrize(
    ("clause", "options", "score"),
    [
        (CLAUSE, ("--points", "4", "--given", "98%"), "4"),
        ("规范得3分，较规范得2分，不规范不得分。", ("--points", "3", "--given", "较规范"), "2"),
        ("每受表彰1次加2分。", ("--mode", "bonus", "--given", "3"), "6"),
        ("每发生1起扣0.5分。", ("--mode", "adjust", "--given", "3"), "-1.5"),
        ("根据工作情况酌情评分。", ("--points", "5", "--given", "3.5"), "3.5"),
        ("台账缺一本扣0.5分，未签字的扣1分，扣完为止。", ("--points", "3", "--given", "1,是"), "1.5"),
        ("台账缺一本扣0.5分，未签字的扣1分，扣完为止。", ("--points", "3", "--given", "1", "否"), "2.5"),
    ],
)
def test_the_score_for_what_is_given(clause: str, options: tuple[str, ...], score: str) -> None:
    data = json.loads(run(clause, *options, "--json").stdout)
    assert data["score"] == score
    assert data["rule"]
    assert data["boundary"]


def test_what_was_not_read_is_said_and_ends_with_one() -> None:
    shown = run("按时报送得2分；有重大失误的研究另扣分，满3次得5倍。", "--points", "4", ends=1)
    assert "没有读懂" in shown.stdout
    assert "要确认" in shown.stdout


def test_context_gives_the_line_that_the_clause_leaves_out() -> None:
    said = run(
        "每低1个百分点扣0.5分，扣完为止。", "--points", "4", "--item", "核实完成率", "--context", "98%"
    ).stdout
    assert "98%" in said


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("  ",),
        ("完成率", "达到98%"),
        (CLAUSE, "--points", "四"),
        (CLAUSE, "--points", "4", "--given", "1,2"),
        (CLAUSE, "--points", "4", "--given", "是"),
        (CLAUSE, "--mode", "别的"),
        ("规范得3分，不规范不得分。", "--points", "3", "--given", "一般"),
    ],
)
def test_wrong_usage_ends_with_two(arguments: tuple[str, ...]) -> None:
    run(*arguments, ends=2)


def test_a_batch_is_answered_line_by_line() -> None:
    line = {"id": "a", "clause": CLAUSE, "item": "完成率", "max": 4, "mode": "score", "cases": [["97"], [98]]}
    out = run("--batch", "-", typed=json.dumps(line) + "\n\n").stdout
    answer = json.loads(out)
    assert (answer["id"], answer["unread"]) == ("a", [])
    assert [Decimal(score) for score in answer["scores"]] == [Decimal("3.5"), Decimal(4)]
