"""What Django and its lockout tell of log-ins, written to the trail."""

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from kaohe.web.accounts.models import User
from kaohe.web.audit.recording import record_now


@receiver(user_logged_in)
def logged_in(user: User, **kwargs: Any) -> None:
    del kwargs
    record_now("account.logged-in", by=user, subject=user.name)


@receiver(user_logged_out)
def logged_out(user: User | None, **kwargs: Any) -> None:
    del kwargs
    if user is not None:
        record_now("account.logged-out", by=user, subject=user.name)


@receiver(user_login_failed)
def login_failed(credentials: dict[str, Any], **kwargs: Any) -> None:
    del kwargs
    record_now("account.login-failed", by=None, subject=str(credentials.get("username", ""))[:60])


@receiver(user_locked_out)
def locked_out(username: str, **kwargs: Any) -> None:
    del kwargs
    record_now("account.locked-out", by=None, subject=str(username)[:60])
