"""How Hypothesis runs here: the same examples every time, unless a longer search is asked for.

`HYPOTHESIS_PROFILE=search` looks further, with new examples each time.
"""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.spark.session import spark

__all__ = ["spark"]

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
"""Public documents of offices that lie beside a checkout and are no part of the project."""
ON_THE_CORPUS = (
    "structures/test_journey.py",
    "unit/clauses/test_corpus.py",
    "unit/documents/test_corpus_tables.py",
    "unit/documents/test_expected_corpus.py",
    "unit/tasks/test_corpus.py",
    "unit/fieldwork/timetables/test_corpus_timetable.py",
)
# Elsewhere these tests have nothing to be about: they are not collected, and nothing is skipped.
collect_ignore = [] if CORPUS.is_dir() else list(ON_THE_CORPUS)

_SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large)

settings.register_profile(
    "ci", derandomize=True, max_examples=100, deadline=None, database=None, suppress_health_check=_SLOW
)
settings.register_profile("search", max_examples=2000, deadline=None, suppress_health_check=_SLOW)
settings.register_profile(
    "mutation", derandomize=True, max_examples=25, deadline=None, database=None, suppress_health_check=_SLOW
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Elsewhere a test may skip with a reason; in CI a skip is a failure."""
    skipped = terminalreporter.stats.get("skipped", [])
    if os.environ.get("CI") and skipped:
        terminalreporter.write_line(f"{len(skipped)} skipped: in CI that is a failure", red=True)
        assert terminalreporter._session is not None
        terminalreporter._session.exitstatus = pytest.ExitCode.TESTS_FAILED
