"""A DHIS2 data value set, taken apart into figures to be written, and what became of them told as DHIS2 tells it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from kaohe.core import Problem, Severity
from kaohe.facts import Role as FactRole
from kaohe.facts.values import NOT_APPLICABLE
from kaohe.scheme.model import MeasureKind
from kaohe.web.interface.exchange import PART, WHOLE, Codes, Element, cell_text, from_dhis2
from kaohe.web.interface.schemas import (
    DataValueIn,
    DataValueSetIn,
    ImportConflict,
    ImportCount,
    ImportSummary,
    WebMessage,
)
from kaohe.web.interface.writing import Done, Wish

_ELEMENT, _PERIOD, _UNIT, _NO_VALUE = "E7610", "E7611", "E7612", "E7618"
"""DHIS2's own codes for what can be wrong with a data value."""
_CODES = {"facts.unknown-unit": _UNIT, "facts.unknown-measure": _ELEMENT, "facts.wrong-period": _PERIOD}
Group = tuple[str, str, str, FactRole]
"""Unit, measure, period, role: the values of one figure."""


@dataclass
class Parcel:
    """A set taken apart. groups: the indexes of the values of each figure, by part."""

    conflicts: list[ImportConflict] = field(default_factory=list)
    groups: dict[Group, dict[str, int]] = field(default_factory=dict)
    elements: dict[Group, Element] = field(default_factory=dict)


def take_apart(given: DataValueSetIn, codes: Codes) -> Parcel:
    """Which value is which part of which figure; what is none of ours is in conflict."""
    parcel = Parcel()
    for index, value in enumerate(given.dataValues):
        period_text, unit = value.period or given.period or "", value.orgUnit or given.orgUnit or ""
        element, period = codes.element(value.dataElement), from_dhis2(period_text)
        if element is None:
            message = _("没有这个数据元。")
            parcel.conflicts.append(_conflict(value.dataElement, message, _ELEMENT, "dataElement", [index]))
        elif period is None:
            parcel.conflicts.append(_conflict(period_text, _("没有这个时期。"), _PERIOD, "period", [index]))
        elif not unit:
            parcel.conflicts.append(_conflict(unit, _("没有写单位。"), _UNIT, "orgUnit", [index]))
        else:
            group = (unit, element.form.id, str(period), element.role)
            parts = parcel.groups.setdefault(group, {})
            parcel.elements[group] = element
            if element.part in parts:
                message = _("同一个数出现了两次，只看第一次。")
                parcel.conflicts.append(
                    _conflict(value.dataElement, message, "facts.repeated", "dataElement", [index])
                )
            else:
                parts[element.part] = index
    return parcel


def wishes_of(parcel: Parcel, values: Sequence[DataValueIn]) -> dict[Group, Wish]:
    """The figures to be written; those whose values are not whole are in conflict instead."""
    wishes = {}
    for group, parts in parcel.groups.items():
        indexes = sorted(parts.values())
        form = parcel.elements[group].form
        own = {part: values[index] for part, index in parts.items()}
        name = values[indexes[0]].dataElement
        if form.kind is MeasureKind.RATIO and set(parts) != {PART, WHOLE}:
            message = _("比率要把分子、分母一起送来。")
            parcel.conflicts.append(_conflict(name, message, _NO_VALUE, "dataElement", indexes))
            continue
        if all(value.deleted for value in own.values()):
            text = ""
        elif any(_blank(value) for value in own.values()):
            message = _("没有值。要收回已有的数，请写 deleted: true。")
            parcel.conflicts.append(_conflict(name, message, _NO_VALUE, "value", indexes))
            continue
        else:
            text = cell_text(form, {part: _given(value) for part, value in own.items()})
        note = next((v.comment for v in own.values() if v.comment and v.comment != NOT_APPLICABLE), None)
        wishes[group] = Wish(*group, text, note)
    return wishes


def summary(parcel: Parcel, wishes: Mapping[Group, Wish], done: Sequence[Done], total: int) -> WebMessage:
    """What became of it all, in DHIS2's words. The same values again count as updated."""
    imported = updated = deleted = 0
    conflicts = list(parcel.conflicts)
    for (group, wish), each in zip(wishes.items(), done, strict=True):
        indexes = sorted(parcel.groups[group].values())
        if each.outcome in ("conflict", "refused"):
            conflicts += [_of_problem(group, problem, indexes) for problem in _errors(each)]
        elif not wish.text:
            deleted += len(indexes)
        elif each.outcome == "created":
            imported += len(indexes)
        else:
            updated += len(indexes)
    ignored = total - imported - updated - deleted
    rejected = sorted({index for conflict in conflicts for index in conflict.indexes})
    told = ImportSummary(
        status="WARNING" if conflicts else "SUCCESS",
        description="Import process completed successfully",
        importCount=ImportCount(imported=imported, updated=updated, ignored=ignored, deleted=deleted),
        conflicts=conflicts,
        rejectedIndexes=rejected,
    )
    if conflicts:
        message = _("有没有收下的数，见 conflicts。")
        return WebMessage(
            httpStatus="Conflict", httpStatusCode=409, status="WARNING", message=message, response=told
        )
    return WebMessage(
        httpStatus="OK", httpStatusCode=200, status="OK", message=_("全部收下。"), response=told
    )


def _blank(value: DataValueIn) -> bool:
    return not value.deleted and value.value in (None, "") and value.comment != NOT_APPLICABLE


def _given(value: DataValueIn) -> str | bool | int | Decimal:
    if value.deleted:
        return ""
    return NOT_APPLICABLE if value.value is None or value.value == "" else value.value


def _errors(done: Done) -> list[Problem]:
    return [problem for problem in done.problems if problem.severity is Severity.ERROR]


def _of_problem(group: Group, problem: Problem, indexes: list[int]) -> ImportConflict:
    unit, measure, period, _role = group
    code = _CODES.get(problem.code, problem.code)
    named = {_UNIT: ("orgUnit", unit), _ELEMENT: ("dataElement", measure), _PERIOD: ("period", period)}
    place, what = named.get(code, ("value", measure))
    return _conflict(what, f"{problem.message}{problem.remedy}", code, place, indexes)


def _conflict(what: str, message: str, code: str, place: str, indexes: list[int]) -> ImportConflict:
    return ImportConflict(
        object=what,
        objects={place: what},
        value=message,
        errorCode=code,
        property=place,
        indexes=indexes,
    )
