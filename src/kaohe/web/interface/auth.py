"""The door of the interface: a token, its limits, and the table of operations. Behind it the caller is a user with one duty."""

from datetime import timedelta

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.recording import record_now
from kaohe.web.config.refusals import Forbidden
from kaohe.web.interface.limits import CALLS_WITHIN, WRONG_WITHIN, calls_left, shut_out, wrong_again
from kaohe.web.interface.models import Token
from kaohe.web.interface.permits import OPERATIONS
from kaohe.web.interface.problems import Locked, NoToken
from kaohe.web.interface.tokens import read_token, same

_NOTED_EVERY = timedelta(minutes=1)


class TokenRequest(HttpRequest):
    """What operations get: a request behind which a caller stands. Never made, only named as a type."""

    auth: User


class BearerToken(HttpBearer):
    """Lets the holder of a working token call one operation, if the table says that its role may."""

    def __init__(self, operation: str) -> None:
        super().__init__()
        self.operation = operation

    def authenticate(self, request: HttpRequest, token: str) -> User:
        found = _holder(token, str(request.META.get("REMOTE_ADDR", "")))
        if not calls_left(found.pk):
            raise Locked("api.too-many-calls", _("请求太多，请稍后再试。"), CALLS_WITHIN)
        if OPERATIONS[self.operation][Role(found.role)] == "-":
            raise Forbidden("api.not-for-this-role", _("这个令牌的角色不能做这件事。"))
        _note_use(found)
        caller = found.account
        caller.charged = (found.duty(),)
        return caller


def _holder(text: str, address: str) -> Token:
    """The token that was shown. Where it is none, or one that works no more, refused."""
    shown = read_token(text)
    if shown is None:
        raise NoToken("api.wrong-token", _("令牌不对。"))
    found = Token.objects.filter(prefix=shown.prefix).select_related("account", "unit", "department").first()
    door = f"{address}-{found.prefix if found else ''}"
    if shut_out(door):
        raise Locked("api.locked-out", _("连续多次令牌不对，请稍后再试。"), WRONG_WITHIN)
    if not same(shown, found.digest if found else None) or found is None:
        if wrong_again(door):
            record_now("api.locked-out", by=None, subject=address, name=found.name if found else "")
        raise NoToken("api.wrong-token", _("令牌不对。"))
    if found.withdrawn_at is not None:
        raise NoToken("api.token-withdrawn", _("这个令牌已经收回。"))
    if found.expired:
        raise NoToken("api.token-expired", _("这个令牌已经过期。"))
    return found


def _note_use(token: Token) -> None:
    """When it was last used, to the minute: looking writes no more than that."""
    now = timezone.now()
    old = Q(last_used_at=None) | Q(last_used_at__lt=now - _NOTED_EVERY)
    if token.last_used_at is None or token.last_used_at < now - _NOTED_EVERY:
        Token.objects.filter(old, pk=token.pk).update(last_used_at=now)
