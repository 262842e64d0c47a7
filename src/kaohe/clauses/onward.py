"""“依次类推”: a row of lines that goes on as it began."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from kaohe.clauses.effects import Action, Effect
from kaohe.clauses.kinds import Interval, Kind
from kaohe.clauses.tiering import Tiering

_AND_SO_ON = re.compile("[依以](?:次|此)?类推")
MOST = 60
"""Lines that are added at most; a row that has not ended by then was not meant so."""


@dataclass(slots=True)
class Onward(Tiering):
    """Continues the last row of lines."""

    def _and_so_on(self) -> None:
        """“完成90%得9分，完成80%得8分，依次类推”: by the same distance for the same points, to the end."""
        said = _AND_SO_ON.search(self.normal.text)
        if said is None:
            return
        row = [
            effect
            for effect in self.out.effects
            if effect.kind in (Kind.LINE, Kind.RANK)
            and effect.action in (Action.GIVE, Action.TAKE)
            and effect.statement.start < said.start()
        ]
        ahead = [effect for effect in self.out.effects if effect.statement.start < said.start()]
        if ahead and ahead[-1].kind in (Kind.STEPS, Kind.EVENTS):
            return  # “每低1%扣1分，以此类推” says no more than 每
        last = row[-1] if row else None
        row = [effect for effect in row if last is not None and effect.figure is last.figure]
        even = len({_distance(one, other) for one, other in pairwise(row)}) == 1
        added = list(self._continued(row[-2], row[-1])) if even else []
        if not added or len(added) >= MOST:
            self.out.unread.append(said.span())
            return
        at = self.out.effects.index(row[-1]) + 1
        self.out.effects[at:at] = added

    def _continued(self, before: Effect, last: Effect) -> Iterator[Effect]:
        first, second = before.interval, last.interval
        if first is None or second is None or before.points is None or last.points is None:
            return
        if before.action is not last.action or before.kind is not last.kind:
            return
        low, high = _apart(first.low, second.low), _apart(first.high, second.high)
        points = last.points - before.points
        if points == 0 or (low is None) != (second.low is None) or (high is None) != (second.high is None):
            return
        if not (low or high):
            return
        end = self._end(last)
        for number in range(1, MOST + 1):
            now = last.points + number * points
            limit = end is not None and now > end
            if now <= 0 or limit:
                return
            if points > 0 and end is None:  # a row that rises without an end
                self.out.unread.append((last.statement.start, last.statement.end))
                return
            interval = Interval(
                None if second.low is None or low is None else second.low + number * low,
                None if second.high is None or high is None else second.high + number * high,
                second.includes_low,
                second.includes_high,
            )
            if (interval.low or interval.high or Decimal(0)) < 0:
                return
            yield replace(last, points=now, interval=interval)

    def _end(self, last: Effect) -> Decimal | None:
        """The points at which a rising row stops."""
        caps = [cap for cap in (last.cap, *self.out.caps) if cap is not None]
        return min(caps) if caps else self.points


def _distance(one: Effect, other: Effect) -> tuple[Decimal | None, ...]:
    """How far two lines lie apart: at the lower end, at the upper end, in points."""
    first, second = one.interval or Interval(None, None), other.interval or Interval(None, None)
    return _apart(first.low, second.low), _apart(first.high, second.high), _apart(one.points, other.points)


def _apart(first: Decimal | None, second: Decimal | None) -> Decimal | None:
    return None if first is None or second is None else second - first
