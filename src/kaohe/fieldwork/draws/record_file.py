"""Read what a record states: its frame, plan, seed and replacements. A record comes from outside and is not trusted.

Whatever is not of the form that `record` writes is Refused with the name of the field; whether the content *holds* is
for `verifying`.
"""

import csv
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from kaohe.core import Refused
from kaohe.fieldwork.draws import keys
from kaohe.fieldwork.draws.allocation import part
from kaohe.fieldwork.draws.draw import Replacement
from kaohe.fieldwork.draws.frame import COLUMNS, Frame, Spot
from kaohe.fieldwork.draws.plan import MOST_RESERVES, By, Chance, Plan, Share
from kaohe.fieldwork.draws.record import FORMAT, KIND, SECRET_KIND
from kaohe.fieldwork.draws.seeds import Secret, Seed

MOST_BYTES = 500_000_000
_Word = TypeVar("_Word", bound=Enum)


@dataclass(frozen=True, slots=True)
class Stated:
    """What a record says: `data` whole, and its parts as the library's own values. `told`: a seed that was just told."""

    data: Mapping[str, Any]
    text: str
    frame: Frame
    plan: Plan
    seed: Seed
    replacements: tuple[Replacement, ...]
    announced: str
    drawn: str
    program: str

    @property
    def done(self) -> bool:
        return bool(self.seed.value)


def read_stated(path: Path) -> Stated:
    """What the record of this file states. Refused where it is no record, or its frame's file is not beside it."""
    text = _text(path)
    data = _data(text, KIND, path.name)
    part_of = _Part(data, "")
    algorithm = part_of.inner("algorithm")
    if (algorithm.text("name"), algorithm.whole("version")) != (keys.NAME, keys.VERSION):
        message = f"记录用的算法是“{algorithm.text('name')}”第{algorithm.whole('version')}版，这个程序不会。"
        raise Refused("draw.unknown-algorithm", f"{message}请用写出记录的那一版程序核对。")
    return Stated(
        data,
        text,
        _frame(part_of.inner("frame"), path.parent),
        _plan(part_of.inner("plan"), part_of.text("title")),
        _seed(part_of.inner("seed")),
        tuple(_replacement(each) for each in part_of.inners("replacements")),
        part_of.text("announced"),
        part_of.text("drawn"),
        part_of.text("program"),
    )


def read_secret(path: Path) -> Secret:
    """The committed seed that was kept. Refused where the file is none."""
    said = _Part(_data(_text(path), SECRET_KIND, path.name), "")
    return Secret(said.text("nonce"), said.text("seed"))


def _text(path: Path) -> str:
    if not path.is_file():
        raise Refused("draw.no-record", f"没有找到 {path}。")
    if path.stat().st_size > MOST_BYTES:
        raise Refused("draw.bad-record", f"{path.name} 太大，不像抽样记录。")
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("draw.bad-record", f"{path.name} 不是抽样记录（不是UTF-8文字）。") from None


def _data(text: str, kind: str, name: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise Refused("draw.bad-record", f"{name} 读不懂，可能没有传完整，或被改坏了。") from None
    if not isinstance(data, dict) or data.get("kind") != kind:
        what = "抽样记录" if kind == KIND else "承诺的种子"
        raise Refused("draw.bad-record", f"{name} 不是{what}。")
    if data.get("format") != FORMAT:
        raise Refused(
            "draw.newer-record", f"{name} 是另一版的格式（{data.get('format')!r}），这个程序不会读。"
        )
    return data


class _Part:
    """One object of the record; a field of another form is refused by its name."""

    def __init__(self, data: Mapping[str, Any], name: str) -> None:
        self.data, self.name = data, name

    def text(self, word: str) -> str:
        value = self.data.get(word, "")
        return value if isinstance(value, str) else self.wrong(word, "文字")

    def whole(self, word: str) -> int | None:
        value = self.data.get(word)
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
            return value
        return self.wrong(word, "整数")

    def word(self, word: str, kind: type[_Word], default: _Word | None = None) -> _Word:
        value = self.data.get(word, default and default.value)
        found = next((each for each in kind if each.value == value), None)
        return found if found is not None else self.wrong(word, f"{[each.value for each in kind]}之一")

    def flag(self, word: str) -> bool:
        value = self.data.get(word, False)
        return value if isinstance(value, bool) else self.wrong(word, "true 或 false")

    def inner(self, word: str) -> "_Part":
        value = self.data.get(word)
        return _Part(value, f"{self.name}{word}.") if isinstance(value, dict) else self.wrong(word, "对象")

    def inners(self, word: str) -> list["_Part"]:
        value = self.data.get(word, [])
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            return self.wrong(word, "一列对象")
        return [_Part(each, f"{self.name}{word}[{at}].") for at, each in enumerate(value)]

    def counts(self, word: str) -> dict[str, int]:
        value = self.data.get(word, {})
        if not isinstance(value, dict):
            return self.wrong(word, "对象")
        inside = _Part(value, f"{self.name}{word}.")
        return {name: inside.whole(name) or 0 for name in value}

    def wrong(self, word: str, wanted: str) -> NoReturn:
        raise Refused("draw.bad-record", f"记录里的“{self.name}{word}”应当是{wanted}。")


def _frame(said: _Part, folder: Path) -> Frame:
    if "file" in said.data:
        name = said.text("file")
        if not name or Path(name).name != name or "\\" in name or name.startswith("."):
            said.wrong("file", "记录旁边的一个文件名")
        beside = folder / name
        if not beside.is_file():
            raise Refused("draw.no-frame", f"抽样框的文件 {name} 不在记录旁边。请把它放在同一个文件夹。")
        if hashlib.sha256(beside.read_bytes()).hexdigest() != said.text("sha256"):
            message = f"抽样框的文件 {name} 和记录里写的指纹不符：它被改过，或者不是那一份。"
            raise Refused("draw.frame-differs", message)
        lines = _text(beside).removesuffix("\n").split("\n")[1:]
    else:
        rows = said.data.get("rows")
        if not isinstance(rows, list) or not all(isinstance(row, str) for row in rows):
            said.wrong("rows", "一列文字")
        lines = rows
    return Frame(tuple(_spots(lines, said)))


def _spots(lines: list[str], said: _Part) -> list[Spot]:
    spots: list[Spot] = []
    last = ""
    try:
        for cells in csv.reader(lines, strict=True):
            spot_id, name, unit, kind, size, barred = cells
            if spot_id <= last or (size and not (size.isascii() and size.isdigit() and len(size) < 19)):
                raise ValueError
            spots.append(Spot(spot_id, name, unit, kind, int(size) if size else None, barred))
            last = spot_id
    except (ValueError, csv.Error):
        where = f"第{len(spots) + 1}行（{'、'.join(COLUMNS)}，按编码排列）"
        said.wrong("rows", f"规定的样子，不是的在{where}")
    return spots


def _plan(said: _Part, title: str) -> Plan:
    rate = part(said.text("rate")) if "rate" in said.data else None
    if "rate" in said.data and rate is None:
        said.wrong("rate", "0到1之间的一个分数")
    plan = Plan(
        title,
        said.word("by", By),
        said.word("chance", Chance),
        said.whole("each"),
        said.counts("by_class"),
        rate,
        said.whole("total"),
        said.word("share", Share, Share.COUNT),
        said.whole("least") or 0,
        said.counts("exceptions"),
        said.whole("reserves") or 0,
    )
    if plan.reserves > MOST_RESERVES:
        said.wrong("reserves", f"不超过{MOST_RESERVES}的整数")
    ways = (plan.each is not None, bool(plan.by_kind), plan.rate is not None, plan.total is not None)
    if sum(ways) != 1:
        said.wrong("each", "每组、每类、比例、总数中的一种")
    return plan


def _seed(said: _Part) -> Seed:
    return Seed(
        said.text("source"),
        said.text("shape"),
        said.flag("ascending"),
        said.text("commitment"),
        said.text("number"),
        said.text("nonce"),
        said.text("secret"),
        said.text("value"),
    )


def _replacement(said: _Part) -> Replacement:
    return Replacement(said.text("out"), said.text("taken"), said.text("reason"), said.text("date"))
