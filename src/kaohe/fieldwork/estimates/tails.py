"""How likely so many wrong cases are: tails of the binomial and the hypergeometric law, without floats.

`looked` cases of which each is wrong with probability `rate` (drawn with replacement, or from so many that it
makes no difference): binomial. Drawn without replacement from `total` cases of which `bad` are wrong:
hypergeometric. Both are sums of whole numbers over one whole number and are computed as such.
"""

from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache
from math import comb

DIGITS = 60
_WORK = Context(prec=DIGITS, Emin=-999_999_999, Emax=999_999_999)
_CLEAR = Decimal("1e-40")
"""Two probabilities that differ by more than this are told apart at `DIGITS` digits: a sum of n terms, each off by a
few units in its last place, is off by less than n² × 10⁻⁵⁸."""


def binomial_at_least(wrong: int, looked: int, rate: Fraction) -> Fraction:
    """P(X ≥ wrong) for X ~ binomial(looked, rate), exactly."""
    if wrong <= 0:
        return Fraction(1)
    if wrong > looked:
        return Fraction(0)
    good, bad, whole = rate.denominator - rate.numerator, rate.numerator, rate.denominator
    if good == 0:
        return Fraction(1)
    below = wrong <= looked - wrong
    first, last = (0, wrong - 1) if below else (wrong, looked)
    term = comb(looked, first) * bad**first * good ** (looked - first)
    tail = term
    for number in range(first, last):
        term = term * (looked - number) * bad // ((number + 1) * good)
        tail += term
    everything = whole**looked
    return Fraction(everything - tail if below else tail, everything)


def binomial_exceeds(wrong: int, looked: int, rate: Fraction, level: Fraction) -> bool:
    """Whether P(X ≥ wrong) > level: at 60 digits where that decides it, else exactly."""
    if wrong <= 0 or rate >= 1:
        return level < 1
    if rate <= 0 or wrong > looked:
        return False
    below = wrong <= looked - wrong
    first, last = (0, wrong - 1) if below else (wrong, looked)
    good, bad = _share(rate.denominator - rate.numerator, rate.denominator), _share(*rate.as_integer_ratio())
    odds = _WORK.divide(bad, good)
    term = _WORK.multiply(_power(bad, first), _power(good, looked - first))
    term = _WORK.multiply(term, _WORK.create_decimal(comb(looked, first)))
    tail = term
    for number in range(first, last):
        step = _WORK.divide(Decimal(looked - number), Decimal(number + 1))
        term = _WORK.multiply(term, _WORK.multiply(step, odds))
        tail = _WORK.add(tail, term)
    tail = _WORK.subtract(Decimal(1), tail) if below else tail
    edge = _share(*level.as_integer_ratio())
    if _WORK.abs(_WORK.subtract(tail, edge)) > _CLEAR:
        return tail > edge
    return binomial_at_least(wrong, looked, rate) > level


def hypergeometric_at_least(wrong: int, looked: int, total: int, bad: int) -> Fraction:
    """P(X ≥ wrong) for X wrong cases among `looked` of `total`, of which `bad` are wrong, exactly."""
    least, most = max(0, looked - (total - bad)), min(looked, bad)
    if wrong <= least:
        return Fraction(1)
    if wrong > most:
        return Fraction(0)
    below = wrong - least <= most - wrong
    first, last = (least, wrong - 1) if below else (wrong, most)
    term = comb(bad, first) * comb(total - bad, looked - first)
    tail = term
    for number in range(first, last):
        above = (bad - number) * (looked - number)
        term = term * above // ((number + 1) * (total - bad - looked + number + 1))
        tail += term
    everything = comb(total, looked)
    return Fraction(everything - tail if below else tail, everything)


@lru_cache(maxsize=64)
def normal_quantile(tail: Fraction) -> Decimal:
    """z with P(Z > z) = tail for a standard normal Z, to 40 digits; 0 < tail ≤ 1/2.

    Found by bisection on the power series of Φ (Abramowitz and Stegun, 26.2.10):
    Φ(z) = 1/2 + (1/√2π) Σ (−1)^k z^(2k+1) / (2^k k! (2k+1)).
    """
    if not 0 < tail <= Fraction(1, 2):
        raise ValueError(f"no quantile for a tail of {tail}")
    wanted = _share(*(Fraction(1, 2) - tail).as_integer_ratio())
    low, high = Decimal(0), Decimal(8)
    for _ in range(150):
        middle = _WORK.divide(_WORK.add(low, high), Decimal(2))
        if _between_zero_and(middle) < wanted:
            low = middle
        else:
            high = middle
    return Context(prec=40).plus(high)


_SMALL = Decimal(1).scaleb(-DIGITS - 20)
_PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899")


def _between_zero_and(z: Decimal) -> Decimal:
    """Φ(z) − 1/2. The terms grow to e^(z²/2) before they fall: 20 digits more than are wanted suffice to z = 8."""
    work = Context(prec=DIGITS + 30)
    square = work.multiply(z, z)
    power, total, number = z, z, 0
    while work.abs(power) > _SMALL:
        number += 1
        power = work.divide(work.minus(work.multiply(power, square)), Decimal(2 * number))
        total = work.add(total, work.divide(power, Decimal(2 * number + 1)))
    return work.divide(total, work.sqrt(work.multiply(Decimal(2), _PI)))


def _share(part: int, whole: int) -> Decimal:
    return _WORK.divide(_WORK.create_decimal(part), _WORK.create_decimal(whole))


def _power(base: Decimal, exponent: int) -> Decimal:
    """By squaring: at most two roundings a binary digit, so that the error stays countable."""
    result = Decimal(1)
    while exponent:
        if exponent & 1:
            result = _WORK.multiply(result, base)
        base = _WORK.multiply(base, base)
        exponent >>= 1
    return result
