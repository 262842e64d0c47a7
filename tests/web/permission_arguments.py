"""For every address by name: what it is made of. `own`: one's own thing, or else another's, where the address names one.

An app adds its rows here with its addresses. POST_ONLY: addresses that answer a look with 405.
"""

from collections.abc import Callable
from typing import Any

from kaohe.web.accounts.roles import Role

Maker = Callable[[dict[str, Any], bool], dict[str, Any]]


def nothing(material: dict[str, Any], own: bool) -> dict[str, Any]:
    return {}


def somebody(material: dict[str, Any], own: bool) -> dict[str, Any]:
    return {"user_id": material["people"][Role.REPORTER].pk}


def the_round(material: dict[str, Any], own: bool) -> dict[str, Any]:
    return {"round_id": material["round"].pk}


def a_token(material: dict[str, Any], own: bool) -> dict[str, Any]:
    from tests.web.tokens import token_of

    return {"token_id": token_of(Role.OFFICE, by=material["people"][Role.ADMIN])[0].pk}


def a_unit(material: dict[str, Any], own: bool) -> dict[str, Any]:
    return {"round_id": material["round"].pk, "unit": material["own" if own else "other"].code}


def a_job(material: dict[str, Any], own: bool) -> dict[str, Any]:
    """A job that somebody of the role looked at has started, or somebody else."""
    from kaohe.web.tasks.models import Job

    role = material.get("role", Role.OFFICE)
    starter = role if own else next(other for other in Role if other is not role)
    fields = {"kind": "none", "title": "后台任务", "by": material["people"][starter]}
    return {"job_id": Job.objects.get_or_create(key=starter.value, defaults=fields)[0].pk}


def a_file(material: dict[str, Any], own: bool) -> dict[str, Any]:
    """A file of evidence of one's own unit, or of another's."""
    from tests.web.evidence_files import a_file_of

    unit = material["round"].units.get(code=material["own" if own else "other"].code)
    return {
        "round_id": material["round"].pk,
        "evidence_id": a_file_of(unit, material["people"][Role.REPORTER]).pk,
    }


ARGUMENTS: dict[str, Maker] = {
    "accounts:login": nothing,
    "accounts:logout": nothing,
    "accounts:second": nothing,
    "accounts:me": nothing,
    "accounts:password": nothing,
    "accounts:totp": nothing,
    "accounts:totp-off": nothing,
    "accounts:people": nothing,
    "accounts:person-new": nothing,
    "accounts:person": somebody,
    "accounts:person-active": somebody,
    "accounts:person-password": somebody,
    "accounts:person-totp-off": somebody,
    "accounts:units": nothing,
    "accounts:departments": nothing,
    "interface:tokens": nothing,
    "interface:token-new": nothing,
    "interface:token-withdraw": a_token,
    "interface:codes": nothing,
    "interface:guide": nothing,
    "audit:trail": nothing,
    "audit:check": nothing,
    "rounds:rounds": nothing,
    "rounds:way": nothing,
    "rounds:round-new": nothing,
    "rounds:round": the_round,
    "rounds:forward": the_round,
    "rounds:backward": the_round,
    "rounds:deadline": the_round,
    "rounds:scheme": the_round,
    "rounds:units": the_round,
    "tasks:jobs": nothing,
    "tasks:job": a_job,
    "ui:desk": nothing,
    "ui:language": nothing,
    "ui:health": nothing,
    "evidence:overview": the_round,
    "evidence:unit": a_unit,
    "evidence:item": a_unit,
    "evidence:fragment": a_unit,
    "evidence:add": a_unit,
    "evidence:show": a_file,
    "evidence:content": a_file,
    "evidence:download": a_file,
    "evidence:withdraw": a_file,
}
POST_ONLY = {
    "interface:token-withdraw",
    "accounts:logout",
    "accounts:totp-off",
    "accounts:person-active",
    "accounts:person-password",
    "accounts:person-totp-off",
    "rounds:forward",
    "rounds:backward",
    "rounds:deadline",
    "rounds:scheme",
    "rounds:units",
    "evidence:add",
    "evidence:withdraw",
}
