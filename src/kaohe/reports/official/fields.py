"""Placeholders in a form, in words that an office can type into Word itself.

    {{单位}}            the text of a field
    {{失分.指标}}        a field of each entry of a list: the paragraph or the row of a table stands once for each
    {{排名表}}           alone in its paragraph: a table or picture is put in its place
    {{如有 名单}}        the paragraph or row stays only where the field has a text, the list an entry; {{如无 …}}: only where not

Neighbouring paragraphs (or rows) of one list are repeated together. A table whose only rows below the head belong to a
list without an entry is left out with its caption.
"""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kaohe.core import Place, Problem, Severity
from kaohe.reports.official.blocks import Block

Entry = Mapping[str, str]

_MARK = re.compile(r"\{\{\s*(如有|如无)?\s*([^{}]*?)\s*\}\}")
_HALF = re.compile(r"\{\{|\}\}")
_ENTRY_MARK = "."


@dataclass(frozen=True, slots=True)
class Data:
    """What a form is filled with: texts by name, lists of entries, and blocks for the places of tables and pictures."""

    fields: Mapping[str, str]
    lists: Mapping[str, Sequence[Entry]] = field(default_factory=dict)
    slots: Mapping[str, Sequence[Block]] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether there is anything under this name."""
        return bool(self.fields.get(name) or self.lists.get(name) or self.slots.get(name))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names that a kind of form may use, each with what it means."""

    fields: Mapping[str, str]
    lists: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    slots: Mapping[str, str] = field(default_factory=dict)

    def names(self) -> Iterator[str]:
        """Everything that may stand in double braces."""
        yield from self.fields
        yield from self.slots
        for name, parts in self.lists.items():
            yield from (f"{name}{_ENTRY_MARK}{part}" for part in parts)

    def conditions(self) -> Iterator[str]:
        """Everything that 如有 and 如无 may ask for."""
        yield from self.fields
        yield from self.slots
        yield from self.lists


def list_of(text: str) -> str:
    """The list whose entries this text is repeated for; empty where it stands once."""
    for match in _MARK.finditer(text):
        if not match[1] and _ENTRY_MARK in match[2]:
            return match[2].partition(_ENTRY_MARK)[0]
    return ""


def slot_of(text: str) -> str:
    """The name that stands alone in a paragraph; empty where the paragraph says anything else."""
    bare = [match for match in _MARK.finditer(text) if not match[1]]
    if len(bare) != 1 or _MARK.sub("", text).strip():
        return ""
    return bare[0][2]


def keeps(text: str, data: Data) -> bool:
    """Whether the conditions in a text all hold."""
    return all(data.has(match[2]) is (match[1] == "如有") for match in _MARK.finditer(text) if match[1])


def filled(text: str, data: Data, entry: Entry | None = None) -> str:
    """The text with every placeholder replaced. An unknown name is a bug here: `problems_of` tells it before."""
    return _MARK.sub(lambda match: "" if match[1] else _value(match[2], data, entry), text)


def _value(name: str, data: Data, entry: Entry | None) -> str:
    if _ENTRY_MARK not in name:
        return data.fields[name]
    if entry is None:
        raise KeyError(name)
    return entry[name.partition(_ENTRY_MARK)[2]]


def marks(text: str) -> Iterator[tuple[int, int]]:
    """Where the placeholders of a text begin and end."""
    yield from (match.span() for match in _MARK.finditer(text))


def problems_of(text: str, vocabulary: Vocabulary, place: Place) -> Iterator[Problem]:
    """What is wrong with the placeholders of one paragraph (or row), each with its place."""
    names, conditions = list(vocabulary.names()), list(vocabulary.conditions())
    lists = set()
    for match in _MARK.finditer(text):
        known = conditions if match[1] else names
        if match[2] not in known:
            yield _unknown(match[0], match[2], known, place)
        elif _ENTRY_MARK in match[2] and not match[1]:
            lists.add(match[2].partition(_ENTRY_MARK)[0])
    if len(lists) > 1:
        yield Problem(
            "template.two-lists",
            Severity.ERROR,
            f"这一段（行）里用了{len(lists)}个清单（{'、'.join(sorted(lists))}），不知道按哪个重复。",
            "每段（行）只用一个清单的内容。",
            (place,),
        )
    if half := _HALF.search(_MARK.sub("", text)):
        yield Problem(
            "template.unclosed",
            Severity.ERROR,
            f"“{half[0]}”没有配对。",
            "占位符写成 {{名称}}，前后各两个大括号，中间不要换段。",
            (place,),
        )


def _unknown(mark: str, name: str, known: Sequence[str], place: Place) -> Problem:
    near = difflib.get_close_matches(name, known, 3, 0.4)
    hint = f"是不是{'、'.join(near)}？" if near else ""
    return Problem(
        "template.unknown-name",
        Severity.ERROR,
        f"这种文书没有“{mark}”这一项。{hint}",
        "名称照《文书模板说明》写，或删去这个占位符。",
        (place,),
    )
