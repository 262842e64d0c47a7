"""`kaohe check`: read a scheme, say everything that is wrong with it, examine it, and print each rule as one sentence."""

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kaohe.cli.common import MATERIAL_HAS_ERRORS, json_option, print_json, refusing, show
from kaohe.core import Problem, plain
from kaohe.core.problem import has_errors
from kaohe.scheme import Scheme

if TYPE_CHECKING:
    from kaohe.checks import Finding, Share


def _day(text: str | None) -> date | None:
    """The day that `--on` names."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise click.BadParameter(f"日期要写成 2026-01-01 的样子，写的是“{text}”。") from None


@click.command(name="check")
@click.argument("scheme_file", metavar="办法.yaml", type=click.Path(path_type=Path))
@click.option(
    "--on",
    callback=lambda _context, _option, text: _day(text),
    metavar="日期",
    help="按哪一天的规定审查合法性，如 2026-01-01；不写的按考核期第一天",
)
@click.option("--quiet", is_flag=True, help="只说问题，不列规则")
@json_option
@refusing
def command(scheme_file: Path, on: date | None, quiet: bool, as_json: bool) -> None:
    """查办法文件：写法、分值合计、规则是否说得通，条款能不能照着评，合法性和减负审查。

    没有写错时把每条规则印成一句话，供对照评分标准。有错误的结束码是1；只有提醒、建议的是0。
    """
    from kaohe.checks import can_be_issued, check_scheme, discretion_shares, subject_of
    from kaohe.scheme import complete, read_draft, scheme_digest

    draft = read_draft(scheme_file)
    scheme, problems = complete(draft)
    subject = scheme or draft
    findings = check_scheme(subject, on)
    findings = _not_said_already(findings, problems)
    shares = discretion_shares(subject_of(subject))
    issuable = scheme is not None and can_be_issued([*problems, *findings])
    if as_json:
        data = {
            "items": [] if scheme is None else _rules(scheme),
            "scheme_sha256": None if scheme is None else scheme_digest(scheme),
            "problems": [problem.as_json() for problem in problems],
            "findings": [finding.as_json() for finding in findings],
            "discretion": [_share(share) for share in shares],
            "can_be_issued": issuable,
        }
        print_json(data)
    else:
        show(problems)
        _print_findings(findings)
        if scheme is not None:
            _print(scheme, findings, shares, quiet=quiet)
    if scheme is None or has_errors(findings):
        sys.exit(MATERIAL_HAS_ERRORS)


def _not_said_already(findings: tuple["Finding", ...], problems: Iterable[Problem]) -> tuple["Finding", ...]:
    """Without what a rule has proved: it needs no second look at the words."""
    proved = {problem.where for problem in problems if problem.code == "rule.awards-too-much"}
    return tuple(f for f in findings if f.code != "check.awards-too-much" or f.where not in proved)


def _rules(scheme: Scheme) -> list[dict[str, str]]:
    from kaohe.rules.sentence import sentence

    names = {measure.id: measure.name for measure in scheme.measures.values()}
    return [
        {
            "table": table.name,
            "code": item.code,
            "name": item.name,
            "points": plain(item.points),
            "clause": item.clause,
            "sentence": sentence(item.rule, names),
        }
        for table in scheme.tables
        for item in table.items()
    ]


def _share(share: "Share") -> dict[str, Any]:
    return {
        "table": share.table,
        "points": plain(share.points),
        "total": plain(share.total),
        "percent": plain(share.percent),
        "items": list(share.items),
    }


def _print_findings(findings: Iterable["Finding"]) -> None:
    """Findings of one kind together: what, where, on which ground, and what to do."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.level.label, finding.code), []).append(finding)
    for (label, code), group in groups.items():
        first = group[0]
        click.echo(f"{label}［{code}］{len(group)}处")
        for finding in group:
            places = [str(place) for place in finding.where if str(place)]
            more = f"等{len(places)}处" if len(places) > 3 else ""
            where = "；".join(places[:3]) + more
            click.echo(f"　{where}{'：' if where else ''}{finding.message}")
        if first.instrument:
            click.echo(f"　依据：{first.instrument}，{first.dated}。")
            click.echo(f"　理由：{first.reason}")
        for remedy in dict.fromkeys(finding.remedy for finding in group):
            click.echo(f"　改法：{remedy}")
        click.echo()


def _print(
    scheme: Scheme, findings: tuple["Finding", ...], shares: tuple["Share", ...], *, quiet: bool
) -> None:
    rules = _rules(scheme)
    if not quiet:
        for rule in rules:
            click.echo(f"{rule['code']} {rule['name']}（{rule['points']}分）")
            if rule["clause"]:
                click.echo(f"　评分标准：{rule['clause']}")
            click.echo(f"　规则：　　{rule['sentence']}")
    totals = "；".join(f"{table.name}{plain(table.total)}分" for table in scheme.tables)
    click.echo(
        f"{scheme.title}：{_verdict(findings)}{totals}；{len(rules)}项指标，{len(scheme.measures)}个数据项。"
    )
    decided = [f"{share.table}{plain(share.percent)}%" for share in shares if share.points]
    if decided:
        click.echo(f"由人酌定的分占总分：{'；'.join(decided)}。")


def _verdict(findings: tuple["Finding", ...]) -> str:
    """What the examination comes to, in one sentence."""
    from kaohe.checks import Level

    count = {level: sum(finding.level is level for finding in findings) for level in Level}
    if count[Level.ERROR]:
        return f"有{count[Level.ERROR]}处错误，改好以前不能印发。"
    if count[Level.HISTORICAL]:
        old = count[Level.HISTORICAL]
        return f"没有错误。有{old}处内容后来失去依据，可以查阅、重算，不能照原样再印发。"
    if count[Level.WARNING]:
        return f"没有错误。有{count[Level.WARNING]}处提醒，印发时须写明理由。"
    return "没有错误。"
