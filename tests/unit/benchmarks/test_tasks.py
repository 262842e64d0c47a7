"""The measuring of monthly tasks measures what it says, small."""

from benchmarks.fieldwork import tasks


def test_a_small_run_gives_its_section() -> None:
    text = tasks.section(count=30, tasks=2)
    assert text.startswith(tasks.HEAD)
    rows = [line for line in text.splitlines() if line.startswith("| ")][1:]
    assert len(rows) == 11
    assert "每月60件" in text
