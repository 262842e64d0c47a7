"""A PostgreSQL server of the tests' own, in a folder that goes away: `python -m tests.web.postgresql pytest tests/web`.

Runs the command with DATABASE_URL naming the server. Where PostgreSQL is not installed it says so and ends well, but in CI badly.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_QUICK = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
"""The data need not outlive the machine."""


def programs() -> Path | None:
    """The folder of initdb and pg_ctl."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return installed[-1].parent if installed else None


@contextmanager
def server(own: Path, *, lasting: bool = False) -> Iterator[str]:
    """The URL of a running server. It listens to a socket in its folder alone; as root it runs under the user postgres.

    lasting: it writes as safely as it does out of the box, as benchmarks want it.
    """
    with tempfile.TemporaryDirectory(prefix="kaohe-pg-") as name:
        folder, switch = Path(name), []
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
            switch = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
        data = folder / "data"

        def call(*command: str) -> None:
            subprocess.run([*switch, *command], check=True, cwd=folder, stdout=subprocess.DEVNULL)

        call(str(own / "initdb"), "-D", str(data), "-U", "kaohe", "-A", "trust", "-E", "UTF8", "--locale=C")
        settings = " ".join(
            f"-c {each}"
            for each in (
                *(() if lasting else _QUICK),
                "max_connections=40",
                "listen_addresses=''",
                f"unix_socket_directories={folder}",
            )
        )
        call(str(own / "pg_ctl"), "-D", str(data), "-o", settings, "-l", str(folder / "log"), "-w", "start")
        try:
            yield f"postgres://kaohe@/postgres?host={folder}"
        finally:
            call(str(own / "pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop")


def main(command: list[str]) -> int:
    """Run the command beside a server; its exit status."""
    own = programs()
    if own is None:
        sys.stderr.write("PostgreSQL is not installed here: its tests are left out\n")
        return 1 if os.environ.get("CI") else 0
    with server(own) as url:
        return subprocess.run(command, check=False, env=os.environ | {"DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
