"""Rounds as material of a page: the example with last year's, and rounds built by hand."""

from dataclasses import replace
from functools import cache
from typing import NamedTuple

from kaohe.core import Absence
from kaohe.facts import AssessedUnit, Fact, Facts, Units
from kaohe.reports.material import LastYear, Material
from kaohe.reports.office import Office
from kaohe.reports.results_page.page import results_page
from kaohe.results import RoundResult, score_scheme
from kaohe.results.consequences import NO_HISTORY
from kaohe.results.inputs import Inputs
from kaohe.scheme.model import Scheme
from tests.unit.reports.pictures import made as drawn
from tests.unit.reports.results_book import rounds
from tests.unit.results.samples import d, group, item

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]><!--</title>",
    "' onmouseover='alert(1)",
    "</script></style><b>粗</b>",
    "&lt;i&gt;&amp;#39;",
    "javascript:alert(1)",
    "响\x07\u2028\u202e\ud800铃",
    "${alert(1)}",
    "__proto__",
)


class Scored(NamedTuple):
    """What `rounds` gives."""

    scheme: Scheme
    units: Units
    facts: Facts


def material_of(scored: tuple[Scheme, Units, Facts], office: Office | None = None) -> Material:
    scheme, units, facts = scored
    return Material(scheme, units, facts, office or Office(), score_scheme(scheme, units, facts))


def page_of(scored: tuple[Scheme, Units, Facts]) -> str:
    return results_page(material_of(scored))


@cache
def example() -> Material:
    """The example round of two tables, with the year before."""
    before, result, facts, units = drawn.example()
    past = Inputs(before.scheme, "", units, facts, NO_HISTORY)
    office = Office(issuer="芸溪区考核办", date="2027-01-25")
    return Material(result.scheme, units, facts, office, result, None, LastYear(past, before))


@cache
def example_page() -> str:
    return results_page(example())


def result_of(material: Material) -> RoundResult:
    assert material.result is not None
    return material.result


def hostile_round() -> Scored:
    """Ids, names, classes, parents, items, groups, lists: everything a user names means harm."""
    scheme, _, _ = rounds.a_round()
    table = scheme.tables[0]
    evil = HOSTILE
    items = [
        item(f"{name}{n}", 10, name=name, departments=(name,), clause=name) for n, name in enumerate(evil)
    ]
    whole = group("<g>", *items, name="<b>组</b>")
    harmful = replace(table, name=evil[0], level=evil[1], groups=(whole,), total=whole.points, vetoes=(),
                      consequences=tuple(replace(c, list_name=evil[2], action=evil[4]) for c in table.consequences))  # fmt: skip
    units = Units(
        AssessedUnit(f"{name}#{n}", name, harmful.level, evil[-1 - n], "") for n, name in enumerate(evil)
    )
    figures = Facts(
        Fact(unit.id, item.code, scheme.period, d((n + k) % 11))
        for n, unit in enumerate(units)
        for k, item in enumerate(items)
    )
    return Scored(replace(scheme, title=evil[4], tables=(harmful,)), units, figures)


def many_round(units: int = 70, items: int = 12) -> Scored:
    """More units than the page draws one by one, in every state."""
    scheme, towns, facts = rounds.large_round(units, items)
    assert any(fact.value is Absence.MISSING for fact in facts)
    return Scored(scheme, towns, facts)
