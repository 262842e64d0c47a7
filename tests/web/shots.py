"""Pictures of the pages for the guide, from the bundled example: `python -m tests.web.shots [NAME…]`.

Writes docs/guide/images/web/*.png and docs/guide/pages.md, which shows them in the order of the year. Every page is taken at the size of an
office's screen; those that people use outside the office, at a phone's too.
"""

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from threading import Thread
from urllib.parse import unquote

from tests.web.shot_list import ALL, SHOTS, Shot

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide"
IMAGES = GUIDE / "images" / "web"
SCREEN, PHONE = (1366, 768), (390, 844)
COLOURS = 96
"""Enough for pages of few colours; a fifth of the size."""


def main(names: Sequence[str]) -> None:
    """Take all pictures, or those named."""
    with tempfile.TemporaryDirectory(prefix="kaohe-shots-") as folder:
        _set_up(Path(folder))
        wanted = [shot for shot in ALL if not names or shot.name in names]
        IMAGES.mkdir(parents=True, exist_ok=True)
        from playwright.sync_api import sync_playwright

        from tests.browser.watched import CHROMIUM, OPTIONS

        assert CHROMIUM is not None, "Chromium is not installed here"
        with _serving() as address, sync_playwright() as play:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=list(OPTIONS))
            failed = [said for shot in sorted(wanted, key=_order) if (said := _tried(browser, address, shot))]
            browser.close()
    if failed:
        sys.exit("\n".join(failed))
    if not names:
        (GUIDE / "pages.md").write_text(page(), encoding="utf-8")


def page() -> str:
    """The guide's page of pictures."""
    lines = [
        "# 各页长什么样 · What the pages look like",
        "",
        "由 `python -m tests.web.shots` 用自带的示例拍下。",
    ]
    lines += ["Taken from the bundled example by `python -m tests.web.shots`.", ""]
    for group, shots in SHOTS.items():
        lines += [f"## {group}", ""]
        for shot in shots:
            lines += [f"### {shot.words}", "", f"![{shot.words}](images/web/{shot.name}.png)", ""]
            if shot.phone:
                lines += [f"![{shot.words}，手机](images/web/{shot.name}-phone.png)", ""]
    return "\n".join(lines)


def _order(shot: Shot) -> int:
    from kaohe.web.rounds.stages import Stage

    return Stage(shot.stage).place


def _set_up(folder: Path) -> None:
    """The example in a place of its own."""
    os.environ |= {"KAOHE_HOME": str(folder), "KAOHE_HOSTS": "127.0.0.1", "DJANGO_ALLOW_ASYNC_UNSAFE": "1"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "kaohe.web.config.settings"
    import django

    django.setup()
    from django.core.management import call_command

    from kaohe.web import demo

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    demo.load(lambda *words, **more: None)


@contextmanager
def _serving() -> Iterator[str]:
    """The application on a port of its own."""
    from waitress.server import create_server

    from kaohe.web.config.wsgi import application

    server = create_server(application, host="127.0.0.1", port=0, threads=4)
    Thread(target=server.run, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()


def _tried(browser: object, address: str, shot: Shot) -> str:
    """Why there is no picture; empty where there is."""
    try:
        _take(browser, address, shot)
    except AssertionError as failure:
        return str(failure)
    return ""


def _take(browser: object, address: str, shot: Shot) -> None:
    from playwright.sync_api import Browser

    from kaohe.web.accounts.models import User
    from kaohe.web.demo import bring
    from kaohe.web.demo_people import PASSWORD
    from kaohe.web.rounds.actions import step_backward, step_forward
    from kaohe.web.rounds.stages import Stage
    from tests.web.shot_found import Found

    assert isinstance(browser, Browser)
    round = bring(Stage(shot.stage))
    if back := round.at.place > Stage(shot.stage).place:
        office = User.objects.get(username="office")
        round = step_backward(round=round, expected=round.at, reason="改一个单位的目标", by=office)
    found = Found(round)
    user, path = shot.user.format_map(found), shot.path.format_map(found)
    for size in (SCREEN, PHONE) if shot.phone else (SCREEN,):
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="zh-CN", device_scale_factor=1
        )
        opened = context.new_page()
        if user:
            opened.goto(f"{address}/login/")
            opened.get_by_label("登录名").fill(user)
            opened.get_by_label("密码").fill(PASSWORD)
            opened.get_by_role("button", name="登录").click()
        answer = opened.goto(address + path)
        assert answer is not None
        assert answer.ok, f"{shot.name}: {answer.status} {path}"
        assert unquote(opened.url).startswith(address + path.split("?")[0]), f"{shot.name}: {opened.url}"
        opened.wait_for_load_state("networkidle")
        name = shot.name if size == SCREEN else f"{shot.name}-phone"
        _keep(opened.screenshot(full_page=False), IMAGES / f"{name}.png")
        context.close()
    if back:
        step_forward(round=round, expected=round.at, by=office)


def _keep(picture: bytes, path: Path) -> None:
    """With few colours, without dates: the same page is the same file."""
    from PIL import Image

    Image.open(BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(
        path, optimize=True
    )


if __name__ == "__main__":
    main(sys.argv[1:])
