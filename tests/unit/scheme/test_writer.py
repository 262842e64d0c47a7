"""What is written reads as the same."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kaohe import rules as r
from kaohe.core import Unit, UnitKind
from kaohe.scheme.complete import complete
from kaohe.scheme.draft import SchemeDraft
from kaohe.scheme.model import Scheme
from kaohe.scheme.reader import parse_draft, read_draft
from kaohe.scheme.reading import Notes
from kaohe.scheme.redraft import redraft
from kaohe.scheme.rule_reader import RuleReader
from kaohe.scheme.rule_writer import write_rule
from kaohe.scheme.source import parse_yaml
from kaohe.scheme.writer import write_scheme
from kaohe.scheme.yaml_text import Block, lay_out
from tests import strategies
from tests.unit.scheme import drawn


def reread(rule: r.Node) -> r.Node | None:
    located, problems = parse_yaml(write_rule(rule))
    assert located is not None, problems
    notes = Notes()
    again = RuleReader(strategies.MEASURES, notes).node(located)
    assert not notes.problems, (write_rule(rule), [str(problem) for problem in notes.problems])
    return again


@pytest.mark.parametrize("root", r.NODES, ids=lambda node: node.__name__)
@given(data=st.data())
@settings(max_examples=60)
def test_every_kind_of_node_reads_as_it_was_written(root: type[r.Node], data: st.DataObject) -> None:
    rule = data.draw(strategies.rules(root))
    assert reread(rule) == rule


@given(rule=strategies.rules(depth=5))
@settings(max_examples=300)
def test_deep_rules_read_as_they_were_written(rule: r.Node) -> None:
    assert reread(rule) == rule


@pytest.mark.parametrize(
    "unit", [Unit(kind, label) for kind in UnitKind for label in ("", "%", "张", "万元", "无", "分")
             if kind not in (UnitKind.FLAG, UnitKind.ANY)], ids=lambda unit: f"{unit.kind.value}-{unit.label}"
)  # fmt: skip
def test_a_quotient_keeps_its_unit(unit: Unit) -> None:
    rule = r.Quotient(drawn.EVENTS, drawn.EVENTS, Decimal(1), unit)
    assert reread(rule) == rule


@given(draft=drawn.drafts())
def test_a_draft_reads_as_it_was_written(draft: SchemeDraft) -> None:
    text = write_scheme(draft)
    again = parse_draft(text)
    assert again == replace(draft, problems=again.problems), text


@given(scheme=drawn.schemes())
def test_a_scheme_reads_as_it_was_written(scheme: Scheme) -> None:
    assert complete(redraft(scheme))[0] == scheme
    text = write_scheme(scheme)
    again, problems = complete(parse_draft(text))
    assert again == scheme, (text, [str(problem) for problem in problems])


def test_the_schemes_drawn_are_not_all_refused() -> None:
    found: Counter[bool] = Counter()

    @given(draft=drawn.drafts(holes=False))
    def count(draft: SchemeDraft) -> None:
        scheme, _ = complete(draft)
        found[scheme is not None] += 1

    count()
    assert found[True] > found[False]


@given(value=st.recursive(drawn.texts, lambda inner: st.dictionaries(drawn.texts.filter(lambda t: len(t) < 60), inner, max_size=3)
                          | st.lists(drawn.texts, max_size=3)))  # fmt: skip
def test_any_text_survives_in_any_place(value: object) -> None:
    text = lay_out(Block({"内容": value, "末": "尾"}))  # type: ignore[dict-item]
    assert plain(yaml.compose(text)) == {"内容": value, "末": "尾"}, text


def plain(node: yaml.Node | None) -> object:
    if isinstance(node, yaml.MappingNode):
        return {plain(key): plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [plain(entry) for entry in node.value]
    assert isinstance(node, yaml.ScalarNode)
    return node.value


SAMPLE = Path(__file__).parents[2] / "golden" / "scheme" / "good" / "whole.yaml"


def test_the_sample_is_written_as_a_person_wrote_it() -> None:
    draft = read_draft(SAMPLE)
    assert not draft.problems
    assert write_scheme(draft) == SAMPLE.read_text(encoding="utf-8")


def test_the_schema_stands_in_the_first_line() -> None:
    text = write_scheme(read_draft(SAMPLE), schema="scheme.schema.json")
    assert text.startswith("# yaml-language-server: $schema=scheme.schema.json\n考核办法: ")
    assert not parse_draft(text).problems
