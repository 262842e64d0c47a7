"""Lays plain data out as YAML that a person would have written.

Short mappings stand on one line, long ones in a block; Chinese counts double. Text is quoted only where
YAML would read it as something else, and long text is a block of its own. No anchors, no tags.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Union
from unicodedata import east_asian_width

from kaohe.core import plain

Value = Union[str, int, Decimal, bool, "Bare", Sequence["Value"], Mapping[str, "Value"]]
WIDTH = 100


class Bare(str):
    """Text that may stand as it is, although YAML would take it for a number (2026)."""

    __slots__ = ()


class Block(dict[str, Value]):
    """A mapping that never stands on one line."""


class BlockList(list[Value]):
    """A list that never stands on one line."""


def lay_out(value: Mapping[str, Value]) -> str:
    """The text of a YAML file, with an empty line before each of its large parts."""
    lines: list[str] = []
    for key, entry in value.items():
        part = list(_entry(f"{_text(key)}:", entry, 0))
        lines += ["", *part] if _blocks(entry) and lines else part
    return "\n".join(lines) + "\n"


def flow(value: Value) -> str:
    """The value on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_text(key)}: {flow(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | Decimal):
        return plain(Decimal(value))
    return "[" + ", ".join(flow(entry) for entry in value) + "]"


def width(text: str) -> int:
    """How many columns the text takes."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _mapping(value: Mapping[str, Value], indent: int) -> Iterator[str]:
    for key, entry in value.items():
        yield from _entry(f"{' ' * indent}{_text(key)}:", entry, indent)


def _entry(head: str, value: Value, indent: int) -> Iterator[str]:
    """A key and its value; `head` is the line up to the colon."""
    if isinstance(value, str):
        yield from _long_text(head, value, indent)
    elif _on_one_line(value, width(head) + 1):
        yield f"{head} {flow(value)}"
    elif isinstance(value, Mapping):
        yield head
        yield from _mapping(value, indent + 2)
    elif isinstance(value, Sequence):
        yield head
        for entry in value:
            yield from _bullet(entry, indent + 2)


def _bullet(value: Value, indent: int) -> Iterator[str]:
    """An entry of a list."""
    head = f"{' ' * indent}-"
    if isinstance(value, Mapping) and not _on_one_line(value, indent + 2):
        first, *rest = _mapping(value, indent + 2)
        yield f"{head} {first.lstrip(' ')}"
        yield from rest
    else:
        yield f"{head} {flow(value)}"


def _on_one_line(value: Value, before: int) -> bool:
    if isinstance(value, Mapping | Sequence) and not isinstance(value, str):
        return len(value) == 0 or (not _blocks(value) and before + width(flow(value)) <= WIDTH)
    return True


def _blocks(value: Value) -> bool:
    """Whether anything in it asks for lines of its own."""
    if isinstance(value, Block | BlockList):
        return True
    if isinstance(value, str):
        return "\n" in value
    if isinstance(value, Mapping):
        return any(map(_blocks, value.values()))
    return isinstance(value, Sequence) and any(map(_blocks, value))


def _long_text(head: str, text: str, indent: int) -> Iterator[str]:
    line = f"{head} {_text(text)}"
    if (
        ("\n" in text or width(line) > WIDTH)
        and text == text.strip()
        and _printable(re.sub(r"[\n\t]", "", text))
    ):
        yield f"{head} |-"
        for part in text.split("\n"):
            yield f"{' ' * (indent + 2)}{part}" if part else ""
    else:
        yield line


_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`=~<.][^:?,\[\]{}#\n]*")
_NOT_TEXT = re.compile(
    r"[-+.]?[0-9].*|(null|true|false|yes|no|on|off|y|n)", re.IGNORECASE
)  # whatever some YAML reader may take for a number, a date or a truth value
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def _text(text: str) -> str:
    """The text on one line, quoted where it must be."""
    if not _printable(text):
        return '"' + "".join(_escaped(letter) for letter in text) + '"'
    bare = isinstance(text, Bare) or not _NOT_TEXT.fullmatch(text) or _begins_like_a_word(text)
    if bare and _PLAIN.fullmatch(text) and text == text.strip():
        return text
    return "'" + text.replace("'", "''") + "'"


def _begins_like_a_word(text: str) -> bool:
    """3岁以下…: a number at the start, but no number."""
    return bool(re.match(r"[0-9]+[^\x00-\x7f]", text))


def _printable(text: str) -> bool:
    return all(letter.isprintable() or letter in "\u3000\u00a0" for letter in text)


def _escaped(letter: str) -> str:
    if letter in _ESCAPES:
        return _ESCAPES[letter]
    if letter.isprintable():
        return letter
    code = ord(letter)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
