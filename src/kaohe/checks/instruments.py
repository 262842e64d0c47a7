"""The legal review's facts and words, from `instruments.yaml`: what it rests on, what it recognises, what it says."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from kaohe.checks.finding import Level
from kaohe.checks.wording import sentences

_REFERENCE = re.compile(r"\{([\u4e00-\u9fff]+)\}")
MOST_CHARACTERS = 20_000
"""Of one clause; what lies beyond is not looked at (the readers limit clauses far below)."""


@dataclass(frozen=True, slots=True)
class Instrument:
    """A law, decision or notice: its short name, full name, the day it takes effect, and that day as people write it."""

    id: str
    name: str
    date: date
    dated: str


@dataclass(frozen=True, slots=True)
class LegalRule:
    """One kind of finding. `words` None: it is recognised by the scheme's structure, not by words.

    `historical`: a scheme from before the instrument's date gets a historical finding; else nothing is said.
    """

    id: str
    instrument: Instrument
    level: Level
    historical: bool
    message: str
    reason: str
    remedy: str
    words: re.Pattern[str] | None = None
    not_words: tuple[re.Pattern[str], ...] = ()

    @property
    def code(self) -> str:
        return f"law.{self.id}"

    def found_in(self, text: str) -> Iterator[str]:
        """The words of the text that it recognises, each with its sentence around them ruled lawful or not."""
        if self.words is None:
            return
        for sentence in sentences(text[:MOST_CHARACTERS]):
            hits = [hit for hit in self.words.finditer(sentence) if hit.end() > hit.start()]
            if not hits:
                continue
            lawful = [other.span() for pattern in self.not_words for other in pattern.finditer(sentence)]
            for hit in hits:
                if not any(start < hit.end() and hit.start() < end for start, end in lawful):
                    yield _phrase(sentence, hit.start(), hit.end())


def _phrase(sentence: str, start: int, end: int) -> str:
    """The words with the rest of their phrase, up to the nearest mark on either side."""
    left = max(sentence.rfind(mark, 0, start) for mark in "，：、（") + 1
    right = min((at for mark in "，：（" if (at := sentence.find(mark, end)) >= 0), default=len(sentence))
    first, last = max(left, start - 16), min(right, end + 16)
    phrase = sentence[first:last].strip("“”、）")
    return f"{'…' if first > left else ''}{phrase}{'…' if last < right else ''}"


@cache
def instruments() -> Mapping[str, Instrument]:
    """All instruments by id."""
    return {
        name: Instrument(name, entry["name"], entry["date"], entry["dated"])
        for name, entry in _data()["instruments"].items()
    }


@cache
def legal_rules() -> Mapping[str, LegalRule]:
    """All rules by id, in the order of the file."""
    data = _data()
    parts: dict[str, str] = {}
    for name, pattern in data["parts"].items():
        parts[name] = _filled(pattern, parts)
    return {entry["id"]: _rule(entry, parts) for entry in data["rules"]}


def _rule(entry: Mapping[str, Any], parts: Mapping[str, str]) -> LegalRule:
    words = [_filled(word, parts) for word in entry.get("words", ())]
    return LegalRule(
        id=entry["id"],
        instrument=instruments()[entry["instrument"]],
        level=Level(entry["level"]),
        historical=entry["before"] == "historical",
        message=entry["message"],
        reason=entry["reason"],
        remedy=entry["remedy"],
        words=re.compile("|".join(f"(?:{word})" for word in words)) if words else None,
        not_words=tuple(re.compile(_filled(word, parts)) for word in entry.get("not_words", ())),
    )


def _filled(pattern: str, parts: Mapping[str, str]) -> str:
    """The pattern with `{名字}` replaced by the part of that name; counts such as {0,8} are left alone."""
    return _REFERENCE.sub(lambda found: parts[found[1]], pattern)


@cache
def _data() -> dict[str, Any]:
    text = (files("kaohe.checks") / "instruments.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    return data
