"""A template as a file: its parts, opened only where nothing speaks against it."""

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree
from lxml.etree import _Element as Element

from kaohe.core import Refused
from kaohe.documents.limits import LIMITS
from kaohe.documents.opening import Kind, what_it_is
from kaohe.documents.word.limits import damaged, too_big
from kaohe.documents.word.markup import Unreadable, parse

CONTENT_TYPES = "[Content_Types].xml"
_STRICT = b"http://purl.oclc.org/ooxml/"
_STORIES = ("header", "footer", "footnotes", "endnotes")
_DOTX = b"wordprocessingml.template.main+xml"
_DOCX = b"wordprocessingml.document.main+xml"
_AS_DOCX = "请在 Word 或 WPS 里打开，另存为“Word 文档（*.docx）”，再作模板。"
_OUTSIDE = {
    "attachedtemplate": "另一个模板文件（请在“开发工具—文档模板”里把它改为 Normal）",
    "image": "一张没有存在文件里的图片（请删去它，再“插入—图片”，不要选“链接到文件”）",
    "oleobject": "另一个文件里的内容（请在“文件—信息—编辑指向文件的链接”里断开）",
}
_OUTSIDE_OTHERWISE = "文件以外的内容（请在“文件—信息—编辑指向文件的链接”里断开，或删去它）"


@dataclass(frozen=True, slots=True)
class Relation:
    """What one part says of another: the id it uses, the kind (`styles`, `image` …), the other part's name."""

    id: str
    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class TemplateFile:
    """The parts of a template in the order of the file. `main` is the name of the text's part."""

    name: str
    parts: dict[str, bytes]
    main: str

    def related(self, part: str) -> tuple[Relation, ...]:
        """What the part refers to within the file."""
        return tuple(
            Relation(link.get("Id", ""), kind, _target(part, link.get("Target", "")))
            for link, kind, outside in _links(self.name, self.parts, part)
            if not outside
        )

    def root(self, part: str) -> Element:
        """The part's XML, read without entities and within bounds."""
        return _parsed(self.name, self.parts[part])

    def stories(self) -> tuple[str, ...]:
        """The parts with text that is printed: the text itself, headers, footers, footnotes."""
        beside = sorted({link.target for link in self.related(self.main) if link.kind in _STORIES})
        return (self.main, *(part for part in beside if part in self.parts))

    def styles(self) -> str:
        """The name of the part with the styles; empty where there is none."""
        targets = (link.target for link in self.related(self.main) if link.kind == "styles")
        return next((part for part in targets if part in self.parts), "")


def relations_of(part: str) -> str:
    """The name of the part that holds the relations of a part."""
    folder, base = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{base}.rels")


def open_template(source: bytes | Path, name: str = "") -> TemplateFile:
    """The template's parts; Refused, with what to do, where it is no .docx, locked, a bomb, or reaches outside itself."""
    name = name or (source.name if isinstance(source, Path) else "模板.docx")
    data = _content(source, name) if isinstance(source, Path) else source
    _check_kind(data, name)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        parts = {entry.filename: archive.read(entry) for entry in entries}
    if len(parts) < len(entries) or CONTENT_TYPES not in parts:
        raise damaged(name, "的内部结构不合规范")
    main = next(
        (
            _target("", link.get("Target", ""))
            for link, kind_, _ in _links(name, parts, "")
            if kind_ == "officedocument"
        ),
        "",
    )
    if main not in parts:
        raise damaged(name, "里没有正文（document.xml）")
    _check(name, parts, main)
    parts[CONTENT_TYPES] = parts[CONTENT_TYPES].replace(_DOTX, _DOCX)
    return TemplateFile(name, parts, main)


def _check_kind(data: bytes, name: str) -> None:
    """Refused where these are not the bytes of a .docx that may be opened."""
    try:
        kind = what_it_is(data, Path(name))
    except Refused as refused:
        if (
            refused.code == "document.unknown-kind"
        ):  # it lists what can be read, and most of that is no template
            raise Refused("template.not-docx", f"“{name}”不是 Word 文档，不能作模板。{_AS_DOCX}") from None
        raise
    if kind is not Kind.DOCX:
        raise Refused("template.not-docx", f"“{name}”是{kind.label}，不能作模板。{_AS_DOCX}")


def _content(path: Path, name: str) -> bytes:
    try:
        if not path.is_file():
            raise Refused("template.missing", f"找不到模板“{name}”。请核对文件名和所在的文件夹。")
        if path.stat().st_size > LIMITS.file_bytes:
            raise too_big(name, f"有{path.stat().st_size // 1024 // 1024} MB")
        return path.read_bytes()
    except OSError as reason:
        message = f"模板“{name}”打不开（{reason.strerror}）。请核对是否被别的程序占用、是否有权限读取。"
        raise Refused("template.unreadable", message) from reason


def _check(name: str, parts: dict[str, bytes], main: str) -> None:
    """Refused where a paper made from this template would carry what nobody put there knowingly."""
    macros = any(posixpath.basename(part).lower() == "vbaproject.bin" for part in parts)
    if macros or b"macroEnabled" in parts[CONTENT_TYPES]:
        raise Refused(
            "template.macros",
            f"“{name}”带有宏，不能作模板：印发的文书里不该有程序。{_AS_DOCX}",
        )
    if _STRICT in parts[main][:20_000]:
        raise Refused(
            "template.strict", f"“{name}”是“Strict Open XML 文档”，与常用的 Word 格式不同。{_AS_DOCX}"
        )
    for part in (*parts, ""):
        for _, kind, outside in _links(name, parts, part):
            if outside and kind != "hyperlink":  # a link for the reader to click loads nothing by itself
                what = _OUTSIDE.get(kind, _OUTSIDE_OTHERWISE)
                raise Refused("template.outside", f"模板“{name}”引用了{what}，保存后再作模板。")


def _links(name: str, parts: dict[str, bytes], part: str) -> Iterator[tuple[Element, str, bool]]:
    """The relations of a part: the element, the kind in small letters, whether it leaves the file."""
    listed = parts.get(relations_of(part))
    if listed is None:
        return
    for link in _parsed(name, listed).iterchildren("*"):
        kind = posixpath.basename(link.get("Type", "")).lower()
        yield link, kind, link.get("TargetMode", "").lower() == "external"


def _target(part: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")


def _parsed(name: str, data: bytes) -> Element:
    try:
        return parse(data, name)
    except Unreadable:
        raise damaged(name, "的内部结构已损坏") from None


def serialised(root: Element) -> bytes:
    """A part's XML as it is kept in the file."""
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
