"""The English of the pages: every word has some, it says what the Chinese says, and the pages show it."""

import re
from collections.abc import Callable, Iterator

import lxml.html
import pytest
from babel.messages.catalog import Message
from django.test import Client
from django.urls import reverse

from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import Role
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from kaohe.web.ui import translations

CHINESE = re.compile(r"[\u3400-\u9fff]+")
HOLDERS = re.compile(r"%\(\w+\)s|\{\w*\}|%%|</?\w+>")
QUOTED = (
    *("企业微信", "钉钉", "微信", "加签"),  # names of services, and what one of them calls a setting
    *("不适用", "是 or 否", "上半年", "镇街", "{序号}", "公文.yaml"),  # what people type and files are called
    *("检查表.yaml", "回避", "请假"),
    "编码、名称、层级、类别、上级",  # the head of a file of units
    "完成率达到95%得4分，每低1个百分点扣0.5分，扣完为止",  # a rule, which is written in Chinese
)
"""Chinese that the English says on purpose."""

FRAME = "//header|//nav|//footer|//title|//h1|//h2|//h3|//th|//caption|//summary|//label|//button|//*[contains(@class,'btn')]"
SPOKEN = ("aria-label", "data-confirm", "placeholder")


def words() -> list[Message]:
    """The catalogue as it is kept, without its head."""
    return [message for message in translations.kept() if message.id]


def forms(message: Message) -> Iterator[tuple[str, str]]:
    """Chinese and English, of a plural form by form."""
    ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    yield from zip(ids, translations.forms(message.string), strict=True)


# ---- the catalogue


def test_the_catalogue_has_exactly_the_words_of_the_source() -> None:
    """Where this fails: python -m kaohe.web.ui.translations, and write the English of what it adds."""
    kept = {(message.id, message.context) for message in words()}
    found = {(message.id, message.context) for message in translations.found() if message.id}
    assert found - kept == set(), "words without English"
    assert kept - found == set(), "English of words that are gone"


def test_the_catalogue_is_written_as_the_command_writes_it() -> None:
    """In its order and without dates. Which file a word stands in may be out of date until the command is next run."""
    assert translations.PO.read_bytes() == translations.as_po(translations.kept())


def test_every_word_has_its_english() -> None:
    assert translations.waiting(translations.kept()) == []


def test_words_within_an_f_string_and_under_another_name_are_found() -> None:
    text = """
from django.utils.translation import gettext as now, ngettext, pgettext
words = f"{now('并列')} {pgettext('c', '、')}"
more = ngettext("一个", "几个", 2)
"""
    assert set(translations.of_python(text)) == {("并列", None), ("、", "c"), (("一个", "几个"), None)}


def test_the_english_holds_what_the_chinese_holds() -> None:
    """Placeholders, doubled signs of percent, and marks of the page: as often in one as in the other."""
    wrong = [
        (chinese, english)
        for message in words()
        for chinese, english in forms(message)
        if sorted(HOLDERS.findall(chinese)) != sorted(HOLDERS.findall(english))
    ]
    assert wrong == []


def test_the_english_is_safe_where_it_stands() -> None:
    """It stands within attributes and scripts too: no straight quotation marks, and no signs of the page but its marks."""
    wrong = [
        english
        for message in words()
        for _chinese, english in forms(message)
        if re.search(r"[\"'<>&\\\n]", re.sub(r"</?code>", "", english))
    ]
    assert wrong == []


def test_the_english_is_english() -> None:
    wrong = [english for message in words() for _chinese, english in forms(message) if _chinese_of(english)]
    assert wrong == []


def test_sentences_end_as_the_chinese_do() -> None:
    """What is a sentence in Chinese is one in English; a button or a heading is neither."""
    wrong = [
        (chinese, english)
        for message in words()
        for chinese, english in forms(message)
        if chinese.endswith("。") != english.rstrip().endswith(".")
        if english != "No." and not english.endswith(").")
    ]
    assert wrong == []


def test_the_compiled_catalogue_is_that_of_the_text() -> None:
    assert translations.MO.read_bytes() == translations.as_mo(translations.kept())


# ---- the pages

PAGES = (
    (Role.OFFICE, "ui:desk", False),
    (Role.OFFICE, "rounds:rounds", False),
    (Role.OFFICE, "schemes:schemes", False),
    (Role.OFFICE, "filing:overview", True),
    (Role.OFFICE, "evidence:overview", True),
    (Role.OFFICE, "rectify:list", True),
    (Role.OFFICE, "remind:list", True),
    (Role.ADMIN, "accounts:people", False),
    (Role.ADMIN, "interface:tokens", False),
    (Role.ADMIN, "remind:settings", False),
    (Role.ADMIN, "tasks:backups", False),
)


def test_the_login_page_is_in_english(client: Client, db: None) -> None:
    page = _english(client, reverse("accounts:login"))
    assert _frame(page, set()) == []
    assert "Sign in" in page.text_content()


@pytest.mark.parametrize(("role", "name", "of_a_round"), PAGES)
def test_a_page_is_in_english(
    role: Role,
    name: str,
    of_a_round: bool,
    client_of: Callable[[Role], Client],
    round_at: Callable[[Stage], Round],
    people: dict[Role, User],
) -> None:
    """Menu, headings, heads of tables, labels and buttons; what is data stays as it is."""
    round = round_at(Stage.REPORTING)
    page = _english(client_of(role), reverse(name, args=[round.pk] if of_a_round else []))
    data = {round.title, *(user.name for user in people.values()), *_names(round)}
    assert _frame(page, data) == []


def test_who_chooses_nothing_reads_chinese(client_of: Callable[[Role], Client]) -> None:
    page = lxml.html.fromstring(client_of(Role.OFFICE).get(reverse("ui:desk")).content)
    assert page.get("lang") == "zh-hans"
    assert page.findtext(".//h1") == "工作台"


def _english(client: Client, address: str) -> lxml.html.HtmlElement:
    client.cookies["kaohe_language"] = "en"
    answer = client.get(address)
    assert answer.status_code == 200
    page = lxml.html.fromstring(answer.content)
    assert page.get("lang") == "en"
    return page


def _frame(page: lxml.html.HtmlElement, data: set[str]) -> list[str]:
    """The Chinese that the page's own words still have, but for the button that leads back to Chinese."""
    shown = [piece for each in page.xpath(FRAME) for piece in each.itertext()]
    shown += [each.get(name) for name in SPOKEN for each in page.xpath(f"//*[@{name}]")]
    names = sorted(data, key=len, reverse=True)
    return [text.strip() for text in shown if text.strip() != "中文" and _chinese_of(text, *names)]


def _names(round: Round) -> set[str]:
    """What the round calls things: its units, and the periods it asks figures for."""
    from kaohe.web.filing.shape import shape_for

    shape = shape_for(round)
    departments = {key.department for key in shape.keys_of_departments()}
    return {
        *(unit.name for unit in round.units.all()),
        *(period.label for period in shape.periods),
        *departments,
    }


def _chinese_of(text: str, *names: str) -> str:
    for name in (*names, *QUOTED):
        text = text.replace(name, "")
    return "".join(CHINESE.findall(text))
