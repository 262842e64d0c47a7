"""An award for a line and a fact together: 绿化率不低于35%，并且通过验收的记5分，每低1个百分点减0.5分；未通过验收的不记分.

The steps say that the line is a line, and the last sentence that without the fact nothing is earned: so the fact is no part of the award,
but what it hangs on. Where no sentence says what is lost without the fact, the award is asked about.
"""

import re
from dataclasses import replace

from kaohe.clauses.comparisons import interval, value_of
from kaohe.clauses.effects import Action, Effect, Figure
from kaohe.clauses.grounds import RATES, number_and_unit, without_remarks
from kaohe.clauses.kinds import Kind
from kaohe.clauses.naming import name_of
from kaohe.clauses.normalise import NormalText
from kaohe.clauses.parsing import Ground
from kaohe.clauses.state import Resolved

_AND = re.compile("^(?:并且|而且|同时|且|并)")
_DENIED = re.compile(
    "不(?=合格|达标|到位|及时|规范|齐全|完整|通过|符合|健全|落实)|未能?(?=通过|达到?|完成|建立|落实|制定|开展|按|及时)|没有(?=通过|达到|完成)"
)


def joint(normal: NormalText, out: Resolved) -> None:
    """Mend such awards in place."""
    for at, award in enumerate(out.effects):
        steps = out.effects[at + 1] if at + 1 < len(out.effects) else None
        said = _line_and_fact(award)
        if steps is None or said is None or not _measured_from(steps, award, said[0]):
            continue
        fact = _AND.sub("", "".join(ground.text for ground in said[1]))
        void = next((other for other in out.effects[at + 2 :] if _denies(other, fact)), None)
        if void is not None and steps.figure is not None:
            _apart(normal, out, (award, steps, void), said)
        else:  # what is lost without the fact is not said
            out.unread.append((award.statement.start, award.statement.end))


def _line_and_fact(award: Effect) -> tuple[Ground, list[Ground]] | None:
    """The comparison, and the words behind it that join a fact to it."""
    if award.kind is not Kind.FACT or award.action is not Action.GIVE:
        return None
    grounds = list(without_remarks(award.statement.grounds))
    compared = [at for at, ground in enumerate(grounds) if ground.kind == "COMPARE"]
    if len(compared) != 1 or compared[0] == 0:
        return None
    line, behind = grounds[compared[0]], grounds[compared[0] + 1 :]
    behind = [ground for ground in behind if ground.kind != "COMMA"]
    unit = number_and_unit(value_of(line).text)[1]
    plain = bool(behind) and all(ground.kind in ("TEXT", "MOVE") for ground in behind)
    if not plain or not _AND.match(behind[0].text) or unit not in RATES:
        return None
    return line, behind


def _measured_from(steps: Effect, award: Effect, line: Ground) -> bool:
    ends = interval(line)
    return (
        steps.kind is Kind.STEPS
        and steps.action is Action.TAKE
        and steps.figure is not None
        and steps.figure.type == "percent"
        and steps.trigger.line is not None
        and steps.trigger.line == ends.low
        and steps.statement.sentence == award.statement.sentence
    )


def _denies(other: Effect, fact: str) -> bool:
    """“验收不合格”: the fact with a “not” in it."""
    if other.action is not Action.NOTHING or other.kind is not Kind.FACT or other.figure is None:
        return False
    said = "".join(ground.text for ground in without_remarks(other.statement.grounds)).strip("，的")
    return bool(_DENIED.search(said)) and _DENIED.sub("", said) == fact.strip("，的")


def _apart(
    normal: NormalText,
    out: Resolved,
    effects: tuple[Effect, Effect, Effect],
    said: tuple[Ground, list[Ground]],
) -> None:
    """The award by its line alone; the fact by its own name, in its place in the clause."""
    award, steps, void = effects
    line, behind = said
    gone = [award.figure, void.figure]
    start = behind[0].start + len(match[0]) if (match := _AND.match(behind[0].text)) else behind[0].start
    span = start, behind[-1].end
    fact = Figure(name_of(normal, span), "bool", span)
    out.figures[:] = [figure for figure in out.figures if not any(figure is one for one in gone)]
    assert steps.figure is not None
    rate = replace(steps.figure, span=(award.trigger.subject[0], line.end))
    out.figures[out.figures.index(steps.figure)] = rate
    out.figures.append(fact)
    out.figures.sort(key=lambda figure: figure.span)
    for effect in out.effects:
        effect.figure = rate if effect.figure is steps.figure and effect is not steps else effect.figure
    steps.figure = rate
    award.figure, award.interval = rate, interval(line)
    award.trigger = replace(award.trigger, kind=Kind.LINE, unit="%")
    void.figure, void.negated = fact, True
