"""Templates that some program has mangled: filled or refused, never a stack trace."""

import random
from copy import deepcopy
from pathlib import Path

import pytest
from lxml import etree
from lxml.etree import _Element as Element

from kaohe.core import Refused
from kaohe.reports.official.word.package import write_zip
from kaohe.reports.official.word.template import Template
from tests.unit.reports.official.dump import parts_of
from tests.unit.reports.official.handmade import box, p, table, template
from tests.unit.reports.official.test_template import KNOWN, RANKING, raster, values

ODD = ("", "-1", "甲", "12.5pt", "99999999999")


def mangle(root: Element, chance: random.Random) -> None:
    """Take out, put twice or rename a few elements; give odd values to attributes."""
    for _ in range(chance.randint(1, 6)):
        element, other = chance.choices([*root.iter("*")][1:] or [root], k=2)
        above = element.getparent()
        match chance.randrange(5):
            case 0 if above is not None:
                above.remove(element)
            case 1 if element.attrib:
                element.set(chance.choice(list(element.attrib)), chance.choice(ODD))
            case 2:
                element.insert(0, deepcopy(other))
            case 3 if above is not None:
                element.addnext(deepcopy(other))
            case _:
                element.tag = other.tag


@pytest.mark.parametrize("seed", range(150))
def test_a_mangled_template_is_filled_or_refused(seed: int, tmp_path: Path) -> None:
    body = (
        p("致{{单位}}", box(p("{{总分}}")))
        + table(["项"], ["{{失分.指标}}"])
        + p("{{排名表}}")
        + p("{{如无 失分}}")
    )
    path = template(tmp_path / "t.docx", body, parts={"footer1": p("{{单位}}")})
    chance = random.Random(seed)
    parts: dict[str, str | bytes] = dict(parts_of(path))
    name = chance.choice(["word/document.xml"] * 6 + list(parts))
    root = etree.fromstring(bytes(parts[name]))  # type: ignore[arg-type]
    mangle(root, chance)
    write_zip(path, {**parts, name: etree.tostring(root)})
    try:
        made = Template.read(path)
        made.check(KNOWN)
        made.write(values(slot=RANKING), tmp_path / "paper.docx", raster)
    except Refused as refused:
        assert refused.message  # noqa: PT017 - both ways are right
