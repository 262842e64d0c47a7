"""What blocks of ours bring into a template's file beside their text: pictures, and styles that it lacks."""

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element as Element

from kaohe.documents.word.names import WP
from kaohe.reports.official.blocks import Part
from kaohe.reports.official.word.body import PictureIds
from kaohe.reports.official.word.package import PACKAGE, relation
from kaohe.reports.official.word.styles import HEAD, styles_xml
from kaohe.reports.official.word.template_file import CONTENT_TYPES, TemplateFile, relations_of, serialised
from kaohe.reports.official.word.template_styles import add_styles
from kaohe.reports.official.word.writer import Raster
from kaohe.reports.pictures.picture import Picture

_RELATIONS = f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"></Relationships>'
_TYPES = {"png": "image/png", "svg": "image/svg+xml"}
_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"


@dataclass(slots=True)
class _Pictures:
    """The pictures that came into one part; the first has the number `first`."""

    first: int
    prefix: str
    pictures: list[Picture] = field(default_factory=list)

    def keep(self, picture: Picture) -> tuple[str, str]:
        """The ids of the picture's PNG and SVG."""
        if picture not in self.pictures:
            self.pictures.append(picture)
        number = self.first + self.pictures.index(picture)
        return f"{self.prefix}Png{number}", f"{self.prefix}Svg{number}"


class Additions:
    """Collects them while the parts are filled, then makes the parts that hold them."""

    def __init__(self, file: TemplateFile, raster: Raster) -> None:
        self._file = file
        self._raster = raster
        self._pictures: dict[str, _Pictures] = {}
        self._parts: dict[str, bytes] = {}

    def keeper(self, part: str, root: Element) -> PictureIds:
        """What keeps pictures for a part: ids and numbers that nothing in it has yet."""
        numbers = [
            int(each.get("id", "0")) for each in root.iter(f"{{{WP}}}docPr") if each.get("id", "").isdecimal()
        ]
        taken = {relation_.id for relation_ in self._file.related(part)}
        prefix = "rIdKaohe"
        while any(id_.startswith(prefix) for id_ in taken):
            prefix += "X"
        self._pictures[part] = _Pictures(max(numbers, default=0) + 1, prefix)
        return self._pictures[part].keep

    def add_styles(self, lacking: Iterable[Part]) -> None:
        """Add our styles of these parts to the template's."""
        if part := self._file.styles():
            root = self._file.root(part)
            add_styles(root, lacking)
            self._parts[part] = serialised(root)
            return
        part = self._free(posixpath.join(posixpath.dirname(self._file.main), "styles"), "xml")
        self._parts[part] = styles_xml().encode()
        self._relate(self._file.main, [("rIdKaoheStyles", "styles", f"/{part}")])
        types = etree.fromstring(self._now(CONTENT_TYPES))
        types.append(
            types.makeelement(
                f"{{{PACKAGE}/content-types}}Override", PartName=f"/{part}", ContentType=_STYLES_TYPE
            )
        )
        self._parts[CONTENT_TYPES] = serialised(types)

    def parts(self) -> dict[str, bytes]:
        """The parts that are new or not as the template has them."""
        for part, kept in self._pictures.items():
            if kept.pictures:
                self._add_pictures(part, kept)
        return self._parts

    def _add_pictures(self, part: str, kept: _Pictures) -> None:
        folder = posixpath.join(posixpath.dirname(self._file.main), "media")
        relations = []
        for picture, image in zip(kept.pictures, self._raster(kept.pictures), strict=True):
            for id_, kind, data in zip(
                kept.keep(picture), ("png", "svg"), (image, f"{HEAD}{picture.svg}".encode()), strict=True
            ):
                name = self._free(posixpath.join(folder, "kaohe"), kind)
                self._parts[name] = data
                relations.append((id_, "image", f"/{name}"))
        self._relate(part, relations)
        types = etree.fromstring(self._now(CONTENT_TYPES))
        known = {each.get("Extension", "").lower() for each in types}
        for kind in _TYPES.keys() - known:
            types.insert(
                0,
                types.makeelement(
                    f"{{{PACKAGE}/content-types}}Default", Extension=kind, ContentType=_TYPES[kind]
                ),
            )
        self._parts[CONTENT_TYPES] = serialised(types)

    def _relate(self, part: str, relations: Iterable[tuple[str, str, str]]) -> None:
        name = relations_of(part)
        root = etree.fromstring(
            self._now(name) if name in {**self._file.parts, **self._parts} else _RELATIONS.encode()
        )
        around = _RELATIONS.replace("><", ">{}<").format("".join(relation(*each) for each in relations))
        root.extend(list(etree.fromstring(around.encode())))
        self._parts[name] = serialised(root)

    def _now(self, part: str) -> bytes:
        return self._parts.get(part) or self._file.parts[part]

    def _free(self, stem: str, kind: str) -> str:
        """A name that no part has, whatever its case."""
        taken = {part.lower() for part in (*self._file.parts, *self._parts)}
        number = 1
        while f"{stem}{number}.{kind}".lower() in taken:
            number += 1
        return f"{stem}{number}.{kind}"
