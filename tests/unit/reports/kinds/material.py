"""Material of papers: the example round with its office's words, and rounds made by hand at the ends of what occurs."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from kaohe.cli.common import load_facts, load_scheme, load_units, together
from kaohe.facts import AssessedUnit, Facts, Units
from kaohe.reports.loading import material_from
from kaohe.reports.material import LastYear, Material
from kaohe.reports.office import Office, read_office
from kaohe.results import History, score_scheme
from kaohe.results.consequences import NO_HISTORY, members_by_list
from kaohe.results.inputs import Inputs
from kaohe.scheme import Table
from kaohe.scheme.model import Effect, Measure, MeasureKind
from tests.unit.results.samples import bonus, deduction, facts, grades, group, item, scheme, table, town, veto

EXAMPLE = Path(__file__).parents[4] / "examples" / "yunxi"
LONG = "云岭省直属高新技术产业开发区管理委员会社会事务与家庭发展服务局"


@cache
def example() -> Material:
    """This year's round of the example, with last year's beside it."""
    units, _ = load_units(EXAMPLE / "2026" / "scheme.yaml", EXAMPLE / "units.csv")
    old, _ = load_scheme(EXAMPLE / "2025" / "scheme.yaml")
    past, _ = load_facts([EXAMPLE / "2025" / "facts.csv"], old, units)
    before = score_scheme(old, units, past)
    lists = members_by_list(entry for each in before.tables for entry in each.lists)
    new, _ = load_scheme(EXAMPLE / "2026" / "scheme.yaml")
    given, _ = load_facts([EXAMPLE / "2026" / "facts.csv"], new, units)
    both = together(given, Facts(fact for fact in past if fact.period < new.period))
    office, problems = read_office(EXAMPLE / "2026" / "公文.yaml")
    assert problems == ()
    last = LastYear(Inputs(old, "", units, past, NO_HISTORY), before)
    return material_from(Inputs(new, "", units, both, History((lists,))), office, last)


def made(
    one: Table,
    figures: Mapping[str, Any],
    units: tuple[AssessedUnit, ...] = (),
    office: Office | None = None,
    **fields: Any,
) -> Material:
    """A round of one table; units are towns of the figures' names unless they are given."""
    known = Units(units or tuple(town(name) for name in figures))
    inputs = Inputs(
        scheme(one, **{"measures": _measures(figures), **fields}),
        "",
        known,
        Facts(facts(figures)),
        NO_HISTORY,
    )
    return material_from(inputs, office or Office())


def _measures(figures: Mapping[str, Any]) -> dict[str, Measure]:
    """Points, and yes or no, as the figures are."""
    found = {name: value for row in figures.values() for name, value in row.items()}
    return {
        name: Measure(name, MeasureKind.YES_NO if isinstance(value, bool) else MeasureKind.POINTS)
        for name, value in found.items()
    }


def large(units: int, items: int) -> Material:
    """Long names everywhere: one unit without a lost point, one vetoed, one that lost everything, bonuses and more."""
    names = [f"u{number}" for number in range(units)]
    towns = tuple(
        AssessedUnit(name, f"{LONG[: 4 + number % 28]}{number}", "镇街", ("镇", "街道")[number % 2])
        for number, name in enumerate(names)
    )
    groups = [
        group(
            f"{start // 7 + 1}",
            *(
                item(
                    f"{start // 7 + 1}.{at - start + 1}",
                    2,
                    None,
                    name=f"{LONG[at % 9 : at % 9 + 3 + at % 17]}{at}",
                    clause=f"{LONG}达到要求的得2分，每差1个百分点扣0.5分，扣完为止。" * (1 + at % 3),
                    departments=(LONG[: 3 + at % 20],),
                    method="现场、系统",
                )
                for at in range(start, min(start + 7, items))
            ),
            name=LONG[: 3 + start % 23],
        )
        for start in range(0, items, 7)
    ]
    extra = (bonus("加", item("加.1", 2), cap=None), deduction("扣", item("扣.1", 2)))
    one = table(
        *groups,
        *extra,
        name="镇街考核评分表",
        vetoes=(veto("弄虚作假", Effect.UNRANKED),),
        grades=grades(("优秀", items * 2 - 5), ("良好", items), ("一般", None)),
    )
    figures: dict[str, dict[str, Any]] = {}
    for number, name in enumerate(names):
        codes = [each.code for each in one.items()]
        figures[name] = {code: _points(number, at) for at, code in enumerate(codes)}
        figures[name].update({"加.1": number % 3, "扣.1": -(number % 2), "弄虚作假": number == units - 1})
    return made(one, figures, towns)


def _points(unit: int, at: int) -> str:
    if unit in (0, 1):
        return "2" if unit == 0 else "0"
    return ("2", "1.3333", "2", "0.5", "2")[(unit * 7 + at) % 5]
