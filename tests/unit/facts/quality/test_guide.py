"""The guide's own files are read as they stand."""

import re
from pathlib import Path

from kaohe.facts.quality.deliveries import read_deliveries
from kaohe.facts.quality.rules import DataRules
from kaohe.facts.quality.rules_file import FILE, parse_rules, read_rules
from kaohe.facts.unit_file import read_units
from kaohe.scheme import Scheme, complete, parse_draft, read_scheme
from tests.unit.facts.quality.material import SCHEME

ROOT = Path(__file__).resolve().parents[4]
YUNXI = ROOT / "examples" / "yunxi"
GUIDE = (ROOT / "docs" / "guide" / "quality.md").read_text(encoding="utf-8")


def yunxi() -> Scheme:
    scheme, _ = read_scheme(YUNXI / "2026" / "scheme.yaml")
    assert scheme is not None
    return scheme


def read(text: str, scheme: Scheme) -> DataRules:
    rules, problems = parse_rules(text, scheme)
    assert not problems, "\n".join(map(str, problems))
    return rules


def test_the_rules_in_the_guide() -> None:
    checks, standards = re.findall(r"```yaml\n(.*?)```", GUIDE, re.S)
    assert len(read(checks, yunxi()).relations) == 4
    with_money = SCHEME.replace("  弄虚作假:", "  发放金额: {类型: 金额, 频次: 月}\n  弄虚作假:")
    scheme, _ = complete(parse_draft(with_money))
    assert scheme is not None
    rules = read(standards, scheme)
    assert (len(rules.standards), rules.running, rules.stocks) == (
        1,
        frozenset({"发放金额"}),
        frozenset({"信息员人数"}),
    )


def test_the_files_of_the_example() -> None:
    units, _ = read_units(YUNXI / "units.csv")
    assert len(read_deliveries(YUNXI / "2026" / "送达.csv", units)[0]) == 115
    rules, problems = read_rules(YUNXI / "2026" / FILE, yunxi())
    assert not problems
    assert len(rules.relations) == 5


def test_the_deliveries_in_the_guide(tmp_path: Path) -> None:
    (text,) = re.findall(r"```\n(单位,期间.*?)```", GUIDE, re.S)
    path = tmp_path / "送达.csv"
    path.write_text(text, encoding="utf-8")
    units, _ = read_units(YUNXI / "units.csv")
    (delivery,), problems = read_deliveries(path, units)
    assert not problems
    assert delivery.days_late() == 3
