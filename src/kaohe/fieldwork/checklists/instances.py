"""Submissions as the app keeps them on the telephone: an XML file each, copied by cable.

They become the same rows as a server's export, so that everything else is done once. Nothing in them is followed:
a file that declares a document type or an entity is refused.
"""

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from kaohe.core import Place, Problem
from kaohe.facts.door import damaged, read_bytes
from kaohe.facts.findings import error
from kaohe.fieldwork.checklists.export_files import TableFile, TableRow

MOST_BYTES = 4 * 1024 * 1024
MOST_FILES = 20_000


def read_instances(path: Path) -> tuple[TableFile, tuple[Problem, ...]]:
    """One submission, or all that lie below a folder (each in a folder of its own, with its pictures)."""
    files = sorted(path.rglob("*.xml"))[: MOST_FILES + 1] if path.is_dir() else [path]
    place = Place(file=path.name)
    if not files or len(files) > MOST_FILES:
        message = "文件夹里没有 .xml 记录。" if not files else f"文件夹里的记录超过 {MOST_FILES} 份。"
        return TableFile(()), (error("no-figures", place, message, "请选从手机拷出的 instances 文件夹。"),)
    problems: list[Problem] = []
    read: list[tuple[Place, dict[str, str]]] = []
    for file in files:
        name = file.relative_to(path.parent).as_posix() if path.is_dir() else file.name
        at = Place(file=name)
        cells, told = _answers(file, at)
        problems += told
        if cells:
            read.append((at, cells))
    head = tuple(dict.fromkeys(name for _, cells in read for name in cells))
    rows = [TableRow(tuple(cells.get(name, "") for name in head), at) for at, cells in read]
    pictures = frozenset(file.name for file in path.rglob("*") if file.is_file()) if path.is_dir() else None
    return TableFile((TableRow(head, place), *rows) if rows else (), pictures), tuple(problems)


def _answers(file: Path, place: Place) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """The answers of one file by their paths."""
    data, problems = read_bytes(file, place, MOST_BYTES)
    if problems:
        return {}, problems
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        return {}, (damaged(place),)
    if root.getroottree().docinfo.doctype:
        message = "文件里有文档类型的声明，为安全起见没有读。"
        return {}, (error("unsafe-file", place, message, "请重新从手机上拷贝。"),)
    return dict(_leaves(root, "")), ()


def _leaves(node: etree._Element, path: str) -> Iterator[tuple[str, str]]:
    """The innermost elements by their paths; the parser lets no file nest deeper than 256."""
    for child in node.iterchildren(tag=etree.Element):
        name = f"{path}/{str(child.tag).rsplit('}', 1)[-1]}".lstrip("/")
        if len(child):
            yield from _leaves(child, name)
        else:
            yield name, (child.text or "").strip()
