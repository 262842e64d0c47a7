"""Signs of the picture fonts (Wingdings, Symbol) as the Unicode signs that look like them.

A sign is stored as a code in the private area (U+F0xx) or as an ordinary letter in a picture font; without this table
a tick box would read as “þ” and ≥ as “³”.
"""

from collections.abc import Mapping

_WINGDINGS = {
    0x4A: "☺", 0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "❑", 0x72: "❒", 0x73: "⬧", 0x74: "⧫",
    0x75: "◆", 0x76: "❖", 0x77: "⬥", 0x9E: "·", 0x9F: "•", 0xA1: "○", 0xA2: "○", 0xA3: "○", 0xA4: "◉", 0xA5: "◎",
    0xA7: "▪", 0xA8: "□", 0xAA: "✦", 0xAB: "★", 0xAC: "✶", 0xB2: "✧", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑",
    0xE2: "↓", 0xE8: "➔", 0xEF: "⇦", 0xF0: "⇨", 0xF1: "⇧", 0xF2: "⇩", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    **{0x80 + number: "⓪①②③④⑤⑥⑦⑧⑨⑩"[number] for number in range(11)},
    **{0x8B + number: "⓿❶❷❸❹❺❻❼❽❾❿"[number] for number in range(11)},
}  # fmt: skip
_WINGDINGS_2 = {
    0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x97: "•", 0x98: "●", 0xA2: "■", 0xA3: "□",
    0x2A: "□", 0x30: "□", 0xA1: "▪", 0xA4: "□",
    **{0x69 + number: "⓪①②③④⑤⑥⑦⑧⑨⑩"[number] for number in range(11)},
    **{0x74 + number: "⓿❶❷❸❹❺❻❼❽❾❿"[number] for number in range(11)},
}  # fmt: skip
_WINGDINGS_3 = {0x70: "▲", 0x71: "▼", 0x74: "◀", 0x75: "▶", 0x7D: "▶", 0x84: "▶"}
_WEBDINGS = {0x61: "✓", 0x63: "□", 0x67: "■", 0x6E: "●", 0x72: "✗"}
_SYMBOL = {
    0x22: "∀", 0x27: "∍", 0x2A: "∗", 0x2D: "−", 0xA2: "′", 0xA3: "≤", 0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAD: "↑",
    0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB5: "∝", 0xB7: "•", 0xB8: "÷",
    0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xBC: "…", 0xC7: "∩", 0xC8: "∪", 0xCE: "∈", 0xD0: "∠", 0xD1: "∇", 0xD5: "∏",
    0xD6: "√", 0xD7: "⋅", 0xDE: "⇒", 0xE5: "∑", 0xF2: "∫",
    **dict(zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True)),
    **dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True)),
    **{code: chr(code) for code in (*range(0x20, 0x40),) if code not in (0x22, 0x24, 0x27, 0x2A, 0x2D)},
    0x5B: "[", 0x5D: "]", 0x5F: "_", 0x7B: "{", 0x7C: "|", 0x7D: "}", 0x7E: "∼",
}  # fmt: skip
_FONTS: Mapping[str, Mapping[int, str]] = {
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "wingdings 3": _WINGDINGS_3,
    "webdings": _WEBDINGS,
    "symbol": _SYMBOL,
}
_PRIVATE = range(0xF000, 0xF100)
UNKNOWN = "□"
"""What an unknown sign is shown as; whoever asks is told that it is unknown."""


def is_picture_font(font: str) -> bool:
    """Whether letters in this font are pictures."""
    return font.lower() in _FONTS


def symbol(code: int, font: str) -> str | None:
    """The sign of a code (with or without the F0 of the private area) in a font; None: not known."""
    signs = _FONTS.get(font.lower())
    plain = code - 0xF000 if code in _PRIVATE else code
    if signs is not None:
        return signs.get(plain, " " if plain == 0x20 else None)
    if code in _PRIVATE:
        return _WINGDINGS.get(plain)
    return chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code < 0x110000 else None


def letters(text: str, font: str) -> tuple[str, bool]:
    """A text in a picture font, and in any font its signs of the private area, as one reads them; whether all are known."""
    pictures, known, pieces = is_picture_font(font), True, []
    for letter in text:
        if not pictures and ord(letter) not in _PRIVATE:
            pieces.append(letter)
            continue
        if letter.isspace():
            pieces.append(letter)
            continue
        # A Chinese letter has no place in a picture font: the program falls back to an ordinary one.
        sign = symbol(ord(letter), font) if ord(letter) < 0x100 or ord(letter) in _PRIVATE else letter
        known = known and sign is not None
        pieces.append(sign or UNKNOWN)
    return "".join(pieces), known
