"""抽样记录: a draw as canonical JSON (sorted keys, one form for one content), complete enough to repeat it anywhere.

The frame stands in the record, one line of text a spot; a large one stands in a file beside it, named by its hash. The
*fingerprint* is SHA-256 of the record as it was before the draw: it is what the announcement publishes, and the record
after the draw carries it on.
"""

import hashlib
import json
import os
from dataclasses import dataclass
from json.encoder import encode_basestring
from pathlib import Path
from typing import Any

from kaohe import __version__
from kaohe.core import Refused
from kaohe.fieldwork.draws import keys
from kaohe.fieldwork.draws.allocation import Group
from kaohe.fieldwork.draws.draw import Draw, Replacement
from kaohe.fieldwork.draws.frame import Frame
from kaohe.fieldwork.draws.plan import Plan
from kaohe.fieldwork.draws.seeds import Secret, Seed

KIND, SECRET_KIND, FORMAT = "kaohe.draw", "kaohe.draw-seed", 1
INLINE = 5000
"""Frames of more spots stand in a file beside the record."""


def canonical(data: Any) -> str:
    """The one way to write a record: json.dumps with sort_keys, indent=1 and ensure_ascii=False, and a line's end.

    Written here, because the library's indented writer takes three times as long over forty thousand groups.
    """
    return _written(data, "\n") + "\n"


def _written(value: Any, line: str) -> str:
    """A value; `line`: a line's end with the indent of what stands around it."""
    if isinstance(value, str):
        return encode_basestring(value)
    inner = line + " "
    if isinstance(value, dict) and value:
        parts = (
            f"{inner}{encode_basestring(word)}: {_written(each, inner)}"
            for word, each in sorted(value.items())
        )
        return "{" + ",".join(parts) + line + "}"
    if isinstance(value, list) and value:
        return "[" + ",".join(inner + _written(each, inner) for each in value) + line + "]"
    return json.dumps(value)


def record_of(draw: Draw, program: str = f"kaohe {__version__}") -> dict[str, Any]:
    """The record of a draw. `program`: the version that announced it stays when another goes on."""
    record: dict[str, Any] = {
        "kind": KIND,
        "format": FORMAT,
        "program": program,
        "algorithm": {"name": keys.NAME, "version": keys.VERSION, "statement": keys.STATEMENT},
        "title": draw.plan.title,
        "announced": draw.announced,
        "frame": _frame(draw.frame),
        "plan": plan_record(draw.plan),
        "seed": _seed(draw.seed),
        "groups": [_group(group, draw.done) for group in draw.groups],
    }
    if draw.done:
        record["drawn"] = draw.drawn
        record["fingerprint"] = fingerprint(draw, program)
        record["replacements"] = [_replacement(replaced) for replaced in draw.replacements]
    return record


def fingerprint(draw: Draw, program: str = f"kaohe {__version__}") -> str:
    """SHA-256 of the record before the draw."""
    return hashlib.sha256(canonical(record_of(draw.before(), program)).encode()).hexdigest()


def frame_name(frame: Frame) -> str:
    """The name of the file that a large frame stands in."""
    return f"抽样框-{frame.digest[:12]}.csv"


@dataclass(frozen=True, slots=True)
class Kept:
    """A record that was written: its `files`, itself first, and the `fingerprint` of its announcement."""

    files: tuple[Path, ...]
    fingerprint: str


def write_record(
    path: Path, draw: Draw, program: str = f"kaohe {__version__}", *, force: bool = False
) -> Kept:
    """Write the record, and the frame beside it where it is large. Refused where the record is there already."""
    if path.exists() and not force:
        raise Refused("draw.record-exists", f"{path} 已经有了，没有覆盖。请换个名字，或加 --force。")
    written = [path]
    path.parent.mkdir(parents=True, exist_ok=True)
    if len(draw.frame) > INLINE:
        beside = path.with_name(frame_name(draw.frame))
        if not beside.exists() or hashlib.sha256(beside.read_bytes()).hexdigest() != draw.frame.digest:
            beside.write_text(draw.frame.text, encoding="utf-8", newline="\n")
        written.append(beside)
    # Written beside and moved: a record that is added to is there whole at every moment.
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    record = record_of(draw, program)
    text = canonical(record).encode()
    fresh.write_bytes(text)
    os.replace(fresh, path)
    return Kept(tuple(written), record.get("fingerprint") or hashlib.sha256(text).hexdigest())


def secret_record(secret: Secret) -> dict[str, Any]:
    """The file of a committed seed, to be kept until the draw."""
    return {
        "kind": SECRET_KIND,
        "format": FORMAT,
        "nonce": secret.nonce,
        "seed": secret.seed,
        "commitment": secret.commitment,
    }


def plan_record(plan: Plan) -> dict[str, Any]:
    """The plan; what it does not say is left out."""
    said: dict[str, Any] = {
        "by": plan.by.value,
        "chance": plan.chance.value,
        "each": plan.each,
        "by_class": dict(plan.by_kind) or None,
        "rate": None if plan.rate is None else f"{plan.rate.numerator}/{plan.rate.denominator}",
        "total": plan.total,
        "share": None if plan.total is None else plan.share.value,
        "least": plan.least or None,
        "exceptions": dict(plan.exceptions) or None,
        "reserves": plan.reserves,
    }
    return {word: value for word, value in said.items() if value is not None}


def _frame(frame: Frame) -> dict[str, Any]:
    head, *rows = frame.text.removesuffix("\n").split("\n")
    record: dict[str, Any] = {"count": len(frame), "columns": head, "sha256": frame.digest}
    if len(frame) > INLINE:
        return {**record, "file": frame_name(frame)}
    return {**record, "rows": rows}


def _seed(seed: Seed) -> dict[str, Any]:
    said: dict[str, Any] = {
        "way": seed.way,
        "source": seed.source,
        "rule": seed.rule,
        "shape": seed.shape,
        "ascending": seed.ascending,
        "commitment": seed.commitment,
        "number": seed.number,
        "nonce": seed.nonce,
        "secret": seed.secret,
        "value": seed.value,
    }
    return {word: value for word, value in said.items() if value}


def _group(group: Group, done: bool) -> dict[str, Any]:
    record: dict[str, Any] = {
        "unit": group.unit,
        "class": group.kind,
        "listed": group.listed,
        "barred": group.barred,
        "planned": group.planned,
    }
    if done:
        record["drawn"] = list(group.chosen.drawn)
        record["reserves"] = list(group.chosen.reserves)
        if group.chosen.certain:
            record["certain"] = list(group.chosen.certain)
    return record


def _replacement(replaced: Replacement) -> dict[str, str]:
    return {
        "out": replaced.out,
        "taken": replaced.taken,
        "reason": replaced.reason,
        "date": replaced.date,
    }
