"""The clause as written: what it awards, where its deductions end, and whether anybody can decide it."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from kaohe.checks.bands import Clash, clashes
from kaohe.checks.finding import Finding, Level
from kaohe.checks.subject import ItemView, Subject, TableView
from kaohe.checks.wording import shortened, squeezed
from kaohe.core import Place, plain
from kaohe.rules import ByLevel, Discretion, walk
from kaohe.rules.bounds import Interval, bounds
from kaohe.scheme.model import GroupKind

_POINTS = r"(?P<points>[0-9]+(?:\.[0-9]+)?)分"
_AWARD = re.compile(
    rf"(?<![扣减])(?:得|计|记|加|给|奖|赋)(?:计|加|予|给)?(?:(?P<low>[0-9]+(?:\.[0-9]+)?)(?:分)?[-~至到])?{_POINTS}"
    r"(?!及?以[上下内]|以[上下]|[-~至到]|段|制|的标准|为满分|为基数|折)"
)
_SCALED = re.compile(r"百分制|千分制|折算|折合|乘以?权重|换算|按权重|满分为?1000?分|按1000?分")
_CAPPED = re.compile(
    r"最高|最多|不超过|不得超过|封顶|为限|上限|加满|计满|满分为止|分为止|加完为止|以内|不高于|不突破"
)
_LIFTED = re.compile(r"可(?:以)?(?:超过|突破)|不受本项|超出本项|另(?:外)?加|额外加|附加|加分|奖励|追加")
_EACH = re.compile(
    r"(?:每|一(?:次|例|项|处|起|件|人)|(?:发现|发生|出现)[1一])[^。；]{0,30}?(?:倒扣|扣减|扣除|扣|减)(?:[^。；0-9]{0,4})"
    r"[0-9]+(?:\.[0-9]+)?分"
)
_ENDED = re.compile(
    r"扣完|扣光|扣满|扣至|扣到|为止|为限|最多扣|最高扣|最低|不(?:计|得|记|倒)?(?:为)?(?:负分|扣)|不出现负|封顶|上限|不超过"
    r"|(?:低于|不足|不到|以下|未达到|达不到|少于|超过|高于|以上)[^。；]{0,12}(?:不得分|不计分|得?0分|得?零分|本项0分)"
)
_BELOW_ZERO = re.compile(
    r"(?:可(?:以)?|能|得|计|出现|扣成|扣到)[^。；，]{0,3}负分|扣分不(?:封顶|设上限|封底)|上不封顶[^。；]{0,12}扣|扣[^。；]{0,6}(?:上不封顶|不封顶)|倒扣"
)
_NOT_BELOW = re.compile(r"不(?:得|计|记|出现|扣|能|可|设|倒)[^。；，]{0,3}(?:负分|扣)")
_LEFT_TO_SOMEBODY = re.compile(
    r"(?:酌情|视情况?|视情节|视(?:完成|落实|实际|工作|具体)[^，。；]{0,6}情况?|根据(?:实际|具体|相关|有关|工作)[^，。；]{0,6}情况|"
    r"结合实际|综合(?:评定|评价|评分|打分|考虑))(?:，结合实际)?[^。；，]{0,10}，?(?:予以|给予)?(?:倒?扣|加|减|给|得|评|打|计|赋)分?"
    r"|适当(?:予以|给予)?(?:扣|加|减|给|评|打)分?"
)
_RANGE = re.compile(
    r"[0-9]+(?:\.[0-9]+)?(?:分)?[-~至到][0-9]+(?:\.[0-9]+)?分|(?:最高|最多|不超过|至多|上限)[^。；]{0,6}[0-9]|[0-9]+分(?:为止|以内|为限)"
    r"|(?:加|扣|得|计|减|给)[0-9]+(?:\.[0-9]+)?分"
)
_SPAN = re.compile(r"[0-9]分?[-~至到][0-9]+(?:\.[0-9]+)?分|(?:最高|最多|不超过)[^。；]{0,4}[0-9]")
_CRITERIA = re.compile(
    r"标准|办法|细则|附件|《|百分制|打分表|评分表|清单|指标体系|是指|指的是|即：|第三方|问卷|排名|名次"
)
_NAMES_A_TEXT = re.compile(r"《|附件|办法|细则|清单|方案|规范》|文件")
_LEVEL = re.compile(
    r"(?:完成|落实|开展|评为|评定为|质量|效果|成效|工作|情况)?(?P<level>较好|良好|很好|好|一般|较差|差|优秀|较高|高|比较好|优|良|中)"
    r"(?:等次|的|者)?，?(?:得|计|记|给|扣|加)[0-9]+(?:\.[0-9]+)?分"
)
_VAGUE = re.compile(
    r"(?P<word>明显|显著|有力|不力|得力|积极|高度重视|不够?重视|较大|较多|较强|突出|扎实|有所|不够|较为|充分|适时|合理)"
    r"[^。；，0-9]{0,10}(?:的|者)?，?(?:可|则)?(?:(?:得|计|记|扣|加|减)[0-9]|酌情|扣分|得分|加分|不得分)"
)
_REQUIRED = re.compile(
    r"(?<![未不])(?:达到|符合|按照?|满足)(?:有关|相关|规定|上级)的?(?:规定|要求|标准)[^。；，0-9]{0,6}，?(?:的，?)?(?:得|计|记)[0-9]"
)
_COUNTED = re.compile(r"每|[0-9]项|次|件|%|率|例|处|个|户")
_SLOGAN = re.compile(r"[“\"](?P<slogan>[一二两三四五六七八九十双][^”\"，。；]{0,2}[^”\"，。；]{1,5})[”\"]")
_KNOWN = re.compile(
    r"两非|[两三]孩|双随机|双公示|一票否决|一老一小|三重一大|[一二三四五]级|一件事|一站式|一网通|一张表|三农|两癌|双拥|三会一课|"
    r"一人一|一岗双责|五一|三八|六一|七一|十一|十[二三四五]五|一带一路|两微|一户|一孩|双减|三公|四风|四议两公开|三务|两不愁|一刀切|两会"
)
_NUMERAL = {
    "双": 2,
    "两": 2,
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
}
_ENDED_FOR_ALL = re.compile(
    r"(?:各项|每项|单项|各指标|本项|以上)[^。；]{0,12}(?:扣完为止|不计负分|不得?负分|最低(?:得|为)?0|以[^。；]{0,6}为限)|扣完(?:该项|本项|为止)"
)
MOST_APART = 3
"""So many items of a table may have the same fault before it is said of the table at once."""
_SHARED = {
    "check.floor-missing": "的扣分没有写明扣到多少为止，现按扣完为止、最低0分计",
    "check.no-range": "写“视情况、酌情”一类的话，没有写幅度，谁来评都可以不一样",
    "check.no-criteria": "分档或用词没有写怎样算达到",
}


def clause_findings(subject: Subject) -> Iterator[Finding]:
    """Everything that the clauses say wrongly, table by table."""
    weights = _points_are_weights(subject)
    known = squeezed("".join(item.text for item in subject.items()) + subject.note)
    ended = _ENDED_FOR_ALL.search(squeezed(subject.note)) is not None
    for table in subject.tables:
        found: list[tuple[ItemView, Finding]] = []
        for item in table.items():
            own = [] if weights else list(_awards(item, subject))
            own += _below_zero(item) if subject.is_draft else ()
            own += () if ended else _ends(item)
            own += _decidable(item, known)
            own += band_findings(item.text, f"“{item.name}”的条款", item.where)
            if item.note and item.note not in item.text:
                own += band_findings(item.note, f"“{item.name}”的说明", item.where)
            found += [(item, finding) for finding in own]
        yield from _together(table, found)
        names = "，".join(grade.name for grade in table.grades)
        yield from band_findings(names, f"“{table.name}”的等次", table.where)
    if not subject.bands_told:
        yield from band_findings(subject.note, "说明（备注）", subject.where)


def _together(table: TableView, found: list[tuple[ItemView, Finding]]) -> Iterator[Finding]:
    """The findings of a table's items; one that many items share is said once, with all their places."""
    counts = Counter(finding.code for _, finding in found)
    told: set[str] = set()
    for _, finding in found:
        what = _SHARED.get(finding.code)
        if what is None or counts[finding.code] <= MOST_APART:
            yield finding
        elif finding.code not in told:
            told.add(finding.code)
            items = [item for item, other in found if other.code == finding.code]
            names = "、".join(item.name for item in items[:4]) + ("等" if len(items) > 4 else "")
            yield replace(
                finding,
                message=f"“{table.name}”有{len(items)}项{what}（{names}）。",
                where=tuple(dict.fromkeys(item.where for item in items)),
                quote="",
            )


def _finding(code: str, level: Level, message: str, remedy: str, where: Place, quote: str = "") -> Finding:
    return Finding(f"check.{code}", level.severity, message, remedy, (where,), level=level, quote=quote)


def awarded(clause: str) -> Decimal | None:
    """The most points that one stretch of the clause awards; None: it states no award."""
    flat = squeezed(clause)
    found = [Decimal(match["points"]) for match in _AWARD.finditer(flat)]
    return max(found, default=None)


def _points_are_weights(subject: Subject) -> bool:
    """Weighted tables: each clause scores out of a hundred, and the points are weights."""
    pairs = [(item.points, awarded(item.clause)) for item in subject.items() if item.points is not None]
    told = [(points, most) for points, most in pairs if points is not None and most is not None]
    return len(told) > 2 and 2 * sum(most > points for points, most in told) > len(told)


def _awards(item: ItemView, subject: Subject) -> Iterator[Finding]:
    """More than the item has: by the words, else, in a draft, by what its rule is proved to yield."""
    if item.kind is not GroupKind.BASE or item.points is None:
        return
    flat = squeezed(item.clause)
    most = (
        None if _SCALED.search(flat) or _CAPPED.search(flat) or _LIFTED.search(flat) else awarded(item.clause)
    )
    if (
        (most is None or most <= item.points)
        and subject.is_draft
        and item.rule is not None
        and not item.cap_stated
    ):
        ranges = {name: Interval(*measure.bounds) for name, measure in subject.measures.items()}
        proved = bounds(item.rule, ranges).high
        most = Decimal(str(plain(proved))) if proved is not None else None
    if most is not None and most > item.points:
        yield _finding(
            "awards-too-much",
            Level.WARNING,
            f"“{item.name}”的条款给到{plain(most)}分，本项只有{plain(item.points)}分。",
            "请核对条款和分值，改成一致；确要封顶的，请写明“最高”。",
            item.where,
            shortened(item.clause),
        )


def _below_zero(item: ItemView) -> Iterator[Finding]:
    """A clause that lets the item go below zero: in a draft, so that somebody says whether it is meant."""
    flat = squeezed(item.clause)
    below = _BELOW_ZERO.search(flat)
    if item.kind is GroupKind.BASE and below and not _NOT_BELOW.search(flat):
        yield _finding(
            "below-zero",
            Level.ADVICE,
            f"“{item.name}”按条款可以扣成负分，会减少别的项的得分。",
            "请核对是不是有意这样定；是的，请把“最低”写明为“不设”或一个负数。",
            item.where,
            below[0],
        )


def _ends(item: ItemView) -> Iterator[Finding]:
    """Deductions of which nothing says where they stop."""
    flat = squeezed(item.clause)
    each = _EACH.search(flat)
    if item.kind is not GroupKind.BASE or each is None or item.open_floor or _BELOW_ZERO.search(flat):
        return
    if _ENDED.search(flat) or not _can_exceed(item, each[0]):
        return
    yield _finding(
        "floor-missing",
        Level.ADVICE,
        f"“{item.name}”的扣分没有写明扣到多少为止，现按扣完为止、最低0分计。",
        "请在条款末尾补写“扣完为止”，或写明最低得分；各项都一样的，在说明里统一写一次。",
        item.where,
        each[0],
    )


def _can_exceed(item: ItemView, each: str) -> bool:
    """Whether the deduction can outgrow the item: a list of so many named things at so many points each cannot."""
    listed = re.search(r"每(?:缺|少|差|有|项|一)?[^0-9]{0,6}(?:1|一)?(?:项|件|个|处|条)", each)
    parts = item.clause.count("、") + 1
    found = re.search(r"([0-9]+(?:\.[0-9]+)?)分$", each)
    if (
        not listed
        or not found
        or item.points is None
        or re.search(r"[0-9一二三四五六七八九十]+(?:项|件事|个方面)", item.clause) is None
    ):
        return True
    return Decimal(found[1]) * parts > item.points


def _decidable(item: ItemView, known: str) -> Iterator[Finding]:
    """Clauses that leave open what decides them."""
    flat = squeezed(item.clause)
    ruled = item.rule is not None and any(isinstance(node, Discretion) for node in walk(item.rule))
    left = next((found for found in _LEFT_TO_SOMEBODY.finditer(flat) if not _ranged(flat, found)), None)
    if left is not None and not ruled:
        yield _finding(
            "no-range",
            Level.WARNING,
            f"“{item.name}”写“{shortened(left[0])}”，没有写扣加多少、看什么，谁来评都可以不一样。",
            "请写明幅度（如“扣0.5—2分”）和依据的情形，最好改成可以数的事项。",
            item.where,
            left[0],
        )
    words = [*_levels(item, flat), *dict.fromkeys(found["word"] for found in _VAGUE.finditer(flat))]
    if words and not _CRITERIA.search(squeezed(item.text)):
        said = "、".join(f"“{shortened(word, 14)}”" for word in words[:3])
        yield _finding(
            "no-criteria",
            Level.ADVICE,
            f"“{item.name}”写{said}，没有写怎样算达到。",
            "请给每一档写明标准（看得见、数得清的情形），或注明评定办法。",
            item.where,
            words[0],
        )
    yield from _undefined(item, flat, known)


def left_to_somebody(clause: str) -> bool:
    """Whether the words of a clause leave its points to a person's decision, with a range or without."""
    flat = squeezed(clause)
    return (
        _LEFT_TO_SOMEBODY.search(flat) is not None or len({found[0] for found in _LEVEL.finditer(flat)}) > 1
    )


def says_a_cap(text: str) -> bool:
    """Whether the words state an upper limit."""
    return _CAPPED.search(squeezed(text)) is not None


def _ranged(flat: str, found: re.Match[str]) -> bool:
    """Whether a range or cap stands with the words, in the same sentence."""
    end = next((at for at in range(found.end(), len(flat)) if flat[at] in "。；"), len(flat))
    before = flat[max(0, found.start() - 12) : found.start()]
    if "加" in found[0] and _CAPPED.search(flat):
        return True
    return _RANGE.search(flat[found.start() : end]) is not None or _SPAN.search(before) is not None


def _levels(item: ItemView, flat: str) -> list[str]:
    """Levels that earn points and are not explained."""
    found = [match["level"] for match in _LEVEL.finditer(flat)]
    judged = item.rule is None or any(isinstance(node, ByLevel) for node in walk(item.rule))
    return list(dict.fromkeys(found)) if judged and len(set(found)) > 1 else []


def _undefined(item: ItemView, flat: str, known: str) -> Iterator[Finding]:
    """Slogans that nobody spells out, and “达到要求” where no requirement is named."""
    for found in _SLOGAN.finditer(flat):
        slogan = found["slogan"]
        if not _KNOWN.search(slogan) and not _spelled_out(slogan, known):
            yield _finding(
                "undefined-term",
                Level.ADVICE,
                f"“{item.name}”里的“{slogan}”没有写明是哪几项。",
                "请在条款或说明里逐项列出，或注明出自哪个文件。",
                item.where,
                slogan,
            )
    vague = _REQUIRED.search(flat)
    if (
        vague
        and not item.standard
        and not _COUNTED.search(flat)
        and not _NAMES_A_TEXT.search(flat)
        and "、" not in flat
    ):
        yield _finding(
            "undefined-term",
            Level.ADVICE,
            f"“{item.name}”写“{shortened(vague[0], 14)}”，没有写明是什么要求。",
            "请写出要求的内容，或注明出自哪个文件。",
            item.where,
            vague[0],
        )


def _spelled_out(slogan: str, known: str) -> bool:
    """Whether, somewhere, as many things are listed beside it as it counts."""
    wanted = max(1, _NUMERAL[slogan[0]] - 1)
    for found in re.finditer(re.escape(slogan), known):
        before = known[max(0, found.start() - 60) : found.start()]
        after = known[found.end() : found.end() + 60]
        sides = (re.split(r"[。；]", before)[-1], re.split(r"[。；]", after)[0])
        if any(side.count("、") >= wanted for side in sides) or re.match(r"[”\"]?（", after):
            return True
    return False


def band_findings(text: str, what: str, where: Place) -> Iterator[Finding]:
    """Gaps and overlaps of the bands in a text."""
    gaps = [clash for clash in clashes(text) if clash.kind == "gap"]
    if gaps:
        yield _finding(
            "band-gap",
            Level.WARNING,
            f"{what}两档之间有空当：{_listed(gaps)}，有小数的得分落在其中就没有着落。",
            "请写成首尾相接，如“85分以上不足90分”；规则里请选定空当归哪一档。",
            where,
            gaps[0].lower.text,
        )
    for kind, level, code in (
        ("overlap", Level.WARNING, "band-overlap"),
        ("touch", Level.ADVICE, "band-touch"),
    ):
        found = [clash for clash in clashes(text) if clash.kind == kind]
        if found:
            yield _finding(
                code,
                level,
                f"{what}有两档都包括{_listed(found)}（{found[0].lower.text}、{found[0].upper.text}）。",
                "请写明归哪一档，如用“不足”“（不含）”。",
                where,
                found[0].lower.text,
            )


def _listed(found: list[Clash]) -> str:
    return "、".join(clash.between for clash in sorted(found, key=lambda clash: -clash.low))
