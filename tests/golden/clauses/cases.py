"""How the files of clauses are written: what a person asks and expects, and below it what the reader says.

## title
```clause            the clause as an office would write it
- 分值 指标 方式 邻栏   the item's points, its name, score/bonus/adjust, text of the neighbouring column
- 性质                what it is; quantitative where nothing is said
- 应得：98 → 4；97 → 3.5      by hand: figures in order of appearance → score. 是/否, 未报 (not given), 问 (must be asked)
- 档次：4；3；1        by hand: the points of a judgement's levels
```reading           what the reader says; KAOHE_RERECORD=1 records it anew, what stands above never changes
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from kaohe.clauses import ClauseReading, Nature, Question, read_clause
from kaohe.cli.trial import score_of
from kaohe.rules.sentence import sentence
from tests.golden.rules.vocabulary import block, fenced

ASKED = "问"
FILES = sorted(Path(__file__).parent.glob("*.md"))
Value = Decimal | bool | None
_WORDS: dict[str, Value] = {"是": True, "否": False, "未报": None}


@dataclass(frozen=True, slots=True)
class Case:
    """A clause with what a person expects of it. `expected`: figures → score; a score None: the reader must ask.

    `levels` None: nothing is expected of levels.
    """

    section: str
    question: Question
    nature: Nature
    expected: tuple[tuple[tuple[Value, ...], Decimal | None], ...]
    levels: tuple[Decimal, ...] | None

    @property
    def title(self) -> str:
        return self.section.splitlines()[0].removeprefix("## ")

    @property
    def must_ask(self) -> bool:
        return any(score is None for _, score in self.expected)


def read_case(section: str) -> Case:
    """A case from its section of a file."""
    said = dict(re.findall(r"^- (\w+)：(.*)$", section, re.M))
    question = Question(
        block(section, "clause"),
        said.get("指标", ""),
        Decimal(said["分值"]) if "分值" in said else None,
        said.get("方式", "score"),
        said.get("邻栏", ""),
    )
    levels = tuple(Decimal(points) for points in said["档次"].split("；")) if "档次" in said else None
    return Case(
        section,
        question,
        Nature(said.get("性质", "quantitative")),
        tuple(_expected(said.get("应得", ""))),
        levels,
    )


def _expected(text: str) -> Iterator[tuple[tuple[Value, ...], Decimal | None]]:
    for entry in filter(None, text.split("；")):
        figures, score = entry.split("→")
        values = tuple(_value(word.strip()) for word in figures.split(","))
        yield values, None if score.strip() == ASKED else Decimal(score.strip())


def _value(word: str) -> Value:
    return _WORDS[word] if word in _WORDS else Decimal(word)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the reader says of a case, and how it ends (as the acceptance counts): right, asked, shape or wrong."""

    reading: ClauseReading
    scores: tuple[Decimal | None, ...]
    ends: str


def answer(case: Case) -> Answer:
    """Ask the reader, and hold what it says against what is expected."""
    reading = read_clause(case.question)
    scores = tuple(_score(reading, case.question, values) for values, _ in case.expected)
    return Answer(reading, scores, _end(case, reading, scores))


def _score(reading: ClauseReading, question: Question, values: tuple[Value, ...]) -> Decimal | None:
    """The score; None where the reader leaves something open, or cuts the inputs in another way."""
    if reading.unread or reading.rule is None or len(values) != len(reading.inputs):
        return None
    pairs = zip(reading.inputs, values, strict=True)
    return score_of(reading, question, {entry.measure: value for entry, value in pairs})


def _end(case: Case, reading: ClauseReading, scores: tuple[Decimal | None, ...]) -> str:
    counted = {Nature.QUANTITATIVE, Nature.CHECKLIST}
    asks = bool(reading.unread) or reading.nature is Nature.JUDGEMENT
    if case.must_ask:
        return "right" if asks or reading.nature is Nature.NONE else "wrong"
    alike = reading.nature is case.nature or {reading.nature, case.nature} <= counted
    if not alike or (
        case.levels is not None and sorted(case.levels) != sorted(level.points for level in reading.levels)
    ):
        return "asked" if asks and case.nature is not Nature.JUDGEMENT else "wrong"
    if reading.unread:
        return "asked"
    if any(len(values) != len(reading.inputs) for values, _ in case.expected):
        return "shape"
    return "right" if scores == tuple(score for _, score in case.expected) else "wrong"


def recorded(case: Case) -> str:
    """The case's section with what the reader says now."""
    asked = case.section.split("```reading", 1)[0].rstrip()
    return f"{asked}\n\n{fenced('reading', chr(10).join(_said(answer(case))))}"


def _said(found: Answer) -> Iterator[str]:
    reading = found.reading
    yield f"{found.ends}：{reading.nature.value}"
    for entry in reading.inputs:
        unit = f"，{entry.unit}" if entry.unit else ""
        yield f"数据项 {entry.name}（{entry.type}{unit}）← {entry.span.text.replace(chr(10), '/')}"
    if reading.rule is not None:
        yield f"规则 {sentence(reading.rule)}"
    for level in reading.levels:
        yield f"档次 {level.name} {level.points}"
    if reading.range is not None:
        yield f"范围 {reading.range[0]} 至 {reading.range[1]}"
    if reading.over or reading.under:
        yield "可" + "、".join(["超过满分"] * reading.over + ["低于零分"] * reading.under)
    if found.scores:
        yield "得分 " + "；".join(
            ASKED if score is None else format(score.normalize(), "f") for score in found.scores
        )
    for span in reading.unread:
        yield f"没有读懂 {span.text.replace(chr(10), '/')}"
    for problem in reading.problems:
        yield f"提示 {problem.code}（{problem.severity.name}）{problem.message}"
