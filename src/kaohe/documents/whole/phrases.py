"""What stands in a cell beside a number or a name: each wording, and right below it the way back.

`say_…` gives the text, `read_…` what it meant; None or a remainder where it is not such a text.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from kaohe.core import plain
from kaohe.documents.whole.texts import LONG, USUAL, guarded, listed, pieces, unguarded
from kaohe.documents.whole.words import LEVEL_LABEL, TOTAL_LABEL
from kaohe.rules import Node
from kaohe.rules.sentence.wording import listed as all_quoted
from kaohe.rules.sentence.wording import quoted
from kaohe.scheme import file_words as words
from kaohe.scheme.model import Effect, Grade, GroupKind, Measure, Ranking, Scope, WhenNotApplicable
from kaohe.scheme.reading import exact_number

Say = Callable[[Node], str]
"""Prints a rule as its canonical sentence."""
ONE = Decimal(1)
NONE = "不设"
_NARROW = str.maketrans("０１２３４５６７８９．－＋％（）：", "0123456789.-+%():")
_NUMBER = r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,12})?"


def word(known: Mapping[str, Enum | bool], value: object) -> str:
    """The word of an enumeration's value."""
    return next(said for said, meant in known.items() if meant is value)


def number(text: str, *units: str) -> Decimal | None:
    """The number that a cell shows, with or without one of the units behind it; None where it shows none."""
    narrow = text.strip().translate(_NARROW).replace(" ", "")
    for unit in units:
        narrow = narrow.removesuffix(unit)
    return exact_number(narrow.lstrip("+"))


def points(value: Decimal | None) -> str:
    return NONE if value is None else f"{plain(value)}分"


def _limit(text: str) -> Decimal | str | None:
    """A floor or cap: a number, None for 不设, the text itself where it is neither."""
    text = text.strip().rstrip("。")
    if text in (NONE, "不设限", "不限"):
        return None
    found = number(text, "分")
    return text if found is None else found


# ---- a group's cell: its name, and below it what it is worth


@dataclass(frozen=True, slots=True)
class GroupText:
    """What the cell of a group says. `stray`: a bracket of which only a part was understood."""

    name: str
    kind: GroupKind | None = None
    points: Decimal | None = None
    weight: Decimal = ONE
    floor: Decimal | None = None
    cap: Decimal | None = None
    code: str = ""
    stray: str = ""


def say_group(group: GroupText) -> str:
    """“组织保障↵（10分，权重0.7）”, “加分项↵（加分，封顶5分）”. `kind` None: as that of the group above, BASE."""
    parts = [] if group.kind is None else [word(words.GROUP_KINDS, group.kind)]
    parts += [] if group.points is None else [f"{plain(group.points)}分"]
    parts += [f"权重{plain(group.weight)}"] if group.weight != ONE else []
    most, floor, cap = _most(group)
    parts += [] if most is None else [f"封顶{points(most)}"]
    parts += [] if floor is None else [f"最低{points(floor)}"]
    parts += [] if cap is None else [f"最高{points(cap)}"]
    parts += [f"编号{guarded(group.code, f'{USUAL}（）()')}"] if group.code else []
    return f"{group.name}\n（{'，'.join(parts)}）" if parts else group.name


def say_plain_group(group: GroupText, *, weight: bool) -> str:
    """As an office writes it by hand: “组织保障↵（10分）”, “加分项↵（最多加5分）”. `weight`: it is to be said here."""
    most, _, _ = _most(group)
    if group.kind in _LISTS and most is not None:
        return f"{group.name}\n（最多{_LISTS[group.kind]}{points(most)}）"
    if not weight:
        return group.name
    share = f"，占{plain(group.weight * 100)}%" if group.weight != ONE else ""
    return f"{group.name}\n（{points(group.points)}{share}）" if group.points is not None else group.name


_LISTS: Mapping[GroupKind | None, str] = {GroupKind.BONUS: "加", GroupKind.DEDUCTION: "扣"}


def _most(group: GroupText) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """What a list gives or takes at most, and the floor and cap that are left to be said."""
    if group.kind is GroupKind.DEDUCTION and group.floor is not None and group.floor <= 0:
        return -group.floor, None, group.cap
    if group.kind is GroupKind.BONUS and group.cap is not None and group.cap >= 0:
        return group.cap, group.floor, None
    return None, group.floor, group.cap


_BRACKET = re.compile(r"\s*[（(]([^（）()]*+)[）)]\s*")
_MOST_BRACKETS = 4
"""Lines that begin with a bracket and may be the one that counts: a code may hold others."""
_QUOTED_BRACKET = re.compile(r"\s*[（(](.*)[）)]\s*", re.DOTALL)
_GROUP_PART = re.compile(
    rf"(?P<kind>基本|加分|扣分)项?|(?P<code>编[号码](?P<coded>(?s:.+)))"
    rf"|(?P<what>权重|封顶|最高|最低|共|计|满分)?[:]?(?P<number>{_NUMBER})(?P<percent>%)?分?"
)


def read_group(text: str, above: GroupKind) -> GroupText:
    """The cell of a group within one of the kind `above`."""
    stray = ""
    for name, inside in _brackets(text.strip()):
        parts = pieces(inside)
        found = [_GROUP_PART.fullmatch(_narrow_part(part)) for part in parts]
        if parts and all(found) and name:
            return _group(name, [part for part in found if part is not None], above)
        stray = stray or (inside if any(found) else "")
    return GroupText(text.strip(), stray=stray)


def _narrow_part(part: str) -> str:
    """A part of a bracket with narrow figures and signs."""
    return part if part.startswith(("编号", "编码")) else part.translate(_NARROW).replace(" ", "")


def _brackets(text: str) -> Iterator[tuple[str, str]]:
    """What stands before the last bracket, and in it: one on a line of its own, else one at the end of the line."""
    end = len(text)
    for _ in range(_MOST_BRACKETS):
        end = max(text.rfind("\n（", 0, end), text.rfind("\n(", 0, end))
        if end < 0:
            break
        if found := _QUOTED_BRACKET.fullmatch(text, end + 1):
            yield text[:end].strip(), found[1]
    start = max(text.rfind("（"), text.rfind("("))
    if start >= 0 and (found := _BRACKET.fullmatch(text, start)):
        yield text[:start].strip(), found[1]


def _group(name: str, parts: list[re.Match[str]], above: GroupKind) -> GroupText:
    kinds = [words.GROUP_KINDS[part["kind"]] for part in parts if part["kind"]]
    kind = kinds[0] if kinds else above
    values: dict[str, Decimal] = {}
    code = ""
    for part in parts:
        if part["code"]:
            code = unguarded(part["coded"])
        elif part["number"]:
            value = Decimal(part["number"])
            values[part["what"] or "分"] = value.scaleb(-2) if part["percent"] else value
    full = next((values[each] for each in ("分", "共", "计", "满分") if each in values), None)
    floor, cap, most = values.get("最低"), values.get("最高"), values.get("封顶")
    if most is not None and kind is GroupKind.DEDUCTION:
        floor = -most
    elif most is not None:
        cap = most
    return GroupText(name, kind, full, values.get("权重", ONE), floor, cap, code)


# ---- an item's remark


@dataclass(frozen=True, slots=True)
class Remark:
    """What stands in 备注: limits that are not the usual ones (as in a draft), what happens where the item does not
    apply, and a note. `wrong`: lines that begin as a limit and are none."""

    floor: Decimal | str | None = ""
    cap: Decimal | str | None = ""
    when_not_applicable: WhenNotApplicable | None = None
    note: str = ""
    wrong: tuple[str, ...] = ()


ABSENT = {
    "按比例折算": WhenNotApplicable.SCALE,
    "按满分计": WhenNotApplicable.FULL,
    "按零分计": WhenNotApplicable.ZERO,
}
_ABSENT_WORDS = ABSENT | words.NOT_APPLICABLE
_REMARK = re.compile(r"(最低|最高|合理缺项|说明)[：:]")


def say_remark(remark: Remark) -> str:
    lines = [
        f"{label}：{limit if isinstance(limit, str) else points(limit)}"
        for label, limit in (("最低", remark.floor), ("最高", remark.cap))
        if limit != ""
    ]
    if remark.when_not_applicable is not None:
        lines.append(f"合理缺项：{word(ABSENT, remark.when_not_applicable)}")
    if remark.note:
        lines.append(f"说明：{remark.note}" if _REMARK.match(remark.note) else remark.note)
    return "\n".join(lines)


def read_remark(text: str) -> Remark:
    """Limits line by line; the first line that is none begins the note."""
    limits: dict[str, Decimal | str | None] = {}
    absent: WhenNotApplicable | None = None
    wrong: list[str] = []
    rest = text
    while found := _REMARK.match(rest):
        line, _, behind = rest.partition("\n")
        said = line[found.end() :].strip()
        if found[1] == "说明":
            rest = rest[found.end() :]
            break
        if found[1] == "合理缺项":
            absent = _ABSENT_WORDS.get(said)
            wrong += [] if absent else [line]
        else:
            value = _limit(said)
            limits[found[1]] = "" if isinstance(value, str) else value
            wrong += [line] if isinstance(value, str) else []
        rest = behind
    return Remark(limits.get("最低", ""), limits.get("最高", ""), absent, rest.strip(), tuple(wrong))


# ---- the line above a scoring table


@dataclass(frozen=True, slots=True)
class TableLine:
    """考核对象, 总分 and how it is counted. `total` None: not stated. `stray`: parts that were not understood."""

    level: str
    total: Decimal | None = None
    precision: int = 2
    when_not_applicable: WhenNotApplicable = WhenNotApplicable.SCALE
    stray: tuple[str, ...] = ()


def say_table(line: TableLine) -> str:
    places = f"得分保留{line.precision}位小数" if line.precision else "得分保留整数"
    total = "" if line.total is None else f"；{TOTAL_LABEL}：{points(line.total)}"
    absent = word(ABSENT, line.when_not_applicable)
    return f"{LEVEL_LABEL}：{guarded(line.level, LONG)}{total}；{places}；合理缺项：{absent}"


def read_table(text: str) -> TableLine | None:
    """The line again; None where it does not begin with 考核对象."""
    if not re.match(rf"{LEVEL_LABEL}[：:]", text):
        return None
    level, *parts = pieces(text, LONG)
    total, places, absent = None, 2, WhenNotApplicable.SCALE
    stray: list[str] = []
    for part in parts:
        label, _, said = part.rstrip("。").replace(":", "：").partition("：")
        if label == TOTAL_LABEL and (value := number(said, "分")) is not None:
            total = value
        elif found := re.fullmatch(r"(?:得分)?保留(?:([0-4])位小数|整数)", label):
            places = int(found[1] or 0)
        elif label == "合理缺项" and said in _ABSENT_WORDS:
            absent = _ABSENT_WORDS[said]
        else:
            stray.append(part)
    return TableLine(unguarded(level[len(LEVEL_LABEL) + 1 :]), total, places, absent, tuple(stray))


# ---- vetoes

CARDS = {False: "一票否决", True: "黄牌"}


def say_effect(effect: Effect, grade: str) -> str:
    """“不计名次”, “限定等次“良好””."""
    return word(words.EFFECTS, effect) + (quoted(grade) if grade else "")


def read_effect(text: str) -> tuple[Effect, str] | None:
    name, mark, grade = text.strip().partition("“")
    effect = words.EFFECTS.get(name.rstrip("：:"))
    return None if effect is None else (effect, unguarded(mark + grade))


# ---- grades


def say_line(grade: Grade) -> str:
    return words.REST if grade.at_least is None else f"不低于{points(grade.at_least)}"


def read_line(text: str) -> Decimal | str | None:
    """From which total on; None for 其余, the text itself where it is neither."""
    plain_text = text.strip().rstrip("。")
    if plain_text in ("", words.REST, "其余单位"):
        return None
    found = number(plain_text.removeprefix("不低于").removesuffix("以上"), "分")
    return text if found is None else found


def say_quota(grade: Grade) -> str:
    """“不超过30%，不超过5个”"""
    share = [] if grade.share is None else [f"不超过{plain(grade.share.scaleb(2))}%"]
    most = [] if grade.most is None else [f"不超过{grade.most}个"]
    return "，".join([*share, *most])


def read_quota(text: str) -> tuple[Decimal | None, int | None] | None:
    """A share and a number of units; None where a part is neither."""
    share: Decimal | None = None
    most: int | None = None
    for part in pieces(text):
        said = part.translate(_NARROW).removeprefix("不超过").strip()
        value = number(said, "%", "个")
        if said in ("不限", "—"):
            continue
        if value is None or value < 0:
            return None
        if said.endswith("%") and value <= 100:
            share = value.scaleb(-2)
        elif not said.endswith("%") and value == value.to_integral_value():
            most = int(value)
        else:
            return None
    return share, most


# ---- ranking

SCOPES = {"全部单位": Scope.ALL, "同类单位": Scope.CLASS, "同一上级的单位": Scope.PARENT}
_TIE = "总分相同的，依次比较"


def say_ranking(ranking: Ranking) -> str:
    """“全部单位一起排名；总分相同的，依次比较“信访办理”、“数据质量”，仍相同的并列。”"""
    tied = f"{_TIE}{all_quoted(ranking.tie_break)}，仍相同的并列" if ranking.tie_break else "总分相同的并列"
    return f"{word(SCOPES, ranking.scope)}一起排名；{tied}。"


def read_ranking(text: str) -> tuple[Scope, tuple[str, ...]] | None:
    parts = pieces(text.rstrip("。"), LONG)
    scope = SCOPES.get(parts[0].removesuffix("一起排名")) if parts else None
    if scope is None or len(parts) > 2:
        return None
    tied = parts[1] if len(parts) == 2 else ""
    if tied in ("", "总分相同的并列"):
        return scope, ()
    if not tied.startswith(_TIE):
        return None
    return scope, listed(tied.removeprefix(_TIE).removesuffix("，仍相同的并列"))


# ---- measures


def say_fraction(measure: Measure) -> str:
    """口径 of a rate: what it is of what, times how much."""
    usual = Measure("", measure.kind)
    lines = []
    if measure.kind.value == "ratio" or measure.part_name != usual.part_name:
        lines.append(f"分子：{guarded(measure.part_name)}")
    if measure.kind.value == "ratio" or measure.whole_name != usual.whole_name:
        lines.append(f"分母：{guarded(measure.whole_name)}")
    return "\n".join([*lines, *([f"每{measure.per}"] if measure.per != usual.per else [])])


def read_fraction(text: str) -> tuple[str, str, int] | None:
    """Names of part and whole, and the times; None where a line is none of these."""
    usual = Measure("", next(iter(words.MEASURE_KINDS.values())))
    part, whole, per = usual.part_name, usual.whole_name, usual.per
    for line in pieces(text, LONG):
        if line.startswith(("分子：", "分子:")):
            part = unguarded(line[3:])
        elif line.startswith(("分母：", "分母:")):
            whole = unguarded(line[3:])
        elif (value := number(line.removeprefix("每"))) is not None and value >= 1 and value == int(value):
            per = int(value)
        else:
            return None
    return part, whole, per


def say_range(low: Decimal | None, high: Decimal | None) -> str:
    """“0至100”, “0至不设”"""
    if low is None and high is None:
        return ""
    return "至".join(NONE if bound is None else plain(bound) for bound in (low, high))


def read_range(text: str) -> tuple[Decimal | None, Decimal | None] | None:
    if not text.strip():
        return None, None
    found = re.fullmatch(r"(.+?)\s*(?:至|到|~|～|—+|–)\s*(.+)", text.strip())
    if found is None:
        return None
    low, high = _limit(found[1]), _limit(found[2])
    if isinstance(low, str) or isinstance(high, str):
        return None
    return low, high


def say_targets(targets: tuple[tuple[str, Decimal], ...]) -> str:
    """“90”, “镇：3.6；街道：4.6”, line by line; 其他 is every other class."""
    if [name for name, _ in targets] == [""]:
        return plain(targets[0][1])
    return "\n".join(f"{_class(name)}：{plain(value)}" for name, value in targets)


def _class(name: str) -> str:
    if name == words.OTHERS:
        return quoted(name)
    return guarded(name, f"{USUAL}：:") if name else words.OTHERS


def read_targets(text: str) -> tuple[tuple[str, Decimal], ...] | None:
    targets: list[tuple[str, Decimal]] = []
    for part in pieces(text, USUAL):
        colon = max(part.rfind("："), part.rfind(":"))
        name, value = part[: max(colon, 0)], number(part[colon + 1 :])
        if value is None:
            return None
        targets.append(("" if name.strip() in ("", words.OTHERS) else unguarded(name), value))
    return tuple(targets)
