"""The parts of the office's file about visits, samples, appeals, orders and tasks."""

import re
from collections.abc import Callable, Iterator
from typing import TypeVar

from kaohe.reports.dates import checked_date
from kaohe.reports.happenings import (
    Appeal,
    Drawn,
    DrawPlan,
    GroupPlan,
    MonthTask,
    MonthTasks,
    Order,
    Replaced,
    Sample,
    Visit,
)
from kaohe.scheme.reading import Form, Notes, read_mapping
from kaohe.scheme.source import Entries, Located, Scalar

Made = TypeVar("Made")
_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
_HALF_DAYS = {"上午": True, "下午": True, "全天": True, "晚上": True}


def read_visits(form: Form, notes: Notes) -> tuple[Visit, ...]:
    """日程: a line a visit."""

    def visit(entry: Form) -> Visit:
        made = Visit(
            checked_date(entry.text("日期", required=True), "日期", entry.place, notes),
            entry.text("半天"),
            entry.text("组", required=True),
            entry.texts("单位"),
            entry.text("说明"),
        )
        if made.half_day and made.half_day not in _HALF_DAYS:
            message = f"“半天”写的是“{made.half_day}”。"
            notes.error("office.half-day", entry.place, message, f"可以写：{'、'.join(_HALF_DAYS)}。")
        return made

    return tuple(_each(form, "日程", "日程", notes, visit))


def read_samples(form: Form, notes: Notes) -> Sample | None:
    """抽样: how the draw was made and what came out of it."""
    value = form.take("抽样")
    entries = None if value is None else read_mapping(value, "抽样", notes)
    if entries is None:
        return None
    part = Form(entries, "抽样", notes)

    def drawn(entry: Form) -> Drawn:
        group = entry.text("组")
        unit = entry.text("单位", required=not group)
        return Drawn(unit, entry.texts("抽中"), entry.texts("候补"), group)

    def replaced(entry: Form) -> Replaced:
        return Replaced(
            entry.text("单位"),
            entry.text("原抽中", required=True),
            entry.text("替换为", required=True),
            entry.text("理由", required=True),
            checked_date(entry.text("日期"), "日期", entry.place, notes),
        )

    sample = Sample(
        checked_date(part.text("日期"), "日期", part.place, notes),
        part.text("方法"),
        part.text("种子"),
        part.text("种子来源"),
        tuple(_each(part, "样本", "样本", notes, drawn)),
        part.text("名单"),
        part.text("指纹"),
        tuple(_each(part, "替换", "替换", notes, replaced)),
    )
    part.finish()
    return sample


def read_draw_plan(form: Form, notes: Notes) -> DrawPlan | None:
    """抽样预告: what is announced before a draw."""
    value = form.take("抽样预告")
    entries = None if value is None else read_mapping(value, "抽样预告", notes)
    if entries is None:
        return None
    part = Form(entries, "抽样预告", notes)

    def group(entry: Form) -> GroupPlan:
        words = ("名单", "不抽", "应抽")
        return GroupPlan(entry.text("组", required=True), *(entry.text(word) for word in words))

    plan = DrawPlan(
        checked_date(part.text("日期"), "日期", part.place, notes),
        part.text("方法"),
        part.text("名单"),
        part.text("种子"),
        part.text("指纹"),
        tuple(_each(part, "各组", "各组", notes, group)),
    )
    part.finish()
    return plan


def read_appeals(form: Form, notes: Notes) -> tuple[Appeal, ...]:
    """申诉: what was claimed, found and decided."""

    def appeal(entry: Form) -> Appeal:
        return Appeal(
            entry.text("单位", required=True),
            entry.text("指标", required=True),
            entry.text("理由", required=True),
            entry.text("核查", required=True),
            _values(entry, "更正", notes),
            checked_date(entry.text("日期"), "日期", entry.place, notes),
        )

    return tuple(_each(form, "申诉", "申诉", notes, appeal))


def read_orders(form: Form, notes: Notes) -> tuple[Order, ...]:
    """整改: what is asked of a unit over an item, where the office says more than the clause does."""

    def order(entry: Form) -> Order:
        return Order(
            entry.text("单位", required=True),
            entry.text("指标", required=True),
            entry.text("要求", required=True),
            checked_date(entry.text("期限"), "期限", entry.place, notes),
        )

    return tuple(_each(form, "整改", "整改", notes, order))


def read_months(form: Form, notes: Notes) -> tuple[MonthTasks, ...]:
    """月度任务: month by month."""

    def task(entry: Form) -> MonthTask:
        return MonthTask(
            entry.text("编号"),
            entry.text("任务", required=True),
            entry.text("责任科室"),
            checked_date(entry.text("期限"), "期限", entry.place, notes),
            entry.text("证明"),
            entry.texts("单位"),
            entry.texts("办结"),
            entry.texts("退回"),
            entry.text("类别"),
        )

    def month(entry: Form) -> MonthTasks:
        tasks = tuple(_each(entry, "清单", "任务", notes, task))
        text = entry.text("月份", required=True)
        if text and not _MONTH.fullmatch(text):
            message = f"“月份”写的是“{text}”，不是月份。"
            notes.error("office.not-a-month", entry.place, message, "请写成 2026-09 的样子。")
        return MonthTasks(text, tasks, entry.text("层级"))

    return tuple(_each(form, "月度任务", "月度任务", notes, month))


def _each(form: Form, word: str, what: str, notes: Notes, make: Callable[[Form], Made]) -> Iterator[Made]:
    for number, located in enumerate(form.listing(word), 1):
        entries = read_mapping(located, f"{what}第{number}条", notes)
        if entries is None:
            continue
        before = len(notes.problems)
        entry = Form(entries, f"{what}第{number}条", notes)
        made = make(entry)
        entry.finish()
        if len(notes.problems) == before:
            yield made


def _values(form: Form, word: str, notes: Notes) -> dict[str, str]:
    value: Located | None = form.take(word)
    entries = None if value is None else read_mapping(value, word, notes)
    pairs = entries.pairs if isinstance(entries, Entries) else ()
    return {key.text: content.text.strip() for key, content in pairs if isinstance(content, Scalar)}
