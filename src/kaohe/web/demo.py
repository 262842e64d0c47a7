"""The bundled example in the application: two years of one district, people of every role, this year's round half-way.

`kaohe serve --demo` loads it into an empty place. `bring` takes this year's round on to any later stage, for pictures and benchmarks.
"""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from kaohe.facts.quality.rules_file import FILE
from kaohe.facts.table_files import read_table
from kaohe.facts.unit_file import read_units
from kaohe.scheme import Scheme, scheme_digest
from kaohe.web.accounts import actions as accounts
from kaohe.web.accounts.models import User
from kaohe.web.audit.recording import record
from kaohe.web.demo_fieldwork import inspect
from kaohe.web.demo_people import PASSWORD, create, departments_of
from kaohe.web.demo_stages import Actors, Story
from kaohe.web.filing.data_rules import save_rules
from kaohe.web.rounds.actions import create_round
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from kaohe.web.schemes.models import SchemeFile, Version
from kaohe.web.schemes.reading import scheme_of
from kaohe.web.serving import Say
from kaohe.web.serving_start import DEMO_LOADED, is_demo
from kaohe.web.tasks.monthly_demo import load_tasks

EXAMPLE = "yunxi"
LAST_YEAR, THIS_YEAR = "2025", "2026"


def load(say: Say) -> None:
    """Load the example where it is not yet: all of it or nothing."""
    if is_demo():
        return
    with transaction.atomic():
        _load()
    say(
        f"示例装好了：芸溪区两年的考核，各种角色的人，密码都是 {PASSWORD}（登录页上也写着）。",
        password=PASSWORD,
    )


def bring(stage: Stage) -> Round:
    """Take this year's round of the example on to a stage; the round."""
    round = Round.objects.get(period=THIS_YEAR)
    with transaction.atomic():
        _story(round, {user.username: user for user in User.objects.all()}).until(stage)
    round.refresh_from_db()
    return round


def _load() -> None:
    units, _problems = read_units(folder() / "units.csv")
    accounts.list_units(units=units, by=None)
    scheme = _scheme(_text(THIS_YEAR))
    both = [*departments_of(scheme), *departments_of(_scheme(_text(LAST_YEAR)))]
    accounts.list_departments(names=both, by=None)
    people = create(scheme)
    record(DEMO_LOADED, by=None)
    office = people["office"]
    earlier = _round(LAST_YEAR, before=None, by=office)
    _story(earlier, people).until(Stage.PUBLISHED)
    now = _round(THIS_YEAR, before=earlier, by=office)
    save_rules(round=now, text=(folder() / THIS_YEAR / FILE).read_text("utf-8"), edition=0, by=office)
    _story(now, people).until(Stage.REPORTING)
    inspect(now, office, people["inspector"])
    load_tasks(now, folder() / THIS_YEAR, office)


def _round(year: str, *, before: Round | None, by: User) -> Round:
    """A round with its scheme, issued."""
    text = _text(year)
    scheme = _scheme(text)
    now = timezone.now()
    file = SchemeFile.objects.create(title=scheme.title, created_by=by)
    digest = scheme_digest(scheme)
    version = Version.objects.create(
        file=file, number=1, text=text, digest=digest, saved_by=by, issued_by=by, issued_at=now
    )
    record("scheme.issued", by=by, subject=scheme.title, number=1, digest=digest, reason="示例")
    return create_round(
        title=f"芸溪区{year}年度考核", period=scheme.period, scheme=version, before=before, by=by
    )


def _story(round: Round, people: Mapping[str, User]) -> Story:
    assert round.scheme is not None
    scheme = _scheme(round.scheme.text)
    facts, _problems = read_table(folder() / round.period / "facts.csv", scheme, round.assessed)
    return Story(round, scheme, facts, Actors(people, departments_of(_scheme(_text(THIS_YEAR)))))


def folder() -> Path:
    """The example's files: shipped inside the package, or beside it in a checkout."""
    packaged = Path(str(files("kaohe"))) / "_examples" / EXAMPLE
    checkout = Path(__file__).resolve().parents[3] / "examples" / EXAMPLE
    return packaged if packaged.is_dir() else checkout


def _text(year: str) -> str:
    return (folder() / year / "scheme.yaml").read_text(encoding="utf-8")


def _scheme(text: str) -> Scheme:
    scheme, problems = scheme_of(text)
    assert scheme is not None, problems
    return scheme
