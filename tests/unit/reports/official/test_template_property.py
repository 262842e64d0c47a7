"""A template in Word and a form of ours mean the same: filled, they say the same."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from hypothesis import example, given, settings

from kaohe.reports.official.blocks import Align, Document, Page, Paragraph, Part, simple_table
from kaohe.reports.official.fields import Data
from kaohe.reports.official.fill import fill
from kaohe.reports.official.word.template import Template
from kaohe.reports.official.word.writer import write_docx
from kaohe.reports.pictures.picture import Picture
from tests.unit.reports.official.dump import dump
from tests.unit.reports.official.forms import data, forms
from tests.unit.reports.official.retyped import retyped


def raster(pictures: Sequence[Picture]) -> list[bytes]:
    """No real pictures: what is compared is the text."""
    return [b"png"] * len(pictures)


def both(form: Document, values: Data, *, seed: int | None = None) -> tuple[list[str], list[str]]:
    """What the form says filled by us, and filled by way of a Word file (typed over as in Word, with a seed)."""
    with tempfile.TemporaryDirectory() as folder:
        template, paper, direct = (Path(folder) / name for name in ("form.docx", "paper.docx", "direct.docx"))
        write_docx(form, template, raster)
        if seed is not None:
            retyped(template, seed)
        Template.read(template).write(values, paper, raster)
        write_docx(fill(form, values), direct, raster)
        return dump(paper), dump(direct)


TURNED = (
    Page(wide=True),
    simple_table((("甲", 1, Align.LEFT), ("乙", 2, Align.LEFT)), [("1", "2")]),
    Page(),
    Paragraph(Part.BODY, "以下竖排。"),
)


@settings(max_examples=150, deadline=None)
@given(forms(), data())
@example(
    Document("", (Paragraph(Part.BODY, "{{排名表}}"), Paragraph(Part.BODY, "完"))),
    Data({}, {}, {"排名表": TURNED}),
)
def test_a_template_says_what_the_form_says(form: Document, values: Data) -> None:
    paper, direct = both(form, values)
    assert paper == direct


@settings(max_examples=80, deadline=None)
@given(forms(), data())
@example(Document("", (Paragraph(Part.TITLE, "{{单位}}"),)), Data({"单位": "\n"}))
@example(Document("", (Paragraph(Part.TITLE, "{{单位}}"),)), Data({"单位": "考核" * 9 + "\x0b\x00—" * 2}))
def test_how_word_cuts_the_text_makes_no_difference(form: Document, values: Data) -> None:
    paper, direct = both(form, values, seed=len(form.blocks))
    assert paper == direct
