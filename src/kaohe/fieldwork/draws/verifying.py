"""Repeat a draw from its record and say everything that does not hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kaohe.core import Refused
from kaohe.core.problem import has_errors
from kaohe.fieldwork.draws.draw import Draw, draw, prepare, replace_spot
from kaohe.fieldwork.draws.frame import many_values
from kaohe.fieldwork.draws.plan import label_of
from kaohe.fieldwork.draws.record import canonical, fingerprint, record_of
from kaohe.fieldwork.draws.record_file import Stated, read_stated
from kaohe.fieldwork.draws.seeds import Secret


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of repeating a record: the `draw` (None where it cannot be repeated), the `program` that wrote it, the
    `fingerprint` of what was announced, and every difference in words.
    """

    draw: Draw | None
    program: str
    fingerprint: str
    differences: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.differences


def verify_record(path: Path, published: str = "") -> Verified:
    """Repeat the record of this file. `published`: the fingerprint of the announcement (its beginning will do), held
    against it as well. Refused where the file cannot be read as a record at all.
    """
    with many_values():
        return verify_stated(read_stated(path), published)


def load_draw(path: Path) -> tuple[Draw, str]:
    """The draw of a record that holds, to go on with, and the program that announced it. Refused where it does not hold."""
    verified = verify_record(path)
    if verified.draw is None or not verified.holds:
        told = "；".join(verified.differences[:3])
        raise Refused("draw.does-not-hold", f"这份记录核对不上，不能接着办：{told}")
    return verified.draw, verified.program


def verify_stated(stated: Stated, published: str = "") -> Verified:
    """Repeat what a record states; see `verify_record`."""
    notes: list[str] = []
    try:
        repeated = _repeated(stated, notes)
    except Refused as refused:
        problems = tuple(problem.message for problem in refused.problems)
        return Verified(None, stated.program, "", (refused.message, *problems))
    mark = fingerprint(repeated, stated.program)
    anew = record_of(repeated, stated.program)
    differences = [*_published(mark, published), *_differences(dict(stated.data), dict(anew)), *notes]
    if not differences and stated.text != canonical(anew):
        differences.append("内容相同，但是文件的写法不是规定的样子（例如换过行、改过次序），请用原件。")
    return Verified(repeated, stated.program, mark, tuple(differences))


def _repeated(stated: Stated, notes: list[str]) -> Draw:
    """The draw made again. A replacement that cannot be made is noted, and those after it are left."""
    prepared, problems = prepare(stated.frame, stated.plan, stated.seed, announced=stated.announced)
    if prepared is None:
        errors = [problem for problem in problems if has_errors([problem])]
        raise Refused("draw.cannot-repeat", "按记录里的抽样框和方案抽不出来。", errors)
    if not stated.done:
        return prepared
    seed = stated.seed
    secret = Secret(seed.nonce, seed.secret) if seed.secret or seed.nonce else None
    repeated = draw(prepared, secret, seed.number, seed.value if seed.told else "", stated.drawn)
    for number, replaced in enumerate(stated.replacements, 1):
        try:
            repeated = replace_spot(repeated, replaced.out, replaced.reason, replaced.date)
        except Refused as refused:
            notes.append(f"第{number}次替换：{refused.message}")
            break
    return repeated


def _published(mark: str, published: str) -> Iterator[str]:
    wanted = "".join(published.split()).rstrip("….").lower()
    if wanted and not mark.startswith(wanted):
        yield f"公告的指纹是 {wanted[:16]}…，按这份记录算出来的是 {mark[:16]}…，不是同一份。"


def _differences(stated: dict[str, Any], anew: dict[str, Any]) -> Iterator[str]:
    yield from _frame_differences(stated.pop("frame"), anew.pop("frame"))
    yield from _group_differences(stated.pop("groups", None), anew.pop("groups"))
    replaced, again = stated.pop("replacements", []), anew.pop("replacements", [])
    for number, (one, other) in enumerate(zip(replaced, again, strict=False), 1):
        if one != other:
            yield f"第{number}次替换：应当由 {other['taken']} 替换 {other['out']}，记录里写的是 {one.get('taken')}。"
    for word in sorted({*stated, *anew}):
        if stated.get(word) != anew.get(word):
            yield f"{_WORDS.get(word, word)}：记录里是 {_short(stated.get(word))}，重算是 {_short(anew.get(word))}。"


_WORDS = {
    "fingerprint": "抽取前公告的指纹",
    "seed": "种子",
    "plan": "方案",
    "algorithm": "算法",
    "drawn": "抽取日期",
    "announced": "公告日期",
}


def _frame_differences(stated: dict[str, Any], anew: dict[str, Any]) -> Iterator[str]:
    if stated.get("sha256") != anew["sha256"]:
        yield f"抽样框的指纹：记录里是 {_short(stated.get('sha256'))}，按名单算是 {_short(anew['sha256'])}，名单被改过。"
    elif stated != anew:
        yield "抽样框：个数、表头或写法与名单不符。"


def _group_differences(stated: Any, anew: list[dict[str, Any]]) -> Iterator[str]:
    if not isinstance(stated, list) or not all(isinstance(group, dict) for group in stated):
        yield "记录里没有各组的结果。"
        return
    mine = {_label(group): group for group in anew}
    theirs = {_label(group): group for group in stated}
    for label in (*mine, *(label for label in theirs if label not in mine)):
        one, other = theirs.get(label), mine.get(label)
        if one is None or other is None:
            yield f"“{label}”这一组{'记录里没有' if one is None else '抽样框里没有'}。"
            continue
        for word in sorted({*one, *other}):
            if one.get(word) != other.get(word):
                what = _GROUP_WORDS.get(word, word)
                yield f"“{label}”的{what}：记录里是 {_short(one.get(word))}，重算是 {_short(other.get(word))}。"
    if (list(mine) != list(theirs) and set(mine) == set(theirs)) or len(stated) != len(theirs):
        yield "各组的次序不对，或者有重复。"


_GROUP_WORDS = {
    "drawn": "抽中",
    "reserves": "候补",
    "certain": "必定抽中",
    "planned": "应抽个数",
    "listed": "名单个数",
    "barred": "不抽个数",
}


def _label(group: dict[str, Any]) -> str:
    return label_of((str(group.get("unit", "")), str(group.get("class", ""))))


def _short(value: Any) -> str:
    if value is None:
        return "（没有）"
    text = "、".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= 60 else text[:60] + "…"
