"""What stands in the page is what was computed, at the table's precision, and all of it without the script."""

import re
from pathlib import Path

import pytest
from lxml import html as lxml_html
from lxml.html import HtmlElement

from kaohe.core import Absence, Refused, plain
from kaohe.reports.kinds.losses import points_text, total_text
from kaohe.reports.material import Material
from kaohe.reports.office import Office
from kaohe.reports.pictures.heat import STEPS
from kaohe.reports.results_page import write_results_page
from kaohe.reports.results_page.heat import ABSENT
from kaohe.reports.results_page.markup import shipped, shown
from kaohe.reports.results_page.page import SECTIONS, results_page
from kaohe.scheme.model import Ranking, Scope
from tests.unit.reports.results_book import rounds
from tests.unit.reports.results_page import made


def tree(page: str) -> HtmlElement:
    found = lxml_html.fromstring(page)
    assert isinstance(found, HtmlElement)
    return found


@pytest.fixture(scope="module")
def example() -> HtmlElement:
    return tree(made.example_page())


def words(element: HtmlElement) -> str:
    return " ".join(str(element.text_content()).split())


def rows(element: HtmlElement, path: str) -> list[list[str]]:
    return [[words(cell) for cell in row] for row in element.xpath(path)]


def test_the_ranking_holds_everybody_in_order(example: HtmlElement) -> None:
    table = made.result_of(made.example()).tables[0]
    body = rows(example, "//*[@id='t1']//table[@class='ranking']/tbody/tr")
    assert [row[1] for row in body] == [s.tally.unit.name for s in table.standings]
    assert [row[4] for row in body] == [shown(total_text(s)) for s in table.standings]
    assert [row[0].split()[0] for row in body] == [
        "—" if s.rank is None else str(s.rank) for s in table.standings
    ]


def test_every_field_of_the_heat_map_is_the_score(example: HtmlElement) -> None:
    material = made.example()
    for number, table in enumerate(made.result_of(material).tables, 1):
        for standing in table.standings:
            row = example.xpath(
                f"//*[@id='t{number}']//*[contains(@class,'heat')]//tr[@data-unit='{standing.tally.unit.id}']"
            )[0]
            fields = row.xpath("./td")[1:-1]
            scores = [
                score
                for group in standing.tally.groups
                if group.group.kind.value == "base"
                for score in group.items()
            ]
            assert len(fields) == len(scores)
            for field, score in zip(fields, scores, strict=True):
                if isinstance(score.score, Absence):
                    assert (field.get("class"), words(field)) == (ABSENT[score.score], "")
                elif score.score == score.full:
                    assert (field.get("class"), words(field)) == ("s0", "")
                else:
                    assert words(field) == shown(points_text(score.score, table.table.precision))


def test_every_item_of_a_unit_has_points_and_a_reason(example: HtmlElement) -> None:
    material = made.example()
    reasons = material.reasons()
    for number, table in enumerate(made.result_of(material).tables, 1):
        for place, standing in enumerate(table.standings, 1):
            article = example.get_element_by_id(f"t{number}-u{place}")
            assert words(article.xpath("./h3")[0]) == standing.tally.unit.name
            items = article.xpath(".//table[@class='items']//tr[@data-item]")
            whys = article.xpath(".//table[@class='items']//tr[contains(@class,'why')]")
            for score, row, why in zip(standing.tally.items(), items, whys, strict=True):
                assert row.get("data-item") == score.item.code
                assert words(why) == " ".join(reasons(score).split())
                if isinstance(score.score, Absence):
                    assert words(row[2]) == score.score.label
                else:
                    exact = row[2].get("title")
                    assert words(row[2]) == shown(points_text(score.score, table.table.precision))
                    assert exact is None or exact == f"未舍入：{shown(plain(score.score))}分"
            assert len(article.xpath(".//figure/svg")) >= 2


def test_key_figures_and_state(example: HtmlElement) -> None:
    figures = {
        words(tile[0]): words(tile[1]) for tile in example.xpath("//*[@id='t1']//dl[@class='figures']/div")
    }
    assert figures["考核单位"] == "20 其中1个不计名次"
    assert figures["最高"] == "99.60 听泉街道"
    assert figures["最低"] == "45.73 桑陌镇"
    assert figures["优秀"].startswith("5 ")
    assert figures["一票否决 / 黄牌"].startswith("1 / 1")
    assert words(example.xpath("//*[contains(@class,'state')]")[0]).startswith("正式结果")


def test_a_provisional_result_says_so() -> None:
    page = tree(made.page_of(rounds.a_round()))
    state = words(page.xpath("//*[contains(@class,'state')]")[0])
    assert state.startswith("暂定结果，不得公布还有1个单位的2项没有报送或评定")
    figures = [words(tile) for tile in page.xpath("//dl[@class='figures']/div")]
    assert any(figure.startswith("还没有定分2项") for figure in figures)


def test_every_section_is_there_and_every_link_leads_somewhere(example: HtmlElement) -> None:
    anchors = {element.get("id") for element in example.iter() if element.get("id")}
    for number in (1, 2):
        assert {f"t{number}-{anchor}" for anchor, _, _ in SECTIONS} <= anchors
    links = [link.get("href") for link in example.xpath("//a")]
    assert links
    assert all(link.startswith("#") and link[1:] in anchors for link in links)


def test_losses_add_up(example: HtmlElement) -> None:
    body = rows(example, "//*[@id='t1-losses']//table[@class='losses']/tbody/tr")
    assert body[0][0] == "群众满意度"
    assert body[0][2] == "34"
    order = [float(row[2]) for row in body]
    assert order == sorted(order, reverse=True)


def test_last_year_stands_beside_this_one(example: HtmlElement) -> None:
    body = {row[0]: row for row in rows(example, "//*[@id='t1-years']//tbody/tr")}
    assert body["青砚镇"] == ["青砚镇", "66.94", "96.48", "+29.54", "16", "3", "升13"]
    assert body["梅屿镇"][5:] == ["—", "—"]


def test_without_last_year_there_is_no_such_section() -> None:
    page = made.page_of(rounds.full_round())
    assert 'id="t1-years"' not in page
    assert "与上年比" not in page
    assert "各项指标都没有失分" in page


def test_nothing_but_full_points_and_nothing_at_all() -> None:
    assert "没有可以画的得分" in made.page_of(rounds.empty_round())
    assert "没有失分" in made.page_of(rounds.full_round())
    assert "暂定结果" in made.page_of(rounds.open_round())


def test_the_same_round_is_the_same_page(tmp_path: Path) -> None:
    path = write_results_page(tmp_path / "report.html", made.example())
    assert path.read_text(encoding="utf-8") == made.example_page()
    assert [each.name for each in tmp_path.iterdir()] == ["report.html"]


def test_a_round_that_is_only_planned_is_refused(tmp_path: Path) -> None:
    scheme, units, facts = rounds.a_round()
    with pytest.raises(Refused) as refused:
        write_results_page(tmp_path / "report.html", Material(scheme, units, facts, Office()))
    assert refused.value.code == "report.no-result"
    assert not list(tmp_path.iterdir())


def test_shades_are_those_of_the_picture() -> None:
    style = shipped("results_page.css")
    for number, (_, fill, _) in enumerate(STEPS):
        assert f".s{number} {{ background: {fill.colour};" in style


def test_no_number_of_the_page_has_an_exponent(example: HtmlElement) -> None:
    cells = [words(cell) for cell in example.xpath("//td")]
    assert not [cell for cell in cells if re.fullmatch(r"[−\d.]+[eE][+−-]?\d+", cell)]


def test_a_rank_is_counted_within_its_scope() -> None:
    scheme, units, facts = rounds.a_round(rounds.a_scheme(rounds.a_table(ranking=Ranking(scope=Scope.CLASS))))
    page = tree(results_page(made.material_of((scheme, units, facts))))
    assert "名次在同类单位内计" in words(page.get_element_by_id("t1-ranking"))
    facts_of_first = words(page.get_element_by_id("t1-u1").xpath(".//dl")[0])
    assert "第1名，同类单位共" in facts_of_first
