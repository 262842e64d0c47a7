"""Sentences put together in every order: what each says of itself stays what it says beside the others."""

from collections.abc import Callable
from decimal import Decimal
from itertools import permutations, product

import pytest

from kaohe.clauses import Question, read_clause
from kaohe.cli.trial import score_of

D = Decimal
FULL = D(10)
LINE = D(92)
NOTHING, DOWN, UP = "低于80%不得分", "每低1个百分点扣0.3分", "每高1个百分点加0.5分"
OCCURS = "；台账补造的，每份扣0.5分"


def _scores(text: str, points: Decimal, figures: list[list[Decimal]]) -> list[Decimal | None]:
    question = Question(text, "", points)
    reading = read_clause(question)
    assert not reading.unread, text
    assert len(reading.inputs) == len(figures[0]), text
    return [
        score_of(
            reading,
            question,
            {entry.measure: value for entry, value in zip(reading.inputs, row, strict=True)},
        )
        for row in figures
    ]


def _expected(rate: Decimal, said: tuple[str, ...], times: Decimal) -> Decimal:
    if NOTHING in said and rate < 80:
        return D(0)
    score = FULL if rate >= LINE or DOWN in said else D(0)
    score -= max(D(0), LINE - rate) * D("0.3") if DOWN in said else D(0)
    score += max(D(0), rate - LINE) * D("0.5") if UP in said else D(0)
    return max(D(0), score - times * D("0.5"))


@pytest.mark.parametrize(
    ("said", "beside"),
    [
        (said, beside)
        for many in (1, 2, 3)
        for said in permutations((NOTHING, DOWN, UP), many)
        for beside in ("", OCCURS)
        if DOWN in said
    ],
)
def test_lines_and_steps_in_any_order(said: tuple[str, ...], beside: str) -> None:
    rows = [[D(rate), *([D(times)] if beside else [])] for rate in (92, 95, 90, 70) for times in (0, 3)]
    text = "，".join(("巡访率达到92%得10分", *said)) + beside + "。"
    wanted = [_expected(row[0], said, row[1] if beside else D(0)) for row in rows]
    assert _scores(text, FULL, rows) == wanted


PARTS: tuple[tuple[str, Decimal, Decimal, Callable[[Decimal], Decimal]], ...] = (
    ("巡访率90%以上得4分，每低1个百分点扣0.5分", D(4), D(88), lambda rate: D(4) - (90 - rate) / 2),
    ("空置率不高于5%得3分，每高1个百分点扣0.2分", D(3), D(7), lambda rate: D(3) - (rate - 5) / 5),
    ("开展宣讲不少于6场得2分，每少1场扣0.5分", D(2), D(5), lambda times: D(2) - (6 - times) / 2),
    ("推送信息，每条得0.2分，最多得2分", D(2), D(4), lambda times: times / 5),
)


@pytest.mark.parametrize(("first", "second"), list(product(range(len(PARTS)), repeat=2)))
def test_parts_add_up(first: int, second: int) -> None:
    if first == second:
        return
    one, other = PARTS[first], PARTS[second]
    scores = _scores(f"{one[0]}；{other[0]}。", one[1] + other[1], [[one[2], other[2]]])
    assert scores == [one[3](one[2]) + other[3](other[2])]


@pytest.mark.parametrize("veto", ["", "弄虚作假的，不得分；", "弄虚作假的，该项不得分。"])
@pytest.mark.parametrize("parted", ["；", "。"])
def test_a_limit_holds_for_its_own_sentence(veto: str, parted: str) -> None:
    text = f"{veto}材料漏报的，每份扣2分，最多扣3分{parted}擅自停办的，每天扣1分。"
    rows = [[D(9), D(0)], [D(0), D(9)], [D(9), D(9)]]
    if not veto:
        assert _scores(text, FULL, rows) == [D(7), D(1), D(0)]
        return
    question = Question(text, "", FULL)
    reading = read_clause(question)
    names = [entry.measure for entry in reading.inputs]
    values: dict[str, Decimal | bool | None] = {names[0]: True, names[1]: D(0), names[2]: D(0)}
    assert score_of(reading, question, values) == 0
