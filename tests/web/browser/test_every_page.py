"""Every page there is, in a real browser: it fits a small screen and a phone, axe finds nothing serious, it asks nobody else for
anything, and its own HTML is small. KAOHE_SHOTS names a folder for a picture of each.
"""

from collections.abc import Callable
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve, reverse
from playwright.sync_api import Page

from kaohe.web.accounts.models import Unit, User
from kaohe.web.accounts.roles import Role
from kaohe.web.config.permissions import COLUMNS, PERMITS
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from tests.web.browser.conftest import Opener
from tests.web.browser.test_frame import picture
from tests.web.permission_arguments import ARGUMENTS, POST_ONLY
from tests.web.shot_list import ALL

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
MOST_BYTES = 150 * 1024
SIZES = ((1366, 768), (390, 844))
SERIOUS = ("serious", "critical")
PAGES = sorted(name for name, permit in PERMITS.items() if name not in POST_ONLY and not permit.public)


@pytest.fixture
def material(
    people: dict[Role, User], own: Unit, other: Unit, round_at: Callable[[Stage], Round]
) -> dict[str, Any]:
    return {"people": people, "own": own, "other": other, "round": round_at(Stage.REPORTING)}


def who_may(name: str) -> Role:
    """Somebody who may look at it; who keeps the round first."""
    marks = PERMITS[name].marks
    order = (Role.OFFICE, *COLUMNS)
    return next(role for role in order if marks[role] in "yro")


def shown_in_the_guide() -> set[str]:
    """The names of the addresses of which the guide has a picture."""
    words = {word: "1" for shot in ALL for _text, word, *_ in Formatter().parse(shot.path) if word}
    paths = [shot.path.format_map(words).partition("?")[0] for shot in ALL]
    return {resolve(path).view_name for path in paths}


def bytes_of_page(user: User, path: str) -> int | None:
    """The bytes of a whole page of HTML as the server sends it; None where something else is what one gets."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(path)
    answer.close()
    if answer.streaming or not answer["Content-Type"].startswith("text/html"):
        return None
    whole = answer.status_code in (200, 409) and b"<html" in answer.content
    return len(answer.content) if whole else None


def serious_findings(page: Page) -> list[str]:
    """What axe finds that shuts somebody out, with the first place of each."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{each['id']}: {each['help']} – {each['nodes'][0]['html'][:160]}"
        for each in found["violations"]
        if each["impact"] in SERIOUS
    ]


@pytest.mark.parametrize("name", PAGES)
def test_a_page(name: str, open_as: Opener, material: dict[str, Any], people: dict[Role, User]) -> None:
    role = who_may(name)
    path = reverse(name, kwargs=ARGUMENTS[name](material, True))
    size_of_html = bytes_of_page(people[role], path)
    if size_of_html is None:
        return  # a file, a fragment or a way to somewhere else
    assert name in shown_in_the_guide(), "tests/web/shot_list.py has no picture of it"
    assert size_of_html <= MOST_BYTES
    for size in SIZES:
        page = open_as(role, path, size=size)
        picture(page, f"{name.replace(':', '-')}-{size[0]}")
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{wide} pixels too wide at {size[0]}"
        assert serious_findings(page) == []
