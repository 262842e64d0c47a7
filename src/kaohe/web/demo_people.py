"""The people of the example: who there is, by which names they log in, and their one password, which everybody may know."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from kaohe.scheme import Scheme
from kaohe.web.accounts.models import Department, Duty, Unit, User
from kaohe.web.accounts.roles import Role

PASSWORD = "yunxi-2026-demo"  # noqa: S105 - shown on the login page of the example, and nowhere else of use
SHOWN = (
    ("office", "考核办"),
    ("e01", "听泉街道填报人"),
    ("e01-head", "听泉街道负责人"),
    ("dept1", "科室评分人"),
    ("dept1-2", "科室复核人"),
    ("inspector", "检查组"),
    ("leader", "领导"),
    ("auditor", "审计"),
    ("admin", "系统管理员"),
)
"""Whom the login page names; every unit and department has its own besides."""


@dataclass(frozen=True, slots=True)
class Somebody:
    """One person of the example."""

    username: str
    name: str
    role: Role
    unit: Unit | None = None
    department: Department | None = None


def everybody(scheme: Scheme) -> Iterator[Somebody]:
    """The office's people, two of each department, a reporter and a head of each unit that the scheme appraises."""
    for role in (Role.ADMIN, Role.OFFICE, Role.INSPECTOR, Role.LEADER, Role.AUDITOR):
        yield Somebody(role.value, str(role.label), role)
    for number, name in enumerate(departments_of(scheme), start=1):
        department = Department.objects.get(name=name)
        yield Somebody(f"dept{number}", f"{name}评分员", Role.DEPARTMENT, department=department)
        yield Somebody(f"dept{number}-2", f"{name}复核员", Role.DEPARTMENT, department=department)
    levels = {table.level for table in scheme.tables}
    for unit in Unit.objects.filter(active=True, level__in=levels):
        code = unit.code.lower()
        yield Somebody(code, f"{unit.name}填报员", Role.REPORTER, unit=unit)
        yield Somebody(f"{code}-head", f"{unit.name}负责人", Role.HEAD, unit=unit)


def departments_of(scheme: Scheme) -> list[str]:
    """The departments that a scheme names, as it names them."""
    names = [name for table in scheme.tables for item in table.items() for name in item.departments]
    names += [measure.department for measure in scheme.measures.values() if measure.department]
    return list(dict.fromkeys(names))


def create(scheme: Scheme) -> dict[str, User]:
    """Everybody by login name. The password is hashed once for all: it is no secret, and hashing is slow by design."""
    hashed = make_password(PASSWORD)
    people: dict[str, User] = {}
    for each in everybody(scheme):
        user = User.objects.create(username=each.username, name=each.name, password=hashed)
        Duty.objects.create(user=user, role=each.role, unit=each.unit, department=each.department)
        people[each.username] = user
    return people
