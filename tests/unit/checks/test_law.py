"""The legal review: what is recognised and what is left alone, from which day on, and what may be issued."""

import time
from datetime import date
from pathlib import Path

import pytest

from kaohe.checks import Level, can_be_issued, check_scheme, instruments
from kaohe.checks.instruments import legal_rules
from kaohe.core import Period
from kaohe.scheme import SchemeDraft, read_scheme
from kaohe.scheme.draft import DraftGroup, DraftItem, DraftTable
from kaohe.scheme.model import Measure, MeasureKind
from tests.unit.checks.sentences import LAWFUL, REPEALED

EXAMPLES = Path(__file__).parents[3] / "examples"


def recognised(text: str) -> set[str]:
    return {rule.id for rule in legal_rules().values() if next(rule.found_in(text), None) is not None}


def draft(
    *clauses: str, title: str = "某区考核办法", year: int | None = 2026, basis: str = ""
) -> SchemeDraft:
    """A draft of one table with these clauses, before any of them has a rule."""
    items = tuple(
        DraftItem(name=f"第{n}项", clause=text, departments=("办公室",)) for n, text in enumerate(clauses, 1)
    )
    table = DraftTable("考核表", groups=(DraftGroup("工作", items),))
    period = Period(year) if year else None
    return SchemeDraft(title=title, period=period, tables=(table,), basis=(basis,) if basis else ())


def law_codes(scheme: SchemeDraft, on: date | None = None) -> list[str]:
    return [finding.code for finding in check_scheme(scheme, on) if finding.code.startswith("law.")]


@pytest.mark.parametrize(("text", "rules"), REPEALED)
def test_what_was_repealed_is_recognised_in_each_of_its_forms(text: str, rules: str) -> None:
    assert recognised(text) == set(rules.split())


@pytest.mark.parametrize("text", LAWFUL)
def test_lawful_neighbours_are_left_alone(text: str) -> None:
    assert recognised(text) == set()


def test_there_are_enough_sentences_of_either_kind() -> None:
    assert len(REPEALED) >= 60
    assert len(LAWFUL) >= 60
    assert {rule for _, rules in REPEALED for rule in rules.split()} == {
        rule.id for rule in legal_rules().values() if rule.words is not None
    }


def test_the_day_of_the_period_decides() -> None:
    fee = "社会抚养费征收到位率达到80%的得2分。"
    assert law_codes(draft(fee, year=2026)) == ["law.fee"]
    assert law_codes(draft(fee, year=2021)) == ["law.fee-historical"]
    assert law_codes(draft(fee, year=2016)) == ["law.fee-historical"]
    assert law_codes(draft(fee, year=2016), on=date(2021, 8, 20)) == ["law.fee"]
    assert law_codes(draft(fee, year=2026), on=date(2021, 8, 19)) == ["law.fee-historical"]


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("某区2015年度考核办法", "law.fee-historical"),
        ("某区二○一五年考核办法", "law.fee-historical"),
        ("某办〔2015〕7号", "law.fee-historical"),
        ("某区2024年考核办法", "law.fee"),
        ("某区考核办法", "law.fee"),
    ],
)
def test_a_draft_without_a_period_is_dated_by_its_title_else_held_against_all(title: str, code: str) -> None:
    assert law_codes(draft("社会抚养费征收率80%。", title=title, year=None)) == [code]


def test_burdens_that_nobody_had_forbidden_yet_are_not_held_against_an_old_scheme() -> None:
    burdens = "与各村签订责任书，每少一份扣1分；没有完成的一票否决，负责人每人处罚500元。"
    assert law_codes(draft(burdens, year=2016)) == []
    assert set(law_codes(draft(burdens, year=2026))) == {
        "law.responsibility-letter",
        "law.veto-in-words",
        "law.fine",
    }


def test_an_old_scheme_can_be_read_and_not_issued() -> None:
    old = check_scheme(draft("社会抚养费征收率80%。", year=2016))
    assert [finding.level for finding in old if finding.code.startswith("law.")] == [Level.HISTORICAL]
    assert not can_be_issued(old)
    assert not can_be_issued(check_scheme(draft("社会抚养费征收率80%。", year=2026)))
    assert can_be_issued(check_scheme(draft("托位目标完成得2分。", year=2026)))
    assert can_be_issued(check_scheme(draft("与各村签订责任书得2分。", year=2026)))


def test_a_repealed_measure_is_found_without_a_clause_and_told_once() -> None:
    rate = Measure("综合避孕率", MeasureKind.PERCENT)
    (finding,) = check_scheme(SchemeDraft(title="某区2026年目标任务", measures=(rate,)))
    assert finding.code == "law.body-quota"
    assert "综合避孕率" in finding.quote


def test_a_repealed_basis_is_found() -> None:
    assert law_codes(draft("托位目标完成得2分。", basis="《流动人口计划生育工作条例》")) == [
        "law.repealed-basis"
    ]


def test_a_negation_reaches_its_own_sentence_and_no_other() -> None:
    assert recognised("取消社会抚养费。计划外生育每例扣1分。") == {"unlawful-births"}
    assert recognised("不得收集名单；综合避孕率达90%。") == {"body-quota"}


def test_every_finding_names_its_instrument_as_the_law_page_does() -> None:
    assert set(instruments()) == {
        "FP-2021", "DEC-2021", "SC-747", "REG-BIRTH", "CONTRA", "PIPL", "VETO", "SANCTION",
    }  # fmt: skip
    for finding in check_scheme(draft("社会抚养费征收率80%。")):
        if finding.code.startswith("law."):
            assert finding.instrument
            assert finding.dated
            assert finding.reason
            assert finding.as_json()["level"] == "error"


@pytest.mark.parametrize("scheme", ["first/scheme.yaml", "yunxi/2025/scheme.yaml", "yunxi/2026/scheme.yaml"])
def test_the_examples_raise_no_false_alarm(scheme: str) -> None:
    """All that may be said of them is that 好、较好、一般 are not explained, which is so."""
    found, _ = read_scheme(EXAMPLES / scheme)
    assert found is not None
    findings = check_scheme(found)
    assert {finding.code for finding in findings} <= {"check.no-criteria"}
    assert can_be_issued(findings)


@pytest.mark.parametrize(
    "piece", ["育龄妇女落实节育措施", "不得以社会抚养费", "流动人口办证率，", "第一、", "90-94分得2分，"]
)
def test_a_very_long_clause_is_looked_at_in_bounded_time(piece: str) -> None:
    before = time.process_time()
    check_scheme(draft(piece * (10_000 // len(piece))))
    assert time.process_time() - before < 5


def test_the_data_file_lies_beside_the_module_that_reads_it() -> None:
    """Hatch packs the whole folder `src/kaohe`, data included."""
    assert (Path(__file__).parents[3] / "src" / "kaohe" / "checks" / "instruments.yaml").is_file()
