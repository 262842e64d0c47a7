"""Pages opened in Chromium and watched: what one logs, asks for or pops up fails its test."""

import shutil
from collections.abc import Iterator

from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium")
OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def watched(
    browser: Browser, address: str, size: tuple[int, int], *, script: bool = True, touch: bool = False
) -> Iterator[Page]:
    """The page at an address of a file, in a window of this size."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        java_script_enabled=script,
        offline=True,
        has_touch=touch,
    )
    opened = context.new_page()
    told: list[str] = []
    opened.on("console", lambda message: told.append(message.text))
    opened.on("pageerror", lambda error: told.append(str(error)))
    opened.on("dialog", lambda dialog: told.append(dialog.message))
    opened.on("request", lambda request: told.append(request.url) if request.url != address else None)
    opened.goto(address)
    yield opened
    context.close()
    assert told == []
