"""Outlines drawn at random: any tree of points, in any styles, written as prose, is read as it was."""

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from kaohe.documents.outline import read_outline
from kaohe.documents.outline_scheme import read_outline_scheme
from kaohe.scheme.draft import DraftGroup, DraftItem
from tests.unit.documents.prose_samples import paragraphs

CN = "一二三四五六七八九"
STYLES = (
    lambda n: f"{CN[n]}、", lambda n: f"（{CN[n]}）", lambda n: f"{n + 1}．", lambda n: f"({n + 1})", lambda n: chr(0x2460 + n),
    lambda n: f"{'ABCDEFGHI'[n]}.", lambda n: f"第{CN[n]}条 ",
)  # fmt: skip
POINTS = (
    lambda p: f"（{p}分）", lambda p: f"(满分{p}分)", lambda p: f" {p}分", lambda p: f"【共{p}分】", lambda p: f"：{p}分",
    lambda p: "（" + str(p).translate(str.maketrans("0123456789", "０１２３４５６７８９")) + "分）",
)  # fmt: skip
NAMES = (
    "台账管理",
    "隐患排查",
    "宣传培训",
    "应急演练",
    "责任落实",
    "整改销号",
    "经费保障",
    "队伍建设",
    "群众评议",
)
CLAUSES = ("", "每缺一项扣1分，扣完为止。", "完成的得满分，每低1个百分点扣0.5分。", "未开展的不得分。")


@dataclass(frozen=True)
class Tree:
    name: str
    points: int
    clause: str
    children: tuple["Tree", ...]


@st.composite
def trees(draw: st.DrawFn, depth: int = 0) -> Tree:
    name = draw(st.sampled_from(NAMES))
    children: tuple[Tree, ...] = ()
    if depth < 3 and (depth == 0 or draw(st.booleans())):
        children = tuple(draw(st.lists(trees(depth=depth + 1), min_size=2, max_size=4)))
    points = sum(child.points for child in children) or draw(
        st.integers(1, 6)
    )  # a group stays below a hundred: “满分100分” twice is two tables
    clause = "" if children else draw(st.sampled_from(CLAUSES))
    return Tree(name, points, clause, children)


def written(tree: Tree, styles: tuple[int, ...], points: tuple[int, ...], depth: int = 0) -> str:
    lines = []
    for number, child in enumerate(tree.children):
        lines.append(f"{STYLES[styles[depth]](number)}{child.name}{POINTS[points[depth]](child.points)}")
        lines.extend(part for part in (child.clause, written(child, styles, points, depth + 1)) if part)
    return "\n".join(lines)


def read(entry: DraftGroup | DraftItem) -> tuple[object, ...]:
    if isinstance(entry, DraftItem):
        return (entry.name, entry.points)
    only = entry.children[0]
    if len(entry.children) == 1 and isinstance(only, DraftItem) and only.name == entry.name:
        return (entry.name, entry.points)
    return (entry.name, entry.points, *map(read, entry.children))


def meant(tree: Tree) -> tuple[object, ...]:
    return (tree.name, tree.points, *map(meant, tree.children))


@settings(max_examples=150, deadline=None)
@given(trees(), st.permutations(range(len(STYLES) - 1)), st.tuples(*[st.integers(0, len(POINTS) - 1)] * 3))
def test_any_tree_is_read_as_it_was_written(tree: Tree, styles: list[int], points: tuple[int, ...]) -> None:
    # 一、 inside what is always smaller is no list of its own: an office does not write it so
    order = tuple(sorted(styles[:3]))
    text = written(tree, order, points)
    scheme = read_outline_scheme(read_outline(paragraphs(text)), "某区考核办法")
    assert scheme.draft is not None
    (table,) = scheme.draft.tables
    assert [read(group) for group in table.groups] == [meant(child) for child in tree.children], text
    assert [problem.code for problem in scheme.draft.problems] == []
