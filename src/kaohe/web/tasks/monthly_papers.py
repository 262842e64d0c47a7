"""Papers of monthly tasks, written from programme and record: the open month's lists, a bulletin a month, a report a quarter."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from django.utils import timezone

from kaohe.core import Period, Problem
from kaohe.reports.kinds import Kind, Paper
from kaohe.reports.kinds.monthly import BULLETIN, TASK_LIST
from kaohe.reports.kinds.quarterly import QUARTERLY, quarterly_paper, quarters_of
from kaohe.reports.material import Material
from kaohe.reports.office import Office
from kaohe.reports.task_ledger import task_material
from kaohe.reports.writing import write_papers
from kaohe.scheme import Scheme
from kaohe.tasks.ledger import Ledger, fold
from kaohe.tasks.months import last_day
from kaohe.web.rounds.models import Round
from kaohe.web.tasks.models import TaskPlan
from kaohe.web.tasks.monthly_library import events_of, programme_of
from kaohe.web.tasks.monthly_querysets import ledger_of, months_of

MONTHLY: Final = (TASK_LIST.name, BULLETIN.name, QUARTERLY.name)
Told = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One kind for one stretch of time: what it is written from."""

    kind: Kind
    material: Material


def write_monthly(
    round: Round, plan: TaskPlan, names: Sequence[str], office: Office, scheme: Scheme | None, folder: Path,
    formats: Sequence[str], told: Told,
) -> tuple[list[Path], tuple[Problem, ...]]:  # fmt: skip
    """The papers of these kinds up to today; where they lie, and what is wrong with them."""
    paths: list[Path] = []
    problems: list[Problem] = []
    wanted = list(_wanted(round, plan, names, office, scheme))
    for number, each in enumerate(wanted):
        told(number, len(wanted), each.kind.name)
        done = write_papers(each.material, [each.kind], folder, formats)
        paths += [*done.written, *done.kept]
        problems += done.problems
    return paths, tuple(dict.fromkeys(problems))


def _wanted(
    round: Round, plan: TaskPlan, names: Sequence[str], office: Office, scheme: Scheme | None
) -> Iterator[Wanted]:
    now, months = ledger_of(round, plan), sorted(months_of(plan))
    if TASK_LIST.name in names and months:
        yield _of_month(TASK_LIST, now, months[-1], office, scheme, running=True)
    if BULLETIN.name in names:
        for month in months:
            ledger = now if last_day(month) >= timezone.localdate() else _at_end(round, plan, month)
            yield _of_month(BULLETIN, ledger, month, office, scheme, running=False)
    if QUARTERLY.name in names:
        yield from _quarters(round, plan, now, office, scheme)


def _of_month(
    kind: Kind, ledger: Ledger, month: Period, office: Office, scheme: Scheme | None, *, running: bool
) -> Wanted:
    def of_month(own: Kind, of: Material) -> Iterator[Paper]:
        return (paper for paper in kind.papers(own, of) if paper.stem.split()[0] == str(month))

    material = task_material(ledger, month, office, scheme, running=running)
    return Wanted(replace(kind, papers=of_month), material)


def _quarters(
    round: Round, plan: TaskPlan, now: Ledger, office: Office, scheme: Scheme | None
) -> Iterator[Wanted]:
    for number, quarter in enumerate(quarters_of(now), 1):
        last = Period(*quarter.period.last, 1)
        seen = quarter
        if last_day(last) < now.on:
            ledger = _at_end(round, plan, last)
            seen = next(each for each in quarters_of(ledger) if each.period == quarter.period)
        material = task_material(seen.ledger, last, office, scheme)
        paper = quarterly_paper(QUARTERLY, material, seen, number)
        yield Wanted(replace(QUARTERLY, papers=_only(paper)), material)


def _only(paper: Paper) -> Callable[[Kind, Material], Iterator[Paper]]:
    return lambda _kind, _material: iter([paper])


def _at_end(round: Round, plan: TaskPlan, month: Period) -> Ledger:
    """Everything as it stood on a month's last day."""
    ledger, _problems = fold(programme_of(plan), round.assessed, events_of(round), last_day(month))
    return ledger
