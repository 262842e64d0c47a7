"""The office's file of an arrangement (检查安排.yaml), in words a clerk writes:

    检查安排: 芸溪区2026年度现场检查
    层级: 镇街
    日期: [2027-01-05, 2027-01-06]
    组:
      - 名称: 第一组
        成员: [{姓名: 沈砚, 单位: 听泉街道, 专长: [财务], 不在: [2027-01-06 上午]}]

Everything that is wrong is said with its line. Officials are named; anything else about people is refused at the door.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kaohe.core import Place, Problem
from kaohe.core.problem import has_errors
from kaohe.facts.guard import number_problem, personal_kind
from kaohe.facts.units import AssessedUnit, Units
from kaohe.fieldwork.timetables.distance_file import read_distances
from kaohe.fieldwork.timetables.file_days import read_slots, read_spans
from kaohe.fieldwork.timetables.findings import advice
from kaohe.fieldwork.timetables.model import (
    MOST_IN_HALF_DAY,
    Arrangement,
    Limits,
    Member,
    Need,
    Team,
    Weights,
    Wish,
)
from kaohe.fieldwork.timetables.travel import Travel, by_steps
from kaohe.scheme.reading import Form, Notes, read_mapping
from kaohe.scheme.source import Entries, Listing, Located, Scalar, read_yaml

_RECUSAL = {"整组": True, "个人": False}
_MOST = 10_000
_UNITS = "单位表"
"""Under which the digest of the list of units stands: of what was read from it, a line a unit."""


@dataclass(frozen=True, slots=True)
class ArrangementFile:
    """What a file comes to; `arrangement` None where it has errors. `digests`: SHA-256 of the files it was read from."""

    arrangement: Arrangement | None
    problems: tuple[Problem, ...]
    digests: Mapping[str, str] = field(default_factory=dict)


def read_arrangement(path: Path, units: Units) -> ArrangementFile:
    """The arrangement of a file, with the units of the list of units."""
    located, problems = read_yaml(path)
    if refusals := list(_personal(located)):
        return ArrangementFile(None, tuple(refusals))
    reader = _Reader(path, units)
    reader.notes.problems.extend(problems)
    entries = None if located is None else read_mapping(located, "检查安排", reader.notes)
    arrangement = None if entries is None else reader.read(Form(entries, "检查安排", reader.notes))
    found = tuple(dict.fromkeys((*reader.notes.problems, *reader.found)))
    return ArrangementFile(None if has_errors(found) else arrangement, found, reader.digests)


def _personal(located: Located | None) -> Iterator[Problem]:
    """Numbers that belong to a person, anywhere in the file."""
    match located:
        case Scalar(text, place):
            if kind := personal_kind(text):
                yield number_problem(kind, place)
        case Listing(entries):
            for entry in entries:
                yield from _personal(entry)
        case Entries(pairs):
            for pair in pairs:
                for part in pair:
                    yield from _personal(part)


class _Reader:
    def __init__(self, path: Path, units: Units) -> None:
        self.path, self.units, self.notes = path, units, Notes()
        self.found: list[Problem] = []
        self.digests = {path.name: _digest(path), _UNITS: _digest_of_units(units)}
        self.teams: tuple[Team, ...] = ()
        self.needs: dict[str, Need] = {}

    def read(self, form: Form) -> Arrangement:
        title = form.text("检查安排", required=True)
        slots = read_slots(form, self.notes, self.found)
        self.needs = self._needs(form)
        self.teams = tuple(self._teams(form))
        wishes = (*self._fixed(form), *self._wishes(form))
        limits, weights = self._limits(form), self._weights(form)
        travel = self._travel(form)
        form.finish()
        self._check(form)
        return Arrangement(
            title, slots, self.teams, tuple(self.needs.values()), wishes, limits, weights, travel
        )

    def unit(self, name: str, place: Place) -> AssessedUnit | None:
        """The unit of a name or id; an unknown one is said."""
        unit = self.units.find(name) if name else None
        if unit is None and name:
            hint = self.notes.guess(name, [unit.name for unit in self.units])
            self.notes.error(
                "timetable.unknown-unit", place, f"单位表里没有“{name}”。", f"{hint}请核对单位名称。"
            )
        return unit

    def _needs(self, form: Form) -> dict[str, Need]:
        """Every unit of the levels named; those of 单位 besides, with what is particular to them."""
        levels, small = form.texts("层级", distinct=True), set(form.texts("小单位", distinct=True))
        for level in levels:
            if not self.units.at(level):
                self.notes.error(
                    "timetable.no-such-level", form.place, f"单位表里没有“{level}”这一层级。", "请核对层级。"
                )
        chosen = [unit for level in levels for unit in self.units.at(level)]
        words = {word for unit in self.units for word in (unit.name, unit.id, unit.unit_class) if word}
        for word in sorted(small - words):
            self.notes.error(
                "timetable.unknown-unit",
                form.place,
                f"“小单位”里的“{word}”不是单位，也不是类别。",
                "请核对。",
            )

        def is_small(unit: AssessedUnit) -> bool:
            return bool(small & {unit.name, unit.id, unit.unit_class})

        needs = {unit.id: Need(unit.id, unit.name, small=is_small(unit)) for unit in chosen}
        named: set[str] = set()
        for entry in self._listed(form, "单位"):
            name = entry.text("单位", required=True)
            half_days = entry.whole("半天数", 1, least=1, most=20) or 1
            times = entry.whole("次数", 1, least=1, most=20) or 1
            skills, unit = frozenset(entry.texts("专长", distinct=True)), self.unit(name, entry.place)
            entry.finish()
            if unit is None:
                continue
            if unit.id in named:
                self.notes.error("timetable.unit-twice", entry.place, f"“{name}”写了两次。", "请合并成一条。")
            named.add(unit.id)
            needs[unit.id] = Need(
                unit.id, unit.name, half_days, times, skills, is_small(unit) and half_days == 1
            )
        for word in form.texts("不查", distinct=True):
            if (unit := self.unit(word, form.place)) is not None:
                needs.pop(unit.id, None)
        return needs

    def _listed(self, form: Form, word: str) -> Iterator[Form]:
        """Entries of a list; a bare name is an entry that says nothing else."""
        for number, located in enumerate(form.listing(word), 1):
            bare = isinstance(located, Scalar)
            entry = Entries(((Scalar(word, located.place), located),), located.place) if bare else located
            entries = read_mapping(entry, f"{word}第{number}条", self.notes)
            if entries is not None:
                yield Form(entries, f"{word}第{number}条", self.notes)

    def _teams(self, form: Form) -> Iterator[Team]:
        names: set[str] = set()
        for entry in self._listed(form, "组"):
            name = entry.text("名称") or entry.text("组")
            if not name or name in names:
                self.notes.error(
                    "timetable.team-name", entry.place, "每个组要有自己的名称。", "请补写“名称”，不要重复。"
                )
                continue
            names.add(name)
            away = read_spans(entry, "不出组", self.notes)
            yield Team(name, tuple(self._members(entry)), away)
            entry.finish()

    def _members(self, form: Form) -> Iterator[Member]:
        for entry in self._listed(form, "成员"):
            name = entry.text("姓名") or entry.text("成员")
            home, former = entry.text("单位"), entry.texts("曾任", distinct=True)
            skills = frozenset(entry.texts("专长", distinct=True))
            away = read_spans(entry, "不在", self.notes)
            entry.finish()
            if not name:
                self.notes.error("timetable.member-name", entry.place, "成员没有写姓名。", "请补写“姓名”。")
                continue
            yield Member(name, self._avoided(name, [home, *former], entry.place), skills, away)

    def _avoided(self, member: str, names: Iterable[str], place: Place) -> frozenset[str]:
        """The units of these names and what stands above them; a name that is no unit (an office of the district) is
        said, and nobody is recused for it.
        """
        avoided: set[str] = set()
        for name in filter(None, names):
            unit = self.units.find(name)
            if unit is None:
                message = f"{member}的单位“{name}”不在单位表里，不作回避。"
                remedy = "如果是被检查的单位，请改成单位表里的名称。"
                self.found.append(advice("outside-unit", message, remedy, place))
            while unit is not None and unit.id not in avoided:
                avoided.add(unit.id)
                unit = self.units.find(unit.parent) if unit.parent else None
        return frozenset(avoided)

    def _wishes(self, form: Form) -> Iterator[Wish]:
        for entry in self._listed(form, "愿望"):
            unit, team = self._whom(entry)
            go, stay = read_spans(entry, "去", self.notes), read_spans(entry, "不去", self.notes)
            must = entry.yes_no("必须")
            entry.finish()
            if unit is None:
                continue
            if not (go or stay or team):
                message = "这条愿望没有写去哪天、不去哪天或由哪个组去。"
                self.notes.error("timetable.empty-wish", entry.place, message, "请补写“去”“不去”或“组”。")
            if go or (team and not stay):
                yield Wish(unit, go, team, True, must)
            if stay:
                yield Wish(unit, stay, "" if go else team, False, must)

    def _fixed(self, form: Form) -> Iterator[Wish]:
        for entry in self._listed(form, "固定"):
            unit, team = self._whom(entry)
            when = read_spans(entry, "时间", self.notes)
            entry.finish()
            if unit is not None and not (when or team):
                message = "固定的一条没有写时间，也没有写组。"
                self.notes.error("timetable.empty-wish", entry.place, message, "请补写“时间”或“组”。")
            elif unit is not None:
                yield Wish(unit, when, team, must=True, fixed=True)

    def _whom(self, entry: Form) -> tuple[str | None, str]:
        """The unit's id (None where it is not to be visited) and the team."""
        unit, team = self.unit(entry.text("单位", required=True), entry.place), entry.text("组")
        if team and team not in {known.name for known in self.teams}:
            self.notes.error(
                "timetable.unknown-team", entry.place, f"没有“{team}”这个组。", "请核对组的名称。"
            )
        if unit is not None and unit.id not in self.needs:
            self.notes.error(
                "timetable.not-to-visit", entry.place, f"“{unit.name}”不在要检查的单位里。", "请核对。"
            )
            return None, team
        return (None if unit is None else unit.id), team

    def _limits(self, form: Form) -> Limits:
        part = self._part(form, "限制")
        if part is None:
            return Limits()
        limits = Limits(
            part.whole("每半天", 1, least=1, most=MOST_IN_HALF_DAY) or 1,
            part.whole("每天", least=1, most=_MOST),
            part.whole("每组", least=1, most=_MOST),
            part.whole("相差", least=0, most=_MOST),
            part.whole("最少人数", 0, least=0, most=_MOST) or 0,
            part.maybe("回避", _RECUSAL) is not False,
        )
        part.finish()
        return limits

    def _weights(self, form: Form) -> Weights:
        part, usual = self._part(form, "侧重"), Weights()
        if part is None:
            return usual
        words = (("路程", usual.travel), ("愿望", usual.wish), ("均衡", usual.balance))
        numbers = [part.whole(word, default, least=0, most=_MOST) for word, default in words]
        part.finish()
        return Weights(*(default if n is None else n for n, (_, default) in zip(numbers, words, strict=True)))

    def _part(self, form: Form, word: str) -> Form | None:
        value = form.take(word)
        entries = None if value is None else read_mapping(value, word, self.notes)
        return None if entries is None else Form(entries, word, self.notes)

    def _travel(self, form: Form) -> Travel | None:
        file, base, beside = form.text("距离"), form.text("出发地"), form.take("相邻")
        names = {unit: need.name for unit, need in self.needs.items()}
        if file:
            if Path(file).name != file:
                message = f"“距离”要写同一个文件夹里的文件名，不能写“{file}”。"
                self.notes.error(
                    "timetable.distance-elsewhere", form.place, message, "请把它放到一起，只写文件名。"
                )
                return None
            path = self.path.parent / file
            travel, problems = read_distances(path, names, lambda name: self._place(name, base), base)
            self.found += problems
            if path.is_file():
                self.digests[path.name] = _digest(path)
            return travel
        entries = None if beside is None else read_mapping(beside, "相邻", self.notes)
        if entries is None:
            return None
        joined = Form(entries, "相邻", self.notes)
        steps: dict[str, list[str]] = {}
        for key, _ in entries.pairs:
            ends = [
                self._place(name, base) or self._said(name, key.place)
                for name in (key.text, *joined.texts(key.text))
            ]
            steps[ends[0]] = ends[1:]
        return by_steps(list(names), steps, base)

    def _place(self, name: str, base: str) -> str | None:
        unit = self.units.find(name)
        return name if name == base else None if unit is None else unit.id

    def _said(self, name: str, place: Place) -> str:
        self.unit(name, place)
        return name

    def _check(self, form: Form) -> None:
        """What is wrong only when all is read."""
        for word, there in (("组", self.teams), ("要检查的单位", self.needs)):
            if not there and not has_errors(self.notes.problems):
                self.notes.error(
                    "timetable.nothing", form.place, f"没有写{word}。", "请补写“层级”或“单位”，以及“组”。"
                )
        skills = {skill for team in self.teams for member in team.members for skill in member.skills}
        for skill in sorted({skill for need in self.needs.values() for skill in need.skills} - skills):
            message = f"没有一个成员会“{skill}”。"
            self.notes.error(
                "timetable.unknown-skill", form.place, message, "请在成员的“专长”里写上，或去掉这项要求。"
            )


def _digest_of_units(units: Units) -> str:
    lines = ("\t".join((unit.id, unit.name, unit.level, unit.unit_class, unit.parent)) for unit in units)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
