"""How a token is made and told from another: `kh_` prefix `_` secret. Only the hash of the secret is kept."""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

_FORM = re.compile(r"kh_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
_NOBODY = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True, slots=True)
class Shown:
    """A token as whoever holds it has it."""

    prefix: str
    secret: str

    def __str__(self) -> str:
        return f"kh_{self.prefix}_{self.secret}"

    @property
    def digest(self) -> str:
        """What is kept of the secret. It has 256 random bits, so one round of SHA-256 is enough."""
        return hashlib.sha256(self.secret.encode()).hexdigest()


def new_token() -> Shown:
    """A token that nobody can guess."""
    return Shown(secrets.token_hex(6), secrets.token_urlsafe(32))


def read_token(text: str) -> Shown | None:
    """The two parts of what was shown; None where it is no token."""
    found = _FORM.fullmatch(text)
    return Shown(found[1], found[2]) if found else None


def same(shown: Shown, digest: str | None) -> bool:
    """Whether the secret is the one that was kept, in the same time whatever it is; None: there is none with this prefix."""
    return hmac.compare_digest(shown.digest, digest or _NOBODY) and digest is not None
