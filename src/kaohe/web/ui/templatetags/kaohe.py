"""What templates say in one word; known to all of them without loading."""

from datetime import datetime

from django import template
from django.utils import timezone

from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.models import Event
from kaohe.web.audit.recording import sentence

register = template.Library()


@register.filter
def when(moment: datetime | None) -> str:
    """A moment as an office writes it: 2026-03-05 09:30, in the office's time."""
    return "" if moment is None else timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


@register.filter
def size(number: int) -> str:
    """A file's size in KB or MB."""
    kilobytes = -(-number // 1024)
    return (
        f"{kilobytes} KB" if kilobytes < 1024 else f"{kilobytes // 1024}.{kilobytes % 1024 * 10 // 1024} MB"
    )


@register.filter
def told(event: Event) -> str:
    """An event of the trail in words."""
    return sentence(event)


@register.filter(name="is")
def has_role(user: User, role: str) -> bool:
    """Whether somebody has this role among theirs."""
    return user.has(Role(role))


@register.filter
def is_only(user: User, role: str) -> bool:
    """Whether somebody has this role and no other."""
    return user.roles == {Role(role)}
