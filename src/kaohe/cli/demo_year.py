"""What the demo shows of the year besides its points: the draw repeated, a month's tasks."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kaohe.cli.tasks_common import ledger_of, load_desk
from kaohe.core import Period, Refused

DRAW, PROGRAMME, LISTS = "抽样.json", "任务方案.yaml", "任务清单"
_MONTH = Period(2026, 11, 1)
_SEEN_ON = date(2026, 11, 30)


@dataclass(frozen=True, slots=True)
class Year:
    """spots: drawn of how many in the frame. entries, carried, closed: of the month's lists; written: their workbook."""

    spots: int
    frame: int
    entries: int
    carried: int
    closed: int
    written: Path

    def as_json(self) -> dict[str, Any]:
        return {
            "draw": {"spots": self.spots, "frame": self.frame},
            "tasks": {
                "month": str(_MONTH),
                "entries": self.entries,
                "carried": self.carried,
                "closed": self.closed,
                "written": str(self.written),
            },
        }

    def lines(self) -> tuple[str, str]:
        """What is said of it on the screen."""
        return (
            f"　抽样　按公布的种子从{self.frame}个村（社区）里重新抽取，{self.spots}个检查点与记录一致",
            f"　月度任务　{_MONTH.label}{self.entries}件，结转{self.carried}件，办结{self.closed}件：{self.written}",
        )


def a_year(folder: Path) -> Year:
    """Repeat the example's draw, and write its lists of one month. Refused where the draw does not repeat."""
    from kaohe.fieldwork.draws import verify_record
    from kaohe.reports.tasks_book import write_tasks_book

    verified = verify_record(folder / DRAW, "")
    if not verified.holds or verified.draw is None:
        raise Refused("demo.not-verified", "示例的抽样没有核对相符，请报告这个问题。")
    desk = load_desk(folder / PROGRAMME, folder.parent / "units.csv", None)
    ledger, _ = ledger_of(desk, _SEEN_ON)
    month = ledger.at(_MONTH)
    assert month is not None
    written = folder / LISTS / f"任务清单 {_MONTH}.xlsx"
    written.parent.mkdir(parents=True, exist_ok=True)
    write_tasks_book(written, ledger, _MONTH)
    return Year(
        sum(len(spots) for _, spots in verified.draw.sample()),
        len(verified.draw.frame),
        len(month.entries),
        sum(1 for entry in month.entries if entry.carried),
        sum(1 for entry in month.entries if not entry.state.is_open),
        written,
    )
