"""A clause whose parts carry points of their own: each is composed by itself, and the rules are added."""

from collections.abc import Sequence
from decimal import Decimal

from kaohe.clauses.awards import ZERO, Composition
from kaohe.clauses.compose import Composer
from kaohe.clauses.effects import Action, Effect
from kaohe.clauses.kinds import Kind
from kaohe.clauses.nodes import Makers, condition
from kaohe.clauses.state import Resolved
from kaohe.rules import AnyOf, Const, If, Ledger, Line, Node, Sum
from kaohe.rules.bounds import bounds

Part = tuple[Resolved, Decimal]


def compose(resolved: Resolved, makers: Makers, base: Decimal | None, mode: str) -> Composition:
    """The rule of a clause: of its parts, each with points of its own, where it has several; else of the whole."""
    makers.fraction = resolved.fraction
    parts = (sections_of(resolved, base) or parts_of(resolved, base)) if mode == "score" else None
    if parts is None:
        resolved.caps += resolved.sections.values() if len(resolved.sections) == 1 else ()
        return Composer(resolved, makers, base, mode).run()
    done = together([within(Composer(part, makers, points, mode).run(), points) for part, points in parts])
    done.unread += resolved.unread
    done.unread += _of_either(parts)
    done.unread += _filled_already(parts)
    done.doubts += resolved.doubts
    if resolved.lowest is not None:
        done.unread.append((0, 0))  # of which part?
    if done.unread:
        done.rule = None
    return done


def _of_either(parts: Sequence[Part]) -> list[tuple[int, int]]:
    """“出台政策得1分，安排资金得1分；拨付不及时扣0.5分”: from which of the awards of one sentence the next one takes, is not said."""
    found: list[tuple[int, int]] = []
    heads = [part.effects[0] for part, _ in parts]
    for part, _ in parts:
        head, rest = part.effects[0], part.effects[1:]
        beside = [
            other
            for other in heads
            if other is not head and other.statement.sentence == head.statement.sentence
        ]
        apart = bool(rest) and all(effect.statement.sentence != head.statement.sentence for effect in rest)
        if beside and apart and head.kind is Kind.FACT and head.verdict.kind != "own":
            found += [(effect.statement.start, effect.statement.end) for effect in rest]
    return found


def _filled_already(parts: Sequence[Part]) -> list[tuple[int, int]]:
    """“达30%得6分，每高1%加0.1分，最多加2分；新增欠税每户扣0.5分” of 8 points: what an award leaves may be what its own additions fill."""
    raised = any(
        effect.action is Action.GIVE and effect.kind in (Kind.STEPS, Kind.EVENTS)
        for part, _ in parts
        for effect in part.effects[1:]
        if _heads_a_part(part.effects[0])
    )
    rests = [part for part, _ in parts if all(effect.action is Action.TAKE for effect in part.effects)]
    takes = [effect for rest in rests for effect in rest.effects if raised and effect.part is None]
    return [(effect.statement.start, effect.statement.end) for effect in takes]


def within(done: Composition, points: Decimal) -> Composition:
    """A part that cannot earn more than it is worth: “每建1个得1分（3分）”."""
    if done.rule is None or done.over:
        return done
    most = bounds(done.rule, {}, {}).high
    if most is None or most > points:
        done.rule = Ledger(ZERO, (), (Line("", done.rule),), None if done.under else ZERO, points)
    return done


def together(parts: Sequence[Composition]) -> Composition:
    """Several parts as one: the sum of their rules, where each has one."""
    whole = Composition()
    for done in parts:
        whole.unread += done.unread
        whole.doubts += done.doubts
        whole.figures += [
            figure for figure in done.figures if not any(figure is other for other in whole.figures)
        ]
        whole.judged |= done.judged
        whole.counted |= done.counted
        whole.under |= done.under
        whole.over |= done.over
        whole.range = whole.range or done.range
        whole.decided += done.decided
    whole.figures.sort(key=lambda figure: figure.span)
    rules = [done.rule for done in parts if done.rule is not None]
    if len(rules) == len(parts):
        whole.rule = Sum(tuple(rules))
    else:
        whole.unread = whole.unread or [(0, 0)]
    for done in parts:
        if not done.counted and done.rule is not None:
            whole.decided.append(done.rule)
    return whole


def voided(rule: Node, voids: Sequence[Effect], makers: Makers) -> Node:
    """The rule, and nothing at all where one of these holds."""
    conditions = [condition(effect, makers) for effect in voids]
    return If(conditions[0] if len(conditions) == 1 else AnyOf(tuple(conditions)), Const(ZERO), rule)


def sections_of(resolved: Resolved, base: Decimal | None) -> list[Part] | None:
    """Entries with a limit of their own (服务内容：最高得20分。其中…), where the limits make up the item's points."""
    if not resolved.sections or base is None:
        return None
    chunks: dict[int, list[Effect]] = {}
    for effect in resolved.effects:
        chunks.setdefault(effect.statement.chunk, []).append(effect)
    parts = []
    for chunk, effects in chunks.items():
        limit = resolved.sections.get(chunk)
        if limit is None:
            limit = sum((effect.points or ZERO for effect in effects if effect.action is Action.GIVE), ZERO)
        parts.append((_part(resolved, effects), limit))
    return parts if sum(limit for _, limit in parts) == base and len(parts) > 1 else None


def parts_of(resolved: Resolved, base: Decimal | None) -> list[Part] | None:
    """The parts of a clause that carry points of their own, each an award and what is taken from it; None where it is one whole.

    The points of the parts make up the item's; what follows the last award and has none keeps what is left.
    """
    if resolved.highest or resolved.caps:
        return None
    groups = _groups(resolved.effects)
    if (
        not groups
        or (len(groups) == 1 and groups[0][1] is None)
        or any(points is None for _, points in groups[:-1])
    ):
        return None
    if not any(_needs_its_own(group) for group, _ in groups):
        return None
    known = [points for _, points in groups if points is not None]
    lines = [id(group[0].figure) for group, _ in groups if group[0].kind is Kind.LINE]
    if len(set(lines)) < len(lines):
        return None
    total = sum(known, ZERO)
    if groups[-1][1] is None:
        if base is None or total >= base:
            return None
        return [
            (_part(resolved, group), points if points is not None else base - total)
            for group, points in groups
        ]
    if base is not None and total < base:
        return _with_the_rest(resolved, groups, base - total)
    if len(groups) < 2 or (base is not None and total != base):
        return None
    return [(_part(resolved, group), points) for group, points in groups if points is not None]


def _groups(effects: Sequence[Effect]) -> list[tuple[list[Effect], Decimal | None]]:
    """Effects in runs: an award begins one, points in brackets behind an effect end one."""
    groups: list[tuple[list[Effect], Decimal | None]] = []
    closed = True
    for effect in effects:
        if _heads_a_part(effect):
            groups.append(([effect], effect.points))
            closed = False
        elif closed:
            groups.append(([effect], None))
            closed = False
        else:
            (_headed_by(effect, groups) or groups[-1][0]).append(effect)
        if effect.part is not None:
            run, points = groups[-1]
            groups[-1] = (run, points if points is not None else effect.part)
            closed = True
    return groups


def _headed_by(effect: Effect, groups: Sequence[tuple[list[Effect], Decimal | None]]) -> list[Effect] | None:
    """“甲率达95%得8分，乙率达70%得2分；甲率每低1%扣0.5分”: what is said of a figure belongs where it was awarded."""
    named = effect.figure is not None and effect.kind in (Kind.STEPS, Kind.LINE)
    if not named or groups[-1][0][0].figure is effect.figure:
        return None
    return next((group for group, _ in groups if group[0].figure is effect.figure), None)


def _needs_its_own(group: Sequence[Effect]) -> bool:
    """Whether the run is more than a plain award, so that it must be kept apart from the others."""
    shared = group[0].action is Action.SHARE or any(
        effect.action is Action.SHARE and effect.part is not None for effect in group
    )
    return shared or any(effect.action in (Action.TAKE, Action.JUDGE) for effect in group[1:])


def _with_the_rest(
    resolved: Resolved, groups: list[tuple[list[Effect], Decimal | None]], rest: Decimal
) -> list[Part] | None:
    """The last sentences, which have no award of their own, share what the awards leave."""
    last = groups[-1][0]
    cut = next(
        (
            index
            for index, effect in enumerate(last)
            if effect.statement.sentence != last[0].statement.sentence and effect.figure is not last[0].figure
        ),
        None,
    )
    if cut is None or any(effect.action is Action.NOTHING for effect in last[cut:]):
        return None
    parts = [(group, points) for group, points in groups[:-1]]
    parts += [(last[:cut], groups[-1][1]), (last[cut:], rest)]
    return [(_part(resolved, group), points) for group, points in parts if points is not None]


def _heads_a_part(effect: Effect) -> bool:
    return (
        effect.action is Action.GIVE
        and effect.kind in (Kind.FACT, Kind.LINE)
        and not effect.rewards
        and effect.interval is None
    ) or (effect.action is Action.GIVE and effect.kind is Kind.LINE and not effect.rewards)


def _part(resolved: Resolved, group: list[Effect]) -> Resolved:
    figures = [
        figure
        for figure in resolved.figures
        if any(figure is effect.figure or figure is effect.base or figure in effect.also for effect in group)
    ]
    return Resolved(group, figures, floor=resolved.floor, below_zero=resolved.below_zero)
