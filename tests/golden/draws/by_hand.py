"""A record repeated by nothing but a hash and the statement it carries: no line of ours takes part."""

import csv
import hashlib
from itertools import accumulate
from typing import Any

Groups = dict[tuple[str, str], tuple[list[str], list[str]]]


def repeated(record: dict[str, Any]) -> Groups:
    """Drawn and reserves of every group of a record, planned numbers as it states them."""
    plan, seed = record["plan"], record["seed"]["value"]
    rows = list(csv.reader(record["frame"]["rows"]))
    groups: Groups = {}
    for group in record["groups"]:
        unit, kind = group["unit"], group["class"]
        rest = [
            row
            for row in rows
            if not row[5] and (not unit or row[2] == unit) and (not kind or row[3] == kind)
        ]
        order = sorted(rest, key=lambda row: _hash(seed, unit, kind, row[0]))
        number, reserves = group["planned"], plan["reserves"] if group["planned"] else 0
        if plan["chance"] == "equal":
            ids = [row[0] for row in order]
            groups[unit, kind] = (ids[:number], ids[number : number + reserves])
        else:
            sized = [(row[0], int(row[4])) for row in order if row[4] and int(row[4])]
            groups[unit, kind] = _by_size(sized, number, reserves, (seed, unit, kind))
    return groups


def _hash(*lines: str) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _number(most: int, head: tuple[str, str, str], use: str) -> int:
    count = 0
    while True:
        found = int(_hash(*head, "", use, str(count)), 16)
        if found < 2**256 // most * most:
            return found % most
        count += 1


def _by_size(
    sized: list[tuple[str, int]], number: int, reserves: int, head: tuple[str, str, str]
) -> tuple[list[str], list[str]]:
    certain: list[str] = []
    while number > len(certain):
        wanted, total = number - len(certain), sum(size for _, size in sized)
        sure = [name for name, size in sized if size * wanted >= total]
        if not sure:
            break
        certain += sure
        sized = [(name, size) for name, size in sized if name not in sure]
    drawn, wanted = list(certain), number - len(certain)
    if wanted:
        total = sum(size for _, size in sized)
        start = _number(total, head, "起点")
        ends = list(accumulate(size * wanted for _, size in sized))
        for mark in range(start, wanted * total, total):
            drawn.append(next(sized[at][0] for at, end in enumerate(ends) if mark < end))
    left = [(name, size) for name, size in sized if name not in drawn]
    stand_by: list[str] = []
    for place in range(1, reserves + 1):
        if not left:
            break
        at = _number(sum(size for _, size in left), head, f"候补{place}")
        ends = list(accumulate(size for _, size in left))
        taken = next(index for index, end in enumerate(ends) if at < end)
        stand_by.append(left.pop(taken)[0])
    return drawn, stand_by
