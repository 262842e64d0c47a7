"""`kaohe draw`: the whole way by the command, what it prints as JSON, and how it ends."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from kaohe.cli.draw import command
from kaohe.cli.main import main
from kaohe.documents.opening import open_document
from kaohe.fieldwork.draws import parse_terms, read_frame, read_terms

YUNXI = Path(__file__).resolve().parents[4] / "examples" / "yunxi"
PLAN, FRAME = YUNXI / "2026" / "抽样方案.yaml", YUNXI / "2026" / "抽样框.csv"
Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    def call(*arguments: object, ends: int = 0) -> Result:
        result = CliRunner().invoke(main, ["draw", *map(str, arguments)])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert result.exit_code == ends, result.output
        return result

    return call


def read(result: Result) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(result.stdout)
    return data


def test_the_whole_way(run: Run, tmp_path: Path) -> None:
    """Announced, drawn by a public number, a spot replaced, verified, and both notices written."""
    before, after = tmp_path / "抽样预告.json", tmp_path / "抽样.json"
    arguments = (PLAN, "--frame", FRAME, "--units", YUNXI / "units.csv", "--date", "2026-12-20", "-o", before)
    announced = read(run("prepare", *arguments, "--json"))
    assert announced["frame"]["count"] == 162
    assert announced["seed"] == ""
    assert sum(group["planned"] for group in announced["groups"]) == 39
    assert "还没有抽取" in run("--verify", before).stdout
    assert "没有覆盖" in run("prepare", *arguments, ends=1).stderr
    run("prepare", *arguments, "--force")

    assert "不符" in run("run", before, "--number", "05 11 17", "-o", after, ends=1).stderr
    assert not after.exists()
    drawn = run("run", before, "--number", "05 11 17 24 26 33", "--date", "2026-12-28", "-o", after)
    assert "泉北社区、东篱社区" in drawn.stdout
    assert after.read_bytes() == (YUNXI / "2026" / "抽样.json").read_bytes()
    assert "已经抽过" in run("run", after, "--number", "1", "-o", tmp_path / "又.json", ends=1).stderr

    data = read(run("--verify", after, "--fingerprint", announced["fingerprint"][:10], "--json"))
    assert (data["holds"], data["drawn"]) == (True, True)
    replaced = read(run("replace", after, "上堰村", "--reason", "道路中断", "--json"))
    assert (replaced["out"], replaced["taken"]) == ("E0502", "E0507")
    assert "“柳西村”（E0503）由" in run("replace", after, "柳西村", "--reason", "停电").stdout
    assert run("--verify", after).stdout.startswith("相符")

    scheme = YUNXI / "2026" / "scheme.yaml"
    run("notice", before, scheme, "-o", tmp_path / "文书")
    assert "抽样公告写入" in run("notice", after, scheme, "-o", tmp_path / "文书", "--format", "docx").stdout
    assert announced["fingerprint"][:8] in _text(tmp_path / "文书" / "抽样预告.docx")
    text = _text(tmp_path / "文书" / "抽样公告.docx")
    assert "替换情况" in text
    assert "道路中断" in text
    assert (
        "替换:\n    - {单位: 柳堰镇, 原抽中: 上堰村, 替换为: 杨渡村, 理由: 道路中断"
        in run("section", after).stdout
    )
    assert "抽样预告" in read(run("section", before, "--json"))["yaml"]


def _text(path: Path) -> str:
    document = open_document(path)
    return "\n".join(str(block) for block in document.blocks)


def test_a_record_that_was_changed(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "抽样.json"
    text = (YUNXI / "2026" / "抽样.json").read_text(encoding="utf-8")
    path.write_text(text.replace('"E0502"', '"E0501"'), encoding="utf-8")
    assert "“柳堰镇”的抽中" in run("--verify", path, ends=1).stderr
    data = read(run("--verify", path, "--json", ends=1))
    assert data["holds"] is False
    assert len(data["differences"]) == 1
    assert "不能接着办" in run("replace", path, "柳西村", "--reason", "停电", ends=1).stderr


def test_a_committed_seed(run: Run, tmp_path: Path) -> None:
    secret, before, after = (tmp_path / name for name in ("种子.json", "前.json", "后.json"))
    mark = read(run("seed", "-o", secret, "--json"))["commitment"]
    assert len(mark) == 64
    assert "不能覆盖" in run("seed", "-o", secret, ends=1).stderr
    assert secret.stat().st_mode & 0o077 == 0
    plan = tmp_path / "方案.yaml"
    plan.write_text("每组: 1\n种子: {承诺: 是}", encoding="utf-8")
    assert "先用 kaohe draw seed" in run("prepare", plan, "--frame", FRAME, "-o", before, ends=1).stderr
    run("prepare", plan, "--frame", FRAME, "--seed-file", secret, "-o", before)
    assert mark in before.read_text(encoding="utf-8")
    assert "要公开那个种子" in run("run", before, "-o", after, ends=1).stderr
    other = tmp_path / "另一个.json"
    assert read(run("seed", "-o", other, "--seed", "另一个", "--json"))["commitment"] != mark
    assert "不能用" in run("run", before, "--seed-file", other, "-o", after, ends=1).stderr
    run("run", before, "--seed-file", secret, "-o", after)
    assert run("--verify", after).stdout.startswith("相符")


def test_simple_plans_by_options(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "抽样.json"
    told = run(
        "now",
        "--frame",
        FRAME,
        "--each",
        2,
        "--except",
        "榉坪镇=1",
        "--reserves",
        1,
        "--seed",
        "一",
        "-o",
        path,
    )
    assert "没有事先承诺" in told.stderr
    assert "共39个" in told.stdout
    data = read(run("now", "--frame", FRAME, "--total", 30, "--seed", "一", "-o", path, "--force", "--json"))
    assert sum(group["planned"] for group in data["groups"]) == 30
    assert data["problems"][-1]["code"] == "draw.not-announced"
    arguments = (
        "--by",
        "类别",
        "--chance",
        "按规模",
        "--each",
        5,
        "--seed",
        "一",
        "-o",
        path,
        "--force",
        "--json",
    )
    data = read(run("now", "--frame", FRAME, *arguments))
    assert {group["class"]: len(group["drawn"]) for group in data["groups"]} == {"社区": 5, "村": 5}


def test_from_the_units(run: Run, tmp_path: Path) -> None:
    units = ("--units", YUNXI / "units.csv")
    path = tmp_path / "抽样.json"
    data = read(run("now", *units, "--level", "镇街", "--each", 2, "--seed", "一", "-o", path, "--json"))
    assert {group["unit"]: group["listed"] for group in data["groups"]} == {
        "东部片区": 7, "西部片区": 7, "北部片区": 6
    }  # fmt: skip
    assert (
        "有：区县、片区、镇街"
        in run("now", *units, "--level", "村", "--each", 2, "--seed", "一", "-o", path, ends=1).stderr
    )


def test_too_few_are_told_by_unit_and_nothing_is_written(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "抽样.json"
    told = run("prepare", "--frame", FRAME, "--each", 6, "-o", path, ends=1)
    assert "“清漪街道”要抽6个，不够：名单6个，不抽1个" in told.stderr
    assert not path.exists()
    refused = read(run("prepare", "--frame", FRAME, "--each", 6, "-o", path, "--json", ends=1))
    assert {problem["code"] for problem in refused["problems"]} == {"draw.too-few"}


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("now", "--each", 2, "--seed", "一", "-o", "甲.json"),
        ("now", "--frame", FRAME, "--seed", "一", "-o", "甲.json"),
        ("now", "--frame", FRAME, "--each", 2, "--total", 5, "--seed", "一", "-o", "甲.json"),
        ("now", "--frame", FRAME, "--each", 2, "--except", "榉坪镇", "--seed", "一", "-o", "甲.json"),
        ("now", "--frame", FRAME, "--total", 5, "--except", "榉坪镇=1", "--seed", "一", "-o", "甲.json"),
        ("prepare", PLAN, "--frame", FRAME, "--each", 2, "-o", "甲.json"),
        ("prepare", "--frame", FRAME, "--each", 2, "--shape", "12", "-o", "甲.json"),
        ("prepare", "--frame", FRAME, "--each", 2, "--date", "明天", "-o", "甲.json"),
        ("prepare", "--frame", FRAME, "--each", 2, "--commitment", "abc", "-o", "甲.json"),
        ("size", "--error", "很小"),
        ("size", "--error", "5%", "--effect", "一"),
    ],
)
def test_wrong_usage(run: Run, arguments: tuple[object, ...]) -> None:
    run(*arguments, ends=2)


@pytest.mark.parametrize(
    "arguments",
    [
        ("now", PLAN, "--frame", FRAME, "--seed", "一", "-o", "甲.json"),
        ("now", "--frame", "没有.csv", "--each", 2, "--seed", "一", "-o", "甲.json"),
        ("prepare", "没有.yaml", "--frame", FRAME, "-o", "甲.json"),
        ("--verify", "没有.json"),
        ("--verify", FRAME),
        ("size", "--error", "100%"),
    ],
)
def test_what_cannot_be_done_is_said(run: Run, arguments: tuple[object, ...]) -> None:
    assert "不能办理" in run(*arguments, ends=1).stderr


def test_sample_sizes(run: Run) -> None:
    assert "至少抽175个" in run("size", "--error", 5, "--population", 320).stdout
    data = read(run("size", "--error", "3%", "--confidence", "99", "--expected", "10%", "--json"))
    assert (data["number"], data["z"], data["error"]) == (664, "2.575829", "3/100")


GUIDE = (YUNXI.parents[1] / "docs" / "guide" / "draw.md").read_text(encoding="utf-8")


def test_the_plan_of_the_guide_is_the_plan_of_the_example() -> None:
    text = GUIDE.partition("```yaml\n")[2].partition("```")[0]
    assert parse_terms(text) == read_terms(PLAN)


def test_every_word_of_a_plan_is_in_the_guide() -> None:
    words = (
        "标题",
        "分组",
        "每组",
        "每类",
        "比例",
        "总数",
        "例外",
        "抽法",
        "候补",
        "分摊",
        "每组至少",
        "不抽",
    )
    for word in (*words, "理由", "名单", "单位", "类别", "公开号码", "形式", "次序", "承诺"):
        assert word in GUIDE, word


def test_the_guide_names_every_command() -> None:
    group = command
    assert isinstance(group, click.Group)
    for name in group.commands:
        assert f"kaohe draw {name}" in GUIDE or f"`{name}`" in GUIDE, name


def test_what_a_hash_program_says_is_the_order() -> None:
    """The line of the guide: 柳西村's key is the smallest of its town's."""
    keys = {
        spot.id: hashlib.sha256(f"05-11-17-24-26-33\n柳堰镇\n\n{spot.id}".encode()).hexdigest()
        for spot in read_frame(FRAME)[0].spots
        if spot.unit == "柳堰镇" and not spot.barred
    }
    assert "05-11-17-24-26-33\\n柳堰镇\\n\\nE0503" in GUIDE
    assert min(keys, key=keys.__getitem__) == "E0503"
