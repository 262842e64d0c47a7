"""What an inspection brings home: one row a unit × measure × sample point."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Inspected:
    """`looked` cases were looked at in one place and `wrong` of them were not as reported.

    unit, measure: ids. found: the figure that inspection itself counted or measured there, None where it
    only compared. place: the sample point's name, "" the unit itself. by: the team. above: found by the
    level above (上级), not by ourselves (本级). at: ISO date, "" not written.
    """

    unit: str
    measure: str
    looked: int
    wrong: int
    found: Decimal | None = None
    place: str = ""
    by: str = ""
    above: bool = False
    at: str = ""
    note: str = ""
