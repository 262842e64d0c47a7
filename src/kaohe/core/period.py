"""Periods of an appraisal: years, half-years, quarters, months, and years that begin in any month."""

import re
from dataclasses import dataclass
from enum import Enum


class Cadence(Enum):
    """How often something is reported or scored."""

    YEAR = "year"
    HALF = "half"
    QUARTER = "quarter"
    MONTH = "month"

    @property
    def months(self) -> int:
        return {"year": 12, "half": 6, "quarter": 3, "month": 1}[self.value]

    @property
    def label(self) -> str:
        return {"year": "年", "half": "半年", "quarter": "季", "month": "月"}[self.value]


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A run of whole months: `months` of them from `month` of `year` on.

    The statistical year from October 2025 to September 2026 is `Period(2025, 10, 12)`.
    """

    year: int
    month: int = 1
    months: int = 12

    def __post_init__(self) -> None:
        if not (1 <= self.month <= 12 and self.months in (1, 3, 6, 12) and 1949 <= self.year <= 2200):
            raise ValueError(f"not a period: {self.year}-{self.month:02d} for {self.months} months")

    @property
    def cadence(self) -> Cadence:
        return {12: Cadence.YEAR, 6: Cadence.HALF, 3: Cadence.QUARTER, 1: Cadence.MONTH}[self.months]

    @property
    def last(self) -> tuple[int, int]:
        """Year and month of its last month."""
        return _month(self.year * 12 + self.month - 1 + self.months - 1)

    def years_later(self, years: int) -> "Period":
        """The same months, so many years later (or earlier)."""
        return Period(self.year + years, self.month, self.months)

    def parts(self, cadence: Cadence) -> tuple["Period", ...]:
        """The shorter periods it consists of, in order. A period is its own only part at its own cadence."""
        step, first = cadence.months, self.year * 12 + self.month - 1
        if step > self.months:
            raise ValueError(f"{self} has no parts of {step} months")
        return tuple(Period(*_month(first + offset), step) for offset in range(0, self.months, step))

    def __str__(self) -> str:
        """The short form that files carry: 2026, 2026H1, 2026Q3, 2026-07, 2025-10/2026-09."""
        aligned = (self.month - 1) % self.months == 0
        if not aligned:
            return f"{self.year}-{self.month:02d}/{self.last[0]}-{self.last[1]:02d}"
        number = (self.month - 1) // self.months + 1
        return {
            12: f"{self.year}",
            6: f"{self.year}H{number}",
            3: f"{self.year}Q{number}",
            1: f"{self.year}-{self.month:02d}",
        }[self.months]

    @property
    def label(self) -> str:
        """The form that people read: 2026年, 2026年上半年, 2026年第3季度, 2026年7月."""
        aligned = (self.month - 1) % self.months == 0
        if not aligned:
            return f"{self.year}年{self.month}月至{self.last[0]}年{self.last[1]}月"
        number = (self.month - 1) // self.months + 1
        return {
            12: f"{self.year}年",
            6: f"{self.year}年{'上' if number == 1 else '下'}半年",
            3: f"{self.year}年第{number}季度",
            1: f"{self.year}年{self.month}月",
        }[self.months]

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read either form, full-width digits included. ValueError where it is none of them."""
        plain = text.strip().translate(_NARROW).replace(" ", "").upper()
        for pattern, build in _FORMS:
            if found := re.fullmatch(pattern, plain):
                return build(found)
        raise ValueError(f"not a period: {text}")


def _month(index: int) -> tuple[int, int]:
    return index // 12, index % 12 + 1


def _span(found: re.Match[str]) -> Period:
    year, month, last_year, last_month = (int(group) for group in found.groups())
    return Period(year, month, (last_year * 12 + last_month) - (year * 12 + month) + 1)


_NARROW = str.maketrans("０１２３４５６７８９－／ＨＱ一二三四", "0123456789-/HQ1234")
_FORMS = (
    (r"(\d{4})年?(?:度|全年)?", lambda m: Period(int(m[1]))),
    (r"(\d{4})H([12])", lambda m: Period(int(m[1]), int(m[2]) * 6 - 5, 6)),
    (r"(\d{4})年?(上|下)半年", lambda m: Period(int(m[1]), 1 if m[2] == "上" else 7, 6)),
    (r"(\d{4})(?:Q([1-4])|年?第?([1-4])季度?)", lambda m: Period(int(m[1]), int(m[2] or m[3]) * 3 - 2, 3)),
    (r"(\d{4})[-年.](\d{1,2})月?", lambda m: Period(int(m[1]), int(m[2]), 1)),
    (r"(\d{4})[-年.](\d{1,2})月?[/至到](\d{4})[-年.](\d{1,2})月?", _span),
)
