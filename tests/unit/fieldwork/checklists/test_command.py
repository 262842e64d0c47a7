"""`kaohe checklist`, as the guide shows it: from the scheme to a form, from the export to the score."""

import csv
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pyxform.xls2xform import convert

from kaohe.cli.main import main
from kaohe.documents.opening import open_document
from tests.golden.documents.test_documents import dump
from tests.unit.fieldwork.checklists.material import EXAMPLE

GUIDE = Path(__file__).parents[4] / "docs" / "guide" / "checklist.md"
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    shutil.copytree(EXAMPLE, tmp_path / "芸溪")
    monkeypatch.chdir(tmp_path / "芸溪")

    def call(*arguments: object, ends: int = 0) -> Result:
        result = CliRunner().invoke(main, [str(argument) for argument in arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert result.exit_code == ends, result.output
        return result

    return call


SCHEME, EXPORT, DRAW = "2026/scheme.yaml", "2026/检查导出.csv", "2026/抽样.json"


def test_the_guides_example(run: Run) -> None:
    lines = re.search(r"```\n(kaohe checklist.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert lines is not None
    commands = [line.split() for line in lines[1].strip().splitlines()]
    assert [command[1] for command in commands] == ["checklist"] * 5 + ["score"]
    for command in commands[:5]:
        assert run(*command[1:]).stderr == ""
    run(*commands[5][1:], "--json")
    warnings: list[str] = []
    convert("检查表.xlsx", validate=False, warnings=warnings)
    assert warnings == []
    assert len(list(Path("检查表").glob("*.docx"))) == 20


def test_the_examples_export_gives_the_examples_figures(run: Run) -> None:
    taken = json.loads(run("checklist", SCHEME, EXPORT, "--points", DRAW, "--json").stdout)
    assert taken["problems"] == []
    assert (len(taken["answers"]), len(taken["facts"])) == (6, 17)
    with Path("2026/facts.csv").open(encoding="utf-8-sig") as stream:
        known = {(row["单位"], row["数据项"]): row["值"] for row in csv.DictReader(stream)}
    with Path("units.csv").open(encoding="utf-8-sig") as stream:
        names = {row["编码"]: row["名称"] for row in csv.DictReader(stream)}
    for fact in taken["facts"]:
        stated = known[names[fact["unit"]], fact["measure"]]
        assert fact["value"] == stated or float(fact["value"]) == float(stated), fact


def test_paper_asks_what_the_telephone_asks(run: Run) -> None:
    listed = json.loads(run("checklist", SCHEME, "--json").stdout)["checklist"]
    run("checklist", SCHEME, "-o", "表.docx")
    text = dump(open_document(Path("表.docx")))
    for question in listed["questions"]:
        assert question["label"] in text
    assert "□是　□否" in text
    assert "抽查条数＿＿＿＿＿" in text


def test_a_folder_gets_a_form_for_each_unit_with_its_points(run: Run) -> None:
    run("checklist", SCHEME, "--points", DRAW, "-o", "表")
    text = dump(open_document(Path("表/桑陌镇.docx")))
    assert "□双井村　□大桑村　□新桑村（候补）" in text


@pytest.mark.parametrize("name", ["表.xlsx", "表.docx", "表.html", "表.json"])
def test_nothing_is_overwritten_unless_asked(name: str, run: Run) -> None:
    Path(name).write_text("mine", encoding="utf-8")
    assert "checklist.exists" in run("checklist", SCHEME, "-o", name, ends=1).stderr
    assert Path(name).read_text(encoding="utf-8") == "mine"
    run("checklist", SCHEME, "-o", name, "--force")
    assert Path(name).stat().st_size > 4


def test_what_was_found_is_not_overwritten_either(run: Run) -> None:
    again = ("checklist", SCHEME, EXPORT, "--points", DRAW, "-o", "查得")
    run(*again)
    before = Path("查得/found.csv").read_bytes()
    assert "checklist.exists" in run(*again, ends=1).stderr
    run(*again, "--force", "--above")
    assert Path("查得/found.csv").read_bytes() == before
    assert "上级" in Path("查得/检查结果.csv").read_text(encoding="utf-8-sig")


def test_the_estimate_takes_the_findings(run: Run) -> None:
    run("checklist", SCHEME, EXPORT, "--points", DRAW, "-o", "查得")
    told = run("estimate", SCHEME, "2026/facts.csv", "查得/检查结果.csv")
    assert "3.33" in told.stdout
    assert "错误" not in told.stderr


def test_an_export_with_a_mistake_ends_with_one_and_says_where(run: Run) -> None:
    text = Path(EXPORT).read_text(encoding="utf-8")
    Path("坏.csv").write_text(text.replace(",60,3,", ",60,61,", 1), encoding="utf-8")
    told = run("checklist", SCHEME, "坏.csv", "--points", DRAW, "-o", "查得", ends=1)
    assert "坏.csv 第5行第10列" in told.stderr
    assert "checklist.more-wrong-than-looked" in told.stderr
    assert "4/120" not in Path("查得/found.csv").read_text(encoding="utf-8-sig")
    assert "1/60" in Path("查得/found.csv").read_text(encoding="utf-8-sig")


def test_cells_that_would_run_in_a_spreadsheet_are_disarmed(run: Run) -> None:
    text = Path(EXPORT).read_text(encoding="utf-8").replace("3条的采集日期和台账对不上", "=1+1", 1)
    Path("坏.csv").write_text(text, encoding="utf-8")
    run("checklist", SCHEME, "坏.csv", "--points", DRAW, "-o", "查得")
    assert ",'=1+1," in Path("查得/检查记录.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("arguments", "ends", "words"),
    [
        ((SCHEME, "--table", "没有的表", "-o", "表.xlsx"), 1, "checklist.unknown-table"),
        ((SCHEME, "-o", "表.txt"), 2, "不会写 .txt"),
        ((SCHEME, "--points", "没有.csv", "-o", "表.xlsx"), 1, "checklist.no-points"),
        ((SCHEME, "--wishes", "没有.yaml"), 1, "checklist.bad-wishes"),
        ((SCHEME, "没有.csv"), 1, "facts.no-file"),
        ((SCHEME, "2026/facts.csv"), 1, "facts.not-our-export"),
        ((SCHEME, EXPORT), 1, "facts.unknown-place"),
        (("没有.yaml",), 1, "scheme"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: tuple[str, ...], ends: int, words: str, run: Run) -> None:
    told = run("checklist", *arguments, ends=ends)
    assert words in told.stderr
    assert "Traceback" not in told.output


def test_a_wrong_wish_stops_before_a_form_is_written(run: Run) -> None:
    Path("2026/检查表.yaml").write_text("删: [没有的]\n", encoding="utf-8")
    told = run("checklist", SCHEME, "-o", "表.xlsx", ends=1)
    assert "检查表.yaml 第1行" in told.stderr
    assert not Path("表.xlsx").exists()


def test_a_scheme_with_nothing_on_site(run: Run) -> None:
    text = Path(SCHEME).read_text(encoding="utf-8")
    Path("2026/检查表.yaml").unlink()
    for word in ("现场", "实地", "暗访", "问卷"):
        text = text.replace(f"考核方式: {word}", "考核方式: 系统").replace(f"系统、{word}", "系统")
    Path(SCHEME).write_text(text, encoding="utf-8")
    assert "checklist.nothing-on-site" in run("checklist", SCHEME, ends=1).stderr
