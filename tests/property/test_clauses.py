"""Clauses in many wordings: what they come to stays the same, nothing is lost, and no text makes the reader fail."""

import dataclasses
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from kaohe import rules as r
from kaohe.clauses import ClauseReading, Nature, Question, read_clause
from kaohe.cli.trial import score_of
from tests.strategies.clauses import (
    PLAIN,
    Figure,
    Meaning,
    Wording,
    both,
    earning,
    figures,
    listed,
    loose_texts,
    losing,
    meanings,
    wordings,
)

_MODES = st.sampled_from(["score", "bonus", "adjust"])
_ITEM_POINTS = st.sampled_from([None, Decimal(1), Decimal(4), Decimal(10), Decimal("2.5")])
_HALF_POINTS = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?=分)")
_ANY_TEXT = st.text(
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
    | st.sampled_from("0123456789０１一二十.%％，。；：、（）()①⑴-—～ \n\t扣得分每低以上下的率次项OlI"),
    max_size=400,
)


def _read(text: str, points: Decimal | None, mode: str = "score") -> tuple[ClauseReading, Question]:
    question = Question(text, points=points, mode=mode)
    return read_clause(question), question


def _score(reading: ClauseReading, question: Question, case: Sequence[Figure]) -> Decimal | None:
    measures = [entry.measure for entry in reading.inputs]
    return score_of(reading, question, dict(zip(measures, case, strict=True)))


# ---- what a clause means -------------------------------------------------------------------------------------------


def _means(meaning: Meaning, say: Wording, cases: Sequence[Sequence[Figure]]) -> None:
    """The reading of these words asks for the figures of the meaning, in their order, and comes to the same scores."""
    text = meaning.written(say)
    reading, question = _read(text, meaning.points)
    said = (
        text,
        [span.text for span in reading.unread],
        [(entry.name, entry.type) for entry in reading.inputs],
    )
    assert not reading.unread, said
    assert [entry.type for entry in reading.inputs] == meaning.types, said
    for case in cases:
        assert _score(reading, question, case) == round(meaning.score(case), 4), (said, case, reading.rule)


def _drawn(data: st.DataObject, meaning: Meaning) -> list[tuple[Figure, ...]]:
    return data.draw(st.lists(figures(meaning), min_size=1, max_size=4), label="figures")


@given(meanings, st.data())
def test_plain_words_mean_what_they_say(meaning: Meaning, data: st.DataObject) -> None:
    _means(meaning, PLAIN, _drawn(data, meaning))


@given(losing, wordings, st.data())
def test_other_words_for_a_loss_change_no_score(meaning: Meaning, say: Wording, data: st.DataObject) -> None:
    _means(meaning, say, _drawn(data, meaning))


@given(earning, wordings, st.data())
def test_other_words_for_a_rate_change_no_score(meaning: Meaning, say: Wording, data: st.DataObject) -> None:
    _means(meaning, say, _drawn(data, meaning))


@given(listed, wordings, st.data())
def test_other_words_for_a_list_change_no_score(meaning: Meaning, say: Wording, data: st.DataObject) -> None:
    _means(meaning, say, _drawn(data, meaning))


@given(both, wordings, st.data())
def test_other_words_for_a_rate_with_faults_change_no_score(
    meaning: Meaning, say: Wording, data: st.DataObject
) -> None:
    _means(meaning, say, _drawn(data, meaning))


@given(losing, wordings, st.data())
def test_more_faults_never_raise_a_score(meaning: Meaning, say: Wording, data: st.DataObject) -> None:
    reading, question = _read(meaning.written(say), meaning.points)
    counted = [number for number, entry in enumerate(reading.inputs) if entry.type == "count"]
    if reading.unread or not counted:
        return
    figures_now: list[Figure] = [
        Decimal(data.draw(st.integers(0, 9))) if entry.type == "count" else data.draw(st.booleans())
        for entry in reading.inputs
    ]
    more = list(figures_now)
    worse = data.draw(st.sampled_from(counted))
    more[worse] = Decimal(figures_now[worse]) + data.draw(st.integers(1, 5))
    before, after = _score(reading, question, figures_now), _score(reading, question, more)
    assert before is not None
    assert after is not None
    assert after <= before


# ---- any words ----------------------------------------------------------------------------------------------------


@given(loose_texts(), _ITEM_POINTS, _MODES)
def test_a_score_stays_between_nothing_and_the_items_points(
    text: str, points: Decimal | None, mode: str
) -> None:
    reading, question = _read(text, points, mode)
    if reading.unread or mode == "adjust":
        return
    for figure in (0, 1, 70, 97, 120):
        case = [bool(figure) if entry.type == "bool" else Decimal(figure) for entry in reading.inputs]
        score = _score(reading, question, case)
        if score is not None:
            assert score >= 0 or reading.under
            assert points is None or score <= points or reading.over


@given(loose_texts(), _ITEM_POINTS, _MODES)
def test_no_points_of_a_clause_are_lost(text: str, points: Decimal | None, mode: str) -> None:
    """Every amount of points stands in the rule (its levels, its range), or in what was not read."""
    reading, _ = _read(text, points, mode)
    assert _lost(reading, points) == []


@given(loose_texts(), _ITEM_POINTS)
def test_no_scoring_word_of_a_clause_is_lost(text: str, points: Decimal | None) -> None:
    """Where nothing is said to be unread, what the scoring words ask for is in the rule."""
    reading, _ = _read(text, points)
    if reading.unread:
        return
    kinds = {type(node) for node in r.walk(reading.rule)} if reading.rule is not None else set()
    judged = bool(kinds & {r.Discretion, r.ByLevel})
    wants = {
        "酌情": judged,
        "按比例": bool(kinds & {r.Proportional, r.Discretion}),
        "加倍": False,
        "减半": False,
        "一票否决": False,
        "不得分": reading.rule is not None or (points is None and reading.nature is Nature.NONE),
        "得满分": reading.rule is not None,
        "得一半": reading.rule is not None,
    }
    assert [word for word, there in wants.items() if word in text and not there] == []


def _lost(reading: ClauseReading, points: Decimal | None) -> list[str]:
    rule = [] if reading.rule is None else list(chain.from_iterable(map(_numbers, r.walk(reading.rule))))
    known = {*rule, *(level.points for level in reading.levels), *(reading.range or ())}
    if points is not None:
        known |= {
            points - end for end in reading.range or ()
        }  # “酌情扣1-3分” of 4 points is 1 to 3 of them earned
    if points is not None:
        known |= {
            points - number for number in rule
        }  # a tier of “扣1分” may stand in the rule as what is left
    unread = [(span.start, span.end) for span in reading.unread]
    return [
        match[0]
        for match in _HALF_POINTS.finditer(reading.text)
        if Decimal(match[0]) not in known
        and not any(start <= match.start() and match.end() <= end for start, end in unread)
    ]


def _numbers(part: object) -> Iterator[Decimal]:
    """The numbers a node or a part of one holds, with either sign; those of its children are walked to."""
    if isinstance(part, Decimal):
        yield abs(part)
    elif isinstance(part, tuple):
        for entry in part:
            yield from _numbers(entry)
    elif dataclasses.is_dataclass(part):
        for field in dataclasses.fields(part):
            value = getattr(part, field.name)
            if not isinstance(value, r.Node):
                yield from _numbers(value)


@given(loose_texts() | _ANY_TEXT, _ITEM_POINTS, _MODES)
def test_spans_are_the_words_they_point_at(text: str, points: Decimal | None, mode: str) -> None:
    reading, _ = _read(text, points, mode)
    assert reading.text == text
    for span in chain(reading.unread, reading.spans, (entry.span for entry in reading.inputs)):
        assert 0 <= span.start <= span.end <= len(text)
        assert text[span.start : span.end] == span.text


@given(_ANY_TEXT, _ITEM_POINTS, _MODES)
def test_no_text_makes_the_reader_fail(text: str, points: Decimal | None, mode: str) -> None:
    reading, _ = _read(text, points, mode)
    assert isinstance(reading.nature, Nature)


@given(loose_texts(), loose_texts(), _ITEM_POINTS)
def test_no_neighbouring_text_makes_the_reader_fail(text: str, context: str, points: Decimal | None) -> None:
    reading = read_clause(Question(text, context[:20], points, context=context))
    assert isinstance(reading.nature, Nature)


@given(loose_texts())
def test_reading_is_the_same_each_time(text: str) -> None:
    assert _read(text, Decimal(5))[0] == _read(text, Decimal(5))[0]


@given(loose_texts() | _ANY_TEXT)
def test_what_is_asked_for_has_names_of_its_own(text: str) -> None:
    """Two inputs never share a measure, and each is a figure that the rule looks at."""
    reading, _ = _read(text, Decimal(5))
    measures = [entry.measure for entry in reading.inputs]
    assert len(set(measures)) == len(measures)
    if reading.rule is not None:
        asked = {node.measure for node in r.walk(reading.rule) if isinstance(node, r.Given)}
        assert set(measures) <= asked
