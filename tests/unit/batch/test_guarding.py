"""Personal numbers are found in whatever column they stand, and never repeated."""

from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe.batch.csv_files import LINE
from kaohe.batch.guarding import lines_of_people
from kaohe.facts.guard import personal_kind
from tests.property.running import examples
from tests.unit.batch.wide import column, of_frame

MOBILE = "13800138000"
PERSON = "11010519491231002X"
"""Stands as an example in the standard, and is nobody's."""


def _digits() -> str:
    """An identity number of digits alone."""
    return next(n for n in (f"1101051949123100{k:02}" for k in range(100)) if personal_kind(n))


def _lines(texts: list[str | None]) -> list[int]:
    rows = pl.DataFrame(
        {LINE: range(1, len(texts) + 1), "a": texts}, schema={LINE: pl.UInt32, "a": pl.String}
    )
    return lines_of_people(rows.lazy(), {"a": pl.String()}, 1000)


PARTS = [PERSON, MOBILE, _digits(), "110105491231002", "86", "+86", "1380013", "8000", "138", "0013", " ", "-", "　", "－", "．", ".", "０", "１３", "Ｘ", "x", "0", "1", "号", "/", "\xa0", "110105", "19491231", "002X", "٣"]  # fmt: skip


@given(texts=st.lists(st.lists(st.sampled_from(PARTS), max_size=6).map("".join), max_size=20))
@examples(5)
def test_texts_are_suspected_as_the_guard_suspects_them(texts: list[str]) -> None:
    assert _lines([*texts, None]) == [line for line, text in enumerate(texts, 1) if personal_kind(text)]


@given(texts=st.lists(st.text(alphabet="0123456789 -.Xx０９", max_size=24), max_size=20))
@examples(5)
def test_runs_of_digits_are_suspected_as_the_guard_suspects_them(texts: list[str]) -> None:
    assert _lines([*texts]) == [line for line, text in enumerate(texts, 1) if personal_kind(text)]


@pytest.mark.parametrize(
    ("values", "dtype"),
    [
        ([5, int(MOBILE)], pl.Int64),
        ([5, -int(MOBILE)], pl.Int64),
        ([5, int(MOBILE)], pl.UInt64),
        ([5, int(_digits())], pl.Int64),
        ([5, int(_digits())], pl.Int128),
        ([Decimal(5), Decimal(_digits())], pl.Decimal(20, 0)),
        (["5", MOBILE], pl.String),
        (["5", f"联系 {MOBILE}"], pl.Categorical),
        (["5", f"{PERSON}"], pl.String),
        (["5", "138-0013-8000"], pl.String),
        ([b"5", MOBILE.encode()], pl.Binary),
    ],
)
@pytest.mark.parametrize("name", ["people", "people.目标", "rate.分子", "没有这一项", "monthly"])
def test_a_personal_number_refuses_the_file(values: list[object], dtype: Any, name: str) -> None:
    found = column(name, values, dtype)
    assert found.refused == "facts.personal-data"
    assert found.told()[-1] == f"personal-data@2:{name}"
    assert MOBILE not in str(found.problems)
    assert _digits() not in str(found.problems)
    assert PERSON not in str(found.problems)


def test_a_personal_number_for_a_unit_refuses_the_file() -> None:
    for unit in (MOBILE, PERSON, int(_digits())):
        found = of_frame(pl.DataFrame({"单位": [unit, unit], "cover": [1, 2]}, strict=False))
        assert found.refused == "facts.personal-data"
        assert found.told() == ["personal-data@1:单位", "personal-data@2:单位"]
        assert str(unit) not in str(found.problems)


def test_a_personal_number_for_a_status_is_none() -> None:
    found = column("cover", [5], pl.Int8, **{"cover.状态": [MOBILE]})
    assert found.told() == ["not-a-number@1:t1，cover"]
    assert MOBILE not in str(found.problems)


@pytest.mark.parametrize("name", ["姓名", "户主姓名", "身份证号", "联系电话", "家庭住址", "出生日期"])
def test_columns_that_list_people_refuse_the_file(name: str) -> None:
    found = of_frame(pl.DataFrame({"单位": ["t1"], "cover": [1], name: ["某"]}))
    assert found.refused == "facts.personal-data"
    assert found.told() == [f"personal-data@0:{name}"]


def test_amounts_and_codes_are_nobodys_number() -> None:
    assert column("money", [Decimal("13800138000.00")], pl.Decimal(20, 2)).problems == ()
    assert column("people", [110101001001], pl.Int64).problems == ()
    assert column("people", ["20260105131500"], pl.String).refused == "facts.has-errors"
