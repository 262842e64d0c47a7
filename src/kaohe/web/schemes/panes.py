"""What the two-sided page shows of a version: its items as cards, tied to their places in the source document.

The scheme's file knows the lines of its own text; the document's places are known from when it was read. An item and its place
are brought together by number, name and clause, so that both sides stay tied while the text is corrected.
"""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.utils.html import format_html

from kaohe.clauses import Compiled, ItemReading, compile_draft
from kaohe.core import Problem, Severity, plain
from kaohe.reports.item_card import SIGNS, card
from kaohe.reports.settling import Located, Way, items_in, with_item
from kaohe.reports.study import Heading, ItemStudy, State, Study, study_draft
from kaohe.rules.sentence import sentence
from kaohe.scheme import SchemeDraft
from kaohe.scheme.matching import match
from kaohe.scheme.pending import stating_default
from kaohe.web.schemes.models import Version
from kaohe.web.schemes.reading import draft_of, scheme_of

_KEPT = 16
_SETTLED_BY_QUESTIONS = {"scheme.missing-key"}
"""Problems of a file that can be mended in forms without loss."""
MOST_WHOLE = 60
"""Up to so many items the page holds every card whole; beyond, each comes when it is looked at."""
MOST_TOLD = 40
"""So many problems stand above the cards; all of them stand beside the text."""


@dataclass(frozen=True, slots=True)
class Card:
    """One item on the page. `html`: the library's card. `linked`: the source has its place, under `src-` and the anchor."""

    way: str
    anchor: str
    state: str
    linked: bool
    html: str


@dataclass(frozen=True, slots=True)
class Title:
    """A table's or a group's heading; `depth` from 0, a table's is -1."""

    text: str
    depth: int


@dataclass(frozen=True, slots=True)
class Told:
    """A problem and the card it is about (empty: none)."""

    problem: Problem
    anchor: str


@dataclass(frozen=True, slots=True)
class Panes:
    """The page. `counts`: (state's key, its words, how many items). `brief`: the cards say the least, and are to be fetched whole."""

    entries: tuple[Card | Title, ...]
    problems: tuple[Told, ...]
    counts: tuple[tuple[str, str, int], ...]
    number: int
    errors: int
    more: int
    brief: bool


def panes_of(version: Version, *, only: Way | None = None) -> Panes:
    """The page of a version; `only`: nothing but the card of one item, always with its boundary table."""
    study = study_of(version.text)
    anchors = anchors_of(version)
    located = {found.way: found for found in items_in(study.draft)}
    many = len(located) > MOST_WHOLE and only is None
    entries = tuple(_entries(study, list(located), anchors, only, brief=many))
    lines = {found.item.where.line: anchors[way][0] for way, found in located.items()}
    _scheme, problems = scheme_of(version.text)
    told = tuple(Told(p, lines.get(p.where[0].line, "") if p.where else "") for p in problems)
    counts = study.counts()
    return Panes(
        entries,
        told,
        tuple(
            (state.key, f"{SIGNS[state]} {state.value}", counts[state]) for state in State if counts[state]
        ),
        len(located),
        sum(problem.severity is Severity.ERROR for problem in problems),
        max(0, len(told) - MOST_TOLD),
        many,
    )


def card_of(draft: SchemeDraft, way: Way, anchor: str) -> tuple[ItemStudy, str]:
    """One item of a draft that is perhaps stored nowhere, studied, and its card."""
    study = _studied(draft)
    number = [found.way for found in items_in(draft)].index(way)
    item = study.items[number]
    return item, card(item, anchor, linked=False)


def way_in_words(way: Way) -> str:
    """As it stands in an address: 0-1-2."""
    return "-".join(map(str, way))


def located_at(draft: SchemeDraft, words: str) -> Located | None:
    """The item of an address; None where there is none."""
    return next((found for found in items_in(draft) if way_in_words(found.way) == words), None)


def can_be_rewritten(draft: SchemeDraft) -> bool:
    """Whether the file can be written anew from what was read of it: else something in it would be lost."""
    wrong = (
        p for p in draft.problems if p.severity is Severity.ERROR and p.code not in _SETTLED_BY_QUESTIONS
    )
    return bool(draft.tables) and next(wrong, None) is None


@lru_cache(maxsize=_KEPT)
def study_of(text: str) -> Study:
    """A version's text item by item, with the readings of the clauses whose rules still are what was read in them."""
    return _studied(draft_of(text))


def _studied(draft: SchemeDraft) -> Study:
    return study_draft(draft, Compiled(draft, tuple(_readings(draft))))


def _readings(draft: SchemeDraft) -> Iterator[ItemReading]:
    """Each clause read again: where that gives the rule that the item has, the reading tells where in the clause it comes from."""
    bare = replace(draft, measures=())
    for found in items_in(draft):
        emptied = replace(found.item, rule=None, unread=False, pending=())
        bare = with_item(bare, found.way, emptied)
    read: defaultdict[tuple[str, ...], deque[ItemReading]] = defaultdict(deque)
    for entry in compile_draft(bare).readings:
        read[(*entry.path, entry.item.clause)].append(entry)
    for found in items_in(draft):
        own = found.item
        same = read[(*found.path, own.name, own.clause)]
        if not same:
            continue
        entry = same.popleft()
        rule = entry.item.rule
        if (rule is None) == (own.rule is None) and (
            rule is None or own.rule is None or sentence(rule) == sentence(own.rule)
        ):
            yield replace(entry, item=stating_default(own))


# ---- items and their places in the source


def anchors_of(version: Version) -> Mapping[Way, tuple[str, bool]]:
    """For each item its anchor, and whether the source has its place."""
    found = list(items_in(draft_of(version.text)))
    pairs = match(
        _places(version),
        [_Known(f"n{n}", each.number, each.item.name, each.item.clause) for n, each in enumerate(found, 1)],
        [
            lambda entry: (entry.number, entry.name, entry.clause),
            lambda entry: (entry.name, entry.clause) if entry.clause else None,
            lambda entry: (entry.number, entry.name),
            lambda entry: entry.clause or None,
        ],
    ).pairs
    placed = {pair.new.anchor: (pair.old.anchor, pair.old.linked) for pair in pairs}
    return {each.way: placed.get(f"n{n}", (f"n{n}", False)) for n, each in enumerate(found, 1)}


@dataclass(frozen=True, slots=True)
class _Known:
    anchor: str
    number: str
    name: str
    clause: str
    linked: bool = False


def _places(version: Version) -> list[_Known]:
    parts: Sequence[Mapping[str, Any]] = version.document.found.get("parts", ()) if version.document else ()
    if version.part >= len(parts):
        return []
    return [_Known(**entry) for entry in parts[version.part]["items"]]


# ---- cards


def _entries(
    study: Study,
    ways: Sequence[Way],
    anchors: Mapping[Way, tuple[str, bool]],
    only: Way | None,
    *,
    brief: bool,
) -> Iterator[Card | Title]:
    left = iter(ways)
    several = len(study.tables) > 1
    for table in study.tables:
        if several and only is None:
            yield Title(table.table.name, -1)
        for entry in table.entries:
            if isinstance(entry, Heading):
                if only is None:
                    yield Title(_heading(entry), min(entry.depth, 2))
                continue
            way = next(left)
            if only is None or way == only:
                anchor, linked = anchors[way]
                html = _brief(entry, anchor) if brief else card(entry, anchor, linked=linked)
                yield Card(way_in_words(way), anchor, entry.state.key, linked, html)


def _heading(heading: Heading) -> str:
    said = heading.name.endswith(("分）", "分)"))
    points = f"（{plain(heading.points)}分）" if heading.points and not said else ""
    return f"{heading.number}　{heading.name}{points}"


def _brief(study: ItemStudy, anchor: str) -> str:
    """What a card says at the least: the item, its state, its clause and its rule."""
    points = "" if study.item.points is None else f"{plain(study.item.points)}分"
    state = f"{SIGNS[study.state]} {study.state.value}"
    return format_html(
        '<article class="card {0}" id="{1}" data-state="{0}" tabindex="0"><header><span>{2}</span> <h5>{3}</h5> {4} '
        '<span class="state">{5}</span></header><p>{6}</p><p class="rule">{7}</p></article>',
        study.state.key, anchor, study.number, study.item.name, points, state, study.clause, study.words,
    )  # fmt: skip
