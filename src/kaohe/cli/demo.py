"""`kaohe demo`: the bundled example, from the office's document to the receipt, in a folder of one's own."""

import shutil
import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kaohe.cli.common import (
    json_option,
    load_facts,
    load_last_year,
    load_scheme,
    load_units,
    print_json,
    refusing,
    show,
    together,
)
from kaohe.core import Refused

if TYPE_CHECKING:
    from kaohe.cli.demo_document import DocumentRead
    from kaohe.results import RoundResult

EXAMPLE = "yunxi"
ENTRY = "填报表.xlsx"
LAST_YEAR, THIS_YEAR = "2025", "2026"


@click.command(name="demo")
@click.option("--folder", type=click.Path(path_type=Path), default=Path("kaohe-demo"), help="写到哪个文件夹")
@click.option("--force", is_flag=True, help="文件夹已有内容时，换成新的示例")
@json_option
@refusing
def command(folder: Path, force: bool, as_json: bool) -> None:
    """走一遍示例：读办公室的 Word 办法，定稿写回，检验用例，出填报表，收回计分，排名定等次，写出结果和凭据并核对，写文书。"""
    from kaohe.cli.demo_document import SETTLED, read_the_document
    from kaohe.cli.demo_papers import write_the_papers
    from kaohe.cli.demo_year import a_year
    from kaohe.cli.tables import print_ranking

    say: Callable[[str], None] = (lambda _text: None) if as_json else click.echo
    _copy_example(folder, force=force)
    read = read_the_document(folder / THIS_YEAR, say)
    _score_last_year(folder)
    result, receipt = _this_year(folder, say)
    papers = write_the_papers(folder / THIS_YEAR, folder / LAST_YEAR, quiet=as_json)
    year = a_year(folder / THIS_YEAR)
    if as_json:
        from kaohe.results.record import result_record

        written = str(folder / THIS_YEAR / "results")
        print_json(
            {
                "written": written,
                "fingerprint": receipt["fingerprint"],
                "read": read.as_json(),
                "settled": str(folder / THIS_YEAR / SETTLED),
                "papers": {"folder": str(papers.folder), "written": papers.count, "kinds": papers.kinds},
                "year": year.as_json(),
                "result": result_record(result),
            }
        )
        return
    for table in result.tables:
        print_ranking(table)
    click.echo(f"⑥ 凭据　已重新计算核对相符，指纹 {receipt['fingerprint'][:16]}…")
    click.echo(f"⑦ 文书　{papers.folder}：{papers.kinds}种，{papers.count}个文件")
    click.echo("⑧ 一年里")
    for line in year.lines():
        click.echo(line)
    _say_where(folder, read)


def _this_year(folder: Path, say: Callable[[str], None]) -> tuple["RoundResult", dict[str, Any]]:
    """This year's round from the settled scheme to verified receipt, the steps told on the way."""
    from kaohe.cli.demo_document import to_word_and_back
    from kaohe.facts.workbook import write_template
    from kaohe.reports.results_book import write_results_book
    from kaohe.results import score_scheme
    from kaohe.results.cases import read_cases, run_case
    from kaohe.results.folder import WORKBOOK, write_results
    from kaohe.results.inputs import Inputs
    from kaohe.results.receipt import RECEIPT, verify
    from kaohe.scheme import scheme_digest

    scheme_file = folder / THIS_YEAR / "scheme.yaml"
    scheme, problems = load_scheme(scheme_file)
    units, _ = load_units(scheme_file, folder / "units.csv")
    items = sum(1 for table in scheme.tables for _ in table.items())
    say(f"② 定稿　{scheme_file}：人逐条写定以后的办法，{items}项指标，{len(scheme.measures)}个数据项")
    to_word_and_back(scheme, folder / THIS_YEAR, say)
    cases, _ = read_cases(folder / THIS_YEAR / "cases.yaml", scheme)
    passed = sum(run_case(case, scheme).passed for case in cases)
    say(f"③ 用例　{len(cases)}个，相符{passed}个")

    given, _ = load_facts([folder / THIS_YEAR / "facts.csv"], scheme, units)
    past, history, _ = load_last_year(folder / LAST_YEAR / "results", scheme, units)
    entry = folder / THIS_YEAR / ENTRY
    digest = scheme_digest(scheme)
    write_template(scheme, units, entry, by="department", scheme_hash=digest, last_year=past, facts=given)
    say(f"④ 填报表　{entry}（已代{len(units)}个单位填好，可以打开改一改再计分）")

    facts, found = load_facts([entry], scheme, units)
    inputs = Inputs(scheme, scheme_file.read_text(encoding="utf-8"), units, together(facts, past), history)
    result = score_scheme(scheme, units, inputs.facts, history)
    results = folder / THIS_YEAR / "results"
    everything = (*problems, *found, *result.problems)
    receipt = write_results(results, inputs, result, everything)
    write_results_book(results / WORKBOOK, result, inputs.facts, units)
    show(everything)
    say(f"⑤ 计分　收回填报表，读到{len(facts)}个数")
    if receipt is None or not verify(results / RECEIPT).holds:
        raise Refused("demo.not-verified", "示例没有核对相符，请报告这个问题。")
    return result, receipt


def _copy_example(folder: Path, *, force: bool) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        if not force:
            raise Refused(
                "demo.folder-in-use", f"{folder} 里已有内容。请换个文件夹，或加 --force 换成新的示例。"
            )
        if not (folder / "units.csv").is_file():
            raise Refused("demo.not-a-demo", f"{folder} 不像示例文件夹，没有动它。请换个文件夹。")
        shutil.rmtree(folder)
    shutil.copytree(_example(), folder)


def _example() -> Path:
    """The example's files: shipped inside the package, or beside it in a checkout."""
    packaged = Path(str(files("kaohe"))) / "_examples" / EXAMPLE
    checkout = Path(__file__).resolve().parents[3] / "examples" / EXAMPLE
    return packaged if packaged.is_dir() else checkout


def _score_last_year(folder: Path) -> None:
    """Last year's round, quietly: this year's rules look at its figures and lists."""
    from kaohe.reports.results_book import write_results_book
    from kaohe.results import score_scheme
    from kaohe.results.consequences import NO_HISTORY
    from kaohe.results.folder import WORKBOOK, write_results
    from kaohe.results.inputs import Inputs

    scheme_file = folder / LAST_YEAR / "scheme.yaml"
    scheme, problems = load_scheme(scheme_file)
    units, _ = load_units(scheme_file, folder / "units.csv")
    facts, found = load_facts([folder / LAST_YEAR / "facts.csv"], scheme, units)
    text = scheme_file.read_text(encoding="utf-8")
    inputs = Inputs(scheme, text, units, facts, NO_HISTORY)
    result = score_scheme(scheme, units, facts)
    results = folder / LAST_YEAR / "results"
    write_results(results, inputs, result, (*problems, *found))
    write_results_book(results / WORKBOOK, result, facts, units)


def _say_where(folder: Path, read: "DocumentRead") -> None:
    from kaohe.cli.demo_document import SETTLED

    this_year = folder / THIS_YEAR
    last_year = folder / LAST_YEAR
    scheme, entry = this_year / "scheme.yaml", this_year / ENTRY
    click.echo("")
    click.echo("写出的文件：")
    click.echo(f"  {read.page}　对照页：左边原件，右边读成什么（用浏览器打开）")
    click.echo(f"  {'、'.join(str(path) for path in read.drafts)}　读成的草稿，要写定的都标着")
    click.echo(f"  {this_year / SETTLED}　定稿，每条后面写着计分规则，改好可以再读")
    click.echo(
        f"  {this_year}/results/results.xlsx　排名、各项得分、失分明细、目标与完成、结果运用、图表、各科室"
    )
    click.echo(f"  {this_year}/文书/考核结果通报.docx　通报；反馈意见函、整改通知书等各在文件夹里")
    click.echo(f"  {this_year}/文书/report.html　结果网页（用浏览器打开，断网也行）")
    click.echo(f"  {this_year}/results/receipt.json　凭据；ranking.csv、scores.csv、traces.jsonl 在旁边")
    again = f"--last-year {last_year}/results"
    click.echo("接下来可以试：")
    click.echo(f"  {_program()} read {read.drafts[0]} --ask")
    click.echo(f"  {_program()} explain {scheme} {entry} 桑陌镇 信息核实 {again}")
    click.echo(f"  {_program()} whatif {scheme} {entry} --set 清漪街道:信访逾期件数=0 {again}")
    click.echo(
        f"  {_program()} report {this_year}/results --kind 反馈意见函 --format pdf -o {this_year}/文书"
    )
    click.echo(f"  {_program()} diff {last_year}/scheme.yaml {scheme}")
    click.echo(f"  {_program()} draw --verify {this_year}/抽样.json")
    click.echo(f"  {_program()} tasks status {this_year}/任务方案.yaml --on 2026-11-30")
    click.echo(f"  {_program()} checklist {scheme} -o {this_year}/检查表.docx")


def _program() -> str:
    """How the reader called us, so that the lines can be copied."""
    return sys.argv[0] if Path(sys.argv[0]).name == "kaohe" else "kaohe"
