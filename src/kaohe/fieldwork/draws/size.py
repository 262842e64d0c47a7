"""样本量: how many to look at for an error one is ready to accept.

    n₀ = z² p (1 − p) / e²  × design effect,      n = n₀ / (1 + (n₀ − 1) / N),   rounded up

after W. G. Cochran, Sampling Techniques, 3rd ed. (1977), §4.4 (4.1, 4.2), with Kish's design effect on n₀. z is the
two-sided normal quantile of the confidence, computed here to fifty digits and used at six places, as statistical tables
print it; everything after is a fraction, so that rounding up is exact.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from fractions import Fraction

from kaohe.core import Refused
from kaohe.core.numbers import plain, round_half_up

Z_PLACES = 6
_DIGITS = 60
_PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459")


@dataclass(frozen=True, slots=True)
class Size:
    """What was asked (parts, not per cent; `population` None: very many) and the answer: `number`, with `z`, `unlimited`
    (n₀ with the design effect) and `exact` (n before it is rounded up).
    """

    error: Fraction
    confidence: Fraction
    expected: Fraction
    effect: Fraction
    population: int | None
    z: Decimal
    unlimited: Fraction
    exact: Fraction
    number: int

    def in_words(self) -> str:
        """The computation in a few sentences."""
        of = "总体很大" if self.population is None else f"总体{self.population}个"
        effect = "" if self.effect == 1 else f"，设计效应{plain(self.effect)}"
        return (
            f"{of}，预计比例{_percent(self.expected)}，误差不超过±{plain(Fraction(self.error * 100))}个百分点，"
            f"置信度{_percent(self.confidence)}（z={self.z}）{effect}：n₀={plain(self.unlimited, 2)}"
            + ("" if self.population is None else f"，经有限总体修正n={plain(self.exact, 2)}")
            + f"，至少抽{self.number}个。"
        )


def sample_size(
    error: Fraction,
    confidence: Fraction = Fraction(95, 100),
    expected: Fraction = Fraction(1, 2),
    population: int | None = None,
    effect: Fraction = Fraction(1),
) -> Size:
    """The least sample whose estimate of a proportion near `expected` is off by at most `error` with that confidence.

    `effect`: how much larger the variance is than that of a simple random sample (clusters: above 1). Refused where a
    part is not one. Never more than the population.
    """
    for name, value in (("误差", error), ("置信度", confidence), ("预计比例", expected)):
        if not 0 < value < 1:
            raise Refused("draw.size", f"{name}要在0和100%之间，不含两头；写的是{_percent(value)}。")
    if effect <= 0 or (population is not None and population < 1):
        raise Refused("draw.size", "设计效应要大于0，总体至少1个。")
    if confidence > Fraction(999_999, 1_000_000) or error < Fraction(1, 1_000_000):
        raise Refused("draw.size", "置信度不超过99.9999%，误差不小于0.0001个百分点。")
    z = quantile(confidence)
    unlimited = Fraction(z) ** 2 * expected * (1 - expected) / error**2 * effect
    exact = unlimited
    if population is not None:
        exact = min(unlimited / (1 + (unlimited - 1) / population), Fraction(population))
    number = max(1, -(-exact.numerator // exact.denominator))
    return Size(error, confidence, expected, effect, population, z, unlimited, exact, number)


def quantile(confidence: Fraction) -> Decimal:
    """z with P(−z < Z < z) = confidence for a standard normal Z, at six places (95 %: 1.959964).

    Newton's method on Φ(z) − ½ = φ(z) (z + z³/3 + z⁵/(3·5) + …), which converges everywhere.
    """
    with localcontext(Context(prec=_DIGITS, rounding=ROUND_HALF_EVEN)):
        half = Decimal(confidence.numerator) / Decimal(confidence.denominator) / 2
        z = Decimal(1)
        for _ in range(200):
            density = (-z * z / 2).exp() / (2 * _PI).sqrt()
            step = (density * _series(z) - half) / density
            # Newton runs away from far in the tail; a step of one at most brings it back.
            z -= max(min(step, Decimal(1)), Decimal(-1))
            if abs(step) < Decimal(10) ** -40:
                break
        return round_half_up(z, Z_PLACES)


def _series(z: Decimal) -> Decimal:
    term = total = z
    odd = 1
    while abs(term) > Decimal(10) ** -50:
        odd += 2
        term *= z * z / odd
        total += term
    return total


def _percent(value: Fraction) -> str:
    return f"{plain(Fraction(value * 100))}%"
