"""One HTML page of a document and what was read of it: the source on the left as it looked, the rules on the right.

The page holds everything it needs and asks no host for anything: styles and the one script are in it, and its policy forbids
the rest. Whatever comes from the document is escaped. Without the script it can still be read and followed by its links.
"""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from hashlib import sha256
from html import escape
from importlib.resources import files

from kaohe.core import Place, Problem, Severity, plain
from kaohe.documents.model import Document
from kaohe.documents.reading import DocumentReading
from kaohe.reports.besides import besides, sections
from kaohe.reports.item_card import card
from kaohe.reports.marks import clause_marks
from kaohe.reports.source_view import SourceView
from kaohe.reports.study import Heading, ItemStudy, State, Study, tally

_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.ADVICE: 2}
_FILTERS = (State.UNDERSTOOD, State.DOUBTFUL, State.UNREAD, State.JUDGED, State.NO_SCORING)
_HOW = (
    '<nav class="filter" aria-label="只看" hidden>{}<span class="keys">j、k 键：下一项、上一项</span></nav>\n'
    '<p class="legend"><mark class="input"><sup class="badge">1</sup>数据项</mark> '
    '<mark class="points">分值</mark> <mark class="limit">界限</mark> '
    '<mark class="unread"><sup class="badge">？</sup>没有读懂</mark>'
    "：左右两边同一处，指着或点一下就一起亮。</p>"
)
"""How the page is worked with, around the buttons."""


def reading_page(document: Document, reading: DocumentReading, studies: Sequence[Study]) -> str:
    """The whole page. `studies` are those of the reading's drafts, in their order."""
    source = SourceView(document)
    anchors = {id(item): f"i{n}" for n, item in enumerate((i for s in studies for i in s.items), 1)}
    placed = {
        anchors[id(item)]
        for study in studies
        for item in study.items
        if _put(source, item, anchors[id(item)])
    }
    problems = _problems(_all_problems(reading, studies), source)
    alone = not any(study.items for study in studies)
    else_found = tuple(sections(reading, partial(_linked, source), unfolded=alone))
    return _page(
        title=_title(reading),
        parts=(
            _head(reading, studies),
            problems,
            '<div class="panes">',
            f'<section class="pane" id="source" aria-label="原件"><h2>原件：{escape(document.source)}</h2>',
            source.html(),
            "</section>",
            '<section class="pane" id="rules" aria-label="读成什么"><h2>读成什么</h2>',
            *_cards(studies, anchors, placed),
            *_else(else_found),
            "</section></div>",
        ),
    )


def _put(source: SourceView, item: ItemStudy, anchor: str) -> bool:
    marks = clause_marks(item, anchor)
    return source.put_item(anchor, item.number, item.state.key, item.item.where, item.clause, marks)


def _page(title: str, parts: Iterable[str]) -> str:
    style, script = _shipped("reading_page.css"), _shipped("reading_page.js")
    digest = b64encode(sha256(script.encode("utf-8")).digest()).decode("ascii")
    policy = (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'"
    )
    head = (
        "<!DOCTYPE html>",
        '<html lang="zh-CN">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        f"<title>{escape(title)}：读成什么</title>",
        f"<style>\n{style}</style>",
        "</head>",
        "<body>",
    )
    tail = (f"<script>{script}</script>", "</body>", "</html>")
    return "\n".join((*head, *(part for part in parts if part), *tail)) + "\n"


def _shipped(name: str) -> str:
    return files("kaohe.reports").joinpath(name).read_text(encoding="utf-8")


# ---- above the two columns


def _title(reading: DocumentReading) -> str:
    """The document's title, else that of its first scheme, else the file's name."""
    named = (draft.title for draft in reading.drafts if draft.title)
    return reading.title or next(named, reading.source)


def _head(reading: DocumentReading, studies: Sequence[Study]) -> str:
    counts = {state: sum(study.counts()[state] for study in studies) for state in State}
    number = sum(counts.values())
    buttons = [_button("all", "全部", number)]
    buttons += [_button(state.key, state.value, counts[state]) for state in _FILTERS if counts[state]]
    others = "；".join(besides(reading))
    how = (_HOW.format("".join(buttons)),) if number else ()
    return "\n".join(
        (
            "<header>",
            f"<h1>{escape(_title(reading))}</h1>",
            f'<p class="tally">{escape(tally(tuple(studies)))}。{f"另外读到：{escape(others)}。" if others else ""}</p>',
            *how,
            "</header>",
        )
    )


def _button(key: str, label: str, number: int) -> str:
    pressed = "true" if key == "all" else "false"
    return f'<button type="button" data-show="{key}" aria-pressed="{pressed}">{label} {number}</button>'


def _all_problems(reading: DocumentReading, studies: Sequence[Study]) -> list[Problem]:
    drafted = (problem for study in studies for problem in study.draft.problems)
    return sorted(dict.fromkeys((*reading.problems, *drafted)), key=lambda problem: _ORDER[problem.severity])


def _problems(problems: Sequence[Problem], source: SourceView) -> str:
    if not problems:
        return '<p class="no-problems">没有发现问题。</p>'
    count = {severity: sum(p.severity is severity for p in problems) for severity in Severity}
    said = "，".join(f"{severity.label}{count[severity]}处" for severity in Severity if count[severity])
    rows = "\n".join(_problem(problem, source) for problem in problems)
    return (
        f'<details class="problems" open><summary>要看的问题：{said}</summary>\n<ul>\n{rows}\n</ul></details>'
    )


def _problem(problem: Problem, source: SourceView) -> str:
    places = []
    for place in problem.where[:5]:
        own = replace(place, file="") if place.file == source.document.source else place
        places.append(_linked(source, place, str(own)))
    more = f"等{len(problem.where)}处" if len(problem.where) > 5 else ""
    where = (
        f'<span class="where">{"；".join(place for place in places if place)}{more}</span>' if places else ""
    )
    return (
        f'<li class="{problem.severity.value}"><strong>{problem.severity.label}</strong> {where} '
        f'{escape(problem.message)} <span class="remedy">{escape(problem.remedy)}</span> '
        f"<code>{escape(problem.code)}</code></li>"
    )


def _linked(source: SourceView, place: Place, text: str) -> str:
    """The text, leading to its place in the source where that is known."""
    anchor = source.anchor(place)
    return f'<a href="#{anchor}">{escape(text)}</a>' if anchor else escape(text)


# ---- the right column


def _cards(studies: Sequence[Study], anchors: dict[int, str], placed: set[str]) -> Iterator[str]:
    for study in studies:
        title = study.draft.title or "考核表"
        yield f'<h3 class="scheme">{escape(title)}</h3>'
        for table in study.tables:
            if table.table.name and table.table.name != title:
                yield f'<h4 class="table-name">{escape(table.table.name)}</h4>'
            for entry in table.entries:
                if isinstance(entry, Heading):
                    yield _heading(entry)
                else:
                    anchor = anchors[id(entry)]
                    yield card(entry, anchor, linked=anchor in placed)
    if not any(study.items for study in studies):
        yield '<p class="empty">没有读到要计分的项。</p>'


def _else(found: Sequence[str]) -> Iterator[str]:
    if found:
        yield '<h3 class="scheme">另外读到</h3>'
        yield from found


def _heading(heading: Heading) -> str:
    said = heading.name.endswith(("分）", "分)"))
    points = f"（{plain(heading.points)}分）" if heading.points and not said else ""
    level = min(heading.depth + 4, 6)
    name = f"{escape(heading.number)}　{escape(heading.name)}{points}"
    return f'<h{level} class="group depth-{min(heading.depth, 3)}">{name}</h{level}>'
