"""A checklist and its answers as data, and what is wrong with an answer.

The browser's form, the app's export and the paper that somebody types in all end as `Answers`, and are
held against the same `check_answers`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from kaohe.core import Place, Problem, Severity, plain
from kaohe.facts.findings import masked, quoted
from kaohe.facts.guard import number_problem, personal_kind
from kaohe.fieldwork.checklists.questions import (
    TOGETHER,
    Asked,
    Question,
    Together,
    flag_of,
    reading,
    text_of,
)

__all__ = [
    "FORMAT",
    "TOGETHER",
    "Answers",
    "Asked",
    "Checklist",
    "Question",
    "Together",
    "check_answers",
    "counts",
]

FORMAT = 1
"""Version of the JSON form."""

YES, NO = "是", "否"
MOST_TEXT = 2000
"""Characters that a text or a remark may have."""

_MOST_DIGITS = 12
_WHOLE = re.compile(rf"\d{{1,{_MOST_DIGITS}}}", re.ASCII)
_NUMBER = re.compile(rf"[+-]?\d{{1,{_MOST_DIGITS}}}(\.\d+)?", re.ASCII)
_PAIR = re.compile(rf"(\d{{1,{_MOST_DIGITS}}})/(\d{{1,{_MOST_DIGITS}}})", re.ASCII)
_ID = re.compile(r"[0-9A-Za-z:._-]{8,80}")
_POSITION = re.compile(r"[+-]?\d{1,2}(\.\d+)?[ ,][+-]?\d{1,3}(\.\d+)?([ ,][+-]?\d+(\.\d+)?){0,2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Checklist:
    """What is asked at each place visited.

    `table` is the scoring table it serves, `version` twelve hex digits of the scheme's hash; with `position`
    the place's coordinates may be recorded.
    """

    title: str
    table: str
    version: str
    questions: tuple[Question, ...]
    position: bool = False

    def find(self, name: str) -> Question | None:
        """The question of this name."""
        return next((question for question in self.questions if question.name == name), None)

    def to_json(self) -> dict[str, Any]:
        """Plain data, as the browser's form takes it."""
        return {
            "format": FORMAT,
            "title": self.title,
            "table": self.table,
            "version": self.version,
            "position": self.position,
            "questions": [question.to_json() for question in self.questions],
        }

    @staticmethod
    def from_json(data: Any) -> "Checklist":
        """The checklist that `to_json` wrote; Refused where it is none."""
        with reading("检查表"):
            if data["format"] != FORMAT:
                raise ValueError(data["format"])
            questions = tuple(Question.from_json(question) for question in data["questions"])
            if len({question.name for question in questions}) != len(questions):
                raise ValueError("two questions of one name")
            title, table, version = (text_of(data[key]) for key in ("title", "table", "version"))
            return Checklist(title, table, version, questions, flag_of(data["position"]))


@dataclass(frozen=True, slots=True)
class Answers:
    """What one visit of one place brought.

    `id` is given when the form is opened: the same id is the same visit, however often it is sent. `unit` is
    the unit's id, `place` the sample point's name (empty: the unit itself), `at` when, as ISO writes it.
    `values`, `notes` and `photos` are by question name; a value stands as it was entered (CHECKED as “20/3”),
    and what was not answered is not in them. `source` says where the answers were read, and is no part of them.
    """

    id: str
    unit: str
    place: str
    team: str
    at: str
    values: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    photos: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    position: str = ""
    source: Place = field(default=Place(), compare=False)

    def to_json(self) -> dict[str, Any]:
        """Plain data; the same answers give the same JSON."""
        return {
            "format": FORMAT,
            "id": self.id,
            "unit": self.unit,
            "place": self.place,
            "team": self.team,
            "at": self.at,
            "values": dict(sorted(self.values.items())),
            "notes": dict(sorted(self.notes.items())),
            "photos": {name: list(files) for name, files in sorted(self.photos.items())},
            "position": self.position,
        }

    @staticmethod
    def from_json(data: Any) -> "Answers":
        """The answers that a form sent; Refused where this is none at all. What it says is for `check_answers`."""
        with reading("检查记录"):
            if data.get("format", FORMAT) != FORMAT:
                raise ValueError(data["format"])
            key, unit, place, team, at = (
                text_of(data[word]) for word in ("id", "unit", "place", "team", "at")
            )
            photos = {
                text_of(name): tuple(text_of(file) for file in files)
                for name, files in data.get("photos", {}).items()
            }
            return Answers(
                key,
                unit,
                place,
                team,
                at,
                values={text_of(name): text_of(value) for name, value in data["values"].items()},
                notes={text_of(name): text_of(note) for name, note in data.get("notes", {}).items()},
                photos=photos,
                position=text_of(data.get("position", "")),
            )


def check_answers(checklist: Checklist, answers: Answers) -> tuple[Problem, ...]:
    """Everything that is wrong with the answers of one visit; which units and places there are is for others."""
    return tuple(_problems(checklist, answers))


def counts(value: str) -> tuple[int, int] | None:
    """The two counts of a CHECKED answer: looked at, not as they should be. None where they are none."""
    pair = _PAIR.fullmatch(value.strip())
    return (int(pair[1]), int(pair[2])) if pair else None


def _problems(checklist: Checklist, answers: Answers) -> Iterator[Problem]:
    yield from _head_problems(checklist, answers)
    for question in checklist.questions:
        value = answers.values.get(question.name, "").strip()
        if value:
            yield from _value_problems(question, value, answers)
        elif question.required:
            yield _error(
                "required",
                answers,
                question.label,
                f"“{question.label}”没有填。",
                "请补填，确实没有看的在说明里写明。",
            )
    for kind, given in (("答案", answers.values), ("说明", answers.notes), ("照片", answers.photos)):
        for name in given:
            if checklist.find(name) is None:
                message = f"检查表里没有{quoted(name)}这一问，它的{kind}没有着落。"
                yield _error("unknown-question", answers, name, message, "请核对是不是用了另一版检查表。")
    for name, note in answers.notes.items():
        label = next((question.label for question in checklist.questions if question.name == name), name)
        yield from _text_problems(note, f"{label}（说明）", answers)


def _head_problems(checklist: Checklist, answers: Answers) -> Iterator[Problem]:
    if not _ID.fullmatch(answers.id):
        yield _error(
            "bad-id", answers, "编号", "这份记录没有可用的编号，分不清是否重复。", "请用检查表重新填报。"
        )
    if not answers.unit.strip():
        yield _error("no-unit", answers, "单位", "没有写单位。", "请写明查的是哪个单位。")
    if not answers.team.strip():
        yield _error("no-team", answers, "检查组", "没有写检查组。", "请写明是哪个组查的。")
    if not _is_time(answers.at):
        yield _error(
            "bad-time",
            answers,
            "时间",
            f"认不出时间{quoted(answers.at)}。",
            "请写成 2026-05-18T09:30 的样子。",
        )
    for text, name in ((answers.team, "检查组"), (answers.place, "样本点")):
        yield from _text_problems(text, name, answers)
    if answers.position and not checklist.position:
        message = "这份检查表不记位置，记录里却有位置。"
        yield _error("position-not-asked", answers, "位置", message, "请删去位置，或在检查表里写明要记位置。")
    elif answers.position and not _POSITION.fullmatch(answers.position.strip()):
        message = f"认不出位置{quoted(answers.position)}。"
        yield _error("bad-position", answers, "位置", message, "位置写纬度、经度两个数，中间空一格。")


def _value_problems(question: Question, value: str, answers: Answers) -> Iterator[Problem]:
    if question.asked is Asked.TEXT:
        yield from _text_problems(value, question.label, answers)
        return
    found = _CHECKS[question.asked](question, value)
    if found is not None:
        code, message, remedy = found
        yield _error(code, answers, question.label, f"“{question.label}”{message}", remedy)


_Finding = tuple[str, str, str] | None


def _choice_finding(question: Question, value: str) -> _Finding:
    choices = question.choices if question.asked is Asked.LEVEL else (YES, NO)
    if value in choices:
        return None
    return "unknown-choice", f"没有{quoted(value)}这一选项。", f"请选：{'、'.join(choices)}。"


def _number_finding(question: Question, value: str) -> _Finding:
    whole = question.asked is Asked.COUNT
    if not (_WHOLE if whole else _NUMBER).fullmatch(value):
        wanted = "不小于 0 的整数" if whole else "数"
        return (
            ("not-whole" if whole else "not-a-number"),
            f"要填{wanted}，这里是{quoted(value)}。",
            "请只填数字。",
        )
    number = Decimal(value)
    if -int(number.as_tuple().exponent) > (0 if whole else question.places):
        places = question.places
        return "too-many-decimals", f"最多{places}位小数，这里是 {masked(value)}。", f"请取到{places}位小数。"
    if question.low is not None and number < question.low:
        return "too-low", f"不能小于 {plain(question.low)}，这里是 {masked(value)}。", "请核对后重填。"
    if question.high is not None and number > question.high:
        return "too-high", f"不能大于 {plain(question.high)}，这里是 {masked(value)}。", "请核对后重填。"
    return None


def _checked_finding(question: Question, value: str) -> _Finding:
    looked, wrong = question.choices if len(question.choices) == 2 else ("抽查数", "不符数")
    pair = counts(value)
    if pair is None:
        message = f"要填两个数（{looked}/{wrong}），这里是{quoted(value)}。"
        return "not-two-counts", message, "请写成 20/3 的样子；一个也没有查到的留空。"
    if pair[0] == 0:
        return "none-looked-at", f"的{looked}是 0。", "一个也没有查到的请留空，不要填 0。"
    if pair[1] > pair[0]:
        return (
            "more-wrong-than-looked",
            f"的{wrong}（{pair[1]}）多于{looked}（{pair[0]}）。",
            "请核对是否填反。",
        )
    return None


_CHECKS = {
    Asked.YES_NO: _choice_finding,
    Asked.LEVEL: _choice_finding,
    Asked.COUNT: _number_finding,
    Asked.NUMBER: _number_finding,
    Asked.CHECKED: _checked_finding,
}


def _text_problems(text: str, what: str, answers: Answers) -> Iterator[Problem]:
    if kind := personal_kind(text):
        place = Place(answers.source.file, answers.source.sheet, line=answers.source.line, what=what)
        yield number_problem(kind, place)
    if len(text) > MOST_TEXT:
        message = f"“{what}”有 {len(text)} 个字，超过 {MOST_TEXT} 个字。"
        yield _error("text-too-long", answers, what, message, "请写得简短些。")


def _error(code: str, answers: Answers, what: str, message: str, remedy: str) -> Problem:
    source = answers.source
    place = Place(source.file, source.sheet, source.cell, source.line, source.column, what=what)
    return Problem(f"checklist.{code}", Severity.ERROR, message, remedy, (place,))


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text.strip())
    except ValueError:
        return False
    return True
