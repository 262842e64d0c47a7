"""Chinese numerals as they occur in clauses: 一 … 九千九百九十九, 两, 半."""

NUMERAL = "(?:[零〇一二两三四五六七八九十百千]+|半)"
"""A pattern for what `numeral` may be asked."""

_DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_TENS = {"十": 10, "百": 100, "千": 1000}


def numeral(text: str) -> str | None:
    """Its value in Arabic digits; None where it is none (“十百”). Digits without tens are read in turn: 二〇 is 20.

    >>> numeral("十二"), numeral("两"), numeral("一百零五"), numeral("半")
    ('12', '2', '105', '0.5')
    """
    if text == "半":
        return "0.5"
    if not any(character in _TENS for character in text):
        digits = [_DIGITS.get(character) for character in text]
        return (
            None
            if None in digits or not digits
            else "".join(str(digit) for digit in digits).lstrip("0") or "0"
        )
    total, digit, last = 0, None, 10000
    for character in text:
        if character in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[character]
        elif character in _TENS:
            tens = _TENS[character]
            if tens >= last:
                return None
            total += (1 if digit in (None, 0) else digit or 1) * tens
            digit, last = None, tens
        else:
            return None
    return str(total + (digit or 0))
