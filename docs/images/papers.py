"""Draw docs/images/papers.png: some of the papers that `kaohe demo` writes, side by side. Run after `make demo`.

    .venv/bin/python docs/images/papers.py demo docs/images/papers.png
"""

import sys
import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image

from kaohe.reports.kinds import KINDS
from kaohe.reports.loading import material_of
from kaohe.reports.official.fill import fill
from kaohe.reports.official.pdf import write_pdf

SHOWN = (("考核结果通报", 0, 0), ("反馈意见函", 0, 0), ("反馈意见函", 0, 1), ("考核结果通报", 0, 5))
"""Kind, which of its papers, which page."""
SCALE, GAP, GROUND = 0.75, 14, (226, 229, 233)


def main(folder: Path, picture: Path) -> None:
    """The pages on one picture."""
    material, _ = material_of(folder / "2026" / "results", None, folder / "2025" / "results")
    kinds = {kind.name: kind for kind in KINDS}
    pages = []
    with tempfile.TemporaryDirectory() as temporary:
        for number, (name, which, page) in enumerate(SHOWN):
            paper = list(kinds[name].papers(kinds[name], material))[which]
            path = Path(temporary) / f"{number}.pdf"
            write_pdf(fill(kinds[name].form(), paper.data), path)
            with pypdfium2.PdfDocument(path) as document:
                pages.append(document[page].render(scale=SCALE).to_pil().convert("RGB"))
    width = sum(page.width for page in pages) + GAP * (len(pages) + 1)
    sheet = Image.new("RGB", (width, max(page.height for page in pages) + 2 * GAP), GROUND)
    left = GAP
    for page in pages:
        sheet.paste(page, (left, GAP))
        left += page.width + GAP
    sheet.quantize(64).save(picture, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
