"""Read 抽样方案.yaml: a plan that a clerk can write.

标题: 芸溪区2026年度检查点抽样
分组: 单位                  # 单位、类别、单位和类别、不分组
每组: 2                     # 或 每类: {村: 1, 社区: 1}，或 比例: 10%，或 总数: 40
例外: {榉坪镇: 1}
抽法: 等概率                # 或 按规模
候补: 1
不抽:
  - {理由: 检查组成员挂职，回避, 名单: [E0503]}
种子:
  公开号码: 2026年12月27日开奖的福利彩票双色球红球号码
  形式: 00-00-00-00-00-00
  承诺: 否
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from kaohe.core import Problem
from kaohe.core.problem import has_errors
from kaohe.facts.guard import number_problem, personal_kind
from kaohe.fieldwork.draws.allocation import part
from kaohe.fieldwork.draws.plan import MOST_RESERVES, By, Chance, Exclusion, Plan, Share
from kaohe.scheme.reading import Form, Notes, read_mapping
from kaohe.scheme.source import Entries, Listing, Located, Scalar, parse_yaml, read_yaml

_BY = {by.label: by for by in By}
_CHANCE = {chance.label: chance for chance in Chance}
_SHARE = {share.label: share for share in Share}
_SHAPE = re.compile(r"0+(?:-0+)*")
MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class SeedTerms:
    """What a plan says of the seed: the `source` of a public number (with its `shape`, and whether it is sorted), and
    whether the office commits to a seed of its own besides, or instead.
    """

    source: str = ""
    shape: str = ""
    ascending: bool = False
    committed: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """A plan's file as a whole."""

    plan: Plan
    exclusions: tuple[Exclusion, ...] = ()
    seed: SeedTerms = SeedTerms()


def read_terms(path: Path) -> tuple[Terms | None, tuple[Problem, ...]]:
    """The terms of a file; None where something is wrong with them."""
    return _terms(*read_yaml(path))


def parse_terms(text: str, file: str = "") -> tuple[Terms | None, tuple[Problem, ...]]:
    """The terms of a text, as a form in a browser sends it."""
    return _terms(*parse_yaml(text, file))


def _terms(located: Located | None, found: list[Problem]) -> tuple[Terms | None, tuple[Problem, ...]]:
    notes = Notes()
    notes.problems.extend(found)
    notes.problems.extend(_personal(located))
    entries = None if located is None or notes.problems else read_mapping(located, "抽样方案", notes)
    if entries is None:
        return None, tuple(notes.problems)
    form = Form(entries, "抽样方案", notes)
    plan = Plan(
        form.text("标题"),
        form.choice("分组", _BY, By.UNIT) or By.UNIT,
        form.choice("抽法", _CHANCE, Chance.EQUAL) or Chance.EQUAL,
        form.whole("每组", least=0, most=MOST),
        _counts(form, "每类", notes),
        _rate(form, notes),
        form.whole("总数", least=1, most=MOST),
        form.choice("分摊", _SHARE, Share.COUNT) or Share.COUNT,
        form.whole("每组至少", 0, least=0, most=MOST) or 0,
        _counts(form, "例外", notes),
        form.whole("候补", 0, least=0, most=MOST_RESERVES) or 0,
    )
    terms = Terms(plan, _exclusions(form, notes), _seed(form, notes))
    form.finish()
    if not notes.problems:
        _check(terms, form, notes)
    return (None if has_errors(notes.problems) else terms), tuple(notes.problems)


def _check(terms: Terms, form: Form, notes: Notes) -> None:
    """What cannot go together."""
    plan, place = terms.plan, form.place
    ways = {
        "每组": plan.each is not None,
        "每类": bool(plan.by_kind),
        "比例": plan.rate is not None,
        "总数": plan.total is not None,
    }
    written = [word for word, there in ways.items() if there]
    if len(written) != 1:
        message = f"{'、'.join(written)}只能写一种。" if written else "没有写抽几个。"
        notes.error("draw.how-many", place, message, f"请写{'、'.join(ways)}中的一种。")
    if plan.by_kind and plan.by not in (By.KIND, By.BOTH):
        notes.error(
            "draw.by-class", place, "写了“每类”，分组里却没有类别。", "请写“分组: 类别”或“分组: 单位和类别”。"
        )
    if plan.total is None and (plan.least or form.entries.get("分摊")):
        notes.error("draw.no-total", place, "“分摊”“每组至少”只和“总数”一起用。", "请删去，或改写总数。")
    if plan.total is not None and plan.exceptions:
        notes.error(
            "draw.total-exceptions", place, "写了总数，就不能再写例外。", "请改用“每组”，或用“不抽”。"
        )
    if terms.seed.shape and not terms.seed.source:
        notes.error("draw.shape", place, "写了号码的“形式”，没有写“公开号码”。", "请写明号码的来源。")


def _counts(form: Form, word: str, notes: Notes) -> dict[str, int]:
    """名称: 个数 …"""
    value = form.take(word)
    entries = None if value is None else read_mapping(value, f"“{word}”", notes)
    if entries is None:
        return {}
    inner = Form(entries, f"“{word}”", notes)
    names = [key.text for key, _ in entries.pairs]
    counts = {name: inner.whole(name, least=0, most=MOST) for name in names}
    inner.finish()
    return {name: count for name, count in counts.items() if count is not None}


def _rate(form: Form, notes: Notes) -> Fraction | None:
    text = form.text("比例")
    if not text:
        return None
    rate = part(text)
    if rate is None:
        notes.error(
            "draw.rate", form.place, f"比例写的是“{text}”。", "请写成 10% 或 1/10，大于0，不超过100%。"
        )
    return rate


def _exclusions(form: Form, notes: Notes) -> tuple[Exclusion, ...]:
    found = []
    for number, located in enumerate(form.listing("不抽"), 1):
        what = f"不抽第{number}条"
        entries = read_mapping(located, what, notes)
        if entries is None:
            continue
        one = Form(entries, what, notes)
        exclusion = Exclusion(
            one.text("理由", required=True),
            one.texts("名单", distinct=True),
            one.texts("单位", distinct=True),
            one.texts("类别", distinct=True),
        )
        one.finish()
        if not (exclusion.spots or exclusion.units or exclusion.kinds):
            notes.error("draw.exclusion-empty", one.place, f"{what}没有写不抽谁。", "请写名单、单位或类别。")
        found.append(exclusion)
    return tuple(found)


def _seed(form: Form, notes: Notes) -> SeedTerms:
    value = form.take("种子")
    entries = None if value is None else read_mapping(value, "种子", notes)
    if entries is None:
        return SeedTerms()
    one = Form(entries, "种子", notes)
    orders: Mapping[str, bool] = {"照公布的次序": False, "从小到大": True}
    terms = SeedTerms(
        one.text("公开号码"),
        one.text("形式"),
        one.choice("次序", orders, False) or False,
        one.yes_no("承诺"),
    )
    one.finish()
    if terms.shape and not _SHAPE.fullmatch(terms.shape):
        message = f"号码的形式写的是“{terms.shape}”。"
        notes.error("draw.shape", one.place, message, "每位数字写一个0，数与数之间用“-”，如 00-00-00。")
    return terms


def _personal(located: Located | None) -> list[Problem]:
    """Residents' numbers anywhere in the file: the place of each."""
    match located:
        case Scalar(text, place):
            kind = personal_kind(text)
            return [number_problem(kind, place)] if kind else []
        case Listing(entries):
            return [problem for entry in entries for problem in _personal(entry)]
        case Entries(pairs):
            return [problem for pair in pairs for each in pair for problem in _personal(each)]
    return []
