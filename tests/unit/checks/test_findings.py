"""Every finding with its place, instrument, reason and remedy: `golden/checks`.

Beside each `NAME.yaml` stands `NAME.txt`. After a change of wording, record them again with KAOHE_RERECORD=1
and read the difference.
"""

import os
import re
from pathlib import Path

import pytest

from kaohe import checks
from kaohe.checks import Finding, check_scheme
from kaohe.checks.instruments import legal_rules
from kaohe.scheme import complete, read_draft

GOLDEN = Path(__file__).parents[2] / "golden" / "checks"
FILES = sorted(GOLDEN.glob("*.yaml"))


def findings_of(file: Path) -> tuple[Finding, ...]:
    """What the examination says of a file, whether or not it is complete."""
    draft = read_draft(file)
    return check_scheme(complete(draft)[0] or draft)


def shown(findings: tuple[Finding, ...]) -> str:
    """The findings as they stand in the golden file."""
    blocks = []
    for finding in findings:
        where = "；".join(f"第{place.line}行" if place.line else "全文" for place in finding.where)
        lines = [f"{where} {finding.level.label} {finding.code}", f"  {finding.message}"]
        if finding.instrument:
            lines += [f"  依据：{finding.instrument}，{finding.dated}", f"  理由：{finding.reason}"]
        blocks.append("\n".join([*lines, f"  改法：{finding.remedy}", ""]))
    return "\n".join(blocks)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_finding_is_said_with_its_place(file: Path) -> None:
    text = shown(findings_of(file))
    golden = file.with_suffix(".txt")
    if os.environ.get("KAOHE_RERECORD"):
        golden.write_text(text, encoding="utf-8")
    assert golden.read_text(encoding="utf-8") == text


def test_there_is_a_case_for_every_code() -> None:
    source = Path(checks.__file__).parent
    text = "".join(file.read_text(encoding="utf-8") for file in source.glob("*.py"))
    own = {f"check.{code}" for code in re.findall(r'_finding\(\s*"([a-z-]+)"', text)}
    own |= {f"check.{code}" for code in re.findall(r'Level\.[A-Z]+, "([a-z-]+)"\)', text)}
    law = {rule.code for rule in legal_rules().values()}
    old = {f"{rule.code}-historical" for rule in legal_rules().values() if rule.historical}
    recorded = "".join(file.with_suffix(".txt").read_text(encoding="utf-8") for file in FILES)
    covered = set(re.findall(r"(?:check|law)\.[a-z-]+", recorded))
    assert own | law | old == covered


def test_every_finding_is_a_sentence_with_a_remedy() -> None:
    for file in FILES:
        for finding in findings_of(file):
            assert finding.message.endswith("。"), finding
            assert finding.remedy.endswith("。"), finding
            assert finding.severity is finding.level.severity


def test_what_is_to_be_verified_says_so() -> None:
    """A warning on a law that the office must look up says 请核对."""
    for name in (
        "birth-approval",
        "birth-limit",
        "steered-method",
        "pregnancy-watch",
        "fine",
        "suspended-career",
    ):
        rule = legal_rules()[name]
        assert rule.level is checks.Level.WARNING
        assert "请核对" in rule.reason
