"""Values of a YAML text changed in their places: every other character, comments among them, stays as it was.

    text ─ compose ─▶ nodes with their spans ─ set ─▶ replacements ─ apply ─▶ text

Only mappings and their values are changed; a text whose outermost mapping is written within braces is left to be changed as text.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import yaml
from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from kaohe.scheme.source import parse_yaml
from kaohe.scheme.yaml_text import Bare, flow

Value = str | tuple[str, ...]
"""A word, or a list of words."""
Path = tuple[str, ...]
_PLAIN = re.compile(r"\d{4}-\d\d-\d\d|\d{1,9}")


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    text: str


@dataclass(slots=True)
class _Added:
    """New keys of one mapping, as a tree: what it is to hold that it does not yet."""

    leaves: dict[str, Value] = field(default_factory=dict)
    inner: dict[str, "_Added"] = field(default_factory=dict)

    def put(self, path: Path, value: Value) -> None:
        if len(path) == 1:
            self.leaves[path[0]] = value
        else:
            self.inner.setdefault(path[0], _Added()).put(path[1:], value)

    def flow(self) -> str:
        return "{" + ", ".join(self.pairs()) + "}"

    def pairs(self) -> Iterator[str]:
        for key, value in self.leaves.items():
            yield f"{flow(key)}: {_flow(value)}"
        for key, inner in self.inner.items():
            yield f"{flow(key)}: {inner.flow()}"


class NotEditableError(ValueError):
    """The text is not one that can be changed in its places."""


def values_in(text: str) -> dict[Path, Value]:
    """Every word and list of words of a text, by the keys that lead to it. Raises `NotEditableError`."""
    root = _root(text)
    return dict(_values(root, ())) if root else {}


def commented(text: str) -> set[Path]:
    """The lists with a comment in their middle, which would be lost if they were written anew."""
    root = _root(text)
    listed = _nodes(root, ()) if root else ()
    return {path for path, node in listed if isinstance(node, SequenceNode) and "#" in _span(text, node)}


def changed(text: str, wanted: Mapping[Path, Value]) -> str:
    """The text with these values; what stands there already is not touched, and a blank value makes no new key."""
    root = _root(text)
    if root is None:
        added = _Added()
        for path, value in wanted.items():
            if value:
                added.put(path, value)
        return text + ("" if not text or text.endswith("\n") else "\n") + _block(added, 0)
    edits: list[_Edit] = []
    _change(text, root, wanted, edits)
    # From the end on; of two at one place the inner one, which was found first, comes to stand first.
    for _number, edit in sorted(enumerate(edits), key=lambda pair: (pair[1].start, pair[0]), reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def _root(text: str) -> MappingNode | None:
    """The outermost mapping; None where there is nothing at all."""
    if not any(line.strip() and not line.lstrip().startswith("#") for line in text.splitlines()):
        return None
    located, problems = parse_yaml(text, "")
    if problems:
        raise NotEditableError(problems[0].message)
    if located is None:
        return None
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    if node is None:
        return None
    if not isinstance(node, MappingNode) or node.flow_style:
        raise NotEditableError
    return node


def _nodes(node: MappingNode, path: Path) -> Iterator[tuple[Path, Node]]:
    for key, value in node.value:
        if not isinstance(key, ScalarNode):
            continue
        here = (*path, str(key.value))
        yield here, value
        if isinstance(value, MappingNode):
            yield from _nodes(value, here)


def _values(node: MappingNode, path: Path) -> Iterator[tuple[Path, Value]]:
    for here, value in _nodes(node, path):
        if isinstance(value, ScalarNode):
            yield here, "" if _empty(value) else str(value.value)
        elif isinstance(value, SequenceNode) and all(isinstance(each, ScalarNode) for each in value.value):
            yield here, tuple(str(each.value) for each in value.value)


def _change(text: str, node: MappingNode, wanted: Mapping[Path, Value], edits: list[_Edit]) -> None:
    there = {str(key.value): value for key, value in node.value if isinstance(key, ScalarNode)}
    added = _Added()
    deeper: dict[str, dict[Path, Value]] = {}
    for path, value in wanted.items():
        found = there.get(path[0])
        if len(path) > 1 and isinstance(found, MappingNode):
            deeper.setdefault(path[0], {})[path[1:]] = value
        elif found is None or (len(path) > 1 and _empty(found)):
            if value:
                added.put(path, value)
        elif len(path) > 1:
            raise NotEditableError
        elif _present(found) != value:
            edits.append(_replacement(found, value))
    for key, inner in deeper.items():
        child = there[key]
        assert isinstance(child, MappingNode)
        _change(text, child, inner, edits)
    for key in [key for key in added.inner if key in there]:  # written, with nothing behind it
        edits.append(_replaced(there[key], " " + added.inner.pop(key).flow()))
    if added.leaves or added.inner:
        edits.append(_addition(text, node, added))


def _present(node: Node) -> Value | None:
    if isinstance(node, ScalarNode):
        return "" if _empty(node) else str(node.value)
    if isinstance(node, SequenceNode):
        return tuple(str(each.value) for each in node.value)
    return None


def _empty(node: Node) -> bool:
    """Nothing was written, or a null."""
    return isinstance(node, ScalarNode) and node.tag == "tag:yaml.org,2002:null"


def _replacement(node: Node, value: Value) -> _Edit:
    return _replaced(node, _flow(value))


def _replaced(node: Node, text: str) -> _Edit:
    start, end = node.start_mark.index, _end(node)
    bare = text.lstrip()
    block = isinstance(node, CollectionNode) and not node.flow_style
    literal = isinstance(node, ScalarNode) and node.style in ("|", ">")
    # Where nothing or a block stood, the colon may be right before it.
    lead = " " if start == end or block else ""
    return _Edit(start, end, f"{lead}{bare}" + ("\n" if literal else ""))


def _addition(text: str, node: MappingNode, added: _Added) -> _Edit:
    if node.flow_style:
        place = node.end_mark.index - 1
        glue = ", " if node.value else ""
        return _Edit(place, place, glue + ", ".join(added.pairs()))
    place = _end(node)
    newline = text.find("\n", place)
    place = len(text) if newline < 0 else newline  # behind a comment on the last line
    return _Edit(place, place, "\n" + _block(added, node.start_mark.column).rstrip("\n"))


def _end(node: Node) -> int:
    """Where a node really ends: a block's own mark lies behind the comments that follow it."""
    if isinstance(node, CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.index)


def _span(text: str, node: Node) -> str:
    return text[node.start_mark.index : _end(node)]


def _block(added: _Added, indent: int) -> str:
    """Keys a line each, what is within them in braces: an office's file as we write it."""
    pad = " " * indent
    lines = [f"{pad}{flow(key)}: {_flow(value)}" for key, value in added.leaves.items()]
    for key, inner in added.inner.items():
        lines.append(f"{pad}{flow(key)}:")
        lines += [f"{pad}  {pair}" for pair in inner.pairs()]
    return "".join(f"{line}\n" for line in lines)


def _flow(value: Value) -> str:
    if isinstance(value, tuple):
        return flow(list(value))
    return flow(Bare(value) if _PLAIN.fullmatch(value) else value)


def same_but(before: str, after: str, paths: Sequence[Path]) -> bool:
    """Whether two texts say the same but for the values of these paths."""
    first, second = values_in(before), values_in(after)
    heads = set(paths)
    return {k: v for k, v in first.items() if k not in heads} == {
        k: v for k, v in second.items() if k not in heads
    }
