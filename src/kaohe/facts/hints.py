"""What a clerk is told about a cell before a mistake is made: the requirement, the clause, the check in Excel.

The checks in Excel are a help; `values` decides when the workbook comes back.
"""

from collections.abc import Iterable

from kaohe.core import plain
from kaohe.facts.needs import Clause
from kaohe.facts.values import NOT_APPLICABLE, PERCENT_POINTS, places_of
from kaohe.scheme.model import Measure, MeasureKind

_MOST_PROMPT, _MOST_TITLE, _MOST_INLINE = 250, 30, 240
_KIND_UNITS = {
    MeasureKind.PERCENT: "%",
    MeasureKind.MONEY: "万元",
    MeasureKind.POINTS: "分",
    MeasureKind.RANK: "名",
    MeasureKind.YES_NO: "是/否",
    MeasureKind.LEVEL: "等级",
}


def unit_of(measure: Measure) -> str:
    """The word behind the number (%, 人次, 万元); for a ratio the unit of the rate."""
    if measure.unit_label:
        return measure.unit_label
    if measure.kind is MeasureKind.RATIO:
        return {100: "%", 1000: "‰"}.get(measure.per, "")
    return _KIND_UNITS.get(measure.kind, "")


def labelled(measure: Measure, between: str = "") -> str:
    """The name with its unit, as headers show it."""
    unit = unit_of(measure)
    return f"{measure.name}{between}（{unit}）" if unit else measure.name


def requirement(measure: Measure) -> str:
    """One line: what may stand in the cell."""
    if measure.kind is MeasureKind.YES_NO:
        return f"从下拉里选“是”“否”或“{NOT_APPLICABLE}”。"
    if measure.kind is MeasureKind.LEVEL:
        levels = "、".join(measure.levels)
        return f"从下拉里选：{levels}，或“{NOT_APPLICABLE}”。" if levels else "填等级名称。"
    if measure.kind is MeasureKind.RATIO:
        within = measure.per == 100 and (measure.high is None or measure.high <= 100)
        part, whole = (
            _named(*names) for names in (("分子", measure.part_name), ("分母", measure.whole_name))
        )
        return f"{part}、{whole}两格都填整数{'，分子不大于分母' if within else ''}；不要填百分比。"
    size = _range(measure)
    places = places_of(measure)
    digits = f"最多{places}位小数" if places else "整数"
    percent = "；95%请填95" if measure.kind is MeasureKind.PERCENT else ""
    return f"{size}{digits}{percent}。"


def guidance(measure: Measure, uses: Iterable[Clause]) -> str:
    """The note on a header: the unit, the requirement, and the clauses that look at the measure."""
    lines = [labelled(measure), f"要求：{requirement(measure)}"]
    if measure.note:
        lines.append(f"口径：{measure.note}")
    for use in uses:
        head = " ".join(part for part in (use.code, use.name) if part)
        lines.append(f"依据：{head}{'：' if use.text else ''}{use.text}")
    return "\n".join(lines)


def number_format(measure: Measure, *, count: bool = False) -> str:
    """How Excel shows the cell. Words stand as text, so that nothing typed there turns into a date."""
    if measure.kind in (MeasureKind.YES_NO, MeasureKind.LEVEL):
        return "@"
    places = 0 if count else places_of(measure)
    return "0." + "0" * places if places else "0"


def choices(measure: Measure) -> list[str]:
    """The words of a drop-down; empty where the cell takes a number or free words."""
    if measure.kind is MeasureKind.YES_NO:
        return ["是", "否", NOT_APPLICABLE]
    if measure.kind is MeasureKind.LEVEL and measure.levels:
        return [*measure.levels, NOT_APPLICABLE]
    return []


def fits_inline(words: list[str]) -> bool:
    """Whether Excel can carry the words inside the check itself; else they need cells of their own."""
    return len(",".join(words)) <= _MOST_INLINE and not any("," in word or '"' in word for word in words)


def check(
    measure: Measure, cell: str, *, count: bool = False, source: object = None
) -> dict[str, object] | None:
    """The check on entry cells, `cell` being the first of them; None where any text goes."""
    help_text = requirement(measure)[:_MOST_PROMPT]
    title = measure.name[:_MOST_TITLE]
    told: dict[str, object] = {
        "ignore_blank": True,
        "input_title": title,
        "input_message": help_text,
        "error_title": "填写有误",
        "error_message": f"{help_text}没有数据请留空，不适用请填“{NOT_APPLICABLE}”。"[:_MOST_PROMPT],
    }
    if words := choices(measure):
        return {"validate": "list", "source": source or words, **told}
    if measure.kind is MeasureKind.LEVEL:
        return None
    return {"validate": "custom", "value": _formula(measure, cell, count), **told}


def _formula(measure: Measure, cell: str, count: bool) -> str:
    """IF, because OR and AND fail as a whole where one part is a text that cannot be rounded."""
    low, high = (0, None) if count else measure.bounds
    tests = [f"ROUND({cell},{0 if count else places_of(measure)})={cell}"]
    if low is not None:
        tests.append(f"{cell}>={low if isinstance(low, int) else plain(low)}")
    if high is not None:
        tests.append(f"{cell}<={plain(high)}")
    words = [f'{cell}="{NOT_APPLICABLE}"']
    if measure.kind is MeasureKind.PERCENT and not (high is not None and high <= 1):
        tests.append(f"OR({cell}<=0,{cell}>=1)")
        words.append(f'RIGHT({cell},{len(PERCENT_POINTS)})="{PERCENT_POINTS}"')
    return f"=IF(ISNUMBER({cell}),AND({','.join(tests)}),OR({','.join(words)}))"


def _named(place: str, name: str) -> str:
    return place if name == place else f"{place}（{name}）"


def _range(measure: Measure) -> str:
    low, high = measure.bounds
    if low is not None and high is not None:
        return f"{plain(low)} 至 {plain(high)}，"
    if low is not None:
        return f"不小于{plain(low)}，"
    return f"不大于{plain(high)}，" if high is not None else ""
