"""Every command on the bundled example: what it prints, how it ends, and that bad input gets no stack trace."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from kaohe.cli.main import COMMANDS, main

ROOT = Path(__file__).resolve().parents[3]
YUNXI = ROOT / "examples" / "yunxi"
FIRST = ROOT / "examples" / "first"
THIS_YEAR = [str(YUNXI / "2026" / "scheme.yaml"), str(YUNXI / "2026" / "facts.csv")]
LAST_YEAR = ["--last-year", str(YUNXI / "2025" / "facts.csv")]
Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    def call(*arguments: object, ends: int = 0) -> Result:
        result = CliRunner().invoke(main, [str(argument) for argument in arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert result.exit_code == ends, result.output
        assert "Traceback" not in result.output
        return result

    return call


def test_help_names_every_command_and_imports_none_of_them() -> None:
    script = "import sys; from kaohe.cli.main import main; main(['--help'], standalone_mode=False); "
    script += "print([m for m in ('openpyxl', 'rich', 'yaml', 'xlsxwriter', 'polars') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert all(name in done.stdout for name in COMMANDS)
    assert done.stdout.strip().endswith("[]")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_json(run: Run, name: str) -> None:
    text = run(name, "--help").output
    assert "--json" in text


def test_an_unknown_command_is_answered_with_the_nearest(run: Run) -> None:
    assert "是不是想用“score”" in run("scroe", ends=2).output
    assert "可用的命令" in run("计分", ends=2).output


def test_the_demo_runs_from_the_document_to_the_verified_receipt(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    text = run("demo", "--folder", folder).output
    assert text.startswith(f"① 读原件　{folder}/2026/办法.docx：2张考核表")
    assert "读回来是同一份办法" in text
    assert "相符41个" in text
    assert "听泉街道" in text
    assert "连续两年重点帮助转重点管理：荻浦镇" in text
    assert "已重新计算核对相符" in text
    assert "39个检查点与记录一致" in text
    assert "2026年11月68件，结转10件，办结60件" in text
    assert (folder / "2026/任务清单/任务清单 2026-11.xlsx").is_file()
    named = {
        line.split("　")[0].strip() for line in text.splitlines() if line.startswith("  /") and "　" in line
    }
    assert len(named) == 7
    assert all(Path(path).is_file() for line in named for path in line.split("、"))
    again = run("demo", "--folder", folder, ends=1).output
    assert "里已有内容" in again
    first = json.loads(run("demo", "--folder", folder, "--force", "--json").stdout)
    second = json.loads(run("demo", "--folder", tmp_path / "elsewhere", "--json").stdout)
    assert first["fingerprint"] == second["fingerprint"]


def test_the_demo_tells_how_its_document_was_read(run: Run, tmp_path: Path) -> None:
    """Every item counts once, and each that waits for a person is marked in a draft that can be settled."""
    data = json.loads(run("demo", "--folder", tmp_path / "demo", "--json").stdout)
    read = data["read"]
    assert read["items"] == 41 == sum(read["states"].values())
    assert read["waiting"] == 41 - read["states"]["understood"] - read["states"]["judged"]
    drafts = [Path(path).read_text(encoding="utf-8") for path in read["drafts"]]
    assert sum(text.count("待确认:") for text in drafts) == read["waiting"]
    assert "读成什么" in Path(read["page"]).read_text(encoding="utf-8")
    settled = json.loads(run("read", data["settled"], "--json").stdout)
    assert settled["problems"] == []
    assert all(item["rule"] for scheme in settled["schemes"] for item in _items(scheme["groups"]))


def _items(groups: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for group in groups:
        yield from group["items"]
        yield from _items(group["children"])


def test_the_demo_does_not_clear_a_folder_that_is_not_its_own(run: Run, tmp_path: Path) -> None:
    (tmp_path / "letter.docx").write_text("mine")
    assert "没有动它" in run("demo", "--folder", tmp_path, "--force", ends=1).output
    assert (tmp_path / "letter.docx").read_text() == "mine"


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scored round of the example, to be copied by those who change it."""
    folder = tmp_path_factory.mktemp("round") / "results"
    done = CliRunner().invoke(main, ["score", *THIS_YEAR, "-o", str(folder), *LAST_YEAR])
    assert done.exit_code == 0, done.output
    return folder


def test_score_writes_tables_workbook_and_receipt(results: Path) -> None:
    names = {path.name for path in results.iterdir()}
    wanted = {"ranking.csv", "scores.csv", "results.xlsx", "receipt.json", "traces.jsonl", "facts.csv"}
    assert wanted <= names
    book = openpyxl.load_workbook(results / "results.xlsx")
    ranking = book.worksheets[0]
    assert [cell.value for cell in ranking[4]][:2] == [1, "听泉街道"]
    formulas = [c for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    assert formulas == []


def test_score_prints_json(run: Run, tmp_path: Path) -> None:
    data = json.loads(run("score", *THIS_YEAR, "-o", tmp_path / "r", *LAST_YEAR, "--json").stdout)
    assert data["result"]["status"] == "final"
    assert data["result"]["tables"][0]["units"][0]["total"] == "99.60"
    assert len(data["fingerprint"]) == 64


def test_score_without_last_year_is_provisional_and_says_what_is_missing(run: Run, tmp_path: Path) -> None:
    text = run("score", *THIS_YEAR, "-o", tmp_path / "r").output
    assert "暂定" in text
    unit = run("explain", *THIS_YEAR, "听泉街道").output
    assert "还差" in unit
    assert "满意度进步" in unit.split("还差")[1]


def test_wrong_figures_are_all_named_the_rest_is_scored_and_no_receipt_is_given(
    run: Run, tmp_path: Path
) -> None:
    scheme = shutil.copytree(FIRST, tmp_path / "first")
    run("score", scheme / "scheme.yaml", scheme / "facts.csv", "-o", tmp_path / "r")
    assert (tmp_path / "r" / "receipt.json").is_file()
    text = (scheme / "facts.csv").read_text(encoding="utf-8-sig")
    lines = text.splitlines()
    lines[1] = ",".join([*lines[1].split(",")[:3], "见说明", *lines[1].split(",")[4:]])
    lines.append("没有这个镇,没有这个数,2026,1,实绩,已报,,,")
    (scheme / "facts.csv").write_text("\n".join(lines), encoding="utf-8")
    done = run("score", scheme / "scheme.yaml", scheme / "facts.csv", "-o", tmp_path / "r", ends=1)
    assert "见说明" in done.stderr
    assert "没有这个镇" in done.stderr
    assert "暂定" in done.stdout
    assert not (tmp_path / "r" / "receipt.json").exists()
    assert "见说明" in (tmp_path / "r" / "problems.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("图片.xlsx", b"\x89PNG\r\n\x1a\n0000", "facts.not-a-workbook"),
        ("空.xlsx", b"", "facts.empty-file"),
        (
            "名单.csv",
            "单位,数据项,期间,值\n石笛镇,核实完成率,2026,13800138000\n".encode(),
            "facts.personal-data",
        ),
    ],
)
def test_a_file_that_is_refused_whole_leaves_no_results(
    run: Run, tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    (tmp_path / name).write_bytes(content)
    done = run("score", FIRST / "scheme.yaml", tmp_path / name, "-o", tmp_path / "r", ends=1)
    assert code in done.stderr
    assert "13800138000" not in done.output
    assert not (tmp_path / "r").exists()
    data = run("score", FIRST / "scheme.yaml", tmp_path / name, "-o", tmp_path / "r", "--json", ends=1).stdout
    assert json.loads(data)["problems"][0]["code"] == code


def test_the_workbook_goes_out_and_comes_back_with_the_same_result(run: Run, tmp_path: Path) -> None:
    scheme, facts = THIS_YEAR
    entry = tmp_path / "填报表.xlsx"
    run("template", scheme, "-o", entry, "--facts", facts, *LAST_YEAR)
    from_csv = json.loads(run("score", scheme, facts, "-o", tmp_path / "a", *LAST_YEAR, "--json").stdout)
    from_book = json.loads(run("score", scheme, entry, "-o", tmp_path / "b", *LAST_YEAR, "--json").stdout)
    assert from_book["result"] == from_csv["result"]
    by_unit = tmp_path / "按单位.xlsx"
    run("template", scheme, "-o", by_unit, "--by", "unit", "--facts", facts, *LAST_YEAR)
    by_units = json.loads(run("score", scheme, by_unit, "-o", tmp_path / "c", *LAST_YEAR, "--json").stdout)
    assert by_units["result"] == from_csv["result"]


def test_explain_an_item_and_a_unit_and_the_trace(run: Run) -> None:
    item = run("explain", *THIS_YEAR, "桑陌镇", "信息核实", *LAST_YEAR).output
    assert "97.25%（177/182）" in item
    assert "得2分" in item
    unit = run("explain", *THIS_YEAR, "桑陌镇", *LAST_YEAR).output
    assert "总分：基本分50.7341－扣分5＝45.73分" in unit
    assert "名次：第19名" in unit
    trace = json.loads(run("explain", *THIS_YEAR, "桑陌镇", "--json", *LAST_YEAR).stdout)
    assert trace[0]["items"]["2.2.1"]["score"] == "2"
    assert trace[0]["items"]["2.2.1"]["trace"]["node"] == "Ledger"


def test_explain_refuses_who_and_what_it_does_not_know(run: Run) -> None:
    assert "单位表里没有“青山镇”" in run("explain", *THIS_YEAR, "青山镇", ends=1).stderr
    assert "没有叫“信息" in run("explain", *THIS_YEAR, "桑陌镇", "信息合时", ends=1).stderr
    assert run("explain", *THIS_YEAR, ends=2)


def test_verify_holds_and_names_every_touch(run: Run, results: Path, tmp_path: Path) -> None:
    assert "相符" in run("verify", results).output
    touched = shutil.copytree(results, tmp_path / "touched")
    receipt = (touched / "receipt.json").read_text(encoding="utf-8")
    (touched / "receipt.json").write_text(
        receipt.replace('"total": "99.60"', '"total": "99.61"'), encoding="utf-8"
    )
    said = run("verify", touched / "receipt.json", ends=1).stderr
    assert "听泉街道 总分：凭据写的是 99.61，重算得 99.60" in said
    data = json.loads(run("verify", touched, "--json", ends=1).stdout)
    assert data["holds"] is False


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("facts.csv", "核实完成率,2026,177/182", "核实完成率,2026,178/182", "桑陌镇 的计算过程与凭据不符"),
        ("facts.csv", "177/182", "177/182 ", "facts.csv 与凭据里的哈希值不符"),
        ("scheme.yaml", "低于: 99, 每: 1", "低于: 98, 每: 1", "考核办法的内容与凭据不符"),
        ("units.csv", "桑陌镇,镇街,镇", "桑陌镇,镇街,街道", "units.csv 与凭据里的哈希值不符"),
        ("traces.jsonl", '"score":"1.9866"', '"score":"1.9867"', "记录的是 1.9867，重算得 1.9866"),
        ("traces.jsonl", '{"available"', '{available"', "traces.jsonl 与凭据里的哈希值不符"),
        ("traces.jsonl", '"unit":"', '"unit":"无', "traces.jsonl 与凭据里的哈希值不符"),
        ("history.json", "{", "{ ", "history.json 与凭据里的哈希值不符"),
    ],
)
def test_verify_finds_one_changed_digit_anywhere(
    run: Run, results: Path, tmp_path: Path, name: str, old: str, new: str, says: str
) -> None:
    touched = shutil.copytree(results, tmp_path / "touched")
    text = (touched / name).read_text(encoding="utf-8")
    assert old in text
    (touched / name).write_text(text.replace(old, new, 1), encoding="utf-8", newline="")
    assert says in run("verify", touched, ends=1).stderr


def test_verify_says_which_file_is_gone(run: Run, results: Path, tmp_path: Path) -> None:
    touched = shutil.copytree(results, tmp_path / "touched")
    (touched / "traces.jsonl").unlink()
    assert "traces.jsonl 不见了" in run("verify", touched, ends=1).stderr
    (touched / "units.csv").unlink()
    assert "没有 units.csv，无法重算" in run("verify", touched, ends=1).stderr


def test_verify_refuses_what_is_no_receipt(run: Run, results: Path, tmp_path: Path) -> None:
    run("verify", tmp_path / "none.json", ends=1)
    (tmp_path / "receipt.json").write_text("{", encoding="utf-8")
    assert "读不懂" in run("verify", tmp_path, ends=1).stderr
    (tmp_path / "receipt.json").write_text("[1]", encoding="utf-8")
    assert "不是本程序能核对的凭据" in run("verify", tmp_path, ends=1).stderr
    alone = tmp_path / "alone"
    alone.mkdir()
    shutil.copy(results / "receipt.json", alone)
    assert "没有" in run("verify", alone, ends=1).stderr


def test_verify_holds_the_receipt_against_the_published_fingerprint(run: Run, results: Path) -> None:
    stated = json.loads((results / "receipt.json").read_text(encoding="utf-8"))["fingerprint"]
    run("verify", results, "--fingerprint", stated[:16])
    assert "不是同一份" in run("verify", results, "--fingerprint", "0000000000000000", ends=1).stderr


def test_whatif_shows_everybody_before_and_after(run: Run) -> None:
    changed = ["--set", "清漪街道:信访逾期件数=0"]
    text = run("whatif", *THIS_YEAR, *changed, *LAST_YEAR).output
    assert "良好 → 优秀" in text
    assert "不再列入 柳堰镇" in text
    data = json.loads(run("whatif", *THIS_YEAR, *changed, *LAST_YEAR, "--json").stdout)
    unit = next(unit for unit in data[0]["units"] if unit["name"] == "清漪街道")
    assert unit["rank"] == [7, 6]
    assert unit["items"] == {"信访办理": ["5.5", "6"]}
    rule = "信息核实={起分: 3, 扣分: [{指标: 核实完成率, 低于: 99, 每: 1, 分: 1}]}"
    assert "信息核实" in run("whatif", *THIS_YEAR, "--rule", rule, *LAST_YEAR).output
    target = run("whatif", *THIS_YEAR, "--target", "桑陌镇:每千人口托位数=3", *LAST_YEAR).output
    assert "托位建设" in target


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (["--set", "青山镇:核实完成率=1/2"], "单位表里没有“青山镇”"),
        (["--set", "桑陌镇:核实率=1/2"], "办法里没有数据项“核实率”"),
        (["--set", "桑陌镇:核实完成率=95%"], "不能作“核实完成率”的值"),
        (["--set", "桑陌镇:核实完成率:去年=1/2"], "不是一个期间"),
        (["--target", "桑陌镇:核实完成率=1/2"], "不能作“核实完成率”的值"),
        (["--target", "桑陌镇:年度计划已印发=是"], "没有目标值可改"),
        (["--rule", "信息核实={指标: 没有, 每: 1, 分: 1}"], "不是一条规则"),
        (["--rule", "没有={指标: 核实完成率, 每: 1, 分: 1}"], "没有叫“没有”的指标"),
    ],
)
def test_whatif_refuses_with_the_reason(run: Run, change: list[str], says: str) -> None:
    assert says in run("whatif", *THIS_YEAR, *change, ends=1).stderr


def test_compare_splits_the_change_and_the_parts_add_up(run: Run) -> None:
    years = [YUNXI / "2025" / "scheme.yaml", YUNXI / "2025" / "facts.csv", *THIS_YEAR]
    data = json.loads(run("compare", *years, "--json").stdout)
    assert len(data["units"]) == 20
    for unit in data["units"]:
        assert float(unit["performance"]) + float(unit["rules"]) == pytest.approx(float(unit["change"]))
    assert "服务便利" in data["only_this_year"]
    assert "工作" in run("compare", *years).output
    assert "没有叫" in run("compare", *years, "--table", "别的表", ends=1).stderr


def test_diff_speaks_the_office_s_words(run: Run) -> None:
    schemes = [YUNXI / "2025" / "scheme.yaml", YUNXI / "2026" / "scheme.yaml"]
    assert "“组织保障”的分值由11分改为10分" in run("diff", *schemes).output
    assert json.loads(run("diff", *schemes, "--json").stdout)
    assert "两版内容相同" in run("diff", schemes[0], schemes[0]).output


def test_cases_are_run_and_a_wrong_one_is_explained(run: Run, tmp_path: Path) -> None:
    scheme = YUNXI / "2026" / "scheme.yaml"
    assert "用例41个，相符41个，不符0个" in run("test", scheme).output
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(
        "用例:\n  - 名称: 差一个多点\n    单位类别: 镇\n    数据: {核实完成率: 177/182}\n    应得: {信息核实: 2.5}\n",
        encoding="utf-8",
    )
    text = run("test", scheme, wrong, ends=1).output
    assert "应得2.5分，算得2分" in text
    assert "比99%低1.75个百分点" in text
    broken = tmp_path / "broken.yaml"
    broken.write_text(
        "用例:\n  - 名称: 甲\n    数据: {核实完成: 1}\n    应得: {信息合: 1}\n", encoding="utf-8"
    )
    said = run("test", scheme, broken, ends=1).stderr
    assert "是不是想写“核实完成率”" in said
    assert "第4行" in said


def test_a_scheme_with_mistakes_is_refused_with_all_of_them(run: Run, tmp_path: Path) -> None:
    text = (FIRST / "scheme.yaml").read_text(encoding="utf-8")
    (tmp_path / "scheme.yaml").write_text(text.replace("分值:", "分植:", 2), encoding="utf-8")
    said = run("score", tmp_path / "scheme.yaml", FIRST / "facts.csv", "-o", tmp_path / "r", ends=1).stderr
    assert said.count("是不是想写“分值”") == 2
    assert not (tmp_path / "r").exists()


def test_check_prints_each_rule_as_a_sentence_and_all_mistakes(run: Run, tmp_path: Path) -> None:
    text = run("check", THIS_YEAR[0]).output
    assert "规则：　　起始3分；核实完成率不足：核实完成率低于99%的，每低1个百分点扣0.5分" in text
    assert "没有错误。镇街考核评分表100分" in text
    assert "起始3分" not in run("check", THIS_YEAR[0], "--quiet").output
    assert len(json.loads(run("check", THIS_YEAR[0], "--json").stdout)["items"]) == 41
    wrong = (FIRST / "scheme.yaml").read_text(encoding="utf-8").replace("分值:", "分植:", 2)
    (tmp_path / "wrong.yaml").write_text(wrong, encoding="utf-8")
    assert run("check", tmp_path / "wrong.yaml", ends=1).stderr.count("是不是想写“分值”") == 2
    data = json.loads(run("check", tmp_path / "wrong.yaml", "--json", ends=1).stdout)
    assert data["problems"][0]["code"] == "scheme.unknown-key"


def test_files_that_are_not_there_are_said_so(run: Run, tmp_path: Path) -> None:
    run("score", tmp_path / "no.yaml", tmp_path / "no.csv", "-o", tmp_path, ends=1)
    run("score", THIS_YEAR[0], tmp_path / "no.csv", "-o", tmp_path / "r", ends=1)
    run("score", *THIS_YEAR, "-o", tmp_path / "r", "--units", tmp_path / "no.csv", ends=1)
    run("score", *THIS_YEAR, "-o", tmp_path / "r", "--last-year", tmp_path / "no", ends=1)
    run("score", ends=2)


def test_paths_that_cannot_be_used_are_refused_with_the_reason(run: Run, tmp_path: Path) -> None:
    taken = tmp_path / "file"
    taken.write_text("x", encoding="utf-8")
    first = [FIRST / "scheme.yaml", FIRST / "facts.csv"]
    for arguments in (
        ("score", *first, "-o", taken),
        ("template", first[0], "-o", tmp_path / "no" / "t.xlsx"),
        ("template", first[0], "-o", tmp_path),
        ("schema", "-o", tmp_path / "no" / "x.json"),
    ):
        assert "files.not-accessible" in run(*arguments, ends=1).stderr
    assert "里已有内容" in run("demo", "--folder", taken, ends=1).stderr
    assert taken.read_text(encoding="utf-8") == "x"


def test_damaged_folders_are_refused_with_the_reason(run: Run, results: Path, tmp_path: Path) -> None:
    touched = shutil.copytree(results, tmp_path / "touched")
    (touched / "history.json").write_text("{}", encoding="utf-8")
    assert "名单读不懂" in run("verify", touched, ends=1).stderr
    last_year = ("--last-year", touched)
    assert "名单读不懂" in run("score", *THIS_YEAR, "-o", tmp_path / "r", *last_year, ends=1).stderr
    receipt = json.loads((touched / "receipt.json").read_text(encoding="utf-8"))
    for part in ("files", "traces_sha256", "result"):
        (touched / "receipt.json").write_text(json.dumps({**receipt, part: 3}), encoding="utf-8")
        assert "不是本程序能核对的凭据" in run("verify", touched, ends=1).stderr


def test_schema_is_json(run: Run, tmp_path: Path) -> None:
    assert json.loads(run("schema").stdout)["title"] == "考核办法"
    run("schema", "-o", tmp_path / "schema.json")
    assert json.loads((tmp_path / "schema.json").read_text(encoding="utf-8"))["type"] == "object"
