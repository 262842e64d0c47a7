"""Before Django is there: where the data lies, by which names the server is reached, and Django set up with it."""

import os
import socket
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import django

from kaohe.core import Refused
from kaohe.web.config.environment import DEMO, HOME, HOSTS
from kaohe.web.ui.vendor import FILES, VENDOR

FOLDER, DEMO_FOLDER = "kaohe-data", "kaohe-demo-data"


class Say(Protocol):
    """How a start tells of itself: words for people, and the same as data for programs."""

    def __call__(self, text: str, **data: object) -> None: ...


_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - named, not bound to


def set_up(folder: Path | None, *, host: str = "127.0.0.1", demo: bool = False) -> Path:
    """Point the environment at a folder of data and set Django up: the folder. What the environment says already, holds."""
    if find_spec("django_tasks_db") is None or find_spec("waitress") is None:
        raise Refused("web.not-installed", "网页系统没有装全。请运行：pip install 'kaohe[web]'")
    if folder is None:
        folder = Path(os.environ.get(HOME) or (DEMO_FOLDER if demo else FOLDER))
    folder = folder.resolve()
    # What lies in it is for the account that the server runs under, and for nobody else.
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ[HOME] = str(folder)
    os.environ[DEMO] = "1" if demo else ""
    if not os.environ.get(HOSTS):
        os.environ[HOSTS] = ",".join(names_of(host))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaohe.web.config.settings")
    django.setup()
    return folder


def names_of(host: str) -> list[str]:
    """What browsers may call a server that listens there: this machine, and where it listens to others, its own addresses."""
    names = ["localhost", "127.0.0.1", "[::1]"]
    if host not in _LOOPBACK:
        own = addresses() if host in _EVERYWHERE else [host]
        names += [*own, socket.gethostname()]
    return list(dict.fromkeys(names))


def addresses() -> list[str]:
    """This machine's addresses in its network, the one that others are answered from first. Nothing is sent."""
    found = []
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("10.255.255.255", 9))
        found.append(probe.getsockname()[0])
    with suppress(OSError):
        found += socket.gethostbyname_ex(socket.gethostname())[2]
    return [address for address in dict.fromkeys(found) if not address.startswith("127.")]


def require_vendor() -> None:
    """Third parties' style sheets and scripts are taken at build time; a checkout has to take them once."""
    if missing := [name for name in FILES.values() if not (VENDOR / name).is_file()]:
        message = f"缺少网页要用的文件（{'、'.join(missing)}）。请先运行：python -m kaohe.web.ui.vendor"
        raise Refused("web.no-vendor-files", message)
