"""What a fact can hold."""

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from kaohe.core.absence import Absence
from kaohe.core.numbers import Number, plain, tidy


@dataclass(frozen=True, slots=True)
class CountRatio:
    """A rate reported as two counts: `part` of `whole`, times `per` (100 for percent, 1000 for per mille).

    It is kept as two counts so that comparing it with a target is exact; `exact` is part ÷ whole × per.
    `whole` is never zero: where nothing was due, the rate does not apply.
    """

    part: Decimal
    whole: Decimal
    per: int = 100
    exact: Number = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.whole <= 0:
            raise ValueError(f"a ratio over {self.whole}")
        object.__setattr__(self, "exact", tidy(Fraction(self.part) * self.per / Fraction(self.whole)))

    def __str__(self) -> str:
        return f"{plain(self.part)}/{plain(self.whole)}"


FactValue = Decimal | CountRatio | bool | str | Absence
"""A figure, two counts, yes or no, a level's name, or the reason why there is none."""
