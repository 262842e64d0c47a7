"""Decisions about tokens and codes: each checks, changes and is recorded within one transaction."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kaohe.core import Refused
from kaohe.web.accounts.models import Department, Unit, User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.recording import record
from kaohe.web.interface.models import ElementCode, Token
from kaohe.web.interface.tokens import Shown, new_token


@transaction.atomic
def make_token(
    *, name: str, role: Role, unit: Unit | None, department: Department | None, expires_on: date, by: User
) -> tuple[Token, Shown]:
    """A new token; what is to be shown of it is shown once and kept nowhere. Nobody can log in as its account."""
    if expires_on < timezone.localdate():
        raise Refused("api.already-expired", _("有效期要从今天往后。"))
    shown = new_token()
    account = User.objects.create_user(
        f"api-{shown.prefix}", _("接口：%(name)s") % {"name": name}, None, is_active=False
    )
    made = Token.objects.create(
        name=name, prefix=shown.prefix, digest=shown.digest, account=account, role=role, unit=unit,
        department=department, expires_on=expires_on, created_by=by,
    )  # fmt: skip
    record(
        "api.token-made",
        by=by,
        subject=name,
        role=str(made.duty()),
        prefix=shown.prefix,
        until=str(expires_on),
    )
    return made, shown


@transaction.atomic
def withdraw_token(*, token: Token, by: User) -> Token:
    """It lets nobody in from now on. Twice is once."""
    locked = Token.objects.select_for_update().get(pk=token.pk)
    if locked.withdrawn_at is not None:
        return locked
    locked.withdrawn_by, locked.withdrawn_at = by, timezone.now()
    locked.save(update_fields=["withdrawn_by", "withdrawn_at"])
    record("api.token-withdrawn", by=by, subject=locked.name, prefix=locked.prefix)
    return locked


@transaction.atomic
def list_codes(*, codes: Mapping[str, str], by: User) -> int:
    """Make the other system's codes those of the list: our names by their codes."""
    ElementCode.objects.all().delete()
    ElementCode.objects.bulk_create(
        ElementCode(code=code, element=element) for code, element in codes.items()
    )
    record("api.codes-listed", by=by, count=len(codes), codes=dict(codes))
    return len(codes)
