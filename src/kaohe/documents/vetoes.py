"""What vetoes and what does not: 一票否决, 取消评优资格, 直接定为不合格等次 do; 约谈, 通报批评, 限期整改 do not."""

import re
from collections.abc import Sequence

from kaohe.core import Problem, Severity
from kaohe.documents.figures import half_width, points_in
from kaohe.documents.model import Grid
from kaohe.documents.reading import ListEntry, VetoList

_WORST = r"(?:不合格|不达标|不称职|末等|末位|最差|差|不予达标|最低)(?:等次|等级|档次|单位|等|档)?"
_EFFECT = re.compile(
    rf"否决|(?:直接|一律|当年|全部|年度)?(?:评定?|定|列|确定|认定|判定|降)为{_WORST}|"
    r"取消.{0,12}(?:资格|评[优先]|评选)|(?:不得|不能|不予)(?:参加|参与)?(?:评[优先]|评选)"
)
_MILD = re.compile(
    r"约谈|通报|限期(?:整改|改正)|责令.{0,4}(?:整改|改正)|督促整改|书面检[查讨]|(?:作|做)出?.{0,4}检[查讨]|提醒谈话|诫勉|批评教育|曝光"
)
_HAPPENED = re.compile(r"被|受到?|遭|因|未|拒|经|后$|的$|情[形况]$|[次起](?:及?以上)?$|问题$")
_BY_SCORE = re.compile(
    r"得分|分数|总分|考核(?:结果|成绩)|考核.{0,4}(?:不合格|优秀|末)|等次的|名次|排名|位次|连续.{1,4}年|末位|倒数|[后前][一二三四五\d]+名"
)
_CARD = re.compile(rf"{_EFFECT.pattern}|[黄红]牌")
_SENTENCE = re.compile(r"(?P<when>[^。;\n]{3,70}?的)\s*[,:]\s*(?P<then>[^。;,\n]{2,30})[。;]?")
_MOST_COLUMNS = 6


def vetoes(text: str) -> bool:
    """Whether a text names a consequence that vetoes."""
    return bool(_EFFECT.search(half_width(text)))


def is_mild(text: str) -> bool:
    """Whether a text ends with a consequence that vetoes nothing (“…的，约谈主要负责人”) and names none that does.

    “受到通报批评的” is what happened, not what follows.
    """
    plain = half_width(text)
    clauses = [piece.strip() for piece in re.split(r"[,;。:\n]", plain) if piece.strip()]
    last = clauses[-1] if clauses else ""
    return bool(_MILD.search(last)) and not _HAPPENED.search(last) and not _CARD.search(plain)


def vetoing_sentence(text: str) -> tuple[str, str]:
    """Condition and effect of a sentence that vetoes by itself: “弄虚作假的，取消评优资格。”; empty: it does not.

    What follows from a score or a rank is no veto.
    """
    plain = half_width(text).strip()
    found = _SENTENCE.fullmatch(plain)
    if (
        found is None
        or not _EFFECT.search(found["then"])
        or points_in(text)
        or _BY_SCORE.search(found["when"])
    ):
        return "", ""
    own = text.strip()
    return own[found.start("when") : found.end("when")], own[found.start("then") : found.end("then")]


def without_mild(found: VetoList) -> tuple[VetoList, tuple[Problem, ...]]:
    """The list without entries that only lead to something milder; each of those is told, with its place."""
    mild = [entry for entry in found.entries if is_mild(entry.text)]
    kept = tuple(entry for entry in found.entries if entry not in mild)
    told = tuple(
        Problem(
            "document.consequence-is-no-veto",
            Severity.ADVICE,
            f"“{entry.text.strip()[:40]}”写在“{found.heading.strip()[:20]}”里，但不是否决，没有列为否决情形。",
            "请核对；它属于结果运用的，请写到“结果运用”里。",
            (entry.place,),
        )
        for entry in mild
    )
    return VetoList(found.heading, kept, found.effect, found.card, found.place), told


def veto_grid(grid: Grid, title: str) -> VetoList | None:
    """A grid of cases, with what follows from each in a column of its own; None: it is none, or its cases are ranks.

    A milder consequence stands in its entry as the others do, so that `without_mild` can tell it.
    """
    if grid.width > _MOST_COLUMNS or grid.height < 2:
        return None
    columns = [
        [grid.text(row, column).strip() for row in range(1, grid.height)] for column in range(grid.width)
    ]
    for number in range(grid.width - 1, 0, -1):
        texts = columns[number]
        speaking = sum(1 for text in texts if vetoes(text) or is_mild(text))
        if not any(map(vetoes, texts)) or speaking * 10 < len(texts) * 9:
            continue
        entries = tuple(_entry(grid, row, number) for row in range(1, grid.height))
        if any(_BY_SCORE.search(half_width(entry.text)) for entry in entries):
            return None
        heading = title or grid.caption or grid.text(0, 0).strip()
        return VetoList(heading, entries, place=grid.place)
    return None


def _entry(grid: Grid, row: int, column: int) -> ListEntry:
    cells = [cell for cell in grid.row(row) if cell.column <= column and cell.text.strip()]
    told: Sequence[str] = [
        cell.text.strip() for cell in cells if not re.fullmatch(r"[\d、.()（）]+", cell.text.strip())
    ]
    return ListEntry("：".join(told), place=cells[-1].place if cells else grid.place)
