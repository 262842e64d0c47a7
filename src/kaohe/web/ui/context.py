"""What the frame of every page knows: the menu of this person, and the round that is looked at."""

from kaohe import __version__
from kaohe.web.accounts.request import Request
from kaohe.web.ui.menu import menu_of


def frame(request: Request) -> dict[str, object]:
    """For the base template. Who has not logged in has no menu."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"version": __version__}
    return {"version": __version__, "menu": menu_of(request)}
