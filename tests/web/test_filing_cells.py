"""Cells that are saved: by anybody who may, without losing what was typed or what somebody else typed."""

from collections.abc import Callable

import pytest

from kaohe.facts import Role as FactRole
from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.models import Event
from kaohe.web.filing.actions import Cell, Saved, save_cells
from kaohe.web.filing.facts import facts_of
from kaohe.web.filing.models import Figure
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage


@pytest.fixture
def round(round_at: Callable[[Stage], Round]) -> Round:
    return round_at(Stage.REPORTING)


@pytest.fixture
def town(round: Round) -> str:
    unit = round.units.filter(level="镇街").first()
    assert unit is not None
    return unit.code


@pytest.fixture
def save(round: Round, town: str, people: dict[Role, User]) -> Callable[..., Saved]:
    def one(measure: str, text: str, edition: int | None = None, period: str = "2026", **more: str) -> Saved:
        cell = Cell(town, measure, period, text, edition, **more)
        return save_cells(round=round, cells=[cell], by=people[Role.REPORTER])[0]

    return one


def test_what_is_understood_counts(save: Callable[..., Saved], round: Round) -> None:
    saved = save("备案率", "292/300", note="八月底止")
    assert (saved.conflict, saved.problems) == (False, ())
    assert saved.figure is not None
    assert (saved.figure.value, saved.figure.edition) == ("292/300", 1)
    (fact,) = facts_of(round)
    assert (str(fact.value), fact.note) == ("292/300", "八月底止")
    round.refresh_from_db()
    assert round.figures == 1


@pytest.mark.parametrize(("measure", "text"), [("备案率", "292/"), ("备案率", "97%"), ("群众满意度", "0.95")])
def test_what_is_not_understood_is_kept_and_does_not_count(
    save: Callable[..., Saved], round: Round, measure: str, text: str
) -> None:
    saved = save(measure, text)
    assert saved.problems
    assert Figure.objects.get().text == text
    assert Figure.objects.get().value == ""
    assert list(facts_of(round)) == []


def test_half_a_percent_reads_back(save: Callable[..., Saved], round: Round) -> None:
    save("群众满意度", "0.5个百分点")
    (fact,) = facts_of(round)
    assert str(fact.value) == "0.5"


def test_the_same_twice_changes_nothing(save: Callable[..., Saved], round: Round) -> None:
    save("普惠托位数", "120", 0)
    again = save("普惠托位数", "120", 0)
    assert not again.conflict
    assert Figure.objects.get().edition == 1
    assert Event.objects.filter(code="filing.saved").count() == 1
    round.refresh_from_db()
    assert round.figures == 1


def test_two_people_are_told_of_one_another(save: Callable[..., Saved]) -> None:
    save("普惠托位数", "120", 0)
    late = save("普惠托位数", "130", 0)
    assert late.conflict
    assert late.figure is not None
    assert late.figure.text == "120"
    assert Figure.objects.get().text == "120"
    assert not save("普惠托位数", "130", late.figure.edition).conflict
    assert Figure.objects.get().text == "130"


def test_residents_numbers_are_turned_away(save: Callable[..., Saved]) -> None:
    by_note = save("普惠托位数", "120", note="联系 13812345678")
    assert not by_note.kept
    assert [problem.code for problem in by_note.problems] == ["facts.personal-data"]
    assert not save("普惠托位数", "1" * 300).kept
    assert not Figure.objects.exists()


def test_what_the_round_does_not_know_is_said(save: Callable[..., Saved]) -> None:
    assert not save("没有的数据项", "1").kept
    assert not save("普惠托位数", "1", period="某月").kept
    assert not Figure.objects.exists()


def test_a_note_is_left_where_none_is_given(save: Callable[..., Saved]) -> None:
    save("普惠托位数", "120", note="年报口径")
    save("普惠托位数", "121")
    assert Figure.objects.get().note == "年报口径"


def test_the_trail_tells_of_each_unit(round: Round, people: dict[Role, User]) -> None:
    units = list(round.units.filter(level="镇街"))[:3]
    cells = [Cell(unit.code, "服务告知覆盖率", "2026", "95") for unit in units]
    save_cells(round=round, cells=cells, by=people[Role.OFFICE], role=FactRole.TARGET)
    events = Event.objects.filter(code="target.saved")
    assert [event.unit for event in events.order_by("number")] == [unit.code for unit in units]


def test_a_grid_takes_few_queries(
    round: Round, people: dict[Role, User], django_assert_max_num_queries: Callable[[int], object]
) -> None:
    units = list(round.units.filter(level="镇街"))
    cells = [Cell(unit.code, name, "2026", "3") for unit in units for name in ("普惠托位数", "托位总数")]
    # One event a unit: the last one is read and one is written; PostgreSQL is asked for the trail's lock besides.
    with django_assert_max_num_queries(20 + 3 * len(units)):  # type: ignore[attr-defined]
        save_cells(round=round, cells=cells, by=people[Role.OFFICE])
