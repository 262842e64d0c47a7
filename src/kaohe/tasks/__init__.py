"""月度任务清单: a year's programme becomes each unit's list, month by month, closed item by item, the rest carried over.

    任务方案.yaml ─▶ Programme ─┐
    单位表 ───────▶ Units ─────┼─ fold ─▶ Ledger (a list a month) ─▶ lists, bulletin, quarterly report, reminders
    任务记录.csv ──▶ Events ───┘                                  └▶ 月积分 and counts as facts of a scheme

The record is the file of events; where everything stands is a fold over programme and events and can be repeated.
"""

from kaohe.tasks.model import (
    Counted,
    CountRule,
    Deed,
    Entry,
    Event,
    MonthList,
    Origin,
    PointRule,
    Programme,
    Rhythm,
    State,
    Task,
)

__all__ = [
    "CountRule",
    "Counted",
    "Deed",
    "Entry",
    "Event",
    "MonthList",
    "Origin",
    "PointRule",
    "Programme",
    "Rhythm",
    "State",
    "Task",
]
