"""One spelling for what offices write in many: full-width digits, Chinese numerals, marks, the clerk's slips.

Every character of the normal text remembers the stretch of the original it came from, so that whatever
is found in it can be pointed at in the document.

    每下降１个百分点，扣O.５分  →  每下降1个百分点，扣0.5分   (and a slip: the letter O for the digit 0)
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher

from kaohe.clauses.numerals import CLASSIFIERS, NUMERAL, numeral
from kaohe.clauses.rewording import ENDS, REWORDINGS
from kaohe.clauses.wrapping import wraps


@dataclass(frozen=True, slots=True)
class Slip:
    """Something evidently mistyped, read as meant: where it stands in the original, what stood there, how it was read."""

    start: int
    end: int
    written: str
    meant: str


@dataclass(frozen=True, slots=True)
class NormalText:
    """`text` is normal; character i of it stands for `original[starts[i]:ends[i]]`."""

    original: str
    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    slips: tuple[Slip, ...] = ()

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original behind a stretch of the normal text."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else len(self.original)
            return at, at
        return self.starts[start], self.ends[end - 1]

    def words(self, start: int, end: int) -> str:
        """The original words behind a stretch of the normal text."""
        first, last = self.place(start, end)
        return self.original[first:last]


MARKS = {
    ",": "，", ";": "；", ":": "：", "(": "（", ")": "）", "[": "（", "]": "）", "【": "（", "】": "）", "〔": "（", "〕": "）",
    "?": "？", "!": "！", "％": "%", "﹪": "%", "‰": "‰", "．": ".", "﹑": "、", "､": "、", "＜": "<", "＞": ">", "≦": "≤", "≧": "≥",
    "⩽": "≤", "⩾": "≥", "＝": "=", "＋": "+", "﹢": "+", "－": "-", "–": "-", "—": "-", "―": "-", "−": "-", "~": "-", "～": "-", "〜": "-",
    "∽": "-", "／": "/", "×": "×", "✕": "×", "*": "×", "＊": "×", "“": "“", "”": "”", "\t": "，", "|": "，",
}  # fmt: skip
"""One mark for several that look alike. A tab parts cells, so it parts phrases."""

BREAK = "§"
"""Where a numbered entry or a line begins."""

_SPACED_LABEL = re.compile(r"[ \u3000\t](?=\d{1,2}[.、．）)](?![\d%分]))")
"""A blank before “2.”: the clerk's mark for a new entry where there is no line break."""
_LABEL_AND_NUMBER = re.compile(
    r"(?m)(?:^|[。；;，,])\s*[1-9１-９][\d０-９]?[.．、)）][ \u3000\t](?=[\d０-９]+(?![\d０-９]*分))"
)
"""“2. 1处不合格”: the blank keeps the label from the number."""
_AFTER_POINTS = re.compile(
    r"(?<=\d分)[ \u3000](?=[ \u3000]*(?!的|以|及|为|至|止|钟|值|计|者|后|时|标准|制|左右)[一-龥]{3})"
)
"""“未硬化扣5分 道路不畅扣5分”: the blank is where a line ended."""
_CONTINUED = "，、：（"
"""After these a line break is only where the line was full."""
_INVISIBLE = re.compile(r"[\s\u200b\u200c\u200d\ufeff\u00ad\u3000]")
_LABEL = re.compile(
    r"(?:(?<=^)|(?<=[§。；：，！？、））]))(?:\d{1,2}(?:[.、．）]|\.(?=\D))(?!\d)|（\d{1,2}）(?!分)|\d{1,2}）|[a-zA-Z][.、）](?=[^\d])|（[a-zA-Z]）)"
)
_CIRCLED = re.compile("[①-⑳⑴-⒇⒈-⒛㈠-㈩❶-❿➀-➉]")


def normalise(original: str) -> NormalText:
    """The normal form of a clause. Never fails: what it does not know stays as it is."""
    pieces = _Pieces.of(original)
    pieces.each_character()
    for pattern, replace in _STEPS:
        pieces.substitute(pattern, replace)
    return pieces.finish(original)


class _Pieces:
    """The text under work: parallel lists of characters and of the stretches they stand for."""

    def __init__(self, original: str, characters: list[str], starts: list[int], ends: list[int]) -> None:
        self.original = original
        self.characters, self.starts, self.ends = characters, starts, ends
        self.slips: list[Slip] = []
        self.text: str | None = None
        """All characters, until one of them changes."""

    @classmethod
    def of(cls, original: str) -> "_Pieces":
        indexes = list(range(len(original)))
        return cls(original, list(original), indexes, [index + 1 for index in indexes])

    def each_character(self) -> None:
        """Half-width letters and digits, one mark of each kind, no blanks; a line break is a BREAK."""
        kept: list[tuple[str, int, int]] = []
        signs = {
            match.start()
            for match in re.finditer(r"[ \u3000](?=[-－–—+＋][ \u3000]?\d+(?:\.\d+)?分)", self.original)
        }
        labels = {match.start() for match in _SPACED_LABEL.finditer(self.original)}
        parted = {match.start() for match in _AFTER_POINTS.finditer(self.original)}
        apart = {match.end() - 1 for match in _LABEL_AND_NUMBER.finditer(self.original)}
        wrapped = wraps(self.original)
        for character, start, end in zip(self.characters, self.starts, self.ends, strict=True):
            if start in wrapped:
                continue
            if start in labels or character in "\n\r\v\f\u2028":
                if not (kept and kept[-1][0] in _CONTINUED):
                    kept.append((BREAK, start, end))
            elif character in MARKS:
                kept.append((MARKS[character], start, end))
            elif "！" <= character <= "～" and character not in "，；：（）？！":
                half = chr(ord(character) - 0xFEE0)
                kept.append((MARKS.get(half, half), start, end))
            elif start in parted:
                kept.append(("；", start, end))
            elif start in signs or start in apart:
                kept.append(("，", start, end))
            elif not _INVISIBLE.match(character):
                kept.append((character, start, end))
        self.characters = [entry[0] for entry in kept]
        self.starts = [entry[1] for entry in kept]
        self.ends = [entry[2] for entry in kept]

    def substitute(self, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str | None]) -> None:
        """Put another spelling where the pattern matches; what is replaced keeps its stretch. A slip is noted."""
        if self.text is None:
            self.text = "".join(self.characters)
        text = self.text
        characters: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        done = 0
        for match in pattern.finditer(text):
            new = replace(match)
            if new is None or match.end() == match.start():
                continue
            slip = new.startswith(_SLIP)
            new = new.removeprefix(_SLIP)
            characters += self.characters[done : match.start()]
            starts += self.starts[done : match.start()]
            ends += self.ends[done : match.end()][: match.start() - done]
            first, last = self.starts[match.start()], self.ends[match.end() - 1]
            if slip:
                self.slips.append(Slip(first, last, self.original[first:last], new))
            characters += list(new)
            for one, other in _stretches(match[0], new):
                starts.append(self.starts[match.start() + one])
                ends.append(self.ends[match.start() + other])
            done = match.end()
        if not done:
            return
        self.text = None
        self.characters = characters + self.characters[done:]
        self.starts = starts + self.starts[done:]
        self.ends = ends + self.ends[done:]

    def finish(self, original: str) -> NormalText:
        slips = tuple(sorted(self.slips, key=lambda slip: slip.start))
        return NormalText(original, "".join(self.characters), tuple(self.starts), tuple(self.ends), slips)


def _stretches(old: str, new: str) -> list[tuple[int, int]]:
    """For every character of `new` the first and the last of `old` that it stands for.

    What both have keeps its own; what was put in the place of something stands for all of that; what was only added, for its neighbour.
    """
    if len(old) == len(new):
        return [(index, index) for index in range(len(old))]
    found: list[tuple[int, int]] = []
    for kind, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [(start + index, start + index) for index in range(end - start)]
        elif kind == "replace":
            found += [(start, end - 1)] * (last - first)
        elif kind == "insert":
            beside = min(max(start - 1, 0), len(old) - 1)
            found += [(beside, beside)] * (last - first)
    return found


_SLIP = "\0"

_CLASSIFIER = "|".join(sorted(map(re.escape, CLASSIFIERS), key=len, reverse=True))

_SHARES = {"百万": "ppm", "万": "‱", "千": "‰"}


def _small_share(match: re.Match[str]) -> str | None:
    """千分之三 → 3‰, 百万分之三 → 3ppm."""
    number = match["n"] if match["n"][0].isdigit() else numeral(match["n"])
    places = numeral(match["d"]) if match["d"] else None
    if number is None or (match["d"] and places is None):
        return None
    return f"{number}{'.' + places.zfill(len(match['d'])) if places else ''}{_SHARES[match['of']]}"


_NAMES_A_CLASS = re.compile(
    r"(?:^|(?<=[，。；§、（：]))[一二三四五]类(?!的?，|以上|以下|及以|未|不|没|无|的?[扣得加])[一-龥]{2}"
)
"""一类障碍, 二类费用: which of the classes, and not how many."""

_STEPS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]], ...] = (
    # a line that goes on: “…开展工作 / （8分）”, “…，/ 少1次扣1分”
    (re.compile("§+(?=[，、；。）]|（(?!\\d{1,2}）|[一二三四五六七八九十]{1,3}）))"), lambda _: ""),
    # numbers first: thousands, a dot written as a full stop, the letters O and l for digits
    (re.compile(r"(?<=\d)，(?=\d{3}(?!\d))(?=\d{3}(?:元|万|人|户|个|平|亩|吨|公))"), lambda _: ""),
    (re.compile(r"(?<=\d)，(?=\d)"), lambda _: "、"),
    (re.compile(r"(?<=\d)[。·](?=\d+分)"), lambda _: _SLIP + "."),
    (re.compile(r"(?<![A-Za-z])[OoＯ〇○](?=[.。·]?\d)(?=[.。·\d]+[分%个])"), lambda _: _SLIP + "0"),
    (re.compile(r"(?<=\d[.])[OoＯ〇○](?=\d|分)"), lambda _: _SLIP + "0"),
    (
        re.compile(r"(?<=[扣得计加减给每有缺少漏错现\d.])[lI|](?=分|个|项|次|处|人|例|起|件|名|%|\.\d)"),
        lambda _: _SLIP + "1",
    ),
    (re.compile(r"(?<=[\d])[lI](?=\d|分)"), lambda _: _SLIP + "1"),
    (re.compile(r"(?<=\d)[OＯ〇○](?=分)"), lambda _: _SLIP + "0"),
    (re.compile(r"(?<=\d)。(?=\d)"), lambda _: _SLIP + "."),
    (re.compile(r"分分(?=[，。；）§]|$)"), lambda _: _SLIP + "分"),
    (re.compile(r"(?<=[扣得加]\d)份(?=[，。；）§]|$)"), lambda _: _SLIP + "分"),
    # “按次扣2分”
    (
        re.compile(
            "按(?P<one>人次|件次|次|项|件|人|处|户|个|份|起|例|卷|台|天|月)(?=(?:酌情)?[扣加奖得计记]\\d)"
        ),
        lambda m: "每" + m["one"],
    ),
    (re.compile("(?<=不得分)，?(?:并|另|再)?倒扣(?=\\d)"), lambda _: "，追加扣除"),
    (re.compile("(?<=，)(?:则|就|相应)?增加(?=\\d+(?:\\.\\d+)?分)"), lambda _: "加"),
    (re.compile("酌(?=[扣减加]\\d)"), lambda _: "酌情"),
    (re.compile("(?<=\\d)周岁"), lambda _: "岁"),
    (re.compile("(?<=率)=(?=\\d)"), lambda _: "为"),
    # “口2分”: a broken 扣; “一个百分的”: the 点 is missing; “到达” for “达到”; a label stuck to a numeral
    (re.compile(r"(?<=[时的，；品错误全缺少])口(?=\d+(?:\.\d+)?分)"), lambda _: _SLIP + "扣"),
    (re.compile("(?<=[一1]个)百分(?=的|，|扣)"), lambda _: _SLIP + "百分点"),
    (re.compile("到达(?=\\d|指标|目标|要求|标准)"), lambda _: "达到"),
    (re.compile("(?:(?<=^)|(?<=[§。；]))\\d{1,2}(?=[一两](?:名|个|次|项|起|件|处))"), lambda _: BREAK),
    # “没” for “每”, “为” for “未”: they sound or look alike
    (
        re.compile(
            r"没(?=(?:1|一|有?\d|[少缺漏迟发出降低增升超高多差减]{1,2}[现生]?[一\d]|[人项次处例件个起户份家条种][^，。；]{0,2}[扣减加得]))"
        ),
        lambda _: _SLIP + "每",
    ),
    (
        re.compile(
            r"(?:(?<=^)|(?<=[，。；：§）]))为(?=按|装订|建立|配备|开展|制定|落实|设[置立]|签|上报|及时|完成|进行|执行|公示|明确|组织|报送|参加|安装|达到|使用|提供|定期|佩戴|填写)"
        ),
        lambda _: _SLIP + "未",
    ),
    (re.compile(r"下大的(?=控制|目标|任务|指标|计划)"), lambda _: _SLIP + "下达的"),
    (
        re.compile(
            rf"(?P<before>[扣得计记加减给奖满共为各的除高过超至到多限、和及与励罚赋评占项个条家处次人件户+-]|^|[，；（：。])(?P<n>{NUMERAL})(?=分(?:[，。；）、§为的止/]|$))"
        ),
        lambda m: m["before"] + (numeral(m["n"]) or m["n"]),
    ),
    # labels of entries
    (re.compile(r"[①-⑳⑴-⒇⒈-⒛㈠-㈩❶-❿➀-➉]"), lambda _: BREAK),
    (_LABEL, lambda _: BREAK),
    (re.compile("^[a-zA-Z]\\d{1,3}[、.．](?=[一-龥])"), lambda _: BREAK),
    # “1、1次未报送”: a label before one of a thing
    (
        re.compile("(?:(?<=^)|(?<=[§。；]))\\d{1,2}、(?=1(?:次|处|起|项|人|件|例|个|户|名|家|天|条|份))"),
        lambda _: BREAK,
    ),
    (
        re.compile(r"(?:(?<=^)|(?<=[§。；]))[一二三四五六七八九十]{1,3}[、.](?=[^\d一二三四五六七八九十])"),
        lambda _: BREAK,
    ),
    (re.compile(r"（[一二三四五六七八九十]{1,3}）(?=[^，。；])"), lambda _: BREAK),
    (re.compile(r"(?<=[分止])\d{1,2}[.、．](?=[^\d])"), lambda _: BREAK),
    # blanks of the form: 扣分：____  得分：
    (
        re.compile(
            r"(?<![不的者])(?:(?:自评|核定|考核|实际|最终|本项)?(?:得分|扣分|评分|小计)(?:原因|情况|说明|依据)?分?：?_+|(?:自评|核定|考核|实际|最终)分：?(?:_+|(?=$))|(?:(?:自评|核定)?(?:得分|扣分)(?:原因|情况|说明|依据)?|小计|检查人|复核意见|整改时限|备注)：(?=_|§|$|）|(?:自评|核定|得分|扣分|小计)))"
        ),
        lambda _: BREAK,
    ),
    (re.compile(r"(?:(?<=^)|(?<=[，。；：§]))[一二三四五六七八九]是(?=[^否])"), lambda _: BREAK),
    # numerals
    (
        re.compile(
            rf"(?P<of>百万|万|千)分之(?P<n>{NUMERAL}|\d+(?:\.\d+)?)(?:点(?P<d>[零〇一二三四五六七八九]+))?"
        ),
        _small_share,
    ),
    (
        re.compile(rf"百分之(?P<n>{NUMERAL})(?:点(?P<d>[零〇一二三四五六七八九]+))?"),
        lambda m: (
            (numeral(m["n"]) or "") + ("." + (numeral(m["d"]) or "") if m["d"] else "") + "%"
            if numeral(m["n"])
            else None
        ),
    ),
    (re.compile(r"百分之(?=\d)(?P<n>\d+(?:\.\d+)?)"), lambda m: m["n"] + "%"),
    (
        re.compile(
            rf"(?<![第一二两三四五六七八九十百千万星期周礼拜])(?P<n>{NUMERAL})点(?P<d>[零〇一二三四五六七八九]+)(?=分|个|%)"
        ),
        lambda m: f"{numeral(m['n'])}.{numeral(m['d'])}",
    ),
    (re.compile(r"(?<!一)半分(?=[，。；）、§的]|$)"), lambda _: "0.5分"),
    (
        re.compile(
            rf"(?<![第唯统万单专逐同一二两三四五六七八九十百千])(?<!星期)(?<!进1步)(?<!分之)(?P<n>{NUMERAL})(?<!半)(?=(?:{_CLASSIFIER}))"
            r"(?!(?:单[位独一项个纯向元据体次]|起(?=工作|来|做|去|参)|次性|名.{0,1}号|级|点(?![的以及、，；。扣])|面(?![扣])|部分|定|般|方面(?=是|对|要)|个(?:意识|维护|自信|确保|坚持|统一|清单|一律)|门心思|道(?!工|门)|头(?!扣)|回事|日|门(?:式|子)|时|所有|条龙|件事|本正经|家(?:人|庭)|票|体|步|同|致|流|线|把手|贯|切|些|户一|人一|事一|县一|村一|企一|岗一|校一|月一|周一|年一|季一|日一|厂一|品一|物一|车一|案一|策))"
        ),
        lambda m: None if _NAMES_A_CLASS.match(m.string, m.start()) else numeral(m["n"]),
    ),
    (
        re.compile(
            r"(?P<b>(?:排名|位列|位居|名列|名次|排序)(?:为|在|居)?)第(?P<n>[一二三四五六七八九十]|\d)(?=[得计记加给的，])"
        ),
        lambda m: f"{m['b']}第{numeral(m['n']) or m['n']}名",
    ),
    (
        re.compile(r"第(?P<n>[一二三四五六七八九十]{1,2})(?=[名位至、-])"),
        lambda m: "第" + (numeral(m["n"]) or m["n"]),
    ),
    (re.compile(r"(?<=[\d名位]、)(?P<n>[一二三四五六七八九十])(?=[名位、])"), lambda m: numeral(m["n"])),
    (
        re.compile(r"前(?P<n>[一二三四五六七八九十]{1,3})(?=[的得计，]|者得)"),
        lambda m: f"前{numeral(m['n'])}名" if numeral(m["n"]) else None,
    ),
    (
        re.compile(r"前(?P<n>[一二两三四五六七八九十]{1,2})(?=[名位])"),
        lambda m: "前" + (numeral(m["n"]) or m["n"]),
    ),
    # “特色鲜明5分/有特色3分”: one beside the other
    (re.compile(r"(?<=分)/(?=[一-龥]{2,}[^/，。；]{0,12}\d分)"), lambda _: "，"),
    *ENDS,
    # ranges, relations, units that have several names
    (
        re.compile(
            r"(?<=\d)(?P<u>(?:%|‰|‱|ppm|分钟|分|次|项|人|个|件|天|户|家|名|起|例|处|篇|条|场|亿元|万元|亿|万|元|小时|岁|亩)?(?:（含）|（不含）)?)(?:-{1,2}|至|到|-)(?=±?\d)"
        ),
        lambda m: (m["u"] or "") + "-",
    ),
    (
        re.compile(
            r"个(?:百分点|比例点|百分比|点(?=[，。；扣加减得）以]))|(?<=[\d每])(?:比例点|百分点|点(?=[，。；扣加减得）]))"
        ),
        lambda _: "百分点",
    ),
    (re.compile(r"(?:>=|＞＝|>＝|[大高多]于(?:或|或者|、)?等于)"), lambda _: "≥"),
    (re.compile(r"(?:<=|＜＝|<＝|[小低少]于(?:或|或者|、)?等于)"), lambda _: "≤"),
    # “完成率5分：完成100%得5分…”: points behind a name and before a colon stand in brackets
    (
        re.compile(
            "(?:(?<=^)|(?<=[§。；]))(?P<name>[^，。；：（）\\d§扣得加计不每]{2,14})(?P<points>\\d+(?:\\.\\d+)?分)(?=：)"
        ),
        lambda m: f"{m['name']}（{m['points']}）",
    ),
    *REWORDINGS,
    (re.compile(r"(?:（含(?:本数)?）|[（(]含\d+(?:\.\d+)?(?:[%分]|[一-龥]{1,2})?[）)])"), lambda _: "（含）"),
)


def entries_in(text: str) -> bool:
    """Whether the normal text has entries of its own (numbered, or in lines)."""
    return BREAK in text
