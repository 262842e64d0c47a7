"""Golden draws: made again by the library byte for byte, and by hand from the algorithm that the record states."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from kaohe.fieldwork.draws import (
    By,
    Chance,
    Draw,
    Plan,
    Secret,
    Seed,
    Share,
    canonical,
    draw,
    prepare,
    read_frame,
    read_terms,
    record_of,
    replace_spot,
    verify_record,
)
from kaohe.reports.office import read_office
from kaohe.reports.sampling import with_draw
from tests.golden.draws.by_hand import repeated
from tests.golden.rules.vocabulary import hold

HERE = Path(__file__).parent
YUNXI = Path(__file__).resolve().parents[3] / "examples" / "yunxi" / "2026"
SECRET = Secret("9f0c", "三枚骰子：3 1 4")
PLANS = {
    "等概率 两个 例外一个 公开号码": (
        Plan("甲", each=2, exceptions={"榉坪镇": 1}, reserves=2),
        Seed("某日的号码", "00-00-00", True),
    ),
    "按规模 每类 承诺": (
        Plan(
            "乙",
            By.BOTH,
            Chance.SIZE,
            by_kind={"村": 4, "社区": 0},
            exceptions={"听泉街道/社区": 3},
            reserves=2,
        ),
        Seed(commitment=SECRET.commitment),
    ),
    "按规模 全部 两者": (
        Plan("丙", By.NOTHING, Chance.SIZE, each=40, reserves=3),
        Seed("某日的号码", commitment=SECRET.commitment),
    ),
    "总数 最大余数": (Plan("丁", By.KIND, total=30, share=Share.COUNT, least=2, reserves=1), Seed()),
    "比例": (Plan("戊", rate=Fraction(1, 8)), Seed()),
}


def _made(name: str) -> Draw:
    frame, problems = read_frame(YUNXI / "抽样框.csv")
    assert problems == ()
    plan, terms = PLANS[name]
    prepared, found = prepare(frame, plan, terms, announced="2026-12-20")
    assert prepared is not None, found
    secret = SECRET if terms.commitment else None
    number = "17 05 11" if terms.source else ""
    made = draw(prepared, secret, number, "当场的种子" if terms.told else "", "2026-12-28")
    return replace_spot(
        made, next(each for each in made.groups if each.planned).chosen.drawn[0], "道路中断", "2027-01-05"
    )


@pytest.mark.parametrize("name", PLANS)
def test_a_draw_comes_out_as_it_did(name: str) -> None:
    path = HERE / f"{name}.json"
    hold(path, canonical(record_of(_made(name), "kaohe 0.1.0")))
    verified = verify_record(path)
    assert verified.differences == ()


RECORDS = [*sorted(HERE.glob("*.json")), YUNXI / "抽样.json"]


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_a_record_is_repeated_by_hand(path: Path) -> None:
    record = json.loads(path.read_text(encoding="utf-8"))
    stated = {
        (group["unit"], group["class"]): (group["drawn"], group["reserves"]) for group in record["groups"]
    }
    assert repeated(record) == stated


def test_there_is_a_record_of_every_plan() -> None:
    assert {path.stem for path in HERE.glob("*.json")} == set(PLANS)


def test_the_example_is_drawn_from_its_frame_and_plan() -> None:
    frame, problems = read_frame(YUNXI / "抽样框.csv")
    terms, found = read_terms(YUNXI / "抽样方案.yaml")
    assert (problems, found) == ((), ())
    assert terms is not None
    seed = Seed(terms.seed.source, terms.seed.shape, terms.seed.ascending)
    prepared, _ = prepare(frame, terms.plan, seed, terms.exclusions, "2026-12-20")
    assert prepared is not None
    made = draw(prepared, number="24 05 33 11 26 17", date="2026-12-28")
    assert canonical(record_of(made, "kaohe 0.1.0")) == (YUNXI / "抽样.json").read_text(encoding="utf-8")


def test_the_example_is_announced_as_it_was_drawn() -> None:
    """抽样预告 and 抽样 of the office's file are those of the record."""
    verified = verify_record(YUNXI / "抽样.json")
    assert verified.holds
    assert verified.draw is not None
    office, _ = read_office(YUNXI / "公文.yaml")
    order = [drawn.unit for drawn in office.sample.drawn] if office.sample else []
    assert with_draw(office, verified.draw, verified.program, order) == office
