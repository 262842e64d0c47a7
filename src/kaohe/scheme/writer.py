"""From a scheme or a draft to the text of a scheme file, in the words that `reader` reads.

What the reader fills in by itself is not written, so that the file stays as short as a person would
write it; reading the text gives the same scheme (a draft the same draft, less its problems).
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import Enum

from kaohe.core import plain
from kaohe.rules.words import UNBOUNDED
from kaohe.scheme import file_words as words
from kaohe.scheme.draft import DraftGroup, DraftItem, DraftTable, Pending, SchemeDraft
from kaohe.scheme.model import (
    Consequence,
    Grade,
    GroupKind,
    Measure,
    Ranking,
    Scheme,
    Scope,
    Selector,
    Veto,
    WhenNotApplicable,
)
from kaohe.scheme.reader import UNDECIDED, default_places, default_supply
from kaohe.scheme.redraft import redraft
from kaohe.scheme.rule_writer import rule_value
from kaohe.scheme.yaml_text import Bare, Block, BlockList, Value, lay_out

ONE = Decimal(1)


def write_scheme(scheme: Scheme | SchemeDraft, *, schema: str = "") -> str:
    """The text of a scheme file. `schema`: where an editor finds the JSON Schema, named in the first line."""
    draft = redraft(scheme) if isinstance(scheme, Scheme) else scheme
    head = f"# yaml-language-server: $schema={schema}\n" if schema else ""
    return head + lay_out(_scheme(draft))


class _Fields(Block):
    """A mapping that takes only what has to be written."""

    def put(self, word: str, value: Value | None, default: object = None) -> None:
        """Write the field unless it is what the reader supposes anyway."""
        if value is not None and value != default:
            self[word] = value

    def choose(self, word: str, choices: Mapping[str, Enum | bool], value: object, default: object) -> None:
        """Write the word of an enumeration."""
        if value is not default and value != default:
            self[word] = next(known for known, meant in choices.items() if meant is value)

    def text(self, word: str, text: str, default: str = "") -> None:
        if text != default:
            self[word] = text

    def texts(self, word: str, texts: tuple[str, ...]) -> None:
        """A list of words; one word alone without brackets."""
        if texts:
            self[word] = texts[0] if len(texts) == 1 else list(texts)

    def limit(self, word: str, limit: Decimal | str | None) -> None:
        """A floor or cap as a draft has it: None is 不设, the empty string nothing written."""
        if limit != "":
            self[word] = UNBOUNDED if limit is None else limit

    def short(self) -> dict[str, Value]:
        """The same, on one line where it fits."""
        return dict(self)


def _scheme(draft: SchemeDraft) -> Block:
    fields = _Fields()
    fields.text("考核办法", draft.title)
    fields.put("版本", Bare(draft.version) if draft.version[:1].isdigit() else draft.version)
    if draft.period is not None:
        fields.put("考核期", Bare(str(draft.period)))
    if draft.basis:
        fields.put("依据", BlockList(draft.basis))
    fields.text("说明", draft.note)
    if draft.classes:
        fields.put("单位类别", list(draft.classes))
    fields.put("数据项", Block({measure.id: _measure(measure) for measure in draft.measures}))
    fields.put("考核表", BlockList(_table(table) for table in draft.tables))
    return fields


def _measure(measure: Measure) -> Value:
    fields = _Fields()
    fields.choose("类型", words.MEASURE_KINDS, measure.kind, None)
    fields.text("全称", measure.label)
    fields.text("单位", measure.unit_label)
    fields.text("分子", measure.part_name, "分子")
    fields.text("分母", measure.whole_name, "分母")
    fields.put("每", measure.per, 100)
    fields.put("小数位", measure.places, default_places(measure.kind))
    if measure.low is not None or measure.high is not None:
        bounds = (measure.low, measure.high)
        fields.put("范围", [UNBOUNDED if bound is None else bound for bound in bounds])
    fields.texts("等级", measure.levels)
    if measure.targets:
        fields.put("目标", _targets(measure))
    fields.choose("优者", words.DIRECTIONS, measure.higher_is_better, None)
    fields.choose("频次", words.CADENCES, measure.cadence, None)
    fields.choose("来源", words.SUPPLIES, measure.supply, default_supply(measure.kind))
    fields.text("责任科室", measure.department)
    fields.text("说明", measure.note)
    return fields.short()


def _targets(measure: Measure) -> Value:
    if [name for name, _ in measure.targets] == [""]:
        return measure.targets[0][1]
    return {name or words.OTHERS: number for name, number in measure.targets}


def _table(table: DraftTable) -> Value:
    fields = _Fields()
    fields.text("名称", table.name)
    fields.text("对象", table.level)
    fields.put("总分", table.total)
    fields.put("小数位", table.precision, 2)
    scale = WhenNotApplicable.SCALE
    fields.choose("不适用项", words.NOT_APPLICABLE, table.when_not_applicable, scale)
    fields.put("指标", BlockList(_top(group) for group in table.groups))
    fields.put("一票否决", BlockList(_veto(veto) for veto in table.vetoes if not veto.card), [])
    fields.put("黄牌", BlockList(_veto(veto) for veto in table.vetoes if veto.card), [])
    fields.put("等次", BlockList(_grade(grade) for grade in table.grades), [])
    fields.put("排名", _ranking(table.ranking), {})
    fields.put("结果运用", BlockList(_consequence(entry) for entry in table.consequences), [])
    return fields


def _top(group: DraftGroup) -> Value:
    """A group; one that the reader put around a single item is written as that item."""
    if len(group.children) == 1 and isinstance(child := group.children[0], DraftItem):
        bare = DraftGroup(child.name, (child,), points=child.points)
        if group == bare:
            return _item(child)
    return _group(group, GroupKind.BASE)


def _group(group: DraftGroup, above: GroupKind) -> Value:
    fields = _Fields()
    fields.text("名称", group.name)
    fields.text("编码", group.code)
    fields.choose("性质", words.GROUP_KINDS, group.kind, above)
    fields.put("分值", group.points)
    fields.put("权重", group.weight, ONE)
    floor, cap = group.floor, group.cap
    if group.kind is GroupKind.DEDUCTION and floor is not None and floor <= 0:
        fields.put("封顶", -floor)
        floor = None
    if group.kind is not GroupKind.DEDUCTION and cap is not None and cap >= 0:
        fields.put("封顶", cap)
        cap = None
    fields.put("最低", floor)
    fields.put("最高", cap)
    below = [_group(c, group.kind) if isinstance(c, DraftGroup) else _item(c) for c in group.children]
    fields.put("下级", BlockList(below))
    return fields


def _item(item: DraftItem) -> Value:
    fields = _Fields()
    fields.text("名称", item.name)
    fields.text("编码", item.code)
    fields.put("分值", item.points)
    fields.limit("最低", item.floor)
    fields.limit("最高", item.cap)
    fields.choose("不适用", words.NOT_APPLICABLE, item.when_not_applicable, None)
    fields.texts("责任科室", item.departments)
    fields.text("考核方式", item.method)
    fields.text("考核内容", item.standard)
    fields.text("评分标准", item.clause)
    fields.text("说明", item.note)
    fields.put("规则", UNDECIDED if item.rule is None else rule_value(item.rule))
    fields.put("待确认", BlockList(_question(entry) for entry in item.pending), [])
    return fields


def _question(pending: Pending) -> Value:
    """A question in lines of its own; an empty answer is written, for somebody to fill."""
    fields = _Fields()
    fields.text("问", pending.question)
    fields.text("默认", pending.default)
    fields.texts("可选", pending.options)
    fields["答"] = pending.answer
    return fields


def _veto(veto: Veto) -> Value:
    fields = _Fields()
    fields.text("名称", veto.name)
    fields.put("条件", rule_value(veto.condition))
    fields.choose("后果", words.EFFECTS, veto.effect, None)
    fields.text("等次", veto.grade)
    fields.text("批准依据", veto.approval)
    return fields.short()


def _grade(grade: Grade) -> Value:
    fields = _Fields()
    fields.text("名称", grade.name)
    fields.put("不低于", grade.at_least)
    share = None if grade.share is None else Bare(f"{plain(grade.share.scaleb(2))}%")
    if share is not None and grade.most is not None:
        fields.put("名额", [share, grade.most])
    else:
        fields.put("名额", grade.most if share is None else share)
    return fields.short()


def _ranking(ranking: Ranking) -> Value:
    fields = _Fields()
    fields.choose("范围", words.SCOPES, ranking.scope, Scope.ALL)
    fields.texts("同分", ranking.tie_break)
    return fields.short()


def _consequence(entry: Consequence) -> Value:
    fields = _Fields()
    fields.text("名单", entry.list_name)
    fields.text("措施", entry.action)
    fields.put("对象", [_selector(selector) for selector in entry.selectors])
    fields.put("金额", entry.amount)
    fields.put("按得分比例", entry.in_proportion, False)
    fields.texts("顺延", entry.passing_over)
    fields.put("含被否决", entry.includes_vetoed, False)
    return fields.short()


def _selector(selector: Selector) -> Value:
    fields = _Fields()
    fields.put("前", selector.first)
    fields.put("后", selector.last)
    fields.text("按", selector.of)
    fields.choose("范围", words.SCOPES, selector.scope, Scope.ALL)
    fields.texts("类别", selector.classes)
    fields.text("等次", selector.grade)
    fields.put("被否决", selector.vetoed, False)
    fields.put("被黄牌", selector.carded, False)
    if selector.condition is not None:
        fields.put("条件", rule_value(selector.condition))
    fields.text("名单", selector.listed)
    fields.put("连续年数", selector.years, 1)
    return fields.short()
