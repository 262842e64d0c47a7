"""Words of grades: 优、良、中、差, 很满意, A级. They head columns, and stand before the points of a tier."""

import re
from decimal import Decimal

from kaohe.documents.figures import half_width, number

_GRADES = (
    r"优秀?|良好?|中等?|一般|[较很最极]?差|[较很更最极]?好|合格|基本合格|不合格|及格|不及格|达标|基本达标|不达标|"
    r"(?:非常|十分|很|比较|较|基本|不太|不|较不|很不|非常不)?(?:满意|赞同|同意|符合|了解|认可|清楚|方便)|"
    r"完全符合|部分符合|优良|称职|基本称职|不称职|[A-E](?:[级等档])?|[一二三四五]等|第?[一二三四五](?:档|等次|等级)|"
    r"[高中低](?:等|档)|是|否|有|无"
)
_GRADE = re.compile(rf"(?:{_GRADES})")


_POINTS = re.compile(r"\(?(?:\d+(?:\.\d+)?分?[-~])?(\d+(?:\.\d+)?)分?\)?$")


def grade_points(header: str) -> Decimal | None:
    """The points that a header of a grade states for it: “优（10）”, “良 6-8分”; None: it is no grade's, or states none."""
    plain = re.sub(r"\s", "", half_width(header))
    found = _POINTS.search(plain)
    if found is None or not is_grade(header) or not plain[: found.start()]:
        return None
    return number(found[1])


def is_grade(text: str) -> bool:
    """Whether a text is a grade's name and nothing else but its points: “优”, “良好（8分）”, “C 0-5”."""
    plain = re.sub(r"\s", "", half_width(text))
    plain = re.sub(r"\([^()]*\)|[:\-~分\d.%≥≤<>]+$", "", plain)
    return bool(_GRADE.fullmatch(plain))
