"""The guide's own example: a scheme with the three ways of correcting, its findings and its reported figures."""

import re
from dataclasses import dataclass
from pathlib import Path

from kaohe.facts import AssessedUnit, Facts, Units
from kaohe.facts.table_files import read_table
from kaohe.fieldwork.estimates import Estimates, Settings, estimate, read_findings
from kaohe.scheme import Scheme, read_scheme

GUIDE = (Path(__file__).parents[4] / "docs" / "guide" / "estimate.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", GUIDE, re.DOTALL)
SCHEME = next(text for kind, text in BLOCKS if kind == "yaml")
FINDINGS, REPORTED = (text for kind, text in BLOCKS if kind == "csv")
UNITS = "编码,名称,层级,类别,上级\nL1,柳堰镇,镇街,,\nS1,桑陌镇,镇街,,\nQ1,青砚镇,镇街,,\n"
HEADER = FINDINGS.splitlines()[0]


@dataclass(frozen=True, slots=True)
class Folder:
    """The example written into a folder."""

    path: Path

    @property
    def scheme(self) -> Path:
        return self.path / "scheme.yaml"

    @property
    def findings(self) -> Path:
        return self.path / "findings.csv"

    @property
    def reported(self) -> Path:
        return self.path / "reported.csv"

    def read(self) -> Scheme:
        scheme, problems = read_scheme(self.scheme)
        assert scheme is not None, problems
        return scheme


def folder(path: Path, findings: str = FINDINGS, scheme: str = SCHEME, reported: str = REPORTED) -> Folder:
    texts = {"scheme.yaml": scheme, "findings.csv": findings, "reported.csv": reported, "units.csv": UNITS}
    for name, text in texts.items():
        (path / name).write_text(text, encoding="utf-8")
    return Folder(path)


def units() -> Units:
    """The three units of the example."""
    rows = [line.split(",") for line in UNITS.splitlines()[1:]]
    return Units(AssessedUnit(*row) for row in rows)


def estimated(
    path: Path, *rows: str, settings: Settings | None = None, scheme: str = SCHEME, reported: str = REPORTED
) -> tuple[Estimates, list[str]]:
    """The estimates of these rows (of the guide's where none are given), and the codes of all problems."""
    text = "\n".join((HEADER, *rows)) if rows else FINDINGS
    made = folder(path, text, scheme, reported)
    read = made.read()
    facts, problems = read_table(made.reported, read, units())
    assert problems == ()
    located, found = read_findings(made.findings, read, units())
    result = estimate(located, read, units(), facts, settings or Settings())
    return result, [problem.code for problem in (*found, *result.problems)]


NO_FACTS = Facts()
