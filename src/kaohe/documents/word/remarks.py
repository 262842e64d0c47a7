"""What the office ought to know about its Word file: gathered while reading, said once for each kind."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kaohe.core import Place, Problem, Severity
from kaohe.documents.word import limits
from kaohe.documents.word.flow import Mark, Marks

_MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class _Wording:
    """A kind of remark: its code, how grave it is, the sentence (with the number of places) and the remedy."""

    code: str
    severity: Severity
    message: str
    remedy: str


_WORDINGS: Mapping[Mark, _Wording] = {
    Mark.REVISION: _Wording(
        "document.revisions",
        Severity.ADVICE,
        "文件里有{many}处修订还没有接受或拒绝，按全部接受来读：插入的算，删去的不算。",
        "请在 Word 的“审阅”里逐处接受或拒绝，定稿后再读。",
    ),
    Mark.HIDDEN: _Wording(
        "document.hidden-text",
        Severity.ADVICE,
        "文件里有{many}处隐藏的文字，看不见也印不出，没有读入。",
        "如果这些文字算数，请在 Word 的“字体”里去掉“隐藏”，再读；不算数就请删去。",
    ),
    Mark.OBJECT: _Wording(
        "document.embedded",
        Severity.WARNING,
        "文件里有{many}处嵌着别的对象（Excel 表格、图表或另一个文件），里面的内容没有读入。",
        "请把其中的表格和文字粘贴成 Word 的表格和文字，再读；或把它另存成文件单独读。",
    ),
    Mark.DIAGRAM: _Wording(
        "document.diagram",
        Severity.WARNING,
        "文件里有{many}处 SmartArt 图示，图示里的文字没有读入。",
        "请把图示里要用的文字写进正文，再读。",
    ),
    Mark.LARGE_PICTURE: _Wording(
        "document.large-picture",
        Severity.ADVICE,
        "文件里有{many}处大幅图片，图片里如有文字或表格，没有读入。",
        "如果是扫描或截图的表格，请换成 Word 表格再读。",
    ),
    Mark.SYMBOL: _Wording(
        "document.unknown-symbol",
        Severity.ADVICE,
        "文件里有{many}处符号用的是图形字体，认不出是什么，记作“□”。",
        "请核对这些地方；要紧的请改用普通字符。",
    ),
    Mark.FIELD: _Wording(
        "document.unread-field",
        Severity.WARNING,
        "文件里有{many}处用域代码排的公式没有读懂，照代码原样读入。",
        "请把公式改写成普通文字，再读。",
    ),
}


class Remarks:
    """Remarks on one document. Places are kept for the first few of a kind; all are counted."""

    def __init__(self, file: str) -> None:
        self.has_pictures = False
        self._file = Place(file=file)
        self._places: dict[Mark, list[Place]] = {}
        self._counts: dict[Mark, int] = {}
        self._uneven: list[Place] = []
        self._covered: list[tuple[str, Place]] = []

    def add(self, marks: Marks, place: Place) -> None:
        """These marks were found here."""
        for mark in marks:
            self.has_pictures = self.has_pictures or mark is Mark.PICTURE
            self._counts[mark] = self._counts.get(mark, 0) + 1
            places = self._places.setdefault(mark, [])
            if len(places) < limits.MOST_PLACES and place not in places:
                places.append(place)

    def covered(self, text: str, place: Place) -> None:
        """A merge hides this text."""
        if text and len(self._covered) < limits.MOST_PLACES:
            self._covered.append((text, place))

    def uneven(self, place: Place) -> None:
        """The rows of this merged cell differ in width."""
        if len(self._uneven) < limits.MOST_PLACES:
            self._uneven.append(place)

    def problems(self) -> Iterator[Problem]:
        """One problem for each kind of remark; text that a merge hides, one for each cell."""
        for mark, wording in _WORDINGS.items():
            if mark in self._counts:
                message = wording.message.format(many=self._counts[mark])
                places = tuple(place for place in self._places[mark] if place != self._file) or (self._file,)
                yield Problem(wording.code, wording.severity, message, wording.remedy, places)
        for text, place in self._covered:
            line = " ".join(text.split())
            shown = line if len(line) <= _MOST_SHOWN else line[:_MOST_SHOWN] + "…"
            yield Problem(
                "document.covered-text",
                Severity.WARNING,
                f"合并的单元格盖住了文字“{shown}”，看不见，没有读入。",
                "请在 Word 里拆分这个单元格：有用的文字移到该在的格里，没用的删去。",
                (place,),
            )
        if self._uneven:
            yield Problem(
                "document.uneven-merge",
                Severity.ADVICE,
                "上下合并的单元格各行宽窄不一，按各行共有的几列来读。",
                "请对照原文核对这一格管到哪几行、哪几列。",
                tuple(self._uneven),
            )
