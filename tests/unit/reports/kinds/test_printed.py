"""Every kind of paper as it comes off the printer: by LibreOffice from Word, by the layout program as PDF, and as pictures."""

import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from kaohe.reports.kinds import KINDS
from kaohe.reports.material import Material
from kaohe.reports.official.blocks import Table
from kaohe.reports.official.fill import fill
from kaohe.reports.official.pdf import write_pdf
from kaohe.reports.official.word import write_docx
from tests.unit.reports.official.printed import SOFFICE, Sheet, printed_together, sheets

from .material import example, large

PDFTOPPM = shutil.which("pdftoppm")
LEFT, UPRIGHT_EDGE, WIDE_EDGE = 28, 210 - 26, 297 - 37
EXAMPLE = "示例"
HANGING = 7
"""Millimetres: full-width marks may hang over the edge, and the fonts that stand in are a little wider."""


def _materials() -> dict[str, Material]:
    return {
        EXAMPLE: example(),
        "三个单位六十项": large(3, 60),
        "三百个单位": large(300, 6),
        "一个单位": large(1, 1),
    }


def _write(folder: Path) -> list[Path]:
    """Every paper of the example as Word, of the others the first and the last of each kind; those two as PDF as well."""
    written = []
    for name, material in _materials().items():
        for kind in KINDS:
            if kind.lacks(material):
                continue
            papers = list(kind.papers(kind, material))
            ends = {0, len(papers) - 1} if papers else set()
            for at in range(len(papers)) if name == EXAMPLE else sorted(ends):
                document = fill(kind.form(), papers[at].data)
                path = folder / f"{name} {kind.name} {at}.docx"
                write_docx(document, path)
                (folder / "pdf").mkdir(exist_ok=True)
                if at in ends:
                    write_pdf(document, folder / "pdf" / f"{path.stem}.pdf")
                heads = [_head(block) for block in document.blocks if isinstance(block, Table)]
                path.with_suffix(".heads").write_text("\n".join(heads), encoding="utf-8")
                written.append(path)
    return written


def _head(table: Table) -> str:
    return "".join("".join(cell.text.split()) for cell in table.cells if cell.row == 0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("papers")
    written = _write(made)
    if SOFFICE is not None:
        printed_together(written)
    return made


def _heads(folder: Path, stem: str) -> set[str]:
    """The heads of a paper's tables, each as one line without blanks."""
    return set((folder / f"{stem}.heads").read_text(encoding="utf-8").splitlines())


def _faults(name: str, pages: list[Sheet], heads: set[str]) -> list[str]:
    """Empty pages, text beyond the edge, heads of tables left behind, page numbers that are wrong or stand on the
    wrong side."""
    found = []
    for number, page in enumerate(pages, 1):
        if page.lines and "".join(page.lines[-1].split()) in heads:
            found.append(f"{name} 第{number}页 只剩表头")
    letter = "函" in name or "申诉" in name or "整改" in name
    for number, page in enumerate(pages, 1):
        place = f"{name} 第{number}页"
        if not page.ink:
            found.append(f"{place} 空白")
        edge = WIDE_EDGE if page.wide else UPRIGHT_EDGE
        if page.rightmost > edge + HANGING:
            found.append(f"{place} 文字到{page.rightmost:.0f}毫米，超出{edge}")
        words, x = page.number
        if letter and number == 1:
            if words:
                found.append(f"{place} 函的首页有页码{words}")
            continue
        if words.replace(" ", "") != f"—{number}—":
            found.append(f"{place} 页码是“{words}”")
        middle = (297 if page.wide else 210) / 2
        if (x > middle) is not (number % 2 == 1):
            found.append(f"{place} 页码不在外侧")
    return found


def test_papers_by_the_layout_program(folder: Path) -> None:
    files = sorted((folder / "pdf").glob("*.pdf"))
    assert len(files) > 60
    assert [
        fault for file in files for fault in _faults(file.stem, sheets(file), _heads(folder, file.stem))
    ] == []


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed here")
def test_papers_by_libreoffice(folder: Path) -> None:
    files = sorted(folder.glob("*.pdf"))
    assert len(files) == len(list(folder.glob("*.docx")))
    assert [
        fault for file in files for fault in _faults(file.stem, sheets(file), _heads(folder, file.stem))
    ] == []


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed here")
@pytest.mark.skipif(PDFTOPPM is None, reason="poppler's pdftoppm is not installed here")
def test_no_page_is_blank_as_a_picture(folder: Path) -> None:
    """Of the example's papers: each page has ink on it, and none of it is cut off at the edge of the paper."""
    for file in sorted(folder.glob(f"{EXAMPLE}*.pdf")):
        stem = folder / f"picture-{file.stem.replace(' ', '-')}"
        subprocess.run(
            [str(PDFTOPPM), "-r", "30", "-gray", "-png", str(file), str(stem)], check=True, timeout=120
        )
        pictures = sorted(folder.glob(f"{stem.name}*.png"))
        assert len(pictures) == len(sheets(file))
        for picture in pictures:
            with Image.open(picture) as image:
                box = image.point(lambda level: 255 if level < 200 else 0).getbbox()
            assert box is not None, picture.name
            assert box[0] > 10, picture.name
            assert box[2] < image.width - 10, picture.name
