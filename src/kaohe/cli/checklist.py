"""`kaohe checklist`: what a team asks on the spot, as a form; and what comes back, as figures."""

import csv
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kaohe.cli.common import (
    MATERIAL_HAS_ERRORS,
    json_option,
    load_scheme,
    load_units,
    print_json,
    refusing,
    show,
    units_option,
    working,
)
from kaohe.core import Problem, Refused
from kaohe.core.problem import has_errors
from kaohe.facts import Units
from kaohe.scheme import Scheme

if TYPE_CHECKING:
    from kaohe.facts import Fact
    from kaohe.facts.units import AssessedUnit
    from kaohe.fieldwork.checklists.model import Answers, Checklist
    from kaohe.fieldwork.checklists.points import Points
    from kaohe.fieldwork.estimates.model import Inspected

WISHES = "检查表.yaml"
FOUND, INSPECTED, OBSERVED = "found.csv", "检查结果.csv", "检查记录.csv"
_PAPERS = (".docx", ".pdf", ".html")
_FORMS = (".xlsx", ".json", *_PAPERS)


@click.command(name="checklist")
@click.argument("scheme_file", metavar="办法.yaml", type=click.Path(path_type=Path))
@click.argument("exports", metavar="[导出…]", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="没有导出：表单文件，.xlsx 是手机用的 XLSForm，.docx、.pdf、.html 打印用，.json；有导出：结果文件夹",
)
@click.option("--table", help="哪张考核表；不写时是第一张有现场检查的")
@click.option(
    "--wishes",
    "wishes_file",
    type=click.Path(path_type=Path),
    help=f"改问法、添减、排序的文件；不写时用办法旁边的 {WISHES}",
)
@click.option(
    "--points",
    "points_file",
    type=click.Path(path_type=Path),
    help="样本点：抽样记录（.json）或有 单位,样本点 两栏的表",
)
@click.option(
    "--team",
    "teams",
    multiple=True,
    help="检查组的名称，可以写几个；不写时照检查表文件，那里也没有的由检查组自己填",
)
@click.option("--position", is_flag=True, help="记录位置（可以不记）；一般不用")
@click.option("--above", is_flag=True, help="这些是上级检查的（收回时用）")
@click.option("--force", is_flag=True, help="已有同名的文件时覆盖")
@units_option
@json_option
@refusing
def command(
    scheme_file: Path,
    exports: tuple[Path, ...],
    output: Path | None,
    table: str | None,
    wishes_file: Path | None,
    points_file: Path | None,
    teams: tuple[str, ...],
    position: bool,
    above: bool,
    force: bool,
    units_file: Path | None,
    as_json: bool,
) -> None:
    """检查表：从办法里要现场看的指标生成，打印或装进手机；填好的导出读回来，变成查得的数。

    \b
    kaohe checklist 办法.yaml                                        看有哪些问题
    kaohe checklist 办法.yaml --points 样本.json -o 检查表.xlsx        手机用（XLSForm）
    kaohe checklist 办法.yaml -o 检查表.docx                          打印用
    kaohe checklist 办法.yaml 导出.csv --points 样本.json -o 查得/      读回
    """
    scheme, problems = load_scheme(scheme_file)
    checklist, own_teams, told = _checklist(scheme_file, scheme, table, wishes_file, position)
    found = [*problems, *told]
    if output is None and not exports:
        _list(checklist, found, as_json)
        return
    units, unit_problems = load_units(scheme_file, units_file)
    points, point_problems = _points(points_file, units)
    found += [*unit_problems, *point_problems]
    ground = _Ground(scheme, checklist, units, points, teams or own_teams)
    if exports:
        _take(exports, ground, output, found, above=above, force=force, as_json=as_json)
    elif output is not None:
        _write_form(ground, output, found, force=force, as_json=as_json)
    if has_errors(found):
        sys.exit(MATERIAL_HAS_ERRORS)


class _Ground:
    """Everything the form is made of, and what comes back is held against."""

    def __init__(
        self,
        scheme: Scheme,
        checklist: "Checklist",
        units: Units,
        points: "Points",
        teams: tuple[str, ...],
    ) -> None:
        self.scheme, self.checklist, self.units, self.points, self.teams = (
            scheme,
            checklist,
            units,
            points,
            teams,
        )

    @property
    def visited(self) -> "tuple[AssessedUnit, ...]":
        """The units that the table scores."""
        table = self.scheme.table(self.checklist.table)
        return self.units.at(table.level) if table else ()


def _checklist(
    scheme_file: Path, scheme: Scheme, table: str | None, wishes_file: Path | None, position: bool
) -> "tuple[Checklist, tuple[str, ...], tuple[Problem, ...]]":
    """The checklist as the office wants it, and the teams it names. Refused where there is nothing to look at, or the wishes have errors."""
    from dataclasses import replace

    from kaohe.fieldwork.checklists.making import checklist_of, tables_on_site
    from kaohe.fieldwork.checklists.wishes import apply_wishes, read_wishes

    beside = scheme_file.parent / WISHES
    path = wishes_file or (beside if beside.is_file() else None)
    wishes, problems = read_wishes(path) if path else (None, ())
    if path and wishes is None:
        raise Refused("checklist.bad-wishes", f"{path} 读不了，没有生成检查表。", problems)
    tables = [entry.name for entry in tables_on_site(scheme)]
    name = table or (wishes.table if wishes else "") or (tables[0] if tables else "")
    if not name:
        message = "办法里没有要现场检查的指标（考核方式里没有“现场”“实地”“暗访”等字样）。"
        raise Refused("checklist.nothing-on-site", message)
    if scheme.table(name) is None:
        names = "、".join(entry.name for entry in scheme.tables)
        raise Refused("checklist.unknown-table", f"办法里没有考核表“{name}”。有：{names}。")
    checklist = checklist_of(scheme, name)
    if wishes is not None:
        checklist, problems = apply_wishes(wishes, checklist, scheme)
        if has_errors(problems):
            raise Refused("checklist.bad-wishes", f"{path} 还有错误，先改好再用。", problems)
    if not checklist.questions:
        raise Refused(
            "checklist.nothing-on-site", f"“{name}”里没有要现场检查的指标。有的是：{'、'.join(tables)}。"
        )
    if position:
        checklist = replace(checklist, position=True)
    return checklist, wishes.teams if wishes else (), problems


def _points(path: Path | None, units: Units) -> "tuple[Points, tuple[Problem, ...]]":
    from kaohe.fieldwork.checklists.points import read_points

    if path is None:
        return {}, ()
    points, problems = read_points(path, units)
    if not points:
        raise Refused("checklist.no-points", f"{path} 里没有读到样本点。", problems)
    return points, problems


def _list(checklist: "Checklist", problems: Sequence[Problem], as_json: bool) -> None:
    if as_json:
        print_json(
            {"checklist": checklist.to_json(), "problems": [problem.as_json() for problem in problems]}
        )
        return
    from kaohe.cli.tables import print_table

    show(problems)
    rows = [(q.name, q.item_name, q.label, q.asked.label, "、".join(q.choices)) for q in checklist.questions]
    print_table(checklist.title, ("编号", "指标", "问法", "类型", "选项"), rows)
    click.echo(f"考核表：{checklist.table}；{len(checklist.questions)}问。用 -o 写成表单。")


def _write_form(
    ground: _Ground, output: Path, problems: list[Problem], *, force: bool, as_json: bool
) -> None:
    """The form as a file of the kind that its ending names; a folder gets one to print for each unit."""
    if output.suffix.lower() not in (*_FORMS, ""):
        raise click.UsageError(f"不会写 {output.suffix}。可以写：{'、'.join(_FORMS)}，或一个文件夹。")
    with working("写检查表"):
        written = list(_written(ground, output, force))
    if as_json:
        names = [str(path) for path in written]
        print_json({"written": names, "problems": [problem.as_json() for problem in problems]})
        return
    show(problems)
    what = f"{len(written)}个文件到 {output}/" if output.suffix == "" else f"{output}"
    click.echo(f"检查表已写入 {what}（{len(ground.checklist.questions)}问，{len(ground.visited)}个单位）。")
    if output.suffix.lower() == ".xlsx":
        click.echo("装进手机的办法见 docs/guide/checklist.md；填好导出后再用这个命令读回。")


def _written(ground: _Ground, output: Path, force: bool) -> Iterable[Path]:
    suffix = output.suffix.lower()
    if suffix == "":
        from kaohe.reports.writing import file_name

        output.mkdir(parents=True, exist_ok=True)
        for unit in ground.visited:
            path = output / f"{file_name(unit.name)}.docx"
            _print(ground, path, force, unit.name, ground.points.get(unit.id, ()))
            yield path
        return
    _free(output, force)
    if suffix == ".xlsx":
        from kaohe.fieldwork.checklists.xlsform import form_of
        from kaohe.fieldwork.checklists.xlsform_file import write_xlsform

        table = ground.scheme.table(ground.checklist.table)
        clauses = {item.code: item.clause for item in table.items()} if table else {}
        form = form_of(ground.checklist, ground.visited, ground.points, ground.teams, clauses)
        write_xlsform(form, output)
    elif suffix == ".json":
        import json

        text = json.dumps(ground.checklist.to_json(), ensure_ascii=False, sort_keys=True, indent=1)
        output.write_text(text + "\n", encoding="utf-8")
    else:
        _print(ground, output, True, "", ())
    yield output


def _print(ground: _Ground, path: Path, force: bool, unit: str, points: Sequence[str]) -> None:
    from kaohe.facts import Facts
    from kaohe.reports.kinds.checklist_form import CHECKLIST_FORM, checklist_paper
    from kaohe.reports.material import Material
    from kaohe.reports.office import Office
    from kaohe.reports.official.fill import fill
    from kaohe.reports.official.html import write_html
    from kaohe.reports.official.word import write_docx

    _free(path, force)
    common = CHECKLIST_FORM.fields(Material(ground.scheme, ground.units, Facts(), Office()))
    document = fill(CHECKLIST_FORM.form(), checklist_paper(ground.checklist, common, unit, points))
    if path.suffix.lower() == ".pdf":
        from kaohe.reports.official.pdf import write_pdf

        write_pdf(document, path)
    elif path.suffix.lower() == ".html":
        write_html(document, path)
    else:
        write_docx(document, path)


def _free(path: Path, force: bool) -> None:
    if path.exists() and not force:
        raise Refused("checklist.exists", f"{path} 已经有了，没有覆盖。请换个名字，或加 --force。")


def _take(
    exports: Sequence[Path],
    ground: _Ground,
    folder: Path | None,
    problems: list[Problem],
    *,
    above: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Read what came back, and write three tables: figures for the score, findings for the estimate, every answer."""
    from kaohe.fieldwork.checklists.exports import Ground, take
    from kaohe.fieldwork.checklists.findings import facts_found, inspected

    with working("读检查记录"):
        grounds = Ground(ground.checklist, ground.units, ground.points, ground.teams)
        answers, told = take(exports, grounds)
        facts, wrong = facts_found(ground.checklist, ground.scheme, ground.units, answers, above=above)
        rows = inspected(ground.checklist, ground.scheme, answers, above=above)
    problems += [*told, *wrong]
    written: list[Path] = []
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        written = [folder / name for name in (FOUND, INSPECTED, OBSERVED)]
        for path in written:
            _free(path, force)
        _write_found(ground, written, facts, rows, answers)
    if as_json:
        _print_taken(answers, facts, written, problems)
        return
    show(problems)
    places = {(visit.unit, visit.place) for visit in answers}
    units = {visit.unit for visit in answers}
    click.echo(f"{len(answers)}份记录，{len(units)}个单位、{len(places)}处；查得的数 {len(facts)} 个。")
    if folder is not None:
        click.echo(
            f"已写入 {folder}/：{FOUND}（计分用），{INSPECTED}（核算差错率、订正用），{OBSERVED}（全部答案）。"
        )


def _write_found(
    ground: _Ground,
    paths: Sequence[Path],
    facts: "Sequence[Fact]",
    rows: "Sequence[Inspected]",
    answers: "Sequence[Answers]",
) -> None:
    from kaohe.facts.rows import safe_text
    from kaohe.facts.table_files import write_csv
    from kaohe.fieldwork.checklists.findings import OBSERVED as HEAD
    from kaohe.fieldwork.checklists.findings import observations
    from kaohe.fieldwork.checklists.inspected_file import inspected_lines

    write_csv(facts, paths[0], ground.scheme)
    lines = observations(ground.checklist, ground.units, answers)
    tables = ((paths[1], inspected_lines(rows, ground.units)), (paths[2], [HEAD, *lines]))
    for path, table in tables:
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream).writerows([safe_text(cell) for cell in line] for line in table)


def _print_taken(
    answers: "Sequence[Answers]",
    facts: "Sequence[Fact]",
    written: Sequence[Path],
    problems: Sequence[Problem],
) -> None:
    from kaohe.facts import value_text

    found = [
        {
            "unit": fact.unit,
            "measure": fact.measure,
            "period": str(fact.period),
            "value": value_text(fact.value),
            "by": fact.by,
            "at": fact.at,
            "note": fact.note,
        }
        for fact in facts
    ]
    print_json(
        {
            "answers": [visit.to_json() for visit in answers],
            "facts": found,
            "written": [str(path) for path in written],
            "problems": [problem.as_json() for problem in problems],
        }
    )
