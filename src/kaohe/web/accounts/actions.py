"""Decisions about people and organisations: each checks, changes and is recorded within one transaction."""

from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from kaohe.core import Refused
from kaohe.facts import Units
from kaohe.web.accounts.models import Department, Duty, Unit, User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.recording import record

_LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"


class NameTaken(Refused):
    """Somebody else has this login name: two were entered at once, so that the form found it free."""

    def __init__(self) -> None:
        super().__init__("account.name-taken", _("这个登录名刚刚有人用了，请换一个。"))


def first_password() -> str:
    """A password to be changed at the first login, without letters that look alike."""
    return get_random_string(14, _LETTERS)


@transaction.atomic
def create_person(
    *, username: str, name: str, email: str, duties: Sequence[Duty], by: User | None, password: str = ""
) -> tuple[User, str]:
    """A new person and the password for the first login, which is shown once and kept nowhere."""
    password = password or first_password()
    try:
        with transaction.atomic():
            user = User.objects.create_user(username, name, password, email=email, must_change_password=True)
    except IntegrityError:
        raise NameTaken from None
    _charge(user, duties)
    record("account.created", by=by, subject=name, duties=_in_words(duties))
    return user, password


@transaction.atomic
def change_person(*, user: User, duties: Sequence[Duty], by: User) -> User:
    """Other particulars or duties. The last administrator stays one."""
    before = _in_words(user.duties.all())
    try:
        with transaction.atomic():
            user.save(update_fields=["username", "name", "email"])
    except IntegrityError:
        raise NameTaken from None
    user.duties.all().delete()
    _charge(user, duties)
    _somebody_administers()
    record("account.changed", by=by, subject=user.name, changes=f"{before} → {_in_words(duties)}")
    return user


@transaction.atomic
def set_active(*, user: User, active: bool, by: User) -> User:
    """Stop somebody's access, or give it back. What they did stays theirs."""
    user.is_active = active
    user.save(update_fields=["is_active"])
    _somebody_administers()
    record("account.resumed" if active else "account.stopped", by=by, subject=user.name)
    return user


@transaction.atomic
def reset_password(*, user: User, by: User) -> str:
    """A new password for the first login, for somebody who has lost theirs."""
    password = first_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    record("account.password-reset", by=by, subject=user.name)
    return password


@transaction.atomic
def change_password(*, user: User, password: str) -> None:
    """One's own new password."""
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    record("account.password-changed", by=user, subject=user.name)


@transaction.atomic
def confirm_second_factor(*, device: TOTPDevice, user: User) -> None:
    """From now on a code is asked for besides the password."""
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    record("account.second-factor-on", by=user, subject=user.name)


@transaction.atomic
def drop_second_factor(*, user: User, by: User) -> None:
    """No code is asked for any more (a telephone was lost, say)."""
    TOTPDevice.objects.filter(user=user).delete()
    record("account.second-factor-off", by=by, subject=user.name)


@transaction.atomic
def list_units(*, units: Units, by: User | None) -> tuple[int, int, int]:
    """Make the register that of the list: how many were added, changed, and put out of use."""
    known = {unit.code: unit for unit in Unit.objects.all()}
    added = changed = 0
    for order, listed in enumerate(units):
        unit = known.get(listed.id)
        fields = {"name": listed.name, "level": listed.level, "unit_class": listed.unit_class, "order": order}
        if unit is None:
            known[listed.id] = Unit.objects.create(code=listed.id, **fields)
            added += 1
        elif any(getattr(unit, name) != value for name, value in (*fields.items(), ("active", True))):
            for name, value in (*fields.items(), ("active", True)):
                setattr(unit, name, value)
            unit.save()
            changed += 1
    for listed in units:
        Unit.objects.filter(code=listed.id).update(parent=known.get(listed.parent))
    gone = Unit.objects.filter(active=True).exclude(code__in=[listed.id for listed in units])
    stopped = gone.update(active=False)
    record("unit.listed", by=by, added=added, changed=changed, stopped=stopped)
    return added, changed, stopped


@transaction.atomic
def list_departments(*, names: Iterable[str], by: User | None) -> list[str]:
    """Make the departments those of the list; what is left out is put out of use, not forgotten."""
    wanted = list(dict.fromkeys(name.strip() for name in names if name.strip()))
    for name in wanted:
        Department.objects.update_or_create(name=name, defaults={"active": True})
    Department.objects.exclude(name__in=wanted).update(active=False)
    record("department.listed", by=by, names="、".join(wanted))
    return wanted


def _charge(user: User, duties: Sequence[Duty]) -> None:
    for duty in duties:
        Duty.objects.create(user=user, role=duty.role, unit=duty.unit, department=duty.department)


def _in_words(duties: Iterable[Duty]) -> str:
    return "、".join(str(duty) for duty in duties) or "无"


def _somebody_administers() -> None:
    if not Duty.objects.filter(role=Role.ADMIN, user__is_active=True).exists():
        raise Refused("account.last-administrator", "至少要有一名在用的系统管理员。请先给别人这个角色。")
