"""From the rule tree to the words of a scheme file, by the table of `rules.words`.

What the reader fills in by itself is not written; reading what is written gives the same rule.
"""

from typing import Any

from kaohe.core import PERCENT, Unit
from kaohe.rules import (
    ClassCase,
    Compare,
    Const,
    Given,
    Level,
    Line,
    Node,
    PerStep,
    PickOne,
    Quotient,
    Tier,
    Tiers,
    Weight,
)
from kaohe.rules.quantities import ZERO
from kaohe.rules.words import (
    COMPARED,
    LINE_LABEL,
    PART_CONTENT,
    PART_LABEL,
    PICKS,
    RELATIONS,
    REQUIRED,
    TIER_POINTS,
    TIER_WORDS,
    UNBOUNDED,
    WEIGHT,
    WORDS,
    FieldWord,
    Slot,
)
from kaohe.scheme.file_words import UNIT_KINDS, UNITS
from kaohe.scheme.yaml_text import Block, BlockList, Value, flow


def write_rule(rule: Node) -> str:
    """The rule on one line, as it may stand in a scheme file."""
    return flow(rule_value(rule))


def rule_value(rule: Node) -> Value:
    """The rule as plain data in the words of the file."""
    match rule:
        case Const(value):
            return value
        case Given(measure):
            return measure
        case Compare(left, relation, right):
            return {COMPARED: rule_value(left), _word(RELATIONS, relation): rule_value(right)}
        case PickOne(of, pick):
            return {_word(PICKS, pick): [rule_value(node) for node in of]}
    words = WORDS[type(rule)]
    written = {
        word.word: _field(word, getattr(rule, word.name), rule)
        for word in words.fields
        if not _understood(rule, word)
    }
    ledger = any(word.slot is Slot.LINES for word in words.fields)
    return Block(written) if ledger else written


def _understood(rule: Node, word: FieldWord) -> bool:
    """Whether the reader gives the field this value by itself."""
    value = getattr(rule, word.name)
    if isinstance(rule, PerStep) and word.name == "above" and rule.below is None:
        return bool(value == Const(ZERO))
    if isinstance(rule, Quotient) and word.name == "of_unit":
        return bool(value == PERCENT)
    return word.default is not REQUIRED and bool(value == word.default)


def _field(word: FieldWord, value: Any, rule: Node) -> Value:
    match word.slot:
        case Slot.NODE:
            return rule_value(value)
        case Slot.NODES:
            return [rule_value(node) for node in value]
        case Slot.LINES:
            return BlockList(_line(line) for line in value)
        case Slot.TIERS:
            assert isinstance(rule, Tiers)
            return _tiers(rule)
        case Slot.WEIGHTS:
            return BlockList(_weight(part) for part in value)
        case Slot.CASES:
            return {case.name: rule_value(case.of) for case in _of(ClassCase, value)}
        case Slot.LEVELS:
            return {level.name: level.points for level in _of(Level, value)}
        case Slot.OPTIONAL_DECIMAL if value is None:
            return UNBOUNDED
        case Slot.UNIT:
            return _unit(value)
        case Slot.CHOICE:
            return _word(word.choice, value)
        case Slot.CHOICES:
            return [_word(word.choice, entry) for entry in value]
        case Slot.TEXTS:
            return list(value)
        case _:
            plain: Value = value  # a number, a word, yes or no
            return plain


def _of(kind: type, entries: Any) -> Any:
    assert all(isinstance(entry, kind) for entry in entries)
    return entries


def _word(words: dict[str, Any], value: object) -> str:
    """The word of an enumeration's value."""
    return next(word for word, meant in words.items() if meant is value or meant == value)


def _tiers(rule: Tiers) -> Value:
    entries: list[Value] = []
    for tier in _of(Tier, rule.tiers):
        word = _word(TIER_WORDS, (rule.higher_is_better, tier.strict))
        entries.append({word: rule_value(tier.threshold), TIER_POINTS: rule_value(tier.points)})
    return entries


def _line(line: Line) -> Value:
    return _with_content({LINE_LABEL: line.label}, line.points) if line.label else rule_value(line.points)


def _weight(part: Weight) -> Value:
    head: dict[str, Value] = {PART_LABEL: part.label} if part.label else {}
    return _with_content({**head, WEIGHT: part.weight}, part.of)


def _with_content(head: dict[str, Value], node: Node) -> Value:
    """The rule's own fields beside those of its label, or `计` with a bare number or name."""
    content = rule_value(node)
    if isinstance(content, dict):
        return Block({**head, **content}) if isinstance(content, Block) else {**head, **content}
    return {**head, PART_CONTENT: content}


def _unit(unit: Unit) -> Value:
    for word, meant in UNITS.items():
        if unit == meant:
            return word
    if unit.label not in UNITS and unit.label and unit.kind is UNIT_KINDS["数值"]:
        return unit.label
    return {_word(UNIT_KINDS, unit.kind): unit.label}
