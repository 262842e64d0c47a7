"""Several people at the same moment, on PostgreSQL: nothing is lost, nothing is done twice, the trail stays one chain.

SQLite lets one write at a time from the start of a transaction; these tests are about a server that does not, and are collected
where one is named (`tests/web/conftest.py`).
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from kaohe.core import Refused
from kaohe.web.accounts.models import Unit, User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.models import Event
from kaohe.web.audit.recording import broken_links, record_now
from kaohe.web.filing.actions import Cell, save_cells
from kaohe.web.filing.facts import scheme_for
from kaohe.web.filing.models import Figure
from kaohe.web.rounds import actions, states
from kaohe.web.rounds.models import Round, StageChange
from kaohe.web.rounds.stages import Stage
from kaohe.web.tasks import jobs
from kaohe.web.tasks.models import Job

pytestmark = pytest.mark.django_db(transaction=True)
RoundAt = Callable[[Stage], Round]


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Each in a thread with a connection of its own, all let go together. What a work raises is its result."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        try:
            barrier.wait(20)
            return work()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def codes(results: Sequence[Any]) -> list[str]:
    return sorted(result.code if isinstance(result, Refused) else "done" for result in results)


def test_eight_writers_make_one_chain() -> None:
    def write(name: str) -> Callable[[], None]:
        def many() -> None:
            for number in range(25):
                record_now("account.created", by=None, subject=f"{name}{number}", duties="无")

        return many

    at_once(*[write(name) for name in "甲乙丙丁戊己庚辛"])
    assert Event.objects.count() == 200
    assert list(broken_links()) == []


def test_a_step_is_taken_once(
    round_at: RoundAt, people: dict[Role, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in {name for step in states.STEPS for name in step.guards}:
        monkeypatch.setitem(states.GUARDS, name, lambda round: ())
    one, office = round_at(Stage.SELF), people[Role.OFFICE]
    step = lambda: actions.step_forward(round=one, expected=Stage.SELF, by=office)  # noqa: E731
    assert codes(at_once(*[step] * 6)) == ["done", *["round.moved-on"] * 5]
    one.refresh_from_db()
    assert one.at is Stage.SCORING
    assert StageChange.objects.count() == 1


def some_figures(one: Round, count: int) -> list[tuple[str, str]]:
    """Measures that take a plain number, with a value that fits."""
    scheme = scheme_for(one)
    found = [name for name, measure in scheme.measures.items() if measure.kind.value in ("count", "percent")]
    assert len(found) >= count
    return [(name, "9") for name in found[:count]]


def test_two_who_fill_in_different_figures_lose_nothing(
    round_at: RoundAt, people: dict[Role, User], own: Unit
) -> None:
    one = round_at(Stage.REPORTING)
    figures = some_figures(one, 6)

    def put(name: str, text: str) -> Callable[[], Any]:
        cell = Cell(own.code, name, one.period, text, edition=0)
        return lambda: save_cells(round=one, cells=[cell], by=people[Role.REPORTER])

    outcomes = at_once(*[put(name, text) for name, text in figures])
    assert not [saved for outcome in outcomes for saved in outcome if saved.conflict or saved.problems]
    assert Figure.objects.filter(round=one, unit__code=own.code).count() == 6
    one.refresh_from_db()
    assert one.figures >= 6


def test_of_two_who_fill_in_the_same_figure_one_is_told(
    round_at: RoundAt, people: dict[Role, User], own: Unit
) -> None:
    one = round_at(Stage.REPORTING)
    ((name, _),) = some_figures(one, 1)

    def put(text: str) -> Callable[[], Any]:
        cell = Cell(own.code, name, one.period, text, edition=0)
        return lambda: save_cells(round=one, cells=[cell], by=people[Role.REPORTER])

    outcomes = at_once(*[put(str(number)) for number in range(1, 7)])
    assert sorted(outcome[0].conflict for outcome in outcomes) == [False, *[True] * 5]
    figure = Figure.objects.get(round=one, unit__code=own.code, measure=name)
    (winner,) = [outcome[0].cell.text for outcome in outcomes if not outcome[0].conflict]
    assert (figure.text, figure.edition) == (winner, 1)


def test_the_same_press_is_one_job(people: dict[Role, User], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(jobs.WORKS, "test.nothing", lambda job, told: {})
    office = people[Role.OFFICE]
    press = lambda: jobs.start("test.nothing", key="one", title="一件事", asked={}, by=office)  # noqa: E731
    made = at_once(*[press] * 6)
    assert len({job.pk for job in made}) == 1
    assert Job.objects.count() == 1
