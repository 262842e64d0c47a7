"""What the office wants otherwise in a checklist: a YAML file beside the scheme, in its own words.

    标题: 芸溪区2026年下半年现场检查表
    考核表: 镇街考核评分表
    检查组: [第一组, 第二组]
    位置: 否
    改:
      抽查差错率: {问法: 抽查了多少条信息，其中多少条与台账不符, 必填: 是}
    删: [协会工作评分]
    加:
      - {指标: 服务公开, 问法: 公示栏设在群众看得到的地方, 类型: 是否}
    顺序: [服务公开, 安全监管]

A question is meant by its measure, its name (q_1_1_1) or its text. What is not mentioned stays as it is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from kaohe.core import Place, Problem
from kaohe.core.problem import has_errors
from kaohe.facts.guard import is_person_header, personal_kind
from kaohe.fieldwork.checklists.making import ELSE, question_for
from kaohe.fieldwork.checklists.model import TOGETHER, Asked, Checklist, Question, Together
from kaohe.scheme.model import Item, Scheme, Table
from kaohe.scheme.reading import Form, Notes, read_mapping
from kaohe.scheme.source import read_yaml

KINDS = {asked.label: asked for asked in Asked}
WAYS = {together.label: together for together in Together}
_PERSON = re.compile("姓名|名字|户主|身份证|证件号|电话|手机|住址|出生日期|出生年月|微信|QQ")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")
_WORDS = "检查表文件"


@dataclass(frozen=True, slots=True)
class Wishes:
    """The file, read as far as it could be without a scheme at hand. `table`: empty where it names none; `teams`:
    the names that a form offers, none: the teams write their own.
    """

    table: str
    teams: tuple[str, ...]
    form: Form
    notes: Notes


def read_wishes(path: Path) -> tuple[Wishes | None, tuple[Problem, ...]]:
    """The file's wishes, or why it cannot be read; the problems of the wishes themselves come with `apply_wishes`."""
    notes = Notes()
    located, problems = read_yaml(path)
    notes.problems.extend(problems)
    entries = None if located is None else read_mapping(located, _WORDS, notes)
    if entries is None:
        return None, tuple(notes.problems)
    form = Form(entries, _WORDS, notes)
    return Wishes(form.text("考核表"), form.texts("检查组", distinct=True), form, notes), ()


def apply_wishes(
    wishes: Wishes, checklist: Checklist, scheme: Scheme
) -> tuple[Checklist, tuple[Problem, ...]]:
    """The checklist as the office wants it. What cannot be followed is said with its line, and left out."""
    form, notes = wishes.form, wishes.notes
    title, position = form.text("标题", checklist.title), form.yes_no("位置", checklist.position)
    questions = list(checklist.questions)
    questions = list(_changed(questions, form, notes))
    questions = list(_less(questions, form, notes))
    questions += _more(questions, form, notes, scheme, scheme.table(checklist.table))
    questions = _ordered(questions, form, notes)
    form.finish()
    labels = [question.label for question in questions]
    for label in dict.fromkeys(label for label in labels if labels.count(label) > 1):
        message = f"有两问的问法都是“{label}”，导出里分不清。"
        notes.error("checklist.label-twice", form.place, message, "请把其中一问的“问法”改得不一样。")
    if not questions and not has_errors(notes.problems):
        notes.error("checklist.empty", form.place, "检查表里一问也没有了。", "请至少留一问。")
    made = replace(checklist, title=title, position=position, questions=tuple(questions))
    return made, tuple(notes.problems)


def _meant(text: str, questions: list[Question]) -> list[Question]:
    """The questions that a word names: one by its name, measure or text, or all of an item."""
    text = text.strip()
    for key in ("name", "measure", "label"):
        found = [question for question in questions if getattr(question, key) == text]
        if found:
            return found
    return [question for question in questions if text in (question.item, question.item_name)]


def _unknown(text: str, place: Place, questions: list[Question], notes: Notes) -> None:
    words = [
        word
        for question in questions
        for word in (question.measure, question.item_name, question.label)
        if word
    ]
    message = f"检查表里没有“{text}”这一问。"
    remedy = f"{notes.guess(text, words)}写数据项、指标的名称，或用 kaohe checklist 列出的问题编号。"
    notes.error("checklist.unknown-question", place, message, remedy)


def _changed(questions: list[Question], form: Form, notes: Notes) -> Iterator[Question]:
    value = form.take("改")
    entries = None if value is None else read_mapping(value, "“改”", notes)
    changes: dict[str, Question] = {}
    for key, content in entries.pairs if entries else ():
        meant = _meant(key.text, questions)
        if len(meant) != 1:
            if meant:
                message = f"“{key.text}”有 {len(meant)} 问，不知道改哪一问。"
                remedy = f"请写数据项或编号：{'、'.join(question.name for question in meant)}。"
                notes.error("checklist.several-questions", key.place, message, remedy)
            else:
                _unknown(key.text, key.place, questions, notes)
            continue
        one = read_mapping(content, f"“{key.text}”的改法", notes)
        if one is not None:
            words = Form(one, f"“{key.text}”的改法", notes)
            made = _reworded(meant[0], words, notes)
            if not _is_personal(made, words, notes):
                changes[made.name] = made
    for question in questions:
        yield changes.get(question.name, question)


def _reworded(question: Question, form: Form, notes: Notes) -> Question:
    """The question with what a form says of it; what it does not say stays."""
    low, high = form.number("下限", question.low), form.number("上限", question.high)
    if low is not None and high is not None and low > high:
        notes.error("checklist.bounds", form.place, f"{form.what}：下限大于上限。", "请核对两个数。")
        low, high = question.low, question.high
    made = replace(
        question,
        label=form.text("问法", question.label),
        hint=form.text("提示", question.hint),
        required=form.yes_no("必填", question.required),
        photo=form.yes_no("照片", question.photo),
        low=low,
        high=high,
        places=form.whole("小数位", question.places, least=0, most=6) or 0,
        choices=_choices(question, form, notes),
        together=_together(question, form, notes),
    )
    form.finish()
    return made


def _choices(question: Question, form: Form, notes: Notes) -> tuple[str, ...]:
    """The names to choose from, or the words of two counts. Levels that the scheme names cannot be renamed here."""
    word = "等级" if question.asked is Asked.LEVEL else "两个数"
    texts = form.texts(word, distinct=True)
    if not texts:
        return question.choices
    if question.asked is Asked.LEVEL and question.measure:
        message = f"“{question.label}”的等级是办法定的，这里改不了。"
        notes.error("checklist.levels-of-scheme", form.place, message, "请删去“等级”，要改就改办法。")
        return question.choices
    wanted = 2 if question.asked is Asked.CHECKED else 0
    if (
        question.asked not in (Asked.LEVEL, Asked.CHECKED)
        or (wanted and len(texts) != wanted)
        or len(texts) < 2
    ):
        message = f"{form.what}里“{word}”写得不对。"
        remedy = "“抽查”的“两个数”写两个词，如 [抽查条数, 差错条数]；“等级”至少两级，从好到差。"
        notes.error("checklist.choices", form.place, message, remedy)
        return question.choices
    return texts


def _together(question: Question, form: Form, notes: Notes) -> Together | None:
    fitting = {way.label: way for way in TOGETHER[question.asked]}
    way = form.maybe("合并", WAYS)
    if way is None or way in fitting.values():
        return way if isinstance(way, Together) else question.together
    allowed = "、".join(fitting) or "（文字不合并）"
    message = f"{form.what}：“{question.asked.label}”的几处不能按“{way.label}”合并。"
    notes.error("checklist.together", form.place, message, f"可以写：{allowed}。")
    return question.together


def _less(questions: list[Question], form: Form, notes: Notes) -> Iterator[Question]:
    dropped: set[str] = set()
    for word, place in _words(form, "删"):
        meant = _meant(word, questions)
        if not meant:
            _unknown(word, place, questions, notes)
        dropped.update(question.name for question in meant)
    return (question for question in questions if question.name not in dropped)


def _more(
    questions: list[Question], form: Form, notes: Notes, scheme: Scheme, table: Table | None
) -> Iterator[Question]:
    names = {question.name for question in questions}
    for value in form.listing("加"):
        entries = read_mapping(value, "“加”的一问", notes)
        if entries is None:
            continue
        question = _added(Form(entries, "“加”的一问", notes), notes, scheme, table)
        if question is None:
            continue
        if question.name in names:
            message = f"“{question.label}”的名称（{question.name}）已经用过。"
            notes.error("checklist.name-twice", entries.place, message, "请改“名称”，或者这一问已经有了。")
            continue
        names.add(question.name)
        yield question


def _added(form: Form, notes: Notes, scheme: Scheme, table: Table | None) -> Question | None:
    """A question of the office's own, or one of a measure that is not asked for by itself."""
    item_text, measure_text = form.text("指标"), form.text("数据项")
    measure = scheme.measures.get(measure_text)
    if measure_text and measure is None:
        guess = notes.guess(measure_text, scheme.measures)
        message = f"办法里没有数据项“{measure_text}”。"
        notes.error("checklist.unknown-measure", form.place, message, f"{guess}请写办法里的名称。")
        return None
    found = table.find(item_text) if table and item_text else None
    if item_text and not isinstance(found, Item):
        items = [item.name for item in table.items()] if table else []
        message = f"考核表里没有指标“{item_text}”。"
        notes.error(
            "checklist.unknown-item", form.place, message, f"{notes.guess(item_text, items)}请写指标的名称。"
        )
        return None
    item = found if isinstance(found, Item) else None
    label = form.text("问法", measure.name if measure else "", required=measure is None)
    asked = Asked.TEXT if measure else form.choice("类型", KINDS)
    name = form.text("名称", "x_" + sha256((measure_text or label).encode()).hexdigest()[:8])
    if not _NAME.fullmatch(name):
        message = f"“名称”只能用小写英文字母、数字和下划线，写的是“{name}”。"
        notes.error("checklist.bad-name", form.place, message, "如 notice_board；不写由程序取名。")
        return None
    if not label or not isinstance(asked, Asked):
        return None
    own = Question(name, label, asked, item.code if item else "", item.name if item else ELSE)
    start = own if measure is None else question_for(scheme, item, measure, name)
    taken = ("指标", "数据项", "名称") if measure else ("指标", "数据项", "名称", "类型")
    made = _reworded(start, Form(form.entries.without(*taken), form.what, notes), notes)
    if made.asked is Asked.LEVEL and not made.choices:
        message = f"“{label}”没有写等级。"
        notes.error("checklist.choices", form.place, message, "请写：等级: [好, 一般, 差]，从好到差。")
        return None
    return None if _is_personal(made, form, notes) else made


def _is_personal(question: Question, form: Form, notes: Notes) -> bool:
    """Whether a question asks for a resident's data; it is said, and not asked."""
    words = (question.label, *question.choices)
    written = question.asked is Asked.TEXT and any(_PERSON.search(word) for word in words)
    if not written and not any(is_person_header(word) or personal_kind(word) for word in words):
        return False
    message = f"“{question.label}”像是要填个人信息，检查表只问单位的工作，这一问没有采用。"
    notes.error("checklist.personal-question", form.place, message, "请改成问数量、有没有、做到没有。")
    return True


def _ordered(questions: list[Question], form: Form, notes: Notes) -> list[Question]:
    """Those named first, in that order; the others after them as they stood."""
    first: dict[str, Question] = {}
    for word, place in _words(form, "顺序"):
        meant = _meant(word, questions)
        if not meant:
            _unknown(word, place, questions, notes)
        first.update({question.name: question for question in meant if question.name not in first})
    return [*first.values(), *(question for question in questions if question.name not in first)]


def _words(form: Form, word: str) -> Iterator[tuple[str, Place]]:
    """The words of a list, each with its place."""
    for value in form.listing(word):
        text = form.as_text(value, word)
        if text:
            yield text, value.place
