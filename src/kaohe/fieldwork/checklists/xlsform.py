"""The checklist as an XLSForm: three sheets of plain rows, which ODK Collect and KoboCollect run without a network.

    survey    start, end · 检查对象 (unit, place of the unit, team) · position · a screen for each item
    choices   是/否, units, places (each with its unit), teams, levels
    settings  title, id, version

Everybody's names of columns stand in `fields_of`; `exports` recognises what comes back by the same list.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from itertools import groupby

from kaohe.core import plain
from kaohe.facts.units import AssessedUnit
from kaohe.fieldwork.checklists.making import CHECKED_WORDS, bounds_words
from kaohe.fieldwork.checklists.model import MOST_TEXT, NO, YES, Asked, Checklist, Question
from kaohe.fieldwork.checklists.points import RESERVE, Points

SURVEY = (
    "type", "name", "label", "hint", "required", "required_message", "constraint", "constraint_message",
    "relevant", "choice_filter", "appearance", "calculation", "parameters",
)  # fmt: skip
CHOICES = ("list_name", "name", "label", "unit")
SETTINGS = ("form_title", "form_id", "version", "instance_name")
ITSELF = "（单位本身）"
"""The choice of no sample point."""

PRIVACY = "只记录单位工作的数量和情况，不记录、不拍摄居民的姓名、证件号码、电话等个人信息。"
_NO_NUMBERS = "not(regex(., '[\\s\\S]*[0-9]{11}[\\s\\S]*'))"
_MOST = 999_999_999
_MANY_CHOICES = 12
_PIXELS = "max-pixels=1600"
_SAFE = re.compile(r"[0-9A-Za-z_.-]{1,40}")

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """One column of an export: its name in the form, the label a person sees, what it holds, of which question."""

    name: str
    label: str
    holds: str
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class XlsForm:
    """The three sheets, and what their choices' names stand for: units' ids, places' names, levels."""

    survey: tuple[Row, ...]
    choices: tuple[Row, ...]
    settings: Row
    units: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def fields_of(checklist: Checklist, *, places: bool) -> tuple[Field, ...]:
    """Every column a form of this checklist brings back, in its order. `places`: there are sample points."""
    fields = [Field("start", "", "start"), Field("end", "", "end"), Field("unit", "被检查单位", "unit")]
    if places:
        fields.append(Field("place", "检查点", "place"))
    fields.append(Field("team", "检查组", "team"))
    fields.append(Field("checklist_version", "", "version"))
    if checklist.position:
        fields.append(Field("position", "位置", "position"))
    for number, (_, questions) in enumerate(by_item(checklist), 1):
        for part, question in enumerate(questions, 1):
            fields += _of_question(question, f"{number}.{part}")
        fields.append(Field(f"{questions[0].name}_note", f"{number} 说明", "note", questions[0]))
    return tuple(fields)


def by_item(checklist: Checklist) -> list[tuple[str, tuple[Question, ...]]]:
    """Neighbouring questions of one item together, with the item's name."""
    groups = groupby(checklist.questions, key=lambda question: (question.item, question.item_name))
    return [(name, tuple(questions)) for (_, name), questions in groups]


def form_of(
    checklist: Checklist,
    units: Sequence[AssessedUnit],
    points: Points,
    teams: Sequence[str] = (),
    clauses: Mapping[str, str] | None = None,
) -> XlsForm:
    """The form. `clauses`: what each item's code asks for, shown above its questions."""
    unit_names = {choice_name("u", unit.id): unit.id for unit in units}
    here = {unit.id for unit in units}
    offered = {unit: names for unit, names in points.items() if unit in here}
    places = dict(_places(units, offered))
    lists = _lists(checklist, units, places, teams)
    rows = _survey(checklist, bool(offered), tuple(teams), len(units), clauses or {}, lists)
    survey = tuple(map(_shown, rows))
    choices = tuple(_shown(row) for rows in lists.values() for row in rows)
    return XlsForm(
        survey, choices, _settings(checklist, survey, choices), unit_names, places if offered else {}
    )


def _shown(row: Row) -> Row:
    """A row whose texts for people hold no reference by accident."""
    shown = {key: row[key].replace("${", "$ {") for key in ("label", "hint") if key in row}
    return {**row, **shown}


def choice_name(prefix: str, text: str) -> str:
    """A choice's name from what it stands for: the text itself where a form takes it, else its hash. It does not
    depend on the order of a list, so that a form sent out again means the same by it.
    """
    if _SAFE.fullmatch(text):
        return f"{prefix}_{text}"
    return f"{prefix}_{sha256(text.encode()).hexdigest()[:12]}"


def point_choice(unit: str, name: str) -> str:
    """The choice's name of a sample point: two units may have places of one name; a reserve that was called up is
    the same point.
    """
    return "p_" + sha256(f"{unit}\n{name.removesuffix(RESERVE)}".encode()).hexdigest()[:12]


def level_list(question: Question) -> str:
    """The name of the list that a LEVEL's choices stand in."""
    return "level_" + sha256("\n".join(question.choices).encode()).hexdigest()[:8]


def form_id(checklist: Checklist) -> str:
    """The same for every edition of one checklist."""
    return "kaohe_" + sha256(f"{checklist.title}\n{checklist.table}".encode()).hexdigest()[:10]


def _of_question(question: Question, number: str) -> Iterator[Field]:
    label = f"{number} {question.label}"
    if question.asked is Asked.CHECKED:
        looked, wrong = question.choices or CHECKED_WORDS
        yield Field(f"{question.name}_n", f"{label}：{looked}", "looked", question)
        yield Field(f"{question.name}_x", f"{label}：{wrong}", "wrong", question)
    else:
        yield Field(question.name, label, "value", question)
    if question.photo:
        yield Field(f"{question.name}_photo", f"{number} 照片", "photo", question)


def _places(units: Sequence[AssessedUnit], points: Points) -> Iterator[tuple[str, tuple[str, str]]]:
    for unit in units:
        for name in points.get(unit.id, ()):
            yield point_choice(unit.id, name), (unit.id, name)
        yield choice_name("s", unit.id), (unit.id, "")


_Lists = dict[str, list[Row]]


def _lists(
    checklist: Checklist,
    units: Sequence[AssessedUnit],
    places: Mapping[str, tuple[str, str]],
    teams: Sequence[str],
) -> _Lists:
    lists: _Lists = {"yes_no": [_choice("yes_no", "yes", YES), _choice("yes_no", "no", NO)]}
    lists["unit"] = [_choice("unit", choice_name("u", unit.id), unit.name) for unit in units]
    if any(name for _, name in places.values()):
        lists["place"] = [
            {**_choice("place", key, name or ITSELF), "unit": choice_name("u", unit)}
            for key, (unit, name) in places.items()
        ]
    if teams:
        lists["team"] = [_choice("team", choice_name("t", team), team) for team in teams]
    for question in checklist.questions:
        if question.asked is Asked.LEVEL:
            name = level_list(question)
            lists[name] = [_choice(name, f"l{n}", text) for n, text in enumerate(question.choices, 1)]
    if not any(question.asked is Asked.YES_NO for question in checklist.questions):
        del lists["yes_no"]  # pyxform warns of a list that nothing uses
    return lists


def _choice(list_name: str, name: str, label: str) -> Row:
    return {"list_name": list_name, "name": name, "label": label}


def _settings(checklist: Checklist, survey: tuple[Row, ...], choices: tuple[Row, ...]) -> Row:
    """The version changes whenever anything of the form does: a server takes no other form under an old version."""
    content = "\n".join(repr(sorted(row.items())) for row in (*survey, *choices))
    version = f"{checklist.version}-{sha256(content.encode()).hexdigest()[:6]}"
    name = "concat(jr:choice-name(${unit}, '${unit}'), ' ', ${team})"
    return {
        "form_title": checklist.title,
        "form_id": form_id(checklist),
        "version": version,
        "instance_name": name,
    }


def _survey(
    checklist: Checklist,
    with_places: bool,
    teams: tuple[str, ...],
    units: int,
    clauses: Mapping[str, str],
    lists: _Lists,
) -> Iterator[Row]:
    fields = {entry.name: entry for entry in fields_of(checklist, places=with_places)}
    yield {"type": "start", "name": "start"}
    yield {"type": "end", "name": "end"}
    yield {"type": "begin_group", "name": "head", "label": "检查对象", "appearance": "field-list"}
    yield {"type": "note", "name": "privacy", "label": PRIVACY}
    yield {**_required("select_one unit", fields["unit"], "请选被检查的单位。"), **_long_list(units)}
    if with_places:
        most = max(
            sum(1 for row in lists["place"] if row["unit"] == choice["name"]) for choice in lists["unit"]
        )
        place = _required(
            "select_one place", fields["place"], "请选检查点；查的是单位本身的选“（单位本身）”。"
        )
        yield {**place, "choice_filter": "unit=${unit}", **_long_list(most)}
    kind = "select_one team" if teams else "text"
    team = _required(kind, fields["team"], "请写明检查组。")
    yield team if teams else {**team, "hint": "写组名，如第一组，不写人名。", **_words_only()}
    yield {"type": "end_group"}
    yield {"type": "calculate", "name": "checklist_version", "calculation": f"'{checklist.version}'"}
    if checklist.position:
        yield {
            "type": "geopoint",
            "name": "position",
            "label": fields["position"].label,
            "hint": "可以不记。",
        }
    for number, (item_name, questions) in enumerate(by_item(checklist), 1):
        yield from _screen(number, item_name, questions, fields, clauses)


def _screen(
    number: int,
    item_name: str,
    questions: tuple[Question, ...],
    fields: Mapping[str, Field],
    clauses: Mapping[str, str],
) -> Iterator[Row]:
    """One screen: an item's clause, its questions, a remark."""
    label = f"{number} {item_name}"
    yield {"type": "begin_group", "name": f"item_{number}", "label": label, "appearance": "field-list"}
    if clause := clauses.get(questions[0].item, ""):
        yield {"type": "note", "name": f"item_{number}_clause", "label": f"评分标准：{clause}"}
    for question in questions:
        yield from _rows(question, fields)
    for question in questions:
        if question.photo:
            yield _photo(fields[f"{question.name}_photo"])
    note = fields[f"{questions[0].name}_note"]
    hint = "写看到的情况和不符的原因，不写居民的姓名、电话、证件号码。"
    yield {
        "type": "text",
        "name": note.name,
        "label": note.label,
        "hint": hint,
        **_words_only(),
        "appearance": "multiline",
    }
    yield {"type": "end_group"}


def _rows(question: Question, fields: Mapping[str, Field]) -> Iterator[Row]:
    """One question as rows: one for most, two for two counts."""
    match question.asked:
        case Asked.CHECKED:
            yield from _two_counts(question, fields)
        case Asked.YES_NO:
            yield _asked("select_one yes_no", fields[question.name], question)
        case Asked.LEVEL:
            yield _asked(f"select_one {level_list(question)}", fields[question.name], question)
        case Asked.TEXT:
            text = _asked("text", fields[question.name], question)
            yield {**text, **_words_only(), "appearance": "multiline"}
        case Asked.COUNT | Asked.NUMBER:
            whole = question.asked is Asked.COUNT or not question.places
            number = _asked("integer" if whole else "decimal", fields[question.name], question)
            yield {**number, **_within(question)}


def _photo(entry: Field) -> Row:
    hint = "可以不拍。只拍场所、设施、台账封面和公示，不拍人，不拍写有居民信息的材料。"
    return {"type": "image", "name": entry.name, "label": entry.label, "hint": hint, "parameters": _PIXELS}


def _two_counts(question: Question, fields: Mapping[str, Field]) -> Iterator[Row]:
    looked, wrong = fields[f"{question.name}_n"], fields[f"{question.name}_x"]
    first = _asked("integer", looked, question)
    limits = f". > 0 and . <= {_MOST}"
    yield {**first, "constraint": limits, "constraint_message": "请填大于 0 的整数；没有抽查的留空。"}
    yield {
        "type": "integer",
        "name": wrong.name,
        "label": wrong.label,
        "required": "yes",
        "required_message": "请填数；一个也没有的填 0。",
        "constraint": f". >= 0 and . <= ${{{looked.name}}}",
        "constraint_message": "不能多于抽查的数。",
        "relevant": f"${{{looked.name}}} > 0",
    }


def _asked(kind: str, entry: Field, question: Question) -> dict[str, str]:
    row = {"type": kind, "name": entry.name, "label": entry.label}
    if question.hint:
        row["hint"] = question.hint
    if question.required:
        row |= {"required": "yes", "required_message": f"“{question.label}”要填。"}
    return row


def _required(kind: str, entry: Field, message: str) -> dict[str, str]:
    return {
        "type": kind,
        "name": entry.name,
        "label": entry.label,
        "required": "yes",
        "required_message": message,
    }


def _within(question: Question) -> Row:
    """Bounds and decimals as the app holds them; what it lets through is checked again when it comes back."""
    low, high = question.low, question.high
    if question.asked is Asked.COUNT and low is None:
        low = Decimal(0)
    parts = [] if low is None else [f". >= {plain(low)}"]
    parts.append(f". <= {plain(high) if high is not None else _MOST}")
    if question.asked is Asked.NUMBER and question.places:
        parts.append(f". = round(., {question.places})")
    words = bounds_words(question)
    message = f"要求：{words}。" if words else "请填不小于 0 的整数，核对位数。"
    return {"constraint": " and ".join(parts), "constraint_message": message}


def _words_only() -> Row:
    limits = f"{_NO_NUMBERS} and string-length(.) <= {MOST_TEXT}"
    message = f"不要写电话、证件号码；最多 {MOST_TEXT} 个字。"
    return {"constraint": limits, "constraint_message": message}


def _long_list(count: int) -> Row:
    return {"appearance": "minimal autocomplete"} if count > _MANY_CHOICES else {}
