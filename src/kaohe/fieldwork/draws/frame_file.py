"""Read a frame from a table that somebody keeps: CSV or a workbook, columns known by the words offices head them with."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from kaohe.core import Place, Problem, Severity
from kaohe.core.problem import has_errors
from kaohe.facts.findings import quoted
from kaohe.facts.rows import plain_text, read_csv
from kaohe.facts.table_rows import read_rows
from kaohe.fieldwork.draws.frame import Frame, Spot, frame_of, many_values

HEADS: dict[str, tuple[str, ...]] = {
    "编码": ("编码", "代码", "编号", "村代码", "单位代码", "机构代码", "区划代码", "统计用区划代码", "村居代码"),
    "名称": (
        "名称", "村名称", "村名", "社区名称", "村居名称", "村社区", "村（社区）", "村（社区）名称", "村（居）", "村居",
        "村（居）名称", "机构名称", "点位", "点位名称", "检查点", "样本点", "单位名称",
    ),
    "所属单位": (
        "所属单位", "所属镇街", "所属乡镇", "所在镇街", "所在乡镇", "所属街道", "镇街", "乡镇", "乡镇街道", "镇（街道）",
        "乡镇（街道）", "乡（镇、街道）", "镇街名称", "乡镇名称", "上级", "上级单位", "所属",
    ),
    "类别": ("类别", "类型", "城乡类别", "城乡分类", "单位类别", "分类"),
    "规模": ("规模", "人口", "人口数", "常住人口", "常住人口数", "总人口", "户数", "总户数", "家庭户数"),
    "上年已查": ("上年已查", "去年已查", "上年检查", "上年检查过", "去年检查过", "上年抽中", "上年抽查"),
    "回避": ("回避", "需回避"),
    "不抽的理由": ("不抽的理由", "不抽理由", "排除理由", "不抽", "不抽原因", "排除"),
}  # fmt: skip
"""Our column → the heads that mean it."""

_FIELD_OF = {head: field for field, heads in HEADS.items() for head in heads}
_PASSED_OVER = {"序号", "序", "备注", "说明", "层级"}
_YES = {"是", "√", "✓", "1", "有", "y", "yes", "true", "已查"}
_NO = {"", "否", "0", "无", "-", "—", "－", "/", "×", "n", "no", "false", "未查"}
_BLANK = {"", "-", "—", "－", "/", "无"}
_TEXTS = ("编码", "名称", "所属单位", "类别", "规模")
_REASONS = ("不抽的理由", "回避", "上年已查")
_UNIT_BEHIND = re.compile(r"[（(][^（）()]{1,6}[）)]$")
_BOOKS = (".xlsx", ".xlsm", ".xls")
_RUNS = ("=", "+", "-", "@", "'", "\t")
MOST_SHOWN = 200
"""Problems of one file that are listed; a file with more has a fault that repeats itself."""

_Where = int | Place
"""A line of a text file, or the place in a workbook. Places are made for those rows that something is said of."""
_Rows = Sequence[tuple[_Where, list[str]]]


def read_frame(path: Path, units: Iterable[str] = ()) -> tuple[Frame, tuple[Problem, ...]]:
    """The frame of a file, and everything that is wrong with it. `units`: names of the units that may stand under
    所属单位; none: any. A file without codes gets them from unit and name.
    """
    with many_values():
        return _frame(path, frozenset(units))


def _frame(path: Path, units: frozenset[str]) -> tuple[Frame, tuple[Problem, ...]]:
    rows, problems = _rows(path)
    if not rows:
        return Frame(()), problems
    reader = _Reader(path.name, units)
    spots = reader.read(rows)
    found = reader.problems
    if len(found) > MOST_SHOWN:
        more = len(found) - MOST_SHOWN
        found = [
            *found[:MOST_SHOWN],
            _error("more", Place(path.name), f"还有{more}处类似的问题没有列出。", "请先改好上面的。"),
        ]
    if not spots and not has_errors([*problems, *found]):
        found = [_error("no-spots", Place(path.name), "抽样框里一个点也没有。", "请在表头下面每行写一个点。")]
    return frame_of(spots), (*problems, *found)


def _rows(path: Path) -> tuple[_Rows, tuple[Problem, ...]]:
    return read_rows(path) if path.suffix.lower() in _BOOKS else read_csv(path)


class _Reader:
    """Reads row after row; what is wrong is noted with its place."""

    def __init__(self, file: str, units: frozenset[str]) -> None:
        self.problems: list[Problem] = []
        self._file, self._units = file, units
        self._order: list[int] = []
        self._known_reasons: dict[tuple[str, ...], str] = {}
        self._seen: dict[str, _Where] = {}
        self._unknown: set[str] = set()

    def read(self, rows: _Rows) -> list[Spot]:
        head = next((at for at, (_, cells) in enumerate(rows[:10]) if "名称" in _fields(cells)), None)
        if head is None:
            remedy = "表头请写：编码、名称、所属单位、类别、规模、上年已查、回避（名称以外的可以没有）。"
            self._say("missing-column", rows[0][0], "抽样框缺少“名称”一栏。", remedy)
            return []
        self._columns(rows[head][1], rows[head][0])
        width = len(rows[head][1])
        spots = []
        for where, written in rows[head + 1 :]:
            if len(written) > width and any(written[width:]):
                message = f"这一行有{len(written)}格，表头只有{width}格。"
                self._say(
                    "too-many-cells", where, message, "请核对是否多写了逗号；内容里有逗号的用引号括起来。"
                )
                continue
            # One more, empty: the last cell is that of every column which the file does not have.
            cells = [*written, *[""] * (width - len(written) + 1)]
            cells[-1] = ""
            spot = self._spot(cells, where)
            if spot is not None:
                spots.append(spot)
        return spots

    def _columns(self, cells: Sequence[str], where: _Where) -> None:
        """Which column holds what. A head that says our own word goes before one that only means it."""
        fields = _fields(cells)
        at: dict[str, int] = {}
        for field in HEADS:
            found = [column for column, name in enumerate(fields) if name == field]
            exact = [column for column in found if _bare(cells[column]) == field]
            if len(found) > 1 and len(exact) != 1:
                heads = "、".join(quoted(cells[column]) for column in found)
                remedy = f"请把要用的那一栏改名为“{field}”，其余的删去或改名。"
                self._say("columns-clash", where, f"{heads}都像是“{field}”，不知道用哪一栏。", remedy)
            if found:
                at[field] = (exact or found)[0]
        self._order = [at.get(field, -1) for field in (*_TEXTS, *_REASONS)]
        extra = [cell for cell, field in zip(cells, fields, strict=True) if cell.strip() and not field]
        extra = [cell for cell in extra if _bare(cell) not in _PASSED_OVER]
        if extra:
            message = f"{'、'.join(map(quoted, extra))}没有读入。"
            self.problems.append(
                Problem(
                    "draw.frame-extra-column",
                    Severity.ADVICE,
                    message,
                    "抽样用不着，可以不管。",
                    (self._place(where),),
                )
            )

    def _spot(self, cells: Sequence[str], where: _Where) -> Spot | None:
        texts = [cells[at].strip() for at in self._order]
        ordinary = "".join(texts).isalnum()
        if not ordinary:
            texts = [plain_text(text) for text in texts]
        spot_id, name, unit, kind, size, *reasons = texts
        if not name:
            if any(texts):
                self._say("missing-cell", where, "这一行没有写名称。", "请补写，或删去这一行。")
            return None
        spot_id = spot_id or (f"{unit}/{name}" if unit else name)
        if not ordinary and not all(map(_fit, (spot_id, name, unit, kind, *reasons))):
            message = "这一行里有看不见的字符或全角空格，或者有以 = + - @ ' 开头的文字。"
            self._say("strange-text", where, message, "请重新键入这一行的文字。")
            return None
        if spot_id in self._seen:
            remedy = "编码不能重复；没有编码的，同一单位里名称不能重复。"
            first = self._seen[spot_id]
            self._say("spot-twice", where, f"{quoted(spot_id)}写了两次。", remedy, first)
            return None
        self._seen[spot_id] = where
        if self._units and unit not in self._units and unit not in self._unknown:
            self._unknown.add(unit)
            message = f"所属单位{quoted(unit)}不在单位表里。" if unit else "这一行没有写所属单位。"
            self._say("unknown-unit", where, message, "请写单位表里的名称，一字不差。")
        barred = self._known_reasons.get(tuple(reasons))
        if barred is None:
            barred = self._barred(reasons, where)
        counted = (
            int(size) if size.isascii() and size.isdigit() and len(size) < 16 else self._size(size, where)
        )
        return Spot(spot_id, name, unit, "" if kind in _BLANK else kind, counted, barred)

    def _size(self, written: str, where: _Where) -> int | None:
        text = unicodedata.normalize("NFKC", written).replace(",", "")
        if text in _BLANK:
            return None
        if text.isascii() and text.isdigit() and len(text) < 16:
            return int(text)
        self._say("bad-size", where, f"规模{quoted(text)}不是整数。", "请写不带单位的整数，如人口数1200。")
        return None

    def _barred(self, reasons: Sequence[str], where: _Where) -> str:
        """Why not: what 不抽的理由 says, else 回避, else 上年已查. What is understood is remembered: most rows say the same."""
        found = ""
        for field, text in zip(_REASONS, reasons, strict=True):
            if text.lower() in _NO:
                continue
            if text.lower() in _YES:
                found = "未写明理由" if field == "不抽的理由" else field
            elif field == "上年已查":
                self._say("bad-mark", where, f"“上年已查”写的是{quoted(text)}。", "请写 是 或 否。")
                return ""
            else:
                found = text if field == "不抽的理由" or text.startswith("回避") else f"回避：{text}"
            break
        self._known_reasons[tuple(reasons)] = found
        return found

    def _place(self, where: _Where) -> Place:
        return where if isinstance(where, Place) else Place(self._file, line=where)

    def _say(self, code: str, where: _Where, message: str, remedy: str, *related: _Where) -> None:
        places = (self._place(each) for each in (where, *related))
        self.problems.append(_error(code, next(places), message, remedy, *places))


def _fields(cells: Sequence[str]) -> list[str]:
    """Our column for each head; empty where it means none."""
    bare = [_bare(cell) for cell in cells]
    return [_FIELD_OF.get(head) or _FIELD_OF.get(_UNIT_BEHIND.sub("", head), "") for head in bare]


def _bare(cell: str) -> str:
    return re.sub(r"[\s：:*＊]", "", cell).replace("(", "（").replace(")", "）")


def _fit(text: str) -> bool:
    """One line of ordinary text that no spreadsheet runs: the frame is published as a CSV."""
    if text.isalnum():
        return True
    return (text in ("-",) or not text.startswith(_RUNS)) and text.isprintable()


def _error(code: str, place: Place, message: str, remedy: str, *related: Place) -> Problem:
    return Problem(f"draw.frame-{code}", Severity.ERROR, message, remedy, (place, *related))
