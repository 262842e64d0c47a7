"""The interface against its own document: requests made from it, good and bad, by a token of each role. Every answer is one that the
document tells of, and none is a failure of the server.
"""

from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some
from schemathesis import Config, GenerationMode
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from kaohe.web.accounts.models import Unit
from kaohe.web.accounts.roles import Role
from kaohe.web.config.wsgi import application
from kaohe.web.filing.models import Figure
from kaohe.web.interface import limits
from kaohe.web.interface.operations import api
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from tests.web.tokens import Caller

EXAMPLES = {Role.OFFICE: 10, Role.REPORTER: 6}
"""Requests an operation; two of the other roles, whose answers differ by the table alone."""
RUNS = [
    *((role, GenerationMode.POSITIVE) for role in Role),
    *((role, GenerationMode.NEGATIVE) for role in EXAMPLES),
]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
"""Whether good data is taken and bad data refused is known better by the tests that name the data."""

load_all_checks()
DOCUMENT = api.get_openapi_schema(path_prefix="/api/v1/")
OPERATIONS = [(path, method) for path, methods in DOCUMENT["paths"].items() for method in methods]


@pytest.fixture
def round(round_at: Callable[[Stage], Round], own: Unit, monkeypatch: pytest.MonkeyPatch) -> Round:
    """A round with a figure in it; no token is told to wait."""
    monkeypatch.setattr(limits, "MOST_CALLS", 10**9)
    made = round_at(Stage.REPORTING)
    unit = made.units.get(code=own.code)
    Figure.objects.create(round=made, unit=unit, measure="培训场次", period="2026Q1", text="3", value="3")
    return made


def at_home(case: Any, round: Round, unit: Unit, home: bool) -> None:
    """Half of the requests go to things that exist."""
    if home:
        there = {"round_id": round.pk, "unit": unit.code, "version_id": round.scheme_id, "number": 1}
        for name in case.path_parameters:
            case.path_parameters[name] = there[name]


@pytest.mark.parametrize(("role", "mode"), RUNS)
def test_every_answer_is_one_of_the_document(
    role: Role, mode: GenerationMode, caller_of: Callable[[Role], Caller], round: Round, own: Unit
) -> None:
    caller = caller_of(role)
    schema = schemathesis.openapi.from_dict(DOCUMENT, config=Config())
    schema.app = application
    headers = {"Authorization": f"Bearer {caller.shown}"}
    for path, method in OPERATIONS:
        cases = schema[path][method.upper()].as_strategy(generation_mode=mode)

        @settings(
            max_examples=EXAMPLES.get(role, 2),
            derandomize=True,
            deadline=None,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=cases, home=some.booleans())
        def answers(case: Any, home: bool) -> None:
            at_home(case, round, own, home)
            case.call_and_validate(headers=headers, checks=CHECKS)

        answers()
