"""`kaohe timetable`: which team inspects whom on which half-day."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
)
from kaohe.cli.timetable_said import (
    OTHER_WORD,
    WORDS,
    cost_in_words,
    cost_record,
    plan_record,
    plan_table,
    verdict,
)
from kaohe.core import Problem, Refused
from kaohe.core.problem import has_errors

if TYPE_CHECKING:
    from kaohe.facts import Units
    from kaohe.fieldwork.timetables.arrangement_file import ArrangementFile
    from kaohe.fieldwork.timetables.model import Arrangement, Stop
    from kaohe.fieldwork.timetables.solve import Outcome, Told

RECORD, BOOK, SECTION, PAPERS = "plan.json", "日程.xlsx", "日程.yaml", "检查日程表"
_MOST_SAID = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asks for."""

    source: Path
    output: Path | None
    keep: Path | None
    seconds: float
    seed: int
    workers: int
    scheme_file: Path | None
    force: bool
    as_json: bool


@click.command(name="timetable")
@click.argument("source", metavar="检查安排.yaml", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="写到哪个文件夹；不写时只在屏幕上看")
@click.option(
    "--check",
    "checked",
    type=click.Path(path_type=Path),
    help="不排，只核对这份日程（plan.json 或 日程.xlsx）",
)
@click.option(
    "--keep", type=click.Path(path_type=Path), help="在这份日程上重排：手工改过的和固定的不动，其余改得最少"
)
@click.option("--seconds", type=click.FloatRange(1, 3600), default=45, show_default=True, help="最多算几秒")
@click.option(
    "--seed", type=click.IntRange(0, 2**31 - 1), default=1, show_default=True, help="种子，同一个种子结果相同"
)
@click.option(
    "--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="单位很多时几路同时算"
)
@click.option(
    "--scheme", "scheme_file", type=click.Path(path_type=Path), help="办法文件；写明时一并写出《检查日程表》"
)
@click.option("--force", is_flag=True, help="文件夹里已有的日程可以覆盖")
@units_option
@json_option
@refusing
def command(
    source: Path,
    output: Path | None,
    checked: Path | None,
    keep: Path | None,
    seconds: float,
    seed: int,
    workers: int,
    scheme_file: Path | None,
    force: bool,
    units_file: Path | None,
    as_json: bool,
) -> None:
    """排检查日程：哪个组、哪个半天、查哪个单位。回避、专长、请假、节假日都守住，路程短、各组均匀。

    \b
    kaohe timetable 检查安排.yaml -o 日程/                 排一份
    kaohe timetable 检查安排.yaml --check 日程/日程.xlsx   核对手工改过的
    kaohe timetable 检查安排.yaml --keep 日程/日程.xlsx -o 新日程/   改过的不动，其余重排
    """
    if checked is not None and (output is not None or keep is not None):
        raise click.UsageError("--check 只核对，不与 -o、--keep 一起用。")
    asked = Asked(source, output, keep, seconds, seed, workers, scheme_file, force, as_json)
    units, unit_problems = load_units(source, units_file)
    read = _read(source, units)
    problems = (*unit_problems, *read.problems)
    if checked is not None:
        _check(read, checked, problems, as_json)
    else:
        _plan(asked, read, units, problems)


def _read(source: Path, units: "Units") -> "ArrangementFile":
    from kaohe.fieldwork.timetables.arrangement_file import read_arrangement

    read = read_arrangement(source, units)
    if read.arrangement is None:
        raise Refused("timetable.has-errors", f"{source} 还有错误，先改好再排。", read.problems)
    return read


def _stops(path: Path, arrangement: "Arrangement") -> "tuple[tuple[Stop, ...], tuple[Problem, ...]]":
    """A plan from its record or its workbook."""
    from kaohe.fieldwork.timetables.book import read_book
    from kaohe.fieldwork.timetables.record import read_record

    return read_book(path, arrangement) if path.suffix.lower() in (".xlsx", ".xlsm") else read_record(path)


def _check(read: "ArrangementFile", path: Path, problems: Sequence[Problem], as_json: bool) -> None:
    """Hold a plan against the arrangement; no solver is needed for it."""
    from kaohe.fieldwork.timetables.check import check_plan
    from kaohe.fieldwork.timetables.cost import cost_of

    assert read.arrangement is not None
    stops, found = _stops(path, read.arrangement)
    found = (*problems, *found, *check_plan(read.arrangement, stops, path.name))
    known = {team.name for team in read.arrangement.teams}, {need.unit for need in read.arrangement.needs}
    cost = cost_of(
        read.arrangement, [stop for stop in stops if stop.team in known[0] and stop.unit in known[1]]
    )
    holds = not has_errors(found)
    if as_json:
        data = {"holds": holds, "stops": len(stops), "cost": cost_record(cost, read.arrangement)}
        print_json({**data, "problems": [problem.as_json() for problem in found]})
    else:
        show(found)
        verdict = "全部条件都守住了" if holds else "有守不住的条件，见上"
        click.echo(f"{path.name}：{len(stops)}个半天，{verdict}。{cost_in_words(cost, read.arrangement)}")
    if not holds:
        sys.exit(MATERIAL_HAS_ERRORS)


def _plan(asked: Asked, read: "ArrangementFile", units: "Units", problems: Sequence[Problem]) -> None:
    _needs_solver()
    from kaohe.fieldwork.timetables.solve import Settings, solve

    assert read.arrangement is not None
    _may_write(asked)
    before, found = _stops(asked.keep, read.arrangement) if asked.keep else ((), ())
    if has_errors(found):
        raise Refused("timetable.has-errors", f"{asked.keep} 还有错误，先改好再排。", found)
    settings = Settings(seconds=asked.seconds, workers=asked.workers, seed=asked.seed)
    with _told(asked.as_json) as told:
        outcome = solve(read.arrangement, before, settings, told)
    if not outcome.stops:
        raise _no_plan(outcome, read.arrangement, problems)
    written = _write(asked, read, outcome, units)
    _say(asked, read.arrangement, outcome, written, (*problems, *_doubts(outcome, read.arrangement)))


def _no_plan(outcome: "Outcome", arrangement: "Arrangement", problems: Sequence[Problem]) -> Refused:
    """Why there is no plan, condition by condition."""
    from kaohe.fieldwork.timetables.findings import error

    if outcome.conflict is not None:
        smallest = (
            "不能同时满足，放宽其中一条再排"
            if outcome.conflict.smallest
            else "里面有不能同时满足的（没有来得及找出最少的几条）"
        )
        found = [
            error("conflict", sentence + "。", "") for sentence in outcome.conflict.sentences[:_MOST_SAID]
        ]
        message = f"排不出来。下面{len(found)}条{smallest}：" if len(found) > 1 else "排不出来："
        return Refused("timetable.infeasible", message, (*problems, *found))
    left = [need.name for need in arrangement.needs if need.unit in outcome.left]
    names = f"（没有排进去的：{'、'.join(left[:20])}{'等' if len(left) > 20 else ''}）" if left else ""
    message = f"在时限内没有排出来，也没有证明排不出来{names}。请加长 --seconds，或放宽一些条件。"
    return Refused("timetable.not-found", message, problems)


def _doubts(outcome: "Outcome", arrangement: "Arrangement") -> Iterator[Problem]:
    """Wishes that were not met, and a limit that was missed where not even a bound helps."""
    from kaohe.fieldwork.timetables.check import check_plan

    yield from check_plan(arrangement, outcome.stops)


def _may_write(asked: Asked) -> None:
    if asked.output is None or asked.force:
        return
    there = [name for name in (RECORD, BOOK, SECTION) if (asked.output / name).exists()]
    if there:
        message = f"{asked.output} 里已经有{'、'.join(there)}。请换一个文件夹；确要覆盖，加 --force。"
        raise Refused("timetable.exists", message)


def _write(asked: Asked, read: "ArrangementFile", outcome: "Outcome", units: "Units") -> list[Path]:
    """The record, the workbook, the section for 公文.yaml, and (with a scheme) the paper."""
    from kaohe.fieldwork.timetables.book import write_book
    from kaohe.fieldwork.timetables.record import Found, as_text, record_of

    if asked.output is None:
        return []
    assert read.arrangement is not None
    asked.output.mkdir(parents=True, exist_ok=True)
    method = "CP-SAT whole model" if outcome.whole else "areas by flow, then CP-SAT piece by piece"
    found = Found(
        WORDS.get(outcome.status, OTHER_WORD),
        method,
        outcome.cost,
        outcome.bound,
        asked.seed,
        read.digests,
    )
    paths = [asked.output / name for name in (RECORD, BOOK, SECTION)]
    paths[0].write_text(as_text(record_of(read.arrangement, outcome.stops, found)), encoding="utf-8")
    write_book(read.arrangement, outcome.stops, paths[1])
    paths[2].write_text(section(read.arrangement, outcome.stops), encoding="utf-8")
    if asked.scheme_file is not None:
        paths += _paper(asked, read.arrangement, outcome, units)
    return paths


def section(arrangement: "Arrangement", stops: "Sequence[Stop]") -> str:
    """The part 日程 of 公文.yaml."""
    from kaohe.scheme.yaml_text import Bare, flow

    lines = [
        "  - "
        + flow(
            {"日期": Bare(visit.date), "半天": visit.half_day, "组": visit.team, "单位": list(visit.units)}
        )
        for visit in visits_of(arrangement, stops)
    ]
    return "\n".join(["日程:", *lines]) + "\n"


def visits_of(arrangement: "Arrangement", stops: "Sequence[Stop]") -> tuple[Any, ...]:
    """The plan as papers speak of it: a `Visit` for each half-day of a team."""
    from kaohe.fieldwork.timetables.model import by_cell
    from kaohe.reports.happenings import Visit

    names = {need.unit: need.name for need in arrangement.needs}
    return tuple(
        Visit(slot.day.isoformat(), slot.half.label, team, tuple(names[stop.unit] for stop in cell))
        for (team, slot), cell in by_cell(stops).items()
    )


def _paper(asked: Asked, arrangement: "Arrangement", outcome: "Outcome", units: "Units") -> list[Path]:
    from dataclasses import replace

    from kaohe.facts import Facts
    from kaohe.reports.kinds import KINDS
    from kaohe.reports.loading import plan_of
    from kaohe.reports.writing import write_papers

    assert asked.scheme_file is not None
    assert asked.output is not None
    scheme, _ = load_scheme(asked.scheme_file)
    material, _ = plan_of(asked.scheme_file, scheme, units, Facts())
    office = replace(material.office, visits=visits_of(arrangement, outcome.stops))
    kinds = [kind for kind in KINDS if kind.name == PAPERS]
    return list(write_papers(replace(material, office=office), kinds, asked.output).written)


def _say(
    asked: Asked,
    arrangement: "Arrangement",
    outcome: "Outcome",
    written: list[Path],
    problems: Sequence[Problem],
) -> None:
    from kaohe.cli.tables import console, print_table

    if asked.as_json:
        print_json(plan_record(arrangement, outcome, written, problems))
    else:
        show(problems)
        print_table(arrangement.title, *plan_table(arrangement, outcome.stops))
        console().print(verdict(outcome, arrangement), soft_wrap=True)
        for path in written:
            click.echo(f"已写入 {path}")
    if has_errors(problems):
        sys.exit(MATERIAL_HAS_ERRORS)


def _needs_solver() -> None:
    try:
        import ortools  # noqa: F401
    except ImportError:
        message = (
            "排日程需要扩展组件，请先安装：pip install 'kaohe[field]'；核对手工排的日程（--check）不需要。"
        )
        raise Refused("timetable.needs-field", message) from None


@contextmanager
def _told(quiet: bool) -> "Iterator[Told]":
    """A bar for somebody who watches a terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda _what, _done, _of: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=None)
        yield lambda what, done, of: bar.update(task, description=what, completed=done, total=of or None)
