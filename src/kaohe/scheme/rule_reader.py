"""From a rule as written in a scheme file to the rule tree, by the table of `rules.words`."""

from collections.abc import Callable, Mapping
from typing import Any

from kaohe.core import Unit, UnitKind
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
    RuleError,
    Target,
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
    NodeWords,
    Slot,
)
from kaohe.scheme.file_words import UNIT_KINDS, UNITS
from kaohe.scheme.model import Measure
from kaohe.scheme.reading import (
    OR_UNBOUNDED,
    Form,
    Notes,
    looks_like_number,
    mark_hint,
    read_choice,
    read_mapping,
    read_number,
)
from kaohe.scheme.source import Entries, Listing, Located, Scalar


class RuleReader:
    """Reads rules against the measures that the scheme declares. Each mistake becomes a problem with its
    place, and the reading goes on, so that all of them come at once; a rule with a mistake is None.
    `unread` are measures that are declared but were not understood: that has been said once.
    """

    def __init__(
        self, measures: Mapping[str, Measure], notes: Notes, unread: frozenset[str] = frozenset()
    ) -> None:
        self.measures = measures
        self.notes = notes
        self.unread = unread

    def node(self, value: Located) -> Node | None:
        """A rule, or a part of one."""
        if isinstance(value, Scalar):
            return self._bare(value)
        if isinstance(value, Listing):
            self.notes.error(
                "rule.not-a-rule",
                value.place,
                "这里要一条规则，写的是一列。",
                "请只写一条，或用“合计”“就高”等词说明怎样合在一起。",
            )
            return None
        if found := next((word for word in PICKS if value.get(word) is not None), None):
            return self._pick(value, found)
        for kind, words in WORDS.items():
            if any(value.get(tag) is not None for tag in words.tags):
                return self._tagged(kind, words, value)
        if any(value.get(word) is not None for word in RELATIONS):
            return self._compare(value)
        self._unknown(value)
        return None

    def _bare(self, value: Scalar) -> Node | None:
        text = value.text.strip()
        if text in self.measures:
            return Given(text, self.measures[text].unit)
        if looks_like_number(text):
            number = read_number(value, "", self.notes)
            return None if number is None else Const(number)
        self._measure(value)
        return None

    def _measure(self, value: Located) -> Measure | None:
        text = value.text.strip() if isinstance(value, Scalar) else ""
        if text in self.measures:
            return self.measures[text]
        if text in self.unread:
            return None
        hint = self.notes.guess(text, self.measures)
        self.notes.error(
            "rule.unknown-measure",
            value.place,
            f"“数据项”里没有“{text}”。" if text else "这里要写一个数据项的名称。",
            f"{hint}请先在“数据项”里写明它，再在规则里使用。",
        )
        return None

    def _unknown(self, value: Entries) -> None:
        tags = [tag for words in WORDS.values() for tag in words.tags] + list(PICKS) + list(RELATIONS)
        fields = {word.word for words in WORDS.values() for word in words.fields}
        strange = [key.text for key, _ in value.pairs if key.text not in fields]
        hints = (mark_hint(key) or self.notes.guess(key, tags) for key in strange)
        hint = next(filter(None, hints), "")
        keys = "、".join(value.keys()) or "什么也没有"
        self.notes.error(
            "rule.unknown-node",
            value.place,
            f"看不出这是哪一种规则（写了：{keys}）。",
            f"{hint}规则要有下列词之一：{'、'.join(dict.fromkeys(tags))}。",
        )

    def _pick(self, value: Entries, word: str) -> Node | None:
        form = Form(value, f"“{word}”", self.notes)
        raw = form.take(word, required=True)
        nodes = _HOLE if raw is None else self._each(raw, word, self.node)
        form.finish()
        return self._build(value, PickOne, {"of": nodes, "pick": PICKS[word]})

    def _compare(self, value: Entries) -> Node | None:
        form = Form(value, "条件", self.notes)
        left = form.take(COMPARED, required=True)
        written = [word for word in RELATIONS if form.take(word) is not None]
        form.finish()
        if len(written) > 1:
            self.notes.error(
                "rule.two-relations",
                value.place,
                f"一个条件里写了两个比较（{'、'.join(written)}）。",
                "请用“全部: [ … , … ]”分成两个条件。",
            )
            return None
        if not written:
            word = next(word for word in RELATIONS if value.get(word) is not None)
            self.notes.error(
                "scheme.missing-key", value.place, f"条件里的“{word}”没有写数。", f"请补写“{word}: …”。"
            )
            return None
        right = value.get(written[0])
        if left is None or right is None:
            return None
        fields = {"left": self.node(left), "relation": RELATIONS[written[0]], "right": self.node(right)}
        return self._build(value, Compare, fields)

    def _tagged(self, kind: type[Node], words: NodeWords, value: Entries) -> Node | None:
        form = Form(value, f"“{words.label}”", self.notes)
        fields: dict[str, Any] = {}
        for word in words.fields:
            raw = form.take(word.word, required=word.default is REQUIRED)
            if raw is not None:
                fields[word.name] = self._slot(word, raw)
            else:
                fields[word.name] = _HOLE if word.default is REQUIRED else word.default
        form.finish()
        _complete(kind, fields)
        return self._build(value, kind, fields)

    def _build(self, value: Entries, kind: Callable[..., Node], fields: dict[str, Any]) -> Node | None:
        if any(_hole(entry) for entry in fields.values()):
            return None
        clean = {name: tuple(entry) if isinstance(entry, list) else entry for name, entry in fields.items()}
        try:
            return kind(**clean)
        except RuleError as error:
            remedy = _MIXED if "放在了一起" in str(error) else "请对照条款改写这一处。"
            self.notes.error("rule.makes-no-sense", value.place, f"{error}。", remedy)
            return None

    def _slot(self, word: FieldWord, raw: Located) -> Any:
        match word.slot:
            case Slot.NODE:
                return self.node(raw) or _HOLE
            case Slot.NODES:
                return self._each(raw, word.word, self.node)
            case Slot.LINES:
                return self._each(raw, word.word, self._line)
            case Slot.TIERS:
                return _or_hole(self._tiers(raw, word.word))
            case Slot.WEIGHTS:
                return self._each(raw, word.word, self._weight)
            case Slot.CASES:
                return self._cases(raw, word.word)
            case Slot.LEVELS:
                return self._levels(raw, word.word)
            case Slot.OPTIONAL_DECIMAL if isinstance(raw, Scalar) and raw.text.strip() == UNBOUNDED:
                return None
            case Slot.OPTIONAL_DECIMAL:
                return _or_hole(read_number(raw, word.word, self.notes, OR_UNBOUNDED))
            case Slot.DECIMAL:
                return _or_hole(read_number(raw, word.word, self.notes))
            case Slot.MEASURE:
                return self._measure(raw) or _HOLE
            case _:
                return self._plain_slot(word, raw)

    def _plain_slot(self, word: FieldWord, raw: Located) -> Any:
        form = Form(Entries(((Scalar(word.word, raw.place), raw),), raw.place), f"“{word.word}”", self.notes)
        match word.slot:
            case Slot.INTEGER:
                return _or_hole(form.whole(word.word))
            case Slot.YES_NO:
                return form.yes_no(word.word)
            case Slot.TEXT:
                return form.text(word.word)
            case Slot.TEXTS:
                return form.texts(word.word)
            case Slot.UNIT:
                return _or_hole(self._unit(raw, word.word))
            case Slot.CHOICE:
                return _or_hole(read_choice(raw, word.word, word.choice, self.notes))
            case Slot.CHOICES:
                entries = raw.entries if isinstance(raw, Listing) else (raw,)
                return [read_choice(entry, word.word, word.choice, self.notes) for entry in entries]
            case _:
                raise AssertionError(word.slot)

    def _each(self, raw: Located, word: str, read: Callable[[Located], Any]) -> Any:
        """What stands in a list, each read; a hole where it is no list."""
        if isinstance(raw, Listing):
            return [read(entry) for entry in raw.entries]
        self.notes.error(
            "scheme.not-a-list",
            raw.place,
            f"“{word}”要写成一列，每条以“- ”开头。",
            "请另起一行，以“- ”开头写每一条，或写成 [ … , … ]。",
        )
        return _HOLE

    def _unit(self, raw: Located, word: str) -> Unit | None:
        """A unit by its label (%, 万元, 张), or with its kind: `{计数: 件}`."""
        if isinstance(raw, Scalar):
            label = raw.text.strip()
            return UNITS.get(label) or Unit(UnitKind.NUMBER, label)
        entries = read_mapping(raw, f"“{word}”", self.notes)
        if entries is None:
            return None
        form = Form(entries, f"“{word}”", self.notes)
        read = [(kind, form.text(key)) for key, kind in UNIT_KINDS.items() if entries.get(key) is not None]
        form.known.extend(key for key in UNIT_KINDS if key not in form.known)
        form.finish()
        if len(read) == 1:
            return Unit(*read[0])
        self.notes.error(
            "rule.unit", raw.place, f"“{word}”要写一个单位。", "请写成“单位: 张”，或“单位: {计数: 件}”。"
        )
        return None

    def _line(self, raw: Located) -> Line | None:
        """A ledger's line: the rule's own fields with the reason beside them, or `计: …` for a bare rule."""
        if not isinstance(raw, Entries):
            node = self.node(raw)
            return None if node is None else Line("", node)
        text = Form(raw, "这一条", self.notes).text(LINE_LABEL)
        node = self._content(raw.without(LINE_LABEL))
        return None if node is None else Line(text, node)

    def _content(self, rest: Entries) -> Node | None:
        bare = rest.get(PART_CONTENT)
        if bare is None:
            return self.node(rest)
        form = Form(rest, "这一条", self.notes)
        form.take(PART_CONTENT)
        form.finish()
        return self.node(bare)

    def _weight(self, raw: Located) -> Weight | None:
        entries = read_mapping(raw, "“加权”的每一条", self.notes)
        if entries is None:
            return None
        form = Form(
            Entries(tuple(p for p in entries.pairs if p[0].text in (WEIGHT, PART_LABEL)), raw.place),
            "“加权”的每一条",
            self.notes,
        )
        weight = form.number(WEIGHT, required=True)
        label = form.text(PART_LABEL)
        node = self._content(entries.without(WEIGHT, PART_LABEL))
        return None if weight is None or node is None else Weight(weight, node, label)

    def _cases(self, raw: Located, word: str) -> list[ClassCase | None]:
        entries = read_mapping(raw, f"“{word}”", self.notes)
        if entries is None:
            return [None]
        nodes = [(key.text.strip(), self.node(value)) for key, value in entries.pairs]
        return [None if node is None else ClassCase(name, node) for name, node in nodes]

    def _levels(self, raw: Located, word: str) -> list[Level | None]:
        entries = read_mapping(raw, f"“{word}”", self.notes)
        if entries is None:
            return [None]
        points = [
            (key.text.strip(), read_number(v, f"等级“{key.text}”的分", self.notes))
            for key, v in entries.pairs
        ]
        return [None if number is None else Level(name, number) for name, number in points]

    def _tiers(self, raw: Located, word: str) -> tuple[tuple[Tier, ...], bool] | None:
        tiers = self._each(raw, word, self._tier)
        if tiers is _HOLE:
            return None
        read: list[tuple[Tier, bool]] = [tier for tier in tiers if tier is not None]
        if not tiers:
            self.notes.error("rule.no-tier", raw.place, "“分档”里没有一档。", "请补写“- {达到: …, 得: …}”。")
        if not read or len(read) < len(tiers):
            return None
        if len({higher for _, higher in read}) > 1:
            self.notes.error(
                "rule.tiers-both-ways",
                raw.place,
                "分档有的越高越好，有的越低越好。",
                "请统一用“达到/高于”，或统一用“不超过/低于”。",
            )
            return None
        return tuple(tier for tier, _ in read), read[0][1]

    def _tier(self, raw: Located) -> tuple[Tier, bool] | None:
        entries = read_mapping(raw, "每一档", self.notes)
        if entries is None:
            return None
        form = Form(entries, "每一档", self.notes)
        points = form.take(TIER_POINTS, required=True)
        written = [word for word in TIER_WORDS if form.take(word) is not None]
        form.finish()
        if len(written) != 1:
            words = "、".join(TIER_WORDS)
            self.notes.error(
                "rule.tier-threshold", raw.place, "每一档要有且只有一个界限。", f"请写下列之一：{words}。"
            )
            return None
        limit = entries.get(written[0])
        if points is None or limit is None:
            return None
        threshold, score = self.node(limit), self.node(points)
        higher, strict = TIER_WORDS[written[0]]
        return None if threshold is None or score is None else (Tier(threshold, score, strict), higher)


_MIXED = "单位不同的数不能放在一起；请核对数据项的类型和单位，或用“分子”“分母”先化成同样的单位。"


class _Hole:
    """A field that is due and was not written, or was not understood."""


_HOLE = _Hole()


def _or_hole(value: Any) -> Any:
    return _HOLE if value is None else value


def _hole(entry: Any) -> bool:
    return entry is _HOLE or (
        isinstance(entry, list) and any(part is None or part is _HOLE for part in entry)
    )


def _complete(kind: type[Node], fields: dict[str, Any]) -> None:
    """What the table of words leaves to the meaning: counting from zero, tiers' direction, units of measures."""
    if kind is PerStep and fields["below"] is None and fields["above"] is None:
        fields["above"] = Const(ZERO)
    if kind is Tiers and isinstance(fields["tiers"], tuple):
        fields["tiers"], fields["higher_is_better"] = fields["tiers"]
    if kind is Quotient and fields["of_unit"] is None:
        del fields["of_unit"]
    if isinstance(measure := fields.get("measure"), Measure):
        fields["measure"] = measure.id
        if kind is Target:
            fields["of_unit"] = measure.unit
