"""What happens to a template while it is edited in Word: runs are cut anywhere, with marks of spelling, bookmarks and
revisions between them, and an input method types full-width braces and spaces.
"""

import random
import re
from copy import deepcopy
from pathlib import Path

from lxml import etree
from lxml.etree import _Element as Element

from kaohe.reports.official.word.package import write_zip
from tests.unit.reports.official.dump import W, parts_of

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def retyped(path: Path, seed: int) -> None:
    """Edit the file's text in place, the same way for the same seed."""
    chance = random.Random(seed)
    parts: dict[str, str | bytes] = dict(parts_of(path))
    root = etree.fromstring(bytes(parts["word/document.xml"]))  # type: ignore[arg-type]
    for text in list(root.iter(f"{W}t")):
        text.text = _typed(text.text or "", chance)
        _cut(text, chance)
    parts["word/document.xml"] = etree.tostring(root)
    write_zip(path, parts)


def _typed(text: str, chance: random.Random) -> str:
    def typed(match: re.Match[str]) -> str:
        left, right = chance.choice((("{{", "}}"), ("｛｛", "｝｝"), ("{｛ ", "　}｝"), ("{{\u200b", " }}")))
        return left + match[1].replace("如有 ", chance.choice(("如有", "如有　", "如有 "))) + right

    return re.sub(r"\{\{([^{}]*)\}\}", typed, text)


def _cut(text: Element, chance: random.Random) -> None:
    """Cut a text into several runs of the same look."""
    run = text.getparent()
    assert run is not None
    others = [child for child in run if child.tag not in (f"{W}rPr", f"{W}t")]
    letters = text.text or ""
    if others or len(run.findall(f"{W}t")) > 1 or len(letters) < 2:
        return
    at = sorted(chance.sample(range(1, len(letters)), min(len(letters) - 1, chance.randint(0, 4))))
    pieces = [letters[start:end] for start, end in zip([0, *at], [*at, len(letters)], strict=True)]
    text.text = pieces[0]
    text.set(_SPACE, "preserve")
    last = run
    for number, piece in enumerate(pieces[1:]):
        mark = etree.Element(f"{W}{chance.choice(('proofErr', 'bookmarkEnd', 'commentRangeEnd'))}")
        mark.set(f"{W}id", str(number))
        following = deepcopy(run)
        found = following.find(f"{W}t")
        assert found is not None
        found.text = piece
        following.set(f"{W}rsidR", "00A12B3C")
        last.addnext(mark)
        mark.addnext(following)
        last = following
