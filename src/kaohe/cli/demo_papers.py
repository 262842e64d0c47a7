"""The last step of `kaohe demo`: the papers of the round, as the office sends them."""

from dataclasses import dataclass
from pathlib import Path

from kaohe.cli.common import show
from kaohe.cli.report import progress

PAPERS = "文书"


@dataclass(frozen=True, slots=True)
class PapersWritten:
    """Where the papers are, how many files, of how many kinds."""

    folder: Path
    count: int
    kinds: int


def write_the_papers(this_year: Path, last_year: Path, *, quiet: bool) -> PapersWritten:
    """Every kind of paper of the round, and the page of results."""
    from kaohe.reports.kinds import KINDS
    from kaohe.reports.loading import material_of
    from kaohe.reports.results_page import write_results_page
    from kaohe.reports.writing import write_papers

    folder = this_year / PAPERS
    material, problems = material_of(this_year / "results", None, last_year / "results")
    with progress(quiet) as told:
        written = write_papers(material, KINDS, folder, told=told)
    write_results_page(folder / "report.html", material)
    show((*problems, *written.problems))
    return PapersWritten(folder, len(written.written) + 1, len(KINDS) + 1)
