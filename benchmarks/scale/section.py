"""What the page of all benchmarks shows of those at scale: the largest size, month after month, the aims, the picture of growth."""

import re

HEAD = "## 大规模 · At scale"
_INTRODUCTION = """{head}

`make bench-scale` 写出的[大规模测速](benchmarks-scale.md)的一部分：各引擎答案逐值核对以后计时；其余各档、浮点数算错多少、逐步增长的数字都在那一页。
Part of [the benchmarks at scale](benchmarks-scale.md), written by `make bench-scale`: engines are compared value by value before they are timed. The other sizes, what floats get wrong and the steps of growth are on that page.

{machine}

![用时随单位数、指标数的增长 growth with units and items](images/scale.svg)
"""
_PARTS = ("### 690,000 × 100", "## 逐月 · Month after month", "## 目标 · Aims")


def section(page: str) -> str:
    """The section, cut from the text of the whole page; a part that the page lacks (a quick run's) is left out."""
    machine = next(line for line in page.splitlines() if line.startswith("机器 · Machine"))
    parts = [part for heading in _PARTS if (part := _part(page, heading))]
    return "\n".join([_INTRODUCTION.format(head=HEAD, machine=machine), *parts])


def put(section_text: str, report: str) -> str:
    """The page of all benchmarks with this section at its end, in place of an earlier one."""
    return f"{report.split(HEAD, maxsplit=1)[0].rstrip()}\n\n{section_text.rstrip()}\n"


def _part(page: str, heading: str) -> str:
    """A heading with what stands below it, one level down, its plain words left out of the largest size's table."""
    found = re.search(rf"^{re.escape(heading)}\n(.*?)(?=^#|\Z|^没有测的)", page, re.MULTILINE | re.DOTALL)
    return "" if found is None else f"### {heading.lstrip('# ')}\n{found[1].rstrip()}\n"
