"""Where this installation keeps its things and how it is reached: read once, from the environment.

KAOHE_HOME: the folder of data (database, files, key, backups). DATABASE_URL: another database than SQLite in that folder.
KAOHE_HOSTS: the names it is reached by, with commas. KAOHE_HTTPS=1: it stands behind TLS, so cookies travel by it alone.
KAOHE_SECRET: the key that signs sessions, where it is not to be a file in the folder.
KAOHE_ROBOT_ORIGINS: where reminders may go besides the public services of robots (`tasks.remind_robot`), with commas.
KAOHE_DEMO=1: what is there is the example, whose people stand on the login page; set by `kaohe serve --demo` alone.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

HOME, HOSTS, HTTPS, DATABASE, SECRET = (
    "KAOHE_HOME",
    "KAOHE_HOSTS",
    "KAOHE_HTTPS",
    "DATABASE_URL",
    "KAOHE_SECRET",
)
DEMO = "KAOHE_DEMO"
ROBOT_ORIGINS = "KAOHE_ROBOT_ORIGINS"
VARIABLES = (HOME, HOSTS, HTTPS, DATABASE, SECRET, DEMO, ROBOT_ORIGINS)
"""All of them; the guide's installation pages describe each."""
KEY_FILE = "secret.key"
_THIS_MACHINE = ("localhost", "127.0.0.1", "[::1]")
"""By these names it can always be asked whether it is well."""


def shows_example() -> bool:
    """Whether this is the example, so that its people and their password are shown to everybody."""
    return os.environ.get(DEMO) == "1"


@dataclass(frozen=True, slots=True)
class Environment:
    """`hosts` are names, without ports. `database` is a URL, empty for SQLite in `home`."""

    home: Path
    hosts: tuple[str, ...]
    https: bool
    database: str

    @classmethod
    def read(cls) -> "Environment":
        home = Path(os.environ.get(HOME, "kaohe-data")).resolve()
        hosts = tuple(name.strip() for name in os.environ.get(HOSTS, "").split(",") if name.strip())
        https = os.environ.get(HTTPS, "") in ("1", "true", "yes")
        return cls(home, (*hosts, *_THIS_MACHINE), https, os.environ.get(DATABASE, ""))

    def secret_key(self) -> str:
        """The key that signs sessions, made on first use and readable by nobody else."""
        if given := os.environ.get(SECRET):
            return given
        self.home.mkdir(parents=True, exist_ok=True)
        path = self.home / KEY_FILE
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text(encoding="ascii").strip()
        with os.fdopen(handle, "w", encoding="ascii") as file:
            key = secrets.token_urlsafe(64)
            file.write(key)
        return key
