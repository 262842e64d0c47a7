"""Questions on items: nothing is scored while one is open, and an answer has to be in the rule."""

from dataclasses import replace
from decimal import Decimal

import pytest

from kaohe.core import PERCENT
from kaohe.rules import Const, Discretion, Given, Ledger, Line, Node, PerStep
from kaohe.rules.sentence import sentence
from kaohe.scheme.draft import DraftItem, Pending
from kaohe.scheme.pending import AS_READ, BY_DEPARTMENT, is_open, stating_default, takes_default, unsettled

STEPS = PerStep(Given("完成率", PERCENT), Decimal(1), Decimal("0.5"), below=Const(Decimal(98)))
RULE = Ledger(Decimal(4), (Line("", STEPS),))
JUDGED = Discretion("评分", Decimal(0), Decimal(4))
SAID = sentence(RULE)


def item(rule: Node | None, *pending: Pending) -> DraftItem:
    return DraftItem("信息核实", points=Decimal(4), rule=rule, pending=pending)


@pytest.mark.parametrize(
    ("rule", "default", "answer", "codes"),
    [
        (RULE, SAID, "", ["item.unsettled"]),
        (None, "", "", ["item.unsettled"]),
        (RULE, SAID, AS_READ, []),
        (RULE, SAID, SAID, []),
        (RULE, SAID, "不足的不扣", ["item.answer-not-in-rule"]),
        (JUDGED, SAID, "改为打分", []),
        (JUDGED, SAID, BY_DEPARTMENT, []),
        (RULE, "", BY_DEPARTMENT, ["item.answer-not-in-rule"]),
        (JUDGED, "", BY_DEPARTMENT, []),
        (RULE, "", "每低1个百分点扣0.5分", []),
        (None, "", "每低1个百分点扣0.5分", ["item.answer-not-in-rule"]),
        (None, "", AS_READ, ["item.answer-not-in-rule"]),
    ],
)
def test_an_answer_holds_only_where_the_rule_follows_it(
    rule: Node | None, default: str, answer: str, codes: list[str]
) -> None:
    found = item(rule, Pending("怎么算", default, answer=answer))
    assert [problem.code for problem in unsettled(found)] == codes
    assert is_open(found) == bool(codes)


def test_every_question_counts_by_itself() -> None:
    asked = Pending("甲", SAID), Pending("乙", SAID, answer=AS_READ)
    assert [problem.code for problem in unsettled(item(RULE, *asked))] == ["item.unsettled"]


def test_the_default_of_an_open_question_is_the_sentence_of_the_rule() -> None:
    asked = item(RULE, Pending("甲", "按上述读法"), Pending("乙", "旧", answer="旧"))
    assert [pending.default for pending in stating_default(asked).pending] == [SAID, "旧"]
    assert stating_default(item(None, Pending("甲", "按上述读法"))).pending[0].default == ""
    assert stating_default(item(RULE)) == item(RULE)


def test_agreeing_is_no_answer_where_there_is_nothing_to_agree_with() -> None:
    assert takes_default(Pending("甲", SAID, answer=AS_READ))
    assert not takes_default(Pending("甲", "", answer=AS_READ))
    assert not takes_default(replace(Pending("甲", SAID), answer=""))
