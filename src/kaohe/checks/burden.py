"""Burden on the grassroots as a scheme's build shows it: vetoes without approval, traces alone, the same asked twice."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from kaohe.checks.clause_checks import MOST_APART
from kaohe.checks.finding import Finding
from kaohe.checks.instruments import legal_rules
from kaohe.checks.law import finding_of
from kaohe.checks.subject import ItemView, Subject, TableView
from kaohe.checks.wording import squeezed
from kaohe.core import Place
from kaohe.rules import Change, Given, LastYear, Node
from kaohe.scheme.model import GroupKind

_TRACE = (
    "工作台账|台账|台帐|资料|材料|档案|照片|图片|影像资料|影像|截图|视频|文件|记录|痕迹|会议纪要|纪要|佐证"
)
_TRACE_METHOD = re.compile(
    rf"(?:查阅?|查看|看|审查|检查|核对|收集|提供|上传|报送|听取)*(?:相关|有关|工作|书面|佐证|文字|纸质)*(?:{_TRACE})+"
)
_TRACE_STATE = re.compile(
    rf"(?:{_TRACE})[^。；，]{{0,8}}(?:齐全|完整|规范|完备|不全|不齐|缺失|没有|未提供|未上传|未建)"
    rf"|(?:无|没有|缺|少|未提供|未上传|未建立?|每缺|每少)(?:相关|有关)?[^。；，]{{0,6}}(?:{_TRACE})(?!交接|登记|管理|制度|保管|室|员|更新|系统|库)|(?:有|建有|提供)[^。；，]{{0,8}}(?:{_TRACE})"
)
_SCORING = re.compile(r"(?:得|计|扣|加)[0-9]+(?:\.[0-9]+)?分|不得分|得?满分|扣分")
_RESULT = re.compile(
    r"率|%|满意|完成|办结|整改|人次|[0-9]户|现场|抽查|核查|走访|电话|暗访|群众|系统|达到|成效|效果|受益|覆盖|服务|落实|发放|兑现|投诉|事故|及时|准确|活动|推广|创新"
)
_SPLIT = re.compile(r"[、，；/＋+和及与\s]+")
_NAMED_FIGURE = re.compile(r"[\u4e00-\u9fff]{3,14}(?:率|满意度|知晓度|指数)")
_QUANTITY = re.compile(r"[\u4e00-\u9fff]{2,}(?:率|满意度|知晓度|场次|次数|件数|人数|户数|指数|总量)")
_LEAD = re.compile(r"^(?:确保|力争|要求|全年|其中|各项|使|且|对|按|以|在|达到|全区|全镇|辖区|本年度|年度)+")
_SHORTEST = 12


def burden_findings(subject: Subject, on: date | None) -> Iterator[Finding]:
    """Findings by structure. What words alone show is `law`'s."""
    rules = legal_rules()
    for table in subject.tables:
        for veto in table.vetoes:
            if not veto.card and not veto.approval:
                yield from _found("veto-without-approval", on, veto.name, veto.where)
        yield from _traces(table, on)
    if on is None or on >= rules["asked-twice"].instrument.date:
        yield from _twice(subject, on)


def _found(rule: str, on: date | None, name: str, where: Place) -> Iterator[Finding]:
    finding = finding_of(legal_rules()[rule], on, name, where)
    if finding is not None:
        yield finding


def _traces(table: TableView, on: date | None) -> Iterator[Finding]:
    """Items scored by traces alone; many of them are said at once."""
    items = [item for item in table.items() if _traces_only(item)]
    if len(items) <= MOST_APART:
        for item in items:
            yield from _found("traces-only", on, item.name, item.where)
        return
    for finding in _found("traces-only", on, items[0].name, items[0].where):
        message = finding.message.replace(f"“{items[0].name}”", f"“{items[0].name}”等{len(items)}项", 1)
        yield replace(finding, message=message, where=tuple(dict.fromkeys(item.where for item in items)))


def _traces_only(item: ItemView) -> bool:
    """The method is ledgers and papers and nothing else; or, with no method, the clause counts them alone."""
    if item.kind is not GroupKind.BASE:
        return False
    method, clause = squeezed(item.method), squeezed(item.clause)
    if _RESULT.search(clause + squeezed(item.name)):
        return False
    if method:
        ways = [way for way in _SPLIT.split(method) if way]
        return bool(ways) and all(_TRACE_METHOD.fullmatch(way) for way in ways)
    parts = _SCORING.split(clause)[:-1]
    return bool(parts) and all(_TRACE_STATE.search(part) for part in parts)


def _twice(subject: Subject, on: date | None) -> Iterator[Finding]:
    """Base items for the same units that look at one figure, or ask in the same words."""
    levels = dict.fromkeys(table.level for table in subject.tables)
    for level in levels:
        items = [
            item
            for table in subject.tables
            if table.level == level
            for item in table.items()
            if item.kind is GroupKind.BASE
        ]
        told: set[tuple[int, ...]] = set()
        for what, places in (*_same_figure(items), *_same_words(items)):
            key = tuple(places)
            if key in told:
                continue
            told.add(key)
            first, *others = (items[place] for place in places)
            name = "”和“".join(item.name for item in (first, *others))
            for finding in _found("asked-twice", on, name, first.where):
                where = tuple(dict.fromkeys([first.where, *(item.where for item in others)]))
                yield replace(finding, where=where, message=f"{finding.message[:-1]}（{what}）。", quote=what)


def _same_figure(items: list[ItemView]) -> Iterator[tuple[str, list[int]]]:
    """Measures, and figures named in clauses without a rule, that more than one item scores by its level."""
    users: dict[str, list[int]] = {}
    for place, item in enumerate(items):
        names = set(_levels_of(item.rule)) if item.rule is not None else _figures(item)
        for name in names:
            users.setdefault(name, []).append(place)
    for name, places in sorted(users.items()):
        if len(places) > 1 and not _one_cell(items, places):
            yield name, places


def _levels_of(rule: Node) -> Iterator[str]:
    """Measures that the rule scores as they stand. How they changed is another question (水平 and 进步)."""
    if isinstance(rule, Change | LastYear):
        return
    if isinstance(rule, Given):
        yield rule.measure
    for child in rule.children():
        yield from _levels_of(child)


def _figures(item: ItemView) -> set[str]:
    flat = squeezed(item.text)
    if re.search(r"上年|去年|同比|提高|进步|增长|下降幅度", flat):
        return set()
    names = (_LEAD.sub("", found[0]) for found in _NAMED_FIGURE.finditer(flat))
    return {name for name in names if len(name) >= 5}


def _same_words(items: list[ItemView]) -> Iterator[tuple[str, list[int]]]:
    """The same sentence in items that do not stand together (a merged cell is one sentence for its rows)."""
    users: dict[str, list[int]] = {}
    for place, item in enumerate(items):
        words = squeezed(item.standard) or squeezed(item.clause)
        if len(words) >= _SHORTEST and _QUANTITY.search(words):
            users.setdefault(words, []).append(place)
    for places in users.values():
        named_alike = len({items[place].name for place in places}) == 1
        if len(places) > 1 and (named_alike or not _one_cell(items, places)):
            yield "文字相同", places


def _one_cell(items: list[ItemView], places: list[int]) -> bool:
    """Whether it is one merged cell, read into each of its rows: rows that stand together with the same text."""
    together = places[-1] - places[0] == len(places) - 1
    texts = {squeezed(items[place].standard or items[place].clause) for place in places}
    return together and len(texts) == 1 and "" not in texts
