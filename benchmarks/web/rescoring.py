"""One figure is changed; how long until the result page shows what came of it.

asked: `units`, `items`, `runs`. In one process without a network: the reporter's page saves a cell, then the office opens the ranking,
which shows the unit's new total. Answer: seconds of each run: `first` (the first look of all, nothing computed yet), `save`, `show`,
`again` (another look, nothing changed).
"""

import json
import time
from typing import Any

from django.test import Client
from django.urls import reverse

from benchmarks.web.material import BACKEND, make
from kaohe.web.filing.models import Figure
from kaohe.web.results.computing import record_of
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage

_MEASURE, _VALUES = "完成2", ("0", "400")
"""Half of the points and more hang on it."""


def run(asked: dict[str, Any]) -> dict[str, Any]:
    """Make the round, change, look."""
    made = make({"rounds": [Stage.REPORTING.value], "reporters": 1, **asked})
    round = made.rounds[0]
    reporter, office = Client(), Client()
    reporter.force_login(made.people["u0"], backend=BACKEND)
    office.force_login(made.people["office"], backend=BACKEND)
    ranking = reverse("results:ranking", args=[round.pk])
    first = _look(office, ranking)
    told: dict[str, Any] = {"first": first, "save": [], "show": [], "again": []}
    for number in range(asked["runs"]):
        before = _total(round)
        told["save"].append(_save(reporter, round, _VALUES[number % 2]))
        told["show"].append(_look(office, ranking))
        told["again"].append(_look(office, ranking))
        if _total(round) == before:
            raise SystemExit("the result does not show the change; nothing is measured")
    return told


def _save(client: Client, round: Round, text: str) -> float:
    figure = Figure.objects.filter(round=round, unit__code="U0", measure=_MEASURE).first()
    cell = ["U0", _MEASURE, round.period, text, figure.edition if figure else 0, None]
    address = reverse("filing:unit", kwargs={"round_id": round.pk, "unit": "U0", "period": round.period})
    begun = time.perf_counter()
    answer = client.post(address, {"cells": json.dumps([cell])}, headers={"accept": "application/json"})
    taken = time.perf_counter() - begun
    if answer.status_code != 200 or answer.json()["cells"][0]["conflict"]:
        raise SystemExit(f"the figure was not saved: {answer.content[:300]!r}")
    return taken


def _look(client: Client, address: str) -> float:
    begun = time.perf_counter()
    answer = client.get(address)
    taken = time.perf_counter() - begun
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status_code}")
    return taken


def _total(round: Round) -> str:
    """The unit's total as the record has it that pages show."""
    found = [unit for unit in record_of(round)["tables"][0]["units"] if unit["unit"] == "U0"]
    return json.dumps(found[0], sort_keys=True)
