"""The whole of a document: what stands beside the table, what the command prints."""

import json
from decimal import Decimal
from pathlib import Path

from kaohe.core import Place
from kaohe.documents.json_form import figure, reading_json
from kaohe.documents.model import Document, Paragraph
from kaohe.documents.recognise import recognise
from tests.unit.documents.scoring_samples import Sample, codes, grid, read_rows

Rows = list[list[Sample]]
CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus"

TABLE: Rows = [
    [("一、考核表", 1, 4)],
    ["项目", "内容", "标准分", "评分标准"],
    [("河道保洁（10分）", 2, 1), "水面无漂浮物", "6", "发现一处漂浮物扣1分"],
    ["岸坡无垃圾", "4", "发现一处垃圾扣0.5分"],
    [("加分项（最高3分）", 1, 2), "3", "受表彰一次加1分"],
    [("备注：总分10分。9分以上为优秀，6分以上为合格，6分以下为不合格。", 1, 4)],
]


def test_the_object_that_is_printed() -> None:
    data = reading_json(read_rows(TABLE, "河道管护考核办法"))
    json.dumps(data)
    (scheme,) = data["schemes"]
    assert (scheme["total"], scheme["base"], scheme["bonus"]) == (10, 10, 3)
    first, bonus = scheme["groups"]
    assert (first["name"], first["points"], first["kind"]) == ("河道保洁", 10, "base")
    assert [item["points"] for item in first["items"]] == [6, 4]
    assert first["items"][0]["clause"] == "发现一处漂浮物扣1分"
    assert first["items"][0]["where"] == "办法.html 表1!D3"
    assert (bonus["kind"], bonus["cap"]) == ("bonus", 3)
    assert set(data) >= {"source", "schemes", "grades", "targets", "timetables", "tasks", "problems"}


def test_remarks_are_kept_with_the_scheme() -> None:
    (draft,) = read_rows(TABLE, "河道管护考核办法").drafts
    assert "总分10分" in draft.note


def test_figures_keep_every_digit() -> None:
    assert figure(Decimal("10.0")) == 10
    assert figure(Decimal("0.1")) == 0.1
    assert figure(Decimal("1.2345678901234567890123")) == "1.2345678901234567890123"
    assert figure(None) is None


def test_nothing_found_is_told() -> None:
    reading = recognise(
        Document("通知.txt", "txt", (Paragraph("今天下午开会。", Place("通知.txt", line=1)),))
    )
    assert codes(reading) == ["document.nothing-found"]


def test_a_grid_that_is_nothing_known_is_told() -> None:
    rows: Rows = [["姓名", "电话"], ["某某", "12345"], ["某某", "12346"]]
    blocks = (grid([row[:] for row in TABLE]), Paragraph("联系人"), grid(rows))
    reading = recognise(Document("办法.html", "html", blocks))
    assert "document.table-not-read" in {problem.code for problem in reading.problems}


def test_an_empty_document_is_read() -> None:
    assert recognise(Document("空.txt", "txt", ())).drafts == ()
