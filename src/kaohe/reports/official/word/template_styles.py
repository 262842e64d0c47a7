"""The styles of a template, by the names that an office sees.

Word gives styles new ids when it saves a file; their names stay. So a paragraph's part is known by the name of its
style, and blocks that are put into a template take the ids that the names have there.
"""

from collections.abc import Iterable
from copy import deepcopy
from functools import cache

from lxml import etree
from lxml.etree import _Element as Element

from kaohe.documents.word.names import VAL, child, value, w
from kaohe.reports.official.blocks import Part
from kaohe.reports.official.word.look import style_id
from kaohe.reports.official.word.styles import styles_xml

_PARTS = {part.value: part for part in Part}
_CAPTIONS = frozenset({Part.CAPTION.value, "caption", "题注"})
_ID = w("styleId")


class Styles:
    """What a template says about styles. None: it has no such part."""

    def __init__(self, root: Element | None) -> None:
        styles = [] if root is None else root.findall(w("style"))
        self._names = {style.get(_ID, ""): value(child(style, "name")) for style in styles}
        self._ids = {name: id_ for id_, name in reversed(self._names.items())}

    def part_of(self, paragraph: Element) -> Part | None:
        """What a paragraph is in an official paper; None where its style is none of ours."""
        return _PARTS.get(self._name(paragraph))

    def is_caption(self, paragraph: Element) -> bool:
        """Whether the paragraph is the heading of the table that follows."""
        return self._name(paragraph) in _CAPTIONS

    def id_of(self, part: Part) -> str:
        """The id under which the template has the part's style; ours where it has none yet."""
        return self._ids.get(part.value) or style_id(part)

    def lacks(self, part: Part) -> bool:
        """Whether the part's style would have to be added."""
        return part.value not in self._ids

    def _name(self, paragraph: Element) -> str:
        style = value(child(paragraph, "pPr", "pStyle"))
        return self._names.get(style, "")


def use_ids(elements: Iterable[Element], styles: Styles) -> set[Part]:
    """Let paragraphs made by us refer to the template's styles; the parts whose styles it lacks."""
    lacking = set()
    for element in elements:
        for style in element.iter(w("pStyle")):
            part = _by_our_id()[style.get(VAL, "")]
            style.set(VAL, styles.id_of(part))
            if styles.lacks(part):
                lacking.add(part)
    return lacking


@cache
def _by_our_id() -> dict[str, Part]:
    return {style_id(part): part for part in Part}


def add_styles(root: Element, parts: Iterable[Part]) -> None:
    """Add our styles of these parts. They rest on nothing of the template's, so that they look the same everywhere."""
    ours = {style.get(_ID): style for style in etree.fromstring(styles_xml().encode()).iter(w("style"))}
    for part in sorted(parts, key=lambda part: part.name):
        style = deepcopy(ours[style_id(part)])
        based = child(style, "basedOn")
        if based is not None:
            style.remove(based)
        root.append(style)
