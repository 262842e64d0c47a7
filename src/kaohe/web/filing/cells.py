"""One cell as somebody types it: what it means, and why it does not."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kaohe.core import FactValue, Period, Place, Problem, Severity
from kaohe.facts.guard import personal_kind
from kaohe.facts.values import read_pair, read_value
from kaohe.scheme import Measure
from kaohe.scheme.model import MeasureKind
from kaohe.web.filing.models import Figure

MOST_TEXT, MOST_NOTE = 200, 1000


@dataclass(frozen=True, slots=True)
class Cell:
    """What somebody entered for one figure. `unit` and `measure` are codes of the round and its scheme.

    edition: that of the figure which was shown (0: there was none); None saves without asking. note: None leaves it as it is.
    """

    unit: str
    measure: str
    period: str
    text: str
    edition: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a cell. figure: as it stands now; None where there is none.

    conflict: somebody else has changed it since it was shown, and nothing was saved; `figure` is theirs. problems: errors among
    them mean that the text is kept and counts for nothing, or, where `kept` is false, that it was turned away as a whole.
    """

    cell: Cell
    figure: Figure | None
    conflict: bool
    problems: tuple[Problem, ...]
    kept: bool = True


def read_cell(text: str, form: Measure, place: Place) -> tuple[FactValue | None, tuple[Problem, ...]]:
    """The value of what was typed; a ratio's two boxes come joined, 292/300, either of them perhaps blank."""
    if form.kind is MeasureKind.RATIO and text.count("/") == 1:
        part, whole = text.split("/")
        return read_pair(part, whole, form, place, place)
    return read_value(text, form, place)


def tidy_text(text: str, form: Measure) -> str:
    """What is kept of it: blanks around it go, and so does the stroke between two empty boxes."""
    bare = text.strip()
    return "" if form.kind is MeasureKind.RATIO and bare == "/" else bare


def turned_away(text: str, note: str, place: Place) -> tuple[Problem, ...]:
    """Why something is not even kept: residents' numbers, or more than a cell holds."""
    found = []
    for typed in (text, note):
        if kind := personal_kind(typed):
            message = _("这里有%(kind)s，考核只收单位的数据，不收个人信息，没有保存。") % {"kind": kind}
            found.append(_error("personal-data", place, message, _("请删去，只填单位的合计数。")))
    if len(text) > MOST_TEXT or len(note) > MOST_NOTE:
        message = _("写得太长了，没有保存。")
        remedy = _("数据不超过%(text)s个字，说明不超过%(note)s个字。") % {
            "text": MOST_TEXT,
            "note": MOST_NOTE,
        }
        found.append(_error("too-long", place, message, remedy))
    return tuple(found)


def unknown(cell: Cell) -> tuple[Problem, ...]:
    """The cell names a unit, a measure or a period that the round does not know."""
    place = Place(what=f"{cell.unit} {cell.measure} {cell.period}")
    message = _("考核里没有这个单位、数据项或时期，没有保存。")
    return (_error("unknown-cell", place, message, _("请刷新页面再填。")),)


def period_text(text: str) -> str:
    """A period in its one short form; empty where it is none."""
    try:
        return str(Period.parse(text))
    except ValueError:
        return ""


def _error(code: str, place: Place, message: str, remedy: str) -> Problem:
    return Problem(f"facts.{code}", Severity.ERROR, message, remedy, (place,))
