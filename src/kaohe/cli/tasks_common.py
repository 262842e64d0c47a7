"""What the commands of `kaohe tasks` share: the programme, the record beside it, the ledger as of a day."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kaohe.cli.common import MATERIAL_HAS_ERRORS, load_scheme, load_units, print_json, show
from kaohe.core import Period, Problem, Refused
from kaohe.core.problem import has_errors

if TYPE_CHECKING:
    from kaohe.facts import Units
    from kaohe.reports.office import Office
    from kaohe.scheme import Scheme
    from kaohe.tasks import Entry, Event, Programme
    from kaohe.tasks.ledger import Ledger

RECORD = "任务记录.csv"
_Function = TypeVar("_Function", bound=Callable[..., Any])


def read_day_option(_context: click.Context, _option: click.Parameter, text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise click.BadParameter(f"“{text}”不是日期，请写成 2026-11-05 的样子。") from None


def _month(_context: click.Context, _option: click.Parameter, text: str | None) -> Period | None:
    period = _period(text)
    if period is not None and period.months != 1:
        raise click.BadParameter(f"“{text}”不是一个月，请写成 2026-11 的样子。")
    return period


def _quarter(_context: click.Context, _option: click.Parameter, text: str | None) -> Period | None:
    period = _period(text)
    if period is not None and period.months not in (3, 6, 12):
        raise click.BadParameter(f"“{text}”不是季度，请写成 2026Q3 的样子（也可以是 2026H1、2026）。")
    return period


def _period(text: str | None) -> Period | None:
    try:
        return Period.parse(text) if text else None
    except ValueError:
        raise click.BadParameter(f"“{text}”不是期间，请写成 2026-11 或 2026Q3 的样子。") from None


programme_argument = click.argument(
    "programme_file", metavar="任务方案.yaml", type=click.Path(path_type=Path)
)
record_option = click.option(
    "--record",
    "record_file",
    type=click.Path(path_type=Path),
    help=f"任务记录（CSV 或 JSON 行）；不写时用方案旁边的 {RECORD}",
)
on_option = click.option(
    "--on", callback=read_day_option, metavar="日期", help="看到哪一天为止，如 2026-11-30；不写是今天"
)
month_option = click.option("--month", callback=_month, metavar="月份", help="哪个月，如 2026-11")
month_argument = click.argument("month", metavar="月份", callback=_month)
quarter_option = click.option(
    "--quarter", required=True, callback=_quarter, metavar="季度", help="哪个季度，如 2026Q3"
)
scheme_option = click.option(
    "--scheme",
    "scheme_file",
    type=click.Path(path_type=Path),
    help="考核办法，核对数据项、指标，写文书的名称",
)
office_option = click.option(
    "--office",
    "office_file",
    type=click.Path(path_type=Path),
    help="公文文件（机关、文号、日期等）；不写时用方案旁边的 公文.yaml",
)
force_option = click.option("--force", is_flag=True, help="文件已经有了也覆盖")
formats_option = click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(("docx", "pdf", "xlsx", "html")),
    help="文书的格式，可以写几个；不写是 docx",
)


@dataclass(frozen=True, slots=True)
class Desk:
    """A programme with its units and record, and everything that is to be said about them."""

    path: Path
    record: Path
    programme: "Programme"
    units: "Units"
    events: tuple["Event", ...]
    problems: tuple[Problem, ...]


def load_desk(programme_file: Path, units_file: Path | None, record_file: Path | None) -> Desk:
    """Everything of a programme. A record that is not there yet is an empty one; Refused where the programme is wrong."""
    from kaohe.tasks.months import everyone
    from kaohe.tasks.record_file import read_record

    programme, problems = load_programme(programme_file)
    listed, unit_problems = load_units(programme_file, units_file)
    units = everyone(programme, listed)
    record = record_file or programme_file.parent / RECORD
    events, record_problems = read_record(record, units) if record_file or record.is_file() else ((), ())
    return Desk(
        programme_file, record, programme, units, events, (*problems, *unit_problems, *record_problems)
    )


def load_programme(path: Path) -> tuple["Programme", tuple[Problem, ...]]:
    """The programme of a file; Refused with all problems where it has errors."""
    from kaohe.tasks.programme_file import read_programme

    programme, problems = read_programme(path)
    if programme is None:
        raise Refused("tasks.has-errors", f"{path} 还有错误，先改好再用。", problems)
    return programme, problems


def ledger_of(desk: Desk, on: date | None) -> tuple["Ledger", tuple[Problem, ...]]:
    """Where everything stands on a day (today), and all that is to be said."""
    from kaohe.tasks.ledger import fold

    ledger, problems = fold(desk.programme, desk.units, desk.events, on or today())
    return ledger, (*desk.problems, *problems)


def ledger_for(desk: Desk, month: Period, on: date | None) -> tuple["Ledger", tuple[Problem, ...]]:
    """The ledger for papers of a month (or the last of several): its end, unless a day is named. Refused where the month
    is not one of the programme's.
    """
    from kaohe.tasks.months import last_day

    last = Period(*month.last, 1)
    ledger, problems = ledger_of(desk, on or last_day(last))
    if ledger.at(last) is None:
        raise Refused(
            "tasks.no-such-month",
            f"{desk.programme.title}从{desk.programme.start.label}开始，到{ledger.on.isoformat()}还没有{last.label}的清单。",
        )
    return ledger, problems


def today() -> date:
    """The day, where none is named."""
    return date.today()  # noqa: DTZ011 — the office's own day, where its machine stands


def load_office(desk: Desk, office_file: Path | None) -> tuple["Office", tuple[Problem, ...]]:
    """The office's words: the file that is named, or the one beside the programme, or none."""
    from kaohe.reports.office import OFFICE_FILE, Office, read_office

    path = office_file or desk.path.parent / OFFICE_FILE
    return read_office(path) if office_file or path.is_file() else (Office(), ())


def maybe_scheme(scheme_file: Path | None) -> "Scheme | None":
    """The scheme that is named, or none."""
    return load_scheme(scheme_file)[0] if scheme_file else None


def may_write(path: Path, *, force: bool) -> None:
    """Refused where the file is there already."""
    if path.exists() and not force:
        raise Refused("tasks.file-exists", f"{path} 已经有了，没有覆盖。要覆盖请加 --force，或换一个名字。")


def entry_record(entry: "Entry", ledger: "Ledger") -> dict[str, object]:
    """An entry as JSON."""
    task = ledger.programme.by_number[entry.task]
    return {
        "unit": entry.unit,
        "name": ledger.units[entry.unit].name,
        "task": entry.task,
        "text": task.text,
        "month": str(entry.month),
        "due": entry.due.isoformat(),
        "state": entry.state.value,
        "overdue": entry.overdue(ledger.on),
        "carried": entry.carried,
        "submitted": entry.submitted.isoformat() if entry.submitted else None,
        "closed": entry.closed.isoformat() if entry.closed else None,
        "proof": entry.proof,
        "note": entry.note,
        "returns": entry.returns,
    }


def tell(
    data: Mapping[str, object], lines: Callable[[], None], problems: tuple[Problem, ...], as_json: bool
) -> None:
    """Print the result as JSON or for people, say what is wrong, and end with status 1 where anything is."""
    if as_json:
        print_json({**data, "problems": [problem.as_json() for problem in problems]})
    else:
        show(problems)
        lines()
    if has_errors(problems):
        sys.exit(MATERIAL_HAS_ERRORS)
