"""Passwords and keys that have to be used again lie sealed in the database: whoever has its file, or a backup, has not got them.

The key is derived from the installation's own (`KAOHE_SECRET`, or secret.key in the data folder), which is in no backup: after a
restoring elsewhere they are entered anew, and the page says so.
"""

import base64
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

MARK: Final = "sealed:"
_SALT: Final = "kaohe.web.tasks.remind"


def sealed(text: str) -> str:
    """What is kept of a secret; nothing of nothing."""
    return MARK + _fernet().encrypt(text.encode()).decode("ascii") if text else ""


def opened(kept: str) -> str | None:
    """The secret again; None where it was sealed with another key. What was never sealed is as it is."""
    if not kept.startswith(MARK):
        return kept
    try:
        return _fernet().decrypt(kept.removeprefix(MARK).encode("ascii", "replace")).decode()
    except InvalidToken:
        return None


def _fernet() -> MultiFernet:
    """Sealed with the key of today, opened with an earlier one as well, where Django has been told of one."""
    return MultiFernet([_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str | bytes) -> Fernet:
    digest = salted_hmac(_SALT, "settings", secret=secret, algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(digest))
