"""The guide's page of pictures is the list's, and every picture is there."""

from tests.web.shot_list import ALL
from tests.web.shots import GUIDE, IMAGES, page


def test_the_page_of_pictures_is_the_list() -> None:
    assert (GUIDE / "pages.md").read_text(encoding="utf-8") == page()


def test_every_picture_is_there_and_no_other() -> None:
    wanted = {f"{shot.name}.png" for shot in ALL} | {f"{shot.name}-phone.png" for shot in ALL if shot.phone}
    assert {path.name for path in IMAGES.glob("*.png")} == wanted
    assert len(ALL) == len({shot.name for shot in ALL})
