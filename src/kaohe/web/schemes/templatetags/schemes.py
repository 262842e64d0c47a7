"""Who sees what of a scheme, for templates."""

from django import template

from kaohe.web.accounts.models import User
from kaohe.web.schemes.querysets import SEEING_DRAFTS

register = template.Library()


@register.filter
def sees_drafts(user: User) -> bool:
    """Whether drafts, their text and their examination are for somebody's eyes: units see what is issued."""
    return user.has(*SEEING_DRAFTS)
