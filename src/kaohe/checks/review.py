"""The whole examination, and whether the scheme may be issued."""

from collections.abc import Iterable
from datetime import date

from kaohe.checks.burden import burden_findings
from kaohe.checks.clause_checks import clause_findings
from kaohe.checks.finding import Finding, Level
from kaohe.checks.law import legal_findings
from kaohe.checks.structure import structure_findings
from kaohe.checks.subject import Subject, subject_of
from kaohe.core import Problem, Severity
from kaohe.scheme.draft import SchemeDraft
from kaohe.scheme.model import Scheme

_ORDER = {level: position for position, level in enumerate(Level)}


def check_scheme(scheme: Scheme | SchemeDraft, on: date | None = None) -> tuple[Finding, ...]:
    """All findings, the gravest first and then in the order of the scheme.

    The law is that of the first day of the scheme's period, or of the day `on`. A draft that names no
    year is held against all of it. What `scheme.complete` reports is not repeated.
    """
    return examine(subject_of(scheme), on)


def examine(subject: Subject, on: date | None = None) -> tuple[Finding, ...]:
    """`check_scheme` on a view that is already there."""
    day = on or subject.start
    findings = [
        *clause_findings(subject),
        *structure_findings(subject),
        *legal_findings(subject, day),
        *burden_findings(subject, day),
    ]
    unique = dict.fromkeys(findings)
    return tuple(sorted(unique, key=_rank))


def _rank(finding: Finding) -> tuple[int, int, int]:
    place = finding.where[0]
    return _ORDER[finding.level], place.line, place.column


def can_be_issued(findings: Iterable[Problem]) -> bool:
    """Whether nothing forbids issuing the scheme: no error, and nothing that was lawful only in its time."""
    return not any(
        problem.severity is Severity.ERROR
        or (isinstance(problem, Finding) and problem.level is Level.HISTORICAL)
        for problem in findings
    )
