"""Facts in long form, one row a figure: CSV and Parquet.

Columns: 单位, 数据项, 期间, 值; and where wanted 类型 (实绩 or 目标), 状态 (已报, 退回, 已核, 更正), 填报人,
时间, 说明. Writing and reading again gives the same facts.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from kaohe.core import FactValue, Period, Place, Problem, Refused, plain
from kaohe.facts.door import damaged, read_bytes
from kaohe.facts.findings import advice, error, quoted, warning
from kaohe.facts.model import Fact, Facts, Role, State, value_text
from kaohe.facts.needs import form_of
from kaohe.facts.rows import Row, personal_problems, plain_text, read_csv, safe_text
from kaohe.facts.units import Units
from kaohe.facts.values import as_target, is_blank, read_value, value_cell
from kaohe.scheme.model import Measure, Scheme

NEEDED = ("单位", "数据项", "期间", "值")
OPTIONAL = ("类型", "状态", "填报人", "时间", "说明")
ROLES = {"实绩": Role.ACTUAL, "目标": Role.TARGET, "": Role.ACTUAL}
STATES = {state.label: state for state in State} | {"": State.REPORTED}

_MOST_PARQUET_BYTES = 2 * 1024 * 1024 * 1024
_Found = tuple[Problem, ...]
_Word = TypeVar("_Word")


def read_table(path: Path | str, scheme: Scheme, units: Units) -> tuple[Facts, _Found]:
    """The facts of a CSV or Parquet file, and everything that is wrong with the rest of it."""
    path = Path(path)
    rows, problems = _parquet_rows(path) if path.suffix.lower() == ".parquet" else read_csv(path)
    if not rows:
        return Facts(), problems
    header = [cell.strip() for cell in rows[0][1]]
    found = _header_problems(header, Place(file=path.name, line=rows[0][0]))
    if any(problem.code == "facts.missing-column" for problem in found):
        return Facts(), (*problems, *found)
    reader = _Reader(path.name, scheme, units, header)
    for line, cells in rows[1:]:
        reader.read(line, cells)
    if len(rows) == 1:
        at = Place(file=path.name)
        found = (*found, error("no-figures", at, "文件里只有表头，没有数据。", "请在表头下面每行写一个数。"))
    return Facts(reader.facts()), (*found, *sorted(reader.problems, key=_line), *problems)


def write_csv(facts: Iterable[Fact], path: Path | str, scheme: Scheme | None = None) -> None:
    """All facts with their provenance; opens in Excel as it stands.

    With the scheme at hand, a percentage below 1 is written 0.5个百分点, so that it reads back: a bare
    0.5 could be meant as 50%, and is refused.
    """
    measures = scheme.measures if scheme else {}
    roles = {role: name for name, role in reversed(ROLES.items()) if name}
    with Path(path).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(NEEDED + OPTIONAL)
        for fact in facts:
            texts = (fact.by, fact.at, fact.note)
            value = _value_text(fact, measures.get(fact.measure))
            names = (safe_text(fact.unit), safe_text(fact.measure), str(fact.period), value)
            writer.writerow((*names, roles[fact.role], fact.state.label, *map(safe_text, texts)))


def _value_text(fact: Fact, measure: Measure | None) -> str:
    form = as_target(measure) if measure and fact.role is Role.TARGET else measure
    written = value_cell(fact.value, form) if form else value_text(fact.value)
    return plain(written) if isinstance(written, Decimal) else safe_text(written)


@dataclass(frozen=True, slots=True)
class _Subject:
    """What the texts of a row's key name, once looked up."""

    measure: Measure
    form: Measure


class _Reader:
    """Reads row after row. Each distinct text is looked up or parsed once: files repeat themselves."""

    def __init__(self, file: str, scheme: Scheme, units: Units, header: Sequence[str]) -> None:
        self.problems: list[Problem] = []
        self._file, self._scheme, self._units = file, scheme, units
        self._at = {name: header.index(name) for name in NEEDED + OPTIONAL if name in header}
        self._width = len(header)
        self._unit_ids: dict[str, str | None] = {}
        self._periods: dict[str, Period | None] = {}
        self._subjects: dict[tuple[str, str], _Subject | None] = {}
        self._values: dict[tuple[str, Role, str], FactValue] = {}
        self._facts: dict[tuple[Role, str, str, Period], Fact] = {}
        self._contradicted: set[tuple[Role, str, str, Period]] = set()

    def facts(self) -> Iterable[Fact]:
        """What was right. Of rows that contradict one another, none."""
        return (fact for key, fact in self._facts.items() if key not in self._contradicted)

    def read(self, line: int, cells: list[str]) -> None:
        """One row: a fact, or Problems."""
        if len(cells) < self._width:
            cells = cells + [""] * (self._width - len(cells))
        elif len(cells) > self._width and any(cells[self._width :]):
            message = f"这一行有 {len(cells)} 格，表头只有 {self._width} 格。"
            remedy = "请核对这一行是否多写了逗号；内容里有逗号的，要用引号括起来。"
            self._say(error("too-many-cells", Place(file=self._file, line=line), message, remedy))
            return
        at = self._at
        unit = self._unit(cells[at["单位"]], line)
        role = self._word("类型", ROLES, cells, line)
        state = self._word("状态", STATES, cells, line)
        subject = self._subject(cells[at["数据项"]], role or Role.ACTUAL, line)
        period = self._period(cells[at["期间"]], line)
        if unit is None or subject is None or period is None or role is None or state is None:
            return
        value = self._value(plain_text(cells[at["值"]]), subject, role, line)
        extra = [plain_text(cells[at[name]]) if name in at else "" for name in OPTIONAL[2:]]
        if value is not None:
            self._keep(Fact(unit, subject.measure.id, period, value, role, state, self._place(line), *extra))
        elif extra[2].strip() and is_blank(cells[at["值"]]):
            remedy = "没有数的可以不管；有数请补填。"
            self._say(
                advice("note-without-value", self._place(line), "有说明而没有数，说明没有读入。", remedy)
            )

    def _keep(self, fact: Fact) -> None:
        key = (fact.role, fact.unit, fact.measure, fact.period)
        first = self._facts.setdefault(key, fact)
        if first is fact:
            return
        name, remedy = self._units[fact.unit].name, "请只留一行。"
        subject = f"“{name}”的“{self._scheme.measures[fact.measure].name}”（{fact.period.label}）"
        if first.value == fact.value and first.state is fact.state:
            message = f"{subject}写了两次，数相同，只取一次。"
            self._say(warning("duplicate-fact", fact.place, message, remedy, first.place))
            return
        self._contradicted.add(key)
        message = f"{subject}写了两次，数不一样，两个都没有读入。"
        self._say(error("duplicate-fact", fact.place, message, remedy, first.place))

    def _unit(self, text: str, line: int) -> str | None:
        if text not in self._unit_ids:
            found = self._units.find(plain_text(text.strip()))
            self._unit_ids[text] = found.id if found else None
        if self._unit_ids[text] is None:
            message = f"单位名单里没有{quoted(text)}。" if text.strip() else "没有写单位。"
            remedy = "请写名单里的编码或全称；新增的单位请先补进名单。"
            self._say(error("unknown-unit", self._place(line, "单位"), message, remedy))
        return self._unit_ids[text]

    def _subject(self, text: str, role: Role, line: int) -> _Subject | None:
        """The measure of a row, and how its figure is written; None with a Problem."""
        key = (text, role.value)
        if key not in self._subjects:
            measure = find_measure(self._scheme, plain_text(text.strip()))
            form = form_of(self._scheme, measure, role) if measure else None
            self._subjects[key] = _Subject(measure, form) if measure and form else None
        if self._subjects[key] is None:
            place = self._place(line, "数据项")
            if find_measure(self._scheme, plain_text(text.strip())):
                remedy = "请删去这一行，或把类型改为“实绩”。"
                self._say(error("no-target", place, f"{quoted(text)}没有目标值可言。", remedy))
            else:
                message = f"办法里没有数据项{quoted(text)}。" if text.strip() else "没有写数据项。"
                self._say(error("unknown-measure", place, message, "请写办法里的数据项名称。"))
        return self._subjects[key]

    def _period(self, text: str, line: int) -> Period | None:
        if text not in self._periods:
            try:
                self._periods[text] = Period.parse(text)
            except ValueError:
                self._periods[text] = None
        if self._periods[text] is None:
            message = f"认不出期间{quoted(text)}。" if text.strip() else "没有写期间。"
            remedy = "请写成 2026、2026H1、2026Q3、2026-07 或 2025-10/2026-09。"
            self._say(error("unknown-period", self._place(line, "期间"), message, remedy))
        return self._periods[text]

    def _word(self, name: str, words: Mapping[str, _Word], cells: list[str], line: int) -> _Word | None:
        text = cells[self._at[name]].strip() if name in self._at else ""
        if text not in words:
            allowed = "、".join(word for word in words if word)
            message = f"{name}没有{quoted(text)}这一种。"
            self._say(error("unknown-word", self._place(line, name), message, f"请写：{allowed}。"))
        return words.get(text)

    def _value(self, text: str, subject: _Subject, role: Role, line: int) -> FactValue | None:
        key = (subject.measure.id, role, text)
        if key not in self._values:
            value, problems = read_value(text, subject.form, self._place(line, "值"))
            self.problems.extend(problems)
            if value is None or problems:
                return value
            self._values[key] = value
        return self._values[key]

    def _place(self, line: int, column: str = "") -> Place:
        return Place(self._file, line=line, column=self._at[column] + 1 if column else 0)

    def _say(self, problem: Problem) -> None:
        self.problems.append(problem)


def find_measure(scheme: Scheme, text: str) -> Measure | None:
    """The measure with this id, else the only one with this label."""
    if text in scheme.measures:
        return scheme.measures[text]
    named = [measure for measure in scheme.measures.values() if measure.label == text]
    return named[0] if len(named) == 1 else None


def _line(problem: Problem) -> tuple[int, int]:
    return problem.where[0].line, problem.where[0].column


def _header_problems(header: Sequence[str], place: Place) -> _Found:
    problems = []
    layout = "、".join(NEEDED)
    for name in NEEDED:
        if name not in header:
            remedy = f"第一行请写表头：{layout}（之后可写{'、'.join(OPTIONAL)}）。"
            problems.append(error("missing-column", place, f"缺少“{name}”一栏。", remedy))
    for name in NEEDED + OPTIONAL:
        if header.count(name) > 1:
            problems.append(error("duplicate-column", place, f"“{name}”一栏写了两次。", "请删去一栏。"))
    extra = [name for name in header if name and name not in NEEDED + OPTIONAL]
    if extra:
        message = f"{'、'.join(map(quoted, extra))}没有读入。"
        problems.append(warning("extra-column", place, message, "不需要的可以不管，需要的请并入“说明”。"))
    return tuple(problems)


def _parquet_rows(path: Path) -> tuple[list[Row], _Found]:
    """The rows as texts. A binary float is refused: it cannot say what was written."""
    try:
        import polars  # noqa: PLC0415 - half a second, and an extra: only where a Parquet file comes
    except ImportError:
        message = "读 Parquet 文件需要扩展组件，请先安装：pip install 'kaohe[batch]'；或者改用 CSV。"
        raise Refused("facts.parquet-needs-batch", message) from None
    place = Place(file=path.name)
    data, problems = read_bytes(path, place, _MOST_PARQUET_BYTES)
    if problems:
        return [], problems
    if not data.startswith(b"PAR1"):
        message = "这不是 Parquet 文件。"
        return [], (error("not-a-table", place, message, "请核对是否选错了文件。"),)
    try:
        frame = polars.read_parquet(data)
    except Exception:  # polars raises what its engine raises; the border of somebody else's code
        return [], (damaged(place),)
    floats = [name for name in frame.columns if frame.schema[name].is_float()]
    if floats:
        message = f"“{'、'.join(floats)}”一栏是二进制浮点数，说不清原来写的是什么数。"
        remedy = "请把这一栏存成文本、整数或十进制数（decimal）再导入。"
        return [], (error("binary-float", place, message, remedy),)
    try:
        texts = frame.select(polars.all().cast(polars.String).fill_null(""))
    except polars.exceptions.PolarsError:
        message = "有的栏不是文本或数（例如是列表）。"
        return [], (error("not-a-table", place, message, "请把每一栏存成文本再导入。"),)
    rows: list[Row] = [(0, list(texts.columns))]
    rows.extend((number, list(cells)) for number, cells in enumerate(texts.iter_rows(), 1))
    refusals = personal_problems(rows, path.name)
    return ([], refusals) if refusals else (rows, ())
