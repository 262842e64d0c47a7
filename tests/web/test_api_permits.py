"""The table of the interface held against the interface: every operation, by a token of every role, at its own and at another's."""

from collections.abc import Callable
from typing import Any

import pytest

from kaohe.web.accounts.models import Unit
from kaohe.web.accounts.roles import Role
from kaohe.web.config.permissions import COLUMNS
from kaohe.web.interface.permits import OPERATIONS
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from tests.web.tokens import Caller

Call = Callable[[Caller, Round, Unit], Any]


def fact(unit: Unit) -> dict[str, Any]:
    return {"unit": unit.code, "measure": "培训场次", "period": "2026Q1", "value": "3"}


def values(unit: Unit) -> dict[str, Any]:
    return {
        "orgUnit": unit.code,
        "period": "2026Q1",
        "dataValues": [{"dataElement": "培训场次", "value": "3"}],
    }


CALLS: dict[str, Call] = {
    "list_rounds": lambda caller, round, unit: caller.get("/rounds"),
    "get_round": lambda caller, round, unit: caller.get(f"/rounds/{round.pk}"),
    "list_units": lambda caller, round, unit: caller.get(f"/rounds/{round.pk}/units"),
    "list_measures": lambda caller, round, unit: caller.get(f"/rounds/{round.pk}/measures"),
    "list_facts": lambda caller, round, unit: caller.get(f"/rounds/{round.pk}/facts?unit={unit.code}"),
    "put_facts": lambda caller, round, unit: caller.put(f"/rounds/{round.pk}/facts", {"facts": [fact(unit)]}),
    "get_data_values": lambda caller, round, unit: caller.get(
        f"/rounds/{round.pk}/dataValueSets?orgUnit={unit.code}"
    ),
    "post_data_values": lambda caller, round, unit: caller.post(
        f"/rounds/{round.pk}/dataValueSets", values(unit)
    ),
    "list_schemes": lambda caller, round, unit: caller.get("/schemes"),
    "get_scheme": lambda caller, round, unit: caller.get(f"/schemes/{round.scheme_id}"),
    "get_scheme_text": lambda caller, round, unit: caller.get(f"/schemes/{round.scheme_id}/text"),
    "get_results": lambda caller, round, unit: caller.get(f"/rounds/{round.pk}/results"),
    "get_unit_result": lambda caller, round, unit: caller.get(f"/rounds/{round.pk}/results/{unit.code}"),
    "list_publications": lambda caller, round, unit: caller.get(f"/rounds/{round.pk}/publications"),
    "get_receipt": lambda caller, round, unit: caller.get(f"/rounds/{round.pk}/publications/1/receipt"),
}
NAMING_A_UNIT = {"list_facts", "get_data_values", "get_unit_result"}
AFTER_PUBLICATION = {"get_results", "get_unit_result", "list_publications", "get_receipt"}


def test_every_operation_is_called() -> None:
    assert sorted(CALLS) == sorted(OPERATIONS)


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_every_mark_is_kept(
    name: str,
    caller_of: Callable[[Role], Caller],
    round_at: Callable[[Stage], Round],
    own: Unit,
    other: Unit,
) -> None:
    round = round_at(Stage.PUBLISHED if name in AFTER_PUBLICATION else Stage.REPORTING)
    for role in COLUMNS:
        mark, caller = OPERATIONS[name][role], caller_of(role)
        for unit in (own, other):
            answer = CALLS[name](caller, round, unit)
            place = f"{name} by {role.value} of {unit.name}: {answer.status_code}"
            if mark == "-":
                assert answer.status_code == 403, place
                assert answer.json()["code"] == "api.not-for-this-role"
            elif name == "get_receipt":
                assert answer.status_code == 404, place  # nothing was published in this round
            elif mark == "o" and unit == other and name in NAMING_A_UNIT:
                assert answer.status_code == 404, place
            elif name == "post_data_values":
                assert answer.status_code in (200, 409), place
                writes = role in (Role.REPORTER, Role.HEAD) and unit == own
                assert (answer.json()["response"]["importCount"]["ignored"] == 0) == (
                    writes or (role is Role.OFFICE and unit == other)
                ), place
            elif name == "put_facts":
                writes = role in (Role.REPORTER, Role.HEAD) and unit == own
                refused = answer.json()["refused"]
                assert (refused == 0) == (writes or (role is Role.OFFICE and unit == other)), place
            else:
                assert answer.status_code == 200, place
