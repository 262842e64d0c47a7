"""What a number in a spreadsheet looks like under its number format.

A spreadsheet stores 0.95 and shows 95%; it stores 45717 and shows 2025年3月1日. The office means what it
sees. The parts of the format language that offices use are read: sections, digits, thousands, percent,
literal text, dates and times. A format that is not understood shows the plain number.
"""

import datetime
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from kaohe.core import plain

GENERAL = "General"

_TOKEN = re.compile(
    r"\"(?P<quoted>[^\"]*)\"?|[\\!](?P<escaped>.)|(?P<blank>_.?)|(?P<filler>\*.?)|\[(?P<bracket>[^\]]*)\]"
    r"|(?P<general>General|G/通用格式)|(?P<clock>上午/下午|[Aa][Mm]/[Pp][Mm]|[Aa]/[Pp])"
    r"|(?P<exponent>[Ee][+-]0+)|(?P<digits>[0#?][0#?,]*(?:\.[0#?]+)?,*|\.[0#?]+)|(?P<percent>%)"
    r"|(?P<date>[yYmMdDhHsSeEbB]+|a{3,4})|(?P<other>.)",
    re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_WEEKDAYS = "一二三四五六日"
_DIGITS = Context(prec=15, rounding=ROUND_HALF_UP)
_GENERAL_DIGITS = Context(prec=10, rounding=ROUND_HALF_UP)
_GENERAL_WIDTH = 11
_TYPED_PLACES = 4
_MOST_EXPONENT = 40
_EPOCH, _EPOCH_1904 = datetime.datetime(1899, 12, 30), datetime.datetime(1904, 1, 1)  # noqa: DTZ001 a sheet has no zone
_MOST_DAYS = 2_958_465

_Token = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """How a number looks. `rounded` is what it is, where the look hides digits that somebody may have typed."""

    text: str
    rounded: str = ""


def shown(value: Decimal, code: str, *, from_1904: bool = False) -> Shown:
    """A stored number as its cell shows it; `code` is the number format, `from_1904` the old Mac calendar."""
    value = _DIGITS.plus(value)  # 0.30000000000000004 is 0.3 to everybody who looks at it
    if value and not -_MOST_EXPONENT < value.adjusted() < _MOST_EXPONENT:
        return Shown(str(value))
    tokens, absolute = _section(value, _sections(code))
    if any(kind == "date" for kind, _ in tokens):
        moment = _moment(value, from_1904)
        return Shown(_plain_number(value) if moment is None else _date_text(moment, value, tokens))
    look = _number_text(abs(value) if absolute else value, tokens)
    if absolute and not re.search(r"[-(（负]", look.text):
        return Shown(f"-{look.text}", look.rounded)  # only its red colour would tell that it is negative
    return look


def is_date(code: str) -> bool:
    """Whether numbers under this format are dates or times."""
    return any(kind == "date" for kind, _ in _sections(code)[0])


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[tuple[_Token, ...], ...]:
    """The format in its parts for positive, negative, zero (and text)."""
    sections: list[list[_Token]] = [[]]
    for found in _TOKEN.finditer(code[:500]):
        kind = found.lastgroup or "other"
        text = found[kind]
        if kind == "other" and text == ";":
            sections.append([])
        elif kind == "bracket" and re.fullmatch(r"[hHmMsS]+", text):
            sections[-1].append(("date", f"[{text[0].lower()}]"))
        else:
            sections[-1].append((kind, text))
    return tuple(tuple(section) for section in sections)


def _section(value: Decimal, sections: tuple[tuple[_Token, ...], ...]) -> tuple[tuple[_Token, ...], bool]:
    """The part of the format that applies, and whether it shows the number without its sign."""
    conditions = [_condition(section) for section in sections]
    if any(condition is not None for condition in conditions):
        for section, condition in zip(sections, conditions, strict=True):
            if condition is None or _holds(value, *condition):
                return section, False
        return sections[-1], False
    if value < 0 and len(sections) > 1:
        return sections[1], True
    if value == 0 and len(sections) > 2:
        return sections[2], False
    return sections[0], False


def _condition(section: tuple[_Token, ...]) -> tuple[str, Decimal] | None:
    for kind, text in section:
        if kind == "bracket" and (found := _CONDITION.fullmatch(text)):
            return found[1], Decimal(found[2])
    return None


def _holds(value: Decimal, relation: str, bound: Decimal) -> bool:
    return {
        "<": value < bound,
        ">": value > bound,
        "<=": value <= bound,
        ">=": value >= bound,
        "=": value == bound,
        "<>": value != bound,
    }[relation]


def _number_text(value: Decimal, tokens: tuple[_Token, ...]) -> Shown:
    kinds = [kind for kind, _ in tokens]
    odd = "exponent" in kinds or "clock" in kinds or kinds.count("digits") > 1
    if odd or "/" in [text for kind, text in tokens if kind == "other"]:
        return Shown(_plain_number(value))
    percent = 100 ** kinds.count("percent")
    pieces, rounded, done = [], "", False
    for kind, text in tokens:
        if kind == "digits":
            written, exact = _digits(value * percent, text)
            done = True
            pieces.append(written)
            if not exact:
                rounded = _typed(value, percent)
        elif kind == "general" or (kind == "other" and text == "@"):
            pieces.append(_plain_number(value))
            done = True
        elif kind in ("quoted", "escaped", "percent") or (kind == "other" and text != "@"):
            pieces.append(text)
        elif kind == "bracket" and text.startswith("$"):
            pieces.append(text[1:].partition("-")[0])
    text = "".join(pieces).strip()
    if not done and value and not text:  # a format that hides the number (;;;): it is not to be lost
        text = _plain_number(value)
    return Shown(text, rounded)


def _digits(value: Decimal, pattern: str) -> tuple[str, bool]:
    """The number in a pattern such as #,##0.00, and whether that is all of it."""
    pattern, scale = pattern.rstrip(","), len(pattern) - len(pattern.rstrip(","))
    value = value.scaleb(-3 * scale)
    whole, _, places = pattern.partition(".")
    shown_value = _quantized(value, len(places))
    text = f"{abs(shown_value):,f}" if "," in whole else f"{abs(shown_value):f}"
    head, _, tail = text.partition(".")
    needed = len(places.rstrip("#?"))
    while len(tail) > needed and tail.endswith("0"):
        tail = tail[:-1]
    head = head.zfill(whole.count("0")) if "," not in whole else head
    sign = "-" if shown_value < 0 else ""
    return f"{sign}{head}{'.' if tail else ''}{tail}", shown_value == value


def _quantized(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, Context(prec=100))


def _typed(value: Decimal, percent: int) -> str:
    """The number itself, where it has so few places that somebody may have typed it; else nothing."""
    full = value * percent
    if full != _quantized(full, _TYPED_PLACES):
        return ""
    return plain(full) + ("%" if percent == 100 else "")


def _plain_number(value: Decimal) -> str:
    """The number as a cell without a format shows it: no exponent, at most eleven characters of a long fraction."""
    text = plain(value)
    if "." in text and len(text) > _GENERAL_WIDTH and abs(value) < Decimal("1e10"):
        return plain(_GENERAL_DIGITS.plus(value))
    return text


def _moment(value: Decimal, from_1904: bool) -> datetime.datetime | None:
    """The date and time a serial number stands for; None where it stands for none."""
    if not 0 <= value < _MOST_DAYS:
        return None
    days, rest = divmod(value, 1)
    if not from_1904 and 0 < days < 60:
        days += 1  # the calendar of spreadsheets has a 29 February 1900
    moment = (_EPOCH_1904 if from_1904 else _EPOCH) + datetime.timedelta(days=int(days))
    try:
        return moment + datetime.timedelta(seconds=int((rest * 86400).to_integral_value(ROUND_HALF_UP)))
    except OverflowError:
        return None


def _date_text(moment: datetime.datetime, value: Decimal, tokens: tuple[_Token, ...]) -> str:
    """A date written with 年月日 where the format does so, else in the form of files (2025-03-01)."""
    letters = [text[0].lower() for kind, text in tokens if kind == "date"]
    if any(text.startswith("[") for kind, text in tokens if kind == "date"):
        minutes = int((value * 1440).to_integral_value(ROUND_HALF_UP))
        return f"{minutes // 60}:{minutes % 60:02d}"
    literal = "".join(text for kind, text in tokens if kind in ("quoted", "escaped", "other"))
    if re.search(r"[年月日时分星期周]", literal):
        return _spelled(moment, tokens)
    month = _has_month(tokens)
    day = ""
    if "y" in letters or "e" in letters:
        day = f"{moment:%Y-%m-%d}" if "d" in letters else f"{moment.year}年{moment.month}月"
        day = day if month else f"{moment.year}"
    elif month:
        day = f"{moment.month}月{moment.day}日" if "d" in letters else f"{moment.month}月"
    elif "a" in letters:
        return f"星期{_WEEKDAYS[moment.weekday()]}"
    elif "d" in letters:
        day = str(moment.day)
    clock = f"{moment.hour}:{moment.minute:02d}" if "h" in letters else ""
    return " ".join(part for part in (day, clock) if part)


def _has_month(tokens: tuple[_Token, ...]) -> bool:
    """Whether an m means months: it means minutes behind hours or before seconds."""
    letters = [text[0].lower() for kind, text in tokens if kind == "date" and not text.startswith("[")]
    return any(
        letter == "m"
        and (index == 0 or letters[index - 1] != "h")
        and letters[index + 1 : index + 2] != ["s"]
        for index, letter in enumerate(letters)
    )


def _spelled(moment: datetime.datetime, tokens: tuple[_Token, ...]) -> str:
    """A date as its format spells it, literal text and all."""
    pieces, last = [], ""
    for kind, text in tokens:
        if kind == "date":
            letter = text[0].lower()
            pieces.append(_date_part(moment, text.lower(), after_hour=last == "h"))
            last = letter
        elif kind in ("quoted", "escaped", "other") and text not in ("@", ";"):
            pieces.append(text)
        elif kind == "clock":
            pieces.append("上午" if moment.hour < 12 else "下午")
    return "".join(pieces).strip()


def _date_part(moment: datetime.datetime, code: str, *, after_hour: bool) -> str:
    letter = code[0]
    if letter in "ye":
        return f"{moment.year % 100:02d}" if code == "yy" else str(moment.year)
    if letter == "a" or (letter == "d" and len(code) > 2):
        return ("星期" if len(code) == 4 else "") + _WEEKDAYS[moment.weekday()]
    if letter == "m" and not after_hour:
        number = moment.month
    else:
        number = {"d": moment.day, "h": moment.hour, "m": moment.minute, "s": moment.second}.get(letter, 0)
    return f"{number:02d}" if len(code) == 2 else str(number)


BUILTIN = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    12: "# ?/?", 13: "# ??/??", 14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
    18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: 'h"时"mm"分"', 35: 'h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"', 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00", 41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00", 45: "mm:ss",
    46: "[h]:mm:ss", 47: "mm:ss.0", 48: "0.0E+0", 49: "@", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"', 55: 'h"时"mm"分"', 56: 'h"时"mm"分"ss"秒"',
    57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
"""Number formats that workbooks name by number only, in their Chinese form."""
