"""Examples that test a scheme, in a form that a clerk can write (用例).

A case states one unit's figures and what it must score:

    用例:
      - 名称: 完成率差一个多点
        单位类别: 镇
        数据: {核实完成率: 292/300}
        目标: {每千人口托位数: 4.6}
        上年: {群众满意度: 91.2}
        逐月: {数据及时率: [98, 97, 99, 98, 97, 99, 98, 97, 99, 98, 97, 99]}
        其他单位: [{数据: {群众满意度: 90}}, {单位类别: 街道, 数据: {群众满意度: 95}}]
        应得: {信息核实: 3.1667, 总分: 88.5}

Only what is stated under 应得 is checked; an item may also be 未填报, 待评定 or 不适用.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from kaohe.core import Absence, FactValue, Period, Place, Problem, plain
from kaohe.facts import AssessedUnit, Fact, Facts, Role, Units
from kaohe.facts.values import as_target, read_value
from kaohe.results.explain import explain_item
from kaohe.results.round import RoundResult, score_scheme
from kaohe.results.standing import Standing
from kaohe.results.tally import ItemScore
from kaohe.scheme.model import Scheme, Table
from kaohe.scheme.reading import Form, Notes, read_mapping
from kaohe.scheme.source import Entries, Listing, Located, Scalar, nearest, read_yaml

TOTAL = "总分"
_ABSENT = {absence.label: absence for absence in Absence}


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must come out: an item, group or the total, by name or code, and its points or absence."""

    name: str
    value: Decimal | Absence
    place: Place


@dataclass(frozen=True, slots=True)
class Case:
    """One example: the units (the first is the one that is checked), their facts, what must come out."""

    name: str
    units: tuple[AssessedUnit, ...]
    facts: tuple[Fact, ...]
    expected: tuple[Expectation, ...]
    table: str
    place: Place


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case that was run: what came out otherwise than expected, each with the reasons."""

    case: Case
    failures: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not self.failures


def read_cases(path: Path, scheme: Scheme) -> tuple[tuple[Case, ...], tuple[Problem, ...]]:
    """The cases of a file. Every mistake is a problem with its line; a case with one is left out."""
    notes = Notes()
    located, problems = read_yaml(path)
    notes.problems.extend(problems)
    entries = None if located is None else read_mapping(located, "用例文件", notes)
    if entries is None:
        return (), tuple(notes.problems)
    form = Form(entries, "用例文件", notes)
    cases = [_CaseReader(scheme, notes).case(entry) for entry in form.listing("用例", required=True)]
    form.finish()
    return tuple(case for case in cases if case is not None), tuple(notes.problems)


def run_case(case: Case, scheme: Scheme) -> Outcome:
    """Score the case's units and hold the first against what is expected."""
    result = score_scheme(scheme, Units(case.units), Facts(case.facts))
    standing = _standing(result, case)
    names = {measure.id: measure.name for measure in scheme.measures.values()}
    failures = [failure for e in case.expected for failure in _check(e, standing, names)]
    return Outcome(case, tuple(failures))


def _standing(result: RoundResult, case: Case) -> Standing:
    table = next(table for table in result.tables if table.table.name == case.table)
    standing = table.of(case.units[0].id)
    assert standing is not None, "the case's unit is of the table's level"
    return standing


def _check(expected: Expectation, standing: Standing, names: Mapping[str, str]) -> Iterator[str]:
    if expected.name == TOTAL:
        got: Decimal | Absence = standing.tally.total
        reasons: list[str] = []
    else:
        score = standing.tally.find(expected.name)
        assert score is not None, "names are checked when the case is read"
        got = score.score
        reasons = explain_item(score, names) if isinstance(score, ItemScore) else []
    if got != expected.value:
        head = f"{expected.name}：应得{_text(expected.value)}，算得{_text(got)}（第{expected.place.line}行）"
        yield "\n".join([head, *(f"　　{line}" for line in reasons)])


def _text(value: Decimal | Absence) -> str:
    return value.label if isinstance(value, Absence) else f"{plain(value)}分"


class _CaseReader:
    """Reads one case against the scheme."""

    def __init__(self, scheme: Scheme, notes: Notes) -> None:
        self.scheme = scheme
        self.notes = notes

    def case(self, value: Located) -> Case | None:
        entries = read_mapping(value, "用例", self.notes)
        if entries is None:
            return None
        before = len(self.notes.problems)
        form = Form(entries, "用例", self.notes)
        name = form.text("名称", required=True)
        form.what = f"用例“{name}”"
        table = self._table(form)
        facts = list(self._facts(form, "本单位"))
        units = [self._unit("本单位", form, table)]
        for number, peer in enumerate(form.listing("其他单位"), 1):
            peer_form = self._peer(peer, number)
            if peer_form is not None:
                units.append(self._unit(f"其他单位{number}", peer_form, table))
                facts += self._facts(peer_form, f"其他单位{number}")
                peer_form.finish()
        expected = tuple(self._expected(form, table))
        form.finish()
        if len(self.notes.problems) > before:
            return None
        return Case(name, tuple(units), tuple(facts), expected, table.name, entries.place)

    def _peer(self, value: Located, number: int) -> Form | None:
        entries = read_mapping(value, f"其他单位{number}", self.notes)
        return None if entries is None else Form(entries, f"其他单位{number}", self.notes)

    def _table(self, form: Form) -> Table:
        value = form.take("考核表")
        tables = self.scheme.tables
        name = form.as_text(value, "考核表") if value is not None else tables[0].name
        found = self.scheme.table(name)
        if found is None and value is not None:
            names = "、".join(table.name for table in tables)
            self.notes.error(
                "cases.unknown-table", value.place, f"没有叫“{name}”的考核表。", f"有的是：{names}。"
            )
        return found or tables[0]

    def _unit(self, name: str, form: Form, table: Table) -> AssessedUnit:
        value = form.take("单位类别")
        unit_class = "" if value is None else form.as_text(value, "单位类别")
        if value is not None and unit_class not in self.scheme.classes:
            classes = "、".join(self.scheme.classes)
            self.notes.error(
                "scheme.unknown-class", value.place, f"没有单位类别“{unit_class}”。", f"有的是：{classes}。"
            )
        return AssessedUnit(name, name, table.level, unit_class)

    def _facts(self, form: Form, unit: str) -> Iterator[Fact]:
        period = self.scheme.period
        for word, when, role in (
            ("数据", period, Role.ACTUAL),
            ("目标", period, Role.TARGET),
            ("上年", period.years_later(-1), Role.ACTUAL),
        ):
            for measure, value in self._pairs(form, word):
                yield from self._fact(unit, measure, when, value, role)
        for word, when in (("逐月", period), ("上年逐月", period.years_later(-1))):
            for measure, value in self._pairs(form, word):
                yield from self._series(unit, measure, when, value)

    def _pairs(self, form: Form, word: str) -> Iterator[tuple[Scalar, Located]]:
        value = form.take(word)
        entries = None if value is None else read_mapping(value, f"“{word}”", self.notes)
        yield from () if entries is None else entries.pairs

    def _series(self, unit: str, name: Scalar, period: Period, value: Located) -> Iterator[Fact]:
        """One value a month (a quarter, a half-year), in order; how many there are says which."""
        measure = self.scheme.measures.get(name.text)
        entries = value.entries if isinstance(value, Listing) else ()
        if measure is None or measure.cadence is None:
            self._unknown(name, "按月（季、半年）报送的数据项")
            return
        parts = period.parts(measure.cadence)
        if len(entries) != len(parts):
            self.notes.error(
                "cases.series",
                value.place,
                f"“{name.text}”按{measure.cadence.label}报送，要写{len(parts)}个数，写了{len(entries)}个。",
                "缺的一期请写“未填报”。",
            )
            return
        for part, entry in zip(parts, entries, strict=True):
            yield from self._fact(unit, name, part, entry, Role.ACTUAL)

    def _fact(self, unit: str, name: Scalar, period: Period, value: Located, role: Role) -> Iterator[Fact]:
        measure = self.scheme.measures.get(name.text)
        form = measure if measure is None or role is Role.ACTUAL else as_target(measure)
        if measure is None or form is None:
            self._unknown(name, "数据项" if role is Role.ACTUAL else "有目标值的数据项")
            return
        text = value.text if isinstance(value, Scalar) else ""
        if text == Absence.MISSING.label:
            return
        read: tuple[FactValue | None, tuple[Problem, ...]] = read_value(text, form, value.place)
        self.notes.problems.extend(read[1])
        if read[0] is not None:
            yield Fact(unit, measure.id, period, read[0], role, place=value.place)

    def _unknown(self, name: Scalar, what: str) -> None:
        guess = nearest(name.text, list(self.scheme.measures))
        hint = f"是不是想写“{guess}”？" if guess else ""
        self.notes.error(
            "cases.unknown-measure",
            name.place,
            f"“{name.text}”不是{what}。",
            f"{hint}请核对办法里的“数据项”。",
        )

    def _expected(self, form: Form, table: Table) -> Iterator[Expectation]:
        value = form.take("应得", required=True)
        entries = None if value is None else read_mapping(value, "“应得”", self.notes)
        for key, entry in (entries or Entries((), form.place)).pairs:
            if key.text != TOTAL and table.find(key.text) is None:
                known = [each.name for each in table.entries()] + [TOTAL]
                guess = nearest(key.text, known)
                hint = f"是不是想写“{guess}”？" if guess else ""
                self.notes.error(
                    "cases.unknown-item",
                    key.place,
                    f"“{key.text}”不是这张考核表里的指标。",
                    f"{hint}请核对。",
                )
                continue
            points = self._points(entry, key.text)
            if points is not None:
                yield Expectation(key.text, points, key.place)

    def _points(self, value: Located, name: str) -> Decimal | Absence | None:
        text = value.text.strip() if isinstance(value, Scalar) else ""
        if text in _ABSENT:
            return _ABSENT[text]
        form = Form(Entries(((Scalar(name, value.place), value),), value.place), "“应得”", self.notes)
        return form.number(name)
