"""The record: what it keeps, how it is written, and what it refuses."""

from decimal import Decimal

import pytest

from kaohe.core import PERCENT, Absence
from kaohe.evaluate import Trace
from kaohe.evaluate.trace import number
from kaohe.rules import (
    ByLevel,
    Discretion,
    InClass,
    Ledger,
    Level,
    Line,
    Mean,
    Peer,
    Statistic,
    Target,
    Tier,
    Tiers,
    per_event,
)
from tests.unit.evaluate.cases import BUILT, EVENTS, OTHER_RATE, RATE, Case, const, record

ACCOUNT = Ledger(Decimal(4), (Line("信访", per_event(EVENTS, Decimal("0.5"))),))


def test_the_record_is_the_computation_node_by_node() -> None:
    trace = record(Case("每件扣0.5分", ACCOUNT, {"信访件数": "3"}, ""))
    assert [type(each.node).__name__ for each in trace.walk()] == ["Ledger", "PerStep", "Given", "Const"]
    assert trace.as_json() == {
        "node": "Ledger",
        "value": "2.5",
        "detail": {"deducted": "1.5", "added": "0", "raw": "2.5"},
        "parts": [
            {
                "node": "PerStep",
                "value": "1.5",
                "detail": {"distance": "3"},
                "parts": [
                    {"node": "Given", "value": "3", "measure": "信访件数"},
                    {"node": "Const", "value": "0"},
                ],
            }
        ],
    }


def test_two_counts_a_fraction_an_absence_and_a_flag_are_written_as_they_are() -> None:
    ratio = record(Case("到位率", OTHER_RATE, {"随访到位率": "146/300"}, "")).as_json()
    assert ratio == {
        "node": "Given",
        "value": "146/3",
        "detail": {"counts": "146/300"},
        "measure": "随访到位率",
    }
    assert record(Case("没有报", RATE, {}, "")).as_json()["value"] == {"absent": "missing"}
    assert record(Case("镇", InClass(("镇",)), {}, "")).as_json() == {"node": "InClass", "value": True}


def test_what_rounding_changed_is_kept() -> None:
    mean = record(Case("平均", Mean((RATE, OTHER_RATE, RATE)), {"托位使用率": "1", "随访到位率": "2"}, ""))
    assert mean.as_json()["detail"] == {"parts": "3", "exact": "4/3"}
    even = record(Case("平均", Mean((RATE, RATE)), {"托位使用率": "1"}, ""))
    assert even.as_json()["detail"] == {"parts": "2"}


def test_no_distance_is_a_distance_of_nothing() -> None:
    trace = record(Case("没有信访", per_event(EVENTS, Decimal(1)), {"信访件数": "0"}, ""))
    assert trace.as_json()["detail"] == {"distance": "0"}


def test_who_was_waited_for_is_counted() -> None:
    trace = record(
        Case("名次", Peer(RATE, Statistic.RANK), {"托位使用率": "1", "乙镇:托位使用率": "不适用"}, "")
    )
    assert dict(trace.detail) == {"peers": 1, "waiting": 2}
    assert trace.as_json()["provisional"] is True


def test_a_tier_says_which_it_was_and_only_what_was_looked_at() -> None:
    tiers = Tiers(RATE, (Tier(const("95"), const("8")), Tier(const("90"), const("6"))), const("0"))
    looked_at = {text: record(Case("", tiers, {"托位使用率": text}, "")) for text in ("96", "92", "1")}
    assert [dict(trace.detail)["tier"] for trace in looked_at.values()] == [1, 2, 0]
    assert [len(trace.parts) for trace in looked_at.values()] == [3, 4, 4]


@pytest.mark.parametrize("value", [True, "好", Absence.MISSING])
def test_what_is_no_number_is_never_taken_for_one(value: bool | str | Absence) -> None:
    with pytest.raises(TypeError, match="where a number was due"):
        number(Trace(const("1"), value))


def test_facts_of_the_wrong_kind_are_a_bug_not_a_score() -> None:
    with pytest.raises(TypeError, match="where a number is due"):
        record(Case("指标", Target("托位使用率", PERCENT), {"托位使用率#目标": "好"}, ""))
    visit = Discretion("现场评分", Decimal(0), Decimal(5))
    with pytest.raises(TypeError, match="where points are due"):
        record(Case("现场评分", visit, {"现场评分": "好"}, ""))
    quality = ByLevel("台账质量", (Level("好", Decimal(1)), Level("差", Decimal(0))))
    with pytest.raises(KeyError):
        record(Case("台账质量", quality, {"台账质量": "很好"}, ""))
    assert record(Case("已建", BUILT, {"已建阵地": "是"}, "")).value is True
