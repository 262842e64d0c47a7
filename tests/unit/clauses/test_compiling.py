"""A draft with clauses as text: rules, measures and questions are put in, all else stays."""

from dataclasses import replace
from decimal import Decimal

from kaohe.clauses import Compiled, compile_draft
from kaohe.core import Place, Problem, Severity
from kaohe.rules import Const, Discretion, walk
from kaohe.scheme.draft import DraftGroup, DraftItem, DraftTable, SchemeDraft
from kaohe.scheme.model import GroupKind, Measure, MeasureKind, Supply

FIVE = Decimal(5)
PLACE = Place("办法.docx", sheet="表1", cell="C4")


def _draft(*groups: DraftGroup) -> SchemeDraft:
    return SchemeDraft(title="办法", tables=(DraftTable("表", groups=groups),))


def _group(*items: DraftItem, kind: GroupKind = GroupKind.BASE, name: str = "甲组") -> DraftGroup:
    return DraftGroup(name, items, kind=kind)


def _item(clause: str, name: str = "某项", points: Decimal | None = FIVE, **more: str) -> DraftItem:
    return DraftItem(name, points=points, clause=clause, departments=("办公室",), where=PLACE, **more)  # type: ignore[arg-type]  # standard is text


def _items(compiled: Compiled) -> list[DraftItem]:
    return [
        item
        for table in compiled.draft.tables
        for group in table.groups
        for item in group.children
        if isinstance(item, DraftItem)
    ]


def _one(item: DraftItem, kind: GroupKind = GroupKind.BASE) -> DraftItem:
    (made,) = _items(compile_draft(_draft(_group(item, kind=kind))))
    return made


def test_a_clause_becomes_a_rule_with_its_measure() -> None:
    compiled = compile_draft(_draft(_group(_item("入网率达到90%得5分，每低1个百分点扣1分"))))
    (item,) = _items(compiled)
    assert item.rule is not None
    assert item.pending == ()
    (measure,) = compiled.draft.measures
    assert (measure.kind, measure.department, measure.where, measure.supply) == (
        MeasureKind.PERCENT,
        "办公室",
        PLACE,
        Supply.REPORTED,
    )
    assert {node.measure for node in walk(item.rule) if hasattr(node, "measure")} == {measure.id}


def test_a_count_has_its_counting_word_and_a_fact_none() -> None:
    compiled = compile_draft(_draft(_group(_item("每漏登1户扣1分"), _item("未公示的扣1分", "公示"))))
    count, fact = compiled.draft.measures
    assert (count.kind, count.unit_label) == (MeasureKind.COUNT, "户")
    assert (fact.kind, fact.unit_label) == (MeasureKind.YES_NO, "")


def test_what_a_person_judges_becomes_a_measure_of_its_own() -> None:
    compiled = compile_draft(
        _draft(_group(_item("好的得5分，较好的得3分，一般的得1分"), _item("推进缓慢的酌情扣1-3分", "进度")))
    )
    levels, points = compiled.draft.measures
    assert (levels.kind, levels.supply, len(levels.levels)) == (MeasureKind.LEVEL, Supply.JUDGED, 3)
    assert (points.kind, points.supply) == (MeasureKind.POINTS, Supply.JUDGED)
    assert points.low is not None
    assert points.high is not None
    assert points.low < points.high


def test_the_kind_of_group_sets_the_scale() -> None:
    assert _one(_item("每获1项表彰加1分", points=None), GroupKind.BONUS).rule is not None
    deduction = _one(_item("每发生1起扣1分", points=Decimal(-5)), GroupKind.DEDUCTION)
    assert deduction.rule is not None
    base = _one(_item("每发生1起扣1分，可得负分"))
    assert base.floor is None
    assert _one(_item("完成率达到100%得5分，每超过1个百分点加1分")).cap is None


def test_an_unread_clause_has_no_rule_and_a_question() -> None:
    item = _one(_item("每发现1起扣2分，拒不整改的加倍扣分"))
    assert item.rule is None
    assert [bool(entry.answer) for entry in item.pending] == [False]
    assert "没有读懂" in item.pending[0].question
    assert item.pending[0].options


def test_a_clause_that_says_nothing_of_points_is_asked_about() -> None:
    item = _one(_item("该项由区档案局另行制定评分办法。"))
    assert item.rule is None
    assert [entry.question for entry in item.pending] == ["这一条没有写怎么计分"]


def test_an_ambiguity_is_a_question_with_the_reading_taken_as_default() -> None:
    compiled = compile_draft(_draft(_group(_item("整改率每降低1个百分点扣1分"))))
    (item,) = _items(compiled)
    assert item.rule is not None
    assert len(item.pending) == 1
    assert item.pending[0].default
    assert item.pending[0].answer == ""
    assert [problem.code for problem in compiled.draft.problems] == ["clause.ambiguous"]


def test_a_slip_is_told_and_not_asked_about() -> None:
    compiled = compile_draft(_draft(_group(_item("每缺1次扣O.5分"))))
    assert _items(compiled)[0].pending == ()
    assert [problem.severity for problem in compiled.draft.problems] == [Severity.ADVICE]


def test_items_that_have_a_rule_or_no_clause_stay_as_they_are() -> None:
    ruled = replace(_item("每缺1份记录扣1分"), rule=Const(FIVE))
    unread = replace(_item("每缺1份记录扣1分"), unread=True)
    bare = _item("  ")
    compiled = compile_draft(_draft(_group(ruled, unread, bare)))
    assert _items(compiled) == [ruled, unread, bare]
    assert compiled.readings == ()
    assert compiled.draft.measures == ()


def test_the_standard_serves_where_there_is_no_clause_and_as_context_where_there_is() -> None:
    alone = _one(_item("", standard="每缺1份记录扣1分"))
    assert alone.rule is not None
    beside = compile_draft(_draft(_group(_item("每低1个百分点扣1分", standard="入网率达到90%"))))
    assert [entry.question.context for entry in beside.readings] == ["入网率达到90%"]


def test_two_items_never_share_a_measure() -> None:
    clause = "每缺1份记录扣1分"
    compiled = compile_draft(
        _draft(_group(_item(clause, "台账"), _item(clause, "会议"), _item(clause, "会议")))
    )
    names = [measure.id for measure in compiled.draft.measures]
    assert len(names) == len(set(names)) == 3


def test_measures_and_problems_that_were_there_are_kept() -> None:
    old = Measure("旧", MeasureKind.PERCENT)
    problem = Problem("draft.old", Severity.ADVICE, "旧的", "无")
    draft = replace(_draft(_group(_item("每缺1份记录扣O.5分"))), measures=(old,), problems=(problem,))
    compiled = compile_draft(draft)
    assert compiled.draft.measures[0] == old
    assert compiled.draft.problems[0] == problem
    assert len(compiled.draft.problems) == 2


def test_nested_groups_give_the_path_and_their_own_kind() -> None:
    inner = DraftGroup("乙组", (_item("每缺1份记录扣1分"),))
    compiled = compile_draft(_draft(DraftGroup("甲组", (inner,))))
    (entry,) = compiled.readings
    assert entry.path == ("表", "甲组", "乙组", "某项")


def test_a_discretion_measure_allows_what_the_rule_allows() -> None:
    compiled = compile_draft(_draft(_group(_item("未建制度扣5分，制度不全的酌情扣1-3分"))))
    (item,) = _items(compiled)
    assert item.rule is not None
    (decided,) = (node for node in walk(item.rule) if isinstance(node, Discretion))
    (measure,) = (measure for measure in compiled.draft.measures if measure.id == decided.measure)
    assert (measure.low, measure.high) == (Decimal(0), Decimal(3))
