"""What every reader of a part of the scheme file uses: take a field, check its form, note what is wrong."""

import re
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from typing import TypeVar

from kaohe.core import Place, Problem, Severity
from kaohe.scheme.source import Entries, Listing, Located, Scalar, nearest

_NUMBER = re.compile(r"[+-]?(\d{1,15})(\.\d{1,12})?")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．－＋％", "0123456789.-+%")
_YES = {"是": True, "true": True, "否": False, "false": False}
Choice = TypeVar("Choice", bound="Enum | bool")


class Notes:
    """The problems met while a file is read."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def error(self, code: str, place: Place, message: str, remedy: str) -> None:
        self.problems.append(Problem(code, Severity.ERROR, message, remedy, (place,)))

    def warn(self, code: str, place: Place, message: str, remedy: str) -> None:
        self.problems.append(Problem(code, Severity.WARNING, message, remedy, (place,)))


class Form:
    """A mapping of the file being read: each field is asked for once, and what is left over is unknown."""

    def __init__(
        self, entries: Entries, what: str, notes: Notes, english: Mapping[str, str] | None = None
    ) -> None:
        self.entries = entries
        self.what = what
        self.notes = notes
        self.known: list[str] = []
        self._english = english or {}

    @property
    def place(self) -> Place:
        return self.entries.place

    def take(self, word: str, *, required: bool = False) -> Located | None:
        """The field, or None; an empty field counts as not written."""
        self.known.append(word)
        value = self.entries.get(word)
        if isinstance(value, Scalar) and not value.text.strip():
            value = None
        if value is None and required:
            self.notes.error(
                "scheme.missing-key", self.place, f"{self.what}没有写“{word}”。", f"请补写“{word}: …”。"
            )
        return value

    def finish(self) -> None:
        """Report the keys that nobody asked for, each with the nearest known one."""
        for key, _ in self.entries.pairs:
            if key.text in self.known:
                continue
            guess = self._english.get(key.text) or nearest(key.text, self.known)
            hint = f"是不是想写“{guess}”？" if guess else ""
            remedy = f"{hint}这里可以写：{'、'.join(self.known)}。"
            self.notes.error("scheme.unknown-key", key.place, f"{self.what}里不认识“{key.text}”。", remedy)

    def text(self, word: str, default: str = "", *, required: bool = False) -> str:
        value = self.take(word, required=required)
        return default if value is None else self.as_text(value, word)

    def texts(self, word: str) -> tuple[str, ...]:
        """A list of words; one word alone is a list of one."""
        value = self.take(word)
        if value is None:
            return ()
        entries = value.entries if isinstance(value, Listing) else (value,)
        return tuple(self.as_text(entry, word) for entry in entries)

    def as_text(self, value: Located, word: str) -> str:
        if isinstance(value, Scalar):
            return value.text.strip()
        self.notes.error("scheme.not-text", value.place, f"“{word}”要的是文字。", "请写成一行文字。")
        return ""

    def number(self, word: str, default: Decimal | None = None, *, required: bool = False) -> Decimal | None:
        value = self.take(word, required=required)
        return default if value is None else read_number(value, word, self.notes)

    def whole(self, word: str, default: int | None = None) -> int | None:
        value = self.number(word)
        if value is None:
            return default
        if value != value.to_integral_value():
            self.notes.error("scheme.not-whole", self.place, f"“{word}”要的是整数。", "请写整数。")
            return default
        return int(value)

    def yes_no(self, word: str, default: bool = False) -> bool:
        value = self.take(word)
        if value is None:
            return default
        if isinstance(value, Scalar) and value.text.strip() in _YES:
            return _YES[value.text.strip()]
        self.notes.error("scheme.not-yes-no", value.place, f"“{word}”要写“是”或“否”。", "请写“是”或“否”。")
        return default

    def choice(
        self, word: str, choices: Mapping[str, Choice], default: Choice | None = None
    ) -> Choice | None:
        value = self.take(word, required=default is None)
        return default if value is None else read_choice(value, word, choices, self.notes) or default

    def maybe(self, word: str, choices: Mapping[str, Choice]) -> Choice | None:
        """One of the words, or None where nothing is written."""
        value = self.take(word)
        return None if value is None else read_choice(value, word, choices, self.notes)

    def listing(self, word: str, *, required: bool = False) -> tuple[Located, ...]:
        value = self.take(word, required=required)
        if value is None:
            return ()
        if isinstance(value, Listing):
            return value.entries
        self.notes.error(
            "scheme.not-a-list",
            value.place,
            f"“{word}”要写成一列，每条以“- ”开头。",
            "请另起一行，以“- ”开头写每一条。",
        )
        return ()


def read_number(value: Located, word: str, notes: Notes) -> Decimal | None:
    """An exact decimal as written. A percent sign, full-width digits or words are reported, not guessed."""
    if isinstance(value, Scalar):
        text = value.text.strip()
        if _NUMBER.fullmatch(text):
            return Decimal(text)
        narrow = text.translate(_FULL_WIDTH).rstrip("%").strip()
        remedy = f"请写成{narrow}。" if _NUMBER.fullmatch(narrow) else "请写成阿拉伯数字，如 95 或 0.5。"
        notes.error("scheme.not-a-number", value.place, f"“{word}”要的是一个数，写的是“{text}”。", remedy)
    else:
        notes.error(
            "scheme.not-a-number", value.place, f"“{word}”要的是一个数。", "请写成阿拉伯数字，如 95 或 0.5。"
        )
    return None


def read_choice(value: Located, word: str, choices: Mapping[str, Choice], notes: Notes) -> Choice | None:
    """One of the words of an enumeration."""
    text = value.text.strip() if isinstance(value, Scalar) else ""
    if text in choices:
        return choices[text]
    guess = nearest(text, list(choices)) if text else None
    hint = f"是不是想写“{guess}”？" if guess else ""
    message = f"“{word}”不认识“{text}”。" if text else f"“{word}”要的是一个词。"
    notes.error("scheme.unknown-word", value.place, message, f"{hint}可以写：{'、'.join(choices)}。")
    return None


def read_mapping(value: Located, what: str, notes: Notes) -> Entries | None:
    """A mapping, or a problem."""
    if isinstance(value, Entries):
        return value
    notes.error(
        "scheme.not-a-mapping", value.place, f"{what}要写成“名称: 内容”的样子。", "请检查缩进和冒号。"
    )
    return None
