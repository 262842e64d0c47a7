"""Fields: what is shown is their result; an instruction is no text, but two kinds have no other result.

{ EQ \\o\\ac(○,3) }   the office's own way to a circled number: ③
{ EQ \\f(1,2) }       a fraction: 1/2
{ FORMCHECKBOX }      a box of a form: ☐ or ☑
"""

import re

from lxml.etree import _Element as Element

from kaohe.documents.word.counting import count
from kaohe.documents.word.names import child, is_on, w

_EQ = re.compile(r"\s*eq\b", re.IGNORECASE)
_ENCLOSED = re.compile(
    r"\s*eq\s*\\o\s*(?:\\a[clr]\s*)*\(\s*(?P<ring>[^,，;；])\s*[,，;；](?P<inside>[^()]*)\)\s*", re.I
)
_FRACTION = re.compile(r"\s*eq\s*\\f\s*\(\s*(?P<over>[^(),，;；]+)[,，;；](?P<under>[^(),，;；]+)\)\s*", re.I)
_RINGS = "○〇◯⃝O"


def shown(instruction: str) -> str | None:
    """What a field without a result shows by its instruction; None: it is a formula that is not read."""
    if not _EQ.match(instruction):
        return ""
    if found := _ENCLOSED.fullmatch(instruction):
        inside = found["inside"].strip()
        circled = inside.isdecimal() and len(inside) < 4 and found["ring"] in _RINGS
        return (count(int(inside), "decimalEnclosedCircle") or inside) if circled else inside
    if found := _FRACTION.fullmatch(instruction):
        return f"{found['over'].strip()}/{found['under'].strip()}"
    return None


def checkbox(start: Element) -> str:
    """The box of a form field that begins here; the empty string where it is none."""
    box = child(start, "ffData", "checkBox")
    if box is None:
        return ""
    state = box.find(w("checked"))
    return "☑" if is_on(state if state is not None else box.find(w("default"))) else "☐"
