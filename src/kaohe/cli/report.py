"""`kaohe report`: the papers of a round, from a results folder."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kaohe.cli.common import (
    MATERIAL_HAS_ERRORS,
    json_option,
    load_facts,
    load_scheme,
    load_units,
    print_json,
    refusing,
    show,
    units_option,
    working,
)
from kaohe.core import Problem, Refused, Severity
from kaohe.core.problem import has_errors

if TYPE_CHECKING:
    from kaohe.reports.kinds import Kind
    from kaohe.reports.material import Material
    from kaohe.reports.writing import Told, Written

WORKBOOK, PAGE = "结果工作簿", "结果网页"
_FORMATS = ("docx", "pdf", "xlsx", "html")


@click.command(name="report")
@click.argument("source", metavar="结果文件夹|办法.yaml", type=click.Path(path_type=Path), required=False)
@click.option("--kind", "kinds", multiple=True, help="哪种文书，可以写几个；--list 列出全部")
@click.option("--all", "everything", is_flag=True, help="全部文书，加上结果工作簿和结果网页")
@click.option("-o", "--output", "folder", type=click.Path(path_type=Path), help="写到哪个文件夹")
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(_FORMATS),
    help="文书的格式，可以写几个；不写是 docx",
)
@click.option(
    "--office",
    "office_file",
    type=click.Path(path_type=Path),
    help="公文文件（机关、文号、日期等）；不写时用结果文件夹里或上一级的 公文.yaml",
)
@click.option(
    "--last-year", "last_year", type=click.Path(path_type=Path), help="上年的结果文件夹，写年度对比和走势用"
)
@click.option("--templates", type=click.Path(path_type=Path), help="放着自己改过的 Word 模板的文件夹")
@click.option(
    "--write-templates",
    "template_folder",
    type=click.Path(path_type=Path),
    help="把全部 Word 模板写到这个文件夹，改好再用 --templates 指明",
)
@click.option(
    "--facts",
    "fact_files",
    multiple=True,
    type=click.Path(path_type=Path),
    help="从办法文件写时，下达的目标和已有的数据（填报表、CSV），可以写几个",
)
@units_option
@click.option("--list", "listing", is_flag=True, help="列出有哪些文书")
@json_option
@refusing
def command(
    source: Path | None,
    kinds: tuple[str, ...],
    everything: bool,
    folder: Path | None,
    formats: tuple[str, ...],
    office_file: Path | None,
    last_year: Path | None,
    templates: Path | None,
    template_folder: Path | None,
    fact_files: tuple[Path, ...],
    units_file: Path | None,
    listing: bool,
    as_json: bool,
) -> None:
    """写文书：考核通知、责任书、反馈意见函、结果通报、整改通知书……（公文格式的 Word、PDF、网页，或 Excel）。

    从结果文件夹写全部文书；还没有计分时，从办法文件写考核办法、通知、责任书、日程表这些计划文书。
    中途停了再运行一次，已经写好、内容没有变的不重写。
    """
    if listing:
        _list(as_json)
        return
    if template_folder is not None:
        _write_templates(template_folder, as_json)
        return
    if source is None or folder is None:
        raise click.UsageError(
            "要写明结果文件夹（或办法文件），并用 -o 写明写到哪里。只看有哪些文书用 --list。"
        )
    chosen, extras = _chosen(kinds, everything)
    if templates is not None and not templates.is_dir():
        raise Refused("report.no-templates", f"没有模板文件夹 {templates}。先用 --write-templates 写出来。")
    from kaohe.reports.writing import write_papers

    with working("读入结果，重新计分"):
        material, problems = _material(source, fact_files, units_file, office_file, last_year)
    with progress(as_json) as told:
        written = write_papers(material, chosen, folder, formats or ("docx",), templates, told)
    more: list[Path] = []
    lacking = [_lacking(name) for name in extras] if material.result is None else []
    if WORKBOOK in extras and material.result is not None:
        from kaohe.reports.results_book import write_results_book

        with working("写结果工作簿"):
            more.append(folder / f"{WORKBOOK}.xlsx")
            write_results_book(more[-1], material.result, material.facts, material.units)
    if PAGE in extras and material.result is not None:
        from kaohe.reports.results_page import write_results_page

        with working("写结果网页"):
            more.append(write_results_page(folder / "report.html", material))
    found = (*problems, *written.problems, *lacking)
    _tell(folder, written, more, found, as_json)
    if has_errors(found):
        sys.exit(MATERIAL_HAS_ERRORS)


def _lacking(name: str) -> Problem:
    message = f"没有写“{name}”：还没有计分结果。"
    return Problem("report.nothing-to-write", Severity.ADVICE, message, "先计分，再从结果文件夹写。")


def _material(
    source: Path,
    fact_files: tuple[Path, ...],
    units_file: Path | None,
    office_file: Path | None,
    last_year: Path | None,
) -> tuple["Material", tuple[Problem, ...]]:
    """A results folder, scored again; or a scheme's file, with nothing scored."""
    from kaohe.facts import Facts
    from kaohe.reports.loading import material_of, plan_of

    if source.is_dir():
        return material_of(source, office_file, last_year)
    scheme, problems = load_scheme(source)
    units, unit_problems = load_units(source, units_file)
    facts, fact_problems = (
        load_facts(fact_files, scheme, units, validated=False) if fact_files else (Facts(), ())
    )
    material, office_problems = plan_of(source, scheme, units, facts, office_file)
    return material, (*problems, *unit_problems, *fact_problems, *office_problems)


def _chosen(kinds: tuple[str, ...], everything: bool) -> tuple[list["Kind"], tuple[str, ...]]:
    """The kinds named, in the order of the year, and which of the workbook and the page."""
    from difflib import get_close_matches

    from kaohe.reports.kinds import KINDS

    extras = (WORKBOOK, PAGE)
    if everything:
        return list(KINDS), extras
    names = [kind.name for kind in KINDS]
    for name in kinds:
        if name not in (*names, *extras):
            near = get_close_matches(name, (*names, *extras), n=1)
            hint = f"是不是“{near[0]}”？" if near else f"有：{'、'.join((*names, *extras))}。"
            raise click.UsageError(f"没有“{name}”这种文书。{hint}")
    if not kinds:
        raise click.UsageError("要用 --kind 写明哪种文书，或者用 --all 写全部。--list 列出有哪些。")
    return [kind for kind in KINDS if kind.name in kinds], tuple(name for name in extras if name in kinds)


def _list(as_json: bool) -> None:
    from kaohe.reports.kinds import KINDS

    rows = [(kind.name, kind.about) for kind in KINDS]
    rows += [(WORKBOOK, "排名、各项得分、失分明细、各科室、目标与完成、名单、图表（Excel）")]
    rows += [(PAGE, "一个网页文件，断网也能打开：排名、热力图、每个单位的失分")]
    if as_json:
        print_json([{"kind": name, "about": about} for name, about in rows])
        return
    from kaohe.reports.official.geometry import width_in_characters

    for name, about in rows:
        click.echo(f"{name}{'　' * round(10 - width_in_characters(name))}{about}")


def _write_templates(folder: Path, as_json: bool) -> None:
    """All our forms as Word files, and what may stand in them; what is there already is not overwritten."""
    from kaohe.reports.template_guide import write_templates

    written, kept = write_templates(folder)
    if as_json:
        print_json({"written": [str(path) for path in written], "kept": [str(path) for path in kept]})
        return
    click.echo(f"写出{len(written)}个模板到 {folder}/，占位符的说明见 文书模板说明.docx。")
    if kept:
        click.echo(f"{len(kept)}个已有的没有覆盖：{'、'.join(path.name for path in kept)}")


@contextmanager
def progress(quiet: bool) -> Iterator["Told"]:
    """A bar for somebody who watches a terminal; nothing otherwise."""
    if quiet or not sys.stderr.isatty():
        yield lambda _done, _all, _name: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("", total=None)
        yield lambda done, all_, name: progress.update(task, completed=done, total=all_, description=name)


def _tell(
    folder: Path, written: "Written", more: list[Path], found: tuple[Problem, ...], as_json: bool
) -> None:
    if as_json:
        print_json(
            {
                "written": [str(path) for path in (*written.written, *more)],
                "kept": [str(path) for path in written.kept],
                "problems": [problem.as_json() for problem in found],
            }
        )
        return
    show(found)
    click.echo(f"写出{len(written.written) + len(more)}个文件到 {folder}/", nl=False)
    click.echo(f"，另有{len(written.kept)}个没有变化，没有重写。" if written.kept else "。")
