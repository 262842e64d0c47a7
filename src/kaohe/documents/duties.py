"""Which department answers for what: “财政局：…”, “（一）区财政局” with its duties below, or a grid of both."""

import re
from collections.abc import Iterator

from kaohe.documents.figures import half_width
from kaohe.documents.model import Grid
from kaohe.documents.names import DEPARTMENT_END
from kaohe.documents.outline import Node, Outline, Piece
from kaohe.documents.reading import Duty

_DEPARTMENT = rf"[^\s,。:;、()\d的]{{1,18}}?(?:{DEPARTMENT_END})(?:\([^()]{{1,14}}\))?"
_LISTED = rf"{_DEPARTMENT}(?:\s*[、和及]\s*{_DEPARTMENT}){{0,6}}"
_COLON = re.compile(rf"\s*({_LISTED})\s*[:]\s*(?=\S)")
_VERB = re.compile(rf"\s*({_LISTED})\s*(?:主要|要|应当?)?(?=负责|牵头|承担|配合|协助)")
_BARE = re.compile(rf"\s*({_LISTED})\s*[:]?\s*(?:(?:工作)?职责)?\s*[:]?\s*")
_TOPIC = re.compile(r"职责|分工|责任分解|成员单位")
_HEAD_DEPARTMENT = re.compile(r"(?:责任|牵头|成员|承担|主办)?(?:部门|单位|科室|股室|处室)(?:名称)?")
_HEAD_DUTY = re.compile(
    r"(?:主要|具体|工作)?(?:工作)?(?:职责|职能|责任|分工|职责任务|任务分工|工作内容)(?:内容|分工|任务)?"
)


def read_duties(outline: Outline, title: str = "") -> tuple[Duty, ...]:
    """The duties that prose gives to departments: three lines of that form, or two where the title speaks of duties."""
    duties: list[Duty] = []
    for pieces in _runs(outline):
        duties.extend(_of_pieces(pieces, announced=bool(_TOPIC.search(title))))
    topic = bool(_TOPIC.search(title))
    duties.extend(_of_nodes(outline.nodes, topic))
    for node in outline.walk():
        duties.extend(_of_nodes(node.children, topic or bool(_TOPIC.search(node.heading))))
    least = 2 if _TOPIC.search(title) or any(_TOPIC.search(node.heading) for node in outline.walk()) else 3
    return tuple(duties) if len(duties) >= least else ()


def read_duty_table(grid: Grid) -> tuple[Duty, ...]:
    """A grid whose headings are 部门 and 职责; none: it is no such grid."""
    for row in range(min(3, grid.height)):
        heads = [re.sub(r"\s", "", half_width(grid.text(row, column))) for column in range(grid.width)]
        who = next((i for i, head in enumerate(heads) if _HEAD_DEPARTMENT.fullmatch(head)), None)
        what = next((i for i, head in enumerate(heads) if _HEAD_DUTY.fullmatch(head)), None)
        if who is None or what is None or any(re.search("分值|评分|得分", head) for head in heads):
            continue
        return tuple(
            Duty(re.sub(r"\s", "", grid.text(line, who)), cell.text.strip(), cell.place)
            for line in range(row + 1, grid.height)
            if (cell := grid.at(line, what)) is not None
            and cell.row == line
            and cell.text.strip()
            and grid.text(line, who).strip()
        )
    return ()


def _runs(outline: Outline) -> Iterator[tuple[Piece, ...]]:
    """Paragraphs without labels that stand together."""
    yield outline.preamble
    for node in outline.walk():
        if len(node.pieces) > 1:
            yield node.pieces[1:]


def _of_pieces(pieces: tuple[Piece, ...], announced: bool) -> list[Duty]:
    found: list[Duty] = []
    for piece in pieces:
        plain = half_width(piece.text)
        match = _COLON.match(plain) or (_VERB.match(plain) if announced else None)
        if match and len(plain) - match.end() >= 6:
            found.append(
                Duty(
                    piece.text[match.start(1) : match.end(1)], piece.text[match.end() :].strip(), piece.place
                )
            )
        elif found and len(plain.strip()) > 12 and not _looks_final(plain):
            last = found[-1]
            found[-1] = Duty(last.department, f"{last.text}\n{piece.text.strip()}", last.place)
    return found if len(found) > 1 else []


def _looks_final(plain: str) -> bool:
    return bool(re.match(r"\s*(?:附件|附表|特此|抄送|以上)", plain))


def _of_nodes(nodes: tuple[Node, ...], topic: bool) -> Iterator[Duty]:
    """Labelled entries, most of which begin with a department's name."""
    matched = []
    for child in nodes:
        plain = half_width(child.text)
        first = half_width(child.pieces[0].text) if child.pieces else ""
        bare = _BARE.fullmatch(first)
        match = bare or _COLON.match(plain) or (_VERB.match(plain) if topic else None)
        if match:
            name = child.pieces[0].text[match.start(1) : match.end(1)]
            rest = (
                child.text[match.end() :]
                if not bare
                else "\n".join(piece.text.strip() for piece in child.pieces[1:])
            )
            below = "\n".join(f"{grand.label}{grand.whole}" for grand in child.children)
            text = "\n".join(part for part in (rest.strip(), below) if part)
            if text:
                matched.append(Duty(name, text, child.place))
    if len(matched) >= 2 and len(matched) * 2 > len(nodes):
        yield from matched
