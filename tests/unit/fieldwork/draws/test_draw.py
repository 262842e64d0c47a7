"""A draw through its life: announced, drawn, replaced, verified; and everything somebody might try on the way."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kaohe.core import Refused
from kaohe.fieldwork.draws import (
    By,
    Chance,
    Draw,
    Exclusion,
    Plan,
    Secret,
    Seed,
    canonical,
    draw,
    fingerprint,
    frame_of,
    load_draw,
    new_secret,
    prepare,
    read_secret,
    record_of,
    replace_spot,
    secret_record,
    verify_record,
    write_record,
)
from kaohe.fieldwork.draws import record as records
from kaohe.fieldwork.draws.seeds import clean, normalised

from .spots import prepared, spot, towns

FRAME = towns(甲镇=6, 乙镇=5, 丙镇=4)
TWO_EACH = Plan("抽样", each=2, exceptions={"丙镇": 1}, reserves=1)
PUBLIC = Seed("某日开出的号码", "00-00-00")


def done(plan: Plan = TWO_EACH, seed: str = "种子") -> Draw:
    return draw(prepared(FRAME, plan), told=seed, date="2026-12-28")


def kept(folder: Path, made: Draw) -> Path:
    path = folder / "抽样.json"
    write_record(path, made, force=True)
    return path


def test_as_many_as_planned_and_the_rest_in_reserve() -> None:
    assert [(len(g.chosen.drawn), len(g.chosen.reserves)) for g in done().groups] == [(1, 1), (2, 1), (2, 1)]


def test_one_seed_one_draw_and_another_seed_another() -> None:
    assert done() == done()
    assert any(done(seed=f"{number}").groups != done().groups for number in range(5))


def test_drawn_once_is_drawn() -> None:
    with pytest.raises(Refused, match="不能再抽"):
        draw(done(), told="另一个")


def test_a_committed_seed_is_shown_and_fits() -> None:
    secret = new_secret()
    assert secret != new_secret()
    announced = prepared(FRAME, TWO_EACH, Seed(commitment=secret.commitment))
    made = draw(announced, secret)
    assert made.seed.value == secret.seed
    assert made.before() == announced


@pytest.mark.parametrize(
    ("terms", "given_", "code"),
    [
        (Seed(commitment=Secret("n", "s").commitment), {"secret": Secret("n", "t")}, "draw.secret-differs"),
        (Seed(commitment=Secret("n", "s").commitment), {"secret": Secret("m", "s")}, "draw.secret-differs"),
        (Seed(commitment=Secret("n", "s").commitment), {"told": "s"}, "draw.secret"),
        (
            Seed(commitment=Secret("n", "s").commitment),
            {"secret": Secret("n", "s"), "told": "s"},
            "draw.told",
        ),
        (
            Seed(commitment=Secret("n", "s").commitment),
            {"secret": Secret("n", "s"), "number": "1"},
            "draw.number",
        ),
        (PUBLIC, {"told": "01-02-03"}, "draw.number"),
        (PUBLIC, {"number": "01 02 03", "secret": Secret("n", "s")}, "draw.secret"),
        (PUBLIC, {"number": "1 02 03"}, "draw.number-shape"),
        (PUBLIC, {"number": "没有"}, "draw.not-a-number"),
        (Seed(), {}, "draw.told"),
        (Seed(), {"number": "12"}, "draw.number"),
        (Seed(), {"told": "一\n二"}, "draw.bad-seed"),
        (Seed(), {"told": "长" * 201}, "draw.bad-seed"),
    ],
)
def test_a_seed_that_does_not_fit_what_was_announced(terms: Seed, given_: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        draw(prepared(FRAME, TWO_EACH, terms), **given_)
    assert refused.value.code == code


@pytest.mark.parametrize("number", ["05 11 17", "０５、１１，１７", "红球：05-11-17。", "05\t11\n17"])
def test_a_public_number_however_it_is_typed(number: str) -> None:
    assert normalised(number, PUBLIC) == "05-11-17"


def test_a_number_sorted_from_small_to_large() -> None:
    assert normalised("17 05 11", Seed("某", "00-00-00", True)) == "05-11-17"
    assert normalised("9 10", Seed("某", ascending=True)) == "9-10"


def test_both_a_committed_seed_and_a_public_number() -> None:
    secret = Secret("n", "s")
    terms = Seed("某日开出的号码", "00-00-00", commitment=secret.commitment)
    made = draw(prepared(FRAME, TWO_EACH, terms), secret, "05 11 17")
    assert made.seed.value == "s/05-11-17"
    assert "事先公布哈希" in made.seed.way
    assert "公开号码" in made.seed.way


def test_a_seed_is_one_line_of_composed_characters() -> None:
    assert clean("  e\u0301 ") == "é"


def test_replacements_come_in_order_and_what_was_drawn_stays() -> None:
    made = done()
    group = made.groups[1]
    first, second = group.chosen.drawn
    once = replace_spot(made, first, "道路中断", "2027-01-05")
    assert once.replacements[0].taken == group.chosen.reserves[0]
    assert once.groups == made.groups
    sample = [found.id for found in {g.label: s for g, s in once.sample()}[group.label]]
    assert sample == [group.chosen.reserves[0], second]
    twice = replace_spot(once, group.chosen.reserves[0], "停电")
    thrice = replace_spot(twice, second, "停电")
    used = [first, second, *(replaced.taken for replaced in thrice.replacements)]
    assert len(set(used)) == 5
    everybody = {each.id for each in group.spots}
    assert set(used) <= everybody
    others = [g.chosen for g, _ in thrice.sample() if g.label != group.label]
    assert others == [g.chosen for g, _ in made.sample() if g.label != group.label]


def test_beyond_the_reserves_the_same_order_goes_on() -> None:
    """With more reserves planned, they would have been the same."""
    made, longer = done(), done(Plan("抽样", each=2, exceptions={"丙镇": 1}, reserves=3))
    group = made.groups[2]
    one = replace_spot(made, group.chosen.drawn[0], "甲")
    two = replace_spot(one, one.replacements[0].taken, "乙")
    assert [replaced.taken for replaced in two.replacements] == list(longer.groups[2].chosen.reserves[:2])


@pytest.mark.parametrize("chance", Chance)
def test_when_nobody_is_left(chance: Chance) -> None:
    made = done(Plan("抽样", each=3, chance=chance))
    label = "丙镇"
    made = replace_spot(made, made.groups[0].chosen.drawn[0], "甲")
    assert made.groups[0].label == label
    with pytest.raises(Refused, match="全部用上"):
        replace_spot(made, made.groups[0].chosen.drawn[1], "乙")


@pytest.mark.parametrize(
    ("name", "reason", "code"),
    [
        ("没有的村", "甲", "draw.not-in-sample"),
        ("", "甲", "draw.not-in-sample"),
        (None, " ", "draw.no-reason"),
        (None, "甲\n乙", "draw.no-reason"),
        (None, "请打1380013" + "8000", "draw.personal"),
    ],
)
def test_replacements_that_are_refused(name: str | None, reason: str, code: str) -> None:
    made = done()
    with pytest.raises(Refused) as refused:
        replace_spot(made, made.groups[0].chosen.drawn[0] if name is None else name, reason)
    assert refused.value.code == code


def test_who_was_replaced_cannot_be_replaced_again() -> None:
    made = done()
    first = made.groups[0].chosen.drawn[0]
    with pytest.raises(Refused, match="不在要检查的点里"):
        replace_spot(replace_spot(made, first, "甲"), first, "乙")


def test_by_name_where_only_one_has_it() -> None:
    frame = frame_of(
        [spot(1, "甲镇")._replace(name="新村"), spot(1, "乙镇")._replace(name="新村"), spot(2, "乙镇")]
    )
    made = draw(prepared(frame, Plan(each=1, exceptions={"乙镇": 2})), told="一")
    with pytest.raises(Refused, match="叫“新村”的有2个"):
        replace_spot(made, "新村", "甲")
    with pytest.raises(Refused, match="全部用上"):
        replace_spot(made, "乙镇/新村", "甲")


def test_an_announcement_cannot_be_replaced_in() -> None:
    with pytest.raises(Refused, match="还没有抽取"):
        replace_spot(prepared(FRAME, TWO_EACH), "甲001", "甲")


def test_a_record_repeats_byte_for_byte(tmp_path: Path) -> None:
    made = replace_spot(done(), done().groups[0].chosen.drawn[0], "道路中断", "2027-01-05")
    path = kept(tmp_path, made)
    verified = verify_record(path, fingerprint(made)[:12] + "…")
    assert verified.differences == ()
    assert verified.draw == made
    assert path.read_text(encoding="utf-8") == canonical(record_of(made))


def test_the_fingerprint_is_that_of_the_announcement(tmp_path: Path) -> None:
    announced = prepared(FRAME, TWO_EACH, PUBLIC)
    path = kept(tmp_path, announced)
    mark = hashlib.sha256(path.read_bytes()).hexdigest()
    assert fingerprint(announced) == mark
    later = replace_spot(draw(announced, number="05 11 17"), "甲镇/" + _first(announced), "甲")
    assert fingerprint(later) == mark
    assert verify_record(path).holds


def _first(announced: Draw) -> str:
    made = draw(announced, number="05 11 17")
    return next(spots[0].name for group, spots in made.sample() if group.label == "甲镇")


def test_a_large_frame_stands_in_a_file_beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "INLINE", 10)
    made = done()
    path = tmp_path / "记录" / "抽样.json"
    files = write_record(path, made).files
    assert [file.name for file in files] == ["抽样.json", f"抽样框-{FRAME.digest[:12]}.csv"]
    assert verify_record(path).holds
    files[1].write_text(FRAME.text.replace("甲1村", "甲一村"), encoding="utf-8")
    with pytest.raises(Refused, match="指纹不符"):
        verify_record(path)
    files[1].unlink()
    with pytest.raises(Refused, match="不在记录旁边"):
        verify_record(path)


@given(
    some.recursive(
        some.one_of(some.text(), some.integers(), some.booleans(), some.none()),
        lambda inner: some.one_of(
            some.lists(inner, max_size=3), some.dictionaries(some.text(), inner, max_size=3)
        ),
        max_leaves=12,
    )
)
def test_the_one_form_is_that_of_the_json_library(data: Any) -> None:
    assert canonical(data) == json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def test_a_record_is_not_overwritten(tmp_path: Path) -> None:
    path = kept(tmp_path, done())
    with pytest.raises(Refused, match="没有覆盖"):
        write_record(path, done())


def test_a_secret_is_kept_and_read(tmp_path: Path) -> None:
    secret = new_secret("掷骰子得 3 1 4")
    (tmp_path / "种子.json").write_text(canonical(secret_record(secret)), encoding="utf-8")
    assert read_secret(tmp_path / "种子.json") == secret
    with pytest.raises(Refused, match="不是抽样记录"):
        verify_record(tmp_path / "种子.json")


Change = Callable[[dict[str, Any]], Any]


def _swap(record: dict[str, Any]) -> None:
    group = record["groups"][0]
    group["drawn"], group["reserves"] = group["reserves"], group["drawn"]


TAMPERED: dict[str, tuple[Change, str]] = {
    "another drawn": (_swap, "“丙镇”的抽中"),
    "a spot renamed": (lambda r: r["frame"]["rows"].__setitem__(0, "丙001,假村,丙镇,村,100,"), "抽样框的指纹"),
    "a spot taken out": (lambda r: r["frame"]["rows"].pop(), "抽样框的指纹"),
    "count": (lambda r: r["frame"].update(count=99), "抽样框：个数"),
    "another seed": (lambda r: r["seed"].update(value="别的"), "的抽中"),
    "fewer planned": (lambda r: r["groups"][1].update(planned=1), "“乙镇”的应抽个数"),
    "the plan": (lambda r: r["plan"].update(each=1), "应抽个数"),
    "a group hidden": (lambda r: r["groups"].pop(), "这一组记录里没有"),
    "a group made up": (
        lambda r: r["groups"].append({**r["groups"][0], "unit": "丁镇"}), "这一组抽样框里没有"
    ),
    "groups in another order": (lambda r: r["groups"].reverse(), "各组的次序"),
    "a group twice": (lambda r: r["groups"].append(r["groups"][0]), "各组的次序"),
    "the day": (lambda r: r.update(announced="2026-12-01"), "抽取前公告的指纹"),
    "the fingerprint": (lambda r: r.update(fingerprint="0" * 64), "抽取前公告的指纹"),
    "the statement": (lambda r: r["algorithm"].update(statement="随便"), "算法"),
    "a word more": (lambda r: r.update(note="另附"), "note"),
    "who replaces": (lambda r: r["replacements"][0].update(taken="甲001"), "第1次替换"),
    "a replacement of nobody": (lambda r: r["replacements"][0].update(out="甲999"), "不在要检查的点里"),
    "no groups": (lambda r: r.update(groups=None), "没有各组的结果"),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERED)
def test_whatever_is_changed_in_a_record_is_told(name: str, tmp_path: Path) -> None:
    change, words = TAMPERED[name]
    made = done()
    made = replace_spot(made, made.groups[0].chosen.drawn[0], "道路中断")
    record = record_of(made)
    change(record)
    path = tmp_path / "抽样.json"
    path.write_text(canonical(record), encoding="utf-8")
    verified = verify_record(path)
    assert any(words in difference for difference in verified.differences), verified.differences
    with pytest.raises(Refused, match="核对不上"):
        load_draw(path)


def test_another_way_of_writing_the_same_is_told(tmp_path: Path) -> None:
    path = tmp_path / "抽样.json"
    path.write_text(json.dumps(record_of(done()), ensure_ascii=False), encoding="utf-8")
    assert "写法" in verify_record(path).differences[0]


def test_a_word_written_twice_is_told(tmp_path: Path) -> None:
    path = tmp_path / "抽样.json"
    text = canonical(record_of(done()))
    path.write_text(
        text.replace('"drawn": "2026', '"drawn": "2020-01-01",\n "drawn": "2026'), encoding="utf-8"
    )
    assert not verify_record(path).holds


def test_another_announcement_is_told(tmp_path: Path) -> None:
    assert "不是同一份" in verify_record(kept(tmp_path, done()), "abcdef").differences[0]


def test_a_commitment_that_was_made_up_afterwards(tmp_path: Path) -> None:
    secret = Secret("n", "s")
    made = draw(prepared(FRAME, TWO_EACH, Seed(commitment=secret.commitment)), secret)
    record = record_of(made)
    record["seed"]["secret"] = "t"
    path = tmp_path / "抽样.json"
    path.write_text(canonical(record), encoding="utf-8")
    assert "不符" in verify_record(path).differences[0]


BROKEN: dict[str, Change] = {
    "plan": lambda r: r.update(plan=[]),
    "each": lambda r: r["plan"].update(each="2"),
    "each below nothing": lambda r: r["plan"].update(each=-2),
    "no number": lambda r: r["plan"].pop("each"),
    "two numbers": lambda r: r["plan"].update(total=3),
    "reserves": lambda r: r["plan"].update(reserves=10**9),
    "rate": lambda r: r["plan"].update(rate="很多"),
    "by": lambda r: r["plan"].update(by="town"),
    "exceptions": lambda r: r["plan"].update(exceptions={"丙镇": None, "甲镇": "1"}),
    "rows": lambda r: r["frame"].update(rows="甲001"),
    "cells": lambda r: r["frame"]["rows"].__setitem__(0, "甲001,甲村"),
    "order": lambda r: r["frame"]["rows"].reverse(),
    "size": lambda r: r["frame"]["rows"].__setitem__(0, "丙001,丙1村,丙镇,村,-1,"),
    "quotes": lambda r: r["frame"]["rows"].__setitem__(0, '"丙001,丙1村'),
    "file": lambda r: r["frame"].update(file="../抽样框.csv"),
    "file hidden": lambda r: r["frame"].update(file=".抽样框.csv"),
    "seed": lambda r: r["seed"].update(value=5),
    "ascending": lambda r: r["seed"].update(ascending="是"),
    "replacements": lambda r: r.update(replacements={"out": "甲"}),
    "algorithm": lambda r: r["algorithm"].update(version=99),
    "algorithm's name": lambda r: r["algorithm"].update(name="random"),
    "format": lambda r: r.update(format=2),
    "kind": lambda r: r.update(kind="other"),
    "frame": lambda r: r.pop("frame"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_record_of_another_form_is_refused(name: str, tmp_path: Path) -> None:
    record = record_of(done())
    BROKEN[name](record)
    path = tmp_path / "抽样.json"
    path.write_text(canonical(record), encoding="utf-8")
    with pytest.raises(Refused):
        verify_record(path)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000, b"null", b"1"])
def test_what_is_no_record_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "抽样.json").write_bytes(data)
    with pytest.raises(Refused):
        verify_record(tmp_path / "抽样.json")
    with pytest.raises(Refused, match="没有找到"):
        verify_record(tmp_path / "没有.json")


SIZES = some.one_of(some.none(), some.integers(0, 30))
SPOTS = some.lists(
    some.tuples(
        some.sampled_from(["甲镇", "乙镇", "丙镇"]), some.sampled_from(["村", "社区"]), SIZES, some.booleans()
    ),
    min_size=1,
    max_size=25,
)


@given(
    SPOTS,
    some.sampled_from(By),
    some.sampled_from(Chance),
    some.integers(0, 3),
    some.integers(0, 2),
    some.randoms(use_true_random=False),
)
def test_whatever_the_frame(
    rows: list[tuple[str, str, int | None, bool]],
    by: By,
    chance: Chance,
    each: int,
    reserves: int,
    order: Any,
) -> None:
    """As many as planned or a Problem that names the group; nobody barred; the order of the frame irrelevant; a
    replacement leaves the rest; the record repeats.
    """
    spots = [
        spot(at, unit, kind, size, "上年已查" if barred else "")
        for at, (unit, kind, size, barred) in enumerate(rows)
    ]
    plan = Plan(by=by, chance=chance, each=each, reserves=reserves)
    announced, problems = prepare(frame_of(spots), plan, announced="2026-12-20")
    if announced is None:
        assert all(
            problem.code in ("draw.too-few", "draw.nothing-to-draw")
            for problem in problems
            if problem.severity.value == "error"
        )
        return
    made = draw(announced, told="种子")
    order.shuffle(spots)
    again, _ = prepare(frame_of(spots), plan, announced="2026-12-20")
    assert again is not None
    assert draw(again, told="种子") == made
    barred = {each.id for each in spots if each.barred}
    for group in made.groups:
        assert len(group.chosen.drawn) == each
        assert not barred & {*group.chosen.drawn, *group.chosen.reserves}
        assert {made.plan.group_of(made.frame.by_id[i]) for i in group.chosen.drawn} <= {
            (group.unit, group.kind)
        }
    out = made.groups[0].chosen.drawn[0] if each else ""
    try:
        replaced = replace_spot(made, out, "道路中断")
    except Refused:
        return
    before, after = [s for _, s in made.sample()], [s for _, s in replaced.sample()]
    assert after[1:] == before[1:]
    assert after[0][1:] == before[0][1:]
    assert after[0][0] not in before[0]
    assert not after[0][0].barred


def test_exclusions_of_the_plan_stand_in_the_frame_of_the_record() -> None:
    announced, _ = prepare(FRAME, Plan(each=1), exclusions=(Exclusion("驻点", ("甲001",)),))
    assert announced is not None
    assert "甲001,甲1村,甲镇,村,100,驻点" in record_of(announced)["frame"]["rows"]
    assert [group.barred for group in announced.groups] == [0, 0, 1]
