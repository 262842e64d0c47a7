"""What it costs that cases lie together in sample points: design effect and effective sample size.

Cases of one village resemble one another. Twenty cases from two villages tell less than twenty from twenty, and an
interval that forgets it is too narrow. With wrong cases yᵢ among nᵢ looked at in each of m sample points,
r = Σyᵢ ÷ Σnᵢ and n = Σnᵢ:

    v(r)  = m/(m−1) × Σ(yᵢ − r·nᵢ)² ÷ n²      variance of a ratio over clusters (Cochran 1977, 3.12), none left out
    v₀(r) = r(1−r) ÷ (n−1)                    what a simple sample of n cases would have
    deff  = v(r) ÷ v₀(r)                      design effect (Kish 1965, 8.2)
    n*    = n ÷ deff                          effective sample size (Korn and Graubard 1998)

A design effect below one is shown and not used: an interval is never made narrower by it. That only some of the
unit's sample points were drawn is not allowed for, which errs on the wide side.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from kaohe.fieldwork.estimates.model import Inspected

FEW_POINTS = 5
"""With fewer sample points the design effect itself is a rough figure, and that is said."""


@dataclass(frozen=True, slots=True)
class Design:
    """How the cases lay. points: sample points named; effect: None where it cannot be estimated, and `why` not."""

    points: int
    effect: Fraction | None
    why: str = ""

    @property
    def used(self) -> Fraction:
        """What the interval is widened by: never below one."""
        return max(self.effect, Fraction(1)) if self.effect is not None else Fraction(1)

    def effective(self, looked: int) -> Fraction:
        """So many independent cases tell as much."""
        return looked / self.used


def design_of(rows: Iterable[Inspected]) -> Design:
    """The design effect over sample points, or why there is none. Visits of one place are one point."""
    points: dict[str, tuple[int, int]] = {}
    for row in rows:
        if row.looked:
            looked, wrong = points.get(row.place, (0, 0))
            points[row.place] = (looked + row.looked, wrong + row.wrong)
    named = len(points) - ("" in points)
    if not points:
        return Design(0, None, "没有写检查数")
    if "" in points:
        why = "没有写检查点" if named == 0 else "有的检查没有写检查点"
        return Design(named, None, why)
    if named == 1:
        return Design(1, None, "只有一个检查点")
    n, y = (sum(figures) for figures in zip(*points.values(), strict=True))
    if y in (0, n):
        return Design(named, None, "各检查点查得的完全一样")
    rate = Fraction(y, n)
    apart = sum((wrong - rate * looked) ** 2 for looked, wrong in points.values())
    variance = Fraction(named, named - 1) * apart / n**2
    simple = rate * (1 - rate) / (n - 1)
    return Design(named, Fraction(variance / simple))
