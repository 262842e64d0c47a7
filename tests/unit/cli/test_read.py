"""`kaohe read`: a document becomes a draft, what is open is settled, and nothing that was answered is lost."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kaohe.cli.main import main
from kaohe.cli.reading.drafts import write_whole
from kaohe.core import Period
from kaohe.documents import Document
from kaohe.documents.reading import DocumentReading
from kaohe.reports.read_document import Given, ReadDocument, drafts_to_write, period_in
from kaohe.reports.study import study_draft
from kaohe.scheme import SchemeDraft, complete, read_draft, read_scheme
from kaohe.scheme.pending import items_of
from tests.unit.cli.read_samples import ROWS, page, table, written

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    def call(*arguments: object, ends: int = 0, typed: str = "") -> Result:
        result = CliRunner().invoke(main, [str(argument) for argument in arguments], input=typed)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert result.exit_code == ends, result.output
        return result

    return call


@pytest.fixture
def document(tmp_path: Path) -> Path:
    return written(tmp_path, page(table()))


def answers(path: Path) -> dict[str, list[str]]:
    """The answers of every item that was asked about."""
    draft = read_draft(path)
    return {
        item.name: [pending.answer for pending in item.pending]
        for table in draft.tables
        for item in items_of(table)
        if item.pending
    }


def test_the_list_shows_every_item_and_how_it_was_understood(run: Run, document: Path) -> None:
    shown = run("read", document)
    assert all(name in shown.stdout for name, _, _ in ROWS)
    assert "核实完成率低于98%的，每低1个百分点扣0.5分" in shown.stdout.replace("\n", "").replace(" ", "")
    assert "5项：读懂2，存疑1，没读懂1，由人评定1。" in shown.stdout
    assert "clause.ambiguous" in shown.stderr
    assert "办法.html 表1!D5" in shown.stderr
    assert "要确认：" in shown.stdout
    assert "原文：按时报送得2分" in shown.stdout
    assert shown.stdout.rstrip().endswith(f"kaohe read {document} -o 办法.yaml --ask")


def test_text_of_the_document_is_never_taken_for_markup(run: Run, tmp_path: Path) -> None:
    rows = (("[red]台账[/red]", "3", "台账缺一本扣0.5分，扣完为止。"),)
    assert "[red]台账[/red]" in run("read", written(tmp_path, page(table(rows)))).stdout


def test_the_draft_says_what_is_open_and_is_no_scheme_until_it_is_settled(
    run: Run, document: Path, tmp_path: Path
) -> None:
    output = tmp_path / "办法.yaml"
    said = run("read", document, "-o", output).stdout
    assert "还有2项要确认" in said
    draft = read_draft(output)
    assert (draft.title, draft.period) == ("芸溪区2031年度服务工作考核办法", Period(2031))
    doubtful = next(item for table in draft.tables for item in items_of(table) if item.name == "数据质量")
    assert doubtful.pending[0].default == "数据准确率不低于96%的，得5分，否则得0分。"
    scheme, problems = complete(draft)
    assert scheme is None
    assert [problem.code for problem in problems].count("item.unsettled") == 2


def test_everything_is_settled_in_the_terminal_and_scored_to_the_receipt(
    run: Run, document: Path, tmp_path: Path
) -> None:
    output = tmp_path / "办法.yaml"
    said = run("read", document, "-o", output, "--ask", typed="镇街\n\n1\n").stdout
    assert "都确认好了" in said
    assert "达到" in said
    assert answers(output) == {"数据质量": ["按默认"], "创新做法": ["由责任科室评定"]}
    scheme, problems = read_scheme(output)
    assert scheme is not None, [str(problem) for problem in problems]
    (tmp_path / "units.csv").write_text(
        "编码,名称,层级,类别,上级\nt1,青禾镇,镇街,,\nt2,白沙镇,镇街,,\n", "utf-8"
    )
    facts = tmp_path / "facts.csv"
    values = {
        "核实完成率": "97",
        "台账缺本数": "1",
        "窗口服务评定": "较规范",
        "数据准确率": "96",
        "创新做法评分": "4.5",
    }
    with facts.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["单位", "数据项", "期间", "值"])
        rows.writerows(
            [unit, name, "2031", value] for unit in ("青禾镇", "白沙镇") for name, value in values.items()
        )
    entry, results = tmp_path / "填报表.xlsx", tmp_path / "results"
    run("template", output, "-o", entry, "--facts", facts)
    data = json.loads(run("score", output, entry, "-o", results, "--json").stdout)
    assert [unit["total"] for unit in data["result"]["tables"][0]["units"]] == ["17.50", "17.50"]
    assert "得3.5分" in run("explain", output, entry, "青禾镇", "信息核实").stdout
    assert "相符" in run("verify", results / "receipt.json").stdout


def test_a_rule_in_ones_own_words_is_read_shown_and_kept(run: Run, document: Path, tmp_path: Path) -> None:
    output = tmp_path / "办法.yaml"
    run("read", document, "-o", output)
    own = "按时报送的得5分，每迟报1次扣1分，扣完为止"
    first = "镇街\n2\n每迟报1天扣0.5分，扣完为止\nn\n完成率达到95%得50分，每低1%扣1分\n每迟报1天扣0.2分，扣完为止\n\n"
    said = run("read", output, "--ask", typed=f"{first}2\n每迟报1次扣0.1分\n{own}\n\n").stdout
    assert "读成：起始5分" in said
    assert "还不能用：这样写最高得50分，超过这一项的5分。" in said
    assert answers(output)["创新做法"] == [own]  # something else than yes or no is the rule anew
    assert answers(output)["数据质量"] == ["每迟报1天扣0.2分，扣完为止"]
    scheme, _ = read_scheme(output)
    assert scheme is not None
    assert "数据准确率" not in scheme.measures  # only the old rule asked for it


def test_who_stops_keeps_what_was_answered(run: Run, document: Path, tmp_path: Path) -> None:
    output = tmp_path / "办法.yaml"
    said = run("read", document, "-o", output, "--ask", typed="镇街\n\n", ends=1).stdout
    assert "已经答的都已保存" in said
    assert answers(output) == {"数据质量": ["按默认"], "创新做法": [""]}
    stopped = run("read", output, "--ask", typed="q\n", ends=1)
    assert "还有1项没有确认" in stopped.stdout
    assert "item.unsettled" not in stopped.stderr  # its number says it
    said = run("read", output, "--ask", typed="0\n", ends=1).stdout
    assert answers(output)["创新做法"] == [""]
    run("read", output, "--ask", typed="9\n1\n")
    assert answers(output)["创新做法"] == ["由责任科室评定"]
    assert run("read", output).stdout.count("读懂") >= 3


def test_the_heading_and_missing_points_are_asked_for(run: Run, tmp_path: Path) -> None:
    draft = tmp_path / "办法.yaml"
    draft.write_text(
        "考核办法: 某办法\n数据项: {}\n考核表:\n- 名称: 某表\n  指标:\n"
        "  - {名称: 台账, 评分标准: 台账缺一本扣0.5分，扣完为止。}\n",
        encoding="utf-8",
    )
    run("read", draft, "--ask", typed="某年\n2031上半年\n镇街\n四\n4\n\n")
    scheme, problems = read_scheme(draft)
    assert scheme is not None, problems
    assert scheme.period == Period(2031, 1, 6)
    assert scheme.tables[0].total == 4


def test_a_draft_with_mistakes_is_not_written_over(run: Run, tmp_path: Path) -> None:
    draft = tmp_path / "办法.yaml"
    text = "考核办法: 某办法\n考核期: 2031\n数据项: {}\n考核表: [{名称: 表, 对象: 镇, 指标: [{名称: 甲, 分值: 4, 规则: 一半}]}]\n"
    draft.write_text(text, encoding="utf-8")
    assert "read.draft-has-errors" in run("read", draft, "--ask", ends=1).stderr
    assert draft.read_text(encoding="utf-8") == text


def test_an_earlier_draft_is_kept_beside_the_new_one(run: Run, document: Path, tmp_path: Path) -> None:
    output = tmp_path / "办法.yaml"
    run("read", document, "-o", output)
    settled = output.read_text(encoding="utf-8").replace("答: ''", "答: 按默认")
    output.write_text(settled, encoding="utf-8")
    assert "办法.bak1.yaml" in run("read", document, "-o", output).stdout
    assert (tmp_path / "办法.bak1.yaml").read_text(encoding="utf-8") == settled
    assert "bak" not in run("read", document, "-o", output).stdout


def test_several_schemes_become_several_files_or_one_of_them(run: Run, tmp_path: Path) -> None:
    second = table((("环境整治", "10", "垃圾未清理每处扣1分，扣完为止。"),), "环境")
    document = written(tmp_path, page(table(), "<h1>白沙区2031年度环境工作考核办法</h1>", second))
    listed = run("read", document, "-o", tmp_path / "办法.yaml").stdout
    assert "2套考核方案" in listed
    assert (tmp_path / "办法-1.yaml").is_file()
    assert (tmp_path / "办法-2.yaml").is_file()
    assert "read.several-schemes" in run("read", document, "-o", tmp_path / "x.yaml", "--ask", ends=1).stderr
    run("read", document, "--part", 2, "-o", tmp_path / "二.yaml")
    assert "环境整治" in (tmp_path / "二.yaml").read_text(encoding="utf-8")
    assert "没有第3套" in run("read", document, "--part", 3, ends=1).stderr


def test_json_is_the_contract(run: Run, document: Path, tmp_path: Path) -> None:
    output, html = tmp_path / "办法.yaml", tmp_path / "对照.html"
    data = json.loads(run("read", document, "--json", "-o", output, "--html", html).stdout)
    assert data["written"] == [str(html), str(output)]
    items = {item["name"]: item for item in data["schemes"][0]["groups"][0]["items"]}
    first = items["信息核实"]
    assert first["nature"] == "quantitative"
    assert first["rule"] == "起始4分；核实完成率低于98%的，每低1个百分点扣0.5分；扣完为止。"
    assert first["inputs"] == [{"name": "核实完成率", "type": "percent"}]
    assert items["数据质量"]["pending"][0]["default"]
    assert items["创新做法"]["state"] == "unread"
    assert items["创新做法"]["unread"]
    assert {problem["code"] for problem in data["problems"]} >= {"clause.ambiguous"}


def test_a_draft_file_is_listed_too(run: Run, document: Path, tmp_path: Path) -> None:
    output = tmp_path / "办法.yaml"
    run("read", document, "-o", output, "--level", "镇街")
    listed = run("read", output, ends=1)
    assert "5项：读懂2，存疑1，没读懂1，由人评定1。" in listed.stdout
    assert "item.unsettled" in listed.stderr
    data = json.loads(run("read", output, "--json", ends=1).stdout)
    assert [item["state"] for item in data["items"]].count("doubtful") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("办法.html", "--ask"),
        ("办法.html", "--ask", "--json", "-o", "a.yaml"),
        ("办法.html", "--period", "去年"),
        ("办法.yaml", "--html", "a.html"),
        ("办法.yaml", "--part", "1"),
    ],
)
def test_wrong_usage_ends_with_two(run: Run, arguments: tuple[str, ...]) -> None:
    run("read", *arguments, ends=2)


def test_what_cannot_be_read_is_refused(run: Run, tmp_path: Path) -> None:
    run("read", tmp_path / "没有.docx", ends=1)
    letter = written(tmp_path, page("<p>请各镇按时报送。</p>", title="通知"), "信.html")
    assert "没有读到要计分的项" in run("read", letter).stdout
    assert "read.nothing-to-write" in run("read", letter, "-o", tmp_path / "a.yaml", ends=1).stderr
    assert not (tmp_path / "a.yaml").exists()


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("某区2031年度考核办法", Period(2031)),
        ("某区2031年上半年考核办法", Period(2031, 1, 6)),
        ("某区2031年第二季度考核办法", Period(2031, 4, 3)),
        ("某区2031年考核及2032年思路", None),
        ("某区考核办法", None),
    ],
)
def test_the_period_is_taken_from_a_title_that_names_one(title: str, period: Period | None) -> None:
    assert period_in(title) == period


def test_a_title_that_is_only_a_numbered_heading_goes_with_the_documents() -> None:
    drafts = tuple(SchemeDraft(title=title) for title in ("二、片区评分表", "环境工作考核办法", ""))
    reading = DocumentReading("办法.docx", "芸溪区2031年度考核办法", drafts)
    read = ReadDocument(Document("办法.docx", "docx", ()), reading, tuple(map(study_draft, drafts)))
    made = drafts_to_write(read, Given())
    assert [draft.title for draft in made] == [
        "芸溪区2031年度考核办法：片区评分表",
        "环境工作考核办法",
        "芸溪区2031年度考核办法",
    ]
    assert [draft.period for draft in made] == [Period(2031), None, Period(2031)]


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "办法.yaml"
    write_whole("一", path)
    with pytest.raises(UnicodeEncodeError):
        write_whole("二\ud800", path)
    assert path.read_text(encoding="utf-8") == "一"
    assert [entry.name for entry in tmp_path.iterdir()] == ["办法.yaml"]
