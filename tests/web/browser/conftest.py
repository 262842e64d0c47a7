"""A running application and a Chromium in front of it. What a page asks of another host, or its policy refuses, fails the test."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import Role
from tests.browser.watched import CHROMIUM, OPTIONS

# The browser's driver runs an event loop in this thread; the database is not touched from it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

Opener = Callable[..., Page]
INSIDE = ("data:", "blob:", "chrome-extension:", "chrome:")
"""What never leaves the browser; the last two are its own viewer of PDFs."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed here")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def open_as(
    browser: Browser, live_server: Any, transactional_db: None, people: dict[Role, User]
) -> Iterator[Opener]:
    """`open_as(role, path, size=(1366, 768), script=True)`: a page as somebody of a role sees it."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_page(
        role: Role | None, path: str, *, size: tuple[int, int] = (1366, 768), script: bool = True
    ) -> Page:
        width, height = size
        context = browser.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=script, locale="zh-CN"
        )
        contexts.append(context)
        if role is not None:
            client = Client()
            client.force_login(people[role], backend="django.contrib.auth.backends.ModelBackend")
            session = client.cookies["kaohe_session"].value
            context.add_cookies([{"name": "kaohe_session", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on(
            "response", lambda got: wrong.append(f"{got.status} {got.url}") if got.status == 404 else None
        )
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "request",
            lambda asked: (
                None if asked.url.startswith((live_server.url, *INSIDE)) else wrong.append(asked.url)
            ),
        )
        page.goto(live_server.url + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []
