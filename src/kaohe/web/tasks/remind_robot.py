"""The robot of a group in 企业微信 or 钉钉: where a message may be sent to, how it looks, what came of it.

An address is entered by people and called by the server, so only known ones are: the two services' own over https, and origins
that whoever runs the server has named in KAOHE_ROBOT_ORIGINS (a private 政务微信, say), with commas. No redirect is followed.
"""

import base64
import hashlib
import hmac
import json
import os
import time
import urllib.error
import urllib.request
from typing import Any, Final
from urllib.parse import quote_plus, urlsplit

from django.utils.translation import gettext as _

from kaohe.web.config.environment import ROBOT_ORIGINS
from kaohe.web.tasks.models import RemindSettings

ORIGINS: Final = ROBOT_ORIGINS
SECONDS: Final = 10
_MOST_ANSWER = 64 * 1024
_MOST_BYTES = 1900
_PUBLIC = {
    RemindSettings.Robot.WECOM.value: ("qyapi.weixin.qq.com", "/cgi-bin/webhook/send"),
    RemindSettings.Robot.DINGTALK.value: ("oapi.dingtalk.com", "/robot/send"),
}


class NotDeliveredError(Exception):
    """It did not arrive; the words say why, without the address and its key."""


def address_problem(robot: str, url: str) -> str:
    """Why this address is not called; empty where it may be. What holds a key is not repeated."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return _("地址写得不对，请从群机器人的设置里整个复制过来。")
    if not parts.hostname or parts.username or parts.password or parts.fragment:
        return _("地址写得不对，请从群机器人的设置里整个复制过来。")
    if f"{parts.scheme}://{parts.netloc}".lower() in _allowed_origins():
        return ""
    host, path = _PUBLIC.get(robot, ("", ""))
    # The certificate proves that whoever answers to the name is the service, whatever address the name leads to.
    if parts.scheme == "https" and parts.hostname == host and port in (None, 443) and parts.path == path:
        return ""
    return _("只能发到 https://%(host)s%(path)s…；单位自建的，请系统管理员在服务器上用 %(name)s 放行。") % {
        "host": host or "…",
        "path": path,
        "name": ORIGINS,
    }


def _allowed_origins() -> frozenset[str]:
    named = os.environ.get(ORIGINS, "").split(",")
    return frozenset(origin.strip().rstrip("/").lower() for origin in named if origin.strip())


def send(settings: RemindSettings, lines: list[str]) -> None:
    """One message, or several where it is too long for one. Raises `NotDeliveredError`."""
    if problem := address_problem(settings.robot, settings.robot_url):
        raise NotDeliveredError(problem)
    for text in messages(lines):
        _post(_signed(settings), {"msgtype": "text", "text": {"content": text}})


def messages(lines: list[str]) -> list[str]:
    """The lines, put together so that none is longer than a service takes."""
    found, text = [], ""
    for line in map(_cut, lines):
        if text and len(f"{text}\n{line}".encode()) > _MOST_BYTES:
            found.append(text)
            text = ""
        text = f"{text}\n{line}" if text else line
    return [*found, text] if text else found


def _cut(line: str) -> str:
    """A line that fits into a message by itself."""
    while len(line.encode()) > _MOST_BYTES:
        line = line[: len(line) * 9 // 10]
    return line


def _signed(settings: RemindSettings) -> str:
    """The address; 钉钉 may ask for the time and a signature over it."""
    if settings.robot != RemindSettings.Robot.DINGTALK or not settings.robot_secret:
        return settings.robot_url
    now = str(int(time.time() * 1000))
    proof = hmac.new(
        settings.robot_secret.encode(), f"{now}\n{settings.robot_secret}".encode(), hashlib.sha256
    )
    sign = quote_plus(base64.b64encode(proof.digest()))
    return f"{settings.robot_url}&timestamp={now}&sign={sign}"


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _post(url: str, body: dict[str, Any]) -> None:
    data = json.dumps(body, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json; charset=utf-8"}
    asked = urllib.request.Request(url, data, headers)  # noqa: S310 - `address_problem` has looked at it
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(asked, timeout=SECONDS) as answered:
            answer = answered.read(_MOST_ANSWER)
    except urllib.error.HTTPError as error:
        raise NotDeliveredError(_("对方回答 %(code)s，没有收。") % {"code": error.code}) from error
    except (OSError, ValueError) as error:
        why = _("等了 %(seconds)s 秒没有回答") % {"seconds": SECONDS} if _timed_out(error) else _("连不上")
        raise NotDeliveredError(_("%(why)s，请核对网络和地址。") % {"why": why}) from error
    try:
        code = json.loads(answer).get("errcode")
    except (ValueError, AttributeError):
        raise NotDeliveredError(_("对方的回答看不懂，请核对地址。")) from None
    if code != 0:
        raise NotDeliveredError(_("对方没有收，错误码 %(code)s。") % {"code": str(code)[:20]})


def _timed_out(error: Exception) -> bool:
    return isinstance(error, TimeoutError) or isinstance(getattr(error, "reason", None), TimeoutError)
