"""Clauses, figures, and the account that is given of the score. Read the files: they are the specification.

A case names its figures one a line: unit, period, measure, value; a target with 目标： before the measure.
甲镇 in 2026 is scored, unless the lines 计分单位 and 考核期 say otherwise.
"""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from kaohe.core import Absence, CountRatio, FactValue, Period
from kaohe.evaluate import Setting, Trace, evaluate
from kaohe.evaluate.narrate import narrate, narrate_line
from kaohe.facts import AssessedUnit, Fact, Facts, Role, Units
from kaohe.rules import NODES
from kaohe.scheme.model import MeasureKind
from tests.golden.rules.vocabulary import (
    MEASURES,
    block,
    fenced,
    heading,
    hold,
    read_rule,
    sections,
)

FILES = sorted(Path(__file__).parent.glob("*.md"))
TOWNS = ("甲镇", "乙镇", "丙镇", "丁街道")
UNITS = Units(
    [
        AssessedUnit("县", "县", "县"),
        *(AssessedUnit(name, name, "镇街", name[1:], "县") for name in TOWNS),
    ]
)
ABSENT = {"不适用": Absence.NOT_APPLICABLE, "待评定": Absence.PENDING}


def _value(text: str, measure: str) -> FactValue:
    if text in ABSENT:
        return ABSENT[text]
    match MEASURES[measure].kind:
        case MeasureKind.YES_NO:
            return text == "是"
        case MeasureKind.LEVEL:
            return text
    part, _, whole = text.partition("/")
    return CountRatio(Decimal(part), Decimal(whole)) if whole else Decimal(text)


def _facts(rows: list[list[str]]) -> Iterator[Fact]:
    for row in rows:
        if len(row) == 4 and row[0] in UNITS:
            unit, period, named, value = row
            measure = named.removeprefix("目标：")
            role = Role.ACTUAL if measure == named else Role.TARGET
            yield Fact(unit, measure, Period.parse(period), _value(value, measure), role)


def _trace(section: str) -> Trace:
    rows = [[cell.strip() for cell in line.split("|")] for line in block(section, "facts").splitlines()]
    said = {row[0]: row[1] for row in rows if len(row) == 2}
    totals = {(row[1], row[2]): (Decimal(row[3]), False) for row in rows if row[0] == "下级得分"}
    unit = UNITS[said.get("计分单位", "甲镇")]
    setting = Setting(
        period=Period.parse(said.get("考核期", "2026")),
        units=UNITS,
        cohort=UNITS.at(unit.level),
        facts=Facts(_facts(rows)),
        measures=MEASURES,
        totals=totals,
    )
    return evaluate(read_rule(block(section, "python")), setting.context(unit))


def _section(section: str) -> str:
    title, _, clause = (line for line in section.splitlines()[:3])
    trace = _trace(section)
    record = json.dumps(trace.as_json(), ensure_ascii=False, indent=2)
    return "\n".join(
        [
            f"{title}\n\n{clause}\n",
            fenced("python", block(section, "python")),
            fenced("facts", block(section, "facts")),
            fenced("text", "\n".join(narrate(trace))),
            f"> {narrate_line(trace)}\n",
            f"<details><summary>计算记录</summary>\n\n{fenced('json', record)}\n</details>\n",
        ]
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_scores_are_explained_as_recorded(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    hold(path, "\n".join([heading(text), *(_section(section) for section in sections(text))]))


def test_the_files_show_every_kind_of_node() -> None:
    cases = [section for path in FILES for section in sections(path.read_text(encoding="utf-8"))]
    assert {type(trace.node) for case in cases for trace in _trace(case).walk()} == set(NODES)
