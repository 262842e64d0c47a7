"""What may come in as evidence, by its content; residents' data stay out, and are told of by their place."""

import io
import zipfile

import pytest

from kaohe.web.filing import evidence_checks
from kaohe.web.filing.evidence_checks import check
from kaohe.web.filing.evidence_kinds import MOST_BYTES, Kind, clean_name
from tests.web.evidence_files import IDENTITY, PHONE, docx, pdf, picture, with_part, xlsx


def codes(name: str, data: bytes) -> set[str]:
    kind, problems = check(name, data)
    assert kind is None
    assert all(problem.message for problem in problems)
    return {problem.code for problem in problems}


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("总结.pdf", pdf(), Kind.PDF),
        ("方案.docx", docx("年度计划已印发。", cells=(("事项", "件数"), ("会议", "4"))), Kind.DOCX),
        ("台账.xlsx", xlsx(("村", "场次"), ("东村", 3)), Kind.XLSX),
        ("台账.csv", "村,场次\n东村,3\n".encode("gb18030"), Kind.CSV),
        ("说明.txt", "开了四次会。\n".encode(), Kind.TEXT),
        ("现场.JPG", picture("JPEG"), Kind.JPEG),
        ("现场.png", picture(), Kind.PNG),
    ],
)
def test_every_kind_comes_in(name: str, data: bytes, kind: Kind) -> None:
    assert check(name, data) == (kind, ())


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.pdf", b"", "evidence.empty"),
        ("a.exe", b"MZ", "evidence.other-kind"),
        ("a.doc", b"\xd0\xcf\x11\xe0", "evidence.other-kind"),
        ("无扩展名", b"x", "evidence.other-kind"),
        ("a.pdf", picture(), "evidence.misnamed"),
        ("a.png", picture("JPEG"), "evidence.misnamed"),
        ("a.jpg", pdf(), "evidence.misnamed"),
        ("a.png", picture()[:60], "evidence.damaged"),
        ("a.pdf", b"%PDF-1.4 nothing", "evidence.damaged"),
        ("a.docx", xlsx(("a", 1)), "evidence.misnamed"),
        ("a.docx", b"PK\x03\x04 broken", "evidence.not-opened"),
        ("a.xlsx", docx("x"), "facts.not-a-workbook"),
        ("a.txt", picture(), "evidence.misnamed"),
        ("a.csv", picture(), "facts.not-a-table"),
        ("a.pdf", pdf(script=True), "evidence.scripts"),
        ("a.docx", with_part(docx("x"), "word/vbaProject.bin", b"x"), "evidence.macros"),
        ("a.docx", with_part(docx("x"), "word/embeddings/oleObject1.bin", b"x"), "evidence.embedded"),
        ("a.xlsx", with_part(xlsx(("a", 1)), "xl/vbaProject.bin", b"x"), "facts.macros"),
    ],
)
def test_what_is_not_taken_is_named(name: str, data: bytes, code: str) -> None:
    assert code in codes(name, data)


@pytest.mark.parametrize(
    ("name", "data", "where"),
    [
        ("a.pdf", pdf(f"tel {PHONE}"), "第1页"),
        ("a.docx", docx("联系人电话", PHONE), "a.docx"),
        ("a.docx", docx("x", cells=(("姓名", "村"), ("甲", "东村"))), "a.docx"),
        ("a.docx", docx("x", foot=PHONE), "页眉、页脚或批注"),
        ("a.xlsx", xlsx(("村", "号"), ("东村", IDENTITY)), "B2"),
        ("a.xlsx", xlsx(("姓名", "村"), ("甲", "东村")), "A1"),
        ("a.csv", f"村,号\n东村,{IDENTITY}\n".encode(), "第2行第2列"),
        ("a.txt", f"第一行\n请打 {PHONE}\n".encode(), "第2行"),
        ("a.txt", "姓名\t村\n甲\t东村\n".encode(), "第1行"),
    ],
)
def test_residents_stay_out(name: str, data: bytes, where: str) -> None:
    kind, problems = check(name, data)
    assert kind is None
    told = " ".join(str(problem) for problem in problems)
    assert "facts.personal-data" in {problem.code for problem in problems}
    assert where in told
    assert PHONE not in told
    assert IDENTITY not in told


def test_a_workbook_inside_a_document_is_looked_through() -> None:
    inner = with_part(docx("图表见下"), "word/embeddings/Sheet1.xlsx", xlsx(("号",), (IDENTITY,)))
    assert codes("a.docx", inner) == {"facts.personal-data"}
    assert (
        check("a.docx", with_part(docx("图表见下"), "word/embeddings/Sheet1.xlsx", xlsx((1,), (2,))))[0]
        is Kind.DOCX
    )


def test_a_number_in_the_name_is_refused() -> None:
    assert codes(f"{IDENTITY}.pdf", pdf()) == {"facts.personal-data"}


def test_too_large_and_too_swollen_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert codes("a.pdf", b"%PDF-" + bytes(MOST_BYTES)) == {"evidence.too-large"}
    out = io.BytesIO(docx("x"))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/media/a.bin", bytes(300 * 1024 * 1024))
    assert codes("a.docx", out.getvalue()) == {"evidence.not-opened"}
    monkeypatch.setattr(evidence_checks, "_MOST_PIXELS", 100)
    assert codes("a.png", picture()) == {"evidence.too-many-pixels"}


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("C:\\桌面\\总结.pdf", "总结.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\u202efdp.exe", "afdp.exe"),
        ('a"b<c>.pdf', "a_b_c_.pdf"),
        (".pdf", "pdf"),
        ("", "文件"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
    ],
)
def test_names_are_made_harmless(name: str, clean: str) -> None:
    assert clean_name(name) == clean
