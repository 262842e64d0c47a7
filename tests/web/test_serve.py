"""`kaohe serve`, really run: it starts, answers, says who may log in, and ends cleanly; what stands in its way is said in words."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from click.testing import CliRunner

from kaohe.cli.main import main
from kaohe.web import serving_run
from kaohe.web.demo_people import PASSWORD
from kaohe.web.serving import names_of
from kaohe.web.serving_run import Serving, _listen
from kaohe.web.ui.vendor import VENDOR

READY = "考核系统已启动"
needs_vendor = pytest.mark.skipif(
    not VENDOR.is_dir(), reason="the static files of third parties are not here"
)
Server = Callable[..., "Running"]


class Running:
    """A server in a process of its own, its words in a file."""

    def __init__(self, folder: Path, *options: str, **environment: str) -> None:
        self.folder = folder
        self.words = folder.with_suffix(".out")
        kept = {name: value for name, value in os.environ.items() if not name.startswith("KAOHE_")}
        kept.pop("DJANGO_SETTINGS_MODULE", None)
        kept.pop("DATABASE_URL", None)
        command = [sys.executable, "-m", "kaohe.cli.main", "serve", "--folder", str(folder), *options]
        with self.words.open("w") as out:
            self.process = subprocess.Popen(
                command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, env=kept | environment
            )

    def said(self) -> str:
        return self.words.read_text(encoding="utf-8")

    def wait_for(self, words: str, seconds: float = 60) -> str:
        until = time.monotonic() + seconds
        while words not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < until, self.said()
            time.sleep(0.1)
        return self.said()

    @property
    def url(self) -> str:
        found = re.search(r"http://\S+?/(?=\s)", self.wait_for(READY))
        assert found is not None
        return found[0]

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(40)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running: list[Running] = []

    def begin(name: str = "data", *options: str, **environment: str) -> Running:
        running.append(Running(tmp_path / name, *options, **environment))
        return running[-1]

    yield begin
    for each in running:
        each.process.kill()
        each.process.wait()


@needs_vendor
def test_a_fresh_folder_becomes_an_application(server: Server) -> None:
    first = server("data", "--port", "0")
    with urllib.request.urlopen(first.url + "login/") as answer:
        page = answer.read().decode()
    style = re.search(r'href="(/static/kaohe/kaohe\.[0-9a-f]+\.css)"', page)
    assert style is not None
    with urllib.request.urlopen(first.url.rstrip("/") + style[1]) as answer:
        assert "immutable" in answer.headers["Cache-Control"]
    assert re.search(r"登录名 admin，首次登录密码 \w{14}", first.said())
    assert first.stop() == 0
    assert "已停止" in first.said()
    again = server("data", "--port", "0")
    assert again.url
    assert "首次登录密码" not in again.said()


@needs_vendor
def test_a_port_that_is_taken_is_said(server: Server) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        refused = server("data", "--port", str(number))
        assert refused.process.wait(60) == 1
        assert "web.port-taken" in refused.said()


def test_who_is_there_gets_an_answer_when_it_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, stop, said = Event(), Event(), []

    def slow(_environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        asked.set()
        time.sleep(1)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"x" * 2_000_000]

    monkeypatch.setattr(serving_run, "get_wsgi_application", lambda: slow)
    wanted = Serving(tmp_path, "127.0.0.1", 0, 2, True, False, False, "")

    def say(text: str, **data: object) -> None:
        said.append(data)

    serving = Thread(target=serving_run._pages, args=(wanted, stop, say))
    serving.start()
    while not said:
        time.sleep(0.05)
    urls = said[0]["urls"]
    assert isinstance(urls, list)
    with ThreadPoolExecutor() as pool:
        body = pool.submit(lambda: urllib.request.urlopen(urls[0]).read())
        asked.wait(10)
        stop.set()
        assert len(body.result(20)) == 2_000_000
    serving.join(20)
    assert not serving.is_alive()
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(urls[0])


@needs_vendor
def test_the_example_is_there_at_once(server: Server) -> None:
    """Somebody logs in, begins a backup, and the worker in the same process writes it."""
    running = server("data", "--port", "0", "--demo")
    url = running.url.rstrip("/")
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())

    def page(path: str, **fields: str) -> str:
        data = urllib.parse.urlencode(fields).encode() if fields else None
        asked = urllib.request.Request(url + path, data, headers={"Referer": url + path})
        with browser.open(asked) as answer:
            text: str = answer.read().decode()
            return text

    def hidden(text: str, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]+)"', text)
        assert found is not None
        return found[1]

    door = page("/login/")
    assert PASSWORD in door
    token = hidden(door, "csrfmiddlewaretoken")
    assert "工作台" in page("/login/", csrfmiddlewaretoken=token, username="admin", password=PASSWORD)
    listed = page("/backups/")
    press, token = hidden(listed, "press"), hidden(listed, "csrfmiddlewaretoken")
    page("/backups/new/", csrfmiddlewaretoken=token, press=press)
    until = time.monotonic() + 30
    while "kaohe-" not in page("/backups/"):
        assert time.monotonic() < until, running.said()
        time.sleep(0.3)
    assert running.stop() == 0
    refused = server("data", "--port", "0")
    assert refused.process.wait(60) == 1
    assert "web.demo-data" in refused.said()


def test_a_database_that_is_away_is_said(server: Server) -> None:
    refused = server("data", DATABASE_URL="postgres://nobody@127.0.0.1:1/none")
    assert refused.process.wait(60) == 1
    assert "web.no-database" in refused.said()


def test_both_and_neither_is_wrong_usage() -> None:
    done = CliRunner().invoke(main, ["serve", "--no-jobs", "--only-jobs"])
    assert done.exit_code == 2


def test_the_names_of_a_server() -> None:
    assert names_of("127.0.0.1") == ["localhost", "127.0.0.1", "[::1]"]
    assert "192.168.3.4" in names_of("192.168.3.4")
    assert len(names_of("0.0.0.0")) > 3


def test_an_address_that_is_none() -> None:
    from kaohe.core import Refused

    with pytest.raises(Refused, match="没有“no such place”这个地址"):
        _listen("no such place", 0)


@pytest.mark.django_db
def test_the_example_and_real_data_are_kept_apart() -> None:
    from kaohe.core import Refused
    from kaohe.web.accounts.actions import create_person
    from kaohe.web.accounts.models import Duty
    from kaohe.web.accounts.roles import Role
    from kaohe.web.serving_run import _keep_apart

    wanted = Serving(Path("x"), "127.0.0.1", 0, 1, True, True, True, "")
    _keep_apart(wanted)
    create_person(username="a", name="管理员", email="", duties=[Duty(role=Role.ADMIN)], by=None)
    with pytest.raises(Refused, match="有正式的数据"):
        _keep_apart(wanted)
