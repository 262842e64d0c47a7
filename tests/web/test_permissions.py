"""The table of permissions against the addresses: no name without its row, no row without its name, and every mark kept."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from kaohe.web.accounts.models import Unit, User
from kaohe.web.accounts.roles import Role
from kaohe.web.config.permissions import COLUMNS, PERMITS
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from tests.web.permission_arguments import ARGUMENTS, POST_ONLY


def names(patterns: list[Any], space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"an address without a name: {pattern.pattern}"
            yield f"{space}{pattern.name}"


NAMES = sorted(name for name in names(get_resolver().url_patterns) if not name.startswith("api-"))


def test_every_address_has_its_row_and_every_row_its_address() -> None:
    assert sorted(PERMITS) == NAMES


@pytest.fixture
def material(
    people: dict[Role, User], own: Unit, other: Unit, round_at: Callable[[Stage], Round]
) -> dict[str, Any]:
    """What addresses are made of: numbers of things that exist."""
    return {"people": people, "own": own, "other": other, "round": round_at(Stage.REPORTING)}


@pytest.mark.parametrize("name", NAMES)
def test_nobody_comes_in_without_logging_in(name: str, material: dict[str, Any]) -> None:
    url = reverse(name, kwargs=ARGUMENTS[name](material, True))
    answer = Client().get(url)
    if PERMITS[name].public:
        assert answer.status_code in (200, 302, 405)
    else:
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("accounts:login"))


@pytest.mark.parametrize("name", [name for name in NAMES if not PERMITS[name].public])
def test_every_mark_is_kept(name: str, material: dict[str, Any], client_of: Callable[[Role], Client]) -> None:
    """Looking, by everybody, at one's own and at another's. 405: the address takes posts alone; it was let through."""
    for role in COLUMNS:
        mark = PERMITS[name].marks[role]
        material["role"] = role
        for is_own in (True, False):
            arguments = ARGUMENTS[name](material, is_own)
            answer = client_of(role).get(reverse(name, kwargs=arguments))
            answer.close()  # a file that is given out is held open until then
            status = answer.status_code
            place = f"{name} by {role.value}, {'own' if is_own else 'other'}"
            if mark == "-":
                assert status == 403, place
            elif mark == "o" and not is_own and arguments != ARGUMENTS[name](material, True):
                assert status == (405 if name in POST_ONLY else 404), place
            else:
                assert status in ((405,) if name in POST_ONLY else (200, 302)), place


@pytest.mark.parametrize("name", [name for name in NAMES if "r" in PERMITS[name].marks.values()])
def test_who_may_look_may_not_post(
    name: str, material: dict[str, Any], client_of: Callable[[Role], Client]
) -> None:
    url = reverse(name, kwargs=ARGUMENTS[name](material, True))
    for role in COLUMNS:
        if PERMITS[name].marks[role] in ("r", "-"):
            assert client_of(role).post(url).status_code == 403, role
