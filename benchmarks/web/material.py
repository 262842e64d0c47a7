"""The round that is measured, put into an empty database: units, people with sessions, a scheme, figures.

asked: `units`, `items`; `rounds`, the stage of each, the years counting backwards from 2026; `reporters`, how many units have one;
`heads`, whether they have a head too, who then hands in. Figures of 3 of 10 boxes are not there yet.
Sessions are made in the database as a login would make them: hundreds of passwords are not what is measured.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.utils import timezone

from benchmarks.data import Row, units_text
from benchmarks.web import synthetic
from kaohe.core import Period, Place
from kaohe.facts import Role as FactRole
from kaohe.facts import State
from kaohe.facts.needs import form_of
from kaohe.facts.unit_file import read_units
from kaohe.facts.values import read_value
from kaohe.scheme import Scheme, scheme_digest
from kaohe.web.accounts import actions as accounts
from kaohe.web.accounts.models import Department, Duty, Unit, User
from kaohe.web.accounts.roles import Role
from kaohe.web.filing.facts import stored
from kaohe.web.filing.models import Figure
from kaohe.web.rounds.actions import create_round, touch
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from kaohe.web.schemes.models import SchemeFile, Version
from kaohe.web.schemes.reading import scheme_of
from kaohe.web.serving_start import collect, migrate

PASSWORD = "a-password-of-the-benchmark"
BACKEND = "django.contrib.auth.backends.ModelBackend"
WHOLE = (Role.ADMIN, Role.OFFICE, Role.INSPECTOR, Role.LEADER, Role.AUDITOR)
SCORERS_EACH = 2
_ACTUAL = FactRole.ACTUAL
_YEAR, _BATCH = 2026, 2000


@dataclass(frozen=True)
class Made:
    """What was put in. people by login name: `office`, `u0` a unit's reporter, `u0-head`, `d1-1` a department's scorer."""

    items: int
    rounds: list[Round]
    first: list[Row]
    others: dict[tuple[str, str], str]

    @cached_property
    def people(self) -> dict[str, User]:
        return {user.username: user for user in User.objects.all()}

    def missing(self, row: Row) -> bool:
        """Whether this figure is not there at the beginning."""
        return _missing(row)


def make(asked: dict[str, Any]) -> Made:
    """Fill an empty database."""
    migrate()
    collect()
    units, items = asked["units"], asked["items"]
    first, others = synthetic.figures(units, items)
    with transaction.atomic():
        _register(units, items)
        _people(asked["reporters"], heads=asked.get("heads", False))
        office = User.objects.get(username="office")
        rounds = [
            _round(_YEAR - back, items, Stage(stage), first, office)
            for back, stage in enumerate(asked["rounds"])
        ]
    return Made(items, rounds, first, others)


def session_of(user: User) -> str:
    """The key of a session in which somebody has logged in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    assert session.session_key is not None
    return session.session_key


def _register(units: int, items: int) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "units.csv"
        path.write_text(units_text(units), encoding="utf-8")
        listed, problems = read_units(path)
    assert not problems, problems[:3]
    accounts.list_units(units=listed, by=None)
    names = [f"科室{number + 1}" for number in range(synthetic.departments(items))]
    accounts.list_departments(names=names, by=None)


def _people(reporters: int, *, heads: bool) -> None:
    """Their password is hashed once for all: hashing is slow by design."""
    password = make_password(PASSWORD)
    duties = [(role.value, Duty(role=role)) for role in WHOLE]
    duties += [(f"office-{number}", Duty(role=Role.OFFICE)) for number in range(1, 6)]
    for department in Department.objects.all():
        number = department.name.removeprefix("科室")
        duties += [
            (f"d{number}-{seat + 1}", Duty(role=Role.DEPARTMENT, department=department))
            for seat in range(SCORERS_EACH)
        ]
    for unit in Unit.objects.order_by("order")[:reporters]:
        duties.append((unit.code.lower(), Duty(role=Role.REPORTER, unit=unit)))
        if heads:
            duties.append((f"{unit.code.lower()}-head", Duty(role=Role.HEAD, unit=unit)))
    User.objects.bulk_create(User(username=name, name=name, password=password) for name, _duty in duties)
    known = dict(User.objects.values_list("username", "pk"))
    for name, duty in duties:
        duty.user_id = known[name]
    Duty.objects.bulk_create(duty for _name, duty in duties)


def _round(year: int, items: int, stage: Stage, rows: Iterable[Row], by: User) -> Round:
    """A round of a year with its figures, put into its stage by hand."""
    text = synthetic.text_of(items, year)
    scheme, problems = scheme_of(text)
    assert scheme is not None, problems[:3]
    file = SchemeFile.objects.create(title=f"{scheme.title}（{year}）", created_by=by)
    version = Version.objects.create(
        file=file, number=1, text=text, digest=scheme_digest(scheme), saved_by=by, issued_by=by, issued_at=timezone.now()
    )  # fmt: skip
    made = create_round(
        title=f"{year}年度考核", period=Period.parse(str(year)), scheme=version, before=None, by=by
    )
    _figures(made, scheme, rows, by)
    touch(made)
    Round.objects.filter(pk=made.pk).update(stage=stage)
    return Round.objects.get(pk=made.pk)


def _figures(round: Round, scheme: Scheme, rows: Iterable[Row], by: User) -> None:
    units = {unit.code: unit for unit in round.units.all()}
    forms = {name: form_of(scheme, measure, _ACTUAL) for name, measure in scheme.measures.items()}
    now = timezone.now()
    made = []
    for row in rows:
        form = forms[row.measure]
        assert form is not None
        value, problems = read_value(row.value, form, Place())
        assert not problems, problems
        if not _missing(row):
            made.append(
                Figure(round=round, unit=units[row.unit], measure=row.measure, period=round.period, role=_ACTUAL.value,
                       text=row.value, value=stored(value, form), state=State.REPORTED.value, edition=1, by=by, at=now)
            )  # fmt: skip
    Figure.objects.bulk_create(made, batch_size=_BATCH)


def _missing(row: Row) -> bool:
    """Three of ten, spread over units and measures, the same in every run."""
    return sum(map(ord, f"{row.unit}{row.measure}")) * 7919 % 10 < 3
