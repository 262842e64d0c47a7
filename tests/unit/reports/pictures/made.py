"""What pictures are drawn of in tests: the example round, and contents at the ends of what may occur."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from kaohe.cli.common import load_facts, load_scheme, load_units, together
from kaohe.core import Absence, CountRatio
from kaohe.facts import Facts, Units
from kaohe.reports import pictures as p
from kaohe.reports.pictures.content.account import Account, Step, StepKind
from kaohe.reports.pictures.content.heat import Heat, HeatItem, HeatRow
from kaohe.reports.pictures.content.profile import Profile, Spoke
from kaohe.reports.pictures.content.ranking import RankedUnit, Ranking
from kaohe.reports.pictures.content.reporting import Count, ReportedMeasure, Reporting, ReportingRow
from kaohe.reports.pictures.content.stability import Pair, Stability, Swing
from kaohe.reports.pictures.content.targets import Aim, Aims
from kaohe.results import RoundResult, Standing, TableResult, score_scheme
from kaohe.results.consequences import History

D = Decimal
EXAMPLE = Path(__file__).parents[4] / "examples" / "yunxi"
LONG = "云岭省直属高新技术产业开发区管理委员会社会事务与家庭发展服务局"
HOSTILE = "乡<script>alert(1)</script>&\"'镇]]>\x07\u202e\ufffe<!--"
DRAWN = tuple[p.Picture, ...]


@cache
def example() -> tuple[RoundResult, RoundResult, Facts, Units]:
    """Last year's round and this year's, with the facts and units of this year's."""
    old, _ = load_scheme(EXAMPLE / "2025" / "scheme.yaml")
    units, _ = load_units(EXAMPLE / "2025" / "scheme.yaml", EXAMPLE / "units.csv")
    past, _ = load_facts([EXAMPLE / "2025" / "facts.csv"], old, units)
    before = score_scheme(old, units, past)
    new, _ = load_scheme(EXAMPLE / "2026" / "scheme.yaml")
    given, _ = load_facts([EXAMPLE / "2026" / "facts.csv"], new, units)
    facts = together(given, Facts(fact for fact in past if fact.period < new.period))
    lists: dict[str, frozenset[str]] = {}
    for table in before.tables:
        for entry in table.lists:
            name = entry.consequence.list_name
            lists[name] = lists.get(name, frozenset()) | {member.unit for member in entry.members}
    return before, score_scheme(new, units, facts, History((lists,))), facts, units


def towns() -> tuple[RoundResult, TableResult]:
    result = example()[1]
    return result, result.tables[0]


def standing_of(name: str) -> Standing:
    return next(s for s in towns()[1].standings if s.tally.unit.name == name)


def _account(name: str) -> Account:
    """A unit's account without its reasons, whose wording is tested elsewhere."""
    whole = p.account_of(*towns(), standing_of(name))
    return replace(whole, steps=tuple(replace(step, reason="") for step in whole.steps))


def _some_reported() -> Reporting:
    """The example a while before its end: some figures not in, some late."""
    _, result, facts, units = example()
    part = Facts(f for at, f in enumerate(facts) if at % 17 and not (f.unit == "W06" and at % 3 == 0))
    return p.reporting_of(result.scheme, units, part, "镇街", due=lambda _ask: date(2027, 1, 14))


EXAMPLES: dict[str, Callable[[], DRAWN]] = {
    "ranking": lambda: (p.ranking_picture(p.ranking_of(*towns())),),
    "ranking-wide": lambda: (p.ranking_picture(p.ranking_of(*towns()), p.WIDE),),
    "heat": lambda: p.heat_pages(p.heat_of(*towns())),
    "heat-wide": lambda: p.heat_pages(p.heat_of(*towns()), p.WIDE),
    "heat-areas": lambda: p.heat_pages(p.heat_of(example()[1], example()[1].tables[1])),
    "waterfall-first": lambda: (p.waterfall_picture(_account("听泉街道")),),
    "waterfall-last": lambda: (p.waterfall_picture(_account("桑陌镇")),),
    "waterfall-scaled": lambda: (p.waterfall_picture(_account("榉坪镇")),),
    "waterfall-vetoed": lambda: (p.waterfall_picture(_account("梅屿镇")),),
    "radar": lambda: (p.radar_picture(p.profile_of(*towns(), standing_of("桑陌镇"))),),
    "trend": lambda: (p.trend_picture(p.totals_over(example()[:2], "镇街考核评分表", "W03")),),
    "trend-ranks": lambda: (
        p.trend_picture(p.ranks_over(example()[:2], "镇街考核评分表", ("E01", "W03", "W06"))),
    ),
    "reporting": lambda: p.reporting_pages(_some_reported()),
    "reporting-fields": lambda: p.reporting_field_pages(_some_reported()),
    "bullets-unit": lambda: p.bullet_pages(_aims_of("桑陌镇")),
    "bullets-measure": lambda: p.bullet_pages(_aims_at("每千人口托位数")),
    "stability": lambda: p.stability_pages(stable()),
}


def stable() -> Stability:
    return p.stability_of(*towns(), example()[3], example()[2])


def _aims_of(name: str) -> Aims:
    _, result, facts, units = example()
    return p.aims_of_unit(result.scheme, units, facts, standing_of(name).tally.unit)


def _aims_at(measure: str) -> Aims:
    _, result, facts, units = example()
    return p.aims_of_measure(result.scheme, units, facts, result.scheme.measures[measure], units.at("镇街"))


def ranking(count: int) -> Ranking:
    """Long names, four grades, then: below zero, made zero, vetoed with a hostile name, without a total."""
    grades = ("优秀", "良好（有条件通过复核）", "合格", "不合格")
    units = [
        RankedUnit(
            f"u{at}", LONG[: 4 + at % 28], at + 1, at % 9 == 1, grades[at % 4], D(90) - at % 90, D(at % 4),
            D(-(at % 7)), D(90) - at % 90 + at % 4 - at % 7, cards=("黄牌",) * (at % 11 == 3), provisional=at % 5 == 0,
        )
        for at in range(count)
    ]  # fmt: skip
    below = RankedUnit("neg", "负分镇", count + 1, False, "不合格", D("-3.5"), D(0), D(-20), D("-23.50"))
    zero = replace(below, unit="zero", base=D(88), total=D("0.00"), zeroed=True, vetoes=("弄虚作假",))
    veto = replace(
        zero, unit="veto", name=HOSTILE, rank=None, zeroed=False, total=D("71.00"), base=D("88"), bonus=D(3)
    )
    none = RankedUnit("none", "无项镇", None, False, "", D(0), D(0), D(0), Absence.NOT_APPLICABLE)
    lines = (("优秀", D(90)), ("合格", D(60)))
    return Ranking(
        "镇街考核评分表", "2026年", D(100), (*units, below, zero, veto, none), grades, lines, "同类单位"
    )


_SCORES = (D(2), D("1.7"), D("1.25"), D(1), D("0.3"), D(0), D(-1), *Absence)


def heat(count: int, items: int, score: D | None = None) -> Heat:
    columns = tuple(
        HeatItem(f"B{at}", f"（{LONG[: 3 + at % 20]}", f"分组{at // 7}的名称很长", D(2))
        for at in range(items)
    )
    rows = tuple(
        HeatRow(
            f"u{row}", LONG[: 4 + row % 20], row + 1, D("88.35"),
            tuple(score if score is not None else _SCORES[(row * 7 + at * 3) % len(_SCORES)] for at in range(items)),
        )
        for row in range(count)
    )  # fmt: skip
    return Heat("镇街考核评分表", "2026年", columns, rows)


def account(total: str, *steps: Step) -> Account:
    return Account("u1", LONG, "镇街考核评分表", "2026年", D(100), D(total), steps, 3, "优秀")


def _many_losses() -> Account:
    losses = [
        Step(
            StepKind.OPEN if at % 3 == 0 else StepKind.LOST,
            f"{LONG[at % 8 : at % 8 + 9]}（未填报）",
            D("-1.0001"),
            f"B{at}",
        )
        for at in range(40)
    ]
    capped, veto = (
        Step(StepKind.CAPPED, "分组封顶", D("0.004")),
        Step(StepKind.VETOED, "一票否决：弄虚作假", D(-60)),
    )
    return account("0.00", *losses, capped, veto)


def profile(count: int) -> Profile:
    spokes = tuple(
        Spoke(f"A{at}", LONG[: 4 + at * 2], D(at - 1) if at % 5 else Absence.NOT_APPLICABLE, D(12), D("66.6"))
        for at in range(count)
    )
    return Profile("u1", LONG, "评分表", "2026年", spokes, 20)


def _trend(courses: int) -> p.Trend:
    years = tuple(f"{year}年" for year in range(2008, 2027))
    values = [
        tuple(D(80 + (year * 7 + at * 3) % 13) if (year + at) % 6 else None for year in range(19))
        for at in range(courses)
    ]
    return p.Trend(
        "历年总分", years, tuple(p.Course(LONG[at : at + 9], own) for at, own in enumerate(values))
    )


_TARGET = D(90)


def aims() -> Aims:
    def aim(
        at: int, actual: D | CountRatio | Absence, target: D = _TARGET, higher: bool | None = True
    ) -> Aim:
        return Aim(f"u{at}", "m", LONG[: 3 + at * 2], f"{LONG} · 数据项", target, actual, higher, "%")

    rows = (
        aim(0, D(95)), aim(1, CountRatio(D(1), D(3))), aim(2, D(500)), aim(3, D(0), D(0), False), aim(4, D(3), D(0), False),
        aim(5, D(80), D(90), False), aim(6, D(99), D(90), False), aim(7, Absence.MISSING),
        aim(8, Absence.NOT_APPLICABLE), aim(9, D(70), D(90), None), aim(10, D(-5)),
    )  # fmt: skip
    return Aims(LONG, rows)


def reporting(count: int, measures: int) -> Reporting:
    kinds = (Count(12), Count(10, 2), Count(3, 1, 0, 8), Count(missing=12), Count(11, 0, 1), Count())
    return Reporting(
        "镇街",
        "2026年",
        tuple(ReportedMeasure(f"m{at}", LONG[: 2 + at % 20], f"科室{at // 3}") for at in range(measures)),
        tuple(
            ReportingRow(
                f"u{row}", LONG[: 3 + row % 25], tuple(kinds[(row * 5 + at) % 6] for at in range(measures))
            )
            for row in range(count)
        ),
    )


def stability(count: int) -> Stability:
    swings = tuple(
        Swing(f"u{at}", LONG[: 4 + at % 25], at + 1, D(95 - at), D(95 - at) - at % 3 * 5, D(95 - at) + at % 4)
        for at in range(count)
    )
    pairs = tuple(
        Pair(at, at + 1, swings[at].total - swings[at + 1].total, swings[at].down + swings[at + 1].up)
        for at in range(count - 1)
    )
    return Stability("镇街考核评分表", "2026年", swings, pairs, ("形势分析",), ("协会评分",))


def _both(draw: Callable[[p.Look], DRAWN]) -> Callable[[], DRAWN]:
    return lambda: (*draw(p.PAGE), *draw(p.WIDE))


def _radar_of(count: int) -> Callable[[p.Look], DRAWN]:
    return lambda look: (p.radar_picture(profile(count), look),)


EXTREMES: dict[str, Callable[[], DRAWN]] = {
    "ranking-300": _both(lambda look: p.ranking_pages(ranking(300), look)),
    "ranking-300-first": _both(lambda look: (p.ranking_picture(ranking(300), look),)),
    "ranking-3": _both(lambda look: p.ranking_pages(ranking(3), look)),
    "ranking-none": _both(lambda look: p.ranking_pages(replace(ranking(0), units=()), look)),
    "heat-60": _both(lambda look: p.heat_pages(heat(60, 60), look)),
    "heat-3": _both(lambda look: p.heat_pages(heat(3, 3), look)),
    "heat-full": _both(lambda look: p.heat_pages(heat(4, 5, D(2)), look)),
    "heat-lost": _both(lambda look: p.heat_pages(heat(4, 5, D(0)), look)),
    "heat-none": _both(lambda look: (*p.heat_pages(heat(0, 5), look), *p.heat_pages(heat(5, 0), look))),
    "waterfall-full": _both(lambda look: (p.waterfall_picture(account("100.00"), look),)),
    "waterfall-lost": _both(lambda look: (p.waterfall_picture(account("0", Step(StepKind.LOST, LONG, D(-100))), look),)),
    "waterfall-below": _both(
        lambda look: (
            p.waterfall_picture(account("-5", Step(StepKind.LOST, "甲", D(-100)), Step(StepKind.DEDUCTION, "乙", D(-5))), look),
        )
    ),
    "waterfall-40": _both(lambda look: (p.waterfall_picture(_many_losses(), look),)),
    "waterfall-no-total": lambda: (p.waterfall_picture(replace(account("0"), total=Absence.NOT_APPLICABLE)),),
    **{
        f"radar-{count}": _both(_radar_of(count)) for count in (0, 1, 2, 3, 6, 12, 14)
    },
    "trend-5": _both(lambda look: (p.trend_picture(_trend(5), look),)),
    "trend-2": _both(lambda look: (p.trend_picture(_trend(2), look),)),
    "trend-one-year": lambda: (p.trend_picture(p.trend_of("一年", [("2026年", D("88.5"))], LONG)),),
    "trend-none": lambda: (p.trend_picture(p.trend_of("没有", [("2026年", None)], LONG)), p.trend_picture(p.Trend("空", (), ()))),
    "bullets": _both(lambda look: (*p.bullet_pages(aims(), look), *p.bullet_pages(replace(aims(), alike=True), look))),
    "bullets-none": lambda: p.bullet_pages(Aims("没有", ())),
    "reporting-60": _both(lambda look: (*p.reporting_pages(reporting(60, 70), look), *p.reporting_field_pages(reporting(60, 70), look))),
    "reporting-none": _both(lambda look: (*p.reporting_pages(reporting(0, 3), look), *p.reporting_field_pages(reporting(3, 0), look))),
    "stability-80": _both(lambda look: p.stability_pages(stability(80), look)),
    "stability-none": lambda: p.stability_pages(stability(0)),
}  # fmt: skip

ALL = {**EXAMPLES, **EXTREMES}
