"""`kaohe score … -o scores.parquet`: as many units as there are, by columns."""

import csv
import hashlib
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from kaohe.cli.common import load_scheme, print_json, show
from kaohe.core import Period, Refused
from kaohe.core.problem import Problem, has_errors
from kaohe.scheme import Scheme

if TYPE_CHECKING:
    from kaohe.batch.roster import Roster
    from kaohe.batch.running import Progress
    from kaohe.batch.sources import Source

ENGINES = ("polars", "spark")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asks for."""

    scheme_file: Path
    fact_files: tuple[Path, ...]
    units_file: Path | None
    output: Path
    engine: str
    periods: tuple[str, ...]
    changes: tuple[Path, ...]
    previous: Path | None
    last_year: Path | None
    as_json: bool


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written, for one table and period, and how many units it holds."""

    path: Path
    table: str
    period: Period
    units: int
    provisional: int
    touched: int | None = None
    recomputed: int = 0


def score_columns(asked: Asked) -> None:
    """Score and write. Refused where the figures do not hold; nothing is written then."""
    _needs_polars()
    scheme, problems = load_scheme(asked.scheme_file)
    roster, unit_problems = load_roster(asked.scheme_file, asked.units_file)
    unit_problems = (*unit_problems, *_matched(roster, scheme))
    with TemporaryDirectory(prefix="kaohe-") as folder, _told(asked.as_json) as progress:
        if asked.engine == "spark":
            from kaohe.cli.score_spark import on_spark

            written, found = on_spark(asked, scheme, roster, progress)
        else:
            sources, found = load_sources(asked.fact_files, scheme, roster, Path(folder), asked.last_year)
            written, more = _on_one_machine(asked, scheme, roster, sources, progress)
            found = [*found, *more]
    _say(asked, written, [*problems, *unit_problems, *found])


def _matched(roster: "Roster", scheme: Scheme) -> list[Problem]:
    """What list and scheme do not know of one another; Refused where the scheme does not know a unit's class."""
    from kaohe.batch.roster import unmatched

    found = unmatched(roster, scheme)
    if has_errors(found):
        raise Refused("units.has-errors", "单位名单和办法对不上，没有计分。", tuple(found))
    return found


def _on_one_machine(
    asked: Asked,
    scheme: Scheme,
    roster: "Roster",
    sources: "dict[Period, Source]",
    progress: "Progress",
) -> tuple[list[Written], list[Problem]]:
    """Period by period, table by table."""
    written: list[Written] = []
    problems: list[Problem] = []
    for period in periods_asked(asked.periods, scheme, sources):
        round_ = replace(scheme, period=period)
        if asked.changes:
            from kaohe.cli.score_changes import updated

            made, found = updated(asked, round_, roster, sources, _digests(asked))
            written, problems = [*written, *made], [*problems, *found]
            continue
        for each, found in _scored(asked, round_, roster, sources, progress):
            written.append(each)
            problems += found
    return written, problems


def _scored(
    asked: Asked,
    scheme: Scheme,
    roster: "Roster",
    sources: "dict[Period, Source]",
    progress: "Progress",
) -> "Iterator[tuple[Written, list[Problem]]]":
    """Every table of one period, written."""
    from kaohe.batch.running import Run
    from kaohe.batch.tally import PROVISIONAL
    from kaohe.batch.writing import about, write_scores

    digests = _digests(asked)
    with Run(scheme, roster, sources, progress=progress) as run:
        for table, scores in run.run().items():
            path = result_path(asked, scheme, table, asked.output)
            path.parent.mkdir(parents=True, exist_ok=True)
            progress(f"{table}：写出", 0, 1)
            write_scores(scores, path, about(scheme, table, digests))
            doubtful = int(scores.narrow[PROVISIONAL].sum())
            yield Written(path, table, scheme.period, scores.narrow.height, doubtful), run.problems


def _digests(asked: Asked) -> list[tuple[str, str]]:
    """The files of figures, each with its hash; a folder by its files."""
    last = [] if asked.last_year is None else [file_of_last_year(asked.last_year)]
    files = [
        each
        for path in (*asked.fact_files, *last)
        for each in (sorted(path.rglob("*.parquet")) if path.is_dir() else [path])
    ]
    names = [path.name for path in files]  # this year's and last year's may bear one name
    told = [
        name if names.count(name) == 1 else f"{path.parent.name}/{name}"
        for name, path in zip(names, files, strict=True)
    ]
    return [(name, file_digest(path)) for name, path in zip(told, files, strict=True)]


def result_path(asked: Asked, scheme: Scheme, table: str, output: Path | None) -> Path:
    """One file where there is one table and one period; else a folder of them."""
    output = output or asked.output
    one = len(scheme.tables) == 1 and not asked.periods
    if one and output.suffix == ".parquet":
        return output
    folder = output.with_suffix("") if output.suffix == ".parquet" else output
    name = f"{table}.parquet".replace("/", "／")
    return folder / f"期间={scheme.period}".replace("/", "_") / name


def periods_asked(words: Sequence[str], scheme: Scheme, sources: Iterable[Period]) -> list[Period]:
    """The periods to score: the scheme's own, those that are named, or all of its length that there are figures of."""
    if not words:
        return [scheme.period]
    periods = []
    for word in words:
        if word in ("全部", "all"):
            found = sorted(period for period in sources if period.months == scheme.period.months)
            if not found:
                raise Refused(
                    "score.no-period", f"数据里没有与办法考核期（{scheme.period.label}）一样长的期间。"
                )
            periods += found
            continue
        try:
            period = Period.parse(word)
        except ValueError:
            raise click.UsageError(
                f"认不出期间“{word}”。请写成 2026、2026H1、2026Q3 或 2026-07，或写“全部”。"
            ) from None
        if period.months != scheme.period.months:
            message = f"办法按{scheme.period.cadence.label}考核，{period.label}不是一个{scheme.period.cadence.label}。"
            raise Refused("score.other-cadence", message)
        periods.append(period)
    return list(dict.fromkeys(periods))


def load_roster(scheme_file: Path, units_file: Path | None) -> "tuple[Roster, tuple[Problem, ...]]":
    """The list of units that was named, or that lies beside the scheme or one folder up."""
    from kaohe.batch.roster import read_roster

    folder = scheme_file.resolve().parent
    beside = [place / name for place in (folder, folder.parent) for name in ("units.parquet", "units.csv")]
    candidates = [units_file] if units_file else beside
    found = next((path for path in candidates if path.is_file()), None)
    if found is None:
        message = (
            f"没有找到单位表（{candidates[0]}）。请用 --units 指明；单位表的列是：编码,名称,层级,类别,上级。"
        )
        raise Refused("units.no-file", message)
    return read_roster(found)


def load_sources(
    files: Sequence[Path],
    scheme: Scheme,
    roster: "Roster",
    folder: Path,
    last_year: Path | None = None,
) -> "tuple[dict[Period, Source], list[Problem]]":
    """Wide files as they are, long ones made wide in a folder of ours."""
    from kaohe.batch.sources import is_long, open_sources

    if last_year is not None:
        files = [*files, _of_last_year(file_of_last_year(last_year), scheme, roster, folder)]
    long = [path for path in files if is_long(path)]
    wide = [path for path in files if path not in long]
    problems: list[Problem] = []
    if long:
        from kaohe.batch.long import widened

        made, problems = widened(long, scheme, roster, folder)
        wide += made
    sources, found = open_sources(wide, scheme)
    return sources, [*problems, *found]


def file_of_last_year(path: Path) -> Path:
    """Last year's figures: a results folder's, or a file's."""
    return path / "facts.csv" if (path / "facts.csv").is_file() else path


def _of_last_year(path: Path, scheme: Scheme, roster: "Roster", folder: Path) -> Path:
    """A long CSV without what this year's scheme and list of units do not know: it was checked in its own round."""
    from kaohe.facts.rows import read_csv

    if path.suffix.lower() != ".csv":
        return path
    rows, problems = read_csv(path)
    head = [cell.strip() for cell in rows[0][1]] if rows else []
    if problems or not {"单位", "数据项"} <= set(head):
        return path  # whoever reads it says what is wrong
    unit, measure = head.index("单位"), head.index("数据项")
    measures = {*scheme.measures, *(each.label for each in scheme.measures.values() if each.label)}
    units = {*roster.table["单位"], *roster.table["名称"]}
    kept = folder / f"last-year-{path.name}"
    with kept.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        known = (cells for _, cells in rows[1:] if len(cells) > max(unit, measure))
        writer.writerows(cells for cells in known if cells[measure] in measures and cells[unit] in units)
    return kept


def file_digest(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _needs_polars() -> None:
    try:
        import polars  # noqa: F401
    except ImportError:
        message = (
            "按列计分需要扩展组件，请先安装：pip install 'kaohe[batch]'；或者不写 --engine，输出到文件夹。"
        )
        raise Refused("score.needs-batch", message) from None


@contextmanager
def _told(quiet: bool) -> "Iterator[Progress]":
    """A bar for somebody who watches a terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda _what, _done, _of: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=None)
        yield lambda what, done, of: bar.update(task, description=what, completed=done, total=of)


def _say(asked: Asked, written: list[Written], problems: list[Problem]) -> None:
    problems = list(dict.fromkeys(problems))
    if asked.as_json:
        files = [
            {
                "file": str(each.path), "table": each.table, "period": str(each.period), "units": each.units,
                "provisional": each.provisional,
                **({} if each.touched is None else {"units_recomputed": each.touched, "scores_recomputed": each.recomputed}),
            }
            for each in written
        ]  # fmt: skip
        print_json({"written": files, "problems": [problem.as_json() for problem in problems]})
        return
    show(problems)
    for each in written:
        waits = f"，其中 {each.provisional:,} 个暂定" if each.provisional else ""
        again = "" if each.touched is None else f"，重算 {each.touched:,} 个单位的 {each.recomputed:,} 项得分"
        click.echo(f"{each.table}（{each.period.label}）：{each.units:,} 个单位{waits}{again} → {each.path}")
