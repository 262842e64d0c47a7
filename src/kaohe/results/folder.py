"""A results folder: tables for people beside the receipt for checking."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from kaohe.core import Absence, Problem, plain
from kaohe.core.problem import has_errors
from kaohe.facts.rows import safe_text
from kaohe.results.explain import Reasons
from kaohe.results.inputs import Inputs
from kaohe.results.receipt import RECEIPT, write_receipt
from kaohe.results.round import RoundResult

SCORES = "scores.csv"
RANKING = "ranking.csv"
PROBLEMS = "problems.csv"
WORKBOOK = "results.xlsx"


def write_results(
    folder: Path, inputs: Inputs, result: RoundResult, problems: Iterable[Problem]
) -> dict[str, Any] | None:
    """Write everything; returns the receipt, or None where errors stand in the way of one.

    A receipt of an earlier run does not survive one that has none.
    """
    found = tuple(problems)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / RECEIPT).unlink(missing_ok=True)
    receipt = None if has_errors(found) else write_receipt(folder, inputs, result)
    reasons = Reasons({measure.id: measure.name for measure in inputs.scheme.measures.values()})
    _write(folder / RANKING, RANKING_COLUMNS, ranking_rows(result))
    _write(folder / SCORES, SCORE_COLUMNS, score_rows(result, reasons))
    _write(folder / PROBLEMS, PROBLEM_COLUMNS, _problem_rows(found))
    return receipt


RANKING_COLUMNS = (
    "考核表",
    "名次",
    "单位",
    "类别",
    "总分",
    "等次",
    "基本分",
    "加分",
    "扣分",
    "状态",
    "否决和黄牌",
    "名单",
)
SCORE_COLUMNS = ("考核表", "单位", "编码", "指标", "分值", "得分", "状态", "得分说明")
PROBLEM_COLUMNS = ("程度", "代码", "位置", "问题", "改法")


def ranking_rows(result: RoundResult) -> Iterator[tuple[str, ...]]:
    """One row a unit and table, best first."""
    for table in result.tables:
        for standing in table.standings:
            tally = standing.tally
            lists = [
                entry.consequence.list_name
                for entry in table.lists
                if any(member.unit == tally.unit.id for member in entry.members)
            ]
            yield (
                table.table.name,
                "" if standing.rank is None else str(standing.rank),
                tally.unit.name,
                tally.unit.unit_class,
                tally.total.label if isinstance(tally.total, Absence) else format(tally.total, "f"),
                standing.grade,
                plain(tally.base),
                plain(tally.bonus),
                plain(tally.deduction),
                "暂定" if tally.provisional else "确定",
                "；".join(outcome.veto.name for outcome in tally.vetoes if outcome.in_force),
                "；".join(dict.fromkeys(lists)),
            )


def score_rows(result: RoundResult, reasons: Reasons) -> Iterator[tuple[str, ...]]:
    """One row a unit × item, in the order of the standings."""
    for table in result.tables:
        for standing in table.standings:
            for score in standing.tally.items():
                yield (
                    table.table.name,
                    standing.tally.unit.name,
                    score.item.code,
                    score.item.name,
                    plain(score.item.points),
                    "" if isinstance(score.score, Absence) else plain(score.score),
                    score.score.label if isinstance(score.score, Absence) else "已计",
                    reasons(score),
                )


def _problem_rows(problems: Iterable[Problem]) -> Iterator[tuple[str, ...]]:
    for problem in problems:
        places = "；".join(str(place) for place in problem.where)
        yield (problem.severity.label, problem.code, places, problem.message, problem.remedy)


def _write(path: Path, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """CSV with a byte order mark, so that Excel in an office reads it as Chinese."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        writer.writerows([disarm(cell) for cell in row] for row in rows)


def disarm(cell: str) -> str:
    """A cell that a spreadsheet does not run; numbers stay numbers, the negative ones too."""
    return cell if _is_number(cell) else safe_text(cell)


def _is_number(cell: str) -> bool:
    return cell.lstrip("+-").replace(".", "", 1).isdigit()
