"""`kaohe read --ask`: what is not settled, item by item, in the terminal. Every answer is written before the next question."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

import click

from kaohe.clauses.canonical import Names
from kaohe.cli.reading.listing import say_trials
from kaohe.core import Period, Problem, plain
from kaohe.reports.settling import (
    Located,
    Way,
    at,
    by_department,
    by_own_words,
    items_in,
    take_default,
    waits,
    with_header,
    with_points,
)
from kaohe.reports.study import limits_of
from kaohe.reports.trials import trials
from kaohe.rules.sentence import sentence
from kaohe.scheme import SchemeDraft
from kaohe.scheme.draft import Pending
from kaohe.scheme.model import GroupKind, Measure
from kaohe.scheme.pending import AS_READ, BY_DEPARTMENT, OWN_RULE
from kaohe.scheme.reading import exact_number

Read = TypeVar("Read")
LATER, STOP = "0", "q"
_YES, _NO = ("", "y", "yes", "是", "是的", "对"), ("n", "no", "否", "不是", "不对")
Save = Callable[[SchemeDraft], None]


class Stopped(Exception):
    """Somebody has enough for now. What was answered is written."""


@dataclass
class Asking:
    """One sitting. `save` writes the draft, whole, after each answer."""

    draft: SchemeDraft
    save: Save

    def run(self) -> SchemeDraft:
        """Ask until nothing is open, or somebody stops; the draft as it is then."""
        try:
            self._heading()
            ways = [found.way for found in items_in(self.draft) if waits(found.item, found.kind)]
            for number, way in enumerate(ways, 1):
                self._item(way, f"（{number}/{len(ways)}）")
        except (Stopped, click.Abort):
            click.echo("\n先到这里，已经答的都已保存。")
        return self.draft

    def _keep(self, draft: SchemeDraft) -> None:
        self.draft = draft
        self.save(draft)

    # ---- what the document does not say of itself

    def _heading(self) -> None:
        draft = self.draft
        if not draft.title:
            title = self._prompt("考核办法的全称", lambda text: text or None, "请写一个名称。")
            self._keep(with_header(draft, title=title or ""))
        if draft.period is None:
            period = self._prompt(
                "考核哪一段时间（如 2026、2026上半年、2026-07）",
                _period,
                "没有看懂，请写成 2026、2026上半年或 2026-07。",
            )
            if period is not None:
                self._keep(with_header(self.draft, period=period))
        if any(not table.level for table in self.draft.tables):
            level = self._prompt(
                "考核哪一级单位（与单位表的“层级”一致，如 镇街）",
                lambda text: text or None,
                "请写层级的名称。",
            )
            if level is not None:
                self._keep(with_header(self.draft, level=level))

    def _prompt(self, asked: str, read: Callable[[str], Read | None], hint: str) -> Read | None:
        """An answer that makes sense; None where it is left for later."""
        while True:
            text = _input(f"{asked}，{LATER} 以后再说：")
            if text == LATER:
                return None
            found = read(text)
            if found is not None:
                return found
            click.echo(f"　{hint}")

    # ---- items

    def _item(self, way: Way, progress: str) -> None:
        found = at(self.draft, way)
        self._show(found, progress)
        if found.item.points is None and found.kind is GroupKind.BASE:
            points = self._prompt("这一项多少分", _positive, "请写一个大于0的数，如 4 或 0.5。")
            if points is None:
                return
            self._keep(with_points(self.draft, way, points))
            self._show(at(self.draft, way), "")
        while True:
            item = at(self.draft, way).item
            number = next((n for n, pending in enumerate(item.pending) if not pending.answer), None)
            if number is None and item.rule is not None:
                return
            pending = item.pending[number] if number is not None else Pending("这一项还没有计分规则")
            if not self._question(way, number, pending):
                return

    def _show(self, found: Located, progress: str) -> None:
        item = found.item
        path = found.path[:-1] if found.path[-1:] == (item.name,) else found.path
        above = " › ".join(name for name in path if name)
        points = "没有写分值" if item.points is None else f"{plain(item.points)}分"
        click.echo()
        click.echo(f"{progress}{found.number} {item.name}（{points}）　{above}")
        for word, text in (("考核内容", item.standard), ("评分标准", item.clause)):
            if text.strip():
                click.echo(f"　{word}：{text.strip()}")
        if item.rule is None:
            click.echo("　规则：还没有")
            return
        measures = self._measures()
        click.echo(f"　规则：{sentence(item.rule, Names.of(measures.values()).labels)}")
        say_trials(trials(item.rule, measures, limits_of(item, found.kind)))

    def _measures(self) -> Mapping[str, Measure]:
        return {measure.id: measure for measure in self.draft.measures}

    def _question(self, way: Way, number: int | None, pending: Pending) -> bool:
        """Ask one question; whether it is settled now."""
        click.echo(f"　要确认：{pending.question}")
        options = _options(pending)
        for n, option in enumerate(options, 1):
            click.echo(f"　　{n} {_said(option, pending)}")
        click.echo(f"　　{LATER} 以后再说　　{STOP} 停下")
        default = "1" if options[0] == AS_READ else ""
        hint = "（回车选1）" if default else ""
        while True:
            text = _input(f"　请选{hint}：") or default
            if text == LATER:
                return False
            if text.isdigit() and 1 <= int(text) <= len(options):
                if self._take(way, number, options[int(text) - 1]):
                    return True
            else:
                click.echo(f"　　请写 0 到 {len(options)} 的一个数，或 {STOP}。")

    def _take(self, way: Way, number: int | None, option: str) -> bool:
        if option == AS_READ and number is not None:
            self._keep(take_default(self.draft, way, number))
        elif option == BY_DEPARTMENT:
            points = at(self.draft, way).item.points
            if not points:
                points = self._prompt("　最多多少分", _positive, "请写一个大于0的数，如 4 或 0.5。")
            if points is None:
                return False
            self._keep(by_department(self.draft, way, abs(points)))
        else:
            return self._own_rule(way)
        click.echo("　　已记下。")
        return True

    def _own_rule(self, way: Way) -> bool:
        """The rule in somebody's words: read, shown, and kept when it is what was meant."""
        click.echo("　　请写怎样计分，如“完成率达到95%得4分，每低1个百分点扣0.5分，扣完为止”；不写就回车。")
        text = _input("　　规则：")
        while text:
            made = by_own_words(self.draft, way, text)
            if isinstance(made, tuple):
                _say(made)
                text = _input("　　规则：")
                continue
            found = at(made, way)
            assert found.item.rule is not None
            measures = {measure.id: measure for measure in made.measures}
            click.echo(f"　　读成：{sentence(found.item.rule, Names.of(measures.values()).labels)}")
            say_trials(trials(found.item.rule, measures, limits_of(found.item, found.kind)), "　　")
            answer = _input("　　是这个意思吗？回车表示是，n 重写：")
            if answer.lower() in _YES:
                self._keep(made)
                click.echo("　　已记下。")
                return True
            # Who writes something else here writes the rule anew.
            text = _input("　　规则：") if answer.lower() in _NO else answer
        return False


def _options(pending: Pending) -> list[str]:
    """The ways to settle a question, the default first; a person's points and an own rule can always be chosen."""
    first = [AS_READ] if pending.default else []
    return list(dict.fromkeys((*first, *pending.options, BY_DEPARTMENT, OWN_RULE)))


def _said(option: str, pending: Pending) -> str:
    if option == AS_READ:
        return f"{AS_READ}：{pending.default}"
    return {
        BY_DEPARTMENT: f"{BY_DEPARTMENT}（0分到满分，由人打分）",
        OWN_RULE: f"{OWN_RULE}（写出怎样计分）",
    }.get(option, f"{option}（要写出怎样计分）")


def _say(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        click.echo(f"　　还不能用：{problem.message}{problem.remedy}")


def _input(asked: str) -> str:
    """A line somebody types; `q` or the end of the input stops the sitting."""
    text: str = click.prompt(asked, default="", show_default=False, prompt_suffix="")
    text = text.strip()
    if text.lower() == STOP:
        raise Stopped
    return text


def _period(text: str) -> Period | None:
    try:
        return Period.parse(text)
    except ValueError:
        return None


def _positive(text: str) -> Decimal | None:
    number = exact_number(text.removesuffix("分"))
    return number if number is not None and number > 0 else None
