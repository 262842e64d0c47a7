"""One item as a card of the reading page: its clause, what it asks for, its rule in words, a trial of it, its questions."""

from collections.abc import Iterator
from html import escape

from kaohe.clauses import Nature
from kaohe.core import Problem, plain
from kaohe.reports.marks import clause_marks, render, sentence_marks
from kaohe.reports.study import ItemStudy, State
from kaohe.reports.trials import Trial
from kaohe.scheme.draft import Pending
from kaohe.scheme.model import GroupKind

NATURES = {
    Nature.QUANTITATIVE: "按数计分",
    Nature.CHECKLIST: "逐条核对",
    Nature.JUDGEMENT: "由人评定",
    Nature.MIXED: "一部分按数计分，一部分由人评定",
    Nature.NONE: "没有写怎么计分",
}
SIGNS = {
    State.UNDERSTOOD: "✓",
    State.DOUBTFUL: "？",
    State.UNREAD: "✗",
    State.JUDGED: "◇",
    State.NO_SCORING: "—",
}
"""Beside the colour, for those who do not see it."""


def card(study: ItemStudy, anchor: str, *, linked: bool) -> str:
    """The card. `linked`: its place in the source is known and has the id `src-…`."""
    number = escape(study.number)
    link = (
        f'<a class="number" href="#src-{anchor}">{number}</a>'
        if linked
        else f'<span class="number">{number}</span>'
    )
    state = f'<span class="state">{SIGNS[study.state]} {study.state.value}</span>'
    head = f"<header>{link} <h5>{escape(study.item.name)}</h5> {_points(study)}{state}</header>"
    body = "\n".join(_body(study, anchor))
    return (
        f'<article class="card {study.state.key}" id="{anchor}" data-state="{study.state.key}" tabindex="0">'
        f"{head}\n{body}</article>"
    )


def _points(study: ItemStudy) -> str:
    if study.item.points is None:
        return "" if study.kind is not GroupKind.BASE else '<span class="full none">没有写分值</span> '
    return f'<span class="full">{plain(study.item.points)}分</span> '


def _body(study: ItemStudy, anchor: str) -> Iterator[str]:
    item = study.item
    if item.standard.strip() and item.standard != study.clause:
        yield f'<p class="standard"><b>考核内容</b> {escape(item.standard)}</p>'
    if study.clause.strip():
        yield f'<p class="clause"><b>原文</b> {render(study.clause, clause_marks(study, anchor))}</p>'
    if study.reading is not None:
        yield f'<p class="nature"><b>性质</b> {NATURES[study.reading.nature]}</p>'
    if study.asked:
        yield f'<div class="asked"><b>数据项</b>{_asked(study, anchor)}</div>'
    if study.words:
        yield f'<p class="rule"><b>规则</b> {render(study.words, sentence_marks(study, anchor))}</p>'
    else:
        yield '<p class="rule none"><b>规则</b> 还没有。</p>'
    if study.trials:
        yield trial_table(study.trials)
    yield from (_question(pending) for pending in item.pending)
    asked = {pending.question for pending in item.pending}
    problems = study.reading.problems if study.reading else ()
    yield from (_note(problem) for problem in problems if problem.message not in asked)
    others = (("责任科室", "、".join(item.departments)), ("考核方式", item.method), ("说明", item.note))
    said = "　".join(f"<b>{word}</b> {escape(text)}" for word, text in others if text)
    if said:
        yield f'<p class="more">{said}</p>'


def _asked(study: ItemStudy, anchor: str) -> str:
    rows = "".join(
        f'<li><mark class="input" data-part="{anchor}-n{n}"><sup class="badge">{n}</sup>{escape(asked.name)}</mark>'
        f' <span class="kind">{escape(asked.kind)}</span></li>'
        for n, asked in enumerate(study.asked, 1)
    )
    return f"<ul>{rows}</ul>"


def trial_table(rows: tuple[Trial, ...]) -> str:
    """The boundary table: with several figures, a row names only those that differ from the first."""
    names = [name for name, _ in rows[0].figures]
    several = len(names) > 1
    body = "".join(
        f"<tr><td>{escape(trial.what)}</td><td>{escape(varied(trial, rows[0]))}</td><td>{score(trial)}</td></tr>"
        for trial in rows
    )
    head = "什么数" if several else escape(names[0]) if names else ""
    return (
        '<table class="trials"><caption>试算</caption>'
        f'<thead><tr><th scope="col">情形</th><th scope="col">{head}</th><th scope="col">得分</th></tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def varied(trial: Trial, first: Trial) -> str:
    """The figures of a row in words; the rest stands as in the first row."""
    if len(trial.figures) == 1:
        return trial.figures[0][1]
    before = dict(first.figures)
    changed = [f"{name} {value}" for name, value in trial.figures if before.get(name) != value]
    if trial is first or not changed:
        return "；".join(f"{name} {value}" for name, value in trial.figures)
    return "；".join(changed)


def score(trial: Trial) -> str:
    """The points of a row; where they hang on other units' figures too, that."""
    return "要看其他单位" if trial.score is None else f"{plain(trial.score)}分"


def _question(pending: Pending) -> str:
    default = f'<span class="default">默认：{escape(pending.default)}</span>' if pending.default else ""
    options = (
        f'<span class="options">可选：{escape("、".join(pending.options))}</span>' if pending.options else ""
    )
    answer = f'<span class="answer">已答：{escape(pending.answer)}</span>' if pending.answer else ""
    return f'<p class="question"><b>要确认</b> {escape(pending.question)} {default} {options} {answer}</p>'


def _note(problem: Problem) -> str:
    return f'<p class="note {problem.severity.value}"><b>{problem.severity.label}</b> {escape(problem.message)}</p>'
