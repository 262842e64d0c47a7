"""Residents' data stops at the door.

Kaohe appraises organisations, never people. A file with a resident's identity number, a mobile number
or a list of names is refused as a whole, with every place named and no number repeated. Whoever fills
in a form (填报人) is a user of the system and may be named.
"""

import re
from collections.abc import Container
from datetime import date

from kaohe.core import Place, Problem
from kaohe.facts.findings import error

_NARROW = str.maketrans("０１２３４５６７８９Ｘｘ－\u3000\xa0", "0123456789XX-  ")
_NUMBER_HEAD, _NUMBER_TAIL = r"(?<![\d.])", r"(?!\d|\.\d)"
_ID18 = re.compile(_NUMBER_HEAD + r"(\d{6})[ -]?(\d{8})[ -]?(\d{3}[\dXx])" + _NUMBER_TAIL)
_ID15 = re.compile(_NUMBER_HEAD + r"(\d{6})[ -]?(\d{6})[ -]?(\d{3})" + _NUMBER_TAIL)
_MOBILE = re.compile(_NUMBER_HEAD + r"(?:86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}" + _NUMBER_TAIL)
_MAYBE = re.compile(r"[\d０-９](?:[ \-－\u3000\xa0]?[\d０-９]){10}")

_PLACE_CODE = re.compile(r"(?<![\d０-９.．Xx \-－\u3000\xa0])[0-9]{12}(?![\d０-９.．Xx \-－\u3000\xa0])")

_PROVINCES = frozenset(
    (
        *range(11, 16),
        *range(21, 24),
        *range(31, 38),
        *range(41, 47),
        *range(50, 55),
        *range(61, 66),
        71,
        81,
        82,
        83,
    )
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_FIRST_FLOAT_THAT_LOSES_DIGITS = 10**15

_PERSON_HEADER = re.compile(
    r".{0,6}(姓名|名字|户主|身份证|身份证号|身份证号码|身份证件号码?|公民身份号码|证件号码?|联系电话|电话号码?"
    r"|联系方式|手机|手机号|手机号码|移动电话|家庭住址|家庭地址|出生日期|出生年月)(（.*）)?"
)


def personal_kind(cell: object) -> str | None:
    """Which personal number a cell carries (身份证号 or 手机号码); None for anything else."""
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, (int, float)):
        return _kind_of_number(cell)
    text = str(cell)
    if not _MAYBE.search(text):
        return None
    plain = text.translate(_NARROW)
    if any(_is_id18("".join(found.groups())) for found in _ID18.finditer(plain)):
        return "身份证号"
    if any(_is_birth(found[1], "19" + found[2]) for found in _ID15.finditer(plain)):
        return "身份证号"
    return "手机号码" if _MOBILE.search(plain) else None


def may_carry_numbers(text: str) -> bool:
    """A quick look at a whole file: whether there is any run of eleven digits at all, but for codes of places.

    A place's code in the statistics is twelve digits with nothing digit-like beside them: no number of a person is. Only
    a file of many such codes is worth taking them out.
    """
    found = _MAYBE.search(text)
    if found is None or _PLACE_CODE.search(text) is None:
        return found is not None
    return _MAYBE.search(_PLACE_CODE.sub("", text)) is not None


def is_person_header(cell: object, own: Container[str] = ()) -> bool:
    """Whether a cell heads a list of people (姓名, 身份证, 联系电话, 户主…) and is none of our own labels."""
    if not isinstance(cell, str) or len(cell) > 20:
        return False
    plain = re.sub(r"[\s：:*＊]", "", cell)
    return cell not in own and plain not in own and _PERSON_HEADER.fullmatch(plain) is not None


def number_problem(kind: str, place: Place) -> Problem:
    """The refusal of a personal number; it names the place and never the number."""
    return error(
        "personal-data",
        place,
        f"这里有{kind}，考核只收单位的数据，不收个人信息，整个文件没有读入。",
        "请删去这一处（以及其他个人信息），只填单位的合计数，再重新导入。",
    )


def header_problem(header: str, place: Place) -> Problem:
    """The refusal of a list of people."""
    return error(
        "personal-data",
        place,
        f"“{header.strip()}”一栏像是居民名单，考核只收单位的数据，不收个人信息，整个文件没有读入。",
        "请删去名单，只填单位的合计数，再重新导入。",
    )


def check_cell(cell: object, place: Place, own: Container[str] = ()) -> Problem | None:
    """The refusal of one cell, or None. `own` are texts of ours that are never suspected."""
    if isinstance(cell, str) and cell in own:
        return None
    if kind := personal_kind(cell):
        return number_problem(kind, place)
    return header_problem(str(cell), place) if is_person_header(cell, own) else None


def _kind_of_number(number: float) -> str | None:
    """A number typed as a number. Excel keeps fifteen digits, so an identity number ends in zeros there."""
    if not 10**10 <= number < 10**18 or number != int(number):
        return None
    text = str(int(number))
    if number >= _FIRST_FLOAT_THAT_LOSES_DIGITS:
        return "身份证号" if len(text) == 18 and _is_birth(text[:6], text[6:14]) else None
    return personal_kind(text)


def _is_id18(text: str) -> bool:
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, text[:17], strict=True))
    return _is_birth(text[:6], text[6:14]) and _CHECKS[total % 11] == text[17].upper()


def _is_birth(region: str, day: str) -> bool:
    if int(region[:2]) not in _PROVINCES or not "1900" <= day[:4] <= "2099":
        return False
    try:
        date(int(day[:4]), int(day[4:6]), int(day[6:]))
    except ValueError:
        return False
    return True
