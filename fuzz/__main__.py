"""`make fuzz`: every target in turn, so many seconds each, one process at a time; what was found is listed at the end."""

import argparse
import re
import subprocess
import sys
from pathlib import Path

SHARES = {"clause": 3, "recognise": 2, "text": 1, "html": 1, "docx": 2, "xlsx": 2, "pdf": 1, "any": 1}
"""How the time is shared out among the targets."""


def main() -> int:
    arguments = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    arguments.add_argument("--seconds", type=int, default=600, help="for all targets together")
    arguments.add_argument(
        "--folder",
        type=Path,
        default=Path("build/fuzz"),
        help="inputs that widened the coverage, and findings",
    )
    arguments.add_argument("targets", nargs="*", default=list(SHARES))
    asked = arguments.parse_args()
    whole = sum(SHARES[name] for name in asked.targets)
    found = 0
    for name in asked.targets:
        found += _run(name, asked.folder / name, max(1, asked.seconds * SHARES[name] // whole))
    return 1 if found else 0


def _run(name: str, folder: Path, seconds: int) -> int:
    """One target; what it found is counted, and everything it says stands in FOLDER/log."""
    folder.mkdir(parents=True, exist_ok=True)
    options = [
        f"-max_total_time={seconds}",
        "-timeout=60",
        "-rss_limit_mb=3000",
        "-max_len=60000",
        f"-artifact_prefix={folder}/",
    ]
    done = subprocess.run(  # noqa: S603  # our own target, with our own arguments
        [sys.executable, "-m", "fuzz.target", name, str(folder), *options],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    (folder / "log").write_text(done.stdout + done.stderr, encoding="utf-8")
    runs = re.search(r"stat::number_of_executed_units:\s*(\d+)", done.stderr)
    covered = re.findall(r"cov: (\d+)", done.stderr)
    kinds = re.findall(r"^FOUND (.*)$", done.stdout, re.M) + (
        [f"stopped early ({done.returncode}), see {folder / 'log'}"] if done.returncode else []
    )
    print(
        f"{name:10} {seconds} s  inputs {runs[1] if runs else '?'}  branches {covered[-1] if covered else '?'}  found {len(kinds)}",
        flush=True,
    )
    for kind in kinds:
        print(f"    {kind}  ({folder / 'found'})")
    return len(kinds)


if __name__ == "__main__":
    sys.exit(main())
