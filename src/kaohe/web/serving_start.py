"""What is done before the first page is served: tables, static files, an administrator. Each does nothing where it is done already."""

import getpass
import hashlib
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from kaohe import __version__
from kaohe.core import Refused
from kaohe.web.accounts.actions import create_person
from kaohe.web.accounts.models import Duty, User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.models import Event
from kaohe.web.serving import Say

_LOCK = 0x4B414F49
"""The number of PostgreSQL's lock at which servers that start at once queue."""
_SIGNATURE = "collected.sha256"
DEMO_LOADED = "demo.loaded"


def migrate() -> bool:
    """Bring the tables to this version; whether anything was changed. Refused where they are of a later one, or out of reach."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise Refused(
            "web.no-database", f"连不上数据库：{str(error).strip()}。请核对 DATABASE_URL。"
        ) from error
    with _one_at_a_time():
        executor = MigrationExecutor(connection)
        graph = executor.loader.graph
        ours = {label for label, _name in graph.nodes if label in _own_apps()}
        later = [
            key for key in executor.loader.applied_migrations if key[0] in ours and key not in graph.nodes
        ]
        if later:
            raise Refused("web.data-of-a-later-version", "这些数据是更新的版本写的。请先升级 kaohe 再启动。")
        if not executor.migration_plan(graph.leaf_nodes()):
            return False
        call_command("migrate", verbosity=0, interactive=False)
        return True


def has_people() -> bool:
    """Whether somebody could log in; False as well where there is no database yet."""
    return User._meta.db_table in connection.introspection.table_names() and User.objects.exists()


def require_current() -> None:
    """Refused where the tables are not of this version: whoever only reads does not change them."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Refused(
            "web.data-of-an-earlier-version", "数据还是旧版本的。请先启动一次新版本（kaohe serve），再办。"
        )


def _own_apps() -> set[str]:
    return {name.rpartition(".")[2] for name in settings.INSTALLED_APPS if name.startswith("kaohe.")}


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Several servers on one PostgreSQL may start together; SQLite has one writer anyway."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def collect() -> bool:
    """Static files compressed and named by their content, into the folder of data; whether there was anything new."""
    root = Path(settings.STATIC_ROOT)
    signature = _signature()
    kept = root / _SIGNATURE
    if kept.is_file() and kept.read_text(encoding="ascii") == signature:
        return False
    # Into a folder beside it and then in its place: a start that is killed half-way leaves no half of them.
    fresh = root.with_name(root.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    settings.STATIC_ROOT = fresh
    try:
        call_command("collectstatic", verbosity=0, interactive=False)
    finally:
        settings.STATIC_ROOT = root
    (fresh / _SIGNATURE).write_text(signature, encoding="ascii")
    shutil.rmtree(root, ignore_errors=True)
    fresh.rename(root)
    return True


def _signature() -> str:
    """Of the version and of every file's name, size and day: enough to see that there is something new."""
    lines = [__version__]
    for finder in get_finders():
        for path, storage in finder.list([]):
            lines.append(f"{path} {storage.size(path)} {storage.get_modified_time(path).timestamp():.0f}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def is_demo() -> bool:
    """Whether the data are those of the example, whose passwords everybody knows."""
    return Event.objects.filter(code=DEMO_LOADED).exists()


def has_administrator() -> bool:
    return Duty.objects.filter(role=Role.ADMIN, user__is_active=True).exists()


def first_administrator(say: Say) -> None:
    """Ask for the first administrator at the terminal; where nobody sits there, make one with a password for one login."""
    if has_administrator():
        return
    duties = [Duty(role=Role.ADMIN)]
    if not sys.stdin.isatty():
        user, password = create_person(username="admin", name="系统管理员", email="", duties=duties, by=None)
        words = f"第一位系统管理员：登录名 {user.username}，首次登录密码 {password}（登录后要改）"
        say(words, username=user.username, first_password=password)
        return
    say("第一次启动，请先设一位系统管理员。")
    username = input("登录名 [admin]：").strip() or "admin"
    name = input("姓名 [系统管理员]：").strip() or "系统管理员"
    user, _password = create_person(
        username=username, name=name, email="", duties=duties, by=None, password=_asked_password(say)
    )
    user.must_change_password = False
    user.save(update_fields=["must_change_password"])
    say(f"建好了：{user.name}（{user.username}）。")


def _asked_password(say: Say) -> str:
    while True:
        password = getpass.getpass("密码（至少10个字符，输入时不显示）：")
        try:
            validate_password(password)
        except ValidationError as error:
            say("".join(error.messages))
            continue
        if getpass.getpass("再输一次：") == password:
            return password
        say("两次不一样，请重输。")


def let_go() -> None:
    """Close what the start has opened: threads open their own."""
    connections.close_all()
