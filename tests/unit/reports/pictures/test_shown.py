"""What pictures show: the exact points of the results, in words as well as in lengths."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from kaohe.core import Absence, CountRatio, FactValue, plain
from kaohe.facts import Facts
from kaohe.facts.model import Fact, State
from kaohe.reports import pictures as p
from kaohe.reports.pictures.content.account import Step, StepKind
from kaohe.reports.pictures.content.heat import base_scores
from kaohe.reports.pictures.heat import ABSENT, BELOW, STEPS, WORST
from kaohe.reports.pictures.text import signed
from kaohe.reports.pictures.waterfall import gathered
from kaohe.results import score_scheme
from tests.unit.reports.pictures import made
from tests.unit.reports.pictures.seen import elements, shape_boxes, texts, titles

D = Decimal
TABLE = "镇街考核评分表"


def test_the_ranking_has_every_total_and_grade() -> None:
    (picture,) = made.EXAMPLES["ranking"]()
    shown = texts(picture)
    for standing in made.towns()[1].standings:
        assert standing.tally.unit.name in shown
        assert format(standing.tally.total, "f") in shown
        assert any(text.startswith(standing.grade) for text in shown)
    assert "不合格 · 否决" in shown
    assert "良好 · 黄牌" in shown
    assert shown.count("9") == 2, "棠里镇 and 竹隐镇 share the ninth place"
    assert "桑陌镇：第19名；总分45.73分（基本分50.7341，扣分5）；不合格" in titles(picture)


def test_who_is_not_drawn_is_told() -> None:
    picture = p.ranking_picture(made.ranking(1000))
    drawn = sum(element.tag.endswith("}g") for element in elements(picture))
    assert f"另有{1004 - drawn}个单位没有画出。" in texts(picture)
    pages = p.ranking_pages(made.ranking(1000))
    assert sum(element.tag.endswith("}g") for page in pages for element in elements(page)) == 1004
    assert pages[0].title.endswith(f"（1/{len(pages)}）")


@pytest.mark.parametrize("table", [0, 1])
def test_every_account_comes_to_its_total(table: int) -> None:
    for result in made.example()[:2]:
        of = result.tables[table]
        for standing in of.standings:
            account = p.account_of(result, of, standing)
            assert account.full + sum((step.points for step in account.steps), D(0)) == account.total
            lost = [step for step in account.steps if step.kind is StepKind.LOST]
            assert lost == sorted(lost, key=lambda step: step.points)


def test_a_waterfall_says_each_loss_exactly_and_why() -> None:
    result, table = made.towns()
    account = p.account_of(result, table, made.standing_of("桑陌镇"))
    (picture,) = made.EXAMPLES["waterfall-last"]()
    shown = texts(picture)
    for step in gathered(account.steps, 14):
        assert signed(step.points) in shown
        assert step.label in shown
    assert {"100", "45.73", "其余14项"} <= set(shown)
    whole = titles(p.waterfall_picture(account))
    assert any(title.startswith("桑陌镇 · 信访办理：−10分。") for title in whole), "with the reason behind it"


def test_small_losses_are_gathered_and_nothing_is_lost_on_the_way() -> None:
    steps = tuple(Step(StepKind.LOST, f"第{at}项", D(-20 + at)) for at in range(20))
    few = gathered(steps, 5)
    assert [step.label for step in few] == ["第0项", "第1项", "第2项", "第3项", "其余16项"]
    assert sum(step.points for step in few) == sum(step.points for step in steps)
    assert "第19项−1分" in few[-1].reason
    assert gathered(steps, 20) == steps


def test_equal_losses_are_each_gathered() -> None:
    steps = tuple(Step(StepKind.LOST, "同名", D(-1)) for _ in range(20))
    assert sum(step.points for step in gathered(steps, 5)) == -20


def test_a_field_tells_its_points_and_its_share() -> None:
    (picture,) = made.EXAMPLES["heat"]()
    told = titles(picture)
    standing = made.standing_of("荻浦镇")
    for score in base_scores(standing):
        if isinstance(score.score, D):
            text = f"荻浦镇 · {score.item.name}：得{plain(score.score)}分，满分{plain(score.item.points)}分"
            assert any(title.startswith(text) for title in told), text
    assert "榉坪镇 · 普惠托位：不适用（满分4分）" in told
    fields = [e for e in elements(picture) if e.get("data-unit") == "W06" and e.get("data-item")]
    assert len(fields) == 30


def test_absence_has_hatches_of_its_own() -> None:
    assert {absence: fill.hatch for absence, fill in ABSENT.items()}.keys() == set(Absence)
    assert len({fill.hatch for fill in ABSENT.values()}) == 3
    assert all(fill.hatch is None for _, fill, _ in STEPS)
    assert WORST.hatch is None
    assert BELOW.hatch is not None
    colours = [*(fill.colour for _, fill, _ in STEPS), WORST.colour]
    greys = [sum(int(colour[at : at + 2], 16) for at in (1, 3, 5)) for colour in colours]
    assert min(a - b for a, b in pairwise(greys)) > 70, "steps of lightness that print apart"


def test_the_profile_is_against_the_mean_of_all() -> None:
    result, table = made.towns()
    profile = p.profile_of(result, table, made.standing_of("桑陌镇"))
    spoke = profile.spokes[0]
    shares = [s.tally.groups[0].score * 100 / s.tally.groups[0].full for s in table.standings]
    assert spoke.mean == sum(shares) / len(shares)
    assert (spoke.score, spoke.full) == (made.standing_of("桑陌镇").tally.groups[0].score, D(10))
    assert "5.32/10分" in texts(made.EXAMPLES["radar"]()[0])


def test_years_without_a_value_are_gaps() -> None:
    values = [("2023年", D("80.5")), ("2024年", None), ("2025年", D(82)), ("2026年", D(81))]
    picture = p.trend_picture(p.trend_of("某镇", values, "某镇"))
    lines = [e for e in elements(picture) if e.tag.endswith("}path") and e.get("stroke-width") == "2.2"]
    assert len(lines) == 1, "only 2025 and 2026 are joined"
    assert {"80.5", "82", "81"} <= set(texts(picture))
    assert "1年没有结果" in picture.words


def test_ranks_stand_with_the_first_at_the_top() -> None:
    content = p.ranks_over(made.example()[:2], TABLE, ("W03", "W07", "none"))
    assert content.courses[0].values == (D(16), D(3))
    assert content.courses[1].values[1] is None, "a vetoed unit has no rank"
    assert content.courses[2].values == (None, None)
    heights = [box.top for box in shape_boxes(p.trend_picture(content)) if 7 < box.bottom - box.top < 7.5]
    assert heights[-2] > heights[-1], "the sixteenth place lies below the third"
    ticks = [int(text) for text in texts(p.trend_picture(content)) if text.isdecimal()]
    assert (min(ticks), max(ticks) >= 16) == (1, True)


def test_means_are_over_all_totals() -> None:
    before = made.example()[0]
    totals = [s.tally.total for s in before.tables[0].standings if isinstance(s.tally.total, D)]
    content = p.totals_over(made.example()[:2], TABLE, "W03")
    assert content.courses[1].values[0] == round(sum(totals) / len(totals), 2)


def test_reporting_counts_each_figure_once() -> None:
    _, result, facts, units = made.example()
    everything = p.reporting_of(result.scheme, units, facts, "镇街")
    assert everything.whole.there == everything.whole.asked > 0
    nothing = p.reporting_of(result.scheme, units, Facts(), "镇街")
    assert nothing.whole.missing == nothing.whole.asked == everything.whole.asked


def test_late_returned_and_unanswered_are_told_apart() -> None:
    _, result, facts, units = made.example()
    monthly = [f for f in facts if f.unit == "E01" and f.measure == "月报及时率" and f.period.year == 2026]
    late, back, open_, undated = monthly[:4]
    given: list[Fact] = [
        replace(late, at="2027-02-01T08:00"),
        replace(back, state=State.RETURNED),
        replace(open_, value=Absence.MISSING),
        replace(undated, at="二月"),
        replace(monthly[4], value=Absence.NOT_APPLICABLE),
        *monthly[5:],
    ]
    state = p.reporting_of(result.scheme, units, Facts(given), "镇街", due=lambda _ask: date(2027, 1, 31))
    place = [measure.measure for measure in state.measures].index("月报及时率")
    count = next(row for row in state.rows if row.unit == "E01").counts[place]
    assert (count.reported, count.late, count.returned, count.missing) == (9, 1, 1, 1)
    told = "已报9个，迟报1个，退回未重报1个，未报1个"
    assert any(told in title for page in p.reporting_field_pages(state) for title in titles(page))


def test_targets_are_those_that_scoring_looks_at() -> None:
    _, result, facts, units = made.example()
    measure = result.scheme.measures["每千人口托位数"]
    aims = p.aims_of_measure(result.scheme, units, facts, measure, units.at("镇街"))
    by_unit = {aim.unit: aim for aim in aims.rows}
    assert by_unit["E01"].target == 5, "set in the letter of responsibility"
    assert by_unit["E03"].target == D("4.6"), "standing, for streets"
    assert (by_unit["W06"].actual, by_unit["W06"].short) == (D("3.05"), D("0.55"))
    assert "差0.55" in texts(made.EXAMPLES["bullets-measure"]()[0])


def test_a_bullet_says_which_way_is_better() -> None:
    rows = made.aims().rows
    assert rows[1].actual == CountRatio(D(1), D(3))
    assert [row.short for row in rows[3:7]] == [0, 3, 0, 9]
    assert [row.short for row in rows[7:10]] == [None, None, None]
    shown = texts(p.bullet_pages(made.aims())[0])
    assert {"达到", "超3", "超9", "差95", "33.3333 / 90%"} <= set(shown)


def test_the_range_of_a_total_is_what_scoring_yields() -> None:
    """The lowest total of a unit, had everything that people judge been judged worst: scored in full to compare."""
    _, result, facts, units = made.example()
    swing = next(s for s in made.stable().swings if s.unit == "E05")
    worst: dict[str, FactValue] = {
        "形势分析评定": "差",
        "协会工作评分": D(0),
        "阵地运行评定": "停用",
        "创新项目评分": D(0),
        "整改落实评定": "不到位",
    }
    changed = [
        replace(fact, value=worst[fact.measure])
        for fact in facts
        if fact.unit == "E05" and fact.measure in worst and fact.period == result.scheme.period
    ]
    again = score_scheme(result.scheme, units, facts.replace(*changed))
    standing = again.tables[0].of("E05")
    assert standing is not None
    assert swing.low == standing.tally.total
    assert swing.low < swing.total < swing.high


def test_neighbours_who_could_change_places_are_marked() -> None:
    stable = made.stable()
    assert len(stable.swings) == 19, "the vetoed unit has no place to lose"
    assert [pair.lower - pair.upper for pair in stable.pairs] == [1] * 18
    first = stable.pairs[0]
    assert first.gap == D("1.89")
    assert first.room == stable.swings[0].down + stable.swings[1].up
    assert first.may_turn
    firm = replace(first, room=D("1.88"))
    assert (firm.may_turn, firm.needed, firm.loose) == (False, None, False)
    assert replace(first, room=D("1.89")).needed == 100
    assert replace(first, gap=D(0), room=D(0)).may_turn is False
    assert any("听泉街道与望鹭街道相差1.89分" in title for title in titles(p.stability_pages(stable)[0]))


@pytest.mark.parametrize("which", [name for name in made.EXTREMES if name.endswith("none")])
def test_where_there_is_nothing_the_picture_says_so(which: str) -> None:
    for picture in made.EXTREMES[which]():
        assert "没有" in "".join(texts(picture)[1:])
