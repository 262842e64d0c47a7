"""What follows from the result: each list with what is done, for whom, how much."""

from kaohe.core import plain
from kaohe.reports.results_page.markup import h, shown
from kaohe.reports.results_page.view import View
from kaohe.results.consequences import Listed, ListResult

_NAMED = 30


def lists(view: View) -> str:
    """A row a list; lists that nobody is on are named at the end."""
    entries = [entry for entry in view.table.lists if entry.members]
    if not view.table.lists:
        return '<p class="empty">考核办法没有写结果运用。</p>'
    rows = "".join(_row(view, entry) for entry in entries)
    table = (
        f'<div class="scroll"><table class="plain lists"><thead><tr><th scope="col">名单</th><th scope="col">单位</th>'
        f'<th scope="col">怎样处理</th></tr></thead><tbody>{rows}</tbody></table></div>'
        if rows
        else ""
    )
    nobody = [entry.consequence.list_name for entry in view.table.lists if not entry.members]
    rest = f'<p class="note">没有单位列入的：{h("、".join(nobody))}。</p>' if nobody else ""
    return table + rest


def _row(view: View, entry: ListResult) -> str:
    names = {standing.tally.unit.id: standing.tally.unit.name for standing in view.standings}
    amounts = {member.amount for member in entry.members}
    each = len(amounts) > 1
    shown_first = "、".join(_member(view, member, names, each) for member in entry.members[:_NAMED])
    more = ""
    if len(entry.members) > _NAMED:
        rest = "、".join(_member(view, member, names, each) for member in entry.members[_NAMED:])
        more = f"<details><summary>等{len(entry.members)}个</summary>{rest}</details>"
    (amount, *_) = amounts
    money = "" if each or amount is None else f"，每个单位{plain(amount)}元"
    return (
        f'<tr><th scope="row">{h(entry.consequence.list_name)}<small> {len(entry.members)}个</small></th>'
        f"<td>{shown_first}{more}</td><td>{h(entry.consequence.action)}{money}</td></tr>"
    )


def _member(view: View, member: Listed, names: dict[str, str], each: bool) -> str:
    money = f"（{shown(plain(member.amount))}元）" if each and member.amount is not None else ""
    return view.link(member.unit, names[member.unit]) + money
