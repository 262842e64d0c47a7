"""How likely a sample as bad as this is, were the reported figure true.

One-sided: P(X ≥ k wrong cases) under the share of wrong cases that the reported figure claims. Binomial; where
all N cases are known hypergeometric, with the claimed share of N rounded up to whole cases, in the unit's favour; where
the design effect is above one binomial over the effective size, sample and wrong cases rounded down, in its favour too.
A small chance says that the reported figure and the sample do not go together, not who is to blame for it.

Of many units tested at once some look bad by chance alone. Holm's adjustment (Holm 1979) holds the chance that even
one of them is accused wrongly at the stated limit: the i-th smallest of m is multiplied by m − i + 1, and none may be
below the one before it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from kaohe.fieldwork.estimates.clusters import Design
from kaohe.fieldwork.estimates.tails import binomial_at_least, hypergeometric_at_least


class Basis(Enum):
    """Where the claimed share of wrong cases comes from: the reported figure itself, or the error that is allowed."""

    REPORTED = "reported"
    ALLOWED = "allowed"


@dataclass(frozen=True, slots=True)
class Claim:
    """The share of wrong cases (0 to 1) that would be there, were the reported figure true."""

    rate: Fraction
    basis: Basis


class Verdict(Enum):
    """What the chance says: nothing special; too small on its own; too small after Holm's adjustment too."""

    NOTHING = "nothing"
    DOUBTFUL = "doubtful"
    IMPLAUSIBLE = "implausible"

    @property
    def label(self) -> str:
        return {"nothing": "", "doubtful": "存疑", "implausible": "不可信"}[self.value]


@dataclass(frozen=True, slots=True)
class Chance:
    """The chance of this sample or a worse one; `adjusted` by Holm over all that were tested with it."""

    claim: Claim
    exact: Fraction
    adjusted: Fraction
    tested: int = 1

    def verdict(self, limit: Fraction) -> Verdict:
        """`limit` is a share: 1/100 for one per cent. At the limit counts as below it."""
        if self.adjusted <= limit:
            return Verdict.IMPLAUSIBLE
        return Verdict.DOUBTFUL if self.exact <= limit else Verdict.NOTHING


def chance_of(looked: int, wrong: int, claim: Claim, design: Design, total: int | None) -> Fraction:
    """P(so many wrong cases or more), the claim being true."""
    if design.used > 1:
        size, bad = worth(looked, wrong, design)
        return binomial_at_least(bad, size, claim.rate)
    if total is not None:
        bad = min(total, -(-claim.rate.numerator * total // claim.rate.denominator))
        return hypergeometric_at_least(wrong, looked, total, bad)
    return binomial_at_least(wrong, looked, claim.rate)


def worth(looked: int, wrong: int, design: Design) -> tuple[int, int]:
    """So many independent cases, and wrong ones among them, that the sample is worth: both rounded down."""
    size = max(1, int(design.effective(looked)))
    return size, wrong * size // looked


def holm(chances: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Each chance adjusted for all of them being looked at, in the order given."""
    order = sorted(range(len(chances)), key=lambda position: chances[position])
    adjusted = [Fraction(1)] * len(chances)
    highest = Fraction(0)
    for rank, position in enumerate(order):
        highest = max(highest, min(Fraction(1), (len(chances) - rank) * chances[position]))
        adjusted[position] = highest
    return tuple(adjusted)
