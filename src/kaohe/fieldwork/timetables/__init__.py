"""检查日程: which team is at which unit on which half-day.

An office's file (`arrangement_file`) becomes an `Arrangement`; `solve` finds a plan of `Stop`s with OR-Tools, or says
which of the conditions cannot hold together (`conflict`); `check` holds any plan, made by a program or by hand,
against the same arrangement without a solver. `cost` says what a plan costs, `record` and `book` write it and read
it back. Only `region`, `bound` and what uses them need OR-Tools (`kaohe[field]`).
"""

from kaohe.fieldwork.timetables.check import check_plan
from kaohe.fieldwork.timetables.cost import Cost, cost_of
from kaohe.fieldwork.timetables.model import (
    Arrangement,
    Half,
    Limits,
    Member,
    Need,
    Slot,
    Span,
    Stop,
    Team,
    Weights,
    Wish,
)
from kaohe.fieldwork.timetables.travel import Travel

__all__ = [
    "Arrangement",
    "Cost",
    "Half",
    "Limits",
    "Member",
    "Need",
    "Slot",
    "Span",
    "Stop",
    "Team",
    "Travel",
    "Weights",
    "Wish",
    "check_plan",
    "cost_of",
]
