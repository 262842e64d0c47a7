"""Days and half-days as the office's file writes them: 2027-01-05, 2027-01-05 上午, {从: …, 到: …}."""

from collections.abc import Sequence
from datetime import date

from kaohe.core import Place, Problem
from kaohe.fieldwork.timetables.days import Calendar, holiday_name, unknown_year_problem, unknown_years
from kaohe.fieldwork.timetables.findings import warning
from kaohe.fieldwork.timetables.model import Half, Slot, Span
from kaohe.scheme.reading import Form, Notes, read_mapping
from kaohe.scheme.source import Listing, Located, Scalar

_HALVES = {half.label: half for half in Half}
_MOST_DAYS = 366
_WRITE = "请写成 2027-01-05 或 2027-01-05 上午。"


def read_spans(form: Form, word: str, notes: Notes) -> tuple[Span, ...]:
    """One or several days or half-days."""
    value = form.take(word)
    if value is None:
        return ()
    entries = value.entries if isinstance(value, Listing) else (value,)
    spans = (_span(entry, word, notes) for entry in entries)
    return tuple(span for span in spans if span is not None)


def read_slots(form: Form, notes: Notes, found: list[Problem]) -> tuple[Slot, ...]:
    """The half-days of the arrangement, in order: those named, or those of the working days of a stretch."""
    calendar = Calendar(frozenset(_days(form, "放假", notes)), frozenset(_days(form, "上班", notes)))
    halves = [_HALVES[text] for text in form.texts("半天", distinct=True) if text in _HALVES] or list(Half)
    value = form.take("日期", required=True)
    if isinstance(value, Listing | Scalar):
        spans = [
            _span(entry, "日期", notes)
            for entry in (value.entries if isinstance(value, Listing) else (value,))
        ]
        named = [span for span in spans if span is not None and span.day not in calendar.off]
        _say_free(named, calendar, value.place, found)
        slots = {
            Slot(span.day, half)
            for span in named
            for half in ([span.half] if span.half is not None else halves)
        }
    else:
        days = _stretch(value, calendar, notes, found)
        slots = {Slot(day, half) for day in days for half in halves}
    if value is not None and not slots and not notes.problems:
        notes.error(
            "timetable.no-days", form.place, "这段日期里没有一个工作日。", "请核对“日期”“放假”“上班”。"
        )
    return tuple(sorted(slots))


def _stretch(
    value: Located | None, calendar: Calendar, notes: Notes, found: list[Problem]
) -> tuple[date, ...]:
    entries = None if value is None else read_mapping(value, "日期", notes)
    if entries is None:
        return ()
    part = Form(entries, "日期", notes)
    ends = [_day(part.take(word, required=True), word, notes) for word in ("从", "到")]
    part.finish()
    first, last = ends
    if first is None or last is None:
        return ()
    if not 0 <= (last - first).days < _MOST_DAYS:
        notes.error("timetable.bad-stretch", entries.place, "“到”要在“从”之后，最多一年。", "请核对日期。")
        return ()
    every = [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1)]
    own = calendar.off | calendar.on
    found += [unknown_year_problem(year, entries.place) for year in unknown_years(every, own)]
    return calendar.working_days(first, last)


def _say_free(spans: Sequence[Span], calendar: Calendar, place: Place, found: list[Problem]) -> None:
    """Days that were named and are no working days: they are taken, and said."""
    for day in sorted({span.day for span in spans}):
        if not calendar.works(day):
            name = holiday_name(day)
            weekday = f"星期{'一二三四五六日'[day.weekday()]}"
            message = f"{day.month}月{day.day}日（{weekday}{f'，{name}放假' if name else ''}）不是工作日，仍按“日期”里写的安排。"
            found.append(warning("free-day", message, "确实上班的，请写进“上班”；写错的请改。", place))


def _days(form: Form, word: str, notes: Notes) -> list[date]:
    return [span.day for span in read_spans(form, word, notes)]


def _day(value: Located | None, word: str, notes: Notes) -> date | None:
    span = None if value is None else _span(value, word, notes)
    return None if span is None else span.day


def _span(value: Located, word: str, notes: Notes) -> Span | None:
    text = value.text.strip() if isinstance(value, Scalar) else ""
    day, _, half = text.partition(" ")
    try:
        if half.strip() in _HALVES:
            return Span(date.fromisoformat(day), _HALVES[half.strip()])
        if not half.strip() and day:
            return Span(date.fromisoformat(day))
    except ValueError:
        pass
    notes.error("timetable.not-a-day", value.place, f"“{word}”写的是“{text}”，不是日期或半天。", _WRITE)
    return None
