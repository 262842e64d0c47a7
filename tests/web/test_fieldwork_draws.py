"""Draws in the application: planned, published, drawn, replaced, announced; the record repeats elsewhere, and nobody sees too early."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from openpyxl import Workbook

from kaohe.fieldwork.draws import verify_record
from kaohe.web.accounts.models import Unit, User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.models import Event
from kaohe.web.fieldwork.draws_asking import FIRST
from kaohe.web.fieldwork.models import Draw, DrawState
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from tests.web.evidence_files import PHONE, upload
from tests.web.inspected import a_draw

Maker = Callable[[Stage], Round]
Clients = Callable[[Role], Client]


@pytest.fixture
def round(round_at: Maker) -> Round:
    return round_at(Stage.REPORTING)


def frame(round: Round, *heads: str, xlsx: bool = False) -> Any:
    """Four villages below each unit."""
    rows = [["编码", "名称", "所属单位", "类别", "规模", *heads]]
    rows += [
        [f"{unit.code}-{number}", f"{unit.name}{name}村", unit.name, "村", str(100 * number)]
        for unit in round.units.filter(level="镇街")
        for number, name in enumerate("东南西北", 1)
    ]
    if not xlsx:
        return upload("名单.csv", "\n".join(",".join(row) for row in rows).encode())
    book, out = Workbook(), io.BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(out)
    return upload("名单.xlsx", out.getvalue())


def planned(client: Client, round: Round, **other: Any) -> Any:
    url = reverse("fieldwork:draw-new", args=[round.pk])
    return client.post(url, FIRST | {"title": "秋季抽样", "seed": "committed", "frame": frame(round)} | other)


def act(client: Client, draw: Draw, what: str, **sent: str) -> Any:
    draw.refresh_from_db()
    url = reverse("fieldwork:draw-act", args=[draw.round_id, draw.pk, what])
    answer = client.post(url, {"edition": draw.edition} | sent)
    if what != "drop":
        draw.refresh_from_db()
    return answer


def record_of(client: Client, draw: Draw) -> bytes:
    url = reverse("fieldwork:draw-file", args=[draw.round_id, draw.pk, "record"])
    return b"".join(client.get(url).streaming_content)  # type: ignore[attr-defined]


def test_a_draw_from_its_plan_to_its_notice(
    round: Round, client_of: Clients, own: Unit, tmp_path: Path
) -> None:
    office = client_of(Role.OFFICE)
    assert (
        planned(office, round, exceptions=f"{own.name} 1", excluded=f"上年已查：{own.name}东村").status_code
        == 302
    )
    draw = Draw.objects.get()
    page = office.get(reverse("fieldwork:draw", args=[round.pk, draw.pk])).content.decode()
    assert "上年已查" in page
    assert act(office, draw, "publish").status_code == 302
    assert len(draw.fingerprint) == 64
    assert draw.secret["seed"] not in record_of(office, draw).decode()
    published = draw.fingerprint
    assert act(office, draw, "draw").status_code == 302
    (tmp_path / "r.json").write_bytes(record_of(office, draw))
    checked = verify_record(tmp_path / "r.json", published)
    assert checked.holds
    page = office.get(reverse("fieldwork:draw", args=[round.pk, draw.pk]), {"verify": ""}).content.decode()
    assert "结果完全一样" in page
    assert f"{own.name}东村" not in page.split("要检查的点")[1].split("去不了的点")[0]
    groups = {group["unit"]: group for group in json.loads(draw.record)["groups"]}
    assert len(groups[own.name]["drawn"]) == 1
    assert len(groups[own.name]["reserves"]) == 1
    url = reverse("fieldwork:draw-file", args=[round.pk, draw.pk, "notice"])
    notice = Document(io.BytesIO(b"".join(office.get(url).streaming_content)))  # type: ignore[attr-defined]
    words = "\n".join(cell.text for table in notice.tables for row in table.rows for cell in row.cells)
    assert own.name in words
    codes = ["draw.planned", "draw.published", "draw.drawn"]
    assert (
        list(Event.objects.filter(code__startswith="draw.").values_list("code", flat=True).order_by("number"))
        == codes
    )


def test_what_is_drawn_is_offered_by_the_form(
    round: Round, client_of: Clients, own: Unit, people: dict[Role, User]
) -> None:
    draw = a_draw(round, people[Role.OFFICE], DrawState.DRAWN)
    group = next(each for each in json.loads(draw.record)["groups"] if each["unit"] == own.name)
    form = reverse("fieldwork:form", args=[round.pk])
    before = client_of(Role.INSPECTOR).get(form).context["data"]["places"][own.code]
    assert len(before) == 2
    answer = act(client_of(Role.OFFICE), draw, "replace", spot=group["drawn"][0], reason="道路塌方，去不了")
    assert answer.status_code == 302
    after = client_of(Role.INSPECTOR).get(form).context["data"]["places"][own.code]
    assert len(set(before) - set(after)) == 1
    page = client_of(Role.OFFICE).get(reverse("fieldwork:draw", args=[round.pk, draw.pk])).content.decode()
    assert "道路塌方" in page
    assert (
        act(client_of(Role.OFFICE), draw, "replace", spot=group["drawn"][0], reason="再换").status_code == 409
    )
    assert (
        act(client_of(Role.OFFICE), draw, "replace", spot=group["drawn"][1], reason=PHONE).status_code == 409
    )


def test_a_public_number_is_part_of_the_seed(round: Round, client_of: Clients) -> None:
    office = client_of(Role.OFFICE)
    planned(office, round, seed="both", source="某日开奖的号码", shape="00-00-00")
    draw = Draw.objects.get()
    act(office, draw, "publish", seed="3-6-1")
    assert act(office, draw, "draw", number="1 2").status_code == 409
    assert draw.state == DrawState.COMMITTED
    assert act(office, draw, "draw", number="０3 12 25").status_code == 302
    assert json.loads(draw.record)["seed"]["value"] == "3-6-1/03-12-25"


def test_units_see_what_is_published_and_the_result_when_it_is_announced(
    round: Round, client_of: Clients, own: Unit, people: dict[Role, User]
) -> None:
    draw = a_draw(round, people[Role.OFFICE])
    reporter, office = client_of(Role.REPORTER), client_of(Role.OFFICE)
    page = reverse("fieldwork:draw", args=[round.pk, draw.pk])
    assert reporter.get(page).status_code == 404
    act(office, draw, "publish", seed="3-6-1")
    assert draw.fingerprint in reporter.get(page).content.decode()
    act(office, draw, "draw")
    names = [
        spot
        for group in json.loads(draw.record)["groups"]
        if group["unit"] == own.name
        for spot in group["drawn"]
    ]
    shown = reporter.get(page).content.decode()
    assert "还没有公布抽中了哪些" in shown
    assert "3-6-1" not in shown
    assert reporter.get(reverse("fieldwork:draw-file", args=[round.pk, draw.pk, "record"])).status_code == 404
    assert act(office, draw, "announce").status_code == 302
    shown = reporter.get(page).content.decode()
    assert "3-6-1" in shown
    assert all(f"{own.name}{'东南西北'[int(name[-1]) - 1]}村" in shown for name in names)
    assert reporter.get(reverse("fieldwork:draw-file", args=[round.pk, draw.pk, "notice"])).status_code == 404


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"number": ""}, "没有写抽几个"),
        ({"number": "九"}, "每组"),
        ({"exceptions": "听泉街道"}, "没有写个数"),
        ({"excluded": "东村"}, "没有写名称"),
        ({"excluded": "上年已查：没有的村"}, "没有的村"),
        ({"number": "9"}, "4"),
        ({"seed": "public", "source": "某号码", "shape": "00a"}, "00-00"),
    ],
)
def test_what_is_wrong_with_a_plan_is_said_and_nothing_is_lost(
    round: Round, client_of: Clients, other: dict[str, str], words: str
) -> None:
    answer = planned(client_of(Role.OFFICE), round, **other)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert words in page
    assert "秋季抽样" in page
    assert not Draw.objects.exists()


def test_a_frame_of_people_or_of_strangers_is_refused(round: Round, client_of: Clients) -> None:
    office = client_of(Role.OFFICE)
    people = upload("名单.csv", f"名称,所属单位,联系电话\n东村,听泉街道,{PHONE}\n".encode())
    page = planned(office, round, frame=people).content.decode()
    assert PHONE not in page
    assert "个人信息" in page
    strangers = upload("名单.csv", "名称,所属单位\n东村,没有的镇\n".encode())
    assert "没有的镇" in planned(office, round, frame=strangers).content.decode()
    assert not Draw.objects.exists()
    assert planned(office, round, frame=frame(round, xlsx=True)).status_code == 302


def test_two_at_once_and_what_was_published_stays(round: Round, client_of: Clients) -> None:
    office = client_of(Role.OFFICE)
    planned(office, round)
    draw = Draw.objects.get()
    url = reverse("fieldwork:draw-act", args=[round.pk, draw.pk, "publish"])
    assert office.post(url, {"edition": draw.edition}).status_code == 302
    assert office.post(url, {"edition": draw.edition}).status_code == 409
    assert act(office, draw, "drop").status_code == 409
    assert office.get(reverse("fieldwork:draw-plan", args=[round.pk, draw.pk])).status_code == 302
    change = reverse("fieldwork:draw-plan", args=[round.pk, draw.pk])
    office.post(change, FIRST | {"title": "另一个", "edition": draw.edition})
    draw.refresh_from_db()
    assert draw.title == "秋季抽样"


def test_a_record_that_somebody_changed_is_told(
    round: Round, client_of: Clients, people: dict[Role, User]
) -> None:
    draw = a_draw(round, people[Role.OFFICE], DrawState.DRAWN)
    data = json.loads(draw.record)
    data["groups"][0]["drawn"].reverse()
    Draw.objects.filter(pk=draw.pk).update(
        record=json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
    )
    page = client_of(Role.OFFICE).get(reverse("fieldwork:draw", args=[round.pk, draw.pk]))
    assert "核对不上" in page.content.decode()
    assert (
        client_of(Role.INSPECTOR).get(reverse("fieldwork:form", args=[round.pk])).context["data"]["places"]
        == {}
    )


def test_a_closed_round_takes_no_draw(round_at: Maker, client_of: Clients) -> None:
    assert planned(client_of(Role.OFFICE), round_at(Stage.PUBLISHED)).status_code == 409


def test_a_frame_from_the_list_of_units(round: Round, client_of: Clients) -> None:
    office, url = client_of(Role.OFFICE), reverse("fieldwork:draw-new", args=[round.pk])
    body = FIRST | {"title": "抽镇街", "seed": "committed"}
    assert office.post(url, body).status_code == 409
    assert office.post(url, body | {"level": "没有"}).status_code == 409
    assert office.post(url, body | {"level": "镇街"}).status_code == 302
    groups = json.loads(Draw.objects.get().record)["groups"]
    assert {group["unit"] for group in groups} == {unit.name for unit in round.units.filter(level="片区")}
    assert sum(group["listed"] for group in groups) == round.units.filter(level="镇街").count()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"error": "5", "confidence": "95%", "expected": "50", "population": "1000"}, "至少抽278个"),
        ({"error": "5", "confidence": "95", "expected": "50", "population": ""}, "至少抽385个"),
        ({"error": "0", "confidence": "95", "expected": "50"}, "误差"),
        ({"error": "x", "confidence": "95", "expected": "50"}, "请写数"),
    ],
)
def test_how_many_are_enough(round: Round, client_of: Clients, sent: dict[str, str], words: str) -> None:
    page = client_of(Role.OFFICE).get(reverse("fieldwork:draws", args=[round.pk]), sent).content.decode()
    assert words in page
