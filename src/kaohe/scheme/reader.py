"""From a scheme file to a draft. Every mistake becomes a problem with its line; the reading goes on."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from kaohe.core import Period, Place, Problem
from kaohe.rules import Node
from kaohe.rules.words import UNBOUNDED
from kaohe.scheme import file_words as words
from kaohe.scheme.draft import DraftGroup, DraftItem, DraftTable, Pending, SchemeDraft
from kaohe.scheme.model import (
    Consequence,
    Effect,
    Grade,
    GroupKind,
    Measure,
    MeasureKind,
    Ranking,
    Scope,
    Selector,
    Supply,
    Veto,
    WhenNotApplicable,
)
from kaohe.scheme.reading import (
    OR_UNBOUNDED,
    Form,
    Notes,
    exact_number,
    looks_like_number,
    read_mapping,
    read_number,
)
from kaohe.scheme.rule_reader import RuleReader
from kaohe.scheme.source import Entries, Listing, Located, Scalar, parse_yaml, read_yaml

ONE = Decimal(1)
NO_QUOTA = Decimal(-1)
UNDECIDED = "待定"
"""A rule that is left open on purpose."""
Entry = TypeVar("Entry")


def read_draft(path: Path) -> SchemeDraft:
    """A scheme file as a draft. A file that cannot be read at all is an empty draft with the reason."""
    located, problems = read_yaml(path)
    return _draft(located, problems)


def parse_draft(text: str, file: str = "") -> SchemeDraft:
    """The text of a scheme file as a draft."""
    located, problems = parse_yaml(text, file)
    return _draft(located, problems)


def _draft(located: Located | None, problems: list[Problem]) -> SchemeDraft:
    notes = Notes()
    notes.problems.extend(problems)
    if located is None:
        return SchemeDraft(problems=tuple(notes.problems))
    entries = read_mapping(located, "考核办法文件", notes)
    if entries is None:
        return SchemeDraft(problems=tuple(notes.problems))
    return _SchemeReader(notes).scheme(entries)


class _SchemeReader:
    """Reads the parts of one file; rules are read against the measures that the file declares."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.rules = RuleReader({}, notes)
        self.doubtful: set[Place] = set()

    def _form(self, value: Located, what: str) -> Form | None:
        entries = read_mapping(value, what, self.notes)
        return None if entries is None else Form(entries, what, self.notes, words.ENGLISH)

    def scheme(self, entries: Entries) -> SchemeDraft:
        form = Form(entries, "办法文件", self.notes, words.ENGLISH)
        title = form.text("考核办法", required=True)
        version = form.text("版本", "1")
        period = self._period(form)
        basis = form.texts("依据")
        note = form.text("说明")
        classes = form.texts("单位类别", distinct=True)
        written = form.take("数据项", required=True)
        measures = self._measures(written)
        known = {measure.id: measure for measure in measures}
        unread = frozenset(written.keys() if isinstance(written, Entries) else ()) - known.keys()
        self.rules = RuleReader(known, self.notes, unread)
        tables = [self._table(entry) for entry in form.listing("考核表", required=True)]
        form.finish()
        return SchemeDraft(
            title=title,
            version=version,
            period=period,
            classes=classes,
            measures=measures,
            tables=tuple(table for table in tables if table is not None),
            basis=basis,
            note=note,
            problems=tuple(self.notes.problems),
            doubtful=frozenset(self.doubtful),
            where=entries.place,
        )

    def _period(self, form: Form) -> Period | None:
        value = form.take("考核期", required=True)
        if value is None:
            return None
        text = value.text if isinstance(value, Scalar) else ""
        try:
            return Period.parse(text)
        except ValueError:
            message = f"“{text}”不是一个考核期。" if text else "“考核期”要写一段时间。"
            self.notes.error(
                "scheme.not-a-period",
                value.place,
                message,
                "请写成 2026、2026上半年、2026年第3季度、2026-07 或 2025-10/2026-09。",
            )
            return None

    def _measures(self, value: Located | None) -> tuple[Measure, ...]:
        entries = None if value is None else read_mapping(value, "“数据项”", self.notes)
        if entries is None:
            return ()
        read = [self._measure(key.text, entry) for key, entry in entries.pairs if self._named(key)]
        return tuple(measure for measure in read if measure is not None)

    def _named(self, key: Scalar) -> bool:
        """Whether a measure's name can be told from a number and from the words that stand for none."""
        if key.text and not looks_like_number(key.text) and key.text not in (UNBOUNDED, UNDECIDED):
            return True
        message = f"数据项的名称不能是“{key.text}”。"
        remedy = "请起一个像“核实完成率”这样的名称；数和“不设”“待定”在规则里另有意思。"
        self.notes.error("scheme.measure-name", key.place, message, remedy)
        return False

    def _measure(self, name: str, value: Located) -> Measure | None:
        form = self._form(value, f"数据项“{name}”")
        if form is None:
            return None
        written = form.choice("类型", words.MEASURE_KINDS)
        kind = written or MeasureKind.NUMBER
        low, high = self._range(form)
        measure = Measure(
            id=name,
            kind=kind,
            label=form.text("全称"),
            unit_label=form.text("单位"),
            part_name=form.text("分子", "分子"),
            whole_name=form.text("分母", "分母"),
            per=form.whole("每", 100, least=1) or 100,
            places=form.whole("小数位", default_places(kind), least=0, most=12) or 0,
            low=low,
            high=high,
            higher_is_better=form.maybe("优者", words.DIRECTIONS),
            cadence=form.maybe("频次", words.CADENCES),
            department=form.text("责任科室"),
            supply=form.choice("来源", words.SUPPLIES, default_supply(kind)) or default_supply(kind),
            levels=form.texts("等级", distinct=True),
            targets=self._targets(form.take("目标")),
            note=form.text("说明"),
            where=form.place,
        )
        form.finish()
        return None if written is None else measure

    def _range(self, form: Form) -> tuple[Decimal | None, Decimal | None]:
        entries = form.listing("范围")
        if not entries:
            return None, None
        if len(entries) != 2:
            self.notes.error(
                "scheme.range", entries[0].place, "“范围”要写最小和最大两个数。", "请写成 [0, 100]。"
            )
            return None, None
        low, high = (self._bound(entry) for entry in entries)
        if low is not None and high is not None and low > high:
            self.notes.error("scheme.range", entries[0].place, "“范围”的最小数大于最大数。", "请对调。")
        return low, high

    def _bound(self, value: Located) -> Decimal | None:
        if isinstance(value, Scalar) and value.text.strip() == UNBOUNDED:
            return None
        return read_number(value, "范围", self.notes)

    def _targets(self, value: Located | None) -> tuple[tuple[str, Decimal], ...]:
        if value is None:
            return ()
        if isinstance(value, Entries):
            read = [(key.text.strip(), read_number(v, "目标", self.notes)) for key, v in value.pairs]
            named = [("" if name == words.OTHERS else name, number) for name, number in read]
            return tuple((name, number) for name, number in named if number is not None)
        number = read_number(value, "目标", self.notes)
        return () if number is None else (("", number),)

    def _table(self, value: Located) -> DraftTable | None:
        form = self._form(value, "考核表")
        if form is None:
            return None
        table = DraftTable(
            name=form.text("名称", required=True),
            level=form.text("对象", required=True),
            total=form.number("总分"),
            precision=form.whole("小数位", 2, least=0, most=4) or 0,
            when_not_applicable=form.choice("不适用项", words.NOT_APPLICABLE, WhenNotApplicable.SCALE)
            or WhenNotApplicable.SCALE,
            groups=self._groups(form),
            vetoes=(*self._vetoes(form, "一票否决", card=False), *self._vetoes(form, "黄牌", card=True)),
            grades=self._kept(form, "等次", self._grade),
            ranking=self._ranking(form.take("排名")),
            consequences=self._kept(form, "结果运用", self._consequence),
            where=form.place,
        )
        form.finish()
        return table

    def _kept(
        self, form: Form, word: str, read: Callable[[Located], Entry | None], *, required: bool = False
    ) -> tuple[Entry, ...]:
        """The entries of a list that could be read; those with a mistake are marked as doubtful."""
        entries = []
        for value in form.listing(word, required=required):
            before = len(self.notes.problems)
            entry = read(value)
            if len(self.notes.problems) > before:
                self.doubtful.add(value.place)
            if entry is not None:
                entries.append(entry)
        return tuple(entries)

    def _groups(self, form: Form) -> tuple[DraftGroup, ...]:
        entries = [self._entry(entry, GroupKind.BASE) for entry in form.listing("指标", required=True)]
        groups = []
        for entry in entries:
            if isinstance(entry, DraftItem):  # a table of one level: the item is a group of its own
                groups.append(DraftGroup(entry.name, (entry,), points=entry.points, where=entry.where))
            else:
                groups.append(entry)
        return tuple(groups)

    def _entry(self, value: Located, kind: GroupKind) -> DraftGroup | DraftItem:
        entries = read_mapping(value, "指标", self.notes)
        if entries is None:  # it stays in its place, so that sums are not blamed for it
            return DraftItem("", unread=True, points_unread=True, where=value.place)
        return self._item(entries) if entries.get("下级") is None else self._group(entries, kind)

    def _group(self, entries: Entries, above: GroupKind) -> DraftGroup:
        form = Form(entries, "指标", self.notes, words.ENGLISH)
        name = form.text("名称", required=True)
        form.what = f"指标“{name}”"
        kind = form.choice("性质", words.GROUP_KINDS, above) or above
        points = form.number("分值", least=0)
        weight = form.number("权重", ONE, above=0)
        floor, cap = self._bounds(form, kind)
        children = [self._entry(entry, kind) for entry in form.listing("下级")]
        code = form.text("编码")
        form.finish()
        return DraftGroup(name, tuple(children), code, kind, points, weight or ONE, floor, cap, entries.place)

    def _bounds(self, form: Form, kind: GroupKind) -> tuple[Decimal | None, Decimal | None]:
        """A group's floor and cap; its 封顶 is the most that it gives or, in a list of deductions, takes."""
        most, floor, cap = form.number("封顶", least=0), form.number("最低"), form.number("最高")
        if most is None:
            return floor, cap
        takes = kind is GroupKind.DEDUCTION
        if (floor if takes else cap) is not None:
            message = f"{form.what}写了“封顶”，又写了“{'最低' if takes else '最高'}”。"
            self.notes.error("scheme.bound-twice", form.place, message, "请只留“封顶”。")
        return (-most, cap) if takes else (floor, most)

    def _item(self, entries: Entries) -> DraftItem:
        form = Form(entries, "指标", self.notes, words.ENGLISH)
        name = form.text("名称", required=True)
        form.what = f"指标“{name}”"
        rule = form.take("规则")
        node = None if rule is None else self._rule(rule)
        points = form.number("分值", least=0)
        item = DraftItem(
            name=name,
            code=form.text("编码"),
            points=points,
            points_unread=points is None and form.take("分值") is not None,
            rule=node,
            unread=node is None and rule is not None and not _undecided(rule),
            standard=form.text("考核内容"),
            clause=form.text("评分标准"),
            departments=form.texts("责任科室"),
            method=form.text("考核方式"),
            floor=self._limit(form, "最低"),
            cap=self._limit(form, "最高"),
            when_not_applicable=form.maybe("不适用", words.NOT_APPLICABLE),
            note=form.text("说明"),
            pending=self._kept(form, "待确认", self._question),
            where=entries.place,
        )
        form.finish()
        return item

    def _question(self, value: Located) -> Pending | None:
        form = self._form(value, "“待确认”的一问")
        if form is None:
            return None
        question = form.text("问", required=True)
        pending = Pending(question, form.text("默认"), form.texts("可选"), form.text("答"))
        form.finish()
        return pending

    def _rule(self, value: Located) -> Node | None:
        return None if _undecided(value) else self.rules.node(value)

    def _limit(self, form: Form, word: str) -> Decimal | str | None:
        value = form.take(word)
        if value is None:
            return ""
        if isinstance(value, Scalar) and value.text.strip() == UNBOUNDED:
            return None
        number = read_number(value, word, self.notes, OR_UNBOUNDED)
        return "" if number is None else number

    def _vetoes(self, form: Form, word: str, *, card: bool) -> tuple[Veto, ...]:
        vetoes = []
        for value in form.listing(word):
            entry = self._form(value, f"“{word}”")
            if entry is None:
                continue
            name = entry.text("名称", required=True)
            written = entry.take("条件", required=True)
            effect = entry.choice("后果", words.EFFECTS, Effect.NOTE if card else Effect.UNRANKED)
            grade = entry.text("等次")
            approval = entry.text("批准依据")
            entry.finish()
            condition = None if written is None else self.rules.node(written)
            if condition is not None and effect is not None:
                vetoes.append(Veto(name, condition, effect, grade, card, approval, value.place))
        return tuple(vetoes)

    def _grade(self, value: Located) -> Grade | None:
        form = self._form(value, "“等次”")
        if form is None:
            return None
        name = form.text("名称", required=True)
        at_least = form.take("不低于")
        rest = at_least is None or (isinstance(at_least, Scalar) and at_least.text.strip() == words.REST)
        number = None if rest or at_least is None else read_number(at_least, "不低于", self.notes)
        share, most = self._quota(form.take("名额"))
        form.finish()
        return Grade(name, number, share, most, value.place)

    def _quota(self, value: Located | None) -> tuple[Decimal | None, int | None]:
        """A share (30%), a number (5) of units, or both: [30%, 5]."""
        if value is None:
            return None, None
        read = [self._one_quota(each) for each in (value.entries if isinstance(value, Listing) else (value,))]
        shares = [share for share, _ in read if share is not None]
        numbers = [number for _, number in read if number is not None]
        return (shares[0] if shares else None), (numbers[0] if numbers else None)

    def _one_quota(self, value: Located) -> tuple[Decimal | None, int | None]:
        text = value.text.strip() if isinstance(value, Scalar) else ""
        percent = text.endswith(("%", "％"))
        number = exact_number(text.rstrip("%％").strip())
        if number is None:
            number = NO_QUOTA
        if percent and 0 <= number <= 100:
            return number.scaleb(-2), None
        if not percent and number >= 0 and number == number.to_integral_value():
            return None, int(number)
        message = f"名额“{text}”不是单位的个数，也不是0%到100%之间的比例。"
        self.notes.error("scheme.quota", value.place, message, "请写成 5 或 30%。")
        return None, None

    def _ranking(self, value: Located | None) -> Ranking:
        form = None if value is None else self._form(value, "“排名”")
        if form is None:
            return Ranking()
        scope = form.choice("范围", words.SCOPES, Scope.ALL) or Scope.ALL
        ranking = Ranking(scope, form.texts("同分"), form.place)
        form.finish()
        return ranking

    def _consequence(self, value: Located) -> Consequence | None:
        form = self._form(value, "“结果运用”")
        if form is None:
            return None
        consequence = Consequence(
            list_name=form.text("名单", required=True),
            action=form.text("措施"),
            selectors=self._kept(form, "对象", self._selector, required=True),
            amount=form.number("金额", least=0),
            in_proportion=form.yes_no("按得分比例"),
            passing_over=form.texts("顺延"),
            includes_vetoed=form.yes_no("含被否决"),
            where=value.place,
        )
        form.finish()
        return consequence

    def _selector(self, value: Located) -> Selector | None:
        form = self._form(value, "“对象”")
        if form is None:
            return None
        written = form.take("条件")
        selector = Selector(
            first=form.whole("前", least=1),
            last=form.whole("后", least=1),
            of=form.text("按"),
            scope=form.choice("范围", words.SCOPES, Scope.ALL) or Scope.ALL,
            classes=form.texts("类别"),
            grade=form.text("等次"),
            vetoed=form.yes_no("被否决"),
            carded=form.yes_no("被黄牌"),
            condition=None if written is None else self.rules.node(written),
            listed=form.text("名单"),
            years=form.whole("连续年数", 1, least=1) or 1,
        )
        form.finish()
        return selector


def _undecided(value: Located) -> bool:
    """`规则: 待定`: a hole that somebody left on purpose."""
    return isinstance(value, Scalar) and value.text.strip() == UNDECIDED


_WHOLE = (MeasureKind.COUNT, MeasureKind.RATIO, MeasureKind.RANK)


def default_places(kind: MeasureKind) -> int:
    """The decimals of a figure of which the file says nothing."""
    return 0 if kind in _WHOLE else 2


def default_supply(kind: MeasureKind) -> Supply:
    """Where a figure comes from of which the file says nothing."""
    return Supply.JUDGED if kind is MeasureKind.LEVEL else Supply.REPORTED
