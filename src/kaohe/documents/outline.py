"""Numbered prose as a tree.

    一、考核内容            Node 一
    （一）组织领导（20分）    └─ Node （一）
    1．签订责任书（5分）          ├─ Node 1
    2．召开会议（15分）           └─ Node 2

Which style stands inside which is not fixed: it follows from the order in which the styles begin. A label
goes on with the innermost open list whose next number it carries; 1 begins a list inside the entry that is open.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from kaohe.core import Place, Problem, Severity, SourceSpan
from kaohe.documents.figures import half_width, number
from kaohe.documents.marks import Mark, mark_at, marks_in
from kaohe.documents.model import Paragraph

HEADING = "heading"
"""Style of a heading that carries no label."""

ATTACHED = "attached"
"""Style of the list of attachments at a letter's end (“附件：1．…”)."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one paragraph: characters `start` up to `end` of the `index`-th paragraph's text."""

    text: str
    place: Place
    index: int = 0
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Node:
    """An entry of numbered prose: its label as written, its own text (without the label), and what is below it."""

    label: str
    style: str
    number: int
    pieces: tuple[Piece, ...]
    children: "tuple[Node, ...]" = ()

    @property
    def text(self) -> str:
        """Its own text: lines that a dump broke off in the middle of a sentence are joined again."""
        return join(self.pieces)

    @property
    def place(self) -> Place:
        return self.pieces[0].place if self.pieces else Place()

    @property
    def heading(self) -> str:
        """The first paragraph, as far as it is a heading: all of it, or up to the first stop or colon."""
        first = self.pieces[0].text.strip() if self.pieces else ""
        return re.split(r"[。；;：:\n]", first, maxsplit=1)[0].strip()

    @property
    def is_bare_heading(self) -> bool:
        """A short line without a stop, and nothing else."""
        return len(self.pieces) == 1 and _is_short(self.pieces[0].text)

    @property
    def span(self) -> SourceSpan | None:
        """Where its first stretch stands."""
        return span_of(self.pieces[0]) if self.pieces else None

    @property
    def whole(self) -> str:
        """Its text and that of all below it, labels included, a line an entry."""
        lines = [self.text, *(f"{child.label}{child.whole}" for child in self.children)]
        return "\n".join(line for line in lines if line)

    def walk(self) -> "Iterator[Node]":
        """Itself and all below it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Outline:
    """The tree of a document: what stands before the first label, the entries, and doubts about the numbering."""

    preamble: tuple[Piece, ...] = ()
    nodes: tuple[Node, ...] = ()
    problems: tuple[Problem, ...] = ()

    def walk(self) -> Iterator[Node]:
        for node in self.nodes:
            yield from node.walk()


@dataclass(slots=True)
class _Open:
    """An entry that is still being read."""

    mark: Mark
    pieces: list[Piece] = field(default_factory=list)
    children: list["_Open"] = field(default_factory=list)
    newest: dict[str, int] = field(default_factory=dict)
    """The number of the newest entry of each style."""

    def freeze(self) -> Node:
        children = tuple(child.freeze() for child in self.children)
        return Node(self.mark.label, self.mark.style, self.mark.number, tuple(self.pieces), children)

    def add(self, entry: "_Open") -> None:
        self.children.append(entry)
        self.newest[entry.mark.style] = entry.mark.number

    def last_of(self, style: str) -> int:
        """The number of its newest entry of this style; 0: it has none."""
        return self.newest.get(style, 0)

    @property
    def is_bare_heading(self) -> bool:
        return len(self.pieces) == 1 and not self.children and _is_short(self.pieces[0].text)

    @property
    def announces(self) -> bool:
        """What follows stands inside it: it is a heading, or ends with a colon."""
        return self.is_bare_heading or (
            bool(self.pieces) and self.pieces[-1].text.rstrip()[-1:] in (":", "：")
        )


_BROKEN_OFF = 15
"""A line shorter than this was not broken off by the width of a page."""


def join(pieces: Iterable[Piece]) -> str:
    """The pieces as one text; a break where a sentence was going on is none."""
    parts: list[str] = []
    end, length = "", 0
    for piece in pieces:
        text = piece.text.strip()
        if not (parts or text):
            continue
        if parts and (end in "。；;：:！!？?" or length < _BROKEN_OFF):
            parts.append("\n")
            length = 0
        parts.append(text)
        _, broken, last = text.rpartition("\n")
        length = len(last) if broken else length + len(last)
        end = text[-1:] or end
    return "".join(parts)


def span_of(piece: Piece) -> SourceSpan:
    """The stretch of the document that a piece is."""
    place = piece.place
    address = "!".join(part for part in (place.sheet, place.cell) if part)
    if not address and place.line:
        address = f"第{place.line}行"
    return SourceSpan(place.file, address, piece.start, piece.end)


def read_outline(paragraphs: Iterable[Paragraph]) -> Outline:
    """The tree of these paragraphs. Nothing numbered: an outline of a preamble alone. All text is kept."""
    listed = tuple(paragraphs)
    builder = _Builder(_trusted(listed))
    for index, paragraph in enumerate(listed):
        builder.take(index, paragraph)
    root = builder.root
    return Outline(tuple(root.pieces), root.freeze().children, tuple(builder.problems))


def _is_short(text: str) -> bool:
    plain = text.strip()
    return 0 < len(plain) <= 30 and not re.search(r"[。；;]|[,，].*[,，]", plain)


def _is_container(head: str) -> bool:
    """“加分与减分”: a heading over two lists."""
    return len(re.findall("加分|减分|扣分|奖分", head)) > 1


def _first_mark(paragraph: Paragraph) -> Mark | None:
    """The label a paragraph begins with: the file's own numbering, else what is written."""
    if paragraph.number:
        mark = mark_at(paragraph.number + " ")
        if mark is not None:
            return Mark(mark.style, mark.number, paragraph.number, 0, 0)
    return mark_at(paragraph.text)


def _trusted(paragraphs: Sequence[Paragraph]) -> tuple[Mark | None, ...]:
    """The label of each paragraph. A broken one (“1建立”) counts only where its neighbours in number are near."""
    marks = [_first_mark(paragraph) for paragraph in paragraphs]
    trusted: list[Mark | None] = []
    for index, written in enumerate(marks):
        mark = written
        if mark is not None and (mark.broken or mark.style in ("a", "A", "is", "stage", "first")):
            near = [m for m in marks[max(0, index - 14) : index + 15] if m and m.style == mark.style]
            if not any(abs(m.number - mark.number) == 1 for m in near):
                mark = None
        trusted.append(mark)
    return tuple(trusted)


_CLOSING = re.compile(
    r"\s*(?:以上|上述|上列|合计|累计|总计|备注|注\s*[:]|特此|[^,。;]{0,14}(?:累计|合计|总计)[^。]{0,10}(?:不超过|不得超过|最高|封顶))"
)
RESULT_SAID = re.compile(
    r"\s*(?:(?:我|本|县|区|市|镇|乡)?[^,。;]{0,6}将)?(?:年度|最终|本办法)?(?:考核|考评|评估|评价|检查)(?:结果|得分|成绩)[^,。;]{0,12}(?:纳入|作为|运用|应用|折算|计入|挂钩)"
)
"""A paragraph behind a list that says what is done with the result; it is no part of the last entry."""
_ATTACHMENTS = re.compile(r"\s*附\s*件\s*[:]\s*(?=1\s*[.、])")
_COUNTED = re.compile(r"(?:以上|上述|上列)\s*(\d{1,2}|[一二两三四五六七八九十]{1,3})\s*[项条款类种个]")
_LIST_HEAD = re.compile(
    r"[^,。;]{0,12}(?:加分|减分|扣分|奖励分|附加分|一票否决|否决|黄牌)[^,。;]{0,8}:?$"
    r"|(?:(?:[一二三四五六七八九十]{1,2}|\d{1,2})月份?|(?:第)?[一二三四1-4]季度|[上下]半年|全年)[^,。;]{0,8}:?$"
)
_APART = re.compile("(?:加分|奖励分|附加分|[减扣]分项)(?!标准|办法)")
"""A list of its own, and not the clause of the item before it (“扣分标准：”)."""
_OF_LIST = re.compile("加分|减分|扣分|奖分")
_POINTS_AT_END = re.compile(
    r"\((?:[^()]{0,8}?)\d+(?:\.\d+)?\s*分[^()]*\)\s*[:]?$|[\u4e00-\u9fff)”](?:\s+|\s*[:~-]+\s*)\d{1,4}(?:\.\d+)?\s*分\s*[:]?$"
)


class _Builder:
    """Puts one paragraph after the other into the tree; `open` is the way from the root to the entry being read."""

    def __init__(self, marks: tuple[Mark | None, ...]) -> None:
        self.marks = marks
        self.root = _Open(Mark("", 0, "", 0, 0))
        self.open = [self.root]
        self.problems: list[Problem] = []
        self.newest: dict[str, int] = {}
        """The number that each style was last seen with, anywhere: 条 are counted through all chapters."""

    def take(self, index: int, paragraph: Paragraph) -> None:
        text = paragraph.text
        if not text.strip():
            return
        first = self.marks[index]
        if first is None and (found := _ATTACHMENTS.match(half_width(text))):
            self.open[1:] = [
                _Open(
                    Mark(ATTACHED, 0, "", 0, 0),
                    [Piece(text[: found.end()], paragraph.place, index, 0, found.end())],
                )
            ]
            self.root.add(self.open[-1])
            first = mark_at(text, found.end())
        inner = marks_in(text, first)
        ends = [mark.start for mark in inner] + [len(text)]
        head_end = ends[0]
        begin = first.end if first else 0
        head = Piece(text[begin:head_end], paragraph.place, index, begin, head_end)
        if first is not None:
            self._enter(first, head)
        elif head.text.strip():
            self._body(paragraph, head, bool(inner))
        for mark, end in zip(inner, ends[1:], strict=True):
            self._enter(mark, Piece(text[mark.end : end], paragraph.place, index, mark.end, end))

    def _enter(self, mark: Mark, piece: Piece) -> None:
        parent = self._parent(mark, piece)
        self.newest[mark.style] = mark.number
        entry = _Open(mark, [piece])
        self.open[parent + 1 :] = [entry]
        self.open[parent].add(entry)

    def _parent(self, mark: Mark, piece: Piece) -> int:
        """The depth of the entry that this one belongs to."""
        depths = range(len(self.open) - 1, -1, -1)
        for depth in depths:
            if self.open[depth].last_of(mark.style) + 1 == mark.number and mark.number > 1:
                return depth
        listed = next((depth for depth in depths if self.open[depth].last_of(mark.style)), None)
        if mark.number == 1:
            nested = sum(entry.mark.style == mark.style for entry in self.open)
            if listed is None or (self.open[-1].announces and nested < _MOST_ALIKE):
                return self._outermost(mark)
            return listed
        if listed is not None:
            self._doubt(mark, piece, self.open[listed].last_of(mark.style))
            return listed
        if self.newest.get(mark.style, 0) + 1 == mark.number:
            return self._outermost(mark)  # 条 run on through the chapters
        for depth in reversed(depths):  # “3、” and then “四、”: another style goes on with the list
            if self.open[depth].children and self.open[depth].children[-1].mark.number + 1 == mark.number:
                return depth
        if mark.style not in _LOOSE:
            self._doubt(mark, piece, 0)
        return self._outermost(mark)

    def _outermost(self, mark: Mark) -> int:
        """Where a list begins: in the open entry, but 章 and 一、 never inside what is always smaller."""
        smaller = _SMALLER.get(mark.style, ())
        for depth in range(1, len(self.open)):
            if self.open[depth].mark.style in smaller:
                return depth - 1
        return min(len(self.open) - 1, _DEEPEST)

    def _body(self, paragraph: Paragraph, piece: Piece, begins_list: bool) -> None:
        """Text without a label: a heading, a word on the whole list, or the open entry's own text."""
        plain = half_width(piece.text).strip()
        short = _is_short(plain) or (len(plain) <= 30 and plain.endswith(":"))
        if (_CLOSING.match(plain) or RESULT_SAID.match(plain)) and len(self.open) > 1:
            top = self._spoken_of(plain)
            entry = _Open(Mark("", 0, "", 0, 0), [piece])
            self.open[top].add(entry)
            self.open[top + 1 :] = [entry] if begins_list or plain[-1] == ":" else []
        elif short and (paragraph.level or _POINTS_AT_END.search(plain)):
            self._enter_heading(piece, paragraph.level)
        elif short and self._heads_a_list(piece, plain, begins_list):
            self._enter_heading(piece, paragraph.level, above_items=bool(_APART.search(plain)))
        else:
            self.open[-1].pieces.append(piece)

    def _heads_a_list(self, piece: Piece, plain: str, begins_list: bool) -> bool:
        """“加分项目：” between two lists: a heading, where a list begins behind it."""
        ahead = next((mark for mark in self.marks[piece.index + 1 : piece.index + 3] if mark), None)
        begins = begins_list or (ahead is not None and ahead.number == 1)
        return begins and bool(_LIST_HEAD.fullmatch(plain))

    def _spoken_of(self, plain: str) -> int:
        """The depth of the list that “以上三项 …” speaks of: by its count, else by its heading, else the innermost."""
        depths = range(len(self.open) - 2, -1, -1)
        if found := _COUNTED.match(plain):
            count = number(found[1])
            for depth in depths:
                if sum(bool(child.mark.label) for child in self.open[depth].children) == count:
                    return depth
        if _OF_LIST.search(plain):
            for depth in depths:
                head = self.open[depth].pieces[0].text if self.open[depth].pieces else ""
                if len(head) <= 30 and _OF_LIST.search(head) and not _is_container(head):
                    return depth
        return len(self.open) - 2

    def _enter_heading(self, piece: Piece, level: int, above_items: bool = False) -> None:
        """`above_items`: a list of bonuses does not stand inside the entry with points before it."""
        style = f"{HEADING}{level or ''}"
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].mark.style == style:
                parent = depth - 1
                break
        else:
            parent = len(self.open) - 1
            while parent and (
                not self.open[parent].is_bare_heading
                or self._is_listed(parent)
                or (
                    above_items
                    and _POINTS_AT_END.search(half_width(self.open[parent].pieces[0].text.strip()))
                )
            ):
                parent -= 1
        entry = _Open(Mark(style, 0, "", 0, 0), [piece])
        self.open[parent].add(entry)
        self.open[parent + 1 :] = [entry]

    def _is_listed(self, depth: int) -> bool:
        """Whether the entry at this depth is one of a list of short lines, and so no heading over what follows."""
        before = self.open[depth - 1].children[:-1]
        style = self.open[depth].mark.style
        return any(entry.mark.style == style and not entry.children for entry in before)

    def _doubt(self, mark: Mark, piece: Piece, last: int) -> None:
        said = f"前一项是第{last}项" if last else "它前面没有前几项"
        if last == mark.number:
            said = "与前一项的序号相同"
        self.problems.append(
            Problem(
                "outline.numbering-skips",
                Severity.ADVICE,
                f"序号“{mark.label}”与前文不相连：{said}。",
                "请核对原文是否缺项或序号有误；内容已照原样读入。",
                (piece.place,),
            )
        )


_DEEPEST = 12
"""Lists in one another; what goes deeper stays on this level."""
_MOST_ALIKE = 2
"""“1、” under “1、” happens; a third time it is a list that begins again."""
_LOOSE = ("is", "first", "stage", "a", "A")
_SMALLER = {
    "chapter": ("section", "article", "cn", "(cn)", "n", "(n)", "n)", "circle", "is"),
    "article": ("cn", "(cn)", "n", "(n)", "n)", "circle", "is"),
    "cn": ("(cn)", "(n)", "circle", "is"),
    "(cn)": ("(n)", "circle", "is"),
}
"""Styles inside which a list of the first style does not begin."""
