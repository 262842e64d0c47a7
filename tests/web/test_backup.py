"""Backups, really written and restored: from SQLite to a new folder, to PostgreSQL and back, to the letter; what is damaged or in
the way is refused before anything is touched.
"""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kaohe.cli.main import main
from kaohe.web.backup import forget_old
from tests.web.postgresql import programs, server

LOAD = """
import sys
from pathlib import Path
from kaohe.web.serving import set_up
set_up(Path(sys.argv[1]), demo=True)
from kaohe.web import demo, serving_start
serving_start.migrate()
demo.load(lambda text, **data: None)
"""

RECEIPTS = """
import json, sys
from pathlib import Path
from kaohe.web.serving import set_up
set_up(Path(sys.argv[1]), demo=True)
from tempfile import TemporaryDirectory
from kaohe.results.folder import write_results
from kaohe.results.receipt import RECEIPT
from kaohe.web.audit.recording import broken_links
from kaohe.web.results.archive import check, opened
from kaohe.web.results.computing import result_of
from kaohe.web.results.models import Publication
from kaohe.web.rounds.models import Round
archived = []
for publication in Publication.objects.order_by("pk"):
    with opened(publication) as folder:
        receipt = (folder / RECEIPT).read_text(encoding="utf-8")
    archived.append([publication.sha256, publication.fingerprint, check(publication).holds, receipt])
anew = []
for round in Round.objects.order_by("pk"):
    inputs, result = result_of(round)
    with TemporaryDirectory() as name:
        write_results(Path(name), inputs, result, result.problems)
        receipt = Path(name) / RECEIPT
        anew.append([round.period, receipt.read_text(encoding="utf-8") if receipt.exists() else ""])
print(json.dumps({"broken": list(broken_links()), "archived": archived, "anew": anew}))
"""
"""What was published, and the receipts that the figures in the database give now."""


def call(*arguments: str, database: str = "") -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KAOHE_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    kept.pop("DATABASE_URL", None)
    if database:
        kept["DATABASE_URL"] = database
    return subprocess.run([sys.executable, *arguments], env=kept, capture_output=True, text=True, check=False)


def kaohe(*arguments: str, database: str = "") -> subprocess.CompletedProcess[str]:
    return call("-m", "kaohe.cli.main", *arguments, database=database)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder with the example in it, and a backup of that."""
    home = tmp_path_factory.mktemp("first")
    done = call("-c", LOAD, str(home))
    assert done.returncode == 0, done.stderr
    target = home.parent / "first.zip"
    done = kaohe("backup", "-o", str(target), "--folder", str(home))
    assert done.returncode == 0, done.stderr
    return home, target


def receipts(folder: Path, database: str = "") -> dict[str, Any]:
    """What `RECEIPTS` finds in an installation."""
    done = call("-c", RECEIPTS, str(folder), database=database)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def head(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as archive:
        found: dict[str, Any] = json.loads(archive.read("backup.json"))
        return found


def same(first: dict[str, Any], second: dict[str, Any]) -> bool:
    """Everything but the trail, which goes on, and the jobs."""
    ignored = {"audit.event", "tasks.job"}
    rows = [
        {name: said for name, said in each["rows"].items() if name not in ignored} for each in (first, second)
    ]
    return rows[0] == rows[1] and first["files"] == second["files"]


def test_what_comes_back_is_what_went_in(made: tuple[Path, Path], tmp_path: Path) -> None:
    _home, first = made
    assert first.stat().st_mode & 0o077 == 0
    assert any(name.startswith("results/") for name in head(first)["files"])
    done = kaohe("restore", str(first), "--folder", str(tmp_path / "new"))
    assert done.returncode == 0, done.stderr
    second = tmp_path / "second.zip"
    assert kaohe("backup", "-o", str(second), "--folder", str(tmp_path / "new")).returncode == 0
    assert same(head(first), head(second))
    with zipfile.ZipFile(first) as one, zipfile.ZipFile(second) as two:
        earlier, later = (archive.read("rows/audit.event.jsonl") for archive in (one, two))
    assert later.startswith(earlier)
    added = later[len(earlier) :].splitlines()
    assert [json.loads(line)["fields"]["code"] for line in added] == ["backup.restored"]


def test_what_is_there_is_not_written_over(made: tuple[Path, Path], tmp_path: Path) -> None:
    home, first = made
    done = kaohe("restore", str(first), "--folder", str(home), "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["refused"]["code"] == "backup.not-empty"
    place = tmp_path / "other"
    for _time in range(2):
        assert kaohe("restore", str(first), "--folder", str(place), "--force").returncode == 0
    aside = list(place.glob("before-restore-*"))
    assert any((folder / "kaohe.sqlite3").is_file() for folder in aside)


@pytest.fixture
def postgres() -> Iterator[str]:
    own = programs()
    if own is None:
        pytest.skip("PostgreSQL is not installed here")
    with server(own) as url:
        yield url


def test_to_postgresql_and_back(made: tuple[Path, Path], tmp_path: Path, postgres: str) -> None:
    home, first = made
    there, again = str(tmp_path / "there"), tmp_path / "again.zip"
    done = kaohe("restore", str(first), "--folder", there, database=postgres)
    assert done.returncode == 0, done.stderr
    assert kaohe("restore", str(first), "--folder", there, database=postgres).returncode == 1
    done = kaohe("restore", str(first), "--folder", there, "--force", database=postgres)
    assert done.returncode == 0, done.stderr
    done = kaohe("backup", "-o", str(again), "--folder", there, database=postgres)
    assert done.returncode == 0, done.stderr
    assert head(again)["engine"] == "postgresql"
    assert same(head(first), head(again))
    done = kaohe("restore", str(again), "--folder", str(tmp_path / "back"))
    assert done.returncode == 0, done.stderr
    before = receipts(home)
    assert before["broken"] == []
    assert [holds for _sha256, _fingerprint, holds, _text in before["archived"]] == [True]
    assert all(text for _period, text in before["anew"])
    assert receipts(Path(there), postgres) == before
    assert receipts(tmp_path / "back") == before


def test_a_damaged_backup_changes_nothing(made: tuple[Path, Path], tmp_path: Path) -> None:
    _home, first = made
    bad = tmp_path / "bad.zip"
    with zipfile.ZipFile(first) as source, zipfile.ZipFile(bad, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(
                name, data.replace(b"office", b"0ffice") if name.endswith("accounts.user.jsonl") else data
            )
    (tmp_path / "cut.zip").write_bytes(first.read_bytes()[:20_000])
    for path in (bad, tmp_path / "cut.zip"):
        done = kaohe("restore", str(path), "--folder", str(tmp_path / "new"), "--json")
        assert json.loads(done.stdout)["refused"]["code"] == "backup.damaged"
        assert not (tmp_path / "new" / "files").exists()
    done = kaohe("restore", str(tmp_path / "none.zip"), "--folder", str(tmp_path / "new"), "--json")
    assert json.loads(done.stdout)["refused"]["code"] == "backup.no-file"


def test_nothing_to_back_up(tmp_path: Path) -> None:
    done = kaohe("backup", "--folder", str(tmp_path / "empty"), "--json")
    assert json.loads(done.stdout)["refused"]["code"] == "backup.nothing-there"


def test_only_the_newest_are_kept(made: tuple[Path, Path], tmp_path: Path) -> None:
    for day in range(1, 5):
        (tmp_path / f"kaohe-2026030{day}-090000.zip").write_bytes(b"")
    (tmp_path / "notes.zip").write_bytes(b"")
    assert len(forget_old(tmp_path, 2)) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "kaohe-20260303-090000.zip",
        "kaohe-20260304-090000.zip",
        "notes.zip",
    ]


@pytest.mark.parametrize("name", ["backup", "restore"])
def test_help(name: str) -> None:
    assert "--json" in CliRunner().invoke(main, [name, "--help"]).output
