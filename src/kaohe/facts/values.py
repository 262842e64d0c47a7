"""What a cell means: the one place that decides. Nothing is guessed.

A cell is a text (from CSV, Parquet or a text cell) or what Excel stored. It becomes a value, or nothing
where it is blank (not reported), or Problems with the remedy. “95%”, “９５” and 0.95 for a percentage are
refused rather than read, because each could be meant in two ways.
"""

import datetime
import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from kaohe.core import Absence, CountRatio, FactValue, Place, Problem, plain
from kaohe.facts.findings import error, masked, quoted, warning
from kaohe.scheme.model import Measure, MeasureKind

Reading = tuple[FactValue | None, tuple[Problem, ...]]
"""A value, or None where the cell is blank or wrong, and what is to be said about it."""

NOT_APPLICABLE = Absence.NOT_APPLICABLE.label
PERCENT_POINTS = "个百分点"
"""Written behind a figure below 1 to say that it is meant: 0.5个百分点 is half a percent."""

MOST = Decimal(10) ** 12
_ZERO, _ONE, _HUNDRED = Decimal(0), Decimal(1), Decimal(100)
_EXCEL_DIGITS = ".15g"
_ABSENCES = {absence.label: absence for absence in Absence}
_CLEAN = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)
_PAIR = re.compile(r"(\d+) ?/ ?(\d+)", re.ASCII)
_NARROW = str.maketrans("０１２３４５６７８９．－−＋／，％", "0123456789.--+/,%")
_WIDE = re.compile(r"[０-９．－−＋，]")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_EXCEL_ERROR = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)")
_BLANK = " \t\r\n\u3000\xa0"

_WHOLE_KINDS = (MeasureKind.COUNT, MeasureKind.RANK)
_WORD_KINDS = (MeasureKind.YES_NO, MeasureKind.LEVEL)


def read_value(cell: object, measure: Measure, place: Place, number_format: str = "") -> Reading:
    """The value of one cell for one measure. Blank: None and no Problem (not reported).

    `number_format` is the cell's, where it has one: what looks like 95% in Excel is stored as 0.95.
    """
    if is_blank(cell):
        return None, ()
    if isinstance(cell, str):
        return _from_text(cell.strip(_BLANK), measure, place)
    if measure.kind in _WORD_KINDS:
        return _from_text(_number_text(cell), measure, place)
    if measure.kind is MeasureKind.RATIO:
        return None, (_ratio_wanted(cell, measure, place),)
    number, problem = _stored_number(cell, measure, place, number_format)
    return (None, (problem,)) if number is None else _checked(number, measure, place)


def read_pair(
    part: object, whole: object, measure: Measure, part_place: Place, whole_place: Place
) -> Reading:
    """The two cells of a ratio. Both blank: not reported. One “不适用” and the other blank will do."""
    words = [cell.strip(_BLANK) if isinstance(cell, str) else cell for cell in (part, whole)]
    given = [word for word in words if not is_blank(word)]
    if not given:
        return None, ()
    if all(word == NOT_APPLICABLE for word in given):
        return Absence.NOT_APPLICABLE, ()
    problems: list[Problem] = []
    counts = [_count(cell, measure, at, problems) for cell, at in ((part, part_place), (whole, whole_place))]
    for cell, at, name in ((part, part_place, measure.part_name), (whole, whole_place, measure.whole_name)):
        if is_blank(cell):
            remedy = f"请补填“{name}”；两个数都没有就都留空，不适用的填“{NOT_APPLICABLE}”。"
            problems.append(error("ratio-half", at, f"“{measure.name}”只填了一个数，缺“{name}”。", remedy))
    if counts[0] is None or counts[1] is None or problems:
        return None, tuple(problems)
    return _ratio(counts[0], counts[1], measure, part_place, whole_place)


def is_blank(cell: object) -> bool:
    """Nothing was written: not reported."""
    return cell is None or (isinstance(cell, str) and not cell.strip(_BLANK))


def as_target(measure: Measure) -> Measure | None:
    """How the measure's target is written: the target of a ratio is one number. None: it has no target."""
    if measure.kind in _WORD_KINDS:
        return None
    if measure.kind is not MeasureKind.RATIO:
        return measure
    return replace(measure, kind=MeasureKind.PERCENT if measure.per == 100 else MeasureKind.NUMBER)


def places_of(measure: Measure) -> int:
    """Decimals a figure may have; counts and ranks have none."""
    return 0 if measure.kind in _WHOLE_KINDS else measure.places


def value_cell(value: FactValue, measure: Measure) -> str | Decimal:
    """How a value of the measure is written so that it reads back: a half percent as 0.5个百分点."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return f"{plain(value)}{PERCENT_POINTS}" if _looks_like_a_share(value, measure) else value
    if isinstance(value, CountRatio):
        return str(value)
    return value.label if isinstance(value, Absence) else value


def _from_text(text: str, measure: Measure, place: Place) -> Reading:
    if text in _ABSENCES:
        return _ABSENCES[text], ()
    if measure.kind is MeasureKind.YES_NO:
        if text in ("是", "否"):
            return text == "是", ()
        message = f"“{measure.name}”要填“是”或“否”，这里写的是{quoted(text)}。"
        return None, (error("not-yes-or-no", place, message, f"请填“是”“否”或“{NOT_APPLICABLE}”。"),)
    if measure.kind is MeasureKind.LEVEL:
        return _level(text, measure, place)
    if measure.kind is MeasureKind.RATIO:
        if pair := _PAIR.fullmatch(text):
            return _ratio(Decimal(pair[1]), Decimal(pair[2]), measure, place, place)
        return None, (_ratio_wanted(text, measure, place),)
    number_text, meant = text, False
    if measure.kind is MeasureKind.PERCENT and text.endswith(PERCENT_POINTS):
        number_text, meant = text.removesuffix(PERCENT_POINTS), True
    if not _CLEAN.fullmatch(number_text):
        return None, (_not_a_number(text, measure, place),)
    return _checked(Decimal(number_text), measure, place, meant=meant)


def _level(text: str, measure: Measure, place: Place) -> Reading:
    """A level's name. Where the measure names no levels, `validate` holds it against the rules."""
    if not measure.levels or text in measure.levels:
        return text, ()
    allowed = "、".join(measure.levels)
    message = f"“{measure.name}”没有{quoted(text)}这一等级。"
    return None, (error("unknown-level", place, message, f"请填：{allowed}，或“{NOT_APPLICABLE}”。"),)


def _checked(number: Decimal, measure: Measure, place: Place, *, meant: bool = False) -> Reading:
    """A clean number, held against size, decimals and bounds."""
    number = _tidy(number)
    problems = [*_size_problems(number, measure, place, meant), *_bound_problems(number, measure, place)]
    if problems:
        return None, tuple(problems)
    if number < 0 and measure.kind is MeasureKind.NUMBER and measure.low is None:
        message = f"“{measure.name}”填的是负数 {masked(plain(number))}，办法没有写下限，已照数读入。"
        return number, (warning("negative", place, message, "请核对；确是负数可不改。"),)
    return number, ()


def _size_problems(number: Decimal, measure: Measure, place: Place, meant: bool) -> Iterable[Problem]:
    if abs(number) > MOST:
        yield error("too-large", place, f"“{measure.name}”的数大得不合情理。", "请核对位数和计量单位。")
        return
    places, written = places_of(measure), -int(number.as_tuple().exponent)
    if not meant and _looks_like_a_share(number, measure):
        shown, whole = plain(number), plain(number * 100)
        small = f"；确是 {shown}% 的，请写成“{shown}{PERCENT_POINTS}”" if written <= places else ""
        message = f"“{measure.name}”以百分点计，写成 {shown} 分不清是 {shown}% 还是 {whole}%。"
        yield error("percent-as-fraction", place, message, f"{whole}% 请填 {whole}{small}。")
        return
    if written > places and places == 0:
        yield error(
            "not-whole",
            place,
            f"“{measure.name}”要填整数，这里是 {masked(format(number, 'f'))}。",
            "请填整数。",
        )
    elif written > places:
        message = f"“{measure.name}”最多{places}位小数，这里是 {masked(format(number, 'f'))}。"
        remedy = f"请按规定的口径取到{places}位小数后再填。"
        yield error("too-many-decimals", place, message, remedy)


def _bound_problems(number: Decimal, measure: Measure, place: Place) -> Iterable[Problem]:
    low, high = measure.bounds
    if abs(number) > MOST:
        return
    if low is not None and number < low:
        if number < 0 <= low:
            message = f"“{measure.name}”不能是负数，这里是 {masked(plain(number))}。"
            yield error("negative", place, message, f"请填不小于 {plain(low)} 的数。")
        else:
            message = f"“{measure.name}”不能小于 {plain(low)}，这里是 {masked(plain(number))}。"
            yield error("too-low", place, message, f"请核对后填不小于 {plain(low)} 的数。")
    if high is not None and number > high:
        message = f"“{measure.name}”不能大于 {plain(high)}，这里是 {masked(plain(number))}。"
        yield error("too-high", place, message, f"请核对后填不大于 {plain(high)} 的数。")


def _ratio(part: Decimal, whole: Decimal, measure: Measure, part_at: Place, whole_at: Place) -> Reading:
    """Two counts: the whole above zero, the part within it unless the measure says it may exceed."""
    name = measure.name
    for count, at in ((part, part_at), (whole, whole_at)):
        if count > MOST:
            return None, (error("too-large", at, f"“{name}”的数大得不合情理。", "请核对位数。"),)
    if whole == 0:
        remedy = f"确实没有应办对象的，请填“{NOT_APPLICABLE}”。"
        return None, (
            error("ratio-over-zero", whole_at, f"“{name}”的{measure.whole_name}是 0，算不出比率。", remedy),
        )
    ratio = CountRatio(part, whole, measure.per)
    within = measure.per == 100 and (measure.high is None or measure.high <= _HUNDRED)
    if within and part > whole:
        message = f"“{name}”的{measure.part_name}（{masked(plain(part))}）大于{measure.whole_name}（{masked(plain(whole))}）。"
        return None, (error("ratio-above-one", part_at, message, "请核对两个数，看是否填反。"),)
    if measure.low is not None and ratio.exact < measure.low:
        message = f"“{name}”合 {plain(ratio.exact)}，低于下限 {plain(measure.low)}。"
        return None, (error("too-low", part_at, message, "请核对两个数。"),)
    if measure.high is not None and ratio.exact > measure.high:
        message = f"“{name}”合 {plain(ratio.exact)}，高于上限 {plain(measure.high)}。"
        return None, (error("too-high", part_at, message, "请核对两个数。"),)
    return ratio, ()


def _count(cell: object, measure: Measure, place: Place, problems: list[Problem]) -> Decimal | None:
    """One of a ratio's two counts: a whole number, zero or more. Blank: None, said by the caller."""
    if is_blank(cell):
        return None
    if isinstance(cell, str) and cell.strip(_BLANK) == NOT_APPLICABLE:
        remedy = f"不适用的，两格都填“{NOT_APPLICABLE}”；适用的，两格都填数。"
        message = f"“{measure.name}”的两格一格填了数，一格填了“{NOT_APPLICABLE}”。"
        problems.append(error("ratio-contradiction", place, message, remedy))
        return None
    count = replace(measure, kind=MeasureKind.COUNT, low=None, high=None)
    value, found = read_value(cell, count, place)
    problems.extend(found)
    if isinstance(value, Absence):
        remedy = "没有数据请两格都留空。"
        problems.append(error("not-a-number", place, f"“{measure.name}”这里要填一个数。", remedy))
    return value if isinstance(value, Decimal) else None


def _stored_number(
    cell: object, measure: Measure, place: Place, number_format: str
) -> tuple[Decimal | None, Problem]:
    """A number as Excel stored it; the Problem only counts where there is none."""
    problem = _not_a_number(_number_text(cell), measure, place)
    if isinstance(cell, bool):
        message = f"“{measure.name}”要填数，这里是逻辑值 {'TRUE' if cell else 'FALSE'}。"
        return None, error("logical-value", place, message, "请填数字。")
    if isinstance(cell, (datetime.date, datetime.time, datetime.timedelta)):
        message = f"“{measure.name}”要填数，这里是日期或时间（像 1/2 这样的输入会被 Excel 变成日期）。"
        return None, error("date-value", place, message, "请把单元格格式改为“数值”，再重新输入数字。")
    if not isinstance(cell, (int, float, Decimal)):
        return None, problem
    number = Decimal(format(cell, _EXCEL_DIGITS)) if isinstance(cell, float) else Decimal(cell)
    if not number.is_finite():
        return None, problem
    if "%" in number_format and measure.kind is not MeasureKind.RATIO:
        shown = plain(_tidy(number * 100))
        message = f"这个单元格设成了百分比格式，看上去是 {shown}%，存的却是 {plain(_tidy(number))}。"
        wanted = f"再填 {shown}" if measure.kind is MeasureKind.PERCENT else "再填原数"
        return None, error("percent-format", place, message, f"请把单元格格式改为“数值”，{wanted}。")
    return number, problem


def _not_a_number(text: str, measure: Measure, place: Place) -> Problem:
    """What a text that is no clean number probably is, said so that the clerk sees it at once."""
    narrow = text.translate(_NARROW).replace(" ", "")
    bare = narrow.rstrip("%").replace(",", "")
    name, is_number = measure.name, _CLEAN.fullmatch(bare) is not None
    if _EXCEL_ERROR.fullmatch(text):
        return error(
            "excel-error", place, f"“{name}”是 Excel 的错误值 {text}。", "请改填数字，没有数据请留空。"
        )
    if _INVISIBLE.search(text):
        message = f"“{name}”里有看不见的字符（多半是粘贴带来的）。"
        return error("invisible-characters", place, message, "请清空这一格，手工重新输入。")
    if is_number and measure.kind is MeasureKind.PERCENT and _looks_like_a_share(Decimal(bare), measure):
        bare += PERCENT_POINTS
    if is_number and _WIDE.search(text):
        message = f"“{name}”里有全角字符：{quoted(text)}。"
        return error("full-width", place, message, f"请改成半角：{bare}。")
    if is_number and narrow.endswith("%"):
        remedy = f"请只填 {bare}。" if measure.kind is MeasureKind.PERCENT else "请填原数，不要写百分号。"
        return error("percent-sign", place, f"“{name}”带了百分号：{quoted(text)}。", remedy)
    if is_number:
        message = f"“{name}”里有逗号或空格：{quoted(text)}。"
        return error("not-a-number", place, message, f"请只填数字：{bare}。")
    remedy = f"请只填数字，不带单位和文字；没有数据请留空，不适用请填“{NOT_APPLICABLE}”。"
    return error("not-a-number", place, f"“{name}”要填数，这里写的是{quoted(text)}。", remedy)


def _ratio_wanted(cell: object, measure: Measure, place: Place) -> Problem:
    text = cell if isinstance(cell, str) else _number_text(cell)
    narrow = text.translate(_NARROW)
    message = f"“{measure.name}”要填两个数（分子/分母），这里写的是{quoted(text)}。"
    if narrow != text and _PAIR.fullmatch(narrow):
        message = f"“{measure.name}”里有全角字符：{quoted(text)}。"
        return error("full-width", place, message, f"请改成半角：{narrow}。")
    if isinstance(cell, (datetime.date, datetime.time)):
        message = f"“{measure.name}”要填两个数，这里被 Excel 变成了日期。"
    return error("ratio-needs-counts", place, message, "请写成 292/300 这样的两个整数，不要填百分比。")


def _looks_like_a_share(number: Decimal, measure: Measure) -> bool:
    small = measure.high is not None and measure.high <= _ONE
    return measure.kind is MeasureKind.PERCENT and _ZERO < number < _ONE and not small


def _number_text(cell: object) -> str:
    """How Excel would show a stored value that is not a text."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (int, Decimal)):
        return str(cell)
    return format(cell, _EXCEL_DIGITS) if isinstance(cell, float) else str(cell)


def _tidy(number: Decimal) -> Decimal:
    """Without needless zeros, exponent or a minus before zero."""
    if number == 0:
        return _ZERO
    short = number.normalize() if len(number.as_tuple().digits) <= 28 else number
    exponent = short.as_tuple().exponent
    return short.quantize(_ONE) if isinstance(exponent, int) and 0 < exponent <= 15 else short
