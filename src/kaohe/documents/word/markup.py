"""Untrusted XML: no entities, no document type, no network, bounded in size and depth.

python-docx's own parser resolves entities of the internal subset and sets no bounds, so the parts are parsed here and
walked directly. The strict form of the standard differs in its namespaces only, as far as we read: they are
renamed, and everything after this module knows the usual ones.
"""

from lxml import etree
from lxml.etree import _Element as Element

from kaohe.documents.word import limits
from kaohe.documents.word.names import CHART, DIAGRAM, PIC, WP, A, M, R, W

_STRICT = "http://purl.oclc.org/ooxml/"
_FROM_STRICT = {
    _STRICT + "wordprocessingml/main": W,
    _STRICT + "officeDocument/relationships": R,
    _STRICT + "officeDocument/math": M,
    _STRICT + "drawingml/main": A,
    _STRICT + "drawingml/wordprocessingDrawing": WP,
    _STRICT + "drawingml/picture": PIC,
    _STRICT + "drawingml/chart": CHART,
    _STRICT + "drawingml/diagram": DIAGRAM,
}
_DOCTYPE = tuple("<!DOCTYPE".encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be"))


class Unreadable(Exception):
    """The part is not well-formed XML, or not of the kind that office programs write."""


def parse(data: bytes, file: str) -> Element:
    """The root of a part of `file`; Unreadable where it is malformed, Refused where it is too much."""
    if data.count(b"<") > limits.MOST_TAGS or data.count(b"=") > limits.MOST_ATTRIBUTES:
        raise limits.too_big(file, "的内容太多")
    if any(mark in data for mark in _DOCTYPE):
        raise Unreadable("document type")
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as reason:
        if "depth" in str(reason):
            raise limits.too_deep(file, "的内容一层套一层") from None
        raise Unreadable(str(reason)) from None
    except (etree.LxmlError, ValueError, LookupError) as reason:
        raise Unreadable(str(reason)) from None
    if root is None or root.getroottree().docinfo.doctype:  # in an encoding the search above does not know
        raise Unreadable("document type")
    return _usual(root)


def _usual(root: Element) -> Element:
    """The same tree, its names of the strict form turned into the usual ones."""
    if not any(uri.startswith(_STRICT) for uri in root.nsmap.values()):
        return root
    for element in root.iter(etree.Element):
        element.tag = _renamed(str(element.tag))
        for key, value in element.attrib.items():
            new = _renamed(str(key))
            if new != key:
                del element.attrib[key]
                element.set(new, value)
    return root


def _renamed(name: str) -> str:
    if not name.startswith("{" + _STRICT):
        return name
    namespace, _, local = name[1:].partition("}")
    return f"{{{_FROM_STRICT.get(namespace, namespace)}}}{local}"
