"""Canonical sentences read back, and what is said where a text is none."""

import logging
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import lark
import pytest

from kaohe import rules as r
from kaohe.clauses.canonical import DEEPEST, MOST_CHARACTERS, Names, read_sentence, reader
from kaohe.clauses.canonical.builder import Builder
from kaohe.core import FLAG, PERCENT, Cadence, Problem, Unit, UnitKind
from kaohe.rules.sentence import sentence
from kaohe.scheme.model import Measure, MeasureKind
from tests.golden.rules.vocabulary import MEASURES, block, read_rule, sections

GRAMMAR = Path(reader.__file__).with_name("canonical.lark").read_text(encoding="utf-8")
GOLDEN = Path(__file__).parents[2] / "golden" / "rules"
CASES = [
    (path.stem + "：" + section.splitlines()[0], read_rule(block(section, "python")))
    for path in sorted(GOLDEN.glob("*.md"))
    for section in sections(path.read_text(encoding="utf-8"))
]
NAMES = Names.of(MEASURES.values())


def _flag(name: str) -> r.Given:
    return r.Given(name, FLAG)


def _const(number: str) -> r.Const:
    return r.Const(Decimal(number))


# ---- the same rule again


@pytest.mark.parametrize("rule", [rule for _, rule in CASES], ids=[name for name, _ in CASES])
def test_the_recorded_sentences_are_read_back(rule: r.Node) -> None:
    assert read_sentence(sentence(rule, NAMES.labels), NAMES) == rule


def test_numbers_are_read_to_the_last_digit() -> None:
    rule = r.Const(Decimal("-0.00000000000000000000000001"))
    assert read_sentence(sentence(rule), NAMES) == rule
    assert read_sentence(sentence(r.Const(Decimal("1E+2"))), NAMES) == _const("100")


def test_a_measure_is_read_by_its_full_name() -> None:
    names = Names.of([Measure("z1", MeasureKind.COUNT, label="办结（件）", unit_label="台（套）")])
    rule = r.Compare(r.Given("z1", Unit(UnitKind.COUNT, "台（套）")), r.Relation.ABOVE, _const("3"))
    text = sentence(rule, names.labels)
    assert text == "“办结（件）”高于3“台（套）”。"
    assert read_sentence(text, names) == rule


def test_names_that_are_shared_give_way_to_ids() -> None:
    measures = [
        Measure("a", MeasureKind.PERCENT, label="满意度"),
        Measure("b", MeasureKind.PERCENT, label="满意度"),
        Measure("c", MeasureKind.PERCENT, label="a"),
        Measure("d", MeasureKind.PERCENT, label="走访率"),
    ]
    names = Names.of(measures)
    assert names.labels == {"a": "a", "b": "b", "c": "c", "d": "走访率"}
    for measure in measures:
        rule = r.Compare(r.Given(measure.id, PERCENT), r.Relation.BELOW, _const("90"))
        assert read_sentence(sentence(rule, names.labels), names) == rule


# ---- pairs that a careless sentence would not tell apart


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r.LevelIs("台账", ("是",)), _flag("台账评定")),
        (
            r.Compare(r.Given("第2名", PERCENT), r.Relation.BELOW, r.Given("乙", PERCENT)),
            r.Compare(_const("2"), r.Relation.BELOW, r.Given("乙", Unit(UnitKind.RANK, "名"))),
        ),
        (
            r.Compare(r.Given("甲", Unit(UnitKind.COUNT, "件，且乙为“是”")), r.Relation.ABOVE, _const("3")),
            r.AllOf(
                (
                    r.Compare(r.Given("丙", Unit(UnitKind.COUNT, "件")), r.Relation.ABOVE, _const("3")),
                    _flag("乙"),
                )
            ),
        ),
        (
            r.Times(r.Given("按期率", Unit(UnitKind.POINTS)), _const("2")),
            r.Times(r.Given("期率", PERCENT), _const("2")),
        ),
    ],
)
def test_names_do_not_pass_for_grammar(one: r.Node, other: r.Node) -> None:
    assert sentence(one, {"丙": "甲"}) != sentence(other, {"丙": "甲"})


@pytest.mark.parametrize("ending", ["不", "的", "按", "再", "或", "评定", "比", "在", "每", "中", "得", "为"])
def test_names_may_end_in_any_word(ending: str) -> None:
    names = Names.of(
        [
            Measure(f"甲{ending}", MeasureKind.POINTS),
            Measure(f"乙{ending}", MeasureKind.POINTS),
            Measure(f"丙{ending}", MeasureKind.YES_NO),
            Measure(f"丁{ending}", MeasureKind.NUMBER),
        ]
    )
    first, second = (r.Given(f"{name}{ending}", Unit(UnitKind.POINTS, "分")) for name in "甲乙")
    flag, number = _flag(f"丙{ending}"), r.Given(f"丁{ending}", Unit(UnitKind.NUMBER))
    points = _const("2")
    tier = r.Tier(second, r.Times(first, points))
    rules: list[r.Node] = [
        flag,
        r.LevelIs(first.measure, ("是",)),
        r.Tiers(first, (tier,), r.Const(Decimal(1))),
        r.PerStep(first, Decimal(1), Decimal(1), below=second, above=r.Target(first.measure, first.of_unit)),
        r.If(r.Compare(first, r.Relation.BELOW, second), second, points),
        r.Times(first, number),
        r.Compare(r.Times(first, number), r.Relation.BELOW, r.Mean((first,))),
        r.Tiers(r.Peer(first, r.Statistic.RANK), (r.Tier(points, second),), second, higher_is_better=False),
        r.PickOne((r.Peer(first, r.Statistic.BEST), r.Quotient(first, second, of_unit=first.of_unit))),
        r.OverPeriods(r.Round(first, 0), Cadence.MONTH),
    ]
    for rule in rules:
        text = sentence(rule, names.labels)
        assert read_sentence(text, names) == rule, text


# ---- what is no canonical sentence


@pytest.mark.parametrize(
    ("text", "code", "column", "message"),
    [
        ("", "sentence.broken-off", 1, "这一句没有写完。"),
        ("群众满意度", "sentence.broken-off", 6, "这一句没有写完。"),
        ("群众满意度低于90%的，每低1个百分点扣1分；", "sentence.broken-off", 24, "这一句没有写完。"),
        ("群众满意度不足90%扣1分。", "sentence.unreadable", 10, "第10个字"),
        (
            "干部作风由考核人员在0分至5分之间评定得分。",
            "sentence.unknown-measure",
            1,
            "数据项“干部作风”没有声明。",
        ),
        (
            "起始4分；有责投诉每发生1起扣1分；扣完为止。",
            "sentence.not-canonical",
            14,
            "应为“件扣1分；扣完为止。”",
        ),
        ("得04分。", "sentence.not-canonical", 2, "应为“4分。”"),
        ("起始4分；得4分；扣完为止。", "sentence.not-canonical", 6, "应为"),
        ("「群众满意度、有责投诉之和」高于3的，得5分，否则得0分。", "sentence.no-such-rule", 2, "“合计”把"),
        ("「群众满意度的目标值」达到目标值得5分，否则得0分。", "sentence.target-of-what", 2, "“目标值”前面"),
        ("已建立帮扶台账为“是”的，「条线评分」，否则得0分。", "sentence.not-points", 1, "这里要写得多少分"),
        ("得" + "9" * 60 + "分。", "sentence.number-too-long", 1, "有一个数太长。"),
        ("「" * 100, "sentence.too-deep", DEEPEST + 1, "套了40层以上"),
        ("好" * (MOST_CHARACTERS + 1), "sentence.too-long", MOST_CHARACTERS + 1, "太长了"),
        ("群众满意度在。", "sentence.unknown-measure", 1, "数据项“群众满意度在”没有声明。"),
    ],
)
def test_what_is_no_sentence_is_a_problem_with_its_place(
    text: str, code: str, column: int, message: str
) -> None:
    problem = read_sentence(text, NAMES)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.where[0].column) == (code, column), problem
    assert message in problem.message
    assert problem.remedy


def _chain(levels: int) -> str:
    text = "得1分"
    for level in range(levels):
        text = "单位类别为“镇”的，" + (f"「{text}」" if level else text) + "，否则得0分"
    return text


@pytest.mark.parametrize(
    "text",
    [
        "合计得分：" + "、".join([f"「{_chain(DEEPEST - 1)}」"] * 8) + "。",
        "合计得分：" + "、".join(["条线评分"] * 1990) + "。",
        "，且".join(["已建立帮扶台账为“是”"] * 700) + "。",
        "「" * 5000 + "」" * 5000,
        "“" * 9999,
        "“" + "”" * 9998,
        "按" * 9999,
        "起始4分；" + "得" * 9000 + "：",
        "得" + "1" * 9000,
        "如果" * 5000,
    ],
    ids=lambda text: text[:6],
)
def test_long_and_deep_texts_take_bounded_time(text: str) -> None:
    assert len(text) <= MOST_CHARACTERS
    start = time.perf_counter()
    assert isinstance(read_sentence(text, NAMES), r.Node | Problem)
    assert time.perf_counter() - start < 5


# ---- the grammar


class _Warnings(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


def _conflicts(grammar: str) -> list[str]:
    """What lark says of a grammar in which one look ahead does not decide."""
    handler, level = _Warnings(), lark.logger.level
    others, lark.logger.handlers = lark.logger.handlers, [handler]
    lark.logger.setLevel(logging.DEBUG)
    try:
        lark.Lark(grammar, parser="lalr", debug=True)
    finally:
        lark.logger.setLevel(level)
        lark.logger.handlers = others
    return [text for text in handler.said if "onflict" in text]


def test_one_look_ahead_decides() -> None:
    assert _conflicts('start: "a" start ("b" start)? | "c"') != []  # the check itself sees one
    assert _conflicts(GRAMMAR) == []


def test_no_recorded_sentence_has_two_readings() -> None:
    """However its characters may be cut into words."""
    every = lark.Lark(GRAMMAR, parser="earley", lexer="dynamic_complete", ambiguity="explicit")
    for _, rule in CASES:
        text = sentence(rule, NAMES.labels)
        assert list(every.parse(text).find_data("_ambig")) == [], text


def test_every_form_of_the_grammar_is_built() -> None:
    kept = [rule for rule in reader.parser().rules if not rule.origin.name.startswith("_")]
    forms = {rule.alias or rule.origin.name for rule in kept if rule.alias or not rule.options.expand1}
    assert [form for form in sorted(forms) if not hasattr(Builder, form)] == []


def test_a_source_is_not_part_of_what_is_said() -> None:
    from kaohe.core import SourceSpan

    rule = replace(_const("4"), source=SourceSpan("甲.docx", "表1"))
    assert read_sentence(sentence(rule), NAMES) == rule
