"""What every reader of a part of the scheme file uses: take a field, check its form, note what is wrong."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import Enum
from typing import TypeVar

from kaohe.core import Place, Problem, Severity, plain
from kaohe.rules.words import UNBOUNDED
from kaohe.scheme.source import Entries, Listing, Located, Scalar, nearest

_NUMBER = re.compile(r"[+-]?([0-9]{1,15})(\.[0-9]{1,12})?")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．－＋％", "0123456789.-+%")
_YES = {"是": True, "true": True, "否": False, "false": False}
Choice = TypeVar("Choice", bound="Enum | bool")


MOST_GUESSES = 200
OR_UNBOUNDED = f"不设限的写“{UNBOUNDED}”。"


class Notes:
    """The problems met while a file is read."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def guess(self, word: str, known: Iterable[str]) -> str:
        """“是不是想写…？”, or nothing; in a file full of mistakes it is not tried for ever."""
        near = nearest(word, list(known)) if word and len(self.problems) < MOST_GUESSES else None
        return f"是不是想写“{near}”？" if near else ""

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
        known = dict.fromkeys(self.known)
        for key, _ in self.entries.pairs:
            if key.text in known:
                continue
            meant = self._english.get(key.text)
            guess = (
                f"是不是想写“{meant}”？" if meant in self.known else self.notes.guess(key.text, self.known)
            )
            hint = mark_hint(key.text) or guess
            remedy = f"{hint}这里可以写：{'、'.join(known)}。"
            self.notes.error("scheme.unknown-key", key.place, f"{self.what}里不认识“{key.text}”。", remedy)

    def text(self, word: str, default: str = "", *, required: bool = False) -> str:
        value = self.take(word, required=required)
        return default if value is None else self.as_text(value, word)

    def texts(self, word: str, *, distinct: bool = False) -> tuple[str, ...]:
        """A list of words; one word alone is a list of one. `distinct`: no word may stand twice."""
        value = self.take(word)
        if value is None:
            return ()
        entries = value.entries if isinstance(value, Listing) else (value,)
        texts = [self.as_text(entry, word) for entry in entries]
        for position, text in enumerate(texts):
            if distinct and text in texts[:position]:
                message = f"{self.what}的“{word}”里“{text}”写了两次。"
                self.notes.error("scheme.name-twice", entries[position].place, message, "请只留一处。")
        return tuple(texts)

    def as_text(self, value: Located, word: str) -> str:
        if isinstance(value, Scalar):
            return value.text.strip()
        remedy = "请写成一段文字；文字里有冒号、逗号的，前后加引号。"
        self.notes.error("scheme.not-text", value.place, f"“{word}”要的是文字。", remedy)
        return ""

    def number(
        self,
        word: str,
        default: Decimal | None = None,
        *,
        required: bool = False,
        least: int | None = None,
        most: int | None = None,
        above: int | None = None,
    ) -> Decimal | None:
        """A number within bounds; one outside them is reported and not read."""
        value = self.take(word, required=required)
        if value is None:
            return default
        number = read_number(value, word, self.notes)
        if number is None or self._fits(number, word, value.place, least, most, above):
            return number
        return default

    def _fits(
        self, number: Decimal, word: str, place: Place, least: int | None, most: int | None, above: int | None
    ) -> bool:
        if above is not None and number <= above:
            message, remedy = f"“{word}”要大于{above}", f"请写一个大于{above}的数"
        elif least is not None and number < least:
            sign = "，不写负号" if number < 0 else ""
            message, remedy = f"“{word}”不能小于{least}", f"请写{least}或更大的数{sign}"
        elif most is not None and number > most:
            message, remedy = f"“{word}”不能大于{most}", f"请写{most}或更小的数"
        else:
            return True
        self.notes.error(
            "scheme.out-of-range", place, f"{self.what}的{message}，写的是{plain(number)}。", f"{remedy}。"
        )
        return False

    def whole(
        self, word: str, default: int | None = None, *, least: int | None = None, most: int | None = None
    ) -> int | None:
        value = self.number(word, least=least, most=most)
        if value is None:
            return default
        if value != value.to_integral_value():
            written = self.entries.get(word) or self.entries
            message = f"{self.what}的“{word}”要的是整数，写的是{plain(value)}。"
            self.notes.error("scheme.not-whole", written.place, message, "请写整数，如 1、2。")
            return default
        return int(value)

    def yes_no(self, word: str, default: bool = False) -> bool:
        value = self.take(word)
        if value is None:
            return default
        if isinstance(value, Scalar) and value.text.strip() in _YES:
            return _YES[value.text.strip()]
        text = f"，写的是“{value.text.strip()}”" if isinstance(value, Scalar) else ""
        self.notes.error("scheme.not-yes-no", value.place, f"“{word}”只能写是或否{text}。", "请写 是 或 否。")
        return default

    def choice(
        self, word: str, choices: Mapping[str, Choice], default: Choice | None = None
    ) -> Choice | None:
        value = self.take(word)
        if value is None and default is None:
            remedy = f"请补写“{word}: …”，可以写：{'、'.join(choices)}。"
            self.notes.error("scheme.missing-key", self.place, f"{self.what}没有写“{word}”。", remedy)
        found = None if value is None else read_choice(value, word, choices, self.notes)
        return default if found is None else found

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


def exact_number(text: str) -> Decimal | None:
    """The number that the text is, with no exponent, no grouping and no more digits than we keep."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def read_number(value: Located, word: str, notes: Notes, hint: str = "") -> Decimal | None:
    """An exact decimal as written. A percent sign, full-width digits or words are reported, not guessed.

    `word` is the field's, or empty where a rule may stand; `hint` says what else may be written.
    """
    text = value.text.strip() if isinstance(value, Scalar) else ""
    if (number := exact_number(text)) is not None:
        return number
    meant = _meant_number(text)
    written = f"，写的是“{text}”" if text else ""
    what = f"“{word}”" if word else "这里"
    if re.fullmatch(r"[-+]?[0-9]+(\.[0-9]+)?", text):
        message, remedy = f"{what}的数太长了{written}。", "整数部分最多15位，小数最多12位，请减少位数。"
    else:
        message = f"{what}要的是一个数{written}。"
        remedy = f"请写成 {meant}。" if meant else "请写成阿拉伯数字，如 95 或 0.5。"
    notes.error("scheme.not-a-number", value.place, message, remedy + hint)
    return None


def looks_like_number(text: str) -> bool:
    """Whether a bare word in a rule is meant as a number, well written or not (95%, ９５, 1e3, 九十五)."""
    return bool(
        re.fullmatch(
            r"[-+.,，_%％xXeE0-9０-９．－＋\s]*[0-9０-９][-+.,，_%％xXeE0-9a-fA-F０-９．－＋\s]*", text
        )
    ) or (_meant_number(text) is not None)


def _meant_number(text: str) -> str | None:
    """What somebody who wrote ９５％, 1,000, .5 or 九十五 most likely meant; only for the remedy."""
    narrow = text.translate(_FULL_WIDTH)
    narrow = re.sub(r"(?<=\d)[,，_ ](?=\d{3})", "", narrow)
    narrow = re.sub(r"(%|分|个|名|件|万元|元|个百分点|百分点)$", "", narrow.strip()).strip()
    narrow = re.sub(r"^([+-]?)\.", r"\g<1>0.", narrow)
    if _NUMBER.fullmatch(narrow):
        return narrow
    if re.fullmatch(r"[零一二两三四五六七八九十百]+", narrow):
        return _in_digits(narrow)
    return None


def _in_digits(words: str) -> str:
    """九十五 → 95, 一百零五 → 105."""
    total = digit = 0
    for word in words:
        if word == "十":
            total, digit = total + (digit or 1) * 10, 0
        elif word == "百":
            total, digit = total + (digit or 1) * 100, 0
        else:
            digit = "零一二三四五六七八九".index("二" if word == "两" else word)
    return str(total + digit)


def mark_hint(key: str) -> str:
    """A key that swallowed its value, because a full-width mark or no space follows it; or YAML's “<<”."""
    if key == "<<":
        return "办法文件里不能用“<<”，请把内容照写一遍。"
    if "：" in key or "，" in key:
        return "冒号和逗号要用半角的（: 和 ,），冒号后面加一个空格。"
    return "冒号后面要加一个空格。" if ":" in key else ""


def read_choice(value: Located, word: str, choices: Mapping[str, Choice], notes: Notes) -> Choice | None:
    """One of the words of an enumeration."""
    text = value.text.strip() if isinstance(value, Scalar) else ""
    if text in choices:
        return choices[text]
    hint = notes.guess(text, choices)
    message = f"“{word}”不认识“{text}”。" if text else f"“{word}”要的是一个词。"
    notes.error("scheme.unknown-word", value.place, message, f"{hint}可以写：{'、'.join(choices)}。")
    return None


def read_mapping(value: Located, what: str, notes: Notes) -> Entries | None:
    """A mapping, or a problem."""
    if isinstance(value, Entries):
        return value
    written = value.text if isinstance(value, Scalar) else ""
    remedy = mark_hint(written) or mark_hint(what) or "请检查缩进和冒号。"
    notes.error("scheme.not-a-mapping", value.place, f"{what}要写成“名称: 内容”的样子。", remedy)
    return None
