"""`kaohe report`: from a results folder to papers, with what is wrong told and nothing lost."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kaohe.cli.main import main
from kaohe.documents.opening import open_document

EXAMPLES = Path(__file__).parents[3] / "examples"


def run(*arguments: object, ends: int = 0) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == ends, result.output
    assert "Traceback" not in result.output
    return result


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("first")
    first = EXAMPLES / "first"
    run("score", first / "scheme.yaml", first / "facts.csv", "-o", folder / "results")
    return folder / "results"


def test_the_kinds_are_listed() -> None:
    kinds = json.loads(run("report", "--list", "--json").stdout)
    assert [kind["kind"] for kind in kinds][-3:] == ["结果图册", "结果工作簿", "结果网页"]
    assert "反馈意见函" in run("report", "--list").stdout


def test_a_kind_is_written_for_each_unit_and_not_twice(results: Path, tmp_path: Path) -> None:
    first = json.loads(run("report", results, "--kind", "反馈意见函", "-o", tmp_path, "--json").stdout)
    assert first["written"]
    assert all(Path(path).is_file() for path in first["written"])
    again = json.loads(run("report", results, "--kind", "反馈意见函", "-o", tmp_path, "--json").stdout)
    assert again["written"] == []
    assert again["kept"] == first["written"]


def test_everything_is_written_and_what_lacks_is_said(results: Path, tmp_path: Path) -> None:
    told = run("report", results, "--all", "-o", tmp_path)
    assert (tmp_path / "结果工作簿.xlsx").is_file()
    assert (tmp_path / "report.html").is_file()
    assert (tmp_path / "考核结果通报.docx").is_file()
    assert "没有写“抽样公告”" in told.stderr


def test_templates_are_written_edited_and_used(results: Path, tmp_path: Path) -> None:
    forms = tmp_path / "模板"
    run("report", "--write-templates", forms)
    assert (forms / "文书模板说明.docx").is_file()
    assert "已有的没有覆盖" in run("report", "--write-templates", forms).stdout
    out = tmp_path / "文书"
    run("report", results, "--kind", "反馈意见函", "--templates", forms, "-o", out)
    letter = next((out / "反馈意见函").glob("*.docx"))
    text = "\n".join(paragraph.full_text for paragraph in open_document(letter).paragraphs)
    assert "根据《" in text
    assert "{{" not in text


def test_a_mistake_in_a_template_is_told_with_its_place(results: Path, tmp_path: Path) -> None:
    import docx

    run("report", "--write-templates", tmp_path / "模板")
    path = tmp_path / "模板" / "反馈意见函.docx"
    document = docx.Document(str(path))
    document.paragraphs[-1].add_run("{{总得分}}")
    document.save(str(path))
    command = (
        "report",
        results,
        "--kind",
        "反馈意见函",
        "--templates",
        tmp_path / "模板",
        "-o",
        tmp_path / "出",
    )
    told = run(*command, ends=1)
    assert "template.unknown-name" in told.stderr
    assert "{{总得分}}" in told.stderr
    assert "总分" in told.stderr


@pytest.mark.parametrize(
    ("words", "ends", "said"),
    [
        (("--kind", "反馈函", "-o", "x"), 2, "反馈意见函"),
        (("-o", "x"), 2, "--kind"),
        (("--kind", "反馈意见函"), 2, "-o"),
        (("--kind", "反馈意见函", "-o", "x", "--templates", "没有"), 1, "--write-templates"),
        (("--kind", "反馈意见函", "-o", "x", "--last-year", "没有"), 1, "scheme.yaml"),
    ],
)
def test_wrong_usage_says_what_would_do(
    words: tuple[str, ...],
    ends: int,
    said: str,
    results: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert said in run("report", results, *words, ends=ends).stderr


def test_papers_of_a_plan_are_written_before_anything_is_scored(tmp_path: Path) -> None:
    scheme = EXAMPLES / "yunxi" / "2026" / "scheme.yaml"
    facts = EXAMPLES / "yunxi" / "2026" / "facts.csv"
    told = run(
        "report", scheme, "--kind", "目标管理责任书", "--kind", "考核通知", "--facts", facts, "-o", tmp_path
    )
    assert told.stderr == ""
    assert len(list((tmp_path / "目标管理责任书").glob("*.docx"))) == 23
    notice = "\n".join(p.full_text for p in open_document(tmp_path / "考核通知.docx").paragraphs)
    assert "2027年1月5日至2027年1月7日" in notice
    later = run("report", scheme, "--all", "-o", tmp_path)
    assert "没有写“反馈意见函”：还没有计分结果" in later.stderr
    assert "没有写“结果网页”：还没有计分结果" in later.stderr
    assert not (tmp_path / "report.html").exists()


def test_a_folder_that_holds_no_results_is_refused(tmp_path: Path) -> None:
    told = run("report", tmp_path, "--kind", "反馈意见函", "-o", tmp_path / "x", ends=1)
    assert "receipt.input-missing" in told.stderr


def test_mistakes_in_the_offices_file_are_told_and_the_rest_is_written(results: Path, tmp_path: Path) -> None:
    office = tmp_path / "公文.yaml"
    office.write_text("发文机关: 甲办\n日期: 明天\n", encoding="utf-8")
    command = ("report", results, "--kind", "考核结果通报", "--office", office, "-o", tmp_path / "x")
    told = run(*command, ends=1)
    assert "office.not-a-date" in told.stderr
    assert (tmp_path / "x" / "考核结果通报.docx").is_file()
