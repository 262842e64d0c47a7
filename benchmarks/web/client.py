"""The crowd as one asyncio program: `python -m benchmarks.web.client plan.json answer.json`. Nothing of ours is loaded here.

Each person has a connection and cookies of their own, as a browser would, and keeps to their server. A clerk opens the desk and the
form, saves a cell at a time as the page's script does, hands the form in and then looks at it now and again. A scorer opens the matrix
and saves cells. A viewer looks at the heat map. Between two acts everybody thinks: `think`, least and most seconds, even chances.

plan: `bases` (servers), `seconds`, `ramp` (seconds over which people arrive), `think` by kind of person, `seed`, `clerks`, `scorers`,
`viewers` (see `planning`), and `walkers` for memory: pages in turn without thinking, `requests` of them in all, a save now and then;
`count`: a file that holds how many requests were answered.
The answer: `begun` and `seconds`, `times` and `failed` by kind of request, `errors`, and `written`: every cell that was sent, with the
server's word on it.
"""

import asyncio
import json
import random
import sys
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp  # type: ignore[import-not-found, unused-ignore]

TIMEOUT = 60.0
_COOKIE, _TOKEN = "kaohe_session", "kaohe_csrf"
_MOST_ERRORS = 40
_JSON = {"Accept": "application/json"}


@dataclass
class Told:
    """Everything that was measured. written: unit, measure, period, text, the edition it was written over, the
    one that was answered (-1: no answer came; -2: not taken), the round's place."""

    times: dict[str, list[float]] = field(default_factory=dict)
    failed: dict[str, int] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    written: list[list[Any]] = field(default_factory=list)
    submitted: int = 0
    most: int = 0

    def fail(self, kind: str, words: str) -> None:
        self.failed[kind] = self.failed.get(kind, 0) + 1
        if len(self.errors) < _MOST_ERRORS:
            self.errors.append(f"{kind}: {words}"[:400])

    def count(self) -> int:
        return sum(len(times) for times in self.times.values())


@dataclass
class Person:
    """One browser."""

    base: str
    told: Told
    browser: Any
    until: float
    chance: random.Random
    think: tuple[float, float]

    async def ask(
        self, kind: str, method: str, path: str, good: Iterable[int] = (200,), **sent: Any
    ) -> str | None:
        """One request, timed to the last byte; None where it failed."""
        headers = sent.pop("headers", {})
        if method == "POST":
            headers = headers | {"X-CSRFToken": self._cookie(_TOKEN)}
        begun = time.perf_counter()
        try:
            async with self.browser.request(
                method, self.base + path, headers=headers, allow_redirects=False, **sent
            ) as answer:
                text: str = await answer.text()
                status = answer.status
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            self.told.fail(kind, f"{path} {type(error).__name__} {error}")
            return None
        finally:
            self.told.times.setdefault(kind, []).append(time.perf_counter() - begun)
        if status not in good:
            self.told.fail(kind, f"{path} {status} {text[:200]}")
            return None
        return text

    async def rest(self) -> bool:
        """Think; whether there is time left."""
        await asyncio.sleep(self.chance.uniform(*self.think))
        return time.monotonic() < self.until

    def _cookie(self, name: str) -> str:
        found = [cookie.value for cookie in self.browser.cookie_jar if cookie.key == name]
        return found[0] if found else ""


async def clerk(person: Person, asked: dict[str, Any]) -> None:
    """Desk, form, cells, hand in, look again."""
    if asked["password"]:
        await _log_in(person, asked)
    await person.ask("desk", "GET", "/")
    if not await person.rest():
        return
    await person.ask("form", "GET", asked["form"])
    for measure, text, edition in asked["cells"]:
        if not await person.rest():
            return
        cell = [asked["unit"], measure, asked["period"], text, edition, None]
        answer = await person.ask(
            "save", "POST", asked["form"], headers=_JSON, data={"cells": json.dumps([cell])}
        )
        _note(person, "save", answer, cell[:5], 0)
    if not await person.rest():
        return
    if await person.ask("submit", "POST", asked["submit"], (302,), data={"missing": "1"}) is not None:
        person.told.submitted += 1
    await person.ask("form", "GET", asked["form"])
    while await person.rest():
        await person.ask("form", "GET", asked["form"])


async def scorer(person: Person, asked: dict[str, Any]) -> None:
    """The matrix, then cell after cell."""
    await person.ask("matrix", "GET", asked["matrix"])
    for cell in asked["cells"]:
        if not await person.rest():
            return
        sent = {name: cell[name] for name in "ucte"} | {"n": "检查记录"}
        answer = await person.ask("score", "POST", asked["save"], headers=_JSON, json={"cells": [sent]})
        _note(person, "score", answer, [cell["u"], cell["m"], asked["period"], cell["t"], cell["e"]], 1)


async def viewer(person: Person, asked: dict[str, Any]) -> None:
    """The heat map, again and again."""
    await person.ask("heat", "GET", asked["page"])
    while await person.rest():
        await person.ask("heat", "GET", asked["page"])


async def walker(person: Person, asked: dict[str, Any]) -> None:
    """Pages in turn, and a save after each turn, until all have asked so many times together."""
    number = 0
    while True:
        for path in asked["pages"]:
            if person.told.count() >= person.told.most or time.monotonic() > person.until:
                return
            await person.ask("page", "GET", path)
        if not asked["cells"]:
            continue
        measure, text = asked["cells"][number % len(asked["cells"])]
        cell = [asked["unit"], measure, asked["period"], text, asked["editions"].get(measure, 0), None]
        answer = await person.ask(
            "save", "POST", asked["form"], headers=_JSON, data={"cells": json.dumps([cell])}
        )
        if answer is not None:
            asked["editions"][measure] = json.loads(answer)["cells"][0]["edition"]
        number += 1


_ROLES: dict[str, Callable[[Person, dict[str, Any]], Awaitable[None]]] = {
    "clerks": clerk,
    "scorers": scorer,
    "viewers": viewer,
    "walkers": walker,
}


async def _log_in(person: Person, asked: dict[str, Any]) -> None:
    await person.ask("login page", "GET", "/login/")
    form = {"username": asked["name"], "password": asked["password"]}
    await person.ask("login", "POST", "/login/", (302,), data=form)


def _note(person: Person, kind: str, answer: str | None, sent: list[Any], place: int) -> None:
    """What the server said of a cell; a cell it did not take is a failure."""
    edition = -1
    if answer is not None:
        cell = json.loads(answer)["cells"][0]
        bad = cell["conflict"] or not cell["kept"]
        if bad:
            person.told.fail(kind, f"{sent} {cell}")
        edition = -2 if bad else cell.get("edition", cell.get("e"))
    person.told.written.append([*sent, edition, place])


async def crowd(plan: dict[str, Any]) -> dict[str, Any]:
    """Everybody at once."""
    told, begun = Told(most=plan.get("requests", 0)), time.monotonic()
    chance = random.Random(plan["seed"])
    until = begun + plan["seconds"]
    counting = asyncio.create_task(_keep_count(told, Path(plan["count"])))
    async with asyncio.TaskGroup() as group:
        number = 0
        for kind, act in _ROLES.items():
            for asked in plan.get(kind, ()):
                base = plan["bases"][number % len(plan["bases"])]
                late = chance.uniform(0, plan["ramp"])
                own = random.Random(chance.random())
                group.create_task(_live(act, asked, told, base, until, own, plan["think"][kind], late))
                number += 1
    counting.cancel()
    return {"seconds": time.monotonic() - begun, "times": told.times, "failed": told.failed, "errors": told.errors,
            "written": told.written, "submitted": told.submitted}  # fmt: skip


async def _keep_count(told: Told, path: Path) -> None:
    """How many requests were answered, for whoever watches the server."""
    while True:
        path.write_text(str(told.count()), encoding="ascii")
        await asyncio.sleep(0.2)


async def _live(
    act: Callable[[Person, dict[str, Any]], Awaitable[None]], asked: dict[str, Any], told: Told, base: str,
    until: float, chance: random.Random, think: tuple[float, float], late: float,
) -> None:  # fmt: skip
    await asyncio.sleep(late)
    cookies = {_COOKIE: asked["session"]} if asked["session"] else {}
    async with aiohttp.ClientSession(
        cookies=cookies,
        cookie_jar=aiohttp.CookieJar(unsafe=True),
        connector=aiohttp.TCPConnector(limit=2),
        timeout=aiohttp.ClientTimeout(total=TIMEOUT),
    ) as browser:
        await act(Person(base, told, browser, until, chance, think), asked)


def main() -> None:
    """Play the plan."""
    plan = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    answer = asyncio.run(crowd(plan))
    Path(sys.argv[2]).write_text(json.dumps(answer, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
