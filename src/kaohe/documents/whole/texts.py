"""Lists of words in one line, and marks of quotation where a word holds what would end it."""

import re
from collections.abc import Iterable

from kaohe.rules.sentence.wording import quoted

USUAL = "、，,；;\n"
"""What may stand between the words of a list; it is written with the first."""
LONG = "；;\n"
"""Between longer texts, which may hold commas."""
QUOTED = re.compile("“(?:[^”]|””)*+”")
"""A text in marks of quotation, a closing mark inside doubled."""


def guarded(text: str, marks: str = USUAL) -> str:
    """The text bare, or in “” where it holds one of the marks or cannot be seen to begin or end."""
    clear = text and text == text.strip() and not any(mark in text for mark in f"{marks}“”")
    return text if clear else quoted(text)


def unguarded(text: str) -> str:
    """The text without the marks that `guarded` put around it."""
    text = text.strip()
    return text[1:-1].replace("””", "”") if QUOTED.fullmatch(text) else text


def enlisted(texts: Iterable[str], marks: str = USUAL) -> str:
    """The words as a list."""
    return marks[0].join(guarded(text, marks) for text in texts)


def pieces(text: str, marks: str = USUAL) -> list[str]:
    """The parts between the marks, those inside “” aside; empty ones left out."""
    found: list[str] = []
    start = position = 0
    closes = True  # where one “ is never closed, none behind it is: asked once, so that no text takes long
    while position < len(text):
        quotation = QUOTED.match(text, position) if closes and text[position] == "“" else None
        if quotation is not None:
            position = quotation.end()
            continue
        closes = closes and text[position] != "“"
        if text[position] in marks:
            found.append(text[start:position])
            start = position + 1
        position += 1
    return [part.strip() for part in (*found, text[start:]) if part.strip()]


def listed(text: str, marks: str = USUAL) -> tuple[str, ...]:
    """The words of a list, as they were before `enlisted`."""
    return tuple(unguarded(part) for part in pieces(text, marks))


def joined(text: str) -> str:
    """The text on one line: breaks that a hand put into a sentence taken out."""
    return re.sub(r"\s*\n\s*", "", text.strip())
