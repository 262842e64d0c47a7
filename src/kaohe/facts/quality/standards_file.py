"""标准 in the file of data rules: bands of a measure (population) and what a unit on each has to have.

    标准:
      - 数据项: 信息员人数
        按: 常住人口
        单位: 万
        取: 上年            (the base of the year before; 本期 unless written)
        依据: 配备标准第二条
        分档:
          - {不超过: 3, 为: 1}
          - {高于: 3, 不超过: 5, 为: 2}
          - {高于: 5, 为: 3, 每: 2, 增: 1, 余数: 只计整步, 最多: 6}

A bound says whether it belongs to the band (达到, 不超过) or not (高于, 低于). Bands follow one another without a gap and without
overlapping: each bound belongs to exactly one. Below the first nothing may be left; above the last there may be no end.
"""

from decimal import Decimal
from itertools import pairwise

from kaohe.core import plain
from kaohe.facts.quality.rules import Band, Standard
from kaohe.facts.values import as_target
from kaohe.rules import Fraction
from kaohe.scheme.model import Measure, MeasureKind, Scheme, Supply
from kaohe.scheme.reading import Form, Notes, read_mapping

_SCALES = {"": 1, "千": 1000, "万": 10000}
_YEARS = {"本期": False, "上年": True}
_FRACTIONS = {"只计整步": Fraction.WHOLE, "不足一步按一步": Fraction.STARTED, "按比例": Fraction.PROPORTIONAL}
_BASES = (MeasureKind.COUNT, MeasureKind.NUMBER, MeasureKind.MONEY)
_WHOLE = (MeasureKind.COUNT, MeasureKind.RANK)
_MEND = "相邻两档的界限要相接：一档写“不超过: 3”，下一档就写“高于: 3”；一档写“低于: 3”，下一档就写“达到: 3”。"


def read_standards(form: Form, scheme: Scheme, notes: Notes) -> tuple[Standard, ...]:
    """Every standard that is right; what is wrong is reported with its line."""
    found: list[Standard] = []
    for located in form.listing("标准"):
        entries = read_mapping(located, "标准", notes)
        standard = None if entries is None else _standard(Form(entries, "标准", notes), scheme, notes)
        if standard is None:
            continue
        if clash := next((other for other in found if _overlaps(other, standard)), None):
            message = f"“{scheme.measures[standard.measure].name}”有两个标准管同一些单位（第{clash.where.line}行已有）。"
            notes.error(
                "quality.standard-twice", standard.where, message, "请用“层级”“类别”分开，或合成一个。"
            )
            continue
        found.append(standard)
    return tuple(found)


def _overlaps(one: Standard, other: Standard) -> bool:
    """Whether some unit could have a target from both."""
    shared_levels = not one.levels or not other.levels or set(one.levels) & set(other.levels)
    shared_classes = not one.classes or not other.classes or set(one.classes) & set(other.classes)
    return one.measure == other.measure and bool(shared_levels) and bool(shared_classes)


def _standard(form: Form, scheme: Scheme, notes: Notes) -> Standard | None:
    before = len(notes.problems)
    measure = _measure(form, "数据项", scheme, notes)
    base = _measure(form, "按", scheme, notes)
    word = form.text("单位")
    if word not in _SCALES:
        notes.error(
            "quality.scale", form.place, f"标准的“单位”不认识“{word}”。", "可以写：千、万；按原数的不写。"
        )
    bands = tuple(
        band
        for located in form.listing("分档", required=True)
        if (entries := read_mapping(located, "一档", notes)) is not None
        and (band := _band(Form(entries, "一档", notes), notes)) is not None
    )
    standard = Standard(
        measure.id if measure else "",
        base.id if base else "",
        bands,
        _SCALES.get(word, 1),
        word,
        form.texts("层级", distinct=True),
        form.texts("类别", distinct=True),
        form.text("依据"),
        form.maybe("取", _YEARS) or False,
        form.place,
    )
    form.finish()
    if measure is not None and base is not None:
        _check_kinds(measure, base, standard, notes)
    _check_words(standard, scheme, notes)
    _check_bands(bands, standard, notes)
    return standard if len(notes.problems) == before else None


def _measure(form: Form, word: str, scheme: Scheme, notes: Notes) -> Measure | None:
    name = form.text(word, required=True)
    found = scheme.measures.get(name) or next((m for m in scheme.measures.values() if m.label == name), None)
    if name and found is None:
        hint = notes.guess(name, scheme.measures)
        notes.error(
            "quality.unknown-measure",
            form.place,
            f"办法里没有数据项“{name}”。",
            hint or "请写办法里的数据项名称。",
        )
    return found


def _band(form: Form, notes: Notes) -> Band | None:
    above, reached = form.number("高于"), form.number("达到")
    below, most = form.number("低于"), form.number("不超过")
    value = form.number("为", required=True, least=0)
    step, each = form.number("每", above=0), form.number("增")
    fraction = form.choice("余数", _FRACTIONS, Fraction.WHOLE)
    cap = form.number("最多", least=0)
    form.finish()
    twice = (above is not None and reached is not None) or (below is not None and most is not None)
    low, high = (above if reached is None else reached), (below if most is None else most)
    if twice:
        notes.error(
            "quality.band-bounds",
            form.place,
            "一档的一头写了两个界限。",
            "“高于”和“达到”、“低于”和“不超过”各只写一个。",
        )
    elif (
        low is not None
        and high is not None
        and not _has_room(low, reached is not None, high, most is not None)
    ):
        notes.error(
            "quality.band-empty", form.place, "这一档的下限不在上限之下，没有单位会在这一档。", "请核对界限。"
        )
    elif (step is None) != (each is None):
        notes.error(
            "quality.band-step", form.place, "“每”和“增”要一起写。", "如：每: 1, 增: 1，即每增加1增1。"
        )
    elif step is not None and low is None:
        notes.error(
            "quality.band-step",
            form.place,
            "写了“每…增…”的一档要有下限，从下限往上算。",
            "请补写“高于”或“达到”。",
        )
    elif value is not None and fraction is not None:
        return Band(
            value,
            low,
            reached is not None,
            high,
            most is not None,
            step,
            each or Decimal(0),
            fraction,
            cap,
            form.place,
        )
    return None


def _has_room(low: Decimal, low_in: bool, high: Decimal, high_in: bool) -> bool:
    return low < high or (low == high and low_in and high_in)


def _check_kinds(measure: Measure, base: Measure, standard: Standard, notes: Notes) -> None:
    where = standard.where
    if as_target(measure) is None:
        notes.error(
            "quality.no-target", where, f"“{measure.name}”没有目标值可言。", "标准要写给填数的数据项。"
        )
    if base.kind not in _BASES:
        notes.error(
            "quality.base",
            where,
            f"“{base.name}”不是一个总量，不能按它分档。",
            "“按”后面写人口这样的计数或数值。",
        )
    if base.supply in (Supply.JUDGED, Supply.FOUND):
        notes.error(
            "quality.base", where, f"“{base.name}”要等检查或评定以后才有。", "请写填报或部门提供的数据项。"
        )
    for band in standard.bands if measure.kind in _WHOLE else ():
        fractional = band.step is not None and band.fraction is Fraction.PROPORTIONAL
        if fractional or any(
            number is not None and number % 1 for number in (band.value, band.each, band.most)
        ):
            message = f"“{measure.name}”要填整数，这一档会算出小数。"
            notes.error(
                "quality.band-whole", band.where, message, "请写整数，余数写“只计整步”或“不足一步按一步”。"
            )


def _check_words(standard: Standard, scheme: Scheme, notes: Notes) -> None:
    levels = dict.fromkeys(table.level for table in scheme.tables)
    for word, given, known in (
        ("层级", standard.levels, tuple(levels)),
        ("类别", standard.classes, scheme.classes),
    ):
        for name in given:
            if known and name not in known:
                remedy = f"可以写：{'、'.join(known)}。"
                notes.error("quality.unknown-word", standard.where, f"办法里没有{word}“{name}”。", remedy)


def _check_bands(bands: tuple[Band, ...], standard: Standard, notes: Notes) -> None:
    """Gaps and overlaps, each with the two bands between which it lies."""
    if not bands:
        return
    first = bands[0]
    if first.low is not None and (first.low > 0 or (first.low == 0 and not first.low_in)):
        under = f"{'低于' if first.low_in else '不超过'} {plain(first.low)}{standard.scale_word}的"
        notes.error("quality.band-gap", first.where, f"{under}没有规定。", "请补一档，或去掉第一档的下限。")
    for before, after in pairwise(bands):
        if before.high is None or after.low is None:
            message = (
                "前一档没有上限，后一档就轮不到。"
                if before.high is None
                else "这一档没有写下限，与前一档重叠。"
            )
            notes.error("quality.band-overlap", after.where, message, _MEND)
        elif after.low < before.high or (after.low == before.high and after.low_in and before.high_in):
            message = f"这一档和前一档在 {plain(after.low)}{standard.scale_word}处重叠，说不清按哪一档。"
            notes.error("quality.band-overlap", after.where, message, _MEND)
        elif after.low > before.high or not (after.low_in or before.high_in):
            at = (
                plain(before.high)
                if after.low == before.high
                else f"{plain(before.high)} 到 {plain(after.low)} "
            )
            message = f"这一档和前一档之间有空缺：{at}{standard.scale_word}的没有规定。"
            notes.error("quality.band-gap", after.where, message, _MEND)
