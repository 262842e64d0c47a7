"""The figures of a round are read anew only where they changed, and whatever changed is seen."""

from collections.abc import Callable

from kaohe.core import Absence
from kaohe.facts import State
from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import Role
from kaohe.web.filing.facts import _READ, facts_in, facts_of, scheme_for
from kaohe.web.filing.models import Figure
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from tests.web.scored import scored_round


def test_what_stands_is_the_same_fact_and_what_changed_another(people: dict[Role, User]) -> None:
    made = scored_round(people[Role.OFFICE], Stage.REPORTING)
    before = {fact.key: fact for fact in facts_of(made)}
    changed = Figure.objects.filter(round=made).select_related("unit").exclude(value="").first()
    assert changed is not None
    Figure.objects.filter(pk=changed.pk).update(state=State.RETURNED.value)
    after = {fact.key: fact for fact in facts_of(made)}
    key = (changed.role, changed.unit.code, changed.measure, changed.period)
    assert after[key].counts is Absence.MISSING
    assert [name for name in before if after[name] is not before[name]] == [key]


def test_who_entered_it_may_be_called_otherwise_later(people: dict[Role, User]) -> None:
    office = people[Role.OFFICE]
    made = scored_round(office, Stage.REPORTING)
    assert {fact.by for fact in facts_of(made)} == {office.name}
    User.objects.filter(pk=office.pk).update(name="新来的人")
    assert {fact.by for fact in facts_of(made)} == {"新来的人"}


def test_a_round_that_is_read_step_by_step_is_the_round_read_at_once(people: dict[Role, User]) -> None:
    """Many changes of every kind, one after another: what was kept is what a fresh look finds."""
    made = scored_round(people[Role.OFFICE], Stage.REPORTING)
    scheme = scheme_for(made)
    rows = list(Figure.objects.filter(round=made).exclude(value=""))
    for number, row in enumerate(rows[:12]):
        change = (
            {"state": State.RETURNED.value},
            {"value": "", "edition": 90},
            {"note": "说明", "edition": 91},
        )[number % 3]
        Figure.objects.filter(pk=row.pk).update(**change)
        if number == 5:
            Figure.objects.filter(pk__in=[each.pk for each in rows[20:24]]).delete()
        kept = facts_of(made)
        _READ.clear()
        fresh = facts_in(made.pk, scheme)
        assert {fact.key: fact for fact in kept} == {fact.key: fact for fact in fresh}
        assert not kept.units_unlike(fresh)
        if number % 2:
            _READ.clear()


def test_a_figure_that_is_gone_is_no_fact(
    people: dict[Role, User], round_at: Callable[[Stage], Round]
) -> None:
    made = scored_round(people[Role.OFFICE], Stage.REPORTING)
    count = len(facts_of(made))
    Figure.objects.filter(pk=Figure.objects.filter(round=made).exclude(value="")[0].pk).delete()
    assert len(facts_of(made)) == count - 1
    assert len(facts_of(round_at(Stage.REPORTING))) == 0
