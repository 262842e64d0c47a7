"""YAML with the line and column of everything, read as text: no number is ever a float here.

The file is taken event by event, so that no depth, no length and no alias can make it grow: a file that
tries is refused with the place where it does.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

import yaml

from kaohe.core import Place, Problem, Severity

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MOST_BYTES = 8_000_000
MOST_DEPTH = 60
MOST_KNOWN = 500
"""Among how many words a likely one is looked for."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A piece of text (a number, a word), with its place."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Listing:
    """A list, with its place."""

    entries: "tuple[Located, ...]"
    place: Place


@dataclass(frozen=True, slots=True)
class Entries:
    """A mapping in the order of the file, with its place."""

    pairs: "tuple[tuple[Scalar, Located], ...]"
    place: Place

    def get(self, word: str) -> "Located | None":
        return next((value for key, value in self.pairs if key.text == word), None)

    def keys(self) -> Iterator[str]:
        return (key.text for key, _ in self.pairs)

    def without(self, *words: str) -> "Entries":
        """The same mapping less some keys."""
        return Entries(tuple(pair for pair in self.pairs if pair[0].text not in words), self.place)


Located = Scalar | Listing | Entries


def read_yaml(path: Path) -> tuple[Located | None, list[Problem]]:
    """The file as located text. What is not YAML, or not safe to expand, is a Problem with its place."""
    place = Place(file=path.name)
    try:
        if path.stat().st_size > MOST_BYTES:
            return None, [
                _problem("scheme.too-large", place, "文件太大，不像考核办法。", "请核对是不是选错了文件。")
            ]
        data = path.read_bytes()
    except OSError as error:
        reason = "没有这个文件" if isinstance(error, FileNotFoundError) else "文件打不开"
        where = Place(file=str(path))
        return None, [_problem("scheme.no-file", where, f"{reason}。", "请核对文件名和所在文件夹。")]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = Place(file=path.name, line=data.count(b"\n", 0, error.start) + 1)
        remedy = "请用文本编辑器打开，“另存为”时编码选UTF-8；Word、Excel文件不能直接当作办法文件。"
        return None, [_problem("scheme.not-utf8", place, "文件不是UTF-8编码的文字。", remedy)]
    return parse_yaml(text, path.name)


def parse_yaml(text: str, file: str = "") -> tuple[Located | None, list[Problem]]:
    """Text as located text; see `read_yaml`."""
    build = _Build(file)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            build.take(event)
            if build.refused:
                return None, build.problems
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        return None, [*build.problems, _not_yaml(error, text, file)]
    root = build.root
    if root is None or (isinstance(root, Scalar) and not root.text.strip()):
        return None, [_problem("scheme.empty", Place(file=file), "文件是空的。", _START)]
    return root, build.problems


@dataclass(slots=True)
class _Open:
    """A list or mapping that has begun and not ended. `key` waits for its value."""

    place: Place
    listing: bool
    entries: list[Located] = field(default_factory=list)
    pairs: list[tuple[Scalar, Located]] = field(default_factory=list)
    seen: dict[str, Place] = field(default_factory=dict)
    key: Located | None = None

    def closed(self) -> Located:
        if self.listing:
            return Listing(tuple(self.entries), self.place)
        return Entries(tuple(self.pairs), self.place)


class _Build:
    """Puts the located text together from YAML's events. `refused`: going on would not be safe."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Located | None = None
        self.problems: list[Problem] = []
        self.refused = False
        self._open: list[_Open] = []

    def take(self, event: yaml.Event) -> None:
        mark = event.start_mark
        assert mark is not None
        place = Place(file=self.file, line=mark.line + 1, column=mark.column + 1)
        match event:
            case yaml.ScalarEvent():
                self._put(Scalar(str(event.value), place))
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                self._open.append(_Open(place, isinstance(event, yaml.SequenceStartEvent)))
                if len(self._open) > MOST_DEPTH:
                    self._refuse("scheme.too-deep", place, "层次太深。", "请把规则分开写，或减少嵌套。")
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                self._put(self._open.pop().closed())
            case yaml.AliasEvent():
                remedy = f"请在这里把内容照写一遍，去掉“*{event.anchor}”。"
                self._refuse("scheme.alias", place, f"办法文件里不能用引用（*{event.anchor}）。", remedy)
            case yaml.DocumentStartEvent() if self.root is not None:
                remedy = "请删去“---”这一行，或分成两个文件。"
                self._refuse("scheme.several-documents", place, "一个文件里写了不止一份办法。", remedy)

    def _put(self, value: Located) -> None:
        if not self._open:
            self.root = value
        elif (above := self._open[-1]).listing:
            above.entries.append(value)
        elif above.key is None:
            above.key = Scalar(value.text.strip(), value.place) if isinstance(value, Scalar) else value
        else:
            key, above.key = above.key, None
            self._pair(above, key, value)

    def _pair(self, above: _Open, key: Located, value: Located) -> None:
        if not isinstance(key, Scalar):
            remedy = "请检查这一行的括号；一列的每条以“- ”开头。"
            self.problems.append(_problem("scheme.bad-key", key.place, "冒号前面要是一个词。", remedy))
        elif key.text in above.seen:
            message = f"“{key.text}”写了两次（第{above.seen[key.text].line}行已有）。"
            places = (key.place, above.seen[key.text])
            self.problems.append(_problem("scheme.key-twice", places[0], message, "请只留一处。", places[1]))
        else:
            above.seen[key.text] = key.place
            above.pairs.append((key, value))

    def _refuse(self, code: str, place: Place, message: str, remedy: str) -> None:
        self.problems.append(_problem(code, place, message, remedy))
        self.refused = True


def _problem(code: str, place: Place, message: str, remedy: str, *related: Place) -> Problem:
    return Problem(code, Severity.ERROR, message, remedy, (place, *related))


_START = "请从示例办法开始写，运行 kaohe demo 可以得到一份。"
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _not_yaml(error: Exception, text: str, file: str) -> Problem:
    """What YAML stumbled over, in a clerk's words: it mostly is one of a few slips."""
    mark, begun = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    if mark is None:
        found = _UNPRINTABLE.search(text)
        before = text[: found.start()] if found else ""
        place = Place(file=file, line=before.count("\n") + 1, column=len(before) - before.rfind("\n"))
        message = "这里有一个看不见的控制字符。"
        return _problem("scheme.not-yaml", place, message, "请删去它，或重新键入这一行。")
    said = f"{getattr(error, 'context', '')} {getattr(error, 'problem', '')}"
    at = begun if "quoted scalar" in said and begun is not None else mark
    message, remedy, culprit = _slip(said, text.split("\n"), mark.line)
    line, column = culprit or (at.line, at.column)
    place = Place(file=file, line=line + 1, column=column + 1)
    if "flow" not in said or begun is None or culprit:
        return _problem("scheme.not-yaml", place, message, remedy)
    related = Place(file=file, line=begun.line + 1, column=begun.column + 1, what="（括号从这里开始）")
    return _problem("scheme.not-yaml", place, message, remedy, related)


def _slip(said: str, lines: list[str], line: int) -> tuple[str, str, tuple[int, int] | None]:
    """Message, remedy and the place, where it is not the one at which it was noticed."""
    if re.match(r"\s*\t", lines[line] if line < len(lines) else ""):
        return "这一行用了Tab缩进。", "请把Tab换成空格，每层缩进两个空格。", None
    if "quoted scalar" in said:
        return "引号没有成对。", "请补上另一半引号，或去掉这个引号。", None
    if place := _in_lines(r"[^:#\"']*[^:#\"'\s](：)", lines, line):
        remedy = "请改成半角冒号，后面加一个空格，如“名称: …”。"
        return "这里的写法读不懂，可能是冒号用了全角“：”。", remedy, place
    if "flow" in said:
        remedy = "请检查 { } 和 [ ] 是否成对，各项之间用半角逗号隔开。"
        return "括号没有成对，或者两项之间少了逗号。", remedy, None
    if place := _in_lines(r"\s*(?:- )?[^\s:\"'{\[]+(:)[^\s:]", lines, line):
        remedy = "请在冒号后面加一个空格，如“分值: 4”。"
        return "这里的写法读不懂，可能是冒号后面少了空格。", remedy, place
    if any(word in said for word in ("start any token", "an alias", "an anchor", "a tag", "a directive")):
        return "文字不能用这个符号开头。", "请给这段文字加上引号，如 '@…'。", None
    if "not allowed" in said:
        return "这里的写法读不懂：多了一个冒号或“- ”，或者缩进不对。", _ALIGN, None
    return "缩进没有对齐，这一行接不上前面。", _ALIGN, None


_ALIGN = "请检查这一行和上一行：同一层的开头要对齐，下一层多缩进两个空格；文字里有冒号的要加引号。"


def _in_lines(pattern: str, lines: list[str], line: int) -> tuple[int, int] | None:
    """Where the pattern's group stands in the line or the one before."""
    for number in (line - 1, line):
        if 0 <= number < len(lines) and (found := re.match(pattern, lines[number])):
            return number, found.start(1)
    return None


def nearest(word: str, known: list[str]) -> str | None:
    """The known word that a slip most likely meant."""
    if len(known) > MOST_KNOWN:
        known = [other for other in known if other[:1] == word[:1] or other[-1:] == word[-1:]][:MOST_KNOWN]
    close = get_close_matches(word, known, n=1, cutoff=0.5)
    if close:
        return close[0]
    sharing = [other for other in known if set(other) & set(word)]
    return max(
        sharing, key=lambda other: len(set(other) & set(word)) / len(set(other) | set(word)), default=None
    )
