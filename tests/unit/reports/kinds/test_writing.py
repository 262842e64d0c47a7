"""Writing papers into a folder: what was written once is not written again, and what is broken off goes on."""

from pathlib import Path

import docx
import pytest

from kaohe.documents.opening import open_document
from kaohe.reports.happenings import Appeal
from kaohe.reports.kinds import KINDS
from kaohe.reports.office import Office
from kaohe.reports.official.word import write_docx
from kaohe.reports.writing import Written, file_name, write_papers
from tests.unit.results.samples import MISSING, plain_table

from .material import example, made

LETTERS = tuple(kind for kind in KINDS if kind.name == "反馈意见函")
THREE = {"甲": {"分": 90}, "乙": {"分": 80}, "丙": {"分": 70}}


class _BrokenOff(Exception):
    pass


def _written(folder: Path, figures: dict[str, dict[str, int]] | None = None) -> Written:
    return write_papers(made(plain_table(), figures or THREE), LETTERS, folder)


def test_a_second_run_writes_nothing(tmp_path: Path) -> None:
    first = _written(tmp_path)
    assert [path.name for path in first.written] == ["1 甲镇.docx", "2 乙镇.docx", "3 丙镇.docx"]
    before = {path: path.read_bytes() for path in first.written}
    second = _written(tmp_path)
    assert second.written == ()
    assert second.kept == first.written
    assert {path: path.read_bytes() for path in first.written} == before


def test_only_what_changed_is_written_anew(tmp_path: Path) -> None:
    _written(tmp_path)
    figures = {**THREE, "丙": {"分": 60}}
    again = _written(tmp_path, figures)
    changed = {path.name for path in again.written}
    assert "3 丙镇.docx" in changed
    assert len(again.written) + len(again.kept) == 3


def test_a_file_that_was_removed_is_written_again(tmp_path: Path) -> None:
    first = _written(tmp_path)
    first.written[1].unlink()
    assert _written(tmp_path).written == (first.written[1],)


def test_a_run_that_was_broken_off_goes_on(tmp_path: Path) -> None:
    def stop(done: int, _all: int, _name: str) -> None:
        if done == 2:
            raise _BrokenOff

    with pytest.raises(_BrokenOff):
        write_papers(made(plain_table(), THREE), LETTERS, tmp_path, told=stop)
    again = _written(tmp_path)
    assert len(again.kept) == 2
    assert len(again.written) == 1
    assert not list(tmp_path.rglob(".*.part"))


def test_a_list_that_was_spoilt_means_writing_again(tmp_path: Path) -> None:
    _written(tmp_path)
    (tmp_path / "已写文书.csv").write_bytes(b'\xff\xfe,\n"unclosed')
    assert len(_written(tmp_path).written) == 3


def test_every_format_has_the_same_words(tmp_path: Path) -> None:
    result = write_papers(made(plain_table(), {"甲": {"分": 90}}), LETTERS, tmp_path, ("docx", "pdf", "html"))
    assert sorted(path.suffix for path in result.written) == [".docx", ".html", ".pdf"]
    page = (tmp_path / "反馈意见函" / "1 甲镇.html").read_text(encoding="utf-8")
    assert "总分90.00分" in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "").replace("http-equiv", "")


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    result = write_papers(made(plain_table(), {"甲": {"分": 90}}), KINDS, tmp_path)
    passed_over = [
        problem.message for problem in result.problems if problem.code == "report.nothing-to-write"
    ]
    assert any("抽样公告" in message for message in passed_over)
    assert any("年度对比分析" in message for message in passed_over)


def test_a_kind_that_cannot_be_written_keeps_nobody_from_the_others(tmp_path: Path) -> None:
    appeal = Appeal("没有的镇", "项分", "甲", "乙", {"分": "95"})
    material = made(plain_table(), {"甲": {"分": 90}}, office=Office(appeals=(appeal,)))
    result = write_papers(material, KINDS, tmp_path)
    assert "report.unknown-unit" in [problem.code for problem in result.problems]
    assert (tmp_path / "考核结果通报.docx").is_file()


def test_provisional_results_are_not_sent_in_silence(tmp_path: Path) -> None:
    result = write_papers(made(plain_table(), {"甲": {"分": MISSING}}), LETTERS, tmp_path)
    assert [problem.code for problem in result.problems] == ["report.provisional"]


def test_an_offices_own_form_is_used_and_a_change_of_it_means_writing_again(tmp_path: Path) -> None:
    kind = LETTERS[0]
    forms, out = tmp_path / "模板", tmp_path / "文书"
    forms.mkdir()
    write_docx(kind.form(), forms / f"{kind.name}.docx")
    material = made(plain_table(), {"甲": {"分": 90}})
    write_papers(material, LETTERS, out)
    document = docx.Document(str(forms / f"{kind.name}.docx"))
    document.add_paragraph("本单位自加的一句，给{{单位}}。")
    document.save(str(forms / f"{kind.name}.docx"))
    (letter,) = write_papers(material, LETTERS, out, templates=forms).written
    assert "本单位自加的一句，给甲镇。" in [p.full_text for p in open_document(letter).paragraphs]
    assert write_papers(material, LETTERS, out, templates=forms).kept == (letter,)


@pytest.mark.parametrize(
    ("text", "name"),
    [("甲/乙:丙*", "甲_乙_丙_"), ("  ", "_"), ("名" * 300, "名" * 80), ("..", "_"), ("a\x00b", "a_b")],
)
def test_names_of_files_are_what_every_system_takes(text: str, name: str) -> None:
    assert file_name(text) == name


def test_the_example_gets_every_paper(tmp_path: Path) -> None:
    result = write_papers(example(), KINDS, tmp_path)
    assert {problem.code for problem in result.problems} == set()
    folders = {path.parent.name if path.parent != tmp_path else path.stem for path in result.written}
    assert folders == {kind.name for kind in KINDS}
