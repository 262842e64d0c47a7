"""A request that has passed the gate: somebody is behind it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from kaohe.web.accounts.models import User


class Request(HttpRequest):
    """What views behind the gate get. Never made, only named as a type."""

    user: User
    htmx: HtmxDetails
