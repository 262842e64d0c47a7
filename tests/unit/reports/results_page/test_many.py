"""With many units the page holds each one's texts once and none of their pictures."""

import json
import re
from typing import Any

from kaohe.reports.results_page import view as view_module
from kaohe.reports.results_page.page import results_page
from kaohe.reports.results_page.unit_view import unit_view
from kaohe.reports.results_page.view import views
from tests.unit.reports.results_page import made


def data_of(page: str) -> dict[str, Any]:
    found = re.findall('id="t1-data">(.*?)</script>', page, re.DOTALL)
    data = json.loads(found[0])
    assert isinstance(data, dict)
    return data


def test_every_unit_is_there_as_data_and_none_as_a_picture() -> None:
    page = made.page_of(made.many_round())
    data = data_of(page)
    assert len(data["units"]) == 70
    assert 'class="of-unit"' not in page
    assert "<noscript>" in page
    assert page.count("<svg") < 40 + page.count('class="bar')


def test_articles_and_data_say_the_same() -> None:
    material = made.material_of(made.many_round())
    (view,) = views(material, made.result_of(material))
    data = data_of(results_page(material))
    for standing in view.standings:
        unit = unit_view(view, standing)
        own = data["units"][unit.unit]
        texts = data["texts"]
        assert [[texts[label], words] for label, words in own["f"]] == [list(fact) for fact in unit.facts]
        for item, cell in zip(unit.items, own["c"], strict=True):
            values: list[Any] = [*cell, 0, 0, 0][:5]
            assert texts[values[0]] == item.reason
            assert values[1] == item.points
            assert values[2] == (-1 if item.open else item.lost or 0)
            assert (values[3] or values[1]) == item.exact
            assert item.open or (values[4] or values[2] or "") == item.lost_exact


def test_bars_of_an_account_hang_together_within_their_room() -> None:
    material = made.material_of(made.many_round())
    (view,) = views(material, made.result_of(material))
    for standing in view.standings:
        steps = unit_view(view, standing).steps
        assert steps[0].label == "满分"
        assert steps[-1].label == "总分"
        for step in steps:
            assert step.start >= 0
            assert step.start + step.length <= 1004


def test_a_reason_that_many_share_stands_there_once() -> None:
    texts = data_of(made.page_of(made.many_round()))["texts"]
    assert len(texts) == len(set(texts))


def test_up_to_the_limit_articles_are_drawn() -> None:
    limit = view_module.MANY
    page = made.page_of(made.many_round(limit, 5))
    assert page.count('class="of-unit"') == limit
