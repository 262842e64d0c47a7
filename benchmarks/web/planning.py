"""The crowd of the last day: what each clerk, scorer and viewer will do, as JSON for `client.py`.

Two rounds: this year's is being reported, and the clerks save and submit in it; last year's late one is being scored. The heat map is
the office's: leaders see it from 审定 on, which is not when figures are saved.

asked: what `material.make` asks for, and `clerks`, `logins`, `scorers`, `viewers`, `cells` (least and most cells of a clerk).
"""

import random
from itertools import islice
from typing import Any

from django.db import transaction
from django.urls import reverse

from benchmarks.data import Row
from benchmarks.web import synthetic
from benchmarks.web.material import PASSWORD, SCORERS_EACH, Made, make, session_of
from kaohe.web.rounds.stages import Stage
from kaohe.web.scoring.layout import layout_of

STAGES = (Stage.REPORTING.value, Stage.SCORING.value)


def run(asked: dict[str, Any]) -> dict[str, Any]:
    """Make the material; the plan."""
    made = make({"rounds": list(STAGES), "reporters": asked["clerks"], **asked})
    chance = random.Random(2026)
    rows: dict[str, list[Row]] = {}
    for row in made.first:
        rows.setdefault(row.unit, []).append(row)
    with transaction.atomic():
        clerks = [
            _clerk(made, f"U{number}", rows[f"U{number}"], asked, chance, door=number < asked["logins"])
            for number in range(asked["clerks"])
        ]
        scorers = [_scorer(made, number, rows) for number in range(asked["scorers"])]
        viewers = [_viewer(made, number) for number in range(asked["viewers"])]
    return {"clerks": clerks, "scorers": scorers, "viewers": viewers, "rounds": [r.pk for r in made.rounds]}


def _clerk(
    made: Made, unit: str, rows: list[Row], asked: dict[str, Any], chance: random.Random, *, door: bool
) -> dict[str, Any]:
    """Fill what is missing, correct some of the rest, hand in. `door`: with name and password, not with a session."""
    round = made.rounds[0]
    own = [row for row in rows if not synthetic.entered(row.measure)]
    chance.shuffle(own)
    own.sort(key=lambda row: not made.missing(row))
    least, most = asked["cells"]
    at = {"round_id": round.pk, "unit": unit, "period": round.period}
    user = made.people[unit.lower()]
    return {
        "name": user.username,
        "password": PASSWORD if door else "",
        "session": "" if door else session_of(user),
        "unit": unit,
        "period": round.period,
        "form": reverse("filing:unit", kwargs=at),
        "submit": reverse("filing:unit-submit", kwargs=at),
        "cells": [
            [row.measure, _other(made, row), 0 if made.missing(row) else 1]
            for row in islice(own, chance.randint(least, most))
        ],
    }


def _scorer(made: Made, number: int, rows: dict[str, list[Row]]) -> dict[str, Any]:
    """One seat of a department: its figures of every other unit, one after another."""
    round = made.rounds[1]
    layout = layout_of(round)
    place, seat = number // SCORERS_EACH % len(layout.departments), number % SCORERS_EACH
    department = layout.departments[place]
    columns = {column.form.id: column.number for column in layout.entered_by(department)}
    at = [round.pk, layout.number_of(department)]
    cells = [
        {"u": row.unit, "m": row.measure, "c": columns[row.measure], "t": _other(made, row), "e": 0 if made.missing(row) else 1}
        for unit in list(rows)[seat::SCORERS_EACH]
        for row in rows[unit]
        if row.measure in columns
    ]  # fmt: skip
    return {
        "session": session_of(made.people[f"d{place + 1}-{seat + 1}"]),
        "period": round.period,
        "matrix": reverse("scoring:matrix", args=at),
        "save": reverse("scoring:save", args=at),
        "cells": cells,
    }


def _viewer(made: Made, number: int) -> dict[str, Any]:
    """One of the office's people: three in five watch the round that is being reported, two the one that is being scored."""
    round = made.rounds[0 if number % 5 < 3 else 1]
    return {
        "session": session_of(made.people[f"office-{number + 1}"]),
        "page": reverse("results:heat", args=[round.pk]),
    }


def _other(made: Made, row: Row) -> str:
    return row.value if made.missing(row) else made.others[row.unit, row.measure]
