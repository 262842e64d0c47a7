"""Tables that several papers hold: the ranking, and units by parts."""

from kaohe.core import plain
from kaohe.reports.kinds.losses import points_text, total_text
from kaohe.reports.official.blocks import Align, Table, simple_table
from kaohe.results.round import TableResult
from kaohe.scheme.model import GroupKind

_LEFT, _CENTRE, _RIGHT = Align.LEFT, Align.CENTRE, Align.RIGHT


def ranking_table(result: TableResult) -> Table:
    """One row a unit, best first: rank, unit, class, points, total, grade, what is to be said."""
    classes = len({s.tally.unit.unit_class for s in result.standings}) > 1
    bonus = any(s.tally.bonus or s.tally.deduction for s in result.standings)
    graded = any(s.grade for s in result.standings)
    heads = [("名次", 14, _CENTRE), ("单位", 40, _LEFT)]
    heads += [("类别", 20, _CENTRE)] if classes else []
    heads += [("基本分", 22, _RIGHT), ("加分", 18, _RIGHT), ("扣分", 18, _RIGHT)] if bonus else []
    heads += [("总分", 22, _RIGHT)]
    heads += [("等次", 20, _CENTRE)] if graded else []
    heads += [("说明", 60, _LEFT)]
    rows, places = [], result.table.precision
    for standing in result.standings:
        tally = standing.tally
        row = ["—" if standing.rank is None else str(standing.rank), tally.unit.name]
        row += [tally.unit.unit_class] if classes else []
        row += (
            [points_text(part, places) for part in (tally.base, tally.bonus, tally.deduction)]
            if bonus
            else []
        )
        row += [total_text(standing)]
        row += [standing.grade] if graded else []
        notes = [
            f"{'黄牌' if outcome.veto.card else '一票否决'}：{outcome.veto.name}"
            for outcome in tally.vetoes
            if outcome.in_force
        ]
        notes += ["并列"] if standing.tied else []
        notes += [f"{len(tally.gaps)}项未定"] if tally.gaps else []
        rows.append([*row, "；".join(notes)])
    return simple_table(heads, rows)


def group_table(result: TableResult) -> Table:
    """One row a unit, one column a group with its full points, the means at the end."""
    groups = result.table.groups
    heads = [("名次", 12, _CENTRE), ("单位", 30, _LEFT)]
    for group in groups:
        cap = plain(group.points * group.weight) if group.kind is GroupKind.BASE else ""
        heads.append((f"{group.name}\n（{cap}分）" if cap else group.name, 18, _RIGHT))
    heads.append(("总分", 18, _RIGHT))
    rows = []
    for standing in result.standings:
        rank = "—" if standing.rank is None else str(standing.rank)
        points = [
            "不适用"
            if group.full == 0 and group.group.kind is GroupKind.BASE
            else points_text(group.score, result.table.precision)
            for group in standing.tally.groups
        ]
        rows.append([rank, standing.tally.unit.name, *points, total_text(standing)])
    return simple_table(heads, rows)
