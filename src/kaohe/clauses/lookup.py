"""Looking around: numbers that neighbours, the next column and the item's name ask for, rates in a list."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from kaohe.clauses.effects import Figure
from kaohe.clauses.grounds import PER_PART, TIMES
from kaohe.clauses.kinds import Side, Trigger
from kaohe.clauses.lines import Standard, nearest, standards_in
from kaohe.clauses.naming import name_of
from kaohe.clauses.normalise import normalise
from kaohe.clauses.parsing import Statement, parse
from kaohe.clauses.state import State


@dataclass(slots=True)
class Lookup(State):
    """Finds what a statement leaves out."""

    def _named(self, statement: Statement) -> Iterator[Standard]:
        """A number of things to be done that stands without a word of comparison: 完成抽检20件，未完成的按比例得分."""
        for at, ground in enumerate(statement.grounds):
            if ground.kind in ("EACH", "EACH_UNIT"):
                return
            if (
                ground.kind == "VALUE"
                and not re.match(r"1(?![\d.])", ground.text)
                and re.fullmatch(
                    r"\d+(?:次|项|处|人|名|例|起|件|个|户|份|条|种|家|篇|期|场|批|批次|人次|天|亩|公里|万元|亿元|元|吨)",
                    ground.text,
                )
            ):
                number = Decimal(re.match(r"\d+", ground.text)[0])  # type: ignore[index]  # the pattern begins with digits
                before = statement.grounds[at - 1].text if at else ""
                listed = sum(earlier.kind == "LIST" for earlier in statement.grounds[:at])
                if listed and listed + 1 >= number:
                    continue  # “甲、乙、丙三个全覆盖” names them
                yield Standard(before, re.sub(r"\d", "", ground.text), number, Side.BELOW, False, ground)

    def _minimum(self, found: Trigger, statement: Statement) -> Standard | None:
        """The number that “每少1次” is short of, where one is asked for in the same counting word."""
        text = self.text_of(statement)
        if "缺" in text or not re.search("少|低于目标", text):
            return None
        for candidates in (self._stated, [*self._named(statement)], self.outside):
            chosen = nearest(candidates, text, found.unit, Side.BELOW, rates=found.unit in TIMES)
            if chosen is not None:
                return chosen
        return None

    def _asks_for_a_number(self) -> bool:
        """Whether the next column asks for a number of things, in whatever counting word (研发3个产品 beside 每少一款)."""
        normal = normalise(self.context)
        named = [found for statement in parse(normal.text) or () for found in self._named(statement)]
        return len(named) == 1 and not PER_PART.search(normal.text)

    @property
    def outside(self) -> tuple[Standard, ...]:
        """What the neighbouring column and the item's name ask for."""
        if self._outside is None:
            self._outside = standards_in(self.context) + standards_in(self.item)
        return self._outside

    def _standard(self, name: str, unit: str) -> Standard | None:
        candidates = (
            nearest(entries, name, unit, None, rates=True) for entries in (self._stated, self.outside)
        )
        return next((standard for standard in candidates if standard is not None), None)

    def _rates_in(self, found: Trigger) -> list[Figure]:
        """The rates that a list names (甲率、乙率和丙率)."""
        start, end = found.subject
        matches = re.finditer(
            r"(?:及时|[^、，和及])+?率(?=[、和及]|[^、，和及]{0,3}\d|均|$|低于|达|不|每|应)",
            self.normal.text[start:end],
        )
        return [
            Figure(match[0], "percent", (start + match.start(), start + match.end()), "%")
            for match in matches
        ]

    def _before(self, found: Trigger) -> str:
        assert found.against is not None
        text = name_of(self.normal, (found.subject[0], found.against[0]))
        return (
            re.sub(
                r"(?:与|同|和|较|比|未达到|未完成|未|超过|超出|高于|低于|少于|大于|小于|达到|不低于|不少于|不超过|未超过|不高于|不大于|小于或?等于|大于或?等于|控制在|保持在|[≥≤]|，)+$",
                "",
                text,
            )
            or self.item
        )
