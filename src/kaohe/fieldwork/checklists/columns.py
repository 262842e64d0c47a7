"""Which column of an app's export is which: by the name in the form or by its label, below whatever group.

ODK Central writes `head-unit` and `position-Latitude`; KoboToolbox writes `head/unit` or the labels, and `_uuid`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kaohe.core import Problem
from kaohe.facts.findings import advice, error, quoted, warning
from kaohe.facts.guard import header_problem, is_person_header, number_problem, personal_kind
from kaohe.fieldwork.checklists.export_files import TableRow
from kaohe.fieldwork.checklists.model import Checklist
from kaohe.fieldwork.checklists.xlsform import PRIVACY, Field, fields_of

_IDS = ("key", "rootuuid", "_uuid", "instanceid")
"""From the surest on: what stays the same when a submission is edited on the server comes first."""

_TIMES = ("start", "end", "submissiondate", "_submission_time")
_EDITS = "edits"
_KNOWN = frozenset(
    (
        *_IDS, *_TIMES, _EDITS, "submitterid", "submittername", "attachmentspresent", "attachmentsexpected",
        "status", "reviewstate", "deviceid", "formversion", "instancename", "deprecatedid", "audit", "_id",
        "_validation_status", "_notes", "_status", "_submitted_by", "__version__", "_tags", "_index", "uuid",
        "_attachments", "_geolocation", "_xform_id_string", "_parent_table_name", "_parent_index", "meta",
        "privacy", "today", "username",
    )
)  # fmt: skip
"""What servers write of their own, in small letters; none of it is an answer."""

_OF_OURS = re.compile(r"item_\d+(_clause)?|_position_\w+|.*_url", re.IGNORECASE)
_GEO = re.compile(r"(?:.*[-/])?position-(Latitude|Longitude|Altitude|Accuracy)")
_PERSON = re.compile(
    r"((full|real|first|last|family|given)_?)?name|.*_name|(tele)?phone.*|tel|mobile.*|.*_(phone|tel|mobile)|e?mail"
    r"|id_?card.*|id_?(no|num|number)|(home_?)?address|birth.*|dob|subscriberid|simserial",
    re.IGNORECASE,
)


_QUOTES = str.maketrans("“”‘’", "\"\"''")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where everything stands, by column number: fields by name; `ids`, `times` from the surest on; the rest."""

    fields: Mapping[str, tuple[Field, int]]
    ids: tuple[int, ...]
    times: tuple[int, ...]
    edits: int | None = None
    geo: Mapping[str, int] | None = None

    def of(self, name: str) -> int | None:
        """The column of a field, None where the export has none."""
        found = self.fields.get(name)
        return found[1] if found else None


def columns_of(checklist: Checklist, head: TableRow) -> tuple[Columns | None, tuple[Problem, ...]]:
    """The columns of an export's head; None where it is none of this checklist's, or asks about people."""
    fields = fields_of(checklist, places=True)
    if not checklist.position:
        fields = (*fields, Field("position", "位置", "position"))  # to be said, where it comes all the same
    found: dict[str, tuple[Field, int]] = {}
    known: dict[str, int] = {}
    geo: dict[str, int] = {}
    problems: list[Problem] = []
    for number, text in enumerate(head.cells):
        entry = _field(text, fields)
        if entry is not None and entry.name in found:
            message = f"{quoted(text)}这一栏有两个。"
            problems.append(
                error("duplicate-column", head.at(number), message, "请重新导出，不要拼接两次导出。")
            )
        elif entry is not None:
            found[entry.name] = (entry, number)
        elif match := _GEO.fullmatch(text):
            geo[match[1]] = number
        elif (last := _last(text).lower()) in _KNOWN:
            known.setdefault(last, number)
        else:
            problems += _strange(text, head, number)
    if any(problem.code == "facts.personal-data" for problem in problems):
        return None, tuple(problems)
    if "unit" not in found or not any(entry.question for entry, _ in found.values()):
        remedy = "请用这份检查表生成的表单收数，导出时不要改表头；改过检查表的，要用当时那一版。"
        return None, (error("not-our-export", head.place, "表头不是这份检查表的导出。", remedy),)
    problems += _lacking(fields, found, head)
    ids = tuple(known[name] for name in _IDS if name in known)
    times = [found[name][1] for name in ("start", "end") if name in found]
    times += [known[name] for name in _TIMES if name in known]
    return Columns(found, ids, tuple(times), known.get(_EDITS), geo or None), tuple(problems)


def personal_cells(rows: Sequence[TableRow], columns: Columns, width: int) -> Iterator[Problem]:
    """Every cell with somebody's number. Ids and times of the server, and names of pictures, are no cells of ours."""
    own = {column for entry, column in columns.fields.values() if entry.holds in ("photo", "start", "end")}
    passed = {*columns.ids, *columns.times, *own, *(columns.geo or {}).values()}
    for row in rows:
        for column, cell in enumerate(row.cells[:width]):
            if column not in passed and (kind := personal_kind(cell)):
                yield number_problem(kind, row.at(column))


def _field(text: str, fields: Sequence[Field]) -> Field | None:
    last = _last(text)
    by_name = next((entry for entry in fields if entry.name == last), None)
    if by_name is not None:
        return by_name
    text = straight(text)
    for entry in fields:
        label = straight(entry.label)
        if label and (text == label or text.endswith((f"/{label}", f"-{label}"))):
            return entry
    return None


def straight(text: str) -> str:
    """The text as it comes back: pyxform makes quotation marks straight and spaces single."""
    return " ".join(text.translate(_QUOTES).split())


def _last(text: str) -> str:
    return re.split(r"[-/]", text)[-1]


def _strange(text: str, head: TableRow, column: int) -> Iterator[Problem]:
    """A column that is none of ours: refused where it is of people, else said."""
    last = _last(text)
    if is_person_header(text) or is_person_header(last) or _PERSON.fullmatch(last):
        yield header_problem(text, head.at(column))
    elif text and not _OF_OURS.fullmatch(last) and PRIVACY not in text and "评分标准：" not in text:
        message = f"{quoted(text)}这一栏不是检查表里的，没有读入。"
        yield advice("extra-column", head.at(column), message, "不需要的可以不管。")


def _lacking(
    fields: Sequence[Field], found: Mapping[str, tuple[Field, int]], head: TableRow
) -> Iterator[Problem]:
    names = [
        entry.question.label
        for entry in fields
        if entry.question and entry.holds in ("value", "looked", "wrong") and entry.name not in found
    ]
    if names:
        message = f"导出里没有这几问：{'、'.join(dict.fromkeys(names))}。"
        remedy = "请核对是不是用了另一版检查表，或导出时没有选全部字段。"
        yield warning("missing-question", head.place, message, remedy)
