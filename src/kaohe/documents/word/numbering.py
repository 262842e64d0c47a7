"""Automatic numbers: what Word puts before a paragraph without its standing in the text.

    paragraph ── numPr or its style's ──▶ num ──▶ abstractNum ── levels: start, form, pattern “（%1）”, restart
                                           └─ overrides: another start, another level

Paragraphs of all lists that share an abstract list count on in one another; a list with a start of its own begins
there when it is first met.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml.etree import _Element as Element

from kaohe.documents.word import limits
from kaohe.documents.word.counting import count
from kaohe.documents.word.flow import Marks, content
from kaohe.documents.word.names import W14, child, is_on, value, w, whole
from kaohe.documents.word.styles import Styles
from kaohe.documents.word.symbols import letters

_PLACEHOLDER = re.compile(r"%([1-9])")
_PLAIN = re.compile(r"[0-9A-Za-z０-９〇○\u4e00-\u9fff]")
"""Signs that set themselves off from nothing."""
_LEVELS = 9
_MOST_COUNT = 32_767
_BULLET = "•"


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list. `restart`: the level (from 1) that lets it begin again; None: any above; 0: none."""

    start: int = 1
    form: str = "decimal"
    pattern: str = ""
    restart: int | None = None
    legal: bool = False
    style: str = ""
    spaced: bool = True


@dataclass(frozen=True, slots=True)
class Label:
    """The number as shown, the level it has from 1, and whether a gap follows it."""

    text: str = ""
    level: int = 0
    spaced: bool = True

    def before(self, text: str) -> str:
        """The number as it stands before a text: with a space where the two would run into one (1. 5分, 第一条 为)."""
        if not (self.text and text and self.spaced):
            return self.text
        last, first = self.text[-1], text[0]
        runs_on = _PLAIN.fullmatch(last) or (last in ".．" and first.isdecimal())
        return f"{self.text} " if runs_on else self.text


NO_LABEL = Label()


@dataclass(slots=True)
class _List:
    """A `w:num`: which abstract list it counts in, and what it changes there."""

    abstract: str
    levels: dict[int, Level]
    starts: dict[int, int]
    begun: set[int] = field(default_factory=set)


class Numbering:
    """The lists of a document and how far each has counted. Paragraphs are to be asked for in their order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, list[int | None]] = {}
        self.unknown_forms: set[str] = set()
        """Forms of numbers that are written in ordinary digits for want of knowing them."""
        if root is not None:
            self._read(root)

    def label(self, properties: Element | None) -> Label:
        """The number of the next paragraph, which has these properties."""
        name, level = self._list_of(properties)
        found = self._lists.get(name)
        if found is None or level not in found.levels:
            return NO_LABEL
        counts = self._advance(found, level)
        shape = found.levels[level]
        return Label(self._written(found, shape, counts), level + 1, shape.spaced)

    def _list_of(self, properties: Element | None) -> tuple[str, int]:
        """The list and level of a paragraph; a list “0” in the paragraph itself switches its style's off."""
        stated = child(properties, "numPr")
        name, level = value(child(stated, "numId")), whole(child(stated, "ilvl"))
        if name:
            return ("" if name == "0" else name), level or 0
        own = self._styles.of(properties)
        style = self._styles.style(own)
        if level is None:
            level = style.at
        if level is None and style.list in self._lists:
            linked = {shape.style: at for at, shape in self._lists[style.list].levels.items() if shape.style}
            level = linked.get(own, linked.get(style.carrier))
        return style.list, level or 0

    def _advance(self, found: _List, level: int) -> list[int | None]:
        counts = self._counts.setdefault(found.abstract, [None] * _LEVELS)
        if level in found.starts and level not in found.begun:
            counts[level] = None
        found.begun.add(level)
        for above in range(
            level
        ):  # a list that begins at its second level counts as if the first had been there
            if counts[above] is None:
                counts[above] = self._start(found, above)
        reached = counts[level]
        counts[level] = self._start(found, level) if reached is None else reached + 1
        for below in range(level + 1, _LEVELS):
            restart = found.levels[below].restart if below in found.levels else None
            if restart is None or level < restart:
                counts[below] = None
        return counts

    def _start(self, found: _List, level: int) -> int:
        shape = found.levels.get(level, Level())
        return found.starts.get(level, shape.start)

    def _written(self, found: _List, shape: Level, counts: list[int | None]) -> str:
        if shape.form == "bullet":
            return shape.pattern or _BULLET

        def number(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            reached = counts[at]  # None below the level of this paragraph
            form = found.levels[at].form if at in found.levels else "decimal"
            if shape.legal and form != "none":
                form = "decimal"
            return self._counted(self._start(found, at) if reached is None else reached, form)

        return _PLACEHOLDER.sub(number, shape.pattern).strip()

    def _counted(self, number: int, form: str) -> str:
        if number > _MOST_COUNT or form == "bullet":
            return "" if form == "bullet" else str(number)
        if form.startswith("custom:"):
            return str(number).zfill(len(form.removeprefix("custom:")))
        written = count(number, form)
        if written is None:
            self.unknown_forms.add(form)
            return str(number)
        return written

    def _read(self, root: Element) -> None:
        abstracts = {value(item, "abstractNumId"): item for item in root.findall(w("abstractNum"))}
        numbers = {value(item, "numId"): item for item in root.findall(w("num"))}
        levels = {name: dict(_levels(item)) for name, item in abstracts.items()}
        for name, item in numbers.items():
            abstract = self._resolve(value(child(item, "abstractNumId")), abstracts, numbers)
            own = dict(levels.get(abstract, {}))
            starts: dict[int, int] = {}
            for override in item.findall(w("lvlOverride")):
                at = whole(override, "ilvl")
                if at is None:
                    continue
                own.update((at, shape) for _, shape in _levels(override))
                start = whole(child(override, "startOverride"))
                if start is not None:
                    starts[at] = start
                    own[at] = replace(own.get(at, Level()), start=start)
            self._lists[name] = _List(abstract, own, starts)

    def _resolve(self, abstract: str, abstracts: dict[str, Element], numbers: dict[str, Element]) -> str:
        """The abstract list that has the levels: a list made by a list style points to it through the style."""
        seen: set[str] = set()
        while abstract in abstracts and abstract not in seen:
            seen.add(abstract)
            style = value(child(abstracts[abstract], "numStyleLink"))
            linked = numbers.get(self._styles.style(style).list) if style else None
            if linked is None:
                break
            abstract = value(child(linked, "abstractNumId"))
        return abstract


def _levels(parent: Element) -> Iterator[tuple[int, Level]]:
    for item in parent.findall(w("lvl")):
        at = whole(item, "ilvl")
        if at is not None and 0 <= at < _LEVELS:
            yield at, _level(item)


def _level(item: Element) -> Level:
    marks: Marks = set()
    parts = {part.tag: part for part in content(item, marks)}  # the form may stand among alternatives
    form = _form(parts.get(w("numFmt")))
    pattern = value(parts.get(w("lvlText")))[: limits.MOST_LABEL]
    if form == "bullet":
        fonts = child(item, "rPr", "rFonts")
        shown, known = letters(pattern, value(fonts, "ascii") or value(fonts, "hAnsi"))
        pattern = shown if known and shown.strip() else _BULLET
    start = whole(child(item, "start"))
    return Level(
        start=1 if start is None else start,
        form=form,
        pattern=pattern,
        restart=whole(child(item, "lvlRestart")),
        legal=is_on(child(item, "isLgl")),
        style=value(child(item, "pStyle")),
        spaced=value(child(item, "suff")) != "nothing",
    )


def _form(element: Element | None) -> str:
    """The form of the number; one of the office's own making (“001, 002”) as `custom:001`."""
    form = value(element) or "decimal"
    if form != "custom" or element is None:
        return form
    first = (value(element, "format") or element.get(f"{{{W14}}}format", "")).partition(",")[0].strip()
    return f"custom:{first}" if first.isascii() and first.isdecimal() and len(first) < 9 else "decimal"
