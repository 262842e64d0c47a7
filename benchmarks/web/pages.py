"""Every page, served in one process without a network, warmed: milliseconds, queries, bytes of HTML; a trivial page beside.

asked: `units`, `items`, `runs`, `seconds` (the most that one page may take, first looks not counted).
Addresses are walked as the test of permissions walks them, each as the first role that may see it; rounds stand in the stage in which
the page has something to show. Addresses of one file, of a fragment, or of what a synthetic round does not have (a publication, an
appeal) are left out. Answer: `pages` (name, role, address, status, seconds of each run, of the processor, queries, bytes).
"""

import time
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import get_resolver, reverse

from benchmarks.web.material import BACKEND, Made, make
from kaohe.web.accounts.roles import Role
from kaohe.web.config.permissions import PERMITS
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from kaohe.web.schemes.models import Version
from kaohe.web.scoring.layout import layout_of

ORDER = (Role.OFFICE, Role.REPORTER, Role.HEAD, Role.DEPARTMENT, Role.ADMIN)
PERSON = {
    Role.OFFICE: "office",
    Role.REPORTER: "u0",
    Role.HEAD: "u0-head",
    Role.DEPARTMENT: "d1-1",
    Role.ADMIN: "admin",
}
AS = {"filing:unit": Role.REPORTER, "filing:department": Role.DEPARTMENT, "scoring:matrix": Role.DEPARTMENT,
      "scoring:self": Role.HEAD, "evidence:unit": Role.REPORTER, "evidence:item": Role.REPORTER}  # fmt: skip
"""Pages on which their own people do more than the office."""
STAGES = (
    ("scoring:self", Stage.SELF),
    ("scoring:feedback", Stage.FEEDBACK),
    ("scoring:appeal", Stage.FEEDBACK),
    ("scoring:", Stage.SCORING),
    ("results:", Stage.APPROVAL),
    ("rectify:", Stage.RECTIFYING),
    ("filing:targets", Stage.TARGETS),
    ("", Stage.REPORTING),
)
TRIVIAL = "benchmarks.web.trivial"
_DJANGO = (
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
)


def run(asked: dict[str, Any]) -> dict[str, Any]:
    """Make the round, look at every page."""
    made = make({"rounds": [Stage.REPORTING.value], "reporters": 1, "heads": True, **asked})
    clients = {role: _client(made, name) for role, name in PERSON.items()}
    given = _given(made)
    pages = []
    for name in PERMITS:
        role = AS.get(name) or next(
            (role for role in ORDER if PERMITS[name].mark(frozenset({role})) in "yor"), None
        )
        if role is None:
            continue
        stage = next(stage for prefix, stage in STAGES if name.startswith(prefix))
        Round.objects.filter(pk=made.rounds[0].pk).update(stage=stage)
        address = _address(name, given)
        if address:
            pages.append(
                {
                    "name": name,
                    "role": role.value,
                    "address": address,
                    **measure(clients[role], address, asked),
                }
            )
    with override_settings(ROOT_URLCONF=TRIVIAL, MIDDLEWARE=_DJANGO):
        pages.append({"name": "", "role": "", "address": "/", **measure(_client(made, "office"), "/", asked)})
    return {"pages": pages}


def measure(client: Client, address: str, asked: dict[str, Any]) -> dict[str, Any]:
    """One page: looked at once to warm it, once for its queries and bytes, then timed."""
    answer = client.get(address)
    if answer.status_code != 200 or answer.streaming or not answer["Content-Type"].startswith("text/html"):
        return {"status": answer.status_code, "seconds": [], "processor": [], "queries": 0, "bytes": 0}
    with CaptureQueriesContext(connection) as queries:
        size = len(client.get(address).content)
    count = len(queries)  # each request begins the log anew
    seconds, processor = zip(*_timed(client, address, asked["runs"], asked["seconds"]), strict=True)
    return {"status": 200, "seconds": seconds, "processor": processor, "queries": count, "bytes": size}


def _timed(client: Client, address: str, runs: int, most: float) -> Iterator[tuple[float, float]]:
    until = time.perf_counter() + most
    for number in range(runs):
        if number > 2 and time.perf_counter() > until:
            return
        begun, own = time.perf_counter(), time.process_time()
        client.get(address)
        yield time.perf_counter() - begun, time.process_time() - own


def _given(made: Made) -> dict[str, Any]:
    """What parts of addresses are filled with, by name; `department` is a name or a number, by the app."""
    round = made.rounds[0]
    layout = layout_of(round)
    return {
        "round_id": round.pk,
        "unit": "U0",
        "period": round.period,
        "measure": made.first[0].measure,
        "user_id": made.people["office"].pk,
        "version_id": Version.objects.values_list("pk", flat=True)[0],
        "way": "0-0-0",
        "table": 1,
        "code": layout.entries[0].code,
        "item": next(entry.number for entry in layout.entries if layout.departments[0] in entry.departments),
        "department": layout.departments[0],
        "number": 1,
    }


def _address(name: str, given: dict[str, Any]) -> str:
    """The address of a name; empty where there is nothing to fill one of its parts with."""
    app, _colon, own = name.partition(":")
    patterns = get_resolver().namespace_dict[app][1] if own else get_resolver()
    (_shape, parts), *_others = patterns.reverse_dict.getlist(own)[0][0]
    if not given.keys() >= set(parts):
        return ""
    kwargs = {part: given[part] for part in parts}
    if app == "scoring" and "department" in kwargs:
        kwargs["department"] = 1
    if name == "results:item":
        kwargs["item"] = given["code"]
    return reverse(name, kwargs=kwargs)


def _client(made: Made, name: str) -> Client:
    client = Client()
    client.force_login(made.people[name], backend=BACKEND)
    return client
