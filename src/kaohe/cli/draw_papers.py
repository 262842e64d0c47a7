"""`kaohe draw notice` and `section`: a record as the papers that are published."""

from dataclasses import replace
from pathlib import Path

import click

from kaohe.cli.common import json_option, load_scheme, load_units, print_json, refusing, show, units_option

_FORMATS = ("docx", "pdf", "xlsx", "html")
_record_argument = click.argument("record", metavar="抽样记录.json", type=click.Path(path_type=Path))


@click.command()
@_record_argument
@click.argument("scheme_file", metavar="办法.yaml", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", "folder", required=True, type=click.Path(path_type=Path), help="写到哪个文件夹"
)
@click.option(
    "--format", "formats", multiple=True, type=click.Choice(_FORMATS), help="格式，可以写几个；不写是 docx"
)
@click.option(
    "--office", "office_file", type=click.Path(path_type=Path), help="公文文件；不写时用办法旁边的 公文.yaml"
)
@units_option
@json_option
@refusing
def notice(
    record: Path,
    scheme_file: Path,
    folder: Path,
    formats: tuple[str, ...],
    office_file: Path | None,
    units_file: Path | None,
    as_json: bool,
) -> None:
    """写公告：抽取以前写抽样预告，抽取以后写抽样公告（Word、PDF、Excel 或网页）。"""
    from kaohe.facts import Facts
    from kaohe.fieldwork.draws import load_draw
    from kaohe.reports.kinds import KINDS
    from kaohe.reports.loading import plan_of
    from kaohe.reports.sampling import with_draw
    from kaohe.reports.writing import write_papers

    draw, program = load_draw(record)
    scheme, problems = load_scheme(scheme_file)
    units, unit_problems = load_units(scheme_file, units_file)
    material, office_problems = plan_of(scheme_file, scheme, units, Facts(), office_file)
    material = replace(
        material, office=with_draw(material.office, draw, program, [unit.name for unit in units])
    )
    name = "抽样公告" if draw.done else "抽样预告"
    kinds = [kind for kind in KINDS if kind.name == name]
    written = write_papers(material, kinds, folder, formats or ("docx",))
    found = (*problems, *unit_problems, *office_problems, *written.problems)
    files = [*written.written, *written.kept]
    if as_json:
        print_json({"written": [str(path) for path in files], "problems": [each.as_json() for each in found]})
        return
    show(found)
    click.echo(f"{name}写入 {'、'.join(map(str, files))}")


@click.command()
@_record_argument
@click.option("--units", "units_file", type=click.Path(path_type=Path), help="单位表；各组照它的次序写")
@json_option
@refusing
def section(record: Path, units_file: Path | None, as_json: bool) -> None:
    """把记录写成《公文.yaml》里“抽样预告”“抽样”两部分，可以粘贴进去。"""
    from kaohe.fieldwork.draws import load_draw
    from kaohe.reports.sampling import section_of

    draw, program = load_draw(record)
    units = load_units(record, units_file)[0] if units_file else ()
    text = section_of(draw, program, [unit.name for unit in units])
    if as_json:
        print_json({"yaml": text})
        return
    click.echo(text, nl=False)
