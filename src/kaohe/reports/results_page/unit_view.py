"""What the page says of one unit in one table, as texts: its place, its items with reasons, its account, its targets."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from kaohe.core import Absence, CountRatio, plain
from kaohe.reports.kinds.losses import points_text
from kaohe.reports.pictures import account_of, aims_of_unit
from kaohe.reports.pictures.content.account import Account, Step, StepKind
from kaohe.reports.pictures.content.ranking import WITHIN
from kaohe.reports.pictures.content.targets import Aim
from kaohe.reports.pictures.text import signed
from kaohe.reports.results_page.markup import clean, shown
from kaohe.reports.results_page.stability import near
from kaohe.reports.results_page.view import View, in_force, total_shown
from kaohe.reports.results_page.years import since_last_year
from kaohe.results.standing import Standing
from kaohe.results.tally import ItemScore
from kaohe.scheme.model import GroupKind


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item: points and lost points as they are shown, and exactly. `lost` empty: nothing was. `reason`: why."""

    code: str
    points: str
    exact: str
    lost: str
    lost_exact: str
    reason: str
    open: bool


@dataclass(frozen=True, slots=True)
class StepView:
    """A step of the account and the place of its bar, in thousandths of the room. `kind` is the class of the bar."""

    kind: str
    label: str
    points: str
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class AimView:
    """A target, what was done, and whether that is enough (reached, short, or nothing where it is not known)."""

    name: str
    target: str
    actual: str
    verdict: str
    state: str


@dataclass(frozen=True, slots=True)
class UnitView:
    """One unit in one table. `facts` are label and text; `notes` sentences; items in the order of the table."""

    unit: str
    name: str
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    items: tuple[ItemView, ...]
    steps: tuple[StepView, ...]
    aims: tuple[AimView, ...]


def unit_view(view: View, standing: Standing) -> UnitView:
    unit = standing.tally.unit
    material = view.material
    account = account_of(view.result, view.table, standing, view.reasons) if view.many else None
    told = _told(account)
    return UnitView(
        unit=clean(unit.id),
        name=clean(unit.name),
        facts=tuple((label, clean(words)) for label, words in _facts(view, standing) if words),
        notes=tuple(map(clean, _notes(view, standing))),
        items=tuple(
            _item(view, score, told.get(score.item.code), base=group.group.kind is GroupKind.BASE)
            for group in standing.tally.groups
            for score in group.items()
        ),
        steps=() if account is None else tuple(_steps(view, account)),
        aims=tuple(map(_aim, aims_of_unit(material.scheme, material.units, material.facts, unit).rows)),
    )


def _facts(view: View, standing: Standing) -> Iterator[tuple[str, str]]:
    tally = standing.tally
    provisional = "（暂定）" if tally.provisional else ""
    absent = isinstance(tally.total, Absence)
    full = f"（满分{plain(tally.full)}分）"
    yield "总分", "没有一项适用，不计总分" if absent else f"{total_shown(standing)}分{provisional}{full}"
    tied = "（并列）" if standing.tied else ""
    yield (
        "名次",
        "不计名次"
        if standing.rank is None
        else f"第{standing.rank}名{tied}，{WITHIN[view.table.table.ranking.scope]}共{view.peers(standing)}个",
    )
    yield "等次", standing.grade
    yield "类别", tally.unit.unit_class
    yield "上级", view.parent(standing)
    yield "构成", "" if absent else _make_up(view, standing)
    yield "上年", since_last_year(view, standing)


def _make_up(view: View, standing: Standing) -> str:
    tally = standing.tally
    parts = [f"基本分{view.points(tally.base)}"]
    parts += [f"加分{view.points(tally.bonus)}"] if tally.bonus else []
    parts += [f"扣分{view.points(-tally.deduction)}"] if tally.deduction else []
    return "，".join(parts)


def _notes(view: View, standing: Standing) -> Iterator[str]:
    yield from (f"{words}。" for words in in_force(standing))
    if listed := view.lists.get(standing.tally.unit.id):
        yield f"列入名单：{'、'.join(listed)}。"
    if gaps := standing.tally.gaps:
        yield f"还有{len(gaps)}项没有定分：{'、'.join(score.item.name for score in gaps)}。"
    yield from near(view, standing.tally.unit.id)


def _told(account: Account | None) -> dict[str, str]:
    """The reasons that the account holds already, by item: finding their words takes longer than all the rest."""
    losses = (StepKind.LOST, StepKind.OPEN)
    steps = account.steps if account else ()
    return {step.code: step.reason for step in steps if step.kind in losses and step.reason}


def _item(view: View, score: ItemScore, reason: str | None, *, base: bool) -> ItemView:
    """A bonus that was not got, or a deduction, is not lost out of the full points."""
    lost = score.full - score.points if base and not score.open else Decimal(0)
    points = view.points(score.score)
    exact = points if isinstance(score.score, Absence) else shown(plain(score.score))
    return ItemView(
        code=clean(score.item.code),
        points=points,
        exact=exact,
        lost=shown(points_text(lost, view.places)) if lost > 0 else "",
        lost_exact=shown(plain(lost)) if lost > 0 else "",
        reason=clean(view.reasons(score) if reason is None else reason),
        open=score.open,
    )


# ---- the account as bars


def _steps(view: View, account: Account) -> Iterator[StepView]:
    """The full points, each step, the total; bars hang where the step before them ended."""
    if isinstance(account.total, Absence):
        return
    levels = list(accumulate([account.full, *(step.points for step in account.steps)]))
    low, high = _ends(levels, account.full)
    yield _bar("whole", "满分", plain(account.full), low, account.full, low, high)
    for step, before, after in zip(account.steps, levels, levels[1:], strict=False):
        yield _bar(_kind(step), step.label, signed(_rounded(view, step)), before, after, low, high)
    yield _bar("whole", "总分", shown(format(account.total, "f")), low, account.total, low, high)


def _ends(levels: list[Decimal], full: Decimal) -> tuple[Decimal, Decimal]:
    """Where the axis begins and ends. It begins later than at zero where nothing lies far below the full points."""
    low, high = min(levels), max(levels)
    if low * 10 >= full * 4:
        return max(low - (high - low) / 4 - full / 40, Decimal(0)), high
    return min(low, Decimal(0)), high


def _bar(
    kind: str, label: str, points: str, one: Decimal, other: Decimal, low: Decimal, high: Decimal
) -> StepView:
    room = high - low or Decimal(1)
    start, end = (int((level - low) * 1000 / room) for level in sorted((one, other)))
    return StepView(kind, clean(label), points, start, max(end - start, 4))


def _rounded(view: View, step: Step) -> Decimal:
    """At the table's precision, but for the step of rounding itself, which is all behind it."""
    return step.points if step.kind is StepKind.ROUNDED else Decimal(points_text(step.points, view.places))


def _kind(step: Step) -> str:
    if step.kind is StepKind.OPEN:
        return "open"
    return "gain" if step.points > 0 else "loss"


# ---- targets


def _aim(aim: Aim) -> AimView:
    way = "≤" if aim.higher_is_better is False else ""
    figure = aim.figure
    actual = figure.label if isinstance(figure, Absence) else f"{shown(plain(figure))}{aim.sign}"
    counts = f"（{aim.actual}）" if isinstance(aim.actual, CountRatio) else ""
    short = aim.short
    verdict, state = ("", "") if short is None else ("达到", "reached")
    if short:
        verdict, state = f"{'差' if aim.higher_is_better else '超'}{shown(plain(short))}", "short"
    name = aim.told.split(" · ", 1)[-1]
    return AimView(
        clean(name),
        f"{way}{shown(plain(aim.target))}{clean(aim.sign)}",
        clean(actual + counts),
        verdict,
        state,
    )


# ---- what is alike for all units


@dataclass(frozen=True, slots=True)
class ItemHead:
    """An item of the table, below which group at the top. `full` empty: it has no full points that count (加分、扣分)."""

    code: str
    name: str
    full: str
    group: str
    base: bool


def item_heads(view: View) -> tuple[ItemHead, ...]:
    """Every item of the table, in order."""
    return tuple(
        ItemHead(
            code=clean(item.code),
            name=clean(item.name),
            full=shown(plain(item.points)) if group.kind is GroupKind.BASE else "",
            group=clean(group.name),
            base=group.kind is GroupKind.BASE,
        )
        for group in view.table.table.groups
        for item in group.items()
    )
