"""Write a paper as .docx."""

from collections.abc import Callable, Sequence
from pathlib import Path

from kaohe.reports.official.blocks import Document
from kaohe.reports.official.word.body import body_xml
from kaohe.reports.official.word.package import write_package
from kaohe.reports.official.word.styles import HEAD
from kaohe.reports.pictures.picture import Picture

Raster = Callable[[Sequence[Picture]], Sequence[bytes]]


class Media:
    """The pictures of one file, each kept once."""

    def __init__(self) -> None:
        self.pictures: list[Picture] = []

    def keep(self, picture: Picture) -> tuple[str, str]:
        """The ids of the picture's PNG and SVG."""
        if picture not in self.pictures:
            self.pictures.append(picture)
        number = self.pictures.index(picture) + 1
        return f"rIdPng{number}", f"rIdSvg{number}"

    def files(self, raster: Raster) -> list[tuple[str, str, bytes]]:
        """Id, file name and bytes of everything kept."""
        files = []
        images = raster(self.pictures) if self.pictures else ()
        for number, (picture, image) in enumerate(zip(self.pictures, images, strict=True), 1):
            files.append((f"rIdPng{number}", f"picture{number}.png", image))
            files.append((f"rIdSvg{number}", f"picture{number}.svg", f"{HEAD}{picture.svg}".encode()))
        return files


def write_docx(document: Document, path: Path, raster: Raster | None = None) -> None:
    """Write the paper. `raster` makes PNGs of its pictures (for programs that draw no SVG)."""
    media = Media()
    body = body_xml(document, media.keep)
    write_package(path, document.title, body, media.files(raster or png_pictures))


def png_pictures(pictures: Sequence[Picture]) -> Sequence[bytes]:
    """The pictures as PNG."""
    from kaohe.reports.pictures.raster import png_of  # noqa: PLC0415 — the renderer is large and few papers need it

    return png_of(pictures)
