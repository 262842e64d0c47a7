"""What a save is answered with is what the whole result says."""

from kaohe.rules import Peer, Subordinates, walk
from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import Role
from kaohe.web.rounds.stages import Stage
from kaohe.web.scoring.layout import layout_of
from kaohe.web.scoring.querysets import scores_of
from kaohe.web.scoring.touched import scores_at
from tests.web.scored import scored_round


def test_scores_of_a_few_units_are_those_of_the_whole_result(people: dict[Role, User]) -> None:
    office = people[Role.OFFICE]
    before = scored_round(office, Stage.ARCHIVED)
    made = scored_round(office, Stage.SCORING, "2026", before)
    whole = scores_of(made)
    entries = layout_of(made).entries
    units = [unit for unit, _number in whole]
    few = {units[0], units[-1]}
    seen = 0
    for entry in entries:
        found = scores_at(made, [entry], few)
        wanted = {key: score for key, score in whole.items() if key[0] in few and key[1] == entry.number}
        beyond = any(isinstance(node, Peer | Subordinates) for node in walk(entry.rule))
        assert (found == whole) if beyond else (found == wanted)
        seen += bool(wanted) and not beyond
    assert seen > 20


def test_a_few_units_cost_few_queries(people: dict[Role, User], django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    made = scored_round(people[Role.OFFICE], Stage.SCORING, "2026")
    layout = layout_of(made)
    entry = next(entry for entry in layout.entries if entry.item is not None and entry.table.level == "镇街")
    unit = made.units.filter(level="镇街")[0]
    with django_assert_max_num_queries(5):
        assert set(scores_at(made, [entry], [unit.code])) == {(unit.code, entry.number)}
