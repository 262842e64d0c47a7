"""Residents' data is recognised; ordinary figures are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe.core import Place
from kaohe.facts.guard import check_cell, is_person_header, may_carry_numbers, personal_kind


def _id18(start: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return start + "10X98765432"[sum(int(a) * b for a, b in zip(start, weights, strict=True)) % 11]


@pytest.mark.parametrize(
    "cell",
    [
        _id18("11010119900307777"),
        f"张某 {_id18('33010619851231002')}（户主）",
        _id18("11010119900307777").translate(str.maketrans("0123456789", "０１２３４５６７８９")),
        "330106 19851231 0" + _id18("33010619851231002")[-3:],
        "330106851231002",
        110101199003077000,
        110101199003077000.0,
        330106851231002,
    ],
)
def test_identity_numbers(cell: object) -> None:
    assert personal_kind(cell) == "身份证号"


@pytest.mark.parametrize(
    "cell",
    [
        "13800138000",
        "电话：138 0013 8000",
        "138-0013-8000",
        "+8613800138000",
        "１３８００１３８０００",
        13800138000,
        13800138000.0,
    ],
)
def test_mobile_numbers(cell: object) -> None:
    assert personal_kind(cell) == "手机号码"


@pytest.mark.parametrize(
    "cell",
    [
        None, True, 0, 95.5, 292, 10**9, 12345678901, float("nan"), float("inf"), -13800138000, 1e30,
        "95.13800138000", "2026-01-05 12:30", "330102001000", "12345", "10086", "0571-87654321",
        "11010119901307777X", "999999199003077774", "123456789012345678", "2026年1—12月共 1 234 567 件", "a" * 5000,
    ],
)  # fmt: skip
def test_figures_are_left_alone(cell: object) -> None:
    assert personal_kind(cell) is None


def test_a_wrong_checksum_is_not_an_identity_number() -> None:
    good = _id18("11010119900307777")
    bad = good[:-1] + ("1" if good[-1] != "1" else "2")
    assert (personal_kind(good), personal_kind(bad)) == ("身份证号", None)


@pytest.mark.parametrize(
    "text",
    [
        "姓名",
        " 姓 名：",
        "户主",
        "身份证",
        "身份证号码",
        "联系电话",
        "手机号",
        "妇女姓名",
        "丈夫姓名（必填）",
    ],
)
def test_headers_of_lists_of_people(text: str) -> None:
    assert is_person_header(text)


@pytest.mark.parametrize(
    "text", ["填报人", "单位", "身份证办理率", "手机号登记数", "名称", "", None, 5, "电话回访满意率"]
)
def test_other_headers(text: object) -> None:
    assert not is_person_header(text)


def test_our_own_labels_are_not_suspected() -> None:
    assert check_cell("户主", Place(), {"户主"}) is None
    assert check_cell("户主", Place()) is not None


def test_the_refusal_names_the_place_and_not_the_number() -> None:
    problem = check_cell("联系 13800138000", Place(file="a.csv", line=3, column=2))
    assert problem is not None
    assert problem.code == "facts.personal-data"
    assert problem.where == (Place(file="a.csv", line=3, column=2),)
    assert "138" not in problem.message + problem.remedy


_PIECES = st.sampled_from(
    [
        *("110101001001", "330102004210", "13800138000", "8613800138000", "１３８００１３８０００"),
        *(_id18("11010119900307777"), "330106851231002", "2026", "86", "-", " ", "\u3000", "村", ".", "x"),
    ]
)


@given(st.lists(st.lists(_PIECES, max_size=4).map("".join), min_size=1, max_size=6))
def test_a_quick_look_passes_over_no_number(cells: list[str]) -> None:
    """Codes of places are taken out of the look at the whole file; no cell that carries a number hides behind them."""
    if any(personal_kind(cell) for cell in cells):
        assert may_carry_numbers(",".join(cells))


def test_a_file_of_codes_is_quickly_passed() -> None:
    assert not may_carry_numbers("\n".join(f"{110101001000 + at},第{at}村,甲镇" for at in range(50)))
