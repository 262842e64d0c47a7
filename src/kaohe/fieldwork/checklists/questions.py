"""One question of a checklist: what is asked, and how the answers of several places make one figure."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from kaohe.core import Refused, plain

_NAME = re.compile(r"[a-z][a-z0-9_]*")


class Asked(Enum):
    """What an answer looks like: 是/否; a whole number; a number; one of the choices; two counts, how many
    were looked at and how many of them are not as they should be (“20/3”); words."""

    YES_NO = "yes_no"
    COUNT = "count"
    NUMBER = "number"
    LEVEL = "level"
    CHECKED = "checked"
    TEXT = "text"

    @property
    def label(self) -> str:
        """The office's word for it."""
        return _LABELS[self]


_LABELS = {
    Asked.YES_NO: "是否",
    Asked.COUNT: "计数",
    Asked.NUMBER: "数值",
    Asked.LEVEL: "等级",
    Asked.CHECKED: "抽查",
    Asked.TEXT: "文字",
}


class Together(Enum):
    """How the answers of several places make the unit's figure."""

    SUM = "sum"
    MEAN = "mean"
    LEAST = "least"
    MOST = "most"
    ALL = "all"
    ANY = "any"
    WORST = "worst"

    @property
    def label(self) -> str:
        """The office's word for it."""
        return _TOGETHER_LABELS[self]


_TOGETHER_LABELS = {
    Together.SUM: "合计",
    Together.MEAN: "平均",
    Together.LEAST: "最小",
    Together.MOST: "最大",
    Together.ALL: "全部",
    Together.ANY: "任一",
    Together.WORST: "最差",
}
TOGETHER = {
    Asked.YES_NO: (Together.ALL, Together.ANY),
    Asked.COUNT: (Together.SUM, Together.MOST, Together.LEAST, Together.MEAN),
    Asked.NUMBER: (Together.MEAN, Together.SUM, Together.LEAST, Together.MOST),
    Asked.LEVEL: (Together.WORST,),
    Asked.CHECKED: (Together.SUM,),
    Asked.TEXT: (),
}
"""The ways that fit a kind of answer."""

_USUAL = {Asked.YES_NO: Together.ALL, Asked.LEVEL: Together.WORST, Asked.CHECKED: Together.SUM}


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `name` is ASCII and stable: it heads the column of every export.

    `measure` is the id of the measure that the answer speaks about, empty where there is none. `choices` are
    a LEVEL's names from the best to the worst; for CHECKED they are the two counts' words (抽查条数, 差错条数),
    or empty. `places` are the decimals a NUMBER may have. `together` is how several places make one figure,
    None: the usual way, see `combined`.
    """

    name: str
    label: str
    asked: Asked
    item: str
    item_name: str
    measure: str = ""
    hint: str = ""
    required: bool = False
    low: Decimal | None = None
    high: Decimal | None = None
    places: int = 0
    choices: tuple[str, ...] = ()
    photo: bool = False
    together: Together | None = None

    @property
    def combined(self) -> Together | None:
        """How several places make one figure: as said, else the usual way. None: not at all, only what was
        counted for the unit as a whole is its figure (a number measured at one point is not).
        """
        return self.together or _USUAL.get(self.asked)

    def to_json(self) -> dict[str, Any]:
        """Plain data; numbers as text, so that no digit is lost."""
        return {
            "name": self.name,
            "label": self.label,
            "asked": self.asked.value,
            "item": self.item,
            "item_name": self.item_name,
            "measure": self.measure,
            "hint": self.hint,
            "required": self.required,
            "low": None if self.low is None else plain(self.low),
            "high": None if self.high is None else plain(self.high),
            "places": self.places,
            "choices": list(self.choices),
            "photo": self.photo,
            "together": "" if self.together is None else self.together.value,
        }

    @staticmethod
    def from_json(data: Any) -> "Question":
        """The question that `to_json` wrote; Refused where it is none."""
        with reading("检查表"):
            low, high = data["low"], data["high"]
            question = Question(
                **{
                    key: text_of(data[key])
                    for key in ("name", "label", "item", "item_name", "measure", "hint")
                },
                asked=Asked(data["asked"]),
                required=flag_of(data["required"]),
                low=None if low is None else Decimal(text_of(low)),
                high=None if high is None else Decimal(text_of(high)),
                places=int(data["places"]),
                choices=tuple(text_of(choice) for choice in data["choices"]),
                photo=flag_of(data["photo"]),
                together=Together(data["together"]) if data.get("together") else None,
            )
            if not _NAME.fullmatch(question.name):
                raise ValueError(question.name)
            return question


def text_of(value: Any) -> str:
    """The value, where it is a text."""
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def flag_of(value: Any) -> bool:
    """The value, where it is true or false."""
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


@contextmanager
def reading(what: str) -> Iterator[None]:
    """Inside it, data of another shape than ours becomes a refusal."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError):
        raise Refused("checklist.not-ours", f"这不是一份{what}，或者是别的版本写的。") from None
