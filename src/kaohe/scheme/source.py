"""YAML with the line and column of everything, read as text: no number is ever a float here."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import yaml

from kaohe.core import Place, Problem, Severity

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MOST_BYTES = 8_000_000
MOST_DEPTH = 60


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
    name = path.name
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = "没有这个文件" if isinstance(error, FileNotFoundError) else "文件打不开"
        return None, [
            _problem("scheme.no-file", Place(file=str(path)), f"{reason}。", "请核对文件名和所在文件夹。")
        ]
    if len(data) > MOST_BYTES:
        return None, [
            _problem(
                "scheme.too-large", Place(file=name), "文件太大，不像考核办法。", "请核对是不是选错了文件。"
            )
        ]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None, [
            _problem(
                "scheme.not-utf8",
                Place(file=name),
                "文件不是UTF-8编码的文字。",
                "请用文本编辑器另存为UTF-8编码。",
            )
        ]
    return parse_yaml(text, name)


def parse_yaml(text: str, file: str = "") -> tuple[Located | None, list[Problem]]:
    """Text as located text; see `read_yaml`."""
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = Place(file=file, line=mark.line + 1, column=mark.column + 1) if mark else Place(file=file)
        remedy = "请检查这一行和上一行：缩进要对齐，冒号后面要有空格，括号和引号要成对，不能用Tab缩进。"
        return None, [_problem("scheme.not-yaml", place, "这里的写法读不懂。", remedy)]
    if root is None:
        return None, [_problem("scheme.empty", Place(file=file), "文件是空的。", "请从示例办法开始写。")]
    problems: list[Problem] = []
    located = _locate(root, file, problems, 0)
    return (None if any(p.code == "scheme.too-deep" for p in problems) else located), problems


def _locate(node: yaml.Node, file: str, problems: list[Problem], depth: int) -> Located:
    place = Place(file=file, line=node.start_mark.line + 1, column=node.start_mark.column + 1)
    if depth > MOST_DEPTH:
        if not any(problem.code == "scheme.too-deep" for problem in problems):
            problems.append(_problem("scheme.too-deep", place, "层次太深。", "请把规则分开写，或减少嵌套。"))
        return Scalar("", place)
    if isinstance(node, yaml.ScalarNode):
        return Scalar(str(node.value), place)
    if isinstance(node, yaml.SequenceNode):
        return Listing(tuple(_locate(entry, file, problems, depth + 1) for entry in node.value), place)
    pairs: list[tuple[Scalar, Located]] = []
    seen: set[str] = set()
    for key_node, value_node in node.value:
        key = _locate(key_node, file, problems, depth + 1)
        if not isinstance(key, Scalar):
            problems.append(
                _problem("scheme.bad-key", key.place, "冒号前面要是一个词。", "请检查这一行的括号。")
            )
            continue
        if key.text in seen:
            problems.append(
                _problem("scheme.key-twice", key.place, f"“{key.text}”写了两次。", "请只留一处。")
            )
            continue
        seen.add(key.text)
        pairs.append((key, _locate(value_node, file, problems, depth + 1)))
    return Entries(tuple(pairs), place)


def _problem(code: str, place: Place, message: str, remedy: str) -> Problem:
    return Problem(code, Severity.ERROR, message, remedy, (place,))


def nearest(word: str, known: list[str]) -> str | None:
    """The known word that a slip most likely meant."""
    close = get_close_matches(word, known, n=1, cutoff=0.5)
    if close:
        return close[0]
    sharing = [other for other in known if set(other) & set(word)]
    return max(
        sharing, key=lambda other: len(set(other) & set(word)) / len(set(other) | set(word)), default=None
    )
