"""Tokens for tests: one of a role, for a unit or a department where the role is of one."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from kaohe.web.accounts.models import Department, Unit, User
from kaohe.web.accounts.roles import OF_A_DEPARTMENT, OF_A_UNIT, Role
from kaohe.web.interface.actions import make_token
from kaohe.web.interface.models import Token


def token_of(
    role: Role, *, by: User, unit: Unit | None = None, department: str = "", days: int = 30
) -> tuple[Token, str]:
    """A token, and what is shown of it."""
    made, shown = make_token(
        name=f"测试 {role.label}",
        role=role,
        unit=unit if role in OF_A_UNIT else None,
        department=Department.objects.get(name=department) if role in OF_A_DEPARTMENT else None,
        expires_on=timezone.localdate() + timedelta(days=days),
        by=by,
    )
    return made, str(shown)


@dataclass(frozen=True, slots=True)
class Caller:
    """Another program with its token. Paths are below /api/v1."""

    token: Token
    shown: str
    client: Client

    def get(self, path: str, shown: str = "") -> Any:
        return self.client.get(f"/api/v1{path}", headers=self._headers(shown))

    def put(self, path: str, body: object) -> Any:
        return self._send("PUT", path, body)

    def post(self, path: str, body: object) -> Any:
        return self._send("POST", path, body)

    def _send(self, method: str, path: str, body: object) -> Any:
        data = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        return self.client.generic(
            method, f"/api/v1{path}", data, content_type="application/json", headers=self._headers("")
        )

    def _headers(self, shown: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {shown or self.shown}"}
