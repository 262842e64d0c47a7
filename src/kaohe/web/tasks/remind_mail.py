"""Mail through the office's own server: one message a receiver, over one connection, within seconds or not at all."""

import smtplib
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext as _

from kaohe.web.tasks.models import RemindSettings
from kaohe.web.tasks.remind_robot import NotDeliveredError

PORTS: Final = {25, 465, 587, 994, 2525}
"""Where mail servers listen; nothing else is called under the name of one."""
SECONDS: Final = 10


@dataclass(frozen=True, slots=True)
class Letter:
    """One message for people of one unit or department."""

    to: tuple[str, ...]
    subject: str
    body: str


def send(settings: RemindSettings, letters: Iterable[Letter]) -> list[str]:
    """What came of each letter: empty where the server took it, else why not. Raises `NotDeliveredError` where none can be sent."""
    connection = get_connection(
        "django.core.mail.backends.smtp.EmailBackend",
        host=settings.mail_host,
        port=settings.mail_port,
        username=settings.mail_user or None,
        password=settings.mail_password or None,
        use_tls=settings.mail_security == RemindSettings.Security.STARTTLS,
        use_ssl=settings.mail_security == RemindSettings.Security.TLS,
        timeout=SECONDS,
    )
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        raise NotDeliveredError(_why(error)) from error
    outcomes = []
    try:
        for letter in letters:
            message = EmailMessage(
                letter.subject, letter.body, settings.mail_from, list(letter.to), connection=connection
            )
            try:
                message.send()
                outcomes.append("")
            except (OSError, smtplib.SMTPException) as error:
                outcomes.append(_why(error))
    finally:
        connection.close()
    return outcomes


def _why(error: Exception) -> str:
    """In words, by the kind of trouble; what the server said is not repeated."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return _("邮件服务器不认用户名和密码（多数邮箱要用授权码）。")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _("邮件服务器不收这个收件邮箱。")
    if isinstance(error, smtplib.SMTPNotSupportedError | ssl.SSLError):
        return _("加密方式和邮件服务器对不上，请核对端口和加密。")
    if isinstance(error, TimeoutError):
        return _("等了 %(seconds)s 秒邮件服务器没有回答。") % {"seconds": SECONDS}
    if isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException):
        return _("连不上邮件服务器，请核对地址、端口和网络。")
    return _("邮件服务器没有收下这封信。")
