"""Write a paper as .pdf."""

import json
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst

from kaohe.reports.official.blocks import Document
from kaohe.reports.official.pdf.data import paper_data


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    """The layout program, with its fonts read once."""
    folder = Path(pylopdf_fonts_zh_cn.__file__).parent
    fonts = typst.Fonts(include_system_fonts=True, include_embedded_fonts=True, font_paths=[folder])
    return typst.Compiler(font_paths=fonts)


def write_pdf(document: Document, path: Path) -> None:
    """Write the paper; the same paper gives the same bytes. The file appears whole or not at all."""
    data = json.dumps(paper_data(document), ensure_ascii=False)
    layout = (files(__package__) / "paper.typ").read_bytes()
    made = _compiler().compile(layout, sys_inputs={"paper": data}, format="pdf", timestamp=0)
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one file")
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.write_bytes(made)
    unfinished.replace(path)
