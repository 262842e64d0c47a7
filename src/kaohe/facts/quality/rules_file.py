"""数据规则.yaml: relations between figures, fences, the rates' measures, standards by population.

校验:
  - {名称: 普惠托位不多于全部, 关系: 普惠托位数 <= 托位总数, 理由: 普惠托位是全部托位的一部分}
异常: {最少单位: 8, 倍数: 3.5, 常见范围: {每千人口托位数: [1, 8]}}
四率: {及时率: 填报及时率}
标准: […]            (`standards_file`)
累计数: [发放金额]
"""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from kaohe.core import Place, Problem, Severity
from kaohe.facts.guard import number_problem, personal_kind
from kaohe.facts.quality.relation import Relation, When
from kaohe.facts.quality.relation_reader import read_relation
from kaohe.facts.quality.rules import RATE_WORDS, Against, DataRules, Fences, FigureRule, Rate
from kaohe.facts.quality.standards_file import read_standards
from kaohe.facts.quality.times import times_of
from kaohe.scheme.model import Measure, MeasureKind, Scheme, Supply
from kaohe.scheme.reading import Form, Notes, read_mapping, read_number
from kaohe.scheme.source import Entries, Listing, Located, Scalar, parse_yaml, read_yaml

FILE = "数据规则.yaml"
"""What the file is called beside a scheme."""
_SEVERITIES = {"错误": Severity.ERROR, "提醒": Severity.WARNING}
_AGAINST = {against.value: against for against in Against}
_RATES = {word: rate for rate, word in RATE_WORDS.items()}


def read_rules(path: Path, scheme: Scheme) -> tuple[DataRules, tuple[Problem, ...]]:
    """The rules of a file. What is wrong is reported with its line and left out."""
    located, problems = read_yaml(path)
    return _rules(located, problems, scheme)


def parse_rules(text: str, scheme: Scheme, file: str = "") -> tuple[DataRules, tuple[Problem, ...]]:
    """The same of a text; a blank one has no rules."""
    if not text.strip():
        return DataRules(), ()
    located, problems = parse_yaml(text, file)
    return _rules(located, problems, scheme)


def _rules(
    located: Located | None, problems: list[Problem], scheme: Scheme
) -> tuple[DataRules, tuple[Problem, ...]]:
    if found := tuple(_personal(located)):
        return DataRules(), found
    notes = Notes()
    notes.problems.extend(problems)
    entries = None if located is None else read_mapping(located, "数据规则", notes)
    if entries is None:
        return DataRules(), tuple(notes.problems)
    form = Form(entries, "数据规则", notes)
    standards = read_standards(form, scheme, notes)
    stocks = _names(form, "时点数", scheme, notes) | {standard.measure for standard in standards}
    rules = DataRules(
        relations=tuple(_relations(form, scheme, notes)),
        fences=_fences(form, scheme, notes),
        rates=_rates(form, scheme, notes),
        standards=standards,
        running=_names(form, "累计数", scheme, notes),
        stocks=stocks,
    )
    form.finish()
    return rules, tuple(notes.problems)


def _names(form: Form, word: str, scheme: Scheme, notes: Notes) -> frozenset[str]:
    """The measures of a list."""
    return frozenset(_known(name, form.place, scheme, notes) for name in form.texts(word)) - {""}


def _personal(located: Located | None) -> Iterator[Problem]:
    """Residents' numbers anywhere in the file refuse it as a whole."""
    match located:
        case Scalar(text, place):
            if kind := personal_kind(text):
                yield number_problem(kind, place)
        case Listing(entries):
            for entry in entries:
                yield from _personal(entry)
        case Entries(pairs):
            for pair in pairs:
                for part in pair:
                    yield from _personal(part)


def _relations(form: Form, scheme: Scheme, notes: Notes) -> Iterator[FigureRule]:
    names: dict[str, Place] = {}
    for located in form.listing("校验"):
        entries = read_mapping(located, "校验", notes)
        rule = None if entries is None else _relation(Form(entries, "校验", notes), scheme, notes)
        if rule is None:
            continue
        if rule.name in names:
            message = f"校验“{rule.name}”写了两次（第{names[rule.name].line}行已有）。"
            notes.error("quality.name-twice", rule.where, message, "请改名，或只留一条。")
            continue
        names[rule.name] = rule.where
        yield rule


def _relation(form: Form, scheme: Scheme, notes: Notes) -> FigureRule | None:
    name = form.text("名称")
    relation = _read(form, "关系", scheme, notes, required=True)
    when = _read(form, "当", scheme, notes)
    tolerance = form.number("允许误差", Decimal(0), least=0)
    severity = form.choice("程度", _SEVERITIES, Severity.WARNING)
    reason = form.text("理由")
    whenever = form.entries.get("当") is not None and when is None
    form.finish()
    if relation is None or whenever or not _meets(relation, form, scheme, notes):
        return None
    assert tolerance is not None
    assert severity is not None
    return FigureRule(name or relation.text, relation, reason, tolerance, severity, when, form.place)


def _read(form: Form, word: str, scheme: Scheme, notes: Notes, *, required: bool = False) -> Relation | None:
    value = form.take(word, required=required)
    if value is None:
        return None
    text = form.as_text(value, word)
    return read_relation(text, scheme.measures, value.place, notes) if text else None


def _meets(relation: Relation, form: Form, scheme: Scheme, notes: Notes) -> bool:
    """Whether there is a period in which all of its figures are asked for."""
    times = times_of(relation, scheme)
    if not times.tried:
        message = f"“{relation.text}”里的数不在同一期填报，永远查不到一起。"
        remedy = "一边按月、一边按年的，请用“各期合计(…)”把短的一边加起来。"
        notes.error("quality.never-together", form.place, message, remedy)
        return False
    for figure in relation.figures():
        if figure.when is When.PARTS and not any(times.inside.get((figure.measure, p)) for p in times.tried):
            message = f"“{figure.text}”没有更短的报送期可以合计。"
            notes.error("quality.no-parts-to-add", form.place, message, "请核对数据项的“频次”。")
            return False
    return True


def _fences(form: Form, scheme: Scheme, notes: Notes) -> Fences:
    value = form.take("异常")
    entries = None if value is None else read_mapping(value, "异常", notes)
    if entries is None:
        return Fences()
    part, usual = Form(entries, "异常", notes), Fences()
    fences = Fences(
        fewest=part.whole("最少单位", usual.fewest, least=5) or usual.fewest,
        times=part.number("倍数", usual.times, above=0) or usual.times,
        least_growth=_number(part, "增长", usual.least_growth),
        least_points=_number(part, "百分点", usual.least_points),
        least_count=_number(part, "增减", usual.least_count),
        usual=_usual(part, scheme, notes),
        against=_against(part, notes) or usual.against,
    )
    part.finish()
    return fences


def _against(form: Form, notes: Notes) -> tuple[Against, ...]:
    """What changes are counted from, each once; nothing where nothing is written."""
    words = form.texts("对比", distinct=True)
    for word in words:
        if word not in _AGAINST:
            message, remedy = f"“对比”不认识“{word}”。", f"可以写：{'、'.join(_AGAINST)}。"
            notes.error("quality.unknown-word", form.place, message, remedy)
    return tuple(dict.fromkeys(_AGAINST[word] for word in words if word in _AGAINST))


def _number(form: Form, word: str, default: Decimal) -> Decimal:
    number = form.number(word, default, least=0)
    return default if number is None else number


def _usual(form: Form, scheme: Scheme, notes: Notes) -> dict[str, tuple[Decimal | None, Decimal | None]]:
    value = form.take("常见范围")
    entries = None if value is None else read_mapping(value, "常见范围", notes)
    found = {}
    for key, bounds in entries.pairs if entries is not None else ():
        name = _known(key.text, key.place, scheme, notes)
        if not isinstance(bounds, Listing) or len(bounds.entries) != 2:
            notes.error(
                "quality.range",
                bounds.place,
                f"“{key.text}”的范围要写成 [1, 8] 的样子。",
                "不设限的一边写“不设”。",
            )
            continue
        ends = [_end(end, notes) for end in bounds.entries]
        if name and None not in ends and ends[0] > ends[1]:  # type: ignore[operator]
            notes.error("quality.range", bounds.place, f"“{key.text}”的范围下限大于上限。", "请核对。")
        elif name:
            found[name] = (ends[0], ends[1])
    return found


def _end(value: Located, notes: Notes) -> Decimal | None:
    if isinstance(value, Scalar) and value.text.strip() == "不设":
        return None
    return read_number(value, "常见范围", notes)


def _rates(form: Form, scheme: Scheme, notes: Notes) -> dict[Rate, str]:
    value = form.take("四率")
    entries = None if value is None else read_mapping(value, "四率", notes)
    found: dict[Rate, str] = {}
    for key, word in entries.pairs if entries is not None else ():
        rate = _RATES.get(key.text)
        if rate is None:
            notes.error(
                "quality.unknown-rate",
                key.place,
                f"四率里没有“{key.text}”。",
                f"可以写：{'、'.join(_RATES)}。",
            )
            continue
        name = _known(word.text if isinstance(word, Scalar) else "", word.place, scheme, notes)
        if name and _takes_a_rate(scheme.measures[name], word.place, notes):
            found[rate] = name
    return found


def _takes_a_rate(measure: Measure, place: Place, notes: Notes) -> bool:
    rates = measure.kind is MeasureKind.PERCENT or (measure.kind is MeasureKind.RATIO and measure.per == 100)
    if not rates:
        message = f"“{measure.name}”不是百分比或比率，装不下一个率。"
        notes.error("quality.no-rate", place, message, "请把它的类型改为“比率”。")
        return False
    if measure.supply is not Supply.EXTERNAL:
        message = f"“{measure.name}”由系统算出，不能由单位填报。"
        notes.error("quality.reported-rate", place, message, "请把它的来源改为“部门提供”。")
        return False
    return True


def _known(name: str, place: Place, scheme: Scheme, notes: Notes) -> str:
    """The id of a measure; empty, with a Problem, where the scheme has none of this name."""
    measure = scheme.measures.get(name) or next(
        (m for m in scheme.measures.values() if m.label == name), None
    )
    if measure is not None:
        return measure.id
    hint = notes.guess(name, scheme.measures)
    notes.error(
        "quality.unknown-measure", place, f"办法里没有数据项“{name}”。", hint or "请写办法里的数据项名称。"
    )
    return ""
