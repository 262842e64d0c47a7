"""抽样方案: how many are drawn in which group, with what chances, how many stand in reserve; and who may not be drawn."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction

from kaohe.core import Problem, Severity
from kaohe.core.numbers import plain
from kaohe.fieldwork.draws.frame import Frame, Spot

EVERYTHING = "全部"
MOST_RESERVES = 1000


class By(Enum):
    """What makes a group (分组)."""

    UNIT = "unit"
    KIND = "class"
    BOTH = "unit+class"
    NOTHING = "none"

    @property
    def label(self) -> str:
        return _BY[self]


class Chance(Enum):
    """抽法: every spot of a group alike, or in proportion to its size."""

    EQUAL = "equal"
    SIZE = "size"

    @property
    def label(self) -> str:
        return {Chance.EQUAL: "等概率", Chance.SIZE: "按规模"}[self]


class Share(Enum):
    """分摊: what a total is shared out by."""

    COUNT = "count"
    SIZE = "size"

    @property
    def label(self) -> str:
        return {Share.COUNT: "按个数", Share.SIZE: "按规模"}[self]


_BY = {By.UNIT: "单位", By.KIND: "类别", By.BOTH: "单位和类别", By.NOTHING: "不分组"}


@dataclass(frozen=True, slots=True)
class Plan:
    """One of `each` (so many a group), `by_kind` (so many a group of this class), `rate` (this part of each group,
    rounded up) and `total` (shared out over the groups, at least `least` each) is given.

    `exceptions`: the number of single groups, by `label_of`; not with a total.
    """

    title: str = ""
    by: By = By.UNIT
    chance: Chance = Chance.EQUAL
    each: int | None = None
    by_kind: Mapping[str, int] = field(default_factory=dict)
    rate: Fraction | None = None
    total: int | None = None
    share: Share = Share.COUNT
    least: int = 0
    exceptions: Mapping[str, int] = field(default_factory=dict)
    reserves: int = 0

    def group_of(self, spot: Spot) -> tuple[str, str]:
        """Unit and class of the group a spot belongs to; what does not make the group is empty."""
        return (
            spot.unit if self.by in (By.UNIT, By.BOTH) else "",
            spot.kind if self.by in (By.KIND, By.BOTH) else "",
        )

    def in_words(self) -> str:
        """The plan as a notice states it, in one paragraph."""
        groups = {
            By.UNIT: "每个单位",
            By.KIND: "每类",
            By.BOTH: "每个单位的每类",
            By.NOTHING: "全部名单",
        }[self.by]
        if self.each is not None:
            number = f"{groups}抽取{self.each}个"
        elif self.by_kind:
            kinds = "、".join(f"{kind}{count}个" for kind, count in self.by_kind.items())
            number = f"{groups}抽取：{kinds}"
        elif self.rate is not None:
            percent = plain(Fraction(self.rate * 100))
            number = f"{groups}抽取可抽个数的{percent}%，不足1个的按1个"
        else:
            number = f"共抽取{self.total}个"
            if self.by is not By.NOTHING:
                by = "可抽的个数" if self.share is Share.COUNT else "规模合计"
                least = f"，至少{self.least}个" if self.least else ""
                number += f"，{groups}的个数按{by}用最大余数法分配{least}"
        if self.exceptions:
            number += "（" + "、".join(f"{name}{count}个" for name, count in self.exceptions.items()) + "）"
        chance = "同组各点机会相等" if self.chance is Chance.EQUAL else "同组各点的机会与规模成正比"
        reserves = f"，另抽候补{self.reserves}个" if self.reserves else ""
        return f"{number}{reserves}；{chance}。"


@dataclass(frozen=True, slots=True)
class Exclusion:
    """不抽: spots (by id, or by name where it is the only one), whole units or classes, for a reason."""

    reason: str
    spots: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


def label_of(group: tuple[str, str]) -> str:
    """A group in words: 柳堰镇, 社区, 柳堰镇/社区."""
    return "/".join(part for part in group if part) or EVERYTHING


def excluding(frame: Frame, exclusions: tuple[Exclusion, ...]) -> tuple[Frame, tuple[Problem, ...]]:
    """The frame with those spots barred that the plan bars. A name that nothing has, or several have, is a Problem."""
    problems: list[Problem] = []
    names: dict[str, list[str]] = {}
    if any(exclusion.spots for exclusion in exclusions):
        for spot in frame.spots:
            names.setdefault(spot.name, []).append(spot.id)
    units, kinds = {spot.unit for spot in frame.spots}, {spot.kind for spot in frame.spots}
    for exclusion in exclusions:
        barred = set(_found(exclusion, frame, names, problems))
        for word, wanted, known in (("单位", exclusion.units, units), ("类别", exclusion.kinds, kinds)):
            problems += [_unknown(exclusion, word, name) for name in wanted if name not in known]
        frame = frame.barring(
            lambda spot, exclusion=exclusion, barred=barred: (  # type: ignore[misc]
                exclusion.reason
                if spot.id in barred or spot.unit in exclusion.units or spot.kind in exclusion.kinds
                else ""
            )
        )
    return frame, tuple(problems)


def _found(
    exclusion: Exclusion, frame: Frame, names: Mapping[str, list[str]], problems: list[Problem]
) -> list[str]:
    ids = []
    for text in exclusion.spots:
        unit, _, name = text.rpartition("/")
        meant = [text] if text in frame.by_id else list(names.get(name if unit else text, ()))
        if unit and text not in frame.by_id:
            meant = [each for each in meant if frame.by_id[each].unit == unit]
        if not meant:
            problems.append(_unknown(exclusion, "名单", text))
        elif len(meant) > 1:
            problems.append(
                Problem(
                    "draw.name-shared",
                    Severity.ERROR,
                    f"不抽的“{text}”（{exclusion.reason}）在抽样框里有{len(meant)}个。",
                    f"请写编码（{'、'.join(meant[:5])}），或写成“单位/名称”。",
                )
            )
        else:
            ids += meant
    return ids


def _unknown(exclusion: Exclusion, word: str, name: str) -> Problem:
    return Problem(
        "draw.unknown-exclusion",
        Severity.ERROR,
        f"不抽的{word}“{name}”（{exclusion.reason}）不在抽样框里。",
        "请核对编码或名称，与抽样框一致。",
    )
