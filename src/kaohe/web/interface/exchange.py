"""Our figures as DHIS2's data values, and back. Nothing here knows the database.

A measure is one data element under its own id; a ratio is two, `….numerator` and `….denominator`; a target has `.target` before
that. An office may give each a code of the other system's. Periods are DHIS2's (2026, 2026S1, 2026Q3, 202607, 2025Oct). Percentages
are 0 to 100, yes and no are true and false. What is not reported has no data value; what does not apply has an empty value with the
comment “不适用”.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kaohe.core import Absence, CountRatio, FactValue, Period, plain
from kaohe.facts import Role as FactRole
from kaohe.facts.values import NOT_APPLICABLE, as_target, value_cell
from kaohe.scheme import Measure, Scheme
from kaohe.scheme.model import MeasureKind

PART, WHOLE, TARGET = ".numerator", ".denominator", ".target"
_YEARS = {4: "April", 7: "July", 10: "Oct", 11: "Nov"}
"""Years that do not begin in January, as DHIS2 names them."""
_MONTHS = {name: month for month, name in _YEARS.items()}
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Period]], ...] = (
    (re.compile(r"(\d{4})", re.ASCII), lambda m: Period(int(m[1]))),
    (re.compile(r"(\d{4})(April|July|Oct|Nov)", re.ASCII), lambda m: Period(int(m[1]), _MONTHS[m[2]])),
    (re.compile(r"(\d{4})S([12])", re.ASCII), lambda m: Period(int(m[1]), int(m[2]) * 6 - 5, 6)),
    (re.compile(r"(\d{4})AprilS([12])", re.ASCII), lambda m: Period(int(m[1]), int(m[2]) * 6 - 2, 6)),
    (re.compile(r"(\d{4})Q([1-4])", re.ASCII), lambda m: Period(int(m[1]), int(m[2]) * 3 - 2, 3)),
    (re.compile(r"(\d{4})(\d{2})", re.ASCII), lambda m: Period(int(m[1]), int(m[2]), 1)),
)


@dataclass(frozen=True, slots=True)
class Element:
    """What one data element stands for. form: the measure as its cell takes it; part: empty, PART or WHOLE."""

    form: Measure
    role: FactRole
    part: str = ""

    @property
    def name(self) -> str:
        """Its name where the other system has none of its own."""
        return self.form.id + (TARGET if self.role is FactRole.TARGET else "") + self.part


@dataclass(frozen=True, slots=True)
class DataValue:
    """One data value as DHIS2 has it. Not `value` but empty text with a comment: see above."""

    element: str
    period: str
    unit: str
    value: str
    comment: str = ""


def elements_of(scheme: Scheme) -> Iterator[Element]:
    """Every data element of a scheme."""
    for measure in scheme.measures.values():
        for role, form in ((FactRole.ACTUAL, measure), (FactRole.TARGET, as_target(measure))):
            if form is None:
                continue
            parts = (PART, WHOLE) if form.kind is MeasureKind.RATIO else ("",)
            yield from (Element(form, role, part) for part in parts)


class Codes:
    """The other system's codes beside our own names: both are understood, the code is what goes out."""

    def __init__(self, elements: Iterable[Element], codes: Mapping[str, str]) -> None:
        """`codes`: our names by their codes."""
        named = {element.name: element for element in elements}
        self._out = {name: code for code, name in codes.items() if name in named}
        self._in = named | {code: named[name] for code, name in codes.items() if name in named}

    def element(self, code: str) -> Element | None:
        return self._in.get(code)

    def code(self, element: Element) -> str:
        return self._out.get(element.name, element.name)


def to_dhis2(period: Period) -> str | None:
    """A period in DHIS2's form; None where it has none."""
    year, month = period.year, period.month
    if period.months == 12:
        return str(year) if month == 1 else f"{year}{_YEARS[month]}" if month in _YEARS else None
    if period.months == 6:
        return {1: f"{year}S1", 7: f"{year}S2", 4: f"{year}AprilS1", 10: f"{year}AprilS2"}.get(month)
    if period.months == 3:
        return f"{year}Q{month // 3 + 1}" if month % 3 == 1 else None
    return f"{year}{month:02d}"


def from_dhis2(text: str) -> Period | None:
    """The period; None where it is none of these forms."""
    for pattern, build in _FORMS:
        if found := pattern.fullmatch(text):
            try:
                return build(found)
            except ValueError:
                return None
    return None


def data_values(
    form: Measure, role: FactRole, unit: str, period: str, value: FactValue, note: str, codes: Codes
) -> list[DataValue]:
    """The data values of one figure: two of a ratio, none of what is not reported."""
    parts = (PART, WHOLE) if form.kind is MeasureKind.RATIO else ("",)
    names = [codes.code(Element(form, role, part)) for part in parts]
    if value is Absence.NOT_APPLICABLE:
        return [DataValue(name, period, unit, "", NOT_APPLICABLE) for name in names]
    if isinstance(value, Absence):
        return []
    texts = [_text(value)]
    if isinstance(value, CountRatio):
        texts = [plain(value.part), plain(value.whole)]
    return [DataValue(name, period, unit, text, note) for name, text in zip(names, texts, strict=True)]


def cell_text(form: Measure, values: Mapping[str, str | bool | int | Decimal]) -> str:
    """What a cell would take for the values of one figure, by part; what is no value of its kind stays as it is and is refused
    there. For a ratio both parts are given.
    """
    texts = {part: _plain(value) for part, value in values.items()}
    if form.kind is MeasureKind.RATIO:
        same = {texts.get(PART, ""), texts.get(WHOLE, "")}
        return NOT_APPLICABLE if same == {NOT_APPLICABLE} else f"{texts.get(PART, '')}/{texts.get(WHOLE, '')}"
    text = texts[""]
    if form.kind is MeasureKind.YES_NO:
        return {"true": "是", "false": "否"}.get(text.lower(), text)
    if form.kind is MeasureKind.PERCENT and re.fullmatch(r"0?\.\d{1,8}", text, re.ASCII):
        return str(value_cell(Decimal(text), form))  # in DHIS2 a percentage is one: 0.5 is half a percent
    return text


def _text(value: FactValue) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return plain(value) if isinstance(value, Decimal) else str(value)


def _plain(value: str | bool | int | Decimal) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)
