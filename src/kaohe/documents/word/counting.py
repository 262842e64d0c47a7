"""Numbers as automatic numbering writes them: 三、十二、⑶、iv …"""

from collections.abc import Callable, Mapping

_DIGITS = "〇一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
_LEGAL = ("零壹贰叁肆伍陆柒捌玖", ("", "拾", "佰", "仟"))
_LEGAL_OLD = ("零壹貳參肆伍陸柒捌玖", ("", "拾", "佰", "仟"))
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_MOST_LETTERS = 780
"""Word writes the 27th as AA, the 53rd as AAA, and gives up after thirty."""


def count(number: int, form: str) -> str | None:
    """The number in a form of the standard (`w:numFmt`); None where the form is not known.

    A number that the form has no sign for (the 21st circled one) is written in ordinary digits, as Word does.
    """
    if form == "none":
        return ""
    writer = _FORMS.get(form)
    return None if writer is None else (writer(number) or str(number))


def _spoken(number: int, digits: str, units: tuple[str, ...], zero: str, bare: str) -> str:
    """With its units, up to 9999. `zero` is spoken over a gap; `bare` units need no one before them (at the head,
    where there is a zero to speak: 十二, but 一百一十二)."""
    if not 0 < number < 10_000:
        return ""
    written, last = "", 4
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            gap = zero if written and last - place > 1 else ""
            alone = digit == 1 and units[place] and units[place] in bare and not (zero and written)
            written += gap + ("" if alone else digits[digit]) + units[place]
            last = place
    return written


def _thousand(number: int) -> str:
    return _spoken(number, _DIGITS, _UNITS, "零", "十")


def _counting(number: int) -> str:
    """Up to 99 as spoken, then digit by digit."""
    return _thousand(number) if number < 100 else _digits(number, "○一二三四五六七八九")


def _japanese(number: int) -> str:
    return _spoken(number, _DIGITS, _UNITS, "", "十百千")


def _legal(number: int) -> str:
    return _spoken(number, *_LEGAL, "零", "")


def _legal_old(number: int) -> str:
    return _spoken(number, *_LEGAL_OLD, "零", "")


def _digits(number: int, digits: str) -> str:
    return str(number).translate({ord(plain): digits[int(plain)] for plain in "0123456789"})


def _letters(number: int) -> str:
    if not 0 < number <= _MOST_LETTERS:
        return ""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return ""
    written = ""
    for size, sign in _ROMAN:
        written += sign * (number // size)
        number %= size
    return written


def _ordinal(number: int) -> str:
    teen = number // 10 % 10 == 1
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _circled(number: int) -> str:
    """① to ⑳; Unicode has them to ㊿, and the fonts of today too."""
    if 36 <= number <= 50:
        return chr(0x32B1 + number - 36)
    if 21 <= number <= 35:
        return chr(0x3251 + number - 21)
    return _row("①", 20)(number)


def _row(first: str, many: int) -> Callable[[int], str]:
    """Signs that follow one another in Unicode."""
    return lambda number: chr(ord(first) + number - 1) if 0 < number <= many else ""


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if 0 < number <= len(signs) else ""


def _sixty(number: int) -> str:
    return _STEMS[(number - 1) % 10] + _BRANCHES[(number - 1) % 12] if 0 < number <= 60 else ""


_FORMS: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": lambda number: _digits(number, "０１２３４５６７８９"),
    "decimalFullWidth2": lambda number: _digits(number, "０１２３４５６７８９"),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": _row("⑴", 20),
    "decimalEnclosedFullstop": _row("⒈", 20),
    "ideographEnclosedCircle": _row("㊀", 10),
    "numberInDash": lambda number: f"- {number} -",
    "ordinal": _ordinal,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerLetter": _letters,
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerRoman": _roman,
    "chineseCounting": _counting,
    "taiwaneseCounting": _counting,
    "chineseCountingThousand": _thousand,
    "taiwaneseCountingThousand": _thousand,
    "japaneseCounting": _japanese,
    "koreanCounting": _japanese,
    "ideographDigital": lambda number: _digits(number, _DIGITS),
    "japaneseDigitalTenThousand": lambda number: _digits(number, _DIGITS),
    "taiwaneseDigital": lambda number: _digits(number, "○一二三四五六七八九"),
    "chineseLegalSimplified": _legal,
    "ideographLegalTraditional": _legal_old,
    "japaneseLegal": _legal_old,
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "ideographZodiacTraditional": _sixty,
    "none": lambda _: "",
}
