"""People, a round, and clients that have logged in."""

import os
from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client

from kaohe.web.accounts.models import Unit, User
from kaohe.web.accounts.roles import Role
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from tests.web import flushing
from tests.web import people as stock
from tests.web.tokens import Caller, token_of

flushing.install()

_close = BaseDatabaseWrapper.close_if_unusable_or_obsolete


def _close_outside_of_tests(self: BaseDatabaseWrapper) -> None:
    """Whoever calls the application as a server does, or closes an answer, would close the connection of the test's transaction."""
    if not self.in_atomic_block:
        _close(self)


BaseDatabaseWrapper.close_if_unusable_or_obsolete = _close_outside_of_tests  # type: ignore[method-assign]

# Elsewhere these tests have nothing to be about: they are not collected, and nothing is skipped.
collect_ignore = [] if os.environ.get("DATABASE_URL") else ["test_concurrency.py"]


@pytest.fixture
def listed(db: None) -> None:
    """The example's units and departments are in the register."""
    stock.list_example()


@pytest.fixture
def department(listed: None) -> str:
    """The department that the stock person of a department acts for."""
    from kaohe.web.accounts.models import Department

    first = Department.objects.filter(active=True).first()
    assert first is not None
    return first.name


@pytest.fixture
def own(listed: None) -> Unit:
    """The unit that the stock reporter and head act for."""
    units = list(Unit.objects.filter(level="镇街"))
    return units[0]


@pytest.fixture
def other(listed: None) -> Unit:
    """A unit that they do not act for."""
    units = list(Unit.objects.filter(level="镇街"))
    return units[1]


@pytest.fixture
def people(own: Unit, department: str) -> dict[Role, User]:
    """One person of each role."""
    return stock.everybody(own, department)


@pytest.fixture
def client_of(people: dict[Role, User]) -> Callable[[Role], Client]:
    """A browser in which the stock person of a role has logged in."""

    def make(role: Role) -> Client:
        client = Client()
        client.force_login(people[role], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make


@pytest.fixture
def round_at(people: dict[Role, User]) -> Callable[[Stage], Round]:
    """A round of the example in a stage."""

    def make(stage: Stage) -> Round:
        return stock.a_round(people[Role.OFFICE], stage)

    return make


@pytest.fixture
def caller_of(people: dict[Role, User], own: Unit, department: str) -> Iterator[Callable[[Role], Caller]]:
    """Another program with a token of a role, for the stock unit and department; limits begin anew."""
    cache.clear()

    def make(role: Role) -> Caller:
        token, shown = token_of(role, by=people[Role.ADMIN], unit=own, department=department)
        return Caller(token, shown, Client())

    yield make
    cache.clear()
