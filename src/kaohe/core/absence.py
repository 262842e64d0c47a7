"""Why a value is not there."""

from enum import Enum


class Absence(Enum):
    """A value that is not there. None of the three is zero, and none earns points by itself.

    MISSING: 未填报, somebody still owes the figure, or it was returned to its sender.
    PENDING: 待评定, a person still has to decide (a judgement, or a figure that cannot be computed,
        such as growth over a base of zero).
    NOT_APPLICABLE: 不适用 (合理缺项), the question does not arise for this unit.

    Where several meet in one operation, NOT_APPLICABLE wins (the question does not arise, so nobody
    owes an answer), then MISSING, then PENDING. `rules/semantics.md` says where a node differs.
    """

    MISSING = "missing"
    PENDING = "pending"
    NOT_APPLICABLE = "not_applicable"

    @property
    def label(self) -> str:
        """The office's word for it."""
        return _LABELS[self]


_LABELS = {
    Absence.MISSING: "未填报",
    Absence.PENDING: "待评定",
    Absence.NOT_APPLICABLE: "不适用",
}

_WEIGHT = {Absence.NOT_APPLICABLE: 0, Absence.MISSING: 1, Absence.PENDING: 2}


def weightiest(*absences: Absence) -> Absence:
    """The absence that speaks for several."""
    return min(absences, key=_WEIGHT.__getitem__)
