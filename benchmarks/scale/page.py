"""docs/benchmarks-scale.md: tables of what was measured, and what follows from the figures. Nothing is said that was not measured."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.scale.aims import Aim, aims, exponent
from benchmarks.scale.contenders import BY_HAND, OURS, Contender, versions
from benchmarks.scale.measuring import Measured
from benchmarks.timing import Timing, machine
from kaohe import __version__


@dataclass(frozen=True, slots=True)
class Streamed:
    """A folder of months, scored in one process."""

    contender: Contender
    units: int
    months: int
    whole: Timing


@dataclass(frozen=True, slots=True)
class Results:
    """All that was measured. `left_out`: an engine, a size, and the seconds it would take (0: it is not asked at that size)."""

    contenders: tuple[Contender, ...]
    absent: tuple[Contender, ...]
    measured: Sequence[Measured]
    left_out: Sequence[tuple[Contender, int, float]]
    streamed: Sequence[Streamed]
    over_units: Sequence[Measured]
    over_items: Sequence[Measured]
    runs: int


def text(results: Results) -> str:
    """The whole page."""
    return TEXT.format(
        machine=machine(),
        version=__version__,
        versions=versions(results.contenders),
        runs=results.runs,
        items=results.measured[0].items,
        engines="\n\n".join(_sizes(results)),
        left_out="\n".join(_left_out(results)),
        wrong="\n".join(_wrong(results.measured)),
        exact="\n".join(_exact(results)),
        streamed="\n".join(map(_streamed, results.streamed)),
        over_units=_growth(results.over_units, lambda each: each.units),
        over_items=_growth(results.over_items, lambda each: each.items),
        grow_items=results.over_units[0].items,
        grow_units=f"{results.over_items[0].units:,}",
        findings="\n".join(f"- {words}" for words in _findings(results)),
        aims=_aims(results),
    )


def _sizes(results: Results) -> Iterator[str]:
    """A table for each size."""
    for units in dict.fromkeys(each.units for each in results.measured):
        here = [each for each in results.measured if each.units == units]
        hand = next((each for each in here if each.contender == BY_HAND), None)
        rows = "\n".join(_row(each, hand) for each in here)
        yield f"### {units:,} × {here[0].items}\n\n{_ENGINES_HEAD}\n{rows}"


_ENGINES_HEAD = """\
| 引擎 engine | 整个进程 whole process（秒 s） | 其中处理器 processor | 内存峰值 peak MB | 读 read | 算 compute | 写 write | 每秒单位 units/s | 算，比手写 compute × by hand |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"""


def _row(each: Measured, hand: Measured | None) -> str:
    read, write = (each.phases[name].median for name in ("read", "write"))
    phases = f"{read:.3f} | {each.compute:.3f} | {write:.3f}"
    times = "–" if hand is None else f"{each.compute / hand.compute:.2f}"
    wrong = "" if each.wrong.nothing else " ✗"
    return (
        f"| {each.contender.name}{wrong} | {each.whole} | {each.whole.processor:.2f} | {each.whole.megabytes:.0f} "
        f"| {phases} | {each.a_second:,.0f} | {times} |"
    )


def _left_out(results: Results) -> Iterator[str]:
    """Who was not asked, and why."""
    for contender, units, seconds in results.left_out:
        if contender.most is not None and not seconds:
            why = f"只测到 only up to {contender.most:,}"
        elif seconds:
            why = f"按上一档推算要 {seconds:,.0f} 秒，超过一分钟 would take {seconds:,.0f} s by the size before, more than a minute"
        else:
            why = "上一档已经没有测 not asked at the size before"
        yield f"- {contender.name}，{units:,}：{why}。"
    for contender in results.absent:
        yield f"- {contender.name}：没有安装或还没有接入 not installed or not there yet。"


def _wrong(measured: Iterable[Measured]) -> Iterator[str]:
    for each in measured:
        if not each.contender.exact:
            wrong = each.wrong
            shares = (wrong.any_item, wrong.total, wrong.grade, wrong.rank)
            cells = " | ".join(f"{count:,}（{100 * count / wrong.units:.2f}%）" for count in shares)
            yield f"| {each.contender.name} | {wrong.units:,} | {wrong.items:,} | {cells} |"


def _exact(results: Results) -> Iterator[str]:
    """Who was right everywhere, by size."""
    for units in dict.fromkeys(each.units for each in results.measured):
        names = [e.contender.name for e in results.measured if e.units == units and e.wrong.nothing]
        yield f"- {units:,}：{'、'.join(names)}。"


def _streamed(each: Streamed) -> str:
    rate = each.units * each.months / each.whole.median
    return (
        f"| {each.contender.name} | {each.units:,} × {each.months} | {each.whole} | {each.whole.processor:.2f} "
        f"| {each.whole.megabytes:.0f} | {rate:,.0f} |"
    )


def _growth(measured: Sequence[Measured], size: Callable[[Measured], int]) -> str:
    """A row a size and engine: whole process, compute, memory, and what a unit's item costs; then the exponents."""
    rows = [
        f"| {size(each):,} | {each.contender.name} | {each.whole} | {each.compute:.3f} | {each.whole.megabytes:.0f} "
        f"| {1e9 * each.compute / (each.units * each.items):.2f} |"
        for each in measured
    ]
    powers = [
        f"{contender.name} {exponent([(size(each), each.compute) for each in measured if each.contender == contender]):.2f}"
        for contender in dict.fromkeys(each.contender for each in measured)
    ]
    told = "，".join(powers)
    line = f"只算的用时约与大小的几次方成正比 · Computing grows with this power of the size: {told}."
    return "\n".join([*rows, "", line])


def _findings(results: Results) -> Iterator[str]:
    """Sentences out of the figures."""
    for units in dict.fromkeys(each.units for each in results.measured):
        right = [each for each in results.measured if each.units == units and each.wrong.nothing]
        first, *others = sorted(right, key=lambda each: each.compute)
        words = f"{units:,} 个单位，算得全对的引擎里，只算最快的是 {first.contender.chinese}（{first.compute:.3f} 秒）"
        english = (
            f"Of the engines that are right everywhere at {units:,} units, {first.contender.english} computes fastest "
            f"({first.compute:.3f} s)"
        )
        if others:
            times = f"{others[0].compute / first.compute:.2f}"
            words += f"，其次是 {others[0].contender.chinese}，用时是它的 {times} 倍"
            english += f", then {others[0].contender.english}, {times} times as long"
        yield f"{words}。"
        yield f"{english}."
    for each in results.measured:
        if not each.wrong.nothing:
            grade, total = 100 * each.wrong.grade / each.units, 100 * each.wrong.total / each.units
            yield f"{each.contender.chinese} 在 {each.units:,} 个单位里算错 {grade:.2f}% 的等次、{total:.2f}% 的总分。"
            yield f"{each.contender.english} gets {grade:.2f}% of grades and {total:.2f}% of totals wrong at {each.units:,} units."
    yield from _memory(results)


def _memory(results: Results) -> Iterator[str]:
    """The least memory among those that are right, at the largest size."""
    most = max(each.units for each in results.measured)
    right = [each for each in results.measured if each.units == most and each.wrong.nothing]
    least = min(right, key=lambda each: each.whole.megabytes)
    needed = f"{least.whole.megabytes:,.0f} MB"
    yield f"{most:,} 个单位，内存用得最少的是 {least.contender.chinese}（{needed}）。"
    yield f"At {most:,} units {least.contender.english} takes the least memory ({needed})."


def _aims(results: Results) -> str:
    """What was to be reached, and whether it is; nothing while ours is not measured."""
    if not any(each.contender == OURS for each in results.measured):
        return "`kaohe.batch` 还没有接入，没有可比的。 `kaohe.batch` is not measured yet."
    found: list[Aim] = aims(
        results.measured,
        [(s.contender, s.whole) for s in results.streamed],
        results.over_units,
        results.over_items,
    )
    head = "| 目标 aim | 要求 asked | 测得 measured | |\n| --- | ---: | ---: | --- |"
    rows = "\n".join(
        f"| {aim.name} | {aim.asked} | {aim.found} | {'达到 reached' if aim.reached else '没有达到 not reached'} |"
        for aim in found
    )
    return f"{head}\n{rows}"


TEXT = """# 大规模测速 · Benchmarks at scale

`make bench-scale` 写出本页。每个引擎各起一个进程，轮流跑，各 {runs} 次（另有一次不计）。数字是中位数，括号里是最小和最大；不同机器之间只宜比比值。
Written by `make bench-scale`. Every engine is a process of its own; they run in turn, {runs} times each and once more before that does not count. Figures are medians, with the least and the most in brackets; between machines compare ratios only.

机器 · Machine: {machine}. Kaohe {version}; {versions}.

## 算什么 · What is scored

{items} 项指标，六类轮流：百分比每低 1 个百分点扣分；按件扣分，有封顶；分档；按完成数比例；分子分母报的率，每低 1 个百分点扣分；完成单位自己的目标，每低 10 个百分点扣分，只计整步，城、乡扣分不同。另有加分、扣分各 2 项，各有封顶；一票否决得分归零；排名、等次，优秀不超过 30%。约二百分之一的数没有填报（结果暂定），三分之一的指标约三百分之一不适用（折算）。数据由固定的种子写成，有意让要舍入的那一位常常正好是 5。每个引擎读同一个 Parquet 文件，写出每项得分、总分、名次、等次、是否暂定；计时以前逐值核对。
{items} items of six families in turn: a percentage, points off for each point below; events, with a cap; tiers; in proportion to completion; a rate reported as two counts; completion of the unit's own target, whole steps only, with other points in town. Besides two items that add and two that take, each pair within a cap; a veto that zeroes the total; ranks and grades with a quota. One figure in 200 is missing, in a third of the items one in 300 does not apply (the rest is scaled up). The figures come from a fixed seed, and are laid so that the digit to be rounded is often an exact 5. All engines read the same Parquet and write every item, total, rank, grade and whether it is provisional; they are compared value by value before anything is timed.

## 各引擎 · The engines

“整个进程”含启动、读 Parquet、写 Parquet；能边读边算的就边读边算。“读、算、写”是同一引擎分三步走、各步的秒数：读到内存里能直接算的形式（LibreOffice 的“读”含写出工作簿），算出全部得分、名次、等次，写成 Parquet。NumPy 用一个线程。✗：有算错的，见下一节。
The whole process includes start, reading and writing Parquet, in one stream where the engine can. Read, compute and write are the three apart: into memory in the form that is computed on (for LibreOffice with writing the workbook), all scores, ranks and grades, and out. NumPy has one thread. ✗: something is wrong, see the next section.

{engines}

没有测的 · Not asked:

{left_out}

## 浮点数算错多少 · What floats get wrong

与整数的答案逐值比（最小一档与 Decimal 循环比）。不另说明的浮点数引擎用自己的舍入（NumPy 的 `round` 遇5取偶）；写明四舍五入的和 OpenFisca 把一半都往远离零的一边舍入。别人的总分错了，自己的名次也算错。
Beside the answers in whole numbers (at the smallest size, of the Decimal loop). NumPy's `round` takes halves to even; “half away”, and OpenFisca here, round them away from zero. A rank that another unit's wrong total has moved counts as wrong.

| 引擎 engine | 单位 units | 错的项分 wrong item scores | 有错项的单位 units with one | 总分 total | 等次 grade | 名次 rank |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
{wrong}

逐值相等的 · Equal value by value:

{exact}

## 逐月 · Month after month

一个文件夹，每月一个文件，在一个进程里逐月算、逐月写。
A folder of one file a month, scored and written month by month in one process.

| 引擎 engine | 单位 × 月 units × months | 整个进程 whole process（秒 s） | 其中处理器 processor | 内存峰值 peak MB | 每秒单位 units/s |
| --- | ---: | ---: | ---: | ---: | ---: |
{streamed}

## 增长 · Growth

![用时随单位数、指标数的增长](images/scale.svg)

随单位数 · With units（{grow_items} 项 items）：

| 单位 units | 引擎 engine | 整个进程 whole process（秒 s） | 算 compute | 内存峰值 peak MB | 每单位每项纳秒 ns a unit's item |
| ---: | --- | ---: | ---: | ---: | ---: |
{over_units}

随指标数 · With items（{grow_units} 个单位 units）：

| 指标 items | 引擎 engine | 整个进程 whole process（秒 s） | 算 compute | 内存峰值 peak MB | 每单位每项纳秒 ns a unit's item |
| ---: | --- | ---: | ---: | ---: | ---: |
{over_items}

## 看得出什么 · What follows

{findings}

## 目标 · Aims

{aims}
"""
