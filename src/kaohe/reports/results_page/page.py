"""The file: head, bar, a part for each table, the units, style and script."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kaohe.core import Refused
from kaohe.reports.dates import in_words
from kaohe.reports.material import Material
from kaohe.reports.results_page.figures import figures
from kaohe.reports.results_page.heat import heat
from kaohe.reports.results_page.lists import lists
from kaohe.reports.results_page.losses import losses, worst
from kaohe.reports.results_page.markup import data_block, h, policy, script, shipped
from kaohe.reports.results_page.ranking import grades, ranking, ranking_pictures
from kaohe.reports.results_page.reporting import reporting
from kaohe.reports.results_page.stability import stability
from kaohe.reports.results_page.unit_article import unit_article
from kaohe.reports.results_page.unit_data import table_data
from kaohe.reports.results_page.unit_view import UnitView, unit_view
from kaohe.reports.results_page.view import View, views
from kaohe.reports.results_page.years import years
from kaohe.results.round import RoundResult

SECTIONS: tuple[tuple[str, str, Callable[[View], str]], ...] = (
    ("lists", "结果运用", lists),
    ("ranking", "排名表", ranking),
    ("heat", "得分分布", heat),
    ("losses", "失分在哪里", losses),
    ("stability", "名次稳不稳", stability),
    ("years", "与上年比", years),
    ("reporting", "数据报送", reporting),
)
"""What follows on the overview, table by table: anchor, heading, and what makes it. An empty section is left out."""

_REMARKS = {
    "heat": "颜色越深失分越多。指着、点一下或用方向键移到一格，看得分和原因。",
    "losses": "全部单位合计，从多到少；一票否决、还没有定分的不算失分。",
}


_NO_SCRIPT = "单位较多，每个单位的明细要在打开脚本的浏览器里看；也可以看结果工作簿和反馈意见函。"


@dataclass(frozen=True, slots=True)
class _Part:
    """A table with its sections made (anchor, heading, content) and what is said of each of its units."""

    view: View
    sections: tuple[tuple[str, str, str], ...]
    units: tuple[UnitView, ...]


def write_results_page(path: Path, material: Material) -> Path:
    """Write the page. The file appears whole or not at all. Refused where the round has not been scored."""
    content = results_page(material)
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.write_text(content, encoding="utf-8")
    unfinished.replace(path)
    return path


def results_page(material: Material) -> str:
    """The whole page, the same for the same round."""
    result = material.result
    if result is None:
        raise Refused("report.no-result", "还没有计分结果，写不出结果网页。请先计分。")
    parts = [_made(view) for view in views(material, result)]
    style, code = shipped("results_page.css"), script()
    return "\n".join(
        (
            *_opening(_title(result.scheme.title), policy(style, code), style),
            _head(material, result),
            _bar(parts),
            "<main>",
            *(_part(part) for part in parts),
            _units(parts),
            "</main>",
            _foot(),
            *(data_block(f"{part.view.id}-data", table_data(part.view, part.units)) for part in parts),
            f"<script>{code}</script>",
            "</body>",
            "</html>\n",
        )
    )


def _opening(title: str, rule: str, style: str) -> Iterator[str]:
    yield "<!DOCTYPE html>"
    yield '<html lang="zh-CN">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{rule}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="referrer" content="no-referrer">'
    yield '<meta name="format-detection" content="telephone=no">'
    yield f"<title>{h(title)}</title>"
    yield f"<style>{style}</style>"
    yield "</head>"
    yield "<body>"


def _title(scheme: str) -> str:
    """…考核办法 → …考核结果."""
    return f"{scheme.removesuffix('办法')}结果"


def _head(material: Material, result: RoundResult) -> str:
    office, scheme = material.office, result.scheme
    said = [scheme.period.label, office.issuer, in_words(office.date, "")]
    return (
        f'<header class="head"><div><h1>{h(_title(scheme.title))}</h1>'
        f'<p class="about">{"".join(f"<span>{h(words)}</span>" for words in said if words)}</p></div>'
        f"{_state(result)}</header>"
    )


def _state(result: RoundResult) -> str:
    if not result.provisional:
        return '<p class="state final"><b>正式结果</b><span>数据已经报齐，评定已经完成。</span></p>'
    units = {s.tally.unit.id for table in result.tables for s in table.standings if s.tally.gaps}
    gaps = sum(len(s.tally.gaps) for table in result.tables for s in table.standings)
    why = f"还有{len(units)}个单位的{gaps}项没有报送或评定" if gaps else "还有数据没有报齐"
    return (
        f'<p class="state open"><b>暂定结果，不得公布</b><span>{why}，得分、名次和名单都可能变化。</span></p>'
    )


def _made(view: View) -> _Part:
    made = ((anchor, name, make(view)) for anchor, name, make in SECTIONS)
    return _Part(
        view,
        tuple(section for section in made if section[2]),
        tuple(unit_view(view, standing) for standing in view.standings),
    )


def _bar(parts: Sequence[_Part]) -> str:
    """The tables, the sections of the one that is shown, and (set by the script) the search for a unit."""
    tabs = ""
    if len(parts) > 1:
        links = "".join(f'<a href="#{p.view.id}">{h(p.view.table.table.name)}</a>' for p in parts)
        tabs = f'<nav class="tabs" aria-label="考核表">{links}</nav>'
    return f'<div class="top">{tabs}{"".join(map(_sections, parts))}<div class="find"></div></div>'


def _sections(part: _Part) -> str:
    links = "".join(f'<a href="#{part.view.id}-{anchor}">{name}</a>' for anchor, name, _ in part.sections)
    name = h(part.view.table.table.name)
    return f'<nav class="sections" data-part="{part.view.id}" aria-label="{name}的内容">{links}</nav>'


def _part(part: _Part) -> str:
    """One table: what is seen at once, then a section each."""
    view = part.view
    blocks = (
        f'<section class="block of-{anchor}" id="{view.id}-{anchor}"><h3>{name}</h3>{_remark(anchor)}{body}</section>'
        for anchor, name, body in part.sections
    )
    return "\n".join(
        (
            f'<section class="part" id="{view.id}" aria-labelledby="{view.id}-name">',
            f'<h2 id="{view.id}-name">{h(view.table.table.name)}</h2>',
            figures(view),
            '<div class="overview">',
            f'<div class="bars">{ranking_pictures(view)}</div>',
            f'<div class="aside">{grades(view)}{worst(view)}</div>',
            "</div>",
            *blocks,
            "</section>",
        )
    )


def _remark(anchor: str) -> str:
    return f'<p class="remark">{_REMARKS[anchor]}</p>' if anchor in _REMARKS else ""


def _units(parts: Sequence[_Part]) -> str:
    """Each unit's article; of many units an empty place that the script fills."""
    if any(part.view.many for part in parts):
        articles = f"<noscript><p>{_NO_SCRIPT}</p></noscript>"
    else:
        articles = "\n".join(
            unit_article(part.view, standing, unit)
            for part in parts
            for standing, unit in zip(part.view.standings, part.units, strict=True)
        )
    head = '<h2 class="of-units">各单位得分</h2>'
    return f'<section class="units" id="units" aria-label="单位的得分">{head}{articles}</section>'


def _foot() -> str:
    return (
        "<footer><p>得分四舍五入显示，排名按显示的总分，名次、等次、名单由计分结果直接写出。"
        "指着得分可以看未舍入的数。本页不联网，可以离线打开、打印和存档。</p></footer>"
    )


__all__ = ["results_page", "write_results_page"]
