"""The administrator's pages of the interface: tokens made, shown once and withdrawn; codes; the guide."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kaohe.web.accounts.models import Unit, User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.models import Event
from kaohe.web.interface.models import ElementCode, Token
from kaohe.web.interface.operations import api
from tests.web.tokens import token_of

Clients = Callable[[Role], Client]
NEW, LIST = reverse("interface:token-new"), reverse("interface:tokens")


def asked(**more: object) -> dict[str, object]:
    until = timezone.localdate() + timedelta(days=90)
    return {"name": "区数据平台", "role": "office", "expires_on": until.isoformat()} | more


def test_a_token_is_made_and_shown_once(client_of: Clients, own: Unit) -> None:
    client = client_of(Role.ADMIN)
    answer = client.post(NEW, asked(role="reporter", unit=own.pk))
    shown = str(answer.context["shown"])
    assert shown in answer.content.decode()
    token = Token.objects.get()
    assert (token.role, token.unit, token.created_by.username) == ("reporter", own, "admin")
    assert Client().get("/api/v1/rounds", headers={"Authorization": f"Bearer {shown}"}).status_code == 200
    page = client.get(LIST).content.decode()
    assert "区数据平台" in page
    assert shown not in page
    event = Event.objects.get(code="api.token-made")
    assert own.name in event.data
    assert shown.rpartition("_")[2] not in event.data


def test_what_is_wrong_stands_beside_the_field(client_of: Clients) -> None:
    client = client_of(Role.ADMIN)
    for wrong, field in (
        (asked(role="reporter"), "unit"),
        (asked(role="department"), "department"),
        (asked(expires_on="2020-01-01"), "expires_on"),
        (asked(expires_on="2099-01-01"), "expires_on"),
        (asked(name=""), "name"),
    ):
        answer = client.post(NEW, wrong)
        assert answer.context["form"].errors[field]
    assert not Token.objects.exists()


def test_a_withdrawn_token_lets_nobody_in(client_of: Clients, people: dict[Role, User]) -> None:
    token, shown = token_of(Role.OFFICE, by=people[Role.ADMIN])
    client = client_of(Role.ADMIN)
    for _twice in range(2):
        assert client.post(reverse("interface:token-withdraw", args=[token.pk])).status_code == 302
    assert Client().get("/api/v1/rounds", headers={"Authorization": f"Bearer {shown}"}).status_code == 401
    assert Event.objects.filter(code="api.token-withdrawn").count() == 1
    assert "已收回" in client.get(LIST).content.decode()


def test_the_other_systems_codes_are_kept(client_of: Clients) -> None:
    client, url = client_of(Role.ADMIN), reverse("interface:codes")
    assert client.post(url, {"codes": "fbfJHSPpUQD 培训场次\n\nA1  备案率.numerator\n"}).status_code == 302
    assert dict(ElementCode.objects.values_list("code", "element")) == {
        "fbfJHSPpUQD": "培训场次", "A1": "备案率.numerator",
    }  # fmt: skip
    assert "A1 备案率.numerator" in client.get(url).content.decode()
    assert Event.objects.filter(code="api.codes-listed").count() == 1
    for wrong in ("只有代码", "A 培训场次\nA 备案率", "A 培训场次\nB 培训场次"):
        assert client.post(url, {"codes": wrong}).context["form"].errors["codes"]
    assert ElementCode.objects.count() == 2


def test_the_guide_names_every_operation(client_of: Clients) -> None:
    page = client_of(Role.REPORTER).get(reverse("interface:guide")).content.decode()
    for path in api.get_openapi_schema()["paths"]:
        assert path in page
    assert "http" not in page.replace("http://testserver", ""), "nothing of another host"
