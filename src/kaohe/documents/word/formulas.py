"""An equation on one line: the fraction “完成数 over 目标数” reads 完成数/目标数."""

from collections.abc import Callable, Mapping

from lxml import etree
from lxml.etree import _Element as Element

from kaohe.documents.word.names import M

_MOST_DEEP = 60


def _m(name: str) -> str:
    return f"{{{M}}}{name}"


IS_FORMULA = frozenset({_m("oMath"), _m("oMathPara")})


def formula(element: Element, depth: int = 0) -> str:
    """The text of an equation, its layout written with / ^ _ √ and brackets."""
    if depth > _MOST_DEEP:  # deeper than anyone writes; the text stays, the layout goes
        return "".join(str(text.text or "") for text in element.iter(_m("t")))
    writer = _WRITERS.get(str(element.tag))
    if writer is not None:
        return writer(element, depth)
    return "".join(formula(part, depth + 1) for part in element.iterchildren(etree.Element))


def _part(element: Element, name: str, depth: int) -> str:
    inner = element.find(_m(name))
    return "" if inner is None else formula(inner, depth + 1)


def _bracketed(text: str) -> str:
    """In brackets where it is more than one number or word."""
    return f"({text})" if any(sign in text for sign in "+-−×*/÷·^ ") else text


def _fraction(element: Element, depth: int) -> str:
    return f"{_bracketed(_part(element, 'num', depth))}/{_bracketed(_part(element, 'den', depth))}"


def _power(element: Element, depth: int) -> str:
    return f"{_bracketed(_part(element, 'e', depth))}^{_bracketed(_part(element, 'sup', depth))}"


def _index(element: Element, depth: int) -> str:
    return f"{_part(element, 'e', depth)}_{_bracketed(_part(element, 'sub', depth))}"


def _root(element: Element, depth: int) -> str:
    return f"{_part(element, 'deg', depth)}√{_bracketed(_part(element, 'e', depth))}"


def _delimited(element: Element, depth: int) -> str:
    inside = ",".join(formula(part, depth + 1) for part in element.findall(_m("e")))
    return f"{_sign(element, 'begChr', '(')}{inside}{_sign(element, 'endChr', ')')}"


def _summed(element: Element, depth: int) -> str:
    low, high = _part(element, "sub", depth), _part(element, "sup", depth)
    bounds = (f"_{_bracketed(low)}" if low else "") + (f"^{_bracketed(high)}" if high else "")
    return f"{_sign(element, 'chr', '∫')}{bounds}{_bracketed(_part(element, 'e', depth))}"


def _sign(element: Element, name: str, otherwise: str) -> str:
    properties = next(element.iterchildren(_m("dPr"), _m("naryPr")), None)
    found = None if properties is None else properties.find(_m(name))
    return otherwise if found is None else str(found.get(_m("val"), ""))


_WRITERS: Mapping[str, Callable[[Element, int], str]] = {
    _m("t"): lambda element, _: str(element.text or ""),
    _m("f"): _fraction,
    _m("sSup"): _power,
    _m("sSub"): _index,
    _m("rad"): _root,
    _m("d"): _delimited,
    _m("nary"): _summed,
}
