"""说明: what the book is, of which scheme and period, how it rounds, what colours and words mean, what the sheets show."""

from typing import Any

from kaohe.core import plain
from kaohe.reports.results_book.page import Page
from kaohe.reports.results_book.ramp import LEGEND
from kaohe.reports.results_book.round_book import Book, Part
from kaohe.results import RoundResult
from kaohe.scheme import scheme_digest
from kaohe.scheme.model import Scope, WhenNotApplicable

NAME = "说明"
_WIDTHS = (24, 100)
_PROVISIONAL = "暂定结果。还有没有报来的数或没有评定的项目，补齐以后总分、名次、等次和名单都可能改变。暂定结果只供内部核对，不能公布。"
_NOBODY = "没有被考核单位，没有结果。"
_FINAL = "正式结果。所有项目都已有数据和评定。"
_WORDS = (
    ("失分", "这一项少得的分：满分减去计入的分。已经确定，不会再变（补报和更正除外）。"),
    ("待定", "还没有报数或没有评定的分：现在计0分，补齐后可能得到。"),
    ("未填报", "应报的数没有报来，或者退回后没有再报。"),
    ("待评定", "要由人评定、还没有评的项目，或者算不出来、要由人定的数。"),
    ("不适用", "这件事在该单位不存在（合理缺项），不算未报。"),
    ("限额", "一组指标各项合计超过（或不到）本组的限额，按限额计；各项的失分仍按各项自己的满分计。"),
    ("权重", "有权重的组，各项的分值、得分、失分都是乘权重以前的数，总分是乘权重以后的数。"),
    ("—", "不计名次、没有这个数，或者各单位都一样。"),
)
_SCOPES = {
    Scope.ALL: "全部单位一起排名次",
    Scope.CLASS: "同类单位一起排名次",
    Scope.PARENT: "同一上级的单位一起排名次",
}
_LEFT_OUT = {
    WhenNotApplicable.SCALE: "按比例折算",
    WhenNotApplicable.FULL: "计满分",
    WhenNotApplicable.ZERO: "计0分",
}


def write_guide(book: Book, parts: list[Part]) -> None:
    """The last sheet."""
    page = book.page(NAME, "", _WIDTHS, "本簿的说明和图例")
    result = book.round.result
    styles = book.styles
    page.wide(0, f"{result.scheme.title}　考核结果", styles.title(), size=14)
    page.wide(1, _state(result), styles.make(bold=True, text_wrap=True))
    row = _section(page, 2, "这一轮", _facts(book))
    for part in parts:
        row = _section(page, row, f"考核表：{part.table.table.name}", _table(part))
    row = _section(page, row, "用语", list(_WORDS))
    row = _legend(page, row)
    _section(page, row, "各工作表", [(listing.name, listing.shows) for listing in book.listings])
    page.finish(top=1, frozen=0, title=result.scheme.title, filtered=False)
    page.sheet.freeze_panes(0, 0)


def _state(result: RoundResult) -> str:
    """In plain words, whether this may be published."""
    if not any(table.standings for table in result.tables):
        return _NOBODY
    return _PROVISIONAL if result.provisional else _FINAL


def _facts(book: Book) -> list[tuple[str, str]]:
    scheme = book.round.result.scheme
    return [
        ("考核办法", scheme.title),
        ("版本", scheme.version),
        ("办法指纹（SHA-256）", scheme_digest(scheme)),
        ("考核期", scheme.period.label),
        ("舍入", "一律四舍五入。各项得分内部保留4位小数，总分按各表的小数位；平均数保留4位小数。"),
        ("数字", "表内的数都是数值，没有公式，也没有外部链接；用户填写的文字一律作为文字写入。"),
        ("打印", "A4横排，表头每页重复；底色越深失分越多，黑白打印同样可辨。"),
    ]


def _table(part: Part) -> list[tuple[str, str]]:
    table = part.table.table
    left_out = dict.fromkeys(_LEFT_OUT[column.item.when_not_applicable] for column in part.columns)
    waiting = sum(len(standing.tally.gaps) for standing in part.standings)
    state = f"暂定，还差{waiting}个得分" if waiting else "暂定" if part.table.provisional else "正式"
    return [
        ("考核对象", f"{table.level}，{len(part.standings)}个单位，{len(part.columns)}项指标"),
        ("总分", f"满分{plain(table.total)}分，保留{table.precision}位小数；{_SCOPES[table.ranking.scope]}"),
        ("不适用的项目", "、".join(left_out)),
        ("状态", state),
    ]


def _section(page: Page, row: int, title: str, entries: list[tuple[str, str]]) -> int:
    """A heading and its lines; the row after them."""
    page.wide(row, title, page.styles.head(align="left"))
    name, text = page.styles.text(bold=True), page.styles.text()
    for at, cells in enumerate(entries, row + 1):
        page.fit(at, cells)
        page.put_row(at, zip(cells, (name, text), strict=True))
    return row + 1 + len(entries)


def _legend(page: Page, row: int) -> int:
    """The colours, each as it stands in the sheets."""
    page.wide(row, "颜色和字样（各项得分、各科室的表）", page.styles.head(align="left"))
    for at, step in enumerate(LEGEND, row + 1):
        look: dict[str, Any] = step.properties
        page.put(
            at, 0, "未填报" if step.label.startswith("未填报") else step.label, page.styles.centred(**look)
        )
        page.put(at, 1, _meaning(step.label), page.styles.text())
    return row + 1 + len(LEGEND)


def _meaning(label: str) -> str:
    return {
        "满分": "得满分，不着色",
        "零分或负分": "没有得分，或得了负分：深底白字",
        "超过满分": "得分高于分值：加粗、下划线",
        "有加分": "加分项得了分",
        "有扣分": "扣分项扣了分",
        "未填报、待评定": "没有得分，等数据或等评定：斜体字，网纹底",
        "不适用": "这一项不适用于该单位：斜体字，灰底",
    }.get(label, f"得分占分值{label}")
