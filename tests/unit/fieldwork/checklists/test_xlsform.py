"""The form as a workbook: pyxform takes it without a word, and everything we named is in the XForm."""

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest

from kaohe.fieldwork.checklists.model import Asked, Question
from kaohe.fieldwork.checklists.xlsform import (
    ITSELF,
    PRIVACY,
    choice_name,
    fields_of,
    form_id,
    form_of,
    point_choice,
)
from kaohe.fieldwork.checklists.xlsform_file import form_text, write_xlsform
from tests.golden.rules.vocabulary import hold
from tests.unit.fieldwork.checklists.material import (
    POINTS,
    checklist,
    converted,
    example,
    form,
    points,
)

GOLDEN = Path(__file__).parents[3] / "golden" / "checklists"


def test_the_form_of_the_example() -> None:
    hold(GOLDEN / "芸溪区现场检查表.txt", form_text(form()))


def test_pyxform_takes_it_without_a_warning(tmp_path: Path) -> None:
    xform = converted(form(), tmp_path)
    assert xform.warnings == ()
    names = {path.rsplit("/", 1)[-1] for path in xform.paths}
    assert {entry.name for entry in fields_of(checklist(), places=True)} <= names
    assert xform.path("instanceID") == "meta/instanceID"
    assert xform.path("unit") == "head/unit"


def test_every_label_that_people_see_is_one_of_a_kind(tmp_path: Path) -> None:
    labels = [entry.label for entry in fields_of(checklist(), places=True) if entry.label]
    assert len(labels) == len(set(labels))
    shown = converted(form(), tmp_path).labels
    for entry in fields_of(checklist(), places=True):
        if entry.label:
            assert [label for path, label in shown.items() if path.rsplit("/", 1)[-1] == entry.name]


def test_the_xform_holds_what_the_checklist_asks(tmp_path: Path) -> None:
    text = converted(form(), tmp_path).text
    binds = {
        node.attrib["nodeset"].rsplit("/", 1)[-1]: node.attrib
        for node in ElementTree.fromstring(text).iter("{http://www.w3.org/2002/xforms}bind")
    }
    assert binds["unit"]["required"] == "true()"
    assert binds["q_3_1_1"]["type"] == "decimal"
    assert binds["q_3_1_1"]["constraint"] == ". >= 0 and . <= 50 and . = round(., 2)"
    assert binds["q_2_1_3_1_n"]["type"] == "int"
    assert (
        re.sub(r"\s+", " ", binds["q_2_1_3_1_x"]["constraint"]) == ". >= 0 and . <= /data/item_3/q_2_1_3_1_n "
    )
    assert binds["q_2_1_3_1_x"]["relevant"].split() == ["/data/item_3/q_2_1_3_1_n", ">", "0"]
    assert "[0-9]{11}" in binds["q_1_1_1_note"]["constraint"]
    assert binds["q_1_1_1_photo"]["type"] == "binary"
    assert "required" not in binds["q_1_1_1_photo"]
    assert all(
        any("一" <= c <= "鿿" for c in text) for b in binds.values() for k, text in b.items() if "Msg" in k
    )
    assert "unit= /data/head/unit" in text
    assert "position" not in binds


def test_no_question_asks_for_a_person() -> None:
    words = re.compile("姓名|身份证|电话|手机|住址|户主")
    asked = [row for row in form().survey if row["type"] not in ("note", "begin_group", "end_group")]
    assert not [row for row in asked if words.search(row.get("label", ""))]
    assert not [
        row for row in form().survey if row["type"] in ("phonenumber", "username", "email", "deviceid")
    ]
    assert any(row.get("label") == PRIVACY for row in form().survey)


def test_a_place_is_offered_only_below_its_unit() -> None:
    units = example()[1]
    places = [row for row in form().choices if row["list_name"] == "place"]
    named = {(row["unit"], row["label"]) for row in places}
    for unit_name, names in POINTS.items():
        unit = units.find(unit_name)
        assert unit is not None
        choice = choice_name("u", unit.id)
        assert {label for key, label in named if key == choice} == {*names, ITSELF}
    same = [row["name"] for row in places if row["label"] == "泉东社区"]
    assert len(set(same)) == 2, "two units have a place of this name"


def test_without_points_nobody_is_asked_for_one(tmp_path: Path) -> None:
    scheme, units = example()
    made = form_of(checklist(), units.at("镇街"), {})
    assert "place" not in {row.get("name") for row in made.survey}
    assert converted(made, tmp_path).warnings == ()
    assert next(row for row in made.survey if row.get("name") == "team")["type"] == "text"
    assert scheme.title.startswith("芸溪区")


def test_a_position_is_asked_only_where_it_is_wanted(tmp_path: Path) -> None:
    xform = converted(form(replace(checklist(), position=True)), tmp_path)
    assert xform.warnings == ()
    assert "position" in xform.paths


def test_the_version_follows_everything_and_nothing_else() -> None:
    units = example()[1].at("镇街")
    first = form_of(checklist(), units, points())
    assert form_of(checklist(), units, points()).settings == first.settings
    fewer = {key: names[:1] for key, names in points().items()}
    other = form_of(checklist(), units, fewer)
    assert other.settings["version"] != first.settings["version"]
    assert other.settings["form_id"] == first.settings["form_id"]
    named = replace(checklist(), title="下半年现场检查表")
    assert form_id(named) != form_id(checklist())


def test_choices_do_not_depend_on_the_order_of_a_list() -> None:
    units = example()[1].at("镇街")
    backwards = form_of(checklist(), units[::-1], points())
    assert {tuple(row.items()) for row in backwards.choices} == {
        tuple(row.items()) for row in form_of(checklist(), units, points()).choices
    }
    assert choice_name("u", "330101") == "u_330101"
    assert choice_name("u", "听泉街道").startswith("u_")
    assert point_choice("a", "甲村") != point_choice("b", "甲村")


def test_texts_of_the_office_are_only_texts(tmp_path: Path) -> None:
    nasty = Question("x_1", "=1+1 ${unit} <b>“引号”</b> & 'x'", Asked.YES_NO, "9", "=HYPERLINK(1)", hint="@x")
    made = form(replace(checklist(), questions=(nasty,)))
    assert converted(made, tmp_path).warnings == ()
    write_xlsform(made, tmp_path / "form.xlsx")
    book = openpyxl.load_workbook(tmp_path / "form.xlsx")
    assert book.sheetnames == ["survey", "choices", "settings"]
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


@pytest.mark.parametrize("asked", list(Asked))
def test_a_form_of_one_kind_of_question(asked: Asked, tmp_path: Path) -> None:
    choices = ("好", "差") if asked is Asked.LEVEL else ()
    question = Question(
        "x_1", "一问", asked, "", "其他", required=True, places=1, choices=choices, photo=True
    )
    assert converted(form(replace(checklist(), questions=(question,))), tmp_path).warnings == ()
