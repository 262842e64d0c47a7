"""Colours by share of the full points: the more was lost, the darker, so that a grey print tells the same.

They are conditions on the cells, not paint in them: when a clerk sorts or changes a figure, the colour is still right.
What is no score stands as a word (未填报, 待评定, 不适用) in italics on a pattern, so that nothing hangs on colour alone.
"""

from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from kaohe.core import Absence
from kaohe.reports.results_book.styles import Styles
from kaohe.scheme.model import GroupKind


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the ramp: scores below `percent` of the full points (and at or above the next one's)."""

    label: str
    percent: int
    look: tuple[tuple[str, Any], ...]

    @property
    def properties(self) -> dict[str, Any]:
        return dict(self.look)


def _step(label: str, percent: int, **look: Any) -> Step:
    return Step(label, percent, tuple(look.items()))


NOTHING = _step("零分或负分", 0, bg_color="#6B3A12", font_color="#FFFFFF", bold=True)
STEPS = (
    _step("不到六成", 60, bg_color="#D08A4E"),
    _step("六成以上、不到八成", 80, bg_color="#EDB98A"),
    _step("八成以上、不到九成", 90, bg_color="#F8DBC0"),
    _step("九成以上、不到满分", 100, bg_color="#FDF0E4"),
)
FULL = _step("满分", 100)
OVER = _step("超过满分", 100, bold=True, underline=1)
GIVEN = _step("有加分", 0, bg_color="#DCEBDD", bold=True)
TAKEN = _step("有扣分", 0, bg_color="#D08A4E", bold=True)
OPEN = _step("未填报、待评定", 0, pattern=18, bg_color="#F2F2F2", fg_color="#7F7F7F", italic=True)
APART = _step("不适用", 0, bg_color="#E4E4E4", font_color="#595959", italic=True)
LEGEND = (FULL, *reversed(STEPS), NOTHING, OVER, GIVEN, TAKEN, OPEN, APART)

BRIEF = "底色由浅到深：满分（白）、九成以上、八成以上、六成以上、不到六成、零分（深底白字）；斜体字是没有得分的原因。"


class Ramp:
    """Colours ranges of scores; formats are made once for the book."""

    def __init__(self, styles: Styles) -> None:
        self._looks = {step.label: styles.bare(**step.properties) for step in LEGEND if step.look}

    def colour(
        self, sheet: Any, rows: tuple[int, int], columns: tuple[int, int], full_row: int, kind: GroupKind
    ) -> None:
        """Colour the scores in these rows and columns (first and last); each column's full points stand in `full_row`."""
        at = xl_rowcol_to_cell(rows[0], columns[0])
        full = xl_rowcol_to_cell(full_row, columns[0], row_abs=True)
        rules = [
            (OPEN, f'OR({at}="{Absence.MISSING.label}",{at}="{Absence.PENDING.label}")'),
            (APART, f'{at}="{Absence.NOT_APPLICABLE.label}"'),
        ]
        number = f"ISNUMBER({at})"
        if kind is GroupKind.BASE:
            worth = f"{number},{full}>0"
            rules.append((NOTHING, f"AND({worth},{at}<=0)"))
            rules += [(step, f"AND({worth},{at}*100<{full}*{step.percent})") for step in STEPS]
            rules.append((OVER, f"AND({worth},{at}>{full})"))
        rules_for_lists = [(GIVEN, f"AND({number},{at}>0)"), (TAKEN, f"AND({number},{at}<0)")]
        for step, formula in rules if kind is GroupKind.BASE else rules + rules_for_lists:
            options = {
                "type": "formula",
                "criteria": f"={formula}",
                "format": self._looks[step.label],
                "stop_if_true": True,
            }
            sheet.conditional_format(rows[0], columns[0], rows[1], columns[1], options)
