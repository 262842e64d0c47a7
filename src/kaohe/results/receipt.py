"""The receipt of a round, and its check.

A results folder holds everything that is needed to compute the round again without a network: the
scheme, the units, the facts, the lists of earlier years, every trace. `receipt.json` names the hash of
each and every score. `verify` computes everything anew and says what differs, to the digit.
"""

import csv
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kaohe import __version__
from kaohe.core import Problem, Refused
from kaohe.core.problem import has_errors
from kaohe.facts import Units
from kaohe.facts.rows import safe_text
from kaohe.facts.table_files import read_table, write_csv
from kaohe.facts.unit_file import read_units
from kaohe.results.consequences import History, members_by_list
from kaohe.results.inputs import Inputs
from kaohe.results.record import canonical, digest, result_record, trace_record
from kaohe.results.round import RoundResult, score_scheme
from kaohe.scheme import read_scheme, scheme_digest

FORMAT = 1
RECEIPT = "receipt.json"
SCHEME = "scheme.yaml"
UNITS = "units.csv"
FACTS = "facts.csv"
HISTORY = "history.json"
TRACES = "traces.jsonl"
INPUTS = (SCHEME, UNITS, FACTS, HISTORY)
ROUNDING = "四舍五入：每一步得分保留4位小数，总分按考核表的小数位；半数远离零"


def write_receipt(folder: Path, inputs: Inputs, result: RoundResult) -> dict[str, Any]:
    """Write inputs, traces and receipt into the folder; returns the receipt."""
    (folder / SCHEME).write_text(inputs.scheme_text, encoding="utf-8", newline="\n")
    write_units(inputs.units, folder / UNITS)
    write_csv(inputs.facts, folder / FACTS, inputs.scheme)
    (folder / HISTORY).write_text(_pretty(history_data(inputs.history, result)), encoding="utf-8")
    hashes: dict[str, str] = {}
    with (folder / TRACES).open("w", encoding="utf-8", newline="\n") as stream:
        for key, line in trace_lines(result):
            hashes[key] = _sha256(line)
            stream.write(line + "\n")
    receipt = build_receipt(inputs, result, hashes)
    receipt["files"] = {name: file_digest(folder / name) for name in (*INPUTS, TRACES)}
    receipt["fingerprint"] = digest(receipt)
    (folder / RECEIPT).write_text(_pretty(receipt), encoding="utf-8")
    return receipt


def build_receipt(inputs: Inputs, result: RoundResult, traces: dict[str, str]) -> dict[str, Any]:
    """The receipt less its files and fingerprint: hashes of all that went in, scores, hashes of all traces."""
    judged = inputs.scheme.judged
    reported = [measure for measure in inputs.scheme.measures if measure not in judged]
    return {
        "format": FORMAT,
        "program": f"kaohe {__version__}",
        "rounding": ROUNDING,
        "scheme_sha256": scheme_digest(inputs.scheme),
        "facts_sha256": inputs.facts.digest(reported),
        "judgements_sha256": inputs.facts.digest(judged),
        "traces_sha256": traces,
        "result": result_record(result),
    }


def trace_lines(result: RoundResult) -> Iterator[tuple[str, str]]:
    """One line a unit and table, with the key under which the receipt keeps its hash."""
    for table in result.tables:
        for standing in table.standings:
            key = f"{table.table.name}/{standing.tally.unit.id}"
            yield key, canonical(trace_record(standing))


def history_data(history: History, result: RoundResult) -> dict[str, Any]:
    """Earlier years' lists (they went in), and this year's (for next year's round)."""
    lists = [entry for table in result.tables for entry in table.lists]
    this_year = {name: sorted(units) for name, units in members_by_list(lists).items()}
    earlier = [{name: sorted(units) for name, units in year.items()} for year in history.years]
    return {"earlier": earlier, "this_year": this_year}


def read_history(path: Path, *, this_year: bool) -> History:
    """Lists of earlier years from a results folder's file. `this_year`: that folder's own lists first,
    as the round after it needs them; else what went into that folder's round.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        years = ([data["this_year"]] if this_year else []) + data["earlier"]
        return History(tuple({name: frozenset(units) for name, units in year.items()} for year in years))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Refused("receipt.bad-history", f"{path} 里的名单读不懂，可能被改坏了。请用原件。") from None


def write_units(units: Units, path: Path) -> None:
    """The list of units as `facts.unit_file.read_units` reads it."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("编码", "名称", "层级", "类别", "上级"))
        writer.writerows(
            map(safe_text, (unit.id, unit.name, unit.level, unit.unit_class, unit.parent)) for unit in units
        )


def file_digest(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _pretty(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether a receipt holds, and if not, every difference that was found, in words."""

    receipt: dict[str, Any]
    differences: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.differences


def verify(path: Path) -> Verification:
    """Compute the round of a results folder anew and hold everything against its receipt.

    Raises Refused where the receipt or an input cannot be read at all.
    """
    receipt = _read_receipt(path)
    folder = path.parent
    differences = list(_file_differences(folder, receipt))
    inputs = read_inputs(folder)
    result = score_scheme(inputs.scheme, inputs.units, inputs.facts, inputs.history)
    lines = dict(trace_lines(result))
    hashes = {key: _sha256(line) for key, line in lines.items()}
    anew = json.loads(json.dumps(build_receipt(inputs, result, hashes)))
    names = {unit.id: unit.name for unit in inputs.units}
    differences += _head_differences(receipt, anew)
    differences += _score_differences(receipt["result"], anew["result"], names)
    differences += _trace_differences(folder, receipt.get("traces_sha256", {}), lines, names)
    return Verification(receipt, tuple(dict.fromkeys(differences)))


def _read_receipt(path: Path) -> dict[str, Any]:
    try:
        receipt: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Refused("receipt.no-file", f"没有找到凭据 {path}。请指明结果文件夹里的 {RECEIPT}。") from None
    except (OSError, ValueError):
        raise Refused("receipt.unreadable", f"凭据 {path} 读不懂，可能被改坏了。请用原件。") from None
    parts = ("files", "traces_sha256", "result")
    whole = isinstance(receipt, dict) and all(isinstance(receipt.get(part), dict) for part in parts)
    if not whole or receipt.get("format") != FORMAT:
        raise Refused(
            "receipt.unknown-format", f"{path} 不是本程序能核对的凭据。请核对文件，或换用出具它的版本。"
        )
    return receipt


def _file_differences(folder: Path, receipt: dict[str, Any]) -> Iterator[str]:
    for name, expected in receipt.get("files", {}).items():
        if not (folder / name).is_file():
            yield f"{name} 不见了。"
        elif file_digest(folder / name) != expected:
            yield f"{name} 与凭据里的哈希值不符：文件在出具凭据之后被改动过。"
    stated = receipt.get("fingerprint")
    if stated != digest({key: value for key, value in receipt.items() if key != "fingerprint"}):
        yield f"{RECEIPT} 与它自己的指纹不符：凭据在出具之后被改动过。"


def read_inputs(folder: Path) -> Inputs:
    """Everything the round was computed from, out of its own folder."""
    for name in INPUTS:
        if not (folder / name).is_file():
            raise Refused(
                "receipt.input-missing", f"结果文件夹里没有 {name}，无法重算。请用完整的结果文件夹。"
            )
    scheme, problems = read_scheme(folder / SCHEME)
    if scheme is None:
        raise Refused("receipt.input-unreadable", f"{SCHEME} 读不懂，无法重算。", problems)
    units, unit_problems = read_units(folder / UNITS)
    facts, fact_problems = read_table(folder / FACTS, scheme, units)
    both: tuple[Problem, ...] = (*unit_problems, *fact_problems)
    if has_errors(both):
        raise Refused("receipt.input-unreadable", f"{UNITS} 或 {FACTS} 有错误，无法重算。", both)
    history = read_history(folder / HISTORY, this_year=False)
    text = (folder / SCHEME).read_text(encoding="utf-8")
    return Inputs(scheme, text, units, facts, history)


def _head_differences(stated: dict[str, Any], anew: dict[str, Any]) -> Iterator[str]:
    labels = {"scheme_sha256": "考核办法", "facts_sha256": "数据", "judgements_sha256": "评定"}
    for key, label in labels.items():
        if stated.get(key) != anew[key]:
            yield f"{label}的内容与凭据不符（哈希值：凭据 {str(stated.get(key))[:12]}…，现在 {anew[key][:12]}…）。"
    if stated.get("program") != anew["program"]:
        differs = stated.get("result") != anew["result"]
        if differs:
            yield f"凭据由 {stated.get('program')} 出具，现在用 {anew['program']} 重算。"


def _score_differences(stated: Any, anew: Any, names: dict[str, str]) -> Iterator[str]:
    """Every leaf that differs, named by table, unit and item."""
    for path, old, new in leaves_that_differ(stated, anew):
        words = (names.get(step, _WORDS.get(step, step)) for step in path)
        place = " ".join(word for word in words if word)
        yield f"{place}：凭据写的是 {old}，重算得 {new}。"


def leaves_that_differ(
    old: Any, new: Any, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Where two pieces of plain data differ, each with its path; units are found by id, not by place."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in {**old, **new}:
            yield from leaves_that_differ(old.get(key, _GONE), new.get(key, _GONE), (*path, str(key)))
    elif isinstance(old, list) and isinstance(new, list):
        yield from leaves_that_differ(_keyed(old), _keyed(new), path)
    elif old != new:
        yield path, _show(old), _show(new)


_GONE = "（无）"
_WORDS = {
    "tables": "",
    "units": "",
    "items": "",
    "groups": "",
    "total": "总分",
    "rank": "名次",
    "grade": "等次",
    "lists": "名单",
}


def _keyed(entries: list[Any]) -> dict[str, Any]:
    keyed: dict[str, Any] = {}
    for position, entry in enumerate(entries):
        name = str(position)
        if isinstance(entry, dict):
            name = str(entry.get("unit") or entry.get("table") or f"{entry.get('list')}#{position}")
        keyed[name] = entry
    return keyed


def _show(value: Any) -> str:
    return str(value) if isinstance(value, str | int) else canonical(value)


def _trace_differences(
    folder: Path, stated: dict[str, str], lines: dict[str, str], names: dict[str, str]
) -> Iterator[str]:
    """Traces that are not what is computed now: by the receipt's hash, and by the file beside it."""
    hashes = {key: _sha256(line) for key, line in lines.items()}
    for key in {**stated, **hashes}:
        if stated.get(key) != hashes.get(key):
            yield f"{_who(key, names)} 的计算过程与凭据不符。"
    for key, record in _records_that_differ(folder / TRACES, hashes):
        for path, old, new in leaves_that_differ(record, json.loads(lines.get(key, "{}"))):
            yield f"{_who(key, names)} {'.'.join(path)}：{TRACES} 记录的是 {old}，重算得 {new}。"


def _who(key: str, names: dict[str, str]) -> str:
    table, _, unit = key.rpartition("/")
    return f"{table} {names.get(unit, unit)}"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _records_that_differ(path: Path, hashes: dict[str, str]) -> Iterator[tuple[str, Any]]:
    """The lines of a traces file that are not one of those computed now. (That a line is there but cannot
    be read, or that the file is not, its own hash in the receipt has said already.)
    """
    if not path.is_file():
        return
    known = set(hashes.values())
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        if _sha256(line) in known:
            continue
        try:
            record = json.loads(line)
            yield f"{record['table']}/{record['unit']}", record
        except (ValueError, KeyError, TypeError):
            continue
