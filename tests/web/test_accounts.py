"""Coming in and going out, one's own account, and the keeping of people and organisations."""

import time
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from kaohe.core import Refused
from kaohe.web.accounts import actions
from kaohe.web.accounts.models import Department, Duty, Unit, User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.models import Event
from kaohe.web.config.gate import SEEN
from tests.web.people import PASSWORD, YUNXI, person

pytestmark = pytest.mark.django_db
Clients = Callable[[Role], Client]
BACKEND = "django.contrib.auth.backends.ModelBackend"


def codes() -> list[str]:
    return list(Event.objects.order_by("number").values_list("code", flat=True))


def log_in(name: str, password: str) -> int:
    return Client().post(reverse("accounts:login"), {"username": name, "password": password}).status_code


# ---- the door


def test_the_right_password_opens_and_both_ways_are_recorded() -> None:
    person(Role.OFFICE)
    client = Client()
    answer = client.post(reverse("accounts:login"), {"username": "office", "password": PASSWORD})
    assert answer.status_code == 302
    assert client.get(reverse("ui:desk")).status_code == 200
    client.post(reverse("accounts:logout"))
    assert client.get(reverse("ui:desk")).status_code == 302
    assert codes()[-2:] == ["account.logged-in", "account.logged-out"]


def test_five_wrong_ones_close_it_for_that_name_alone() -> None:
    person(Role.OFFICE)
    person(Role.LEADER)
    assert [log_in("office", "wrong") for _ in range(5)] == [200, 200, 200, 200, 429]
    assert log_in("office", PASSWORD) == 429
    assert log_in("leader", PASSWORD) == 302
    assert codes().count("account.login-failed") == 6
    assert "account.locked-out" in codes()


def test_who_was_stopped_does_not_come_in(people: dict[Role, User]) -> None:
    actions.set_active(user=people[Role.LEADER], active=False, by=people[Role.ADMIN])
    assert log_in("leader", PASSWORD) == 200


def test_a_page_asked_for_before_is_shown_after() -> None:
    person(Role.OFFICE)
    client = Client()
    to = client.get("/trail/?words=x")["Location"]
    assert to == "/login/?next=/trail/%3Fwords%3Dx"
    answer = client.post(to, {"username": "office", "password": PASSWORD, "next": "/trail/?words=x"})
    assert answer["Location"] == "/trail/?words=x"
    outside = Client().post(
        reverse("accounts:login"),
        {"username": "office", "password": PASSWORD, "next": "https://example.com/"},
    )
    assert outside["Location"] == "/"


def test_a_session_that_nobody_uses_ends(client_of: Clients) -> None:
    client = client_of(Role.OFFICE)
    assert client.get(reverse("ui:desk")).status_code == 200
    session = client.session
    session[SEEN] = int(time.time()) - 61 * 60
    session.save()
    assert client.get(reverse("ui:desk")).status_code == 302


def test_a_script_is_told_that_it_is_logged_out() -> None:
    answer = Client().get("/", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (401, "account.logged-out")
    fragment = Client().get("/", headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment["HX-Redirect"]) == (401, "/login/?next=/")


def test_every_answer_carries_the_policy_and_is_not_kept(client_of: Clients) -> None:
    answer = client_of(Role.OFFICE).get(reverse("ui:desk"))
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"


# ---- one's own account


def test_a_first_password_must_be_changed_before_anything_else() -> None:
    user, secret = actions.create_person(username="new", name="新人", email="", duties=[], by=None)
    client = Client()
    client.force_login(user, backend=BACKEND)
    assert client.get(reverse("ui:desk"))["Location"] == reverse("accounts:password")
    form = {
        "old_password": secret,
        "new_password1": "一个很长的新密码abc",
        "new_password2": "一个很长的新密码abc",
    }
    assert client.post(reverse("accounts:password"), form)["Location"] == reverse("ui:desk")
    assert client.get(reverse("ui:desk")).status_code == 200
    assert "account.password-changed" in codes()


@pytest.mark.parametrize("weak", ["short1", "1234567890123", "password1234"])
def test_a_weak_password_is_refused_with_the_reason(client_of: Clients, weak: str) -> None:
    form = {"old_password": PASSWORD, "new_password1": weak, "new_password2": weak}
    answer = client_of(Role.OFFICE).post(reverse("accounts:password"), form)
    assert answer.status_code == 200
    assert "invalid-feedback" in answer.content.decode()


def code_of(device: TOTPDevice, steps: int = 0) -> str:
    clock = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    clock.time = time.time() + steps * device.step
    return f"{clock.token():06}"


def test_a_second_factor_from_its_picture_to_the_next_login(
    client_of: Clients, people: dict[Role, User]
) -> None:
    client = client_of(Role.OFFICE)
    assert "data:image/svg+xml" in client.get(reverse("accounts:totp")).content.decode()
    device = TOTPDevice.objects.get(user=people[Role.OFFICE])
    wrong = client.post(reverse("accounts:totp"), {"code": "000000"})
    assert wrong.status_code == 200
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    assert client.post(reverse("accounts:totp"), {"code": code_of(device)}).status_code == 302
    assert client.get(reverse("ui:desk")).status_code == 200
    later = client_of(Role.OFFICE)
    assert later.get(reverse("ui:desk"))["Location"] == reverse("accounts:second")
    device.refresh_from_db()
    assert (
        later.post(reverse("accounts:second"), {"code": code_of(device)}).status_code == 200
    )  # used once already
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    assert later.post(reverse("accounts:second"), {"code": code_of(device, 1)}).status_code == 302
    assert later.get(reverse("ui:desk")).status_code == 200
    later.post(reverse("accounts:totp-off"))
    assert client_of(Role.OFFICE).get(reverse("ui:desk")).status_code == 200
    assert [code for code in codes() if "second" in code] == [
        "account.second-factor-on",
        "account.second-factor-off",
    ]


# ---- people


def duties(*rows: dict[str, object]) -> dict[str, object]:
    form: dict[str, object] = {"duty-TOTAL_FORMS": len(rows), "duty-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        form |= {f"duty-{number}-{name}": value for name, value in row.items()}
    return form


def test_somebody_new_gets_a_password_that_is_shown_once(client_of: Clients, own: Unit) -> None:
    form = {"username": "wang", "name": "王芳", "email": ""} | duties({"role": "reporter", "unit": own.pk})
    page = client_of(Role.ADMIN).post(reverse("accounts:person-new"), form).content.decode()
    user = User.objects.get(username="wang")
    assert user.must_change_password
    assert user.unit_codes == {own.code}
    assert "<code>" in page
    event = Event.objects.get(code="account.created", subject="王芳")
    assert page.split("<code>")[1].split("<")[0] not in event.data


def test_a_duty_without_its_organisation_is_told_beside_the_field(client_of: Clients) -> None:
    form = {"username": "wang", "name": "王芳", "email": ""} | duties(
        {"role": "reporter"}, {"role": "department"}
    )
    page = client_of(Role.ADMIN).post(reverse("accounts:person-new"), form).content.decode()
    assert "这个角色要选单位" in page
    assert "这个角色要选科室" in page
    assert "王芳" in page
    assert not User.objects.filter(username="wang").exists()


def test_a_name_that_somebody_else_took_just_now_is_told_beside_the_field(
    client_of: Clients, people: dict[Role, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two who enter the same name at once: the form of the second found it free."""
    monkeypatch.setattr("kaohe.web.accounts.forms.PersonForm.validate_unique", lambda _form: None)
    taken = people[Role.LEADER]
    form = {"username": taken.username, "name": "王芳", "email": ""} | duties({"role": "leader"})
    answer = client_of(Role.ADMIN).post(reverse("accounts:person-new"), form)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "刚刚有人用了" in page
    assert "王芳" in page
    assert not User.objects.filter(name="王芳").exists()
    officer = people[Role.OFFICE]
    form = {"username": taken.username, "name": officer.name, "email": ""} | duties({"role": "office"})
    page = client_of(Role.ADMIN).post(reverse("accounts:person", args=[officer.pk]), form).content.decode()
    assert "刚刚有人用了" in page
    officer.refresh_from_db()
    assert officer.username == "office"
    assert officer.duties.exists()
    assert not Event.objects.filter(code="account.changed").exists()


def test_the_last_administrator_stays(people: dict[Role, User]) -> None:
    admin = people[Role.ADMIN]
    with pytest.raises(Refused, match="至少要有一名"):
        actions.set_active(user=admin, active=False, by=admin)
    with pytest.raises(Refused, match="至少要有一名"):
        actions.change_person(user=admin, duties=[Duty(role=Role.OFFICE)], by=admin)
    admin.refresh_from_db()
    assert admin.is_active
    assert Duty.objects.filter(user=admin, role=Role.ADMIN).exists()


def test_duties_are_changed_and_both_states_are_told(client_of: Clients, people: dict[Role, User]) -> None:
    leader = people[Role.LEADER]
    url = reverse("accounts:person", args=[leader.pk])
    assert "领导" in client_of(Role.ADMIN).get(url).content.decode()
    form = {"username": "leader", "name": "李局", "email": ""} | duties({"role": "auditor"})
    assert client_of(Role.ADMIN).post(url, form).status_code == 302
    assert User.objects.get(pk=leader.pk).roles == {Role.AUDITOR}
    assert "领导 → 审计" in Event.objects.get(code="account.changed").data


def test_a_lost_password_and_a_lost_telephone(client_of: Clients, people: dict[Role, User]) -> None:
    leader = people[Role.LEADER]
    TOTPDevice.objects.create(user=leader, name="手机", confirmed=True)
    admin = client_of(Role.ADMIN)
    page = admin.post(reverse("accounts:person-password", args=[leader.pk])).content.decode()
    secret = page.split("<code>")[1].split("<")[0]
    admin.post(reverse("accounts:person-totp-off", args=[leader.pk]))
    assert log_in("leader", PASSWORD) == 200
    assert log_in("leader", secret) == 302
    assert not TOTPDevice.objects.filter(user=leader).exists()


# ---- organisations


def upload(client: Client, name: str, data: bytes) -> str:
    answer = client.post(reverse("accounts:units"), {"file": SimpleUploadedFile(name, data)}, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_list_of_units_is_taken_in_and_taken_again(client_of: Clients) -> None:
    data = (YUNXI / "units.csv").read_bytes()
    assert "新增 0 个，修改 0 个，停用 0 个" in upload(client_of(Role.OFFICE), "units.csv", data)
    fewer = b"\n".join(data.splitlines()[:-1]) + b"\n"
    assert "停用 1 个" in upload(client_of(Role.OFFICE), "units.csv", fewer)
    assert "修改 1 个" in upload(client_of(Role.OFFICE), "units.csv", data)
    assert Unit.objects.filter(active=True).count() == len(data.splitlines()) - 1


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("units.csv", "编码,名称\nA,甲镇\n".encode(), "层级"),
        ("units.csv", "编码,名称,层级\nA,甲镇,镇\nA,乙镇,镇\n".encode(), "A"),
        ("units.xlsx", b"not a workbook", "units.xlsx"),
        ("units.csv", "编码,名称,层级,身份证号\nA,甲镇,镇,11010519491231002X\n".encode(), "身份证"),
    ],
)
def test_a_list_that_is_wrong_changes_nothing(client_of: Clients, name: str, data: bytes, told: str) -> None:
    before = list(Unit.objects.values())
    page = upload(client_of(Role.OFFICE), name, data)
    assert told in page
    assert "problems" in page
    assert "11010519491231002X" not in page
    assert list(Unit.objects.values()) == before


def test_departments_are_a_line_each(client_of: Clients) -> None:
    client = client_of(Role.OFFICE)
    client.post(reverse("accounts:departments"), {"names": "甲科\n\n 乙科 \n甲科\n"})
    assert list(Department.objects.filter(active=True).values_list("name", flat=True)) == ["乙科", "甲科"]
    assert "甲科" in client.get(reverse("accounts:departments")).content.decode()


def test_the_other_language_stays(client_of: Clients) -> None:
    client = client_of(Role.OFFICE)
    client.post(reverse("ui:language"), {"language": "en", "next": "/"})
    assert '<html lang="en">' in client.get("/").content.decode()


def test_a_form_from_elsewhere_is_refused_in_words() -> None:
    answer = Client(enforce_csrf_checks=True).post(
        reverse("accounts:login"), {"username": "a", "password": "b"}
    )
    assert answer.status_code == 403
    assert "填写的内容还在原来的页面上" in answer.content.decode()


def test_a_page_that_is_not_there_says_so() -> None:
    answer = Client().get("/没有这一页/")
    assert answer.status_code == 404
    assert "没有这一页" in answer.content.decode()
