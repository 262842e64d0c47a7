"""The benchmark of the web: its scheme, its page, and that its check of the database sees what is wrong."""

import pytest
from benchmarks.data import Row
from benchmarks.web import synthetic
from benchmarks.web.checking import NO_ANSWER, NOT_TAKEN, Word, agrees, lost
from benchmarks.web.page import Everything, quantile, text, wrong
from benchmarks.web.run import QUICK
from benchmarks.web.rush import Grown, Rushed

from kaohe.scheme.model import Supply
from kaohe.web.schemes.reading import scheme_of

FINE = {"acknowledged": 9, "unanswered": 0, "figures": 9, "events": 9, "lost": 0, "trail": 0, "lost_submissions": 0,
        "broken_links": 0}  # fmt: skip


def test_every_department_has_figures_to_put_in_and_units_report_the_rest() -> None:
    scheme, problems = scheme_of(synthetic.text_of(12, 2025))
    assert scheme is not None, problems
    assert str(scheme.period) == "2025"
    assert {name for item in scheme.tables[0].items() for name in item.departments} == {"科室1", "科室2"}
    for measure in scheme.measures.values():
        assert synthetic.entered(measure.id) == (measure.supply in (Supply.JUDGED, Supply.FOUND)), measure.id
        assert measure.department in ("科室1", "科室2")


def test_each_figure_has_another_value_to_be_changed_to() -> None:
    first, others = synthetic.figures(3, 12)
    assert {(row.unit, row.measure) for row in first} == others.keys()
    assert {row.unit for row in first} == {"U0", "U1", "U2"}
    changed = sum(others[row.unit, row.measure] != row.value for row in first)
    assert changed > len(first) / 2
    assert first[0] == Row("U0", "率0", first[0].value)


@pytest.mark.parametrize(
    ("now", "gone"),
    [(("乙", 3), False), (("甲", 2), True), (("丙", 3), True), (("乙", 4), True), (None, True)],
)
def test_a_value_that_was_acknowledged_has_to_be_there(now: tuple[str, int] | None, gone: bool) -> None:
    assert lost([Word("甲", 1, 2), Word("乙", 2, 3)], now) is gone


def test_what_was_not_answered_may_be_there_or_not() -> None:
    words = [Word("甲", 1, 2), Word("乙", 2, NO_ANSWER)]
    assert not lost(words, ("甲", 2))
    assert not lost(words, ("乙", 3))
    assert lost(words, ("丙", 3))
    assert not lost([Word("甲", 1, NOT_TAKEN)], ("乙", 7))


def test_the_trail_tells_every_step_from_the_first_edition() -> None:
    words = [Word("甲", 1, 2), Word("乙", 2, 3)]
    assert agrees(words, ("乙", 3), ["甲", "乙"])
    assert not agrees(words, ("乙", 3), ["乙"])
    assert not agrees(words, ("乙", 3), ["乙", "甲"])
    assert agrees([Word("甲", 0, NO_ANSWER)], None, [])


def test_quantiles_are_values_that_occurred() -> None:
    values = [float(number) for number in range(1, 101)]
    assert [quantile(values, share) for share in (0.5, 0.95, 0.99, 1)] == [50, 95, 99, 100]
    assert quantile([7.0], 0.5) == 7
    assert quantile([], 0.99) == 0


def _rushed(failed: dict[str, int], checked: dict[str, int]) -> Rushed:
    times = {"save": [0.01] * 99 + [2.0], "heat": [0.5]}
    return Rushed(
        "SQLite", 1, 10.0, times, failed, ["save: /x 500"] if failed else [], 3, checked, 5.0, (120.0,)
    )


def test_the_page_shows_what_was_measured_and_what_was_left_out() -> None:
    page = {
        "name": "ui:desk",
        "role": "office",
        "status": 200,
        "seconds": [0.01, 0.02, 0.03],
        "queries": 7,
        "bytes": 2048,
    }
    gone = page | {"name": "results:archive", "status": 404, "seconds": []}
    told = {"first": 1.0, "save": [0.1, 0.2, 0.3], "show": [0.4, 0.5, 0.6], "again": [0.01] * 3}
    looked = [(20, 100, {"pages": [page, gone]}), (1300, 100, {"pages": [gone]})]
    grown = Grown(((0, 90.0), (10000, 130.0)), 100.0, 0)
    found = Everything(QUICK.crowd, [_rushed({}, FINE)], looked, grown, (20, 60), [(20, 60, told)])
    shown = text(found)
    assert "| SQLite, 1 个进程 process | 101 | 10.1 | 10 | 10 | 500 | 0 | 9 | 0 | 3 |" in shown
    assert "| `ui:desk`（office） | 20.0 / 30.0 | 7 | 2.0 | — | — | — |" in shown
    assert "`results:archive`" in shown
    assert "| 20 × 60 | 0.200 | 0.500 | 0.700 | 0.010 | 1.000 |" in shown
    assert "| 90 | 130 |" in shown
    assert wrong(found) == []


def test_what_failed_or_was_lost_is_said() -> None:
    found = Everything(QUICK.crowd, [_rushed({"save": 2}, FINE | {"lost": 1})], [], None, (20, 60), [])
    assert [words.partition(": ")[2] for words in wrong(found)] == ["lost 1", "save failed 2", "save: /x 500"]
