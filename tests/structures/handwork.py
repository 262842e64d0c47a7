"""Reads the cases worked by hand.

`cases.yaml` of a structure:

    结构: {表: {总分: 100, 指标数: 20, 各组: {第一组: [4, 4, 5], 加分组: 10, …}}}
    提醒: [code]                            warnings that the scheme raises, none unless written
    单位: {甲镇: {层级: 镇街, 类别: …, 上级: …}}
    基准: {数据项: 值, 数据项@每月: 值}     every unit of a case has these unless the case says otherwise
    目标矩阵: {数据项: 值, 数据项: {值: [甲镇, …]}}     targets of all units, in every case
    算例:
      - 名称: …
        算法: the arithmetic in words
        沿用: the name of a case whose 数据 this one starts from
        考核期: another period than the scheme's
        数据: {甲镇: {数据项: 值, 数据项@2026-03: 值}}     who takes part, and what differs
        目标: {甲镇: {数据项: 值}}
        往年: [{名单: [甲镇]}]              lists of earlier years, last year first
        应得: {甲镇: {总分: …, 名次: …, 等次: …, 各项: {甲一: …}, 到限: {甲一: 否}, 暂定: 是, 缺口: []}}
        名单: {名单: [甲镇]}
        金额: {名单: {甲镇: …}}
        问题: [code]                      where nothing is written nothing is asked

Everything is read as text, so that no figure is ever a float. 未填报 takes a figure away.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from kaohe.core import Absence, Cadence, CountRatio, FactValue, Period
from kaohe.facts import AssessedUnit, Fact, Facts, Role, Units
from kaohe.results import History, RoundResult, score_scheme
from kaohe.scheme.complete import complete
from kaohe.scheme.draft import SchemeDraft
from kaohe.scheme.model import Measure, MeasureKind, Scheme
from kaohe.scheme.reader import read_draft
from tests.strategies import Round

HERE = Path(__file__).parent
NAMES = ("qingpu", "wujin", "dengzhou", "suzhou", "sixty_forty", "targets")
Figures = Mapping[str, Mapping[str, str]]
_ABSENT = {absence.label: absence for absence in Absence}
_KEYS = {"名称", "算法", "沿用", "考核期", "数据", "目标", "往年", "应得", "名单", "金额", "问题"}


@dataclass(frozen=True)
class Case:
    """One round worked by hand: what goes in and what must come out."""

    structure: "Structure"
    name: str
    period: Period
    figures: Figures
    targets: Figures
    history: History
    expected: Mapping[str, Mapping[str, Any]]
    lists: Mapping[str, list[str]]
    amounts: Mapping[str, Mapping[str, str]]
    problems: list[str] | None

    def score(self) -> RoundResult:
        """The round as the program scores it."""
        scheme = self.structure.scheme(self.period)
        units = Units(self.structure.unit(name) for name in self.figures)
        return score_scheme(scheme, units, Facts(self._facts(scheme)), self.history)

    def round(self) -> Round:
        """The same round for whoever else is to score it."""
        scheme = self.structure.scheme(self.period)
        units = tuple(self.structure.unit(name) for name in self.figures)
        return Round(scheme, units, tuple(self._facts(scheme)))

    def _facts(self, scheme: Scheme) -> Iterator[Fact]:
        for unit, own in self.figures.items():
            everything = {**_spread(self.structure.base, self.period), **_spread(own, self.period)}
            for (measure, period), text in everything.items():
                value = _value(text, scheme.measures[measure])
                if value is not Absence.MISSING:
                    yield Fact(unit, measure, period, value)
            given = {**self.structure.targets.get(unit, {}), **self.targets.get(unit, {})}
            for (measure, period), text in _spread(given, self.period).items():
                if text != Absence.MISSING.label:
                    target = _value(text, scheme.measures[measure])
                    yield Fact(unit, measure, period, target, Role.TARGET)


def _spread(figures: Mapping[str, str], whole: Period) -> dict[tuple[str, Period], str]:
    """`数据项`, `数据项@每月`, `数据项@2026-03` → the measure and the period each figure is of."""
    spread: dict[tuple[str, Period], str] = {}
    for key, text in figures.items():
        measure, _, when = key.partition("@")
        for period in _periods(when, whole):
            spread[measure, period] = text
    return spread


def _periods(when: str, whole: Period) -> tuple[Period, ...]:
    match when:
        case "":
            return (whole,)
        case "每月":
            return whole.parts(Cadence.MONTH)
        case _:
            return (Period.parse(when),)


def _value(text: str, measure: Measure) -> FactValue:
    if text in _ABSENT:
        return _ABSENT[text]
    if measure.kind is MeasureKind.YES_NO:
        return {"是": True, "否": False}[text]
    if measure.kind is MeasureKind.LEVEL:
        assert text in measure.levels, f"{measure.id}: {text}"
        return text
    if "/" in text:
        part, whole = text.split("/")
        return CountRatio(Decimal(part), Decimal(whole), measure.per)
    return Decimal(text)


@dataclass(frozen=True)
class Structure:
    """A scheme and its cases."""

    name: str
    data: Mapping[str, Any] = field(repr=False)

    @property
    def path(self) -> Path:
        return HERE / self.name / "scheme.yaml"

    @property
    def draft(self) -> SchemeDraft:
        return read_draft(self.path)

    def scheme(self, period: Period | None = None) -> Scheme:
        """The scheme; nothing is said against it but what the cases say is said (提醒)."""
        draft = self.draft
        scheme, problems = complete(replace(draft, period=period or draft.period))
        assert scheme is not None, [str(problem) for problem in problems]
        codes = [problem.code for problem in problems]
        assert codes == self.data.get("提醒", []), [str(problem) for problem in problems]
        return scheme

    def unit(self, name: str) -> AssessedUnit:
        said = self.data["单位"][name]
        return AssessedUnit(name, name, said["层级"], said.get("类别", ""), said.get("上级", ""))

    @property
    def base(self) -> Mapping[str, str]:
        base: Mapping[str, str] = self.data.get("基准", {})
        return base

    @property
    def targets(self) -> Figures:
        """Targets by unit, from the matrix."""
        columns: dict[str, dict[str, str]] = {unit: {} for unit in self.data["单位"]}
        for measure, row in self.data.get("目标矩阵", {}).items():
            shared = {row: list(columns)} if isinstance(row, str) else row
            for target, units in shared.items():
                for unit in units:
                    assert measure not in columns[unit], f"{measure}: two targets for {unit}"
                    columns[unit][measure] = target
        return columns

    def cases(self) -> list[Case]:
        by_name: dict[str, Figures] = {}
        cases = []
        for said in self.data["算例"]:
            assert set(said) <= _KEYS, f"{said['名称']}: {set(said) - _KEYS}"
            assert said["名称"] not in by_name, f"two cases named {said['名称']}"
            cases.append(self._case(said, by_name))
            by_name[said["名称"]] = cases[-1].figures
        return cases

    def _case(self, said: Mapping[str, Any], earlier: Mapping[str, Figures]) -> Case:
        own = {unit: figures or {} for unit, figures in said.get("数据", {}).items()}
        start = earlier[said["沿用"]] if "沿用" in said else {}
        figures = {unit: {**start.get(unit, {}), **own.get(unit, {})} for unit in {**start, **own}}
        period = Period.parse(said["考核期"]) if "考核期" in said else self.draft.period
        assert period is not None
        history = History(
            tuple({name: frozenset(units) for name, units in year.items()} for year in said.get("往年", []))
        )
        return Case(
            self,
            said["名称"],
            period,
            figures,
            said.get("目标", {}),
            history,
            said.get("应得", {}),
            said.get("名单", {}),
            said.get("金额", {}),
            said.get("问题"),
        )


def structure(name: str) -> Structure:
    """The structure in the folder of this name."""
    text = (HERE / name / "cases.yaml").read_text(encoding="utf-8")
    return Structure(name, yaml.load(text, Loader=yaml.BaseLoader))
