"""A whole round in the browser, by people of their roles, from an office's Word document to the archive."""

from pathlib import Path
from typing import Any

import pytest

from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import Role
from tests.web import people as stock
from tests.web.browser import journey_beginning as beginning
from tests.web.browser import journey_ending as ending
from tests.web.browser import journey_proofs as proofs
from tests.web.browser.conftest import Opener
from tests.web.browser.journey_people import Town


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def people(transactional_db: None) -> dict[Role, User]:
    """The administrator alone: everybody else is made in the browser."""
    return {Role.ADMIN: stock.person(Role.ADMIN)}


def test_a_whole_round(open_as: Opener, tmp_path: Path) -> None:
    town = Town(open_as)
    beginning.lists_units_and_people(town, open_as(Role.ADMIN, "/"))
    beginning.issues_the_scheme(town)
    beginning.makes_the_round(town)
    beginning.pastes_the_targets(town)
    beginning.units_report(town)
    beginning.office_returns_one(town)
    ending.units_assess_themselves(town)
    ending.departments_score(town)
    ending.units_answer(town)
    ending.office_decides(town)
    ending.is_published(town)
    shown = ending.ranking_shown(town.page("shidi"))
    ending.papers_are_written(town)
    ending.is_put_right(town)
    proofs.the_archive_verifies()
    proofs.the_trail_holds_and_tells_the_story(town)
    proofs.the_ranking_is_the_librarys(shown, tmp_path)
