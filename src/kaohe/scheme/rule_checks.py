"""Whether a rule, well built in itself, fits the scheme it stands in."""

from collections.abc import Iterator
from dataclasses import dataclass

from kaohe.core import Cadence, Place, UnitKind
from kaohe.rules import (
    ByClass,
    ByLevel,
    Discretion,
    Given,
    InClass,
    LevelIs,
    Node,
    OverPeriods,
    Subordinates,
    Target,
    walk,
)
from kaohe.scheme.model import Measure, MeasureKind, Scheme, Table
from kaohe.scheme.reading import Notes


def measures_of(rule: Node) -> Iterator[str]:
    """Ids of the measures whose facts the rule looks at."""
    for node in walk(rule):
        if isinstance(node, Given | Target | ByLevel | Discretion | LevelIs):
            yield node.measure


@dataclass
class RuleCheck:
    """Reports what does not fit: the kind of the whole, measures, levels, cadences, classes, other tables.

    `earlier` are the tables that come before the one the rule stands in.
    """

    scheme: Scheme
    earlier: tuple[Table, ...]
    notes: Notes
    period_known: bool = True

    def score(self, rule: Node, what: str, place: Place) -> None:
        """A rule that must yield points."""
        if rule.unit.kind not in (UnitKind.POINTS, UnitKind.ANY):
            self.notes.error(
                "rule.not-points",
                place,
                f"{what}的规则算出来的{_kind(rule)}，不是分数。",
                "请用“每…分…”“分档”“扣分”等写明得多少分。",
            )
        self._whole(rule, what, place)

    def condition(self, rule: Node, what: str, place: Place) -> None:
        """A rule that must hold or not."""
        if rule.unit.kind is not UnitKind.FLAG:
            self.notes.error(
                "rule.not-a-condition", place, f"{what}要的是一个条件。", "请写成“{指标: …, 低于: …}”的样子。"
            )
        self._whole(rule, what, place)

    def _whole(self, rule: Node, what: str, place: Place) -> None:
        for node in walk(rule):
            self._classes(node, what, place)
            if isinstance(node, Subordinates):
                self._below(node, what, place)
            if isinstance(node, Given | Target | ByLevel | Discretion | LevelIs):
                self._measure(node, what, place)
        if self.period_known:
            self._cadence(rule, self.scheme.period.cadence, what, place)

    def _measure(
        self, node: Given | Target | ByLevel | Discretion | LevelIs, what: str, place: Place
    ) -> None:
        measure = self.scheme.measures.get(node.measure)
        if measure is None:
            self.notes.error(
                "rule.unknown-measure",
                place,
                f"{what}用到的数据项“{node.measure}”没有声明。",
                "请先在“数据项”里写明它。",
            )
            return
        expected = _JUDGED.get(type(node))
        if expected is not None and measure.kind is not expected[0]:
            self.notes.error(
                "rule.measure-kind",
                place,
                f"{what}由人评定，数据项“{measure.id}”的类型要写“{expected[1]}”。",
                f"请把“{measure.id}”的类型改为“{expected[1]}”。",
            )
        elif isinstance(node, Given | Target) and measure.kind is MeasureKind.LEVEL:
            self.notes.error(
                "rule.measure-kind",
                place,
                f"{what}把等级“{measure.id}”当作数来用。",
                "等级请用“{评定: …, 等级: …}”或“{等级: …, 为: …}”。",
            )
        elif isinstance(node, ByLevel | LevelIs):
            self._levels(node, measure, what, place)

    def _levels(self, node: ByLevel | LevelIs, measure: Measure, what: str, place: Place) -> None:
        names = [level.name for level in node.levels] if isinstance(node, ByLevel) else list(node.names)
        for name in names:
            if name not in measure.levels:
                hint = self.notes.guess(name, measure.levels)
                self.notes.error(
                    "rule.unknown-level",
                    place,
                    f"{what}里的“{name}”不是数据项“{measure.id}”的等级。",
                    f"{hint}“{measure.id}”的等级有：{'、'.join(measure.levels) or '（未写）'}。",
                )
        for name in measure.levels:
            if isinstance(node, ByLevel) and name not in names:
                self.notes.error(
                    "rule.level-without-points",
                    place,
                    f"{what}没有写“{measure.id}”评为“{name}”时得多少分。",
                    f"请补写“{name}: …”。",
                )

    def _classes(self, node: Node, what: str, place: Place) -> None:
        names: tuple[str, ...] = ()
        if isinstance(node, InClass):
            names = node.classes
        if isinstance(node, ByClass):
            names = tuple(case.name for case in node.cases)
        for name in names:
            if name not in self.scheme.classes:
                self.notes.error(
                    "scheme.unknown-class",
                    place,
                    f"{what}里的单位类别“{name}”没有声明。",
                    f"“单位类别”有：{'、'.join(self.scheme.classes) or '（未写）'}。",
                )

    def _below(self, node: Subordinates, what: str, place: Place) -> None:
        if node.table not in {table.name for table in self.earlier}:
            self.notes.error(
                "rule.unknown-table",
                place,
                f"{what}要用“{node.table}”的得分，但前面没有这张考核表。",
                "请把下级的考核表写在前面，名称要一致。",
            )

    def _cadence(self, rule: Node, cadence: Cadence, what: str, place: Place) -> None:
        """A figure that comes monthly is looked at month by month, and one that comes yearly is not."""
        if isinstance(rule, OverPeriods) and rule.cadence.months < cadence.months:
            cadence = rule.cadence
        if isinstance(rule, Given | ByLevel | Discretion | LevelIs):
            measure = self.scheme.measures.get(rule.measure)
            comes = cadence if measure is None else cadence_of(measure, self.scheme)
            if comes is not cadence:
                self.notes.error(
                    "rule.cadence",
                    place,
                    f"{what}按{cadence.label}看“{rule.measure}”，而它按{comes.label}报送。",
                    f"请用“逐期: {comes.label}”汇总，或改“{rule.measure}”的频次。",
                )
        for child in rule.children():
            self._cadence(child, cadence, what, place)


def _kind(rule: Node) -> str:
    return "是一个条件" if rule.unit.kind is UnitKind.FLAG else f"是以“{rule.unit}”计的数"


_JUDGED: dict[type[Node], tuple[MeasureKind, str]] = {
    ByLevel: (MeasureKind.LEVEL, "等级"),
    LevelIs: (MeasureKind.LEVEL, "等级"),
    Discretion: (MeasureKind.POINTS, "分数"),
}


def cadence_of(measure: Measure, scheme: Scheme) -> Cadence:
    """How often the measure comes: as declared, never longer than the round itself."""
    own, whole = measure.cadence, scheme.period.cadence
    return whole if own is None or own.months > whole.months else own
