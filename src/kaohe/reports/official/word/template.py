"""A Word file with placeholders, as an office edits it: checked, and filled in for every unit.

    .docx ─ template_file ─▶ parts ─┬─ template_places ─▶ problems, each with its place
                                    └─ template_fill (text, copies, sections, styles) ─ template_layout ─▶ .docx

What placeholders mean stands in `official.fields`; this and `fill` give the same paper. What an office added of its
own (logo, styles, page setup) stays as it is: parts without a placeholder are not touched.
"""

from collections.abc import Iterable
from copy import deepcopy
from pathlib import Path

from lxml.etree import _Element as Element

from kaohe.core import Problem, Refused
from kaohe.reports.official.blocks import Part
from kaohe.reports.official.fields import Data, Vocabulary, filled
from kaohe.reports.official.word.package import write_zip
from kaohe.reports.official.word.template_additions import Additions
from kaohe.reports.official.word.template_file import TemplateFile, open_template, serialised
from kaohe.reports.official.word.template_fill import Filling
from kaohe.reports.official.word.template_places import Spot, parts_of, spots_of
from kaohe.reports.official.word.template_styles import Styles
from kaohe.reports.official.word.template_text import has_braces, meant
from kaohe.reports.official.word.text import printable
from kaohe.reports.official.word.writer import Raster, png_pictures

_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_PROPERTIES = "docProps/core.xml"
_STRUCTURE = ("template.two-lists", "template.unclosed")
"""What is wrong with a template whatever it is filled with."""


class Template:
    """A template, read once and filled many times. `read` makes one; the same data gives the same bytes."""

    def __init__(self, file: TemplateFile) -> None:
        self._file = file
        roots = {part: file.root(part) for part in file.stories()}
        self._stories = {part: root for part, root in roots.items() if has_braces(root)}
        properties = file.root(_PROPERTIES) if _PROPERTIES in file.parts else None
        title = None if properties is None else properties.find(_TITLE)
        self._title = "" if title is None else meant(title.text or "")
        self._properties = properties if "{{" in self._title else None
        part = file.styles()
        self._styles = Styles(file.root(part) if part else None)
        self._spots = tuple(spot for root in self._stories.values() for spot in spots_of(root))
        if self._properties is not None:
            self._spots = (*self._spots, Spot("文件属性里的标题", self._title))

        self._faults = [problem for problem in self.check(Vocabulary({})) if problem.code in _STRUCTURE]

    @classmethod
    def read(cls, source: Path | bytes, name: str = "") -> "Template":
        """The template in a file. Refused, with what to do, where it is no .docx or holds what no paper may carry."""
        return cls(open_template(source, name))

    def check(self, vocabulary: Vocabulary) -> tuple[Problem, ...]:
        """Everything wrong with the placeholders, each with its place."""
        return tuple(
            problem for spot in self._spots for problem in spot.problems(vocabulary, self._file.name)
        )

    def write(self, data: Data, path: Path, raster: Raster | None = None) -> None:
        """Write the paper for `data`. Refused where the template asks for what the data does not have; `check` tells
        that before. `raster` makes PNGs of pictures. The file appears whole or not at all.
        """
        self._refuse(self._faults)
        additions = Additions(self._file, raster or png_pictures)
        parts = dict(self._file.parts)
        lacking: set[Part] = set()
        try:
            for part, root in self._stories.items():
                copy = deepcopy(root)
                filling = Filling(data, self._styles, additions.keeper(part, root))
                filling.fill(copy)
                lacking |= filling.lacking
                parts[part] = serialised(copy)
            if self._properties is not None:
                parts[_PROPERTIES] = serialised(
                    _titled(self._properties, printable(filled(self._title, data)))
                )
        except KeyError:
            self._refuse(self.check(self._vocabulary(data)))
            raise  # a bug: everything that the template asks for is there
        if lacking:
            additions.add_styles(lacking)
        write_zip(path, {**parts, **additions.parts()})

    def _refuse(self, problems: Iterable[Problem]) -> None:
        found = tuple(problems)
        if found:
            message = f"模板“{self._file.name}”里有{len(found)}处占位符填不出来：{found[0].where[0].what}，{found[0].message}"
            raise Refused("template.cannot-fill", f"{message}{found[0].remedy}", found)

    def _vocabulary(self, data: Data) -> Vocabulary:
        """What the data can answer. Of a list without an entry nothing is asked, so anything may be."""
        lists = {name: dict.fromkeys(entries[0], "") for name, entries in data.lists.items() if entries}
        for name, entries in data.lists.items():
            if not entries:
                asked = {part for spot in self._spots for part in parts_of(spot.text, name)}
                lists[name] = dict.fromkeys(asked, "")
        return Vocabulary(dict.fromkeys(data.fields, ""), lists, dict.fromkeys(data.slots, ""))


def fill_template(template: Path | bytes, data: Data, path: Path, raster: Raster | None = None) -> None:
    """Write one paper from a template. For many papers `Template.read` once and `write` each."""
    Template.read(template).write(data, path, raster)


def _titled(properties: Element, title: str) -> Element:
    copy = deepcopy(properties)
    element = copy.find(_TITLE)
    if element is not None:
        element.text = title
    return copy
