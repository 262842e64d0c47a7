"""Nothing a user named can run, load or send anything; the page is one file and asks for no other."""

import json
import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256

import pytest
from lxml import html as lxml_html

from kaohe.reports.results_page.markup import data_block, h
from tests.unit.reports.results_page import made

PAGES: dict[str, Callable[[], str]] = {
    "example": made.example_page,
    "hostile": lambda: made.page_of(made.hostile_round()),
    "many": lambda: made.page_of(made.many_round()),
}


@pytest.fixture(scope="module", params=PAGES)
def page(request: pytest.FixtureRequest) -> str:
    return PAGES[request.param]()


def test_the_policy_allows_this_style_and_this_script_alone(page: str) -> None:
    policy = re.findall('http-equiv="Content-Security-Policy" content="([^"]+)"', page)[0]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert "unsafe" not in policy
    for element, rule in (("style", "style-src"), ("script", "script-src")):
        (content,) = re.findall(f"<{element}>(.*?)</{element}>", page, re.DOTALL)
        digest = b64encode(sha256(content.encode()).digest()).decode()
        assert rules[rule] == f"'sha256-{digest}'"


def test_no_element_can_load_or_run(page: str) -> None:
    tree = lxml_html.fromstring(page)
    tags = {element.tag for element in tree.iter() if isinstance(element.tag, str)}
    assert not tags & {
        "img",
        "iframe",
        "object",
        "embed",
        "link",
        "base",
        "form",
        "video",
        "audio",
        "use",
        "foreignobject",
    }
    for element in tree.iter():
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on"), name
            assert name.lower() not in ("style", "src", "srcset", "action", "xlink:href", "srcdoc")
            if name == "href":
                assert value.startswith("#")
    kinds = [script.get("type") for script in tree.iter("script")]
    assert kinds.count(None) == 1
    assert set(kinds) == {None, "application/json"}


def test_data_can_be_read_and_does_not_end_its_element(page: str) -> None:
    blocks = re.findall('<script type="application/json" id="(t[0-9]+)-data">(.*?)</script>', page, re.DOTALL)
    assert blocks
    for _, block in blocks:
        assert "<" not in block
        data = json.loads(block)
        for own in data["units"].values():
            assert len(own["c"]) == len(data["items"])
            assert all(0 <= cell[0] < len(data["texts"]) for cell in own["c"])


@pytest.mark.parametrize("evil", made.HOSTILE)
def test_any_text_is_harmless(evil: str) -> None:
    assert not set('<>"') & set(h(evil))
    assert "'" not in h(evil)
    block = data_block("t1-data", {"text": evil})
    assert block.count("<") == 2
    h(evil).encode()


def test_harmful_names_are_shown_as_they_were_typed() -> None:
    tree = lxml_html.fromstring(made.page_of(made.hostile_round()))
    names = {str(link.text_content()) for link in tree.xpath("//table[@class='ranking']//a")}
    assert {
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "]]><!--</title>",
        "__proto__",
    } <= names
    assert not tree.xpath("//b[text()='粗']")
