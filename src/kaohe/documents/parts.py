"""A page that strings several documents together comes apart into them.

Where one ends and the next begins is told by what offices and web pages put there: “第二篇”, “附件1”, a
document number, a title behind a signature and date, or a title after which the numbering begins again.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kaohe.core import Problem, Severity
from kaohe.documents.figures import half_width
from kaohe.documents.marks import Mark, mark_at
from kaohe.documents.model import Block, Document, Grid, Paragraph

_TITLE_END = (
    "办法|方案|细则|标准|意见|计划|总结|报告|汇报|通知|通报|责任书|规定|要点|制度|职责|指标|任务|清单|安排|安排表|日程|日程表|明细表|评分表|考核表|分解表|"
    "一览表|统计表|汇总表|表|体系|情况|公告|决定|章程|协议书|承诺书"
)
_TITLE = re.compile(
    rf"(?:.*(?:{_TITLE_END}))(?:\((?:试行|修订|暂行|草案|征求意见稿|讨论稿|共?\d+篇|[^()]{{1,12}})\)|\d+篇)?$"
)
_BROKEN_TITLE = re.compile(r"[^\n。；：，;:,]{2,40}(?:\n[^\n。；：，;:,]{2,40}){1,2}")
"""A heading of two or three lines in one paragraph (Shift and Enter in Word)."""
_PIECE = re.compile(r"第\s*[一二三四五六七八九十百\d]{1,4}\s*篇$")
_ATTACHED = re.compile(r"(?:附\s*件|附\s*表|附\s*录)\s*(?:[\d一二三四五六七八九十]{1,3})?\s*[:]?\s*")
_DOCUMENT_NUMBER = re.compile(r"\S{1,14}[(\[]\s*(?:19|20)\d{2}\s*[)\]]\s*第?\s*\d{1,4}\s*号$")
_DATE_LINE = re.compile(
    r"(?:\S{0,24}\s+)?(?:(?:19|20)\d{2}|[一二三四五六七八九零〇○0]{4})\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月(?:\s*[\d一二三四五六七八九十]{1,3}\s*日)?$"
)
_LETTERHEAD = re.compile(r".{2,24}文件$")
_TOP = ("chapter", "cn")
_FRAME = re.compile(r"\s*【[^】]{8,}】\s*$")


@dataclass(frozen=True, slots=True)
class Part:
    """One of the documents that a file holds. Its blocks keep their addresses.

    `title` is what stands above it, `number` what the page calls it (“第2篇”, “附件1”); `within` the title of the
    collection it belongs to.
    """

    title: str
    document: Document
    number: str = ""
    within: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    """What one block is, as far as the border between documents goes."""

    text: str
    plain: str
    mark: Mark | None
    grid: bool

    @property
    def is_title(self) -> bool:
        own = self.plain[self.mark.end :] if self.mark else self.plain
        return 4 <= len(own) <= 50 and not re.search(r"[。;:,]", own) and bool(_TITLE.match(own))

    @property
    def is_end(self) -> bool:
        return bool(_DATE_LINE.match(self.plain))


def split_parts(document: Document) -> tuple[Part, ...]:
    """The documents in this one, in order; a single document comes back as one part, whole.

    Lines that a web page put between the paragraphs again and again (“【…】”) are left out and told.
    """
    document = _without_frame(document)
    lines = tuple(_line(block) for block in document.blocks)
    borders = sorted(dict(_borders(lines)).items())
    if not borders or borders[0][0] > 0:
        borders.insert(0, (0, ""))
    ends = [start for start, _ in borders[1:]] + [len(lines)]
    parts: list[Part] = []
    within = ""
    for (start, number), end in zip(borders, ends, strict=True):
        blocks = document.blocks[start:end]
        title = _title(lines[start:end])
        piece = bool(number) and half_width(number)[1:2].isdigit() and number.startswith("第")
        if _only_titles(lines[start:end]) and end < len(lines):
            within = title
            if not any(line.plain for line in lines[start:end]):
                continue
        elif not piece:
            within = ""
        whole = title or (f"{within} {number}".strip() if within else "")
        problems = () if parts else document.problems
        parts.append(Part(whole, replace(document, blocks=blocks, problems=problems), number, within))
    return _merged(parts)


def _merged(parts: list[Part]) -> tuple[Part, ...]:
    """Parts that consist of nothing but a title join the one that follows."""
    merged: list[Part] = []
    waiting: tuple[Block, ...] = ()
    problems: tuple[Problem, ...] = ()
    for index, part in enumerate(parts):
        lines = tuple(_line(block) for block in part.document.blocks)
        if index + 1 < len(parts) and not part.number and _only_titles(lines):
            waiting += part.document.blocks
            problems += part.document.problems
            continue
        joined = replace(
            part.document, blocks=waiting + part.document.blocks, problems=problems + part.document.problems
        )
        merged.append(replace(part, document=joined))
        waiting, problems = (), ()
    return tuple(merged)


def _line(block: Block) -> _Line:
    if isinstance(block, Grid):
        return _Line("", "", None, True)
    text = block.full_text.strip()
    if _BROKEN_TITLE.fullmatch(text):
        text = "".join(line.strip() for line in text.splitlines())
    plain = half_width(text)
    return _Line(text, plain, mark_at(plain) if plain else None, False)


def _borders(lines: Sequence[_Line]) -> Iterator[tuple[int, str]]:
    """(index of the first block, what the page calls it), not in order; the same index may come twice."""
    seen_top, numbered, since = 0, False, 0
    ahead = _tops_ahead(lines)
    for index, line in enumerate(lines):
        before = lines[index - 1] if index else None
        if line.grid or not line.plain:
            continue
        found: tuple[int, str] | None = None
        if _PIECE.search(line.plain) and len(line.plain) <= 60:
            up = index - 1 if before and before.plain and not _PIECE.match(line.plain) else index
            found = (up, _PIECE.search(line.plain)[0])  # type: ignore[index]  # searched above
        elif _is_attachment(lines, index):
            found = (index, line.plain.rstrip(":").split(" ")[0][:6])
        elif _DOCUMENT_NUMBER.fullmatch(line.plain) and seen_top:
            up = index - 1 if before and _LETTERHEAD.fullmatch(before.plain) else index
            found = (up, "")
        elif index > since and _begins_anew(
            lines, index, seen_top, numbered and ahead[index] == 1, ahead[index] == 1
        ):
            found = (index, "")
        if found is not None:
            yield found
            seen_top, numbered, since = 0, False, index
            continue
        if line.mark and line.mark.style in _TOP:
            seen_top = line.mark.number
        numbered = numbered or line.mark is not None


def _is_attachment(lines: Sequence[_Line], index: int) -> bool:
    """Whether an attachment begins here; a list of attachments at the end of a letter does not."""
    found = _ATTACHED.match(lines[index].plain)
    if not found:
        return False
    rest = lines[index].plain[found.end() :]
    if not rest:
        after = next((line for line in lines[index + 1 :] if line.plain or line.grid), None)
        return not (after and after.mark and after.mark.style == "n" and after.is_title)
    if rest.startswith("《") or mark_at(rest) or not re.search(r"\d|[一二三四五六七八九十]|\s", found[0]):
        return False
    after = lines[index + 1] if index + 1 < len(lines) else None
    listed = after is not None and (_ATTACHED.match(after.plain) or (after.mark and after.mark.number == 2))
    return not listed and bool(_TITLE.match(rest))


def _tops_ahead(lines: Sequence[_Line]) -> list[int]:
    """For each block the number of the next 章 or 一、 behind it; 0: there is none."""
    ahead, number = [0] * len(lines), 0
    for index in range(len(lines) - 1, -1, -1):
        ahead[index] = number
        mark = lines[index].mark
        if mark is not None and mark.style in _TOP:
            number = mark.number
    return ahead


def _begins_anew(lines: Sequence[_Line], index: int, seen_top: int, numbered: bool, restarts: bool) -> bool:
    """Whether a document begins here without the page's saying so."""
    line = lines[index]
    before = next((lines[n] for n in range(index - 1, -1, -1) if lines[n].plain), None)
    if before is not None and before.is_end:
        return line.is_title or (seen_top > 1 and bool(line.mark and line.mark.number == 1))
    if not line.is_title or (before is not None and before.is_title and not before.mark):
        return False
    if line.mark and line.mark.style not in ("n", "cn"):
        return False
    if line.mark:  # “2、某某工作计划” opens a document only where 一、 begins again behind it
        near = [other.mark for other in lines[index + 1 : index + 6] if other.mark]
        return restarts and seen_top > 1 and bool(near) and near[0].style in _TOP
    return numbered and seen_top > 1


def _only_titles(lines: Sequence[_Line]) -> bool:
    """Nothing but a few short lines without a stop: the cover of a collection."""
    return 0 < len(lines) <= 4 and all(
        not line.grid and not line.mark and len(line.plain) <= 60 and not re.search(r"[。;]", line.plain)
        for line in lines
    )


def _title(lines: Sequence[_Line]) -> str:
    """The title that stands on top: one line, or several that belong together."""
    collected: list[str] = []
    for line in lines[:14]:
        plain, begin = line.plain, 0
        if line.grid:
            break
        if not plain or _PIECE.search(plain) or _DOCUMENT_NUMBER.fullmatch(plain) or _is_rule(plain):
            continue
        if found := _ATTACHED.match(plain):
            begin = found.end()
            if begin == len(plain) or plain.startswith("《", begin):
                continue
        elif line.mark:
            if not line.is_title or line.mark.style != "n":
                break
            begin = line.mark.end
        own = line.text[begin:]
        done = bool(collected and _TITLE.match(half_width("".join(collected))))
        if len(own) > 50 or re.search(r"[。;:,]", plain[begin:]):
            if done:
                break
            collected.clear()
            continue
        if collected and (own == collected[0] or (done and half_width(own)[0] != "(")):
            break
        collected.append(own)
    joined = "".join(collected[-3:])
    if collected and not _TITLE.match(half_width(joined)):
        return "" if len(collected) > 2 else collected[-1]
    return joined


def _is_rule(plain: str) -> bool:
    return not re.search(r"\w", plain) or bool(_LETTERHEAD.fullmatch(plain))


def _without_frame(document: Document) -> Document:
    texts = Counter(
        block.text.strip()
        for block in document.blocks
        if isinstance(block, Paragraph) and _FRAME.match(block.text)
    )
    repeated = {text for text, times in texts.items() if times > 1}
    if not repeated:
        return document
    kept = tuple(b for b in document.blocks if isinstance(b, Grid) or b.text.strip() not in repeated)
    left = tuple(b.place for b in document.paragraphs if b.text.strip() in repeated)
    problem = Problem(
        "document.page-frame",
        Severity.ADVICE,
        f"网页在正文中间重复插入了同一行文字（{len(left)}处），没有当作正文读入。",
        "如果它是正文，请在原文中去掉【】后再读。",
        left,
    )
    return replace(document, blocks=kept, problems=(*document.problems, problem))
