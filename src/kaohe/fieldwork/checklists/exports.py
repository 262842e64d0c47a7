"""What comes back from the app: rows of an export become `Answers`, or Problems with file, row and column.

Read are ODK Central's CSV (bare, or in its ZIP with the pictures), KoboToolbox's CSV and workbook, with names or
labels, the XML that the app keeps on the telephone, and the JSON of answers that the browser's form keeps. A value that is wrong is said and left out; a row
whose unit, place or time is wrong counts for nothing; a file with personal data is refused as a whole.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from kaohe.core import Place, Problem, Refused
from kaohe.core.problem import has_errors
from kaohe.facts.findings import error, quoted, warning
from kaohe.facts.units import Units
from kaohe.fieldwork.checklists.columns import Columns, columns_of, personal_cells, straight
from kaohe.fieldwork.checklists.duplicates import Submission, once
from kaohe.fieldwork.checklists.export_files import TableFile, TableRow, read_rows
from kaohe.fieldwork.checklists.instances import read_instances
from kaohe.fieldwork.checklists.model import NO, YES, Answers, Asked, Checklist, Question, check_answers
from kaohe.fieldwork.checklists.points import RESERVE, Points
from kaohe.fieldwork.checklists.xlsform import ITSELF, Field, choice_name, point_choice

_YES_NO = {"yes": YES, YES: YES, "no": NO, NO: NO}
_POINT_CHOICE = re.compile(r"[ps]_[0-9A-Za-z_.-]+")
_TEAM_CHOICE = re.compile(r"t_[0-9a-f]{12}")
_HEAD = ("checklist.no-unit", "checklist.no-team", "checklist.bad-time", "checklist.bad-id")
_WHOLE_POINT = re.compile(r"(\d+)\.0+", re.ASCII)
_GEO = ("Latitude", "Longitude", "Altitude", "Accuracy")


@dataclass(frozen=True, slots=True)
class Ground:
    """What answers are held against: the checklist, the units it may be about, sample points and teams (both may be
    empty: any will do).
    """

    checklist: Checklist
    units: Units
    points: Points
    teams: tuple[str, ...] = ()


def take(paths: Sequence[Path], ground: Ground) -> tuple[tuple[Answers, ...], tuple[Problem, ...]]:
    """The answers of several exports together, each visit once, and everything that is to be said."""
    submissions: list[Submission] = []
    problems: list[Problem] = []
    for path in paths:
        found, told = (
            _from_json(path, ground) if path.suffix.lower() == ".json" else _from_table(path, ground)
        )
        submissions += found
        problems += told
    answers, doubled = once(submissions, ground.units)
    return answers, (*problems, *doubled)


_Found = tuple[list[Submission], list[Problem]]


def _from_table(path: Path, ground: Ground) -> _Found:
    from_telephone = path.is_dir() or path.suffix.lower() == ".xml"
    table, problems = read_instances(path) if from_telephone else read_rows(path)
    if not table.rows:
        return [], list(problems)
    head, *rows = table.rows
    columns, told = columns_of(ground.checklist, head)
    found = [*problems, *told]
    if columns is None:
        return [], found
    refusals = list(personal_cells(rows, columns, len(head.cells)))
    if refusals:
        return [], [*found, *refusals]
    if not rows:
        place = Place(file=path.name)
        return [], [*found, error("no-figures", place, "导出里只有表头，没有记录。", "请核对导出的范围。")]
    reader = _Reader(ground, columns, table)
    submissions = [submission for row in rows if (submission := reader.read(row))]
    return submissions, [*found, *reader.problems]


def _from_json(path: Path, ground: Ground) -> _Found:
    """A list of answers as JSON; each is held against the checklist like any other."""
    place = Place(file=path.name)
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
        entries = data if isinstance(data, list) else [data]
        answers = [Answers.from_json(entry) for entry in entries]
    except OSError as reason:
        return [], [error("no-file", place, f"文件打不开：{reason.strerror}。", "请核对文件名。")]
    except (ValueError, Refused):
        message = "这不是检查记录。"
        return [], [error("not-our-export", place, message, "请选检查表网页导出的文件。")]
    submissions: list[Submission] = []
    problems: list[Problem] = []
    for number, entry in enumerate(answers, 1):
        at = Place(file=path.name, what=f"第{number}份")
        told = [*_known(entry, ground, at)]
        located = replace(entry, source=at)
        kept, found = _held(located, ground.checklist, {})
        problems += [*told, *found]
        if kept is not None and not told:
            submissions.append(Submission(kept))
    return submissions, problems


def _known(answers: Answers, ground: Ground, at: Place) -> Iterator[Problem]:
    if answers.unit not in ground.units:
        yield error("unknown-unit", at, f"单位名单里没有{quoted(answers.unit)}。", "请核对单位表。")
    elif answers.place and ground.points and answers.place not in ground.points.get(answers.unit, ()):
        yield _unknown_place(answers.place, ground.units[answers.unit].name, at)


def _unknown_place(text: str, unit: str, at: Place) -> Problem:
    message = f"{quoted(unit)}的样本点里没有{quoted(text)}。"
    remedy = "请核对样本点的表（--points）是不是做表单时用的那一份；替换的点请先补进去。"
    return error("unknown-place", at, message, remedy)


class _Reader:
    """Reads row after row of one export."""

    def __init__(self, ground: Ground, columns: Columns, table: TableFile) -> None:
        self.problems: list[Problem] = []
        self._ground, self._columns, self._pictures = ground, columns, table.pictures
        self._units = {choice_name("u", unit.id): unit.id for unit in ground.units}
        self._units |= {straight(unit.name): unit.name for unit in ground.units}
        self._teams = {choice_name("t", team): team for team in ground.teams}
        self._teams |= {straight(team): team for team in ground.teams}
        self._editions: set[str] = set()

    def read(self, row: TableRow) -> Submission | None:
        """One submission, or None with the problems that keep it from counting."""
        unit, team = self._unit(row), self._team(row)
        place = self._place(row, unit) if unit else None
        head = Answers(
            id=self._id(row),
            unit=unit or "",
            place=place or "",
            team=team or "",
            at=self._at(row),
            position=self._position(row),
            source=row.place,
        )
        values, where = self._values(row)
        notes, photos = self._notes(row), self._photos(row)
        self._edition(row)
        if unit is None or place is None or team is None:
            return None
        answers = replace(head, values=values, notes=notes, photos=photos)
        kept, told = _held(answers, self._ground.checklist, {**where, **self._heads(row)})
        self.problems += told
        return None if kept is None else Submission(kept, self._edits(row))

    def _cell(self, row: TableRow, column: int | None) -> str:
        return row.cells[column].strip() if column is not None and column < len(row.cells) else ""

    def _text(self, row: TableRow, name: str) -> str:
        return self._cell(row, self._columns.of(name))

    def _where(self, row: TableRow, name: str) -> Place:
        column = self._columns.of(name)
        return row.place if column is None else row.at(column)

    def _heads(self, row: TableRow) -> dict[str, Place]:
        return {"检查组": self._where(row, "team"), "时间": self._where(row, "start")}

    def _id(self, row: TableRow) -> str:
        text = next((text for column in self._columns.ids if (text := self._cell(row, column))), "")
        return text.removeprefix("uuid:")

    def _edits(self, row: TableRow) -> int:
        text = self._cell(row, self._columns.edits)
        return int(text) if text.isascii() and text.isdigit() else 0

    def _unit(self, row: TableRow) -> str | None:
        text = self._text(row, "unit")
        found = self._ground.units.find(self._units.get(straight(text), text))
        if found is None:
            message = (
                f"单位名单里没有{quoted(text)}，这份记录没有采用。"
                if text
                else "没有写单位，这份记录没有采用。"
            )
            self.problems.append(error("unknown-unit", self._where(row, "unit"), message, "请核对单位表。"))
        return found.id if found else None

    def _place(self, row: TableRow, unit: str) -> str | None:
        """The sample point's name, empty for the unit itself; None where it is not known."""
        text = self._text(row, "place")
        if text in ("", ITSELF, choice_name("s", unit)):
            return ""
        names = self._ground.points.get(unit, ())
        found = {point_choice(unit, name): name for name in names}
        found |= {straight(name.removesuffix(RESERVE)): name for name in names}
        if (name := found.get(straight(text.removesuffix(RESERVE)))) is not None:
            return name
        if not self._ground.points and not _POINT_CHOICE.fullmatch(text):
            return text  # no list to hold it against
        self.problems.append(_unknown_place(text, self._ground.units[unit].name, self._where(row, "place")))
        return None

    def _team(self, row: TableRow) -> str | None:
        """The team's name; None where it is a choice that nobody knows."""
        text = self._text(row, "team")
        team = self._teams.get(straight(text), text)
        if team == text and _TEAM_CHOICE.fullmatch(text):
            message = f"认不出检查组{quoted(text)}，这份记录没有采用。"
            remedy = "请用 --team（或检查表文件里的“检查组”）写明做表单时的那些组。"
            self.problems.append(error("unknown-team", self._where(row, "team"), message, remedy))
            return None
        return team

    def _at(self, row: TableRow) -> str:
        text = next((text for column in self._columns.times if (text := self._cell(row, column))), "")
        try:
            return datetime.fromisoformat(text).isoformat(timespec="seconds")
        except ValueError:
            return text  # `check_answers` says so

    def _position(self, row: TableRow) -> str:
        geo = self._columns.geo
        if geo is None:
            return self._text(row, "position")
        return " ".join(text for name in _GEO if (text := self._cell(row, geo.get(name))))

    def _values(self, row: TableRow) -> tuple[dict[str, str], dict[str, Place]]:
        values: dict[str, str] = {}
        where: dict[str, Place] = {}
        for entry, column in self._columns.fields.values():
            text = self._cell(row, column)
            if entry.question is None or entry.holds not in ("value", "looked", "wrong"):
                continue
            where.setdefault(entry.question.label, row.at(column))
            if text and entry.holds == "value":
                values[entry.question.name] = _value(entry.question, text)
            elif text and entry.holds == "looked":
                values[entry.question.name] = self._pair(row, entry, text)
            elif text and not self._text(row, f"{entry.question.name}_n"):
                values[entry.question.name] = f"/{text}"
        return values, where

    def _pair(self, row: TableRow, looked: Field, text: str) -> str:
        assert looked.question is not None
        wrong = self._text(row, f"{looked.question.name}_x")
        return f"{_whole(text)}/{_whole(wrong)}"

    def _notes(self, row: TableRow) -> dict[str, str]:
        found = self._columns.fields.values()
        notes = ((e.question.name, self._cell(row, c)) for e, c in found if e.holds == "note" and e.question)
        return {name: text for name, text in notes if text}

    def _photos(self, row: TableRow) -> dict[str, tuple[str, ...]]:
        photos = {}
        for entry, column in self._columns.fields.values():
            if entry.holds != "photo" or entry.question is None:
                continue
            names = tuple(Path(text).name for text in self._cell(row, column).split("\n") if text.strip())
            missing = [name for name in names if self._pictures is not None and name not in self._pictures]
            if missing:
                message = f"照片 {'、'.join(missing)} 不在压缩包里。"
                self.problems.append(
                    warning("photo-missing", row.at(column), message, "请到服务器上核对附件是否传完。")
                )
            if names:
                photos[entry.question.name] = names
        return photos

    def _edition(self, row: TableRow) -> None:
        """Say once for each other edition of the form that answers were filled in on."""
        text, own = self._text(row, "checklist_version"), self._ground.checklist.version
        if text and text != own and text not in self._editions:
            self._editions.add(text)
            message = f"有记录是用另一版检查表（{text}）填的，现在的是 {own}。"
            remedy = "办法改过的，请核对题目有没有变；没有变的可以照用。"
            where = self._where(row, "checklist_version")
            self.problems.append(warning("other-edition", where, message, remedy))


def _held(
    answers: Answers, checklist: Checklist, where: Mapping[str, Place]
) -> tuple[Answers | None, list[Problem]]:
    """The answers without the values that are wrong; None where the visit as a whole cannot count."""
    problems = [_located(problem, where) for problem in check_answers(checklist, answers)]
    if any(problem.code in _HEAD or problem.code == "facts.personal-data" for problem in problems):
        return None, problems
    wrong = {problem.where[0].what for problem in problems}
    dropped = {question.name for question in checklist.questions if question.label in wrong}
    values = {name: value for name, value in answers.values.items() if name not in dropped}
    unknown = [name for name in values if checklist.find(name) is None]
    values = {name: value for name, value in values.items() if name not in unknown}
    position = "" if has_errors(problems) and "位置" in wrong else answers.position
    return replace(answers, values=values, position=position), problems


def _located(problem: Problem, where: Mapping[str, Place]) -> Problem:
    """The same problem with the column it stands in, where that is known."""
    first, *others = problem.where
    cell = where.get(first.what)
    if cell is None:
        return problem
    return replace(problem, where=(replace(cell, what=first.what), *others))


def _value(question: Question, text: str) -> str:
    """A choice by its name or label; a number as it was written."""
    if question.asked is Asked.YES_NO:
        return _YES_NO.get(text, text)
    if question.asked is Asked.LEVEL:
        names = {f"l{number}": choice for number, choice in enumerate(question.choices, 1)}
        names |= {straight(choice): choice for choice in question.choices}
        return text if text in question.choices else names.get(straight(text), text)
    return _whole(text) if question.asked is Asked.COUNT else text


def _whole(text: str) -> str:
    """A whole number that a spreadsheet wrote with a point (3.0) is the same number."""
    found = _WHOLE_POINT.fullmatch(text)
    return found[1] if found else text
