"""Reminding: who owes what, once a day, on the desk until read; mail and robots through servers of this test alone."""

import json
import socketserver
import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kaohe.web import backup_rows
from kaohe.web.accounts.models import Unit, User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.models import Event
from kaohe.web.rounds.models import Deadline, Round
from kaohe.web.rounds.stages import Stage
from kaohe.web.scoring.models import SelfAssessment
from kaohe.web.tasks import remind_mail, remind_robot, remind_sealing
from kaohe.web.tasks.jobs import work_off
from kaohe.web.tasks.models import Job, Reminder, RemindSettings
from kaohe.web.tasks.remind_dues import dues_of
from kaohe.web.tasks.remind_querysets import settings_row
from kaohe.web.tasks.remind_robot import address_problem, messages
from kaohe.web.ui.desk import waiting_for
from tests.web.rectifications import a_reminder_to, one_of

Maker = Callable[[Stage], Round]
Clients = Callable[[Role], Client]
TODAY = timezone.localdate()


class Robot(BaseHTTPRequestHandler):
    """A group's robot that keeps what it hears."""

    heard: ClassVar[list[tuple[str, dict[str, Any]]]] = []
    answer: ClassVar[tuple[int, bytes]] = (200, b'{"errcode": 0}')

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Robot.heard.append((self.path, json.loads(body)))
        status, answer = Robot.answer
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: Any) -> None:
        del format, args


class Mailer(socketserver.StreamRequestHandler):
    """A mail server that keeps what it is given, and takes nothing for one address."""

    letters: ClassVar[list[str]] = []

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = []
                while (part := self.rfile.readline()) not in (b".\r\n", b""):
                    lines.append(part.decode())
                Mailer.letters.append("".join(lines))
                self.wfile.write(b"250 taken\r\n")
            elif word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"550 no\r\n" if b"nobody@" in line else b"250 fine\r\n")


def served(server: socketserver.TCPServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def robot(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    Robot.heard, Robot.answer = [], (200, b'{"errcode": 0}')
    for port in served(HTTPServer(("127.0.0.1", 0), Robot)):
        origin = f"http://127.0.0.1:{port}"
        monkeypatch.setenv(remind_robot.ORIGINS, origin)
        yield f"{origin}/robot/send?access_token=secret-token"


@pytest.fixture
def mailer(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    Mailer.letters = []
    for port in served(socketserver.TCPServer(("127.0.0.1", 0), Mailer)):
        monkeypatch.setattr(remind_mail, "PORTS", {port})
        yield port


@pytest.fixture
def owed(round_at: Maker) -> Round:
    """A round whose self-assessments are due tomorrow, and nobody has handed one in."""
    found = round_at(Stage.SELF)
    Deadline.objects.create(round=found, stage=Stage.SELF, due=TODAY + timedelta(days=1))
    return found


def send(client: Client, found: Round, **data: Any) -> Any:
    return client.post(reverse("remind:send", args=[found.pk]), data, follow=True)


def use_robot(url: str, kind: str = "wecom", secret: str = "") -> None:
    RemindSettings.objects.create(pk=1, robot=kind, robot_url=url, robot_secret=secret)


def use_mail(port: int) -> None:
    RemindSettings.objects.create(
        pk=1, mail_host="127.0.0.1", mail_port=port, mail_security="none", mail_from="kaohe@example.org"
    )


def test_what_is_owed_in_each_stage(
    round_at: Maker, own: Unit, other: Unit, department: str, people: dict[Role, User]
) -> None:
    found = round_at(Stage.SELF)
    unit = found.units.get(code=own.code)
    SelfAssessment.objects.create(round=found, unit=unit, submitted_by=people[Role.HEAD])
    names = {due.who for due in dues_of(found)}
    assert own.name not in names
    assert other.name in names
    expected = {
        Stage.REPORTING: "报送",
        Stage.SCORING: "交评分",
        Stage.FEEDBACK: "确认反馈",
        Stage.RECTIFYING: "整改",
    }
    one_of(unit, [department])
    for stage, words in expected.items():
        Round.objects.filter(pk=found.pk).update(stage=stage)
        owed = dues_of(Round.objects.get(pk=found.pk))
        assert any(words in due.text for due in owed), stage
        assert all(due.url for due in owed)
    Round.objects.filter(pk=found.pk).update(stage=Stage.ARCHIVED)
    assert dues_of(Round.objects.get(pk=found.pk)) == []


def test_the_urgent_stand_first(round_at: Maker, own: Unit, other: Unit, department: str) -> None:
    found = round_at(Stage.RECTIFYING)
    late, soon = (one_of(found.units.get(code=unit.code), [department]) for unit in (own, other))
    type(late).objects.filter(pk=late.pk).update(due=date(2020, 1, 1))
    type(soon).objects.filter(pk=soon.pk).update(due=TODAY + timedelta(days=3))
    first, second = dues_of(found)
    assert first.late(TODAY)
    assert second.soon(TODAY)
    assert not second.late(TODAY)


def test_one_press_reminds_all_and_nobody_twice_a_day(owed: Round, client_of: Clients, own: Unit) -> None:
    office = client_of(Role.OFFICE)
    page = office.get(reverse("remind:list", args=[owed.pk])).content.decode()
    assert "一键催办" in page
    assert own.name in page
    send(office, owed, all="1")
    count = Reminder.objects.count()
    assert count == len(dues_of(owed)) > 10
    assert Event.objects.filter(code="reminder.sent").count() == count
    assert "一键催办" not in office.get(reverse("remind:list", args=[owed.pk])).content.decode()
    assert "今天已经催过" in send(office, owed, all="1").content.decode()
    assert Reminder.objects.count() == count
    Reminder.objects.update(day=TODAY - timedelta(days=1))
    send(office, owed, all="1")
    assert Reminder.objects.count() == 2 * count


def test_one_alone_can_be_reminded(owed: Round, client_of: Clients, own: Unit, other: Unit) -> None:
    send(client_of(Role.OFFICE), owed, one=f"{own.code}//self")
    assert [row.unit.code for row in Reminder.objects.all() if row.unit] == [own.code]
    send(client_of(Role.OFFICE), owed, chosen=[f"{own.code}//self", f"{other.code}//self"])
    assert Reminder.objects.count() == 2
    assert send(client_of(Role.OFFICE), owed).status_code == 409
    assert send(client_of(Role.OFFICE), owed, chosen=["x//self"]).status_code == 409


def test_the_database_itself_keeps_it_to_once_a_day(owed: Round, own: Unit, people: dict[Role, User]) -> None:
    row = a_reminder_to(owed.units.get(code=own.code))
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_it_stands_on_the_desk_until_read(
    owed: Round, client_of: Clients, own: Unit, other: Unit, people: dict[Role, User]
) -> None:
    mine = a_reminder_to(owed.units.get(code=own.code))
    theirs = a_reminder_to(owed.units.get(code=other.code))

    def on_the_desk() -> bool:
        entries = waiting_for(User.objects.get(pk=people[Role.REPORTER].pk))
        return any("考核办催办：交自评" in entry.text for entry in entries)

    assert on_the_desk()
    client = client_of(Role.REPORTER)
    page = client.get(reverse("remind:mine")).content.decode()
    assert page.count("知道了") == 1
    assert client.post(reverse("remind:read", args=[theirs.pk])).status_code == 404
    assert client.post(reverse("remind:read", args=[mine.pk])).status_code == 302
    mine.refresh_from_db()
    assert mine.read_by == people[Role.REPORTER]
    assert not on_the_desk()


def test_the_page_asks_a_bounded_number_of_times(
    owed: Round, client_of: Clients, django_assert_max_num_queries: Any
) -> None:
    office = client_of(Role.OFFICE)
    send(office, owed, all="1")
    with django_assert_max_num_queries(20):
        page = office.get(reverse("remind:list", args=[owed.pk]))
    assert len(page.content) < 150_000


def test_a_robot_is_told_in_one_message(owed: Round, client_of: Clients, own: Unit, robot: str) -> None:
    use_robot(robot)
    send(client_of(Role.OFFICE), owed, one=f"{own.code}//self")
    assert work_off() == 1
    ((path, body),) = Robot.heard
    assert path.endswith("access_token=secret-token")
    assert body["msgtype"] == "text"
    assert f"{own.name}：交自评" in body["text"]["content"]
    assert Reminder.objects.get().ways == {"群机器人": "已发"}


def test_dingtalk_is_signed_where_it_asks_for_it(
    owed: Round, client_of: Clients, own: Unit, robot: str
) -> None:
    use_robot(robot, "dingtalk", "SECabc")
    send(client_of(Role.OFFICE), owed, one=f"{own.code}//self")
    work_off()
    assert "&timestamp=" in Robot.heard[0][0]
    assert "&sign=" in Robot.heard[0][0]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((200, b'{"errcode": 93000, "errmsg": "invalid webhook url"}'), "93000"),
        ((500, b""), "500"),
        ((302, b""), "302"),
        ((200, b"<html>"), "看不懂"),
    ],
)
def test_a_robot_that_takes_nothing_is_told_of(
    owed: Round, client_of: Clients, own: Unit, robot: str, answer: tuple[int, bytes], words: str
) -> None:
    use_robot(robot)
    Robot.answer = answer
    office = client_of(Role.OFFICE)
    send(office, owed, one=f"{own.code}//self")
    work_off()
    assert words in Reminder.objects.get().ways["群机器人"]
    assert Job.objects.get().state == "done"
    page = office.get(reverse("remind:list", args=[owed.pk])).content.decode()
    assert words in page
    assert "secret-token" not in page
    assert len(Robot.heard) == 1


def test_mail_goes_to_the_people_of_the_unit(
    owed: Round, client_of: Clients, own: Unit, other: Unit, mailer: int
) -> None:
    User.objects.filter(username="reporter").update(email="reporter@example.org")
    use_mail(mailer)
    send(client_of(Role.OFFICE), owed, chosen=[f"{own.code}//self", f"{other.code}//self"])
    work_off()
    (letter,) = Mailer.letters
    assert "To: reporter@example.org" in letter
    ways = {row.unit.code: row.ways["邮件"] for row in Reminder.objects.all() if row.unit}
    assert ways == {own.code: "发给 1 人", other.code: "×没有人登记邮箱"}


def test_mail_that_is_not_taken_is_told_of(owed: Round, client_of: Clients, own: Unit, mailer: int) -> None:
    User.objects.filter(username="reporter").update(email="nobody@example.org")
    use_mail(mailer)
    send(client_of(Role.OFFICE), owed, one=f"{own.code}//self")
    work_off()
    assert "不收这个收件邮箱" in Reminder.objects.get().ways["邮件"]
    assert "不收" in RemindSettings.objects.get().troubles["邮件"]


def test_a_mail_server_that_is_not_there_is_told_of(owed: Round, client_of: Clients, own: Unit) -> None:
    User.objects.filter(username="reporter").update(email="reporter@example.org")
    use_mail(9)
    send(client_of(Role.OFFICE), owed, one=f"{own.code}//self")
    work_off()
    assert "连不上邮件服务器" in Reminder.objects.get().ways["邮件"]


def test_what_went_out_before_an_interruption_does_not_go_out_again(
    owed: Round, client_of: Clients, own: Unit, robot: str
) -> None:
    use_robot(robot)
    send(client_of(Role.OFFICE), owed, one=f"{own.code}//self")
    work_off()
    Job.objects.update(state="waiting")
    work_off()
    assert len(Robot.heard) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1",
        "https://127.0.0.1/cgi-bin/webhook/send?key=1",
        "https://169.254.169.254/latest/meta-data",
        "https://qyapi.weixin.qq.com.evil.example/cgi-bin/webhook/send",
        "https://qyapi.weixin.qq.com@evil.example/cgi-bin/webhook/send",
        "https://evil.example/cgi-bin/webhook/send#qyapi.weixin.qq.com",
        "https://qyapi.weixin.qq.com:8443/cgi-bin/webhook/send",
        "https://qyapi.weixin.qq.com/cgi-bin/gettoken",
        "https://oapi.dingtalk.com/robot/send?access_token=1",
        "file:///etc/passwd",
        "https://[::1]:x/",
        "",
    ],
)
def test_no_other_address_is_called(url: str) -> None:
    assert address_problem("wecom", url)


def test_known_addresses_are_called(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not address_problem("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1")
    assert not address_problem("dingtalk", "https://oapi.dingtalk.com/robot/send?access_token=1")
    monkeypatch.setenv(remind_robot.ORIGINS, "https://wx.example.gov.cn, http://10.0.0.5:8080")
    assert not address_problem("wecom", "http://10.0.0.5:8080/any")
    assert address_problem("wecom", "http://10.0.0.5:8081/any")


def test_a_long_message_is_several() -> None:
    lines = [f"{number}：{'催' * 200}" for number in range(10)]
    found = messages([*lines, "长" * 2000])
    assert len(found) > 3
    assert all(len(text.encode()) <= 1900 for text in found)
    assert messages([]) == []


def test_settings_are_kept_and_secrets_never_shown(client_of: Clients) -> None:
    client = client_of(Role.ADMIN)
    url = reverse("remind:settings")
    data = {
        "mail_host": "smtp.example.org",
        "mail_port": "465",
        "mail_security": "tls",
        "mail_user": "kaohe",
        "mail_password": "a secret word",
        "mail_from": "kaohe@example.org",
        "robot": "wecom",
        "robot_url": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=hidden-key",
    }
    assert client.post(url, data).status_code == 302
    page = client.get(url).content.decode()
    assert "a secret word" not in page
    assert "hidden-key" not in page
    kept = data | {"mail_password": "", "robot_url": "", "mail_from": "other@example.org"}
    assert client.post(url, kept).status_code == 302
    row = settings_row()
    assert row.mail_password == "a secret word"
    assert row.robot_url.endswith("hidden-key")
    assert row.mail_from == "other@example.org"
    told = Event.objects.filter(code="settings.changed")
    assert told.count() == 2
    assert not any("secret" in event.data or "hidden" in event.data for event in told)


def test_secrets_lie_sealed_in_the_database_and_in_a_backup(client_of: Clients, settings: Any) -> None:
    client, url = client_of(Role.ADMIN), reverse("remind:settings")
    data = {
        "mail_host": "smtp.example.org", "mail_port": "465", "mail_security": "tls", "mail_password": "a secret word",
        "mail_from": "kaohe@example.org", "robot": "dingtalk", "robot_secret": "SECabc",
        "robot_url": "https://oapi.dingtalk.com/robot/send?access_token=hidden-key",
    }  # fmt: skip
    assert client.post(url, data).status_code == 302
    row = RemindSettings.objects.get()
    kept = b"".join(backup_rows.lines_of(RemindSettings)).decode()
    for field, secret in (
        ("mail_password", "secret word"),
        ("robot_url", "hidden-key"),
        ("robot_secret", "SECabc"),
    ):
        assert getattr(row, field).startswith(remind_sealing.MARK)
        assert secret not in getattr(row, field)
        assert secret not in kept
    assert settings_row().robot_secret == "SECabc"
    assert "解不开" not in client.get(url).content.decode()
    earlier, settings.SECRET_KEY = settings.SECRET_KEY, "another key altogether, of another machine"
    assert remind_sealing.opened(row.mail_password) is None
    assert settings_row().mail_password == ""
    settings.SECRET_KEY_FALLBACKS = [earlier]
    assert settings_row().mail_password == "a secret word"


def test_after_the_key_has_changed_the_page_says_what_is_to_be_entered_anew(client_of: Clients) -> None:
    RemindSettings.objects.create(
        pk=1,
        mail_host="smtp.example.org",
        mail_password=remind_sealing.MARK + "gAAAA",
        mail_from="a@example.org",
    )
    page = client_of(Role.ADMIN).get(reverse("remind:settings")).content.decode()
    assert "密码或授权码解不开" in page
    assert remind_sealing.opened("never sealed") == "never sealed"
    assert remind_sealing.sealed("") == ""


def test_a_secret_has_its_limit(client_of: Clients) -> None:
    data = {
        "mail_host": "smtp.example.org",
        "mail_port": "465",
        "mail_security": "tls",
        "mail_from": "a@example.org",
    }
    answer = client_of(Role.ADMIN).post(reverse("remind:settings"), data | {"mail_password": "密" * 301})
    assert answer.status_code == 200
    assert not RemindSettings.objects.exists()
    assert len(remind_sealing.sealed("密" * 300)) < 2000


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"mail_host": "http://x"}, "只填服务器的名称"),
        ({"mail_port": "22"}, "端口只能是"),
        ({"mail_from": ""}, "请填发件邮箱"),
        ({"mail_host": "elsewhere.example.org"}, "请重新填密码"),
        ({"robot": "wecom", "robot_url": "https://10.0.0.1/x"}, "只能发到"),
        ({"robot": "wecom"}, "请填机器人地址"),
    ],
)
def test_settings_that_cannot_be_are_told_of(client_of: Clients, changes: dict[str, str], words: str) -> None:
    RemindSettings.objects.create(
        pk=1, mail_host="smtp.example.org", mail_password="word", mail_from="a@example.org"
    )
    data = {
        "mail_host": "smtp.example.org",
        "mail_port": "465",
        "mail_security": "tls",
        "mail_from": "a@example.org",
        "robot": "",
    }
    page = client_of(Role.OFFICE).post(reverse("remind:settings"), data | changes)
    assert page.status_code == 200
    assert words in page.content.decode()
    assert RemindSettings.objects.get().mail_host == "smtp.example.org"


def test_trying_out(client_of: Clients, people: dict[Role, User], robot: str) -> None:
    client = client_of(Role.OFFICE)
    assert client.post(reverse("remind:test")).status_code == 409
    use_robot(robot)
    answer = client.post(reverse("remind:test"))
    assert answer["Location"] == reverse("tasks:job", args=[Job.objects.get().pk])
    work_off()
    assert "试发" in Robot.heard[0][1]["text"]["content"]
    assert "上次发成了" in client.get(reverse("remind:settings")).content.decode()
