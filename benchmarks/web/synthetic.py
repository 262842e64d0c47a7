"""A scheme as offices have it: every department has items of all six families; units report, departments find and judge."""

from benchmarks.data import FAMILIES, Row, rows, scheme_text

FOUND = ("events",)
JUDGED = ("level",)
"""Families whose figures departments put in; the others are reported by the units themselves."""


def departments(items: int) -> int:
    """How many departments share the items: one for every six."""
    return max(1, items // len(FAMILIES))


def department_of(number: int, items: int) -> str:
    """Whose an item is."""
    return f"科室{number // len(FAMILIES) % departments(items) + 1}"


def text_of(items: int, year: int) -> str:
    """The scheme file of a year."""
    lines = []
    for line in scheme_text(items).replace("考核期: 2026", f"考核期: {year}").splitlines():
        name = line.strip().removeprefix("- ").removeprefix("名称: ")
        if line.startswith("          - 名称: 指标"):
            lines += [line, f"            责任科室: [{department_of(_number(name), items)}]"]
        elif line.startswith("  ") and line.endswith("}") and "类型: " in line:
            lines.append(_measure(line, items))
        else:
            lines.append(line)
    return "\n".join([*lines, ""])


def _measure(line: str, items: int) -> str:
    number = _number(line.strip().partition(":")[0])
    found = FAMILIES[number % len(FAMILIES)] in FOUND
    supply = ", 来源: 检查所得" if found else ""
    return f"{line[:-1]}, 责任科室: {department_of(number, items)}{supply}}}"


def entered(measure: str) -> bool:
    """Whether a department puts this figure in."""
    return FAMILIES[_number(measure) % len(FAMILIES)] in (*FOUND, *JUDGED)


def figures(units: int, items: int) -> tuple[list[Row], dict[tuple[str, str], str]]:
    """Every figure as it is before the run, and for each another value that somebody may change it to."""
    every = list(rows(2 * units, items))
    first = [row for row in every if int(row.unit[1:]) < units]
    others = {(f"U{int(row.unit[1:]) - units}", row.measure): row.value for row in every[len(first) :]}
    return first, others


def _number(name: str) -> int:
    """The number in a name: 是否4甲 → 4."""
    return int("".join(letter for letter in name if letter.isascii() and letter.isdigit()))
