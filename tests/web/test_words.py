"""公文用语: the form changes values in their places, and nothing else of the file."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from kaohe.web.accounts.roles import Role
from kaohe.web.results.models import OfficeWords
from kaohe.web.results.papers import office_of
from kaohe.web.results.words_editing import NotEditableError, changed, same_but, values_in
from kaohe.web.results.words_form import form_of
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from tests.web.people import YUNXI

ClientOf = Callable[[Role], Client]
FILE = (YUNXI / "2026" / "公文.yaml").read_text(encoding="utf-8")


@pytest.fixture
def url(round_at: Callable[[Stage], Round]) -> str:
    return reverse("results:words", args=[round_at(Stage.PUBLISHED).pk])


def posted(client: Client, url: str, **more: str) -> dict[str, str]:
    """Everything that the form shows, with some of it changed."""
    form = client.get(url).context["form"]
    data = {field.name: field.value for field in form.head}
    data |= {field.name: field.value for paper in form.papers for field in paper.fields}
    edition = OfficeWords.objects.values_list("edition", flat=True).first() or 0
    return {**data, "form": "1", "edition": str(edition), **more}


def box(client: Client, url: str, paper: str, label: str) -> str:
    """The name of one box of one kind of paper."""
    rows = client.get(url).context["form"].papers
    (row,) = [row for row in rows if row.name == paper]
    return str(next(field.name for field in row.fields if field.label == label))


def test_what_was_not_changed_stays_to_the_letter(client_of: ClientOf, url: str) -> None:
    client = client_of(Role.OFFICE)
    client.post(url, {"text": FILE, "edition": "0"})
    assert client.post(url, posted(client, url)).status_code == 302
    assert OfficeWords.objects.get().text == FILE
    number = box(client, url, "反馈意见函", "日期")
    data = posted(
        client, url, issuer="某区考核办: 甲#乙", copies="区委办公室\n区政府办公室", **{number: "2027-02-01"}
    )
    assert client.post(url, data).status_code == 302
    words = OfficeWords.objects.get()
    office, problems = office_of(words.round, words.text)
    assert (office.issuer, office.copies) == ("某区考核办: 甲#乙", ("区委办公室", "区政府办公室"))
    assert office.words("反馈意见函").date == "2027-02-01"
    assert office.words("反馈意见函").first == 11
    assert not [problem for problem in problems if problem.severity.value == "error"]
    before, after = FILE.splitlines(), words.text.splitlines()
    assert len(before) == len(after)
    assert sum(one != two for one, two in zip(before, after, strict=True)) == 3
    assert "# 机关、文号" in words.text


def test_a_new_round_begins_with_blank_boxes(client_of: ClientOf, url: str) -> None:
    client = client_of(Role.OFFICE)
    number = box(client, url, "月度通报", "字号")
    data = posted(client, url, issuer="甲办公室", date="2027-01-25", **{number: "甲〔2027〕{序号}号"})
    assert client.post(url, data).status_code == 302
    words = OfficeWords.objects.get()
    office, _problems = office_of(words.round, words.text)
    assert (office.issuer, office.date) == ("甲办公室", "2027-01-25")
    assert office.words("月度通报").number == "甲〔2027〕{序号}号"
    assert client.post(url, data).status_code == 409  # somebody was faster: the edition is an older one


def test_the_text_is_still_there_and_others_only_look(client_of: ClientOf, url: str) -> None:
    page = client_of(Role.OFFICE).get(url + "?advanced=1").content.decode()
    assert '<textarea id="text"' in page
    assert "disabled" in client_of(Role.AUDITOR).get(url).content.decode()
    assert client_of(Role.AUDITOR).post(url, {"form": "1"}).status_code == 403


def test_a_text_of_another_kind_is_changed_as_text(client_of: ClientOf, url: str) -> None:
    client = client_of(Role.OFFICE)
    client.post(url, {"text": "{发文机关: 甲}\n", "edition": "0"})
    assert client.get(url).context["form"] is None
    assert client.post(url, {"form": "1", "issuer": "乙", "edition": "1"}).status_code == 409
    assert OfficeWords.objects.get().text == "{发文机关: 甲}\n"


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("", "简称: 新\n"),
        ("# 注\n", "# 注\n简称: 新\n"),
        ("简称:\n", "简称: 新\n"),
        ("简称: ''  # 注\n", "简称: 新  # 注\n"),
        ("简称: |\n  旧\n  的\n\n# 注\n日程: []\n", "简称: 新\n# 注\n日程: []\n"),
        ("日程:\n- {组: 一}\n# 注", "日程:\n- {组: 一}\n# 注\n简称: 新\n"),
    ],
)  # fmt: skip
def test_a_word_in_its_place(text: str, made: str) -> None:
    found = changed(text, {("简称",): "新"})
    assert values_in(found)["简称",] == "新"
    assert found.count("# 注") == text.count("# 注")
    assert sorted(found.split()) == sorted(made.split())


def test_lists_and_what_is_within_others() -> None:
    text = "抄送:\n  - 甲\n  - 乙\n# 注\n文书:\n  甲函: {字号: 1}  # 一\n  乙函:\n    日期: 2027-01-01\n日程: []\n"
    found = changed(
        text,
        {
            ("抄送",): ("丙",),
            ("文书", "甲函", "日期"): "2027-02-02",
            ("文书", "乙函", "字号"): "二",
            ("文书", "丙函", "字号"): "三",
        },
    )
    values = values_in(found)
    assert values["抄送",] == ("丙",)
    assert values["文书", "甲函", "日期"] == "2027-02-02"
    assert values["文书", "乙函", "字号"] == "二"
    assert values["文书", "丙函", "字号"] == "三"
    assert "# 注" in found
    assert "# 一" in found


WORD = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=12).map(
    str.strip
)


@given(
    st.dictionaries(st.sampled_from(["发文机关", "红头", "简称", "联系方式"]), WORD, min_size=1),
    WORD,
    st.lists(WORD.filter(bool), unique=True, max_size=3),
)
def test_whatever_is_typed_comes_back_and_the_rest_is_the_same(
    head: dict[str, str], number: str, copies: list[str]
) -> None:
    wanted: dict[tuple[str, ...], str | tuple[str, ...]] = {(key,): value for key, value in head.items()}
    wanted |= {
        ("文书", "反馈意见函", "字号"): number,
        ("文书", "新的文书", "主送"): number,
        ("抄送",): tuple(copies),
    }
    try:
        made = changed(FILE, wanted)
        held = values_in(made)
    except NotEditableError:
        return  # refused as a whole: nothing is lost
    for path, value in wanted.items():
        assert held.get(path, type(value)()) == value
    assert same_but(FILE, made, list(wanted))


def test_the_form_shows_what_the_file_says() -> None:
    form = form_of(FILE)
    assert form is not None
    assert (
        next(field.value for field in form.head if field.name == "issuer") == "芸溪区家庭支持工作考核办公室"
    )
    named = {paper.name: {field.label: field.value for field in paper.fields} for paper in form.papers}
    assert named["反馈意见函"]["起号"] == "11"
