"""Why this score, in words: a unit's account from the figures to the rank, out of its own record."""

from collections.abc import Mapping

from kaohe.core import Absence, plain
from kaohe.evaluate.narrate import narrate, narrate_line
from kaohe.results.round import RoundResult, TableResult
from kaohe.results.sources import sources_in
from kaohe.results.standing import Standing
from kaohe.results.tally import GroupScore, ItemScore, Tally
from kaohe.rules.sentence import sentence
from kaohe.scheme.model import Effect, GroupKind, WhenNotApplicable

_EFFECTS = {
    Effect.UNRANKED: "不计名次",
    Effect.LAST: "排在末位",
    Effect.ZERO: "总分计0分",
    Effect.GRADE: "限定等次",
    Effect.NOTE: "仅列名",
}


def item_line(score: ItemScore, names: Mapping[str, str] | None = None) -> str:
    """One line on one item: what was lost or missing and why. For tables of results."""
    return narrate_line(score.trace, names) + _kept(score)


class Reasons:
    """`item_line`, remembered by trace: units with the same figures share a trace, and so its words."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        self._lines: dict[int, str] = {}

    def __call__(self, score: ItemScore) -> str:
        key = id(score.trace)  # the result that is being written keeps every trace alive
        if key not in self._lines:
            self._lines[key] = item_line(score, self._names)
        return self._lines[key]


def explain_item(
    score: ItemScore, names: Mapping[str, str] | None = None, sources: Mapping[str, str] | None = None
) -> list[str]:
    """One item step by step: the clause, the rule, the figures, the result, and by measure where figures that
    inspection found come from (`results.sources`)."""
    item = score.item
    head = f"{item.code} {item.name}（{plain(item.points)}分）：{points_text(score)}"
    lines = [head]
    if item.clause:
        lines.append(f"　评分标准：{item.clause}")
    lines.append(f"　规则：{sentence(item.rule, names)}")
    lines.append("　计算：")
    lines += [f"　　{line}" for line in narrate(score.trace, names)]
    if kept := _kept(score):
        lines.append(f"　　{kept.strip('；')}")
    if score.score is Absence.NOT_APPLICABLE:
        lines.append(f"　　{_left_out(score)}")
    found = sources_in(item, sources)
    if found:
        lines += ["　查得的数从哪里来：", *(f"　　{line}" for line in found)]
    return lines


def points_text(score: ItemScore) -> str:
    """得3.17分, or the reason why there is no score."""
    if isinstance(score.score, Absence):
        return score.score.label + ("（暂不计分）" if score.open else "")
    return f"得{plain(score.score)}分"


def _kept(score: ItemScore) -> str:
    if score.kept_at is None or isinstance(score.trace.value, Absence | bool | str):
        return ""
    side = "最低" if score.trace.value < score.kept_at else "最高"
    return f"；算得{plain(score.trace.value)}分，按本项{side}{plain(score.kept_at)}分计"


def _left_out(score: ItemScore) -> str:
    full = plain(score.item.points)
    return {
        WhenNotApplicable.SCALE: f"本项不适用，{full}分不计入，其余各项按比例折算。",
        WhenNotApplicable.FULL: f"本项不适用，按满分{full}分计。",
        WhenNotApplicable.ZERO: "本项不适用，计0分。",
    }[score.item.when_not_applicable]


def explain_unit(
    result: RoundResult,
    table: TableResult,
    standing: Standing,
    names: Mapping[str, str] | None = None,
    sources: Mapping[str, str] | None = None,
) -> list[str]:
    """A unit's whole account: every group and item, the total and how it came about, rank, grade, lists."""
    tally = standing.tally
    lines = [f"{tally.unit.name}　{table.table.name}　{result.scheme.period.label}"]
    for group in tally.groups:
        lines += _group(group, 0, names, sources)
    lines += _total(tally)
    lines += _place(table, standing)
    return lines


def _group(
    score: GroupScore,
    depth: int,
    names: Mapping[str, str] | None,
    sources: Mapping[str, str] | None = None,
) -> list[str]:
    pad = "　" * depth
    kind = {GroupKind.BASE: "", GroupKind.BONUS: "（加分）", GroupKind.DEDUCTION: "（扣分）"}[
        score.group.kind
    ]
    head = f"{pad}{score.group.code} {score.group.name}{kind}：{plain(score.score)}分{_group_note(score)}"
    lines = [head]
    for child in score.children:
        if isinstance(child, GroupScore):
            lines += _group(child, depth + 1, names, sources)
        else:
            text = f"{pad}　{child.item.code} {child.item.name}：{points_text(child)}"
            lines.append(f"{text}。{item_line(child, names)}")
            lines += [f"{pad}　　查得的数：{line}" for line in sources_in(child.item, sources)]
    return lines


def _group_note(score: GroupScore) -> str:
    notes = []
    if score.group.kind is GroupKind.BASE:
        notes.append(f"满分{plain(score.group.points * score.group.weight)}分")
    if score.kept_at is not None:
        notes.append(f"各项合计{plain(score.raw)}分，按{plain(score.kept_at)}分封顶")
    if score.group.weight != 1:
        kept = score.raw if score.kept_at is None else score.kept_at
        notes.append(f"{plain(kept)}分×权重{plain(score.group.weight)}")
    return f"（{'，'.join(notes)}）" if notes else ""


def _total(tally: Tally) -> list[str]:
    lines = []
    if tally.available != tally.full and not isinstance(tally.total, Absence):
        lines.append(
            f"基本分折算：{plain(tally.earned)}÷{plain(tally.available)}×{plain(tally.full)}＝{plain(tally.base)}分"
        )
    if isinstance(tally.total, Absence):
        return [*lines, "总分：没有一项适用，不计总分。"]
    parts = f"基本分{plain(tally.base)}"
    if tally.bonus:
        parts += f"＋加分{plain(tally.bonus)}"
    if tally.deduction:
        parts += f"－扣分{plain(-tally.deduction)}"
    lines.append(f"总分：{parts}＝{format(tally.total, 'f')}分（保留{tally.table.precision}位小数）")
    if tally.has(Effect.ZERO):
        lines[-1] = f"总分：{parts}，因一票否决计{format(tally.total, 'f')}分"
    return lines


def _place(table: TableResult, standing: Standing) -> list[str]:
    tally = standing.tally
    lines = []
    for outcome in tally.vetoes:
        if outcome.in_force:
            word = "黄牌" if outcome.veto.card else "一票否决"
            lines.append(f"{word}：{outcome.veto.name}，{_EFFECTS[outcome.veto.effect]}")
        if outcome.open:
            lines.append(f"尚未确定：是否触发“{outcome.veto.name}”，所需数据未报。")
    if standing.rank is not None:
        lines.append(f"名次：第{standing.rank}名{'（并列）' if standing.tied else ''}")
    if standing.grade:
        lines.append(f"等次：{standing.grade}")
    for entry in table.lists:
        for member in entry.members:
            if member.unit == tally.unit.id:
                amount = "" if member.amount is None else f"，{plain(member.amount)}元"
                lines.append(f"结果运用：{entry.consequence.list_name}（{entry.consequence.action}{amount}）")
    if tally.provisional:
        gaps = "、".join(score.item.name for score in tally.gaps)
        lines.append(f"以上为暂定结果：{f'还差 {gaps}' if gaps else '还有其他单位未报，比照数可能变化'}。")
    return lines
