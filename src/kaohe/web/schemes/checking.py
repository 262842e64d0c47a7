"""The examination (体检) of a version as the page shows it: findings of one kind together, and what it comes to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from kaohe.checks import Finding, Level, can_be_issued, check_scheme, discretion_shares, subject_of
from kaohe.core import Problem, Severity, plain
from kaohe.scheme import Scheme
from kaohe.web.schemes.models import Version
from kaohe.web.schemes.reading import draft_of, on_screen, scheme_of

_PLACES = 3


@dataclass(frozen=True, slots=True)
class Kind:
    """Findings of one code: each with its places; the ground they rest on, and what to do, once."""

    level: str
    label: str
    code: str
    findings: tuple[tuple[str, str], ...]
    ground: str
    reason: str
    remedies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checkup:
    """The page. `shares`: (table, how many of its points people award, of how many, in percent)."""

    on: date
    problems: tuple[Problem, ...]
    kinds: tuple[Kind, ...]
    verdict: str
    issuable: bool
    warned: bool
    totals: str
    shares: tuple[tuple[str, str, str, str], ...]


def checkup_of(version: Version, on: date) -> Checkup:
    """The version against the law and itself on a day."""
    scheme, problems = scheme_of(version.text)
    subject = scheme or draft_of(version.text)
    found = _not_said_already(check_scheme(subject, on), problems)
    shares = [
        (share.table, plain(share.points), plain(share.total), plain(share.percent))
        for share in discretion_shares(subject_of(subject))
        if share.points
    ]
    issuable = scheme is not None and can_be_issued([*problems, *found])
    warned = any(finding.level is Level.WARNING for finding in found)
    return Checkup(
        on,
        on_screen(problems),
        tuple(_kinds(found)),
        _verdict(problems, found),
        issuable,
        warned,
        _totals(scheme),
        tuple(shares),
    )


def _not_said_already(findings: Iterable[Finding], problems: Iterable[Problem]) -> tuple[Finding, ...]:
    """Without what a rule has proved: it needs no second look at the words."""
    proved = {problem.where for problem in problems if problem.code == "rule.awards-too-much"}
    return tuple(f for f in findings if f.code != "check.awards-too-much" or f.where not in proved)


def _kinds(findings: Iterable[Finding]) -> Iterator[Kind]:
    groups: dict[tuple[Level, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.level, finding.code), []).append(finding)
    for (level, code), group in groups.items():
        first = group[0]
        yield Kind(
            level.value,
            level.label,
            code,
            tuple((_places(finding), finding.message) for finding in group),
            f"{first.instrument}，{first.dated}" if first.instrument else "",
            first.reason,
            tuple(dict.fromkeys(finding.remedy for finding in group)),
        )


def _places(finding: Finding) -> str:
    places = [str(place) for place in finding.where if str(place)]
    more = _("等 %(count)s 处") % {"count": len(places)} if len(places) > _PLACES else ""
    return "；".join(places[:_PLACES]) + more


def _verdict(problems: Iterable[Problem], findings: Iterable[Finding]) -> str:
    """What the examination comes to, in one sentence."""
    levels = [finding.level for finding in findings]
    errors = levels.count(Level.ERROR) + sum(problem.severity is Severity.ERROR for problem in problems)
    if errors:
        return _("有 %(count)s 处错误或没有确认的，处理好以前不能印发。") % {"count": errors}
    if old := levels.count(Level.HISTORICAL):
        return _("没有错误。有 %(count)s 处内容后来失去依据，可以查阅、重算，不能照原样再印发。") % {
            "count": old
        }
    if warned := levels.count(Level.WARNING):
        return _("没有错误。有 %(count)s 处提醒，印发时须写明理由。") % {"count": warned}
    return _("没有错误，可以印发。")


def _totals(scheme: Scheme | None) -> str:
    if scheme is None:
        return ""
    tables = "；".join(
        _("%(table)s %(points)s 分") % {"table": t.name, "points": plain(t.total)} for t in scheme.tables
    )
    items = sum(1 for table in scheme.tables for _item in table.items())
    counts = _("%(items)s 项指标，%(measures)s 个数据项") % {"items": items, "measures": len(scheme.measures)}
    return f"{tables}；{counts}"
