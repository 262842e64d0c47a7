"""Two real documents on their whole way: read, settled by recorded answers, filled, scored, explained, verified.

Nobody edits a file by hand on the way. The documents lie beside the checkout and are not part of it; where they are not,
there is nothing to run.
"""

import csv
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kaohe.cli.main import main
from kaohe.facts import Fact, Facts, Role
from kaohe.facts.unit_file import read_units
from kaohe.facts.workbook import write_template
from kaohe.rules import Given, walk
from kaohe.scheme import Scheme, read_scheme, scheme_digest
from kaohe.scheme.model import Measure, MeasureKind

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
UNITS = "名称,层级\n甲镇,镇街\n乙镇,镇街\n丙街道,镇街\n"


@dataclass(frozen=True)
class Journey:
    """A document, what a person answered to each question, what every unit gets when all figures are at their best, and
    what one loses whose first rate is 94 %.
    """

    file: str
    answers: str
    full: Decimal
    lost: Decimal


JOURNEYS = (
    # The one question: a sentence that speaks of discretion and is followed by a scale. The scale counts (Enter).
    Journey("qingpu-2020.txt", "\n", Decimal(110), Decimal("2.5")),
    # A veto that is only alluded to: a department judges (1). A bare standard: all or nothing (Enter). “Other” bonuses:
    # a department judges, one point at most (1, 1).
    Journey("wujin-2016.txt", "1\n\n1\n1\n", Decimal(100), Decimal(2)),
)


def _run(*arguments: object, typed: str = "") -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments], input=typed)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 0, result.output
    return result


def _scheme(path: Path) -> Scheme:
    scheme, _ = read_scheme(path)
    assert scheme is not None
    return scheme


def _best(measure: Measure) -> Decimal | bool | str:
    """A figure that holds nothing against a unit: no fault, everything reached, the highest level."""
    if measure.kind is MeasureKind.YES_NO:
        return False
    if measure.kind is MeasureKind.LEVEL:
        return measure.levels[0]
    if measure.kind is MeasureKind.POINTS:
        return measure.high if measure.high is not None else Decimal(0)
    if measure.kind is MeasureKind.PERCENT:
        return Decimal(0) if "查验结果为无率" in measure.id else Decimal(100)
    return (
        Decimal(100) if "考核结果" in measure.id else Decimal(2) if "推广和借鉴" in measure.id else Decimal(0)
    )


def _filled(scheme: Scheme, worse: dict[tuple[str, str], Decimal]) -> Facts:
    return Facts(
        Fact(unit, measure.id, scheme.period, worse.get((unit, measure.id), _best(measure)), Role.ACTUAL)
        for unit in ("甲镇", "乙镇", "丙街道")
        for measure in scheme.measures.values()
    )


@pytest.mark.parametrize("journey", [j for j in JOURNEYS if (CORPUS / j.file).exists()], ids=lambda j: j.file)
def test_a_real_document_is_read_settled_scored_explained_and_verified(
    journey: Journey, tmp_path: Path
) -> None:
    draft, units, entry, results = (
        tmp_path / name for name in ("办法.yaml", "units.csv", "填报表.xlsx", "结果")
    )
    units.write_text(UNITS, encoding="utf-8")
    settled = _run(
        "read", CORPUS / journey.file, "-o", draft, "--level", "镇街", "--ask", typed=journey.answers
    )
    assert "都确认好了" in settled.output

    scheme = _scheme(draft)
    rate = next(
        m
        for m in scheme.measures.values()
        if m.kind is MeasureKind.PERCENT and m.id.endswith(("完成率", "达标率"))
    )
    facts = _filled(scheme, {("乙镇", rate.id): Decimal(94)})
    known, _ = read_units(units)
    assert known is not None
    write_template(scheme, known, entry, by="department", scheme_hash=scheme_digest(scheme), facts=facts)

    _run("score", draft, entry, "--units", units, "-o", results)
    with (results / "ranking.csv").open(encoding="utf-8-sig", newline="") as rows:
        totals = {row["单位"]: Decimal(row["总分"]) for row in csv.DictReader(rows)}
    assert totals["甲镇"] == totals["丙街道"]
    assert totals["甲镇"] - totals["乙镇"] == journey.lost
    assert totals["甲镇"] >= journey.full

    item = next(
        item
        for table in scheme.tables
        for item in table.items()
        if Given(rate.id, rate.unit) in walk(item.rule)
    )
    explained = _run("explain", draft, entry, "乙镇", item.name, "--units", units).output
    assert "94%" in explained
    assert "相符" in _run("verify", results / "receipt.json").output
