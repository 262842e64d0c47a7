"""Hard-wrapped text: line breaks that only say that the line was full, in the middle of a sentence or of a word.

    …保存率在90 / %以上得15分        未配备保洁队伍扣 / 2分        每公里 / 配备1-2名

A break parts entries where nothing says otherwise. It is none where a number, a unit or a scoring word goes across it,
where the line stops at a word after which something must follow, or where the whole cell was filled to one width.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from kaohe.clauses.numerals import CLASSIFIERS

_BREAK = re.compile("[ \u3000\t]*(?:\r\n|[\n\r\v\f\u2028])[\\s\u3000]*")
_DIGIT = "[\\d０-９]"
_LABEL = re.compile(
    f"(?:{_DIGIT}{{1,2}}(?:[、．）)]|[.](?!{_DIGIT}))|[（(](?:{_DIGIT}{{1,2}}|[一二三四五六七八九十]{{1,3}})[）)]"
    "|[①-⑳⑴-⒇⒈-⒛㈠-㈩❶-❿➀-➉]|[一二三四五六七八九十]{1,3}[、.．]|第[一二三四五六七八九十\\d]+[条项]|[A-Za-z][.、）)]|[-—]+(?![\\d０-９])|[•·●◆■★※*])"
)
_NUMERAL = "[一二两三四五六七八九十]"
_UNIT = "(?:%|％|‰|个?百分点|个点|分(?![管类别级析组局包项部布散支队公站])|分钟|小时|人次|件次|万元|亿元|公里|平方米|[名人次项个处件户天例起份条家篇场元万亿亩](?!员|民|事))"
_ASKED = (
    "(?:每[一-龥]{0,4}|[少缺有漏迟超差低高多欠]|发现|出现|发生|查出|不少于|不低于|不超过|不高于|不大于|不得少于|不得低于|不得超过|至少|达到?|低于|少于"
    "|超过|高于|大于|小于|不足|不到|控制在|完成|配备|第|前|[≥≤<>＜＞至\\-~－—～])"
)
_MOVES = "(?:扣|扣除|扣减|倒扣|得|计|记|加|减|奖|给|赋|扣分|得分|加分|计分|最多|最高|不超过|限)"
_POINTS = f"{_DIGIT}+(?:[.．]{_DIGIT}+)?分?(?:[-~－—～至]+{_DIGIT}+(?:[.．]{_DIGIT}+)?)?[ 　]?分"
_SURE = re.compile(
    f"{_DIGIT}¶(?:[%％‰]|个?百分点|分(?![管类别级析组局包项部布散支队公站]))"
    f"|{_ASKED}(?:{_DIGIT}+(?:[.．]{_DIGIT}+)?|{_NUMERAL})¶{_UNIT}|{_DIGIT}¶[名人次项个处件户例起份条家篇场]{_MOVES}{_DIGIT}"
    f"|{_MOVES}¶(?:为|：|:)?{_POINTS}|{_MOVES}{_DIGIT}*¶[.．]{_DIGIT}+分"
    f"|{_MOVES}{_DIGIT}+[.．]¶{_DIGIT}+分|{_DIGIT}+[.．]¶{_DIGIT}+[%％]|{_DIGIT}¶[.．]{_DIGIT}|[一-龥]{_DIGIT}+[.．]¶{_DIGIT}+(?![.．、\\d])"
    f"|{_ASKED}¶{_DIGIT}|{_ASKED}{_DIGIT}+¶{_DIGIT}+(?:[.．]{_DIGIT}+)?[%％]"
    f"|(?:^|[。；;分止，,])[ 　]?{_DIGIT}{{1,2}}[.．、]¶"
    f"|[÷×=＝+＋/]¶|¶[÷×=＝/]|¶率(?![先领])|[国省市县区乡镇]¶级|¶[数量度](?:达到|低于|高于|每[低高降]|不[低高少]于)|[\\d０-９%％元万个次分]¶[-~－—～至]+{_DIGIT}|[^。；;！？]¶(?:的[^确]|者[，,])"
)
"""A number, its unit or its verb on either side of the break (¶)."""

_WORDS = re.findall(
    r"\S+",
    "不得分 不扣分 不加分 不计分 不予计分 得满分 满分 零分 扣完为止 扣完 扣光 直至 为止 扣分 得分 加分 计分 扣除 扣减 倒扣 百分点 百分之 以上 以下 以内 之内"
    " 及以上 及以下 不低于 不少于 不超过 不高于 不大于 低于 高于 少于 多于 超过 达到 未达 不足 不到 每少 每低 每高 每缺 每超 每增 每降 每项 每次 每处 每人"
    " 下降 降低 减少 提高 增加 增长 上升 提升 酌情 最多 最高 累计 否则 其余 其他 分别 按比例 比例 一票否决 完成率 合格率 达标率 满意率 满意度 覆盖率 未按 未能 未建 未落"
    " 不按 不及时 不到位 不规范 不健全 没有 未完成 未落实 未建立 未开展 未制定 未配备 未设置 不合格 不符合 人次 项次 户次 件次 单起 单次 单件 工作日 平方米 个百分点 基本分 最高级别 取最高 依次类推 以此类推 依此类推 同比例 基础分 标准分",
)
_STOPS_SHORT = re.compile(
    "(?:[未每各的和与及或并且将把被对为由若如应须按从其至]|(?<!并)不|没|(?<!有)无|(?<![有得])以|[，。；、：]在|(?<![平人户年月])均|(?<![首成])都|分[，,][^，,；;。\\d分止]{1,10}|[≤<＜≥>＞][^，；。\\d]{0,12}|每[一-龥]{1,6}|不[得予低少超高])$"
)
"""A line that ends so goes on in the next."""
_GOES_ON = re.compile(
    f"(?:[各均则应另再可]|一律)?(?:扣除|扣减|倒扣|[扣得计记加减奖给赋])(?:为|：|:)?{_POINTS}|[+＋]{_POINTS}"
    "|(?:则|均|本项|该项|此项)?(?:不得分|不加分|不扣分|不计分|得满分|得零分|得0分|扣完)(?=[。；;，,（(]|$)"
    "|每[一-龥]{0,3}[次处项人件例起个户天条份][，,]?[各均]?[扣加得减计]\\d"
    "|(?:级别|标准|比例)?(?:计分|得分|扣分|折算)(?=[。；;，,]|$)|(?:可以?)?酌情(?:扣|加|给|得|计)"
    f"|(?:最多|最高|累计)?(?:不超过|不得超过){_POINTS}|(?:最多|最高)(?:扣|加|得){_POINTS}"
)
"""Points at the beginning of a line are those of the line before it, where that has none of its own."""
_ENDS = re.compile("(?:扣完|扣光|为止|封顶|为限)")
_NO_MORE = re.compile("每(?:年|月|季度?|周|天|日|人|户|次|项|处|件)$")
_MARKED = re.compile("[。；;！？!?，,、：:]$")
_DONE = re.compile("(?:分|为止|满分|封顶|为限|否决|分值|）|\\))$")
_FLOWS = re.compile("[。；;！？][^。；;！？]{2,}$")
_PARTED = re.compile("[，,、][^，,、]{1,}$")
_NARROWEST, _WIDE, _SLACK, _EVEN = 12, 20, 4, 2
"""Widths of lines, in halves of a character; how far those of filled lines lie apart."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the cell: its words, and where the break behind it stands."""

    text: str
    start: int
    end: int


def wraps(original: str) -> frozenset[int]:
    """The places of the characters of line breaks that are to be left out."""
    lines = list(_lines(original))
    if len(lines) < 2:
        return frozenset()
    sure = [_goes_on(first.text, second.text) for first, second in pairwise(lines)]
    filled = _filled(lines, sure)
    found: set[int] = set()
    for at, (first, second) in enumerate(pairwise(lines)):
        blank = sum(sign in "\n\v\f\u2028" for sign in original[first.start : first.end]) > 1
        if sure[at] or (filled and not blank and _open(first.text, second.text)):
            found.update(range(first.start, first.end))
    return frozenset(found)


def _lines(original: str) -> list[_Line]:
    lines: list[_Line] = []
    done = 0
    for match in _BREAK.finditer(original):
        if original[done : match.start()].strip():
            lines.append(_Line(original[done : match.start()].strip(), match.start(), match.end()))
        done = match.end()
    if original[done:].strip():
        lines.append(_Line(original[done:].strip(), len(original), len(original)))
    return lines


def _goes_on(first: str, second: str) -> bool:
    """Whether something goes across the break that nobody breaks on purpose."""
    if re.match("[%％‰]", second) and re.search(f"{_DIGIT}$", first):
        return True
    if _LABEL.match(second):
        return False
    sure = _SURE.search(f"{first[-12:]}¶{second[:12]}")
    if sure is not None and not _ALONE.fullmatch(first):
        return True
    if _COUNTED.search(f"{first[-12:]}¶{second[:6]}") and not _ALONE.fullmatch(first):
        return True
    if _ENDS.match(second) and not _MARKED.search(first):
        return True
    if _open(first, second) and (_GOES_ON.match(second) or _unclosed(first)):
        return True
    if any(
        first.endswith(word[:cut]) and second.startswith(word[cut:])
        for word in _WORDS
        for cut in range(1, len(word))
    ):
        return True
    return _STOPS_SHORT.search(first) is not None and _NO_MORE.search(first) is None


_WORDS_OF_TWO = "|".join(
    f"{word[:cut]}¶{word[cut:]}" for word in CLASSIFIERS if len(word) > 1 for cut in range(1, len(word))
)
_WORDS_OF_ONE = "".join(word for word in CLASSIFIERS if len(word) == 1)
_COUNTED = re.compile(
    f"{_DIGIT}(?:{_WORDS_OF_TWO})"
    f"|(?:不少于|不低于|不超过|不高于|不得少于|不得低于|不得超过|至少|达到?|低于|少于|超过|高于|大于|小于|不足|不到|[≥≤<>＜＞]){_DIGIT}+¶[{_WORDS_OF_ONE}](?![员民事织门例件位理])"
)
"""A counting word parted from its number, or broken in two (批/次)."""
_ALONE = re.compile("[.．\\-—~～至%％\\d０-９]+")


def _unclosed(line: str) -> bool:
    """Whether a title, a quotation or a bracket is open at the end of the line."""
    return any(line.rfind(opened) > line.rfind(closed) for opened, closed in ("《》", "“”", "（）", "()"))


def _open(first: str, second: str) -> bool:
    """Whether the line ends at no mark and with no points, and the next one is no entry of its own."""
    return not (_MARKED.search(first) or _DONE.search(first) or _LABEL.match(second))


def _filled(lines: list[_Line], sure: list[bool]) -> bool:
    """Whether all lines but the last were filled to one width, by text that flows from one into the next."""
    widths = [_width(line.text) for line in lines]
    full = widths[:-1]
    if len(full) < 2 or max(full) < _NARROWEST or widths[-1] > max(full) + _SLACK:
        return False
    spread = max(full) - min(full)
    if spread > max(_SLACK, max(full) // 8):
        return False
    opened = [first.text for first, second in pairwise(lines) if _open(first.text, second.text)]
    flows = sum(_FLOWS.search(text) is not None for text in opened)
    even = len(full) > 2 and spread <= _EVEN and max(full) >= _WIDE
    parted = sum(_PARTED.search(text) is not None for text in opened)
    unlike = len({text[-2:] for text in opened}) == len({text[:2] for text in opened}) == len(opened)
    return any(sure) or flows > 1 or (even and unlike and 2 * parted >= len(opened) > 1)


def _width(text: str) -> int:
    """In halves of a character: Latin letters and digits are half as wide."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)
