"""Programmes of work: what is to be done, under which heading, how often, in which months, by whom."""

import re
from collections.abc import Iterator, Sequence

from kaohe.core import Cadence, Place
from kaohe.documents.figures import half_width, number
from kaohe.documents.model import Grid
from kaohe.documents.outline import Node, Outline, Piece, join
from kaohe.documents.reading import Task
from kaohe.documents.scored import departments_in, split_names

_REPORT = re.compile(r"总结|汇报|自查|述职|工作报告|开展情况|情况报告|情况的报告|调研报告")
_APPRAISAL = re.compile(r"(?:考核|考评|评分|评估|评价|测评).{0,6}(?:方案|办法|细则|标准|意见|表)|评分")
_NOT_WORK = re.compile(
    r"指导思想|总体要求|总体思路|工作目标|目标任务|总体目标|主要目标|工作指标|基本原则|^.{0,8}原则$|适用|依据|考核(?:对象|原则|权限|纪律|等次|结果|方式|程序)|"
    r"结果.{0,4}[运应]用|附则|附件|奖惩|奖励与处罚|评分|计分|加分|减分"
)
_CADENCES: tuple[tuple[Cadence, str], ...] = (
    (Cadence.MONTH, r"每个?月|按月|逐月|月月|当月|每月度|每月|次月"),
    (Cadence.QUARTER, r"每个?季度?|按季度?|逐季|季度末|每季"),
    (Cadence.HALF, r"每半年|半年(?=[一二两1-9]次|度|开展|组织|报|通报)|上半年和?[、,]?下半年|按半年"),
    (
        Cadence.YEAR,
        r"每年|按年度?|一年(?=不少于|至少|[一二两三四1-9]次)|全年(?=不少于|至少|[一二两三四\d])|年内(?=不少于|至少|组织|开展)|逐年",
    ),
)
_DAY = re.compile(
    r"每个?(?:月|季度?|年)(?:第一个月|末|底|初)?(?:的)?(?:\d{1,2}月)?(?:\d{1,2}[日号])?(?:之?前|底前|末前|内|左右)"
    r"|(?:20\d{2}年)?\d{1,2}月(?:\d{1,2}[日号]|底|上旬|中旬|下旬|份)?(?:之?前)|(?:年底|年末|季度末|月底|月末|上半年|年中)(?:之?前)"
)
_M = r"(\d{1,2}|[一二三四五六七八九十]{1,2})"
_SPAN = re.compile(
    rf"{_M}\s*月?(?:\s*(?:\d{{1,2}}[日号]|底|初|上旬|中旬|下旬|份))?\s*[-~至到]\s*(?:20\d{{2}}年|次年|当年)?{_M}\s*月"
)
_ONE = re.compile(rf"(?<!\d){_M}\s*月(?:份|底|初|上旬|中旬|下旬|末|\d{{1,2}}[日号])?(?:之?前)?")
_QUARTERS = re.compile(r"第?([一二三四1-4])\s*季度")
_LOST_LABEL = re.compile(r"\s*([\u4e00-\u9fff]{2,10})[(（]\s*(?:20\d{2}年)?\d{1,2}")


def read_tasks(outline: Outline, title: str = "", placed: frozenset[int] = frozenset()) -> tuple[Task, ...]:
    """The tasks of a plan or programme: its innermost entries, each with what it stands under.

    Reports of what was done hold none, nor do the paragraphs in `placed`, which a scheme has taken; of an
    appraisal's own text only its stages are tasks: entries that name their month in brackets.
    """
    if _REPORT.search(title):
        return ()
    tasks = (task for node in outline.nodes for task in _tasks(node, "", (), placed))
    return tuple(task for task in tasks if task.months or not _APPRAISAL.search(title))


def read_task_table(grid: Grid) -> tuple[Task, ...]:
    """A list of tasks as a grid with headings (月份, 工作任务, 责任科室, 完成时限); none: it is no such list."""
    for row in range(min(3, grid.height)):
        heads = {
            column: re.sub(r"\s", "", half_width(grid.text(row, column))) for column in range(grid.width)
        }
        what = _column(
            heads, r"(?:重点|主要|具体)?(?:工作)?(?:任务|内容|事项|措施|举措|要求)|工作项目|项目内容|重点工作"
        )
        when = _column(
            heads,
            r"月份|时间(?:节点|安排|进度)?|(?:完成|办结)?时限|(?:完成|推进)时间|进度(?:安排)?|频次|周期|阶段",
        )
        who = _column(
            heads, r"(?:责任|牵头|承办|落实|负责|主办|配合)(?:科室|部门|单位|处室|股室|领导)?|科室|部门"
        )
        if what is None or (when is None and who is None):
            continue
        if any(re.search("分值|评分|扣分|得分", head) for head in heads.values()):
            return ()
        return tuple(
            _table_rows(grid, row, what, when, who, _column(heads, r"类别|项目|名称|领域|大类|工作类别|目标"))
        )
    return ()


def cadences_in(text: str) -> tuple[tuple[Cadence, str], ...]:
    """How often a text asks for something, with the words that say so up to the next stop, in its order."""
    plain = half_width(text)
    found = []
    for cadence, pattern in _CADENCES:
        for match in re.finditer(pattern, plain):
            stop = re.compile(r"[,。;\n]|$").search(plain, match.end())
            found.append((match.start(), cadence, text[match.start() : stop.start() if stop else len(text)]))
    return tuple((cadence, words) for _, cadence, words in sorted(found, key=lambda each: each[0]))


def months_in(text: str) -> tuple[int, ...]:
    """The months that a heading or a date names: “4至5月”, “10月至次年3月”, “第二季度”, “上半年”, “3月底前”."""
    plain = half_width(text)
    months: list[int] = []
    rest = plain
    for found in _SPAN.finditer(plain):
        first, last = _month(found[1]), _month(found[2])
        if first and last:
            months.extend((first + offset - 1) % 12 + 1 for offset in range((last - first) % 12 + 1))
        rest = rest.replace(found[0], " ")
    for found in _QUARTERS.finditer(rest):
        first = int(number(found[1]) or 0) * 3 - 2
        months.extend(range(first, first + 3))
    if "上半年" in rest and not months:
        months.extend(range(1, 7))
    if "下半年" in rest and not months:
        months.extend(range(7, 13))
    months.extend(month for found in _ONE.finditer(rest) if (month := _month(found[1])))
    return tuple(dict.fromkeys(months))


def _month(text: str) -> int:
    value = number(text)
    return int(value) if value is not None and 1 <= value <= 12 else 0


def _tasks(node: Node, heading: str, months: tuple[int, ...], placed: frozenset[int]) -> Iterator[Task]:
    own = node.heading
    if (_NOT_WORK.search(own) and len(own) <= 24) or (node.pieces and node.pieces[0].index in placed):
        return
    inherited = _heading_months(own) or months
    inner = [child for child in node.children if child.style not in ("is", "first")]
    if inner:
        for child in inner:
            yield from _tasks(child, own or heading, inherited, placed)
        return
    for pieces, label in _steps(node):
        text = join(pieces)
        if label:  # sentences counted with 一是 … belong to the entry they stand in
            text = "\n".join((text, *(f"{child.label}{child.whole}" for child in node.children)))
        if not text.strip():
            continue
        place = pieces[0].place if pieces else node.place
        yield _task(heading, node.label if label else "", text, months, place)


def _steps(node: Node) -> Iterator[tuple[Sequence[Piece], bool]]:
    """The node's pieces; a paragraph that begins like a step with its month (“总结（12月）”) has lost its label."""
    steps: list[list[Piece]] = [[]]
    for piece in node.pieces:
        if steps[-1] and _LOST_LABEL.match(piece.text):
            steps.append([])
        steps[-1].append(piece)
    for index, pieces in enumerate(steps):
        yield pieces, index == 0


def _heading_months(heading: str) -> tuple[int, ...]:
    plain = half_width(heading)
    if re.fullmatch(
        r"[^,。;]{0,4}(?:[一二三四五六七八九十\d]{1,2}月份?|第?[一二三四1-4]季度|[上下]半年)[^,。;]{0,8}",
        plain,
    ):
        return months_in(plain)
    return ()


def _task(heading: str, label: str, text: str, months: tuple[int, ...], place: Place) -> Task:
    plain = half_width(text)
    name = re.split(r"[。:;(（：；]|\n", text.strip(), maxsplit=1)[0].strip()
    said = cadences_in(text)
    day = _DAY.search(plain)
    bracket = re.match(r"\s*[^(。;]{2,16}\(([^()。]{1,24})[)。]", plain)
    own = (
        months_in(bracket[1] + ("" if "月" in bracket[1] or not bracket[1].isdigit() else "月"))
        if bracket
        else ()
    )
    if not own and day and not day[0].startswith("每"):
        own = months_in(day[0])
    return Task(
        heading=heading,
        number=label,
        text=text,
        name=name if len(name) <= 30 else "",
        cadences=tuple(dict.fromkeys(cadence for cadence, _ in said)),
        rhythm=tuple(words for _, words in said),
        months=own or months,
        deadline=text[day.start() : day.end()] if day else "",
        departments=departments_in(text),
        place=place,
    )


def _column(heads: dict[int, str], pattern: str) -> int | None:
    return next((column for column, head in heads.items() if re.fullmatch(pattern, head)), None)


def _table_rows(
    grid: Grid, head: int, what: int, when: int | None, who: int | None, group: int | None
) -> Iterator[Task]:
    for row in range(head + 1, grid.height):
        cell = grid.at(row, what)
        if cell is None or cell.row != row or not cell.text.strip():
            continue
        stated = grid.text(row, when).strip() if when is not None else ""
        said = cadences_in(stated) or cadences_in(cell.text)
        first = grid.at(row, 0)
        label = (
            first.text.strip()
            if first and re.fullmatch(r"\d{1,3}|[一二三四五六七八九十]{1,3}", half_width(first.text.strip()))
            else ""
        )
        heading = grid.text(row, group).strip() if group is not None and group != what else ""
        stated_months = (
            stated
            if re.search(r"月|季度|半年", stated)
            else f"{stated}月"
            if half_width(stated).isdigit()
            else ""
        )
        monthly = bool(re.search("每", stated))
        yield Task(
            heading=heading,
            number=label,
            text=cell.text.strip(),
            cadences=tuple(dict.fromkeys(cadence for cadence, _ in said)),
            rhythm=tuple(words for _, words in said),
            months=() if monthly else months_in(stated_months),
            deadline=stated if re.search("前|底|末", stated) else "",
            departments=tuple(split_names(grid.text(row, who))) if who is not None else (),
            place=cell.place,
        )
