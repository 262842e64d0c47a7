"""Hypothesis strategies for drafts: as a reader may make them, and sound ones that complete to a scheme."""

from collections.abc import Sequence
from decimal import Decimal

from hypothesis import assume
from hypothesis import strategies as st

from kaohe import rules as r
from kaohe.core import Cadence, Period
from kaohe.scheme.complete import complete
from kaohe.scheme.draft import DraftGroup, DraftItem, DraftTable, Pending, SchemeDraft
from kaohe.scheme.model import (
    Consequence,
    Effect,
    Grade,
    GroupKind,
    Measure,
    MeasureKind,
    Ranking,
    Scheme,
    Scope,
    Selector,
    Supply,
    Veto,
    WhenNotApplicable,
)
from kaohe.scheme.reader import default_supply
from tests import strategies

POINTS = tuple(map(Decimal, ("0", "1", "2.5", "4", "6", "10", "0.0001", "100")))
WORDS = (
    "信息核实",
    "托育服务",
    "3岁以下托位",
    "2026",
    "true",
    "是",
    "- 甲",
    "#1",
    "甲: 乙",
    "“引”,[x]",
    "'",
    "~",
)
LONG = "每下降1个百分点扣0.5分，扣完为止；" * 6


def one(*values: object) -> st.SearchStrategy[object]:
    return st.sampled_from(values)


texts = st.one_of(
    st.sampled_from(
        (*WORDS, LONG, "一、总则\n  （一）甲\n\n二、乙", "尾\n \n末", "a\tb", "甲\u3000乙", "\u2028x\u0007y")
    ),
    st.text(min_size=1, max_size=12).map(str.strip).filter(bool),
).map(lambda text: text.replace("\r", "").strip() or "空")
notes = st.just("") | texts
names = st.sampled_from(WORDS)
points = st.sampled_from(POINTS)
limits = st.sampled_from(("", None, *POINTS))


def several(of: st.SearchStrategy[object], most: int = 3, least: int = 0) -> st.SearchStrategy[tuple]:  # type: ignore[type-arg]
    return st.lists(of, min_size=least, max_size=most).map(tuple)


@st.composite
def extra_measures(draw: st.DrawFn) -> tuple[Measure, ...]:
    """Measures beside those that the rules use, with every field in use."""
    ids = draw(st.lists(st.sampled_from(("甲率", "乙数", "丙: 丁", "3岁以下托位")), unique=True, max_size=3))
    measures = []
    for name in ids:
        kind = draw(st.sampled_from(list(MeasureKind)))
        low, high = draw(
            st.sampled_from(
                ((None, None), (Decimal(0), None), (None, Decimal(9)), (Decimal(0), Decimal("9.5")))
            )
        )
        classes = draw(st.lists(st.sampled_from(("", *strategies.CLASSES)), unique=True, max_size=3))
        measures.append(
            Measure(
                id=name,
                kind=kind,
                label=draw(notes),
                unit_label=draw(notes),
                part_name=draw(texts),
                whole_name=draw(texts),
                per=draw(st.sampled_from((100, 1000, 1))),
                places=draw(st.sampled_from((0, 2, 4))),
                low=low,
                high=high,
                higher_is_better=draw(st.sampled_from((None, True, False))),
                cadence=draw(st.sampled_from((None, *Cadence))),
                department=draw(notes),
                supply=draw(st.sampled_from((default_supply(kind), *Supply))),
                levels=draw(st.sampled_from(((), ("好", "差")))),
                targets=tuple((name, draw(points)) for name in classes),
                note=draw(notes),
            )
        )
    return tuple(measures)


@st.composite
def questions(draw: st.DrawFn, *, holes: bool) -> Pending:
    """A question about a rule; without `holes` it has been settled."""
    default = draw(notes if holes else texts)
    return Pending(draw(texts), default, draw(several(texts)), draw(notes) if holes else default)


@st.composite
def items(draw: st.DrawFn, rules: st.SearchStrategy[r.Node], *, holes: bool) -> DraftItem:
    return DraftItem(
        name=draw(texts),
        code=draw(st.sampled_from(("", "", "A1", "1.10"))) if holes else "",
        points=draw(st.none() | points) if holes else draw(points),
        rule=draw(st.none() | rules) if holes else draw(rules),
        clause=draw(notes),
        departments=draw(several(texts)),
        method=draw(notes),
        floor=draw(limits),
        cap=draw(limits),
        when_not_applicable=draw(st.sampled_from((None, *WhenNotApplicable))),
        note=draw(notes),
        standard=draw(notes),
        pending=draw(several(questions(holes=holes), most=2)),
    )


@st.composite
def groups(
    draw: st.DrawFn,
    rules: st.SearchStrategy[r.Node],
    *,
    holes: bool,
    depth: int = 2,
    kinds: Sequence[GroupKind] = tuple(GroupKind),
) -> DraftGroup:
    """A group; below a bonus or deduction list no group is a base one."""
    kind = draw(st.sampled_from(kinds))
    below: st.SearchStrategy[object] = items(rules, holes=holes)
    if depth > 1:
        inner = kinds if kind is GroupKind.BASE else (GroupKind.BONUS, GroupKind.DEDUCTION)
        below |= groups(rules, holes=holes, depth=depth - 1, kinds=inner)
    return DraftGroup(
        name=draw(texts),
        children=draw(several(below, least=0 if holes else 1)),
        code=draw(st.sampled_from(("", "B"))) if holes else "",
        kind=kind,
        points=draw(st.none() | points) if holes else None,
        weight=draw(st.sampled_from((Decimal(1), Decimal("0.6")))),
        floor=draw(st.none() | points | points.map(lambda p: -p)),
        cap=draw(st.none() | points | points.map(lambda p: -p)),
    )


@st.composite
def vetoes(draw: st.DrawFn, rules: st.SearchStrategy[r.Node], grades: Sequence[Grade]) -> tuple[Veto, ...]:
    effects = [effect for effect in Effect if grades or effect is not Effect.GRADE]
    made = []
    for card in (False, False, True):
        if draw(st.booleans()):
            effect = draw(st.sampled_from(effects))
            grade = draw(st.sampled_from([g.name for g in grades])) if effect is Effect.GRADE else ""
            made.append(Veto(draw(texts), draw(rules), effect, grade, card, draw(notes)))
    return tuple(made)


@st.composite
def grades(draw: st.DrawFn) -> tuple[Grade, ...]:
    number = draw(st.integers(0, 3))
    if number == 0:
        return ()
    quotas = st.sampled_from(((None, None), (Decimal("0.3"), None), (None, 5), (Decimal("0.125"), 4)))
    made = [Grade(f"第{i}等", Decimal(90 - 10 * i), *draw(quotas)) for i in range(number)]
    return (*made, Grade("其他等次"))


selectors = st.builds(
    Selector,
    first=st.sampled_from((None, 1, 3)),
    last=st.sampled_from((None, 2)),
    scope=st.sampled_from(list(Scope)),
    classes=several(st.sampled_from(strategies.CLASSES), most=2),
    vetoed=st.booleans(),
    carded=st.booleans(),
    condition=st.none() | strategies.conditions(depth=0),
    years=st.sampled_from((1, 2)),
)
consequences = st.builds(
    Consequence,
    list_name=texts,
    action=notes,
    selectors=several(selectors, most=2, least=1),
    amount=st.none() | points,
    in_proportion=st.booleans(),
    includes_vetoed=st.booleans(),
)


@st.composite
def tables(draw: st.DrawFn, name: str, *, holes: bool) -> DraftTable:
    rules = strategies.scores(depth=2) if holes else sound_rules
    conditions = strategies.conditions(depth=1) if holes else sound_conditions
    bands = draw(grades())
    return DraftTable(
        name=name,
        level=draw(texts),
        total=draw(st.none() | points) if holes else None,
        groups=draw(several(groups(rules, holes=holes), least=1)),
        precision=draw(st.sampled_from((0, 2, 4))),
        when_not_applicable=draw(st.sampled_from(list(WhenNotApplicable))),
        vetoes=draw(vetoes(conditions, bands)),
        grades=bands,
        ranking=Ranking(draw(st.sampled_from(list(Scope))), draw(several(texts)) if holes else ()),
        consequences=draw(several(consequences, most=2)),
    )


@st.composite
def drafts(draw: st.DrawFn, *, holes: bool = True) -> SchemeDraft:
    """A draft; without `holes` it completes to a scheme."""
    names = draw(st.sampled_from((("甲表",), ("甲表", "乙表"), (strategies.TOWN_TABLE,))))
    return SchemeDraft(
        title=draw(texts),
        version=draw(st.sampled_from(("1", "2", "1.10", "试行", "true"))),
        period=draw(
            st.sampled_from((Period(2026), *strategies.PERIODS, None) if holes else strategies.PERIODS)
        ),
        classes=strategies.CLASSES,
        measures=(*strategies.MEASURES.values(), *draw(extra_measures())),
        tables=tuple(draw(tables(name, holes=holes)) for name in names),
        basis=draw(several(texts)),
        note=draw(notes),
    )


def _fits_any_scheme(rule: r.Node) -> bool:
    return not any(isinstance(node, r.OverPeriods | r.Subordinates) for node in r.walk(rule))


EVENTS = r.Given("信访件数", strategies.MEASURES["信访件数"].unit)


def _counting(rule: r.Node) -> r.Node:
    """With a line that looks at a measure, so that the rule is bound to something."""
    return r.Ledger(Decimal(4), (r.Line("信访", r.per_event(EVENTS, Decimal("0.5"))), r.Line("", rule)))


sound_rules = strategies.scores(depth=2).filter(_fits_any_scheme).map(_counting)
sound_conditions = strategies.conditions(depth=1).filter(_fits_any_scheme)


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    """A complete scheme."""
    scheme, problems = complete(draw(drafts(holes=False)))
    assume(scheme is not None)
    assert scheme is not None, problems
    return scheme
