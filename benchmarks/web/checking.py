"""After the rush: is everything there that was acknowledged?

asked: `rounds`, and `written` as `client.py` kept it, in the order in which each person sent. Every figure has one writer.
Answer: counts; all but `acknowledged`, `figures` and `events` are to be 0.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kaohe.facts import Role as FactRole
from kaohe.web.audit.models import Event
from kaohe.web.audit.recording import broken_links
from kaohe.web.filing.models import Figure, Filing, FilingState

Key = tuple[int, str, str, str]
"""Round, unit, measure, period."""
NO_ANSWER, NOT_TAKEN = -1, -2


def run(asked: dict[str, Any]) -> dict[str, int]:
    """Hold the database against what clients were told."""
    rounds: list[int] = asked["rounds"]
    told: dict[Key, list[Word]] = {}
    for unit, measure, period, text, over, edition, place in asked["written"]:
        told.setdefault((rounds[place], unit, measure, period), []).append(Word(text, over, edition))
    now, changes = _figures(rounds), _changes(rounds)
    handed_in = Filing.objects.filter(round__in=rounds, state=FilingState.SUBMITTED).count()
    every = [word for words in told.values() for word in words]
    return {
        "acknowledged": sum(word.edition >= 0 for word in every),
        "unanswered": sum(word.edition == NO_ANSWER for word in every),
        "figures": len(told),
        "events": Event.objects.count(),
        "lost": sum(lost(words, now.get(key)) for key, words in told.items()),
        "trail": sum(not agrees(words, now.get(key), changes.get(key, [])) for key, words in told.items())
        + len(changes.keys() - told.keys()),
        "lost_submissions": max(0, asked["submitted"] - handed_in),
        "broken_links": sum(1 for _ in broken_links()),
    }


@dataclass(frozen=True, slots=True)
class Word:
    """One sending of a cell: its text, the edition it was written over, and the one that was answered (see NO_ANSWER)."""

    text: str
    over: int
    edition: int


def lost(words: Sequence[Word], now: tuple[str, int] | None) -> bool:
    """Whether the last acknowledged value is gone, though nobody wrote over it; its edition counts as well."""
    taken = [word for word in words if word.edition >= 0]
    if not taken:
        return False
    open_ones = {word.text for word in words if word.edition == NO_ANSWER}
    if now is None or now[1] < taken[-1].edition:
        return True
    return now != (taken[-1].text, taken[-1].edition) and now[0] not in open_ones


def agrees(words: Sequence[Word], now: tuple[str, int] | None, changes: Sequence[str]) -> bool:
    """Whether a figure's edition is as many steps from its first as the trail tells, and the last of them led to its text."""
    text, edition = now or ("", 0)
    return edition == words[0].over + len(changes) and (not changes or changes[-1] == text)


def _figures(rounds: Sequence[int]) -> dict[Key, tuple[str, int]]:
    found = Figure.objects.filter(round__in=rounds, role=FactRole.ACTUAL.value)
    return {
        (round, unit, measure, period): (text, edition)
        for round, unit, measure, period, text, edition in found.values_list(
            "round", "unit__code", "measure", "period", "text", "edition"
        )
    }


def _changes(rounds: Sequence[int]) -> dict[Key, list[str]]:
    """What the trail tells of each figure, step by step: the text it came to have."""
    told: dict[Key, list[str]] = {}
    events = Event.objects.filter(round__in=rounds, code__in=("filing.saved", "score.saved"))
    for event in events.order_by("number").iterator():
        for change in json.loads(event.data)["changes"]:
            if event.code == "filing.saved":
                measure, period, _before, after = change
                key = (event.round, event.unit, measure, period)
            else:
                unit, measure, period, after, _note = change
                key = (event.round, unit, measure, period)
            told.setdefault(key, []).append(after)
    return told
