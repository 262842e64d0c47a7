"""What changed from one scheme to the next, in the office's words.

    “信息核实”的分值由4分改为5分

Entries are matched by their code where one was written, else by name, else by likeness (疑似改名). What
differs in the canonical form differs here too: no change goes unsaid, and equal schemes have none.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import Enum
from typing import Any, TypeVar

from kaohe.scheme import file_words as words
from kaohe.scheme import spoken
from kaohe.scheme.complete import item_limits
from kaohe.scheme.json_form import canonical, to_json
from kaohe.scheme.matching import Match, Pair, match
from kaohe.scheme.model import Consequence, Group, GroupKind, Item, Measure, Scheme, Table, Veto
from kaohe.scheme.redraft import automatic_codes
from kaohe.scheme.spoken import Fields

Entry = TypeVar("Entry")


class ChangeKind(Enum):
    """What happened to it."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: what it is about, how it was and is (empty where there was or is none), and the line."""

    kind: ChangeKind
    what: str
    old: str
    new: str
    text: str

    def __str__(self) -> str:
        return self.text

    def as_json(self) -> dict[str, str]:
        """Plain data, for `--json` and the screen."""
        return {
            "kind": self.kind.value,
            "what": self.what,
            "old": self.old,
            "new": self.new,
            "text": self.text,
        }


def diff(old: Scheme, new: Scheme) -> tuple[Change, ...]:
    """All that changed, in the order of the file; nothing where the two mean the same."""
    said = _Said()
    names = spoken.measure_names(old.measures, new.measures)
    said.fields("考核办法的", old, new, spoken.SCHEME)
    _measures(said, list(old.measures.values()), list(new.measures.values()))
    tables = match(old.tables, new.tables, [lambda table: table.name], _like_tables)
    said.entries("考核表", tables, lambda table: table.name, lambda table: spoken.points(table.total))
    for pair in tables.pairs:
        _TableDiff(said, pair.old, pair.new, names).run()
    return tuple(said.changes)


class _Said:
    """The changes found so far, and how each kind is said."""

    def __init__(self) -> None:
        self.changes: list[Change] = []

    def added(self, what: str, new: str, place: str = "") -> None:
        self._add(ChangeKind.ADDED, what, "", new, f"新增{what}{place}" + (f"：{new}" if new else ""))

    def removed(self, what: str, old: str, place: str = "") -> None:
        self._add(ChangeKind.REMOVED, what, old, "", f"删去{what}{place}" + (f"：{old}" if old else ""))

    def changed(self, what: str, old: str, new: str) -> None:
        short = len(old) + len(new) <= _SHORT
        text = f"{what}由{old}改为{new}" if short else f"{what}改了：原：{old}；现：{new}"
        self._add(ChangeKind.CHANGED, what, old, new, text)

    def fields(
        self, subject: str, old: object, new: object, fields: Fields, skipped: frozenset[str] = frozenset()
    ) -> None:
        """Each field that differs in the canonical form."""
        before, after = to_json(old), to_json(new)
        assert isinstance(before, dict)
        assert isinstance(after, dict)
        for name, (word, say) in fields.items():
            if name in skipped or before.get(name) == after.get(name):
                continue
            was, now = say(getattr(old, name)), say(getattr(new, name))
            if was == now:  # words too coarse for it: the form itself
                was, now = (json.dumps(form.get(name), ensure_ascii=False) for form in (before, after))
            self.changed(f"{subject}{word}", was, now)

    def entries(
        self,
        noun: str,
        found: Match[Entry],
        name: Callable[[Entry], str],
        say: Callable[[Entry], str],
        subject: str = "",
    ) -> None:
        """What of a list was removed, added, renamed and put into another order."""
        for entry in found.removed:
            self.removed(f"{subject}{noun}“{name(entry)}”", say(entry))
        for entry in found.added:
            self.added(f"{subject}{noun}“{name(entry)}”", say(entry))
        for pair in found.pairs:
            self.renamed(f"{subject}{noun}", name(pair.old), name(pair.new), guessed=pair.guessed)
        self.order(f"{subject}{noun}", found.pairs, name)

    def renamed(self, noun: str, old: str, new: str, *, guessed: bool) -> None:
        if old != new:
            what = f"{noun}“{old}”"
            text = f"{what}{'疑似' if guessed else ''}改名为“{new}”"
            self._add(ChangeKind.CHANGED, what, old, new, text)

    def order(self, noun: str, pairs: Sequence[Pair[Entry]], name: Callable[[Entry], str]) -> None:
        """Entries that stood in another order; those that came or went do not count."""
        were = sorted(pairs, key=lambda pair: pair.place)
        if were == list(pairs):
            return
        before, after = [name(pair.old) for pair in were], [name(pair.new) for pair in pairs]
        if before == after:  # several of one name
            before = [f"{name(pair.old)}（原第{n}）" for n, pair in enumerate(were, 1)]
            after = [f"{name(pair.new)}（原第{were.index(pair) + 1}）" for pair in pairs]
        self.changed(f"{noun}的次序", "、".join(before), "、".join(after))

    def _add(self, kind: ChangeKind, what: str, old: str, new: str, text: str) -> None:
        self.changes.append(Change(kind, what, old, new, text))


_SHORT = 36


def _measures(said: _Said, old: list[Measure], new: list[Measure]) -> None:
    found = match(old, new, [lambda measure: measure.id], _like_measures)
    for pair in found.pairs:
        said.renamed("数据项", pair.old.id, pair.new.id, guessed=pair.guessed)
        said.fields(f"数据项“{pair.new.id}”的", pair.old, pair.new, spoken.MEASURE)
    for measure in found.removed:
        said.removed(f"数据项“{measure.id}”", spoken.a_measure(measure))
    for measure in found.added:
        said.added(f"数据项“{measure.id}”", spoken.a_measure(measure))


@dataclass(frozen=True, slots=True)
class _Spot:
    """A group or item in its table: the code that was written for it, if any, and what it stands in."""

    entry: Group | Item
    code: str
    above: Group | None

    @property
    def kind(self) -> GroupKind:
        """Of which list it is."""
        if isinstance(self.entry, Group):
            return self.entry.kind
        return self.above.kind if self.above is not None else GroupKind.BASE

    @property
    def place(self) -> str:
        return "" if self.above is None else f"（在“{self.above.name}”下）"


def _spots(table: Table) -> list[_Spot]:
    return [
        _Spot(entry, "" if entry.code == code else entry.code, above)
        for entry, code, above in automatic_codes(table)
    ]


class _TableDiff:
    """The changes of one table."""

    def __init__(self, said: _Said, old: Table, new: Table, names: Mapping[str, str]) -> None:
        self.said = said
        self.old = old
        self.new = new
        self.names = names
        self.subject = f"“{new.name}”的"

    def run(self) -> None:
        self.said.fields(self.subject, self.old, self.new, spoken.TABLE)
        self._indicators()
        self._vetoes()
        self._grades()
        self.said.fields(f"{self.subject}排名", self.old.ranking, self.new.ranking, spoken.RANKING)
        self._consequences()

    def _indicators(self) -> None:
        found = match(_spots(self.old), _spots(self.new), _KEYS, _like_spots)
        for spot in found.removed:
            self.said.removed(f"{_noun(spot)}“{spot.entry.name}”", self._say(spot), spot.place)
        for spot in found.added:
            self.said.added(f"{_noun(spot)}“{spot.entry.name}”", self._say(spot), spot.place)
        for pair in found.pairs:
            self._indicator(pair)
        self._moves(found.pairs)

    def _indicator(self, pair: Pair[_Spot]) -> None:
        old, new = pair.old.entry, pair.new.entry
        self.said.renamed(_noun(pair.new), old.name, new.name, guessed=pair.guessed)
        subject = f"“{new.name}”的"
        if old.code != new.code and (pair.old.code or pair.new.code):
            self.said.changed(f"{subject}编码", old.code, new.code)
        if isinstance(old, Item) and isinstance(new, Item):
            fields = spoken.item_fields(self.names)
            self.said.fields(subject, old, new, fields, _usual_limits(pair))
        else:
            self.said.fields(subject, old, new, spoken.GROUP)

    def _say(self, spot: _Spot) -> str:
        if isinstance(spot.entry, Item):
            return spoken.an_item(spot.entry, self.names)
        if spot.kind is not GroupKind.BASE:
            return spoken.word(words.GROUP_KINDS)(spot.kind)
        return spoken.points(spot.entry.points)

    def _moves(self, pairs: Sequence[Pair[_Spot]]) -> None:
        """What stands in another group now, and groups whose entries stand in another order."""
        became = {id(pair.old.entry): pair.new.entry for pair in pairs}
        stayed: dict[int, list[Pair[_Spot]]] = {}
        for pair in pairs:
            before, after = pair.old.above, pair.new.above
            if (None if before is None else became.get(id(before))) is after:
                stayed.setdefault(id(after), []).append(pair)
            else:
                told = before is not None and after is not None and before.name == after.name
                where = [
                    f"{_under(group)}（{group.code}）" if told and group else _under(group)
                    for group in (before, after)
                ]
                self.said.changed(f"“{pair.new.entry.name}”的位置", *where)
        for group in stayed.values():
            above = group[0].new.above
            noun = f"“{above.name}”下各项" if above is not None else f"{self.subject}各组"
            self.said.order(noun, group, lambda spot: spot.entry.name)

    def _vetoes(self) -> None:
        found = match(self.old.vetoes, self.new.vetoes, [lambda v: (v.name, v.card)], _like_vetoes)
        say = spoken.a_veto
        self.said.entries(
            "否决或黄牌", found, lambda veto: veto.name, lambda veto: say(veto, self.names), self.subject
        )
        for pair in found.pairs:
            subject = f"“{pair.new.name}”的"
            self.said.fields(subject, pair.old, pair.new, spoken.veto_fields(self.names))

    def _grades(self) -> None:
        found = match(self.old.grades, self.new.grades, [lambda grade: grade.name, _but_name])
        self.said.entries("等次", found, lambda grade: grade.name, spoken.a_grade, self.subject)
        for pair in found.pairs:
            self.said.fields(f"等次“{pair.new.name}”的", pair.old, pair.new, spoken.GRADE)

    def _consequences(self) -> None:
        found = match(self.old.consequences, self.new.consequences, [lambda c: c.list_name, _but_name])
        fields = spoken.consequence_fields(self.names)
        selectors = fields["selectors"][1]

        def say(entry: Consequence) -> str:
            return f"{selectors(entry.selectors)}；{entry.action or '未写措施'}"

        self.said.entries("名单", found, lambda entry: entry.list_name, say, self.subject)
        for pair in found.pairs:
            self.said.fields(f"名单“{pair.new.list_name}”的", pair.old, pair.new, fields)


def _noun(spot: _Spot) -> str:
    return "指标" if isinstance(spot.entry, Item) else "指标组"


def _under(above: Group | None) -> str:
    return "最上层" if above is None else f"“{above.name}”之下"


def _usual_limits(pair: Pair[_Spot]) -> frozenset[str]:
    """Floor and cap where they follow from the points before and after: the points say it."""
    usual: set[str] = set()
    limits = [item_limits(spot.kind, spot.entry.points) for spot in (pair.old, pair.new)]
    for index, name in enumerate(("floor", "cap")):
        before, after = getattr(pair.old.entry, name), getattr(pair.new.entry, name)
        if before == limits[0][index] and after == limits[1][index]:
            usual.add(name)
    same = pair.old.kind is pair.new.kind and pair.old.entry.points == pair.new.entry.points
    return frozenset() if same else frozenset(usual)


def _above_name(spot: _Spot) -> str:
    return spot.above.name if spot.above is not None else ""


_KEYS: list[Callable[[_Spot], Any]] = [
    lambda spot: (type(spot.entry), spot.code) if spot.code else None,
    lambda spot: (type(spot.entry), spot.entry.name, _above_name(spot)),
    lambda spot: (type(spot.entry), spot.entry.name),
]


def _like(old: str, new: str) -> float:
    return SequenceMatcher(None, old, new, autojunk=False).ratio()


def _like_spots(old: _Spot, new: _Spot) -> float:
    before, after = old.entry, new.entry
    if isinstance(before, Item) and isinstance(after, Item):
        same_rule = canonical(before.rule) == canonical(after.rule)
        clause = _like(before.clause[:200], after.clause[:200]) if before.clause and after.clause else 0.0
        points = before.points == after.points
        return 0.5 * _like(before.name, after.name) + 0.3 * same_rule + 0.1 * points + 0.2 * clause
    if isinstance(before, Group) and isinstance(after, Group):
        below = [{entry.name for entry in group.children} for group in (before, after)]
        shared = len(below[0] & below[1]) / max(1, len(below[0] | below[1]))
        return 0.5 * _like(before.name, after.name) + 0.6 * shared
    return 0.0


def _like_tables(old: Table, new: Table) -> float:
    below = [{item.name for item in table.items()} for table in (old, new)]
    shared = len(below[0] & below[1]) / max(1, len(below[0] | below[1]))
    return 0.4 * _like(old.name, new.name) + 0.2 * (old.level == new.level) + 0.5 * shared


def _like_measures(old: Measure, new: Measure) -> float:
    same = canonical(replace(old, id="")) == canonical(replace(new, id=""))
    return 0.7 * _like(old.id, new.id) + 0.3 * same


def _like_vetoes(old: Veto, new: Veto) -> float:
    if old.card is not new.card:
        return 0.0
    return 0.5 * _like(old.name, new.name) + 0.4 * (canonical(old.condition) == canonical(new.condition))


def _but_name(entry: Any) -> str:
    """The rest of an entry: the same rest under another name is a new name."""
    form = to_json(entry)
    assert isinstance(form, dict)
    rest = {key: value for key, value in form.items() if key not in ("name", "list_name")}
    return json.dumps(rest, sort_keys=True)
