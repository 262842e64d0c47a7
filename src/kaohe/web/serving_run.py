"""The server itself: waitress and, unless told otherwise, a worker of jobs beside it, in one process that ends cleanly."""

import signal
import socket
import time
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Any

from django.core.wsgi import get_wsgi_application
from waitress.server import create_server

from kaohe.core import Refused
from kaohe.web import serving_start as start
from kaohe.web.serving import Say, addresses, require_vendor
from kaohe.web.tasks.jobs_worker import work_until

_LOOK = 0.5
"""Seconds until a signal is noticed."""
_PATIENCE = 20
"""Seconds that requests and the job in hand have to come to their end."""
_LARGEST = 200 * 1024 * 1024
"""Bytes of one request; the pages have smaller limits of their own."""


@dataclass(frozen=True, slots=True)
class Serving:
    """How to serve. `proxy`: the address of a proxy whose word about the visitor's address and TLS is believed, or empty."""

    folder: Path
    host: str
    port: int
    threads: int
    pages: bool
    jobs: bool
    demo: bool
    proxy: str


def serve(wanted: Serving, say: Say) -> None:
    """Make everything ready, then serve until told to stop."""
    ready(wanted, say)
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stop.set())
    worker = Thread(target=work_until, args=(stop,), daemon=True, name="kaohe-jobs")
    if wanted.jobs:
        worker.start()
    if wanted.pages:
        _pages(wanted, stop, say)
    else:
        words = f"后台任务已启动，数据在 {wanted.folder}；按 Ctrl-C 停止。"
        say(words, folder=str(wanted.folder))
        while not stop.wait(_LOOK):
            pass
    if wanted.jobs:
        worker.join(_PATIENCE)
    say("已停止。")


def ready(wanted: Serving, say: Say) -> None:
    """Tables, static files, and people: those of the example, or the first administrator."""
    start.migrate()
    _keep_apart(wanted)
    if wanted.pages:
        require_vendor()
        start.collect()
        if wanted.demo:
            from kaohe.web.demo import load  # noqa: PLC0415 - the example is read where it is asked for

            load(say)
        else:
            start.first_administrator(say)
    start.let_go()


def _keep_apart(wanted: Serving) -> None:
    """The example, whose passwords everybody knows, and real data never lie in one place."""
    demo = start.is_demo()
    if demo and wanted.pages and not wanted.demo:
        raise Refused(
            "web.demo-data",
            f"{wanted.folder} 里是示例数据，密码人人知道。看示例请加 --demo；正式使用请用 --folder 换一个文件夹。",
        )
    if wanted.demo and not demo and start.has_administrator():
        raise Refused(
            "web.real-data", f"{wanted.folder} 里有正式的数据，示例不装进去。请用 --folder 换一个文件夹。"
        )


def _pages(wanted: Serving, stop: Event, say: Say) -> None:
    listening = _listen(wanted.host, wanted.port)
    trust: dict[str, Any] = {}
    if wanted.proxy:
        headers = {"x-forwarded-for", "x-forwarded-proto"}
        trust = {"trusted_proxy": wanted.proxy, "trusted_proxy_headers": headers}
    sockets: dict[int, Any] = {}
    server = create_server(
        get_wsgi_application(),
        map=sockets,
        sockets=[listening],
        threads=wanted.threads,
        ident=None,
        max_request_body_size=_LARGEST,
        channel_timeout=60,
        connection_limit=1000,
        **trust,
    )
    urls = _urls(wanted.host, listening)
    words = f"考核系统已启动：{'　'.join(urls)}　数据在 {wanted.folder}；按 Ctrl-C 停止。"
    say(words, urls=urls, folder=str(wanted.folder))
    while not stop.is_set():
        server.asyncore.loop(timeout=_LOOK, map=sockets, count=1)
    _finish(server, sockets)


def _finish(server: Any, sockets: dict[int, Any]) -> None:
    """No new visitors; those who are there get their answers."""
    server.del_channel(sockets)
    server.socket.close()
    until = time.monotonic() + _PATIENCE
    while (
        any(_busy(channel) for channel in list(server.active_channels.values())) and time.monotonic() < until
    ):
        server.asyncore.loop(timeout=0.1, map=sockets, count=1)
    server.task_dispatcher.shutdown(timeout=1)
    for channel in list(server.active_channels.values()):
        channel.handle_close()
    server.asyncore.close_all(sockets)


def _busy(channel: Any) -> bool:
    return bool(channel.requests or channel.request is not None or channel.total_outbufs_len)


def _listen(host: str, port: int) -> socket.socket:
    """The socket, bound. A port that is taken is said in words."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError:
        raise Refused("web.no-such-address", f"没有“{host}”这个地址。请核对 --host。") from None
    bound = socket.socket(family, kind, protocol)
    # On Windows the reuse of an address would let two servers share a port unnoticed.
    reuse = getattr(socket, "SO_EXCLUSIVEADDRUSE", socket.SO_REUSEADDR)
    bound.setsockopt(socket.SOL_SOCKET, reuse, 1)
    try:
        bound.bind(address)
    except OSError as error:
        bound.close()
        raise Refused(
            "web.port-taken",
            f"{host} 的 {port} 端口用不了（{error.strerror}）。可能已经启动过了；或用 --port 换一个。",
        ) from None
    return bound


def _urls(host: str, listening: socket.socket) -> list[str]:
    """What to type into a browser: here, and from other machines."""
    port = listening.getsockname()[1]
    everywhere = host in ("0.0.0.0", "::")  # noqa: S104 - compared, not bound to
    names = ["127.0.0.1", *addresses()] if everywhere else [f"[{host}]" if ":" in host else host]
    return [f"http://{name}:{port}/" for name in names]
