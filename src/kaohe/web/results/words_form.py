"""公文用语 as a form: who issues, on which day, to whom; and for each kind of paper its number, day, signatory and receivers.

The file may say more (visits, draws, decisions on appeals): that stays in it as it is, and is changed as text.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kaohe.core import Refused
from kaohe.reports.kinds import KINDS
from kaohe.web.results.words_editing import (
    NotEditableError,
    Path,
    Value,
    changed,
    commented,
    same_but,
    values_in,
)

PAPERS = "文书"
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_HEAD = {
    "issuer": "发文机关",
    "head": "红头",
    "short": "简称",
    "date": "日期",
    "copies": "抄送",
    "contact": "联系方式",
    "appeal_until": "申诉截止",
    "correct_until": "整改期限",
}
_HINTS = {
    "head": "没有写的是发文机关加“文件”",
    "short": "行文里怎样称呼发文机关，如“区考核办”",
    "date": "没有另写日期的文书用这一天",
    "copies": "一行一个",
}
_DATES = frozenset({"date", "appeal_until", "correct_until"})
_PAPER = {"number": "字号", "first": "起号", "date": "日期", "signatory": "签发人", "recipients": "主送"}


@dataclass(frozen=True, slots=True)
class Field:
    """One box. `kind`: text, date, lines. `locked`: it has a comment in its middle, and is changed as text."""

    name: str
    label: str
    value: str
    kind: str = "text"
    hint: str = ""
    locked: bool = False


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One kind of paper."""

    name: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class WordsForm:
    """The form of a text."""

    head: tuple[Field, ...]
    papers: tuple[PaperRow, ...]


def form_of(text: str) -> WordsForm | None:
    """The form of a text; None where it can be changed as text alone."""
    try:
        values, locked = values_in(text), commented(text)
    except NotEditableError:
        return None
    head = tuple(_head_field(name, word, values, locked) for name, word in _HEAD.items())
    return WordsForm(head, tuple(_paper(number, kind, values) for number, kind in enumerate(_kinds(values))))


def text_with(text: str, post: Mapping[str, str]) -> str:
    """The text with what was entered; Refused where the text does not allow of it."""
    try:
        values, locked = values_in(text), commented(text)
        wanted = {path: value for path, value in _wanted(post, values) if path not in locked}
        made = changed(text, wanted)
        held = values_in(made)
    except NotEditableError:
        raise _not_editable() from None
    if any(held.get(path, _nothing(value)) != value for path, value in wanted.items()) or not same_but(
        text, made, list(wanted)
    ):
        raise _not_editable()
    return made


def _not_editable() -> Refused:
    return Refused("paper.words-as-text", _("公文.yaml 的写法特别，不能用表格改。请点“高级”，改文字。"))


def _nothing(value: Value) -> Value:
    return () if isinstance(value, tuple) else ""


def _head_field(name: str, word: str, values: Mapping[Path, Value], locked: set[Path]) -> Field:
    value = values.get((word,), "")
    shown = "\n".join(value) if isinstance(value, tuple) else value
    kind = "lines" if name == "copies" else _kind(shown) if name in _DATES else "text"
    return Field(name, word, shown, kind, _HINTS.get(name, ""), (word,) in locked)


def _kind(value: str) -> str:
    """A date that is written in another way stays to be seen as it is."""
    return "date" if not value or _ISO.fullmatch(value) else "text"


def _kinds(values: Mapping[Path, Value]) -> list[str]:
    """Ours, in the order of the year, and whatever else the file names."""
    named = [path[1] for path in values if path[0] == PAPERS and len(path) > 1]
    return list(dict.fromkeys([*(kind.name for kind in KINDS), *named]))


def _paper(number: int, kind: str, values: Mapping[Path, Value]) -> PaperRow:
    fields = []
    for name, word in _PAPER.items():
        value = values.get((PAPERS, kind, word), "")
        shown = "、".join(value) if isinstance(value, tuple) else value
        fields.append(Field(f"{number}-{name}", word, shown, _kind(shown) if name == "date" else "text"))
    return PaperRow(kind, tuple(fields))


def _wanted(post: Mapping[str, str], values: Mapping[Path, Value]) -> Iterator[tuple[Path, Value]]:
    """Everything that the form has sent and that is other than what stands there."""
    for name, word in _HEAD.items():
        if name in post:
            typed: Value = post[name].strip()
            if name == "copies":
                typed = tuple(
                    dict.fromkeys(line.strip() for line in re.split(r"[\n、]", post[name]) if line.strip())
                )
            yield from _differing((word,), typed, values)
    for number, kind in enumerate(_kinds(values)):
        for name, word in _PAPER.items():
            if (key := f"{number}-{name}") in post:
                yield from _differing((PAPERS, kind, word), post[key].strip(), values)


def _differing(path: Path, typed: Value, values: Mapping[Path, Value]) -> Iterator[tuple[Path, Value]]:
    there = values.get(path)
    if isinstance(there, tuple) and isinstance(typed, str) and "、".join(there) == typed:
        return
    if isinstance(there, str) and isinstance(typed, tuple) and (there,) == typed:
        return
    if (there or _nothing(typed)) != typed:
        yield path, typed
