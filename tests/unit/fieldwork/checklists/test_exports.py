"""What the apps send back, in each of their forms, is the same answers; and what is wrong is said with its place."""

import json
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from kaohe.core import Problem, Severity
from kaohe.fieldwork.checklists.exports import take
from kaohe.fieldwork.checklists.model import Answers, Asked, Question
from kaohe.fieldwork.checklists.xlsform import choice_name, form_of, point_choice
from tests.unit.fieldwork.checklists.material import (
    Filled,
    XForm,
    central,
    central_zip,
    checklist,
    converted,
    example,
    form,
    ground,
    kobo,
    kobo_rows,
    kobo_workbook,
    telephone,
)

UNITS = example()[1]
SPRING, MULBERRY = (found.id for name in ("听泉街道", "桑陌镇") if (found := UNITS.find(name)))
ONE = "9b2f6a60-1111-4000-8000-000000000001"
TWO = "9b2f6a60-2222-4000-8000-000000000002"
FIRST: Filled = {
    "id": ONE,
    "start": "2026-11-18T09:30:11.123+08:00",
    "end": "2026-11-18T10:20:00.000+08:00",
    "unit": choice_name("u", SPRING),
    "place": point_choice(SPRING, "泉东社区"),
    "team": choice_name("t", "第一组"),
    "checklist_version": checklist().version,
    "q_1_1_1": "yes",
    "q_1_1_2": "no",
    "q_1_4_1": "3",
    "q_2_1_3_1_n": "20",
    "q_2_1_3_1_x": "3",
    "q_2_2_2_1": "l2",
    "q_3_1_1": "3.65",
    "q_8_1_1": "制度上墙，台账齐全",
    "q_1_1_1_note": "有一份会议记录没有签到，日期对不上",
    "q_1_1_1_photo": "1763429411123.jpg",
}
EXPECTED = Answers(
    ONE, SPRING, "泉东社区", "第一组", "2026-11-18T09:30:11+08:00",
    {
        "q_1_1_1": "是", "q_1_1_2": "否", "q_1_4_1": "3", "q_2_1_3_1": "20/3", "q_2_2_2_1": "较好",
        "q_3_1_1": "3.65", "q_8_1_1": "制度上墙，台账齐全",
    },
    {"q_1_1_1": "有一份会议记录没有签到，日期对不上"},
    {"q_1_1_1": ("1763429411123.jpg",)},
)  # fmt: skip
SECOND: Filled = {**FIRST, "id": TWO, "place": choice_name("s", SPRING), "team": choice_name("t", "第二组")}


@pytest.fixture(scope="module")
def xform(tmp_path_factory: pytest.TempPathFactory) -> XForm:
    return converted(form(), tmp_path_factory.mktemp("form"))


Writer = Callable[[XForm, Sequence[Filled], Path], Path]


def _central(xform: XForm, filled: Sequence[Filled], folder: Path) -> Path:
    return _text(folder / "central.csv", central(xform, filled))


def _zip(xform: XForm, filled: Sequence[Filled], folder: Path) -> Path:
    return central_zip(xform, filled, ["1763429411123.jpg"], folder / "central.csv.zip")


def _kobo(xform: XForm, filled: Sequence[Filled], folder: Path) -> Path:
    return _text(folder / "kobo.csv", kobo(kobo_rows(xform, filled, labels=False)))


def _kobo_flat(xform: XForm, filled: Sequence[Filled], folder: Path) -> Path:
    rows = kobo_rows(xform, filled, labels=False, groups=False)
    return _text(folder / "kobo.csv", "\ufeff" + kobo(rows))


def _kobo_labels(xform: XForm, filled: Sequence[Filled], folder: Path) -> Path:
    return _text(folder / "kobo.csv", kobo(kobo_rows(xform, filled, labels=True)))


def _kobo_gbk(xform: XForm, filled: Sequence[Filled], folder: Path) -> Path:
    path = folder / "kobo.csv"
    path.write_bytes(kobo(kobo_rows(xform, filled, labels=True)).encode("gb18030"))
    return path


def _kobo_book(xform: XForm, filled: Sequence[Filled], folder: Path) -> Path:
    return kobo_workbook(kobo_rows(xform, filled, labels=True), folder / "kobo.xlsx")


def _telephone(xform: XForm, filled: Sequence[Filled], folder: Path) -> Path:
    return telephone(xform, filled, folder / "instances")


def _text(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="")
    return path


WRITERS = (_central, _zip, _kobo, _kobo_flat, _kobo_labels, _kobo_gbk, _kobo_book, _telephone)


@pytest.mark.parametrize("write", WRITERS)
def test_every_export_gives_the_same_answers(write: Writer, xform: XForm, tmp_path: Path) -> None:
    answers, problems = take([write(xform, [FIRST, SECOND], tmp_path)], ground())
    assert [str(problem) for problem in problems] == []
    assert answers == (EXPECTED, replace(EXPECTED, id=TWO, place="", team="第二组"))


def test_the_source_is_the_row(xform: XForm, tmp_path: Path) -> None:
    answers, _ = take([_central(xform, [FIRST, SECOND], tmp_path)], ground())
    assert [(found.source.file, found.source.line) for found in answers] == [
        ("central.csv", 2),
        ("central.csv", 3),
    ]


def _take(
    filled: Sequence[Filled], xform: XForm, folder: Path
) -> tuple[tuple[Answers, ...], tuple[Problem, ...]]:
    return take([_central(xform, filled, folder)], ground())


def _changed(**cells: str) -> Filled:
    return {**FIRST, **cells}


@pytest.mark.parametrize(
    ("cells", "code", "what"),
    [
        ({"unit": "u_nobody"}, "facts.unknown-unit", "head-unit"),
        ({"unit": ""}, "facts.unknown-unit", "head-unit"),
        ({"place": "p_0123456789ab"}, "facts.unknown-place", "head-place"),
        ({"place": point_choice(MULBERRY, "上桑村")}, "facts.unknown-place", "head-place"),
        ({"team": ""}, "checklist.no-team", "head-team"),
        ({"team": choice_name("t", "第九组")}, "facts.unknown-team", "head-team"),
    ],
)
def test_a_visit_of_nowhere_counts_for_nothing(
    cells: dict[str, str], code: str, what: str, xform: XForm, tmp_path: Path
) -> None:
    answers, problems = _take([_changed(**cells), SECOND], xform, tmp_path)
    assert [found.id for found in answers] == [TWO]
    assert [problem.code for problem in problems] == [code]
    place = problems[0].where[0]
    columns = central(xform, []).splitlines()[0].replace('"', "").split(",")
    assert (place.line, columns[place.column - 1]) == (2, what)


@pytest.mark.parametrize(
    ("cells", "code", "what", "lost"),
    [
        ({"q_1_4_1": "-2"}, "checklist.not-whole", "q_1_4_1", "q_1_4_1"),
        ({"q_3_1_1": "50.01"}, "checklist.too-high", "q_3_1_1", "q_3_1_1"),
        ({"q_3_1_1": "1.234"}, "checklist.too-many-decimals", "q_3_1_1", "q_3_1_1"),
        ({"q_1_1_1": "maybe"}, "checklist.unknown-choice", "q_1_1_1", "q_1_1_1"),
        ({"q_2_2_2_1": "l9"}, "checklist.unknown-choice", "q_2_2_2_1", "q_2_2_2_1"),
        ({"q_2_1_3_1_x": "21"}, "checklist.more-wrong-than-looked", "q_2_1_3_1_n", "q_2_1_3_1"),
        ({"q_2_1_3_1_x": ""}, "checklist.not-two-counts", "q_2_1_3_1_n", "q_2_1_3_1"),
        ({"q_2_1_3_1_n": ""}, "checklist.not-two-counts", "q_2_1_3_1_n", "q_2_1_3_1"),
    ],
)
def test_a_wrong_value_is_left_out_and_the_rest_is_kept(
    cells: dict[str, str], code: str, what: str, lost: str, xform: XForm, tmp_path: Path
) -> None:
    answers, problems = _take([_changed(**cells)], xform, tmp_path)
    assert [problem.code for problem in problems] == [code]
    assert problems[0].severity is Severity.ERROR
    columns = central(xform, []).splitlines()[0].replace('"', "").split(",")
    place = problems[0].where[0]
    assert (place.file, place.line) == ("central.csv", 2)
    assert columns[place.column - 1].endswith(f"-{what}")
    assert answers == (replace(EXPECTED, values={k: v for k, v in EXPECTED.values.items() if k != lost}),)


def test_the_same_submission_twice_counts_once(xform: XForm, tmp_path: Path) -> None:
    one = _central(xform, [FIRST], tmp_path)
    other = _kobo(xform, [FIRST], tmp_path)
    answers, problems = take([one, other], ground())
    assert answers == (EXPECTED,)
    assert [problem.code for problem in problems] == ["facts.submission-twice"]
    assert problems[0].severity is Severity.WARNING
    assert [place.file for place in problems[0].where] == ["central.csv", "kobo.csv"]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_what_was_edited_on_the_server_counts_as_edited(
    order: tuple[int, int], xform: XForm, tmp_path: Path
) -> None:
    both = (FIRST, _changed(q_1_4_1="5", edits="2"))
    answers, problems = _take([both[number] for number in order], xform, tmp_path)
    assert [found.values["q_1_4_1"] for found in answers] == ["5"]
    assert [problem.code for problem in problems] == ["facts.submission-twice"]


def test_two_contents_under_one_id_count_for_nothing(xform: XForm, tmp_path: Path) -> None:
    answers, problems = _take([FIRST, _changed(q_1_4_1="5"), SECOND], xform, tmp_path)
    assert [found.id for found in answers] == [TWO]
    assert [problem.code for problem in problems] == ["facts.submission-differs"]
    assert [place.line for place in problems[0].where] == [2, 3]


def test_an_edited_submission_keeps_the_id_it_was_sent_under(xform: XForm, tmp_path: Path) -> None:
    text = central(xform, [FIRST]).replace(f"uuid:{ONE}", f"uuid:{TWO}", 1)
    answers, _ = take([_text(tmp_path / "a.csv", text)], ground())
    assert answers[0].id == ONE, "KEY goes before the instance id of the last edition"


def test_two_visits_of_one_place_by_one_team_on_one_day_are_flagged(xform: XForm, tmp_path: Path) -> None:
    later = _changed(id=TWO, start="2026-11-18T15:00:00.000+08:00", q_1_4_1="9")
    answers, problems = _take([later, FIRST], xform, tmp_path)
    assert [found.values["q_1_4_1"] for found in answers] == ["9"]
    assert [problem.code for problem in problems] == ["facts.visit-twice"]
    for change in ({"team": choice_name("t", "第二组")}, {"start": "2026-11-19T09:00:00.000+08:00"}):
        answers, problems = _take([{**later, **change}, FIRST], xform, tmp_path)
        assert (len(answers), problems) == (2, ())


@pytest.mark.parametrize(
    "head",
    [
        "姓名",
        "联系电话",
        "head-户主姓名",
        "身份证号",
        "phonenumber",
        "full_name",
        "mobile_no",
        "head/id_card",
        "home_address",
    ],
)
def test_a_column_of_people_refuses_the_file(head: str, xform: XForm, tmp_path: Path) -> None:
    lines = central(xform, [FIRST]).splitlines()
    path = _text(tmp_path / "a.csv", f'{lines[0]},"{head}"\n{lines[1]},"x"\n')
    answers, problems = take([path], ground())
    assert answers == ()
    assert [problem.code for problem in problems] == ["facts.personal-data"]
    assert problems[0].where[0].column == len(lines[0].split(",")) + 1


@pytest.mark.parametrize("name", ["q_1_1_1_note", "q_8_1_1", "q_1_4_1", "team"])
def test_somebodys_number_refuses_the_file_and_is_not_repeated(
    name: str, xform: XForm, tmp_path: Path
) -> None:
    answers, problems = _take([_changed(**{name: "13812345678"}), SECOND], xform, tmp_path)
    assert answers == ()
    assert [problem.code for problem in problems] == ["facts.personal-data"]
    assert "13812345678" not in str(problems[0])


def test_ids_times_and_names_of_pictures_are_nobodys_number(xform: XForm, tmp_path: Path) -> None:
    entry = _changed(id="a1391234-5678-4000-8000-a13812345678", q_1_1_1_photo="13812345678.jpg")
    answers, problems = _take([entry], xform, tmp_path)
    assert (len(answers), problems) == (1, ())


def test_a_strange_column_is_said_and_passed_over(xform: XForm, tmp_path: Path) -> None:
    lines = central(xform, [FIRST]).splitlines()
    path = _text(tmp_path / "a.csv", f'{lines[0]},"天气"\n{lines[1]},"晴"\n')
    answers, problems = take([path], ground())
    assert answers == (EXPECTED,)
    assert [(problem.code, problem.severity) for problem in problems] == [
        ("facts.extra-column", Severity.ADVICE)
    ]


def test_another_edition_of_the_form_is_said_once(xform: XForm, tmp_path: Path) -> None:
    old = [{**entry, "checklist_version": "000000000000"} for entry in (FIRST, SECOND)]
    answers, problems = _take(old, xform, tmp_path)
    assert len(answers) == 2
    assert [problem.code for problem in problems] == ["facts.other-edition"]


def test_a_question_that_the_export_lacks_is_said(xform: XForm, tmp_path: Path) -> None:
    text = central(xform, [FIRST]).replace("item_2-q_1_4_1", "item_2-gone", 1)
    answers, problems = take([_text(tmp_path / "a.csv", text)], ground())
    assert {problem.code for problem in problems} == {"facts.missing-question", "facts.extra-column"}
    assert "q_1_4_1" not in answers[0].values


def test_a_picture_that_is_not_in_the_archive_is_said(xform: XForm, tmp_path: Path) -> None:
    path = central_zip(xform, [FIRST], ["other.jpg"], tmp_path / "a.zip")
    answers, problems = take([path], ground())
    assert [problem.code for problem in problems] == ["facts.photo-missing"]
    assert answers[0].photos == EXPECTED.photos
    bare = central_zip(xform, [FIRST], [], tmp_path / "b.zip")
    assert take([bare], ground())[1] == (), "an archive without pictures says nothing of them"


def test_a_position_comes_back_in_one_piece(tmp_path: Path) -> None:
    of = replace(checklist(), position=True)
    xform = converted(form(of), tmp_path)
    text = central(xform, [FIRST]).replace('"position"', '"position-Latitude","position-Longitude"', 1)
    head, row = text.splitlines()
    cells = row.split('","')
    at = head.replace('"', "").split(",").index("position-Latitude")
    cells[at : at + 1] = ["30.25", "120.125"]
    row = '","'.join(cells)
    path = _text(tmp_path / "a.csv", f"{head}\n{row}\n")
    answers, problems = take([path], ground(of))
    assert problems == ()
    assert answers[0].position == "30.25 120.125"
    kobo_path = _text(
        tmp_path / "k.csv", kobo(kobo_rows(xform, [{**FIRST, "position": "30.25 120.125 0 5"}], labels=False))
    )
    assert take([kobo_path], ground(of))[0][0].position == "30.25 120.125 0 5"
    answers, problems = take([kobo_path], ground())
    assert [problem.code for problem in problems] == ["checklist.position-not-asked"]
    assert answers[0].position == ""


def test_answers_of_the_browsers_form_are_read_as_json(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_text(json.dumps([EXPECTED.to_json()], ensure_ascii=False), encoding="utf-8")
    assert take([path], ground()) == ((EXPECTED,), ())
    wrong = replace(EXPECTED, unit="没有这个镇")
    path.write_text(json.dumps([wrong.to_json()], ensure_ascii=False), encoding="utf-8")
    answers, problems = take([path], ground())
    assert (answers, [problem.code for problem in problems]) == ((), ["facts.unknown-unit"])


def test_one_file_of_the_telephone_and_a_mistake_in_it(xform: XForm, tmp_path: Path) -> None:
    folder = _telephone(xform, [FIRST, _changed(id=TWO, q_1_4_1="x")], tmp_path)
    one = next(folder.glob("*_1/*.xml"))
    assert take([one], ground()) == ((EXPECTED,), ())
    answers, problems = take([folder], ground())
    assert len(answers) == 1, "the same team at the same place on the same day"
    assert [problem.code for problem in problems] == ["checklist.not-whole", "facts.visit-twice"]
    assert problems[0].where[0].file == "instances/检查表_2/检查表_2.xml"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'<!DOCTYPE a [<!ENTITY b "x">]><data><unit>&b;</unit></data>', "facts.unsafe-file"),
        (b"<data><unit>", "facts.damaged-file"),
        (b"<a>" * 3000 + b"</a>" * 3000, "facts.damaged-file"),
        (b'<?xml version="1.0" encoding="nonsense"?><a/>', "facts.damaged-file"),
        (b"<data><other>1</other></data>", "facts.not-our-export"),
        (b"<data/>", ""),
    ],
)
def test_a_file_that_the_telephone_did_not_write(content: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(content)
    answers, problems = take([path], ground())
    assert answers == ()
    assert code in [problem.code for problem in problems] or not code
    (tmp_path / "empty").mkdir()
    assert [problem.code for problem in take([tmp_path / "empty"], ground())[1]] == ["facts.no-figures"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b""),
        ("a.csv", b"\xff\xfe\x00"),
        ("a.csv", "单位,值\n听泉街道,3\n".encode()),
        ("a.csv", b'"unit","q_1_1_1"\n"a","b'),
        ("a.csv", b"\x89PNG\r\n"),
        ("a.csv", b"\xd0\xcf\x11\xe0xxxx"),
        ("a.zip", b"PK\x03\x04broken"),
        ("a.json", b"{"),
        ("a.json", b"[3]"),
        ("a.json", b"\xff"),
    ],
)
def test_something_else_is_said_and_breaks_nothing(name: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    answers, problems = take([path], ground())
    assert answers == ()
    assert problems
    assert problems[0].where[0].file.startswith(name)
    assert take([tmp_path / f"none{name}"], ground())[1]


def test_an_export_without_a_row_is_said(xform: XForm, tmp_path: Path) -> None:
    answers, problems = _take([], xform, tmp_path)
    assert (answers, [problem.code for problem in problems]) == ((), ["facts.no-figures"])


def test_quotation_marks_that_the_apps_made_straight(tmp_path: Path) -> None:
    questions = (
        Question("x_1", "“公示栏”在不在", Asked.YES_NO, "1", "一"),
        Question("x_2", "看着 怎样", Asked.LEVEL, "1", "一", choices=("“优”", "差")),
    )
    of = replace(checklist(), questions=questions)
    made = converted(form(of), tmp_path)
    assert '1.1 "公示栏"在不在' in made.labels.values(), "pyxform makes them straight"
    entry = {key: FIRST[key] for key in ("id", "start", "unit", "place", "team")} | {
        "x_1": "yes",
        "x_2": '"优"',
    }
    path = _text(tmp_path / "kobo.csv", kobo(kobo_rows(made, [entry], labels=True)))
    answers, problems = take([path], ground(of))
    assert problems == ()
    assert answers[0].values == {"x_1": "是", "x_2": "“优”"}


def test_an_archive_that_is_damaged_inside(xform: XForm, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("form.csv", central(xform, [FIRST, SECOND]))
    whole = path.read_bytes()
    for at in range(60, 400, 20):
        path.write_bytes(whole[:at] + bytes(byte ^ 0x5A for byte in whole[at : at + 6]) + whole[at + 6 :])
        answers, problems = take([path], ground())
        assert (answers, [problem.code for problem in problems]) == ((), ["facts.damaged-file"])


def test_two_tables_in_one_archive_are_too_many(xform: XForm, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", central(xform, [FIRST]))
        archive.writestr("b.csv", central(xform, [SECOND]))
    assert [problem.code for problem in take([path], ground())[1]] == ["facts.several-tables"]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "x")
    assert [problem.code for problem in take([path], ground())[1]] == ["facts.not-a-table"]


@pytest.mark.parametrize("labels", [False, True])
def test_a_reserve_that_was_called_up_is_the_same_point(labels: bool, tmp_path: Path) -> None:
    before = replace(ground(), points={SPRING: ("泉东社区", "泉西社区（候补）")})
    after = replace(ground(), points={SPRING: ("泉西社区", "泉北社区（候补）")})
    scheme_units = [unit for unit in UNITS if unit.id == SPRING]
    xform = converted(form_of(checklist(), scheme_units, before.points, before.teams), tmp_path)
    entry = _changed(place=point_choice(SPRING, "泉西社区"))
    path = _text(tmp_path / "kobo.csv", kobo(kobo_rows(xform, [entry], labels=labels)))
    assert [found.place for found in take([path], before)[0]] == ["泉西社区（候补）"]
    assert [found.place for found in take([path], after)[0]] == ["泉西社区"]
