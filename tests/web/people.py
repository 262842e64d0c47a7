"""Stock people and stock material: somebody of every role, an outsider for those who have a unit or a department, a round of the
bundled example in any stage.
"""

from pathlib import Path

from kaohe.core import Period
from kaohe.facts.unit_file import read_units
from kaohe.web.accounts import actions
from kaohe.web.accounts.models import Department, Duty, Unit, User
from kaohe.web.accounts.roles import OF_A_DEPARTMENT, OF_A_UNIT, Role
from kaohe.web.rounds.actions import create_round
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from kaohe.web.schemes.models import SchemeFile, Version
from kaohe.web.schemes.reading import scheme_of

YUNXI = Path(__file__).resolve().parents[2] / "examples" / "yunxi"
FIRST = Path(__file__).resolve().parents[2] / "examples" / "first"
PASSWORD = "a long enough one"


def person(role: Role, name: str = "", *, unit: Unit | None = None, department: str = "") -> User:
    """Somebody with one duty who may log in at once. The login name is the role's unless another is given."""
    of = Department.objects.get(name=department) if department else None
    duty = Duty(role=role, unit=unit, department=of)
    user, _ = actions.create_person(
        username=name or role.value, name=str(role.label), email="", duties=[duty], by=None, password=PASSWORD
    )
    user.must_change_password = False
    user.save(update_fields=["must_change_password"])
    return user


def everybody(own: Unit, department: str) -> dict[Role, User]:
    """One person of each role; those of a unit for `own`, those of a department for this one."""
    return {
        role: person(
            role,
            unit=own if role in OF_A_UNIT else None,
            department=department if role in OF_A_DEPARTMENT else "",
        )
        for role in Role
    }


def list_example(folder: Path = YUNXI) -> None:
    """The example's units and departments in the register."""
    units, _problems = read_units(folder / "units.csv")
    actions.list_units(units=units, by=None)
    scheme, _ = scheme_of(scheme_path(folder).read_text(encoding="utf-8"))
    assert scheme is not None
    names = [name for table in scheme.tables for item in table.items() for name in item.departments]
    names += [measure.department for measure in scheme.measures.values() if measure.department]
    actions.list_departments(names=names, by=None)


def scheme_path(folder: Path) -> Path:
    return folder / "2026" / "scheme.yaml" if folder == YUNXI else folder / "scheme.yaml"


def a_version(by: User, folder: Path = YUNXI, *, issued: bool = True) -> Version:
    """The example's scheme, issued or still a draft."""
    from django.utils import timezone

    from kaohe.scheme import scheme_digest

    text = scheme_path(folder).read_text(encoding="utf-8")
    scheme, _ = scheme_of(text)
    assert scheme is not None
    file = SchemeFile.objects.create(title=scheme.title, created_by=by)
    frozen = {"issued_by": by, "issued_at": timezone.now()} if issued else {}
    return Version.objects.create(
        file=file, number=1, text=text, digest=scheme_digest(scheme), saved_by=by, **frozen
    )


def a_round(
    by: User, stage: Stage = Stage.DRAFTING, folder: Path = YUNXI, title: str = "二〇二六年度考核"
) -> Round:
    """A round of the example, put into a stage by hand."""
    version = a_version(by, folder)
    scheme, _ = scheme_of(version.text)
    assert scheme is not None
    made = create_round(
        title=title, period=Period.parse(str(scheme.period)), scheme=version, before=None, by=by
    )
    Round.objects.filter(pk=made.pk).update(stage=stage)
    made.refresh_from_db()
    return made
