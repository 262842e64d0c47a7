"""What the commands share: read the material, show the problems, end with the right status."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

import click

from kaohe.core import Problem, Refused, Severity
from kaohe.core.problem import has_errors
from kaohe.facts import Fact, Facts, Units
from kaohe.results.consequences import NO_HISTORY, History
from kaohe.results.inputs import Inputs
from kaohe.scheme import Scheme

MATERIAL_HAS_ERRORS = 1
WRONG_USAGE = 2
Parameters = ParamSpec("Parameters")

json_option = click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序使用")
units_option = click.option(
    "--units",
    "units_file",
    type=click.Path(path_type=Path),
    help="单位表（CSV 或 Excel）；不写时用办法旁边或上一级文件夹里的 units.csv",
)
last_year_option = click.option(
    "--last-year",
    "last_year",
    type=click.Path(path_type=Path),
    help="上年的结果文件夹（含数据和名单），或上年的数据文件",
)


def refusing(function: Callable[Parameters, None]) -> Callable[Parameters, None]:
    """Turn `Refused` into its message on standard error and exit status 1; a stack trace is for bugs."""

    @wraps(function)
    def run(*args: Parameters.args, **kwargs: Parameters.kwargs) -> None:
        try:
            _with_files_told(function, *args, **kwargs)
        except Refused as refused:
            if kwargs.get("as_json"):
                problems = [problem.as_json() for problem in refused.problems]
                refusal = {"code": refused.code, "message": refused.message}
                print_json({"refused": refusal, "problems": problems})
            else:
                click.echo(f"不能办理［{refused.code}］：{refused.message}", err=True)
                show(refused.problems)
            sys.exit(MATERIAL_HAS_ERRORS)

    return run


def _with_files_told(
    function: Callable[Parameters, None], *args: Parameters.args, **kwargs: Parameters.kwargs
) -> None:
    """Run the command; a file or folder that the system will not open, make or write is a refusal."""
    try:
        function(*args, **kwargs)
    except BrokenPipeError:
        raise  # whoever reads our output has gone (| head); click ends quietly
    except OSError as error:
        reason = _REASONS.get(type(error), "系统不让读写")
        where = error.filename or "文件"
        raise Refused(
            "files.not-accessible", f"{where} 用不了：{reason}。请核对路径；在 Excel 里打开着的，先关掉。"
        ) from error


_REASONS: dict[type[OSError], str] = {
    FileNotFoundError: "没有这个文件或文件夹",
    FileExistsError: "已经有同名的文件",
    NotADirectoryError: "这是文件，不是文件夹",
    IsADirectoryError: "这是文件夹，不是文件",
    PermissionError: "没有权限，或正被别的程序使用",
}


@contextmanager
def working(text: str) -> Iterator[None]:
    """Say what is going on while it lasts, to somebody who watches a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(f"{text}……"):
        yield


def print_json(data: Any) -> None:
    """Plain data on standard output."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=1))


def show(problems: Iterable[Problem]) -> None:
    """All problems on standard error, errors first."""
    order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.ADVICE: 2}
    for problem in sorted(problems, key=lambda problem: order[problem.severity]):
        click.echo(str(problem), err=True)


def load_scheme(path: Path) -> tuple[Scheme, tuple[Problem, ...]]:
    """The scheme of a file with its warnings; Refused with all problems where there is none."""
    from kaohe.scheme import read_scheme

    scheme, problems = read_scheme(path)
    if scheme is None:
        raise Refused("scheme.has-errors", f"{path} 还有错误，先改好再用。", problems)
    return scheme, problems


def load_units(scheme_file: Path, units_file: Path | None) -> tuple[Units, tuple[Problem, ...]]:
    """The list of units that was named, or that lies beside the scheme or one folder up."""
    from kaohe.facts.unit_file import read_units

    folder = scheme_file.resolve().parent
    candidates = [units_file] if units_file else [folder / "units.csv", folder.parent / "units.csv"]
    found = next((path for path in candidates if path.is_file()), None)
    if found is None:
        raise Refused(
            "units.no-file",
            f"没有找到单位表（{candidates[0]}）。请用 --units 指明；单位表的列是：编码,名称,层级,类别,上级。",
        )
    units, problems = read_units(found)
    if has_errors(problems):
        raise Refused("units.has-errors", f"单位表 {found} 还有错误，先改好再用。", problems)
    return units, problems


def load_facts(
    files: Sequence[Path], scheme: Scheme, units: Units, *, validated: bool = True
) -> tuple[Facts, tuple[Problem, ...]]:
    """The figures of several files together. What is wrong is reported and left out; the rest is kept.

    Refused where nothing at all is left.
    """
    from kaohe.facts.validate import validate

    kept: dict[tuple[str, str, str, str], Fact] = {}
    problems: list[Problem] = []
    for path in files:
        facts, found = _read_facts(path, scheme, units)
        problems += found
        for fact in facts:
            earlier = kept.get(fact.key)
            if earlier is None:
                kept[fact.key] = fact
            elif earlier.value != fact.value or earlier.state != fact.state:
                problems.append(_twice(earlier, fact, units))
    if not kept and has_errors(problems):
        raise Refused("facts.nothing-read", "一个数也没有读进来，没有计分。请先改好下面的问题。", problems)
    facts = Facts(kept.values())
    if validated:
        problems += validate(facts, scheme, units)
    return facts, tuple(problems)


def _read_facts(path: Path, scheme: Scheme, units: Units) -> tuple[Facts, tuple[Problem, ...]]:
    from kaohe.facts.entry import read_entry
    from kaohe.facts.table_files import read_table
    from kaohe.scheme import scheme_digest

    if not path.is_file():
        raise Refused("facts.no-file", f"没有找到数据文件 {path}。请核对文件名和所在文件夹。")
    if path.suffix.lower() in (".csv", ".parquet"):
        return read_table(path, scheme, units)
    return read_entry(path, scheme, units, scheme_digest(scheme))


def _twice(earlier: Fact, fact: Fact, units: Units) -> Problem:
    unit = units[fact.unit].name if fact.unit in units else fact.unit
    return Problem(
        "facts.twice",
        Severity.ERROR,
        f"“{unit}”的“{fact.measure}”在两个文件里填得不一样，先读到的算数。",
        "请核对后只留一个。",
        (fact.place, earlier.place),
    )


def load_last_year(
    path: Path | None, scheme: Scheme, units: Units
) -> tuple[Facts, History, tuple[Problem, ...]]:
    """Last year's figures and lists, from its results folder or from a file of figures alone.

    Figures that this year's scheme does not know, or of units that are no more, are left out silently:
    they were checked in their own round, and no rule of this one looks at them.
    """
    from kaohe.facts.table_files import read_table

    if path is None:
        return Facts(), NO_HISTORY, ()
    history = NO_HISTORY
    source = path
    if path.is_dir():
        from kaohe.results.receipt import FACTS, HISTORY, read_history

        source = path / FACTS
        if (path / HISTORY).is_file():
            history = read_history(path / HISTORY, this_year=True)
    if not source.is_file():
        raise Refused("facts.no-last-year", f"没有找到上年的数据 {source}。请核对 --last-year。")
    facts, problems = read_table(source, scheme, units)
    past = Facts(fact for fact in facts if fact.period < scheme.period)
    unknown = {"facts.unknown-measure", "facts.unknown-unit"}
    return past, history, tuple(problem for problem in problems if problem.code not in unknown)


def together(this_year: Facts, last_year: Facts) -> Facts:
    """Both years' figures; what this year's files say of last year takes precedence."""
    keys = {fact.key for fact in this_year}
    return Facts([*this_year, *(fact for fact in last_year if fact.key not in keys)])


def load_material(
    scheme_file: Path, fact_files: Sequence[Path], units_file: Path | None, last_year: Path | None
) -> tuple[Inputs, tuple[Problem, ...]]:
    """Everything a round is computed from, and everything that is to be said about it."""
    scheme, problems = load_scheme(scheme_file)
    units, unit_problems = load_units(scheme_file, units_file)
    facts, fact_problems = load_facts(fact_files, scheme, units)
    past, history, past_problems = load_last_year(last_year, scheme, units)
    text = scheme_file.read_text(encoding="utf-8-sig")
    inputs = Inputs(scheme, text, units, together(facts, past), history)
    return inputs, (*problems, *unit_problems, *fact_problems, *past_problems)


def names_of(scheme: Scheme) -> dict[str, str]:
    """Measures' names by id, for sentences."""
    return {measure.id: measure.name for measure in scheme.measures.values()}
